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


def test_a_note_that_repeats_is_printed_once(capsys):
    one = twin("abs", 1.0)
    notes = ["slow: 3 s", "slow: 7 s", "odd\x1b"]
    explain.print_notes(
        [(one, one.cases[0], [Verdict("f", f"{i}", "x", "agree", notes=(note,))])
         for i, note in enumerate(notes)]
    )  # fmt: skip
    printed = capsys.readouterr().out
    assert printed.splitlines() == ["note: in 2 cases, first f-0: slow: 3 s", r"note: f-2: odd\x1b"]
