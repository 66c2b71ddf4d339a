"""The referee is rigorous: its truth lies in its ball, and its bound decides."""

import copy

import numpy as np
import pytest

from diglot.catalogue import TWINS
from diglot.judging.balls import Ball, lift, precision
from diglot.judging.compare import compare
from diglot.judging.outputs import flatten
from diglot.judging.referee import MULTIPLE, judge_truth

JUDGED = [
    pytest.param(twin, case, id=f"{twin.name}-{case.name}")
    for twin in TWINS
    for case in twin.cases
    if case.refused is None
]

# What is read, counted or drawn has no rounding error: it must be exactly equal, by a rtol of 0.
EXACT = {
    "accuracy",
    "accuracy of BatchSoftmaxNet",
    "load_digits",
    "load_mnist",
    "one_hot",
    "read_idx",
    "study nets drawn",
}


def truths_of(twin, case):
    """Ask the referee, unless all must be exactly equal."""
    return {} if twin.rtol == 0 else judge_truth(twin.python, copy.deepcopy(case.args))


@pytest.mark.parametrize(("twin", "case"), JUDGED)
def test_truth_lies_in_the_ball_and_python_within_the_bound(twin, case):
    truths = truths_of(twin, case)
    values = flatten(twin.python(*case.args))
    for output, truth in truths.items():
        for rough, sharp in zip(truth.ball.flat, truth.sharp.flat, strict=True):
            assert rough.arb.contains(sharp.arb) or rough.is_nan()
        result = compare(values[output], values[output], truth, 0.0)
        assert result.agree
        assert result.bound_used is None or result.bound_used <= MULTIPLE


@pytest.mark.parametrize(("twin", "case"), JUDGED)
def test_every_calculated_output_has_a_derived_bound(twin, case):
    assert (twin.rtol == 0.0) == (twin.name in EXACT)
    if twin.rtol == 0.0:
        return
    truths = truths_of(twin, case)
    for output, value in flatten(twin.python(*case.args)).items():
        calculated = output != "accuracy"  # a count among outputs that are calculated
        if calculated and np.size(value) and np.any(np.asarray(value) != 0):
            assert output in truths
            finite = np.isfinite(np.asarray(value, dtype=float))
            assert truths[output].known.reshape(finite.shape)[finite].all()


@pytest.mark.parametrize(("twin", "case"), JUDGED)
def test_a_result_moved_by_eight_times_the_bound_disagrees(twin, case):
    values = flatten(twin.python(*case.args))
    for output, truth in truths_of(twin, case).items():
        value = np.atleast_1d(np.asarray(values[output], dtype=float))
        movable = np.isfinite(value) & truth.known.reshape(value.shape)
        if not movable.any():
            continue
        moved = value.copy()
        radius = truth.radius.reshape(value.shape)
        # Where the ball has no radius, or too small a one to see, the next double is 8 bounds off.
        step = np.maximum(8 * radius, np.spacing(np.abs(value)))
        place = tuple(np.argwhere(movable)[-1])
        moved[place] += max(step[place], 8 * np.finfo(float).smallest_normal)
        verdict = compare(value, moved, truth, twin.rtol)
        assert not verdict.agree
        assert verdict.wrong == "r"
        assert verdict.worst.index == place
        assert compare(moved, value, truth, twin.rtol).wrong == "python"
        assert compare(moved, moved, truth, twin.rtol).wrong == "both"


def test_the_truth_is_known_to_thirty_digits():
    truth = judge_truth(np.exp, [np.array([1.0])])["result"]
    ball = truth.sharp.flat[0].arb
    assert str(ball.mid().str(30, radius=False)) == "2.71828182845904523536028747135"
    assert truth.value[0] == 2.718281828459045
    assert truth.rest[0] == pytest.approx(1.4456468917292502e-16, rel=1e-12)


def test_ill_conditioned_cases_get_more_bits():
    # Of the third of 1e-30 beside 1 nothing is left at 53 bits, and little at 128.
    truth = judge_truth(lambda x: ((1.0 + x / 3.0) - 1.0) * 1e30, [np.array([1e-30])])["result"]
    assert abs(truth.value[0] - 1 / 3) < 1e-6
    assert truth.radius[0] > 1e13


def test_a_function_that_cannot_run_on_balls_has_no_truth():
    assert judge_truth(lambda x: np.array([float(v) for v in x]), [np.ones(2)]) == {}
    assert judge_truth(lambda x: np.linalg.inv(x), [np.eye(2)]) == {}


def test_floats_never_mix_into_balls():
    """A constant that NumPy hands out as a float must not bring a rounding error in."""

    def third(x):
        ones = np.where(x > 0, 1.0, 2.0)
        threes = np.ones_like(x) + 2
        return ones / threes

    truth = judge_truth(third, [np.array([1.0])])["result"]
    assert truth.value[0] == 1 / 3
    # The double 1/3 is off by 1.85e-17: were the division a float's, nothing would be left.
    assert truth.rest[0] == pytest.approx(1.850371707708594e-17, rel=1e-10)


def test_an_undecided_comparison_is_told():
    third = lift(np.array([1.0])) / 3
    before = Ball.undecided
    with precision(53):
        assert not bool(third[0] * 3 > 1)
    assert Ball.undecided == before + 1


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
def test_limits_at_zero_and_infinity(function, expected):
    truth = judge_truth(function, [np.array([-np.inf, 0.0, np.inf])])["result"]
    assert truth.value.tolist() == expected


@pytest.mark.parametrize(
    "function",
    [
        np.sum, np.mean, np.max, np.tanh, np.log1p, np.expm1, np.sqrt, np.square,
        lambda x: x @ x, lambda x: np.dot(x, x), lambda x: np.outer(x, x), lambda x: x**3,
        lambda x: x / np.sum(x), lambda x: np.cumsum(x), lambda x: np.concatenate([x, 2 * x]),
        lambda x: np.var(x), lambda x: 2.0**x, lambda x: np.linalg.norm(x),
        lambda x: np.prod(x), lambda x: np.minimum.reduce(x), lambda x: np.log10(x),
    ],
)  # fmt: skip
def test_numpy_runs_on_balls(function):
    x = np.array([0.3, 1.7, 2.9])
    truths = judge_truth(function, [x])
    if not truths:
        pytest.fail("the referee could not follow")
    result = compare(function(x), function(x), truths["result"], 0.0)
    assert result.agree
    assert result.bound == "derived"
