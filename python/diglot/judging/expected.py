"""What one output of a case should be, and how far from it an honest result may lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: Results this small may lose digits, or all of them: the smallest normal number.
SMALLEST_NORMAL = float(np.finfo(np.float64).smallest_normal)

#: How a bound was found, the best first.
EXACT, DERIVED, SAMPLED, MEASURED, GIVEN = "exact", "derived", "sampled", "measured", "given"
KINDS = (EXACT, DERIVED, SAMPLED, MEASURED, GIVEN)


@dataclass(frozen=True)
class Expected:
    """The referee's word on one output.

    Attributes
    ----------
    kind : str
        How the bound was found: "exact" (nothing is rounded), "derived" (radius of balls),
        "sampled" (the function run with each rounding drawn at random), "measured" (run with its
        inputs moved by an ULP) or "given" (the twin's own tolerance).
    allowed : array of float64
        For each element the largest distance that an honest result may have: from the truth where
        there is one, from the other language's result elsewhere. NaN where nothing is known.
    value, rest : arrays of float64 or complex128, or None
        The truth is `value` + `rest`, the first being the double closest to it. NaN where it is not
        known; None where it is known nowhere.
    why : str
        How the bound was found, and why not by a better way: for people.
    blame : bool
        Whether the truth may name who is wrong; not where it rests on the original's own rounding.
    is_users : bool
        Whether the truth is a reference of the user's own, and no formula's.
    notes : tuple of str
        What is worth knowing besides.
    """

    kind: str
    allowed: Array
    value: Array | None = None
    rest: Array | None = None
    why: str = ""
    blame: bool = True
    is_users: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def known(self) -> Array:
        """Where there are a truth and a bound."""
        if self.value is None:
            return np.zeros(self.allowed.shape, dtype=bool)
        return np.isfinite(self.allowed) & ~np.isnan(self.value)
