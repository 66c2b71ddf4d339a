"""Both languages side by side: results element by element, sources line by line."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text

from diglot.bridge.problems import PythonError
from diglot.bridge.process import RError, RProblem, RProcess, RResult
from diglot.bridge.python_process import PythonProcess
from diglot.judging.expected import Expected
from diglot.judging.original import PythonResult, run_python
from diglot.judging.outputs import as_floats, flatten, kind_of, ulp_distance
from diglot.judging.verdict import Verdict, judge
from diglot.judging.verify import run_r
from diglot.showing.explain import headline
from diglot.showing.sources import python_parts_of, r_parts_of
from diglot.showing.table import console, count, lay_out, new_table
from diglot.showing.words import one_line, safe, visible
from diglot.twin import Case, Twin

# Of the columns that find no room, the first of these goes first; both results stay.
_GIVEN_UP = ("Python\nULP", "R\nULP", "apart\nULP", "truth")


@dataclass(frozen=True)
class Compared:
    """What both languages did with a case, and what is to be said of it."""

    twin: Twin
    case: Case
    python: PythonResult
    r: RResult | RProblem
    verdicts: Sequence[Verdict]

    @property
    def agree(self) -> bool:
        """Whether every output agrees."""
        return all(verdict.status == "agree" for verdict in self.verdicts)

    @property
    def refusals(self) -> tuple[str, str] | None:
        """What both languages say where neither answers; None where one does, or must not."""
        python = self.python.error
        answers = not isinstance(python, PythonError) or not isinstance(self.r, RError)
        return None if self.case.refused is not None or answers else (str(python), str(self.r))


def compare_twin(twin: Twin, case: Case, r: RProcess, python_process: PythonProcess) -> Compared:
    """Call both languages with a case and judge what they do."""
    python, answer = run_python(twin, case, python_process), run_r(twin, case, r)
    return Compared(twin, case, python, answer, judge(twin, case, python, answer))


@dataclass(frozen=True)
class Output:
    """One output in both languages: a row for each element, or else what is to be said."""

    name: str
    rows: Sequence[dict[str, str]]
    rest: int = 0
    words: str = ""


def print_comparison(compared: Compared, *, limit: int | None) -> None:
    """Print both results of a case, the truth and the distances."""
    print_elements(compared, limit=limit, advice=" (--all shows them)")
    for verdict in compared.verdicts:
        print_verdict(verdict)


def print_elements(compared: Compared, *, limit: int | None, advice: str = "") -> None:
    """Print both results of a case, element by element; advise how to see the rest."""
    for output in outputs_of(compared, limit):
        if output.rows:
            out = console()
            out.print(lay_out(output.rows, out, words=(), given_up=_GIVEN_UP, title=output.name))
        if output.words:
            print(f"{output.words}{advice if output.rest else ''}")


def print_verdict(verdict: Verdict) -> None:
    """Print a verdict with its notes."""
    print(headline(verdict))
    for note in verdict.notes:
        print(f"  {safe(note)}.")


def outputs_of(compared: Compared, limit: int | None) -> Iterator[Output]:
    """Face the outputs that both languages have given."""
    python, r = compared.python, compared.r
    if python.error is None and not isinstance(r, RProblem):
        p, q = flatten(python.value), flatten(r.value)
        for name in p:
            if name in q:
                yield _output(one_line(name), p[name], q[name], python.expected.get(name), limit)


def _output(name: str, p: Any, q: Any, truth: Expected | None, limit: int | None) -> Output:
    real = not (np.iscomplexobj(p) or np.iscomplexobj(q))
    if not real or kind_of(p) not in ("numbers", "logicals") or kind_of(q) != kind_of(p):
        return Output(name, [], words=f"{name}: Python {safe(repr(p))}, R {safe(repr(q))}")
    x, y = np.atleast_1d(as_floats(p)), np.atleast_1d(as_floats(q))
    if x.size != y.size:
        shapes = f"{name}: Python's shape is {np.shape(p)}, R's is {np.shape(q)}"
        return Output(name, [], words=shapes)
    y = y.reshape(x.shape)
    rows = [_cells(i, x, y, truth) for i in itertools.islice(np.ndindex(x.shape), limit)]
    rest = x.size - len(rows)
    return Output(name, rows, rest, f"... and {rest:,} more elements" if rest else "")


def _cells(index: tuple[int, ...], x: Any, y: Any, truth: Expected | None) -> dict[str, str]:
    p, q = float(x[index]), float(y[index])
    apart = float(ulp_distance(np.array(p), np.array(q))) if np.isfinite([p, q]).all() else None
    true, errors = "-", ["-", "-"]
    if truth is not None and truth.value is not None and truth.rest is not None:
        value = float(truth.value.reshape(x.shape)[index])
        rest = float(truth.rest.reshape(x.shape)[index])
        true = repr(value)
        if np.isfinite(value):
            ulps = [abs((v - value) - rest) / np.spacing(abs(value)) for v in (p, q)]
            errors = [count(e) if np.isfinite(e) else "-" for e in ulps]
    return {
        "element": str(list(index)),
        "Python": repr(p),
        "R": repr(q),
        "truth": true,
        "apart\nULP": count(apart),
        "Python\nULP": errors[0],
        "R\nULP": errors[1],
    }


def print_sources(twin: Twin, r: RProcess) -> None:
    """Print both sources of a twin on facing columns."""
    function, r_name = twin.shows or (twin.python, twin.r)
    python_parts = python_parts_of(function)
    r_parts = r_parts_of(r.source(r_name, files=[Path(file) for file in twin.r_files]))
    lines = [line for part in (*python_parts, *r_parts) for line in part.splitlines()]
    needed = 2 * max(map(len, lines)) + 4
    out = console()
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = needed
    # What is said faces what is said, and code faces code; no line is ever broken.
    parts = [pair for pair in zip(python_parts, r_parts, strict=True) if any(pair)]
    if out.width >= needed:
        out.print(_facing(parts))
        return
    for language, text in zip(("Python", "R"), zip(*parts, strict=True), strict=True):
        out.rule(language, align="left")
        out.print("\n\n".join(map(visible, filter(None, text))), soft_wrap=True, end="\n\n")


def _facing(parts: Sequence[tuple[str, str]]) -> Table:
    table = new_table()
    for language in ("Python", "R"):
        table.add_column(language, ratio=1)
    for left, right in parts:
        table.add_row(Text(visible(left)), Text(visible(right)))
        table.add_row("", "")
    return table
