"""Where NumPy, SciPy or pandas and base R honestly differ, and who is nearer to the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from diglot.dictionary.entry import text_of


@dataclass(frozen=True)
class Difference:
    """A function that both languages have, and that gives other numbers in each.

    Attributes
    ----------
    python : callable
        The call in Python, a lambda without arguments.
    r : str
        The call in R.
    truth : callable or None
        Gives the true value by mpmath, as text of some 30 digits; None where the two are defined
        differently and both are right.
    digits : tuple of float
        How many correct digits Python's and R's results have; empty without a truth.
    why : str
        Where the difference comes from, in a sentence.
    same : str
        The R that gives Python's number; empty if there is none.
    needs : str
        What must be true in R for the number that is stated, as long doubles must be there.
    """

    python: Callable[[], Any]
    r: str
    truth: Callable[[], str] | None
    digits: tuple[float, ...]
    why: str
    same: str = ""
    needs: str = "TRUE"

    @property
    def text(self) -> str:
        """The call in Python as it is written, in one line."""
        return text_of(self.python).replace("\n", "; ").replace("return ", "")
