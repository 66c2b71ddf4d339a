"""The fast central differences are the plain loop's, but for the rounding of its losses.

`TwoLayerNet` and `BatchSoftmaxNet` compute only what a changed weight can change. What must come
out is the difference quotient that `numerical_gradient(f, x)` takes of the whole loss, for every
parameter, in both languages.
"""

import tracemalloc

import numpy as np
import pytest

from diglot.catalogue.two_layer_net import params_of
from diglot.inputs import labels, normal, one_hot, probabilities, uniform
from diglot.judging.referee import expect
from diglot.paths import R_EDITION
from scratchnet import (
    TwoLayerNet,
    batch_softmax_net_from_params,
    central_differences,
    load_digits,
    net_from_params,
    numerical_gradient,
)
from scratchnet.losses import as_label_rows

NETS = {"TwoLayerNet": net_from_params, "BatchSoftmaxNet": batch_softmax_net_from_params}

R_GRADIENTS = """function(make, params, x, t, h) {
  net <- get(make)(params)
  plain <- function(name) {
    loss_with <- function(values) {
      net$params[[name]] <- values
      loss(net, x, t)
    }
    numerical_gradient(loss_with, net$params[[name]], h)
  }
  list(fast = numerical_gradient(net, x, t, h), plain = Map(plain, names(params)))
}"""


def plain_gradient(net, x, t, h):
    """The loop over every element of every parameter, with the whole loss twice for each."""

    def gradient_by(name):
        def loss_with(values):
            return make({**net.params, name: values}).loss(x, t)

        return numerical_gradient(loss_with, net.params[name], h)

    make = NETS[type(net).__name__]
    return {name: gradient_by(name) for name in net.params}


def gradients_of(language, net, x, t, h, r):
    """The fast and the plain gradient."""
    if language == "Python":
        return net.numerical_gradient(x, t, h), plain_gradient(net, x, t, h)
    make = NETS[type(net).__name__].__name__
    answer = r.call(R_GRADIENTS, [make, net.params, x, t, h], files=[R_EDITION]).value
    return answer["fast"], answer["plain"]


def rounding_noise(net, x, t, h):
    """Bound what rounding does to a difference quotient of the loss.

    Each number on the way to the loss is off by some units of 2^-53 of the largest terms that are
    added up for it, and counts by the loss's slope there:

        noise(E) = 2^-53 (|E| + sum |dE/dy| y + sum |dE/da2| A2 + sum |dE/da1| A1)
        A1 = |x| |W1| + |b1|, A2 = |z1| |W2| + |b2|

    A quotient divides two such errors by 2 h. Four roundings are allowed to each number.
    """
    p, s = net.params, net.stages(np.atleast_2d(x))
    y = s["y"]
    t = as_label_rows(t, *y.shape)
    if isinstance(net, TwoLayerNet):
        by_y = -t / (y + 1e-7) / len(y)
        by_a2 = y * (by_y - np.sum(by_y * y, axis=1, keepdims=True))
    else:
        by_y = -0.5 * (t / y - (1 - t) / (1 - y))
        by_a2 = y * (by_y - np.sum(by_y * y))
    by_a1 = (by_a2 @ p["W2"].T) * s["z1"] * (1 - s["z1"])
    a1 = np.abs(np.atleast_2d(x)) @ np.abs(p["W1"]) + np.abs(p["b1"])
    a2 = s["z1"] @ np.abs(p["W2"]) + np.abs(p["b2"])
    terms = np.abs(by_y * y).sum() + np.abs(by_a2 * a2).sum() + np.abs(by_a1 * a1).sum()
    return 4 * 2.0**-53 * (abs(net.loss(x, t)) + terms) / np.abs(h)


def assert_same_quotients(fast, plain, noise):
    """Compare finite numbers to within the noise, infinities and NaN by their places."""
    # Where the noise is not known, no digit may differ.
    atol = noise if np.isfinite(noise) else 0.0
    for key in plain:
        assert np.shape(fast[key]) == np.shape(plain[key])
        np.testing.assert_allclose(fast[key], plain[key], rtol=0, atol=atol, err_msg=key)


SMALL = params_of(12, 5, 4, seed=500)
SPARSE = normal(9, 12, seed=501) * (normal(9, 12, seed=502) > 0.8) * (np.arange(12) != 3)
DIGITS = load_digits()

# The parameters, the inputs, the labels, the step; for both networks.
BATCHES = {
    "dense": (SMALL, normal(7, 12, seed=503), one_hot(7, 4, seed=504), 1e-4),
    "sparse, one input dead": (SMALL, SPARSE, labels(9, 4, seed=505), 1e-4),
    "all inputs dead": (SMALL, np.zeros((3, 12)), labels(3, 4, seed=506), 1e-4),
    "one row": (SMALL, normal(1, 12, seed=507), np.array([2]), 1e-4),
    "a vector": (SMALL, normal(12, seed=508), np.eye(4)[1], 1e-4),
    "soft labels": (SMALL, normal(6, 12, seed=509), probabilities(6, 4, seed=510), 1e-4),
    "soft and hard labels": (
        SMALL,
        normal(3, 12, seed=511),
        np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0.5, 0, 0.2, 0.3]]),
        1e-4,
    ),
    "as many rows as classes": (SMALL, normal(4, 12, seed=512), np.array([3, 0, 0, 1]), 1e-4),
    "one class": (params_of(3, 2, 1, seed=513), normal(5, 3, seed=514), np.zeros(5), 1e-4),
    "one unit": (params_of(3, 1, 3, seed=515), normal(5, 3, seed=516), np.zeros(5), 1e-4),
    "one input": (params_of(1, 3, 3, seed=517), normal(5, 1, seed=518), np.zeros(5), 1e-4),
    "large inputs": (SMALL, uniform(5, 12, seed=519, high=255.0), labels(5, 4, seed=520), 1e-4),
    "a short step": (SMALL, normal(4, 12, seed=521), labels(4, 4, seed=522), 1e-6),
    "a step to the left": (SMALL, normal(4, 12, seed=523), labels(4, 4, seed=524), -1e-4),
    "a long step": (params_of(2, 2, 3, seed=532), np.diag([4.0, -4.0]), np.array([0, 2]), 0.04),
    "a step of 3": (SMALL, normal(4, 12, seed=525), labels(4, 4, seed=526), 3.0),
    "a step of 200": (SMALL, normal(4, 12, seed=527), labels(4, 4, seed=528), 200.0),
    "nearly sure": (
        {**SMALL, "b2": np.array([12.0, 0, 0, 0])},
        normal(1, 12, seed=529),
        np.array([1]),
        1e-4,
    ),
    "digits, fresh weights": (
        params_of(64, 8, 10, seed=530, std=0.01),
        DIGITS.x_train[:20],
        DIGITS.t_train[:20],
        1e-4,
    ),
    "digits, trained weights": (
        params_of(64, 8, 10, seed=531, std=0.7),
        DIGITS.x_train[:20],
        DIGITS.t_train[:20],
        1e-4,
    ),
}


@pytest.mark.parametrize("language", ["Python", "R"])
@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("batch", BATCHES)
def test_every_difference_quotient_is_the_plain_one(batch, name, language, r):
    params, x, t, h = BATCHES[batch]
    net = NETS[name](params)
    fast, plain = gradients_of(language, net, x, t, h, r)
    assert list(fast) == list(plain) == ["W1", "b1", "W2", "b2"]
    assert_same_quotients(fast, plain, rounding_noise(net, x, t, h))


TINY = params_of(4, 2, 3, seed=560)
EXACT = {
    "sparse": (
        normal(3, 4, seed=561) * np.array([[1, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1]]),
        labels(3, 3, seed=565),
    ),
    "soft labels": (normal(2, 4, seed=562), probabilities(2, 3, seed=563)),
    "a vector": (normal(4, seed=564), np.eye(3)[1]),
}


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("batch", EXACT)
def test_without_rounding_both_are_the_same_number(batch, name):
    x, t = EXACT[batch]
    both = [
        lambda p, x: NETS[name](p).numerical_gradient(x, t, 1e-4),
        lambda p, x: plain_gradient(NETS[name](p), x, t, 1e-4),
    ]
    fast, plain = (expect(f, [TINY, x], f(TINY, x)) for f in both)
    for key in TINY:
        a, b = fast[key], plain[key]
        apart = np.abs((a.value - b.value) + (a.rest - b.rest))
        # Value and rest hold 32 digits. The series of BatchSoftmaxNet leaves less than 2^-65 of the
        # loss's terms, which a division by 2 h makes 2^-53.
        assert np.all(apart < (1e-25 if name == "TwoLayerNet" else 2**-53))


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("batch", ["dense", "sparse, one input dead", "soft labels", "one row"])
def test_the_plain_loop_has_ten_times_the_noise_of_the_fast_one_at_most(batch, name):
    """Somebody's port may well be the plain loop: its digits are fewer, its values the same."""
    params, x, t, h = BATCHES[batch]

    def fast(p, x):
        return NETS[name](p).numerical_gradient(x, t, h)

    expected = expect(fast, [params, x], fast(params, x))
    plain = plain_gradient(NETS[name](params), x, t, h)
    for key in params:
        # The fast one subtracts nothing where the loss does not change: the loop has noise there.
        assert np.all(np.abs(plain[key] - expected[key].value) <= 10 * expected[key].allowed)


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("batch", BATCHES)
def test_the_whole_loss_is_computed_once_unless_the_step_is_too_long(batch, name, monkeypatch):
    params, x, t, h = BATCHES[batch]
    net = NETS[name](params)
    taken = []
    loss = type(net).loss
    monkeypatch.setattr(type(net), "loss", lambda *args: taken.append(1) or loss(*args))
    net.numerical_gradient(x, t, h)
    too_long = {"TwoLayerNet": {"a step of 200"}}.get(
        name, {"a step of 3", "a step of 200", "nearly sure"}
    )
    loop = 2 * sum(v.size for v in params.values())
    assert len(taken) == 1 + (loop if batch in too_long else 0)


X = normal(3, 12, seed=540)
BROKEN = {
    "NaN in x": {"x": {(1, 2): np.nan}},
    "Inf in x": {"x": {(1, 2): np.inf}},
    "-Inf in x": {"x": {(0, 0): -np.inf, (2, 1): np.inf}},
    "Inf in x on a weight of 0": {"x": {(1, 2): np.inf}, "W1": {(2, 3): 0.0}},
    "NaN in W1": {"W1": {(0, 0): np.nan}},
    "Inf in W1": {"W1": {(3, 1): np.inf}},
    "Inf in W1 on inputs of 0": {"W1": {(3, 1): np.inf}, "x": {(n, 3): 0.0 for n in range(3)}},
    "-Inf in b1": {"b1": {0: -np.inf}},
    "Inf in W2": {"W2": {(1, 1): np.inf}},
    "-Inf in b2": {"b2": {2: -np.inf}},
    "Inf in b2": {"b2": {2: np.inf}},
    "NaN in b2": {"b2": {0: np.nan}},
    "NaN in t": {"t": {(0, 0): np.nan}},
    "huge W2": {"W2": {(1, 1): 1e308, (2, 1): 1e308}},
    "huge x": {"x": {(0, 0): 1e308, (0, 1): -1e308}},
    "a score beside 709.78": {"b2": {0: 709.0}},
    "a score below -745": {"b2": {0: -800.0}},
    "scores below -745": {"b2": dict.fromkeys(range(4), -800.0)},
    "a step of 0": {"h": 0.0},
    "a step of 1000": {"h": 1000.0},
    "an infinite step": {"h": np.inf},
    "a step that is NaN": {"h": np.nan},
}


@pytest.mark.parametrize("language", ["Python", "R"])
@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("case", BROKEN)
def test_what_is_not_finite_comes_out_as_of_the_plain_loop(case, name, language, r):
    given = {**{k: v.copy() for k, v in SMALL.items()}, "x": X.copy(), "t": np.eye(4)[[0, 1, 3]]}
    h = BROKEN[case].get("h", 1e-4)
    for key, changes in BROKEN[case].items():
        for place, value in changes.items() if key != "h" else ():
            given[key][place] = value
    x, t = given.pop("x"), given.pop("t")
    net = NETS[name](given)
    fast, plain = gradients_of(language, net, x, t, h, r)
    with np.errstate(all="ignore"):
        noise = rounding_noise(net, x, t, h)
    assert_same_quotients(fast, plain, noise)


@pytest.mark.parametrize("name", NETS)
def test_blocks_of_one_input_give_the_same(name, monkeypatch):
    params, x, t, h = BATCHES["digits, trained weights"]
    net = NETS[name](params)
    whole = net.numerical_gradient(x, t, h)
    monkeypatch.setattr(central_differences, "MOST_NUMBERS", 1)
    one_by_one = net.numerical_gradient(x, t, h)
    assert_same_quotients(one_by_one, whole, rounding_noise(net, x, t, h))


@pytest.mark.parametrize("name", NETS)
def test_memory_is_bounded(name):
    net = NETS[name](params_of(200, 1, 10, seed=550, std=0.1))
    x, t = uniform(3000, 200, seed=551), labels(3000, 10, seed=552)
    tracemalloc.start()
    net.numerical_gradient(x, t)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # A dozen arrays of 4 MB; one for all inputs at once would be as large as eleven of them.
    assert peak < 12 * 4 * 2**20
