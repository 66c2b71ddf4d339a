"""An entry is found by a name of either language, and shown whole."""

import os
import re

import pytest

from diglot.dictionary import sections
from diglot.dictionary.lookup import find, find_exactly, find_parts, near
from diglot.showing.dictionary import entry_lines, overview_lines

ENTRIES = [(section, entry) for section in sections() for entry in section.entries]


def titles(found):
    return [entry.title for _, entry in found]


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("argsort", "np.argsort(x, kind='stable')"),
        ("np.argsort", "np.argsort(x, kind='stable')"),
        ("sweep", "m + v"),
        ("Colsums", "m.sum(axis=0)"),
        ("standard deviation", "m.std(axis=0)"),
        ("%*%", "a @ b"),
        ("@", "a @ b"),
        ("closures in a loop", "closures in a loop"),
        ("quantiles", "np.quantile(x, q)"),
    ],
)
def test_a_name_of_either_language_finds_its_entry(word, title):
    assert title in [name.replace('"', "'") for name in titles(find_exactly(word))]


def test_entries_about_a_name_stand_before_those_where_it_is_wrong():
    found = titles(find_exactly("rank"))
    assert found.index("np.linalg.matrix_rank(m)") < found.index('np.argsort(x, kind="stable")')
    assert found.index('scipy.stats.rankdata(x, method="dense")') < found.index(
        'np.argsort(x, kind="stable")'
    )
    assert "np.quantile(x, [0.0, 0.25, 0.5, 0.75, 1.0])" in titles(find_exactly("fivenum"))
    assert "m.sum(axis=0)" in titles(find_exactly("rowSums"))


def test_names_stand_before_their_parts():
    exact, parts = titles(find_exactly("sort")), titles(find_parts("sort"))
    assert titles(find("sort")) == exact + parts
    assert "np.unique(v)" in exact
    assert "np.lexsort((b, a))" in parts
    assert not set(exact) & set(parts)


def test_each_of_several_words_must_stand_somewhere():
    assert titles(find_parts("cumulative cumprod")) == ["np.cumsum(m, axis=0)"]


@pytest.mark.parametrize("word", ["", " ", "xyzzy", "zz"])
def test_what_is_not_there_is_not_found(word):
    assert find(word) == []


def test_a_single_letter_finds_no_parts():
    assert find_parts("a") == []


def test_a_slip_of_the_pen_has_near_words():
    assert "argsort" in near("agsort")
    assert near("xyzzy") == []


def test_a_function_stands_there_as_it_is_typed():
    (entry,) = [entry for _, entry in ENTRIES if entry.title == "mutable default"]
    assert entry.text.splitlines() == [
        "def remember(v, kept=[]):",
        "    kept.append(v)",
        "    return len(kept)",
        "return np.array([remember(v) for v in x])",
    ]
    (entry,) = [entry for _, entry in ENTRIES if entry.title == "assign two at once"]
    assert "    a, b = b, a + b\n" in entry.text


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("width", [20, 60, 100])
def test_nothing_of_an_entry_is_cut(width):
    for section, entry in ENTRIES:
        lines = list(entry_lines(section, entry, width))
        assert missing(section, entry, lines) == []
        assert width >= 60 or lines == list(entry_lines(section, entry, 60))


@pytest.mark.parametrize("width", [60, 100])
def test_words_stay_within_the_terminal(width):
    for section, entry in ENTRIES:
        lines = entry_lines(section, entry, width)
        words = [line for line in lines if line[2:11].strip() in ("Trap", "Gives", "Noticed")]
        assert max(map(len, words)) <= width


def missing(section, entry, lines):
    """Give the texts of an entry that do not stand in its lines."""
    shown = squeezed("".join(lines))
    texts = [section.title, entry.text, entry.trap]
    if entry.wrong:
        texts += [entry.wrong.gives, *entry.wrong.noticed, *(case.name for case in entry.cases)]
    for code in (entry.r, entry.wrong.r if entry.wrong else ""):
        texts += (code[2:-2] if code.startswith("{\n") else code).splitlines()
    return [text for text in texts if squeezed(text) not in shown]


def test_the_overview_counts_every_section():
    lines = list(overview_lines(sections(), 60))
    for section in sections():
        count = len(section.entries)
        assert any(line.startswith(section.title) and f" {count} " in line for line in lines)
    assert max(map(len, lines)) <= 60


# ---- The command ---------------------------------------------------------------------------------


def test_the_command_finds_entries_without_r(diglot, tmp_path):
    env = {k: v for k, v in os.environ.items() if k != "R_HOME"} | {"PATH": str(tmp_path)}
    run = diglot("dictionary", "sweep", env=env | {"COLUMNS": "60"})
    assert run.returncode == 0, run.stderr
    assert '  R        sweep(m, 2, v, "+")\n' in run.stdout
    assert "  Wrong R  m + v\n" in run.stdout
    assert "  Noticed  2 x 3 and 3: m = [[1, 2, 3], [4, 5, 6]], v = [10,\n" in run.stdout


def test_the_command_without_a_word_says_what_there_is(diglot):
    run = diglot("dictionary")
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[1].startswith("Making arrays")
    assert "diglot dictionary sweep" in run.stdout


def test_an_unknown_word_has_one_clear_line(diglot):
    run = diglot("dictionary", "agsort")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("diglot: The dictionary has nothing about 'agsort'. Near it: ")
    assert "argsort" in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_dictionary_is_judged_like_any_twins(diglot):
    run = diglot("verify", "--dictionary", "--only", "np.triu")
    assert run.returncode == 0, run.stderr + run.stdout
    assert "3 verdicts: 3 agree." in run.stdout
    run = diglot("verify", "--dictionary", "twins.py")
    assert run.returncode == 2
    assert run.stderr == "diglot: --dictionary stands alone: without files, --r and --watch.\n"
