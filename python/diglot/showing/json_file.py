"""All that was found, in a file that any reader of JSON can read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from diglot.showing.text_file import TextFile


class JsonFile:
    """A file that is there with all its content, or as it was before: see `TextFile`.

    Parameters
    ----------
    path : path
        Where to write.
    """

    def __init__(self, path: Path) -> None:
        self._file = TextFile(path)

    def write(self, content: Mapping[str, Any]) -> None:
        """Write everything."""
        self._file.write(json.dumps(plain(content), indent=1, allow_nan=False) + "\n")


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it: numbers that are not finite as "inf", "-inf", "nan"."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)  # R's NA, a complex number
