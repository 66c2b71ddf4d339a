"""The arguments of a case as a tree of arrays, with axes that belong together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.frames import is_column, is_frame
from diglot.judging.outputs import as_floats, kind_of

Array = NDArray[Any]
Path = tuple[Any, ...]

#: In the place of an axis: the leaf is a number that counts something.
COUNT = -1

# Linkings of more axes than this are not tried in pairs.
_MOST_PAIRED = 10


class Axis(NamedTuple):
    """An axis of an array, or of a list; or a number that counts one (`COUNT`)."""

    path: Path
    axis: int


def mapped(value: Any, change: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """Rebuild a tree: its leaves are changed, and then each container of them."""
    if isinstance(value, dict):
        value = {key: mapped(item, change, (*path, key)) for key, item in value.items()}
    elif isinstance(value, list | tuple):
        items = [mapped(item, change, (*path, i)) for i, item in enumerate(value)]
        value = type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    return change(path, value)


def nodes(args: Any) -> dict[Path, Any]:
    """Give every leaf and every container by its path."""
    found: dict[Path, Any] = {}

    def note(path: Path, value: Any) -> Any:
        found[path] = value
        return value

    mapped(args, note)
    return found


def leaves(args: Any) -> dict[Path, Any]:
    """Give every leaf by its path."""
    return {p: v for p, v in nodes(args).items() if not isinstance(v, dict | list | tuple)}


def replaced(args: Any, new: dict[Path, Any]) -> Any:
    """Put other leaves in the place of some."""
    return mapped(args, lambda path, value: new.get(path, value))


def numbers_of(leaf: Any) -> Array | None:
    """Give a leaf of real numbers as doubles; None for any other."""
    if isinstance(leaf, bool | np.bool_ | str) or not isinstance(leaf, int | float | np.ndarray):
        return None
    array = np.asarray(leaf)
    if array.dtype.kind not in "iuf" or kind_of(array) != "numbers":
        return None
    return as_floats(array)


# ---- Axes ----------------------------------------------------------------------------------------


def lengths(args: Any) -> dict[Axis, int]:
    """Give the length of every axis, and every number that may count one."""
    found: dict[Axis, int] = {}
    counts: dict[Axis, int] = {}
    for path, value in nodes(args).items():
        if isinstance(value, np.ndarray):
            found |= {Axis(path, axis): n for axis, n in enumerate(value.shape)}
        elif is_frame(value) or is_column(value):
            found[Axis(path, 0)] = len(value)
        elif isinstance(value, list | tuple):
            if path and not hasattr(value, "_fields"):
                found[Axis(path, 0)] = len(value)
        elif isinstance(value, int | np.integer) and not isinstance(value, bool):
            counts[Axis(path, COUNT)] = int(value)
    known = set(found.values())
    return found | {axis: n for axis, n in counts.items() if n in known}


def linked(args: Any) -> Iterator[tuple[int, tuple[Axis, ...]]]:
    """Give sets of axes that may belong together, those of one length, the likeliest first.

    Which do belong together, the original tells: it answers no others.
    """
    by_length: dict[int, list[Axis]] = {}
    for axis, n in lengths(args).items():
        if n > 1:
            by_length.setdefault(n, []).append(axis)
    seen = set()
    for n, axes in sorted(by_length.items(), reverse=True):
        for group in _subsets(axes):
            if group and (n, group) not in seen:
                seen.add((n, group))
                yield n, group


def _subsets(axes: list[Axis]) -> Iterator[tuple[Axis, ...]]:
    yield tuple(axes)
    yield tuple(axis for axis in axes if axis.axis != COUNT)
    yield tuple(axis for axis in axes if axis.axis == 0)
    yield from ((axis,) for axis in axes)
    if len(axes) <= _MOST_PAIRED:
        yield from itertools.combinations(axes, 2)


def cut(args: Any, axes: Collection[Axis], keep: Sequence[int]) -> Any:
    """Keep only some places along axes that belong together."""
    indices = list(keep)

    def shorter(path: Path, value: Any) -> Any:
        for axis in (a for a in axes if a.path == path):
            if axis.axis == COUNT:
                value = type(value)(len(indices))
            elif isinstance(value, np.ndarray):
                value = np.take(value, indices, axis=axis.axis)
            elif is_frame(value) or is_column(value):
                value = _rows(value, indices)
            else:
                value = type(value)(value[i] for i in indices)
        return value

    return mapped(args, shorter)


def _rows(frame: Any, indices: list[int]) -> Any:
    rows = frame.iloc[indices] if hasattr(frame, "iloc") else frame.take(indices)
    # Rows that were only counted are counted anew.
    counted = type(getattr(frame, "index", None)).__name__ == "RangeIndex"
    return rows.reset_index(drop=True) if counted else rows


# ---- How large and how plain ---------------------------------------------------------------------


def cost(args: Any) -> tuple[int, int]:
    """Give how many elements there are, and how many characters their numbers take."""
    size = plainness = 0
    for leaf in leaves(args).values():
        if isinstance(leaf, str):
            size += 1
            plainness += 8 * len(leaf)
            continue
        size += int(np.size(leaf))
        values = numbers_of(leaf)
        if values is not None and values.size <= _MOST_COUNTED:
            plainness += sum(_plainness(x) for x in values.ravel().tolist())
        elif values is not None:
            plainness += 100 * values.size
    return size, plainness


# In more numbers than this nobody reads each.
_MOST_COUNTED = 2000


def _plainness(x: float) -> int:
    text = repr(x).removesuffix(".0")
    return 8 * len(text) + (min(int(abs(x)), 9) if np.isfinite(x) else 9)


def elements(args: Any) -> int:
    """Count the numbers, strings and logicals of the arguments."""
    return cost(args)[0]
