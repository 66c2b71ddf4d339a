"""Verdicts as a table: a row for each twin."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from diglot.judging.expected import EXACT, KINDS
from diglot.judging.verdict import Verdict
from diglot.showing.words import one_line

_WIDTH_IN_A_PIPE = 120

# Of the columns that find no room, the first of these goes first; the twin and its verdict stay.
_GIVEN_UP = ("cases", "same\nbits", "digits\nexpected", "digits\nagree")
_DETAILS_GIVEN_UP = (
    "same\nbits", "apart\nULP", "Python\nULP", "R\nULP", "of the\nbound", "cases", "bound"
)  # fmt: skip


#: Of the table of verdicts, the columns that hold words; the others hold numbers.
WORDS = ("twin", "bound", "verdict")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the command hear of it, which rich would end by its own exit code."""
        raise  # noqa: PLE0704 - called while the exception is being handled


def console(*, stderr: bool = False) -> Console:
    """Write for a terminal as wide as it is, for a pipe in plain text of a fixed width."""
    # Square brackets and colons in a name are nothing but that.
    # A notebook, too, gets plain text here: HTML is made elsewhere.
    out = _Console(stderr=stderr, highlight=False, markup=False, emoji=False, force_jupyter=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = _WIDTH_IN_A_PIPE
    return out


def new_table(title: str | None = None) -> Table:
    """Start a table with a line under its head and none around it."""
    return Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title=title, title_justify="left"
    )


def lay_out(
    rows: Sequence[Mapping[str, str]],
    out: Console,
    *,
    words: Sequence[str],
    given_up: Sequence[str],
    title: str | None = None,
) -> Table:
    """Set rows in as many columns as there is room for; nothing in them is ever cut.

    Parameters
    ----------
    rows : sequence of mappings
        At least one; each has a text for each heading.
    out : Console
        Where the table will be printed.
    words : sequence of str
        The headings of columns that hold words; the others hold numbers.
    given_up : sequence of str
        The headings of columns that may be left out, in this order.
    title : str, optional
        Stands above the table.
    """
    left_out: list[str] = []
    while True:
        headings = [heading for heading in rows[0] if heading not in left_out]
        table = _set(rows, headings, words, title)
        if len(left_out) == len(given_up) or _natural_width(table, out) <= out.width:
            break
        left_out.append(given_up[len(left_out)])
    if left_out:
        names = ", ".join(heading.replace("\n", " ") for heading in left_out)
        table.caption = f"No room for: {names}."
        table.caption_justify = "left"
    return table


def _set(
    rows: Sequence[Mapping[str, str]],
    headings: Sequence[str],
    words: Sequence[str],
    title: str | None,
) -> Table:
    table = new_table(title)
    for heading in headings:
        table.add_column(heading, justify="left" if heading in words else "right", overflow="fold")
    for row in rows:
        table.add_row(*(row[heading] for heading in headings))
    return table


def _natural_width(table: Table, out: Console) -> int:
    """Give the width of a table of which no cell is wrapped."""
    endless = out.options.update(width=10_000)
    return out.measure(table, options=endless).maximum


def verdict_table(verdicts: Sequence[Verdict], out: Console, *, details: bool = False) -> Table:
    """Set the rows of `verdict_rows` in a table."""
    rows = verdict_rows(verdicts, details=details)
    return lay_out(rows, out, words=WORDS, given_up=_DETAILS_GIVEN_UP if details else _GIVEN_UP)


def verdict_rows(verdicts: Sequence[Verdict], *, details: bool = False) -> list[dict[str, str]]:
    """Summarise the verdicts of each twin in a row: in digits, with details in ULP and bounds."""
    of_twin: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        of_twin.setdefault(verdict.twin, []).append(verdict)
    columns = _details if details else _digits
    return [_row(twin, theirs, columns(theirs)) for twin, theirs in of_twin.items()]


def _row(twin: str, verdicts: Sequence[Verdict], columns: dict[str, str]) -> dict[str, str]:
    failures = [v for v in verdicts if v.status != "agree"]
    return {
        "twin": one_line(twin),
        "cases": str(len({v.case for v in verdicts})),
        **columns,
        "verdict": _statuses(failures) if failures else "agree",
    }


def _digits(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Say how many digits agree at the worst element, and how many could be expected to."""
    counted = [v for v in verdicts if v.digits is not None]
    agree = least_digits(v.digits.agree for v in counted if v.digits)
    expected = least_digits(v.digits.checked for v in counted if v.digits)
    if counted and all(v.identical_bits == 1.0 for v in counted):
        agree = "all"
    if counted and all(v.bound == EXACT for v in counted):
        expected = "all"  # what must be equal has no digits to lose
    return {
        "same\nbits": _same_bits(verdicts),
        "digits\nagree": agree,
        "digits\nexpected": expected,
    }


def _details(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {
        "Python\nULP": count(largest(v.python_error_ulp for v in verdicts)),
        "R\nULP": count(largest(v.r_error_ulp for v in verdicts)),
        "apart\nULP": count(largest(v.max_ulp for v in verdicts)),
        "same\nbits": _same_bits(verdicts),
        "of the\nbound": share(largest(v.bound_used for v in verdicts)),
        "bound": weakest(v.bound for v in verdicts),
    }


def _same_bits(verdicts: Sequence[Verdict]) -> str:
    shares = [v.identical_bits for v in verdicts if v.identical_bits is not None]
    return f"{sum(shares) / len(shares):.1%}" if shares else "-"


def least_digits(values: Iterable[float]) -> str:
    """Write the least of some counts of digits; a dash where there is none."""
    least = min(values, default=None)
    return "-" if least is None else f"{least:.1f}"


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
        "verdicts": [dataclasses.asdict(verdict) for verdict in verdicts],
        "summary": summary(verdicts),
    }
