"""Constants solved for: the number that must stand in the place of one for what R gives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from diglot.diagnosing.diagnosis import Suspect
from diglot.diagnosing.numbers import Number, numbers
from diglot.diagnosing.trial import Trial, called
from diglot.judging.outputs import as_numbers, kind_of
from diglot.judging.pairing import ABSENT, paired

#: Numbers that are often chosen for a rate, a share, a guard, a limit or a count.
_LIKELY = (
    0.0, 1.0, 0.5, 0.9, 0.99, 0.999, 0.95, 0.1, 0.2, 0.25, 0.75, 0.8, 0.05, 0.01, 0.001, 0.02,
    1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0,
    100.0, 255.0, 256.0, 1000.0,
)  # fmt: skip

_LIKELY_COUNTS = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 24, 25, 28, 30, 32, 40, 50, 52, 60, 64, 100,
    128, 200, 250, 252, 255, 256, 300, 360, 365, 400, 500, 512, 1000, 10_000,
)  # fmt: skip

# A constant that somebody has written down has few digits.
_MOST_DIGITS = 6

# What is solved for is as close to it as this: rounding alone moves it by far less, unless the
# constant hardly matters, where the likely ones are tried.
_CLOSE = 1e-7

# The element that is solved for must be reproduced as well as this before all cases are tried.
_REPRODUCED = 1e-9

_MOST_STEPS = 25


def solved(
    original: Callable[..., Any], trials: Sequence[Trial], deadline: float
) -> Iterator[Suspect]:
    """Give the original with a constant, or a default, for which it gives what R gives.

    Parameters
    ----------
    original : callable
        The right function.
    trials : sequence of Trial
        The answered cases; one element of the smallest that is wrong is solved for.
    deadline : float
        When to end, by `time.monotonic`.
    """
    target = _Target.of(trials)
    if target is None:
        return
    for each in numbers(original):
        for value in _solutions(each, target, deadline):
            yield each.suspect(value)
        if time.monotonic() > deadline:
            return


class _Target:
    """An element of R's answer that is wrong."""

    def __init__(self, trial: Trial, output: str) -> None:
        pair = trial.pairs[output]
        p, r = as_numbers(pair.python).ravel(), as_numbers(pair.r).ravel()
        apart = np.where(np.isfinite(p) & np.isfinite(r), np.abs(p - r), 0.0)
        self._trial, self._output, self._place = trial, output, int(np.argmax(apart))
        self._r = r[self._place]
        self.size = float(max(abs(self._r), np.max(np.abs(p), initial=0.0, where=np.isfinite(p))))

    @classmethod
    def of(cls, trials: Sequence[Trial]) -> _Target | None:
        """Choose the smallest case that is wrong and has numbers."""
        for trial in sorted(trials, key=lambda trial: trial.size):
            for output in sorted(trial.wrong):
                p, r = trial.pairs[output].python, trial.pairs[output].r
                if p is ABSENT or r is ABSENT or kind_of(p) != "numbers" != kind_of(r):
                    continue
                real = not np.iscomplexobj(p) and not np.iscomplexobj(r)
                if real and kind_of(r) == "numbers" and np.size(p) == np.size(r) > 0:
                    return cls(trial, output)
        return None

    def missed_by(self, function: Callable[..., Any]) -> float:
        """Tell how far a function is off there; NaN where it does not answer."""
        try:
            pair = paired(called(function, self._trial.case.args), self._trial.r)[self._output]
            return float(as_numbers(pair.python).ravel()[self._place] - self._r)
        except Exception:  # another number may be one that it cannot work with
            return np.nan


def _solutions(each: Number, target: _Target, deadline: float) -> Iterator[float]:
    def missed(value: float) -> float:
        return target.missed_by(each.function(value))

    start = missed(each.value)
    if not np.isfinite(start) or start == 0:
        return
    is_count = isinstance(each.value, int)
    if not is_count:
        found = _few_digits(_root(missed, each.value, start))
        if found is not None and found != each.value:
            yield found
            return
    for value in _LIKELY_COUNTS if is_count else _LIKELY:
        if time.monotonic() > deadline:
            return
        if value != each.value and abs(missed(value)) <= _REPRODUCED * target.size:
            yield value


def _root(function: Callable[[float], float], start: float, at_start: float) -> float:
    """Find where a function is 0 by the secant method; NaN where it does not."""
    x0, x1 = start, start * 1.01 if start else 0.01
    f0, f1 = at_start, function(x1)
    for _ in range(_MOST_STEPS):
        if not np.isfinite(f1) or f1 == f0:
            return np.nan
        if f1 == 0:
            return x1
        x0, x1 = x1, x1 - f1 * (x1 - x0) / (f1 - f0)
        if abs(x1 - x0) <= 1e-13 * abs(x1):
            return x1
        f0, f1 = f1, function(x1)
    return np.nan


def _few_digits(number: float) -> float | None:
    for digits in range(1, _MOST_DIGITS + 1):
        short = float(f"{number:.{digits}g}")
        if np.isfinite(number) and abs(number - short) <= _CLOSE * abs(number):
            return short
    return None
