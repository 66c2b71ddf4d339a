"""Words of others, made safe for a terminal: those of a port, of an original, of a library."""

from __future__ import annotations

import re
import unicodedata

_MOST_CHARACTERS = 2000
_MOST_LINES = 20
_LONGEST_NAME = 80

# Joiners, without which words of some scripts and some signs fall apart.
_HARMLESS = "\u200c\u200d"


def safe(text: str, *, characters: int = _MOST_CHARACTERS, lines: int = _MOST_LINES) -> str:
    r"""Write a text so that a terminal can only show it: an escape becomes ``\x1b``.

    Of a long text the beginning is kept, with the number of characters that are left out. Further
    lines are indented: no text passes for lines of our own.
    """
    text = text.rstrip()
    kept = "\n".join(text[:characters].split("\n")[:lines])
    rest = len(text) - len(kept)
    if rest > 0:
        kept += f"\n... and {rest:,} more characters"
    return visible(kept).replace("\n", "\n    ")


def one_line(text: str, longest: int = _LONGEST_NAME) -> str:
    """Write a name, or another short text, in one line that a terminal can only show."""
    short = text if len(text) <= longest else f"{text[: longest - 3]}..."
    return visible(short).replace("\n", r"\n").replace("\t", r"\t")


def visible(text: str) -> str:
    """Write out whatever moves, colours, hides or reorders text, but for lines and tabs."""
    # Printable characters, as nearly all are, need no look at their category.
    return text if text.isprintable() else re.sub(r"[^\n\t -~]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        if character not in _HARMLESS:
            return character.encode("unicode_escape").decode()
    return character
