"""The commands that show and look up: compare, new, show, dictionary, doctor."""

from __future__ import annotations

import argparse
import shutil
from typing import TYPE_CHECKING

from diglot.cli.output import AGREE, DISAGREE, UNUSABLE, reader_may_leave
from diglot.cli.processes import (
    both_languages,
    python_process,
    r_process,
    read_twins,
)
from diglot.environment import MEMORY, TIMEOUT, require_r

if TYPE_CHECKING:
    from diglot.twin import Case, Twin


def run_compare(arguments: argparse.Namespace) -> int:
    """Show both results of one twin side by side."""
    require_r()
    from diglot.selection import UsageError, find_twin
    from diglot.showing.facing import compare_twin, print_comparison
    from diglot.showing.sentences import sentences
    from diglot.showing.words import safe

    with both_languages(arguments.timeout, arguments.memory) as (python, r):
        files = [arguments.twins] if arguments.twins else []
        twin = find_twin(read_twins(files, python), arguments.twin)
        case = _case(twin, arguments)
        compared = compare_twin(twin, case, r, python)
    with reader_may_leave():
        if arguments.x and compared.refusals:
            words = [safe(refusal, characters=800, lines=5) for refusal in compared.refusals]
            raise UsageError(f"Neither answers this input.\nPython: {words[0]}\nR: {words[1]}")
        print_comparison(compared, limit=None if arguments.all else 20)
        for sentence in sentences(compared):
            print(sentence)
    return AGREE if compared.agree else DISAGREE


def _case(twin: Twin, arguments: argparse.Namespace) -> Case:
    from diglot.selection import UsageError, read_value
    from diglot.twin import Case

    if arguments.x:
        return Case("typed", *(read_value(words) for words in arguments.x))
    if arguments.case is None:
        return twin.cases[0]
    for case in twin.cases:
        if case.name == arguments.case:
            return case
    names = ", ".join(case.name for case in twin.cases)
    raise UsageError(f"{twin.name} has no case {arguments.case!r}. It has: {names}.")


def run_new(arguments: argparse.Namespace) -> int:
    """Write a first file of twins."""
    require_r()
    from diglot.drafting.draft import draft

    path = arguments.file
    with both_languages(TIMEOUT, MEMORY) as (python, r):
        runs = draft(path, arguments.python, arguments.r, arguments.r_function, r, python)
    after = f"`diglot verify {path}` judges its twin" if runs else "its cases are to be filled in"
    print(f"{path} is written; {after}.")
    return AGREE


def run_show(arguments: argparse.Namespace) -> int:
    """Print both sources of a twin."""
    require_r()
    from diglot.selection import find_twin
    from diglot.showing.facing import print_sources

    with python_process(60.0) as python:
        files = [arguments.twins] if arguments.twins else []
        twin = find_twin(read_twins(files, python), arguments.twin)
    with r_process(60.0) as r, reader_may_leave():
        print_sources(twin, r)
    return AGREE


def run_dictionary(arguments: argparse.Namespace) -> int:
    """Look up NumPy and SciPy facing base R."""
    if arguments.differences:
        return _differences(arguments.word)
    from diglot.dictionary import sections
    from diglot.dictionary.lookup import find_exactly, find_parts, near
    from diglot.selection import UsageError
    from diglot.showing.dictionary import found_lines, overview_lines

    width = shutil.get_terminal_size().columns
    word = arguments.word
    if word is None:
        lines = overview_lines(sections(), width)
    else:
        exact, parts = find_exactly(word), find_parts(word)
        if not exact and not parts:
            alike = ", ".join(near(word))
            advice = f" Near it: {alike}." if alike else ""
            raise UsageError(f"The dictionary has nothing about {word!r}.{advice}")
        lines = found_lines(exact, parts, width)
    with reader_may_leave():
        print(*lines, sep="\n")
    return AGREE


def _differences(word: str | None) -> int:
    """Measure the differences whose calls or reasons hold a word, and print them by section."""
    require_r()
    from diglot.dictionary import sections
    from diglot.dictionary.measured import evaluated, measure
    from diglot.selection import UsageError
    from diglot.showing.differences import print_differences
    from diglot.showing.table import console

    out = console()
    chosen = [
        (
            section.title,
            [d for d in section.differences if (word or "") in f"{d.text} {d.r} {d.why}"],
        )
        for section in sections()
    ]
    if not any(differences for _, differences in chosen):
        raise UsageError(f"No difference is about {word!r}.")
    with r_process(60.0) as r, reader_may_leave():
        for title, differences in chosen:
            there = [each for each in differences if evaluated(each.needs, r)]
            if there:
                print_differences(title, [measure(each, r) for each in there], out)
    return AGREE


def run_doctor(arguments: argparse.Namespace) -> int:
    """Tell what is installed, what is missing and how to get it."""
    from diglot.environment import inspect

    findings = inspect()
    width = max(len(finding.name) for finding in findings)
    with reader_may_leave():
        for finding in findings:
            print(f"{finding.status:8} {finding.name:{width}}  {finding.value or ''}".rstrip())
            if finding.advice:
                print(f"{'':8} {'':{width}}  {finding.advice}")
    return UNUSABLE if any(f.status in ("missing", "unfit") for f in findings) else AGREE
