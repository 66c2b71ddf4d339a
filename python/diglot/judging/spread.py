"""Whether a port that disagrees is unstable: its own results run away from one another.

Where a bound was sampled or measured, the original is known to keep its digits; a port may lose
them all the same. R is run with its inputs moved by an ULP, as the original was.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from diglot.bridge.process import RProblem, RResult
from diglot.judging.expected import MEASURED, SAMPLED
from diglot.judging.moving import MEASURED_MULTIPLE, MEASURED_RUNS, by_norm, moved
from diglot.judging.pairing import paired
from diglot.judging.verdict import Verdict

Call = Callable[[Sequence[Any]], RResult | RProblem]


def tell_unstable(
    verdicts: Sequence[Verdict], args: Sequence[Any], python: Any, r: Any, call: Call
) -> list[Verdict]:
    """Tell an unstable port from another function, in the messages of what disagrees.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Those of one case.
    args : sequence
        The arguments of the case.
    python, r : any
        What the languages gave.
    call : callable
        Calls the port with other arguments.
    """
    doubtful = [verdict for verdict in verdicts if _is_doubtful(verdict)]
    if not doubtful:
        return list(verdicts)
    generator = np.random.Generator(np.random.SFC64(1))
    normwise = any(by_norm(verdict.why) for verdict in doubtful)
    runs = []
    for _ in range(MEASURED_RUNS):
        outcome = call(moved(list(args), generator, normwise=normwise))
        if isinstance(outcome, RProblem):
            return list(verdicts)
        runs.append(outcome.value)
    return [_told(v, python, r, runs) if _is_doubtful(v) else v for v in verdicts]


def _is_doubtful(verdict: Verdict) -> bool:
    measured = verdict.bound in (SAMPLED, MEASURED)
    has_place = verdict.worst is not None  # not where the shapes or the kinds differ
    return measured and has_place and verdict.status == "disagree" and verdict.values_differ


def _told(verdict: Verdict, python: Any, r: Any, runs: Sequence[Any]) -> Verdict:
    assert verdict.worst is not None
    own = _element(python, r, verdict)
    with np.errstate(all="ignore"):
        moves = [abs(_element(python, run, verdict) - own) for run in runs]
    largest = np.max(moves)
    apart = abs(verdict.worst.python - verdict.worst.r)
    if not np.isfinite(largest) or not np.isfinite(apart):
        return verdict
    words = f"R's own result moves by {largest:.2g} there when its inputs move by an ULP"
    if MEASURED_MULTIPLE * largest >= apart:
        words = f"{words}: the port is unstable, where the original is not."
    else:
        words = f"{words}, by far less than the two differ: the port is not unstable."
    return dataclasses.replace(verdict, message=f"{verdict.message} {words}")


def _element(python: Any, r: Any, verdict: Verdict) -> Any:
    """Give R's element that a verdict found to be the worst; NaN where this run has none."""
    assert verdict.worst is not None
    pair = paired(python, r).get(verdict.output)
    shape = np.shape(pair.python) or (1,) if pair is not None else ()
    if pair is None or np.size(pair.r) != np.prod(shape):
        return np.nan
    return np.asarray(pair.r).reshape(shape)[verdict.worst.index]
