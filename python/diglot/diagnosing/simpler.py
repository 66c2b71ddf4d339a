"""Simpler arguments: fewer elements, and numbers that are easier to read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.diagnosing.arguments import (
    COUNT,
    Axis,
    Path,
    cut,
    elements,
    leaves,
    lengths,
    linked,
    mapped,
    numbers_of,
    replaced,
)
from diglot.diagnosing.properties import Kind, one_hot, properties_of, shares

Array = NDArray[Any]

# Every axis is first tried with as few places as these.
_FEW = (1, 2, 3)
_MOST_LENGTHS = 4

# Of larger arrays each number is left as it is.
_MOST_NUMBERS = 24

_PLAIN = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 0.25, -1.0, -2.0, 10.0, 100.0, 1000.0)


def small_shapes(args: Any, kind: Kind, near: Mapping[int, int]) -> list[Any]:
    """Give the arguments with every axis very short, the smallest first.

    Parameters
    ----------
    args : tuple
        The arguments of a case.
    kind : Kind
        What must hold for them.
    near : mapping of int to int
        For the length of an axis, the place that shows the difference.
    """
    groups: dict[int, list[Axis]] = {}
    for axis, n in lengths(args).items():
        if n > 1:
            groups.setdefault(n, []).append(axis)
    if not 0 < len(groups) <= _MOST_LENGTHS:
        return []
    found = []
    for sizes in itertools.product(*([k for k in _FEW if k <= n] for n in groups)):
        shorter = args
        for (n, axes), size in zip(groups.items(), sizes, strict=True):
            start = min(near.get(n, 0), n - size)
            shorter = cut(shorter, axes, range(start, start + size))
        found += [*fills(kind.repaired(shorter), args), kind.repaired(shorter)]
    return sorted(found, key=elements)


def cuts(args: Any, kind: Kind, near: Mapping[int, int]) -> Iterator[Any]:
    """Give the arguments with places left out of axes that belong together."""
    for n, axes in linked(args):
        for keep in _keeps(n, near.get(n)):
            shorter = _cut_or_none(args, axes, keep)
            if shorter is not None:
                yield kind.repaired(shorter)


def _cut_or_none(args: Any, axes: Sequence[Axis], keep: Sequence[int]) -> Any:
    # Two axes of one array are cut one after the other; a count alone says nothing.
    return None if all(axis.axis == COUNT for axis in axes) else cut(args, axes, keep)


def _keeps(n: int, near: int | None) -> Iterator[list[int]]:
    """Give which of `n` places to keep: one, two, then ever smaller parts and what is around."""
    everything = list(range(n))
    if near is not None and near < n:
        yield [near]
        yield [near - 1, near] if near else [0, min(1, n - 1)]
    yield [0]
    size = n // 2
    while size >= 1:
        parts = [everything[i : i + size] for i in range(0, n, size)]
        yield from parts[:_MOST_NUMBERS]
        yield from ([i for i in everything if i not in part] for part in parts[:_MOST_NUMBERS])
        size //= 2


def fewer(args: Any) -> Iterator[Any]:
    """Give the arguments with the last left out, or an element of a dict, or letters of a text."""
    if len(args) > 1:
        yield args[:-1]
    for path, value in _dicts(args).items():
        for key in value if len(value) > 1 else ():
            yield replaced(args, {path: {k: v for k, v in value.items() if k != key}})
    for path, leaf in leaves(args).items():
        if isinstance(leaf, str) and len(leaf) > 1:
            yield from (
                replaced(args, {path: part})
                for part in (leaf[:1], leaf[: len(leaf) // 2], leaf[len(leaf) // 2 :], leaf[:-1])
            )
        elif isinstance(leaf, np.ndarray) and leaf.dtype.kind == "U" and leaf.size:
            yield from (replaced(args, {path: leaf.astype(f"U{n}")}) for n in (1, 2, 4))


def _dicts(args: Any) -> dict[Path, dict[Any, Any]]:
    found: dict[Path, dict[Any, Any]] = {}

    def note(path: Path, value: Any) -> Any:
        if isinstance(value, dict):
            found[path] = value
        return value

    mapped(args, note)
    return found


# ---- Numbers -------------------------------------------------------------------------------------


def fills(args: Any, like: Any) -> Iterator[Any]:
    """Give the arguments with plain numbers of the same kind: all leaves, then each alone.

    `like` are the arguments whose properties count.
    """
    was = leaves(like)
    for style in _STYLES:
        new = {
            path: filled
            for path, leaf in leaves(args).items()
            if (filled := _filled(leaf, was.get(path, leaf), style)) is not None
        }
        if new:
            yield replaced(args, new)
        if len(new) > 1:
            yield from (replaced(args, {path: filled}) for path, filled in new.items())


def _filled(leaf: Any, was: Any, style: Callable[[int], Array]) -> Any:
    """Fill a leaf in a style, as far as what held for it asks for no other."""
    if not isinstance(leaf, np.ndarray) or leaf.size == 0:
        return None
    names = properties_of(was)
    if leaf.dtype.kind not in "iuf" or not names:
        return None
    if "one-hot" in names:
        values = one_hot(leaf.shape)
    elif "rows sum to 1" in names:
        values = shares(leaf.shape)
    elif "symmetric" in names:
        values = np.ones(leaf.shape) + np.eye(len(leaf))
    elif "less than 1" in names and "not negative" in names:
        values = ((np.arange(leaf.size) + 1) / 2.0 ** np.ceil(np.log2(leaf.size + 1))).reshape(
            leaf.shape
        )
    else:
        values = style(leaf.size).reshape(leaf.shape)
        if "positive" in names:
            values = np.abs(values) + 1
        elif "not negative" in names:
            values = np.abs(values)
    return values.astype(leaf.dtype)


def _alternating(n: int) -> Array:
    """Give 1, -2, 3, -4, ...: small, distinct, of both signs."""
    counted = np.arange(1.0, n + 1)
    return counted * np.where(np.arange(n) % 2, -1.0, 1.0)


def _scattered(n: int) -> Array:
    """Give the whole numbers below `n`, every other one first, so that they are in no order."""
    return np.concatenate([np.arange(1.0, n, 2), np.arange(0.0, n, 2)])


_STYLES: tuple[Callable[[int], Array], ...] = (
    lambda n: np.arange(float(n)),
    _scattered,
    _alternating,
    lambda n: np.arange(1.0, n + 1),
)


def rounded(args: Any) -> Iterator[Any]:
    """Give the arguments with fewer decimals, then with fewer digits: all, then each leaf."""
    for change in (*(_decimals(d) for d in range(4)), *(_significant(d) for d in (1, 2, 3))):
        new = {
            path: value
            for path, leaf in leaves(args).items()
            if (value := _changed(leaf, change)) is not None
        }
        yield replaced(args, new)
        if len(new) > 1:
            yield from (replaced(args, {path: value}) for path, value in new.items())


def _changed(leaf: Any, change: Callable[[Array], Array]) -> Any:
    x = numbers_of(leaf)
    if x is None or np.asarray(leaf).dtype.kind != "f" or not x.size:
        return None
    values = change(x)
    return values.astype(leaf.dtype) if isinstance(leaf, np.ndarray) else type(leaf)(values)


def _decimals(digits: int) -> Callable[[Array], Array]:
    return lambda x: np.round(x, digits)


def _significant(digits: int) -> Callable[[Array], Array]:
    return lambda x: np.vectorize(lambda v: float(f"{v:.{digits}g}"), otypes=[float])(x)


def plainer_numbers(args: Any) -> Iterator[list[Any]]:
    """Give, for each number of the arguments, the arguments with plainer ones in its place."""
    for path, leaf in leaves(args).items():
        x = numbers_of(leaf)
        if x is None or not 0 < x.size <= _MOST_NUMBERS:
            continue
        symmetric = "symmetric" in properties_of(leaf)
        for index in np.ndindex(x.shape):
            yield [
                replaced(args, {path: _with(leaf, index, value, symmetric)})
                for value in _plainer(float(x[index]), whole=np.asarray(leaf).dtype.kind in "iu")
            ]


def _plainer(x: float, *, whole: bool) -> list[float]:
    values = [*_PLAIN]
    if np.isfinite(x):
        values += [float(f"{x:.{d}g}") for d in (1, 2, 3)] + [float(round(x, d)) for d in (0, 1, 2)]
    return [v for v in dict.fromkeys(values) if v != x and not (whole and v % 1)]


def _with(leaf: Any, index: tuple[int, ...], value: float, symmetric: bool) -> Any:
    if not isinstance(leaf, np.ndarray):
        return type(leaf)(value)
    changed = leaf.copy()
    changed[index] = value
    if symmetric and len(index) == 2:
        changed[index[::-1]] = value
    return changed
