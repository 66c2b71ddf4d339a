"""What to tell of a run that found failures: each mistake once, with its smallest case."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.diagnosing.arguments import elements
from diglot.diagnosing.diagnose import diagnose, still_explains
from diglot.diagnosing.diagnosis import Diagnosis
from diglot.diagnosing.finding import Finding
from diglot.diagnosing.shrink import smallest
from diglot.diagnosing.stands_on import roots
from diglot.judging.outputs import without_numbers
from diglot.judging.verdict import Judged, Verdict
from diglot.judging.verify import verify_case
from diglot.twin import Case, Twin

# How long the mistakes of all twins together may be looked for; the rest is told without a name.
_SECONDS = 60.0

# A broken twin may fail in many ways; so many of them are told.
_MOST_OF_A_TWIN = 5

# A mistake that explains so much of what fails is to be mended first: the rest may follow from it.
_MOST_OF_IT = 0.5


def findings(
    judged: Iterable[Judged], r: RProcess, python: PythonProcess, *, seconds: float = _SECONDS
) -> Iterator[Finding]:
    """Find what is wrong with each twin that fails and stands on no other that does.

    Parameters
    ----------
    judged : iterable of Judged
        All that was judged.
    r, python : RProcess, PythonProcess
        They are asked again.
    seconds : float
        How long mistakes may be looked for; what is left is told without a name.
    """
    deadline = time.monotonic() + seconds
    broken = _broken(judged)
    stands_on = roots([failures[0].twin for failures in broken.values()], r)
    for name, failures in broken.items():
        if name in stands_on:
            continue
        dependents = {
            other: len({failure.case.name for failure in broken[other]})
            for other, root in stands_on.items()
            if root == name
        }
        for found in _of_twin(failures, r, python, deadline):
            yield dataclasses.replace(found, dependents=dependents)
            dependents = {}  # told once


@dataclass(frozen=True)
class _Failure:
    """A case of a twin, and what failed of it."""

    twin: Twin
    case: Case
    verdict: Verdict


def _broken(judged: Iterable[Judged]) -> dict[str, list[_Failure]]:
    """Give the failures of each twin that has any."""
    broken: dict[str, list[_Failure]] = {}
    for twin, case, verdicts in judged:
        for verdict in verdicts:
            if verdict.status not in ("agree", "missing"):
                broken.setdefault(twin.name, []).append(_Failure(twin, case, verdict))
    return broken


def _of_twin(
    failures: Sequence[_Failure], r: RProcess, python: PythonProcess, deadline: float
) -> Iterator[Finding]:
    """Tell each named mistake of a twin, then what is left, alike with alike."""
    twin = failures[0].twin
    diagnoses = []
    if time.monotonic() < deadline and any(f.verdict.status == "disagree" for f in failures):
        diagnoses = diagnose(twin, [failure.verdict for failure in failures], r, python)
    for diagnosis in diagnoses:
        if diagnosis.kind is None:
            continue
        theirs, rest = _parted(failures, diagnosis.cases)
        if theirs:
            found = _made_small(theirs, diagnosis, r, python, deadline)
            if len(theirs) >= _MOST_OF_IT * len(failures):
                yield dataclasses.replace(found, unexplained=_names(rest))
                return
            yield found
        failures = rest
    hints = [diagnosis for diagnosis in diagnoses if diagnosis.kind is None]
    groups = _alike(failures)
    for number, alike in enumerate(groups[:_MOST_OF_A_TWIN], start=1):
        common = next((hint for hint in hints if set(_names(alike)) & set(hint.cases)), None)
        found = _made_small(alike, common, r, python, deadline)
        if number == _MOST_OF_A_TWIN:
            untold = [failure for group in groups[number:] for failure in group]
            found = dataclasses.replace(found, unexplained=_names(untold))
        yield found


def _parted(
    failures: Sequence[_Failure], cases: Sequence[str]
) -> tuple[list[_Failure], list[_Failure]]:
    """Part the failures into those of some cases, and the rest."""
    theirs = [failure for failure in failures if failure.case.name in cases]
    return theirs, [failure for failure in failures if failure.case.name not in cases]


def _names(failures: Sequence[_Failure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(failure.case.name for failure in failures))


def _alike(failures: Sequence[_Failure]) -> list[list[_Failure]]:
    """Group what failed in the same way, numbers aside."""
    groups: dict[tuple[str | None, ...], list[_Failure]] = {}
    for failure in failures:
        verdict = failure.verdict
        # Of time-outs all are alike: after some, the other cases are not tried.
        words = "" if verdict.status == "timeout" else without_numbers(verdict.message)
        kind = (verdict.status, verdict.wrong, words)
        groups.setdefault(kind, []).append(failure)
    return list(groups.values())


def _made_small(
    failures: Sequence[_Failure],
    diagnosis: Diagnosis | None,
    r: RProcess,
    python: PythonProcess,
    deadline: float,
) -> Finding:
    """Show failures that are alike by the smallest case that can be found."""
    shown = min(failures, key=lambda failure: (failure.case.edge, elements(failure.case.args)))
    twin, case, verdict = shown.twin, shown.case, shown.verdict
    if time.monotonic() < deadline and verdict.status in ("disagree", "error"):
        small = smallest(twin, case, r, python)
        failed = [v for v in verify_case(twin, small, r, python) if v.status == verdict.status]
        alone = dataclasses.replace(twin, cases=[small])
        # Made small, a case may show another mistake: then it does not show this one.
        same = diagnosis is None or still_explains(alone, failed, diagnosis, r, python)
        if failed and same:
            of_output = (v for v in failed if v.output == verdict.output)
            case, verdict = small, next(of_output, failed[0])
    return Finding(twin, case, verdict, _names(failures), diagnosis)
