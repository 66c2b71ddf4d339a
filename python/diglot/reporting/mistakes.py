"""The mistakes that a twin knows: which case catches each, and by which number."""

from __future__ import annotations

import time
from dataclasses import dataclass

from markupsafe import Markup

from diglot.bridge.problems import PythonProblem
from diglot.bridge.python_process import PythonProcess
from diglot.judging.compare import Worst
from diglot.judging.original import PythonResult, run_python, sent
from diglot.judging.verdict import compare_results
from diglot.reporting.docs import inline
from diglot.showing.words import one_line, safe
from diglot.twin import Case, Fault, Twin

# The first of so many everyday cases catches nearly every mistake that readers would make.
_MOST_CASES = 8

_CALL = "diglot.judging.child_tasks:call"


@dataclass(frozen=True)
class Mistake:
    """A mistake that a port may make.

    Attributes
    ----------
    name : str
    hint : Markup
        What it does, and how to mend it.
    case : str
        The case that catches it; empty where it was not looked for.
    values : tuple of str
        What the mistake gives at the worst element, and what is right; empty where no number tells.
    """

    name: str
    hint: Markup
    case: str = ""
    values: tuple[str, ...] = ()


def mistakes_of(twin: Twin, python: PythonProcess, deadline: float) -> list[Mistake]:
    """Give the mistakes that a twin knows, with what catches them as far as there is time.

    Parameters
    ----------
    twin : Twin
        Whose faults they are.
    python : PythonProcess
        It makes them.
    deadline : float
        When to have an end, by `time.monotonic`.
    """
    rights: dict[str, PythonResult] = {}
    return [_mistake(twin, fault, python, deadline, rights) for fault in twin.faults]


def _mistake(
    twin: Twin,
    fault: Fault,
    python: PythonProcess,
    deadline: float,
    rights: dict[str, PythonResult],
) -> Mistake:
    name, hint = one_line(fault.name), inline(safe(fault.hint))
    name = name[:1].upper() + name[1:]
    everyday = sorted((case for case in twin.cases if case.refused is None), key=lambda c: c.edge)
    for case in everyday[:_MOST_CASES]:
        if time.monotonic() > deadline:
            break
        if case.name not in rights:
            rights[case.name] = run_python(twin, case, python)
        worst = _worst(twin, fault, case, python, rights[case.name])
        if worst is not None:
            return Mistake(name, hint, one_line(case.name), _values(worst))
    return Mistake(name, hint)


def _worst(
    twin: Twin, fault: Fault, case: Case, python: PythonProcess, right: PythonResult
) -> Worst | str | None:
    """Give the worst element that a mistake makes of a case; None if it makes none."""
    if right.error is not None:
        return None
    try:
        value = python.ask(_CALL, sent(twin, fault), case.args).value
    except PythonProblem:
        return "an error"
    for comparison in compare_results(twin, case, right, value).values():
        if not comparison.agree:
            return comparison.worst or comparison.message
    return None


def _values(worst: Worst | str) -> tuple[str, ...]:
    if isinstance(worst, str):
        return ()
    got, right = _short(worst.r), _short(worst.python)
    if got == right:
        got, right = repr(worst.r), repr(worst.python)
    return one_line(got), one_line(right)


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else repr(value)
