"""A verdict in words: the worst element to the bit, and how to see it again in each language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from diglot.judging.outputs import without_numbers
from diglot.judging.verdict import Judged, Verdict
from diglot.showing.snippets import python_snippet, r_snippet
from diglot.showing.words import one_line, safe
from diglot.twin import Case, Twin


def print_notes(judged: Iterable[Judged]) -> None:
    """Print the notes on what agrees, each once, with the first case that it is about."""
    found: dict[str, list[tuple[str, str]]] = {}
    for _, _, verdicts in judged:
        for verdict in verdicts:
            if verdict.status == "agree":
                for note in verdict.notes:
                    found.setdefault(without_numbers(note), []).append((verdict.id, note))
    for alike in found.values():
        first, note = alike[0]
        cases = len({case for case, _ in alike})
        where = one_line(first) if cases == 1 else f"in {cases} cases, first {one_line(first)}"
        print(f"note: {where}: {safe(note)}")


def explain(verdict: Verdict, twin: Twin, case: Case) -> str:
    """Say what happened to one output of a case, over several lines."""
    return "\n".join([headline(verdict), *evidence_lines(verdict), *repeat_lines(twin, case)])


def evidence_lines(verdict: Verdict) -> list[str]:
    """Give the notes on a verdict, and the worst element where it is the values that differ."""
    lines = [f"  {safe(note)}." for note in verdict.notes]
    if verdict.worst is not None and (verdict.values_differ or verdict.status == "undecided"):
        lines += _worst_lines(verdict)
    return lines


def repeat_lines(twin: Twin, case: Case) -> list[str]:
    """Give what to paste into each language to see a case again."""
    return [
        "  again in Python:",
        *_indented(python_snippet(twin, case)),
        "  again in R:",
        *_indented(r_snippet(twin, case)),
    ]


def headline(verdict: Verdict) -> str:
    """Say what happened."""
    message = safe(verdict.message)
    where = f"{one_line(verdict.id)}: {one_line(verdict.output)}"
    return f"{where}: {verdict.status}{blame(verdict)}." + (f" {message}" if message else "")


def blame(verdict: Verdict) -> str:
    """Say who is wrong, or less accurate, behind what became of a case; nothing if nobody is."""
    who = {"python": "Python is", "r": "R is", "both": "both are"}
    if verdict.original == "r":
        who |= {"python": "Python, the port, is", "r": "R, the original, is"}
    what = "less accurate" if verdict.less_accurate else "wrong"
    return f", {who[verdict.wrong]} {what}" if verdict.wrong else ""


def number(x: Any) -> str:
    """Write a number in decimal, with all its digits, and in hexadecimal."""
    if isinstance(x, complex):
        return f"{x!r:24} {x.real.hex()} {x.imag.hex()}"
    if not isinstance(x, float) or not np.isfinite(x):
        return safe(str(x), lines=1)
    return f"{x!r:24} {x.hex()}"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _worst_lines(verdict: Verdict) -> list[str]:
    worst = verdict.worst
    assert worst is not None
    lines = [
        f"  worst element, {list(worst.index)} counted from 0:",
        f"    Python  {number(worst.python)}",
        f"    R       {number(worst.r)}",
    ]
    if worst.truth is not None:
        whose = "  (of Python's formula)" if verdict.original == "r" else ""
        lines.append(f"    truth   {number(worst.truth)}{whose}")
    if worst.allowed is not None:
        how = f"{verdict.bound}: {verdict.why}" if verdict.why else verdict.bound
        lines.append(f"    bound   {worst.allowed:.3g}, {how}")
    if verdict.max_ulp is not None:
        lines.append(
            f"    apart   at most {verdict.max_ulp:.0f} ULP, {verdict.max_abs:.3g}; "
            f"{verdict.identical_bits:.1%} of the elements have identical bits"
        )
    return lines
