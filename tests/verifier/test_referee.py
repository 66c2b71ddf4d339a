"""The referee: what a case should give, how far an honest result may lie from it, and why."""

import copy
import math

import numpy as np
import pytest

from diglot.catalogue import TWINS
from diglot.judging import referee
from diglot.judging.compare import Demands, compare
from diglot.judging.moving import moved
from diglot.judging.outputs import flatten
from diglot.judging.referee import ENOUGH_DIGITS, expect

JUDGED = [
    pytest.param(twin, case, id=f"{twin.name}-{case.name}")
    for twin in TWINS
    for case in twin.cases
    if case.refused is None and twin.rtol != 0
]

# What is read, counted or drawn has no rounding error: it must be exactly equal, by a rtol of 0.
EXACT = {
    "accuracy",
    "accuracy of BatchSoftmaxNet",
    "accuracy of SingleLayerNet",
    "load_digits",
    "load_mnist",
    "nets drawn",
    "one_hot",
    "random_state",
    "read_idx",
    "study nets drawn",
}


@pytest.fixture(scope="module")
def word_on():
    """Ask about each case of the catalogue once for all tests."""
    found = {}

    def word_on(twin, case):
        key = twin.name, case.name
        if key not in found:
            own = twin.python(*copy.deepcopy(case.args))
            found[key] = flatten(own), expect(twin.python, case.args, own)
        return found[key]

    return word_on


def on(function, *args, **kwargs):
    """Ask about a function of one output."""
    return expect(function, args, function(*copy.deepcopy(args)), **kwargs)["result"]


# ---- Our own twins -------------------------------------------------------------------------------


def test_only_what_is_read_or_counted_is_exempt():
    assert {twin.name for twin in TWINS if twin.rtol == 0} == EXACT


@pytest.mark.parametrize(("twin", "case"), JUDGED)
def test_every_output_is_followed_and_python_lies_within_the_bound(twin, case, word_on):
    values, expected = word_on(twin, case)
    assert set(expected) == set(values)
    for output, word in expected.items():
        assert word.kind in ("derived", "sampled", "exact"), word.why
        result = compare(values[output], values[output], word, Demands())
        assert result.agree
        assert result.bound_used is None or result.bound_used <= 1


@pytest.mark.parametrize(("twin", "case"), JUDGED)
def test_only_what_lies_beyond_what_is_allowed_disagrees(twin, case, word_on):
    values, expected = word_on(twin, case)
    for output, word in expected.items():
        value = np.atleast_1d(np.asarray(values[output], dtype=float))
        known = np.isfinite(value) & word.known.reshape(value.shape)
        if not known.any():  # then nothing can be moved from the truth
            assert value.size == 0 or word.kind == "exact" or not np.isfinite(value).all()
            continue
        place = tuple(np.argwhere(known)[-1])
        truth = word.value.reshape(value.shape)[place]
        allowed = word.allowed.reshape(value.shape)[place]
        for share, inwards in ((0.95, True), (1.05, False)):
            at = truth + share * allowed
            # By an ULP further, since `at` is rounded and the truth has a rest.
            at = np.nextafter(at, truth if inwards else np.inf)
            elsewhere = value.copy()
            elsewhere[place] = at
            verdict = compare(value, elsewhere, word, Demands())
            assert verdict.agree is inwards, f"{output}: {share} of {allowed}"
            assert inwards or verdict.worst.index == place


# ---- The truth -----------------------------------------------------------------------------------


def test_the_truth_is_known_to_thirty_digits():
    word = on(np.exp, np.array([1.0]))
    assert word.value[0] == 2.718281828459045
    assert word.rest[0] == pytest.approx(1.4456468917292502e-16, rel=1e-12)


def test_ill_conditioned_cases_get_more_bits():
    # Of the third of 1e-30 beside 1 nothing is left at 53 bits, and little at 128.
    word = on(lambda x: ((1.0 + x / 3.0) - 1.0) * 1e30, np.array([1e-30]))
    assert abs(word.value[0] - 1 / 3) < 1e-6
    assert word.allowed[0] > 1e13


def test_whole_numbers_and_constants_are_part_of_the_formula():
    """Python's own rounding of 1 + 1/n is no truth: whoever takes log1p is nearer to it."""
    n = 10**6
    word = on(lambda x, n: x * (1 + 1 / n) ** n, 1.0, n)
    truth = math.exp(n * math.log1p(1 / n))
    assert abs(word.value - truth) <= 2 * np.spacing(truth)
    assert on(lambda x: x * (2 / 3), 1.0).rest == pytest.approx(3.700743415417188e-17, rel=1e-10)


def test_floats_never_mix_into_balls():
    """A constant that NumPy hands out as a float must not bring a rounding error in."""

    def third(x):
        ones = np.where(x > 0, 1.0, 2.0)
        threes = np.ones_like(x) + 2
        return ones / threes

    word = on(third, np.array([1.0]))
    assert word.value[0] == 1 / 3
    # The double 1/3 is off by 1.85e-17: were the division a float's, nothing would be left.
    assert word.rest[0] == pytest.approx(1.850371707708594e-17, rel=1e-10)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (np.exp, [0.0, 1.0, np.inf]),
        (lambda x: np.log(np.abs(x)), [np.inf, -np.inf, np.inf]),
        (np.abs, [np.inf, 0.0, np.inf]),
        (lambda x: np.clip(x, -1.0, 1.0), [-1.0, 0.0, 1.0]),
        (lambda x: np.maximum(x, 0.0), [0.0, 0.0, np.inf]),
        (lambda x: np.where(np.isinf(x), 5.0, x), [5.0, 0.0, 5.0]),
    ],
)
@np.errstate(divide="ignore")
def test_limits_at_zero_and_infinity(function, expected):
    assert on(function, np.array([-np.inf, 0.0, np.inf])).value.tolist() == expected


def test_numbers_of_code_that_is_not_followed_name_nobody():
    def legendre(x):
        nodes, weights = np.polynomial.legendre.leggauss(3)
        return np.sum(weights * np.exp(x * nodes))

    word = on(legendre, 0.5)
    assert word.kind == "derived"
    if not word.blame:  # otherwise the nodes themselves were followed
        assert "leggauss" in word.why


# ---- Where radii explode -------------------------------------------------------------------------


def descent(x, y, steps):
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        w -= 0.1 * (x.T @ (x @ w - y)) / len(y)
    return w


@pytest.mark.parametrize("steps", [100, 300, 1000])
def test_a_descent_that_corrects_itself_is_sampled(steps):
    rng = np.random.RandomState(0)
    x, y = rng.randn(20, 3), rng.randn(20)
    word = on(descent, x, y, steps)
    assert word.kind == "sampled"
    assert np.max(word.allowed / np.abs(word.value)) < 1e-11
    nothing = compare(descent(x, y, steps), np.zeros(3), word, Demands())
    assert not nothing.agree


def recursive_filter(x):
    y = np.zeros(len(x))
    for i in range(2, len(x)):
        y[i] = x[i] + 1.8 * y[i - 1] - 0.9 * y[i - 2]
    return y


@pytest.mark.parametrize("n", [50, 200])
def test_a_recursive_filter_is_held_to_real_noise(n):
    word = on(recursive_filter, np.random.RandomState(1).randn(n))
    largest = np.max(np.abs(word.value))
    assert np.max(word.allowed) <= 10.0**-ENOUGH_DIGITS * largest  # the radius grows to 1e40
    assert word.allowed[-1] < 1e-12 * largest


def test_errors_of_one_sign_are_allowed():
    """A hundred thousand times 0.1, added one by one, drifts further than random rounding."""

    def added(n):
        total = 0.0
        for _ in range(n):
            total += 0.1
        return total

    n = 100_000
    word = on(added, n)
    honest = abs(added(n) - word.value - word.rest)
    assert 1e-9 < honest <= word.allowed


def test_enough_digits_of_a_radius_need_no_samples():
    word = on(lambda x: np.exp(x) / np.sum(np.exp(x)), np.array([0.3, 1.7, 2.9]))
    assert word.kind == "derived"
    assert np.all(word.allowed <= 10.0**-ENOUGH_DIGITS * word.value)


# ---- Comparisons ---------------------------------------------------------------------------------


def test_a_loop_that_ends_by_a_tolerance_ends():
    def newton(x):
        n = x
        while True:
            after = 0.5 * (n + x / n)
            if abs(after - n) < 1e-15:
                return after
            n = after

    word = on(newton, 2.0)
    assert word.value == math.sqrt(2)
    assert word.allowed < 1e-14


def test_one_comparison_that_rounding_decides_lets_no_other_element_off():
    def step(x):
        return np.where(x / 3.0 * 3.0 >= x, x, 2.0 * x)

    x = np.array([0.7, 1.0, 3.0])
    word = on(lambda x: np.where(0.1 * x < 0.3, x, 2 * x), np.array([1.0, 3.0, 7.0]))
    assert word.allowed[0] < 1e-14
    assert word.allowed[2] < 1e-13
    assert word.allowed[1] >= 3.0 or word.allowed[1] < 1e-14  # both ways, or decided exactly
    assert on(step, x).allowed.shape == (3,)


# ---- Where doubles are not what balls are --------------------------------------------------------


@np.errstate(all="ignore")
def test_an_overflow_on_the_way_has_no_truth_and_says_so():
    word = on(lambda x: np.exp(x) / np.sum(np.exp(x)), np.array([1000.0, 999.0]))
    assert np.isnan(word.value).all()
    assert any("formula" in note for note in word.notes)


def test_single_precision_is_not_called_wrong():
    def mean(x):
        return np.mean(x * x)

    x = np.random.RandomState(2).rand(50).astype(np.float32)
    word = on(mean, x)
    result = compare(mean(x), mean(x), word, Demands())
    assert result.agree
    assert result.wrong is None


# ---- What cannot be followed ---------------------------------------------------------------------


def by_code(function):
    """Hide a function from the referee, as compiled code is hidden."""
    return type("Compiled", (), {"__call__": staticmethod(function)})()


def test_what_cannot_be_followed_is_measured_and_says_what():
    from scipy.optimize import brentq

    def root(a):
        return brentq(lambda x: x * x - a, 0.0, 2.0, xtol=1e-15)

    word = on(root, 1.5)
    assert word.kind == "measured"
    assert "brentq" in word.why
    assert 0 < word.allowed < 2e-13  # 512 ULP, for what brentq rounds unseen


def test_whole_numbers_do_not_move_and_floats_do():
    generator = np.random.Generator(np.random.SFC64(0))
    given = [np.arange(5), 3, True, "a", None, {"x": np.linspace(1.1, 1.9, 100)}]
    after = moved(given, generator)
    assert np.array_equal(after[0], given[0])
    assert after[1:5] == given[1:5]
    steps = (after[5]["x"] - given[5]["x"]) / np.spacing(1.0)
    assert set(steps) == {-1.0, 0.0, 1.0}


def test_where_the_norm_counts_each_element_moves_by_an_ulp_of_the_largest():
    generator = np.random.Generator(np.random.SFC64(0))
    given = np.zeros(200)
    given[7] = -1000.0
    steps = (moved(given, generator, normwise=True) - given) / np.spacing(1000.0)
    assert set(steps) == {-1.0, 0.0, 1.0}
    # Equal elements move each by itself, and the norm is that of a matrix, not of a stack.
    stack = np.stack([np.ones((9, 9)), np.full((9, 9), 2.0**20)])
    apart = np.abs(moved(stack, generator, normwise=True) - stack).max(axis=(1, 2))
    assert apart.tolist() == [np.spacing(1.0), np.spacing(2.0**20)]


def test_what_is_chosen_is_exact_in_its_own_shape():
    word = on(np.argsort, np.array([[3.0, 1.0], [1.0, 2.0]]))
    assert (word.kind, word.why) == ("exact", "nothing is rounded")
    np.testing.assert_array_equal(word.allowed, np.zeros((2, 2)))


def test_equal_numbers_move_alike_so_that_ties_stay():
    generator = np.random.Generator(np.random.SFC64(0))
    given = [np.array([0.3, 0.1, 0.3]), np.array([[0.1, 0.3]]), 0.3]
    runs = [moved(given, generator) for _ in range(20)]
    for x, y, z in runs:
        assert x[0] == x[2] == y[0, 1] == z
        assert x[1] == y[0, 0]
    assert len({z for _, _, z in runs}) == 3


def test_the_truth_is_sought_where_balls_have_grown_until_they_know_nothing():
    def descent(x, y):
        w = np.zeros(3)
        for _ in range(300):
            w = w - 0.25 * (x.T @ (np.tanh(x @ w) - y)) / len(y)
        return w

    generator = np.random.default_rng(0)
    word = on(descent, generator.normal(size=(18, 3)), generator.normal(size=18))
    assert word.kind == "sampled"  # tanh of a ball without an end is no number, even at 128 bits
    assert np.all(word.allowed < 1e-12)


def test_more_bits_are_tried_where_nothing_is_left_to_compare_by():
    def logistic(x):
        for _ in range(140):
            x = 3.999 * x * (1 - x)
        while x > 1e-300:
            x = x - x / 2
        return x

    assert on(logistic, 0.3).kind == "sampled"  # 256 bits know what 53 and 128 do not


def test_a_referee_that_was_ended_measures():
    word = on(np.exp, np.array([1.0, 2.0]), unfinished="the referee did not answer in time")
    assert word.kind == "measured"
    assert word.value is None
    assert "did not answer in time" in word.why
    assert np.all(word.allowed < 1e-13)


@pytest.mark.parametrize(
    ("error", "is_sharp"),
    [
        (0.0, True),
        (1e-17, True),  # below 2^-20 of the bound that it judges
        (2e-16, False),
        (1e-10, False),  # as uncertain as the bound itself
    ],
)
def test_a_truth_has_far_less_error_than_the_bound_that_it_judges(error, is_sharp):
    value, rest = np.array([1.0]), np.zeros(1)
    rough = referee._Numbers(value, rest, np.array([1e-10]))
    sharp = referee._Numbers(value, rest, np.array([error]))
    assert referee._is_sharp(rough, sharp).tolist() == [is_sharp]
    # Beside a bound that leaves nothing of the number a truth must be known for itself.
    wide = referee._Numbers(value, rest, np.array([1e10]))
    assert referee._is_sharp(wide, sharp).tolist() == [error == 0.0]
