"""What a function did besides answering: which of it speaks against it."""

from __future__ import annotations

from collections.abc import Iterable

# How each note begins, and the word by which a twin may allow what it says.
_BEGINNINGS = {
    "answers differently the second time": "second answer",
    "fails the second time": "second answer",
    "changes its arguments": "arguments",
    "changes R's random state": "random state",
    "changes NumPy's global random state": "random state",
    "changes Python's random state": "random state",
    "changes options": "options",
    "changes np.seterr": "options",
    "changes the filters of warnings": "options",
    "changes the locale": "options",
    "changes environment variables": "options",
    "changes the working directory": "working directory",
    "changes `": "globals",
    "leaves `": "globals",
}


def side_effect(note: str) -> str | None:
    """Name what a note says that a function did; None for a note of anything else."""
    note = note.removeprefix("Python ").removeprefix("R ")
    return next((word for start, word in _BEGINNINGS.items() if note.startswith(start)), None)


def split_notes(notes: Iterable[str], allowed: Iterable[str]) -> tuple[list[str], list[str]]:
    """Part the notes into reasons to disagree and what is only worth knowing."""
    reasons: list[str] = []
    remarks: list[str] = []
    allowed = set(allowed)
    for note in notes:
        effect = side_effect(note)
        (remarks if effect is None or effect in allowed else reasons).append(note)
    return reasons, remarks
