"""How somebody's own port behaves at the edges, and what it lacks: a line for each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from diglot.judging.verdict import Judged, Verdict
from diglot.showing.words import one_line, safe

# Of the cases in which a port behaves alike, so many are named.
_MOST_NAMED = 3

_NA = "NA stands in one language where NaN stands in the other"

# So many missing twins are named.
_MOST_NAMES = 8


def parted(judged: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Part the everyday cases, which decide, from the edges; edges alone decide themselves."""
    decides = [not case.edge for _, case, _ in judged]
    if not any(decides):
        return list(judged), []
    return (
        [found for found, does in zip(judged, decides, strict=True) if does],
        [found for found, does in zip(judged, decides, strict=True) if not does],
    )


def print_edges(judged: Sequence[Judged]) -> None:
    """Say in a line for each twin how its port behaves at the edges, against the original."""
    for name, of_twin in groupby(judged, lambda found: found[0].name):
        print(edge_line(name, list(of_twin)))


def edge_line(name: str, judged: Sequence[Judged]) -> str:
    """Say in a line how the port of one twin behaves at the edges."""
    places: dict[str, list[str]] = {}
    alike = 0
    for _, case, verdicts in judged:
        failures = [verdict for verdict in verdicts if verdict.status != "agree"]
        if failures:
            places.setdefault(_behaviour(failures[0]), []).append(one_line(case.name))
            continue
        alike += 1
        if any(_NA in verdict.notes for verdict in verdicts):
            places.setdefault("NA for NaN", [])
    words = [_with_places(behaviour, cases) for behaviour, cases in places.items()]
    counted = f"{alike} of {len(judged)} as the original"
    return f"{one_line(name)} at the edges: {', '.join([*words, counted])}."


def _with_places(behaviour: str, cases: Sequence[str]) -> str:
    named = [f"'{case}'" if "," in case else case for case in cases[:_MOST_NAMED]]
    if len(cases) > _MOST_NAMED:
        named.append(f"{len(cases) - _MOST_NAMED} more")
    return behaviour.replace(
        "...", " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))
    )


def _behaviour(verdict: Verdict) -> str:
    """Say what a port does, with three dots for the cases in which it does so."""
    if verdict.message.startswith("must be refused"):
        answers = verdict.message.endswith("R: answered")
        return "answers ..." if answers else "refuses ... in its own words"
    said = {"timeout": "does not end at ...", "crash": "ends R at ...", "error": "stops at ..."}
    if verdict.status in said:
        return said[verdict.status]
    worst = verdict.worst
    if worst is not None and not (_is_finite(worst.r) and _is_finite(worst.python)):
        return f"{_number(worst.r)} for {_number(worst.python)} at ..."
    return "differs at ..."


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _number(value: Any) -> str:
    names = {"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}
    text = f"{value:.3g}"
    return names.get(text, text)


def print_missing(
    missing: Sequence[Verdict], twins: int, hints: Iterable[str], warnings: Iterable[str]
) -> None:
    """Name the twins, of so many, whose functions are not there, and what may be the reason."""
    for warning in warnings:
        print(f"note: R warns as it sources the files: {safe(warning)}")
    if missing:
        names = ", ".join(_missing(verdict) for verdict in missing[:_MOST_NAMES])
        more = len(missing) - _MOST_NAMES
        names += f" and {more} more" if more > 0 else ""
        print(" ".join([f"missing: {len(missing)} of {twins} twins: {names}.", *map(safe, hints)]))


def _missing(verdict: Verdict) -> str:
    """Name a missing twin, with the reason where it is another than that its function is."""
    only_absent = verdict.message.startswith("no ")
    return one_line(verdict.twin) + ("" if only_absent else f" ({one_line(verdict.message)})")
