"""The tests of the judging, run on mutants of it, each in a fork of its own."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from .mutants import ROOT, Mutant
from .python_mutators import JUDGING

#: Seconds of work that the tests may take with a mutant: what goes on is caught.
SECONDS = 60

_TESTS = ROOT / "tests" / "verifier"

# The quick tests first. All of them judge in the process that runs them.
_FILES = {"referee": ["test_referee.py", "test_samples.py", "test_followed.py"]}
_OTHERS = ["test_compare.py", "test_verdict.py"]

# These go through the whole catalogue, which takes half a minute for each mutant that lives.
_LONG = ("every_output_is_followed", "only_what_lies_beyond")


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
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                return "timeout" if os.WTERMSIG(status) == signal.SIGXCPU else "crash"
            if status == 0:
                return None
            return f"test: {report.read().strip() or 'the run itself'}"


def _run_tests(mutant: Mutant, report: Path) -> None:
    """Run the tests in this process, which ends with them."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.chdir(ROOT)
        _forget_diglot()
        sys.meta_path.insert(0, _Mutated(mutant))
        files = [str(_TESTS / name) for name in _FILES.get(mutant.file.stem, _OTHERS)]
        options = ["-x", "-q", "-p", "no:cacheprovider"]
        options += ["-k", " and ".join(f"not {name}" for name in _LONG)]
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
