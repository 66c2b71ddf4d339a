"""The text of a first file of twins."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.drafting.functions import PythonFunction, RFunction, python_function, r_function
from diglot.drafting.guesses import INPUTS, SIZES, Guess, filled, guess
from diglot.selection import UsageError

# Why a case of such a size is there.
_REASONS = {
    "square": "Sizes that fit by chance hide what is recycled along the wrong axis.",
    "one row": "R drops an axis of length 1 unless told `drop = FALSE`.",
}


def draft(
    path: Path,
    python_name: str,
    r_file: Path,
    r_name: str | None,
    r: RProcess,
    python: PythonProcess,
) -> bool:
    """Write a file that makes twins of a Python function and an R function.

    Parameters
    ----------
    path : path
        The file to write, which must not be there.
    python_name : str
        The function, as in ``module.function``; its module may lie beside the file or in the
        working folder.
    r_file : path
        The R file, or the folder of the R package, that holds the port.
    r_name : str or None
        The name of the port where it is another one.
    r, python : RProcess, PythonProcess
        Look the functions up; Python's process must not have been started.

    Returns
    -------
    bool
        Whether the function answers the arguments that were guessed.

    Raises
    ------
    UsageError
        If the file is there already, or a function is not.
    """
    _check_place(path)
    for folder in (Path.cwd(), path.resolve().parent):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    function = python_function(python_name, python)
    port = r_function(r_file, r_name, function.name, r)
    guessed = guess(function, python)
    with path.open("x", encoding="utf-8") as file:
        file.write(_text(path, function, r_file, port, guessed))
    return guessed.runs


def _check_place(path: Path) -> None:
    if path.suffix != ".py":
        raise UsageError(f"{path} must be the name of a Python file, as in my_twins.py.")
    if path.exists():
        raise UsageError(f"{path} is there already, and stays as it is: name another file.")
    if not path.resolve().parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} to write a file in.")


def _sizes(guessed: Guess) -> list[str]:
    """Name the sizes that make a difference to the arguments."""
    sized = any(f"{{{letter}}}" in each for each in guessed.arguments for letter in "nkm")
    return list(SIZES) if sized else ["batch"]


def _text(
    path: Path, function: PythonFunction, r_file: Path, port: RFunction, guessed: Guess
) -> str:
    name = function.name
    told = "" if port.parameters is None else f" In {r_file.name}: function({port.parameters})."
    body = "\n".join(" " * 12 + line for line in _cases(function, guessed))
    needed = ", ".join(_names(function)) or "*args"
    judged = f"`diglot verify {path.name}` says whether they agree"
    return f'''"""`{name}` and its port to R: {judged}."""

{_imports(path, function, body)}

TWINS = [
    Twin(
        {_quoted(name.rpartition(".")[2])},
        python={name},
        # Any R expression that evaluates to the port.{told}
        r={_quoted(port.expression)},
        # R files, or folders of R packages; relative to this file.
        r_files=[{_quoted(_relative(r_file, path))}],
        # Each case has a name and arguments by position; both languages get the same bits. An array
        # of one axis is a plain vector in R, a list or dict is a list. Fill in what your function
        # is used with: everyday sizes, ties, zeros, large numbers, one row.
        cases=[
{body}
        ],
        # Mistakes that a port could make, each of which a case must tell from the original.
        faults=[
            # Fault("forgets to ...", lambda {needed}: ..., hint="what mends it in R"),
        ],
    ),
]
'''


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _cases(function: PythonFunction, guessed: Guess) -> list[str]:
    """Write the cases; those that not every port need pass are comments, to be decided on."""
    lines = _head(function, guessed)
    for size in _sizes(guessed):
        if size in _REASONS:
            lines.append(f"# {_REASONS[size]}")
        case = _case(size, filled(guessed.arguments, size))
        lines.append(f"# {case}" if size == "one row" else case)
    asked = _case("refused", ["..."] * max(1, len(guessed.arguments)), "refused=True")
    return [*lines, "# What both must refuse.", f"# {asked}"]


def _names(function: PythonFunction) -> list[str]:
    return [each.name for each in function.parameters if each.default is None]


def _head(function: PythonFunction, guessed: Guess) -> list[str]:
    """Say what the arguments of a case are."""
    lines = []
    if not guessed.runs:
        lines.append(f"# {function.name} answers no argument that was guessed: change these.")
    if _names(function):
        lines.append(f"# {', '.join(_names(function))}")
    defaults = [f"{p.name}={p.default}" for p in function.parameters if p.default is not None]
    if defaults:
        lines.append(f"# then, if a case says them: {', '.join(defaults)}")
    return lines


def _case(name: str, arguments: Sequence[str], also: str = "") -> str:
    return f"Case({', '.join(filter(None, [_quoted(name), *arguments, also]))}),"


def _imports(path: Path, function: PythonFunction, body: str) -> str:
    first = function.name.split(".")[0]
    used = [name for name in INPUTS if re.search(rf"\b{name}\(", body)]
    theirs = [f"from {function.module} import {first}"]
    own = ["from diglot import Case, Fault, Twin"]
    if used:
        own.append(f"from diglot.inputs import {', '.join(used)}")
    if function.root is None or Path(function.root) == path.resolve().parent:
        return "\n".join([*own, *theirs] if function.root is None else [*own, "", *theirs])
    relative = os.path.relpath(function.root, path.resolve().parent)
    found = f"sys.path.insert(0, str(Path(__file__).parent / {relative!r}))"
    top = ["import sys", "from pathlib import Path", "", *own, "", found]
    return "\n".join([*top, f"{theirs[0]}  # noqa: E402"])


def _relative(file: Path, path: Path) -> str:
    return Path(os.path.relpath(file.resolve(), path.resolve().parent)).as_posix()
