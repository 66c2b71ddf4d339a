"""Fourier transforms of balls.

A fast transform errs by a small multiple of log2(n) u and the norm of the vector in every element
alike: an element that is 0 in one library is 1e-17 in another. Transforms over several axes are
one transform of as many elements.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import acb, arb

from diglot.judging.accuracy import fourier
from diglot.judging.ball_matrices import (
    Array,
    Setting,
    as_balls,
    conjugate,
    near,
    objects,
    real_parts,
)

Transform = Callable[..., Any]

#: Where 1/n belongs: with whom the transform and its inverse are multiplied, as powers of n.
_NORMS = {None: (0.0, -1.0), "backward": (0.0, -1.0), "ortho": (-0.5, -0.5), "forward": (-1.0, 0.0)}


def _resized(array: Array, n: int, axis: int) -> Array:
    """Cut an axis, or fill it up with zeros."""
    if n < 1:
        raise ValueError(f"Invalid number of FFT data points ({n}) specified.")
    array = np.moveaxis(array, axis, -1)[..., :n]
    zeros = as_balls(np.zeros((*array.shape[:-1], n - array.shape[-1])))
    return np.moveaxis(np.concatenate([array, zeros], axis=-1), -1, axis)


def _along(array: Array, axis: int, inverse: bool) -> Array:
    """Transform each vector along an axis, without any factor."""
    rows = np.moveaxis(array, axis, -1)
    result = np.empty(rows.shape, dtype=object)
    for index in np.ndindex(rows.shape[:-1]):
        values = [acb(v) for v in rows[index]]
        # The inverse, unscaled, is the transform of the values read backwards.
        values = [values[0], *values[:0:-1]] if inverse else values
        result[index] = acb.dft(values)
    return np.moveaxis(result, -1, axis)


def _transform(
    array: Array, axes: Sequence[int], norm: str | None, inverse: bool, setting: Setting
) -> Array:
    """Transform over axes, and widen each element by what rounding may do."""
    if norm not in _NORMS:
        raise ValueError(f'Invalid norm value {norm}; should be "backward", "ortho" or "forward".')
    n = math.prod(array.shape[k] for k in axes)
    with setting.working():
        result = array
        for axis in axes:
            result = _along(result, axis, inverse)
        result = np.asarray(result * arb(n) ** arb(_NORMS[norm][inverse]), dtype=object)
    if not setting.rounding:
        return result
    norms = np.sqrt(np.sum(np.abs(near(array)) ** 2, axis=tuple(axes), keepdims=True))
    radius = fourier(n) * setting.roundoff * norms * float(n) ** _NORMS[norm][inverse]
    return setting.balls((result, np.broadcast_to(radius, result.shape) * (n > 1)))


def _axes(array: Array, s: Any, axes: Any) -> tuple[list[int], list[int]]:
    """Give the lengths and the axes that are meant."""
    if axes is None:
        axes = range(-len(s), 0) if s is not None else range(array.ndim)
    where = [int(k) % array.ndim for k in axes]
    lengths = [array.shape[k] for k in where] if s is None else [int(n) for n in s]
    return [array.shape[k] if n == -1 else n for n, k in zip(lengths, where, strict=True)], where


def _complex(inverse: bool) -> Transform:
    def transform(
        a: Any, s: Any = None, axes: Any = None, norm: str | None = None, *, rounding: bool,
        like: Any = None, **_: Any,
    ) -> Any:  # fmt: skip
        array = as_balls(a)
        lengths, where = _axes(array, s, axes)
        for n, axis in zip(lengths, where, strict=True):
            array = _resized(array, n, axis)
        return _transform(array, where, norm, inverse, Setting.now(rounding))

    return transform


fftn, ifftn = _complex(inverse=False), _complex(inverse=True)


def rfftn(
    a: Any, s: Any = None, axes: Any = None, norm: str | None = None, *, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Transform real numbers: half of the last axis says all."""
    array = as_balls(a)
    lengths, where = _axes(array, s, axes)
    result = fftn(array, lengths, where, norm, rounding=rounding)
    return np.moveaxis(
        np.moveaxis(result, where[-1], -1)[..., : lengths[-1] // 2 + 1], -1, where[-1]
    )


def irfftn(
    a: Any, s: Any = None, axes: Any = None, norm: str | None = None, *, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Undo the transform of real numbers, whose last axis has `s[-1]` elements."""
    array = as_balls(a)
    lengths, where = _axes(array, s, axes)
    last = where[-1]
    n = 2 * (array.shape[last] - 1) if s is None or s[-1] == -1 else lengths[-1]
    for length, axis in zip([*lengths[:-1], n // 2 + 1], where, strict=True):
        array = _resized(array, length, axis)
    whole = _mirrored(array, n, where)
    return real_parts(_transform(whole, where, norm, True, Setting.now(rounding)))


def _mirrored(array: Array, n: int, axes: Sequence[int]) -> Array:
    """Give the second half of the last axis, which is the conjugate of the first, mirrored.

    What no transform of real numbers has is dropped as NumPy does: the last transform, over the
    last axis, reads only the real parts of what is its own mirror image.
    """
    half = np.moveaxis(array, axes[-1], 0)
    others = [k + 1 if k < axes[-1] else k for k in axes[:-1]]

    def mirror(part: Array) -> Array:
        for k in others:
            part = np.roll(np.flip(part, k), 1, k)
        return conjugate(part)

    result = np.empty((n, *half.shape[1:]), dtype=object)
    for k in range(n):
        at = min(k, n - k)
        own = 2 * k in (0, n)
        if own:
            result[k] = (half[at] + mirror(half[at : at + 1])[0]) * arb(0.5)
        else:
            result[k] = half[k] if k == at else mirror(half[at : at + 1])[0]
    return np.moveaxis(result, 0, axes[-1])


def _one(transform: Transform) -> Transform:
    def along_one(
        a: Any, n: Any = None, axis: int = -1, norm: str | None = None, *, rounding: bool,
        like: Any = None, **_: Any,
    ) -> Any:  # fmt: skip
        s = None if n is None else (int(n),)
        return transform(a, s, (axis,), norm, rounding=rounding)

    return along_one


def _two(transform: Transform) -> Transform:
    def along_two(
        a: Any, s: Any = None, axes: Any = (-2, -1), norm: str | None = None, *, rounding: bool,
        like: Any = None, **_: Any,
    ) -> Any:  # fmt: skip
        return transform(a, s, axes, norm, rounding=rounding)

    return along_two


_SWAPPED = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}


def hfft(
    a: Any, n: Any = None, axis: int = -1, norm: str | None = None, *, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Transform a vector that is its own mirror image, conjugate, given by its first half."""
    s = None if n is None else (int(n),)
    return irfftn(conjugate(as_balls(a)), s, (axis,), _SWAPPED[norm], rounding=rounding)


def ihfft(
    a: Any, n: Any = None, axis: int = -1, norm: str | None = None, *, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Undo `hfft`."""
    s = None if n is None else (int(n),)
    return conjugate(rfftn(a, s, (axis,), _SWAPPED[norm], rounding=rounding))


def _frequencies(first: Callable[[int], list[int]]) -> Transform:
    def frequencies(n: Any, d: Any = 1.0, *, rounding: bool, like: Any = None, **_: Any) -> Any:
        step = 1 / (arb(int(n)) * as_balls(d)[()])
        return objects([arb(k) * step for k in first(int(n))])

    return frequencies


fftfreq = _frequencies(lambda n: [*range((n + 1) // 2), *range(-(n // 2), 0)])
rfftfreq = _frequencies(lambda n: [*range(n // 2 + 1)])

#: What can be followed, by the names that NumPy and SciPy share.
TRANSFORMS: dict[str, Transform] = {
    "fft": _one(fftn),
    "ifft": _one(ifftn),
    "rfft": _one(rfftn),
    "irfft": _one(irfftn),
    "fft2": _two(fftn),
    "ifft2": _two(ifftn),
    "rfft2": _two(rfftn),
    "irfft2": _two(irfftn),
    "fftn": fftn,
    "ifftn": ifftn,
    "rfftn": rfftn,
    "irfftn": irfftn,
    "hfft": hfft,
    "ihfft": ihfft,
    "fftfreq": fftfreq,
    "rfftfreq": rfftfreq,
}
