"""The mistake by its name, with the evidence for it and the way to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: The kinds of mistakes that have a name, and what they are.
KINDS = {
    "own fault": "one of the twin's own faults",
    "transposed": "equal after t(), or after aperm() with other axes",
    "memory order": "the same numbers in the other order of memory",
    "dimensions": "dimensions lost or gained",
    "scaled": "multiplied by a constant that is known: rows, elements, n / (n - 1), 2, -1, ln 10",
    "shifted": "a constant added",
    "index": "one index, label or position off",
    "reversed": "in the opposite order",
    "other order": "the same numbers, or the same list elements, in another order",
    "other axis": "along rows where it is columns, or over all where it is over an axis",
    "recycled": "a vector recycled along the wrong axis",
    "mean": "a sum for a mean, or a mean for a sum",
    "integer": "integer division, or truncated where a fraction is right",
    "precision": "rounded to some digits, or to single precision",
    "missing": "NaN, NA or infinities in some places",
    "overflow": "right for small inputs only",
    "cancellation": "digits lost by cancellation",
    "first call": "right only in the first call",
    "random": "depends on the random state",
    "ties": "elements that are equal are treated otherwise",
    "arguments": "arguments swapped",
    "default": "another default",
    "sign": "the sign of the result, or of one term",
    "operation": "another operation, constant or comparison in one place",
}


@dataclass(frozen=True)
class Suspect:
    """A mistake that a port may have made, written down as a function that makes it.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    name : str
        What the mistake does, as in "divides by the columns".
    function : callable
        Takes a case's arguments and gives what a port with this mistake gives.
    hint : str
        The R that mends it.
    """

    kind: str
    name: str
    function: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Diagnosis:
    """What a port does wrong.

    Attributes
    ----------
    kind : str or None
        One of `KINDS`; None where no mistake explains the values, and `evidence` says only what the
        wrong elements have in common.
    name : str
        What the mistake does, as in "divides by the columns"; empty where `kind` is None.
    evidence : str
        What shows it, as in "equals it over the whole matrix in 9 of 9 cases, to the last bit".
    hint : str
        The R that mends it.
    cases : tuple of str
        The names of the cases that it explains.
    """

    kind: str | None
    name: str
    evidence: str
    hint: str
    cases: tuple[str, ...]
