"""Which output of Python faces which output of R, where the languages have other containers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from diglot.judging.expected import KINDS, Expected
from diglot.judging.outputs import WHOLE, flatten, kind_of


@dataclass(frozen=True)
class Pair:
    """One output in both languages; a missing one is `ABSENT`."""

    python: Any
    r: Any
    #: The names under which the referee knows the elements of Python's result, in order.
    parts: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())


class _Absent:
    """The class of `ABSENT`."""


#: Stands where a language does not give an output.
ABSENT = _Absent()


def paired(python: Any, r: Any, path: str = "") -> dict[str, Pair]:
    """Take two results apart into outputs, by Python's names.

    A list, tuple or dict of Python faces an R vector where its elements are scalars, or lists of
    one shape. What has names in both languages is matched by name, anything else in order. Other
    containers are told in a note of the first output that they concern.
    """
    if _is_container(python) and isinstance(r, np.ndarray):
        vector = _as_array(python)
        if vector is not None:
            note = f"Python gives a {_word(python)}, R a {'vector' if r.ndim < 2 else 'matrix'}"
            return {path or WHOLE: Pair(vector, r, tuple(flatten(python, path)), (note,))}
    if not (_is_container(python) and _is_container(r) and python and r):
        return _by_path(python, r, path)
    ours, theirs = _named(python), _named(r)
    if ours is not None and theirs is not None:
        paths = dict(zip(ours, _steps(python, path), strict=True))
        names = {**ours, **theirs}
        return _merged(
            (paths.get(n) or _step(path, n), ours.get(n, ABSENT), theirs.get(n, ABSENT))
            for n in names
        )
    if len(python) != len(r):
        return _by_path(python, r, path)
    pairs = _merged(zip(_steps(python, path), _values(python), _values(r), strict=True))
    return _noted(pairs, _container_note(python, r))


def expected_of_pair(pair: Pair, expected: Mapping[str, Expected]) -> Expected | None:
    """Give the referee's word on an output, put together where Python has it in pieces."""
    words = [expected.get(part) for part in pair.parts]
    if len(words) == 1 or not any(words):
        return words[0] if words else None
    sizes = [1 if word is None else word.allowed.size for word in words]
    known = [word for word in words if word is not None]
    if sum(sizes) != np.size(pair.python):
        return None
    return Expected(
        kind=max((word.kind for word in known), key=KINDS.index),
        allowed=_joined([None if word is None else word.allowed for word in words]),
        value=_joined([None if word is None else word.value for word in words]),
        rest=_joined([None if word is None else word.rest for word in words]),
        why=next((word.why for word in known if word.why), ""),
        blame=all(word.blame for word in known),
        is_users=any(word.is_users for word in known),
        notes=tuple(dict.fromkeys(note for word in known for note in word.notes)),
    )


def _joined(arrays: list[Any]) -> Any:
    return np.concatenate([np.ravel(np.nan if array is None else array) for array in arrays])


def _is_container(value: Any) -> bool:
    return isinstance(value, list | tuple | dict)


def _named(value: Any) -> dict[str, Any] | None:
    """Give a dict or a named tuple as a dict; None for what has no names."""
    if hasattr(value, "_fields"):
        return dict(zip(value._fields, value, strict=True))
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else None


def _values(value: Any) -> list[Any]:
    return list(value.values() if isinstance(value, dict) else value)


def _step(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _steps(value: Any, path: str) -> list[str]:
    """Name the items of a container as `flatten` does."""
    if isinstance(value, dict):
        return [_step(path, str(key)) for key in value]
    return [f"{path}[{i}]" for i in range(len(value))]


def _as_array(value: Any) -> Any:
    """Give a container of scalars, or of lists of one shape, as an array; else None."""
    leaves = list(flatten(value).values()) if value else []
    kinds = {kind_of(leaf) for leaf in leaves}
    if len(kinds) > 1 or any(np.ndim(leaf) or _is_container(leaf) for leaf in leaves):
        return None
    if kinds - {"numbers", "logicals", "strings", "dates", "times", "durations"}:
        return None
    try:
        return np.array(_values(value))
    except ValueError:  # lists of several lengths
        return None


def _word(value: Any) -> str:
    return "dict" if isinstance(value, dict) else "tuple" if isinstance(value, tuple) else "list"


def _container_note(python: Any, r: Any) -> str:
    theirs = "named list" if isinstance(r, dict) else "list"
    return "" if _word(python) == theirs else f"Python gives a {_word(python)}, R a {theirs}"


def _merged(triples: Iterable[tuple[str, Any, Any]]) -> dict[str, Pair]:
    pairs: dict[str, Pair] = {}
    for path, python, r in triples:
        pairs |= paired(python, r, path)
    return pairs


def _noted(pairs: dict[str, Pair], note: str) -> dict[str, Pair]:
    first = next(iter(pairs))
    notes = (note,) if note else ()
    return pairs | {first: replace(pairs[first], notes=notes + pairs[first].notes)}


def _by_path(python: Any, r: Any, path: str) -> dict[str, Pair]:
    p, q = ({} if x is ABSENT else flatten(x, path) for x in (python, r))
    return {name: Pair(p.get(name, ABSENT), q.get(name, ABSENT), (name,)) for name in {**p, **q}}
