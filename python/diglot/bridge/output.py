"""What this process prints, by Python or by compiled code."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator

_LIBC = ctypes.CDLL(None)


def flush() -> None:
    """Let what was printed leave this process."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # it may be closed, or anything
            stream.flush()
    _LIBC.fflush(None)


def mute() -> None:
    """Let what is printed from now on go nowhere."""
    flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)


@contextlib.contextmanager
def own_output() -> Iterator[None]:
    """Let what is printed after the block go where it went before, whatever the block mutes."""
    before = [os.dup(descriptor) for descriptor in (1, 2)]
    try:
        yield
    finally:
        flush()
        for descriptor, kept in zip((1, 2), before, strict=True):
            os.dup2(kept, descriptor)
            os.close(kept)
