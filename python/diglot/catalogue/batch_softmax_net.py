"""The twins of `batch_softmax_net`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES, Array, by_columns, recycle
from diglot.catalogue.two_layer_net import Params, params_of
from diglot.inputs import labels, normal, one_hot, probabilities
from diglot.twin import Case, Fault, Twin
from scratchnet.activations import sigmoid, softmax
from scratchnet.batch_softmax_net import BatchSoftmaxNet, batch_softmax_net_from_params
from scratchnet.gradients import numerical_gradient
from scratchnet.losses import as_label_rows, binary_cross_entropy, cross_entropy_error

_SMALL = params_of(6, 4, 3, seed=400)
_SQUARE = params_of(4, 4, 4, seed=410)
_NARROW = params_of(3, 1, 2, seed=420)
_TINY = params_of(4, 2, 3, seed=450)
_UNLIKELY = {**_SMALL, "b2": np.array([0.0, -800.0, 1.0])}
_FLAT = {"W1": np.zeros((2, 2)), "b1": np.zeros(2), "W2": np.zeros((2, 3))}
_TIED = {**_FLAT, "b2": np.array([1.0, 1.0, 0.0])}

# Pictures are mostly 0: an input of 0 touches nothing, and the second one is 0 in every row.
_SPARSE = normal(4, 6, seed=401) * (normal(4, 6, seed=402) > 0) * (np.arange(6) != 1)

# Networks with a batch: the name, the parameters, the inputs, the labels.
_BATCHES: list[tuple[str, Params, Any, Any]] = [
    ("batch", _SMALL, normal(5, 6, seed=403), one_hot(5, 3, seed=404)),
    ("sparse", _SMALL, _SPARSE, labels(4, 3, seed=405)),
    ("soft labels", _SMALL, normal(4, 6, seed=406), probabilities(4, 3, seed=407)),
    ("one row", _SMALL, normal(1, 6, seed=408), np.eye(3)[[1]]),
    ("vector", _SMALL, normal(6, seed=409), np.eye(3)[2]),
    ("as many rows as classes", _SMALL, normal(3, 6, seed=411), np.array([2, 0, 1])),
    ("square", _SQUARE, normal(4, 4, seed=412), one_hot(4, 4, seed=413)),
    ("one hidden unit", _NARROW, normal(2, 3, seed=421), np.array([1, 0])),
    ("NaN", _NARROW, np.array([[np.nan, 0.5, 0.5], [0.5, 0.5, 0.5]]), np.array([0, 1])),
]
_EDGES = {"soft labels", "vector", "one hidden unit", "NaN"}
_PREDICTED = [
    *(Case(name, params, x, edge=name in _EDGES) for name, params, x, _ in _BATCHES),
    Case("an exponential underflows", _UNLIKELY, normal(2, 6, seed=414), edge=True),
    Case("no rows", _SMALL, np.zeros((0, 6)), edge=True),
    Case("too few columns", _SMALL, normal(5, 5, seed=1), refused="`x` must have 6 columns"),
    Case("rank 3", _SMALL, np.ones((2, 3, 6)), refused="`x` must be a vector or a matrix"),
]
_LABELLED = [Case(name, params, x, t, edge=name in _EDGES) for name, params, x, t in _BATCHES]
# Two losses for each parameter: small nets keep the referee quick.
_DIFFERENTIATED = [
    *(case for case in _LABELLED if case.name in ("sparse", "one hidden unit", "NaN")),
    Case("soft labels", _TINY, normal(3, 4, seed=451), probabilities(3, 3, seed=452), edge=True),
    Case("vector", _TINY, normal(4, seed=454), np.eye(3)[2], edge=True),
    Case("as many rows as classes", _TINY, normal(3, 4, seed=455), np.array([2, 0, 1])),
    Case("another step", _TINY, normal(2, 4, seed=456), np.array([1, 1]), 1e-3, edge=True),
    Case("a long step", _NARROW, normal(2, 3, seed=457), np.array([1, 0]), 0.1, edge=True),
]
_WRONG_LABELS = [
    Case("too few columns", _SMALL, np.ones((5, 5)), np.zeros(5), refused="must have 6 columns"),
    Case("no rows", _SMALL, np.zeros((0, 6)), np.zeros(0), refused="at least one row"),
    Case("too few labels", _SMALL, np.ones((5, 6)), np.zeros(4), refused="`t` must be a 5 x 3"),
    Case("label too large", _SMALL, np.ones((1, 6)), 3, refused="from 0 to 2, not 3."),
]


def _net_call(call: str) -> str:
    return f"function(params, x, t) {call}(batch_softmax_net_from_params(params), x, t)"


class _Drawn:
    """A random state that hands out given matrices."""

    def __init__(self, *matrices: Array) -> None:
        self._matrices = iter(matrices)

    def randn(self, *_: int) -> Array:
        return next(self._matrices)


def _new_net(inputs: int, hidden: int, classes: int, std: float, w1: Array, w2: Array) -> Any:
    return BatchSoftmaxNet(inputs, hidden, classes, std, rng=_Drawn(w1, w2)).params


_R_NEW_NET = """function(inputs, hidden, classes, std, w1, w2) {
  drawn <- list(randn = function(rows, columns) if (rows == inputs) w1 else w2)
  BatchSoftmaxNet(inputs, hidden, classes, weight_init_std = std, rng = drawn)$params
}"""


def _new_net_fault(change: Callable[..., Params]) -> Callable[..., Params]:
    return lambda d, h, c, std, w1, w2: change(_new_net(d, h, c, std, w1, w2), std)


def _whole_softmax(a2: Array) -> Array:
    e = np.exp(a2)
    return np.asarray(e / np.sum(e))


def _stages(
    probabilities_of: Callable[[Array], Array] = _whole_softmax, change: str = ""
) -> Callable[[Params, Any], Params]:
    """Write the forward pass with one of its steps changed."""

    def faulty(p: Params, x: Any) -> Params:
        x = np.asarray(x, dtype=float)
        rows = np.atleast_2d(x)
        a1 = rows @ p["W1"]
        a1 = a1 + (recycle(p["b1"], a1.shape) if change == "recycle" else p["b1"])
        z1 = a1 if change == "no activation" else sigmoid(a1)
        a2 = z1 @ p["W2"] + (0.0 if change == "no bias" else p["b2"])
        stages = {"a1": a1, "z1": z1, "a2": a2, "y": probabilities_of(a2)}
        return stages if x.ndim == 2 else {name: s[0] for name, s in stages.items()}

    return faulty


_PER_ROW = "sum(e): one sum for the whole matrix, not rowSums(e)."

_STAGE_FAULTS = [
    Fault("softmax of each row", _stages(softmax), _PER_ROW),
    Fault("softmax of each column", _stages(lambda a2: softmax(a2.T).T), _PER_ROW),
    Fault(
        "mean in place of the sum",
        _stages(lambda a2: np.exp(a2) / np.mean(np.exp(a2))),
        "sum(e), not mean(e).",
    ),
    Fault("sigmoid for softmax", _stages(sigmoid), "y <- e / sum(e)."),
    Fault(
        "hidden bias recycled down the columns",
        _stages(change="recycle"),
        "matrix + vector recycles down the columns: use rep(b, each = nrow(a)) or sweep(a, 2, b).",
    ),
    Fault("forgets the output bias", _stages(change="no bias"), "z1 %*% W2 + b2 for every row."),
    Fault("no activation", _stages(change="no activation"), "z1 <- sigmoid(a1)."),
]


def _loss(
    loss_of: Callable[[Array, Array], Any] = binary_cross_entropy,
    stages: Callable[[Params, Any], Params] | None = None,
) -> Callable[[Params, Any, Any], Any]:
    """Write a faulty loss as a function of the probabilities and the one-hot labels."""

    def faulty(p: Params, x: Any, t: Any) -> Any:
        y = np.atleast_2d((stages or _stages())(p, x)["y"])
        return loss_of(y, as_label_rows(t, *y.shape))

    return faulty


_LOSS_FAULTS: list[tuple[str, Callable[[Params, Any, Any], Any], str]] = [
    ("softmax of each row", _loss(stages=_stages(softmax)), _PER_ROW),
    (
        "forgets the half",
        _loss(lambda y, t: 2 * binary_cross_entropy(y, t)),
        "the source takes half the sum: 0.5 * sum(...).",
    ),
    (
        "averages over the rows",
        _loss(lambda y, t: binary_cross_entropy(y, t) / len(y)),
        "the source sums over the batch.",
    ),
    ("cross-entropy of the classes", _loss(cross_entropy_error), "binary_cross_entropy()."),
    (
        "forgets the wrong classes",
        _loss(lambda y, t: -0.5 * np.sum(t * np.log(y))),
        "(1 - t) * log(1 - y) belongs to it.",
    ),
]


def _accuracy(pick: Callable[[Array, Array], Any]) -> Callable[[Params, Any, Any], Any]:
    """Write a faulty accuracy as a function of the scores and the class numbers."""

    def faulty(p: Params, x: Any, t: Any) -> Any:
        a2 = np.atleast_2d(_stages()(p, x)["a2"])
        return pick(a2, np.argmax(as_label_rows(t, *a2.shape), axis=1))

    return faulty


def _numerical_gradient(p: Params, x: Any, t: Any, h: float = 1e-4) -> Params:
    return batch_softmax_net_from_params(p).numerical_gradient(x, t, h)


def _gradient_of(loss: Callable[[Params, Any, Any], Any]) -> Callable[..., Params]:
    """Take the plain difference quotients of a faulty loss."""

    def faulty(p: Params, x: Any, t: Any, h: float = 1e-4) -> Params:
        def gradient_by(name: str) -> Array:
            return numerical_gradient(lambda v: loss({**p, name: v}, x, t), p[name], h)

        return {name: gradient_by(name) for name in p}

    return faulty


def _with_the_old_sum(p: Params, x: Any, t: Any, h: float = 1e-4) -> Params:
    total = np.sum(np.exp(_stages()(p, x)["a2"]))
    stages = _stages(lambda a2: np.minimum(np.exp(a2) / total, 1.0))
    return _gradient_of(_loss(stages=stages))(p, x, t, h)


TWINS = [
    Twin(
        "BatchSoftmaxNet",
        python=_new_net,
        r=_R_NEW_NET,
        r_files=R_FILES,
        cases=[
            Case("6-4-3", 6, 4, 3, 0.01, normal(6, 4, seed=430), normal(4, 3, seed=431)),
            Case("2-1-1", 2, 1, 1, 1.0, normal(2, 1, seed=432), normal(1, 1, seed=433), edge=True),
            Case("no classes", 2, 4, 0, 1.0, 1.0, 1.0, refused="`output_size` must be a whole"),
        ],
        faults=[
            Fault(
                "not scaled",
                _new_net_fault(lambda p, s: {**p, "W2": p["W2"] / s}),
                "weight_init_std * randn().",
            ),
            Fault(
                "biases of 1",
                _new_net_fault(lambda p, s: {**p, "b2": p["b2"] + 1}),
                "numeric(output_size).",
            ),
            Fault(
                "weights filled by columns",
                _new_net_fault(lambda p, s: {**p, "W1": by_columns(p["W1"])}),
                "matrix(..., byrow = TRUE).",
            ),
        ],
        shows=(BatchSoftmaxNet, "BatchSoftmaxNet"),
    ),
    Twin(
        "batch_softmax_net_from_params",
        python=lambda params: batch_softmax_net_from_params(params).params,
        r="function(params) batch_softmax_net_from_params(params)$params",
        r_files=R_FILES,
        cases=[
            Case("6-4-3", _SMALL),
            Case(
                "other order", {name: _SMALL[name] for name in ("b2", "W2", "b1", "W1")}, edge=True
            ),
            Case("no b2", {k: _SMALL[k] for k in ("W1", "b1", "W2")}, refused="b2 is missing"),
            Case("short bias", {**_SMALL, "b1": np.ones(3)}, refused="`b1` must have 4 elements"),
        ],
        faults=[
            Fault(
                "takes the parameters by place",
                lambda p: dict(zip(("W1", "b1", "W2", "b2"), p.values(), strict=False)),
                "take a list's elements by name.",
            ),
        ],
        shows=(batch_softmax_net_from_params, "batch_softmax_net_from_params"),
    ),
    Twin(
        "stages of BatchSoftmaxNet",
        python=lambda params, x: batch_softmax_net_from_params(params).stages(x),
        r="function(params, x) stages(batch_softmax_net_from_params(params), x)",
        r_files=R_FILES,
        cases=_PREDICTED,
        faults=_STAGE_FAULTS,
        shows=(BatchSoftmaxNet.stages, "stages.BatchSoftmaxNet"),
    ),
    Twin(
        "predict of BatchSoftmaxNet",
        python=lambda params, x: batch_softmax_net_from_params(params).predict(x),
        r="function(params, x) predict(batch_softmax_net_from_params(params), x)",
        r_files=R_FILES,
        cases=_PREDICTED,
        faults=[
            Fault(f.name, lambda p, x, g=f.function: g(p, x)["y"], f.hint) for f in _STAGE_FAULTS
        ],
        shows=(BatchSoftmaxNet.predict, "predict.BatchSoftmaxNet"),
    ),
    Twin(
        "loss of BatchSoftmaxNet",
        python=lambda params, x, t: batch_softmax_net_from_params(params).loss(x, t),
        r=_net_call("loss"),
        r_files=R_FILES,
        cases=[
            *_LABELLED,
            Case("label of 2", _SMALL, np.ones((1, 6)), np.full((1, 3), 2), refused="to 1, not 2."),
            *_WRONG_LABELS,
        ],
        faults=[Fault(*fault) for fault in _LOSS_FAULTS],
        shows=(BatchSoftmaxNet.loss, "loss.BatchSoftmaxNet"),
    ),
    Twin(
        "accuracy of BatchSoftmaxNet",
        python=lambda params, x, t: batch_softmax_net_from_params(params).accuracy(x, t),
        r=_net_call("accuracy"),
        r_files=R_FILES,
        cases=[
            *_LABELLED,
            Case("many rows", _SMALL, normal(60, 6, seed=440), labels(60, 3, seed=441)),
            Case("ties", _TIED, np.ones((4, 2)), np.array([0, 1, 0, 2])),
            *_WRONG_LABELS,
        ],
        rtol=0.0,  # a count divided by a count
        faults=[
            Fault(
                "class numbers from 1",
                _accuracy(lambda a2, t: np.mean(np.argmax(a2, axis=1) + 1 == t)),
                "which.max() and max.col() count from 1: subtract 1.",
            ),
            Fault(
                "last of equal scores",
                _accuracy(
                    lambda a2, t: np.mean(a2.shape[1] - 1 - np.argmax(a2[:, ::-1], axis=1) == t)
                ),
                'max.col(ties.method = "first").',
            ),
            Fault(
                "most probable of the whole batch",
                _accuracy(lambda a2, t: np.mean(np.argmax(a2) % a2.shape[1] == t)),
                "the largest of each row: max.col(), not which.max().",
            ),
            Fault(
                "count for share",
                _accuracy(lambda a2, t: np.sum(np.argmax(a2, axis=1) == t)),
                "divide by nrow(x).",
            ),
        ],
        shows=(BatchSoftmaxNet.accuracy, "accuracy.BatchSoftmaxNet"),
    ),
    Twin(
        "numerical_gradient of BatchSoftmaxNet",
        python=_numerical_gradient,
        r="""function(params, x, t, ...) {
  numerical_gradient(batch_softmax_net_from_params(params), x, t, ...)
}""",
        r_files=R_FILES,
        cases=[*_DIFFERENTIATED, *_WRONG_LABELS],
        faults=[
            Fault(
                "the softmax keeps its sum",
                _with_the_old_sum,
                "a changed score changes the sum, and with it the probabilities of all rows.",
            ),
            *(Fault(name, _gradient_of(loss), hint) for name, loss, hint in _LOSS_FAULTS),
            Fault(
                "ignores the step that is given",
                lambda p, x, t, h=1e-4: _numerical_gradient(p, x, t),
                "pass h on.",
            ),
            Fault(
                "step not halved",
                lambda p, x, t, h=1e-4: {
                    name: 2 * g for name, g in _numerical_gradient(p, x, t, h).items()
                },
                "divide by 2 * h.",
            ),
            mistakes.sign(_numerical_gradient),
            mistakes.order_in_memory(_numerical_gradient),
        ],
        shows=(BatchSoftmaxNet.numerical_gradient, "numerical_gradient.BatchSoftmaxNet"),
    ),
]
