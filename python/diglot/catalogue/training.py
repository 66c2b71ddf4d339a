"""The twins of `training`."""

from __future__ import annotations

from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES
from diglot.catalogue.two_layer_net import Params, params_of
from diglot.inputs import labels, normal
from diglot.twin import Case, Fault, Twin
from scratchnet.training import sgd_update
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


TWINS = [
    Twin(
        "sgd_update",
        python=_update,
        r="function(params, grads, rate) sgd_update(net_from_params(params), grads, rate)$params",
        r_files=R_FILES,
        cases=[
            Case("6-4-3", _PARAMS, _GRADS, 0.1),
            Case("rate of 0", _PARAMS, _GRADS, 0.0),
            Case("huge rate", _PARAMS, _GRADS, 1e10),
            Case("other order", _PARAMS, {n: _GRADS[n] for n in ("b2", "W2", "b1", "W1")}, 0.5),
            Case("integers", _PARAMS, {n: np.rint(g).astype(int) for n, g in _GRADS.items()}, 1),
            Case("NaN", _PARAMS, {**_GRADS, "b2": np.array([1.0, np.nan, 2.0])}, 0.1),
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
            Case("1-1-1", params_of(1, 1, 1, seed=230), np.ones((2, 1)), np.ones((2, 1)), 1.0),
            Case("large rate", _PARAMS, normal(4, 6, seed=222), labels(4, 3, seed=223), 10.0),
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
]
