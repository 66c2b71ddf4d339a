"""A difference between the languages, measured."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from diglot.bridge.process import RProcess
from diglot.dictionary.difference import Difference


@dataclass(frozen=True)
class Measured:
    """A difference, and what both calls give on this machine.

    Attributes
    ----------
    difference : Difference
        What was called.
    python, r : float
        What came.
    """

    difference: Difference
    python: float
    r: float


def measure(difference: Difference, r: RProcess) -> Measured:
    """Make both calls; their warnings, as of a lost digit, are what is measured."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(difference.python())
    return Measured(difference, value, evaluated(difference.r, r))


def evaluated(expression: str, r: RProcess) -> float:
    """Give the number that an R expression has."""
    value = r.call(f"function() suppressWarnings({expression})", []).value
    return float(np.ravel(value)[0])
