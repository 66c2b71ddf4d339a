"""Twins that answer rightly and are not right, judged from end to end."""

import numpy as np
import pytest

from diglot.judging.verify import verify_case
from diglot.twin import Case, Twin

CALLS = []


def plus(x):
    return x + 1.0


def plus_in_place(x):
    x += 1.0
    return x


def plus_more_each_time(x):
    CALLS.append(None)
    return x + 1.0 + len(CALLS)


def plus_once(x):
    if CALLS:
        raise ValueError("once is enough")
    CALLS.append(None)
    return x + 1.0


def plus_drawing(x):
    np.random.rand()  # noqa: NPY002 - the lie
    return x + 1.0


def refuse(x):
    raise ValueError("`x` must be kind.")


R_PLUS = "function(x) x + 1"


def judged(python, port, r, process, **how):
    CALLS.clear()
    case = Case("two", np.array([1.0, 2.0]), **how)
    (verdict,) = verify_case(Twin("plus", python=python, r=port, cases=[case]), case, r, process)
    return verdict


def test_an_honest_twin_agrees(r, python):
    verdict = judged(plus, R_PLUS, r, python)
    assert (verdict.status, verdict.wrong, verdict.notes) == ("agree", None, ())


@pytest.mark.parametrize(
    ("original", "words"),
    [
        (plus_in_place, "Python changes its arguments."),
        (plus_more_each_time, "Python answers differently the second time."),
        (plus_once, "Python fails the second time: once is enough."),
        (plus_drawing, "Python changes NumPy's global random state."),
    ],
)
def test_an_original_that_lies_disagrees_and_is_named(original, words, r, python):
    port = "function(x) x + 2" if original is plus_more_each_time else R_PLUS
    verdict = judged(original, port, r, python)
    assert (verdict.status, verdict.wrong) == ("disagree", "python")
    assert words in verdict.message


@pytest.mark.parametrize(
    ("port", "words"),
    [
        ("local({ n <- 0; function(x) { n <<- n + 1; x + n } })", "answers differently the second"),
        (
            "local({ n <- 0; function(x) { n <<- n + 1; if (n > 1) stop('once') else x + 1 } })",
            "fails the second time: once",
        ),
        ("function(x) { set.seed(1); x + 1 }", "changes R's random state"),
        ("function(x) { options(digits = 3); x + 1 }", "changes options(digits)"),
        ("function(x) { setwd(tempdir()); x + 1 }", "changes the working directory"),
        ("function(x) { seen <<- x; x + 1 }", "leaves `seen` behind in the global environment"),
    ],
)
def test_a_port_that_lies_disagrees_and_is_named(port, words, r, python):
    verdict = judged(plus, port, r, python)
    assert (verdict.status, verdict.wrong) == ("disagree", "r")
    assert f"R {words}" in verdict.message


@pytest.mark.parametrize(
    ("port", "status", "wrong"),
    [
        ("function(x) stop('`x` must be kind.', call. = FALSE)", "agree", None),
        ("function(x) stop('no', call. = FALSE)", "disagree", "r"),
        ("function(x) x + 1", "disagree", "r"),
        ("function(x) x + kind", "disagree", "r"),
    ],
)
def test_a_port_must_refuse_with_the_words_of_the_original(port, status, wrong, r, python):
    verdict = judged(refuse, port, r, python, refused="must be kind")
    assert (verdict.status, verdict.wrong) == (status, wrong)


def test_an_original_that_answers_what_it_must_refuse_disagrees(r, python):
    verdict = judged(plus, "function(x) stop('must be kind')", r, python, refused="must be kind")
    assert (verdict.status, verdict.wrong) == ("disagree", "python")
