"""One life of a language's process: how it is started, asked and ended."""

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
from functools import partial
from pathlib import Path

from diglot.bridge.channel import Channel
from diglot.bridge.listener import Language, Listener
from diglot.bridge.tree import end_tree
from diglot.environment import THREAD_VARIABLES

# How long the language itself may take to start; the time of a call begins when it has started.
_START_SECONDS = 60.0

# How long the process may take to end what it has started, when it is told to.
_END_SECONDS = 5.0


class Life:
    """A child process, from its start to its end.

    It runs in a folder of its own, which goes with it. It is told the descriptor of a socket and
    the most bytes of memory that it may allocate, and says a word when it is there.

    Parameters
    ----------
    language : Language
        What runs there.
    command : sequence of str
        Starts it.
    environment : mapping of str to str
        Environment variables beside those of this process.
    memory : int, optional
        Bytes that it may allocate; half of the machine's memory unless given.
    """

    def __init__(
        self,
        language: Language,
        command: Sequence[str],
        environment: Mapping[str, str],
        memory: int | None,
    ) -> None:
        folder = Path(tempfile.mkdtemp(prefix="diglot-"))
        for name in ("work", "tmp"):
            (folder / name).mkdir()
        #: The most bytes that the process may allocate.
        self.memory = memory or _half_of_memory()
        ours, theirs = socket.socketpair()
        pipe, output = os.pipe()
        self._process = subprocess.Popen(
            [*command, str(theirs.fileno()), str(self.memory)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder / "work",
            env=_environment(environment, folder / "tmp"),
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # or Ctrl-C would reach it too
        )
        theirs.close()
        os.close(output)
        self.socket = ours
        #: Ends the process, if nothing else has; called at the latest when this object goes.
        self.end = weakref.finalize(self, _end, self._process, ours, pipe, folder)
        status = partial(_status, self._process)
        self._listener = Listener(language, Channel(ours), pipe, status, self.memory)
        try:
            self._listener.receive(time.monotonic() + _START_SECONDS, _START_SECONDS)
        except BaseException:
            self.end()
            raise

    def ask(self, request: Sequence[memoryview], seconds: float) -> tuple[memoryview, str]:
        """Send a request; give the answer, and what was printed before it came.

        Raises
        ------
        Timeout
            When the answer takes longer; then, as after any other exception, the process must be
            ended.
        Crash
            When the process ends in the place of an answer.
        """
        deadline = time.monotonic() + seconds
        self._listener.send(request, seconds)
        return self._listener.receive(deadline, seconds)

    @property
    def is_over(self) -> bool:
        """Whether the process has ended by itself."""
        return self._process.poll() is not None


def _status(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[bytes], channel: socket.socket, pipe: int, folder: Path) -> None:
    """End the process and what it started, and leave nothing of it behind."""
    with contextlib.suppress(OSError):
        channel.shutdown(socket.SHUT_RDWR)  # heard even if a copy of this process has the socket
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        end_tree(process.pid)
        process.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    channel.close()
    os.close(pipe)
    shutil.rmtree(folder, ignore_errors=True)


def _environment(extra: Mapping[str, str], tmp: Path) -> dict[str, str]:
    """Give the process its environment variables."""
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
