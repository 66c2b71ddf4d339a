"""What a port that disagrees does wrong: the mistake that reproduces its values, by its name."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path

from diglot.bridge.problems import PythonError, PythonProblem, RProblem
from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonProcess, Question
from diglot.diagnosing.behaviours import changing_answers, lost_digits
from diglot.diagnosing.diagnosis import Diagnosis
from diglot.diagnosing.trial import Answered
from diglot.judging.original import load_for, sent
from diglot.judging.verdict import Verdict
from diglot.twin import Case, Twin

#: How long the search for one twin's mistakes may take.
SECONDS = 3.0

#: What Python's process imports once, for all diagnoses.
PRELOAD = ("diglot.diagnosing.child_tasks",)

# What an answer may take beyond the time that the search is given: a suspect that is being called.
_GRACE = 1.0


def diagnose(
    twin: Twin,
    verdicts: Sequence[Verdict],
    r: RProcess,
    python: PythonProcess,
    *,
    seconds: float = SECONDS,
) -> list[Diagnosis]:
    """Name the mistakes that explain every case of a twin that disagrees.

    Parameters
    ----------
    twin : Twin
        Whose port is wrong.
    verdicts : sequence of Verdict
        What `verify` gave for its cases, or for some of them.
    r, python : RProcess, PythonProcess
        They are asked again.
    seconds : float
        How long the search may take.

    Returns
    -------
    list of Diagnosis
        Each explains some of the cases, the one that explains most first. Where no mistake
        explains the values, what the wrong elements have in common; empty where no values disagree.
    """
    deadline = time.monotonic() + seconds
    behaviour = changing_answers(twin, verdicts, r)
    if behaviour is not None and behaviour.kind == "random":
        return [behaviour]
    found = [] if behaviour is None else [behaviour]
    answered = _answered(twin, verdicts, r, deadline)
    if any(each.wrong for each in answered):
        explained = _explained(twin, answered, python, deadline)
        found += map(_turned_round, explained) if twin.original == "r" else explained
    if not any(each.kind for each in found):
        lost = lost_digits(twin, verdicts, r)
        return found if lost is None else [lost]
    return found


def still_explains(
    twin: Twin,
    verdicts: Sequence[Verdict],
    diagnosis: Diagnosis,
    r: RProcess,
    python: PythonProcess,
    *,
    seconds: float = SECONDS,
) -> bool:
    """Tell whether a mistake that was named explains other cases of the twin too.

    Parameters
    ----------
    twin : Twin
        With these cases.
    verdicts : sequence of Verdict
        What became of them.
    diagnosis : Diagnosis
        Its name is looked for.
    r, python : RProcess, PythonProcess
        They are asked again.
    seconds : float
        How long it may take.
    """
    if diagnosis.kind is None or not any(map(_differs, verdicts)):
        return True  # what was seen, and not calculated, is seen again
    deadline = time.monotonic() + seconds
    answered = _answered(twin, verdicts, r, deadline)
    name = diagnosis.name.removeprefix(_R_DOES)
    try:
        question = _begin("still_explains", twin, answered, python, deadline, name)
        with contextlib.closing(question):
            return bool(question.answer(seconds + _GRACE).value)
    except PythonProblem:
        return False


def _answered(
    twin: Twin, verdicts: Sequence[Verdict], r: RProcess, deadline: float
) -> list[Answered]:
    """Let R answer again, what disagrees first, where both languages have answered before."""
    wrong: dict[str, set[str]] = {}
    lost = {v.case for v in verdicts if v.status not in ("agree", "disagree", "undecided")}
    for verdict in verdicts:
        outputs = wrong.setdefault(verdict.case, set())
        outputs |= {verdict.output} if _differs(verdict) else set()
    cases = [c for c in twin.cases if c.name in wrong and c.name not in lost and not c.refused]
    answered = []
    for case in sorted(cases, key=lambda case: not wrong[case.name]):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        with contextlib.suppress(RProblem, TypeError, ValueError):
            value = _call(twin, case, r, left)
            answered.append(Answered(case, value, frozenset(wrong[case.name])))
    return answered


def _differs(verdict: Verdict) -> bool:
    """Tell whether values differ, and not only what was seen of the run."""
    places = "different places" in verdict.message
    return verdict.status == "disagree" and (verdict.values_differ or places)


def _call(twin: Twin, case: Case, r: RProcess, timeout: float) -> object:
    files = [Path(file) for file in twin.r_files]
    return r.call(twin.r, case.args, files=files, timeout=timeout).value


def _explained(
    twin: Twin, answered: Sequence[Answered], python: PythonProcess, deadline: float
) -> list[Diagnosis]:
    """Let the search run in a fork; of what does not end, the last word counts."""
    found: list[Diagnosis] = []
    try:
        question = _begin("explain", twin, answered, python, deadline)
    except PythonProblem:
        return found
    is_last, why = False, "in the time that was given"
    with contextlib.closing(question):
        try:
            while not is_last:
                left = max(deadline - time.monotonic(), _GRACE)
                found, is_last = question.answer(left + _GRACE).value
        except PythonError as error:  # of a suspect, or of the search itself
            why = f"since the search stopped: {error}"
        except PythonProblem:
            pass
    return found if is_last else [*found, *_unfinished(found, answered, why)]


def _begin(
    task: str,
    twin: Twin,
    answered: Sequence[Answered],
    python: PythonProcess,
    deadline: float,
    *more: str,
) -> Question:
    """Ask Python's process for a task of `child_tasks`."""
    cases = [each.case for each in answered]
    held_to = dataclasses.replace(twin, python=len, faults=(), cases=cases, shows=None)
    for module in PRELOAD:
        python.load("diglot.bridge.python_child:load", module)
    load_for(twin, python)
    faults = [(fault.name, sent(twin, fault), fault.hint) for fault in twin.faults]
    left = max(deadline - time.monotonic(), _GRACE)
    where = f"diglot.diagnosing.child_tasks:{task}"
    return python.begin(where, sent(twin), faults, held_to, answered, *more, left)


def _turned_round(diagnosis: Diagnosis) -> Diagnosis:
    """Say of R, the original, what was found as a change of Python, the port."""
    evidence = diagnosis.evidence.replace("equals the original with this mistake", _EQUALS, 1)
    evidence = evidence.replace(" is wrong ", " differs from Python ", 1)
    if diagnosis.kind is None:
        return dataclasses.replace(diagnosis, evidence=evidence)
    hint = f"what Python has, in R: {diagnosis.hint}" if diagnosis.hint else ""
    name = f"{_R_DOES}{diagnosis.name}"
    return dataclasses.replace(diagnosis, name=name, evidence=evidence, hint=hint)


#: Where R is the original, Python lacks what was found.
_R_DOES = "R has what Python lacks: "
_EQUALS = "equals Python with this change"


def _unfinished(
    found: Sequence[Diagnosis], answered: Sequence[Answered], why: str
) -> list[Diagnosis]:
    """Say that not all was tried, unless a mistake explains every case."""
    explained = {name for each in found if each.kind for name in each.cases}
    left = tuple(
        each.case.name for each in answered if each.wrong and each.case.name not in explained
    )
    words = f"not all mistakes could be tried {why}"
    return [Diagnosis(None, "", words, "", left)] if left else []
