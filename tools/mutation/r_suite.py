"""The suite of the R edition, run on mutants: what Python gives is found once and kept."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from diglot.bridge.problems import Crash, PythonError, Timeout
from diglot.bridge.process import RError, RProblem, RProcess, RResult
from diglot.bridge.python_process import PythonProcess
from diglot.catalogue import R_ENVIRONMENT, TWINS
from diglot.judging.original import PRELOAD, PythonResult, run_python
from diglot.judging.verdict import judge
from diglot.judging.verify import run_r
from diglot.twin import Case, Twin

from .mutants import ROOT, Mutant
from .r_mutators import R_FOLDER

#: Seconds that a case or a file of tests may take with a mutant: what goes on is caught.
CASE_SECONDS = 15.0
TESTS_SECONDS = 120.0

# The texts of `read_idx` name temporary files, and NumPy's generator has words of its own.
_OTHER_WORDS = {"read_idx", "random_state"}

# R keeps what each edition's files define; so many mutants are room enough.
_MUTANTS_PER_R = 40


@dataclass(frozen=True)
class Kept:
    """A case, and what is known of it without R.

    Attributes
    ----------
    twin, case : Twin, Case
        What is asked.
    python : PythonResult
        What the original gives, with what is allowed.
    called : frozenset of str
        The functions of the R edition that take part.
    seconds : float
        How long R takes.
    """

    twin: Twin
    case: Case
    python: PythonResult
    called: frozenset[str]
    seconds: float


# ---- What is found once --------------------------------------------------------------------------


def keep(twins: Sequence[Twin] = TWINS) -> list[Kept]:
    """Ask the originals and the referee for all cases, and R which functions take part in each."""
    with PythonProcess(timeout=60, preload=PRELOAD) as python, _tracing() as trace:
        found = []
        for twin in twins:
            for case in twin.cases:
                called, seconds = trace(twin, case)
                result = run_python(twin, case, python)
                found.append(Kept(twin, case, result, called, seconds))
    return found


# Each function of the edition says that it was called before it does what it does.
_TRACER = """called <- new.env()
for (name in ls()) {
  traced <- get(name)
  if (is.function(traced)) {
    body(traced) <- bquote({
      assign(.(name), TRUE, envir = called)
      .(body(traced))
    })
    assign(name, traced)
  }
}
"""
_TRACED = """function(...) {{
  rm(list = ls(called), envir = called)
  try(({r})(...), silent = TRUE)
  ls(called)
}}"""


class _tracing:  # noqa: N801 - used as a function
    """A context in which R tells which functions a case calls."""

    def __enter__(self):
        self._folder = _Edition()
        (self._folder.path / "R" / "zz_tracer.R").write_text(_TRACER)
        self._r = RProcess(timeout=60, environment=R_ENVIRONMENT).__enter__()
        return self._trace

    def __exit__(self, *_: object) -> None:
        self._r.close()
        self._folder.close()

    def _trace(self, twin: Twin, case: Case) -> tuple[frozenset[str], float]:
        files = [self._folder.path]
        try:
            result = self._r.call(_TRACED.format(r=twin.r), case.args, files=files)
        except (RProblem, TypeError, ValueError):
            return frozenset(), 0.0
        return frozenset(map(str, result.value)), result.seconds


class _Edition:
    """A copy of the R edition without its comments, one of whose files is changed."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="diglot-mutant-"))
        (self.path / "R").mkdir()
        shutil.copy(R_FOLDER.parent / "DESCRIPTION", self.path)
        for file in R_FOLDER.glob("*.R"):
            self._write(file.name, file.read_text(encoding="utf-8"))

    def close(self) -> None:
        shutil.rmtree(self.path)

    def changed(self, mutant: Mutant) -> None:
        self._write(mutant.file.name, mutant.apply(_text_of(mutant)))

    def restored(self, mutant: Mutant) -> None:
        self._write(mutant.file.name, _text_of(mutant))

    def _write(self, name: str, text: str) -> None:
        lines = text.splitlines(keepends=True)
        code = [line for line in lines if not line.lstrip().startswith("#")]
        (self.path / "R" / name).write_text("".join(code), encoding="utf-8")


def _text_of(mutant: Mutant) -> str:
    return (ROOT / mutant.file).read_text(encoding="utf-8")


# ---- A worker ------------------------------------------------------------------------------------


class RSuite:
    """Judges mutants of the R edition one after the other.

    Parameters
    ----------
    kept : sequence of Kept
        All cases.
    """

    def __init__(self, kept: Sequence[Kept]) -> None:
        self._kept = kept
        self._edition = _Edition()
        self._r = RProcess(timeout=CASE_SECONDS, environment=R_ENVIRONMENT)
        self._tester = RProcess(timeout=TESTS_SECONDS, environment=R_ENVIRONMENT)
        self._asked = 0
        self._catches: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        self._r.close()
        self._tester.close()
        self._edition.close()

    def caught_by(self, mutant: Mutant) -> str | None:
        """Name what catches a mutant first: a case, with how, or the R tests; None if nothing."""
        self._edition.changed(mutant)
        self._asked += 1
        if self._asked % _MUTANTS_PER_R == 0:
            self._r.close()
        try:
            return self._case_that_catches(mutant) or self._tests_that_catch(mutant)
        finally:
            self._edition.restored(mutant)

    def _case_that_catches(self, mutant: Mutant) -> str | None:
        for kept in self._in_order(mutant):
            twin = dataclasses.replace(kept.twin, r_files=[self._edition.path])
            how = how_caught(kept, run_r(twin, kept.case, self._r))
            if how is not None:
                name = kept.twin.name, kept.case.name
                self._catches[name] = self._catches.get(name, 0) + 1
                return f"{how}: {name[0]}-{name[1]}"
        return None

    def _in_order(self, mutant: Mutant) -> list[Kept]:
        """Take the cases that reach a mutant, those first that are quick or have caught others."""
        users = _users(mutant)
        reached = [kept for kept in self._kept if kept.called & users]

        def price(kept: Kept) -> float:
            catches = self._catches.get((kept.twin.name, kept.case.name), 0)
            return (kept.seconds + 0.002) * (3 if kept.case.refused else 1) / (1 + catches)

        return sorted(reached, key=price)

    def _tests_that_catch(self, mutant: Mutant) -> str | None:
        """Run the R tests that face the file."""
        file = R_FOLDER.parent / "tests" / "testthat" / f"test-{mutant.file.stem}.R"
        if not file.is_file():
            return None
        try:
            self._tester.call(_TESTS, [str(self._edition.path / "R"), str(file)])
        except RProblem:
            return f"tests: {file.name}"
        return None


_TESTS = """function(folder, tests) {
  edition <- new.env(parent = globalenv())
  for (file in list.files(folder, full.names = TRUE)) {
    sys.source(file, edition)
  }
  testthat::test_file(
    tests, reporter = "silent", env = edition, load_package = "none", stop_on_failure = TRUE
  )
  NULL
}"""


def _users(mutant: Mutant) -> frozenset[str]:
    """Name the functions that a mutant may change: its own, or those that use a constant."""
    text = _text_of(mutant)
    if f"\n{mutant.inside} <- function(" in f"\n{text}":
        return frozenset({mutant.inside})
    users = set()
    for path in R_FOLDER.glob("*.R"):
        function = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if " <- function(" in line and not line.startswith(" "):
                function = line.split(" <- ")[0]
            if mutant.inside in line and not line.startswith("#"):
                users.add(function)
    return frozenset(users)


def how_caught(kept: Kept, r: RResult | RProblem) -> str | None:
    """Say by what a case tells a mutant from the edition; None if it does not."""
    verdicts = judge(kept.twin, kept.case, kept.python, r)
    if any(verdict.status != "agree" for verdict in verdicts):
        if isinstance(r, Timeout):
            return "timeout"
        if isinstance(r, Crash):
            return "crash"
        if isinstance(r, RError):
            return "refusal" if kept.case.refused is not None else "error"
        return "answer" if kept.case.refused is not None else "value"
    if any(verdict.notes for verdict in verdicts):
        return "traces"
    if isinstance(r, RError) and isinstance(kept.python.error, PythonError):
        # The one thing that goes by another name in R.
        words = kept.python.error.message.replace("np.random.RandomState(", "random_state(")
        if r.message != words and kept.twin.name not in _OTHER_WORDS:
            return "words"
    return None


def unmutated(kept: Sequence[Kept]) -> Iterator[str]:
    """Name the cases that fail without any mutant."""
    with RProcess(timeout=60, environment=R_ENVIRONMENT) as r:
        for each in kept:
            how = how_caught(each, run_r(each.twin, each.case, r))
            if how is not None:
                yield f"{how}: {each.twin.name}-{each.case.name}"


__all__ = ["Kept", "RSuite", "how_caught", "keep", "unmutated"]
