"""Ports judged from Python: in a notebook, in a script, in tests."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from diglot import environment
from diglot.bridge.process import RProblem, RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.catalogue import R_ENVIRONMENT
from diglot.diagnosing.finding import Finding
from diglot.diagnosing.findings import findings
from diglot.environment import MEMORY, TIMEOUT
from diglot.judging import verify as judging
from diglot.judging.original import PRELOAD
from diglot.judging.verdict import Judged, Verdict
from diglot.selection import UsageError, load_twins, place, select
from diglot.showing import facing
from diglot.showing.explain import print_notes
from diglot.showing.findings import print_findings
from diglot.showing.html import as_html, preformatted
from diglot.showing.table import (
    WORDS,
    as_json,
    console,
    summary_line,
    verdict_rows,
    verdict_table,
)
from diglot.twin import Case, Twin

__all__ = ["Comparison", "Report", "Session", "Verdict", "compare", "verify"]

#: Some twins: one, several, or the path of a file that defines ``TWINS``.
Twins = str | Path | Twin | Iterable[Twin]

_MOST_ELEMENTS = 20


@dataclass(frozen=True, repr=False)
class Report:
    """The verdicts on some twins; true if all agree.

    ``print(report)`` is what ``diglot verify`` prints; a notebook shows a table. A report is a
    sequence of its verdicts, and says by ``assert report.agree, report`` what is wrong.

    Attributes
    ----------
    judged : tuple of (Twin, Case, sequence of Verdict)
        Each case that was judged, with the verdicts on its outputs.
    findings : tuple of Finding
        What is wrong: each mistake once, with its name where there is one, and its smallest case.
    """

    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on all outputs of all cases, in the order of the twins."""
        return tuple(verdict for _, _, verdicts in self.judged for verdict in verdicts)

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The verdicts that do not agree."""
        return tuple(v for v in self.verdicts if v.status not in ("agree", "missing"))

    @property
    def agree(self) -> bool:
        """Whether every verdict agrees; one that is undecided does not."""
        return not self.failures

    @property
    def explanation(self) -> str:
        """What is wrong, in words; empty if all agree."""
        return _printed(lambda: print_findings(self.findings))

    def as_json(self) -> dict[str, Any]:
        """Give what ``diglot verify --json`` writes."""
        return as_json(self.verdicts, environment.summary())

    def __bool__(self) -> bool:
        """Tell whether all agree."""
        return self.agree

    def __len__(self) -> int:
        """Count the verdicts."""
        return len(self.verdicts)

    def __iter__(self) -> Iterator[Verdict]:
        """Go through the verdicts."""
        return iter(self.verdicts)

    def __getitem__(self, index: int) -> Verdict:
        """Give one verdict."""
        return self.verdicts[index]

    def __repr__(self) -> str:
        """Say in one line how many agree."""
        return f"<{type(self).__name__}: {summary_line(self.verdicts)}>"

    def __str__(self) -> str:
        """Give the table, the failures and the notes, as the command prints them."""
        return _printed(self._print)

    def _print(self) -> None:
        out = console()
        out.print(verdict_table(self.verdicts, out), end="\n\n")
        self._print_words()

    def _print_words(self) -> None:
        print_findings(self.findings)
        print_notes(self.judged)
        print(summary_line(self.verdicts))

    def _repr_html_(self) -> str:
        """Give the same for a notebook."""
        table = as_html(verdict_rows(self.verdicts), WORDS, marked=_is_failure)
        return table + preformatted(_printed(self._print_words))


def _is_failure(row: Mapping[str, str]) -> bool:
    return row["verdict"] != "agree"


@dataclass(frozen=True, repr=False)
class Comparison(Report):
    """Both results of one call side by side, with the verdict on each output.

    ``print(comparison)`` is what ``diglot compare`` prints, and an explanation where it does not
    agree.

    Attributes
    ----------
    compared : diglot.showing.facing.Compared
        All that was found.
    """

    compared: facing.Compared

    @property
    def python(self) -> Any:
        """What Python gave; None where it gave an error."""
        return self.compared.python.value

    @property
    def r(self) -> Any:
        """What R gave; None where it gave an error."""
        return None if isinstance(self.compared.r, RProblem) else self.compared.r.value

    @property
    def truth(self) -> dict[str, Any]:
        """The true value of each output that the referee knows."""
        known = self.compared.python.expected
        return {output: e.value for output, e in known.items() if e.value is not None}

    def _print(self) -> None:
        facing.print_elements(self.compared, limit=_MOST_ELEMENTS)
        self._print_words()

    def _print_words(self) -> None:
        for verdict in self.verdicts:
            if verdict.status == "agree":
                facing.print_verdict(verdict)
        print_findings(self.findings)

    def _repr_html_(self) -> str:
        """Give the same for a notebook."""
        parts = []
        for output in facing.outputs_of(self.compared, _MOST_ELEMENTS):
            if output.rows:
                parts.append(as_html(output.rows, (), title=output.name))
            if output.words:
                parts.append(preformatted(output.words))
        return "".join(parts) + preformatted(_printed(self._print_words))


def _printed(function: Callable[[], None]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        function()
    return out.getvalue().rstrip("\n")


class Session:
    """Both languages, kept ready for several calls of `verify` and `compare`.

    Functions of a module are read once: who changes the module begins another session.

    Parameters
    ----------
    timeout : float
        Seconds that one call may take, in Python as in R.
    memory : int
        Bytes that each language may have.

    Examples
    --------
    >>> with Session() as session:
    ...     bool(session.compare(abs, "abs", -1.5))
    True
    """

    def __init__(self, *, timeout: float = TIMEOUT, memory: int = MEMORY) -> None:
        environment.require_r()
        environment.single_blas_thread()
        self._python = PythonProcess(timeout=timeout, memory=memory, preload=PRELOAD)
        self._r = RProcess(timeout=timeout, memory=memory, environment=R_ENVIRONMENT)

    def __enter__(self) -> Session:
        """Start nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End both languages."""
        self.close()

    def close(self) -> None:
        """End both languages; a later call would start them again."""
        self._python.close()
        self._r.close()

    def verify(self, twins: Twins, *, only: str | None = None) -> Report:
        """Judge every case of some twins; see `diglot.verify`."""
        meant = select(placed(twins), only)
        cases = [(twin, case) for twin in meant for case in twin.cases]
        found = judging.verify(meant, self._r, self._python)
        judged = [(twin, case, v) for (twin, case), v in zip(cases, found, strict=True)]
        return Report(tuple(judged), tuple(findings(judged, self._r, self._python)))

    def compare(
        self,
        function: Callable[..., Any],
        r: str,
        *args: Any,
        r_files: Sequence[str | Path] = (),
        **demands: Any,
    ) -> Comparison:
        """Call a function and its port with the same arguments; see `diglot.compare`."""
        name = getattr(function, "__name__", type(function).__name__).strip("<>")
        [twin] = placed(Twin(name, function, r, r_files, [Case("call", *args)], **demands))
        compared = facing.compare_twin(twin, twin.cases[0], self._r, self._python)
        judged = ((twin, twin.cases[0], compared.verdicts),)
        return Comparison(judged, tuple(findings(judged, self._r, self._python)), compared)


def verify(
    twins: Twins, *, timeout: float = TIMEOUT, memory: int = MEMORY, only: str | None = None
) -> Report:
    """Judge every case of some twins in both languages.

    Parameters
    ----------
    twins : Twin, iterable of Twin, or path
        What to judge. The R files of twins lie relative to the file that defines them as
        ``TWINS``, or else to the working folder.
    timeout : float
        Seconds that one call may take, in Python as in R.
    memory : int
        Bytes that each language may have.
    only : str, optional
        Judge the cases that are named like this, as in ``"softmax"`` or ``"*-batch"``.

    Returns
    -------
    Report
        True if all agree.

    Raises
    ------
    diglot.selection.UsageError
        If a file is missing or cannot be read, or no case is named like `only`.
    diglot.environment.EnvironmentProblem
        If R is missing.

    Examples
    --------
    >>> twin = Twin("half", lambda x: x / 2, "function(x) x / 2", cases=[Case("one", 1.0)])
    >>> verify([twin])
    <Report: 1 verdict: 1 agree.>
    """
    with Session(timeout=timeout, memory=memory) as session:
        return session.verify(twins, only=only)


def compare(
    function: Callable[..., Any],
    r: str,
    *args: Any,
    r_files: Sequence[str | Path] = (),
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    **demands: Any,
) -> Comparison:
    """Call a function and its port with the same arguments, and judge what they give.

    Parameters
    ----------
    function : callable
        The original; one that was typed in a notebook, too.
    r : str
        An R expression that evaluates to the port, as in ``"softmax"`` or ``"function(x) x + 1"``.
    *args
        The arguments: numbers, logicals, strings, None, arrays of any rank, dicts, lists.
    r_files : sequence of paths
        R files (or folders of R packages) in which `r` finds its functions.
    timeout : float
        Seconds that one call may take, in Python as in R.
    memory : int
        Bytes that each language may have.
    **demands
        What a `Twin` may ask for besides: `rtol`, `digits`, `up_to`, `allows`, `strict_na`.

    Returns
    -------
    Comparison
        True if every output agrees.

    Raises
    ------
    diglot.selection.UsageError
        If an R file is missing.
    diglot.environment.EnvironmentProblem
        If R is missing.

    Examples
    --------
    >>> compare(lambda x: x + 1, "function(x) x + 1", 2.5)
    <Comparison: 1 verdict: 1 agree.>
    """
    with Session(timeout=timeout, memory=memory) as session:
        return session.compare(function, r, *args, r_files=r_files, **demands)


def placed(twins: Twins) -> list[Twin]:
    """Give twins with the paths of their R files."""
    if isinstance(twins, str | Path):
        return load_twins(Path(twins))
    given = [twins] if isinstance(twins, Twin) else list(twins)
    if not given:
        raise UsageError("There must be at least one twin, not 0.")
    files = [file for twin in given for file in getattr(twin, "r_files", ())]
    folder = _folder_of(twins, files)
    return [place(twin, folder) for twin in given]


def _folder_of(twins: Twins, files: Iterable[str | Path]) -> Path:
    """Find the folder of the file whose ``TWINS`` these are; else give the working folder.

    A module that has imported them calls them ``TWINS`` too: the R files tell which is meant.
    """
    modules = [m for m in list(sys.modules.values()) if getattr(m, "__file__", None)]
    found = [m.__file__ for m in modules if vars(m).get("TWINS") is twins]
    folders = [Path(file).resolve().parent for file in found if file]
    fitting = (f for f in folders if all((f / file).exists() for file in files))
    return next(fitting, folders[0] if len(folders) == 1 else Path.cwd())
