"""What a stranger is: somebody's function, a right port, and one with a mistake in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Stranger:
    """An ordinary function with two ports.

    Parameters
    ----------
    name : str
        Its name.
    python : callable
        The original.
    right : str
        An honest port: an R expression that evaluates to a function.
    wrong : str or (str, str)
        A port with a mistake; a pair stands for the right port with its first text, which must
        stand there once, replaced by the second.
    mistake : str
        What is wrong with it.
    cases : sequence of Case
        Ordinary inputs; on one of them at least the mistake shows.
    up_to : str, optional
        "sign", "order" or "labels" where the result is only determined up to that.
    digits : float, optional
        How many are asked for, where two libraries calculate by different formulas.
    """

    name: str
    python: Callable[..., Any]
    right: str
    wrong: str | tuple[str, str]
    mistake: str
    cases: Sequence[Case]
    up_to: str | None = None
    digits: float | None = None

    @property
    def right_twin(self) -> Twin:
        """The function facing its right port."""
        return self._twin(self.right)

    @property
    def wrong_twin(self) -> Twin:
        """The function facing its wrong port."""
        if isinstance(self.wrong, str):
            return self._twin(self.wrong)
        correct, slip = self.wrong
        if self.right.count(correct) != 1:
            raise ValueError(
                f"{correct!r} must stand once in the port of `{self.name}`, "
                f"not {self.right.count(correct)} times."
            )
        return self._twin(self.right.replace(correct, slip))

    def _twin(self, port: str) -> Twin:
        return make_twin(self.name, self.python, port, self.cases, self.up_to, digits=self.digits)


def make_twin(
    name: str,
    python: Callable[..., Any],
    port: str,
    cases: Sequence[Case],
    up_to: str | None = None,
    **options: Any,
) -> Twin:
    """Make a twin of a function and a port."""
    if up_to is not None and "up_to" in {field.name for field in dataclasses.fields(Twin)}:
        options["up_to"] = up_to
    return Twin(name, python=python, r=port, cases=cases, **options)
