"""Where the languages honestly differ, as a table: both calls, values and digits, and why."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from diglot.dictionary.measured import Measured
from diglot.showing.words import one_line


def print_differences(title: str, measured: Sequence[Measured], out: Console) -> None:
    """Print a section's differences, from 60 columns on; long calls are folded, never cut.

    Parameters
    ----------
    title : str
        What the differences are about.
    measured : sequence of Measured
        What is shown.
    out : Console
        Where to.
    """
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title=title, title_justify="left"
    )
    table.add_column("")
    table.add_column("call", overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("digits\ncorrect", justify="right", no_wrap=True)
    for each in measured:
        for row in _rows(each):
            table.add_row(*row)
        table.add_section()
    out.print(table)


def _rows(measured: Measured) -> list[tuple[str, str, str, str]]:
    """Write a difference: Python's line, R's, the reason, and the R that is the same."""
    difference = measured.difference
    python, r = map(_digits, difference.digits or (None, None))
    rows = [
        ("Python", one_line(difference.text, 500), _value(measured.python), python),
        ("R", one_line(difference.r, 500), _value(measured.r), r),
    ]
    if difference.same:
        rows.append(("same", one_line(difference.same, 500), _value(measured.python), ""))
    return [*rows, ("why", difference.why, "", "")]


def _value(x: float) -> str:
    # A value of 17 digits, whose last ones are seldom what matters, in 12.
    return f"{x:.12g}"


def _digits(count: float | None) -> str:
    return "-" if count is None else f"{count:.1f}"
