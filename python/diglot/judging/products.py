"""Sums of products of balls: matrix products of every kind.

The radius at double precision holds every order in which a sum of n terms may be taken: n roundings
of each term at most, whatever the library's blocks and threads (ASNA, section 3.1).
"""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from diglot.judging.accuracy import fourier, gamma
from diglot.judging.ball_matrices import (
    Array,
    Floats,
    Setting,
    as_balls,
    conjugate,
    is_complex,
    nearest,
    product,
)

# The double products below are sums of n positive numbers: n + 4 roundings upward make them safe.
_ULP = 2.0**-52


def matrix_product(a: Array, b: Array, setting: Setting) -> Array:
    """Multiply two matrices of balls."""
    if 0 in a.shape or 0 in b.shape:
        return as_balls(np.zeros((a.shape[0], b.shape[1])))
    complex_ = is_complex(a) or is_complex(b)
    near_a = nearest(a.ravel().tolist(), complex_=complex_).reshape(a.shape)
    near_b = nearest(b.ravel().tolist(), complex_=complex_).reshape(b.shape)
    if not (np.isfinite(near_a).all() and np.isfinite(near_b).all()):
        return np.asarray(a @ b)  # NumPy's loops know what Inf * 0 is
    if not setting.rounding:
        return product(a, b)
    with setting.working():
        exact = product(a, b)
    return setting.balls((exact, _rounding(near_a, near_b) * 2.0**setting.bits))


def _rounding(a: Array, b: Array) -> Floats:
    """Bound what rounding may do to each element of a product, in any order of summation."""
    size_a, size_b = np.abs(a), np.abs(b)
    terms = (size_a != 0).astype(float) @ (size_b != 0).astype(float)
    rounded = (_many_bits(a).astype(float) @ _many_bits(b).astype(float)) > 0
    roundings = np.maximum(terms - 1, 0) + rounded
    if np.iscomplexobj(a):  # a complex product is two sums of two products: ASNA, lemma 3.5
        roundings = np.where(roundings > 0, roundings + 2, 0) * np.sqrt(2)
    with np.errstate(over="ignore", under="ignore"):
        sizes = size_a @ size_b * (1 + (a.shape[1] + 4) * _ULP)
        fits = sizes <= 2.0**53 * _grain(a) * _grain(b)
        tiny = (size_a.max(initial=0.0) * size_b.max(initial=0.0)) < 2.0**-900
    underflow = np.where(rounded & (tiny | (sizes < 2.0**-900)), terms * 2.0**-1074, 0.0)
    error: Floats = np.where(fits, 0.0, gamma(roundings) * sizes) + underflow
    return error


def _many_bits(values: Array) -> NDArray[np.bool_]:
    """Tell which numbers are neither 0 nor a power of 2: only they round what they multiply."""
    if np.iscomplexobj(values):
        unrounded: NDArray[np.bool_] = np.isin(values, (0.0, 1.0, -1.0))
        return ~unrounded
    mantissa: Floats = np.abs(np.frexp(values)[0])
    many: NDArray[np.bool_] = ~np.isin(mantissa, (0.0, 0.5))
    return many


def _grain(values: Array) -> float:
    """Give the largest power of 2 that divides all of the numbers."""
    parts = np.concatenate([values.real.ravel(), values.imag.ravel()])
    parts = parts[parts != 0]
    if not parts.size:
        return 1.0
    mantissa, exponent = np.frexp(parts)
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    return float(2.0 ** (np.log2((whole & -whole).astype(float)) + exponent - 53).min())


def matmul(a: Any, b: Any, *, rounding: bool, like: Any = None) -> Any:
    """Multiply matrices, vectors or stacks of matrices, as `numpy.matmul` does."""
    a, b = as_balls(a), as_balls(b)
    if a.ndim == 0 or b.ndim == 0:
        raise ValueError("matmul: a single number is no matrix")
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        raise ValueError(f"matmul: shapes {a.shape} and {b.shape} do not fit")
    result = _stacked_product(left, right, Setting.now(rounding))
    if b.ndim == 1:
        result = result[..., 0]
    if a.ndim == 1:
        result = result[..., 0, :] if b.ndim > 1 else result[..., 0]
    return result if isinstance(result, np.ndarray) and result.ndim else np.asarray(result)[()]


def _stacked_product(a: Array, b: Array, setting: Setting) -> Array:
    if b.ndim == 2:  # one product for the whole stack
        rows = math.prod(a.shape[:-1])
        flat = matrix_product(a.reshape(rows, a.shape[-1]), b, setting)
        return flat.reshape(*a.shape[:-1], b.shape[-1])
    shape = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, b = (np.broadcast_to(x, shape + x.shape[-2:]) for x in (a, b))
    product = np.empty((*shape, a.shape[-2], b.shape[-1]), dtype=object)
    for index in np.ndindex(shape):
        product[index] = matrix_product(a[index], b[index], setting)
    return product


def tensordot(a: Any, b: Any, axes: Any = 2, *, rounding: bool, like: Any = None) -> Any:
    """Sum products over axes, as `numpy.tensordot` does."""
    a, b = as_balls(a), as_balls(b)
    over_a, over_b = _axes(a, b, axes)
    kept_a = [k for k in range(a.ndim) if k not in over_a]
    kept_b = [k for k in range(b.ndim) if k not in over_b]
    shape = [a.shape[k] for k in kept_a] + [b.shape[k] for k in kept_b]
    if [a.shape[k] for k in over_a] != [b.shape[k] for k in over_b]:
        raise ValueError(f"tensordot: shapes {a.shape} and {b.shape} do not fit over these axes")
    terms = math.prod(a.shape[k] for k in over_a)
    left = a.transpose(kept_a + over_a).reshape(math.prod(a.shape[k] for k in kept_a), terms)
    right = b.transpose(over_b + kept_b).reshape(terms, math.prod(b.shape[k] for k in kept_b))
    return matrix_product(left, right, Setting.now(rounding)).reshape(shape)[()]


def _axes(a: Array, b: Array, axes: Any) -> tuple[list[int], list[int]]:
    if isinstance(axes, int | np.integer):
        return list(range(a.ndim - int(axes), a.ndim)), list(range(int(axes)))
    over_a, over_b = ([x] if isinstance(x, int | np.integer) else list(x) for x in axes)
    return [int(k) % a.ndim for k in over_a], [int(k) % b.ndim for k in over_b]


def dot(a: Any, b: Any, *, rounding: bool, like: Any = None) -> Any:
    """Sum products over the last axis of `a` and the last but one of `b`, as `numpy.dot` does."""
    a, b = as_balls(a), as_balls(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return tensordot(a, b, (-1, max(b.ndim - 2, 0)), rounding=rounding)


def inner(a: Any, b: Any, *, rounding: bool, like: Any = None) -> Any:
    """Sum products over the last axes, as `numpy.inner` does."""
    a, b = as_balls(a), as_balls(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return tensordot(a, b, (-1, -1), rounding=rounding)


def vdot(a: Any, b: Any, *, rounding: bool, like: Any = None) -> Any:
    """Sum the products of all elements, those of `a` conjugate, as `numpy.vdot` does."""
    return dot(conjugate(as_balls(a).ravel()), as_balls(b).ravel(), rounding=rounding)


def vecdot(a: Any, b: Any, *, axis: int = -1, rounding: bool, like: Any = None) -> Any:
    """Sum products along an axis, as `numpy.vecdot` does."""
    a, b = np.moveaxis(as_balls(a), axis, -1), np.moveaxis(as_balls(b), axis, -1)
    product = matmul(conjugate(a)[..., None, :], b[..., :, None], rounding=rounding)
    return product[..., 0, 0]


def outer(a: Any, b: Any, *, rounding: bool, like: Any = None) -> Any:
    """Multiply each element of one vector by each of another."""
    return as_balls(a).reshape(-1, 1) * as_balls(b).reshape(1, -1)


def kron(a: Any, b: Any, *, rounding: bool, like: Any = None) -> Any:
    """Give Kronecker's product."""
    return np.kron(as_balls(a), as_balls(b))


def block_diag(*arrays: Any, rounding: bool, like: Any = None) -> Any:
    """Put matrices along a diagonal; what has one axis is a row."""
    blocks = [np.atleast_2d(as_balls(array)) for array in arrays]
    if any(block.ndim > 2 for block in blocks):
        raise NotImplementedError("stacks of blocks")
    ends = np.cumsum([block.shape for block in blocks], axis=0)
    made = as_balls(np.zeros(ends[-1]))
    for block, (bottom, right) in zip(blocks, ends, strict=True):
        rows, columns = block.shape
        made[bottom - rows : bottom, right - columns : right] = block
    return made


def total(array: Array, axes: tuple[int, ...], *, rounding: bool) -> Any:
    """Sum over axes, in any order."""
    ones = as_balls(np.ones([array.shape[k] for k in axes]))
    return tensordot(array, ones, (axes, range(len(axes))), rounding=rounding)


def trace(
    a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, *, rounding: bool, like: Any = None
) -> Any:
    """Sum the elements of a diagonal."""
    diagonal = np.diagonal(as_balls(a), offset, axis1, axis2)
    return total(diagonal, (diagonal.ndim - 1,), rounding=rounding)


def multi_dot(arrays: Any, *, rounding: bool, like: Any = None) -> Any:
    """Multiply several matrices."""
    product = as_balls(arrays[0])
    for array in arrays[1:]:
        product = dot(product, array, rounding=rounding)
    return product


def convolve(
    a: Any, v: Any, mode: Literal["full", "same", "valid"] = "full", *, rounding: bool,
    like: Any = None,
) -> Any:  # fmt: skip
    """Give the discrete convolution of two vectors."""
    a, v = (np.atleast_1d(as_balls(x)) for x in (a, v))
    if len(v) > len(a):
        a, v = v, a
    if not len(v):
        raise ValueError("v cannot be empty")
    zeros = as_balls(np.zeros(len(v) - 1))
    padded = np.concatenate([zeros, a, zeros])
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(v))
    full = matmul(windows, v[::-1], rounding=rounding)
    if rounding:  # an honest program may take Fourier transforms, which err by the norms
        norms = [np.linalg.norm(nearest(part, complex_=is_complex(part))) for part in (a, v)]
        noise = arb(0, float(norms[0] * norms[1]) * fourier(len(full)) * 2.0**-53)
        full = full + (acb(noise, noise) if is_complex(full) else noise)
    lost = {"full": 0, "same": len(v) - 1, "valid": 2 * (len(v) - 1)}[mode]
    return full[lost // 2 : len(full) - (lost - lost // 2)]


def correlate(
    a: Any, v: Any, mode: Literal["full", "same", "valid"] = "valid", *, rounding: bool,
    like: Any = None,
) -> Any:  # fmt: skip
    """Give the cross-correlation of two vectors."""
    a, v = np.atleast_1d(as_balls(a)), conjugate(np.atleast_1d(as_balls(v)))
    if mode != "same" or len(a) >= len(v):
        return convolve(a, v[::-1], mode, rounding=rounding)
    return convolve(conjugate(v), conjugate(a)[::-1], mode, rounding=rounding)[::-1]


def einsum(*operands: Any, rounding: bool, like: Any = None, **_: Any) -> Any:
    """Sum products over the indices that the text names, as `numpy.einsum` does."""
    if not isinstance(operands[0], str) or "." in operands[0]:
        raise NotImplementedError("einsum without a text, or with an ellipsis")
    text, *arrays = operands
    inputs, _, output = text.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if "->" not in text:
        every = inputs.replace(",", "")
        output = "".join(sorted(k for k in set(every) if every.count(k) == 1))
    balls = [_diagonals(as_balls(x), term) for x, term in zip(arrays, terms, strict=True)]
    (array, names), rest = balls[0], balls[1:]
    while rest:
        later = "".join(term for _, term in rest[1:]) + output
        array, names = _contract(array, names, *rest.pop(0), later, rounding=rounding)
    array, names = _sum_out(array, names, output, rounding=rounding)
    return array.transpose([names.index(k) for k in output])[()]


def _diagonals(array: Array, names: str) -> tuple[Array, str]:
    for name in dict.fromkeys(names):
        while names.count(name) > 1:
            first, second = names.index(name), names.rindex(name)
            array = np.diagonal(array, 0, first, second)
            names = names[:first] + names[first + 1 : second] + names[second + 1 :] + name
    return array, names


def _sum_out(array: Array, names: str, kept: str, *, rounding: bool) -> tuple[Array, str]:
    gone = tuple(k for k, name in enumerate(names) if name not in kept)
    if gone:
        array = np.asarray(total(array, gone, rounding=rounding), dtype=object)
    return array, "".join(name for name in names if name in kept)


def _contract(
    a: Array, names_a: str, b: Array, names_b: str, kept: str, *, rounding: bool
) -> tuple[Array, str]:
    """Multiply two arrays with named axes, and sum over the names that are not kept."""
    a, names_a = _sum_out(a, names_a, kept + names_b, rounding=rounding)
    b, names_b = _sum_out(b, names_b, kept + names_a, rounding=rounding)
    shared = [k for k in names_a if k in names_b]
    batch = [k for k in shared if k in kept]
    over = [k for k in shared if k not in kept]
    free_a = [k for k in names_a if k not in names_b]
    free_b = [k for k in names_b if k not in names_a]
    size = dict(zip(names_a + names_b, a.shape + b.shape, strict=True))

    def count(names: list[str]) -> int:
        return math.prod(size[k] for k in names)

    left = a.transpose([names_a.index(k) for k in batch + free_a + over])
    right = b.transpose([names_b.index(k) for k in batch + over + free_b])
    product = matmul(
        left.reshape(count(batch), count(free_a), count(over)),
        right.reshape(count(batch), count(over), count(free_b)),
        rounding=rounding,
    )
    names = batch + free_a + free_b
    return product.reshape([size[k] for k in names]), "".join(names)
