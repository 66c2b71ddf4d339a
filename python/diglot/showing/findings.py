"""What is wrong with a port, in words: the mistake, the evidence, the hint, the smallest case."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from diglot.diagnosing.finding import Finding
from diglot.showing.explain import blame, evidence_lines, headline, repeat_lines
from diglot.showing.words import one_line, safe

_WIDTH = 100

# So many names of cases, or of twins, are told.
_MOST_NAMES = 6


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what is wrong, one thing below the other."""
    for finding in findings:
        print(tell(finding), end="\n\n")


def tell(finding: Finding) -> str:
    """Say what is wrong, over several lines."""
    lines = [*_what(finding), *_why(finding), *_where(finding)]
    lines += evidence_lines(finding.verdict)
    lines += repeat_lines(finding.twin, finding.case)
    return "\n".join([*lines, *_dependents(finding)])


def _what(finding: Finding) -> Iterator[str]:
    """Give the headline: the name of the mistake, or what became of the case."""
    diagnosis = finding.diagnosis
    if diagnosis is None or not diagnosis.name:
        yield headline(finding.verdict)
    else:
        name = one_line(finding.twin.name)
        yield f"{name}: {finding.verdict.status}{blame(finding.verdict)}: {safe(diagnosis.name)}."


def _why(finding: Finding) -> Iterator[str]:
    diagnosis = finding.diagnosis
    if diagnosis is not None:
        yield from _entry("why", diagnosis.evidence)
        yield from _entry("mend", diagnosis.hint)


def _where(finding: Finding) -> Iterator[str]:
    total = len(finding.twin.cases)
    if total > 1:
        names = _some(finding.cases)
        yield from _entry("where", f"{len(finding.cases)} of {total} cases: {names}")
    if finding.unexplained:
        names = _some(finding.unexplained)
        yield from _entry("left", f"{len(finding.unexplained)} more that this leaves open: {names}")


def _entry(word: str, text: str) -> list[str]:
    """Set a text beside the word that says what it is."""
    if not text:
        return []
    beside = " " * 8
    paragraphs = (textwrap.wrap(line, _WIDTH - 8) for line in safe(text).splitlines())
    lines = [line for paragraph in paragraphs for line in paragraph]
    return [f"  {word:6}{lines[0]}", *(beside + line for line in lines[1:])]


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    words = ", ".join(one_line(name) for name in names[:_MOST_NAMES])
    return f"{words} and {more} more" if more > 0 else words


def _dependents(finding: Finding) -> Iterator[str]:
    if finding.dependents:
        cases = sum(finding.dependents.values())
        names = _some(list(finding.dependents))
        yield from _entry("also", f"{names} stand on it and fail too, in {cases} cases")
