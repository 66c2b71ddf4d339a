"""The world of sampled rounding: NumPy's own arrays, each result one of its two neighbours."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from diglot.judging.ball_functions import STRUCTURAL
from diglot.judging.samples import Samples, find
from diglot.judging.world import World


class SampleWorld(World):
    """Arithmetic in doubles whose rounding is drawn at random, or goes all one way.

    Parameters
    ----------
    seed : int, optional
        Of the random roundings.
    direction : str, optional
        "up", "down", "in" or "out" for roundings that all go one way.
    """

    def __init__(self, seed: int | None = None, direction: str | None = None) -> None:
        super().__init__()
        self._samples = Samples(seed, direction)
        self.number = self._samples.number  # type: ignore[method-assign,assignment]
        self.constant = self._samples.constant  # type: ignore[method-assign]

    def operate(self, name: str, x: Any, y: Any) -> Any:
        """Calculate, and round one way or the other."""
        return getattr(self._samples, name)(x, y)

    def ufunc(self, ufunc: np.ufunc, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call a ufunc, or a method of one."""
        return self._samples.ufunc(ufunc, method, args, kwargs)

    def array_function(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call one of NumPy's functions."""
        written = getattr(function, "__wrapped__", None)
        if written is None or function.__name__ in STRUCTURAL or not _written_in_python(function):
            return function(*self.lift_callbacks(args), **kwargs)
        return (self.lifted(written) or function)(*self.lift_callbacks(args), **kwargs)

    def array_method(self, array: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call a method of an array or of a NumPy scalar."""
        return self._samples.method(name, array, args, kwargs)

    def known(self, function: Any) -> Callable[..., Any] | None:
        """Give what a function means with sampled rounding."""
        if isinstance(function, np.ufunc):
            return None
        found = find(function)
        return found and (
            lambda *args, **kwargs: found(self._samples, *self.lift_callbacks(args), **kwargs)
        )

    def foreign(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call what is not lifted as it is; the functions that it calls are lifted."""
        args, kwargs = self.callbacks(function, args, kwargs)
        return function(*args, **kwargs)


def _written_in_python(function: Any) -> bool:
    """Tell what NumPy has written in Python from what only looks so."""
    return isinstance(function._implementation, FunctionType | MethodType)
