"""Looking up entries by a word of either language, or by what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from diglot.dictionary import sections
from diglot.dictionary.entry import Entry
from diglot.dictionary.section import Section

#: An entry and where it stands.
Found = tuple[Section, Entry]

# Words of one or two letters are parts of nearly everything.
_SHORTEST_PART = 3


def find(word: str) -> list[Found]:
    """Find the entries that have a word as a name, and behind them those that have it in one.

    Parameters
    ----------
    word : str
        A name in Python or R, whole as in ``np.argsort`` or its end alone; an operator; a word or
        words that say what is sought, as in ``standard deviation``; the title of a section.
    """
    return [*find_exactly(word), *find_parts(word)]


def find_exactly(word: str) -> list[Found]:
    """Find the entries that have a word as a name: those that are about it before wrong R."""
    named = [found for found in _all() if _is_about(word, *found)]
    wrong = [found for found in _all() if found not in named and _has_wrong(word, found[1])]
    return named + wrong


def find_parts(word: str) -> list[Found]:
    """Find the entries that have a word, or each of several, in a name only."""
    parts = word.lower().split()
    if not parts or any(part.isalnum() and len(part) < _SHORTEST_PART for part in parts):
        return []
    exact = find_exactly(word)
    return [
        found
        for found in _all()
        if found not in exact and all(part in _everything(*found) for part in parts)
    ]


def near(word: str) -> list[str]:
    """Name up to five words that are written nearly alike, the nearest first."""
    known = {name for section, entry in _all() for name in _about(section, entry)}
    return get_close_matches(word.lower(), known, n=5, cutoff=0.7)


def _all() -> Iterator[Found]:
    return ((section, entry) for section in sections() for entry in section.entries)


def _is_about(word: str, section: Section, entry: Entry) -> bool:
    return word.lower() in _about(section, entry) or _is_operator_in(word, entry.text, entry.r)


def _has_wrong(word: str, entry: Entry) -> bool:
    if entry.wrong is None:
        return False
    return word.lower() in _names(entry.wrong.r) or _is_operator_in(word, entry.wrong.r)


def _is_operator_in(word: str, *codes: str) -> bool:
    return re.fullmatch(r"[^\w\s]+", word) is not None and any(word in code for code in codes)


def _about(section: Section, entry: Entry) -> set[str]:
    """Give what an entry can be looked up by: names, words, and the title with its words."""
    words = {word.lower() for word in entry.words}
    title = section.title.lower()
    titles = {title, *re.findall(r"\w{4,}", title)}
    return _names(entry.text) | _names(entry.r) | words | titles | {entry.title.lower()}


def _names(code: str) -> set[str]:
    """Give the names in some code, those with dots also by their last part."""
    names = {name.lower() for name in re.findall(r"[^\W\d][\w.]*|%[^%\s]*%", code)}
    return names | {name.rpartition(".")[2] for name in names} - {""}


def _everything(section: Section, entry: Entry) -> str:
    wrong: Sequence[str] = () if entry.wrong is None else (entry.wrong.r,)
    texts = (section.title, entry.title, entry.text, entry.r, *wrong, *entry.words)
    return "\n".join(texts).lower()
