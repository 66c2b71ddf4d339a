"""Whole trainings in both languages: they start from the same bits and walk the same path."""

import os
import subprocess

import numpy as np
import pytest

from diglot.catalogue import R_ENVIRONMENT
from diglot.environment import THREAD_VARIABLES, find_r
from diglot.judging.compare import compare
from diglot.judging.referee import expect
from diglot.paths import R_EDITION
from diglot.training.trajectory import Plan, train_both
from scratchnet import TwoLayerNet, load_digits, net_from_params, sgd_update, train

TOO_SMALL, RIGHT, TOO_LARGE = RATES = (0.001, 1.0, 100.0)
STEPS = 300

# Draws weights and batches from one random state, as `diglot train` does.
R_TRAIN = """
rng <- random_state(seed)
net <- TwoLayerNet(64, hidden, 10, rng = rng)
trained <- train(net, load_digits(), iterations, 100, rate, rng)
"""


@pytest.fixture(scope="module")
def side_by_side(r):
    """Train in both languages; give the trajectories, and what was seen of the steps meanwhile."""
    plan, seen = Plan("digits", load_digits(), iterations=STEPS, learning_rates=RATES, seed=1), []
    trajectories = train_both(plan, r, lambda *steps: seen.append(steps))
    return dict(zip(RATES, trajectories, strict=True)), seen


@pytest.fixture(scope="module")
def trajectories(side_by_side):
    return side_by_side[0]


@pytest.mark.parametrize("rate", RATES)
def test_both_languages_start_from_the_same_bits(trajectories, rate):
    t = trajectories[rate]
    assert t.python.weights[0].tobytes() == t.r.weights[0].tobytes()
    rng = np.random.RandomState(1)
    first = TwoLayerNet(64, 50, 10, rng=rng).params
    drawn = np.concatenate([values.ravel(order="F") for values in first.values()])
    assert t.r.weights[0].tobytes() == drawn.tobytes()


@pytest.mark.parametrize("rate", RATES)
def test_the_weights_stay_within_what_rounding_does(trajectories, rate):
    """Rounding grows from step to step; how much, Python's own training back to front shows.

    That training is the same on paper, so its distance from the first one is nothing but rounding,
    of the same sums and functions as R's, grown by the same steps. A bound derived from Lipschitz
    constants would be true as well, and 10^100 times too wide after 300 steps.
    """
    t = trajectories[rate]
    assert t.complete
    assert t.agree
    assert 0 < t.noise[-1]


def test_stable_trainings_end_a_few_roundings_apart(trajectories):
    """Each step rounds each weight to half an ULP; without growth, 300 steps add up to 150."""
    for rate in (TOO_SMALL, RIGHT):
        t = trajectories[rate]
        assert t.apart[-1] <= STEPS / 2 * np.spacing(np.abs(t.python.weights).max())
        assert t.first_difference is None
        assert len(t.r.steps) == len(t.python.steps) == 22


@pytest.mark.parametrize("rate", RATES)
def test_the_first_accuracies_are_the_same(trajectories, rate):
    t = trajectories[rate]
    assert t.python.steps[0] == t.r.steps[0] == 0
    assert t.python.train_accuracies[0] == t.r.train_accuracies[0]
    assert t.python.test_accuracies[0] == t.r.test_accuracies[0]


def test_the_first_loss_is_right_in_both_languages(trajectories):
    """The referee derives the bound: it makes the first step, and takes its loss, on balls."""

    def first_loss(params, x, t):
        net = net_from_params(params)
        return sgd_update(net, net.gradient(x, t), RIGHT).loss(x, t)

    digits, rng = load_digits(), np.random.RandomState(1)
    net = TwoLayerNet(64, 50, 10, rng=rng)
    batch = rng.choice(1437, 100)
    args = [net.params, digits.x_train[batch], digits.t_train[batch]]
    expected = expect(first_loss, args, first_loss(*args))
    t = trajectories[RIGHT]
    result = compare(t.python.losses[0], t.r.losses[0], expected["result"])
    assert result.bound == "derived"
    assert result.agree, result


@pytest.mark.parametrize("language", ["python", "r"])
def test_learning_rates_too_small_right_and_too_large(trajectories, language):
    """A document's experiment: too small hardly learns, too large never finds the valley."""
    walks = {rate: getattr(t, language) for rate, t in trajectories.items()}
    guessing = -np.log(1 / 10)
    assert np.mean(walks[TOO_SMALL].losses[-50:]) == pytest.approx(guessing, abs=0.02)
    assert walks[TOO_SMALL].test_accuracies[-1] < 0.3
    assert np.mean(walks[RIGHT].losses[-50:]) < 0.2
    assert walks[RIGHT].test_accuracies[-1] > 0.85
    assert np.mean(walks[TOO_LARGE].losses[-50:]) > guessing
    assert walks[TOO_LARGE].test_accuracies[-1] < 0.3


@pytest.fixture(scope="module")
def single_sample(r):
    """Predict one digit of the test data before and after training, in both languages."""
    digits, rng = load_digits(), np.random.RandomState(1)
    before = TwoLayerNet(64, 50, 10, rng=rng)
    after = train(before, digits, 200, 100, 1.0, rng).net
    x, t = digits.x_test[5], digits.t_test[5]
    python = [(net.predict(x), net.accuracy(x, [t])) for net in (before, after)]
    in_r = f"""function(seed, hidden, iterations, rate) {{
      {R_TRAIN}
      x <- load_digits()$x_test[6, ]
      t <- load_digits()$t_test[6]
      lapply(list(net, trained$net), function(net) list(predict(net, x), accuracy(net, x, t)))
    }}"""
    return python, r.call(in_r, [1, 50, 200, 1.0], files=[R_EDITION]).value, int(t)


def test_a_single_sample_is_a_guess_before_training_and_right_after(single_sample):
    python, in_r, t = single_sample
    for (before, guessed), (after, right) in (python, in_r):
        assert np.max(np.abs(before - 0.1)) < 0.05
        assert (guessed, right) == (0, 1)
        assert np.argmax(before) != t
        assert np.argmax(after) == t
        assert after[t] > 0.5


def test_a_single_sample_gets_the_same_probabilities(single_sample):
    python, in_r, _ = single_sample
    # Before training both nets hold the same bits; after 200 steps their weights, of size 1, are
    # some 1e-15 apart, and the 64 + 50 of them that reach a class add up to fewer than 1e-13.
    for (p, _), (q, _), bound in zip(python, in_r, (1e-16, 1e-13), strict=True):
        assert np.max(np.abs(p - q)) <= bound


def test_the_numerical_gradient_trains_like_backpropagation(r):
    """A document trains by the numerical gradient alone."""
    digits = load_digits()
    in_r = """function(method) {
      rng <- random_state(4)
      net <- TwoLayerNet(64, 3, 10, rng = rng)
      train(net, load_digits(), 3, 20, 1, rng, method)$net$params
    }"""
    python, other = {}, {}
    for method in ("backpropagation", "numerical"):
        rng = np.random.RandomState(4)
        net = TwoLayerNet(64, 3, 10, rng=rng)
        python[method] = train(net, digits, 3, 20, 1.0, rng, method).net.params
        other[method] = r.call(in_r, [method], files=[R_EDITION]).value
    for params in (python, other):
        for name, values in params["numerical"].items():
            # Backpropagation leaves out delta = 1e-7, beside probabilities of 0.1: 1e-6 of
            # gradients below 1, in each of 3 steps of size 1. The rest, h^2 of the quotient and
            # its rounding, is a hundredth of that.
            assert np.max(np.abs(values - params["backpropagation"][name])) < 3e-6
            # The languages' quotients differ by rounding only: 1e-16 / 2h, in each of 3 steps.
            assert np.max(np.abs(python["numerical"][name] - other["numerical"][name])) < 1e-10


def run_r_alone(folder, **settings):
    """Train in a fresh Rscript that knows no Python; give what it wrote, losses and weights."""
    script = folder / "train.R"
    lines = [f"{name} <- {value}" for name, value in settings.items()]
    lines += ["for (file in list.files(edition, full.names = TRUE)) source(file)", R_TRAIN]
    lines += ['writeBin(c(trained$losses, unlist(trained$net$params)), "numbers")']
    script.write_text("\n".join(lines))
    threads = dict.fromkeys(THREAD_VARIABLES, "1")
    subprocess.run(
        [find_r().home / "bin" / "Rscript", "--vanilla", script],
        cwd=folder, env={**os.environ, **threads, **R_ENVIRONMENT}, check=True, timeout=100,
    )  # fmt: skip
    return np.fromfile(folder / "numbers")


def test_r_alone_repeats_the_whole_training(trajectories, tmp_path):
    edition = f'"{R_EDITION / "R"}"'
    numbers = run_r_alone(tmp_path, edition=edition, seed=1, hidden=50, iterations=STEPS, rate=1)
    t = trajectories[RIGHT]
    in_child = np.concatenate([t.r.losses, t.r.weights[-1]])
    assert numbers.tobytes() == in_child.tobytes()


def test_training_leaves_the_random_state_of_r_alone(r):
    in_r = f"""function(seed, hidden, iterations, rate) {{
      set.seed(7, kind = "Wichmann-Hill")
      on.exit(RNGkind("default"))
      before <- .Random.seed
      {R_TRAIN}
      identical(before, .Random.seed)
    }}"""
    assert r.call(in_r, [1, 5, 3, 0.1], files=[R_EDITION]).value.tolist() == [True]


def test_both_languages_train_at_the_same_time(side_by_side):
    total = STEPS * len(RATES)
    assert any(0 < python < 2 * total and 0 < in_r < total for python, in_r in side_by_side[1])
