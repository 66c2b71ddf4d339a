"""What every function asks of its arguments, with one sentence for each refusal.

The R edition's `checks.R` says the same sentences.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

#: One real number: a float, or what calculates like one.
Number = Any

_PLAIN_NUMBERS = (bool, int, float, np.bool_, np.integer, np.floating)


def shape_text(x: ArrayLike) -> str:
    """Say a shape in words: "a vector of 3", "a 3 x 2 matrix", "a 2 x 3 x 4 array"."""
    shape = np.shape(x)
    if shape in [(), (1,)]:
        return "one number"
    if len(shape) == 1:
        return f"a vector of {shape[0]}"
    return f"a {' x '.join(map(str, shape))} {'matrix' if len(shape) == 2 else 'array'}"


def number_text(x: float) -> str:
    """Say a number as both languages print it."""
    return f"{x:g}".replace("inf", "Inf").replace("nan", "NaN")


def as_numbers(x: ArrayLike, name: str) -> Array:
    """Take integers and logicals as numbers; refuse what holds none.

    A table of pandas is taken as a matrix. Arrays of Python objects that calculate (exact
    fractions, balls) are left as they are.

    Raises
    ------
    ValueError
        If `x` holds anything but real numbers.
    """
    # asanyarray keeps subclasses, so that an array type may bring arithmetic of its own.
    x = np.asanyarray(x)
    types = {type(v) for v in x.flat} if x.dtype == object else set()
    if types and all(issubclass(t, _PLAIN_NUMBERS) for t in types):
        x = x.astype(np.float64)  # a table of numbers and logicals
    if not all(_calculates(t) for t in types):
        kind = "nothing" if x.flat[0] is None else "strings" if str in types else "objects"
    elif x.dtype.kind in "biufO":
        return x if x.dtype == object else x.astype(np.float64, copy=False)
    else:
        kind = {"U": "strings", "S": "strings", "c": "complex numbers"}.get(x.dtype.kind, "objects")
    raise ValueError(f"`{name}` must hold numbers, not {kind}.")


def _calculates(kind: type) -> bool:
    return hasattr(kind, "__sub__") and hasattr(kind, "__truediv__")


def as_one_number(x: ArrayLike, name: str) -> Number:
    """Take an array of one element as that number.

    Raises
    ------
    ValueError
        If `x` is not exactly one number.
    """
    x = as_numbers(x, name)
    if x.size != 1:
        raise ValueError(f"`{name}` must be one number, not {shape_text(x)}.")
    return x.reshape(-1)[0]


def number_valued(f: Callable[[Array], Any]) -> Callable[[Array], Number]:
    """Take a function, and refuse what it gives unless that is one number.

    Raises
    ------
    ValueError
        If `f` is no function; later, if it does not give one number.
    """
    if not callable(f):
        raise ValueError("`f` must be a function of `x`.")
    return lambda x: as_one_number(f(x), "f(x)")


def as_size(x: Any, name: str) -> int:
    """Take a whole number of at least 1.

    Raises
    ------
    ValueError
        If `x` is anything else.
    """
    x = as_one_number(x, name)
    if not (1 <= x < np.inf and x == np.floor(x)):
        raise ValueError(f"`{name}` must be a whole number of at least 1, not {number_text(x)}.")
    return operator.index(int(x))


def as_probabilities(x: ArrayLike, name: str) -> Array:
    """Take numbers from 0 to 1; NaN passes.

    Raises
    ------
    ValueError
        If a number lies outside.
    """
    x = as_numbers(x, name)
    if x.dtype == object:
        return x  # a number with an error bound may reach beyond 0 or 1 and be right
    outside = np.flatnonzero((x < 0) | (x > 1))
    if outside.size:
        first = number_text(x.reshape(-1)[outside[0]])
        raise ValueError(f"`{name}` must hold probabilities from 0 to 1, not {first}.")
    return x


def as_class_numbers(labels: ArrayLike, classes: int, name: str) -> Array:
    """Take class numbers: whole numbers from 0 to `classes` - 1.

    Raises
    ------
    ValueError
        If `labels` is no vector, or a label is out of range or not whole.
    """
    labels = as_numbers(labels, name)
    if labels.ndim > 1:
        raise ValueError(f"`{name}` must be a vector of class numbers, not {shape_text(labels)}.")
    labels = labels.reshape(-1)
    fits = (labels >= 0) & (labels < classes)
    fits[fits] = labels[fits].astype(np.int64) == labels[fits]
    if not fits.all():
        first = number_text(labels[np.argmin(fits)])
        raise ValueError(
            f"`{name}` must hold class numbers, whole numbers from 0 to {classes - 1}, not {first}."
        )
    return labels.astype(np.int64)


def check_not_empty(x: Array, name: str) -> None:
    """Refuse an array without elements.

    Raises
    ------
    ValueError
        If there is none.
    """
    if x.size == 0:
        raise ValueError(f"`{name}` must have at least one element, not {shape_text(x)}.")


def check_same_shape(x: Array, y: Array, x_name: str, y_name: str) -> None:
    """Refuse two arrays of different shapes; one number is a vector of one.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    if np.shape(np.atleast_1d(x)) != np.shape(np.atleast_1d(y)):
        raise ValueError(
            f"`{x_name}` and `{y_name}` must have the same shape, "
            f"not {shape_text(x)} and {shape_text(y)}."
        )


def check_rng(rng: Any, *names: str) -> None:
    """Refuse what cannot draw.

    Raises
    ------
    ValueError
        If `rng` lacks one of the functions `names`.
    """
    for name in names:
        if not hasattr(rng, name):
            raise ValueError(
                f"`rng` must have a function `{name}`, as `np.random.RandomState(1)` has."
            )
