"""Read somebody's R files: what they define, or in one or two lines why that cannot be told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.process import RCrash, RError, RProblem, RProcess, RResult, RTimeout, r_files
from diglot.catalogue.glue import METHODS, NETS
from diglot.selection import UsageError

_FUNCTIONS_ONLY = "--functions-only reads the functions alone."

_CODE = Path(__file__).with_name("port.R").read_text("utf-8")


@dataclass(frozen=True)
class Port:
    """R files that were sourced, and what they hold.

    Attributes
    ----------
    files : sequence of Path
        In the order in which they are sourced.
    functions : frozenset of str
        What the files define.
    carried : mapping of str to set of str
        The methods that the objects of a class of nets carry themselves, as in ``net$loss(x, t)``.
        A class whose objects hold no parameters is not there.
    warnings : sequence of str
        What R warned of while it sourced the files.
    needs, misfits : mapping of str to sequence of str
        For each R expression that was asked about the names that it takes from outside, and those
        of the functions that it calls in a way that the files do not provide for.
    """

    files: Sequence[Path]
    functions: frozenset[str]
    carried: Mapping[str, frozenset[str]]
    warnings: Sequence[str]
    needs: Mapping[str, Sequence[str]]
    misfits: Mapping[str, Sequence[str]]


def read_port(
    paths: Sequence[Path],
    r: RProcess,
    expressions: Iterable[str],
    *,
    definitions_in: Path | None = None,
) -> Port:
    """Source R files, or folders of them, into the R process.

    Parameters
    ----------
    paths : sequence of Path
        Files, R packages, folders of scripts.
    r : RProcess
        Later calls with `Port.files` find them sourced.
    expressions : iterable of str
        What will be asked for: R code, whose needs are told.
    definitions_in : Path, optional
        Source nothing but the functions and simple constants at the top of the files, which are
        written into this folder.

    Raises
    ------
    UsageError
        If a file is missing, empty or no R code, or fails where it is sourced.
    """
    files = [file for path in paths for file in _files_of(path)]
    for file in files:
        _check_text(file)
    _check_syntax(files, r)
    if definitions_in is not None:
        files = _definitions(files, definitions_in, r)
    classes = list(NETS.values())
    asked = list(dict.fromkeys(expressions))
    try:
        found = _ask(
            r, "survey", np.array(asked), np.array(classes), np.array(METHODS), files=files
        )
    except RProblem as problem:
        raise UsageError(_why(problem, files, definitions_in is not None)) from problem
    functions, nets, needs, misfits = found.value.values()
    return Port(
        files,
        frozenset(functions.tolist()),
        {of: frozenset(all_.tolist()) for of, all_ in zip(classes, nets, strict=True) if all_.size},
        found.warnings,
        {of: names.tolist() for of, names in zip(asked, needs, strict=True)},
        {of: names.tolist() for of, names in zip(asked, misfits, strict=True)},
    )


def _ask(r: RProcess, function: str, *args: Any, files: Sequence[Path] = ()) -> RResult:
    """Call a function of port.R, which nothing that the files mask can reach."""
    code = f"{_CODE}\n{function}"
    code = f"base::eval(base::quote({{\n{code}\n}}), base::new.env(parent = base::baseenv()))"
    return r.call(code, args, files=files)


# ---- Files ---------------------------------------------------------------------------------------


def _files_of(path: Path) -> list[Path]:
    if not path.exists():
        raise UsageError(f"--r {path}: there is no such file or folder.")
    try:
        files = r_files(path.absolute())
    except ValueError as error:
        raise UsageError(f"--r {error}") from error
    for file in files:
        if not file.is_file():
            raise UsageError(f"--r {path}: its DESCRIPTION names {file.name}, and there is none.")
    return files


def _check_text(file: Path) -> None:
    """Refuse what is no text in UTF-8."""
    content = file.read_bytes().removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        raise UsageError(f"{file} is empty; it must define R functions.")
    if b"\0" in content:
        raise UsageError(f"{file} is no text; it must be a file of R code.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{file}:{line}: this is no UTF-8; save the file in UTF-8.") from error


def _check_syntax(files: Sequence[Path], r: RProcess) -> None:
    """Refuse what R cannot parse, with its line and column."""
    complaints = _ask(r, "complaints", np.array([str(file) for file in files])).value
    for file, complaint in zip(files, complaints, strict=True):
        if complaint:
            first = complaint.splitlines()[0]
            place = re.match(r"<text>:(\d+):(\d+): (.*)", first)
            where = f"{file}:{place[1]}:{place[2]}" if place else str(file)
            raise UsageError(f"{where}: R cannot parse this: {place[3] if place else first}.")


def _definitions(files: Sequence[Path], folder: Path, r: RProcess) -> list[Path]:
    """Write what each file defines into a file of its own."""
    copies: list[Path] = []
    for i, file in enumerate(files):
        lines = _ask(r, "definitions", str(file)).value
        copies.append(folder / (file.name if file.name not in _names_in(copies) else f"{i}.R"))
        copies[-1].write_text("\n".join([f"# From {file}", *lines, ""]), encoding="utf-8")
    return copies


def _names_in(paths: Iterable[Path]) -> set[str]:
    return {path.name for path in paths}


# ---- What went wrong -----------------------------------------------------------------------------


def _why(problem: RProblem, files: Sequence[Path], functions_only: bool) -> str:
    advice = "" if functions_only else f"\n{_FUNCTIONS_ONLY}"
    names = ", ".join(file.name for file in files)
    if isinstance(problem, RTimeout):
        return f"{names}: sourcing did not end: {problem} --timeout gives it longer.{advice}"
    if isinstance(problem, RCrash):
        return f"{names}: sourcing ended R: {problem}{advice}"
    message = str(problem.message if isinstance(problem, RError) else problem).rstrip(".")
    package = re.search(r"there is no package called .(.+?).$", message, re.MULTILINE)
    if package:
        place = message.removeprefix("sourcing ").split(": ")[0]
        name = package[1]
        return (
            f"{place} needs the R package {name}, which is not installed; "
            f'in R: install.packages("{name}").{advice}'
        )
    return f"{message}.{advice if message.startswith('sourcing ') else ''}"
