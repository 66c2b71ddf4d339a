"""What is said of failures, and the lines that repeat them."""

from diglot.judging.verdict import Verdict
from diglot.showing import explain
from diglot.twin import Case, Twin


def twin(r, *args, name="f", **rest):
    return Twin(name, python=abs, r=r, cases=[Case("a", *args)], **rest)


def test_an_explanation_ends_with_code_to_paste_into_each_language():
    one = twin("sqrt", 2.0)
    lines = explain.explain(Verdict("f", "a", "result", "disagree"), one, one.cases[0]).splitlines()
    assert lines[-5:] == [
        "  again in Python:",
        "    import numpy as np; np.set_printoptions(precision=17)",
        "    print(abs(2.0))",
        "  again in R:",
        "    print(sqrt(2), digits = 17)",
    ]


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
