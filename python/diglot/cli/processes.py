"""Both languages, as a command asks for them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diglot.bridge.process import RProcess
    from diglot.bridge.python_process import PythonProcess
    from diglot.twin import Twin


def r_process(timeout: float, memory: int | None = None) -> RProcess:
    """Make the process in which ports run."""
    from diglot.bridge.process import RProcess
    from diglot.catalogue import R_ENVIRONMENT

    return RProcess(timeout=timeout, environment=R_ENVIRONMENT, memory=memory)


def python_process(timeout: float, memory: int | None = None) -> PythonProcess:
    """Make the process in which originals and the referee run."""
    from diglot.bridge.python_process import PythonProcess
    from diglot.judging.original import PRELOAD

    return PythonProcess(timeout=timeout, preload=PRELOAD, memory=memory)


@contextlib.contextmanager
def both_languages(timeout: float, memory: int) -> Iterator[tuple[PythonProcess, RProcess]]:
    """Start both languages, each in its process."""
    with python_process(timeout, memory) as python, r_process(timeout, memory) as r:
        yield python, r


def read_twins(files: Sequence[Path], python: PythonProcess) -> list[Twin]:
    """Read twins: a file first where it can do no harm, whatever running it does."""
    from diglot.judging.original import read_first
    from diglot.selection import UsageError, read_twins

    for file in files:
        problem = read_first(file, python)
        if problem is not None:
            raise UsageError(f"{file} cannot be run: {problem}")
    return read_twins(files)
