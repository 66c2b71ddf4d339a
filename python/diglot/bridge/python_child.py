"""The child process: Python that answers each question in a fork of its own.

Started by `life`. What is loaded, is loaded once; what a question leaves behind ends with its fork.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import socket
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from importlib import import_module
from inspect import isgenerator
from typing import Any

from diglot.bridge.channel import Channel
from diglot.bridge.keeper import Keeper, begin
from diglot.bridge.output import flush
from diglot.bridge.pickles import dumps, loads
from diglot.bridge.tree import end_descendants, has_children

# What comes with a question: a socket for request and answers, a pipe for what is printed, and a
# socket on which the end of the fork is told.
_DESCRIPTORS = 3

# How long a fork may take to end by itself when nobody awaits an answer of it any longer, as one
# does that has answered: to look for what it has started takes longer.
_GRACE_SECONDS = 0.02

_LENGTH, _STATUS = struct.Struct("=Q"), struct.Struct("=i")


class Nursery:
    """Loads what it is told to, and forks for each question.

    Parameters
    ----------
    parent : socket.socket
        Brings tasks to be run here, and descriptors, for tasks to be run in a fork.
    """

    def __init__(self, parent: socket.socket) -> None:
        self._parent = parent
        self._channel = Channel(parent)
        self._channel.send([])  # Python is there
        self._keeper = Keeper()
        self._forks: dict[int, socket.socket] = {}
        self._unwanted: dict[int, float] = {}  # whose answer nobody awaits, until when they may end
        self._watched = select.poll()
        self._watched.register(parent, select.POLLIN)
        self._watched.register(self._keeper, select.POLLIN)

    def serve(self) -> None:
        """Answer until the parent hangs up."""
        while True:
            ready = {descriptor for descriptor, _ in self._watched.poll(self._patience())}
            for pid, status in self._keeper.ended():
                self._tell(pid, status)
            for pid, deadline in self._unwanted.items():
                if time.monotonic() >= deadline:
                    self._keeper.end(pid)
            for pid, end in self._forks.items():
                if end.fileno() in ready:
                    self._unwanted[pid] = time.monotonic() + _GRACE_SECONDS
                    self._watched.unregister(end)
            if self._parent.fileno() in ready:
                self._receive()

    def _patience(self) -> float | None:
        return 1000 * _GRACE_SECONDS if self._unwanted else None

    def _tell(self, pid: int, status: int) -> None:
        end = self._forks.pop(pid)
        if self._unwanted.pop(pid, None) is None:
            self._watched.unregister(end)
        with contextlib.suppress(OSError):
            end.sendall(_STATUS.pack(status), getattr(socket, "MSG_NOSIGNAL", 0))
        end.close()

    def _receive(self) -> None:
        header, descriptors, *_ = socket.recv_fds(self._parent, _LENGTH.size, _DESCRIPTORS)
        if not header:
            raise EOFError
        if descriptors:
            for descriptor in descriptors:
                os.set_inheritable(descriptor, False)
            self._fork(*descriptors)
            return
        memory = memoryview(bytearray(_LENGTH.unpack(header)[0]))
        self._channel.receive_into(memory)
        answer(self._channel, memory)
        gc.freeze()  # what is there now outlives all forks; looking through it would copy it
        self._keeper.listen()  # in case that what was loaded listens to signals itself

    def _fork(self, channel: int, output: int, end: int) -> None:
        pid = self._keeper.fork()
        if pid:
            os.close(channel)
            os.close(output)
            self._forks[pid] = socket.socket(fileno=end)
            self._watched.register(self._forks[pid], select.POLLIN)  # nothing comes but its end
            return
        os.close(end)
        for other in self._forks.values():
            other.close()
        self._parent.close()
        run_fork(Channel(socket.socket(fileno=channel)), output)


def run_fork(channel: Channel, output: int) -> None:
    """Answer the question that comes through the channel, then end this process."""
    own = os.getpid()
    try:
        for descriptor in (1, 2):
            os.dup2(output, descriptor)
        os.close(output)
        os.chdir(tempfile.mkdtemp())  # goes with all of Python's temporary files
        answer(channel, channel.receive())
    finally:
        if os.getpid() == own and has_children():
            end_descendants(own)
        os._exit(0)


def answer(channel: Channel, request: memoryview) -> None:
    """Run a task and send what it gives, one message for each value that it yields."""
    own = os.getpid()
    try:
        for value in run(*loads(request)):
            flush()
            if os.getpid() != own:  # a copy, made by somebody who never ended it
                os._exit(0)
            channel.send(dumps(("value", *value)))
    except BaseException as error:
        flush()
        if os.getpid() != own:
            os._exit(0)
        channel.send(dumps(("error", *describe(error))))


def run(task: str, *args: Any) -> Iterator[tuple[Any, float]]:
    """Run a function that is named like ``package.module:function``; give values and seconds.

    A generator gives several values, each as soon as it is there.
    """
    module, _, name = task.partition(":")
    function = getattr(import_module(module), name)
    started = time.perf_counter()
    value = function(*args)
    for each in value if isgenerator(value) else (value,):
        yield each, time.perf_counter() - started
        started = time.perf_counter()


def describe(error: BaseException) -> tuple[str, str, str]:
    """Give the class, the message and the traceback of an exception as text."""
    try:
        message = str(error)
    except Exception:
        message = ""
    if isinstance(error, RecursionError):
        message = f"recursion without an end: {message}"
    if isinstance(error, FileNotFoundError) and not os.path.isabs(error.filename or "/"):
        message += " (functions work in an empty folder of their own: begin paths at __file__)"
    if isinstance(error, MemoryError):
        limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
        message = f"{message} (Python may have {limit:,} bytes)".strip()
    return type(error).__name__, message, "".join(traceback.format_exception(error))


def load(module: str) -> None:
    """Import a module."""
    import_module(module)


def settle(folder: str, path: list[str]) -> None:
    """Load files where the parent does, and find the modules that it finds, from anywhere."""
    with contextlib.suppress(OSError):
        os.chdir(folder)
    sys.path[:] = [os.path.join(folder, each) for each in path]


def main() -> None:
    """Serve the parent; the arguments are those of `diglot.bridge.keeper.begin`."""
    nursery = Nursery(begin())
    with contextlib.suppress(EOFError, OSError):
        nursery.serve()
    os._exit(0)


if __name__ == "__main__":
    main()
