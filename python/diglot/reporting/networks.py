"""The networks: every stage, and every gradient by two ways, in both languages."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from diglot.bridge.process import RProcess
from diglot.paths import R_EDITION
from diglot.reporting.docs import mathml
from diglot.reporting.report import Section, template
from scratchnet.datasets import load_digits
from scratchnet.two_layer_net import TwoLayerNet

Array = NDArray[Any]

# So many digits are shown to a net, whose weights are ten times the book's: with those every answer
# is near 1 / 10; with much larger ones the small number in the loss, not the step, is what is seen.
_ROWS = 20
_WEIGHTS = 0.1

_R_ALL = """function(params, x, t) {
  net <- net_from_params(params)
  list(stages = stages(net, x), analytic = gradient(net, x, t),
       numerical = numerical_gradient(net, x, t))
}"""

_FORMULAS = {
    "a1": "a_1 = x W_1 + b_1",
    "z1": r"z_1 = \sigma(a_1)",
    "a2": "a_2 = z_1 W_2 + b_2",
    "y": r"y = \mathrm{softmax}(a_2)",
}


@dataclass(frozen=True)
class Stage:
    """One stage of a forward pass in both languages."""

    name: str
    formula: Markup
    shape: str
    python: str
    r: str
    same_bits: str
    apart: str


@dataclass(frozen=True)
class Distances:
    """Of one parameter, how far its gradients are from one another."""

    name: str
    shape: str
    largest: str
    apart: Sequence[str]


def section(r: RProcess) -> Section:
    """Run a net in both languages and face what they give."""
    data = load_digits()
    x, t = data.x_train[:_ROWS], data.t_train[:_ROWS]
    rng = np.random.RandomState(1)
    net = TwoLayerNet(x.shape[1], 50, 10, _WEIGHTS, rng=rng)
    answer: Any = r.call(_R_ALL, [net.params, x, t], files=[R_EDITION]).value
    stages = net.stages(x)
    ways = {
        "Python, analytic": net.gradient(x, t),
        "Python, numerical": net.numerical_gradient(x, t),
        "R, analytic": answer["analytic"],
        "R, numerical": answer["numerical"],
    }
    pairs = list(itertools.combinations(ways, 2))
    body = template("networks.html").render(
        net=net,
        rows=_ROWS,
        stages=[_stage(name, stages[name], answer["stages"][name]) for name in _FORMULAS],
        pairs=pairs,
        gradients=[_distances(name, ways, pairs) for name in net.params],
    )
    return Section("networks", "Networks", Markup(body))


def _stage(name: str, python: Array, r: Array) -> Stage:
    largest = np.unravel_index(np.argmax(np.abs(python)), python.shape)
    return Stage(
        name,
        mathml(_FORMULAS[name]),
        _shape(python),
        repr(float(python[largest])),
        repr(float(r[largest])),
        f"{np.mean(python == r):.1%}",
        f"{np.abs(python - r).max():.1e}",
    )


def _distances(
    name: str, ways: Mapping[str, Mapping[str, Array]], pairs: Sequence[tuple[str, str]]
) -> Distances:
    gradients = {way: np.asarray(of[name]) for way, of in ways.items()}
    first = next(iter(gradients.values()))
    apart = [float(np.abs(gradients[a] - gradients[b]).max()) for a, b in pairs]
    return Distances(
        name, _shape(first), f"{np.abs(first).max():.2g}", [f"{each:.1e}" for each in apart]
    )


def _shape(x: Array) -> str:
    return " × ".join(map(str, x.shape))
