"""How many significant decimal digits of two results agree, and how many a bound lets one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: The decimal digits of a double: 53 bits.
MOST_DIGITS = 53 * float(np.log10(2.0))

#: A result tells something of a function when one of its elements has this many digits to check.
ENOUGH_DIGITS = 3.0


@dataclass(frozen=True)
class Digits:
    """Counts of significant decimal digits, from 0 to those of a double.

    Attributes
    ----------
    agree : float
        How many the two results share at the worst element; where there is a truth, how many the
        one that is further off shares with it.
    checked : float
        How many the bound left to check there.
    checked_median : float
        The same over all finite elements.
    """

    agree: float
    checked: float
    checked_median: float


def digits_of(distance: Array, scale: Array) -> Array:
    """Count the digits that a distance leaves of numbers of this size."""
    with np.errstate(all="ignore"):
        digits = -np.log10(distance / scale)
    # 0 / 0 is no distance at all; an infinite distance leaves nothing.
    digits = np.where(distance == 0, MOST_DIGITS, np.nan_to_num(digits, nan=0.0))
    return np.clip(digits, 0.0, MOST_DIGITS) + 0.0  # which makes 0 of -0


def scale_of(size: Array, allowed: Array, zero: Array) -> Array:
    """Say in comparison with what the digits of each element are counted.

    Parameters
    ----------
    size : array
        The absolute values.
    allowed : array
        How far each element may lie from where it should.
    zero : array of bool
        Where the element should be 0 exactly.

    Returns
    -------
    array
        The element's own size; where all of that may be rounding, the size of the largest element,
        as beside it a 1e-17 is as good a 0 as any. Nothing but true zeros are compared with 1.
    """
    finite = size[np.isfinite(size)]
    largest = float(finite.max()) if finite.size else 0.0
    scale = np.where(size <= allowed, largest, size)
    return np.where(zero & (scale == 0), 1.0, scale)
