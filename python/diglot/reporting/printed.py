"""Published numbers: what the source documents print, and what both languages compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from diglot.published import table
from diglot.published.compute import compute
from diglot.published.judge import AGREE, DISAGREE, judge
from diglot.published.numbers import DOCUMENTS, read_document
from diglot.reporting.report import Section, template


@dataclass(frozen=True)
class Printed:
    """What became of a document's numbers.

    Attributes
    ----------
    title, prints : str
        What the document is, and what it prints.
    rows : sequence of mappings
        A row for numbers that stand together, by the one that agrees least.
    notes : sequence of str
        Why some do not agree.
    """

    title: str
    prints: str
    rows: Sequence[dict[str, str]]
    notes: Sequence[str]


def section(mnist: Path | None) -> tuple[Section, bool]:
    """Compute the published numbers in both languages; tell too whether none disagrees.

    Parameters
    ----------
    mnist : Path or None
        Where MNIST lies; without it some numbers are left out.
    """
    documents = [read_document(name) for name in DOCUMENTS]
    python, r = compute(documents, mnist, lambda language: None)
    judged = [[judge(group, python, r) for group in d.groups] for d in documents]
    rows = [row for groups in judged for group in groups for row in group]
    printed = [
        Printed(
            f"{document.name}. {document.title}",
            document.prints,
            [table.line(group) for group in groups],
            [note.removeprefix("- ") for note in table.notes_on(groups)],
        )
        for document, groups in zip(documents, judged, strict=True)
    ]
    summary = table.summary_line(rows)
    body = template("printed.html").render(documents=printed, summary=summary, agree=AGREE)
    agree = all(row.status != DISAGREE for row in rows)
    return Section("published", "Published numbers", Markup(body)), agree
