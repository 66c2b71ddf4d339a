"""One life of R's process: how it is started, asked, heard and ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from select import POLLIN, poll

import numpy as np

from diglot.bridge.channel import Channel
from diglot.bridge.problems import RCrash, RTimeout
from diglot.environment import THREAD_VARIABLES, find_r, require_r

# How long R itself may take to start; the time of a call begins when it has started.
_START_SECONDS = 60.0

# How often to look whether R's process is still there, should its socket have an heir.
_LOOK_SECONDS = 0.2

# Of what a call prints: the bytes kept from its beginning, the lines shown of its end.
_BYTES_KEPT = 10_000
_LINES_SHOWN = 5

# What R, Python and C++ say last when memory runs out and they cannot go on.
_OUT_OF_MEMORY = ("cannot allocate", "memory exhausted", "MemoryError", "bad_alloc")


class RLife:
    """R's process, from its start to its end.

    What it prints comes through a pipe, which is read while its answer is awaited: so a flood
    blocks nobody, and the last words of a process that dies are known.

    Parameters
    ----------
    environment : mapping of str to str
        Environment variables beside those of this process.
    memory : int, optional
        Bytes that R may allocate; half of the machine's memory unless given.

    Raises
    ------
    EnvironmentProblem
        When R or rpy2 is missing.
    """

    def __init__(self, environment: Mapping[str, str], memory: int | None) -> None:
        require_r()
        folder = Path(tempfile.mkdtemp(prefix="diglot-"))
        for name in ("work", "tmp"):
            (folder / name).mkdir()
        ours, theirs = socket.socketpair()
        self._memory = memory or _half_of_memory()
        self._pipe, output = os.pipe()
        os.set_blocking(self._pipe, False)
        self._process = subprocess.Popen(
            [*_command(), str(theirs.fileno()), str(self._memory)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder / "work",
            env=_environment(environment, folder / "tmp"),
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # so that what R starts can be ended with it
        )
        theirs.close()
        os.close(output)
        self._channel = Channel(ours)
        #: Ends R, if nothing else has; called at the latest when this object or Python goes.
        self.end = weakref.finalize(self, _end, self._process, self._channel, self._pipe, folder)
        self._watched = poll()
        self._watched.register(self._pipe, POLLIN)
        self._watched.register(ours, POLLIN)
        try:
            self._exchange(None, _START_SECONDS)
        except BaseException:
            self.end()
            raise

    def ask(self, request: Sequence[memoryview], seconds: float) -> tuple[memoryview, str]:
        """Send a request; give the answer, and what was printed before it came.

        Raises
        ------
        RTimeout
            When the answer takes longer; then, as after any other exception, R must be ended.
        RCrash
            When R's process ends in the place of an answer.
        """
        self._read_output()  # of what still runs in the background from an earlier call
        return self._exchange(request, seconds), self._printed.text()

    def _exchange(self, request: Sequence[memoryview] | None, seconds: float) -> memoryview:
        self._printed = _Output()
        deadline = time.monotonic() + seconds
        try:
            self._channel.settimeout(seconds)
            if request is not None:
                self._channel.send(request)
            self._wait(deadline)
            answer = np.empty(self._channel.receive_length(), np.uint8).data
            self._channel.receive_into(answer)
        except TimeoutError:
            message = f"R did not answer within {seconds:g} seconds."
            raise RTimeout(message, self._printed.text()) from None
        except (EOFError, OSError):
            self._read_output()
            last_lines = self._printed.last_lines()
            message = f"R {self._end_of_process()}{self._about_memory(last_lines)}{last_lines}"
            raise RCrash(message, self._printed.text()) from None
        return answer

    def _wait(self, deadline: float) -> None:
        """Read what is printed until the answer begins to come."""
        while (seconds := deadline - time.monotonic()) > 0:
            ready = {fd for fd, _ in self._watched.poll(1000 * min(seconds, _LOOK_SECONDS))}
            if self._pipe in ready and not self._read_output():
                self._watched.unregister(self._pipe)
            if self._channel.fileno() in ready:
                return
            if not ready and self._process.poll() is not None:
                raise EOFError
        raise TimeoutError

    def _read_output(self) -> bool:
        """Take what the pipe holds, at most; tell whether it is still open."""
        try:
            printed = os.read(self._pipe, 1 << 20)
        except BlockingIOError:
            return True
        self._printed.add(printed)
        return bool(printed)

    def _end_of_process(self) -> str:
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "hung up before it answered."
        if status < 0:
            names = {each.value: each.name for each in signal.Signals}
            return f"was ended by the signal {names.get(-status, -status)} before it answered."
        return f"ended with exit status {status} before it answered."

    def _about_memory(self, last_lines: str) -> str:
        if not any(words in last_lines for words in _OUT_OF_MEMORY):
            return ""
        return f" It had reached its limit of memory, {self._memory / 1e9:.3g} GB."


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


def _end(process: subprocess.Popen[bytes], channel: Channel, pipe: int, folder: Path) -> None:
    """End R and what it started, and leave nothing of it behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    channel.close()
    os.close(pipe)
    shutil.rmtree(folder, ignore_errors=True)


def _command() -> list[str]:
    r = find_r()
    assert r is not None, "require_r() found it"
    return [str(r.home / "bin" / "R"), "CMD", sys.executable, "-m", "diglot.bridge.child"]


def _environment(extra: Mapping[str, str], tmp: Path) -> dict[str, str]:
    """Give R's process its environment variables."""
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    package_path = [str(Path(__file__).parents[2]), *filter(None, inherited)]
    variables = {
        **dict.fromkeys(THREAD_VARIABLES, "1"),
        **os.environ,
        # UTF-8 everywhere, and messages and sorting that do not depend on the user's language.
        "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",
        "LANGUAGE": "en",
        "TMPDIR": str(tmp),
        # The process works in a folder of its own, where a relative path would lead nowhere.
        "PYTHONPATH": os.pathsep.join(map(os.path.abspath, package_path)),
        **extra,
    }
    # Set by an R around this process; the front end of the R that was found sets its own.
    return {k: v for k, v in variables.items() if k != "R_HOME" and "R_SESSION" not in k}


def _half_of_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
