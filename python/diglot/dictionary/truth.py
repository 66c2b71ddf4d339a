"""The true value of an expression, by mpmath, and how many digits of a result are correct."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

# Results of 16 digits are judged by so many: tails cancel, and roots are solved for.
_DIGITS = 50

#: As many as a double has: an equal number has these.
MOST = 16.0


def by_mpmath(formula: Callable[[Any], Any]) -> Callable[[], str]:
    """Give what evaluates a formula in mpmath, of which it gets the context, to 30 digits."""

    def truth() -> str:
        from mpmath import mp  # for the tests alone

        with mp.workdps(_DIGITS):
            return str(mp.nstr(mp.mpf(formula(mp)), 30))

    return truth


def correct_digits(value: Any, truth: str) -> float:
    """Count the correct significant digits of a number: 0 if none, or if it is not finite."""
    from mpmath import mp

    value = float(value)
    if not math.isfinite(value):
        return 0.0
    with mp.workdps(_DIGITS):
        error = abs(mp.mpf(value) / mp.mpf(truth) - 1)
        return MOST if not error else min(MOST, max(0.0, -float(mp.log10(error))))


def normal_tail(mp: Any, x: Any) -> Any:
    """Give the probability beyond `x` of a standard normal number."""
    return mp.erfc(x / mp.sqrt(2)) / 2


def t_tail(mp: Any, t: Any, df: Any) -> Any:
    """Give the probability beyond `t` > 0 of Student's t."""
    return mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def solved(mp: Any, probability: Callable[[Any], Any], p: float, near: float) -> Any:
    """Give the positive quantile at which a probability is `p`, by their logarithms."""
    return mp.exp(
        mp.findroot(lambda u: mp.log(probability(mp.exp(u))) - mp.log(mp.mpf(p)), math.log(near))
    )


def variance(mp: Any, numbers: Iterable[float]) -> Any:
    """Give the variance of doubles as they are, with n - 1."""
    exact = [mp.mpf(float(x)) for x in numbers]
    mean = mp.fsum(exact) / len(exact)
    return mp.fsum((x - mean) ** 2 for x in exact) / (len(exact) - 1)
