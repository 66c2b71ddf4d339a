"""pandas, where the user has it: its tables and columns as NumPy's arrays.

Nothing here imports pandas: who has a value of it has imported it.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.na import NA

Array = NDArray[Any]


class Categories(NamedTuple):
    """A column of categories: the place of each element's category, -1 for none."""

    codes: Array
    names: list[str]
    ordered: bool


# -- What is what -------------------------------------------------------------------------------


def is_frame(value: object) -> bool:
    """Tell whether a value is a DataFrame."""
    return _is_a(value, "DataFrame")


def is_column(value: object) -> bool:
    """Tell whether a value is a Series, an Index or one of the arrays that these are made of."""
    return _is_a(value, "Series", "Index") or _is_a(value, "ExtensionArray")


def is_missing(value: object) -> bool:
    """Tell whether a value is pandas' own missing value."""
    pandas = sys.modules.get("pandas")
    return value is not None and value is getattr(pandas, "NA", None)


def _is_a(value: object, *names: str) -> bool:
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    homes = (pandas, getattr(getattr(pandas, "api", None), "extensions", None))
    return any(isinstance(value, getattr(home, name, ())) for home in homes for name in names)


# -- Tables and columns -------------------------------------------------------------------------


def columns(frame: Any) -> dict[Any, Any]:
    """Give a table's columns by their names.

    Raises
    ------
    ValueError
        When two columns have the same name.
    """
    frame = frame.reset_index(drop=True)  # the names of the rows are not those of its elements
    named = {name: frame.iloc[:, i] for i, name in enumerate(frame.columns)}
    if len(named) < len(frame.columns):
        raise ValueError("a table's columns must have different names.")
    return named


def row_names(frame: Any) -> list[str] | Array | None:
    """Give a table's row names: strings, integers, or None where the rows are only counted.

    Raises
    ------
    ValueError
        When they do not name the rows; R wants them unique.
    """
    index = frame.index
    if index.nlevels > 1 or not index.is_unique:
        raise ValueError("R's row names are unique, one for each row: give `x.reset_index()`.")
    if index.dtype.kind not in "iu":
        return [str(name) for name in index.astype(str)]
    names = index.to_numpy()
    return None if np.array_equal(names, np.arange(len(names))) else names


def names_of(column: Any) -> list[str] | None:
    """Give the names of a Series' elements, where its index is of strings."""
    index = list(getattr(column, "index", ()))
    return index if index and all(isinstance(name, str) for name in index) else None


def categories_of(column: Any) -> Categories | None:
    """Give the categories of a column that is made of them."""
    array = getattr(column, "array", column)
    if not _is_a(array, "Categorical"):
        return None
    names = [
        str(int(c) if isinstance(c, float) and c.is_integer() else c) for c in array.categories
    ]
    return Categories(np.asarray(array.codes), names, bool(array.ordered))


def zone_of(column: Any) -> str | None:
    """Give the time zone of a column of times, where it has one."""
    zone = getattr(column.dtype, "tz", None)
    return None if zone is None else str(zone)


def array_of(column: Any) -> Array:
    """Give a column as an array; `NA` where a string, a logical or an integer is missing.

    Categories become strings, times those in UTC.
    """
    if zone_of(column) is not None:
        return np.asarray(column, dtype="datetime64[ns]")
    if categories := categories_of(column):
        names = np.array([*categories.names, NA], object)
        return _simple(names[categories.codes])
    if isinstance(column.dtype, np.dtype) or not column.isna().any():
        array = np.asarray(column.to_numpy())
        return array if array.dtype != object else _simple(array)
    return _simple(column.to_numpy(dtype=object))


def _simple(objects: Array) -> Array:
    """Put `NA` in the place of pandas' ways to say so; strings alone become an array of them."""
    missing = sys.modules["pandas"].isna(objects) | np.array([v is NA for v in objects], bool)
    present = objects[~missing]
    if all(isinstance(v, float | int) and not isinstance(v, bool) for v in present):
        missing &= np.array([not isinstance(v, float) for v in objects], bool)  # a NaN is one
    objects = np.where(missing, NA, objects)  # type: ignore[call-overload]
    strings = present.size > 0 and all(isinstance(v, str) for v in objects)
    return objects.astype(str) if strings else objects


def plain(value: Any) -> Any:
    """Give a result without pandas: tables as dicts of arrays, columns as arrays, in any list."""
    if is_frame(value):
        return {str(name): array_of(column) for name, column in columns(value).items()}
    if is_column(value):
        return array_of(value)
    if is_missing(value):
        return NA
    if isinstance(value, date | timedelta):
        return time_of(value)
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(plain(item) for item in value)
    return value


def time_of(value: date | timedelta) -> np.datetime64 | np.timedelta64:
    """Give a date, a time (in UTC) or a duration as NumPy's."""
    for method in ("to_datetime64", "to_timedelta64"):  # pandas' own, which may have nanoseconds
        if hasattr(value, method):
            time: np.datetime64 | np.timedelta64 = getattr(value, method)()
            return time
    if isinstance(value, timedelta):
        return np.timedelta64(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(timezone.utc).replace(tzinfo=None)
    return np.datetime64(value)
