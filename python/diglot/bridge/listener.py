"""What comes from a process whose answer is awaited: the answer, and what it prints."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from select import POLLIN, poll
from typing import NamedTuple

from diglot.bridge.channel import Channel
from diglot.bridge.problems import Crash, Timeout

# How often to look whether the process is still there, should its socket have an heir.
_LOOK_SECONDS = 0.2

# Of what a call prints: the bytes kept from its beginning, the lines shown of its end.
_BYTES_KEPT = 10_000
_LINES_SHOWN = 5


# What R, Python and C++ say last when memory runs out and they cannot go on.
_OUT_OF_MEMORY = ("cannot allocate", "memory exhausted", "MemoryError", "bad_alloc")


class Language(NamedTuple):
    """How a language is called, and what is raised when its process does not answer."""

    name: str
    timeout: type[Timeout]
    crash: type[Crash]


class Listener:
    """Hears a process through a channel, and what it prints through a pipe.

    The pipe is read while an answer is awaited: so a flood blocks nobody, and the last words of a
    process that dies are known.

    Parameters
    ----------
    language : Language
        Whose process it is.
    channel : Channel
        Brings the answers.
    pipe : int
        Brings what is printed.
    status : callable
        Gives the exit status of the process, negative for a signal, after so many seconds at most;
        None while it runs.
    memory : int
        The most bytes that it may allocate.
    """

    def __init__(
        self,
        language: Language,
        channel: Channel,
        pipe: int,
        status: Callable[[float], int | None],
        memory: int,
    ) -> None:
        self._language = language
        self._channel = channel
        self._pipe = pipe
        self._status = status
        self._memory = memory
        os.set_blocking(pipe, False)
        self._watched = poll()
        self._watched.register(pipe, POLLIN)
        self._watched.register(channel, POLLIN)
        self._printed = _Output()

    def send(self, request: Sequence[memoryview], seconds: float) -> None:
        """Send a request; what is printed from now on belongs to it."""
        self._read_output()  # of what still runs in the background from an earlier call
        self._printed = _Output()
        self._channel.settimeout(seconds)
        try:
            self._channel.send(request)
        except TimeoutError:
            raise self._timeout(seconds) from None
        except OSError:
            raise self._crash() from None

    def receive(self, deadline: float, seconds: float) -> tuple[memoryview, str]:
        """Give the answer, and what was printed before it came.

        Raises
        ------
        Timeout
            When it has not come by the deadline, `seconds` after the question.
        Crash
            When the process ends in the place of an answer.
        """
        try:
            self._wait(deadline)
            self._channel.settimeout(max(deadline - time.monotonic(), 1.0))
            answer = self._channel.receive()
        except TimeoutError:
            raise self._timeout(seconds) from None
        except (EOFError, OSError):
            raise self._crash() from None
        return answer, self._printed.text()

    def _timeout(self, seconds: float) -> Timeout:
        unit = "second" if seconds == 1 else "seconds"
        message = f"{self._language.name} did not answer within {seconds:g} {unit}."
        return self._language.timeout(message, self._printed.text())

    def _crash(self) -> Crash:
        self._read_output()
        last_lines = self._printed.last_lines()
        message = f"{self._language.name} {self._end()}{self._about_memory(last_lines)}{last_lines}"
        return self._language.crash(message, self._printed.text())

    def _about_memory(self, last_lines: str) -> str:
        if not any(words in last_lines for words in _OUT_OF_MEMORY):
            return ""
        return f" It had reached its limit of memory, {self._memory / 1e9:.3g} GB."

    def _wait(self, deadline: float) -> None:
        """Read what is printed until the answer begins to come."""
        while True:
            seconds = max(deadline - time.monotonic(), 0.0)
            ready = {fd for fd, _ in self._watched.poll(1000 * min(seconds, _LOOK_SECONDS))}
            if self._pipe in ready and not self._read_output():
                self._watched.unregister(self._pipe)
            if self._channel.fileno() in ready:
                return
            if not ready and self._status(0.0) is not None:
                raise EOFError
            if not seconds:
                raise TimeoutError

    def _read_output(self) -> bool:
        """Take what the pipe holds, at most; tell whether it is still open."""
        try:
            printed = os.read(self._pipe, 1 << 20)
        except BlockingIOError:
            return True
        except OSError:  # another thread has ended the process
            return False
        self._printed.add(printed)
        return bool(printed)

    def _end(self) -> str:
        status = self._status(1.0)
        if status is None:
            return "hung up before it answered."
        if status < 0:
            names = {each.value: each.name for each in signal.Signals}
            return f"was ended by the signal {names.get(-status, -status)} before it answered."
        return f"ended with exit status {status} before it answered."


class _Output:
    """What was printed: its beginning, its end, its size."""

    def __init__(self) -> None:
        self._beginning = b""
        self._end = b""
        self._size = 0

    def add(self, printed: bytes) -> None:
        self._size += len(printed)
        self._beginning += printed[: _BYTES_KEPT - len(self._beginning)]
        self._end = (self._end + printed)[-_BYTES_KEPT:]

    def text(self) -> str:
        text = self._beginning.decode("utf-8", "replace")
        more = self._size - len(self._beginning)
        return f"{text}\n[and {more:,} more bytes]" if more else text

    def last_lines(self) -> str:
        lines = self._end.decode("utf-8", "replace").splitlines()[-_LINES_SHOWN:]
        return "".join(f"\n  {line}" for line in lines)
