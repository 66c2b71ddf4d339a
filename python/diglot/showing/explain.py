"""A verdict in words: the worst element to the bit, and how to see it again in each language."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.na import NA
from diglot.judging.outputs import as_floats, is_na, kind_of
from diglot.judging.verdict import Verdict
from diglot.twin import Case, Twin

# Arguments that take more characters than this are put into a file.
_LONGEST_LITERAL = 100


def explain(verdict: Verdict, twin: Twin, case: Case) -> str:
    """Say what happened to one output of a case, over several lines."""
    lines = [headline(verdict)]
    lines += [f"  {note}." for note in verdict.notes]
    if verdict.worst is not None and (verdict.values_differ or verdict.status == "undecided"):
        lines += _worst_lines(verdict)
    lines += ["  again in Python:", *_indented(python_lines(twin, case))]
    lines += ["  again in R:", *_indented(r_lines(twin, case))]
    return "\n".join(lines)


def headline(verdict: Verdict) -> str:
    """Say what happened in one line."""
    who = {"python": "Python is", "r": "R is", "both": "both are"}
    what = "less accurate" if verdict.less_accurate else "wrong"
    parts = [f"{verdict.id}: {verdict.output}: {verdict.status}"]
    if verdict.wrong:
        parts.append(f"{who[verdict.wrong]} {what}")
    return ", ".join(parts) + (f". {verdict.message}" if verdict.message else ".")


def number(x: Any) -> str:
    """Write a number in decimal, with all its digits, and in hexadecimal."""
    if isinstance(x, complex):
        return f"{x!r:24} {x.real.hex()} {x.imag.hex()}"
    if not isinstance(x, float) or not np.isfinite(x):
        return str(x)
    return f"{x!r:24} {x.hex()}"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _worst_lines(verdict: Verdict) -> list[str]:
    worst = verdict.worst
    assert worst is not None
    lines = [
        f"  worst element, {list(worst.index)} counted from 0:",
        f"    Python  {number(worst.python)}",
        f"    R       {number(worst.r)}",
    ]
    if worst.truth is not None:
        lines.append(f"    truth   {number(worst.truth)}")
    if worst.allowed is not None:
        why = f": {verdict.why}" if verdict.why else ""
        lines.append(f"    bound   {worst.allowed:.3g}, {verdict.bound}{why}")
    if verdict.max_ulp is not None:
        lines.append(
            f"    apart   at most {verdict.max_ulp:.0f} ULP, {verdict.max_abs:.3g}; "
            f"{verdict.identical_bits:.1%} of the elements have identical bits"
        )
    return lines


def python_lines(twin: Twin, case: Case) -> list[str]:
    """Write the two lines that repeat a case in Python."""
    which = repr(f"{twin.name}-{case.name}") + (f", {str(twin.file)!r}" if twin.file else "")
    return [
        f"from diglot.selection import find_case; twin, case = find_case({which})",
        "twin.python(*case.args)",
    ]


def r_lines(twin: Twin, case: Case) -> list[str]:
    """Write the two lines that repeat a case in R, where need be with a file of the arguments."""
    sources = "; ".join(_source(Path(file)) for file in twin.r_files)
    function = twin.r if twin.r.isidentifier() else f"({' '.join(twin.r.split())})"
    if "\n" in twin.r.strip():
        function = "f"
    literals = [r_literal(arg) for arg in case.args]
    call = f"{function}({', '.join(literals)})"
    if function != "f" and len(call) <= _LONGEST_LITERAL:
        return [sources, _printed(call)]
    path = Path(tempfile.gettempdir(), "diglot", _file_name(twin, case))
    path.parent.mkdir(exist_ok=True)
    arguments = ",\n  ".join(literals)
    path.write_text(f"f <- {twin.r}\nargs <- list(\n  {arguments}\n)\n", encoding="utf-8")
    return [f"{sources}; source({_quoted(str(path))})", _printed("do.call(f, args)")]


def _printed(call: str) -> str:
    return f"print({call}, digits = 17)"  # R shows 7 digits unless told otherwise


def _file_name(twin: Twin, case: Case) -> str:
    return re.sub(r"\W+", "-", f"{twin.name}-{case.name}") + ".R"


def _source(path: Path) -> str:
    if path.is_dir():
        pattern = _quoted(str(path / "R" / "*.R"))
        return f'for (file in Sys.glob({pattern})) source(file, encoding = "UTF-8")'
    return f'source({_quoted(str(path))}, encoding = "UTF-8", chdir = TRUE)'


def r_literal(value: Any) -> str:
    """Write a value in R's syntax, to the bit."""
    if value is None:
        return "NULL"
    if isinstance(value, dict):
        items = [f"`{name}` = {r_literal(v)}" for name, v in value.items()]
        return f"list({', '.join(items)})"
    if isinstance(value, list | tuple):
        return f"list({', '.join(map(r_literal, value))})"
    array = np.asarray(value)
    elements = [_r_element(v) for v in _elements(array).flatten(order="F")]
    vector = elements[0] if len(elements) == 1 else f"c({', '.join(elements)})"
    if array.size == 0:
        vector = {"strings": "character()", "logicals": "logical()"}.get(
            kind_of(array), "numeric()"
        )
    if array.ndim < 2:
        return vector
    return f"array({vector}, c({', '.join(map(str, array.shape))}))"


def _elements(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if array.dtype == object or array.dtype.kind not in "iuf":
        return array
    floats = as_floats(array).astype(object)
    floats[is_na(as_floats(array))] = NA
    return floats


def _r_element(value: Any) -> str:
    if value is NA:
        return "NA"
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return _quoted(value)
    number = f"{float(value):.17g}"
    return {"inf": "Inf", "-inf": "-Inf", "nan": "NaN", "-nan": "NaN"}.get(number, number)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
