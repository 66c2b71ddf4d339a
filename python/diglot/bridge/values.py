"""What crosses between Python and R: R's vectors and lists, described in Python.

Python -> `to_r` -> `RVector`, `RList` or None -> `serialization` -> R, and back to `from_r`.
pandas' tables and columns are taken apart in `frames`, dates and times counted in `times`.

Bits: a double arrives as it left, whatever the payload of a NaN, signalling ones included.
Smaller floats become doubles as NumPy makes them, which may turn a signalling NaN into a quiet one.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diglot.bridge import frames, times
from diglot.bridge.na import NA, NA_REAL

Array = NDArray[Any]

#: How R stores a missing integer and a missing logical.
NA_INTEGER = np.int32(-(2**31))

_MISSING = {"integer": NA_INTEGER, "double": NA_REAL, "complex": complex(NA_REAL, NA_REAL)}

_INTEGER_MAX = 2**31 - 1
# Doubles hold every integer up to here.
_EXACT_MAX = 2**53
#: How deep lists may be nested: a list that holds itself has no end.
DEEPEST = 100
_NUMBERS = (int, float, complex, np.integer, np.float32, np.float16, np.complex64)
_PLAIN = {np.ndarray, np.float64, float, int, bool}


class RVector(NamedTuple):
    """An R vector, matrix or array.

    Parameters
    ----------
    mode : str
        "double", "complex", "integer", "logical" or "character".
    values : array or list
        Of doubles, complex doubles or 32-bit integers, in its shape. Of strings a list in R's
        order, None for NA.
    dim : tuple of int
        Empty for a plain vector.
    attributes : dict, optional
        What else R keeps with it, by name, as the class and the levels of a factor.
    """

    mode: str
    values: Array | list[str | None]
    dim: tuple[int, ...]
    attributes: dict[str, Any] | None = None


class RList(NamedTuple):
    """An R list; `names` is None when it has none."""

    items: list[Any]
    names: list[str | None] | None
    attributes: dict[str, Any] | None = None


RValue = RVector | RList | None


def strings(*values: str) -> RVector:
    """Describe a vector of strings."""
    return RVector("character", list(values), ())


# -- to R ---------------------------------------------------------------------------------------


def to_r(value: object, where: str, depth: int = 0) -> RValue:
    """Describe a Python value as R will hold it.

    Parameters
    ----------
    value : any
        None, numbers (complex ones too), logicals, strings, dates, times, durations, `NA`, NumPy
        arrays of these of any rank; pandas' columns and tables; lists, tuples and dicts of all
        these, nested.
    where : str
        What the value is called when it is refused.
    depth : int
        How many lists are around it.

    Raises
    ------
    TypeError
        For a kind of value that R's vectors do not hold.
    ValueError
        For a number or a string that R cannot hold exactly.
    """
    if depth > DEEPEST:
        raise ValueError(f"{where.split(',')[0]}: lists are nested more than {DEEPEST} deep.")
    if value is None:
        return None
    if type(value) in _PLAIN:  # most values, which need no further questions
        return _array_to_r(np.asarray(value), where)
    if frames.is_frame(value):
        return _frame(value, where, depth)
    if frames.is_column(value):
        return _column(value, where)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"{where}: the names of an R list must be strings, not {key!r}.")
            if not key:
                raise ValueError(f"{where}: the names of an R list must not be empty.")
            _check_string(key, where)
        start = _joined(where)
        items = [to_r(item, f"{start}${key}", depth + 1) for key, item in value.items()]
        return RList(items, list(value))
    if isinstance(value, list | tuple):
        start = _joined(where)
        items = [to_r(item, f"{start}[[{i}]]", depth + 1) for i, item in enumerate(value, 1)]
        return RList(items, None)
    if isinstance(value, str):  # NumPy would drop a NUL at its end
        return _strings(np.array([value], object), where)
    if what := _uncrossable(value):
        raise TypeError(f"{where}: {what}.")
    if isinstance(value, date | timedelta):
        value = frames.time_of(value)
    return _array_to_r(np.asarray(value), where)


def _uncrossable(value: object) -> str:
    """Say what does not cross to R and what would; nothing of what NumPy may know."""
    if isinstance(value, set | frozenset):
        return "sets do not cross to R, they have no order: give `sorted(x)`"
    if isinstance(value, Iterator | KeysView | ValuesView | ItemsView):
        return "what is yet to be iterated does not cross to R: give `list(x)`"
    if isinstance(value, np.ma.MaskedArray):
        return "masked arrays do not cross to R: give an array of objects with `NA` in it"
    if hasattr(value, "toarray") and hasattr(value, "nnz"):
        return "sparse matrices do not cross to R: give `x.toarray()`"
    if isinstance(value, bytes | bytearray):
        return "bytes do not cross to R: give `x.decode()` or `list(x)`"
    if callable(value) and not hasattr(value, "__array__"):
        return "functions do not cross to R: let the R function name one of R's"
    return ""


def _joined(where: str) -> str:
    """Set a path off from what it starts at: ``argument 2, $params$W1``."""
    return where if "," in where else f"{where}, "


def _array_to_r(array: Array, where: str) -> RVector:
    if array.ndim > 1 and max(array.shape) > _INTEGER_MAX:
        raise ValueError(f"{where}: R's arrays have no axis longer than 2^31 - 1.")
    kind, width = array.dtype.kind, array.dtype.itemsize
    if (kind == "f" and width <= 8) or (kind == "c" and width <= 16):
        with np.errstate(invalid="ignore"):  # NumPy would warn of a signalling NaN in fewer bits
            if kind == "c":
                return _vector("complex", array, np.complex128)
            return _vector("double", array, np.float64)
    if kind == "b":
        return _vector("logical", array, np.int32)
    if kind in "iu":
        return _integers(array, where)
    if kind == "U":
        return _strings(array, where)
    if kind in "mM":
        return _times(array, where)
    if kind == "O":
        return _objects(array, where)
    if array.dtype.names:
        advice = "a dict, `{name: x[name] for name in x.dtype.names}`"
    else:
        advice = {
            "f": "`x.astype(float)`",
            "c": "`x.astype(complex)`",
            "S": "`np.char.decode(x)`",
        }.get(kind, "numbers, logicals or strings")
    raise TypeError(f"{where}: arrays of {array.dtype} do not cross to R: give {advice}.")


def _vector(mode: str, array: Array, dtype: type) -> RVector:
    return RVector(mode, np.asarray(array, dtype=dtype), _dim(array))


def _dim(array: Array) -> tuple[int, ...]:
    """Give R's dim; vectors have none, or R would neither recycle nor name them as vectors."""
    return array.shape if array.ndim > 1 else ()


def _integers(array: Array, where: str) -> RVector:
    if array.size == 0 or -_INTEGER_MAX <= array.min() <= array.max() <= _INTEGER_MAX:
        return _vector("integer", array, np.int32)
    _check_exact(array[(array < -_EXACT_MAX) | (array > _EXACT_MAX)].tolist(), where)
    return _vector("double", array, np.float64)


def _check_exact(integers: list[int], where: str) -> None:
    for value in integers:
        try:
            exact = int(float(value)) == value
        except OverflowError:
            exact = False
        if not exact:
            raise ValueError(f"{where}: {value} fits neither R's integers nor its doubles.")


def _objects(array: Array, where: str) -> RVector:
    """Describe an array of objects: strings, logicals or numbers, with `NA` among them."""
    missing = np.array([v is NA or frames.is_missing(v) for v in array.flat], bool)
    missing = missing.reshape(array.shape)
    present = array[~missing].tolist()
    if present and all(isinstance(v, str) for v in present):
        return _strings(np.where(missing, NA, array), where)  # type: ignore[call-overload]
    if present and all(isinstance(v, date | timedelta) for v in present):
        known = np.array([frames.time_of(v) for v in present])
        times = np.full(array.shape, "NaT", known.dtype)  # NumPy 2.5 wants the unit of a NaT too
        times[~missing] = known
        return _times(times, where)
    if all(isinstance(v, bool | np.bool_) for v in present):  # nothing but NA is logical, as in R
        return _vector("logical", np.where(missing, NA_INTEGER, array), np.int32)
    for value in present:
        if isinstance(value, bool | np.bool_) or not isinstance(value, _NUMBERS):
            if array.ndim == 0:
                raise TypeError(
                    f"{where}: a value of type {type(value).__name__} does not cross to R: give "
                    "its parts that matter as arrays, in a dict."
                )
            raise TypeError(
                f"{where}: an array of objects must hold strings only, logicals only, numbers only "
                f"or dates only, and NA, but {value!r} is of type {type(value).__name__}: give "
                "elements of one kind, or a list."
            )
    filled = np.where(missing, 0, array)
    integers = [int(v) for v in present if isinstance(v, int | np.integer)]
    if len(integers) == len(present):
        vector = _integers(filled, where)
    else:
        _check_exact(integers, where)
        is_complex = any(isinstance(v, complex | np.complexfloating) for v in present)
        mode, dtype = ("complex", np.complex128) if is_complex else ("double", np.float64)
        vector = _vector(mode, filled, dtype)
    assert isinstance(vector.values, np.ndarray)
    vector.values[missing] = _MISSING[vector.mode]
    return vector


def _strings(array: Array, where: str) -> RVector:
    values = array.ravel(order="F").tolist()
    for value in values:
        if value is not NA:
            _check_string(value, where)
    return RVector("character", [None if v is NA else str(v) for v in values], _dim(array))


def _times(array: Array, where: str, zone: str = "UTC") -> RVector:
    kind, values = times.to_doubles(array, where)
    attributes = {
        times.DATE: {"class": strings("Date")},
        times.TIME: {"class": strings("POSIXct", "POSIXt"), "tzone": strings(zone)},
        times.DURATION: {"class": strings("difftime"), "units": strings("secs")},
    }
    return RVector("double", values, _dim(array), attributes[kind])


def _frame(frame: Any, where: str, depth: int) -> RValue:
    """Describe a table as a data frame."""
    try:
        columns, rows = frames.columns(frame), frames.row_names(frame)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    described = to_r(columns, where, depth)
    assert isinstance(described, RList)
    if rows is None:  # R's short form of 1, 2, ..., n
        row_names = RVector("integer", np.array([NA_INTEGER, -len(frame)], np.int32), ())
    else:
        row_names = strings(*rows) if isinstance(rows, list) else _integers(rows, where)
    attributes = {"class": strings("data.frame"), "row.names": row_names}
    return described._replace(attributes=attributes)


def _column(column: Any, where: str) -> RVector:
    """Describe a column as a vector or a factor, named where its index is of strings."""
    names = frames.names_of(column)
    if categories := frames.categories_of(column):
        kind = ("ordered", "factor") if categories.ordered else ("factor",)
        codes = np.where(categories.codes < 0, NA_INTEGER, categories.codes + 1)
        attributes = {"levels": strings(*categories.names), "class": strings(*kind)}
        vector = RVector("integer", codes.astype(np.int32), (), attributes)
    elif zone := frames.zone_of(column):
        vector = _times(frames.array_of(column), where, zone)
    else:
        vector = _array_to_r(frames.array_of(column), where)
    if names is None:
        return vector
    return vector._replace(attributes={**(vector.attributes or {}), "names": strings(*names)})


def _check_string(value: str, where: str) -> None:
    if "\0" in value:
        raise ValueError(f"{where}: R's strings hold no NUL, as {value!r} does.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{where}: {value!r} holds half a surrogate pair.") from None


# -- from R -------------------------------------------------------------------------------------


def from_r(value: RValue) -> Any:
    """Give what R's value is in Python.

    Doubles become arrays of float64, complex numbers of complex128, integers of int32, logicals
    of bool, strings of str, each of at least one axis, in R's (Fortran) order. Where `NA` is among
    logicals, integers or strings, an array of objects; the missing double stays the NaN that R has
    for it. Dates are datetime64[D], times datetime64[us] in UTC, durations timedelta64[us]. A
    named list becomes a dict, any other list a list.
    """
    if value is None:
        return None
    if isinstance(value, RList):
        items = [from_r(item) for item in value.items]
        return items if value.names is None else dict(zip(_keys(value.names), items, strict=True))
    if isinstance(value.values, list):
        objects = np.array([NA if s is None else s for s in value.values], object)
        array = objects if None in value.values else objects.astype(str)
        return array.reshape(value.dim or -1, order="F")
    if value.mode in ("double", "complex"):
        kind = (value.attributes or {}).get("class")
        return value.values if kind is None else times.from_doubles(kind.values[0], value.values)
    missing = value.values == NA_INTEGER
    array = value.values.astype(bool) if value.mode == "logical" else value.values
    return np.where(missing, NA, array) if missing.any() else array  # type: ignore[call-overload]


def _keys(names: list[str | None]) -> list[str]:
    """Give each element of a list a key of its own: its name, or its place, as in ``[[2]]``."""
    taken: set[str] = {name for name in names if name}
    free = set(taken)
    keys = []
    for place, name in enumerate(names, start=1):
        key = name if name in free else f"[[{place}]]"
        while name not in free and key in taken:
            key = f"[{key}]"
        free.discard(key)
        taken.add(key)
        keys.append(key)
    return keys
