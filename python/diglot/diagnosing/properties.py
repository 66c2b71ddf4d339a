"""What holds for numbers that belong together, and must hold in a smaller case too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.diagnosing.arguments import Path, leaves, lengths, numbers_of, replaced

Array = NDArray[Any]

# Of fewer numbers an order may be chance.
_ENOUGH = 4


def _rows_sum_to_one(x: Array) -> bool:
    return x.ndim > 0 and x.shape[-1] > 0 and bool(np.allclose(x.sum(axis=-1), 1, rtol=1e-9))


def _one_hot(x: Array) -> bool:
    return x.ndim > 0 and bool(np.isin(x, (0, 1)).all()) and _rows_sum_to_one(x)


def _symmetric(x: Array) -> bool:
    return x.ndim == 2 and x.shape[0] == x.shape[1] and np.array_equal(x, x.T)


def _distinct(x: Array) -> bool:
    return np.unique(x).size == x.size


#: A smaller case keeps these where they hold: ties, zeros or a sign would be another story.
PROPERTIES: dict[str, Callable[[Array], bool]] = {
    "finite": lambda x: bool(np.isfinite(x).all()),
    "whole": lambda x: bool((x == np.rint(x)).all()),
    "not negative": lambda x: bool((x >= 0).all()),
    "positive": lambda x: bool((x > 0).all()),
    "at most 1": lambda x: bool((x <= 1).all()),
    "less than 1": lambda x: bool((x < 1).all()),
    "one-hot": _one_hot,
    "rows sum to 1": _rows_sum_to_one,
    "symmetric": _symmetric,
    "increasing": lambda x: x.ndim == 1 and bool((np.diff(x) > 0).all()),
    "distinct": _distinct,
}


def properties_of(leaf: Any) -> frozenset[str]:
    """Name what holds for a leaf of numbers; nothing for any other leaf."""
    x = numbers_of(leaf)
    if x is None or x.size == 0:
        return frozenset()
    with np.errstate(all="ignore"):
        found = {name for name, holds in PROPERTIES.items() if holds(x)}
    if x.size < _ENOUGH:
        found -= {"increasing"}
    if "rows sum to 1" in found:  # which is hard enough to keep
        found -= {"distinct"}
    if x.size == 1:  # a number alone is all of that, and means none of it
        found -= {"at most 1", "less than 1", "rows sum to 1", "one-hot", "symmetric", "whole"}
        found -= {"positive", "not negative"} if isinstance(leaf, float) else set()
    return frozenset(found)


class Kind:
    """What the arguments of a case are like, so that smaller ones are of the same kind."""

    def __init__(self, args: Any) -> None:
        self.properties: Mapping[Path, frozenset[str]] = {
            path: properties_of(leaf) for path, leaf in leaves(args).items()
        }
        self._classes = dict(_classes(args))

    def keeps(self, args: Any) -> bool:
        """Tell whether all that was true of the arguments is true of smaller ones."""
        for path, leaf in leaves(args).items():
            x = numbers_of(leaf)
            if x is None or x.size == 0:
                continue
            with np.errstate(all="ignore"):
                if not all(PROPERTIES[name](x) for name in self.properties.get(path, ())):
                    return False
        return True

    def repaired(self, args: Any) -> Any:
        """Make valid again what a cut has broken: labels, rows that sum to 1."""
        new = {}
        sizes = lengths(args)
        for path, leaf in leaves(args).items():
            x = numbers_of(leaf)
            if x is None or x.size == 0:
                continue
            names = self.properties.get(path, frozenset())
            if "one-hot" in names and not _one_hot(x):
                new[path] = one_hot(x.shape).astype(leaf.dtype)
            elif "rows sum to 1" in names and not _rows_sum_to_one(x):
                new[path] = shares(x.shape).astype(leaf.dtype)
            elif classes := sizes.get(self._classes.get(path)):  # type: ignore[arg-type]
                if (x >= classes).any():
                    new[path] = leaf % classes
        return replaced(args, new) if new else args


def _classes(args: Any) -> Any:
    """Find, for each leaf that may hold class numbers, the axis that they count along."""
    sizes = lengths(args)
    for path, leaf in leaves(args).items():
        x = numbers_of(leaf)
        if x is None or x.size == 0 or not {"whole", "not negative"} <= properties_of(leaf):
            continue
        last = {axis: n for axis, n in sizes.items() if axis.path != path and n > x.max()}
        if last:
            yield path, min(last, key=lambda axis: (last[axis], -axis.axis))


def one_hot(shape: tuple[int, ...]) -> Array:
    """Give rows with a single 1, at another place in each."""
    rows, classes = int(np.prod(shape[:-1])), shape[-1]
    return np.eye(classes)[np.arange(rows) % classes].reshape(shape)


def shares(shape: tuple[int, ...]) -> Array:
    """Give rows of halves, quarters, ... that sum to 1, in another order in each."""
    rows, classes = int(np.prod(shape[:-1])), shape[-1]
    parts = 0.5 ** np.arange(1, classes + 1)
    parts[-1] = 1 - parts[:-1].sum()
    parts[0], parts[-1] = (0.75, 0.25) if classes == 2 else (parts[0], parts[-1])
    return np.array([np.roll(parts, row) for row in range(rows)]).reshape(shape)
