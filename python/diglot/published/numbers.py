"""What the source documents print: `shared_data/published/*.json`, read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scratchnet.datasets import shared_data

#: The numbers of the source documents that print any, and of those that print none.
DOCUMENTS = ("000", "001", "002", "003", "004")

FOLDER: Path = shared_data() / "published"


@dataclass(frozen=True)
class Group:
    """Numbers that a document prints together.

    Attributes
    ----------
    document, place : str
        Where they stand: the document, and the section, input number and name.
    printed : str or nested list of str
        The texts, as printed.
    recipe, select : str or None
        How to compute them: a function of `recipes.py` and `recipes.R`, and which of its outputs,
        as in ``AND.loss`` or ``val_x[:16]``. None where nothing computes them.
    decimals : int
        To how many decimals the document rounds where it leaves out the zeros at the end.
    rows : tuple of str
        What the rows are called; without them they are counted from 0, as in NumPy.
    digits : int or None
        How many digits can be expected; None for all.
    spread : str or None
        Which stored spread of seeded runs must hold the numbers, as those of an unseeded run.
    reproducible : bool
        False where the computed numbers are shown for what they are worth.
    reason : str
        Why not all digits can be expected.
    mistake : str
        What else was meant to be printed, if so.
    """

    document: str
    place: str
    printed: Any
    recipe: str | None = None
    select: str | None = None
    decimals: int = 0
    rows: tuple[str, ...] = ()
    digits: int | None = None
    spread: str | None = None
    reproducible: bool = True
    reason: str = ""
    mistake: str = ""

    def texts(self) -> list[tuple[str, str]]:
        """List each text with its place, row by row."""
        return [(f"{self.place}{label}", text) for label, text in _leaves(self.printed, self.rows)]


def _leaves(printed: Any, rows: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(printed, str):
        yield "", printed
        return
    for i, part in enumerate(printed):
        row = f", {rows[i]}" if rows else f" [{i}]"
        for label, text in _leaves(part, ()):
            # [0] and [1] of a matrix are [0, 1]
            yield f"{row}{label}".replace("] [", ", "), text


@dataclass(frozen=True)
class Document:
    """A source document and the numbers that it prints."""

    name: str
    title: str
    prints: str
    groups: tuple[Group, ...]


def read_document(name: str) -> Document:
    """Read what one document prints."""
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    reasons = content.get("reasons", {})
    groups = tuple(_group(name, group, reasons) for group in content["groups"])
    return Document(name, content["title"], content["prints"], groups)


def _group(document: str, group: dict[str, Any], reasons: dict[str, str]) -> Group:
    fields = {**group, "document": document, "rows": tuple(group.get("rows", ()))}
    expected = fields.pop("expected")
    if expected == "all printed digits":
        return Group(**fields)
    if "not reproducible" in expected:
        reason = reasons[expected["not reproducible"]]
        return Group(**fields, reproducible=False, reason=reason)
    reason = reasons[expected["reason"]]
    return Group(
        **fields, digits=expected.get("digits"), spread=expected.get("spread"), reason=reason
    )


@cache
def read_spread(document: str) -> dict[str, Any]:
    """Read how far a document's numbers spread over seeded runs of ours."""
    path = FOLDER / f"{document}_spread.json"
    spread: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return spread


def as_text(content: dict[str, Any]) -> str:
    """Write JSON with each list of numbers on a line of its own."""

    def in_a_line(found: re.Match[str]) -> str:
        return f"[{' '.join(found[1].split())}]"

    return re.sub(r"\[([^\[\]{}]+)\]", in_a_line, json.dumps(content, indent=1)) + "\n"
