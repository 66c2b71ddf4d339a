"""Two results, element by element."""

import numpy as np
import pytest

from diglot.bridge.na import NA, NA_REAL
from diglot.judging import referee
from diglot.judging.compare import Demands, compare
from diglot.judging.digits import MOST_DIGITS
from diglot.judging.expected import DERIVED, GIVEN, MEASURED, SAMPLED, Expected
from diglot.judging.outputs import flatten, is_na, kind_of, ulp_distance


def judged(python, r, *, expected=None, **demands):
    return compare(np.asarray(python), np.asarray(r), expected, Demands(**demands))


def expect(value, allowed, kind=DERIVED, **more):
    """Know the truth to the bit."""
    value = np.asarray(value)
    allowed = np.broadcast_to(np.asarray(allowed, float), value.shape)
    return Expected(kind, allowed, value, np.zeros(value.shape), **more)


def measured(shape, allowed):
    return Expected(MEASURED, np.full(shape, allowed))


def test_one_wrong_element_among_a_million_is_seen():
    python = np.ones(10**6)
    r = python.copy()
    r[123_456] = 1.01
    result = judged(python, r)
    assert not result.agree
    assert result.worst.index == (123_456,)
    assert (result.worst.python, result.worst.r) == (1.0, 1.01)
    assert result.message == "1 of 1000000 elements differ."
    assert result.bound == "exact"  # nobody said that anything is rounded
    assert result.identical_bits == 1 - 1e-6


def test_a_vector_of_one_equals_a_scalar():
    assert judged(2.0, [2.0]).agree
    assert judged(2.0, [2.0]).notes == ()


def test_axes_of_length_one_agree_with_a_note():
    result = judged(np.ones(3), np.ones((1, 3)))
    assert result.agree
    assert result.notes == ("Python's shape is 3, R's is 1 x 3",)
    assert judged(np.ones((2, 1, 3, 1)), np.ones((2, 3))).agree
    assert judged(np.ones((1, 1)), np.ones(1)).agree


@pytest.mark.parametrize(
    ("python", "r"),
    [
        ((2, 3), (3, 2)),
        ((6,), (2, 3)),
        ((3,), (2, 3)),
        ((3,), (4,)),
        ((0,), (1,)),
        ((3, 1), (1, 3)),  # a row is no column
        ((1, 2, 3), (2, 1, 3)),
        ((2, 1, 3), (3, 2)),
    ],
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
    result = compare(python, np.array(r), None)
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
        ([NA_REAL], [NA_REAL], True),
    ],
)
def test_missing_and_infinite_places(python, r, agree):
    assert judged(python, r).agree is agree
    assert judged(python, r, rtol=1e-3).agree is agree
    # However much rounding may do, it makes no NaN of a number.
    assert judged(python, r, expected=measured(1, 1e300)).agree is agree


def test_na_for_nan_is_a_note_unless_the_twin_is_strict():
    note = ("NA stands in one language where NaN stands in the other",)
    assert judged([np.nan], [NA_REAL]).notes == note
    assert judged([np.nan], [NA_REAL]).agree
    assert judged([np.nan, 1.0], np.array([NA, NA], object)).message.startswith("NaN stands")
    # `NA` alone is a logical in R.
    assert judged([np.nan], np.array([NA], object)).notes == note
    strict = judged([np.nan], [NA_REAL], strict_na=True)
    assert not strict.agree
    assert strict.message == "R's NA and NaN stand at different places."
    # Arithmetic with NA may end in either.
    given = judged([np.nan], [NA_REAL], strict_na=True, na_given=True)
    assert given.agree
    assert given.notes == ()


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


# ---- Against the truth ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [DERIVED, SAMPLED])
@pytest.mark.parametrize("at", [(0, 0), (1, 2)])
def test_a_result_may_lie_as_far_from_the_truth_as_is_allowed(kind, at):
    truth = np.array([[1.0, -20.0, 0.0], [1e-9, 1e9, 3.0]])
    expected = expect(truth, 1e-6 * np.maximum(np.abs(truth), 1e-3), kind)
    for share, agree in ((0.95, True), (1.05, False)):
        for sign in (1, -1):
            r = truth.copy()
            r[at] += sign * share * expected.allowed[at]
            result = judged(truth, r, expected=expected)
            assert result.agree is agree
            assert result.bound_used == pytest.approx(share)
            assert result.wrong == (None if agree else "r")
            assert result.bound == kind
            assert result.worst.index == at
            assert result.worst.truth == truth[at]
            assert result.worst.allowed == expected.allowed[at]


def test_two_honest_results_may_lie_on_both_sides_of_the_truth():
    expected = expect([1.0], 1e-6)
    assert judged([1 - 0.95e-6], [1 + 0.95e-6], expected=expected).agree


def test_without_a_truth_the_results_are_held_to_one_another():
    for share, agree in ((0.95, True), (1.05, False)):
        result = judged([2.0, 3.0], [2.0, 3.0 + share * 1e-9], expected=measured(2, 1e-9))
        assert result.agree is agree
        assert result.bound == "measured"
        assert result.bound_used == pytest.approx(share, rel=1e-6)
        assert result.wrong is None
        assert result.worst.truth is None


def test_the_truth_names_nobody_where_it_may_not():
    assert judged([1.0], [2.0], expected=expect([1.0], 1e-9, blame=False)).wrong is None


def test_an_original_outside_its_own_bound_names_nobody():
    expected = expect([1.0, 5.0], 1e-9, why="by balls")
    result = judged([1.1, 5.0], [1.0, 5.0], expected=expected)
    assert not result.agree
    assert result.wrong is None
    assert "Python, too, is off the formula's value 1 there" in result.message
    # Elsewhere the truth still holds.
    assert judged([1.1, 5.0], [1.0, 6.0], expected=expected).wrong == "r"


def test_a_truth_of_the_users_own_may_name_python():
    assert judged([1.1], [1.0], expected=expect([1.0], 1e-9, GIVEN)).wrong == "python"
    assert judged([1.1], [1.2], expected=expect([1.0], 1e-9, GIVEN)).wrong == "both"
    same = judged([1.1], [1.1], expected=expect([1.0], 1e-9, GIVEN))
    assert (same.agree, same.wrong) == (True, None)
    assert same.notes[0].startswith("both languages are 1e-01 off the formula's value 1: ")


@pytest.mark.parametrize(
    ("both", "truth", "note"),
    [
        (np.inf, 2.1e5, "both overflow; the formula's value is 2.1e+05"),
        (np.nan, 1.5, "both are NaN; the formula's value is 1.5"),
        (1.001, 1.0, "both languages are 1e-03 off the formula's value 1: cancellation, or"),
        (0.0, 1e-5, "both languages are 1e+00 off the formula's value 1e-05: cancellation, or"),
        (1e-3, 0.0, "both languages are 1e-03 off the formula's value 0: cancellation, or"),
    ],
)
def test_identical_bits_agree_with_a_note_of_what_the_truth_has_against_both(both, truth, note):
    result = judged([both, 1.0], [both, 1.0], expected=expect([truth, 1.0], 1e-15))
    assert result.agree
    assert result.wrong is None
    assert len(result.notes) == 1
    assert result.notes[0].startswith(note)
    # Where they differ, it is no agreement, and nobody's fault.
    other = judged([both, 1.0], [truth, 1.0], expected=expect([truth, 1.0], 1e-15))
    assert not other.agree
    assert other.wrong is None
    assert "so that nobody is called wrong" in other.message


def test_a_truth_that_is_not_known_to_a_digit_says_nothing_against_both():
    assert judged([np.nan], [np.nan], expected=expect([0.0], 4.0)).notes == ()


@np.errstate(over="ignore")
def of_formula(function, x):
    return referee.expect(function, [x], function(x))["result"]


def test_errors_are_counted_from_the_truth_and_not_from_its_rounding():
    truth = of_formula(np.exp, np.array([1.0]))
    result = judged(np.exp([1.0]), np.exp([1.0]), expected=truth)
    # The double closest to e is 1.4456e-16 below it, a third of its ULP of 4.44e-16.
    assert result.python_error_ulp == pytest.approx(0.3255, abs=1e-4)


def test_a_flush_to_zero_below_the_normal_numbers_is_no_fault():
    x = np.array([-740.0])
    truth = of_formula(np.exp, x)
    assert judged(np.exp(x), np.array([0.0]), expected=truth).agree
    assert judged(np.exp(x), np.array([1e-300]), expected=truth).wrong == "r"


def test_an_overflow_of_the_truth_itself_must_be_infinite():
    x = np.array([1e200])
    truth = of_formula(lambda v: v * v, x)
    assert judged([np.inf], [np.inf], expected=truth).agree
    assert judged([np.inf], [1e308], expected=truth).wrong == "r"


# ---- What the twin asks for ----------------------------------------------------------------------


def test_a_given_tolerance_counts_whatever_the_referee_knows():
    known = expect([1.0], 1e-15)
    for expected in (None, known, measured(1, 1e-15), expect([1.0], 1e-2)):
        for share, agree in ((0.95, True), (1.05, False)):
            result = judged([1.0], [1.0 + share * 1e-6], expected=expected, rtol=1e-6)
            assert result.agree is agree
            assert result.bound == "given"
            assert result.bound_used == pytest.approx(share, rel=1e-5)
    assert judged([1.0], [1.1], expected=known, rtol=1e-6).wrong == "r"
    # It is the distance of the two that it bounds.
    around = [1 - 0.9e-6], [1 + 0.9e-6]
    assert not judged(*around, expected=expect([1.0], 1e-5), rtol=1e-6).agree
    assert judged([1.0], [1.1], expected=expect([1.0], 1.0), rtol=1e-6).wrong is None


def test_a_tolerance_of_0_asks_for_equal_numbers():
    next_double = np.nextafter(1.0, 2.0)
    result = judged([1.0], [next_double], expected=expect([1.0], 1e-3), rtol=0.0)
    assert not result.agree
    assert result.bound == "exact"
    assert judged([5e-324], [0.0], rtol=0.0).agree is False
    assert judged([0.0], [-0.0], rtol=0.0).agree


def test_digits_that_are_enough_widen_the_bound_and_never_narrow_it():
    for scale in (1.0, 1e-200, 1e200):
        known = expect([scale], 1e-15 * scale)
        for share, agree in ((0.95, True), (1.05, False)):
            r = [scale * (1 + share * 1e-8)]
            assert judged([scale], r, expected=known, digits=8).agree is agree
            assert judged([scale], r, digits=8).agree is agree
            result = judged([scale], r, expected=measured(1, 1e-15 * scale), digits=8)
            assert result.agree is agree
            assert result.bound == "given"
    wide = judged([1.0], [1.01], expected=expect([1.0], 0.1), digits=8)
    assert (wide.agree, wide.bound) == (True, "derived")
    mixed = judged([1.0, 1.0], [1.01, 1.0], expected=expect([1.0, 1.0], [0.1, 1e-15]), digits=8)
    assert (mixed.agree, mixed.bound) == (True, "given")


def test_integers_are_exact():
    assert judged(np.array([1, 2]), np.array([1.0, 2.0])).agree
    for close in (1000000.0000001, np.nextafter(1e6, 2e6)):
        expected = expect([1e6], 1.0)
        result = judged(np.array([1000000]), [close], expected=expected)
        assert not result.agree
        assert result.bound == "exact"
        assert not judged(np.array([1000000]), [close], digits=3).agree
    assert judged(np.array([1000000]), [1000000.0000001], rtol=1e-9).agree


# ---- Digits --------------------------------------------------------------------------------------


def test_digits_are_counted_at_the_worst_element():
    expected = expect([1.0, 100.0, 10.0], [1e-15, 1e-4, 1e-14])
    result = judged([1.0, 100.0, 10.0], [1.0, 100.1, 10.0], expected=expected)
    assert result.digits.agree == pytest.approx(3)
    assert result.digits.checked == pytest.approx(6)
    assert result.digits.checked_median == pytest.approx(15)
    assert judged([1.0], [1.0], expected=expect([1.0], 1e-300)).digits.checked == MOST_DIGITS
    assert MOST_DIGITS == pytest.approx(15.95, abs=0.01)


def test_what_may_be_nothing_but_rounding_is_measured_by_the_largest_element():
    expected = expect([5.0, 1e-17, 0.0], 1e-14)
    result = judged([5.0, 1e-17, 0.0], [5.0, 0.0, 5e-15], expected=expected)
    assert result.agree
    assert not result.undecided
    assert result.digits.checked == pytest.approx(np.log10(5e14))


def test_a_true_zero_is_measured_by_1():
    result = judged([0.0], [1e-16], expected=expect([0.0], 1e-15))
    assert (result.agree, result.undecided) == (True, False)
    assert result.digits.checked == pytest.approx(15)


@pytest.mark.parametrize("kind", [DERIVED, SAMPLED, MEASURED])
def test_a_bound_that_leaves_nothing_to_check_is_undecided(kind):
    value = np.array([0.5, -1.5])
    loose = expect(value, 1e19, kind)
    result = judged(value, [0.0, 0.0], expected=loose)
    assert (result.agree, result.undecided) == (True, True)
    assert "fewer steps or better scaled input" in result.message
    assert not judged(value, [0.0, 0.0], expected=loose, chaotic=True).undecided
    # The same numbers are the same, whatever else might have been.
    assert not judged(value, value, expected=loose).undecided
    # Who gives a tolerance knows what it is worth.
    assert not judged(value, [0.501, -1.5], expected=loose, rtol=0.1).undecided
    # What is outside even that bound is wrong.
    assert judged(value, [1e20, 0.0], expected=loose).wrong == "r"


def test_one_element_with_three_digits_decides():
    r = [1.0 + 1e-5, 0.0]
    assert not judged([1.0, 1e-9], r, expected=expect([1.0, 1e-9], [0.9e-3, 1e19])).undecided
    assert judged([1.0, 1e-9], r, expected=expect([1.0, 1e-9], [1.1e-3, 1e19])).undecided


@pytest.mark.parametrize(
    ("r", "words"),
    [
        (1 + 10**-8.1, "Agrees to 8.1 of 15.2 digits: another formula, or cancellation."),
        (1 + 10**-4.1, "Agrees to 4.1 of 15.2 digits: another formula, or cancellation."),
        (1 + 10**-3.9, "Agrees to 3.9 of 15.2 digits: another value."),
        (-1.0, "Agrees to 0.0 of 15.2 digits: another value."),
    ],
)
def test_less_accurate_is_told_from_another_value(r, words):
    result = judged([1.0], [r], expected=expect([1.0], 10**-15.2))
    assert not result.agree
    assert result.message == words
    many = judged([1.0, 1.0], [r, 1.0], expected=expect([1.0, 1.0], 10**-15.2))
    assert many.message == f"1 of 2 elements differ. The worst {words[0].lower()}{words[1:]}"


# ---- Single precision, complex numbers, dates ----------------------------------------------------


@pytest.mark.parametrize(("dtype", "name"), [(np.float32, "single"), (np.float16, "half")])
def test_shorter_floats_are_held_to_their_precision(dtype, name):
    python, eps = np.array([1.5, 3.0], dtype), float(np.finfo(dtype).eps)
    for expected in (expect([1.5, 3.0], 1e-16), measured(2, 1e-16)):
        right = judged(python, [1.5 * (1 + 3.8 * eps), 3.0], expected=expected)
        assert right.agree
        assert right.notes == (
            f"Python's result is in {name} precision ({np.dtype(dtype)}), to which both are held",
        )
        assert not right.undecided
        assert not judged(python, [1.5 * (1 + 50 * eps), 3.0], expected=expected).agree
    # A formula that is off by many ULP of a double is off by as many of a shorter float.
    wide = expect([1.5, 3.0], 100 * 2.0**-52)
    assert judged(python, [1.5 + 95 * eps, 3.0], expected=wide).agree


def test_complex_numbers_are_judged_by_their_distance():
    truth = np.array([3 + 4j, 1e-9j])
    for share, agree in ((0.95, True), (1.05, False)):
        r = truth + np.array([0.6 - 0.8j, 0]) * share * 1e-9
        result = judged(truth, r, expected=expect(truth, 1e-9))
        assert result.agree is agree
        assert result.bound_used == pytest.approx(share, rel=1e-5)
        assert result.wrong == (None if agree else "r")
        assert result.worst.truth == 3 + 4j
    # The ULP of 3 + 4i is that of 4.
    off = judged(truth, truth + [2.0**-50, 0], expected=expect(truth, 1e-9))
    assert (off.max_ulp, off.r_error_ulp) == (1.0, 1.0)
    assert off.identical_bits == 0.5
    # A conjugate is another number.
    assert not judged(truth, truth.conj(), expected=expect(truth, 1e-9)).agree


def test_complex_numbers_without_imaginary_parts_are_real():
    result = judged([1.0, 2.0], [1 + 0j, 2 + 0j])
    assert result.agree
    assert result.notes == ("R gives complex numbers whose imaginary parts are 0",)
    assert judged([1 + 0j], [1.0]).notes == (
        "Python gives complex numbers whose imaginary parts are 0",
    )
    assert not judged([1.0, 2.0], [1 + 0j, 2 + 1e-9j]).agree


def test_dates_are_exact():
    days = np.array(["2024-02-29", "NaT"], "datetime64[D]")
    day = np.timedelta64(1, "D")
    assert judged(days, days.copy()).agree
    assert judged(days, days + day).message == "1 of 2 elements differ."
    assert judged(days, [1.0, 2.0]).message == "Python gives dates, R gives numbers."
    seconds = days.astype("datetime64[s]")
    assert judged(seconds, days.astype("datetime64[us]")).agree
    assert judged(seconds, days).message == "Python gives times, R gives dates."
    assert not judged(days - days[0], days - days[0] + day).agree


# ---- Outputs -------------------------------------------------------------------------------------


def test_flatten_names_every_output():
    value = {"W": 1, "layers": [{"b": 2}, 3], "none": {}}
    assert flatten(value) == {"W": 1, "layers[0].b": 2, "layers[1]": 3, "none": {}}
    assert flatten(5) == {"result": 5}
    assert kind_of({}) == "an empty list"


def test_na_is_told_from_nan_by_its_bits():
    assert is_na(np.array([np.nan, NA_REAL, 1.0])).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("python", "r", "agree"),
    [
        (2**53 + 1, 2.0**53, False),
        (2**53, 2.0**53, True),
        (-(2**53) - 1, -(2.0**53), False),
        (2**62 + 1, 2.0**62, False),
        (2**62, 2.0**62, True),
        (2**62, np.nan, False),
    ],
)
def test_integers_beyond_the_whole_doubles_are_compared_as_integers(python, r, agree):
    result = judged(np.array([3, python]), np.array([3.0, r]))
    assert result.agree is agree
    assert agree or result.worst.index == (1,)
    assert agree or result.message.startswith(("1 of 2 elements differ", "NaN stands"))


def test_a_measured_bound_of_a_short_float_is_not_widened_by_its_lost_bits():
    python = np.array([1.0], dtype=np.float32)
    moved = python.astype(float) + 1e-3
    assert judged(python, moved, expected=expect([1.0], 1e-11)).agree  # 2^29 times: 5e-3
    assert not judged(python, moved, expected=expect([1.0], 1e-11, kind=SAMPLED)).agree


def test_what_is_left_of_the_truth_counts_with_its_sign():
    # The truth is 1 + 1e-16: 1 + 2^-52 is 1.2e-16 above it, and 1 - 2^-53 is 2.1e-16 below.
    expected = Expected(DERIVED, np.array([1.9e-16]), np.array([1.0]), np.array([1e-16]))
    above, below = np.nextafter(1.0, 2.0), np.nextafter(1.0, 0.0)
    assert judged([above], [1.0], expected=expected).agree
    assert judged([1.0], [above], expected=expected).agree
    assert judged([above], [above], expected=expected).notes == ()
    assert not judged([1.0], [below], expected=expected).agree
    assert judged([1.0], [below], expected=expected).wrong == "r"


def test_a_result_just_as_far_as_is_allowed_agrees():
    assert judged([1.0], [1.5], expected=expect([1.0], 0.5)).agree
    assert judged([1.0], [1.5], expected=expect([1.0], 0.5)).bound_used == 1
    assert not judged([1.0], [np.nextafter(1.5, 2)], expected=expect([1.0], 0.5)).agree


def test_of_elements_that_are_all_wrong_the_one_that_differs_most_is_told():
    assert judged([1.0, 5.0, 9.0], [3.0, 5.5, 9.0]).worst.index == (0,)
    assert judged([1.0, -5.0], [1.5, -9.0]).worst.index == (1,)
    assert judged([1.0, np.nan], [2.0, 7.0]).worst.index == (0,)
