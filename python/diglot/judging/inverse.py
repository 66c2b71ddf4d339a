"""Inverses of increasing functions on balls: quantiles, and the inverse special functions."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable

from flint import arb

from diglot.judging.elementary import nan, undecided

Function = Callable[[arb], arb]

#: Steps after which a search gives up. Newton's are short where the function is a high power.
_STEPS = 512
#: A bracket this many doubles wide is narrow enough for Newton's steps: 8 bits are known.
_NARROW = 2**44
#: Libraries take a probability this near to a step's for equal: R by 64 units of 2^-52.
_FUZZ = 2.0**-46


def inverse(function: Function, slope: Function, y: arb, low: float, high: float) -> arb:
    """Solve function(x) = y for x between `low` and `high`.

    The search needs no rigor; the answer is an interval that Newton's operator maps into itself,
    which proves that the one solution lies in it.

    Parameters
    ----------
    function : callable
        Increasing.
    slope : callable
        Its derivative, also on wide balls.
    y : arb
        Where it is a wide ball, so is the result.
    """
    x = _search(function, slope, y.mid(), low, high)
    if x is None:
        return nan()
    off = function(x) - y
    radius = abs(off / slope(x)).abs_upper() * 2
    for _ in range(8):
        around = arb(x, radius)
        image = x - off / slope(around)
        if around.contains_interior(image):
            return image
        radius *= 4
    return nan() if y.is_exact() else _by_the_ends(function, slope, y, low, high)


def _by_the_ends(function: Function, slope: Function, y: arb, low: float, high: float) -> arb:
    ends = [inverse(function, slope, end.mid(), low, high) for end in (y.lower(), y.upper())]
    return ends[0].union(ends[1])


def _search(function: Function, slope: Function, y: arb, low: float, high: float) -> arb | None:
    a, b = _ordinal(max(low, -sys.float_info.max)), _ordinal(min(high, sys.float_info.max))
    while b - a > _NARROW:
        middle = (a + b) // 2
        if function(arb(_double(middle))).mid() < y:
            a = middle
        else:
            b = middle
    left, right = arb(_double(a)), arb(_double(b))
    x = ((left + right) / 2).mid()
    for _ in range(_STEPS):
        off = function(x) - y
        if not off.is_finite():
            return None
        if off.contains(0):  # nearer only with more bits
            return x
        if off < 0:
            left = x
        else:
            right = x
        after = (x - off / slope(x)).mid()
        # Newton's step where it stays between what is known, else by halves.
        x = after if after.is_finite() and left < after < right else ((left + right) / 2).mid()
    return x


def _ordinal(x: float) -> int:
    # The doubles in order, numbered from 0 at 0.
    (pattern,) = struct.unpack("<q", struct.pack("<d", x))
    return int(pattern) if pattern >= 0 else -(int(pattern) + 2**63)


def _double(ordinal: int) -> float:
    (x,) = struct.unpack("<d", struct.pack("<q", abs(ordinal)))
    return float(x) if ordinal >= 0 else -float(x)


def first(reached: Callable[[arb], arb], q: arb, low: int, high: float) -> arb:
    """Give the first whole number k from `low` on at which reached(k) is at least q."""
    below, step = low - 1, 1
    # First far enough, in steps that double; then by halves.
    while below + step < high and reached(arb(below + step)).mid() < q.mid():
        below, step = below + step, 2 * step
        if step > 2**64:
            return nan()
    above = int(min(below + step, high))
    while above - below > 1:
        middle = (below + above) // 2
        if reached(arb(middle)).mid() < q.mid():
            below = middle
        else:
            above = middle
    around = q * arb(1, _FUZZ)
    if any(k >= low and reached(arb(k)).overlaps(around) for k in (below, above)):
        undecided()
    return arb(above)
