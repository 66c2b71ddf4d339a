"""How far each element may lie from the truth, or from the other language: all demands in one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.expected import (
    DERIVED,
    EXACT,
    GIVEN,
    MEASURED,
    SAMPLED,
    SMALLEST_NORMAL,
    Expected,
)

Array = NDArray[Any]

# How many ULP of a shorter float a result may be off, whatever is known of the formula: its last
# rounding and that of its arguments take 1 each, a function of single precision up to 2.
_SHORT_ULP = 4.0

# By kind of float: its name, and the bits that a double has beyond it.
_SHORT = {np.dtype(np.float32): ("single", 29), np.dtype(np.float16): ("half", 42)}


@dataclass(frozen=True)
class Bound:
    """What two results are held to, element by element.

    Attributes
    ----------
    kind : str
        The kind of the bound that decides; see `diglot.judging.expected`.
    allowed : array of float64
        The largest distance; 0 where nothing but equality will do.
    value, rest : array
        The truth, NaN where there is none.
    honest : array of float64
        The referee's own bound, before anybody asked for more or less; NaN where it has none.
    names_python : bool
        Whether the truth comes from elsewhere, and may name Python: an original that is outside
        the bound of its own formula shows that the formula's bound does not hold for doubles.
    blame : bool
        Whether the truth may name anybody.
    pairwise : bool
        The two results are held to one another only, not to the truth.
    """

    kind: str
    allowed: Array
    value: Array
    rest: Array
    honest: Array
    names_python: bool = False
    blame: bool = True
    pairwise: bool = False
    why: str = ""
    notes: tuple[str, ...] = ()


def bound_of(
    python: Array,
    r: Array,
    expected: Expected | None,
    dtype: np.dtype[Any],
    *,
    rtol: float | None,
    digits: float | None,
    whole: bool,
) -> Bound:
    """Put together what the referee knows and what the twin asks for.

    Parameters
    ----------
    python, r : arrays of float64 or complex128
        The results, in one shape.
    expected : Expected or None
        The referee's word.
    dtype : dtype
        Of Python's result as it came.
    rtol, digits : float or None
        What the twin gives.
    whole : bool
        Python's result is made of integers: nothing is rounded.
    """
    size = np.maximum(np.abs(python), np.abs(r))
    asked = rtol is not None or digits is not None
    # What a comparison has chosen that rounding decides may be another whole number.
    counted = whole and (expected is None or expected.kind != SAMPLED)
    if rtol == 0 or (rtol is None and counted) or (expected is None and not asked):
        return _exact(size, expected)
    bound = _referees(expected, size)
    if dtype in _SHORT:
        bound = _in_short_floats(bound, python, dtype)
    if rtol is not None:
        allowed = rtol * size + SMALLEST_NORMAL
        return replace(bound, kind=GIVEN, allowed=allowed, pairwise=True, why=f"rtol = {rtol:g}")
    return bound if digits is None else _to_digits(bound, digits, size)


def _exact(size: Array, expected: Expected | None) -> Bound:
    unknown = np.full(size.shape, np.nan)
    if expected is not None and expected.is_users:
        return replace(_referees(expected, size), kind=EXACT, allowed=np.zeros(size.shape))
    notes = () if expected is None else expected.notes
    return Bound(EXACT, np.zeros(size.shape), unknown, unknown, unknown, notes=notes)


def _referees(expected: Expected | None, size: Array) -> Bound:
    unknown = np.full(size.shape, np.nan)
    if expected is None:
        return Bound(GIVEN, np.zeros(size.shape), unknown, unknown, unknown)
    allowed = np.asarray(expected.allowed).reshape(size.shape)
    value = unknown if expected.value is None else np.reshape(expected.value, size.shape)
    rest = np.zeros(size.shape) if expected.rest is None else np.reshape(expected.rest, size.shape)
    return Bound(
        expected.kind,
        np.where(np.isnan(allowed), 0.0, allowed),
        np.where(np.isfinite(allowed), value, np.nan),
        rest,
        allowed,
        expected.is_users or expected.kind not in (DERIVED, SAMPLED, MEASURED),
        expected.blame,
        False,
        expected.why,
        expected.notes,
    )


def _in_short_floats(bound: Bound, python: Array, dtype: np.dtype[Any]) -> Bound:
    """Allow what rounding to fewer bits does."""
    name, bits = _SHORT[dtype]
    info = np.finfo(dtype)
    allowed = _SHORT_ULP * float(info.eps) * np.abs(python) + float(info.smallest_normal)
    if bound.kind == DERIVED:  # in which the formula was rounded to doubles
        allowed = allowed + bound.allowed * 2.0**bits
    note = f"Python's result is in {name} precision ({dtype}), to which both are held"
    allowed = np.where(np.isfinite(allowed), np.maximum(allowed, bound.allowed), bound.allowed)
    return replace(bound, allowed=allowed, notes=(*bound.notes, note))


def _to_digits(bound: Bound, digits: float, size: Array) -> Bound:
    """Allow what a user who needs so many digits allows."""
    known = np.isfinite(bound.value)
    enough = 10.0**-digits * np.where(known, np.abs(bound.value), size)
    wider = enough > bound.allowed
    if not wider.any():
        return bound
    allowed = np.where(wider & np.isfinite(enough), enough, bound.allowed)
    return replace(bound, kind=GIVEN, allowed=allowed, why=f"digits = {digits:g}")
