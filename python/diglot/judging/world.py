"""Another arithmetic, for lifted functions to calculate in.

`World` knows how Python calls things: which functions are lifted, which are asked of the
arithmetic, which are left alone. What `+` and `exp` mean, each world says for itself
(`diglot.judging.balls`, `diglot.judging.samples`).
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import operator
import sys
from collections.abc import Callable
from types import (
    BuiltinFunctionType,
    FunctionType,
    MethodDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

import numpy as np

from diglot.judging.belongings import Belongings, lifted_class
from diglot.judging.lifting import WORLD, Lifter, NoSource

#: The type of NumPy's functions that arrays of other kinds may take over, as ``np.sum``.
ArrayFunction: Any = type(np.sum)

#: What is written in NumPy on top of other functions of NumPy is lifted as a user's function is.
_LIFTED_PACKAGES = frozenset({"numpy", "scipy", "contextlib", "functools", "statistics"})

# Packages whose Python is a shell around compiled code, and long to walk through.
_SHELLS = frozenset({
    "dask", "jax", "lifelines", "matplotlib", "numba", "pandas", "polars", "skbio", "skimage",
    "sklearn", "statsmodels", "sympy", "tensorflow", "torch", "xarray",
})  # fmt: skip

_NOT_LIFTED = (frozenset(sys.stdlib_module_names) | _SHELLS) - _LIFTED_PACKAGES


# Methods are made anew each time that they are named; these are not.
_LASTING = (FunctionType, BuiltinFunctionType, type, np.ufunc, ArrayFunction)


class CannotFollow(Exception):
    """A world has no meaning for what a function does; the text names it."""


class NothingLeft(CannotFollow):
    """A decision has nothing to go by: the radius has grown until nothing is known."""


class World:
    """What lifted code hands its work to.

    A world gives `operate`, `number`, `constant`, and what it makes of each kind of function.
    """

    def __init__(self) -> None:
        self._belongings = Belongings(self.adapt, self._class_of)
        self._lifter = Lifter(self, self._belongings)
        self._classes: dict[type, type] = {}
        # What calling something means, by its address, for what is called again and again.
        self._meanings: dict[int, tuple[Any, Callable[..., Any]]] = {}

    # -- what each arithmetic says for itself -------------------------------------------------

    def number(self, value: Any) -> Any:
        """Give a float that stands in the source."""
        raise NotImplementedError

    def constant(self, value: Any) -> Any:
        """Give what may be a rounded constant, as ``math.pi``."""
        raise NotImplementedError

    def operate(self, name: str, x: Any, y: Any) -> Any:
        """Calculate ``x + y`` and the like; `name` is that of `operator`'s function."""
        raise NotImplementedError

    def ufunc(self, ufunc: np.ufunc, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call a ufunc, or a method of one."""
        raise NotImplementedError

    def array_function(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call one of NumPy's functions."""
        raise NotImplementedError

    def array_method(self, array: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call a method of an array or of a NumPy scalar."""
        raise NotImplementedError

    def adapt(self, array: Any) -> Any:
        """Give an array that an object of the user holds as this world's."""
        return array

    def known(self, function: Any) -> Callable[..., Any] | None:
        """Give this world's meaning of a function; None where it has none of its own."""
        raise NotImplementedError

    def foreign(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call what is neither lifted nor known."""
        raise NotImplementedError

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function of the user; it, and what it is given, stay as they were."""
        return self.call(self._belongings.copy(function), *map(self._belongings.copy, args))

    # -- what lifted code calls ---------------------------------------------------------------

    def add(self, x: Any, y: Any) -> Any:
        """Calculate x + y."""
        return self.operate("add", x, y)

    def sub(self, x: Any, y: Any) -> Any:
        """Calculate x - y."""
        return self.operate("sub", x, y)

    def mul(self, x: Any, y: Any) -> Any:
        """Calculate x * y."""
        return self.operate("mul", x, y)

    def truediv(self, x: Any, y: Any) -> Any:
        """Calculate x / y."""
        return self.operate("truediv", x, y)

    def floordiv(self, x: Any, y: Any) -> Any:
        """Calculate x // y."""
        return self.operate("floordiv", x, y)

    def mod(self, x: Any, y: Any) -> Any:
        """Calculate x % y."""
        return x % y if isinstance(x, str) else self.operate("mod", x, y)

    def pow(self, x: Any, y: Any) -> Any:
        """Calculate x ** y."""
        return self.operate("pow", x, y)

    def matmul(self, x: Any, y: Any) -> Any:
        """Calculate x @ y."""
        return self.operate("matmul", x, y)

    def set_item(self, owner: Any, key: Any, value: Any) -> None:
        """Do ``owner[key] = value``."""
        owner[key] = value

    def update(self, name: str, old: Any, value: Any) -> Any:
        """Calculate ``old += value`` and the like: arrays and lists are changed where they are."""
        if not isinstance(old, np.ndarray):
            return _in_place(name, old, value, self.operate)
        new = self.operate(name, old, value)
        self.set_item(old, ..., new)
        return old

    def update_item(self, name: str, owner: Any, key: Any, value: Any) -> None:
        """Calculate ``owner[key] += value``."""
        self.set_item(owner, key, self.update(name, owner[key], value))

    def update_attribute(self, name: str, owner: Any, attribute: str, value: Any) -> None:
        """Calculate ``owner.attribute += value``."""
        setattr(owner, attribute, self.update(name, getattr(owner, attribute), value))

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call anything."""
        found = self._meanings.get(id(function))
        if found is not None:
            return found[1](*args, **kwargs)
        if type(function) is BuiltinFunctionType:
            owner = function.__self__
            if isinstance(owner, np.ndarray | np.generic):
                return self.array_method(owner, function.__name__, args, kwargs)
            if isinstance(owner, np.ufunc):
                return self.ufunc(owner, function.__name__, args, kwargs)
        meaning = self._meaning(function)
        if isinstance(function, _LASTING):
            # The key is an address: the function must stay where it is.
            self._meanings[id(function)] = function, meaning
        return meaning(*args, **kwargs)

    def _meaning(self, function: Any) -> Callable[..., Any]:
        """Find what calling something means."""
        known = self.known(function)
        if known is not None:
            return known
        if isinstance(function, np.ufunc):
            return lambda *args, **kwargs: self.ufunc(function, "__call__", args, kwargs)
        if isinstance(function, ArrayFunction):
            return lambda *args, **kwargs: self.array_function(function, args, kwargs)
        if isinstance(function, MethodDescriptorType) and function.__objclass__ is np.ndarray:
            name = function.__name__
            return lambda array, *args, **kwargs: self.array_method(array, name, args, kwargs)
        inside = _inside(function)
        if inside is not None:
            inner, first, more = inside
            return lambda *args, **kwargs: self.call(inner, *first, *args, **{**more, **kwargs})
        lifted = self.lifted(function)
        if lifted is not None:
            return lifted
        return lambda *args, **kwargs: self.foreign(function, args, kwargs)

    def lifted(self, function: Any) -> Callable[..., Any] | None:
        """Lift a function, a method, a class or an object that can be called, if it can be."""
        if isinstance(function, FunctionType):
            return self._lifter_of(function)
        if isinstance(function, MethodType) and isinstance(function.__func__, FunctionType):
            lifted = self._lifter_of(function.__func__)
            return lifted and functools.partial(lifted, function.__self__)
        if isinstance(function, type):
            return self._constructor(function)
        method = type(function).__dict__.get("__call__")
        if isinstance(method, FunctionType):
            lifted = self._lifter_of(method)
            return lifted and functools.partial(lifted, function)
        return None

    def lift_callbacks(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Lift the functions among the arguments of what is not lifted itself."""
        if not any(type(arg) in (FunctionType, MethodType) for arg in args):
            return args
        return tuple(
            (self.lifted(arg) or arg) if isinstance(arg, FunctionType | MethodType) else arg
            for arg in args
        )

    def callbacks(self, function: Any, args: Any, kwargs: dict[str, Any]) -> tuple[Any, Any]:
        """Give a function's arguments with the functions among them lifted."""
        key = kwargs.get("key")
        if callable(key):
            kwargs = {**kwargs, "key": functools.partial(self.call, key)}
        if _takes_function(function) and args and callable(args[0]):
            return (functools.partial(self.call, args[0]), *self.lift_callbacks(args[1:])), kwargs
        return self.lift_callbacks(args), kwargs

    def _lifter_of(self, function: FunctionType) -> Callable[..., Any] | None:
        if function.__globals__.get(WORLD) is self:
            return function  # it was written inside of a lifted function
        if _stays_as_it_is(function.__module__ or ""):
            return None
        try:
            return self._lifter.lift(function)
        except NoSource:
            return None

    def _class_of(self, cls: type) -> type | None:
        """Give a class of the user with its operators and properties lifted."""
        if cls not in self._classes:
            module = cls.__module__ or ""
            module = "" if module.startswith("numpy.polynomial") else module
            if _stays_as_it_is(module) or module.partition(".")[0] in _LIFTED_PACKAGES:
                return None
            made = lifted_class(cls, self._lifter_of)
            self._classes[cls] = self._classes[made] = made
        return self._classes[cls]

    def _constructor(self, cls: type) -> Callable[..., Any] | None:
        """Give what makes objects of a user's class; of other classes nothing."""
        if type(cls).__call__ is not type.__call__ or issubclass(cls, BaseException):
            return None
        own = self._class_of(cls)
        if own is None:
            return None
        init: Any = cls.__init__
        lifted = self._lifter_of(init) if isinstance(init, FunctionType) else None
        if lifted is None:
            return own if own is not cls else None
        new: Any = own.__new__

        def construct(*args: Any, **kwargs: Any) -> Any:
            made = new(own) if new is object.__new__ else new(own, *args, **kwargs)
            lifted(made, *args, **kwargs)
            return made

        return construct


_TAKE_A_FUNCTION = (map, filter, functools.reduce, itertools.starmap, itertools.takewhile,
                    itertools.dropwhile, itertools.filterfalse)  # fmt: skip


def _takes_function(function: Any) -> bool:
    return any(function is each for each in _TAKE_A_FUNCTION)


def _stays_as_it_is(module: str) -> bool:
    ours = module.startswith(("diglot.judging", "diglot.bridge"))
    return ours or module.partition(".")[0] in _NOT_LIFTED


def _in_place(name: str, old: Any, value: Any, operate: Callable[..., Any]) -> Any:
    if isinstance(old, list | set | dict | bytearray):
        function: Callable[[Any, Any], Any] = getattr(operator, f"i{name}")
        return function(old, value)
    return operate(name, old, value)


def _inside(function: Any) -> tuple[Any, tuple[Any, ...], dict[str, Any]] | None:
    """Look for the function inside what was made of it: bound arguments, a cache."""
    if isinstance(function, functools.partial):
        return function.func, function.args, function.keywords
    if isinstance(function, functools._lru_cache_wrapper):
        return function.__wrapped__, (), {}
    if isinstance(function, np.vectorize):
        return _vectorized, (function,), {}
    return None


def _vectorized(vectorize: Any, *args: Any) -> Any:
    """Do what ``np.vectorize(f)(x)`` does, where `f` can be lifted."""
    arrays = np.broadcast_arrays(*args)
    values = [vectorize.pyfunc(*each) for each in zip(*(a.reshape(-1) for a in arrays))]  # noqa: B905
    return np.array(values).reshape(arrays[0].shape)


_vectorized.__module__ = "numpy"  # it is lifted, as NumPy's own functions are


def name_of(function: Any) -> str:
    """Name a function as a user would find it."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, ModuleType):
        owner = owner.__name__
    elif owner is not None and not isinstance(owner, type):
        owner = type(owner).__name__
    module = owner or getattr(function, "__module__", None) or ""
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None)
    with contextlib.suppress(Exception):
        if isinstance(function, np.ufunc):
            module = (
                "numpy" if getattr(np, function.__name__, None) is function else "scipy.special"
            )
    return f"{module}.{name or type(function).__name__}".removeprefix("builtins.").lstrip(".")
