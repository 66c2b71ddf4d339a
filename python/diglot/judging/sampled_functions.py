"""NumPy's and Python's functions in sampled rounding: each formula in the world's own operations.

Every function here takes the world first (`diglot.judging.samples.Samples`), then what the function
that it stands for takes.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.axes import normal_axes
from diglot.judging.rounding_errors import ELEMENTARY, ERRORS

Array = NDArray[Any]
World = Any


def complex_array(real: Any, imag: Any) -> Array:
    """Join two parts; unlike `real + 1j * imag` it lets infinities be."""
    real = np.asarray(real)
    r = np.empty(real.shape, dtype=np.result_type(real.dtype, np.complex64))
    r.real, r.imag = real, imag
    return r


def deliver(r: Any, out: Any) -> Any:
    """Give a result back, in the array that the caller brought if he did."""
    if isinstance(out, tuple):
        out = out[0]
    if out is None:
        return np.asarray(r)[()]
    if out is ...:  # an array is wanted, whatever the rank
        return np.asarray(r)
    np.copyto(out, r, casting="same_kind")
    return out


# Complex numbers, by parts -----------------------------------------------------------------------


def _complex_product(w: World, a: Any, b: Any, c: Any, d: Any) -> Any:
    return complex_array(
        w.sub(w.mul(a, c), w.mul(b, d)),
        w.add(w.mul(a, d), w.mul(b, c)),
    )[()]


def _complex_quotient(w: World, a: Any, b: Any, c: Any, d: Any) -> Any:
    # Scaled by a power of two, the squares of the divisor stay in range.
    exponent = -np.frexp(np.maximum(np.abs(c), np.abs(d)))[1]
    c, d = np.ldexp(c, exponent), np.ldexp(d, exponent)
    square = w.add(w.mul(c, c), w.mul(d, d))
    real = w.truediv(w.add(w.mul(a, c), w.mul(b, d)), square)
    imag = w.truediv(w.sub(w.mul(b, c), w.mul(a, d)), square)
    return complex_array(np.ldexp(real, exponent), np.ldexp(imag, exponent))[()]


#: Called with the real and the imaginary part of each input.
COMPLEX: dict[np.ufunc, Callable[..., Any]] = {
    np.add: lambda w, a, b, c, d: complex_array(w.add(a, c), w.add(b, d))[()],
    np.subtract: lambda w, a, b, c, d: complex_array(w.sub(a, c), w.sub(b, d))[()],
    np.multiply: _complex_product,
    np.square: lambda w, a, b: _complex_product(w, a, b, a, b),
    np.divide: _complex_quotient,
    np.absolute: lambda w, a, b: w.apply(np.hypot, a, b),
}


# Methods of ufuncs -------------------------------------------------------------------------------


def _call(w: World, f: np.ufunc, *args: Any, out: Any = None, where: Any = True, **kw: Any) -> Any:
    if len(args) > f.nin:  # np.add(a, b, out)
        args, out = args[: f.nin], args[f.nin :]
    if f.nout > 1:
        r = w.apply(f, *args)
        return r if out is None else tuple(map(deliver, r, out))
    if kw.get("dtype") is not None:
        args = tuple(np.asarray(x).astype(kw["dtype"]) for x in args)
    r = w.apply(f, *args)
    out = out[0] if isinstance(out, tuple) else out
    if where is True:
        return r if out is None else deliver(r, out)
    shape = np.broadcast_shapes(np.shape(r), np.shape(where))
    out = np.empty(shape, dtype=np.asarray(r).dtype) if out is None else out
    np.copyto(out, r, where=where, casting="same_kind")
    return out


def _reduce(w: World, f: np.ufunc, a: Any, axis: Any = 0, *args: Any, **kwargs: Any) -> Any:
    if f in (np.add, np.multiply):
        return w.reduce(f, a, axis, *args, **kwargs)
    if not w.rounds(f) or args or kwargs.keys() - {"keepdims", "initial"}:
        return f.reduce(a, axis, *args, **kwargs)
    a = np.asarray(a)
    (k,) = normal_axes(axis, a.ndim)
    rows = list(np.moveaxis(a, k, 0))
    r = kwargs["initial"] if "initial" in kwargs else rows.pop(0)
    for row in rows:
        r = w.apply(f, r, row)
    return np.expand_dims(r, k) if kwargs.get("keepdims") else r


def _accumulate(w: World, f: np.ufunc, a: Any, axis: int = 0, *args: Any, **kwargs: Any) -> Any:
    if f in (np.add, np.multiply):
        return w.accumulate(f, a, axis, *args, **kwargs)
    if not w.rounds(f) or args or kwargs:
        return f.accumulate(a, axis, *args, **kwargs)
    rows = list(np.moveaxis(np.asarray(a), axis, 0))
    for i in range(1, len(rows)):
        rows[i] = w.apply(f, rows[i - 1], rows[i])
    return np.moveaxis(np.stack(rows), 0, axis)


def _reduceat(w: World, f: np.ufunc, a: Any, indices: Any, axis: int = 0, **kwargs: Any) -> Any:
    if not w.rounds(f) or kwargs:
        return f.reduceat(a, indices, axis, **kwargs)
    a = np.moveaxis(np.asarray(a), axis, 0)
    ends = [*indices[1:], len(a)]
    parts = [
        _reduce(w, f, a[start : max(end, start + 1)])
        for start, end in zip(indices, ends, strict=True)
    ]
    return np.moveaxis(np.stack(parts), 0, axis)


def _outer(w: World, f: np.ufunc, a: Any, b: Any, **kwargs: Any) -> Any:
    a, b = np.asarray(a), np.asarray(b)
    return _call(w, f, a.reshape(*a.shape, *(1,) * b.ndim), b, **kwargs)


def _at(w: World, f: np.ufunc, a: Array, index: Any, *b: Any) -> None:
    """Apply a ufunc in place, repeated places in turn: the first times of all places together."""
    if a.dtype.kind not in "fc" or not w.rounds(f):
        f.at(a, index, *b)
        return
    places = np.arange(a.size).reshape(a.shape)[index]
    operands = [np.broadcast_to(x, places.shape).reshape(-1) for x in b]
    places = np.asarray(places).reshape(-1)
    order = np.argsort(places, kind="stable")
    same = places[order]
    starts = np.searchsorted(same, same)
    times = np.empty_like(places)
    times[order] = np.arange(len(places)) - starts  # how often a place came before
    coordinates = np.unravel_index(places, a.shape)
    turns = np.argsort(times, kind="stable")
    for turn in np.split(turns, np.flatnonzero(np.diff(times[turns])) + 1):
        here = tuple(c[turn] for c in coordinates)
        a[here] = w.apply(f, a[here], *(x[turn] for x in operands))


UFUNC_METHODS: dict[str, Callable[..., Any]] = {
    "__call__": _call,
    "reduce": _reduce,
    "accumulate": _accumulate,
    "reduceat": _reduceat,
    "outer": _outer,
    "at": _at,
}


# Sums and moments --------------------------------------------------------------------------------


def _sum(w: World, a: Any, axis: Any = None, dtype: Any = None, out: Any = None, **kw: Any) -> Any:
    return w.reduce(np.add, a, axis, dtype, out, **_given(kw))


def _prod(w: World, a: Any, axis: Any = None, dtype: Any = None, out: Any = None, **kw: Any) -> Any:
    return w.reduce(np.multiply, a, axis, dtype, out, **_given(kw))


def _given(kwargs: dict[str, Any]) -> dict[str, Any]:
    # Functions of NumPy written in Python hand on what nobody gave as np._NoValue.
    return {k: v for k, v in kwargs.items() if type(v).__name__ != "_NoValueType"}


def _cumsum(w: World, a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    return w.accumulate(np.add, a, axis, dtype, out)


def _cumprod(w: World, a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    return w.accumulate(np.multiply, a, axis, dtype, out)


def _count(a: Array, axis: Any, where: Any, keepdims: bool) -> Any:
    return np.sum(np.broadcast_to(where, a.shape), axis=axis, dtype=np.int64, keepdims=keepdims)


def _floats(a: Any, dtype: Any = None) -> Any:
    a = np.asarray(a)
    return a.astype(dtype or (a.dtype if a.dtype.kind in "fc" else np.float64), copy=False)


def _mean(
    w: World,
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = False,
    *,
    where: Any = True,
) -> Any:
    keepdims, where = keepdims is True, _given({"where": where}).get("where", True)
    a = _floats(a, dtype)
    total = w.reduce(np.add, a, axis, None, None, keepdims, where=where)
    return deliver(w.truediv(total, a.dtype.type(1) * _count(a, axis, where, keepdims)), out)


def _var(
    w: World,
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: Any = False,
    *,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Any:
    given = _given({"where": where, "mean": mean, "correction": correction})
    keepdims, where = keepdims is True, given.get("where", True)
    ddof = given["correction"] if given.get("correction") is not None else ddof
    a = _floats(a, dtype)
    centre = given.get("mean")
    if centre is None:
        centre = _mean(w, a, axis, None, None, True, where=where)
    x = w.sub(a, centre)
    square = w.mul(x, x)
    if a.dtype.kind == "c":
        square = w.add(w.mul(x.real, x.real), w.mul(x.imag, x.imag))
    total = w.reduce(np.add, square, axis, None, None, keepdims, where=where)
    degrees = np.maximum(_count(a, axis, where, keepdims) - ddof, 0)
    return deliver(w.truediv(total, total.dtype.type(1) * degrees), out)


def _std(w: World, a: Any, axis: Any = None, dtype: Any = None, out: Any = None, *args: Any,
         **kwargs: Any) -> Any:  # fmt: skip
    return deliver(w.apply(np.sqrt, _var(w, a, axis, dtype, None, *args, **kwargs)), out)


def _average(
    w: World,
    a: Any,
    axis: Any = None,
    weights: Any = None,
    returned: bool = False,
    *,
    keepdims: Any = False,
) -> Any:
    a, keepdims = _floats(a), keepdims is True
    if weights is None:
        r = _mean(w, a, axis, keepdims=keepdims)
        scale = np.asarray(a.size / np.size(r), dtype=a.dtype)
    else:
        weights = np.asarray(weights)
        if weights.shape != a.shape:
            rest = [k for k in range(a.ndim) if k not in normal_axes(axis, a.ndim)]
            weights = np.expand_dims(weights, tuple(rest))
        scale = w.sum(np.broadcast_to(_floats(weights), a.shape), axis, keepdims=keepdims)
        r = w.truediv(w.sum(w.mul(a, weights), axis, keepdims=keepdims), scale)
    return (r, np.broadcast_to(scale, np.shape(r)).copy()) if returned else r


def _without_nan(f: Callable[..., Any]) -> Callable[..., Any]:
    def rule(w: World, a: Any, axis: Any = None, *args: Any, **kwargs: Any) -> Any:
        a = np.asarray(a)
        if a.dtype.kind not in "fc":
            return f(w, a, axis, *args, **kwargs)
        fill = 1 if f in (_prod, _cumprod) else 0
        if f not in (_mean, _var, _std):
            return f(w, np.where(np.isnan(a), fill, a), axis, *args, **kwargs)
        kwargs["where"] = ~np.isnan(a) & _given(kwargs).get("where", True)
        return f(w, np.where(np.isnan(a), fill, a), axis, *args, **kwargs)

    return rule


def _norm(w: World, x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    x = _floats(x)
    axes = normal_axes(axis, x.ndim)
    matrix = len(axes) == 2
    square = w.add(w.mul(x.real, x.real), w.mul(x.imag, x.imag)) if x.dtype.kind == "c" else None
    if ord is None or ord == "fro" or (ord == 2 and not matrix):
        square = w.mul(x, x) if square is None else square
        return w.apply(np.sqrt, w.sum(square, axes, keepdims=keepdims))
    size = w.abs(x)
    if ord in (1, -1, np.inf, -np.inf) and matrix:
        over = axes[0] if abs(ord) == 1 else axes[1]
        other = axes[1] if abs(ord) == 1 else axes[0]
        extreme = np.max if ord > 0 else np.min
        r = extreme(w.sum(size, over, keepdims=True), axis=other, keepdims=True)
        return r if keepdims else np.squeeze(r, axes)[()]
    if matrix:  # by singular values, an algorithm of its own
        return w.perturbed(np.linalg.norm(x, ord, axis, keepdims), 4)
    if ord in (np.inf, -np.inf, 0):
        return np.linalg.norm(size, ord, axis, keepdims)
    powers = size if ord == 1 else w.pow(size, ord)
    total = w.sum(powers, axes, keepdims=keepdims)
    return total if ord == 1 else w.pow(total, 1.0 / ord)


# Sums of products --------------------------------------------------------------------------------

_FEW = 1 << 12  # so few products are added up one by one


def _matmul(w: World, a: Any, b: Any, out: Any = None, **kwargs: Any) -> Any:
    a, b = np.asarray(a), np.asarray(b)
    few = a.size * (b.shape[-1] if b.ndim > 1 else 1) <= _FEW
    if not few or not 0 < max(a.ndim, b.ndim) <= 2 or {a.dtype.kind, b.dtype.kind} - set("fiub"):
        return deliver(w.multilinear(np.matmul, a, b), out)
    if a.dtype.kind != "f" and b.dtype.kind != "f" or a.shape[-1] != b.shape[0]:
        return np.matmul(a, b, out)
    rows = a[np.newaxis] if a.ndim == 1 else a
    columns = b[:, np.newaxis] if b.ndim == 1 else b
    r = w.sum(w.mul(rows[:, :, np.newaxis], columns[np.newaxis]), axis=1)
    shape = (*a.shape[:-1], *b.shape[1:])
    return deliver(r.reshape(shape), out)


def _dot(w: World, a: Any, b: Any, out: Any = None) -> Any:
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return deliver(w.mul(a, b), out)
    if a.ndim <= 2 and b.ndim <= 2:
        return _matmul(w, a, b, out)
    return deliver(w.multilinear(np.dot, a, b), out)


def _outer_product(w: World, a: Any, b: Any, out: Any = None) -> Any:
    return deliver(w.mul(np.asarray(a).reshape(-1)[:, np.newaxis], np.asarray(b).reshape(-1)), out)


def _kron(w: World, a: Any, b: Any) -> Any:
    a, b = np.asarray(a), np.asarray(b)
    ndim = max(a.ndim, b.ndim)
    a = a.reshape((1,) * (ndim - a.ndim) + a.shape)
    b = b.reshape((1,) * (ndim - b.ndim) + b.shape)
    wide = np.expand_dims(a, tuple(range(1, 2 * ndim, 2)))
    product = np.asarray(w.mul(wide, np.expand_dims(b, tuple(range(0, 2 * ndim, 2)))))
    return product.reshape([m * n for m, n in zip(a.shape, b.shape, strict=True)])


def _einsum(w: World, subscripts: Any, *operands: Any, out: Any = None, **kwargs: Any) -> Any:
    if not isinstance(subscripts, str):
        return np.einsum(subscripts, *operands, out=out, **kwargs)
    kwargs.pop("dtype", None)
    r = w.multilinear(lambda *x: np.einsum(subscripts, *x, **kwargs), *operands)
    return deliver(r, out)


def _multilinear(f: Callable[..., Any]) -> Callable[..., Any]:
    def rule(w: World, a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
        return w.multilinear(lambda x, y: f(x, y, *args, **kwargs), a, b)

    return rule


def _correlate(w: World, a: Any, v: Any, mode: Any = "valid") -> Any:
    return w.multilinear(lambda x, y: np.correlate(x, y, mode), a, np.conj(v))


def _vdot(w: World, a: Any, b: Any) -> Any:
    return _dot(w, np.conj(a).reshape(-1), np.asarray(b).reshape(-1))


def _trace(w: World, a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None,
           out: Any = None) -> Any:  # fmt: skip
    diagonal = np.diagonal(a, offset, axis1, axis2)
    return w.reduce(np.add, diagonal, -1, dtype, out)


def _cross(w: World, a: Any, b: Any, *axes: int, **kwargs: Any) -> Any:
    a, b = np.asarray(a), np.asarray(b)
    if axes or kwargs or a.shape[-1] != 3 or b.shape[-1] != 3:
        return w.perturbed(np.cross(a, b, *axes, **kwargs))
    first, second = [1, 2, 0], [2, 0, 1]
    return w.sub(
        w.mul(a[..., first], b[..., second]),
        w.mul(a[..., second], b[..., first]),
    )


def _interp(w: World, x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None,
            period: Any = None) -> Any:  # fmt: skip
    value = np.interp(x, xp, fp, left, right, period)
    if period is not None or np.iscomplexobj(fp):
        return w.perturbed(value, 2)
    x, xp, fp = _floats(x), _floats(xp), _floats(fp)
    k = np.clip(np.searchsorted(xp, x, "right") - 1, 0, max(len(xp) - 2, 0))
    known = (x <= xp[0]) | (x >= xp[-1]) | (x == xp[k])
    after = np.minimum(k + 1, len(xp) - 1)
    slope = w.truediv(w.sub(fp[after], fp[k]), w.sub(xp[after], xp[k]))
    between = w.add(w.mul(slope, w.sub(x, xp[k])), fp[k])
    return np.where(known | np.isnan(x), value, between)[()]


# Python's own functions --------------------------------------------------------------------------


def _python_sum(w: World, values: Any, /, start: Any = 0) -> Any:
    for value in values:
        start = w.add(start, value)
    return start


def _python_prod(w: World, values: Any, *, start: Any = 1) -> Any:
    for value in values:
        start = w.mul(start, value)
    return start


def _fsum(w: World, values: Any) -> float:
    values = list(values)
    r = math.fsum(values)
    rounded: float = w.rounded_float(r, math.fsum([*values, -r]) if math.isfinite(r) else 0.0)
    return rounded


def _python_pow(w: World, a: Any, b: Any, mod: Any = None) -> Any:
    return w.pow(a, b) if mod is None else pow(a, b, mod)


def _sumprod(w: World, p: Any, q: Any) -> Any:
    return _python_sum(w, (w.mul(a, b) for a, b in zip(p, q, strict=True)))


def _dist(w: World, p: Any, q: Any) -> Any:
    return _hypot(w, *(w.sub(float(a), float(b)) for a, b in zip(p, q, strict=True)))


def _hypot(w: World, *coordinates: Any) -> Any:
    if len(coordinates) == 2:
        return float(w.apply(np.hypot, *map(float, coordinates)))
    return w.perturbed(math.hypot(*coordinates)).item()


def _log(w: World, x: Any, base: Any = None) -> Any:
    if base is not None:
        return w.truediv(_log(w, x), _log(w, base))
    return w.near_float(math.log(x))  # log(1) is 0 and stays


# Where the result of these is 0, 1 or a whole number it may be exact: NumPy's rules tell.
def _math(f: Callable[..., float], ufunc: np.ufunc) -> Callable[..., Any]:
    """Follow a function of `math`, which refuses what NumPy answers with NaN or Inf."""

    def rule(w: World, *args: Any) -> Any:
        value = f(*args)
        if ufunc in ERRORS or not value % 1:
            return float(w.apply(ufunc, *map(float, args)))
        _, low, high = ELEMENTARY[ufunc]
        return min(max(w.near_float(value), low), high)

    return rule


def _math_near(f: Callable[..., float], ulps: int) -> Callable[..., Any]:
    def rule(w: World, *args: Any) -> Any:
        value = f(*args)
        exact = value == round(value) and abs(value) < 2**53  # gamma(5) = 24, erf(0) = 0
        return value if exact else w.perturbed(value, ulps).item()

    return rule


_MATH = {
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "log1p": np.log1p, "log2": np.log2,
    "log10": np.log10, "sqrt": np.sqrt, "cbrt": np.cbrt, "sin": np.sin, "cos": np.cos,
    "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh,
    "atanh": np.arctanh, "pow": np.power, "degrees": np.degrees, "radians": np.radians,
}  # fmt: skip

#: What each function is followed by; the world is its first argument.
FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: _sum,
    np.prod: _prod,
    np.cumsum: _cumsum,
    np.cumprod: _cumprod,
    np.mean: _mean,
    np.var: _var,
    np.std: _std,
    np.average: _average,
    np.nansum: _without_nan(_sum),
    np.nanprod: _without_nan(_prod),
    np.nancumsum: _without_nan(_cumsum),
    np.nancumprod: _without_nan(_cumprod),
    np.nanmean: _without_nan(_mean),
    np.nanvar: _without_nan(_var),
    np.nanstd: _without_nan(_std),
    np.linalg.norm: _norm,
    np.matmul: _matmul,
    np.dot: _dot,
    np.vdot: _vdot,
    np.inner: _multilinear(np.inner),
    np.tensordot: _multilinear(np.tensordot),
    np.convolve: _multilinear(np.convolve),
    np.correlate: _correlate,
    np.einsum: _einsum,
    np.outer: _outer_product,
    np.kron: _kron,
    np.trace: _trace,
    np.cross: _cross,
    np.interp: _interp,
    builtins.sum: _python_sum,
    builtins.abs: lambda w, a: w.abs(a),
    builtins.pow: _python_pow,
    builtins.divmod: lambda w, a, b: (w.floordiv(a, b), w.mod(a, b)),
    math.fsum: _fsum,
    math.prod: _python_prod,
    math.hypot: _hypot,
    math.dist: _dist,
    math.log: _log,
    # CPython's tests allow its gamma 10 ULP, its erf 5.
    math.gamma: _math_near(math.gamma, 10),
    math.lgamma: _math_near(math.lgamma, 10),
    math.erf: _math_near(math.erf, 5),
    math.erfc: _math_near(math.erfc, 5),
}
FUNCTIONS |= {
    getattr(math, name): _math(getattr(math, name), ufunc)
    for name, ufunc in _MATH.items()
    if hasattr(math, name)  # exp2 and cbrt are younger than Python 3.10
}
if hasattr(math, "sumprod"):
    FUNCTIONS[math.sumprod] = _sumprod
for _name in ("vecdot", "matvec", "vecmat"):
    if hasattr(np, _name):
        FUNCTIONS[getattr(np, _name)] = _multilinear(getattr(np, _name))

#: The same for the methods of arrays, by name.
METHODS: dict[str, Callable[..., Any]] = {
    "sum": _sum,
    "prod": _prod,
    "cumsum": _cumsum,
    "cumprod": _cumprod,
    "mean": _mean,
    "var": _var,
    "std": _std,
    "dot": _dot,
    "trace": _trace,
}
