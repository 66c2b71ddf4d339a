"""The twins of `training`."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES
from diglot.catalogue.two_layer_net import Params, params_of
from diglot.inputs import labels, normal
from diglot.twin import Case, Fault, Twin
from scratchnet.datasets import load_digits
from scratchnet.training import Training, sgd_update, train
from scratchnet.two_layer_net import net_from_params

_PARAMS = params_of(6, 4, 3, seed=200)
_GRADS = params_of(6, 4, 3, seed=210)


def _update(params: Params, grads: Params, learning_rate: float) -> Any:
    return sgd_update(net_from_params(params), grads, learning_rate).params


def _three_steps(params: Params, x: Any, t: Any, learning_rate: float) -> Any:
    net = net_from_params(params)
    for _ in range(3):
        net = sgd_update(net, net.gradient(x, t), learning_rate)
    return net.params


_R_THREE_STEPS = """function(params, x, t, learning_rate) {
  net <- net_from_params(params)
  for (step in 1:3) {
    net <- sgd_update(net, gradient(net, x, t), learning_rate)
  }
  net$params
}"""


def _all_from_the_first(params: Params, x: Any, t: Any, learning_rate: float) -> Any:
    net = net_from_params(params)
    for _ in range(3):
        last = sgd_update(net, net.gradient(x, t), learning_rate)
    return last.params


_DATA = {
    "x_train": normal(7, 6, seed=240),
    "t_train": labels(7, 3, seed=241),
    "x_test": normal(4, 6, seed=242),
    "t_test": labels(4, 3, seed=243),
}
_ONE_HOT = {**_DATA, "t_train": np.eye(3)[_DATA["t_train"]], "t_test": np.eye(3)[_DATA["t_test"]]}
_ONE_ROW = {**_DATA, "x_train": normal(1, 6, seed=244), "t_train": np.array([2])}
_X, _T, *_ = load_digits()
_DIGITS = {"x_train": _X[:12], "t_train": _T[:12], "x_test": _X[12:16], "t_test": _T[12:16]}
_NO_TEST = {name: _DATA[name] for name in ("x_train", "t_train", "x_test")}


def _history(trained: Training) -> dict[str, Any]:
    """Give all that `train` gives, the losses one by one."""
    # What was counted is exact; added to a zero, it is so for the referee too.
    zero = 0.0 * trained.net.params["b2"][:1]
    return {
        "params": trained.net.params,
        "losses": list(trained.losses),
        "steps": trained.steps + zero,
        "train_accuracies": trained.train_accuracies + zero,
        "test_accuracies": trained.test_accuracies + zero,
    }


def _train(
    params: Params, data: Any, iterations: Any, batch_size: Any, rate: float, seed: Any, *more: Any
) -> dict[str, Any]:
    rng = None if seed is None else np.random.RandomState(seed)
    data = SimpleNamespace(**data)
    return _history(train(net_from_params(params), data, iterations, batch_size, rate, rng, *more))


_R_TRAIN = """function(params, data, iterations, batch_size, rate, seed, ...) {
  rng <- if (!is.null(seed)) random_state(seed)
  trained <- train(net_from_params(params), data, iterations, batch_size, rate, rng, ...)
  list(
    params = trained$net$params,
    losses = as.list(trained$losses),
    steps = trained$steps,
    train_accuracies = trained$train_accuracies,
    test_accuracies = trained$test_accuracies
  )
}"""


def _train_with(change: str) -> Callable[..., dict[str, Any]]:
    """Write the training loop with one line changed."""

    def faulty(
        p: Params,
        data: Any,
        iterations: int,
        size: int,
        rate: float,
        seed: int,
        method: str = "backpropagation",
        every: float | None = None,
    ) -> dict[str, Any]:
        rng = np.random.RandomState(seed)
        x_train, t_train, x_test, t_test = data.values()
        rows = len(x_train)
        first = net = net_from_params(p)
        every = every or max(rows // size, 1)
        if change == "unrounded epochs":
            every = max(rows / size, 1)
        losses, epochs = [], []
        for i in range(1, iterations + 1) if change == "steps from 1" else range(iterations):
            batch = rng.choice(rows, size)
            if change == "no replacement":
                batch = rng.permutation(rows)[:size]
            if change == "rows from 1":
                batch = batch[batch > 0] - 1
            x, t = x_train[batch], t_train[batch]
            if change == "labels of another draw":
                t = t_train[rng.choice(rows, size)]
            before = net
            grads = (first if change == "gradient of the first net" else net).gradient(x, t)
            net = sgd_update(net, grads, rate)
            if change == "loss of all data":
                x, t = x_train, t_train
            losses.append((before if change == "loss before the update" else net).loss(x, t))
            if i % every == 0:
                judged = before if change == "accuracy before the update" else net
                epochs.append(
                    (i, judged.accuracy(x_train, t_train), judged.accuracy(x_test, t_test))
                )
        steps, train_accuracies, test_accuracies = map(np.array, zip(*epochs, strict=True))
        if change == "accuracies exchanged":
            train_accuracies, test_accuracies = test_accuracies, train_accuracies
        return _history(Training(net, np.array(losses), steps, train_accuracies, test_accuracies))

    return faulty


TWINS = [
    Twin(
        "sgd_update",
        python=_update,
        r="function(params, grads, rate) sgd_update(net_from_params(params), grads, rate)$params",
        r_files=R_FILES,
        cases=[
            Case("6-4-3", _PARAMS, _GRADS, 0.1),
            Case("rate of 0", _PARAMS, _GRADS, 0.0),
            Case("huge rate", _PARAMS, _GRADS, 1e10, edge=True),
            Case("other order", _PARAMS, {n: _GRADS[n] for n in ("b2", "W2", "b1", "W1")}, 0.5),
            Case("integers", _PARAMS, {n: np.rint(g).astype(int) for n, g in _GRADS.items()}, 1),
            Case("NaN", _PARAMS, {**_GRADS, "b2": np.array([1.0, np.nan, 2.0])}, 0.1, edge=True),
            Case("missing", _PARAMS, {"W1": _GRADS["W1"]}, 0.1, refused="have a gradient by b1"),
            Case(
                "other shape",
                _PARAMS,
                {**_GRADS, "W1": _GRADS["W1"].T},
                0.1,
                refused="`params W1` and `grads W1` must have the same shape",
            ),
            Case("two rates", _PARAMS, _GRADS, np.ones(2), refused="must be one number"),
        ],
        faults=[
            Fault("climbs", lambda p, g, rate: _update(p, g, -rate), "subtract the gradient."),
            Fault("forgets the rate", lambda p, g, rate: _update(p, g, 1.0), "learning_rate * g."),
            Fault(
                "leaves the net as it was", lambda p, g, rate: p, "R copies: return the new net."
            ),
            Fault(
                "takes the gradients by place",
                lambda p, g, rate: {n: p[n] - rate * v for n, v in zip(p, g.values(), strict=True)},
                "take a list's elements by name.",
            ),
            mistakes.order_in_memory(_update),
        ],
        shows=(sgd_update, "sgd_update"),
    ),
    Twin(
        "three steps",
        python=_three_steps,
        r=_R_THREE_STEPS,
        r_files=R_FILES,
        cases=[
            Case("6-4-3", _PARAMS, normal(5, 6, seed=220), labels(5, 3, seed=221), 0.1),
            Case(
                "1-1-1",
                params_of(1, 1, 1, seed=230),
                np.ones((2, 1)),
                np.ones((2, 1)),
                1.0,
                edge=True,
            ),
            Case(
                "large rate",
                _PARAMS,
                normal(4, 6, seed=222),
                labels(4, 3, seed=223),
                10.0,
                edge=True,
            ),
        ],
        faults=[
            Fault("every step from the start", _all_from_the_first, "net <- sgd_update(net, ...)."),
            Fault(
                "one step too few",
                lambda p, x, t, rate: _update(p, net_from_params(p).gradient(x, t), rate),
                "1:3, not 0:3 or seq(2).",
            ),
        ],
        shows=(sgd_update, "sgd_update"),
    ),
    Twin(
        "train",
        python=_train,
        r=_R_TRAIN,
        r_files=R_FILES,
        cases=[
            Case("6-4-3", _PARAMS, _DATA, 7, 3, 0.5, 1),
            Case("one-hot labels", _PARAMS, _ONE_HOT, 3, 2, 0.5, 2),
            Case("batches of one", _PARAMS, _DATA, 3, 1, 0.5, 3),
            Case("batches larger than the data", _PARAMS, _DATA, 2, 9, 0.5, 4),
            Case("one row", _PARAMS, _ONE_ROW, 2, 2, 0.5, 5),
            Case("numerical gradient", _PARAMS, _DATA, 1, 2, 0.5, 6, "numerical", edge=True),
            Case(
                "accuracies every third step",
                _PARAMS,
                _DATA,
                5,
                2,
                0.5,
                7,
                "backpropagation",
                3,
                edge=True,
            ),
            Case("large rate", _PARAMS, _DATA, 3, 3, 10.0, 8, edge=True),
            Case("digits", params_of(64, 8, 10, seed=250, std=0.1), _DIGITS, 2, 6, 0.5, 9),
            Case("half a step", _PARAMS, _DATA, 1.5, 3, 0.1, 1, refused="whole number of at least"),
            Case("empty batches", _PARAMS, _DATA, 1, 0, 0.1, 1, refused="`batch_size` must be a"),
            Case("two rates", _PARAMS, _DATA, 1, 3, np.ones(2), 1, refused="must be one number"),
            Case("no rng", _PARAMS, _DATA, 1, 3, 0.1, None, refused="have a function `choice`"),
            Case(
                "unknown method",
                _PARAMS,
                _DATA,
                1,
                3,
                0.1,
                1,
                "newton",
                refused='`method` must be "backpropagation" or "numerical", not "newton".',
            ),
            Case(
                "accuracies never",
                _PARAMS,
                _DATA,
                1,
                3,
                0.1,
                1,
                "backpropagation",
                0,
                refused="`iter_per_epoch` must be a whole number of at least 1, not 0.",
            ),
            Case("no test labels", _PARAMS, _NO_TEST, 1, 3, 0.1, 1, refused="t_test is missing"),
            Case(
                "one vector",
                _PARAMS,
                {**_DATA, "x_train": np.ones(6)},
                1,
                3,
                0.1,
                1,
                refused="`x_train` must be a matrix with at least one row, not a vector of 6.",
            ),
            Case(
                "no rows",
                _PARAMS,
                {**_DATA, "x_train": np.ones((0, 6))},
                1,
                3,
                0.1,
                1,
                refused="`x_train` must be a matrix with at least one row, not a 0 x 6 matrix.",
            ),
            Case(
                "too few labels",
                _PARAMS,
                {**_DATA, "t_train": np.zeros(6)},
                1,
                3,
                0.1,
                1,
                refused="`t_train` must have 7 labels, one for each of the rows of `x_train`, not",
            ),
        ],
        faults=[
            Fault(change, _train_with(change), hint)
            for change, hint in {
                "rows from 1": "NumPy's rows count from 0: x[batch + 1, ].",
                "no replacement": "rng$choice(rows, batch_size), with replacement; not sample().",
                "steps from 1": "for (i in seq_len(iterations) - 1).",
                "unrounded epochs": "max(rows %/% batch_size, 1).",
                "labels of another draw": "one batch for x and t.",
                "gradient of the first net": "net <- sgd_update(net, ...).",
                "loss before the update": "the loss after sgd_update().",
                "loss of all data": "the loss of the batch.",
                "accuracy before the update": "the accuracies after sgd_update().",
                "accuracies exchanged": "training data first.",
            }.items()
        ],
        shows=(train, "train"),
    ),
]
