"""What an entry of the dictionary holds: an idiom in both languages, and the trap beside it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from diglot.judging.lifting import definition_of
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Wrong:
    """The R that everybody writes first.

    Attributes
    ----------
    r : str
        The R expression, in the arguments' names.
    gives : str
        What it gives instead, as in "the sum of squares is divided by n - 1".
    noticed : tuple of str
        The names of the entry's cases in which one notices: all others agree.
    """

    r: str
    gives: str
    noticed: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """An idiom of NumPy or SciPy facing base R.

    Attributes
    ----------
    python : callable
        The idiom in Python: a lambda of one expression, or a short function.
    r : str
        The same in R: an expression in the names of the arguments, or several lines in braces.
    cases : sequence of Case
        What it is tried on.
    trap : str
        What one has to know, in a sentence.
    wrong : Wrong or None
        The R that everybody writes first.
    words : sequence of str
        By what else it may be looked up, as in "standard deviation".
    demands : mapping
        What the twin asks for: digits, up_to, allows and the like.
    """

    python: Callable[..., Any]
    r: str
    cases: Sequence[Case]
    trap: str
    wrong: Wrong | None = None
    words: Sequence[str] = ()
    demands: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arguments."""
        return tuple(inspect.signature(self.python).parameters)

    @property
    def text(self) -> str:
        """The idiom in Python as it is written."""
        return text_of(self.python)

    def twin(self, r: str | None = None) -> Twin:
        """Give what is judged, with other R if so asked."""
        port = f"function({', '.join(self.names)}) {r or self.r}"
        return Twin(self.text, self.python, port, cases=self.cases, **self.demands)


def text_of(function: Callable[..., Any]) -> str:
    """Write a lambda's expression, or the lines in a function, as they would be typed."""
    body = definition_of(function.__code__).body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # the docstring
    if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
        return ast.unparse(body[0].value)
    return "\n".join(map(ast.unparse, body))
