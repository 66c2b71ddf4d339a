"""What Python's process is asked to do for a diagnosis: called there by name, in a fork."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from diglot.diagnosing.argument_changes import argument_changes, names_of
from diglot.diagnosing.common_ground import common_ground, missing_numbers, other_order, ties
from diglot.diagnosing.diagnosis import Diagnosis, Suspect
from diglot.diagnosing.result_changes import Change, fitted, result_changes
from diglot.diagnosing.search import Found, Search, as_diagnosis
from diglot.diagnosing.solving import solved
from diglot.diagnosing.trial import Answered, Trial
from diglot.diagnosing.variants import variants
from diglot.judging.child_tasks import received
from diglot.judging.original import InFile
from diglot.judging.outputs import kind_of
from diglot.judging.pairing import ABSENT
from diglot.twin import Twin

Function = Callable[..., Any]
Sent = InFile | bytes


def explain(
    sent: Sent,
    faults: Sequence[tuple[str, Sent, str]],
    twin: Twin,
    answered: Sequence[Answered],
    seconds: float,
) -> Iterator[tuple[list[Diagnosis], bool]]:
    """Give the mistakes that explain what R gave: what is known soon, then what is found at last.

    Parameters
    ----------
    sent : InFile or bytes
        The original.
    faults : sequence of (str, InFile or bytes, str)
        The twin's own faults: name, function, hint.
    twin : Twin
        What its results are held to.
    answered : sequence of Answered
        The cases that R has answered.
    seconds : float
        How long it may take.

    Yields
    ------
    tuple
        The mistakes, and whether all suspects were tried, or one explains everything.
    """
    deadline = time.monotonic() + seconds
    original = received(sent)
    trials = _answered_by(original, twin, answered)
    search = Search(trials, deadline)
    if not search.wrong:
        yield [], True
        return
    for suspects in _stages(search, original, faults):
        suspects()
        if search.ready() or search.ended_early:
            break
        yield [as_diagnosis(found, search) for found in search.chosen()], False
    yield _told(search, _names(search, original)), not search.ended_early


def still_explains(
    sent: Sent,
    faults: Sequence[tuple[str, Sent, str]],
    twin: Twin,
    answered: Sequence[Answered],
    name: str,
    seconds: float,
) -> bool:
    """Tell whether the mistake of a name comes close to R in other cases too.

    Parameters are those of `explain`, and the name. A name that no suspect has says what was seen
    of R's answers: it stays true.
    """
    original = received(sent)
    search = Search(_answered_by(original, twin, answered), time.monotonic() + seconds, name)
    if not search.wrong:
        return False
    for suspects in _stages(search, original, faults):
        suspects()
        if search.is_close or search.ended_early:
            break
    return search.is_close or search.tried == 0


def _answered_by(original: Function, twin: Twin, answered: Sequence[Answered]) -> list[Trial]:
    """Leave out what the original itself does not answer."""
    trials = []
    for each in answered:
        trial = Trial(twin, original, each)
        try:
            _ = trial.wrong
        except Exception:
            continue
        trials.append(trial)
    return trials


def _told(search: Search, names: Sequence[str]) -> list[Diagnosis]:
    """Give the mistakes, then what is common to the wrong elements that none explains."""
    chosen = search.chosen()
    told = [_as_overflow(as_diagnosis(found, search), found, search, names) for found in chosen]
    for output, trials in search.left(chosen).items():
        named = (look(output, trials, names) for look in (missing_numbers, other_order, ties))
        found = next(filter(None, named), None)
        told += [found] if found else common_ground(output, trials, names)
    return told


def _as_overflow(
    diagnosis: Diagnosis, found: Found, search: Search, names: Sequence[str]
) -> Diagnosis:
    """Call by its name what shows where numbers overflow, and nowhere else."""
    outputs = {output for _, output in found.cells & search.wrong}
    seen = [missing_numbers(output, search.trials, names) for output in outputs]
    if found.suspect.kind not in ("own fault", "missing") and all(
        each is not None and each.kind == "overflow" for each in seen
    ):
        name = f"{diagnosis.name}: {seen[0].name}" if seen[0] else diagnosis.name
        return dataclasses.replace(diagnosis, kind="overflow", name=name)
    return diagnosis


def _names(search: Search, original: Function) -> list[str]:
    return names_of(original, max(len(trial.case.args) for trial in search.trials))[0]


def _stages(
    search: Search, original: Function, faults: Sequence[tuple[str, Sent, str]]
) -> Iterator[Callable[[], None]]:
    """Give the suspects, the cheapest first."""
    counts = [len(trial.case.args) for trial in search.trials]
    names, needed = names_of(original, max(counts))
    yield lambda: search.try_functions(
        Suspect("own fault", name, received(function), hint) for name, function, hint in faults
    )
    yield lambda: search.try_changes(_changes(search, names), original)
    yield lambda: search.try_functions(argument_changes(original, names, needed))
    yield lambda: search.try_functions(variants_of(original))
    # What is solved for explains much: only where nothing else does.
    if not search.explained():
        yield lambda: search.try_functions(solved(original, search.trials, search.deadline))


def _changes(search: Search, names: Sequence[str]) -> Iterator[Change]:
    answers = [
        (np.asarray(pair.python), trial.case.args)
        for trial in search.trials
        if len(trial.case.args) == len(names)
        for pair in trial.pairs.values()
        if pair.python is not ABSENT
    ]
    yield from result_changes(answers, names)
    for cell in search.wrong:
        trial = search.members(cell)[0]
        pair = trial.pairs[cell[1]]
        if pair.python is ABSENT or pair.r is ABSENT:
            continue
        right, wrong = np.asarray(pair.python), np.asarray(pair.r)
        real = not (np.iscomplexobj(right) or np.iscomplexobj(wrong))
        if real and right.shape == wrong.shape and kind_of(right) == kind_of(wrong) == "numbers":
            yield from fitted(right, wrong)


def variants_of(original: Function) -> Iterator[Suspect]:
    """Give the original with one change of its source."""
    with contextlib.suppress(Exception):  # a source may hold what nobody has thought of
        yield from variants(original)
