"""Results as they come from either language: what they are made of, in one form for both."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.na import NA, NA_REAL

Array = NDArray[Any]

#: The output of a function that gives a single value.
WHOLE = "result"

# The low word of R's NA_real_; the rest of its bits are those of a NaN.
_NA_LOW_WORD = 1954


def flatten(value: Any, path: str = "") -> dict[str, Any]:
    """Take a result apart into its outputs.

    Parameters
    ----------
    value : any
        Dicts, lists and tuples, nested, of arrays, scalars and None.

    Returns
    -------
    dict
        Each output by its path, as in ``W1``, ``layers[0].W``; `WHOLE` for a single value.
    """
    if isinstance(value, dict) and value:
        children = {f"{path}.{key}" if path else str(key): v for key, v in value.items()}
    elif isinstance(value, list | tuple) and len(value):
        children = {f"{path}[{i}]": v for i, v in enumerate(value)}
    else:
        return {path or WHOLE: value}
    return {name: leaf for p, child in children.items() for name, leaf in flatten(child, p).items()}


_KINDS = {
    **dict.fromkeys("iufc", "numbers"),
    **dict.fromkeys("US", "strings"),
    "b": "logicals",
    "m": "durations",
}


def kind_of(value: Any) -> str:
    """Say what an output holds: numbers, logicals, strings, dates, nothing, an empty list."""
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple | dict):
        return "an empty list"
    array = np.asarray(value)
    if array.dtype == object:
        kinds = {_kind_of_element(v) for v in array.flat if v is not NA} or {"logicals"}
        return kinds.pop() if len(kinds) == 1 else "mixed values"
    if array.dtype.kind == "M":
        return "dates" if np.datetime_data(array.dtype)[0] == "D" else "times"
    return _KINDS.get(array.dtype.kind, "other values")


def _kind_of_element(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "logicals"
    if isinstance(value, int | float | complex | np.number):
        return "numbers"
    return "strings" if isinstance(value, str) else "other values"


def as_floats(value: Any) -> Array:
    """Give numbers or logicals as doubles, R's NA among them as the NaN that R means by it."""
    array = np.asarray(value)
    if array.dtype != object:
        return array.astype(np.float64)
    floats = np.array([0.0 if v is NA else float(v) for v in array.flat])
    floats[[v is NA for v in array.flat]] = NA_REAL
    return floats.reshape(array.shape)


def as_numbers(value: Any) -> Array:
    """Give numbers or logicals as doubles, or as pairs of doubles where they are complex."""
    array = np.asarray(value)
    if array.dtype.kind == "c" or (
        array.dtype == object and any(isinstance(v, complex) for v in array.flat)
    ):
        return array.astype(np.complex128)
    return as_floats(array)


def is_whole(value: Any) -> bool:
    """Tell whether an output is made of integers or logicals, which no rounding touches."""
    array = np.asarray(value)
    if array.dtype == object:
        whole = (bool, int, np.bool_, np.integer)
        return all(v is NA or isinstance(v, whole) for v in array.flat)
    return array.dtype.kind in "iub"


def only_na(value: Any) -> bool:
    """Tell whether there is nothing but R's NA, which is a logical until it meets another kind."""
    array = np.asarray(value)
    return array.dtype == object and array.size > 0 and all(v is NA for v in array.flat)


def is_na(x: Array) -> Array:
    """Tell R's NA from any other NaN, by its bits."""
    if np.iscomplexobj(x):
        return is_na(x.real) | is_na(x.imag)
    low_word = np.ascontiguousarray(x).view(np.uint64) & np.uint64(0xFFFFFFFF)
    missing: Array = np.isnan(x) & (low_word.reshape(x.shape) == _NA_LOW_WORD)
    return missing


def contains_na(value: Any) -> bool:
    """Tell whether R's NA stands anywhere in the arguments of a case."""
    leaves = [v for arg in value for v in flatten(arg).values()]
    return any(
        v is NA or (kind_of(v) in ("numbers", "logicals") and bool(is_na(as_numbers(v)).any()))
        for v in leaves
    )


def ulp_distance(x: Array, y: Array) -> Array:
    """Count the doubles between two arrays of finite doubles."""

    def order(v: Array) -> Array:
        # Doubles in the order of their size: negative ones count downwards from zero.
        bits = np.ascontiguousarray(v).view(np.int64).reshape(v.shape)
        return np.where(bits < 0, np.int64(-(2**63)) - bits, bits)

    a, b = order(x), order(y)
    low, high = np.minimum(a, b), np.maximum(a, b)
    # The difference of two 64-bit numbers fits 64 bits only without a sign.
    return high.view(np.uint64) - low.view(np.uint64)


def first_line(text: str) -> str:
    """Give the first line of a text that says something."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[0].strip() if lines else ""


def without_numbers(text: str) -> str:
    """Give a text in which all numbers are alike."""
    return re.sub(r"\d[\d.,]*(e[-+]?\d+)?", "#", text)
