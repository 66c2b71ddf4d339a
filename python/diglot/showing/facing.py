"""Both languages side by side: results element by element, sources line by line."""

from __future__ import annotations

import ast
import inspect
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from rich.text import Text

from diglot.bridge.process import RProblem, RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.judging.original import run_python
from diglot.judging.outputs import as_floats, flatten, kind_of, ulp_distance
from diglot.judging.referee import Truth
from diglot.judging.verdict import judge
from diglot.judging.verify import run_r
from diglot.showing.explain import headline
from diglot.showing.table import console, count, new_table
from diglot.twin import Case, Twin


def print_comparison(
    twin: Twin, case: Case, r: RProcess, python_process: PythonProcess, *, limit: int | None
) -> bool:
    """Print both results of a case, the truth and the distances; tell whether they agree."""
    python, answer = run_python(twin, case, python_process), run_r(twin, case, r)
    verdicts = judge(twin, case, python, answer)
    if python.error is None and not isinstance(answer, RProblem):
        p, q, truths = flatten(python.value), flatten(answer.value), python.expected
        for output in p:
            if output in q:
                _print_output(output, p[output], q[output], truths.get(output), limit)
    for verdict in verdicts:
        print(headline(verdict))
        for note in verdict.notes:
            print(f"  {note}.")
    return all(verdict.status == "agree" for verdict in verdicts)


def _print_output(output: str, p: Any, q: Any, truth: Truth | None, limit: int | None) -> None:
    if kind_of(p) not in ("numbers", "logicals") or kind_of(q) != kind_of(p):
        print(f"{output}: Python {p!r}, R {q!r}")
        return
    x, y = np.atleast_1d(as_floats(p)), np.atleast_1d(as_floats(q))
    if x.size != y.size:
        print(f"{output}: Python's shape is {np.shape(p)}, R's is {np.shape(q)}")
        return
    y = y.reshape(x.shape)
    table = new_table(output)
    for heading in ("element", "Python", "R", "truth", "apart\nULP", "Python\nULP", "R\nULP"):
        table.add_column(heading, justify="right", no_wrap=True)
    indices = list(np.ndindex(x.shape))
    for index in indices[:limit]:
        table.add_row(*_cells(index, x, y, truth))
    console().print(table)
    if limit is not None and len(indices) > limit:
        print(f"... and {len(indices) - limit} more elements (--all shows them)")


def _cells(index: tuple[int, ...], x: Any, y: Any, truth: Truth | None) -> list[str]:
    p, q = float(x[index]), float(y[index])
    apart = float(ulp_distance(np.array(p), np.array(q))) if np.isfinite([p, q]).all() else None
    cells = [str(list(index)), repr(p), repr(q), "-", count(apart), "-", "-"]
    if truth is not None:
        true = truth.value.reshape(x.shape)[index]
        rest = truth.rest.reshape(x.shape)[index]
        if np.isfinite(true):
            errors = [abs((v - true) - rest) / np.spacing(abs(true)) for v in (p, q)]
            cells[5:] = [count(e) if np.isfinite(e) else "-" for e in errors]
        cells[3] = repr(float(true))
    return cells


def print_sources(twin: Twin, r: RProcess) -> None:
    """Print both sources of a twin on facing columns."""
    function, r_name = twin.shows or (twin.python, twin.r)
    python_parts = _python_parts(inspect.unwrap(function))
    r_parts = _r_parts(r.source(r_name, files=[Path(file) for file in twin.r_files]))
    table = new_table()
    table.add_column("Python", ratio=1)
    table.add_column("R", ratio=1)
    # What is said faces what is said, and code faces code.
    for left, right in zip(python_parts, r_parts, strict=True):
        table.add_row(Text(left), Text(right))
        table.add_row("", "")
    out = console()
    if not out.is_terminal:
        lines = [line for part in (*python_parts, *r_parts) for line in part.splitlines()]
        out.width = 2 * max(map(len, lines)) + 4
    out.print(table)


def _python_parts(function: Any) -> tuple[str, str, str]:
    """Take a function's source apart: its place, what it says of itself, its code."""
    lines, number = inspect.getsourcelines(function)
    place = f"{inspect.getsourcefile(function)}:{number}"
    source = textwrap.dedent("".join(lines))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    if ast.get_docstring(definition) is None:
        return place, "", source
    words = definition.body[0]
    code = source.splitlines()
    del code[words.lineno - 1 : words.end_lineno]
    return place, inspect.getdoc(function) or "", "\n".join(code)


def _r_parts(source: str) -> tuple[str, str, str]:
    """Take an R function's source apart: its place, the comment above it, its code."""
    place, _, text = source.partition("\n")
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    words = "\n".join(line.lstrip("#'").removeprefix(" ") for line in lines[:start])
    return place.lstrip("# "), words, "\n".join(lines[start:])
