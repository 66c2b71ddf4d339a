"""The elementary functions of `math` and NumPy on balls of Arb.

They calculate at the current `flint.ctx.prec` and give, at 0 and at the infinities, the limits
that NumPy gives. NaN is a ball that knows nothing: the function is not defined there, or Arb
cannot follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import acb, arb, ctx

INF = float("inf")
NAN = float("nan")

#: Whole numbers of more bits than this are not worked out digit by digit.
_MANY_BITS = 100_000

#: Products of up to this many factors are multiplied out.
_FEW = 1_000


# --- Deciding ---------------------------------------------------------------------------------

_undecided: ContextVar[Callable[[], None] | None] = ContextVar("undecided", default=None)


@contextmanager
def noting(note: Callable[[], None]) -> Iterator[None]:
    """Call `note` inside the block whenever a ball leaves a decision open.

    A function that jumps, or that is made of pieces, goes by the midpoint then.
    """
    token = _undecided.set(note)
    try:
        yield
    finally:
        _undecided.reset(token)


def undecided() -> None:
    """Tell whoever listens that a decision was left open and taken by the midpoints."""
    note = _undecided.get()
    if note is not None:
        note()


class Notes:
    """Counts decisions that were left open, as a listener of `noting`."""

    def __init__(self) -> None:
        self.count = 0

    def note(self) -> None:
        """Count one more."""
        self.count += 1


def less(x: Any, y: Any) -> bool:
    """Decide whether x < y; by the midpoints where the balls overlap."""
    if x < y:
        return True
    if x >= y:
        return False
    undecided()
    return bool(as_number(x).mid() < as_number(y).mid())


# --- Calculating ------------------------------------------------------------------------------


def as_number(value: Any) -> Any:
    """Give a number as an exact ball of Arb, real or complex."""
    if isinstance(value, arb | acb):
        return value
    if isinstance(value, bool | np.bool_ | int | np.integer):
        return arb(int(value))
    if isinstance(value, float | np.floating):
        return arb(float(value))
    if isinstance(value, complex | np.complexfloating):
        return acb(complex(value))
    raise TypeError(f"{value!r} is no number")


@contextmanager
def bits(count: int) -> Iterator[None]:
    """Calculate with this many bits inside the block."""
    before, ctx.prec = ctx.prec, count
    try:
        yield
    finally:
        ctx.prec = before


def nan() -> arb:
    """Give the ball that knows nothing."""
    return arb.nan()


def is_infinite(x: Any) -> bool:
    """Tell whether a ball is Inf or -Inf exactly."""
    return isinstance(x, arb) and bool(abs(x) == INF)


def whole(x: Any) -> int | None:
    """Give the whole number that a ball is exactly, None if it is none."""
    if not isinstance(x, arb) or not x.is_exact() or not x.is_integer():
        return None
    mantissa, exponent = x.man_exp()
    return int(mantissa) << int(exponent) if exponent < _MANY_BITS else None


def _accuracy(value: Any) -> int:
    if isinstance(value, tuple):
        return min(_accuracy(v) for v in value)
    return int(value.rel_accuracy_bits())


def _rounded(value: Any) -> Any:
    return tuple(_rounded(v) for v in value) if isinstance(value, tuple) else +value


def tightly(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Calculate with bits to spare, with more of them where digits cancel, and round once.

    So a function counts as one operation: what its ball leaves open comes from the arguments and
    the last rounding, not from the formula that Arb was given.
    """
    goal = ctx.prec
    # More than the arguments know cannot come out.
    possible = min([goal, *(_accuracy(arg) - 2 for arg in args if not is_infinite(arg))])
    accuracy = -INF
    for working in (goal + 20, 2 * goal + 60, 4 * goal + 200):
        notes = Notes()
        with bits(working), noting(notes.note):
            value = function(*args)
        before, accuracy = accuracy, _accuracy(value)
        if accuracy >= possible or (before > -goal and accuracy < before + 8):
            break
    for _ in range(notes.count):
        undecided()
    return _rounded(value)


@dataclass(frozen=True)
class Special:
    """A function of numbers on balls.

    Attributes
    ----------
    name : str
        Its name in the library that it was taken from.
    function : callable
        The function on finite balls.
    at : mapping of float to float
        Its values where it is a limit, for functions of one argument.
    limit : callable, optional
        The function where an argument is infinite, for those of several; NaN where there is none.
    ordinary : tuple of pairs
        The ranges of its arguments in which `ulps` was measured; of a pair of ints, whole numbers.
    ulps : float
        How far the libraries err, in units in the last place of the result.
    """

    name: str
    function: Callable[..., Any]
    at: Mapping[float, float] = field(default_factory=dict)
    limit: Callable[..., Any] | None = None
    ordinary: tuple[tuple[float, float], ...] = ()
    ulps: float = 1.0

    def __call__(self, *args: Any) -> Any:
        """Calculate at the current precision."""
        numbers = tuple(as_number(arg) for arg in args)
        if len(numbers) == 1 and isinstance(numbers[0], arb):
            for point, value in self.at.items():
                if numbers[0] == point:
                    return arb(value)
        if all(number.is_finite() for number in numbers):
            return tightly(self.function, numbers)
        if self.limit is not None and all(n.is_finite() or is_infinite(n) for n in numbers):
            return tightly(self.limit, numbers)
        return nan()


# --- Exponentials, logarithms, roots, powers ----------------------------------------------------


def cbrt(x: arb) -> arb:
    """Give the real cube root, of negative numbers too."""
    return -((-x).root(3)) if x < 0 else x.root(3)


def power(x: Any, y: Any) -> Any:
    """Raise to a power; a negative base to a whole power only."""
    if y == 0 or x == 1:
        return arb(1)
    if isinstance(x, acb) or isinstance(y, acb):
        return x**y
    exponent = whole(y)
    if x == 0 and (y < 0 or y > 0):
        return arb(INF if y < 0 else 0)
    if exponent is not None:
        return x**exponent
    # A base that touches 0 is one of at least 0, or the power would not be defined.
    return x.nonnegative_part() ** y if y > 0 and x.contains(0) else x**y


def _power_limit(x: Any, y: Any) -> Any:
    if y == 0 or x == 1:
        return arb(1)
    if is_infinite(y):
        size = abs(x)
        if size == 1:
            return arb(1)
        grows = size > 1 if y > 0 else size < 1
        shrinks = size < 1 if y > 0 else size > 1
        return arb(INF) if grows else arb(0) if shrinks else nan()
    if y < 0:
        return arb(0)
    exponent = whole(y)
    odd = exponent is not None and exponent % 2 == 1
    return arb(-INF) if x < 0 and odd else arb(INF)


def _logaddexp(base: Callable[[], arb]) -> Callable[[arb, arb], arb]:
    def function(x: arb, y: arb) -> arb:
        unit = base().log()
        return x.max(y) + (-abs(x - y) * unit).exp().log1p() / unit

    return function


def _maximum_limit(x: arb, y: arb) -> arb:
    return x if x > y else y


def hypot(*xs: arb) -> arb:
    """Give the length of a vector."""
    return sum((x * x for x in xs), arb(0)).sqrt()


def dist(p: Any, q: Any) -> arb:
    """Give the distance of two points, as `math.dist` does."""
    pairs = zip(p, q, strict=True)
    result: arb = tightly(hypot, tuple(as_number(a) - as_number(b) for a, b in pairs))
    return result


def arctan2(y: arb, x: arb) -> arb:
    """Give the angle of the point (x, y)."""
    return arb.atan2(y, x)


def _arctan2_limit(y: arb, x: arb) -> arb:
    # Far out in both directions the angle is that of a diagonal, in one that of an axis.
    flat_y, flat_x = (v.sgn() if is_infinite(v) else arb(0) for v in (y, x))
    if flat_y == 0 and flat_x < 0 and less(y, 0):
        return -arb.pi()
    return arb.atan2(flat_y, flat_x)


# --- Functions that jump ------------------------------------------------------------------------


def _jump(name: str) -> Callable[[arb], arb]:
    def function(x: arb) -> arb:
        values: arb = getattr(x, name)()
        if values.is_exact() or values.rad() > 1:
            return values
        if not x.is_exact():  # one jump lies in the ball
            undecided()
        middle = x.mid()
        with bits(max(ctx.prec, int(middle.bits()))):
            value: arb = getattr(middle, name)()
        return value

    return function


floor, ceil = _jump("floor"), _jump("ceil")


def trunc(x: arb) -> arb:
    """Round toward 0."""
    return ceil(x) if x.mid() < 0 else floor(x)


def rint(x: arb) -> arb:
    """Round to the nearest whole number, halves to the even one."""
    with bits(ctx.prec + int(x.bits())):
        half = x + arb(0.5)
        below = floor(half)
        count = whole(below)
        return below - 1 if count is not None and half.mid() == below and count % 2 else below


def round_to(x: arb, digits: Any = 0) -> arb:
    """Round to this many decimals, halves to the even digit."""
    unit = arb(10) ** (whole(as_number(digits)) or 0)
    return rint(x * unit) / unit


def sign(x: arb) -> arb:
    """Give -1, 0 or 1."""
    if x == 0:
        return arb(0)
    return arb(-1) if less(x, 0) else arb(1)


def copysign(x: arb, y: arb) -> arb:
    """Give |x| with the sign of y; 0 counts as positive, for a ball has no negative zero."""
    return -abs(x) if less(y, 0) else abs(x)


def heaviside(x: arb, at_zero: arb) -> arb:
    """Give 0 below 0, 1 above, and the second argument at 0."""
    if x == 0:
        return at_zero
    return arb(0) if less(x, 0) else arb(1)


def _fraction(x: arb) -> tuple[int, int]:
    mantissa, exponent = x.man_exp()
    return int(mantissa), int(exponent)


def _quotient(round_down: Callable[[arb], arb]) -> Callable[[arb, arb], arb]:
    """Give the rounded quotient, exactly where both numbers are exact."""
    truncates = round_down is trunc

    def function(x: arb, y: arb) -> arb:
        if y == 0:
            return x.sgn() * arb(INF)
        if not (x.is_exact() and y.is_exact()):
            return round_down(x / y)
        (m, e), (n, f) = _fraction(x), _fraction(y)
        if abs(e - f) > _MANY_BITS:
            return nan()
        m, n = m << max(e - f, 0), n << max(f - e, 0)
        count = abs(m) // abs(n) * (1 if (m < 0) == (n < 0) else -1) if truncates else m // n
        return arb(count)

    return function


floor_divide, _trunc_divide = _quotient(floor), _quotient(trunc)


def _modulus(quotient: Callable[[arb, arb], arb]) -> Callable[[arb, arb], arb]:
    def function(x: arb, y: arb) -> arb:
        count = quotient(x, y)
        spare = int(count.bits()) if count.is_finite() else 0
        with bits(ctx.prec + min(spare, _MANY_BITS)):
            return x - count * y

    return function


mod, fmod = _modulus(floor_divide), _modulus(_trunc_divide)


def ieee_remainder(x: arb, y: arb) -> arb:
    """Give what is left of x after the nearest multiple of y, as `math.remainder` does."""
    size = abs(y)
    left = mod(x, size)
    double = 2 * left
    if double == size:  # a tie goes to the even multiple
        return left if mod(x, 2 * size) < size else left - size
    return left if less(double, size) else left - size


def _mod_limit(x: arb, y: arb) -> arb:
    if is_infinite(x):
        return nan()
    same = x == 0 or not (less(x, 0) ^ bool(y < 0))
    return x if same else y


def _fmod_limit(x: arb, y: arb) -> arb:
    return nan() if is_infinite(x) else x


def _floor_divide_limit(x: arb, y: arb) -> arb:
    if is_infinite(x):
        return x if y == 0 else nan()
    return arb(0) if x == 0 or not (less(x, 0) ^ bool(y < 0)) else arb(-1)


# --- Counting -----------------------------------------------------------------------------------


def comb(n: arb, k: Any) -> arb:
    """Count the choices of k among n."""
    return arb(0) if k < 0 or n < 0 or k > n else binom(n, k)


def binom(n: arb, k: arb) -> arb:
    """Give the binomial coefficient, of any two numbers."""
    count = whole(k)
    if count is not None and 0 <= count <= _FEW:
        return (n - k + 1).rising(count) / k.fac()
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def perm(n: arb, k: Any = None) -> arb:
    """Count the arrangements of k among n."""
    if k is None:
        return n.fac()
    return arb(0) if k < 0 or n < 0 or k > n else (n + 1).gamma() * (n - k + 1).rgamma()


def log_abs_gamma(x: arb) -> arb:
    """Give log |gamma(x)|, infinite at the poles."""
    count = whole(x)
    if count is not None and count <= 0:
        return arb(INF)
    if x > 0:
        return x.lgamma()
    return (arb.pi() / abs(x.sin_pi())).log() - (1 - x).lgamma()


# --- The table ----------------------------------------------------------------------------------

#: By the names that NumPy and `math` call them.
ELEMENTARY: dict[str, Special] = {}


def _add(names: str, function: Callable[..., Any], *ordinary: tuple[float, float],
         at: Mapping[float, float] | None = None,
         limit: Callable[..., Any] | None = None) -> None:  # fmt: skip
    for name in names.split():
        ELEMENTARY[name] = Special(name, function, at or {}, limit, ordinary)


def _method(name: str) -> Callable[[Any], Any]:
    return lambda x: getattr(x, name)()


def _log(x: Any, base: Any = None) -> Any:
    return x.log() if base is None else x.log() / base.log()


_UNIT, _REAL, _POSITIVE = (-1.0, 1.0), (-20.0, 20.0), (1e-3, 1e3)
_ODD, _EVEN = {-INF: -INF, INF: INF}, {-INF: INF, INF: INF}
_LOGARITHM = {0.0: -INF, INF: INF}

_add("exp", _method("exp"), _REAL, at={-INF: 0.0, INF: INF})
_add("exp2", lambda x: arb(2) ** x, _REAL, at={-INF: 0.0, INF: INF})
_add("expm1", _method("expm1"), _REAL, at={-INF: -1.0, INF: INF})
_add("log", _log, _POSITIVE, at=_LOGARITHM)
_add("log2", lambda x: x.log() / arb(2).log(), _POSITIVE, at=_LOGARITHM)
_add("log10", lambda x: x.log() / arb(10).log(), _POSITIVE, at=_LOGARITHM)
_add("log1p", _method("log1p"), (-0.9, 1e3), at={-1.0: -INF, INF: INF})
_add("sqrt", _method("sqrt"), _POSITIVE, at={INF: INF})
_add("cbrt", cbrt, _REAL, at=_ODD)
_add("square", lambda x: x * x, _REAL, at=_EVEN)
_add("reciprocal", lambda x: 1 / x, _POSITIVE, at={0.0: INF, -INF: 0.0, INF: 0.0})
_add("power float_power pow", power, (1e-2, 1e2), (-20.0, 20.0), limit=_power_limit)
_add("hypot", hypot, _REAL, _REAL, limit=lambda *xs: arb(INF))
_add("logaddexp", _logaddexp(arb.const_e), _REAL, _REAL, limit=_maximum_limit)
_add("logaddexp2", _logaddexp(lambda: arb(2)), _REAL, _REAL, limit=_maximum_limit)

_add("sin", _method("sin"), _REAL)
_add("cos", _method("cos"), _REAL)
_add("tan", _method("tan"), _REAL)
_add("arcsin asin", _method("asin"), _UNIT)
_add("arccos acos", _method("acos"), _UNIT)
_add("arctan atan", _method("atan"), _REAL, limit=lambda x: x.sgn() * arb.pi() / 2)
_add("arctan2 atan2", arctan2, _REAL, _REAL, limit=_arctan2_limit)
_add("sinh", _method("sinh"), _REAL, at=_ODD)
_add("cosh", _method("cosh"), _REAL, at=_EVEN)
_add("tanh", _method("tanh"), _REAL, at={-INF: -1.0, INF: 1.0})
_add("arcsinh asinh", _method("asinh"), _REAL, at=_ODD)
_add("arccosh acosh", _method("acosh"), (1.0, 1e3), at={INF: INF})
_add("arctanh atanh", _method("atanh"), (-0.99, 0.99), at={-1.0: -INF, 1.0: INF})
_add("sinc", _method("sinc_pi"), (-5.0, 5.0))
_add("degrees rad2deg", lambda x: x * 180 / arb.pi(), _REAL, at=_ODD)
_add("radians deg2rad", lambda x: x * arb.pi() / 180, _REAL, at=_ODD)

_add("positive", lambda x: x, _REAL, at=_ODD)
_add("negative", lambda x: -x, _REAL, at={-INF: INF, INF: -INF})
_add("fabs absolute abs", abs, _REAL, at=_EVEN)
_add("floor", floor, _REAL, at=_ODD)
_add("ceil", ceil, _REAL, at=_ODD)
_add("trunc fix", trunc, _REAL, at=_ODD)
_add("rint", rint, _REAL, at=_ODD)
_add("round around", round_to, _REAL, at=_ODD)
_add("sign", sign, _REAL, at={-INF: -1.0, INF: 1.0})
_add("copysign", copysign, _REAL, _REAL, limit=copysign)
_add("heaviside", heaviside, _REAL, _REAL, limit=heaviside)
_add("mod remainder", mod, _REAL, (0.1, 10.0), limit=_mod_limit)
_add("fmod", fmod, _REAL, (0.1, 10.0), limit=_fmod_limit)
_add("floor_divide", floor_divide, _REAL, (0.1, 10.0), limit=_floor_divide_limit)
_add("ieee_remainder", ieee_remainder, _REAL, (0.1, 10.0), limit=_fmod_limit)

_add("gamma", _method("gamma"), (0.1, 100.0), at={0.0: INF, INF: INF})
_add("lgamma", log_abs_gamma, (0.1, 100.0), at=_EVEN)
_add("erf", _method("erf"), (-4.0, 4.0), at={-INF: -1.0, INF: 1.0})
_add("erfc", _method("erfc"), (-4.0, 10.0), at={-INF: 2.0, INF: 0.0})
_add("comb", comb, (10, 60), (0, 10))
_add("perm", perm, (10, 60), (0, 10))
_add("factorial", _method("fac"), (0, 100))
