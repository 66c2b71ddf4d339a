"""The parts into which the cases of a twin fall: a port may be wrong for vectors alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from diglot.judging.outputs import flatten
from diglot.twin import Case

Part = tuple[bool, ...]


def part_of(case: Case) -> Part:
    """Give the part that a case belongs to: what is true of it."""
    arrays = [np.asarray(leaf) for arg in case.args for leaf in flatten(arg).values()]
    return tuple(holds(arrays, case) for holds in _TRUE_OF.values())


def words_for(chosen: Sequence[Case], all_cases: Sequence[Case]) -> str:
    """Say what some of the cases have in common that the others lack; "" if nothing is."""
    if len(chosen) == len(all_cases):
        return ""
    inside = [id(case) for case in chosen]
    for i, words in enumerate(_TRUE_OF):
        true = [id(case) for case in all_cases if part_of(case)[i]]
        for holds, said in ((True, words), (False, f"other than {words}")):
            if {c for c in map(id, all_cases) if (c in true) == holds} == set(inside):
                return f" ({said})"
    return ""


def _first_rank(arrays: Sequence[Any]) -> int:
    ranks = [array.ndim for array in arrays]
    return ranks[0] if ranks else 0


def _floats(arrays: Sequence[Any]) -> list[Any]:
    return [array for array in arrays if array.dtype.kind == "f"]


#: What may be true of a case, in the words for all of which it is.
_TRUE_OF: dict[str, Callable[[Sequence[Any], Case], bool]] = {
    "vectors": lambda arrays, _: _first_rank(arrays) == 1,
    "matrices": lambda arrays, _: _first_rank(arrays) == 2,
    "arrays of rank 3 or more": lambda arrays, _: _first_rank(arrays) > 2,
    "arguments of different rank": lambda arrays, _: len({a.ndim for a in arrays if a.ndim}) > 1,
    "a single row": lambda arrays, _: any(a.ndim == 2 and a.shape[0] == 1 for a in arrays),
    "a single column": lambda arrays, _: any(a.ndim == 2 and a.shape[1] == 1 for a in arrays),
    "no elements": lambda arrays, _: any(a.size == 0 for a in arrays),
    "NaN": lambda arrays, _: any(bool(np.isnan(a).any()) for a in _floats(arrays)),
    "infinities": lambda arrays, _: any(bool(np.isinf(a).any()) for a in _floats(arrays)),
    "edges": lambda _, case: case.edge,
    "whole numbers": lambda arrays, _: bool(arrays) and arrays[0].dtype.kind in "iu",
    "two arguments or more": lambda _, case: len(case.args) > 1,
}
