"""Who is wrong where balls cannot tell: a reference of the user's own, and unstable ports."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import brentq

from diglot.judging.expected import MEASURED, Expected
from diglot.judging.original import PythonResult
from diglot.judging.truth import with_truth
from diglot.judging.verdict import compare_results
from diglot.judging.verify import verify_case
from diglot.twin import Case, Twin


def root(x):
    """Find a root by compiled code, which cannot be followed."""
    return brentq(lambda y: y * y - x, 0.0, x, xtol=1e-15)


def judged(python_value, r_value, truth, allowed=1e-12):
    twin = Twin("f", python=abs, r="abs", cases=[Case("case", 1.0, truth=truth)])
    words = {"result": Expected(MEASURED, np.full(np.shape(python_value), allowed))}
    result = PythonResult(python_value, expected=words)
    return compare_results(twin, twin.cases[0], result, np.asarray(r_value))["result"]


@pytest.mark.parametrize(
    ("python_value", "r_value", "wrong"),
    [(2.0, 2.1, "r"), (2.1, 2.0, "python"), (2.1, 2.2, "both"), (2.0, 2.0, None)],
)
def test_a_truth_names_who_is_wrong_where_the_bound_is_measured(python_value, r_value, wrong):
    found = judged(python_value, r_value, truth=2.0)
    assert (found.agree, found.wrong, found.bound) == (wrong is None, wrong, "measured")


def test_without_a_truth_a_measured_bound_names_nobody():
    assert judged(2.0, 2.1, truth=None).wrong is None


def test_what_both_miss_is_a_note():
    found = judged(2.1, 2.1, truth=2.0)
    assert (found.agree, found.wrong) == (True, None)
    assert found.notes == ("both languages are 5e-02 off your truth 2",)


def test_a_truth_may_have_more_digits_than_a_double():
    word = with_truth({}, np.array([Fraction(1, 3)]), np.array([0.3]))["result"]
    assert word.value[0] == 1 / 3
    # 3 * (1 / 3 as a double) is 2^-54 short of 1.
    assert word.rest[0] == float(Fraction(1, 3 * 2**54))
    found = judged(1 / 3, 1 / 3, truth=Fraction(1, 3))
    assert found.python_error_ulp == pytest.approx(1 / 3)


def test_counts_are_named_too():
    found = judged(3, 4, truth=3)
    assert (found.agree, found.wrong, found.bound) == (False, "r", "exact")


def test_a_truth_of_another_shape_is_told_and_not_used():
    found = judged([1.0, 2.0], [1.0, 2.1], truth=np.ones(2))
    assert (found.agree, found.wrong) == (False, None)
    assert "the case's truth has another form than Python's result: it is not used" in found.notes
    shapes = "the case's truth has the shape (3,), not (2,): it is not used"
    assert judged(np.array([1.0, 2.0]), [1.0, 2.0], truth=np.ones(3)).notes == (shapes,)


def test_the_truth_of_a_case_reaches_its_verdict(r, python):
    port = "function(x) 1.41421"
    twin = Twin("root", python=root, r=port, cases=[Case("two", 2.0, truth=2**0.5)])
    (verdict,) = verify_case(twin, twin.cases[0], r, python)
    assert (verdict.bound, verdict.wrong) == ("measured", "r")
    assert verdict.worst.truth == 2**0.5


# -- Ports that run away --------------------------------------------------------------------------


def test_an_unstable_port_is_told_from_another_function(r, python):
    # A map that doubles every error, 50 times.
    unstable = "function(x) { y <- sqrt(x) %% 1; for (i in 1:50) y <- (2 * y) %% 1; y + 1 }"
    for port, words in (
        (unstable, "the port is unstable, where the original is not."),
        ("function(x) 1.5 * sqrt(x)", "by far less than the two differ: the port is not unstable."),
    ):
        twin = Twin("root", python=root, r=port, cases=[Case("two", 2.0)])
        (verdict,) = verify_case(twin, twin.cases[0], r, python)
        assert verdict.status == "disagree"
        assert "R's own result moves by" in verdict.message
        assert verdict.message.endswith(words)


def test_a_derived_bound_needs_no_spread(r, python):
    twin = Twin("half", python=lambda x: x / 2, r="function(x) x / 3", cases=[Case("one", 1.0)])
    (verdict,) = verify_case(twin, twin.cases[0], r, python)
    assert (verdict.bound, verdict.wrong) == ("derived", "r")
    assert "moves" not in verdict.message


def test_a_port_of_another_shape_is_not_called_unstable(r, python):
    twin = Twin("root", python=root, r="function(x) c(sqrt(x), x)", cases=[Case("two", 2.0)])
    (verdict,) = verify_case(twin, twin.cases[0], r, python)
    assert (verdict.bound, verdict.status) == ("measured", "disagree")
    assert verdict.message == "Python's shape is 1, R's is 2."
