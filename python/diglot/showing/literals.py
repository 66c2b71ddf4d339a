"""Values as they are written in Python and in R, to the bit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor, isfinite, isnan, log2
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.frames import is_column, is_frame
from diglot.bridge.na import NA
from diglot.bridge.values import NA_INTEGER, RList, RValue, RVector, to_r
from diglot.judging.outputs import is_na

Array = NDArray[Any]

#: Lines are no wider than this where it can be helped.
WIDTH = 100

# A matrix of more rows than this is written as one vector.
_MOST_ROWS = 20


class Call(NamedTuple):
    """A piece of code between brackets, which may be broken between its items."""

    start: str
    items: Sequence[Code]
    end: str = ")"


Code = str | Call


def flat(code: Code) -> str:
    """Write code in one line."""
    if isinstance(code, str):
        return code
    return code.start + ", ".join(map(flat, code.items)) + code.end


def written(code: Code, before: int = 0, indent: int = 0) -> str:
    """Write code in lines that are not too wide, the first after so many characters."""
    line = flat(code)
    if isinstance(code, str) or before + len(line) <= WIDTH - 1:
        return line
    margin = " " * (indent + 2)
    lines = [""]
    for i, item in enumerate(code.items):
        comma = "," if i < len(code.items) - 1 else ""
        text = flat(item)
        if lines[-1] and len(margin + lines[-1]) + len(text) + 2 <= WIDTH:
            lines[-1] += f" {text}{comma}"
        else:
            more = text if len(margin) + len(text) < WIDTH else written(item, WIDTH, indent + 2)
            lines += [f"{more}{comma}"]
    return "\n".join([code.start, *(margin + line for line in lines[1:]), " " * indent + code.end])


# ---- Python --------------------------------------------------------------------------------------


def python_code(value: Any) -> Code:
    """Write a value in Python's syntax; `np`, `pd`, `datetime` and `NA` may be needed.

    Raises
    ------
    TypeError
        For a kind of value that has no literal.
    """
    if isinstance(value, dict):
        items = value.items()
        return Call(
            "{", [_after(f"{flat(python_code(k))}: ", python_code(v)) for k, v in items], "}"
        )
    if isinstance(value, list | tuple):
        items_ = [python_code(item) for item in value]
        if isinstance(value, list):
            return Call("[", items_, "]")
        return Call("(", items_, ",)" if len(items_) == 1 else ")")
    if is_frame(value) or is_column(value):
        return _pandas_code(value)
    if isinstance(value, np.ndarray):
        return _array_code(value)
    if value is NA:
        return "NA"
    if isinstance(value, date | timedelta):
        return repr(value)
    if isinstance(value, np.generic):
        return _scalar_code(value)
    if value is None or isinstance(value, bool | int | str):
        return repr(value)
    if isinstance(value, float):
        return _float_code(value)
    if isinstance(value, complex):
        return _complex_code(value)
    raise TypeError(f"a value of type {type(value).__name__} cannot be written down")


def _after(start: str, code: Code) -> Code:
    if isinstance(code, str):
        return start + code
    return code._replace(start=start + code.start)


def _float_code(x: float) -> str:
    if isnan(x):
        bits = int(np.array(x, np.float64).view(np.uint64))
        usual = int(np.array(np.nan, np.float64).view(np.uint64))
        return "np.nan" if bits == usual else f"np.uint64({bits:#x}).view(np.float64)"
    return repr(x) if isfinite(x) else ("np.inf" if x > 0 else "-np.inf")


def _complex_code(z: complex) -> str:
    return f"complex({_float_code(z.real)}, {_float_code(z.imag)})"


def _scalar_code(value: Any) -> str:
    kind, name = value.dtype.kind, value.dtype.name
    if kind in "mM":
        return _times_code(value)
    if kind == "U":
        return repr(str(value))
    if kind == "b":
        return f"np.bool_({bool(value)})"
    return f"np.{name}({flat(python_code(value.item()))})"


def _times_code(value: Any) -> str:
    unit, count = np.datetime_data(value.dtype)
    unit = unit if count == 1 else f"{count}{unit}"
    if value.dtype.kind == "M":
        return f"np.datetime64({str(value)!r}, {unit!r})"
    return (
        f"np.timedelta64({'NaT'!r}, {unit!r})"
        if np.isnat(value)
        else (f"np.timedelta64({int(value.astype(np.int64))}, {unit!r})")
    )


# What `np.array()` makes of plain numbers, logicals and strings.
_USUAL = ("float64", "int64", "bool", "complex128")


def _array_code(array: Array) -> Code:
    kind = array.dtype.kind
    dtype = "object" if kind == "O" else f"np.{array.dtype.name}"
    if kind in "mM":
        dtype = repr(array.dtype.name)
    elif kind == "U":
        dtype = repr(f"U{max(array.dtype.itemsize // 4, 1)}")
    elif kind == "b":
        dtype = "bool"
    if array.size == 0:
        return f"np.zeros({array.shape}, dtype={dtype})"
    usual = array.dtype.name in _USUAL or kind == "U"
    return Call("np.array(", [_nested(array), *([] if usual else [f"dtype={dtype}"])])


def _nested(array: Array) -> Code:
    if array.ndim == 0:
        return _element(array[()] if array.dtype.kind != "O" else array.item())
    return Call("[", [_nested(np.asarray(part, array.dtype)) for part in array], "]")


def _element(value: Any) -> Code:
    """Write an element of an array, whose type the array knows."""
    if isinstance(value, np.datetime64):
        return repr(str(value))
    if isinstance(value, np.timedelta64):
        return "'NaT'" if np.isnat(value) else str(int(value.astype(np.int64)))
    return python_code(value.item() if isinstance(value, np.generic) else value)


def _pandas_code(value: Any) -> Code:
    if not is_frame(value):
        return Call("pd.Series(", list(_column_items(value)))
    columns = {name: value[name].reset_index(drop=True) for name in value.columns}
    code = Call("pd.DataFrame(", [python_code(columns)])
    if type(value.index).__name__ == "RangeIndex":
        return code
    return code._replace(end=f").set_axis({value.index.tolist()!r}, axis=0)")


def _column_items(column: Any) -> Iterable[Code]:
    values = [None if _missing(v) else v for v in column.tolist()]
    if str(column.dtype).startswith(("datetime", "timedelta")):
        values = [None if v is None else str(v) for v in values]
    yield python_code(values)
    categories = getattr(column.dtype, "categories", None)
    if categories is None:
        yield f"dtype={str(column.dtype)!r}"
    else:
        ordered = f"ordered={bool(column.dtype.ordered)}"
        names = python_code(categories.tolist())
        yield _after("dtype=", Call("pd.CategoricalDtype(", [names, ordered]))
    index = getattr(column, "index", None)
    if index is not None and type(index).__name__ != "RangeIndex":
        yield _after("index=", python_code(index.tolist()))


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType")


# ---- R -------------------------------------------------------------------------------------------


def r_literal(value: Any) -> str:
    """Write a value in R's syntax, as it crosses to R, in one line."""
    return flat(r_code(value))


def r_code(value: Any) -> Code:
    """Write a value in R's syntax, as it crosses to R.

    Raises
    ------
    TypeError, ValueError
        When it has no counterpart in R.
    """
    return _r_value(to_r(value, "the value"))


def _r_value(value: RValue) -> Code:
    if value is None:
        return "NULL"
    if isinstance(value, RList):
        items = [_r_value(item) for item in value.items]
        if value.names is not None:
            named = zip(value.names, items, strict=True)
            items = [_after(f"{r_name(name or '')} = ", item) for name, item in named]
        return _structure(Call("list(", items), value.attributes)
    return _structure(_r_array(value), value.attributes)


def _structure(code: Code, attributes: Any) -> Code:
    if not attributes:
        return code
    named = [_after(f"{name} = ", _r_value(v)) for name, v in attributes.items()]
    return Call("structure(", [code, *named])


def _r_array(vector: RVector) -> Code:
    values: Array = np.asarray(vector.values, object if vector.mode == "character" else None)
    if vector.mode == "character":
        values = values.reshape(vector.dim or -1, order="F")
    shape = vector.dim
    if len(shape) < 2:
        return _r_vector(vector.mode, np.ravel(values))
    if len(shape) == 2 and 0 < values.size and shape[0] <= _MOST_ROWS:
        if shape[1] == 1:
            column = _r_vector(vector.mode, values.ravel())
            return Call("matrix(", [column]) if values.size == 1 else Call("cbind(", [column])
        if not _all_missing(vector.mode, values):
            return Call("rbind(", [_r_vector(vector.mode, row) for row in values])
    elements = _r_vector(vector.mode, values.ravel(order="F"))
    return Call("array(", [elements, f"c({', '.join(map(str, shape))})"])


_EMPTY = {"double": "numeric()"}
_MISSING = {"double": "NA_real_", "integer": "NA_integer_", "character": "NA_character_"}


def _r_vector(mode: str, values: Array) -> Code:
    if values.size == 0:
        return _EMPTY.get(mode, f"{mode}()")
    if mode == "complex":
        parts = zip(("real", "imaginary"), (values.real, values.imag), strict=True)
        return Call("complex(", [_after(f"{n} = ", _r_vector("double", v)) for n, v in parts])
    if mode == "integer" and values.size > 2 and (np.diff(values.astype(float)) == 1).all():
        if values.min() != NA_INTEGER:
            return f"{values[0]}:{values[-1]}"
    elements = _r_elements(mode, values)
    if _all_missing(mode, values):
        elements = [_MISSING.get(mode, "NA")] * len(elements)
    return elements[0] if len(elements) == 1 else Call("c(", elements)


def _all_missing(mode: str, values: Array) -> bool:
    return mode in _MISSING and set(_r_elements(mode, values.ravel())) == {"NA"}


def _r_elements(mode: str, values: Array) -> list[str]:
    if mode == "double":
        doubles = np.ascontiguousarray(values, np.float64)
        missing = is_na(doubles).tolist()
        return [
            "NA" if na else r_double(x) for x, na in zip(doubles.tolist(), missing, strict=True)
        ]
    if mode == "character":
        return ["NA" if v is None else r_quoted(v) for v in values.tolist()]
    words = {0: "FALSE", 1: "TRUE"} if mode == "logical" else {}
    return ["NA" if v == NA_INTEGER else words.get(v, f"{v}L") for v in values.tolist()]


def r_double(x: float) -> str:
    """Write a double in R's syntax: in decimal, or in hexadecimal where R would lose bits."""
    if not isfinite(x):
        return "NaN" if isnan(x) else ("Inf" if x > 0 else "-Inf")
    text = repr(x).removesuffix(".0")
    return text if _reads_exactly(text.lstrip("-"), abs(x)) else x.hex()


# R reads the digits of a number as C's `long double`, which has 64 bits on most machines.
_BITS = int(np.finfo(np.longdouble).nmant) + 1

# Powers of ten up to this one are exact in so many bits.
_MOST_POWER = 22 if _BITS < 64 else 27


def _reads_exactly(text: str, x: float) -> bool:
    """Tell whether R finds the same double, which takes the digits for one whole number.

    It multiplies or divides that number by a power of ten, and only then rounds it to a double.
    """
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits, power = whole + fraction, int(exponent or 0) - len(fraction)
    if abs(power) > _MOST_POWER or int(digits) >= 2 ** min(_BITS, 64):
        return False
    return _rounded_twice(Fraction(int(digits)) * Fraction(10) ** power) == x


def _rounded_twice(exact: Fraction) -> float:
    """Round to C's `long double`, and then to a double."""
    if exact == 0:
        return 0.0
    unit = Fraction(2) ** (floor(log2(exact)) - _BITS + 1)
    return float(round(exact / unit) * unit)


_R_WORDS = {"if", "else", "repeat", "while", "function", "for", "next", "break", "in"}
_R_WORDS |= {"TRUE", "FALSE", "NULL", "Inf", "NaN", "NA", *_MISSING.values(), "NA_complex_"}


def r_name(name: str) -> str:
    """Write the name of an element, in quotes where it is no name of R's."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9._]*", name) and name not in _R_WORDS
    return name if plain else r_quoted(name)


def r_quoted(text: str) -> str:
    """Quote a text for R; what cannot be seen is escaped."""
    return '"' + re.sub(r'["\\\\]|[^ -~]', _r_character, text) + '"'


def _r_character(match: re.Match[str]) -> str:
    character = match[0]
    if character in '"\\\n\t':
        return {"\n": r"\n", "\t": r"\t"}.get(character, f"\\{character}")
    if "\udc80" <= character <= "\udcff":  # a byte of a path that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character if character.isprintable() else f"\\U{{{ord(character):x}}}"
