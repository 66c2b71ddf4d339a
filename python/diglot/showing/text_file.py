"""A file that is written in one piece, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


class TextFile:
    """A file that is there with all its content, or as it was before.

    Parameters
    ----------
    path : path
        Where to write. That it can be written is tried at once, before any work is done.

    Raises
    ------
    OSError
        When it cannot.
    """

    def __init__(self, path: Path) -> None:
        # A device or a pipe cannot be replaced, and takes what it is given.
        self._replaces = path.is_file() or not path.exists()
        # What a link leads to is replaced, not the link.
        self._path = Path(os.path.realpath(path)) if self._replaces else path
        if self._path.is_dir():
            raise IsADirectoryError(f"{path} must be a file to write to, and is a folder.")
        if not self._path.parent.is_dir():
            raise FileNotFoundError(f"There is no folder {self._path.parent} to write a file in.")
        if self._path.exists() and not os.access(self._path, os.W_OK):
            raise PermissionError(f"{path} cannot be written: it is read-only.")
        self._beside = self._path.with_name(f".{self._path.name[:50]}.{os.getpid()}")
        if self._replaces:
            self._write(self._beside, " ")
            self._beside.unlink()

    def write(self, text: str) -> None:
        """Write everything."""
        if not self._replaces:
            self._write(self._path, text)
            return
        self._write(self._beside, text)
        if self._path.exists():
            shutil.copymode(self._path, self._beside)
        os.replace(self._beside, self._path)

    def _write(self, path: Path, text: str) -> None:
        try:
            with path.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                if self._replaces:
                    os.fsync(file.fileno())  # a full disk may tell only now
        except OSError as error:
            if self._replaces:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise OSError(f"{self._path} cannot be written: {error.strerror}.") from error
