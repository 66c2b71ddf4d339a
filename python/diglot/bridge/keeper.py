"""Who stands between the parent and a language's process, and leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import NoReturn

from diglot.bridge.tree import adopt_orphans, die_with_parent, end_adopted, end_tree


class Keeper:
    """Forks this process, and notices when a fork ends.

    A fork has a session of its own, and what descends from it stays below it. When it ends, so
    does all that it started.
    """

    def __init__(self) -> None:
        self._forks: set[int] = set()
        self._bell, ring = os.pipe()
        for end in (self._bell, ring):
            os.set_blocking(end, False)
        self._ring = ring
        adopt_orphans()
        self.listen()

    def listen(self) -> None:
        """Notice from now on when a fork ends, whoever has listened to signals meanwhile."""
        signal.set_wakeup_fd(self._ring, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def fileno(self) -> int:
        """Give the descriptor that can be read when a fork has ended."""
        return self._bell

    def fork(self) -> int:
        """Fork; give the fork's id, or 0 in the fork itself."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of threads, which are not copied: nobody waits
            pid = os.fork()
        if pid:
            self._forks.add(pid)
            return pid
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._bell)
        os.close(self._ring)
        os.setsid()
        adopt_orphans()
        die_with_parent()
        return 0

    def ended(self) -> list[tuple[int, int]]:
        """Give the forks that have ended with their exit status, negative for a signal."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._bell, 1 << 10)
        ended = []
        for fork in list(self._forks):
            pid, status = os.waitpid(fork, os.WNOHANG)
            if pid:
                self._forks.remove(pid)
                ended.append((pid, os.waitstatus_to_exitcode(status)))
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)  # those of its session that are left
        if ended:
            end_adopted(self._forks)
        return ended

    def end(self, pid: int) -> None:
        """End a fork and all that it has started; `ended` tells of it."""
        end_tree(pid)

    def end_all(self) -> None:
        """End all forks and what they have started."""
        while self._forks:
            pid = self._forks.pop()
            end_tree(pid)
            os.waitpid(pid, 0)
        end_adopted(())


def begin() -> socket.socket:
    """Begin the work of a child process: give the socket of the parent, in a fork.

    The process itself stays behind and keeps the fork: it ends all when the parent hangs up, and
    ends as the fork does. The arguments of the command are the descriptor of the parent's socket
    and the most bytes of memory.
    """
    descriptor, memory = map(int, sys.argv[1:])
    parent = socket.socket(fileno=descriptor)
    parent.set_inheritable(False)  # or what a function starts would keep the socket open
    # Python ignores this signal, and so would what a function starts: `yes | head` would complain.
    signal.signal(signal.SIGPIPE, lambda *_: None)
    limit_memory(memory)
    keeper = Keeper()
    if keeper.fork():
        keep(keeper, parent)
    return parent


def keep(keeper: Keeper, parent: socket.socket) -> NoReturn:
    """Wait until the fork ends or the parent hangs up; leave nothing behind."""
    watched = select.poll()
    watched.register(parent, 0)  # that the other end hangs up is always reported
    watched.register(keeper, select.POLLIN)
    while True:
        watched.poll()
        ended = keeper.ended()
        # Asked only now: the fork may have heard of it first, and ended by itself.
        if any(descriptor == parent.fileno() for descriptor, _ in watched.poll(0)):
            keeper.end_all()
            shutil.rmtree(Path(os.environ["TMPDIR"]).parent, ignore_errors=True)
            os._exit(0)
        for _, status in ended:
            end_as(status)


def end_as(status: int) -> NoReturn:
    """End this process with an exit status, or by a signal where it is negative."""
    if status < 0:
        with contextlib.suppress(OSError):  # of SIGKILL, which cannot be ignored
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def limit_memory(most: int) -> None:
    """Let the language answer "cannot allocate" before the machine runs out of memory."""
    for kind, size in ((resource.RLIMIT_DATA, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        allowed = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(kind, (allowed, hard))
