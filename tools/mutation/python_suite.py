"""The tests of the judging, run on mutants of it, each in a fork of its own."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

from .mutants import ROOT, Mutant
from .python_mutators import JUDGING

#: Seconds that the tests may take with a mutant: what goes on is caught.
SECONDS = 120.0

_TESTS = ROOT / "tests" / "verifier"

# The quick tests first. All of them judge in the process that runs them.
_FILES = {
    "referee": ["test_referee.py", "test_samples.py", "test_followed.py"],
    "default": ["test_compare.py", "test_verdict.py", "test_referee.py"],
}


class PythonSuite:
    """Tests mutants of the judging one after the other."""

    def close(self) -> None:
        """Nothing is kept."""

    def caught_by(self, mutant: Mutant) -> str | None:
        """Name the test that catches a mutant first; None if none does."""
        with tempfile.NamedTemporaryFile("r", prefix="diglot-mutant-") as report:
            child = os.fork()
            if child == 0:
                _run_tests(mutant, Path(report.name))
            status = _wait(child)
            if status is None:
                return "timeout"
            if status == 0:
                return None
            return f"test: {report.read().strip() or 'the run itself'}"


def _wait(child: int) -> int | None:
    """Give how a child ended; None where it had to be ended."""
    start = time.monotonic()
    while time.monotonic() - start < SECONDS:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _run_tests(mutant: Mutant, report: Path) -> None:
    """Run the tests in this process, which ends with them."""
    status = 1
    try:
        os.setpgid(0, 0)  # with all that the tests start
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.chdir(ROOT)
        _forget_diglot()
        sys.meta_path.insert(0, _Mutated(mutant))
        files = [str(_TESTS / name) for name in _FILES.get(mutant.file.stem, _FILES["default"])]
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
        status = int(pytest.main([*options, *files], plugins=[_Reporter(report)]))
    finally:
        os._exit(min(status, 1))


def _forget_diglot() -> None:
    for name in list(sys.modules):
        if name.split(".")[0] == "diglot":
            del sys.modules[name]


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with its mutant's text."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = f"diglot.judging.{mutant.file.stem}"

    def find_spec(self, name, path=None, target=None):
        if name != self._name:
            return None
        file = JUDGING / self._mutant.file.name
        return importlib.util.spec_from_file_location(name, file, loader=self)

    def create_module(self, spec):
        return None

    def exec_module(self, module) -> None:
        file = JUDGING / self._mutant.file.name
        text = self._mutant.apply(file.read_text(encoding="utf-8"))
        exec(compile(text, str(file), "exec"), module.__dict__)


class _Reporter:
    """Writes the name of the first test that fails."""

    def __init__(self, report: Path) -> None:
        self._report = report

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self._report.write_text(report.nodeid)
