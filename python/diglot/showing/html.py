"""Tables and words for a notebook: HTML that needs nothing beside it, and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape

# Colours are those of the notebook, light or dark.
_TABLE = "border-collapse: collapse; font-variant-numeric: tabular-nums"
_HEAD = "border-bottom: 1px solid; vertical-align: bottom; white-space: pre-line"
_PRE = "white-space: pre-wrap"


def as_html(
    rows: Sequence[Mapping[str, str]],
    words: Collection[str],
    *,
    title: str = "",
    marked: Callable[[Mapping[str, str]], bool] = lambda row: False,
) -> str:
    """Set rows in a table.

    Parameters
    ----------
    rows : sequence of mappings
        At least one; each has a text for each heading.
    words : collection of str
        The headings of columns that hold words; the others hold numbers.
    title : str
        Stands above the table.
    marked : callable
        Tells of a row whether it is to catch the eye.
    """
    sides = {heading: "left" if heading in words else "right" for heading in rows[0]}
    head = [_cell("th", heading, f"text-align: {side}; {_HEAD}") for heading, side in sides.items()]
    body = []
    for row in rows:
        weight = "; font-weight: bold" if marked(row) else ""
        cells = [_cell("td", row[h], f"text-align: {side}{weight}") for h, side in sides.items()]
        body.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    return (
        f'<table style="{_TABLE}">{caption}<thead><tr>{"".join(head)}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def preformatted(text: str) -> str:
    """Give a text as it stands, line by line."""
    return f'<pre style="{_PRE}">{escape(text)}</pre>'


def _cell(tag: str, text: str, style: str) -> str:
    return f'<{tag} style="{style}">{escape(text)}</{tag}>'
