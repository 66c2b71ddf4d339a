"""What a command prints and writes, and how it exits."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diglot.showing.json_file import JsonFile
    from diglot.showing.text_file import TextFile

#: Exit codes: all agree; something disagrees, fails or times out; the call or the environment.
AGREE, DISAGREE, UNUSABLE = 0, 1, 2


@contextlib.contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print to somebody who may stop reading, as `head` does: the rest is not printed."""
    try:
        yield
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        end_output()


def end_output() -> None:
    """Print what is still to be printed; what finds no reader goes nowhere, and says nothing."""
    if sys.stdout:
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def json_file(path: Path | None) -> JsonFile | None:
    """Open a file for JSON, if one is asked for."""
    from diglot.showing.json_file import JsonFile

    return None if path is None else JsonFile(path)


def html_file(path: Path | None) -> TextFile | None:
    """Open a file for a page, if one is asked for."""
    from diglot.showing.text_file import TextFile

    return None if path is None else TextFile(path)
