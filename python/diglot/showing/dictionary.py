"""Entries of the dictionary for a terminal, from 60 columns; nothing of them is cut."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_NARROWEST = 60
_LABEL = 9
_LONGEST_VALUE = 40


def entry_lines(section: Section, entry: Entry, width: int) -> Iterator[str]:
    """Write an entry: the idiom in both languages, the trap, and the wrong R with its inputs."""
    yield section.title if entry.title == entry.text else f"{section.title}: {entry.title}"
    yield from _code("Python", entry.text)
    yield from _code("R", entry.r)
    yield from _words("Trap", entry.trap, width)
    if entry.wrong is not None:
        yield from _code("Wrong R", entry.wrong.r)
        yield from _words("Gives", entry.wrong.gives, width)
        yield from _inputs(entry, entry.wrong, width)


def found_lines(
    exact: Sequence[tuple[Section, Entry]], parts: Sequence[tuple[Section, Entry]], width: int
) -> Iterator[str]:
    """Write the entries that were found; those with a part of a name by their first line only."""
    for section, entry in exact or parts:
        yield from entry_lines(section, entry, width)
        yield ""
    if exact and parts:
        yield "Also, with it in a name:"
        yield from (f"  {entry.title}" for _, entry in parts)


def overview_lines(sections: Sequence[Section], width: int) -> Iterator[str]:
    """Write the sections with the numbers of their entries, and how to search."""
    longest = max(len(section.title) for section in sections)
    yield f"{'':{longest}} entries wrong R"
    for section in sections:
        yield f"{section.title:{longest}} {len(section.entries):7} {_wrong_count(section):7}"
    entries = sum(len(section.entries) for section in sections)
    yield f"{'':{longest}} {entries:7} {sum(map(_wrong_count, sections)):7}"
    yield ""
    words = (
        "Search by a name in either language, or by what you want: diglot dictionary std, "
        "diglot dictionary sweep, diglot dictionary 'standard deviation'; the title of a section "
        "shows all of it. diglot verify --dictionary judges every entry."
    )
    yield from textwrap.wrap(words, max(width, _NARROWEST))


def _wrong_count(section: Section) -> int:
    return sum(entry.wrong is not None for entry in section.entries)


def _code(label: str, code: str) -> Iterator[str]:
    """Write code line by line as it is: where a line may be broken, its language says."""
    for place, line in enumerate(_without_braces(code).splitlines()):
        yield f"  {label if place == 0 else '':{_LABEL}}{line}"


def _without_braces(code: str) -> str:
    if code.startswith("{\n") and code.endswith("\n}"):
        return textwrap.dedent(code[2:-2])
    return code


def _words(label: str, text: str, width: int) -> list[str]:
    first = f"  {label:{_LABEL}}"
    return textwrap.wrap(
        text,
        max(width, _NARROWEST),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _inputs(entry: Entry, wrong: Wrong, width: int) -> Iterator[str]:
    """Write in which cases one notices, and in which the wrong R passes for right."""
    noticed = [case for case in entry.cases if case.name in wrong.noticed]
    others = [case for case in entry.cases if case.name not in wrong.noticed]
    for label, cases in (("Noticed", noticed), ("Agrees", others)):
        for place, case in enumerate(cases):
            yield from _words(label if place == 0 else "", _case(entry, case), width)


def _case(entry: Entry, case: Case) -> str:
    """Write the name of a case with its arguments, if these are short."""
    values = [f"{name} = {_value(arg)}" for name, arg in zip(entry.names, case.args, strict=True)]
    return f"{case.name}: {', '.join(values)}" if all(map(_is_short, values)) else case.name


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_VALUE and "\n" not in text


def _value(value: Any) -> str:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f"{value:.15g}" if isinstance(value, float) else repr(value)
