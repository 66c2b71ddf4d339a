"""The Korean README says what the English one says, as far as a machine can tell."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^ *```.*?^ *```$", re.M | re.S)
ENGLISH, KOREAN = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ko.md")
)


def sections(text):
    """Split into what stands under each heading; headings within code are none."""
    return re.split(r"^## .*$", FENCE.sub("", text), flags=re.M)


def code_of(prose):
    """Count what stands in backticks; a line break within is a space."""
    return Counter(" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose))


def test_the_blocks_of_code_are_identical():
    assert FENCE.findall(KOREAN) == FENCE.findall(ENGLISH)


def test_both_have_the_same_sections():
    assert len(sections(KOREAN)) == len(sections(ENGLISH))


@pytest.mark.parametrize("number", range(len(sections(ENGLISH))))
def test_each_section_names_the_same_code_and_has_as_many_rows_and_points(number):
    english, korean = sections(ENGLISH)[number], sections(KOREAN)[number]
    assert code_of(korean) == code_of(english)
    for beginning in (r"^ *\|", r"^ *- ", r"^\d+\. "):
        rows = [len(re.findall(beginning, text, re.M)) for text in (korean, english)]
        assert rows[0] == rows[1], beginning


@pytest.mark.parametrize("number", range(len(sections(ENGLISH))))
def test_each_section_gives_the_same_figures(number):
    """Numbers of two digits and more: small ones are words in English."""
    english, korean = (
        Counter(re.findall(r"\d[\d.,]*\d", re.sub(r"`[^`]*`", "", sections(text)[number])))
        for text in (ENGLISH, KOREAN)
    )
    assert korean == english
