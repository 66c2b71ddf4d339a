"""Two results, element by element."""

import numpy as np
import pytest

from diglot.bridge.na import NA, NA_REAL
from diglot.judging.compare import compare
from diglot.judging.outputs import flatten, is_na, kind_of, ulp_distance
from diglot.judging.referee import judge_truth


def judged(python, r, **more):
    return compare(np.asarray(python), np.asarray(r), None, 1e-12, **more)


def test_one_wrong_element_among_a_million_is_seen():
    python = np.ones(10**6)
    r = python.copy()
    r[123_456] = 1.01
    result = judged(python, r)
    assert not result.agree
    assert result.worst.index == (123_456,)
    assert (result.worst.python, result.worst.r) == (1.0, 1.01)
    assert result.message == "1 of 1000000 elements differ."
    assert result.identical_bits == 1 - 1e-6


def test_a_vector_of_one_equals_a_scalar():
    assert judged(2.0, [2.0]).agree
    assert judged(2.0, [2.0]).notes == ()


def test_axes_of_length_one_agree_with_a_note():
    result = judged(np.ones(3), np.ones((1, 3)))
    assert result.agree
    assert result.notes == ("Python's shape is 3, R's is 1 x 3.",)


@pytest.mark.parametrize(
    ("python", "r"), [((2, 3), (3, 2)), ((6,), (2, 3)), ((3,), (4,)), ((0,), (1,))]
)
def test_other_shapes_disagree(python, r):
    result = judged(np.zeros(python), np.zeros(r))
    assert not result.agree
    assert "shape" in result.message


@pytest.mark.parametrize(
    ("python", "r", "words"),
    [
        ([1.0], ["1"], "Python gives numbers, R gives strings."),
        ([True], [1.0], "Python gives logicals, R gives numbers."),
        (None, [1.0], "Python gives nothing, R gives numbers."),
    ],
)
def test_other_kinds_disagree(python, r, words):
    python = None if python is None else np.array(python)
    result = compare(python, np.array(r), None, 1e-12)
    assert not result.agree
    assert result.message == words


def test_integers_and_doubles_are_both_numbers():
    assert judged(np.array([1, 2]), np.array([1.0, 2.0])).agree


@pytest.mark.parametrize(
    ("python", "r", "agree"),
    [
        ([np.nan], [np.nan], True),
        ([np.nan], [1.0], False),
        ([1.0], [np.nan], False),
        ([np.inf], [np.inf], True),
        ([np.inf], [-np.inf], False),
        ([np.inf], [1e308], False),
        ([np.nan], [np.inf], False),
        ([0.0], [-0.0], True),
        ([np.nan], [NA_REAL], False),
        ([NA_REAL], [NA_REAL], True),
    ],
)
def test_missing_and_infinite_places(python, r, agree):
    assert judged(python, r).agree is agree


def test_na_and_nan_may_mix_where_na_was_given():
    assert judged([np.nan], [NA_REAL], na_given=True).agree


def test_logicals_and_strings_with_na():
    logicals = np.array([True, NA, False], dtype=object)
    assert judged(logicals, logicals.copy()).agree
    assert not judged(logicals, np.array([True, False, False])).agree
    strings = np.array(["a", NA], dtype=object)
    assert judged(strings, strings.copy()).agree
    result = judged(strings, np.array(["a", "b"]))
    assert not result.agree
    assert result.worst.index == (1,)


@pytest.mark.parametrize(
    ("x", "y", "distance"),
    [
        (1.0, 1.0, 0),
        (1.0, np.nextafter(1.0, 2.0), 1),
        (0.0, -0.0, 0),
        (5e-324, -5e-324, 2),
        (1.0, -1.0, 2 * 0x3FF0000000000000),
        (-np.finfo(float).max, np.finfo(float).max, 2 * 0x7FEFFFFFFFFFFFFF),
    ],
)
def test_ulp_distance(x, y, distance):
    assert int(ulp_distance(np.array([x]), np.array([y]))[0]) == distance
    assert int(ulp_distance(np.array([y]), np.array([x]))[0]) == distance


def test_the_referee_says_who_is_wrong():
    x = np.array([1.0, 2.0])
    truth = judge_truth(np.exp, [x])["result"]
    right, wrong = np.exp(x), np.exp(x) * (1 + 1e-14)
    assert compare(right, right, truth, 0.0).wrong is None
    assert compare(right, wrong, truth, 0.0).wrong == "r"
    assert compare(wrong, right, truth, 0.0).wrong == "python"
    # Both say the same, and both are wrong: that is no agreement.
    both = compare(wrong, wrong, truth, 0.0)
    assert both.wrong == "both"
    assert not both.agree
    assert both.identical_bits == 1.0


def test_errors_are_counted_from_the_truth_and_not_from_its_rounding():
    truth = judge_truth(np.exp, [np.array([1.0])])["result"]
    result = compare(np.exp([1.0]), np.exp([1.0]), truth, 0.0)
    # The double closest to e is 1.4456e-16 below it, a third of its ULP of 4.44e-16.
    assert result.python_error_ulp == pytest.approx(0.3255, abs=1e-4)


def test_a_flush_to_zero_below_the_normal_numbers_is_no_fault():
    x = np.array([-740.0])
    truth = judge_truth(np.exp, [x])["result"]
    assert compare(np.array([0.0]), np.exp(x), truth, 0.0).agree
    assert not compare(np.array([1e-300]), np.exp(x), truth, 0.0).agree


def test_an_overflow_must_be_infinite():
    x = np.array([1e200])
    truth = judge_truth(lambda v: v * v, [x])["result"]
    assert compare(np.array([np.inf]), np.array([np.inf]), truth, 0.0).agree
    assert compare(np.array([np.inf]), np.array([1e308]), truth, 0.0).wrong == "r"


def test_flatten_names_every_output():
    value = {"W": 1, "layers": [{"b": 2}, 3], "none": {}}
    assert flatten(value) == {"W": 1, "layers[0].b": 2, "layers[1]": 3, "none": {}}
    assert flatten(5) == {"result": 5}
    assert kind_of({}) == "an empty list"


def test_na_is_told_from_nan_by_its_bits():
    assert is_na(np.array([np.nan, NA_REAL, 1.0])).tolist() == [False, True, False]
