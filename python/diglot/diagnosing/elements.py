"""The elements of one output over all cases, which of them are wrong, and what is true of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.diagnosing.trial import Trial, quiet
from diglot.judging.outputs import as_numbers, flatten, kind_of
from diglot.judging.pairing import ABSENT

Array = NDArray[Any]

# An element is wrong that differs by more than this share of its size, or of the largest one's
# thousandth: a thousand times what rounding does to most.
_WRONG = 1e-12
_SMALL = 1e-3


@dataclass(frozen=True)
class Elements:
    """Elements of all cases, one after the other.

    Attributes
    ----------
    wrong : array of bool
        Which of them are wrong.
    python, r : arrays
        What both languages give.
    traits : dict of str to array of bool
        What is true of each, in words that end "It is wrong ...".
    whole : frozenset of str
        The traits that are true of a whole case, in no case of some elements alone.
    places : frozenset of str
        The traits that tell where an element stands.
    sizes : dict of str to array of float
        How large, and how far below 0, the numbers of an argument are that lead to each element.
    """

    wrong: Array
    python: Array
    r: Array
    traits: dict[str, Array]
    whole: frozenset[str]
    places: frozenset[str]
    sizes: dict[str, Array]


def elements_of(output: str, trials: Sequence[Trial], names: Sequence[str]) -> Elements | None:
    """Collect the elements of an output; None where shapes or kinds differ.

    Parameters
    ----------
    output : str
        Which output.
    trials : sequence of Trial
        The answered cases.
    names : sequence of str
        The names of the arguments.
    """
    found = []
    for trial in trials:
        pair = trial.pairs.get(output)
        if pair is None or pair.python is ABSENT or pair.r is ABSENT:
            return None
        if {kind_of(pair.python), kind_of(pair.r)} - {"numbers", "logicals"}:
            return None
        p, r = as_numbers(pair.python), as_numbers(pair.r)
        if p.size != r.size:
            return None
        r = r.reshape(p.shape)
        wrong = _wrong(p, r) if output in trial.wrong else np.zeros(p.shape, dtype=bool)
        with quiet():
            places = dict(_places(p.shape))
            traits = dict(_traits(trial.case.args, names, p)) | places
            sizes = dict(_sizes(trial.case.args, names, p.shape))
        found.append(Elements(wrong, p, r, traits, frozenset(), frozenset(places), sizes))
    return _joined(found) if found else None


def _wrong(p: Array, r: Array) -> Array:
    with quiet():
        same = (p == r) | (np.isnan(p) & np.isnan(r))
        apart = np.where(same, 0.0, np.nan_to_num(np.abs(p - r), nan=np.inf))
        size = np.where(np.isfinite(p), np.abs(p), 0.0)
        wrong = apart > _WRONG * np.maximum(size, _SMALL * np.max(size, initial=0.0))
    if not wrong.any():
        wrong = apart > 0.1 * np.max(apart, initial=0.0)
    return np.asarray(wrong)


def _joined(found: Sequence[Elements]) -> Elements:
    def join(arrays: Sequence[Array]) -> Array:
        return np.concatenate([np.ravel(array) for array in arrays])

    def missing(elements: Elements, value: Any) -> Array:
        return np.full(elements.wrong.shape, value)

    traits = dict.fromkeys(words for each in found for words in each.traits)
    sizes = dict.fromkeys(words for each in found for words in each.sizes)
    return Elements(
        join([each.wrong for each in found]),
        join([each.python for each in found]),
        join([each.r for each in found]),
        {t: join([each.traits.get(t, missing(each, False)) for each in found]) for t in traits},
        frozenset(t for t in traits if all(_is_whole(each, t) for each in found)),
        frozenset().union(*(each.places for each in found)),
        {s: join([each.sizes.get(s, missing(each, 0.0)) for each in found]) for s in sizes},
    )


def _is_whole(elements: Elements, trait: str) -> bool:
    true = elements.traits.get(trait)
    return true is None or bool(true.all() or not true.any())


# ---- Traits --------------------------------------------------------------------------------------


def _ties(x: Array) -> Array:
    """Tell which elements are equal to another one of their row."""
    rows = x.reshape(-1, x.shape[-1]) if x.ndim and x.size else x.reshape(1, -1)
    tied = [(np.sum(row[:, None] == row[None, :], axis=1) > 1) for row in rows]
    return np.array(tied, dtype=bool).reshape(x.shape)


#: How the trait of an element ends that is equal to another one.
TIED = "equal to another"

_OF_INPUTS: dict[str, Callable[[Array], Array]] = {
    "NaN": np.isnan,
    "infinite": np.isinf,
    "0": lambda x: x == 0,
    "negative": lambda x: x < 0,
    "positive": lambda x: x > 0,
    "not positive": lambda x: x <= 0,
    "not negative": lambda x: x >= 0,
    TIED: _ties,
}

# Of longer rows nobody looks for ties: all pairs are compared.
_LONGEST_ROW = 300


def _numbers(args: Sequence[Any], names: Sequence[str]) -> Iterator[tuple[str, Array]]:
    for name, arg in zip(names, args, strict=False):
        for path, leaf in flatten(arg).items():
            if kind_of(leaf) == "numbers" and np.asarray(leaf).dtype.kind in "iuf":
                yield (name if path == "result" else f"{name}.{path}"), as_numbers(leaf)


def _traits(args: Sequence[Any], names: Sequence[str], p: Array) -> Iterator[tuple[str, Array]]:
    for name, x in _numbers(args, names):
        for words, holds in _OF_INPUTS.items():
            if holds is _ties and (x.ndim == 0 or x.shape[-1] > _LONGEST_ROW):
                continue
            yield f"where `{name}` is {words}", spread(holds(x), p.shape, np.any)
    for words in ("NaN", "infinite", "0", "negative", "positive"):
        yield f"where the right result is {words}", _OF_INPUTS[words](np.real(p))


def _places(shape: tuple[int, ...]) -> Iterator[tuple[str, Array]]:
    if not shape:
        return
    index = np.indices(shape)
    words = {1: ["place"], 2: ["row", "column"]}.get(len(shape))
    for axis, n in enumerate(shape):
        word = words[axis] if words else f"place of axis {axis + 1}"
        yield f"in the first {word}", index[axis] == 0
        yield f"in the last {word}", index[axis] == n - 1
        yield f"in all but the first {word}", index[axis] > 0
        yield f"in all but the last {word}", index[axis] < n - 1
    if len(shape) == 2:
        yield "on the diagonal", index[0] == index[1]
        yield "outside of the diagonal", index[0] != index[1]
        yield "above the diagonal", index[0] < index[1]
        yield "below the diagonal", index[0] > index[1]


def _sizes(
    args: Sequence[Any], names: Sequence[str], shape: tuple[int, ...]
) -> Iterator[tuple[str, Array]]:
    for name, x in _numbers(args, names):
        for words, signed in ((f"`{name}` is large", x), (f"`{name}` is far below 0", -x)):
            size = np.where(np.isfinite(x), np.maximum(signed, 0.0), 0.0)
            yield words, spread(size, shape, lambda v, axis: np.max(v, axis=axis, initial=0.0))


def spread(x: Array, shape: tuple[int, ...], over: Callable[..., Any]) -> Array:
    """Bring what is known of an argument to the elements of a result.

    Elements of the same place belong together, then rows, then columns, then everything.
    """
    if x.shape == shape:
        return x
    if x.ndim and shape and x.shape[0] == shape[0]:
        rows = np.asarray(over(x, axis=tuple(range(1, x.ndim))))
        return np.broadcast_to(rows.reshape(-1, *[1] * (len(shape) - 1)), shape)
    if x.ndim and shape and x.shape[-1] == shape[-1]:
        return np.broadcast_to(over(x, axis=tuple(range(x.ndim - 1))), shape)
    return np.full(shape, over(x, axis=None))
