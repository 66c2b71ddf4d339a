"""Single numbers of Arb: what elementary functions and comparisons mean for them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

import numpy as np
from flint import acb, arb, ctx

from diglot.judging.elementary import ELEMENTARY as CAREFUL
from diglot.judging.elementary import Notes, noting, undecided
from diglot.judging.world import NothingLeft

#: `arb` or `acb`; what both can do, their type stubs do not say.
Number: TypeAlias = Any


INFINITY = arb.pos_inf()


#: Whether a rounded number has been written as a text: what is read from texts is not followed.
TEXTS: ContextVar[bool] = ContextVar("texts", default=False)


def written_as_text() -> bool:
    """Tell whether a rounded number was written as a text in this calculation."""
    return TEXTS.get()


@contextmanager
def calculation(bits: int) -> Iterator[Notes]:
    """Calculate with this many bits inside the block; the notes count the open decisions."""
    before, notes = ctx.prec, Notes()
    ctx.prec = bits
    token, unknown = TEXTS.set(False), _unknown.set([0])
    try:
        with noting(notes.note):
            yield notes
    finally:
        TEXTS.reset(token)
        _unknown.reset(unknown)
        ctx.prec = before


def power(base: Number, exponent: Number) -> Number:
    """Give a power; Arb takes a negative base only to a power that it knows to be whole."""
    if type(exponent) is arb and exponent.is_exact() and exponent.is_integer():
        whole = exponent.unique_fmpz()
        return base**whole if whole is not None else base**exponent
    if type(exponent) is arb and exponent == arb(0.5):
        return base.sqrt()
    if type(base) is arb and base == 0 and type(exponent) is arb and exponent > 0:
        return arb(0)
    return base**exponent


def less(x: Number, y: Number) -> bool:
    """Tell whether x < y; what the radius leaves open is decided by the midpoints."""
    if x < y:
        return True
    if x >= y:
        return False
    if x.is_nan() or y.is_nan():
        return False
    undecided()
    return bool(x.mid() < y.mid())


def equal(x: Number, y: Number) -> bool:
    """Tell whether x == y, as `less` does."""
    if x == y:
        return True
    if x != y:
        return False
    if has_nan(x) or has_nan(y):
        return False
    undecided()
    return bool(x.mid() == y.mid())


def has_nan(x: Number) -> bool:
    """Tell whether a part is no number."""
    if type(x) is acb:
        return bool(x.real.is_nan() or x.imag.is_nan())
    return bool(x.is_nan())


def less_equal(x: Number, y: Number) -> bool:
    """Tell whether x <= y, as `less` does."""
    if x <= y:
        return True
    if x > y:
        return False
    if x.is_nan() or y.is_nan():
        return False
    undecided()
    return bool(x.mid() <= y.mid())


#: So many comparisons of single numbers that the radius leaves open are a loop without an end.
_MOST_UNKNOWN = 500


_unknown: ContextVar[list[int]] = ContextVar("unknown")


def _left_open(x: Number, y: Number) -> bool:
    return bool(x.overlaps(y)) and not (x.is_exact() and y.is_exact())


def count_unknown(*numbers: Number) -> None:
    """Stop what compares again and again what nothing is known of, and would never end."""
    count = _unknown.get(None)
    nothing_known = any(map(has_nan, numbers))
    if count is None or not (nothing_known or _left_open(*numbers)):
        return
    count[0] += 1
    if count[0] > _MOST_UNKNOWN:
        raise NothingLeft("a comparison that has nothing left to go by")


COMPARISONS: dict[str, Callable[[Number, Number], bool]] = {
    "less": less,
    "less_equal": less_equal,
    "greater": lambda x, y: less(y, x),
    "greater_equal": lambda x, y: less_equal(y, x),
    "equal": equal,
    "not_equal": lambda x, y: not equal(x, y),
}


def log(x: Number) -> Number:
    """Give the natural logarithm; at 0 and Inf the limit."""
    if type(x) is arb:
        if x == INFINITY:
            return x
        if x == 0:
            return -INFINITY
    return x.log()


def exp(x: Number) -> Number:
    """Give e to this power; at the infinities the limit."""
    return x if x == INFINITY else x.exp()


def sqrt(x: Number) -> Number:
    """Give the square root; a ball that only its radius takes below 0 begins at 0."""
    if type(x) is arb and x.mid() >= 0 and not x >= 0:
        return x.nonnegative_part().sqrt()
    return x.sqrt()


def _method(name: str) -> Callable[[Number], Number]:
    return operator.methodcaller(name)


def imag_of(x: Number) -> arb:
    """Give the imaginary part."""
    return x.imag if type(x) is acb else arb(0)


#: What each elementary function means for single numbers. The ones that are called a million times
#: are Arb's own; the others are careful where they jump, and at the ends of where they are defined.
ELEMENTARY: dict[str, Callable[..., Number]] = {
    **{
        name: special
        for name, special in CAREFUL.items()
        if isinstance(np.__dict__.get(name), np.ufunc)
    },
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
    "divide": operator.truediv, "true_divide": operator.truediv, "negative": operator.neg,
    "positive": lambda x: x, "absolute": abs, "fabs": abs, "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x, "power": power, "float_power": power, "exp": exp, "log": log,
    "sqrt": sqrt, "expm1": _method("expm1"), "log1p": lambda x: log(1 + x) if type(x) is acb or
    x == -1 or x == INFINITY else x.log1p(), "sin": _method("sin"), "cos": _method("cos"),
    "tan": _method("tan"), "sinh": _method("sinh"), "cosh": _method("cosh"),
    "tanh": _method("tanh"), "arcsin": _method("asin"), "arccos": _method("acos"),
    "arctan": _method("atan"), "arcsinh": _method("asinh"), "arccosh": _method("acosh"),
    "arctanh": _method("atanh"), "maximum": lambda x, y: x.max(y), "minimum": lambda x, y:
    x.min(y), "fmax": lambda x, y: y if x.is_nan() else x if y.is_nan() else x.max(y),
    "fmin": lambda x, y: y if x.is_nan() else x if y.is_nan() else x.min(y),
    "conjugate": lambda x: x.conjugate() if type(x) is acb else x,
    "ldexp": lambda x, power: x * arb(2) ** power.unique_fmpz(),
}  # fmt: skip


#: What tells something of a number.
PREDICATES: dict[str, Callable[..., bool]] = {
    **COMPARISONS,
    "isnan": lambda x: has_nan(x),
    "isfinite": lambda x: bool(x.is_finite()),
    "isinf": lambda x: bool(not x.is_finite() and not has_nan(x)),
    "signbit": lambda x: less(x, arb(0)),
    "logical_not": lambda x: equal(x, arb(0)),
    "logical_and": lambda x, y: not equal(x, arb(0)) and not equal(y, arb(0)),
    "logical_or": lambda x, y: not equal(x, arb(0)) or not equal(y, arb(0)),
    "logical_xor": lambda x, y: equal(x, arb(0)) != equal(y, arb(0)),
}


def rounded_to_whole(name: str, x: Number) -> int:
    """Round to a whole number, as `floor` and its like do."""
    found = CAREFUL[name](x).unique_fmpz()
    if found is None:
        raise ValueError("cannot convert a number that is not finite to an integer")
    return int(found)


#: The precision of a double: the radius of a result with so many bits bounds its rounding error.
ROUGH = 53


#: One honest sum of n terms, in whatever order, errs by at most (n - 1) u sum|x| (Higham, Accuracy
#: and Stability, 2nd ed., 4.2), with u = 2^-53. The referee allows twice the radius.
EVERY_ORDER = arb(2.0**-54)


def widen(x: Number, by: arb) -> Number:
    """Add to the radius."""
    radius = by.abs_upper()
    if not radius.is_finite() or radius == 0:
        return x
    ball = arb(0, radius)
    return x + (ball if type(x) is arb else acb(ball, ball))
