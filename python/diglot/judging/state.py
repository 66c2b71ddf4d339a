"""All that a function could keep from one call to the next, where that can be seen.

A function that is seen to keep nothing may answer several cases in one process. Objects of compiled
code and code that reaches for the interpreter cannot be seen through: they are `Hidden`.
"""

from __future__ import annotations

import builtins
import datetime
import decimal
import dis
import enum
import fractions
import functools
import pathlib
import re
import sys
import threading
import types
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from diglot.judging.surroundings import Surroundings


class Hidden(Exception):
    """A function may keep something where nobody can look for it."""


class State:
    """What a function finds, and could change: around it, and in all that it can reach.

    Parameters
    ----------
    function : callable
        The function.

    Raises
    ------
    Hidden
        When it reaches something that cannot be seen through.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._surroundings = Surroundings(function)
        self._reached = _Reached(function)
        self._threads = threading.active_count()

    def is_unchanged(self) -> bool:
        """Tell whether all is as it was, and no thread runs on."""
        if self._surroundings.changes() or threading.active_count() != self._threads:
            return False
        try:
            return _Reached(self._function).facts == self._reached.facts
        except Hidden:
            return False


#: Packages whose functions are taken to keep nothing but what `Surroundings` watches.
_LIBRARIES = frozenset(sys.stdlib_module_names) | {"numpy", "scipy"}

#: Modules through which code can change what it is not seen to reach.
_REACHING = frozenset({
    "_ctypes", "_thread", "builtins", "ctypes", "gc", "importlib", "inspect", "multiprocessing",
    "os", "posix", "signal", "socket", "subprocess", "sys", "threading", "types", "weakref",
})  # fmt: skip
_REACHING_BUILTINS = frozenset({"__import__", "eval", "exec", "globals", "locals", "vars"})

#: What does not change once it is made, and what is only code.
_LASTING = (
    bool, int, float, complex, str, bytes, type(None), type(Ellipsis), type(NotImplemented), range,
    slice, re.Pattern, pathlib.PurePath, decimal.Decimal, fractions.Fraction, datetime.date,
    datetime.time, datetime.timedelta, enum.Enum, np.generic, np.dtype, np.ufunc, np.finfo,
    np.iinfo, np.errstate, type(np.sum), types.CodeType, types.GenericAlias, types.UnionType,
    types.MethodDescriptorType, types.ClassMethodDescriptorType, types.WrapperDescriptorType,
    types.GetSetDescriptorType, types.MemberDescriptorType,
    type(namedtuple("_", "field").field),  # type: ignore[attr-defined]
)  # fmt: skip

_SEQUENCES = (list, tuple, set, frozenset, deque)
_MAPPINGS = (dict, OrderedDict, defaultdict, Counter, types.MappingProxyType)

#: What Python itself writes into classes.
_OF_CLASSES = frozenset({
    "__annotations__", "__annotate__", "__annotate_func__", "__dataclass_fields__",
    "__dataclass_params__", "__doc__", "__module__", "__orig_bases__", "__parameters__",
    "__static_attributes__", "__firstlineno__", "__slotnames__", "_abc_impl",
})  # fmt: skip

#: More bytes of arrays take too long to look at.
_MOST_BYTES = 1 << 22

_ABSENT = object()


class _Reached:
    """All that can be reached from a function, as facts to be compared.

    What is found is kept: the facts hold addresses, which must not be given to something else.
    """

    def __init__(self, function: Any) -> None:
        self.facts: list[Any] = []
        self._found: dict[int, Any] = {}
        self._bytes = 0
        self._waiting = [function]
        while self._waiting:
            value = self._waiting.pop()
            if id(value) not in self._found:
                self._found[id(value)] = value
                self._visit(value)

    def _parts(self, parts: Iterable[Any]) -> None:
        parts = list(parts)
        self.facts.append(tuple(map(id, parts)))
        self._waiting += parts

    def _visit(self, value: Any) -> None:
        kind = type(value)
        if isinstance(value, _LASTING):
            return
        if kind in _SEQUENCES:
            self._parts(value)
        elif kind in _MAPPINGS:
            self._parts([*value.keys(), *value.values()])
        elif kind in _VISITS:
            _VISITS[kind](self, value)
        elif isinstance(value, type):
            self._class(value)
        else:
            self._object(value)

    def _array(self, array: np.ndarray[Any, Any]) -> None:
        self._bytes += array.nbytes
        if self._bytes > _MOST_BYTES:
            raise Hidden("large arrays")
        if array.dtype.hasobject:
            self._parts(array.reshape(-1).tolist())
        self.facts.append((array.shape, array.strides, array.dtype, array.tobytes()))

    def _function(self, function: types.FunctionType) -> None:
        cells = function.__closure__ or ()
        self._parts([function.__defaults__, function.__kwdefaults__, vars(function), *cells])
        if not _of_library(function.__globals__.get("__name__")):
            for name in _names(function.__code__):
                self._name(name, function.__globals__)

    def _name(self, name: str, variables: Mapping[str, Any]) -> None:
        if name in _REACHING_BUILTINS and name not in variables:
            raise Hidden(f"`{name}`")
        if name in variables or not hasattr(builtins, name):
            self._parts([variables.get(name, _ABSENT)])

    def _cell(self, cell: types.CellType) -> None:
        try:
            self._parts([cell.cell_contents])
        except ValueError:  # nothing is in it yet
            self.facts.append(None)

    def _module(self, module: types.ModuleType) -> None:
        name = module.__name__
        if name.partition(".")[0] in _REACHING:
            raise Hidden(f"`{name}`")
        if _of_library(name):
            self.facts.append(list(map(id, vars(module).values())))
        else:
            self._parts(v for k, v in vars(module).items() if not k.startswith("__"))

    def _builtin(self, function: types.BuiltinFunctionType) -> None:
        if (function.__module__ or "") in _REACHING - {"builtins"}:
            raise Hidden(f"`{function.__module__}.{function.__name__}`")
        if not isinstance(function.__self__, types.ModuleType):
            self._parts([function.__self__])

    def _class(self, cls: type) -> None:
        if _of_library(cls.__module__):
            self.facts.append(list(map(id, vars(cls).values())))
        else:
            members = [v for k, v in vars(cls).items() if k not in _OF_CLASSES]
            self._parts([type(cls), *cls.__bases__, *members])

    def _object(self, value: Any) -> None:
        if _only_marks(value):
            return
        classes = type(value).__mro__
        if any(_of_library(cls.__module__) for cls in classes if cls not in (object, tuple)):
            raise Hidden(f"`{type(value).__module__}.{type(value).__qualname__}`")
        slots = [name for cls in classes for name in vars(cls).get("__slots__", ())]
        held = [getattr(value, name, _ABSENT) for name in slots]
        held += value if isinstance(value, tuple) else ()
        self._parts([type(value), getattr(value, "__dict__", None), *held])


_VISITS: dict[type, Callable[[_Reached, Any], None]] = {
    np.ndarray: _Reached._array,
    types.FunctionType: _Reached._function,
    types.CellType: _Reached._cell,
    types.ModuleType: _Reached._module,
    types.BuiltinFunctionType: _Reached._builtin,
    types.MethodType: lambda reached, v: reached._parts([v.__func__, v.__self__]),
    functools.partial: lambda reached, v: reached._parts([v.func, v.args, v.keywords]),
    property: lambda reached, v: reached._parts([v.fget, v.fset, v.fdel]),
    staticmethod: lambda reached, v: reached._parts([v.__func__]),
    classmethod: lambda reached, v: reached._parts([v.__func__]),
    functools.cached_property: lambda reached, v: reached._parts([v.func]),
}


def _of_library(module: Any) -> bool:
    return isinstance(module, str) and module.partition(".")[0] in _LIBRARIES


def _only_marks(value: Any) -> bool:
    """Tell what holds nothing: types of annotations, a mark in what `dataclasses` writes."""
    kind = type(value)
    return kind is object or f"{kind.__module__}.{kind.__name__}" in (
        "dataclasses._HAS_DEFAULT_FACTORY_CLASS", "typing._GenericAlias", "typing._SpecialForm",
        "typing._UnionGenericAlias", "typing._LiteralGenericAlias", "typing._CallableGenericAlias",
        "typing.TypeVar",
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _names(code: types.CodeType) -> tuple[str, ...]:
    """Name all that a function may look for among its globals."""
    names = set(code.co_names)
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME" and not _may_be_imported(step.argval):
            raise Hidden(f"`import {step.argval}`")
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            names |= set(_names(inner))
    return tuple(sorted(names))


def _may_be_imported(name: str) -> bool:
    return _of_library(name) and name.partition(".")[0] not in _REACHING
