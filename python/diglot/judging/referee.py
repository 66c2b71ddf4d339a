"""The truth about a case, and a bound on what honest rounding can do to it.

The original itself is run on balls: at 53 bits, the precision of a double, the radius of the
result bounds the rounding error of any run that does these operations; at 128 bits and more the
midpoint is the truth.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.balls import Ball, BallArray, lift, plain, precision
from diglot.judging.outputs import flatten

Array = NDArray[Any]

#: A value is right when it lies within this multiple of the ball's radius.
#:
#: One operation on balls at 53 bits has a radius of at most 1 ULP of its result. Real operations
#: err by half an ULP, but the elementary functions of NumPy and R by up to 0.65 ULP, and both may
#: sum in another order than the ball did (NumPy in pairs, BLAS in blocks, R in extended
#: precision), whose partial sums may be larger. Twice the radius covers the functions, twice that
#: the order. The largest share of the radius that any case of the catalogue uses is printed by
#: `diglot verify --json` as `bound_used`.
MULTIPLE = 4.0

#: Results this small may lose digits, or all of them: the smallest normal number.
SMALLEST_NORMAL = float(np.finfo(np.float64).smallest_normal)

# The truth needs this many times fewer error than the bound that it judges.
_SHARPER = 2.0**20
_PRECISIONS = (128, 256, 512, 1024)


@dataclass(frozen=True)
class Truth:
    """What one output should be.

    Attributes
    ----------
    value, rest : arrays of float64
        The truth is `value` + `rest`, the first being the double closest to it. NaN where the
        balls know nothing.
    radius : array of float64
        The bound on one run's rounding error; NaN or Inf where there is none.
    ball : array of Ball
        The ball at 53 bits, and
    sharp : array of Ball
        the one in which the truth is known.
    undecided : bool
        A comparison on the way was left open by the balls: rounding decides it.
    """

    value: Array
    rest: Array
    radius: Array
    ball: Array
    sharp: Array
    undecided: bool

    @property
    def known(self) -> Array:
        """Where there are a truth and a bound."""
        return np.isfinite(self.radius) & ~np.isnan(self.value)


def judge_truth(function: Callable[..., Any], args: Sequence[Any]) -> dict[str, Truth]:
    """Run a function on balls.

    Returns
    -------
    dict
        The truth about each output that consists of balls; empty where the function cannot
        calculate with them.
    """
    # Counts and switches stay what they are; where no number is left then, they are the numbers.
    for scalars in (False, True):
        try:
            truths = _judge(function, args, scalars)
        except Exception:
            # Anybody's function may be given: what it cannot do with balls is no error of it.
            truths = {}
        if truths:
            return truths
    return {}


def _judge(function: Callable[..., Any], args: Sequence[Any], scalars: bool) -> dict[str, Truth]:
    rough, undecided = _run(function, args, scalars, 53)
    for bits in _PRECISIONS if rough else ():
        sharp, _ = _run(function, args, scalars, bits)
        if all(_is_sharp(rough[name], sharp[name]) for name in rough):
            break
    return {name: _truth(rough[name], sharp[name], undecided) for name in rough}


def _run(
    function: Callable[..., Any], args: Sequence[Any], scalars: bool, bits: int
) -> tuple[dict[str, Array], bool]:
    before = Ball.undecided
    with precision(bits), np.errstate(all="ignore"):
        outputs = flatten(function(*(lift(arg, scalars=scalars) for arg in args)))
    balls = {
        name: np.asarray(plain(leaf), dtype=object)
        for name, leaf in outputs.items()
        if isinstance(leaf, Ball | BallArray)
    }
    return balls, Ball.undecided > before


def _radius(balls: Array) -> Array:
    # The radius of a finite ball may be beyond the largest double.
    radii = [
        min(float(v.arb.rad()), sys.float_info.max if v.arb.is_finite() else np.inf)
        for v in balls.flat
    ]
    return np.array(radii).reshape(balls.shape)


def _is_sharp(rough: Array, sharp: Array) -> bool:
    allowed = np.maximum(_radius(rough), SMALLEST_NORMAL) / _SHARPER
    known = np.array([bool(v.arb.is_finite()) for v in rough.flat]).reshape(rough.shape)
    return bool(np.all((_radius(sharp) <= allowed) | ~known))


def _truth(rough: Array, sharp: Array, undecided: bool) -> Truth:
    # A ball of infinite radius knows nothing; an infinite midpoint with a finite one is a limit.
    value = np.array(
        [float(v.arb.mid()) if v.arb.rad().is_finite() else np.nan for v in sharp.flat]
    )
    with precision(256):
        rest = [
            float((v.arb.mid() - float(hi)).mid()) if np.isfinite(hi) else 0.0
            for v, hi in zip(sharp.flat, value, strict=True)
        ]
    shape = sharp.shape
    return Truth(
        value.reshape(shape), np.array(rest).reshape(shape), _radius(rough), rough, sharp, undecided
    )
