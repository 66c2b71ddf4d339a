"""Twin x case -> verdicts."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from diglot.bridge.process import RError, RProblem, RProcess, RResult
from diglot.judging.original import run_python
from diglot.judging.referee import truths_of
from diglot.judging.verdict import Verdict, compare_results, judge
from diglot.twin import Case, Fault, Twin


def verify(twins: Iterable[Twin], r: RProcess) -> Iterator[list[Verdict]]:
    """Judge every case of every twin, in order; the verdicts of a case come together.

    R works ahead in its own process while Python and the referee follow in this one.
    """
    ahead = ThreadPoolExecutor(max_workers=1)
    calls = [
        (twin, case, ahead.submit(run_r, twin, case, r)) for twin in twins for case in twin.cases
    ]
    try:
        for twin, case, call in calls:
            python = run_python(twin, case)
            if case.refused is None:
                truths_of(twin, case)
            yield judge(twin, case, python, call.result())
    finally:
        # Whoever stops in the middle need not wait for the call that R is busy with.
        ahead.shutdown(wait=False, cancel_futures=True)


def verify_case(twin: Twin, case: Case, r: RProcess) -> list[Verdict]:
    """Judge each output of one case."""
    return judge(twin, case, run_python(twin, case), run_r(twin, case, r))


def run_r(twin: Twin, case: Case, r: RProcess) -> RResult | RProblem:
    """Call the port twice; what goes wrong is its answer too."""
    try:
        return r.call(
            twin.r, case.args, files=[Path(file) for file in twin.r_files], check_purity=True
        )
    except RProblem as problem:
        return problem
    except (TypeError, ValueError) as error:  # an argument that cannot cross to R
        return RError(str(error), kind="call")


def caught_by(twin: Twin, fault: Fault, cases: Sequence[Case] | None = None) -> str | None:
    """Name the first case whose verdict tells this fault from the original; None if none does."""
    for case in twin.cases if cases is None else cases:
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = fault.function(*copy.deepcopy(case.args))
        except Exception:
            # A port that stops where the original answers is caught.
            if case.refused is None:
                return case.name
            continue
        if case.refused is not None:
            return case.name
        original = run_python(twin, case)
        comparisons = compare_results(twin, case, original.value, value)
        if not all(comparison.agree for comparison in comparisons.values()):
            return case.name
    return None
