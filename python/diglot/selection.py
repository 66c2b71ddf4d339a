"""Which twins and cases are meant: of the catalogue, of a user's file, by a pattern."""

from __future__ import annotations

import ast
import dataclasses
import difflib
import fnmatch
import importlib.util
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.na import NA_REAL
from diglot.twin import Case, Twin

# A name is near another when they share so much; `sofmax` and `softmax` do to 0.92.
_NEAR = 0.8

# Of the path of a file, so many parts stand at most before the name of a twin.
_MOST_PARTS = 50


class UsageError(Exception):
    """The call itself is wrong; one or two lines say how."""


def load_twins(path: Path) -> list[Twin]:
    """Read the `TWINS` of a Python file; its R files lie relative to it.

    Raises
    ------
    UsageError
        If the file is missing, cannot be run or defines no twins.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the file in it that defines TWINS.")
    if not path.is_file():
        beside = path.parent.glob("*.py") if path.parent.is_dir() else ()
        meant = near(str(path), map(str, beside))
        raise UsageError(f"There must be a file {path}, and there is none.{meant}")
    content = path.read_bytes()
    if not content.strip() or b"\0" in content:
        state = "no text" if content.strip() else "empty"
        raise UsageError(f"{path} is {state}; it must define TWINS, a list of diglot.Twin.")
    spec = importlib.util.spec_from_file_location(f"twins_{path.stem}", path)
    if spec is None or spec.loader is None:
        advice = f" R files: --r {path}" if path.suffix in (".R", ".r") else ""
        raise UsageError(f"{path} must be a Python file that defines TWINS.{advice}")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise UsageError(f"{path} cannot be run: {_why(error, path)}") from error
    finally:
        sys.path.pop(0)
    twins = getattr(module, "TWINS", None)
    if twins is None:
        raise UsageError(f"{path} must define TWINS, a list of diglot.Twin, and does not.")
    if not isinstance(twins, list | tuple) or not twins:
        raise UsageError(f"{path} must define TWINS, a list of diglot.Twin, not {twins!r}.")
    for twin in twins:
        if not isinstance(twin, Twin):
            raise UsageError(f"TWINS of {path} must hold diglot.Twin, not {type(twin).__name__}.")
    names = [twin.name for twin in twins]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"The twins of {path} must have different names; two are {name!r}.")
    path = path.resolve()
    return [dataclasses.replace(place(twin, path.parent), file=path) for twin in twins]


def _why(error: BaseException, path: Path) -> str:
    """Say why a file cannot be run, and in which line."""
    kind = type(error).__name__
    if isinstance(error, SyntaxError) and error.lineno:
        file = Path(error.filename or path).name
        return f"{kind}: {error.msg} ({file}, line {error.lineno}, column {error.offset})"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename) == path.absolute()]
    words = f"{kind}: {error}" + (f" (line {own[-1].lineno})" if own else "")
    if isinstance(error, ModuleNotFoundError) and error.name:
        words += f". If it is a package: pip install {error.name.partition('.')[0]}"
    return words


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Give the name that is nearest to another, if one is near."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=_NEAR)
    return found[0] if found else None


def near(name: str, names: Iterable[str]) -> str:
    """Ask whether another name was meant, if one is near; a question to set behind a message."""
    found = nearest(name, names)
    return f" Did you mean {found}?" if found else ""


def place(twin: Twin, folder: Path) -> Twin:
    """Give a twin the paths of its R files, which lie relative to a folder.

    Raises
    ------
    UsageError
        If one is not there.
    """
    if not isinstance(twin, Twin):
        raise UsageError(f"Twins must be diglot.Twin, not {type(twin).__name__}.")
    files = [folder / file for file in twin.r_files]
    for file in files:
        if not file.exists():
            raise UsageError(f"twin `{twin.name}` names the R file {file}, and there is none.")
    return dataclasses.replace(twin, r_files=files)


def _told_apart(twins: Sequence[Twin]) -> list[Twin]:
    """Put the file before the name of a twin that several files have: ``first.relu``."""
    names = Counter(twin.name for twin in twins)
    clashing = [twin for twin in twins if names[twin.name] > 1]
    parts = 1
    while parts < _MOST_PARTS and len({_with_file(t, parts) for t in clashing}) < len(clashing):
        parts += 1
    return [
        twin if names[twin.name] == 1 else dataclasses.replace(twin, name=_with_file(twin, parts))
        for twin in twins
    ]


def _with_file(twin: Twin, parts: int) -> str:
    assert twin.file is not None
    return f"{'/'.join(twin.file.with_suffix('').parts[-parts:])}.{twin.name}"


def _is_called(twin: Twin, name: str) -> bool:
    """Tell whether a twin goes by a name, before which its file may stand."""
    if name == twin.name or twin.file is None:
        return name == twin.name
    place = name.removesuffix(f".{twin.name}")
    return name != place and f"/{twin.file.with_suffix('')}".endswith(f"/{place}")


def select(twins: Sequence[Twin], pattern: str | None) -> list[Twin]:
    """Keep the cases whose id, as in ``softmax-batch``, contains or matches the pattern.

    Raises
    ------
    UsageError
        If there is none.
    """
    if pattern is None:
        return list(twins)
    wildcard = pattern if any(c in pattern for c in "*?[") else f"*{pattern}*"
    chosen = []
    for twin in twins:
        cases = [c for c in twin.cases if fnmatch.fnmatch(f"{twin.name}-{c.name}", wildcard)]
        if cases:
            chosen.append(dataclasses.replace(twin, cases=cases))
    if not chosen:
        meant = near(pattern, (twin.name for twin in twins))
        raise UsageError(f"No case matches {pattern!r}; a case is named like softmax-batch.{meant}")
    return chosen


def find_twin(twins: Sequence[Twin], name: str) -> Twin:
    """Find a twin by its name, before which its file may stand, as in ``first.relu``.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    for twin in twins:
        if _is_called(twin, name):
            return twin
    names = [twin.name for twin in twins]
    raise UsageError(
        f"There is no twin {name!r}.{near(name, names)} There are: {', '.join(names)}."
    )


def find_case(case_id: str, file: str | Path | None = None) -> tuple[Twin, Case]:
    """Find a twin and its case, as in ``softmax-batch``, in the catalogue or in a file of twins.

    Raises
    ------
    UsageError
        If there is none.
    """
    for twin in read_twins([] if file is None else [Path(file)]):
        for case in twin.cases:
            name = case_id.removesuffix(f"-{case.name}")
            if name != case_id and _is_called(twin, name):
                return twin, case
    raise UsageError(f"There is no case {case_id!r}.")


def read_twins(files: Sequence[Path]) -> list[Twin]:
    """Give the twins of some files; without a file, those of the catalogue."""
    if files:
        different = {file.resolve(): file for file in files}
        return _told_apart([twin for file in different.values() for twin in load_twins(file)])
    from diglot.catalogue import TWINS  # takes a third of a second, needless for a user's file

    return TWINS


def read_value(words: Sequence[str]) -> Any:
    """Read an argument as it is typed: numbers, logicals or words, or one Python literal.

    Raises
    ------
    UsageError
        If several words are not of one kind, or one is no literal that R has a value for.
    """
    values = [_read_word(word) for word in words]
    if len(values) == 1:
        return values[0]
    kinds = {_kind(value) for value in values}
    if len(kinds) > 1 or kinds == {None}:
        raise UsageError(
            f"--x {' '.join(words)} must be numbers only, logicals only or words only; a vector or "
            "matrix is one word in quotes, as '[[1, 2], [3, 4]]'."
        )
    return np.array(values)


def _kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "logical"
    return (
        "number" if isinstance(value, int | float) else "word" if isinstance(value, str) else None
    )


_NAMES: dict[str, float | None] = {"nan": float("nan"), "NaN": float("nan"), "NA": NA_REAL}
_NAMES |= {"inf": float("inf"), "Inf": float("inf"), "TRUE": True, "FALSE": False, "NULL": None}


class _Named(ast.NodeTransformer):
    """Put the numbers that Python has no literal for in the place of their names."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_NAMES[node.id]) if node.id in _NAMES else node


def _read_word(word: str) -> Any:
    try:
        value = ast.literal_eval(_Named().visit(ast.parse(word.strip(), mode="eval")))
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        if any(sign in word for sign in "[](){}'\","):
            raise UsageError(f"--x {word} is no number, vector, matrix or word.") from error
        return word
    if isinstance(value, list | tuple):
        try:
            return np.array(value, dtype=float)
        except (ValueError, TypeError, OverflowError) as error:
            raise UsageError(f"--x {word} must be a vector or matrix of numbers.") from error
    if isinstance(value, set | bytes | type(...)):
        raise UsageError(f"--x {word} has no counterpart in R.")
    return value
