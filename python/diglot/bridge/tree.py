"""Processes and what descends from them: how to end them all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection

# From Linux's <sys/prctl.h>.
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36

# Where it does not, `ps` must tell.
_KERNEL_LISTS_CHILDREN = os.path.exists("/proc/thread-self/children")

_LIBC = ctypes.CDLL(None)

# How often to look for what descends from a process, a millisecond apart, until all is ended.
_ROUNDS = 200


def adopt_orphans() -> None:
    """Become the parent of what descends from this process when its own parent ends (Linux).

    So no process leaves the tree, whether it has a session of its own or not. Elsewhere, what has
    lost its parent cannot be found.
    """
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent() -> None:
    """Let this process be ended when its parent ends (Linux)."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def end_tree(root: int) -> None:
    """End a process and all that descend from it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(root, signal.SIGSTOP)  # it must start nothing more, and keep its orphans
    end_descendants(root)
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(root, signal.SIGKILL)


def end_descendants(root: int) -> None:
    """End all processes that descend from one, until none is left."""
    for _ in range(_ROUNDS):
        found = _descendants(root)
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def end_adopted(own: Collection[int]) -> None:
    """End the children of this process that it did not start itself: orphans that came to it."""
    for _ in range(_ROUNDS):  # for what an orphan has started comes to this process in its turn
        strangers = _children(os.getpid(), None) - set(own)
        if not strangers:
            return
        for pid in strangers:
            end_tree(pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def has_children() -> bool:
    """Tell whether this process has children, be they alive or not."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def _descendants(root: int) -> set[int]:
    """Find what descends from a process; what has ended, and waits to be noticed, is left out."""
    found: set[int] = set()
    parents = None if _KERNEL_LISTS_CHILDREN else _parents()
    above = {root}
    while above:
        below = set().union(*(_children(pid, parents) for pid in above)) - found
        found |= below
        above = below
    return {pid for pid in found if _is_running(pid)} if parents is None else found


def _children(parent: int, parents: dict[int, int] | None) -> set[int]:
    if parents is not None:
        return {pid for pid, above in parents.items() if above == parent}
    children: set[int] = set()
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{parent}/task"):
            children.update(map(int, _read(f"/proc/{parent}/task/{thread}/children").split()))
    return children


def _is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        # The name of the program, in brackets, may hold anything.
        return _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()[0] != b"Z"
    return False


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _parents() -> dict[int, int]:
    """Give the parent of every process that runs."""
    command = ["ps", "-axo", "pid=,ppid=,stat="]
    rows = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    fields = [row.split() for row in rows.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in fields if state[0] != "Z"}
