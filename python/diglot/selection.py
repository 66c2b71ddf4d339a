"""Which twins and cases are meant: of the catalogue, of a user's file, by a pattern."""

from __future__ import annotations

import ast
import dataclasses
import fnmatch
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.na import NA_REAL
from diglot.twin import Case, Twin


class UsageError(Exception):
    """The call itself is wrong; one or two lines say how."""


def load_twins(path: Path) -> list[Twin]:
    """Read the `TWINS` of a Python file; its R files lie relative to it.

    Raises
    ------
    UsageError
        If the file is missing, cannot be run or defines no twins.
    """
    if not path.is_file():
        raise UsageError(f"There must be a file {path}, and there is none.")
    spec = importlib.util.spec_from_file_location(f"twins_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path} must be a Python file that defines TWINS.")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UsageError(f"{path} cannot be run: {type(error).__name__}: {error}") from error
    finally:
        sys.path.pop(0)
    twins = getattr(module, "TWINS", None)
    if not isinstance(twins, list | tuple) or not twins:
        raise UsageError(f"{path} must define TWINS, a list of diglot.Twin, not {twins!r}.")
    for twin in twins:
        if not isinstance(twin, Twin):
            raise UsageError(f"TWINS of {path} must hold diglot.Twin, not {type(twin).__name__}.")
    return [_placed(twin, path.resolve()) for twin in twins]


def _placed(twin: Twin, path: Path) -> Twin:
    files = [path.parent / file for file in twin.r_files]
    for file in files:
        if not file.exists():
            raise UsageError(f"twin `{twin.name}` names the R file {file}, and there is none.")
    return dataclasses.replace(twin, r_files=files, file=path)


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
        raise UsageError(f"No case matches {pattern!r}; a case is named like softmax-batch.")
    return chosen


def find_twin(twins: Sequence[Twin], name: str) -> Twin:
    """Find a twin by its name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    for twin in twins:
        if twin.name == name:
            return twin
    names = ", ".join(twin.name for twin in twins)
    raise UsageError(f"There is no twin {name!r}. There are: {names}.")


def find_case(case_id: str, file: str | Path | None = None) -> tuple[Twin, Case]:
    """Find a twin and its case, as in ``softmax-batch``, in the catalogue or in a file of twins.

    Raises
    ------
    UsageError
        If there is none.
    """
    for twin in read_twins([] if file is None else [Path(file)]):
        for case in twin.cases:
            if f"{twin.name}-{case.name}" == case_id:
                return twin, case
    raise UsageError(f"There is no case {case_id!r}.")


def read_twins(files: Sequence[Path]) -> list[Twin]:
    """Give the twins of some files; without a file, those of the catalogue."""
    if files:
        return [twin for file in files for twin in load_twins(file)]
    from diglot.catalogue import TWINS  # takes a third of a second, needless for a user's file

    return TWINS


def read_value(words: Sequence[str]) -> Any:
    """Read an argument as it is typed: numbers, one Python literal, or a word."""
    values = [_read_word(word) for word in words]
    if len(values) == 1:
        return values[0]
    return np.array(values)


_NAMES = {"nan": float("nan"), "NaN": float("nan"), "NA": NA_REAL}
_NAMES |= {"inf": float("inf"), "Inf": float("inf"), "TRUE": True, "FALSE": False}


class _Named(ast.NodeTransformer):
    """Put the numbers that Python has no literal for in the place of their names."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_NAMES[node.id]) if node.id in _NAMES else node


def _read_word(word: str) -> Any:
    try:
        value = ast.literal_eval(_Named().visit(ast.parse(word.strip(), mode="eval")))
    except (ValueError, SyntaxError):
        return word
    if isinstance(value, list | tuple):
        try:
            return np.array(value, dtype=float)
        except (ValueError, TypeError) as error:
            raise UsageError(f"{word} must be a vector or matrix of numbers.") from error
    return value
