"""Each entry of the dictionary is what it says: the right R is right, the wrong R is noticed."""

from collections import Counter

import pytest

from diglot.dictionary import sections
from diglot.judging.verify import verify

SECTIONS = [pytest.param(section, id=section.title) for section in sections()]

ENTRIES = [entry for section in sections() for entry in section.entries]


def disagreeing(twins, r, python):
    """Give, for each twin, the cases in which R does not agree."""
    cases = [(place, case) for place, twin in enumerate(twins) for case in twin.cases]
    found = [[] for _ in twins]
    for (place, case), verdicts in zip(cases, verify(twins, r, python), strict=True):
        if any(verdict.status != "agree" for verdict in verdicts):
            found[place].append(case.name)
    return found


@pytest.mark.parametrize("section", SECTIONS)
def test_the_right_r_agrees_in_every_case(section, r, python):
    found = disagreeing([entry.twin() for entry in section.entries], r, python)
    wrong = {e.title: cases for e, cases in zip(section.entries, found, strict=True) if cases}
    assert wrong == {}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_wrong_r_is_noticed_in_the_cases_that_are_named(section, r, python):
    entries = [entry for entry in section.entries if entry.wrong]
    found = disagreeing([entry.twin(entry.wrong.r) for entry in entries], r, python)
    noticed = {e.title: tuple(cases) for e, cases in zip(entries, found, strict=True)}
    assert noticed == {entry.title: entry.wrong.noticed for entry in entries}


def test_no_wrong_r_goes_unnoticed():
    assert [e.title for e in ENTRIES if e.wrong and not e.wrong.noticed] == []


def test_every_entry_has_a_name_of_its_own():
    for names in (Counter(e.title for e in ENTRIES), Counter(e.text for e in ENTRIES)):
        assert [name for name, count in names.items() if count > 1] == []


def test_every_trap_is_a_sentence_of_one_line():
    def is_sentence(text):
        return text.endswith(".") and "\n" not in text and len(text.split()) >= 3

    assert [entry.trap for entry in ENTRIES if not is_sentence(entry.trap)] == []
