"""Mistakes that no function of the arguments reproduces: told by asking R again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.problems import RProblem
from diglot.bridge.process import RProcess
from diglot.diagnosing.diagnosis import Diagnosis
from diglot.diagnosing.trial import quiet
from diglot.judging.bits import same_bits
from diglot.judging.moving import moved
from diglot.judging.outputs import as_numbers, flatten
from diglot.judging.verdict import Verdict
from diglot.twin import Case, Twin

# So many seeds of R are tried; that three draws of a coin are alike happens once in four times, but
# rarely in each of several cases.
_SEEDS = (1, 2, 3)

# So many cases are looked at, and so often inputs are moved, by so many ULP: one or two may vanish
# when squares are added up.
_MOST_CASES = 5
_MOVES = 4
_ULPS = 64

# R's answer moves with its inputs by about its error where digits are cancelled, and by an ULP or
# so where it is another formula: between them lie many powers of ten.
_AS_MUCH = 0.1


def changing_answers(twin: Twin, verdicts: Sequence[Verdict], r: RProcess) -> Diagnosis | None:
    """Tell a port that answers otherwise the second time, or with another seed.

    Parameters
    ----------
    twin : Twin
        Whose port disagrees.
    verdicts : sequence of Verdict
        What became of its cases.
    r : RProcess
        Is asked again.
    """
    told = [(v, " ".join((v.message, *v.notes))) for v in verdicts if v.status == "disagree"]
    drawn = [v for v, words in told if "R's random state" in words]
    by_seed = [v.case for v in drawn[:_MOST_CASES] if _differs_by_seed(twin, v.case, r)]
    if by_seed:
        return Diagnosis(
            "random",
            "draws random numbers",
            f"R answers differently after another set.seed() in {len(by_seed)} of "
            f"{len(drawn[:_MOST_CASES])} cases",
            'leave sample() and runif() out; max.col() and rank() need ties.method = "first"',
            tuple(v.case for v in drawn),
        )
    otherwise = ("R answers differently the second time", "R fails the second time")
    second = [v for v, words in told if any(each in words for each in otherwise)]
    if not second:
        return None
    right = [v for v in second if not v.values_differ]
    alone = "is right in the first call alone" if right else "gives another answer in each call"
    return Diagnosis(
        "first call",
        alone,
        f"R answers differently the second time in {len(second)} of {len(verdicts)} cases",
        "what `<<-`, assign() or an environment keeps from call to call belongs into an argument",
        tuple(v.case for v in second),
    )


def _differs_by_seed(twin: Twin, name: str, r: RProcess) -> bool:
    case = _case(twin, name)
    answers = [
        _answer(f"function(...) {{ set.seed({seed}L); ({twin.r})(...) }}", twin, case.args, r)
        for seed in _SEEDS
    ]
    known = [answer for answer in answers if answer is not None]
    return any(not same_bits(answer, known[0]) for answer in known[1:])


def _case(twin: Twin, name: str) -> Case:
    return next(case for case in twin.cases if case.name == name)


def _answer(function: str, twin: Twin, args: Sequence[Any], r: RProcess) -> Any:
    """Give what R answers; None where it does not."""
    files = [Path(file) for file in twin.r_files]
    with contextlib.suppress(RProblem, TypeError, ValueError):
        return r.call(function, args, files=files).value
    return None


def lost_digits(twin: Twin, verdicts: Sequence[Verdict], r: RProcess) -> Diagnosis | None:
    """Tell a port that loses digits by cancellation from one that calculates something else.

    Where almost equal numbers are subtracted, the last bits of the inputs decide: moved by a few
    ULP, they move the answer by about its error. Another formula is off by as much as before.

    Parameters
    ----------
    twin : Twin
        Whose port disagrees.
    verdicts : sequence of Verdict
        What became of its cases.
    r : RProcess
        Is asked again.
    """
    wrong = [v for v in verdicts if v.status == "disagree"]
    if not wrong or any(v.worst is None or not v.values_differ for v in wrong):
        return None
    looked_at = wrong[:_MOST_CASES]
    noisy = [v for v in looked_at if _moves_by_its_error(twin, v, r)]
    if 2 * len(noisy) < len(looked_at):
        return None
    digits = min((v.digits.agree for v in wrong if v.digits is not None), default=0.0)
    return Diagnosis(
        "cancellation",
        "loses digits by cancellation",
        f"R agrees to {max(digits, 0):.0f} digits at the worst, and moves by as much as it is off "
        f"when its inputs move by {_ULPS} ULP",
        "subtract almost equal numbers nowhere: sum((x - mean(x))^2), log1p(), expm1(), or the "
        "maximum taken away first",
        tuple(v.case for v in wrong),
    )


def _moves_by_its_error(twin: Twin, verdict: Verdict, r: RProcess) -> bool:
    worst, case = verdict.worst, _case(twin, verdict.case)
    assert worst is not None
    if not isinstance(worst.python, float) or worst.python.is_integer():
        return False  # what is counted or rounded jumps
    with quiet():
        error = abs(worst.r - worst.python)
        around = [abs(value - worst.r) for value in _moved_answers(twin, case, verdict, r)]
    small = worst.allowed is not None and _ULPS * worst.allowed <= error
    return bool(small and around and max(around) >= _AS_MUCH * error)


def _moved_answers(twin: Twin, case: Case, verdict: Verdict, r: RProcess) -> Iterator[Any]:
    """Give R's worst element as often as the inputs are moved."""
    generator = np.random.Generator(np.random.SFC64(1))
    assert verdict.worst is not None
    for _ in range(_MOVES):
        args = _further(list(case.args), moved(list(case.args), generator))
        outputs = flatten(_answer(twin.r, twin, args, r))
        leaf = outputs.get(verdict.output, next(iter(outputs.values())))
        with contextlib.suppress(IndexError, TypeError, ValueError):
            array = as_numbers(leaf)
            index = verdict.worst.index
            yield array[index] if array.ndim == len(index) else array.reshape(-1)[index[-1]]


def _further(value: Any, near: Any) -> Any:
    """Go on in the direction of a value that was moved by an ULP."""
    if isinstance(value, list | tuple):
        return [_further(v, n) for v, n in zip(value, near, strict=True)]
    if isinstance(value, dict):
        return {key: _further(v, near[key]) for key, v in value.items()}
    if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        with quiet():
            return np.where(np.isfinite(value), value + _ULPS * (near - value), value)
    return value
