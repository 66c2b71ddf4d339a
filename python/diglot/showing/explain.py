"""A verdict in words: the worst element to the bit, and how to see it again in each language."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.na import NA
from diglot.judging.outputs import as_floats, first_line, is_na, kind_of
from diglot.judging.verdict import Verdict
from diglot.showing.words import one_line, safe
from diglot.twin import Case, Twin

# Arguments that take more characters than this are put into a file.
_LONGEST_LITERAL = 100

_LONGEST_FILE_NAME = 80
_LONGEST_MESSAGE = 200

_INTEGER_MAX = 2**31 - 1


# A broken twin may fail in many ways; so many of them are explained.
_MOST_EXPLAINED = 5

#: A case of a twin and the verdicts on its outputs.
Judged = tuple[Twin, Case, Sequence[Verdict]]


def print_failures(judged: Iterable[Judged]) -> None:
    """Explain the failures, those of one twin that are alike only once; give the rest a line."""
    explained: dict[str, set[tuple[str | None, ...]]] = {}
    rest = []
    for twin, case, verdicts in judged:
        for verdict in verdicts:
            if verdict.status in ("agree", "missing"):
                continue
            seen = explained.setdefault(twin.name, set())
            kind = (verdict.status, verdict.wrong, _without_numbers(verdict.message))
            if kind in seen or len(seen) == _MOST_EXPLAINED:
                rest.append(verdict)
            else:
                seen.add(kind)
                print(explain(verdict, twin, case), end="\n\n")
    for verdict in rest:
        print(headline(verdict, brief=True))


def print_notes(judged: Iterable[Judged]) -> None:
    """Print the notes on what agrees, each once, with the first case that it is about."""
    found: dict[str, list[tuple[str, str]]] = {}
    for _, _, verdicts in judged:
        for verdict in verdicts:
            if verdict.status == "agree":
                for note in verdict.notes:
                    found.setdefault(_without_numbers(note), []).append((verdict.id, note))
    for alike in found.values():
        first, note = alike[0]
        cases = len({case for case, _ in alike})
        where = one_line(first) if cases == 1 else f"in {cases} cases, first {one_line(first)}"
        print(f"note: {where}: {safe(note)}")


def _without_numbers(text: str) -> str:
    return re.sub(r"\d[\d.,]*(e[-+]?\d+)?", "#", text)


def explain(verdict: Verdict, twin: Twin, case: Case) -> str:
    """Say what happened to one output of a case, over several lines."""
    lines = [headline(verdict)]
    lines += [f"  {safe(note)}." for note in verdict.notes]
    if verdict.worst is not None and (verdict.values_differ or verdict.status == "undecided"):
        lines += _worst_lines(verdict)
    lines += ["  again in Python:", *_indented(python_lines(twin, case))]
    lines += ["  again in R:", *_indented(r_lines(twin, case))]
    return "\n".join(lines)


def headline(verdict: Verdict, *, brief: bool = False) -> str:
    """Say what happened: with the whole message, or in one line."""
    who = {"python": "Python is", "r": "R is", "both": "both are"}
    what = "less accurate" if verdict.less_accurate else "wrong"
    parts = [f"{one_line(verdict.id)}: {one_line(verdict.output)}: {verdict.status}"]
    if verdict.wrong:
        parts.append(f"{who[verdict.wrong]} {what}")
    message = verdict.message
    message = one_line(first_line(message), _LONGEST_MESSAGE) if brief else safe(message)
    return ", ".join(parts) + (f". {message}" if message else ".")


def number(x: Any) -> str:
    """Write a number in decimal, with all its digits, and in hexadecimal."""
    if isinstance(x, complex):
        return f"{x!r:24} {x.real.hex()} {x.imag.hex()}"
    if not isinstance(x, float) or not np.isfinite(x):
        return safe(str(x), lines=1)
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
        how = f"{verdict.bound}: {verdict.why}" if verdict.why else verdict.bound
        lines.append(f"    bound   {worst.allowed:.3g}, {how}")
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
    """Write the lines that repeat a case in R, where need be with a file of the arguments."""
    sources = [_source(Path(file)) for file in twin.r_files]
    function = twin.r if twin.r.isidentifier() else f"({' '.join(twin.r.split())})"
    literals = [r_literal(arg) for arg in case.args]
    call = f"{function}({', '.join(literals)})"
    if twin.r.strip().isprintable() and len(call) <= _LONGEST_LITERAL:
        return [*filter(None, ["; ".join(sources)]), _printed(call)]
    arguments = ",\n  ".join(literals)
    try:
        path = _keep(twin, case, f"f <- {twin.r}\nargs <- list(\n  {arguments}\n)\n")
    except OSError as error:
        return [f"(The arguments could not be written to a file: {safe(str(error))})"]
    return ["; ".join([*sources, _source(path)]), _printed("do.call(f, args)")]


def _printed(call: str) -> str:
    return f"print({call}, digits = 17)"  # R shows 7 digits unless told otherwise


@cache
def _folder() -> Path:
    """Make the folder of this run, which stays: the user goes on with what is in it."""
    return Path(tempfile.mkdtemp(prefix="diglot-again-"))


def _keep(twin: Twin, case: Case, text: str) -> Path:
    """Keep a text in a file of its own, with a number where the name is taken."""
    content = text.encode("utf-8", "surrogateescape")
    name = re.sub(r"\W+", "-", f"{twin.name}-{case.name}", flags=re.ASCII).strip("-")
    name = name[:_LONGEST_FILE_NAME] or "case"
    number, path = 1, _folder() / f"{name}.R"
    while path.exists() and path.read_bytes() != content:
        number += 1
        path = _folder() / f"{name}-{number}.R"
    path.write_bytes(content)
    return path


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
        items = [f"{_quoted(key)} = {r_literal(v)}" for key, v in value.items()]
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
    if array.dtype.kind != "f":
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
    if isinstance(value, int | np.integer) and -_INTEGER_MAX <= value <= _INTEGER_MAX:
        return f"{value}L"  # among doubles R makes a double of it
    number = f"{float(value):.17g}"
    return {"inf": "Inf", "-inf": "-Inf", "nan": "NaN", "-nan": "NaN"}.get(number, number)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\\\\]|[^ -~]', _r_character, text) + '"'


def _r_character(match: re.Match[str]) -> str:
    character = match[0]
    if character in '"\\\n\t':
        return {"\n": r"\n", "\t": r"\t"}.get(character, f"\\{character}")
    if "\udc80" <= character <= "\udcff":  # a byte of a path that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character if character.isprintable() else f"\\U{{{ord(character):x}}}"
