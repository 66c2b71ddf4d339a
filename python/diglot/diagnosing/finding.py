"""One thing that is wrong with a port: what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diglot.diagnosing.diagnosis import Diagnosis
from diglot.judging.verdict import Verdict
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, told once however many cases show it.

    Attributes
    ----------
    twin : Twin
        Whose port, or original, is at fault.
    case : Case
        The smallest case that shows it.
    verdict : Verdict
        What became of that case.
    cases : tuple of str
        The names of the twin's cases that show it.
    diagnosis : Diagnosis or None
        The mistake by its name, or what the wrong elements have in common.
    dependents : mapping of str to int
        The twins that stand on this one and fail too, with how many of their cases.
    unexplained : tuple of str
        The names of cases that fail too, by this mistake or another.
    """

    twin: Twin
    case: Case
    verdict: Verdict
    cases: tuple[str, ...]
    diagnosis: Diagnosis | None = None
    dependents: Mapping[str, int] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
