"""What a section of the dictionary holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diglot.dictionary.difference import Difference
from diglot.dictionary.entry import Entry


@dataclass(frozen=True)
class Section:
    """Entries on one subject.

    Attributes
    ----------
    title : str
        What they are about.
    entries : sequence of Entry
        The idioms.
    differences : sequence of Difference
        Where the languages honestly differ.
    """

    title: str
    entries: Sequence[Entry]
    differences: Sequence[Difference] = ()
