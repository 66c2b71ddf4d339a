"""The methods of `study_nets`, each a twin of its own: what one refuses, another might not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.edges import grid
from diglot.catalogue.mistakes import R_FILES, Array
from diglot.inputs import normal, uniform
from diglot.twin import Case, Fault, Twin
from scratchnet.batch_softmax_net import BatchSoftmaxNet
from scratchnet.study_nets import LogicGate, SimpleNet, SingleLayerNet, XorNet
from scratchnet.two_layer_net import TwoLayerNet

Params = dict[str, Array]

# How each net is made in both languages, before it gets the parameters of a case.
_MADE: dict[str, tuple[Callable[[Any], Any], str]] = {
    "SimpleNet": (SimpleNet, "SimpleNet(random_state(0))"),
    "SingleLayerNet": (lambda rng: SingleLayerNet(2, rng), "SingleLayerNet(2, random_state(0))"),
    "LogicGate": (LogicGate, "LogicGate(random_state(0))"),
    "XorNet": (XorNet, "XorNet(random_state(0))"),
}
_CLASSES = {
    "SimpleNet": SimpleNet,
    "SingleLayerNet": SingleLayerNet,
    "LogicGate": LogicGate,
    "XorNet": XorNet,
}
_PARAMS: dict[str, Params] = {
    "SimpleNet": {"W": normal(2, 3, seed=600)},
    "SingleLayerNet": {"Wo": normal(2, 1, seed=601), "bo": np.array([0.25])},
    "LogicGate": {"weights": normal(2, seed=602), "bias": uniform(1, seed=603)},
    "XorNet": {
        "W1": normal(2, seed=604),
        "b1": uniform(2, seed=605),
        "W2": normal(2, seed=606),
        "b2": uniform(1, seed=607),
    },
}
_ARGUMENTS = {
    "predict": ("x",),
    "stages": ("x", "t"),
    "loss": ("x", "t"),
    "accuracy": ("x", "t"),
    "gradient": ("x", "t"),
    "numerical_gradient": ("x", "t", "h"),
}
_METHODS = {
    "SimpleNet": ("predict", "loss", "numerical_gradient"),
    "SingleLayerNet": ("predict", "stages", "loss", "accuracy", "gradient"),
    "LogicGate": ("predict", "loss", "numerical_gradient"),
    "XorNet": ("predict", "stages", "loss", "numerical_gradient"),
}
_KINDS = {"x": "numbers", "t": "numbers", "h": "number"}
_X = normal(5, 2, seed=608)
_ONES = np.array([1.0, 0, 1, 1, 1])


def _arguments(net: str, method: str) -> Sequence[str]:
    return ("x",) if (net, method) == ("XorNet", "stages") else _ARGUMENTS[method]


def _scaled(params: Params, by: float) -> Params:
    """Scale the weights that the inputs meet."""
    first = next(iter(params))
    return {**params, first: by * params[first]}


def _cases(net: str, method: str) -> list[Case]:
    params = _PARAMS[net]
    names = _arguments(net, method)

    def case(name: str, x: Any, t: Any = _ONES, h: Any = 1e-3, **how: Any) -> Case:
        values = {"x": x, "t": t, "h": h}
        return Case(name, params, *(values[name] for name in names), **how)

    found = [
        case("batch", _X),
        *grid(case("base", _X).args, params="", **{name: _KINDS[name] for name in names}),
        case("wide", np.ones((5, 3)), refused="`x` must have 2 columns, one for each of the"),
        case("long vector", np.ones(3), np.ones(1), refused="`x` must have 2 columns"),
        case("no rows", np.ones((0, 2)), np.zeros(0), refused="at least one row"),
        case("rank 3", np.ones((5, 2, 1)), refused="`x` must be a vector or a matrix"),
        case("one row", _X[:1], _ONES[:1]),
        case("vector", _X[0], _ONES[:1]),
    ]
    if "t" in names:
        found += [
            case("one target too few", _X, _ONES[:4], refused="for each of the 5 rows, not"),
            case("targets in a wide matrix", _X, np.ones((5, 2)), refused="not a 5 x 2 matrix."),
        ]
        if net != "SimpleNet":
            found += [
                case("targets in a column", _X, _ONES.reshape(-1, 1)),
                case("targets in a 1x1", _X[:1], np.ones((1, 1)), edge=True),
                case("targets in a row", _X, np.ones((1, 5)), refused="not a 1 x 5 matrix."),
            ]
    if method == "accuracy":
        half = {name: 0.0 * value for name, value in params.items()}
        found.append(Case("exactly a half, one target of 1", half, _X, np.eye(5)[0]))
    if "h" in names:
        found += [
            # Steep, and yet in the middle of the sigmoid: another step would be another answer.
            Case("the usual step", _scaled(params, 1 / 300), 300 * _X, _ONES),
            case("negative step", _X, h=-1e-2, edge=True),
            case("large step", _X, h=2.0, edge=True),
        ]
    return found


def _twin(net: str, method: str) -> Twin:
    make, made = _MADE[net]

    def python(params: Params, *args: Any) -> Any:
        instance = make(np.random.RandomState(0))
        instance.params = params
        return getattr(instance, method)(*args)

    faults: list[Fault] = [mistakes.sign(python)]
    if method != "accuracy":
        faults.append(mistakes.float32(python))
    return Twin(
        f"{method} of {net}",
        python=python,
        r=f"function(p, ...) {{\n  net <- {made}\n  net$params <- p\n  {method}(net, ...)\n}}",
        r_files=R_FILES,
        cases=_cases(net, method),
        faults=faults,
        rtol=0.0 if method == "accuracy" else None,  # a count divided by a count
        shows=(getattr(_CLASSES[net], method), f"{method}.{net}"),
    )


def _drawn(net: str, arguments: dict[str, Any], rng: Any) -> Any:
    if rng == "normal numbers only":
        given: Any = SimpleNamespace(randn=np.random.RandomState(1).randn)
    else:
        given = None if rng is None else np.random.RandomState(rng)
    return _ALL[net](**arguments, rng=given).params


_R_DRAWN = """function(net, arguments, rng) {
  if (identical(rng, "normal numbers only")) {
    rng <- random_state(1)["randn"]
  } else if (!is.null(rng)) {
    rng <- random_state(rng)
  }
  do.call(net, c(arguments, list(rng = rng)))$params
}"""

_ALL: dict[str, Callable[..., Any]] = {
    **_CLASSES,
    "TwoLayerNet": TwoLayerNet,
    "BatchSoftmaxNet": BatchSoftmaxNet,
}
_SIZES = {"input_size": 3, "hidden_size": 2, "output_size": 4}
_GIVEN: dict[str, dict[str, Any]] = {
    "SimpleNet": {},
    "SingleLayerNet": {"input_size": 2},
    "LogicGate": {},
    "XorNet": {},
    "TwoLayerNet": _SIZES,
    "BatchSoftmaxNet": _SIZES,
}


def _by_variance(net: str, arguments: dict[str, Any], rng: Any) -> Any:
    scale = arguments.get("weight_init_std", 0.01) if "hidden_size" in arguments else 1.0
    return {name: scale * value for name, value in _drawn(net, arguments, rng).items()}


_DRAWN = Twin(
    "nets drawn",
    python=_drawn,
    r=_R_DRAWN,
    r_files=R_FILES,
    rtol=0.0,  # the same bits
    cases=[
        *(Case(net, net, given, 5) for net, given in _GIVEN.items()),
        *(
            Case(f"{net}, no rng", net, given, None, refused="have a function `randn`")
            for net, given in _GIVEN.items()
        ),
        *(
            Case(f"{net}, randn alone", net, {}, "normal numbers only", refused="function `rand`")
            for net in ("LogicGate", "XorNet")
        ),
        *(
            Case(f"{case.name}, SingleLayerNet", "SingleLayerNet", {"input_size": case.args[0]}, 1,
                 refused=case.refused, edge=True)
            for case in grid((2,), input_size="size")
        ),
        *(
            Case(f"{case.name}, SimpleNet", "SimpleNet", {"delta": case.args[0]}, 1,
                 refused=case.refused, edge=True)
            for case in grid((0.1,), delta="number")
        ),
    ],
    faults=[
        Fault("scaled by the variance", _by_variance, "weight_init_std * randn()."),
        mistakes.order_in_memory(_drawn),
    ],
    shows=(TwoLayerNet, "TwoLayerNet"),
)  # fmt: skip

TWINS = [
    *(_twin(net, method) for net, methods in _METHODS.items() for method in methods),
    _DRAWN,
]
