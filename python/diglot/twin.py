"""What is promised: a twin, its cases, and the faults that the cases must catch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: What a twin may allow its functions to do besides answering.
ALLOWABLE = (
    "arguments",
    "globals",
    "options",
    "random state",
    "second answer",
    "working directory",
)

#: Up to what two results may be compared.
UP_TO = ("sign", "order", "labels")

#: Which language may be the original; the other one is the port.
ORIGINALS = ("python", "r")


class Case:
    """One input of a twin; both languages get the same bits.

    Parameters
    ----------
    name : str
        Says what is special about the input.
    *args
        The arguments: numbers, logicals, strings, None, arrays of any rank, dicts, lists.
    refused : str or True, optional
        Both languages must refuse the input, with this text in the message; with any if True.
    chaotic : bool
        That rounding alone may move every digit of the answer is meant, and no failure.
    edge : bool
        That only a port as careful as the original answers alike, as for NaN, no rows or what is
        refused; any other case is an everyday one, which every port must pass.
    truth : any, optional
        What is right, from a source of your own as a book or mpmath, in the form of the result:
        floats, or numbers with more digits. It says who is wrong where the languages differ.
    """

    __slots__ = ("args", "chaotic", "edge", "name", "refused", "truth")

    def __init__(
        self,
        name: str,
        *args: Any,
        refused: str | bool | None = None,
        chaotic: bool = False,
        edge: bool = False,
        truth: Any = None,
    ) -> None:
        self.name = name
        self.args = args
        self.refused = refused or None
        self.chaotic = chaotic
        self.edge = edge or self.refused is not None
        self.truth = truth

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
        How to mend it in the port's language.
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
        The original, unless `original` says that it is the port.
    r : str
        An R expression that evaluates to the port, as in ``"softmax"`` or ``"function(x) x + 1"``.
    r_files : sequence of paths
        R files (or folders of R packages) in which `r` finds its functions.
    cases : sequence of Case
        At least one.
    faults : sequence of Fault
        Each must be caught by one of the cases.
    rtol : float, optional
        The largest relative distance of the two results; counts even where the referee knows
        better. With 0 they must be equal, as what is counted or read and not calculated is: no
        referee is asked then.
    digits : float, optional
        As many significant digits are enough, where honest formulas differ by more than rounding.
    up_to : str or mapping of str to str, optional
        What the results are determined up to: "sign" (of the columns of a matrix, or of a vector),
        "order" (of elements, or of the rows of a matrix) or "labels" (the names of clusters). A
        mapping says it for each output by its name, as in ``{"[1]": "sign"}``.
    allows : sequence of str
        What both functions may do besides answering, as in ``("random state",)``; see `ALLOWABLE`.
    strict_na : bool
        Hold R's NA where Python has NaN to be another answer, not one worth a note.
    original : str
        Which of the two the other one is a port of: "python" or "r".
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
    rtol: float | None = None
    digits: float | None = None
    up_to: str | Mapping[str, str] | None = None
    allows: Sequence[str] = ()
    strict_na: bool = False
    original: str = "python"
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
        self._check_words("allows", self.allows, ALLOWABLE)
        self._check_words("original", self.original, ORIGINALS)
        kinds = self.up_to.values() if isinstance(self.up_to, Mapping) else [self.up_to or "sign"]
        self._check_words("up_to", kinds, UP_TO)

    def _check_words(self, field: str, words: Iterable[str], known: Sequence[str]) -> None:
        words = [words] if isinstance(words, str) else words
        for word in words:
            if word not in known:
                raise ValueError(
                    f"`{field}` of twin `{self.name}` knows {', '.join(known)}, not {word!r}."
                )
