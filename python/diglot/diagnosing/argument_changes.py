"""Mistakes made before anything is calculated: arguments swapped, turned, read otherwise.

What works along another axis is among them: the original, given its argument turned or in pieces.
"""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.diagnosing.diagnosis import Suspect

Array = NDArray[Any]
Function = Callable[..., Any]


class NotApplicable(Exception):
    """A change means nothing for these arguments."""


def argument_changes(original: Function, names: Sequence[str], needed: int) -> Iterator[Suspect]:
    """Give the original with its arguments changed, the most specific mistakes first.

    Parameters
    ----------
    original : callable
        The right function.
    names : sequence of str
        The names of the arguments that the cases give.
    needed : int
        How many of them have no default.
    """
    for (i, first), (j, second) in itertools.combinations(enumerate(names), 2):
        yield Suspect(
            "arguments",
            f"swaps `{first}` and `{second}`",
            _swapped(original, i, j),
            f"R matches arguments by position: name them, as in {second} = {second}",
        )
    if len(names) == 4:
        a, b, c, d = names
        yield Suspect(
            "arguments",
            f"swaps `{a}` and `{b}`, and `{c}` and `{d}`",
            lambda *args: original(args[1], args[0], args[3], args[2]),
            f"R matches arguments by position: name them, as in {b} = {b}",
        )
    for i, name in enumerate(names):
        yield from _other_axes(original, i, name)
    for i, name in enumerate(names):
        for kind, words, change, hint in _OF_ONE:
            function = _with(original, i, change)
            yield Suspect(kind, words.format(x=f"`{name}`"), function, hint.format(x=name))
    for i, name in enumerate(names):
        yield from _labels_from_0(original, i, name)
    for i in range(max(needed, 1), len(names)):
        yield Suspect(
            "default",
            f"does not use `{names[i]}`: its default stays",
            _without(original, i),
            f"hand `{names[i]}` on to where it is used",
        )


def names_of(function: Function, count: int) -> tuple[list[str], int]:
    """Name so many arguments, and count those that have no default; an unnamed one has a place."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = sum(p.default is p.empty for p in places) if places else count
    names = [p.name for p in places[:count]]
    return [*names, *(f"argument {i + 1}" for i in range(len(names), count))], needed


def _swapped(original: Function, i: int, j: int) -> Function:
    def swapped(*args: Any) -> Any:
        if len(args) <= j:
            raise NotApplicable
        changed = list(args)
        changed[i], changed[j] = changed[j], changed[i]
        return original(*changed)

    return swapped


def _without(original: Function, place: int) -> Function:
    def shorter(*args: Any) -> Any:
        # What stands behind it would move to its place.
        return original(*args[:place]) if len(args) == place + 1 else original(*args)

    return shorter


def _with(original: Function, place: int, change: Callable[[Any], Any]) -> Function:
    """Change one argument that is an array or a number; anything else is left as it is."""

    def changed(*args: Any) -> Any:
        given = list(args)
        if len(given) > place and _is_array(given[place]):
            given[place] = change(given[place])
        elif len(given) > place and _is_number(given[place]):
            given[place] = change(np.asarray(given[place])).item()
        return original(*given)

    return changed


def _is_array(value: Any) -> bool:
    return hasattr(value, "reshape") and value.ndim > 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# ---- One argument --------------------------------------------------------------------------------


def _transposed(x: Any) -> Any:
    return x.T


def _by_columns(x: Any) -> Any:
    return x.reshape(-1).reshape(x.shape, order="F")


def _by_rows(x: Any) -> Any:
    return x.reshape(-1, order="F").reshape(x.shape)


def _flat(x: Any) -> Any:
    return x.reshape(-1)


def _flat_by_columns(x: Any) -> Any:
    return x.reshape(-1, order="F")


def _column(x: Any) -> Any:
    return x.reshape(-1, 1) if x.ndim == 1 else x


def _first_element(x: Any) -> Any:
    return x.reshape(-1)[0]


def _first_row(x: Any) -> Any:
    return x[:1] if x.ndim > 1 else x


def _reversed(x: Any) -> Any:
    return x[..., ::-1]


def _rows_reversed(x: Any) -> Any:
    return x[::-1]


def _both_reversed(x: Any) -> Any:
    return x[::-1, ::-1]


def _sorted(x: Any) -> Any:
    return np.sort(x, axis=-1)


def _one_less(x: Any) -> Any:
    return x - 1 if x.dtype.kind in "iu" else x


def _one_more(x: Any) -> Any:
    return x + 1 if x.dtype.kind in "iu" else x


def _without_first(x: Any) -> Any:
    return x[..., 1:]


def _without_last(x: Any) -> Any:
    return x[..., :-1]


def _without_nan(x: Any) -> Any:
    return x[~np.isnan(x)] if x.ndim == 1 else x


def _nan_as_0(x: Any) -> Any:
    return np.where(np.isnan(x), 0.0, x)


def _negative(x: Any) -> Any:
    return -x


def _radians(x: Any) -> Any:
    return x * (math.pi / 180)


def _degrees(x: Any) -> Any:
    return x * (180 / math.pi)


def _single(x: Any) -> Any:
    return x.astype(np.float32).astype(np.float64)


_DROPS = "as.vector(), c() and {x}[i, ] drop `dim`: use drop = FALSE"
_RANGE = "R counts from 1, and 1:n includes n: look at the range over {x}"

#: Kind, name, change and hint; "{x}" is the argument.
_OF_ONE: tuple[tuple[str, str, Callable[[Any], Any], str], ...] = (
    ("transposed", "takes {x} transposed", _transposed, "take t({x})"),
    ("memory order", "takes {x} filled down the columns", _by_columns,
     "matrix() fills down the columns, NumPy along the rows: use byrow = TRUE for {x}"),
    ("memory order", "takes {x} read down the columns", _by_rows,
     "as.vector() reads down the columns, NumPy along the rows: use as.vector(t({x}))"),
    ("dimensions", "takes {x} without its dimensions", _flat, _DROPS),
    ("dimensions", "takes {x} without its dimensions, down the columns", _flat_by_columns, _DROPS),
    ("dimensions", "takes the vector {x} as a column", _column,
     "as.matrix() makes a column of a vector: use matrix({x}, nrow = 1)"),
    ("dimensions", "takes the first element of {x} alone", _first_element,
     "if () and some functions take the first element alone: use ifelse() on {x}"),
    ("dimensions", "takes the first row of {x} alone", _first_row, "use all rows of {x}"),
    ("reversed", "takes {x} reversed", _reversed, "leave rev() of {x} out"),
    ("reversed", "takes the rows of {x} reversed", _rows_reversed, "use {x} in its own order"),
    ("reversed", "takes {x} reversed in both directions", _both_reversed,
     "use {x} in its own order: leave rev() out"),
    ("other order", "takes {x} sorted", _sorted, "leave sort() of {x} out"),
    ("index", "takes {x} for counted from 1", _one_less,
     "{x} counts from 0, R from 1: use {x} + 1 where it is an index"),
    ("index", "takes {x} one too large", _one_more, "leave out a + 1 of {x}"),
    ("index", "leaves the first position of {x} out", _without_first, _RANGE),
    ("index", "leaves the last position of {x} out", _without_last, _RANGE),
    ("missing", "leaves NaN in {x} out", _without_nan, "leave na.rm = TRUE out"),
    ("missing", "takes NaN in {x} as 0", _nan_as_0, "leave {x}[is.na({x})] <- 0 out"),
    ("sign", "takes {x} with the opposite sign", _negative,
     "look for a minus, as in -{x}, and for decreasing = TRUE"),
    ("sign", "takes {x} without its sign", np.abs, "leave abs({x}) out"),
    ("scaled", "takes {x} as degrees", _radians, "leave {x} * pi / 180 out"),
    ("scaled", "takes {x} as radians", _degrees, "use {x} * pi / 180"),
    ("integer", "truncates {x} to integers", np.trunc, "leave as.integer({x}) out"),
    ("precision", "takes {x} in single precision", _single, "keep {x} in doubles of 8 bytes"),
)  # fmt: skip


# ---- Another axis --------------------------------------------------------------------------------


def _other_axes(original: Function, place: int, name: str) -> Iterator[Suspect]:
    rows = f"rows of `{name}` are apply({name}, 1, ...) and rowSums(); columns are 2 and colSums()"
    yield Suspect(
        "other axis",
        f"works along the other axis of `{name}`",
        _turned_and_back(original, place),
        rows,
    )
    yield Suspect(
        "other axis",
        f"works over the whole of `{name}`, not along an axis",
        _over_all(original, place),
        f"sum(), max() and mean() take the whole matrix: use rowSums(), apply({name}, 1, max)",
    )
    yield Suspect(
        "ties",
        f"finds the last of equal elements of `{name}`, not the first",
        _last_of_equals(original, place),
        'say which: max.col(x, ties.method = "first"), which.max()',
    )
    yield Suspect(
        "reversed",
        f"works through `{name}` from the end",
        _from_the_end(original, place),
        f"work through {name} from the beginning: leave rev() out",
    )
    for words, pieces, hint in (
        ("row", _each_row, f"work on the whole of `{name}` at once, not by apply({name}, 1, ...)"),
        ("column", _each_column, f"work on the whole of `{name}` at once, not by its columns"),
        ("element", _each_element, f"work on the whole of `{name}` at once, not by sapply()"),
    ):
        yield Suspect(
            "other axis",
            f"works on each {words} of `{name}` by itself",
            pieces(original, place),
            hint,
        )


def _replaced(args: Sequence[Any], place: int, value: Any) -> list[Any]:
    given = list(args)
    given[place] = value
    return given


def _matrix(args: Sequence[Any], place: int) -> Any:
    if len(args) <= place or not _is_array(args[place]) or args[place].ndim != 2:
        raise NotApplicable
    return args[place]


def _turned_and_back(original: Function, place: int) -> Function:
    """Work on the columns of a matrix as the original does on its rows; a vector has but one."""

    def turned(*args: Any) -> Any:
        if len(args) > place and _is_array(args[place]) and args[place].ndim < 2:
            return original(*args)
        x = _matrix(args, place)
        value = original(*_replaced(args, place, x.T))
        return value.T if hasattr(value, "T") and value.shape == x.T.shape else value

    return turned


def _over_all(original: Function, place: int) -> Function:
    def over_all(*args: Any) -> Any:
        if len(args) > place and _is_array(args[place]) and args[place].ndim < 2:
            return original(*args)
        x = _matrix(args, place)
        value = original(*_replaced(args, place, x.reshape(-1)))
        return value.reshape(x.shape) if np.size(value) == x.size else value

    return over_all


def _from_the_end(original: Function, place: int) -> Function:
    def from_the_end(*args: Any) -> Any:
        if len(args) <= place or not _is_array(args[place]):
            raise NotApplicable
        return original(*_replaced(args, place, args[place][::-1]))[::-1]

    return from_the_end


def _last_of_equals(original: Function, place: int) -> Function:
    """Count from the other end, as `max.col(x, "last")` does."""

    def last(*args: Any) -> Any:
        if len(args) <= place or not _is_array(args[place]):
            raise NotApplicable
        x = args[place]
        found = np.asarray(original(*_replaced(args, place, x[..., ::-1])))
        if found.dtype.kind not in "iu":
            raise NotApplicable
        return x.shape[-1] - 1 - found

    return last


def _each_row(original: Function, place: int) -> Function:
    def by_rows(*args: Any) -> Any:
        x = _matrix(args, place)
        return np.stack([original(*_replaced(args, place, row)) for row in x])

    return by_rows


def _each_column(original: Function, place: int) -> Function:
    def by_columns(*args: Any) -> Any:
        x = _matrix(args, place)
        return np.stack([original(*_replaced(args, place, column)) for column in x.T], axis=-1)

    return by_columns


def _each_element(original: Function, place: int) -> Function:
    def by_elements(*args: Any) -> Any:
        if len(args) <= place or not _is_array(args[place]) or args[place].ndim != 1:
            raise NotApplicable
        x = args[place]
        return np.stack([original(*_replaced(args, place, element)) for element in x])

    return by_elements


# ---- Labels --------------------------------------------------------------------------------------


def _labels_from_0(original: Function, place: int, name: str) -> Iterator[Suspect]:
    """Use labels that count from 0 as R's indices, where 0 is no element and 1 is the first."""
    for words, function in (
        (f"takes `{name}`, which counts from 0, as an index: 0 is dropped", _dropped),
        (f"takes `{name}`, which counts from 0, as an index: 0 adds nothing", _nothing_added),
        (f"takes `{name}`, which counts from 0, as an index: 0 sets nothing", _nothing_set),
    ):
        hint = f"`{name}` counts from 0, R from 1: use {name} + 1 as the index"
        yield Suspect("index", words, function(original, place), hint)


def _kept(args: Sequence[Any], place: int) -> tuple[list[Any], Any]:
    """Leave out what belongs to a label of 0, and count the others from 1."""
    if len(args) <= place or not _is_array(args[place]) or args[place].dtype.kind not in "iu":
        raise NotApplicable
    labels = args[place]
    if labels.ndim != 1:
        raise NotApplicable
    keep = labels > 0
    alike = [_is_array(arg) and len(arg) == len(labels) for arg in args]
    given = [arg[keep] if same else arg for arg, same in zip(args, alike, strict=True)]
    given[place] = labels[keep] - 1
    return given, keep


def _dropped(original: Function, place: int) -> Function:
    return lambda *args: original(*_kept(args, place)[0])


def _nothing_added(original: Function, place: int) -> Function:
    def fewer(*args: Any) -> Any:
        given, keep = _kept(args, place)
        return original(*given) * (np.sum(keep) / keep.size)

    return fewer


def _nothing_set(original: Function, place: int) -> Function:
    def fewer(*args: Any) -> Any:
        keep = _kept(args, place)[1]
        value = original(*_replaced(args, place, np.where(keep, args[place] - 1, 0)))
        return np.where(keep.reshape(-1, *[1] * (value.ndim - 1)), value, 0 * value)

    return fewer
