"""What a subject is: somebody's function, its right ports, and ports with a mistake in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diglot.diagnosing.diagnosis import Diagnosis
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Mistake:
    """A port as people write it, with a mistake in it.

    Parameters
    ----------
    name : str
        What it does wrong.
    port : str or (str, str)
        An R expression that evaluates to a function; a pair stands for the subject's port with its
        first text, which must stand there once, replaced by the second.
    kind : str or None
        The kind that its diagnosis must be of; None where no name is general enough.
    also : sequence of str
        Kinds that are as true.
    says : str
        A pattern, any case, that must be found in the name followed by the hint; one that begins
        with "(?!.*columns)" forbids to speak of the columns of what has none.
    """

    name: str
    port: str | tuple[str, str]
    kind: str | None
    also: Sequence[str] = ()
    says: str = ""

    @property
    def kinds(self) -> set[str | None]:
        """The kinds that are true of it."""
        return {self.kind, *self.also}

    def outcome(self, diagnoses: Sequence[Diagnosis]) -> str:
        """Say what became of it: "named", "silent" as it must be, "MISSED" or "FALSE"."""
        if self.misnamed_by(diagnoses):
            return "FALSE"
        if names(diagnoses):
            return "named"
        return "silent" if None in self.kinds else "MISSED"

    def misnamed_by(self, diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
        """Give the diagnoses whose name is not true of it."""
        return [
            named
            for named in names(diagnoses)
            if named.kind not in self.kinds
            or not re.search(self.says, f"{named.name} {named.hint}", re.IGNORECASE)
        ]


def names(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Leave out diagnoses that say only what the wrong elements have in common."""
    return [diagnosis for diagnosis in diagnoses if diagnosis.kind is not None]


@dataclass(frozen=True)
class Subject:
    """A function that is ported rightly and wrongly.

    Parameters
    ----------
    python : callable
        The original.
    cases : sequence of Case
        Ordinary inputs, as its author would try them.
    port : str
        A right port: an R expression that evaluates to a function.
    mistakes : sequence of Mistake
        Wrong ports, each of which some case tells from the original.
    styles : mapping of str to str
        More right ports, in other styles.
    """

    python: Callable[..., Any]
    cases: Sequence[Case]
    port: str
    mistakes: Sequence[Mistake] = ()
    styles: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the original."""
        return self.python.__name__

    @property
    def right_twins(self) -> dict[str, Twin]:
        """The function facing each of its right ports."""
        ports = {"plain": self.port, **self.styles}
        return {f"{self.name}: {style}": self._twin(port) for style, port in ports.items()}

    @property
    def wrong_twins(self) -> dict[str, tuple[Mistake, Twin]]:
        """The function facing each of its wrong ports."""
        return {
            f"{self.name}: {mistake.name}": (mistake, self._twin(self._text(mistake)))
            for mistake in self.mistakes
        }

    def _text(self, mistake: Mistake) -> str:
        if isinstance(mistake.port, str):
            return mistake.port
        correct, slip = mistake.port
        if self.port.count(correct) != 1:
            raise ValueError(
                f"{correct!r} must stand once in the port of `{self.name}`, "
                f"not {self.port.count(correct)} times."
            )
        return self.port.replace(correct, slip)

    def _twin(self, port: str) -> Twin:
        return Twin(self.name, python=self.python, r=port, cases=self.cases)
