"""One output of a case in sentences: how far both languages agree, and what the formula loses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.process import RProblem
from diglot.judging.digits import MOST_DIGITS, digits_of
from diglot.judging.expected import EXACT, Expected
from diglot.judging.outputs import as_floats, flatten, kind_of
from diglot.judging.verdict import Verdict
from diglot.showing.facing import Compared
from diglot.showing.words import one_line

# A result with fewer correct digits, half of a double's, is worth a word.
_FEW_DIGITS = MOST_DIGITS / 2

# Of so many elements it is told.
_MOST_TOLD = 3


def sentences(compared: Compared) -> Iterator[str]:
    """Explain each output of numbers that both languages have given."""
    if compared.python.error is not None or isinstance(compared.r, RProblem):
        return
    in_r = flatten(compared.r.value)
    verdicts = {verdict.output: verdict for verdict in compared.verdicts}
    for name, p in flatten(compared.python.value).items():
        q, verdict = in_r.get(name), verdicts.get(name)
        if verdict is not None and kind_of(p) == kind_of(q) == "numbers" and verdict.digits:
            said = _of_output(p, q, compared.python.expected.get(name), verdict)
            several = len(verdicts) > 1
            yield from (f"{one_line(name)}: {each}" if several else each for each in said)


def _of_output(p: Any, q: Any, truth: Expected | None, verdict: Verdict) -> Iterator[str]:
    yield _same_bits(np.size(p), verdict)
    if verdict.identical_bits != 1.0 and verdict.bound != EXACT:
        yield _digits(verdict)
    if not np.iscomplexobj(p) and not np.iscomplexobj(q) and np.size(p) == np.size(q):
        yield from _losses(as_floats(p), as_floats(q), truth)


def _same_bits(size: int, verdict: Verdict) -> str:
    same = round((verdict.identical_bits or 0.0) * size)
    if same == size:
        return "Both languages give the same bits."
    if size == 1:
        return "The languages give different bits."
    return f"{same} of {size} elements have the same bits in both languages."


def _digits(verdict: Verdict) -> str:
    digits = verdict.digits
    assert digits is not None
    where = f" at the worst element, {list(verdict.worst.index)}" if verdict.worst else ""
    return (
        f"{digits.agree:.1f} digits agree{where}; rounding alone leaves this formula at least "
        f"{digits.checked:.1f} there."
    )


def _losses(p: NDArray[Any], q: NDArray[Any], truth: Expected | None) -> Iterator[str]:
    """Say where a result has lost half of its digits, in which language."""
    if truth is None or truth.value is None or truth.rest is None:
        return
    value, rest = truth.value.reshape(p.shape), truth.rest.reshape(p.shape)
    q = q.reshape(p.shape)
    with np.errstate(all="ignore"):
        kept = [digits_of(np.abs((x - value) - rest), np.abs(value)) for x in (p, q)]
    told = np.isfinite(value) & (value != 0) & (np.minimum(*kept) < _FEW_DIGITS)
    places = np.argwhere(told)
    for place in places[:_MOST_TOLD]:
        index = tuple(place)
        yield _loss(list(map(int, place)), float(value[index]), *(float(k[index]) for k in kept))
    if len(places) > _MOST_TOLD:
        yield f"So do {len(places) - _MOST_TOLD} more elements."


def _loss(place: list[int], value: float, python: float, r: float) -> str:
    where = f"At {place}" if place else "Here"
    truth = f"in doubles (the truth is {value!r})"
    if abs(python - r) < 1:
        lost = _lost(max(python, r))
        return f"{where} this formula loses {lost} {truth}: both languages lose them alike."
    loser, keeper = ("Python", "R") if python < r else ("R", "Python")
    lost = _lost(min(python, r))
    return f"{where} {loser}'s formula loses {lost} {truth}; {keeper}'s keeps {max(python, r):.0f}."


def _lost(kept: float) -> str:
    most = round(MOST_DIGITS)
    return "all its digits" if kept < 1 else f"{most - kept:.0f} of its {most} digits"
