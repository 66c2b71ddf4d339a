"""The original of a twin, called with a case: its answer, and what it does besides answering."""

from __future__ import annotations

import copy
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from diglot.judging.outputs import first_line, flatten
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class PythonResult:
    """What the original did with a case."""

    value: Any = None
    error: Exception | None = None
    notes: tuple[str, ...] = ()


def run_python(twin: Twin, case: Case) -> PythonResult:
    """Call the original twice, and tell what it does besides answering."""
    args, notes = copy.deepcopy(case.args), []
    state = np.random.get_state()  # noqa: NPY002 - the original may use it
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = copy.deepcopy(twin.python(*args))
            if not same_bits(args, case.args):
                notes.append("Python changes its arguments")
            if not same_bits(twin.python(*copy.deepcopy(case.args)), value):
                notes.append("Python answers differently the second time")
        except Exception as error:
            # Whatever an original raises is its answer to the case.
            return PythonResult(error=error)
    if not same_bits(np.random.get_state(), state):  # noqa: NPY002
        notes.append("Python changes NumPy's global random state")
    notes += sorted({f"Python warns: {first_line(str(w.message))}" for w in caught})
    return PythonResult(value, None, tuple(notes))


def same_bits(x: Any, y: Any) -> bool:
    """Tell whether two results are the same to the last bit."""
    a, b = flatten(x), flatten(y)
    return list(a) == list(b) and all(_same_leaf(a[name], b[name]) for name in a)


def _same_leaf(x: Any, y: Any) -> bool:
    if x is None or y is None or isinstance(x, str | list | dict | tuple):
        return type(x) is type(y) and bool(x == y)
    x, y = np.asarray(x), np.asarray(y)
    if x.dtype == object or y.dtype == object:
        pairs = zip(x.ravel(), y.ravel(), strict=False)
        return x.shape == y.shape and all(p is q or bool(p == q) for p, q in pairs)
    return bool(x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes())
