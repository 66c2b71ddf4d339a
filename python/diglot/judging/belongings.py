"""What a lifted function may change: copies of the user's objects, and classes that are lifted too.

A module's list, a closure's counter, a default ``cache={}``, a random generator: each run in
another arithmetic begins with them as they were, and leaves them so.
"""

from __future__ import annotations

import copy
import functools
from collections import defaultdict, deque
from collections.abc import Callable
from types import CellType, FunctionType, MethodType
from typing import Any

import numpy as np

Lift = Callable[[FunctionType], Callable[..., Any] | None]

_DRAWS = (np.random.RandomState, np.random.Generator)


class Belongings:
    """One world's copies of what belongs to the user; what is shared stays shared.

    Parameters
    ----------
    adapt : callable
        What the world makes of an array that an object of the user holds.
    class_of : callable
        What the world makes of a class of the user; None for classes that are not the user's.
    """

    def __init__(
        self, adapt: Callable[[Any], Any], class_of: Callable[[type], type | None]
    ) -> None:
        self._adapt = adapt
        self._class_of = class_of
        # By address: the original must stay where it is.
        self._copies: dict[int, tuple[Any, Any]] = {}

    def copy(self, value: Any, inside: bool = False) -> Any:
        """Give this world's copy of a value; `inside` of an object arrays are adapted."""
        if id(value) in self._copies:
            return self._copies[id(value)][1]
        kind = type(value)
        if kind is tuple:
            return tuple(self.copy(item, inside) for item in value)
        if kind is MethodType:
            return MethodType(value.__func__, self.copy(value.__self__))
        if kind is np.ndarray:
            made = value.copy()
            return self._keep(value, self._adapt(made) if inside else made)
        if kind in (list, dict, set, deque, defaultdict):
            return self._container(value, inside)
        if isinstance(value, _DRAWS):
            return self._keep(value, copy.deepcopy(value))
        own = self._class_of(kind)
        return value if own is None else self._object(value, own)

    def cell(self, cell: CellType) -> CellType:
        """Give this world's copy of a variable of a closure."""
        if id(cell) not in self._copies:
            try:
                self._keep(cell, CellType(self.copy(cell.cell_contents)))
            except ValueError:  # nothing is in it yet
                self._keep(cell, cell)
        made: CellType = self._copies[id(cell)][1]
        return made

    def _keep(self, original: Any, made: Any) -> Any:
        self._copies[id(original)] = original, made
        return made

    def _container(self, value: Any, inside: bool) -> Any:
        made = self._keep(value, copy.copy(value))
        if isinstance(value, dict):
            made.update({key: self.copy(item, inside) for key, item in value.items()})
        elif not isinstance(value, set):
            for place, item in enumerate(value):
                made[place] = self.copy(item, inside)
        return made

    def _object(self, value: Any, own: type) -> Any:
        if not hasattr(value, "__dict__") or isinstance(value, tuple | BaseException):
            return value
        try:
            made = self._keep(value, copy.copy(value))
            if made is not value:
                made.__class__ = own
        except Exception:  # files, locks: what cannot be copied is the user's own
            return self._keep(value, value)
        for name, item in vars(value).items():
            made.__dict__[name] = self.copy(item, inside=True)
        return made


# -- classes --------------------------------------------------------------------------------------

#: What makes and describes objects is left alone.
_NOT_LIFTED = frozenset({
    "__init__", "__new__", "__del__", "__init_subclass__", "__class_getitem__", "__getattribute__",
    "__set_name__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__copy__",
    "__deepcopy__", "__repr__", "__str__", "__annotate__", "__annotate_func__",
})  # fmt: skip


def lifted_class(cls: type, lift: Lift) -> type:
    """Give a subclass whose operators and properties, which nobody calls by name, are lifted.

    It is the class itself where there are none, or where subclasses are more than that.
    """
    members: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        for name, member in vars(base).items():
            members[name] = _lifted_member(name, member, lift)
    members = {name: member for name, member in members.items() if member is not None}
    plain = type(cls).__call__ is type.__call__ and "__init_subclass__" not in _names(cls)
    if not members or not plain:
        return cls
    inner = {name: getattr(cls, name) for name in ("__module__", "__qualname__", "__doc__")}
    if "__dict__" not in _names(cls):
        inner["__slots__"] = ()
    made: type = type(cls)(cls.__name__, (cls,), {**inner, **members})
    return made


def _names(cls: type) -> set[str]:
    return {name for base in cls.__mro__[:-1] for name in vars(base)}


def _lifted_member(name: str, member: Any, lift: Lift) -> Any:
    if isinstance(member, FunctionType):
        special = name.startswith("__") and name.endswith("__") and name not in _NOT_LIFTED
        return _when_called(member, lift) if special else None
    if isinstance(member, property):
        parts = (member.fget, member.fset, member.fdel)
        return property(*(part and _when_called(part, lift) for part in parts))
    if isinstance(member, functools.cached_property):
        return functools.cached_property(_when_called(member.func, lift))
    return None


def _when_called(function: Any, lift: Lift) -> Any:
    """Lift a function no sooner than it is called: a class may have hundreds."""
    if not isinstance(function, FunctionType):
        return function

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        return (lift(function) or function)(*args, **kwargs)

    return called
