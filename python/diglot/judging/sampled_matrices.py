"""Linear algebra and Fourier transforms in sampled rounding.

These are algorithms and no formulas: an honest one gives the exact answer of data that differ a
little (backward stability). So the data are moved at random by as much, LAPACK does the rest, and
what it gives is moved by a few ULP. The sizes follow Higham, Accuracy and
Stability of Numerical Algorithms, 2nd edition, with sqrt(n) where its bounds for the worst case
have n or more, since rounding errors are as good as independent (section 2.8); whoever judges by a
multiple of the spread has the rest in that.
"""

from __future__ import annotations

import functools
import inspect
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
World = Any

#: Elements of the data are moved by up to sqrt(n) + 2 times u and their scale: sections 9.3 and 9.4
#: (LU with partial pivoting, whose growth is small but for contrived matrices), 10.1 (Cholesky),
#: 19.3 (QR), 8.1 (triangular systems).
LEAST = 2.0

#: Each element of a result is moved by up to so many ULP. Not by ULP of the norm: where the columns
#: of a system are scaled by 1e8 and 1e-8, its solution is accurate in all of its elements.
RESULT_ULPS = 2.0


def _columns(a: Array) -> Any:
    """Partial pivoting and Householder's reflections are stable column by column."""
    return np.max(np.abs(a), axis=-2, keepdims=True, initial=0)


def _whole(a: Array) -> Any:
    return np.max(np.abs(a), axis=(-2, -1), keepdims=True, initial=0)


def _diagonal(a: Array) -> Any:
    """Cholesky's method is stable beside sqrt(a[i, i] a[j, j])."""
    d = np.sqrt(np.abs(np.diagonal(a, axis1=-2, axis2=-1)))
    return d[..., :, np.newaxis] * d[..., np.newaxis, :]


#: A triangular solve is stable element by element: zeros stay.
_elements = np.abs


def _noise(w: World, value: Array, size: Any) -> Array:
    noise = w.uniform(value.shape) * w.side(value.real)
    if value.dtype.kind == "c":
        noise = noise + 1j * w.uniform(value.shape) * w.side(value.imag)
    return np.asarray(noise * size)


def moved(w: World, a: Any, scale: Callable[[Array], Any], symmetric: bool) -> Any:
    """Move a matrix by a backward error."""
    a = np.asarray(a)
    if a.dtype.kind in "iub":
        a = a.astype(np.float64)
    if a.dtype.char not in "fdFD" or a.ndim < 2 or not a.size:
        return a
    u = np.finfo(a.dtype).eps / 2
    noise = _noise(w, a, (math.sqrt(max(a.shape[-2:])) + LEAST) * u * scale(a))
    if symmetric:
        lower = np.tril(noise, -1)
        noise = lower + np.swapaxes(lower, -1, -2).conj() + np.tril(np.triu(noise.real))
    return np.where(np.isfinite(a), a + noise, a).astype(a.dtype)


def _settled(w: World, r: Any) -> Any:
    """Move what LAPACK gave, whose last steps are rounded as well."""
    if isinstance(r, tuple):
        parts = [_settled(w, part) for part in r]
        return type(r)(*parts) if hasattr(r, "_fields") else tuple(parts)
    return w.perturbed(r, RESULT_ULPS) if np.asarray(r).dtype.kind in "fc" else r


def _backward(scale: Callable[[Array], Any], symmetric: bool = False) -> Callable[..., Any]:
    def rule(w: World, f: Callable[..., Any], a: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(a, tuple):  # factors of a matrix, with what belongs to them
            a = (moved(w, a[0], scale, symmetric), *a[1:])
        else:
            a = moved(w, a, scale, symmetric)
        return _settled(w, f(a, *args, **kwargs))

    return rule


def _matrix_power(w: World, f: Callable[..., Any], a: Any, n: int) -> Any:
    if n < 0:
        a = _backward(_columns)(w, np.linalg.inv, a)
    elif n == 0:
        return f(a, n)
    power, square, n = None, np.asarray(a), abs(n)
    while n:
        if n % 2:
            power = square if power is None else w.matmul(power, square)
        n //= 2
        square = w.matmul(square, square) if n else square
    return power


def _transform(w: World, f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Move a transform by log2(n) u times its root mean square (section 24.1)."""
    value = np.asarray(f(*args, **kwargs))
    if value.dtype.char not in "fdFD" or not value.size:
        return value
    call = inspect.signature(f).bind(*args, **kwargs)
    call.apply_defaults()
    axes = call.arguments.get("axis", call.arguments.get("axes"))
    axes = tuple(range(value.ndim)) if axes is None else axes
    n = np.prod([value.shape[k] for k in np.atleast_1d(axes)])
    mean = np.sqrt(np.mean(np.abs(value) ** 2, axis=axes, keepdims=True))
    u = np.finfo(value.dtype).eps / 2
    return (value + _noise(w, value, math.log2(n) * u * mean)).astype(value.dtype)


_ALGORITHMS: dict[Callable[..., Any], str] = {
    _backward(_columns): "solve inv det slogdet qr lstsq pinv lu lu_factor",
    _backward(_whole): "svd svdvals eig eigvals cond matrix_rank expm logm sqrtm schur hessenberg "
    "polar null_space orth",
    _backward(_whole, symmetric=True): "eigh eigvalsh",
    _backward(_diagonal, symmetric=True): "cholesky cho_factor",
    _backward(_elements): "solve_triangular cho_solve lu_solve",
    _matrix_power: "matrix_power",
}
_TRANSFORMS = (
    "fft ifft rfft irfft hfft ihfft fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn dct idct dst "
    "idst dctn idctn dstn idstn"
)

#: By the public names; the rule takes the world and the function itself first.
ALGORITHMS: dict[str, Callable[..., Any]] = {
    f"{module}.{name}": rule
    for rule, names in _ALGORITHMS.items()
    for module in ("numpy.linalg", "scipy.linalg")
    for name in names.split()
} | {
    f"{module}.{name}": _transform
    for module in ("numpy.fft", "scipy.fft", "scipy.fftpack")
    for name in _TRANSFORMS.split()
}


def find_algorithm(function: Any) -> Callable[..., Any] | None:
    """Give what follows a function of linear algebra; None where nothing does.

    A module that nobody has imported is left alone: no function of its can be meant.
    """
    short = getattr(function, "__name__", "")
    for package in ("numpy.linalg", "numpy.fft", "scipy.linalg", "scipy.fft", "scipy.fftpack"):
        rule = ALGORITHMS.get(f"{package}.{short}")
        if rule and getattr(sys.modules.get(package), short, None) is function:
            return functools.partial(_call, rule, function)
    return None


def _call(rule: Callable[..., Any], f: Any, w: World, *args: Any, **kwargs: Any) -> Any:
    return rule(w, f, *args, **kwargs)
