"""Norms of vectors and matrices of balls."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from flint import arb

from diglot.judging.ball_matrices import Array, as_balls, objects
from diglot.judging.products import total
from diglot.judging.spectra import svdvals


def _largest(array: Array, axis: int, least: bool = False) -> Any:
    choose = arb.min if least else arb.max
    rows = np.moveaxis(array, axis, -1)
    values = [reduce(choose, rows[index].tolist()) for index in np.ndindex(rows.shape[:-1])]
    return objects(values, rows.shape[:-1])


def _root(values: Any) -> Any:
    """Give square roots; of what cannot be negative, whatever its radius."""
    array = np.asarray(values, dtype=object)
    return objects([v.nonnegative_part().sqrt() for v in array.ravel().tolist()], array.shape)


def _vector_norm(size: Array, order: Any, axes: tuple[int, ...], rounding: bool) -> Any:
    if order is None or order == 2:
        return _root(total(size * size, axes, rounding=rounding))
    if len(axes) > 1:
        raise NotImplementedError("a norm of vectors over two axes")
    if order in (np.inf, -np.inf):
        return _largest(size, axes[0], least=order < 0)
    if order == 0:
        return total(as_balls(size != 0), axes, rounding=rounding)
    if order == 1:
        return total(size, axes, rounding=rounding)
    power = as_balls(order)[()]
    values = np.asarray(total(size**power, axes, rounding=rounding), dtype=object)
    return values ** (1 / power)


def _matrix_norm(x: Array, order: Any, axes: tuple[int, int], rounding: bool) -> Any:
    if order in ("fro", None):
        return _vector_norm(abs(x), 2, axes, rounding)
    stack = np.moveaxis(x, axes, (-2, -1))
    if order in (2, -2, "nuc"):
        values = svdvals(stack, rounding=rounding)
        if order == "nuc":
            return total(values, (values.ndim - 1,), rounding=rounding)
        return values[..., 0 if order == 2 else -1]
    over = {1: -2, -1: -2, np.inf: -1, -np.inf: -1}.get(order)
    if over is None:
        raise ValueError("Invalid norm order for matrices.")
    sums = np.asarray(total(abs(stack), (stack.ndim + over,), rounding=rounding), dtype=object)
    return _largest(sums, -1, least=order < 0)


def norm(
    x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, *, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Give the norm of a vector or matrix, as `numpy.linalg.norm` does."""
    x = as_balls(x)
    if axis is None:
        axes = tuple(range(x.ndim))
    else:
        axes = tuple(k % x.ndim for k in ([axis] if isinstance(axis, int) else axis))
    if isinstance(ord, arb):
        ord = float(ord)
    if len(axes) == 1 or (axis is None and ord is None):
        value = _vector_norm(abs(x), ord, axes, rounding)
    elif len(axes) == 2:
        value = _matrix_norm(x, ord, (axes[0], axes[1]), rounding)
    else:
        raise ValueError("Improper number of dimensions to norm.")
    value = np.asarray(value, dtype=object)
    return np.expand_dims(value, axes) if keepdims else value[()]


def vector_norm(
    x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2, rounding: bool,
    like: Any = None,
) -> Any:  # fmt: skip
    """Give the norm of a vector, as `numpy.linalg.vector_norm` does."""
    if axis is not None:
        return norm(x, ord, axis, keepdims, rounding=rounding)
    x = as_balls(x)
    value = norm(x.ravel(), ord, rounding=rounding)
    return np.asarray(value, dtype=object).reshape([1] * x.ndim) if keepdims else value


def matrix_norm(
    x: Any, /, *, keepdims: bool = False, ord: Any = "fro", rounding: bool, like: Any = None
) -> Any:
    """Give the norm of a matrix, as `numpy.linalg.matrix_norm` does."""
    return norm(x, ord, (-2, -1), keepdims, rounding=rounding)
