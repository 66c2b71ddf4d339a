"""`diglot reproduce`: the numbers of the source documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diglot.cli.output import AGREE, DISAGREE, json_file, reader_may_leave
from diglot.cli.verify import mnist_folder
from diglot.environment import require_r

if TYPE_CHECKING:
    from diglot.published.compute import Computed
    from diglot.published.numbers import Document


def run_reproduce(arguments: argparse.Namespace) -> int:
    """Compute what the source documents print, in both editions."""
    require_r()
    from diglot.published import judge, table

    file = json_file(arguments.json)
    documents = _documents(arguments.document)
    in_python, in_r = _compute(documents, arguments.mnist)
    judged = [[judge.judge(g, in_python, in_r) for g in d.groups] for d in documents]
    rows = [row for groups in judged for group in groups for row in group]
    with reader_may_leave():
        out = table.console()
        for document, groups in zip(documents, judged, strict=True):
            table.print_document(out, document, groups)
        print(table.summary_line(rows))
    if file:
        numbers = [row.as_json() for row in rows]
        file.write({"numbers": numbers, "summary": judge.summary(rows)})
    return DISAGREE if any(row.status == judge.DISAGREE for row in rows) else AGREE


def _documents(name: str | None) -> list[Document]:
    from diglot.published.numbers import DOCUMENTS, read_document
    from diglot.selection import UsageError

    if name is None:
        return [read_document(document) for document in DOCUMENTS]
    if name not in DOCUMENTS:
        raise UsageError(f"There is no document {name!r}. There are: {', '.join(DOCUMENTS)}.")
    return [read_document(name)]


def _compute(documents: Sequence[Document], mnist: Path | None) -> tuple[Computed, Computed]:
    from rich.progress import Progress

    from diglot.published.compute import compute, recipes_of
    from diglot.showing.table import console

    folder = mnist_folder(mnist)
    screen = console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        total = len(recipes_of(documents, folder))
        tasks = {name: progress.add_task(name, total=total) for name in ("Python", "R")}
        return compute(documents, folder, lambda language: progress.advance(tasks[language]))
