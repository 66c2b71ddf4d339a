"""Python in a process of its own, where each question is answered in a fork.

An endless loop, a crash, ``os._exit()`` or eaten memory in a function costs one question; and
whatever a function changes around it, the next one does not see.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any

from diglot.bridge.channel import Channel
from diglot.bridge.life import Life
from diglot.bridge.listener import Language, Listener
from diglot.bridge.pickles import dumps, loads
from diglot.bridge.problems import PythonCrash, PythonError, PythonProblem, PythonTimeout

__all__ = [
    "PythonAnswer",
    "PythonCrash",
    "PythonError",
    "PythonProblem",
    "PythonProcess",
    "PythonTimeout",
    "Question",
]

_PYTHON = Language("Python", PythonTimeout, PythonCrash)

_STATUS = struct.Struct("=i")

# How long it may take to end a fork whose answer is no longer awaited.
_END_SECONDS = 5.0


@dataclass(frozen=True)
class PythonAnswer:
    """What a task gave.

    Parameters
    ----------
    value : any
        What it returned or yielded.
    output : str
        What was printed before it came; of a flood the first 10,000 bytes and its size.
    seconds : float
        The time that the task took, without the way there and back.
    """

    value: Any
    output: str
    seconds: float


class Question:
    """A task that runs in a fork, and whose answers are awaited. Made by `PythonProcess.begin`."""

    def __init__(self, life: Life, request: Sequence[memoryview], seconds: float) -> None:
        self._life = life
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        ours, theirs = socket.socketpair()
        self._end, told = socket.socketpair()
        self._pipe, output = os.pipe()
        self._channel = Channel(ours)
        status = partial(_status, self._end)
        self._listener = Listener(_PYTHON, self._channel, self._pipe, status, life.memory)
        try:
            descriptors = [theirs.fileno(), output, told.fileno()]
            socket.send_fds(life.socket, [bytes(8)], descriptors)
        finally:
            for end in (theirs, told):
                end.close()
            os.close(output)
        try:
            self._listener.send(request, seconds)
        except BaseException:
            self.close(wait=True)
            raise

    def answer(self, timeout: float | None = None) -> PythonAnswer:
        """Wait for the next answer.

        Parameters
        ----------
        timeout : float, optional
            Seconds that it may take from now on, if others than those of the process.

        Raises
        ------
        PythonError
            When the task raises an exception.
        PythonTimeout, PythonCrash
            When it does not answer.
        """
        if timeout is not None:
            self._deadline, self._seconds = time.monotonic() + timeout, timeout
        try:
            message, output = self._listener.receive(self._deadline, self._seconds)
        except BaseException:
            self.close(wait=True)
            raise
        self._deadline = time.monotonic() + self._seconds
        return _read(message, output)

    def close(self, *, wait: bool = False) -> None:
        """End the fork, whatever it is doing; a further call does nothing.

        Parameters
        ----------
        wait : bool
            Until it has ended, with all that it started.
        """
        if self._pipe < 0:
            return
        self._end.shutdown(socket.SHUT_WR)
        if wait and _status(self._end, _END_SECONDS) is None:
            self._life.end()
        self._end.close()
        self._channel.close()
        os.close(self._pipe)
        self._pipe = -1


class PythonProcess:
    """Python, started when it is first needed and again after each death.

    Its methods may be called by several threads.

    Parameters
    ----------
    timeout : float
        Seconds that an answer may take.
    memory : int, optional
        Bytes that Python may allocate; half of the machine's memory unless given.
    preload : sequence of str
        Modules that are imported once, for all questions.

    Examples
    --------
    >>> with PythonProcess() as python:
    ...     python.ask("math:sqrt", 4.0).value
    2.0
    """

    def __init__(
        self, *, timeout: float = 60.0, memory: int | None = None, preload: Sequence[str] = ()
    ) -> None:
        self._timeout = timeout
        self._memory = memory
        self._loads: list[tuple[str, tuple[Any, ...]]] = [
            ("diglot.bridge.python_child:load", (module,)) for module in preload
        ]
        self._life: Life | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> PythonProcess:
        """Start nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End Python."""
        self.close()

    def close(self) -> None:
        """End Python, with all that it is asked; a later question would start it again."""
        with self._lock:
            if self._life is not None:
                self._life.end()
                self._life = None

    def load(self, task: str, *args: Any, timeout: float | None = None) -> None:
        """Run a task once, so that all questions find what it has loaded.

        Parameters
        ----------
        task : str
            The name of a function, as in ``package.module:function``, which gives nothing back.
        *args
            Its arguments.
        timeout : float, optional
            Seconds that it may take.

        Raises
        ------
        PythonError
            When the task raises an exception.
        PythonTimeout, PythonCrash
            When it does not end; then Python is started anew, without it.
        """
        with self._lock:
            if (task, args) in self._loads:
                return
            self._load(self._living(), task, args, timeout or self._timeout)
            self._loads.append((task, args))

    def begin(self, task: str, *args: Any) -> Question:
        """Ask a question whose answer is to be taken later.

        Parameters
        ----------
        task : str
            The name of a function, as in ``package.module:function``; a generator gives several
            answers.
        *args
            Its arguments, which must be such as can be pickled, functions without a name among
            them.

        Raises
        ------
        PythonError
            When an argument cannot be sent.
        """
        try:
            request = dumps((task, *args))
        except TypeError as error:
            raise PythonError("TypeError", str(error)) from error
        with self._lock:
            with contextlib.suppress(OSError):
                return Question(self._living(), request, self._timeout)
            self.close()  # it has died between two questions
            return Question(self._living(), request, self._timeout)

    def ask(self, task: str, *args: Any, timeout: float | None = None) -> PythonAnswer:
        """Run a task in a fork and give its (first) answer.

        Parameters and exceptions are those of `begin` and `Question.answer`.
        """
        with contextlib.closing(self.begin(task, *args)) as question:
            return question.answer(timeout)

    def _living(self) -> Life:
        if self._life is not None and self._life.is_over:
            self.close()
        if self._life is None:
            command = [sys.executable, "-m", "diglot.bridge.python_child"]
            self._life = life = Life(_PYTHON, command, {}, self._memory)
            self._load(life, "diglot.bridge.python_child:settle", (os.getcwd(), sys.path))
            for task, args in self._loads:
                self._load(life, task, args)
        return self._life

    def _load(
        self, life: Life, task: str, args: tuple[Any, ...], timeout: float | None = None
    ) -> None:
        try:
            answer = life.ask(dumps((task, *args)), timeout or self._timeout)
        except BaseException:
            self.close()  # whatever it is doing
            raise
        _read(*answer)


def raised(name: str, text: str, traceback: str, output: str) -> PythonError:
    """Give an exception of the other process as one of this; its traceback stands beside it."""
    error = PythonError(name, text, output)
    error.__cause__ = _Traceback(f"\n{traceback}")
    return error


class _Traceback(Exception):
    """Where an exception arose in the other process."""


def _read(message: memoryview, output: str) -> PythonAnswer:
    """Read an answer, or raise the problem that it tells of."""
    try:
        kind, *told = loads(message)
    except Exception as error:
        text = f"the value cannot be read outside of Python's process: {error}"
        raise PythonError(type(error).__name__, text, output) from error
    if kind == "error":
        name, text, traceback = told
        raise raised(name, text, traceback, output)
    value, seconds = told
    return PythonAnswer(value, output, seconds)


def _status(end: socket.socket, seconds: float) -> int | None:
    """Give the exit status of a fork, once it is told."""
    end.settimeout(seconds)
    with contextlib.suppress(OSError):
        status = end.recv(_STATUS.size, socket.MSG_PEEK)
        return _STATUS.unpack(status)[0] if status else None
    return None
