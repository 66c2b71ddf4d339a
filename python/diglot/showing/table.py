"""Verdicts as a table: a row for each twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from diglot.judging.expected import KINDS
from diglot.judging.verdict import Verdict

_WIDTH_IN_A_PIPE = 120


def console(*, stderr: bool = False) -> Console:
    """Write for a terminal as wide as it is, for a pipe in plain text of a fixed width."""
    out = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not out.is_terminal:
        out = Console(stderr=stderr, highlight=False, width=_WIDTH_IN_A_PIPE)
    return out


def new_table(title: str | None = None) -> Table:
    """Start a table with a line under its head and none around it."""
    return Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title=title, title_justify="left"
    )


def verdict_table(verdicts: Sequence[Verdict]) -> Table:
    """Summarise the verdicts of each twin in a row."""
    table = new_table()
    table.add_column("twin")
    for heading in ("cases", "Python\nULP", "R\nULP", "apart\nULP", "same\nbits", "of the\nbound"):
        table.add_column(heading, justify="right")
    table.add_column("bound")
    table.add_column("verdict")
    for twin in dict.fromkeys(verdict.twin for verdict in verdicts):
        table.add_row(*_row(twin, [v for v in verdicts if v.twin == twin]))
    return table


def _row(twin: str, verdicts: Sequence[Verdict]) -> list[str]:
    shares = [v.identical_bits for v in verdicts if v.identical_bits is not None]
    failures = [v for v in verdicts if v.status != "agree"]
    return [
        twin,
        str(len({v.case for v in verdicts})),
        count(largest(v.python_error_ulp for v in verdicts)),
        count(largest(v.r_error_ulp for v in verdicts)),
        count(largest(v.max_ulp for v in verdicts)),
        f"{sum(shares) / len(shares):.1%}" if shares else "-",
        share(largest(v.bound_used for v in verdicts)),
        weakest(v.bound for v in verdicts),
        _statuses(failures) if failures else "agree",
    ]


def _statuses(verdicts: Iterable[Verdict]) -> str:
    words = [v.status for v in verdicts]
    return ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))


def largest(values: Iterable[float | None]) -> float | None:
    """Give the largest number that exists; None where there is none."""
    return max((v for v in values if v is not None), default=None)


def weakest(kinds: Iterable[str | None]) -> str:
    """Name the weakest kind of bound; a dash where there is none."""
    return max((kind for kind in kinds if kind is not None), key=KINDS.index, default="-")


def count(x: float | None) -> str:
    """Write a count of ULP: whole or with two digits, a large one as a power of 10."""
    if x is None:
        return "-"
    return f"{x:.0e}" if x >= 1e4 else f"{x:.2f}".rstrip("0").rstrip(".")


def share(x: float | None) -> str:
    """Write the share of a bound that was used."""
    return "-" if x is None else count(x) if x >= 1e4 else f"{x:.2f}"


def summary_line(verdicts: Sequence[Verdict]) -> str:
    """Say how many verdicts there are and how many agree."""
    counts = summary(verdicts)
    others = [f"{n} {status}" for status, n in counts.items() if n and status != "agree"]
    agree = f"{counts['agree']} agree"
    noun = "verdict" if len(verdicts) == 1 else "verdicts"
    return f"{len(verdicts)} {noun}: {', '.join([agree, *others])}."


def summary(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Count the verdicts of each status."""
    statuses = ("agree", "disagree", "undecided", "error", "timeout", "crash", "missing")
    return {status: sum(v.status == status for v in verdicts) for status in statuses}


def as_json(verdicts: Sequence[Verdict], environment: dict[str, Any]) -> dict[str, Any]:
    """Give all there is, for a file."""
    return {
        "environment": environment,
        "verdicts": [verdict.as_json() for verdict in verdicts],
        "summary": summary(verdicts),
    }
