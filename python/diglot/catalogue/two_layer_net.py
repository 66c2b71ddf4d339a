"""The twins of `two_layer_net`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES, Array, by_columns, recycle
from diglot.inputs import extremes, labels, normal, one_hot, probabilities
from diglot.twin import Case, Fault, Twin
from scratchnet.activations import sigmoid, sigmoid_grad, softmax
from scratchnet.datasets import load_digits
from scratchnet.losses import cross_entropy_error
from scratchnet.two_layer_net import TwoLayerNet, net_from_params

Params = dict[str, Array]


def params_of(inputs: int, hidden: int, classes: int, *, seed: int, std: float = 1.0) -> Params:
    """Draw the parameters of a net, biases included."""
    return {
        "W1": normal(inputs, hidden, seed=seed, std=std),
        "b1": normal(hidden, seed=seed + 1, std=std),
        "W2": normal(hidden, classes, seed=seed + 2, std=std),
        "b2": normal(classes, seed=seed + 3, std=std),
    }


_SMALL = params_of(6, 4, 3, seed=100)
_SQUARE = params_of(4, 4, 4, seed=110)
_ONE = params_of(1, 1, 1, seed=120)
_DIGITS_NET = params_of(64, 50, 10, seed=130, std=0.1)
_FRESH = {**params_of(64, 50, 10, seed=140, std=0.01), "b1": np.zeros(50), "b2": np.zeros(10)}
_SURE = params_of(6, 4, 3, seed=150, std=100.0)
_EQUAL = {"W1": np.ones((2, 3)), "b1": np.zeros(3), "W2": np.ones((3, 4)), "b2": np.zeros(4)}
_X_DIGITS = load_digits().x_train[:2]
_T_DIGITS = load_digits().t_train[:2]

# Networks with a batch: the name, the parameters, the inputs, the labels.
_BATCHES: list[tuple[str, Params, Any, Any]] = [
    ("batch", _SMALL, normal(5, 6, seed=101), one_hot(5, 3, seed=102)),
    ("class numbers", _SMALL, normal(7, 6, seed=103), labels(7, 3, seed=104)),
    ("soft labels", _SMALL, normal(4, 6, seed=105), probabilities(4, 3, seed=106)),
    ("one row", _SMALL, normal(1, 6, seed=107), np.eye(3)[[1]]),
    ("vector", _SMALL, normal(6, seed=108), np.eye(3)[2]),
    ("as many rows as classes", _SMALL, normal(3, 6, seed=109), np.array([2, 0, 1])),
    ("square", _SQUARE, normal(4, 4, seed=111), one_hot(4, 4, seed=112)),
    ("1x1", _ONE, np.array([[0.7]]), np.array([[1.0]])),
    ("sure", _SURE, normal(4, 6, seed=151), one_hot(4, 3, seed=152)),
    ("integers", _SMALL, np.arange(12).reshape(2, 6), np.array([0, 2])),
    ("digits", _DIGITS_NET, _X_DIGITS, _T_DIGITS),
    ("digits, fresh weights", _FRESH, _X_DIGITS, np.eye(10)[_T_DIGITS]),
    ("NaN", _SMALL, np.array([[np.nan] + [0.5] * 5, [0.5] * 6]), np.array([0, 1])),
]
# What the book's own class is not made for.
_EDGES = {"soft labels", "vector", "1x1", "sure", "NaN"}
_PREDICTED = [Case(name, params, x, edge=name in _EDGES) for name, params, x, _ in _BATCHES]
_LABELLED = [Case(name, params, x, t, edge=name in _EDGES) for name, params, x, t in _BATCHES]

_WRONG_INPUT = [
    Case("too few columns", _SMALL, normal(5, 5, seed=1), refused="`x` must have 6 columns"),
    Case("too short", _SMALL, normal(5, seed=1), refused="`x` must have 6 elements"),
    Case("rank 3", _SMALL, np.ones((2, 3, 6)), refused="`x` must be a vector or a matrix"),
]
_WRONG_LABELS = [
    *(Case(c.name, *c.args, np.zeros(5), refused=c.refused) for c in _WRONG_INPUT),
    Case("no rows", _SMALL, np.zeros((0, 6)), np.zeros(0), refused="at least one row"),
    Case("too few labels", _SMALL, normal(5, 6, seed=1), np.zeros(4), refused="`t` must be a 5"),
    Case("label too large", _SMALL, normal(1, 6, seed=1), 3, refused="from 0 to 2, not 3."),
]


class _Drawn:
    """A random state that hands out given matrices."""

    def __init__(self, *matrices: Array) -> None:
        self._matrices = iter(matrices)

    def randn(self, *_: int) -> Array:
        return next(self._matrices)


def _new_net(inputs: int, hidden: int, classes: int, std: float, w1: Array, w2: Array) -> Any:
    return TwoLayerNet(inputs, hidden, classes, std, rng=_Drawn(w1, w2)).params


_R_NEW_NET = """function(inputs, hidden, classes, std, w1, w2) {
  drawn <- list(randn = function(rows, columns) if (rows == inputs) w1 else w2)
  TwoLayerNet(inputs, hidden, classes, weight_init_std = std, rng = drawn)$params
}"""


def _new_net_fault(change: Callable[..., Params]) -> Callable[..., Params]:
    return lambda d, h, c, std, w1, w2: change(_new_net(d, h, c, std, w1, w2), std)


def _stages(change: str = "") -> Callable[[Params, Any], Params]:
    """Write the forward pass with one line changed."""

    def faulty(p: Params, x: Any) -> Params:
        x = np.asarray(x, dtype=float)
        rows = np.atleast_2d(x)
        w1, w2 = p["W1"], p["W2"]
        b1, b2 = p["b1"], p["b2"]
        a1 = rows @ (by_columns(w1) if change == "order" else w1)
        if change == "recycle":
            a1 = a1 + recycle(b1, a1.shape)
        elif change != "no bias":
            a1 = a1 + b1
        z1 = sigmoid(a1)
        if change == "tanh":
            z1 = np.tanh(a1)
        if change == "no activation":
            z1 = a1
        if change == "activation twice":
            z1 = sigmoid(z1)
        a2 = z1 @ w2 + (recycle(b2, (len(rows), len(b2))) if change == "recycle 2" else b2)
        y = softmax(a2.T).T if change == "columns" else softmax(a2)
        if change == "sigmoid output":
            y = sigmoid(a2)
        stages = {"a1": a1, "z1": z1, "a2": a2, "y": y}
        return stages if x.ndim == 2 else {name: s[0] for name, s in stages.items()}

    return faulty


_STAGE_FAULTS = [
    Fault(
        "hidden bias recycled down the columns",
        _stages("recycle"),
        "matrix + vector recycles down the columns: use rep(b, each = nrow(a)) or sweep(a, 2, b).",
    ),
    Fault(
        "output bias recycled down the columns",
        _stages("recycle 2"),
        "matrix + vector recycles down the columns: use rep(b, each = nrow(a)) or sweep(a, 2, b).",
    ),
    Fault("forgets the hidden bias", _stages("no bias"), "x %*% W1 + b1 for every row."),
    Fault("weights filled by columns", _stages("order"), "matrix(..., byrow = TRUE)."),
    Fault("tanh for sigmoid", _stages("tanh"), "z1 <- sigmoid(a1)."),
    Fault("no activation", _stages("no activation"), "z1 <- sigmoid(a1)."),
    Fault("activation twice", _stages("activation twice"), "sigmoid once."),
    Fault("softmax over the columns", _stages("columns"), "softmax works on rows."),
    Fault("sigmoid for softmax", _stages("sigmoid output"), "y <- softmax(a2)."),
]


def _of_stage(change: str, then: Callable[..., Any]) -> Callable[..., Any]:
    """Use a faulty forward pass in what stands on it."""
    return lambda p, x, *t: then(_stages(change)(p, x), *t)


def _predict_faults() -> list[Fault]:
    return [Fault(f.name, lambda p, x, g=f.function: g(p, x)["y"], f.hint) for f in _STAGE_FAULTS]


def _loss_of(s: Params, t: Any) -> Any:
    return cross_entropy_error(s["y"], t)


def _accuracy(pick: Callable[[Array, Array], Any]) -> Callable[[Params, Any, Any], Any]:
    """Write a faulty accuracy as a function of the scores and the class numbers."""

    def faulty(p: Params, x: Any, t: Any) -> Any:
        a2 = np.atleast_2d(net_from_params(p).stages(x)["a2"])
        t = np.asarray(t)
        known = t if t.size == len(a2) != a2.size else np.argmax(t.reshape(a2.shape), axis=1)
        return pick(a2, np.atleast_1d(known))

    return faulty


def _near_ties(a2: Array, t: Array) -> Any:
    # max.col() takes what lies within a relative 1e-5 of the largest for a tie.
    tolerance = 1e-5 * np.max(np.abs(a2), axis=1, keepdims=True)
    tied = a2 >= np.max(a2, axis=1, keepdims=True) - tolerance
    return np.mean(a2.shape[1] - 1 - np.argmax(tied[:, ::-1], axis=1) == t)


_FLAT = {"W1": np.zeros((2, 2)), "b1": np.zeros(2), "W2": np.zeros((2, 3))}
_TIED = {**_FLAT, "b2": np.array([1.0, 1.0, 0.0])}
_NEARLY = {**_FLAT, "b2": np.array([0.500001, 0.5, 0.0])}

_ACCURACY_CASES = [
    *_LABELLED,
    Case("many rows", _SMALL, normal(60, 6, seed=160), labels(60, 3, seed=161)),
    Case("ties", _TIED, np.ones((4, 2)), np.array([0, 1, 0, 2])),
    Case("near ties", _NEARLY, np.ones((3, 2)), np.array([0, 0, 1])),
    Case(
        "tied soft labels",
        _TIED,
        np.ones((2, 2)),
        np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]]),
        edge=True,
    ),
    Case("all scores equal", _EQUAL, np.ones((3, 2)), np.array([0, 1, 3])),
    *_WRONG_LABELS,
]


def _gradient(change: str = "") -> Callable[[Params, Any, Any], Params]:
    """Write backpropagation with one line changed."""

    def faulty(p: Params, x: Any, t: Any) -> Params:
        x = np.atleast_2d(np.asarray(x, dtype=float))
        s = net_from_params(p).stages(x)
        n, classes = s["y"].shape
        t = np.asarray(t)
        t = np.eye(classes)[t] if t.size == n != s["y"].size else t.reshape(n, classes)
        da2 = s["y"] - t
        da2 = da2 / {"no batch": 1, "classes": classes, "elements": t.size}.get(change, n)
        dz1 = da2 @ (by_columns(p["W2"]) if change == "order" else p["W2"]).T
        at = {"at z1": s["z1"], "no slope": None}.get(change, s["a1"])
        da1 = dz1 if at is None else dz1 * sigmoid_grad(at)
        grads = {
            "W1": x.T @ da1,
            "b1": np.sum(da1, axis=0),
            "W2": s["z1"].T @ da2,
            "b2": np.sum(da2, axis=0),
        }
        if change == "means":
            grads["b1"], grads["b2"] = np.mean(da1, axis=0), np.mean(da2, axis=0)
        if change == "rows":
            grads["b1"], grads["b2"] = np.sum(da1, axis=1), np.sum(da2, axis=1)
        if change == "exchanged":
            grads["W2"] = s["a1"].T @ da2
        return grads

    return faulty


_GRADIENT_FAULTS = [
    Fault("forgets the batch", _gradient("no batch"), "(y - t) / nrow(x)."),
    Fault("divides by the classes", _gradient("classes"), "(y - t) / nrow(x), not ncol()."),
    Fault("divides by all elements", _gradient("elements"), "nrow(x), not length(y)."),
    Fault(
        "slope at z1", _gradient("at z1"), "sigmoid_grad(a1): it takes the place, not the value."
    ),
    Fault("forgets the slope", _gradient("no slope"), "da1 <- dz1 * sigmoid_grad(a1)."),
    Fault("mean for the bias", _gradient("means"), "colSums(), not colMeans()."),
    Fault("bias over the rows", _gradient("rows"), "colSums(), not rowSums()."),
    Fault("a1 for z1", _gradient("exchanged"), "t(z1) %*% da2."),
    Fault("weights filled by columns", _gradient("order"), "matrix(..., byrow = TRUE)."),
]


def _net_call(call: str) -> str:
    return f"function(params, x, t) {call}(net_from_params(params), x, t)"


def _numerical_gradient(p: Params, x: Any, t: Any, h: float = 1e-4) -> Params:
    return net_from_params(p).numerical_gradient(x, t, h)


def _gradient_check(p: Params, x: Any, t: Any) -> Params:
    net = net_from_params(p)
    analytic, numerical = net.gradient(x, t), net.numerical_gradient(x, t)
    return {name: analytic[name] - numerical[name] for name in analytic}


_R_GRADIENT_CHECK = """function(params, x, t) {
  net <- net_from_params(params)
  Map(`-`, gradient(net, x, t), numerical_gradient(net, x, t))
}"""

_TINY_BATCHES = [
    case
    for case in _LABELLED
    if case.name in ("soft labels", "vector", "as many rows as classes", "1x1", "NaN")
]

TWINS = [
    Twin(
        "TwoLayerNet",
        python=_new_net,
        r=_R_NEW_NET,
        r_files=R_FILES,
        cases=[
            Case("6-4-3", 6, 4, 3, 0.01, normal(6, 4, seed=1), normal(4, 3, seed=2)),
            Case("64-50-10", 64, 50, 10, 0.01, normal(64, 50, seed=3), normal(50, 10, seed=4)),
            Case("2-1-1", 2, 1, 1, 1.0, normal(2, 1, seed=5), normal(1, 1, seed=6), edge=True),
            Case("no inputs", 0, 4, 3, 1.0, 1.0, 1.0, refused="`input_size` must be a whole"),
            Case("endless", 2, np.inf, 3, 1.0, 1.0, 1.0, refused="at least 1, not Inf."),
            Case("half a unit", 2, 1.5, 3, 1.0, 1.0, 1.0, refused="at least 1, not 1.5."),
        ],
        faults=[
            Fault(
                "scaled by the variance",
                _new_net_fault(lambda p, s: {**p, "W1": p["W1"] * s, "W2": p["W2"] * s}),
                "weight_init_std * randn().",
            ),
            Fault(
                "not scaled",
                _new_net_fault(lambda p, s: {**p, "W1": p["W1"] / s}),
                "weight_init_std * randn().",
            ),
            Fault(
                "biases of 1",
                _new_net_fault(lambda p, s: {**p, "b1": p["b1"] + 1}),
                "numeric(hidden_size).",
            ),
            Fault(
                "weights filled by columns",
                _new_net_fault(lambda p, s: {**p, "W1": by_columns(p["W1"])}),
                "matrix(..., byrow = TRUE).",
            ),
            Fault(
                "weights transposed",
                _new_net_fault(lambda p, s: {**p, "W1": p["W1"].T}),
                "W1 has a row for each input.",
            ),
        ],
        shows=(TwoLayerNet, "TwoLayerNet"),
    ),
    Twin(
        "net_from_params",
        python=lambda params: net_from_params(params).params,
        r="function(params) net_from_params(params)$params",
        r_files=R_FILES,
        cases=[
            Case("6-4-3", _SMALL),
            Case("1-1-1", _ONE, edge=True),
            Case("integers", {name: np.rint(v).astype(int) for name, v in _SMALL.items()}),
            Case("extremes", {**_SMALL, "W1": extremes()[:24].reshape(6, 4)}, edge=True),
            Case(
                "other order", {name: _SMALL[name] for name in ("b2", "W2", "b1", "W1")}, edge=True
            ),
            Case("no b2", {k: _SMALL[k] for k in ("W1", "b1", "W2")}, refused="b2 is missing"),
            Case("short bias", {**_SMALL, "b1": np.ones(3)}, refused="`b1` must have 4 elements"),
            Case("bias matrix", {**_SMALL, "b1": np.ones((1, 4))}, refused="must be a vector"),
            Case("narrow W1", {**_SMALL, "W1": np.ones((6, 3))}, refused="must have 4 columns"),
            Case("vector W1", {**_SMALL, "W1": np.ones(24)}, refused="`W1` must be a matrix"),
        ],
        faults=[
            Fault(
                "takes the parameters by place",
                lambda p: dict(zip(("W1", "b1", "W2", "b2"), p.values(), strict=False)),
                "take a list's elements by name.",
            ),
        ],
        shows=(net_from_params, "net_from_params"),
    ),
    Twin(
        "stages",
        python=lambda params, x: net_from_params(params).stages(x),
        r="function(params, x) stages(net_from_params(params), x)",
        r_files=R_FILES,
        cases=[*_PREDICTED, Case("no rows", _SMALL, np.zeros((0, 6)), edge=True), *_WRONG_INPUT],
        faults=_STAGE_FAULTS,
        shows=(TwoLayerNet.stages, "stages.TwoLayerNet"),
    ),
    Twin(
        "predict",
        python=lambda params, x: net_from_params(params).predict(x),
        r="function(params, x) predict(net_from_params(params), x)",
        r_files=R_FILES,
        cases=[*_PREDICTED, Case("no rows", _SMALL, np.zeros((0, 6)), edge=True), *_WRONG_INPUT],
        faults=_predict_faults(),
        shows=(TwoLayerNet.predict, "predict.TwoLayerNet"),
    ),
    Twin(
        "loss",
        python=lambda params, x, t: net_from_params(params).loss(x, t),
        r=_net_call("loss"),
        r_files=R_FILES,
        cases=[*_LABELLED, *_WRONG_LABELS],
        faults=[
            Fault(
                "hidden bias recycled down the columns",
                _of_stage("recycle", _loss_of),
                "rep(b, each = nrow(a)).",
            ),
            Fault(
                "scores for probabilities", _of_stage("sigmoid output", _loss_of), "softmax(a2)."
            ),
            Fault(
                "sums over the rows",
                lambda p, x, t: net_from_params(p).loss(x, t) * len(np.atleast_2d(x)),
                "divide by nrow(x).",
            ),
        ],
        shows=(TwoLayerNet.loss, "loss.TwoLayerNet"),
    ),
    Twin(
        "accuracy",
        python=lambda params, x, t: net_from_params(params).accuracy(x, t),
        r=_net_call("accuracy"),
        r_files=R_FILES,
        cases=_ACCURACY_CASES,
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
            Fault("near ties are ties", _accuracy(_near_ties), 'max.col(ties.method = "first").'),
            Fault(
                "count for share",
                _accuracy(lambda a2, t: np.sum(np.argmax(a2, axis=1) == t)),
                "divide by nrow(x).",
            ),
            Fault(
                "percent",
                _accuracy(lambda a2, t: 100 * np.mean(np.argmax(a2, axis=1) == t)),
                "a share from 0 to 1.",
            ),
            Fault(
                "largest over the columns",
                _accuracy(
                    lambda a2, t: np.mean(np.argmax(a2, axis=0) == np.resize(t, a2.shape[1]))
                ),
                "max.col() works on rows; apply() over rows has MARGIN 1.",
            ),
            Fault(
                "counts a row with NaN as right",
                _accuracy(lambda a2, t: np.mean((np.argmax(a2, axis=1) == t) | np.isnan(a2[:, 0]))),
                "NA == x is NA: count it as wrong.",
            ),
        ],
        shows=(TwoLayerNet.accuracy, "accuracy.TwoLayerNet"),
    ),
    Twin(
        "gradient",
        python=lambda params, x, t: net_from_params(params).gradient(x, t),
        r=_net_call("gradient"),
        r_files=R_FILES,
        cases=[*_LABELLED, *_WRONG_LABELS],
        faults=[
            *_GRADIENT_FAULTS,
            mistakes.sign(_gradient()),
            mistakes.transposed(_gradient()),
            mistakes.float32(_gradient()),
        ],
        shows=(TwoLayerNet.gradient, "gradient.TwoLayerNet"),
    ),
    Twin(
        "numerical_gradient of a net",
        python=_numerical_gradient,
        r="function(params, x, t, ...) numerical_gradient(net_from_params(params), x, t, ...)",
        r_files=R_FILES,
        cases=[
            *_TINY_BATCHES,
            Case("another step", _SMALL, normal(1, 6, seed=162), np.array([1]), 1e-2, edge=True),
            *_WRONG_LABELS,
        ],
        faults=[
            Fault(
                "by backpropagation", lambda p, x, t, h=1e-4: _gradient()(p, x, t), "differences."
            ),
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
        shows=(TwoLayerNet.numerical_gradient, "numerical_gradient.TwoLayerNet"),
    ),
    Twin(
        "gradient check",
        python=_gradient_check,
        r=_R_GRADIENT_CHECK,
        r_files=R_FILES,
        # Two ways to one gradient: what they leave of one another is mostly rounding.
        cases=[
            Case(case.name, *case.args, chaotic=True, edge=case.name != "soft labels")
            for case in _TINY_BATCHES
            if case.name in ("soft labels", "vector", "1x1")
        ],
        faults=[
            Fault(
                "gradient without the batch",
                lambda p, x, t: {
                    name: g - _numerical_gradient(p, x, t)[name]
                    for name, g in _gradient("no batch")(p, x, t).items()
                },
                "(y - t) / nrow(x).",
            ),
        ],
        shows=(TwoLayerNet.gradient, "gradient.TwoLayerNet"),
    ),
]
