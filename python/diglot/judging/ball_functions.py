"""NumPy's functions on arrays of balls: reductions, order, statistics; what moves elements about.

What is not here, NumPy writes in Python on top of what is here, and is lifted from its source.
"""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

import numpy as np
from flint import arb, ctx

from diglot.judging import linear_algebra
from diglot.judging.ball_numbers import ROUGH, Number, equal, less
from diglot.judging.balls import (
    LATER,
    UFUNCS,
    Array,
    Ball,
    BallArray,
    _elements,
    absent,
    as_number,
    boxed,
    calculate,
    each,
    exact,
    lift,
    plain,
    store,
)

Axis = int | tuple[int, ...] | None

#: What only moves elements about, whatever they are.
STRUCTURAL = frozenset({
    "concatenate", "concat", "stack", "vstack", "hstack", "dstack", "column_stack", "row_stack",
    "append", "reshape", "ravel", "transpose", "permute_dims", "swapaxes", "moveaxis", "rollaxis",
    "expand_dims", "squeeze", "broadcast_to", "broadcast_arrays", "atleast_1d", "atleast_2d",
    "atleast_3d", "split", "array_split", "hsplit", "vsplit", "dsplit", "tile", "repeat", "roll",
    "rot90", "flip", "fliplr", "flipud", "diag", "diagflat", "diagonal", "tril", "triu", "take",
    "take_along_axis", "delete", "insert", "pad", "compress", "extract", "choose", "select",
    "block", "copy", "where", "meshgrid", "ix_", "resize", "matrix_transpose", "unstack",
    "sliding_window_view", "as_strided",
})  # fmt: skip

#: What changes its first argument in place, and which argument holds what is stored.
IN_PLACE = {
    "copyto": (1, "src"), "put": (2, "v"), "place": (2, "vals"), "putmask": (2, "values"),
    "fill_diagonal": (1, "val"), "put_along_axis": (2, "values"),
}  # fmt: skip

#: What looks at shapes and places alone.
_SHAPES = frozenset({"shape", "ndim", "size", "iscomplexobj", "isrealobj", "may_share_memory",
                     "shares_memory", "result_type", "can_cast", "common_type"})  # fmt: skip


#: What makes a rounded number of whole ones.
DIVIDES = frozenset({
    "mean", "average", "median", "var", "std", "cov", "corrcoef", "quantile", "percentile",
    "linspace", "trapezoid", "gradient", "interp", "nanmean", "nanmedian", "nanvar", "nanstd",
    "nanpercentile", "nanquantile", "sinc", "polyfit", "histogram",
})  # fmt: skip


def call(function: Any, args: Any, kwargs: dict[str, Any], lifted: Any = None) -> Any:
    """Call a function of NumPy on balls.

    Parameters
    ----------
    function : callable
        One of NumPy's functions.
    lifted : callable, optional
        The world's way to lift what NumPy has written in Python.

    Raises
    ------
    TypeError
        If it has no meaning for balls.
    """
    name = function.__name__
    algebraic = linear_algebra.find(function)
    if algebraic is not None:
        out = kwargs.pop("out", None)
        return _into(out, algebra(algebraic, function, args, kwargs))
    inside = (function.__module__ or "").removeprefix("numpy").strip(".")
    known = FUNCTIONS.get(name) if inside in ("", "lib") else None
    if known is not None:
        return known(*args, **kwargs)
    if name in STRUCTURAL:
        return _structural(function, args, kwargs)
    if name in IN_PLACE:
        place, named = IN_PLACE[name]
        arguments: dict[Any, Any] = dict(enumerate(args)) | kwargs
        value = place if place in arguments else named
        # A number that is no ball must not come among Arb's: its methods do not look at types.
        arguments |= {0: plain(args[0]), value: _elements(arguments[value])}
        positional = [arguments.pop(i) for i in range(len(args))]
        function._implementation(*positional, **arguments)
        return None
    if name in _SHAPES:
        return function._implementation(*args, **kwargs)
    written = getattr(function, "__wrapped__", None)
    if written is None:
        raise TypeError(f"numpy.{name} has no meaning for balls")
    return (lifted and lifted(written) or written)(*args, **kwargs)


def _structural(function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    result = function._implementation(*map(_stripped, args), **_stripped(kwargs))
    if isinstance(result, list | tuple):
        return type(result)(map(_reboxed, result))
    return _reboxed(result)


def _stripped(value: Any) -> Any:
    """Give arrays of balls, and floats beside them, as plain arrays of Arb's numbers."""
    kind = type(value)
    if kind in (list, tuple) and Ball in map(type, value):  # balls in a row are an array
        if builtins.all(as_number(item) is not None for item in value):
            return plain(lift_array(value))
    if kind in (list, tuple):
        return kind(map(_stripped, value))
    if kind is dict:
        return {name: _stripped(v) for name, v in value.items()}
    return plain(lift(value))


def _reboxed(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype == object:
        return exact(value)
    return Ball(value) if isinstance(value, arb) else value


# -- reductions ---------------------------------------------------------------------------------


def sum(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False,  # noqa: A001
        initial: Any = None, where: Any = None) -> Any:  # fmt: skip
    """Add up."""
    return _reduce(np.add, a, axis, out, keepdims, initial, where)


def prod(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False,
         initial: Any = None, where: Any = None) -> Any:  # fmt: skip
    """Multiply."""
    return _reduce(np.multiply, a, axis, out, keepdims, initial, where)


def max(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None,  # noqa: A001
        where: Any = None) -> Any:  # fmt: skip
    """Give the largest."""
    return _reduce(np.maximum, a, axis, out, keepdims, initial, where)


def min(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None,  # noqa: A001
        where: Any = None) -> Any:  # fmt: skip
    """Give the smallest."""
    return _reduce(np.minimum, a, axis, out, keepdims, initial, where)


def _reduce(ufunc: np.ufunc, a: Any, axis: Axis, out: Any, keepdims: Any, initial: Any,
            where: Any) -> Any:  # fmt: skip
    kwargs: dict[str, Any] = {"axis": axis, "keepdims": keepdims is True}
    if not absent(initial):
        kwargs["initial"] = initial
    if not absent(where):
        kwargs["where"] = where
    if out is not None:
        kwargs["out"] = out
    array = lift_array(a)
    if array.ndim == 0:
        return array[()]
    return calculate(ufunc, "reduce", (array,), kwargs)


def lift_array(a: Any) -> BallArray:
    """Give anything that is like an array as balls, whole numbers too."""
    return a if type(a) is BallArray else exact(np.asarray(_elements(a)))


def _count(array: Any, axis: Axis) -> int:
    if axis is None:
        return int(array.size)
    axes = axis if isinstance(axis, tuple) else (axis,)
    return math.prod(array.shape[i] for i in axes)


def mean(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: Any = False,
         where: Any = None) -> Any:  # fmt: skip
    """Give the arithmetic mean."""
    array = lift_array(a)
    n: Any = _count(array, axis)
    if not absent(where):
        n = np.sum(np.broadcast_to(where, array.shape), axis=axis, keepdims=keepdims is True)
    return _into(out, sum(array, axis, keepdims=keepdims is True, where=where) / n)


def var(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, ddof: Any = 0,
        keepdims: Any = False, where: Any = None, mean: Any = None,
        correction: Any = None) -> Any:  # fmt: skip
    """Give the mean of the squared distances from the mean."""
    array = lift_array(a)
    if not absent(correction):
        ddof = correction
    no_mean = absent(mean)
    center = FUNCTIONS["mean"](array, axis, keepdims=True, where=where) if no_mean else mean
    n: Any = _count(array, axis)
    if not absent(where):
        n = np.sum(np.broadcast_to(where, array.shape), axis=axis, keepdims=keepdims is True)
    squares = np.square(np.abs(array - center))
    return _into(out, sum(squares, axis, keepdims=keepdims is True, where=where) / (n - ddof))


def std(a: Any, *args: Any, **kwargs: Any) -> Any:
    """Give the square root of the variance."""
    return np.sqrt(var(a, *args, **kwargs))


def _into(out: Any, value: Any) -> Any:
    return value if out is None else store(out, ..., value)


def average(a: Any, axis: Axis = None, weights: Any = None, returned: bool = False, *,
            keepdims: Any = False) -> Any:  # fmt: skip
    """Give the mean, each element with its weight."""
    array = lift_array(a)
    if weights is None:
        found, total = mean(array, axis, keepdims=keepdims), lift(float(_count(array, axis)))
    else:
        w: Any = lift_array(weights)
        if w.ndim < array.ndim:  # one weight for each place along the axis
            place: Any = axis
            w = w.reshape([-1 if i == place % array.ndim else 1 for i in range(array.ndim)])
        total = sum(w * np.ones(array.shape), axis, keepdims=keepdims)
        found = sum(array * w, axis, keepdims=keepdims) / total
    return (found, total * np.ones(np.shape(found))) if returned else found


def any(a: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: A001
    """Tell whether any is not 0."""
    return np.any(np.asarray(a != 0), *args, **kwargs)


def all(a: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: A001
    """Tell whether none is 0."""
    return np.all(np.asarray(a != 0), *args, **kwargs)


def cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Add up step by step."""
    return _accumulate(np.add, a, axis, out)


def cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Multiply step by step."""
    return _accumulate(np.multiply, a, axis, out)


def _accumulate(ufunc: np.ufunc, a: Any, axis: int | None, out: Any) -> Any:
    array: Any = lift_array(a)
    array, axis = (array.reshape(-1), 0) if axis is None else (array, axis)
    return _into(out, boxed(ufunc.accumulate(plain(array), axis=axis)))


def apply_along_axis(func1d: Any, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a function with each row along an axis."""
    array = lift_array(arr)
    rows = boxed(np.moveaxis(plain(array), axis, -1))
    places = list(np.ndindex(rows.shape[:-1]))
    found = [lift(np.asanyarray(func1d(rows[place], *args, **kwargs))) for place in places]
    stacked = _structural(np.stack, (found,), {})
    stacked = stacked.reshape(rows.shape[:-1] + stacked.shape[1:])
    last = range(len(places and rows.shape[:-1]), stacked.ndim)
    return _structural(np.moveaxis, (stacked, list(last), [axis + i for i in range(len(last))]), {})


class ArrayConverter:
    """What NumPy's functions in Python use to take anything that is like an array."""

    def __init__(self, *values: Any) -> None:
        self._arrays = tuple(
            lift(v) if type(v) in (Ball, BallArray) else lift(np.asanyarray(v)) for v in values
        )

    def __len__(self) -> int:
        """Count the values."""
        return len(self._arrays)

    def __getitem__(self, place: Any) -> Any:
        """Give one value as an array."""
        return self._arrays[place]

    def as_arrays(self, subok: bool = True, pyscalars: str = "") -> tuple[Any, ...]:
        """Give all as arrays."""
        return self._arrays

    def wrap(self, value: Any, to_scalar: Any = None) -> Any:
        """Give a result as it is."""
        return value


# -- order --------------------------------------------------------------------------------------


def _compare(x: Any, y: Any) -> int:
    if x.is_nan() or y.is_nan():  # NaN comes last
        return int(x.is_nan()) - int(y.is_nan())
    if x is y or equal(x, y):
        return 0
    return -1 if less(x, y) else 1


_key = cmp_to_key(_compare)


def _order(row: Array) -> list[int]:
    values = row.tolist()
    if builtins.all(v.is_exact() for v in values):  # decided at once, without a function of ours
        return sorted(range(len(values)), key=lambda i: (values[i].is_nan(), values[i]))
    return sorted(range(len(values)), key=lambda i: _key(values[i]))


def argsort(a: Any, axis: int | None = -1, kind: Any = None, order: Any = None,
            *, stable: Any = None, descending: bool = False) -> Any:  # fmt: skip
    """Give the places of the elements in rising order; equal ones stay in their order."""
    array = plain(lift_array(a))
    if axis is None:
        array, axis = array.reshape(-1), -1
    rows = np.moveaxis(array, axis, -1)
    places = [_order(row) for row in rows.reshape(-1, rows.shape[-1])] if rows.size else []
    return np.moveaxis(np.array(places, dtype=np.intp).reshape(rows.shape), -1, axis)


def sort(a: Any, axis: int | None = -1, kind: Any = None, order: Any = None, *,
         stable: Any = None) -> Any:  # fmt: skip
    """Sort in rising order."""
    array: Any = lift_array(a)
    if axis is None:
        array, axis = array.reshape(-1), -1
    return boxed(np.take_along_axis(plain(array), argsort(array, axis), axis))


def partition(a: Any, kth: Any, axis: int | None = -1, *args: Any, **kwargs: Any) -> Any:
    """Sort: that is one honest partition."""
    return sort(a, axis)


def argpartition(a: Any, kth: Any, axis: int | None = -1, *args: Any, **kwargs: Any) -> Any:
    """Sort: that is one honest partition."""
    return argsort(a, axis)


def _best(better: Callable[[Any, Any], bool], a: Any, axis: int | None, keepdims: Any) -> Any:
    array = plain(lift_array(a))
    rows = array.reshape(1, -1) if axis is None else np.moveaxis(array, axis, -1)
    if rows.shape[-1] == 0:
        raise ValueError("attempt to get the place of the largest of an empty sequence")
    places = np.array([_first_best(better, row) for row in rows.reshape(-1, rows.shape[-1])])
    if axis is None:
        return np.intp(places[0])
    result = places.reshape(rows.shape[:-1])
    return np.expand_dims(result, axis) if keepdims is True else result[()]


def _first_best(better: Callable[[Any, Any], bool], row: Array) -> int:
    best = 0
    for i, value in enumerate(row.tolist()):
        if value.is_nan():
            return i
        if i and better(value, row[best]):
            best = i
    return best


def argmax(a: Any, axis: int | None = None, out: Any = None, *, keepdims: Any = False) -> Any:
    """Give the place of the largest, the first of several."""
    return _best(lambda x, y: less(y, x), a, axis, keepdims)


def argmin(a: Any, axis: int | None = None, out: Any = None, *, keepdims: Any = False) -> Any:
    """Give the place of the smallest, the first of several."""
    return _best(less, a, axis, keepdims)


def searchsorted(a: Any, v: Any, side: str = "left", sorter: Any = None) -> Any:
    """Give the places where elements would go into a sorted array."""
    array = plain(lift_array(a if sorter is None else a[sorter]))
    before = less if side == "left" else (lambda x, y: not less(y, x))

    def place(value: Any) -> int:
        low, high = 0, len(array)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if before(array[middle], value) else (low, middle)
        return low

    return np.asarray(np.frompyfunc(place, 1, 1)(_elements(v))).astype(np.intp)[()]


def digitize(x: Any, bins: Any, right: bool = False) -> Any:
    """Give the bin of each element."""
    edges = lift_array(bins)
    falling = len(edges) > 1 and bool(edges[0] > edges[-1])
    side = "left" if right else "right"
    if falling:
        return len(edges) - searchsorted(
            edges[::-1], x, side="left" if side == "right" else "right"
        )
    return searchsorted(edges, x, side=side)


def unique(ar: Any, return_index: bool = False, return_inverse: bool = False,
           return_counts: bool = False, axis: Any = None, **kwargs: Any) -> Any:  # fmt: skip
    """Give the different elements in rising order."""
    array = lift_array(ar).reshape(-1) if axis is None else np.moveaxis(lift_array(ar), axis, 0)
    rows = plain(array).reshape(len(array), -1).tolist()
    order = np.array(sorted(range(len(rows)), key=lambda i: [_key(v) for v in rows[i]]), np.intp)
    values = plain(array)[order]
    starts = [i for i in range(len(order)) if i == 0 or _differ(rows[order[i - 1]], rows[order[i]])]
    found = values[starts]
    results: list[Any] = [boxed(found if axis is None else np.moveaxis(found, 0, axis))]
    group = np.zeros(len(values), dtype=np.intp)
    group[starts[1:]] = 1
    if return_index:
        results.append(order[starts])
    if return_inverse:
        inverse = np.empty(len(values), dtype=np.intp)
        inverse[order] = np.cumsum(group)
        results.append(inverse.reshape(np.shape(ar)) if axis is None else inverse)
    if return_counts:
        results.append(np.diff([*starts, len(values)]))
    return results[0] if len(results) == 1 else tuple(results)


def _differ(row: list[Number], other: list[Number]) -> bool:
    return not builtins.all(equal(x, y) for x, y in zip(row, other, strict=True))


def nonzero(a: Any) -> tuple[Array, ...]:
    """Give the places of what is not 0."""
    return np.nonzero(np.asarray(a != 0))


def count_nonzero(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Count what is not 0."""
    return np.count_nonzero(np.asarray(a != 0), axis=axis, keepdims=keepdims)


# -- statistics ---------------------------------------------------------------------------------


def median(a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False,
           keepdims: bool = False) -> Any:  # fmt: skip
    """Give the middle element, or the mean of the two in the middle."""
    rows, restore = _rows(a, axis, keepdims)
    ordered = sort(rows)
    n = rows.shape[-1]
    return restore((ordered[..., (n - 1) // 2] + ordered[..., n // 2]) / 2)


def _rows(a: Any, axis: Any, keepdims: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Bring the axes of a reduction to the end, as one; and a way to give the result its shape."""
    array = lift_array(a)
    axes = (
        tuple(range(array.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    )
    axes = tuple(i % array.ndim for i in axes)
    rest = tuple(i for i in range(array.ndim) if i not in axes)
    rows = np.transpose(plain(array), rest + axes)
    rows = rows.reshape(*(array.shape[i] for i in rest), -1)
    shape = tuple(1 if i in axes else n for i, n in enumerate(array.shape))

    def restore(result: Any) -> Any:
        return result.reshape(shape) if keepdims is True else result

    return boxed(rows), restore


#: Hyndman and Fan's types of quantile: alpha and beta of n q + alpha + q (1 - alpha - beta) - 1.
_CONTINUOUS = {
    "interpolated_inverted_cdf": (0, 1), "hazen": (0.5, 0.5), "weibull": (0, 0), "linear": (1, 1),
    "median_unbiased": (1 / 3, 1 / 3), "normal_unbiased": (3 / 8, 3 / 8),
}  # fmt: skip


def quantile(a: Any, q: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False,
             method: str = "linear", keepdims: bool = False, **kwargs: Any) -> Any:  # fmt: skip
    """Give the values below which a share `q` of the elements lies."""
    rows, restore = _rows(a, axis, keepdims)
    ordered, n = sort(rows), rows.shape[-1]
    method = kwargs.get("interpolation") or method
    found = [restore(_quantile(ordered, n, q_, method)) for q_ in plain(lift_array(q)).reshape(-1)]
    return found[0] if np.ndim(q) == 0 else _structural(np.stack, (found,), {})


def _quantile(ordered: Any, n: int, q: Any, method: str) -> Any:
    third = arb(1) / 3
    if method in _CONTINUOUS:
        alpha, beta = (third if v == 1 / 3 else arb(v) for v in _CONTINUOUS[method])
        place = n * q + alpha + q * (1 - alpha - beta) - 1
    elif method in ("lower", "higher", "nearest", "midpoint"):
        place = q * (n - 1)
    else:
        raise TypeError(f"numpy.quantile by {method!r} has no meaning for balls")
    place = place.max(arb(0)).min(arb(n - 1))
    low = int(UFUNCS["floor"](place).unique_fmpz())
    high = builtins.min(low + 1, n - 1)
    share = place - low
    if method in ("lower", "higher", "nearest", "midpoint"):
        up = {"lower": False, "higher": not equal(share, arb(0)), "nearest": share > 0.5}
        if method != "midpoint":
            return ordered[..., high if up[method] else low]
        share = arb(0.5) if not equal(share, arb(0)) else arb(0)
    return ordered[..., low] + (ordered[..., high] - ordered[..., low]) * Ball(share)


def percentile(a: Any, q: Any, *args: Any, **kwargs: Any) -> Any:
    """Give quantiles at percents."""
    return quantile(a, lift_array(q)[()] / 100, *args, **kwargs)


def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    """Count whole numbers, or add up their weights."""
    places = x.astype(np.intp) if type(x) is BallArray else np.asarray(x)
    if weights is None:
        return np.bincount(places, minlength=minlength)
    size = builtins.max(minlength, int(places.max(initial=-1)) + 1)
    totals = exact(np.zeros(size))
    for place in range(size):
        chosen = lift_array(weights)[places == place]
        if chosen.size:
            totals[place] = sum(chosen)
    return totals


def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None,  # noqa: A002
              weights: Any = None) -> Any:  # fmt: skip
    """Count the elements of each bin; the last one holds its upper edge too."""
    values = lift_array(a).reshape(-1)
    if isinstance(bins, str):
        raise TypeError("numpy.histogram with named bins has no meaning for balls")
    edges = lift_array(bins) if np.ndim(bins) else _edges(values, bins, range)
    n = len(edges) - 1
    places = searchsorted(edges, values, side="right") - 1
    places = np.where(np.asarray(values == edges[-1]), n - 1, places)
    inside = (places >= 0) & (places < n)
    chosen = None if weights is None else lift_array(weights).reshape(-1)[inside]
    counts = bincount(places[inside], chosen, n)
    if density:
        counts = counts / (edges[1:] - edges[:-1]) / sum(counts)
    return counts, edges


def _edges(values: Any, bins: int, limits: Any) -> Any:
    low, high = limits if limits is not None else (min(values), max(values))
    return linspace(low, high, bins + 1)


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False,
             dtype: Any = None, axis: int = 0) -> Any:  # fmt: skip
    """Give so many evenly spaced numbers; the last one is `stop` itself."""
    num = operator.index(num)
    start, stop = (lift_array(v)[()] for v in (start, stop))
    parts = num - 1 if endpoint else num
    steps = exact(np.arange(num, dtype=float)).reshape(-1, *[1] * np.ndim(start))
    values = start + steps * ((stop - start) / builtins.max(parts, 1))
    if endpoint and num > 1:
        values[-1] = stop
    if dtype is not None and np.dtype(dtype).kind in "iu":
        values = np.floor(values).astype(dtype)
    return (values, (stop - start) / parts) if retstep else values


def interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Any:
    """Interpolate between points; outside of them, the ends."""
    xs, ys, points = lift_array(xp), lift_array(fp), lift_array(x)
    if period is not None:
        xs, ys, points = _periodic(xs, ys, points, period)
    left = ys[0] if left is None else left
    right = ys[-1] if right is None else right

    def value(point: Any) -> Any:
        if point < xs[0]:
            return left
        if point > xs[-1]:
            return right
        i = builtins.min(int(searchsorted(xs, point, side="right")), len(xs) - 1) - 1
        slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])
        return ys[i] + slope * (point - xs[i]) if not point == xs[i] else ys[i]

    found = [value(point) for point in points.reshape(-1)]
    return exact(np.array([as_number(v) for v in found], dtype=object).reshape(points.shape))[()]


def _periodic(xs: Any, ys: Any, points: Any, period: Any) -> tuple[Any, Any, Any]:
    """Bring all into one period, with the last point before it and the first one after."""
    xs, points = xs % period, points % period
    order = argsort(xs)
    xs, ys = xs[order], ys[order]
    before, after = xs[-1:] - period, xs[:1] + period
    return np.concatenate([before, xs, after]), np.concatenate([ys[-1:], ys, ys[:1]]), points


# -- linear algebra -----------------------------------------------------------------------------

#: Whose answers have a sign or an order that is LAPACK's own choice.
_UP_TO_A_SIGN = frozenset({"eig", "eigh", "eigvals", "svd", "svdvals", "qr", "lstsq", "pinv"})


def algebra(found: Callable[..., Any], function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Call a function of linear algebra or a Fourier transform."""
    like = None
    if function.__name__ in _UP_TO_A_SIGN:
        like = function(*map(nearest, args), **nearest(kwargs))
    args = [_stripped(arg) if _holds_floats(arg) else arg for arg in args]
    return _boxed_parts(found(*args, rounding=ctx.prec == ROUGH, like=like, **_stripped(kwargs)))


def _holds_floats(value: Any) -> bool:
    return isinstance(value, Ball | np.ndarray | np.inexact | float | list)


def _boxed_parts(value: Any) -> Any:
    """Give what is made of Arb's numbers as balls; named tuples stay what they are."""
    if isinstance(value, tuple):
        parts = map(_boxed_parts, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return [_boxed_parts(v) for v in value] if isinstance(value, list) else boxed(value)


def nearest(value: Any) -> Any:
    """Give balls as the doubles nearest to their midpoints."""
    kind = type(value)
    if kind is Ball:
        return _nearest(value.arb)
    if kind is BallArray:
        return np.array([_nearest(v) for v in plain(value).reshape(-1)]).reshape(value.shape)
    if kind is dict:
        return {name: nearest(v) for name, v in value.items()}
    return kind(map(nearest, value)) if kind in (list, tuple) else value


def _nearest(number: Number) -> complex | float:
    if isinstance(number, arb):
        return float(number.mid())
    return complex(float(number.real.mid()), float(number.imag.mid()))


def _product(name: str) -> Callable[..., Any]:
    """Give a product of NumPy's, whose function is there to name it."""
    function = getattr(np, name)

    def product(*args: Any, out: Any = None, **kwargs: Any) -> Any:
        found = linear_algebra.find(function)
        assert found is not None
        return _into(out, algebra(found, function, args, kwargs))

    return product


matmul = _product("matmul")


# -- single elements ----------------------------------------------------------------------------


def round_(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """Round to so many decimals, from the middle to the even one."""
    scale = 10**decimals if decimals >= 0 else 1 / lift_array(10**-decimals)[()]
    return _into(
        out, np.rint(lift_array(a) * scale) / scale if decimals else np.rint(lift_array(a))
    )


def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **kwargs: Any) -> Any:
    """Keep within limits."""
    low = a_min if a_min is not None else kwargs.get("min")
    high = a_max if a_max is not None else kwargs.get("max")
    value = lift_array(a)[()]
    value = value if low is None else np.maximum(value, low)
    return _into(out, value if high is None else np.minimum(value, high))


def angle(z: Any, deg: bool = False) -> Any:
    """Give the angle of complex numbers."""
    found = np.arctan2(np.imag(z), np.real(z))
    return np.degrees(found) if deg else found


def isclose(a: Any, b: Any, rtol: Any = 1e-5, atol: Any = 1e-8, equal_nan: bool = False) -> Any:
    """Tell what is close."""
    x, y = lift_array(a), lift_array(b)
    near = np.asarray(np.abs(x - y) <= atol + rtol * np.abs(y)) & np.isfinite(y)
    same = near | np.asarray(x == y)
    return (same | (np.isnan(x) & np.isnan(y)) if equal_nan else same)[()]


def allclose(*args: Any, **kwargs: Any) -> bool:
    """Tell whether all are close."""
    return bool(np.all(isclose(*args, **kwargs)))


def array_equal(a: Any, b: Any, equal_nan: bool = False) -> bool:
    """Tell whether all are equal."""
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(lift_array(a) == lift_array(b))))


def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """Put numbers in the place of NaN and infinities."""
    largest = np.finfo(float).max
    array = lift_array(x).copy()
    for place, value in (
        (np.isnan(array), nan),
        (np.asarray(array == np.inf), largest if posinf is None else posinf),
        (np.asarray(array == -np.inf), -largest if neginf is None else neginf),
    ):
        array[place] = value
    return array[()]


def real(val: Any) -> Any:
    """Give the real parts."""
    return lift_array(val).real[()]


def imag(val: Any) -> Any:
    """Give the imaginary parts."""
    return lift_array(val).imag[()]


def _without_nan(function: Callable[..., Any]) -> Callable[..., Any]:
    def skipping(a: Any, axis: Any = None, *args: Any, **kwargs: Any) -> Any:
        array = lift_array(a)
        if not np.any(np.isnan(array)):
            return function(array, axis, *args, **kwargs)
        return function(array, axis, *args, where=~np.isnan(array), **kwargs)

    return skipping


def _nan_ordered(function: Callable[..., Any]) -> Callable[..., Any]:
    def skipping(a: Any, *args: Any, axis: Any = None, **kwargs: Any) -> Any:
        rows, restore = _rows(a, axis, kwargs.pop("keepdims", False))
        flat = rows.reshape(-1, rows.shape[-1])
        found = [function(row[~np.isnan(row)], *args, **kwargs) for row in flat]
        return restore(_structural(np.stack, (found,), {}).reshape(rows.shape[:-1]))[()]

    return skipping


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": sum, "prod": prod, "max": max, "amax": max, "min": min, "amin": min, "mean": mean,
    "average": average,
    "var": var, "std": std,
    "any": any, "all": all, "cumsum": cumsum, "cumprod": cumprod,
    "apply_along_axis": apply_along_axis, "argsort": argsort, "sort": sort, "partition": partition,
    "argpartition": argpartition, "argmax": argmax, "argmin": argmin,
    "searchsorted": searchsorted, "digitize": digitize, "unique": unique, "nonzero": nonzero,
    "count_nonzero": count_nonzero, "median": median, "quantile": quantile,
    "percentile": percentile, "bincount": bincount, "histogram": histogram, "interp": interp,
    "dot": _product("dot"), "trace": _product("trace"), "matmul": matmul,
    "round": round_, "around": round_,
    "clip": clip, "angle": angle, "isclose": isclose, "allclose": allclose,
    "array_equal": array_equal, "nan_to_num": nan_to_num, "real": real, "imag": imag,
    "linspace": linspace, "nansum": _without_nan(sum), "nanprod": _without_nan(prod),
    "nanmean": _without_nan(mean), "nanvar": _without_nan(var), "nanstd": _without_nan(std),
    "nanmax": _without_nan(max), "nanmin": _without_nan(min), "nanmedian": _nan_ordered(median),
    "nanpercentile": _nan_ordered(percentile), "nanquantile": _nan_ordered(quantile),
}  # fmt: skip


def _as_method(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return FUNCTIONS[name](self, *args, **kwargs)

    return method


#: The methods of arrays that calculate; the others move elements about and are NumPy's own.
METHODS = (
    "sum", "prod", "max", "min", "mean", "var", "std", "any", "all", "cumsum", "cumprod", "trace",
    "argsort", "argmax", "argmin", "searchsorted", "nonzero", "dot", "round", "clip",
)  # fmt: skip
for _name in METHODS:
    setattr(BallArray, _name, _as_method(_name))


def _sort_in_place(self: BallArray, axis: int = -1, *args: Any, **kwargs: Any) -> None:
    self[...] = sort(self, axis)


BallArray.sort = _sort_in_place  # type: ignore[method-assign,assignment]
BallArray.conj = BallArray.conjugate = lambda self: each(  # type: ignore[method-assign]
    lambda v: v.conjugate() if hasattr(v, "conjugate") else v, self
)
LATER.update(call=call, matmul=matmul)
if hasattr(np, "vecdot"):
    LATER["vecdot"] = _product("vecdot")
