"""R in a process of its own: the one door to R.

An endless loop, a crash, ``quit()`` or eaten memory in a function costs one call; the next call
finds a fresh R.
"""

from __future__ import annotations

import hashlib
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from diglot.bridge.life import Life
from diglot.bridge.listener import Language
from diglot.bridge.problems import RCrash, RError, RProblem, RTimeout
from diglot.bridge.serialization import serialize, unserialize
from diglot.bridge.values import RList, RValue, RVector, from_r, to_r
from diglot.environment import find_r, require_r

__all__ = ["RCrash", "RError", "RProblem", "RProcess", "RResult", "RTimeout", "r_files"]

_R = Language("R", RTimeout, RCrash)


@dataclass(frozen=True)
class RResult:
    """What a call gave.

    Parameters
    ----------
    value : any
        Arrays, None, lists and dicts of these; see `diglot.bridge.values.from_r`.
    warnings : tuple of str
        R's warnings with their calls, as in ``In log(x): NaNs produced``; of many the first 50,
        of a long text the first 2,000 characters.
    output : str
        What R printed, messages included; of a flood the first 10,000 bytes and its size.
    notes : tuple of str
        What the function left behind, and what of its value Python cannot carry; as long at most.
    seconds : float
        The time in R, without the way there and back.
    """

    value: Any
    warnings: tuple[str, ...]
    output: str
    notes: tuple[str, ...]
    seconds: float


class RProcess:
    """R, started when it is first needed and again after each death.

    Its methods may be called by several threads.

    Parameters
    ----------
    timeout : float
        Seconds that a call may take.
    environment : mapping of str to str, optional
        Environment variables for R beside those of this process.
    memory : int, optional
        Bytes that R may allocate; half of the machine's memory unless given.

    Examples
    --------
    >>> with RProcess() as r:
    ...     r.call("function(x) x + 1", [1.5]).value
    array([2.5])
    """

    def __init__(
        self,
        *,
        timeout: float = 60.0,
        environment: Mapping[str, str] | None = None,
        memory: int | None = None,
    ) -> None:
        self._timeout = timeout
        self._environment = dict(environment or {})
        self._memory = memory
        self._life: Life | None = None
        self._lock = threading.RLock()
        self._asking = (
            threading.Lock()
        )  # R answers one call at a time; whoever ends it, need not wait
        self._over = False

    def __enter__(self) -> RProcess:
        """Start nothing yet."""
        self._over = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End R for good, though another thread may be about to call it."""
        self._over = True
        self.close()

    def close(self) -> None:
        """End R; a later call would start it again."""
        with self._lock:
            if self._life is not None:
                self._life.end()
                self._life = None

    def _living(self) -> Life:
        with self._lock:  # who ends R meanwhile waits until there is something to end
            if self._over:
                raise RCrash("R was ended.")
            if self._life is None:
                self._life = Life(_R, _command(), self._environment, self._memory)
            return self._life

    def call(
        self,
        function: str,
        args: Sequence[object],
        *,
        files: Sequence[Path] = (),
        timeout: float | None = None,
        check_purity: bool = False,
    ) -> RResult:
        """Call an R function.

        Parameters
        ----------
        function : str
            Any R expression that evaluates to a function.
        args : sequence
            The arguments by position: None, numbers, logicals, strings, dates, arrays of these,
            pandas' columns and tables, lists, tuples and dicts; see `diglot.bridge.values.to_r`.
        files : sequence of paths
            R files that are sourced before, each in its own folder, as into a fresh R; a folder
            stands for the files of an R package, or for its scripts. Each set of files is loaded
            once, and again when one of them changes; every call begins where that left R.
        timeout : float, optional
            Seconds that the call may take.
        check_purity : bool
            Call the function twice; `notes` say whether it answers differently the second time,
            and what it changes besides.

        Raises
        ------
        TypeError, ValueError
            When an argument has no counterpart in R.
        FileNotFoundError
            When one of `files` is not there.
        RError
            When R stops with an error.
        RTimeout, RCrash
            When R does not answer.
        EnvironmentProblem
            When R or rpy2 is missing.
        """
        sent = RList([to_r(arg, f"argument {i}") for i, arg in enumerate(args, start=1)], None)
        answer, output = self._ask(function, files, sent, check_purity, timeout)
        return RResult(
            from_r(answer.value),
            _strings(answer.warnings),
            output,
            _strings(answer.notes),
            float(from_r(answer.seconds)[0]),
        )

    def source(self, function: str, *, files: Sequence[Path] = ()) -> str:
        """Give the text of an R function as it is written.

        Parameters
        ----------
        function : str
            Any R expression that evaluates to a function.
        files : sequence of paths
            As in `call`.

        Returns
        -------
        str
            A line with its place, ``# file:line``, the comment above the function, and the
            function. Without the first two when no file is known.
        """
        answer, _ = self._ask(function, files)
        return _strings(answer.value)[0]

    def _ask(
        self,
        function: str,
        files: Sequence[Path],
        args: RList | None = None,
        check_purity: bool = False,
        timeout: float | None = None,
    ) -> tuple[_Answer, str]:
        """Ask R; give the answer and what was printed before it came."""
        stamps = _stamps(files)
        n_args = None if args is None else len(args.items)
        fields = [
            _character(function),
            _character(_digest(stamps, function, n_args)),
            _character(*(path for path, *_ in stamps)),
            _character(_digest(stamps)),
            args,
            RVector("logical", np.array([check_purity], np.int32), ()),
        ]
        request = serialize(RList(fields, None))
        with self._asking:
            life = self._living()
            try:
                message, output = life.ask(request, timeout or self._timeout)
            except BaseException:
                self.close()  # whatever R is doing, its answer is no longer awaited
                raise
        return _read(message, output), output


def _command() -> list[str]:
    """Give the command that starts R through its own front end, which gives it its environment."""
    require_r()
    r = find_r()
    assert r is not None, "require_r() found it"
    return [str(r.home / "bin" / "R"), "CMD", sys.executable, "-m", "diglot.bridge.child"]


class _Answer(NamedTuple):
    """The answer of harness.R: a list of these."""

    value: RValue
    problem: RValue
    warnings: RValue
    notes: RValue
    seconds: RValue


def _read(message: memoryview, output: str) -> _Answer:
    """Read an answer, or raise the problem that it tells of."""
    try:
        described = unserialize(message)
    except ValueError as error:
        raise RError(str(error), output=output, kind="call") from None
    assert isinstance(described, RList)
    answer = _Answer(*described.items)
    if answer.problem is not None:
        what, call, kind = _strings(answer.problem)
        raise RError(what, call, _strings(answer.warnings), output, kind)
    return answer


def _character(*strings: str) -> RVector:
    return RVector("character", list(strings), ())


def _strings(value: RValue) -> tuple[str, ...]:
    return () if value is None else tuple(map(str, from_r(value)))


# -- Files --------------------------------------------------------------------------------------


def _stamps(files: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Name each R file together with what changes when it is edited."""
    stamps = []
    for file in files:
        for path in r_files(Path(file).absolute()):
            status = path.stat()
            stamps.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(stamps)


def r_files(path: Path) -> list[Path]:
    """List the R files that a path stands for, in the order in which they are sourced.

    A file is its own list. Those of a package come in the order that its DESCRIPTION gives, or in
    that of the C locale, as those of a folder of scripts do.

    Raises
    ------
    ValueError
        If a folder holds no R files.
    """
    if not path.is_dir():
        return [path]
    description = path / "DESCRIPTION"
    folder = path / "R" if description.is_file() or not _scripts(path) else path
    files = _collated(description) if description.is_file() else []
    found = [folder / name for name in files] or _scripts(folder)
    if not found:
        raise ValueError(f"{path} must be an R file or a folder with R files, as of an R package.")
    return found


def _scripts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.[Rr]") if path.is_file())


def _collated(description: Path) -> list[str]:
    """Read the field `Collate` of an R package: names of files, in quotes where need be."""
    text = description.read_text("utf-8", errors="replace")
    field = re.search(r"^Collate:(.*(?:\n[ \t].*)*)", text, re.MULTILINE)
    return re.findall(r"""[^\s'"]+""", field[1]) if field else []


@lru_cache(maxsize=1024)
def _digest(*parts: object) -> str:
    """Give a short name to what R keeps: its own names have a limit."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()
