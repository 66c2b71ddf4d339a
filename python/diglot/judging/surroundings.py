"""What a Python function may change besides answering, and whether it did."""

from __future__ import annotations

import inspect
import locale
import os
import random
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from diglot.judging.bits import same_bits

# Larger arrays are only looked at for their place, not for their content.
_MOST_BYTES = 1 << 20

# Where Python keeps what every module has, and which warnings it has shown.
_UNWATCHED = {"__builtins__", "__warningregistry__"}


class Surroundings:
    """What a function finds around it.

    Parameters
    ----------
    function : callable
        The function; the globals of its module are watched too.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        inner = inspect.unwrap(function)
        self._globals = getattr(inner, "__globals__", {})
        self._variables = _shallow(self._globals)
        self._states = _states()
        self._environ = dict(os.environ)
        self._folder = _working_directory()
        self._files = _files(self._folder)
        self._errors = np.geterr()

    def changes(self) -> list[str]:
        """Say what has changed since, a sentence without its subject for each."""
        states = _states()
        notes = [
            f"changes {name}"
            for name, before in self._states.items()
            if not _equal(before, states[name])
        ]
        errors = _differing(self._errors, np.geterr())
        if errors:
            notes.append(f"changes np.seterr({', '.join(errors)})")
        variables = _differing(self._environ, dict(os.environ))
        if variables:
            notes.append(f"changes environment variables: {', '.join(variables)}")
        written = sorted(_files(self._folder) - self._files)
        if written:
            notes.append(f"writes {', '.join(written[:5])} into the working directory")
        return notes + self._changed_globals()

    def _changed_globals(self) -> list[str]:
        after = _shallow(self._globals)
        notes = []
        for name in sorted(self._variables.keys() | after.keys()):
            if name not in self._variables:
                notes.append(f"leaves `{name}` behind in its module")
            elif name not in after or not _same(self._variables[name], after[name]):
                notes.append(f"changes `{name}` in its module")
        return notes


def _states() -> dict[str, Any]:
    return {
        "NumPy's global random state": np.random.get_state(legacy=False),  # noqa: NPY002
        "Python's random state": random.getstate(),
        "the working directory": _working_directory(),
        "the filters of warnings": list(warnings.filters),
        "the locale": locale.setlocale(locale.LC_ALL),
    }


def _equal(before: Any, after: Any) -> bool:
    # All but NumPy's state are made of what can be compared as a whole.
    return before == after if not isinstance(before, dict) else same_bits(before, after)


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "none"


def _files(folder: str) -> set[str]:
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = sorted(before.keys() | after.keys())
    return [name for name in names if before.get(name) != after.get(name)]


def _shallow(variables: dict[str, Any]) -> dict[str, Any]:
    """Copy what can be changed in place, one level deep."""
    watched = variables.keys() - _UNWATCHED
    return {name: (variables[name], _content(variables[name])) for name in watched}


def _content(value: Any) -> Any:
    if type(value) in (list, set):
        return list(value)
    if type(value) is dict:
        return [each for item in value.items() for each in item]
    if type(value) is np.ndarray and value.nbytes <= _MOST_BYTES and value.dtype != object:
        return value.tobytes()
    return None


def _same(before: tuple[Any, Any], after: tuple[Any, Any]) -> bool:
    if before[0] is not after[0]:
        return False
    x, y = before[1], after[1]
    if isinstance(x, list):
        return len(x) == len(y) and all(p is q for p, q in zip(x, y, strict=True))
    return bool(x == y)
