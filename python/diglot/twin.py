"""What is promised: a twin, its cases, and the faults that the cases must catch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Case:
    """One input of a twin; both languages get the same bits.

    Parameters
    ----------
    name : str
        Says what is special about the input.
    *args
        The arguments: numbers, logicals, strings, None, arrays of any rank, dicts, lists.
    refused : str, optional
        Both languages must refuse the input, with this text in the message.
    """

    __slots__ = ("args", "name", "refused")

    def __init__(self, name: str, *args: Any, refused: str | None = None) -> None:
        self.name = name
        self.args = args
        self.refused = refused

    def __repr__(self) -> str:
        """Show the name; the arguments may be large."""
        return f"Case({self.name!r}, ...)"


@dataclass(frozen=True)
class Fault:
    """A known porting mistake, written down as a function that makes it.

    Parameters
    ----------
    name : str
        What the mistake does, as in "divides by the columns".
    function : callable
        Takes a case's arguments and gives what a port with this mistake would give.
    hint : str
        How to mend it in R.
    """

    name: str
    function: Callable[..., Any]
    hint: str = ""


@dataclass(frozen=True)
class Twin:
    """A function that exists in both languages.

    Parameters
    ----------
    name : str
        The name in both languages.
    python : callable
        The original.
    r : str
        An R expression that evaluates to the port, as in ``"softmax"`` or ``"function(x) x + 1"``.
    r_files : sequence of paths
        R files (or folders of R packages) in which `r` finds its functions.
    cases : sequence of Case
        At least one.
    faults : sequence of Fault
        Each must be caught by one of the cases.
    rtol : float
        The relative tolerance where the referee cannot follow the original; 0 for what is counted
        or read, not calculated, and must be exactly equal: no referee is asked then.
    shows : tuple of (callable, str), optional
        The functions that `diglot show` prints, where `python` and `r` only wrap them.
    file : path, optional
        Where the twin is defined; set when the file is read.
    """

    name: str
    python: Callable[..., Any]
    r: str
    r_files: Sequence[str | Path] = ()
    cases: Sequence[Case] = ()
    faults: Sequence[Fault] = field(default=())
    rtol: float = 1e-12
    shows: tuple[Callable[..., Any], str] | None = None
    file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse a twin that could never fail, and names that hide one another."""
        if not self.cases:
            raise ValueError(f"twin `{self.name}` must have at least one case, not 0.")
        for kind, names in (
            ("cases", [case.name for case in self.cases]),
            ("faults", [fault.name for fault in self.faults]),
        ):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(
                    f"the {kind} of twin `{self.name}` must have different names, "
                    f"but {sorted(twice)[0]!r} stands twice."
                )
