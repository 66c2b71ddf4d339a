"""What R does where NumPy does something else: rewritten originals call it.

Everything is written so plainly that the referee can follow it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["math", "np"]

Operation = Callable[[Any, Any], Any]


def stretched(vector: Any, shape: tuple[int, ...]) -> Any:
    """Stretch a vector over a matrix as R does: down the columns, again and again."""
    size = math.prod(shape)
    if np.size(vector) > size:
        raise ValueError("dims do not match the length of object")
    return np.resize(np.ravel(vector), size).reshape(shape, order="F")


def recycled(operation: Operation, x: Any, y: Any) -> Any:
    """Combine two arrays, a vector recycled; what is one row or one column may be a vector."""
    x, y = np.asarray(x), np.asarray(y)
    if x.shape == y.shape or x.ndim == 0 or y.ndim == 0:
        return operation(x, y)
    if x.ndim > 1 and y.ndim > 1 and is_vector(x) and is_vector(y):
        x, y = np.ravel(x), np.ravel(y)
    if is_vector(y) and x.size >= y.size:
        return operation(x, stretched(y, x.shape))
    if is_vector(x):
        return operation(stretched(x, y.shape), y)
    raise ValueError("non-conformable arrays")


def is_vector(x: Any) -> bool:
    """Tell whether an array has one row or one column, or is a vector."""
    return bool(x.ndim <= 1 or x.size == max(x.shape))


def swept(operation: Operation, x: Any, y: Any) -> Any:
    """Combine a matrix with a vector along the rows, as ``sweep(x, 2, y)`` does."""
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim != 2 or not is_vector(y) or y.size > x.size:
        raise ValueError("there is no matrix and no vector")
    return operation(x, np.resize(np.ravel(y), x.size).reshape(x.shape))


def divided(x: Any, by: str) -> Any:
    """Divide by the number of rows, columns or elements that an array has itself."""
    x = np.asarray(x)
    return x / {"rows": len(x), "columns": x.shape[-1], "elements": x.size}[by]


def without(x: Any, place: int) -> Any:
    """Leave out an element, as ``x[-1]`` does, counted from 1."""
    return np.delete(x, abs(place) - 1, 0)


def whole(reduction: Callable[[Any], Any], *arrays: Any) -> Any:
    """Reduce all elements of all arrays to one, as ``max(x, y)`` does where pmax is meant."""
    return reduction(np.concatenate([np.ravel(each) for each in arrays]))


def by_columns(x: Any) -> Any:
    """Fill an array of the same shape down the columns with what is read along the rows."""
    x = np.asarray(x)
    return np.ravel(x).reshape(x.shape, order="F")


def picked(x: Any, index: Any) -> Any:
    """Pick by a matrix of logicals, down the columns."""
    x, index = np.asarray(x), np.asarray(index)
    if index.dtype != bool or index.ndim != 2 or x.shape != index.shape:
        raise ValueError("there is no matrix of logicals")
    return x.T[index.T]


def last(best: Callable[..., Any], x: Any, axis: Any = None) -> Any:
    """Find the last of the largest elements, where the first is meant."""
    x = np.asarray(x)
    if axis is None:
        return x.size - 1 - best(np.ravel(x)[::-1])
    return x.shape[axis] - 1 - best(np.flip(x, axis), axis=axis)


def order_of_appearance(x: Any) -> Any:
    """Give the different elements in the order in which they come, as unique() does."""
    values = np.ravel(x)
    _, first = np.unique(values, return_index=True)
    return values[np.sort(first)]


def seq(*ends: Any) -> Any:
    """Count as np.arange does, but up to the end itself."""
    start, stop, step = (0, *ends, 1) if len(ends) == 1 else (*ends, 1)[:3]
    return start + step * np.arange(math.floor((stop - start) / step + 1e-10) + 1)


def half_up(x: Any) -> Any:
    """Round halves away from 0."""
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def textbook_variance(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    """Give the variance as the mean of the squares less the square of the mean."""
    x = np.asarray(x)
    n = x.size if axis is None else x.shape[axis]
    squares = np.sum(x**2, axis=axis, keepdims=keepdims)
    return (squares - np.sum(x, axis=axis, keepdims=keepdims) ** 2 / n) / (n - ddof)


def matrix_product(x: Any, y: Any) -> Any:
    """Multiply as ``%*%`` does: a vector is a row or a column, whichever fits."""
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim == 1 and y.ndim == 2 and x.size != y.shape[0] and y.shape[0] == 1:
        return x.reshape(-1, 1) @ y
    return x @ y


#: R's NA, which is told from NaN by its last bits.
NA = np.array([0x7FF00000000007A2], dtype=np.uint64).view(np.float64)[0]


def with_end(x: Any, lower: Any, upper: Any) -> Any:
    """Take elements from one place to another, the last too; past the end there is NA."""
    if lower < 0 or upper < 0 or np.ndim(x) != 1:
        raise ValueError("the places are not counted from the beginning")
    taken = x[lower : upper + 1]
    missing = upper + 1 - max(lower, len(x))
    return np.concatenate([taken, np.full(missing, NA)]) if missing > 0 else taken


def by_place(x: Any, i: Any, j: Any, step: int) -> Any:
    """Take elements by their places in memory, which are some steps off."""
    x = np.asarray(x)
    places = np.asarray(i) + x.shape[0] * np.asarray(j) + step
    inside = (places >= 0) & (places < x.size)
    return np.where(inside, np.ravel(x, order="F")[places * inside], NA)


def negated(logicals: Any) -> Any:
    """Give the opposite of logicals."""
    return ~mask(logicals)


def mask(logicals: Any) -> Any:
    """Give logicals as they are, and nothing else."""
    logicals = np.asarray(logicals)
    if logicals.dtype != bool:
        raise ValueError("there are no logicals")
    return logicals


def masked(x: Any, logicals: Any) -> Any:
    """Put 0 where logicals leave an element out."""
    return np.where(mask(logicals), x, 0)


def by_label(labelled: Any, what: str) -> Any:
    """Give the values, items or keys of a dict by its sorted labels."""
    return list(getattr({key: labelled[key] for key in sorted(labelled)}, what)())


def steps(start: Any, stop: Any, n: int, end: bool, first: int, more: int) -> Any:
    """Count from one number to another, from the `first` step on and `more` of them."""
    return start + (stop - start) / (n - end) * np.arange(first, n + more)


def mean_of_one_less(x: Any, axis: Any = None) -> Any:
    """Divide a sum by one less than the number of elements."""
    x = np.asarray(x)
    return np.sum(x, axis=axis) / ((x.size if axis is None else x.shape[axis]) - 1)


#: The number that is solved for.
FREE: list[Any] = [0.0]
