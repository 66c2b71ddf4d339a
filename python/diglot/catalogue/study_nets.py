"""The twins of `study_nets`: one for each network, with all that it does as outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.catalogue.mistakes import R_FILES, Array, by_columns, recycle
from diglot.inputs import labels, normal, probabilities, uniform
from diglot.twin import Case, Fault, Twin
from scratchnet.activations import sigmoid, sigmoid_grad, softmax
from scratchnet.gradients import numerical_gradient
from scratchnet.losses import binary_cross_entropy, cross_entropy_error
from scratchnet.study_nets import LogicGate, SimpleNet, SingleLayerNet, XorNet

Params = dict[str, Array]
Outputs = dict[str, Any]


def _with(net: Any, params: Params) -> Any:
    """Give a net these parameters in the place of those that it drew."""
    net.params = params
    return net


def _simple_net(p: Params, x: Any, t: Any, delta: float = 1e-7) -> Outputs:
    net = _with(SimpleNet(np.random.RandomState(0), delta), p)
    return {
        "scores": net.predict(x),
        "loss": net.loss(x, t),
        "numerical_gradient": net.numerical_gradient(x, t),
    }


_R_SIMPLE_NET = """function(p, x, t, delta = 1e-7) {
  net <- SimpleNet(random_state(0), delta)
  net$params <- p
  list(
    scores = predict(net, x),
    loss = loss(net, x, t),
    numerical_gradient = numerical_gradient(net, x, t)
  )
}"""


def _simple_net_fault(
    scores: Callable[[Array, Array], Array] = lambda x, w: x @ w,
    probabilities_of: Callable[[Array], Array] = softmax,
    delta_used: float | None = None,
) -> Callable[..., Outputs]:
    """Write the net with one of its steps changed."""

    def faulty(p: Params, x: Any, t: Any, delta: float = 1e-7) -> Outputs:
        w, rows = p["W"], np.atleast_2d(x)

        def loss(weights: Array) -> Any:
            y = probabilities_of(scores(rows, weights))
            return cross_entropy_error(y, t, delta if delta_used is None else delta_used)

        found = scores(rows, w)
        return {
            "scores": found if np.ndim(x) == 2 else found[0],
            "loss": loss(w),
            "numerical_gradient": {"W": numerical_gradient(loss, w)},
        }

    return faulty


_W = {"W": normal(2, 3, seed=300)}
_SIMPLE_CASES = [
    Case("vector", _W, np.array([0.6, 0.9]), np.array([0, 0, 1]), 1e-4),
    Case("class number", _W, np.array([0.6, 0.9]), 2),
    Case("batch", _W, normal(5, 2, seed=301), labels(5, 3, seed=302)),
    Case("soft labels", _W, normal(4, 2, seed=303), probabilities(4, 3, seed=304), 1e-2, edge=True),
    Case("as many rows as classes", _W, normal(3, 2, seed=305), np.array([2, 0, 1])),
    Case("NaN", _W, np.array([[np.nan, 1.0], [0.5, 0.5]]), np.array([0, 1]), edge=True),
    Case("three columns", _W, np.ones((2, 3)), 0, refused="`x` must have 2 columns"),
    Case("no rows", _W, np.ones((0, 2)), np.zeros(0), refused="at least one row"),
    Case("label too large", _W, np.ones(2), 3, refused="from 0 to 2, not 3."),
]


def _single_layer_net(p: Params, x: Any, t: Any) -> Outputs:
    net = _with(SingleLayerNet(1, np.random.RandomState(0)), p)
    return {
        "predict": net.predict(x),
        "stages": net.stages(x, t),
        "loss": net.loss(x, t),
        "accuracy": net.accuracy(x, t),
        "gradient": net.gradient(x, t),
    }


_R_SINGLE_LAYER_NET = """function(p, x, t) {
  net <- SingleLayerNet(1, random_state(0))
  net$params <- p
  list(
    predict = predict(net, x),
    stages = stages(net, x, t),
    loss = loss(net, x, t),
    accuracy = accuracy(net, x, t),
    gradient = gradient(net, x, t)
  )
}"""


def _single_layer_fault(change: str) -> Callable[..., Outputs]:
    """Write the net with one line changed."""

    def faulty(p: Params, x: Any, t: Any) -> Outputs:
        rows = np.atleast_2d(np.asarray(x, dtype=float))
        t = np.reshape(t, (len(rows), 1))
        ho = rows @ p["Wo"] + (0.0 if change == "no bias" else p["bo"])
        y = sigmoid(ho)
        error = t - y
        dmse_dy = {"sign": 2, "no factor": -1, "mean": -2 / len(rows)}.get(change, -2) * error
        dy_dho = {"at y": sigmoid_grad(y), "no slope": np.ones_like(y)}.get(
            change, sigmoid_grad(ho)
        )
        dmse_dho = dmse_dy * dy_dho
        delta_bo = np.mean(dmse_dho, axis=0) if change == "mean bias" else np.sum(dmse_dho, axis=0)
        stages = {
            "ho": ho,
            "y_pred": y,
            "MSE": error if change == "not squared" else error**2,
            "dMSE_dy": dmse_dy,
            "dy_dho": dy_dho,
            "dMSE_dho": dmse_dho,
            "delta_Wo": rows.T @ dmse_dho,
            "delta_bo": delta_bo,
        }
        counted = y >= 0.5 if change == "half counts" else y > 0.5
        same = (counted == t) if change == "NaN counts" else (counted == t) & ~np.isnan(y)
        loss = np.sum(error**2) / (2 if change == "half the sum" else len(rows))
        return {
            "predict": y if np.ndim(x) == 2 else y[0],
            "stages": stages,
            "loss": loss,
            "accuracy": np.mean(same),
            "gradient": {"Wo": stages["delta_Wo"], "bo": delta_bo},
        }

    return faulty


_BITS = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
_TRUTH = np.array([[0], [1], [1], [0]])
_UNIT = {"Wo": normal(3, 1, seed=310), "bo": np.array([0.3])}
_ONE_INPUT = {"Wo": normal(1, 1, seed=314), "bo": np.array([0.3])}
_FLAT = {"Wo": np.zeros((3, 1)), "bo": np.zeros(1)}
_SINGLE_CASES = [
    Case("truth table", _UNIT, _BITS, _TRUTH),
    Case("targets as a vector", _UNIT, _BITS, _TRUTH.ravel(), edge=True),
    Case("batch", _UNIT, normal(7, 3, seed=311), labels(7, 2, seed=312)),
    Case("vector", _UNIT, normal(3, seed=313), 1, edge=True),
    Case("one input", _ONE_INPUT, normal(2, 1, seed=315), np.array([0, 1])),
    Case("exactly a half", _FLAT, _BITS, _TRUTH),
    Case(
        "NaN", _UNIT, np.array([[np.nan, 0.0, 0.0], [1.0, 1.0, 1.0]]), np.array([0, 1]), edge=True
    ),
    Case("two columns", _UNIT, np.ones((4, 2)), _TRUTH, refused="`x` must have 3 columns"),
    Case("too few targets", _UNIT, _BITS, np.ones(3), refused="for each of the 4 rows, not"),
    Case("targets in a row", _UNIT, _BITS, np.ones((1, 4)), refused="not a 1 x 4 matrix."),
]


def _logic_gate(p: Params, x: Any, t: Any, h: float = 1e-5) -> Outputs:
    gate = _with(LogicGate(np.random.RandomState(0)), p)
    return {
        "predict": gate.predict(x),
        "loss": gate.loss(x, t),
        "numerical_gradient": gate.numerical_gradient(x, t, h),
    }


_R_LOGIC_GATE = """function(p, x, t, ...) {
  gate <- LogicGate(random_state(0))
  gate$params <- p
  list(
    predict = predict(gate, x),
    loss = loss(gate, x, t),
    numerical_gradient = numerical_gradient(gate, x, t, ...)
  )
}"""


def _gate_fault(
    predict: Callable[[Params, Array], Array],
    loss_of: Callable[[Array, Array], Any] = binary_cross_entropy,
    step: float | None = None,
) -> Callable[..., Outputs]:
    """Write a net of two inputs with one of its steps changed."""

    def faulty(p: Params, x: Any, t: Any, h: float = 1e-5) -> Outputs:
        rows = np.atleast_2d(np.asarray(x, dtype=float))
        t = np.reshape(t, (len(rows), 1)).astype(float)

        def gradient_of(name: str) -> Array:
            return numerical_gradient(
                lambda v: loss_of(predict({**p, name: v}, rows), t), p[name], step or h
            )

        y = predict(p, rows)
        return {
            "predict": y if np.ndim(x) == 2 else y[0],
            "loss": loss_of(y, t),
            "numerical_gradient": {name: gradient_of(name) for name in p},
        }

    return faulty


def _gate(p: Params, x: Array) -> Array:
    return sigmoid(x @ p["weights"].reshape(-1, 1) + p["bias"])


def _whole_entropy(y: Array, t: Array) -> Any:
    return 2.0 * binary_cross_entropy(y, t)


def _mean_entropy(y: Array, t: Array) -> Any:
    return 2.0 * binary_cross_entropy(y, t) / y.size


def _half_entropy(y: Array, t: Array) -> Any:
    return -0.5 * np.sum(t * np.log(y))


_TABLE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
_GATE = {"weights": normal(2, seed=320), "bias": uniform(1, seed=321)}
_GATE_CASES = [
    Case("AND", _GATE, _TABLE, np.array([[0], [0], [0], [1]])),
    Case("XOR, a vector", _GATE, _TABLE, np.array([0, 1, 1, 0])),
    Case("one row", _GATE, normal(1, 2, seed=322), np.array([[1]])),
    Case("vector", _GATE, normal(2, seed=323), 0, edge=True),
    Case(
        "soft targets, another step",
        _GATE,
        normal(5, 2, seed=324),
        uniform(5, seed=325),
        1e-2,
        edge=True,
    ),
    Case("two rows", _GATE, normal(2, 2, seed=326), np.array([1, 0])),
    Case("NaN", _GATE, np.array([[np.nan, 1.0], [0.5, 0.5]]), np.array([0, 1]), edge=True),
    Case("three columns", _GATE, np.ones((2, 3)), np.ones(2), refused="`x` must have 2 columns"),
    Case("too many targets", _GATE, _TABLE, np.ones(5), refused="of the 4 rows, not a vector"),
    Case("target of 2", _GATE, _TABLE, np.full(4, 2), refused="from 0 to 1, not 2."),
]


def _xor_net(p: Params, x: Any, t: Any, h: float = 1e-5) -> Outputs:
    net = _with(XorNet(np.random.RandomState(0)), p)
    return {
        "stages": net.stages(x),
        "predict": net.predict(x),
        "loss": net.loss(x, t),
        "numerical_gradient": net.numerical_gradient(x, t, h),
    }


_R_XOR_NET = """function(p, x, t, ...) {
  net <- XorNet(random_state(0))
  net$params <- p
  list(
    stages = stages(net, x),
    predict = predict(net, x),
    loss = loss(net, x, t),
    numerical_gradient = numerical_gradient(net, x, t, ...)
  )
}"""


def _xor_stages(change: str = "") -> Callable[[Params, Array], Outputs]:
    def stages(p: Params, x: Array) -> Outputs:
        hidden = x @ p["W1"].reshape(-1, 1)
        shape = (len(x), 2)
        bias = recycle(p["b1"], shape) if change == "recycle" else p["b1"]
        a1 = by_columns(np.tile(hidden, 2)) + bias if change == "order" else hidden + bias
        z1 = a1 if change == "no activation" else sigmoid(a1)
        second = {"W2 turned": p["W2"][::-1], "W1 again": p["W1"]}.get(change, p["W2"])
        a2 = z1 @ second.reshape(-1, 1) + p["b2"]
        return {"a1": a1, "z1": z1, "a2": a2, "y": a2 if change == "linear" else sigmoid(a2)}

    return stages


def _xor_fault(change: str = "", **changes: Any) -> Callable[..., Outputs]:
    stages = _xor_stages(change)
    faulty = _gate_fault(lambda p, x: stages(p, x)["y"], **changes)

    def with_stages(p: Params, x: Any, t: Any, h: float = 1e-5) -> Outputs:
        rows = np.atleast_2d(np.asarray(x, dtype=float))
        return {**faulty(p, x, t, h), "stages": stages(p, rows)}

    return with_stages


_XOR = {
    "W1": normal(2, seed=330),
    "b1": uniform(2, seed=331),
    "W2": normal(2, seed=332),
    "b2": uniform(1, seed=333),
}
_XOR_CASES = [
    Case("XOR", _XOR, _TABLE, np.array([[0], [1], [1], [0]])),
    Case("one row", _XOR, normal(1, 2, seed=334), np.array([1])),
    Case("vector", _XOR, normal(2, seed=335), 0, edge=True),
    Case("as many rows as units", _XOR, normal(2, 2, seed=336), np.array([1, 0])),
    Case(
        "soft targets, another step",
        _XOR,
        normal(3, 2, seed=337),
        uniform(3, seed=338),
        1e-2,
        edge=True,
    ),
    Case("one column", _XOR, np.ones((4, 1)), np.ones(4), refused="`x` must have 2 columns"),
    Case("too few targets", _XOR, _TABLE, np.ones(2), refused="of the 4 rows, not a vector of 2."),
]

_NETS = ("SimpleNet", "SingleLayerNet", "LogicGate", "XorNet")


def _drawn(seed: int) -> Outputs:
    def rng() -> Any:
        return np.random.RandomState(seed)

    nets: tuple[Any, ...] = (
        SimpleNet(rng()),
        SingleLayerNet(3, rng()),
        LogicGate(rng()),
        XorNet(rng()),
    )
    return {name: net.params for name, net in zip(_NETS, nets, strict=True)}


_R_DRAWN = """function(seed) {
  nets <- list(
    SimpleNet = SimpleNet(random_state(seed)),
    SingleLayerNet = SingleLayerNet(3, random_state(seed)),
    LogicGate = LogicGate(random_state(seed)),
    XorNet = XorNet(random_state(seed))
  )
  lapply(nets, function(net) net$params)
}"""


def _drawn_fault(name: str, change: Callable[[Any], Params]) -> Callable[[int], Outputs]:
    """Draw one net's parameters in another way."""
    return lambda seed: {**_drawn(seed), name: change(np.random.RandomState(seed))}


def _biases_last(rng: Any) -> Params:
    w1, w2 = rng.randn(2), rng.randn(2)
    return {"W1": w1, "b1": rng.rand(2), "W2": w2, "b2": rng.rand(1)}


_BIAS_HINT = "matrix + vector recycles down the columns: use outer(x, b, `+`)."

TWINS = [
    Twin(
        "SimpleNet",
        python=_simple_net,
        r=_R_SIMPLE_NET,
        r_files=R_FILES,
        cases=_SIMPLE_CASES,
        faults=[
            Fault(
                "weights filled by columns",
                _simple_net_fault(scores=lambda x, w: x @ by_columns(w)),
                "matrix(..., byrow = TRUE).",
            ),
            Fault(
                "softmax without the row's sum",
                _simple_net_fault(probabilities_of=lambda a: np.exp(a) / np.sum(np.exp(a))),
                "each row sums to 1.",
            ),
            Fault(
                "keeps the usual delta", _simple_net_fault(delta_used=1e-7), "pass net$delta on."
            ),
            Fault("forgets delta", _simple_net_fault(delta_used=0.0), "log(y + delta)."),
            Fault(
                "probabilities for scores",
                lambda p, x, t, delta=1e-7: {
                    **_simple_net(p, x, t, delta),
                    "scores": softmax(x @ p["W"]),
                },
                "predict() gives x %*% W.",
            ),
        ],
        shows=(SimpleNet, "SimpleNet"),
    ),
    Twin(
        "SingleLayerNet",
        python=_single_layer_net,
        r=_R_SINGLE_LAYER_NET,
        r_files=R_FILES,
        cases=_SINGLE_CASES,
        faults=[
            Fault("forgets the bias", _single_layer_fault("no bias"), "x %*% Wo + bo."),
            Fault("climbs", _single_layer_fault("sign"), "-2 * (t - y)."),
            Fault("forgets the 2", _single_layer_fault("no factor"), "(t - y)^2 has slope 2."),
            Fault(
                "divides by the rows",
                _single_layer_fault("mean"),
                "the gradient is that of the sum; only the loss is a mean.",
            ),
            Fault("slope at y", _single_layer_fault("at y"), "sigmoid_grad(ho), or y * (1 - y)."),
            Fault("forgets the slope", _single_layer_fault("no slope"), "dMSE_dy * dy_dho."),
            Fault("mean for the bias", _single_layer_fault("mean bias"), "colSums()."),
            Fault("errors not squared", _single_layer_fault("not squared"), "(t - y)^2."),
            Fault("half the sum", _single_layer_fault("half the sum"), "mean((t - y)^2)."),
            Fault("a half counts as 1", _single_layer_fault("half counts"), "y > 0.5."),
            Fault("counts NaN as 0", _single_layer_fault("NaN counts"), "a row with NaN is wrong."),
        ],
        shows=(SingleLayerNet, "SingleLayerNet"),
    ),
    Twin(
        "LogicGate",
        python=_logic_gate,
        r=_R_LOGIC_GATE,
        r_files=R_FILES,
        cases=_GATE_CASES,
        faults=[
            Fault(
                "forgets the bias",
                _gate_fault(lambda p, x: sigmoid(x @ p["weights"].reshape(-1, 1))),
                "rows %*% weights + bias.",
            ),
            Fault(
                "weights recycled down the columns",
                _gate_fault(
                    lambda p, x: sigmoid(
                        np.sum(x * recycle(p["weights"], x.shape), axis=1, keepdims=True)
                        + p["bias"]
                    )
                ),
                "x * w recycles down the columns: use x %*% w.",
            ),
            Fault(
                "without the half", _gate_fault(_gate, loss_of=_whole_entropy), "0.5 * sum(...)."
            ),
            Fault("mean entropy", _gate_fault(_gate, loss_of=_mean_entropy), "0.5 * sum(...)."),
            Fault(
                "forgets 1 - t",
                _gate_fault(_gate, loss_of=_half_entropy),
                "both halves of the sum.",
            ),
            Fault(
                "step of the other nets", _gate_fault(_gate, step=1e-3), "h = 1e-5, or as given."
            ),
        ],
        shows=(LogicGate, "LogicGate"),
    ),
    Twin(
        "XorNet",
        python=_xor_net,
        r=_R_XOR_NET,
        r_files=R_FILES,
        cases=_XOR_CASES,
        faults=[
            Fault("biases recycled down the columns", _xor_fault("recycle"), _BIAS_HINT),
            Fault("sums filled by columns", _xor_fault("order"), _BIAS_HINT),
            Fault("no activation", _xor_fault("no activation"), "z1 <- sigmoid(a1)."),
            Fault("no sigmoid at the end", _xor_fault("linear"), "y <- sigmoid(a2)."),
            Fault("W2 the wrong way round", _xor_fault("W2 turned"), "z1 %*% W2."),
            Fault("W1 for W2", _xor_fault("W1 again"), "z1 %*% W2."),
            Fault("without the half", _xor_fault(loss_of=_whole_entropy), "0.5 * sum(...)."),
            Fault("step of the other nets", _xor_fault(step=1e-3), "h = 1e-5, or as given."),
        ],
        shows=(XorNet, "XorNet"),
    ),
    Twin(
        "study nets drawn",
        python=_drawn,
        r=_R_DRAWN,
        r_files=R_FILES,
        cases=[Case("seed 1", 1), Case("seed 1234", 1234)],
        rtol=0.0,  # the same bits
        faults=[
            Fault(
                "weights filled by columns",
                _drawn_fault("SimpleNet", lambda rng: {"W": by_columns(rng.randn(2, 3))}),
                "NumPy fills along the rows.",
            ),
            Fault(
                "bias drawn",
                _drawn_fault(
                    "SingleLayerNet", lambda rng: {"Wo": rng.randn(3, 1), "bo": rng.rand(1)}
                ),
                "the first bias is 0.",
            ),
            Fault(
                "bias normal",
                _drawn_fault(
                    "LogicGate", lambda rng: {"weights": rng.randn(2), "bias": rng.randn(1)}
                ),
                "rng$rand(1) for the bias.",
            ),
            Fault("biases drawn last", _drawn_fault("XorNet", _biases_last), "W1, b1, W2, b2."),
        ],
        shows=(XorNet, "XorNet"),
    ),
]
