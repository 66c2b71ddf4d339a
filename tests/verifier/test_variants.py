"""Mistakes written by hand, and the variant of the original that makes each of them.

A variant is the original with one small change in its source. Of all the variants of an original
only those of the mistake's own kind may give what the mistake gives.
"""

import copy
import inspect
import operator
import pickle
import re
import subprocess
import sys
from collections import Counter
from functools import partial
from math import log

import cloudpickle
import lifted_helpers
import numpy as np
import pytest

from diglot.diagnosing.diagnosis import KINDS
from diglot.diagnosing.variants import variants
from diglot.judging.referee import expect

# Mistakes are written in another way than the variants: sums in another order, or another function.
RTOL = 1e-12

MISTAKES = []


def mistake(original, kind, *inputs, also=()):
    """Keep a mistake of an original, and of which kind it is."""

    def keep(function):
        name = f"{original.__name__}: {function.__name__}"
        MISTAKES.append(pytest.param(original, function, kind, also, inputs, id=name))
        return function

    return keep


def same(x, y):
    if isinstance(x, tuple | list) and isinstance(y, tuple | list):
        return len(x) == len(y) and all(map(same, x, y))
    x, y = np.asarray(x), np.asarray(y)
    return x.shape == y.shape and np.allclose(x, y, rtol=RTOL, atol=1e-300, equal_nan=True)


def answer(function, args):
    try:
        with np.errstate(all="ignore"):
            return function(*copy.deepcopy(args))
    except Exception:
        return None


def reproducing(original, mistaken, inputs):
    """Give the variants that answer each input as the mistake does."""
    wanted = [answer(mistaken, args) for args in inputs]
    assert not any(value is None for value in wanted)
    assert not all(
        same(value, original(*args)) for value, args in zip(wanted, inputs, strict=True)
    ), "the mistake never shows"
    found = []
    for suspect in variants(original):
        for args, value in zip(inputs, wanted, strict=True):
            got = answer(suspect.function, args)
            if got is None or not same(got, value):
                break
        else:
            found.append(suspect)
    return found


def normal(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


SQUARE, WIDE, TALL = normal(4, 4), normal(3, 5, seed=2), normal(6, 2, seed=3)
VECTOR = normal(7, seed=4)


# -- Rows and columns -----------------------------------------------------------------------------


def softmax(x):
    shifted = x - np.max(x, axis=1, keepdims=True)
    e = np.exp(shifted)
    return e / np.sum(e, axis=1, keepdims=True)


@mistake(softmax, "other axis", (WIDE,), (SQUARE,), (TALL,))
def over_columns(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(0)


@mistake(softmax, "other axis", (WIDE,), (SQUARE,))
def over_everything(x):
    e = np.exp(x - x.max(axis=1)[:, None])
    return e / e.sum()


# The smallest element in the place of the largest leaves the same numbers to overflow.
@mistake(softmax, "overflow", (WIDE,), (np.array([[0.0, 800.0]]),), also=("operation",))
def without_shift(x):
    with np.errstate(all="ignore"):
        e = np.exp(x)
        return e / e.sum(1, keepdims=True)


@mistake(softmax, "mean", (WIDE,), (SQUARE,))
def divided_by_the_mean(x):
    e = np.exp(x - x.max(axis=1)[:, None])
    return e / e.mean(1, keepdims=True)


def standardise(x):
    mean = x.mean(axis=0)
    sd = x.std(axis=0)
    return (x - mean) / sd


def as_r(vector, shape):
    return np.resize(vector, shape[0] * shape[1]).reshape(shape[::-1]).T


@mistake(standardise, "recycled", (WIDE,), (SQUARE,), (TALL,))
def mean_recycled(x):
    return (x - as_r(x.mean(0), x.shape)) / x.std(0)


@mistake(standardise, "recycled", (WIDE,), (SQUARE,), (TALL,))
def deviation_recycled(x):
    return (x - x.mean(0)) / as_r(x.std(0), x.shape)


@mistake(standardise, "mean", (WIDE,), (SQUARE,), (TALL,))
def sd_divides_by_n_less_one(x):
    return (x - x.mean(0)) / x.std(0, ddof=1)


@mistake(standardise, "other axis", (SQUARE,), (normal(3, 3, seed=8),))
def by_rows_throughout(x):
    return (x - x.mean(1)) / x.std(1)


def affine(x, w, b):
    return x @ w + b


LAYERS = [(normal(3, 2), normal(2, 4, seed=5), normal(4, seed=6)),
          (SQUARE, normal(4, 4, seed=7), normal(4, seed=8))]  # fmt: skip


@mistake(affine, "recycled", *LAYERS)
def bias_recycled(x, w, b):
    out = x @ w
    return out + as_r(b, out.shape)


@mistake(affine, "transposed", LAYERS[1])
def crossprod(x, w, b):
    return x.T @ w + b


@mistake(affine, "operation", LAYERS[1])
def elements_multiplied(x, w, b):
    return x * w + b


def distances(x, y):
    return np.sqrt((x[:, None] - y[None, :]) ** 2)


@mistake(distances, "recycled", (VECTOR[:3], VECTOR[3:6]))
def element_by_element(x, y):
    return abs(x - y)


def images(x, rows):
    return x.reshape(rows, -1).T


@mistake(images, "memory order", (np.arange(6.0), 2), (normal(12), 3))
def filled_by_columns(x, rows):
    return x.reshape(rows, -1, order="F").T


def kernel(x):
    k = np.array([[1.0, 2.0], [3.0, 5.0]])
    return k @ x


@mistake(kernel, "memory order", (normal(2, 3),), also=("transposed",))
def constants_by_columns(x):
    return np.array([[1.0, 3.0], [2.0, 5.0]]) @ x


def pca_scores(x, k=2):
    centred = x - x.mean(axis=0)
    _, _, vt = np.linalg.svd(centred, full_matrices=False)
    return centred @ vt[:k].T


@mistake(pca_scores, "transposed", (SQUARE, 4))
def scores_without_t(x, k=2):
    centred = x - x.mean(axis=0)
    return centred @ np.linalg.svd(centred)[2][:k]


# -- Means and counts -----------------------------------------------------------------------------


def cross_entropy(y, t, delta=1e-7):
    n = y.shape[0]
    return -np.sum(t * np.log(y + delta)) / n


PROBABILITIES = [
    (np.exp(WIDE) / 9, np.eye(5)[[0, 3, 1]]),
    (np.exp(SQUARE) / 9, np.eye(4)[[1, 0, 1, 2]]),
]


@mistake(cross_entropy, "mean", *PROBABILITIES)
def summed(y, t, delta=1e-7):
    return -(t * np.log(y + delta)).sum()


@mistake(cross_entropy, "mean", *PROBABILITIES)
def divides_by_columns(y, t, delta=1e-7):
    return -(t * np.log(y + delta)).sum() / y.shape[1]


@mistake(cross_entropy, "mean", *PROBABILITIES, also=("other axis",))
def divides_by_elements(y, t, delta=1e-7):
    return -(t * np.log(y + delta)).mean()


@mistake(cross_entropy, "default", *PROBABILITIES, (np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])))
def without_delta(y, t, delta=1e-7):
    with np.errstate(all="ignore"):
        return -(t * np.log(y)).sum() / len(y)


@mistake(cross_entropy, "default", *PROBABILITIES)
def another_delta(y, t, delta=1e-8):
    return -(t * np.log(y + delta)).sum() / len(y)


@mistake(cross_entropy, "sign", *PROBABILITIES)
def without_minus(y, t, delta=1e-7):
    return (t * np.log(y + delta)).sum() / len(y)


@mistake(cross_entropy, "operation", *PROBABILITIES)
def in_bits(y, t, delta=1e-7):
    return -(t * np.log2(y + delta)).sum() / len(y)


@mistake(cross_entropy, "arguments", (np.array([[0.1, 0.9]]), np.array([[0.4, 0.6]])),
         (np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([[0.4, 0.6], [1.0, 0.0]])))  # fmt: skip
def labels_first(t, y, delta=1e-7):
    return -(t * np.log(y + delta)).sum() / len(y)


def variance(values):
    n = len(values)
    mean = sum(values) / n
    total = 0.0
    for value in values:
        total += (value - mean) ** 2
    return total / (n - 1)


@mistake(variance, "mean", (VECTOR,), (VECTOR[:3],), also=("operation",))
def over_n(values):
    return np.var(values)


@mistake(variance, "operation", (VECTOR,), (VECTOR[:3],))
def not_squared(values):
    return sum(values - np.mean(values)) / (len(values) - 1)


@mistake(variance, "operation", (VECTOR,), (VECTOR[:3],))
def last_square_alone(values):
    return (values[-1] - np.mean(values)) ** 2 / (len(values) - 1)


def standard_error(x):
    return np.std(x, ddof=1) / np.sqrt(x.size)


@mistake(standard_error, "mean", (VECTOR,), (VECTOR[:4],))
def population_deviation(x):
    return np.std(x) / np.sqrt(len(x))


@mistake(standard_error, "operation", (VECTOR,), (VECTOR[:4],))
def variance_for_deviation(x):
    return np.var(x, ddof=1) / len(x) ** 0.5


def spread(x):
    low, high = np.quantile(x, [0.25, 0.75])
    return high - low


@mistake(spread, "default", (VECTOR,), (VECTOR[:6],))
def quantiles_of_type_6(x):
    low, high = np.quantile(x, [0.25, 0.75], method="weibull")
    return high - low


# -- Positions ------------------------------------------------------------------------------------


def running_mean(x, width=3):
    out = []
    for i in range(len(x) - width + 1):
        out.append(np.mean(x[i : i + width]))
    return np.array(out)


@mistake(running_mean, "index", (VECTOR,), (VECTOR[:5], 2))
def without_the_last_window(x, width=3):
    return running_mean(x, width)[:-1]


@mistake(running_mean, "index", (VECTOR,), (VECTOR[:5], 2))
def one_too_wide(x, width=3):
    return np.array([np.mean(x[i : i + width + 1]) for i in range(len(x) - width + 1)])


def labels_of(scores):
    return np.argmax(scores, axis=1)


@mistake(labels_of, "index", (WIDE,), (SQUARE,))
def labels_from_one(scores):
    return scores.argmax(1) + 1


TIED = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 1.0], [0.0, 5.0, 4.0]])


@mistake(labels_of, "ties", (TIED,), (WIDE,))
def last_of_equals(scores):
    return np.array([np.flatnonzero(row == row.max())[-1] for row in scores])


def picked(y, t):
    return -np.mean(np.log(y[np.arange(len(t)), t]))


@mistake(picked, "index", (np.exp(WIDE), np.array([1, 2, 3])))
def class_numbers_from_one(y, t):
    return -np.mean(np.log(y[np.arange(len(t)), t - 1]))


def total_return(prices):
    return prices[-1] / prices[0] - 1


@mistake(total_return, "index", (np.exp(VECTOR),))
def minus_one_leaves_out(prices):
    return prices[1:] / prices[0] - 1


def differences(x):
    return x[1:] - x[:-1]


@mistake(differences, "sign", (VECTOR,), also=("index",))
def the_other_way(x):
    return x[:-1] - x[1:]


def convolve(x, k):
    n = len(x) - len(k) + 1
    return np.array([np.sum(x[i : i + len(k)] * k[::-1]) for i in range(n)])


@mistake(convolve, "reversed", (VECTOR, VECTOR[:3]), (VECTOR, VECTOR[:2]))
def kernel_not_reversed(x, k):
    return np.correlate(x, k, "valid")


def trapezoid(y, h):
    total = 0.5 * (y[0] + y[-1])
    for i in range(1, len(y) - 1):
        total += y[i]
    return h * total


@mistake(trapezoid, "index", (VECTOR, 0.1), (VECTOR[:4], 0.5))
def one_minus_one(y, h):
    return h * (0.5 * (y[0] + y[-1]) + sum(y[i] for i in range(len(y) - 1)))


@mistake(trapezoid, "operation", (VECTOR, 0.1), (VECTOR[:4], 0.5))
def without_half(y, h):
    return h * (y[0] + y[-1] + sum(y[1:-1]))


# -- Whole numbers, ties, order -------------------------------------------------------------------


def middle(low, high):
    return (low + high) // 2


@mistake(middle, "integer", (1, 4), (-3, 0))
def with_a_fraction(low, high):
    return (low + high) / 2


@mistake(middle, "integer", (-3, 0), (1, 4), (-6, 1))
def towards_zero(low, high):
    return int((low + high) / 2)


def wrapped(angle, turn):
    return angle % turn


@mistake(wrapped, "integer", (-1.0, 3.0), (7.0, 3.0))
def sign_of_the_number(angle, turn):
    return np.fmod(angle, turn)


def rounded(x):
    return np.round(x) / 2


@mistake(rounded, "integer", (np.array([0.5, 1.5, 2.5, -0.5, -2.5, 0.2]),))
def halves_up(x):
    return np.array([1.0, 2, 3, -1, -3, 0]) / 2


def levels(x):
    return np.unique(x)


@mistake(levels, "other order", (np.array([3, 1, 3, 2]),), (np.array([2, 2, 1]),))
def as_they_come(x):
    return np.array(list(Counter(x.tolist())))


def ranking(x):
    return np.argsort(x)[::-1]


@mistake(ranking, "ties", (np.array([2.0, 1.0, 2.0, 3.0, 1.0]),))
def order_of_minus_x(x):
    return np.array(sorted(range(len(x)), key=lambda i: -x[i]))


def binned(x, breaks):
    return np.searchsorted(breaks, x)


@mistake(binned, "ties", (np.array([1.0, 2.5, 3.0]), np.array([1.0, 2.0, 3.0])))
def breaks_belong_to_the_right(x, breaks):
    return np.array([sum(b <= each for b in breaks) for each in x])


def average(x):
    return np.mean(x) * 2


@mistake(average, "missing", (np.array([1.0, np.nan, 4.0]),), (VECTOR,))
def skipping_nan(x):
    return 2 * x[~np.isnan(x)].mean()


# -- Operations -----------------------------------------------------------------------------------


def relu_grad(x, dout):
    return np.where(x > 0, dout, 0.0)


@mistake(relu_grad, "operation", (np.array([0.0, 1.0, -1.0]), np.array([1.0, 2.0, 3.0])))
def zero_included(x, dout):
    return dout * (x >= 0)


def relu(x):
    return np.maximum(x, 0)


@mistake(relu, "operation", (np.array([0.5, 1.0, -1.0]),), (VECTOR,))
def max_for_pmax(x):
    return max(*x, 0)


def gauss(x):
    return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


# The minus inside of the square is as good as none.
@mistake(gauss, "sign", (VECTOR,), (VECTOR[:2],), also=("operation",))
def minus_inside_the_power(x):
    return np.exp((-x) ** 2 / 2) / np.sqrt(2 * np.pi)


@mistake(gauss, "operation", (VECTOR,), (VECTOR[:2],))
def root_forgotten(x):
    return np.exp(-(x**2) / 2) / (2 * np.pi)


def price(s, k, sigma):
    return (log(s / k) + sigma**2 / 2) / sigma


@mistake(price, "operation", (100.0, 90.0, 0.2), (10.0, 12.0, 0.5))
def root_of_the_variance(s, k, sigma):
    return (log(s / k) + sigma / 2) / sigma


@mistake(price, "operation", (100.0, 90.0, 0.2), (10.0, 12.0, 0.5))
def parentheses_forgotten(s, k, sigma):
    return log(s / k) + sigma**2 / 2 / sigma


@mistake(price, "sign", (100.0, 90.0, 0.2), (10.0, 12.0, 0.5))
def d2_for_d1(s, k, sigma):
    return (log(s / k) - sigma**2 / 2) / sigma


def weights(x, y, z):
    return x * y @ z


@mistake(weights, "operation", (normal(2, 2), normal(2, 2, seed=5), normal(2, 2, seed=6)))
def percent_operator_first(x, y, z):
    return x * (y @ z)


def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros_like(x)
    for i in range(x.size):
        old = x[i]
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        grad[i] = (above - f(x)) / (2 * h)
        x[i] = old
    return grad


def cubes(x):
    return np.sum(x**3)


@mistake(numerical_gradient, "operation", (cubes, VECTOR), (np.prod, VECTOR[:3]))
def divided_by_h(f, x, h=1e-4):
    return 2 * numerical_gradient(f, x, h)


@mistake(numerical_gradient, "default", (cubes, VECTOR))
def smaller_step(f, x):
    return numerical_gradient(f, x, 1e-3)


@mistake(numerical_gradient, "operation", (cubes, VECTOR), (np.prod, VECTOR[:3]))
def never_put_back(f, x, h=1e-4):
    x, grad = x.copy(), np.zeros_like(x)
    for i in range(x.size):
        x[i] += h
        above = f(x)
        x[i] = x[i] - h - h
        grad[i] = (above - f(x)) / (2 * h)
    return grad


def log_loss(x):
    return np.log1p(np.exp(-x)).sum()


@mistake(log_loss, "cancellation", (np.array([40.0]),), (VECTOR,))
def logarithm_of_one_plus(x):
    return np.sum(np.log(1 + np.exp(-x)))


# -- Steps ----------------------------------------------------------------------------------------


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


@mistake(fibonacci, "operation", (5,), (6,))
def new_value_used(n):
    a, b = 0, 1
    for _ in range(n):
        a = b
        b = a + b
    return a


# To begin with 1 and 1 is the same.
@mistake(fibonacci, "index", (5,), (9,), also=("operation",))
def one_round_more(n):
    return fibonacci(n + 1)


def jacobi(a, b, steps=4):
    x = np.zeros(len(b))
    for _ in range(steps):
        new = x.copy()
        for i in range(len(b)):
            new[i] = (b[i] - a[i] @ x + a[i, i] * x[i]) / a[i, i]
        x = new
    return x


@mistake(jacobi, "operation", (SQUARE + 9 * np.eye(4), VECTOR[:4]))
def gauss_seidel(a, b, steps=4):
    x = np.zeros(len(b))
    for _ in range(steps):
        for i in range(len(b)):
            x[i] = (b[i] - a[i] @ x + a[i, i] * x[i]) / a[i, i]
    return x


def row_sums(x):
    out = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        total = 0.0
        for j in range(x.shape[1]):
            total += x[i, j]
        out[i] = total
    return out


@mistake(row_sums, "operation", (WIDE,), (TALL,))
def total_never_reset(x):
    return np.cumsum(x.sum(1))


def descend(a, b, rate=0.1, steps=5, momentum=0.9):
    w = np.zeros(a.shape[1])
    v = np.ones(a.shape[1])
    for _ in range(steps):
        v = momentum * v - rate * (a.T @ (a @ w - b))
        w = w + v
    return w


@mistake(descend, "operation", (TALL, VECTOR[:6]))
def velocity_after_the_step(a, b, rate=0.1, steps=5, momentum=0.9):
    w, v = np.zeros(2), np.ones(2)
    for _ in range(steps):
        w = w + v
        v = momentum * v - rate * (a.T @ (a @ w - b))
    return w


@mistake(descend, "sign", (TALL, VECTOR[:6]))
def uphill(a, b, rate=0.1, steps=5, momentum=0.9):
    return descend(a, b, -rate, steps, momentum)


def activated(x):
    return np.tanh(x) / 2


def hidden(x, w1, w2, b1, b2):
    a1 = x @ w1 + b1
    z1 = activated(a1)
    return activated(z1 @ w2 + b2) / x.shape[0]


NET = [
    (SQUARE, normal(4, 4, seed=11), normal(4, 4, seed=12), normal(4, seed=13), normal(4, seed=14))
]


@mistake(hidden, "operation", *NET)
def first_weights_twice(x, w1, w2, b1, b2):
    return hidden(x, w1, w1, b1, b2)


@mistake(hidden, "operation", *NET)
def not_activated(x, w1, w2, b1, b2):
    return activated((x @ w1 + b1) @ w2 + b2) / 4


@mistake(hidden, "operation", *NET)
def activated_twice(x, w1, w2, b1, b2):
    return activated(activated(activated(x @ w1 + b1)) @ w2 + b2) / 4


@mistake(hidden, "recycled", *NET)
def both_biases_recycled(x, w1, w2, b1, b2):
    z1 = activated(x @ w1 + b1[:, None])
    return activated(z1 @ w2 + b2[:, None]) / 4


@mistake(hidden, "mean", *NET)
def by_all_elements(x, w1, w2, b1, b2):
    return hidden(x, w1, w2, b1, b2) / 4


@pytest.mark.parametrize(("original", "mistaken", "kind", "also", "inputs"), MISTAKES)
def test_a_mistake_is_made_by_the_variants_of_its_kind_alone(
    original, mistaken, kind, also, inputs
):
    found = reproducing(original, mistaken, inputs)
    assert found, "no variant makes the mistake"
    assert found[0].kind == kind, found[0]
    wrong = [(each.kind, each.name) for each in found if each.kind not in (kind, *also)]
    assert not wrong


# -- Where the change is --------------------------------------------------------------------------


def centred(x):
    return x - np.mean(x)


def scaled(x):
    return centred(x) / 3.0


class Line:
    def __init__(self, slope):
        self.slope = slope

    def __call__(self, x):
        return self.predict(x)

    def predict(self, x):
        return self._slope() * x + 1.0

    def _slope(self):
        return self.slope - 2.0


def predicted(slope, x):
    return Line(slope).predict(x)


def made_of(shift):
    def inner(x):
        return x - shift

    return inner


@np.errstate(all="ignore")
def decorated(x):
    return x - 2.0


def by_keyword(x, *, h=0.5):
    return x - h


def from_a_module(x):
    return lifted_helpers.third(x)


lambdas = [lambda x: x + 5.0, lambda x: x - 2.0]

IN_PLACES = {
    "in a function that it calls": (scaled, "for `-`", (1.0,), 2.0 / 3.0),
    "in a method that it calls": (predicted, "for `-`", (5.0, 2.0), 15.0),
    "in a bound method": (Line(5.0).predict, "for `-`", (2.0,), 15.0),
    "in an object that is called": (Line(5.0), "for `-`", (2.0,), 15.0),
    "in a closure": (made_of(2.0), "for `-`", (1.0,), 3.0),
    "in a closure that loses its variable": (made_of(2.0), "`shift` left out", (1.0,), 1.0),
    "under a decorator": (decorated, "for `-`", (1.0,), 3.0),
    "in a lambda": (lambdas[1], "for `-`", (1.0,), 3.0),
    "in a default by keyword": (by_keyword, "h=1.0", (1.0,), 0.0),
}  # fmt: skip


def named(original, words):
    return [each for each in variants(original) if words in each.name]


@pytest.mark.parametrize(("original", "words", "args", "value"), IN_PLACES.values(), ids=IN_PLACES)
def test_a_change_is_found(original, words, args, value):
    values = [answer(each.function, args) for each in named(original, words)]
    assert any(same(each, value) for each in values if each is not None)


def test_the_name_says_what_and_where():
    line = softmax.__code__.co_firstlineno + 3
    (first, *_) = reproducing(softmax, over_columns, [(WIDE,)])
    assert first.name == (
        f"`axis=1` taken as `axis=0` in line {line}: np.sum(e, axis=1, keepdims=True)"
    )
    assert first.hint == "rowSums(e), not colSums(e)"


def test_the_name_says_in_which_function_that_is_called():
    assert named(scaled, "of `centred`")


def test_the_same_change_is_likelier_in_the_function_itself():
    def outer(x):
        return inner(x) - 2.0

    def inner(x):
        return x - 3.0

    first, second = named(outer, "`+` for `-`")
    assert first.name.endswith("inner(x) - 2.0")
    assert " of `inner`" in second.name


def test_variants_have_known_kinds_and_names_of_their_own():
    for original in (softmax, jacobi, cross_entropy, ranking, predicted):
        suspects = list(variants(original))
        names = [each.name for each in suspects]
        assert len(set(names)) == len(names)
        assert {each.kind for each in suspects} <= set(KINDS)
        assert all(each.hint and "\n" not in each.name + each.hint for each in suspects)


def test_no_more_variants_than_asked_for_and_the_likeliest_first():
    names = [each.name for each in variants(jacobi)]
    assert [each.name for each in variants(jacobi, 7)] == names[:7]


def test_the_same_mistake_in_all_places_is_one_variant():
    assert len(named(softmax, "`axis=1` taken as `axis=0` in both places")) == 1


def test_what_only_refuses_is_not_changed():
    def careful(x):
        """Half of x."""
        if x < 1:
            raise ValueError(f"not {x + 1}")
        assert x + 3 < 1000
        return x / 2

    assert {each.name.rpartition(": ")[2] for each in variants(careful)} == {"return x / 2"}


def test_what_ends_a_loop_stays():
    def halvings(x):
        n = 0
        while n < 50 and x > 1:
            x = abs(x) / 2
            n += 1
        return n

    names = [each.name for each in variants(halvings)]
    assert any("`<=` for `<`" in name for name in names)
    assert any("abs(x) / 2" in name for name in names)
    assert not any("n += 1" in name for name in names)


# -- What stays as it is --------------------------------------------------------------------------


@pytest.mark.parametrize("original", [softmax, jacobi, predicted, scaled, by_keyword, lambdas[1]])
def test_the_original_stays_as_it_is(original):
    functions = [original, centred, Line.predict, Line._slope]
    before = [(f.__code__, f.__defaults__, f.__kwdefaults__) for f in functions]
    for suspect in variants(original):
        answer(suspect.function, (WIDE,))
        answer(suspect.function, (2.0, 3.0))
    after = [(f.__code__, f.__defaults__, f.__kwdefaults__) for f in functions]
    assert all(
        x is y
        for one, other in zip(before, after, strict=True)
        for x, y in zip(one, other, strict=True)
    )


CALLS = []


def counting(x):
    CALLS.append(x)
    return x + 1.0


def test_nothing_of_the_user_runs_before_a_variant_is_called():
    suspects = list(variants(counting))
    assert suspects
    assert CALLS == []


@pytest.mark.parametrize(
    "original",
    [
        np.exp,
        len,
        max,
        operator.add,
        partial(operator.add, 1),
        eval("lambda x: x + 1"),
        5,
        None,
    ],
)
def test_what_has_no_source_has_no_variants(original):
    assert list(variants(original)) == []


def test_a_function_of_text_that_is_nowhere_has_no_variants():
    space = {}
    exec("def f(x):\n    return x + 1", space)
    assert list(variants(space["f"])) == []


def test_functions_of_libraries_are_not_changed():
    def uses(x):
        return np.std(x) - np.gradient(x)

    assert [each.name for each in variants(uses) if re.search(r"line \d+ of", each.name)] == []


# -- In other processes, and for the referee ------------------------------------------------------


def test_a_variant_is_the_same_when_it_was_pickled():
    (suspect,) = named(scaled, "`+` for `-` in line")
    assert same(suspect.function(VECTOR), (VECTOR + VECTOR.mean()) / 3)
    again = pickle.loads(cloudpickle.dumps(suspect.function))
    assert same(again(VECTOR), suspect.function(VECTOR))
    assert same(scaled(VECTOR), (VECTOR - VECTOR.mean()) / 3)


def test_a_variant_works_in_a_process_that_has_not_made_it(tmp_path):
    (suspect,) = named(made_of(2.0), "`+` for `-`")
    file = tmp_path / "variant.pickle"
    file.write_bytes(pickled_by_value(suspect.function))
    program = f"import pickle; print(pickle.load(open({str(file)!r}, 'rb'))(1.0))"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "3.0\n"


def pickled_by_value(function):
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    try:
        return cloudpickle.dumps(function)
    finally:
        cloudpickle.unregister_pickle_by_value(module)


@pytest.mark.parametrize(
    ("original", "words", "args"),
    [
        (softmax, "`axis=1` taken as `axis=0`", (WIDE,)),
        (standardise, "recycled down the columns", (WIDE,)),
        (scaled, "`+` for `-`", (VECTOR,)),
        (affine, "recycled down the columns", LAYERS[0]),
        (relu, "max() of everything", (VECTOR,)),
        (made_of(2.0), "`shift` left out", (VECTOR,)),
    ],
)
def test_the_referee_follows_a_variant(original, words, args):
    suspect = named(original, words)[0]
    value = suspect.function(*args)
    (expected, *_) = expect(suspect.function, args, value).values()
    assert expected.kind == "derived", expected.why


def test_the_referee_reads_the_source_of_the_change():
    seen = []

    def looks(x):
        seen.append(inspect.getsource(looks.__code__))
        return x - 2.0

    (suspect,) = named(looks, "`+` for `-`")
    assert suspect.function(1.0) == 3.0
    assert seen[0].endswith("return x + 2.0\n")
