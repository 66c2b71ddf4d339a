"""Dates, times and durations: NumPy's count units, R's are doubles of days or seconds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.na import NA_REAL

Array = NDArray[Any]

#: R's class of what is which in NumPy, and back.
DATE, TIME, DURATION = "Date", "POSIXct", "difftime"

_MICROSECONDS = 10**6


def to_doubles(array: Array, where: str) -> tuple[str, Array]:
    """Give R's class and doubles: whole days of a date, seconds of a time or a duration.

    Parameters
    ----------
    array : array
        Of datetime64 or timedelta64, in any unit.
    where : str
        What the value is called when it is refused.

    Raises
    ------
    ValueError
        For a time that a double of seconds does not tell from its neighbours.
    """
    missing = np.isnat(array)
    unit, _ = np.datetime_data(array.dtype)
    if array.dtype.kind == "M" and unit in ("Y", "M", "W", "D", "generic"):
        days = array.astype("datetime64[D]").astype(np.int64)
        return DATE, np.where(missing, NA_REAL, days)
    kind = TIME if array.dtype.kind == "M" else DURATION
    if array.dtype.kind == "m" and unit in ("Y", "M"):
        raise ValueError(f"{where}: months differ in length; R's durations are seconds.")
    counts = array.astype(f"{array.dtype.kind}8[us]")
    micro = np.where(missing, 0, counts.astype(np.int64))
    seconds = micro // _MICROSECONDS + (micro % _MICROSECONDS) / _MICROSECONDS
    wrong = ~missing & ((counts.astype(array.dtype) != array) | (_microseconds(seconds) != micro))
    if wrong.any():
        raise ValueError(
            f"{where}: {array[wrong].flat[0]} does not fit R's times, doubles of seconds, "
            f"which tell microseconds: give `x.astype('{array.dtype.kind}8[us]')`."
        )
    return kind, np.where(missing, NA_REAL, seconds)


def from_doubles(kind: str, values: Array) -> Array:
    """Give R's days or seconds as datetime64[D], datetime64[us] or timedelta64[us]."""
    missing = np.isnan(values)
    filled = np.where(missing, 0.0, values)
    if kind == DATE:
        array = np.floor(filled).astype(np.int64).astype("datetime64[D]")
    else:
        array = _microseconds(filled).astype("M8[us]" if kind == TIME else "m8[us]")
    array[missing] = "NaT"
    return array


def _microseconds(seconds: Array) -> Array:
    whole = np.floor(seconds)
    rest = np.rint((seconds - whole) * _MICROSECONDS)
    micro: Array = whole.astype(np.int64) * _MICROSECONDS + rest.astype(np.int64)
    return micro
