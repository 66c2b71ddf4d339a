"""The classic mistakes of porting NumPy to R, as changes of a right function.

Each takes the original and gives what a port with the mistake would give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.na import NA_REAL
from diglot.paths import R_EDITION
from diglot.twin import Fault

Array = NDArray[Any]
Function = Callable[..., Any]

#: Where every twin of scratchnet finds its R functions.
R_FILES = (R_EDITION,)


def recycle(vector: Any, shape: tuple[int, ...]) -> Array:
    """Stretch a vector over a matrix as R does: down the columns, again and again."""
    return np.resize(np.ravel(vector), int(np.prod(shape))).reshape(shape, order="F")


def by_columns(values: Any) -> Array:
    """Fill an array of the same shape down the columns with what NumPy reads along the rows."""
    x: Array = np.asarray(values)
    return x.reshape(-1).reshape(x.shape, order="F")


def _changed(original: Function, change: Callable[[Array], Any]) -> Function:
    """Change what a function gives; where it gives several outputs, each."""

    def faulty(*args: Any) -> Any:
        value = original(*args)
        if isinstance(value, dict):
            return {name: change(np.asarray(v)) for name, v in value.items()}
        return change(np.asarray(value))

    return faulty


def float32(original: Function) -> Fault:
    """Calculate with 24 bits."""
    hint = "R has doubles only; look for a package's float type."
    return Fault("single precision", _changed(original, lambda v: v.astype(np.float32)), hint)


def rounded(original: Function, digits: int = 7) -> Fault:
    """Lose digits on the way, as through text."""
    significant = np.vectorize(lambda v: float(f"{v:.{digits}g}"), otypes=[float])
    hint = "print(), format() and write.csv() round; write with %.17g or as binary."
    return Fault(f"rounded to {digits} digits", _changed(original, significant), hint)


def order_in_memory(original: Function) -> Fault:
    """Fill the result by columns."""
    hint = "matrix() fills down the columns; NumPy fills along the rows: use byrow = TRUE."
    return Fault("filled by columns", _changed(original, by_columns), hint)


def transposed(original: Function) -> Fault:
    """Give rows for columns, as apply(x, 1, f) does."""
    hint = "apply(x, 1, f) puts each row's result into a column: wrap it in t()."
    return Fault("transposed", _changed(original, np.transpose), hint)


def flattened(original: Function) -> Fault:
    """Lose the dimensions."""
    hint = "as.vector(), c() and x[i, ] drop `dim`: use drop = FALSE or restore dim(x)."
    return Fault("loses its dimensions", _changed(original, lambda v: v.ravel(order="F")), hint)


def na_for_nan(original: Function) -> Fault:
    """Answer NA where NaN is right."""
    hint = "ifelse() and NA indices answer NA where a test is NaN: use which()."
    missing = _changed(original, lambda v: np.where(np.isnan(v), NA_REAL, v))
    return Fault("NA for NaN", missing, hint)


def sign(original: Function) -> Fault:
    """Turn the sign."""
    return Fault(
        "wrong sign", _changed(original, np.negative), "look for a minus that is lost or doubled."
    )
