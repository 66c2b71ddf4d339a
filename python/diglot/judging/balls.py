"""Numbers with a rigorous error bound, for NumPy code to calculate with.

A ball is a midpoint and a radius (`flint.arb`); whatever is calculated, the true value lies
inside. NumPy runs on arrays of balls through `dtype=object`, and two protocols close the gaps:
every ufunc and every function first turns the floats it meets into balls, so that no rounding
happens outside of them, and the few ufuncs that objects do not know get a meaning for balls.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = NDArray[Any]

_INFINITY = arb.pos_inf()


def as_arb(value: Any) -> arb | None:
    """Give a number as an exact ball of Arb; None for what is no number."""
    if isinstance(value, Ball):
        return value.arb
    if isinstance(value, bool | np.bool_ | int | np.integer):
        return arb(int(value))
    if isinstance(value, float | np.floating):
        return arb(float(value))
    return None


Operation = Callable[[Any, Any], Any]


def _forward(function: Operation) -> Operation:
    def operation(self: Ball, other: Any) -> Any:
        if other.__class__ is Ball:  # by far the most frequent: a million times in one run
            return Ball(function(self.arb, other.arb))
        other = as_arb(other)
        return NotImplemented if other is None else Ball(function(self.arb, other))

    return operation


def _backward(function: Operation) -> Operation:
    def operation(self: Ball, other: Any) -> Any:
        other = as_arb(other)
        return NotImplemented if other is None else Ball(function(other, self.arb))

    return operation


def _power(base: arb, exponent: arb) -> arb:
    # Arb takes a negative base to a whole power only when the power is told as a whole number.
    whole = exponent.unique_fmpz() if exponent.is_integer() else None
    return base**exponent if whole is None else base**whole


def _comparison(function: Operation, opposite: Operation) -> Operation:
    def compare(self: Ball, other: Any) -> Any:
        other = as_arb(other)
        if other is None:
            return NotImplemented
        if function(self.arb, other):
            return True
        if not opposite(self.arb, other) and not self.arb.is_nan() and not other.is_nan():
            Ball.undecided += 1
        return False

    return compare


def _function(name: str) -> Callable[[Ball], Ball]:
    return lambda self: Ball(getattr(self.arb, name)())


class Ball:
    """A real number that is known up to a radius.

    A comparison that the radius leaves open answers False and is counted in `Ball.undecided`.
    """

    __slots__ = ("arb",)
    undecided = 0

    def __init__(self, value: arb) -> None:
        self.arb = value

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Let NumPy's functions work on a single ball."""
        return calculate(ufunc, method, inputs, kwargs)

    def __float__(self) -> float:
        """Refuse: the error bound would be lost."""
        raise TypeError("a ball is no float; the referee cannot follow this calculation")

    def __index__(self) -> int:
        """Give a whole number, for counts and labels."""
        whole = self.arb.unique_fmpz()
        if whole is None or not self.arb.is_exact():
            raise TypeError("a ball that is no whole number cannot be an index")
        return int(whole)

    __int__ = __index__

    def __floor__(self) -> Ball:
        """Round down."""
        return Ball(self.arb.floor())

    def __bool__(self) -> bool:
        """Tell whether it is certainly not 0."""
        return bool(self.arb != 0)

    def __repr__(self) -> str:
        """Show midpoint and radius."""
        return str(self.arb)

    __add__, __radd__ = _forward(operator.add), _backward(operator.add)
    __sub__, __rsub__ = _forward(operator.sub), _backward(operator.sub)
    __mul__, __rmul__ = _forward(operator.mul), _backward(operator.mul)
    __truediv__, __rtruediv__ = _forward(operator.truediv), _backward(operator.truediv)
    __pow__, __rpow__ = _forward(_power), _backward(_power)

    __lt__ = _comparison(operator.lt, operator.ge)
    __le__ = _comparison(operator.le, operator.gt)
    __gt__ = _comparison(operator.gt, operator.le)
    __ge__ = _comparison(operator.ge, operator.lt)
    __eq__ = _comparison(operator.eq, operator.ne)
    __ne__ = _comparison(operator.ne, operator.eq)
    __hash__ = None  # type: ignore[assignment]

    __abs__ = _function("__abs__")
    __neg__ = _function("__neg__")
    __pos__ = _function("__pos__")

    # NumPy's functions call the methods of objects by their own names.
    sqrt, log1p, expm1 = _function("sqrt"), _function("log1p"), _function("expm1")
    sin, cos, tan = _function("sin"), _function("cos"), _function("tan")
    sinh, cosh, tanh = _function("sinh"), _function("cosh"), _function("tanh")
    arcsin, arccos, arctan = _function("asin"), _function("acos"), _function("atan")
    arcsinh, arccosh, arctanh = _function("asinh"), _function("acosh"), _function("atanh")

    def conjugate(self) -> Ball:
        """Give the number itself, which is real."""
        return self

    def exp(self) -> Ball:
        """Give e to this power; at the infinities the limit."""
        return self if self.arb == _INFINITY else Ball(self.arb.exp())

    def log(self) -> Ball:
        """Give the natural logarithm; at 0 and Inf the limit."""
        if self.arb == _INFINITY:
            return self
        return Ball(-_INFINITY) if self.arb == 0 else Ball(self.arb.log())

    def log2(self) -> Ball:
        """Give the logarithm to base 2."""
        return Ball(self.log().arb / arb(2).log())

    def log10(self) -> Ball:
        """Give the logarithm to base 10."""
        return Ball(self.log().arb / arb(10).log())

    def is_nan(self) -> bool:
        """Tell whether nothing is known: NaN, or a ball without bounds."""
        return bool(self.arb.is_nan())


class BallArray(np.ndarray):
    """An array of balls, and of nothing else."""

    def __setitem__(self, key: Any, value: Any) -> None:
        """Store a number as a ball."""
        value = lift(value)
        super().__setitem__(key, value if isinstance(value, Ball) else plain(value)[()])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Turn floats into balls before any function of NumPy calculates with them."""
        return calculate(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Keep the results of NumPy's other functions arrays of balls."""
        result = super().__array_function__(func, [np.ndarray], lift(args), kwargs)
        return _lift_objects(result)


def _each(function: Callable[..., Any], inputs: int) -> np.ufunc:
    ufunc: np.ufunc = np.frompyfunc(function, inputs, 1)
    return ufunc


# What objects do not know, or know only by comparisons that the radius may leave open.
_UFUNCS: dict[str, tuple[np.ufunc, type]] = {
    "maximum": (_each(lambda x, y: Ball(x.arb.max(y.arb)), 2), object),
    "minimum": (_each(lambda x, y: Ball(x.arb.min(y.arb)), 2), object),
    "clip": (_each(lambda x, low, high: Ball(x.arb.max(low.arb).min(high.arb)), 3), object),
    "isnan": (_each(Ball.is_nan, 1), bool),
    "isfinite": (_each(lambda x: bool(x.arb.is_finite()), 1), bool),
    "isinf": (_each(lambda x: bool(abs(x.arb) == _INFINITY), 1), bool),
}


def calculate(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a ufunc on balls."""
    replacement, kind = _UFUNCS.get(ufunc.__name__, (ufunc, object))
    out = kwargs.pop("out", None)
    kwargs.pop("dtype", None)
    if "initial" in kwargs:
        kwargs["initial"] = as_ball(kwargs["initial"])
    result = getattr(replacement, method)(
        *(plain(lift(value, scalars=True)) for value in inputs), **kwargs
    )
    if kind is bool:
        return np.asarray(result, dtype=bool)[()]
    if out is not None:
        out[0][...] = result
        return out[0]
    if isinstance(result, np.ndarray) and result.dtype == object:
        return result.view(BallArray)
    return result


def as_ball(value: Any) -> Any:
    """Give a number as a ball; leave anything else as it is."""
    number = None if isinstance(value, Ball) else as_arb(value)
    return value if number is None else Ball(number)


def lift(value: Any, *, scalars: bool = False) -> Any:
    """Turn the numbers inside a value into balls: arrays of numbers, and single floats.

    Single integers and logicals, and arrays of logicals, are counts, axes and switches as a rule:
    they stay as they are unless `scalars` is true.
    """
    if isinstance(value, BallArray | Ball):
        return value
    if isinstance(value, float | np.floating):
        return _ball_array(np.asarray(value))
    if isinstance(value, np.ndarray) and (value.dtype.kind in "fiuO" or scalars):
        return _ball_array(value)
    if scalars and isinstance(value, bool | int | np.integer | np.bool_):
        return _ball_array(np.asarray(value))
    if isinstance(value, dict):
        return {key: lift(v, scalars=scalars) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(lift(v, scalars=scalars) for v in value)
    return value


def _ball_array(array: Array) -> BallArray:
    values = array.reshape(-1).tolist()
    if set(map(type, values)) == {Ball}:
        return array.view(BallArray)
    balls = np.empty(array.shape, dtype=object)
    balls.reshape(-1)[:] = [as_ball(v) for v in values]
    return balls.view(BallArray)


def _lift_objects(value: Any) -> Any:
    """Give back plain object arrays, as NumPy's functions make them, as arrays of balls."""
    if isinstance(value, np.ndarray) and value.dtype == object:
        return _ball_array(np.asarray(value))
    if isinstance(value, tuple | list):
        return type(value)(_lift_objects(v) for v in value)
    return value


def plain(value: Any) -> Any:
    """Take the type from an array of balls, so that NumPy's own loops run on it."""
    if isinstance(value, Ball):
        array = np.empty((), dtype=object)
        array[()] = value
        return array
    return value.view(np.ndarray) if isinstance(value, BallArray) else value


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Calculate with this many bits inside the block."""
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before
