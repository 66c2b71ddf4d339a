"""The verdicts on the printed numbers as a table: a line for those that stand together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from diglot.published.digits import as_number
from diglot.published.judge import AGREE, Row, summary
from diglot.published.numbers import Document
from diglot.showing import table

_WIDTH_IN_A_PIPE = 140

# Of the columns that find no room, the first of these goes first; what was printed stays.
_GIVEN_UP = ("n", "digits\nPython R of", "Python", "R")


def console() -> Console:
    """Write for a terminal as wide as it is, for a pipe as wide as the table asks."""
    out = table.console()
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = _WIDTH_IN_A_PIPE
    return out


def print_document(out: Console, document: Document, groups: Sequence[Sequence[Row]]) -> None:
    """Print what became of a document's numbers, and why where it needs a word."""
    out.print(f"Document {document.name}. {document.title}", style="bold")
    out.print(document.prints)
    if groups:
        out.print(_table(groups, out))
    for note in notes_on(groups):
        out.print(note)
    out.print()


def _table(groups: Sequence[Sequence[Row]], out: Console) -> Table:
    rows = [line(group) for group in groups]
    return table.lay_out(rows, out, words=("place", "verdict"), given_up=_GIVEN_UP)


def line(rows: Sequence[Row]) -> dict[str, str]:
    """Show numbers that stand together by the one of them that agrees least."""
    worst = min(rows, key=_agreement)
    digits = (worst.digits_python, worst.digits_r, worst.digits)
    return {
        "place": worst.group.place,
        "n": str(len(rows)),
        "printed": worst.printed,
        "Python": _value(worst, worst.python),
        "R": _value(worst, worst.r),
        "digits\nPython R of": " ".join("-" if n is None else f"{n:2}" for n in digits),
        "verdict": _statuses(rows),
    }


def _agreement(row: Row) -> tuple[bool, float]:
    """Order numbers: those that do not agree first, then by the share of digits that do."""
    digits = [n for n in (row.digits_python, row.digits_r) if n is not None]
    return row.status == AGREE, min(digits) / row.digits if digits and row.digits else 0.0


def _value(row: Row, value: Any) -> str:
    """Write a computed number with the decimals of the printed one."""
    printed = as_number(row.printed)
    if value is None:
        return "-"
    if printed is None or isinstance(value, str | bool):
        return str(value)
    return f"{value:.{-int(printed.as_tuple().exponent)}f}"


def _statuses(rows: Sequence[Row]) -> str:
    counts = {status: n for status, n in summary(rows).items() if n}
    if len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{n} {status}" for status, n in counts.items())


def notes_on(groups: Sequence[Sequence[Row]]) -> Iterator[str]:
    """Say each reason and each mistake once, with the places that it is about."""
    found: dict[str, list[str]] = {}
    for row in (row for rows in groups for row in rows):
        for text in (row.reason, row.group.mistake and f"Printed by mistake: {row.group.mistake}."):
            if text:
                found.setdefault(text, []).append(row.place)
    for text, places in found.items():
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"- {places[0]}{more}: {text}"


def summary_line(rows: Sequence[Row]) -> str:
    """Say how many numbers there are and what became of them."""
    counts = ", ".join(f"{n} {status}" for status, n in summary(rows).items() if n)
    return f"{len(rows)} printed numbers{f': {counts}' if rows else ''}."
