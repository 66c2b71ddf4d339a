"""What is said of failures, and the lines that repeat them."""

import subprocess
import tempfile

import numpy as np
import pytest

from diglot.judging.verdict import Verdict
from diglot.showing import explain
from diglot.twin import Case, Twin


@pytest.fixture
def again(tmp_path, monkeypatch):
    """A run of its own that keeps its reproductions in `tmp_path`."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    explain._folder.cache_clear()
    yield tmp_path
    explain._folder.cache_clear()


def twin(r, *args, name="f", **rest):
    return Twin(name, python=abs, r=r, cases=[Case("a", *args)], **rest)


def in_r(lines):
    command = ["Rscript", "--vanilla", "-e", "\n".join(lines)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def lines_of(one):
    return explain.r_lines(one, one.cases[0])


def test_without_r_files_the_call_alone_repeats_a_case():
    assert lines_of(twin("sqrt", 2.0)) == ["print(sqrt(2), digits = 17)"]


def test_arguments_that_are_long_go_into_a_file(again):
    lines = lines_of(twin("function(x)\n  sum(x)", np.arange(100.0)))
    assert lines[0].startswith("source(")
    assert in_r(lines) == "[1] 4950\n"


def test_arguments_reach_r_again_as_they_were(again):
    strange = {'a "b`\\': "esc \x1b\ttab\nline 렐루", "n": np.array([1, -2])}
    lines = lines_of(twin("function(x) c(typeof(x$n), names(x), utf8ToInt(x[[1]]))", strange))
    assert "\x1b" not in "".join(lines)
    printed = in_r([lines[0], 'cat(do.call(f, args), sep = "\\n")'])
    expected = ["integer", 'a "b`\\', "n", *(str(ord(c)) for c in strange['a "b`\\'])]
    assert printed.splitlines() == expected


def test_each_run_and_each_case_keeps_files_of_its_own(again):
    first, other = np.arange(100.0), np.arange(1, 101.0)
    pages = {lines_of(twin("sum", x, name=name))[0] for x in (first, other) for name in "렐a"}
    pages |= {lines_of(twin("sum", first))[0], lines_of(twin("sum", first))[0]}
    (run,) = again.iterdir()
    assert len(pages) == len(list(run.iterdir())) == 5
    assert run.stat().st_mode & 0o077 == 0
    assert all(path.name.isascii() for path in run.iterdir())
    explain._folder.cache_clear()
    lines_of(twin("sum", first))
    assert len(list(again.iterdir())) == 2


def test_a_place_without_room_for_the_arguments_is_told(again, monkeypatch):
    def full(prefix):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    (line,) = lines_of(twin("sum", np.arange(100.0)))
    assert line.startswith("(The arguments could not be written to a file: ")
    assert "No space left" in line


def judged(name, *messages):
    one = Twin(name, python=abs, r="abs", cases=[Case(f"{i}", 1.0) for i in range(len(messages))])
    for case, message in zip(one.cases, messages, strict=True):
        yield one, case, [Verdict(name, case.name, "result", "disagree", message=message)]


def test_failures_that_are_alike_are_explained_once(capsys):
    many = [f"{n} of 9 elements differ, by {n}.5e-{n}." for n in range(1, 9)]
    explain.print_failures([*judged("one", *many), *judged("two", "3 of 9 elements", "no\nrow")])
    printed = capsys.readouterr().out
    assert printed.count("again in R:") == 3
    assert [line for line in printed.splitlines() if line.startswith("one-")] == [
        f"one-{i}: result: disagree. {message}" for i, message in enumerate(many)
    ]


def test_of_one_twin_five_kinds_of_failures_are_explained(capsys):
    explain.print_failures([*judged("one", *"abcdefg"), *judged("two", "a")])
    printed = capsys.readouterr().out
    assert printed.count("again in R:") == 6
    assert printed.splitlines()[-2:] == ["one-5: result: disagree. f", "one-6: result: disagree. g"]


def test_a_note_that_repeats_is_printed_once(capsys):
    one = twin("abs", 1.0)
    notes = ["slow: 3 s", "slow: 7 s", "odd\x1b"]
    explain.print_notes(
        [(one, one.cases[0], [Verdict("f", f"{i}", "x", "agree", notes=(note,))])
         for i, note in enumerate(notes)]
    )  # fmt: skip
    printed = capsys.readouterr().out
    assert printed.splitlines() == ["note: in 2 cases, first f-0: slow: 3 s", r"note: f-2: odd\x1b"]
