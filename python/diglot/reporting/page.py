"""What stands on the page of a twin."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from diglot.bridge.process import RProblem, RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.diagnosing.finding import Finding
from diglot.judging.verdict import Judged, Verdict
from diglot.reporting import errors
from diglot.reporting.code import Line, facing
from diglot.reporting.differences import shown_in
from diglot.reporting.docs import Said, inline, said_by
from diglot.reporting.mistakes import Mistake, mistakes_of
from diglot.showing.explain import evidence_lines, headline
from diglot.showing.snippets import python_snippet, r_snippet
from diglot.showing.sources import python_parts_of, r_parts_of, shared_code
from diglot.showing.table import verdict_rows
from diglot.showing.words import one_line, safe
from diglot.twin import Twin

# A page lists so many cases by themselves; of the others it tells how many there are.
_MOST_CASES = 60


@dataclass(frozen=True)
class Shown:
    """A difference between the languages, and on which row R's code shows it first."""

    name: str
    words: Markup
    row: int


@dataclass(frozen=True)
class Facing:
    """Both codes on the rows of one grid; some rows of R's show differences, by their numbers."""

    python: Sequence[Line]
    r: Sequence[Line]
    rows: int
    python_place: str
    r_place: str
    marks: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Told:
    """A finding, in words."""

    name: Markup
    why: Markup
    mend: Markup
    where: str
    evidence: str
    python: str
    r: str
    also: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """All that is told of a twin."""

    id: str
    name: str
    row: dict[str, str]
    agree: bool
    said: Said
    facing: Facing
    differences: Sequence[Shown]
    cases: Sequence[dict[str, str]]
    more_cases: int
    worst: Sequence[tuple[str, str]]
    worst_in: str
    mistakes: Sequence[Mistake] = ()
    told: Sequence[Told] = ()
    stands_on: tuple[str, str] | None = None
    notes: Sequence[str] = ()
    plot: Markup | None = None
    plotted: errors.Errors | None = field(default=None, repr=False)


def pages(
    judged: Iterable[Judged],
    findings: Iterable[Finding],
    r: RProcess,
    python: PythonProcess,
    *,
    seconds: float,
) -> Iterator[Page]:
    """Make a page for each twin.

    Parameters
    ----------
    judged : iterable of Judged
        All that was judged.
    findings : iterable of Finding
        What is wrong with it.
    r, python : RProcess, PythonProcess
        They are asked for sources, and for values to plot.
    seconds : float
        How long values may be asked for.
    """
    deadline = time.monotonic() + seconds
    of_twin: dict[str, list[Judged]] = {}
    for each in judged:
        of_twin.setdefault(each[0].name, []).append(each)
    found = list(findings)
    ids = _ids(of_twin)
    stands_on = {other: f.twin.name for f in found for other in f.dependents}
    for name, theirs in of_twin.items():
        root = stands_on.get(name)
        known = errors.errors_of(theirs, r, python, deadline)
        yield _page(
            theirs,
            r,
            ids[name],
            mistakes=mistakes_of(theirs[0][0], python, deadline),
            told=[_told(f, ids) for f in found if f.twin.name == name],
            stands_on=(root, ids[root]) if root is not None else None,
            plotted=known,
            plot=None if known is None else errors.plot(known, one_line(name)),
        )


def _ids(names: Iterable[str]) -> dict[str, str]:
    """Give each twin an anchor that no other has."""
    ids: dict[str, str] = {}
    for name in names:
        wanted = "twin-" + (re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "nameless")
        taken = set(ids.values())
        ids[name] = next(
            w for n in range(len(ids) + 1) if (w := f"{wanted}-{n}" if n else wanted) not in taken
        )
    return ids


def _page(judged: Sequence[Judged], r: RProcess, anchor: str, **rest: Any) -> Page:
    twin = judged[0][0]
    verdicts = [verdict for _, _, of_case in judged for verdict in of_case]
    (row,) = verdict_rows(verdicts)
    facing_, shown = _facing(twin, r)
    worst = max((v for v in verdicts if v.worst), key=lambda v: v.bound_used or 0.0, default=None)
    cases = [_case_row(case.name, of_case) for _, case, of_case in judged]
    # What is wrong is looked for first.
    cases.sort(key=lambda case: case["verdict"] == "agree")
    return Page(
        anchor,
        one_line(twin.name),
        row,
        row["verdict"] == "agree",
        said_by((twin.shows or (twin.python, twin.r))[0]),
        facing_,
        shown,
        cases[:_MOST_CASES],
        len(cases[_MOST_CASES:]),
        [] if worst is None else _worst(worst),
        "" if worst is None else one_line(worst.case),
        notes=_notes(verdicts),
        **rest,
    )


def _notes(verdicts: Iterable[Verdict]) -> list[str]:
    """Give the notes on what agrees, each once."""
    notes = (note for v in verdicts if v.status == "agree" for note in v.notes)
    return list(dict.fromkeys(map(safe, notes)))


def _facing(twin: Twin, r: RProcess) -> tuple[Facing, list[Shown]]:
    """Face both sources; what has none says so in its place."""
    function, r_name = twin.shows or (twin.python, twin.r)
    place, _, code = python_parts_of(function)
    try:
        r_place, _, r_code = r_parts_of(r.source(r_name, files=[Path(f) for f in twin.r_files]))
    except RProblem as problem:
        r_place, r_code = f"R cannot show it: {problem}", ""
    python_lines, r_lines, rows = facing(shared_code(code, r_code), r_code)
    shown = [
        Shown(difference.name, inline(difference.words), r_lines[line].row)
        for difference, line in shown_in(r_code)
    ]
    marks: dict[int, list[int]] = {}
    for number, each in enumerate(shown, 1):
        marks.setdefault(each.row, []).append(number)
    return Facing(python_lines, r_lines, rows, _short(place), _short(r_place), marks), shown


def _short(place: str) -> str:
    """Give a place with no more of its path than tells where to look."""
    path, colon, line = place.rpartition(":")
    if not colon or not line.isdigit():
        return safe(place)
    parts = Path(path).parts
    return safe("/".join(parts[-2:]) + f", line {line}")


def _case_row(name: str, verdicts: Sequence[Verdict]) -> dict[str, str]:
    (row,) = verdict_rows(verdicts)
    failures = [v for v in verdicts if v.status != "agree"]
    return {
        "case": one_line(name),
        **{h: row[h] for h in row if h not in ("twin", "cases", "verdict")},
        "verdict": row["verdict"],
        "message": one_line(failures[0].message, 300) if failures else "",
    }


def _worst(verdict: Verdict) -> list[tuple[str, str]]:
    worst = verdict.worst
    assert worst is not None
    entries = [
        ("Python", repr(worst.python)),
        ("R", repr(worst.r)),
        ("truth", "" if worst.truth is None else repr(worst.truth)),
        ("allowed", "" if worst.allowed is None else f"{worst.allowed:.3g} from it"),
        ("bound", " ".join(filter(None, [f"{verdict.bound}.", verdict.why]))),
    ]
    if worst.truth is None and worst.allowed is not None:
        entries[3] = ("allowed", f"{worst.allowed:.3g} from one another")
    where = f"{one_line(verdict.output)} at {list(worst.index)}" if worst.index else ""
    return [("element", where), *((word, safe(text)) for word, text in entries)]


def _told(finding: Finding, ids: dict[str, str]) -> Told:
    diagnosis, total = finding.diagnosis, len(finding.twin.cases)
    named = diagnosis is not None and diagnosis.name
    name = f"{safe(diagnosis.name)}." if diagnosis and named else headline(finding.verdict)
    names = ", ".join(map(one_line, finding.cases))
    return Told(
        inline(name[:1].upper() + name[1:] if named else name),
        inline(safe(diagnosis.evidence) if diagnosis else ""),
        inline(safe(diagnosis.hint) if diagnosis else ""),
        f"{len(finding.cases)} of {total} cases: {names}" if total > 1 else names,
        "\n".join(line[2:] for line in evidence_lines(finding.verdict)),
        "\n".join(python_snippet(finding.twin, finding.case)),
        "\n".join(r_snippet(finding.twin, finding.case)),
        [(one_line(other), ids[other]) for other in finding.dependents if other in ids],
    )
