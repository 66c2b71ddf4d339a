"""Edge cases, argument by argument: what each one refuses, and what it takes in another form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from diglot.catalogue.two_layer_net import Params, params_of
from diglot.inputs import normal, one_hot, probabilities
from diglot.twin import Case

_STRINGS = np.array(["1", "2"])
_DATES = np.array(["2020-01-01"], dtype="datetime64[D]")

# What each kind of argument refuses: a word for the case, the value, and the end of the sentence.
_REFUSED: Mapping[str, list[tuple[str, Any, str]]] = {
    "numbers": [("strings", _STRINGS, "must hold numbers, not strings.")],
    "number": [
        ("strings", _STRINGS, "must hold numbers, not strings."),
        ("two numbers", np.array([1.0, 2.0]), "must be one number, not a vector of 2."),
    ],
    "size": [
        ("strings", _STRINGS, "must hold numbers, not strings."),
        ("two numbers", np.array([1, 2]), "must be one number, not a vector of 2."),
        ("0", 0, "must be a whole number of at least 1, not 0."),
        ("a half more", 2.5, "must be a whole number of at least 1, not 2.5."),
        ("Inf", np.inf, "must be a whole number of at least 1, not Inf."),
        ("NaN", np.nan, "must be a whole number of at least 1, not NaN."),
    ],
}


def grid(base: tuple[Any, ...], **kinds: str) -> Iterator[Case]:
    """Give the edge cases of a function's arguments, each put in the place of a right one.

    Parameters
    ----------
    base : tuple
        Right arguments.
    **kinds : str
        For each argument, by its name in messages and in order, "numbers", "number" or "size"; an
        empty string for one that asks nothing of this.
    """
    for place, (name, kind) in enumerate(kinds.items()):
        for word, value, ending in _REFUSED.get(kind, []):
            args = (*base[:place], value, *base[place + 1 :])
            yield Case(f"{word} for {name}", *args, refused=f"`{name}` {ending}")
        if kind in ("number", "size"):
            args = (*base[:place], np.array([[base[place]]]), *base[place + 1 :])
            yield Case(f"1x1 for {name}", *args, edge=True)


def _edge(name: str, *args: Any) -> Case:
    return Case(name, *args, edge=True)


_NET = params_of(3, 2, 4, seed=500)
_X = normal(5, 3, seed=501)
_T = one_hot(5, 4, seed=502)
_MANY = np.array([[1.0, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0], [0.2, 0, 0.3, 0], [0, 0, 0, 2]])
_Y = probabilities(5, 4, seed=503)

_NUMBERS = [
    Case("complex numbers", np.array([1 + 2j]), refused="`x` must hold numbers, not complex"),
    Case("dates", _DATES, refused="`x` must hold numbers, not objects."),
    _edge("rank 1, one column and one row", np.array([[0.25]])),
]

_BESIDE_1 = np.array([[0.5, 0.5], [2.0, 0.5]]).T

_LOSSES = {
    "cross_entropy_error": [
        *grid((_Y, _T, 0.01), y="numbers", t="numbers", delta="number"),
        _edge("several labels to a row", _Y, _MANY),
        _edge("one class", np.full((3, 1), 0.5), np.zeros(3)),
        _edge("class 0 of one", np.array([0.5]), np.array([0.0])),
        _edge("negative delta", _Y, _T, -1e-3),
        Case("first of several outside", _BESIDE_1 + 1, np.eye(2), refused="to 1, not 1.5."),
        Case("below 0", np.array([0.5, -0.5]), 1, refused="from 0 to 1, not -0.5."),
        Case("labels in a column", _Y, np.ones((5, 1)), refused="not a 5 x 1 matrix."),
        Case("labels of one row in a column", _Y[:1], np.ones((4, 1)), refused="not a 4 x 1"),
        Case("labels of rank 3", _Y, np.ones((5, 4, 1)), refused="not a 5 x 4 x 1 array."),
        Case("two labels for one row", _Y[0], np.zeros(2), refused="not a vector of 2."),
        Case("one label for two rows", _Y[:2], 1, refused="not one number."),
        Case("label of 2^31", _Y[:1], 2.0**31, refused="from 0 to 3, not 2.14748e+09."),
        Case("labels of more rows", _Y[:4], _T, refused="`t` must be a 4 x 4 matrix"),
        Case("labels of fewer classes", _Y, _T[:, :3], refused="not a 5 x 3 matrix."),
    ],
    "mean_squared_error": [
        *grid((_Y, _T), y="numbers", t="numbers"),
        Case("no rows of three", np.zeros((0, 3)), np.zeros((0, 3)), refused="not a 0 x 3 matrix."),
        Case("ranks 2 and 3", np.ones((1, 2)), np.ones((1, 2, 1)), refused="a 1 x 2 x 1 array."),
    ],
    "sum_squared_error": [
        *grid((_Y, _T), y="numbers", t="numbers"),
        _edge("integers near 2^31", np.array([2**31 - 1, -(2**31) + 1]), np.array([-9, 9])),
        Case("transposed", _Y, _Y.T, refused="must have the same shape"),
    ],
    "binary_cross_entropy": [
        *grid((_Y, _T), y="numbers", t="numbers"),
        Case("target of 2", np.array([0.5]), np.array([2.0]), refused="`t` must hold probab"),
        Case("target below 0", np.array([0.5]), np.array([-1.0]), refused="to 1, not -1."),
        Case(
            "first outside of rank 3",
            np.arange(8.0).reshape(2, 2, 2).transpose(2, 0, 1),
            np.ones((2, 2, 2)),
            refused="to 1, not 2.",
        ),
    ],
    "one_hot": [
        *grid((np.array([0, 2]), 3), labels="numbers", classes="size"),
        Case("labels in a matrix", np.zeros((2, 1)), 3, refused="`labels` must be a vector of cl"),
        Case("label below 0", np.array([2, -1, 3]), 3, refused="from 0 to 2, not -1."),
        Case("NaN among the labels", np.array([0, np.nan]), 3, refused="from 0 to 2, not NaN."),
        Case("label of 2^31", np.array([2.0**31]), 3, refused="not 2.14748e+09."),
    ],
}


def _moved(name: str, value: Any) -> Params:
    return {**_NET, name: value}


def _without(name: str) -> Params:
    return {other: value for other, value in _NET.items() if other != name}


_PARAMS = [
    _edge("extra elements", _moved("extra", np.ones(2))),
    *(Case(f"no {n}", _without(n), refused=f"but {n} is missing") for n in ("W1", "b1", "W2")),
    *(
        Case(f"strings for {name}", _moved(name, _STRINGS), refused=f"`{name}` must hold numbers")
        for name in _NET
    ),
    Case("vector W2", _moved("W2", np.ones(8)), refused="`W2` must be a matrix, not a vector"),
    Case("W1 of rank 3", _moved("W1", np.ones((3, 2, 1))), refused="not a 3 x 2 x 1 array."),
    Case("b2 in a matrix", _moved("b2", np.ones((1, 4))), refused="`b2` must be a vector, not a"),
    Case("short b2", _moved("b2", np.ones(3)), refused="`b2` must have 4 elements, one for each"),
    Case("long b1", _moved("b1", np.ones(3)), refused="`b1` must have 2 elements, one for each"),
]

_STEEP = np.array([[9.0, 0.0, -5.0], [0.0, 7.0, 8.0]])
_TINY = params_of(3, 2, 3, seed=510)

_X_T = grid((_NET, _X, _T), params="", x="numbers", t="numbers")
_LABELS = [
    *_X_T,
    _edge("several labels to a row", _NET, _X, _MANY),
    _edge("one class", params_of(3, 2, 1, seed=504), _X, np.zeros(5)),
    Case(
        "x of 3 rows", _NET, _X.T, _T, refused="`x` must have 3 columns, one for each of the rows"
    ),
    Case("labels in a column", _NET, _X, np.ones((5, 1)), refused="not a 5 x 1 matrix."),
]
_SOFT = np.array([[0.5, 0.0, 0.5], [0.25, 0.75, 0.0]])
_STEPS = [
    *grid((_TINY, _STEEP, _SOFT, 1e-3), params="", x="numbers", t="numbers", h="number"),
    Case("steep, the usual step", _TINY, _STEEP, np.array([2, 0])),
    Case("steep, soft labels", _TINY, _STEEP, _SOFT),
    _edge("negative step", _TINY, _STEEP, np.array([2, 0]), -1e-3),
    _edge("labels of unequal number", _TINY, _STEEP, np.array([[1.0, 0, 1], [0, 0.5, 0]])),
    _edge("an endless step", _TINY, _STEEP[:1], np.array([1]), np.inf),
]
_FAINT = {name: 0.05 * value for name, value in _TINY.items()}
# The first two inputs count alike, so that no probability comes near to 1.
_STRONG = {
    **_TINY,
    "W1": _TINY["W1"][[0, 0, 2]],
    "W2": np.array([[9.0, -0.01, 6.0], [0.01, 8.0, -7.0]]),
}
_ALIKE = np.array([[9.0, 0.0, -5.0], [0.0, 9.0, -5.0]])
_NEGATIVE = {**_TINY, "W2": -np.abs(_STRONG["W2"])}

# Where a step moves the scores further than the series may be asked for, for one reason at a time.
_BEYOND_THE_SERIES = {
    "a long step alone": (_FAINT, _STEEP / 90, np.array([2, 0]), 2.0),
    "a long negative step": (_FAINT, _STEEP / 90, np.array([2, 0]), -2.0),
    "large inputs and weights": (_STRONG, _ALIKE, np.array([2, 0]), 0.04),
    "large inputs and a negative step": (_STRONG, _ALIKE, np.array([2, 0]), -0.04),
    "negative inputs and weights": (_NEGATIVE, -np.abs(_STEEP), np.array([2, 0]), 0.04),
}

_NETS = {
    "net_from_params": _PARAMS,
    "batch_softmax_net_from_params": _PARAMS,
    **{
        twin: list(grid((_NET, _X), params="", x="numbers"))
        for twin in (
            "stages",
            "predict",
            "stages of BatchSoftmaxNet",
            "predict of BatchSoftmaxNet",
        )
    },
    "loss": _LABELS,
    "accuracy": _LABELS,
    "gradient": _LABELS,
    "loss of BatchSoftmaxNet": [
        *grid((_NET, _X, _T), params="", x="numbers", t="numbers"),
        _edge("several labels to a row", _NET, _X, np.minimum(_MANY, 1)),
    ],
    "accuracy of BatchSoftmaxNet": _LABELS,
    "numerical_gradient of a net": [
        *_STEPS,
        _edge("a step of 50", _TINY, _STEEP[:1] / 9, np.array([1]), 50.0),
        _edge("a step of 200", _TINY, _STEEP[:1] / 9, np.array([1]), 200.0),
    ],
    "numerical_gradient of BatchSoftmaxNet": [
        *_STEPS,
        *(_edge(name, *args) for name, args in _BEYOND_THE_SERIES.items()),
    ],
}

_SIZES = (3, 2, 4, 0.1, normal(3, 2, seed=505), normal(2, 4, seed=506))
_SIZE_KINDS = {
    "input_size": "size",
    "hidden_size": "size",
    "output_size": "size",
    "weight_init_std": "number",
}

_DATA = {
    "x_train": normal(6, 3, seed=520),
    "t_train": np.array([0, 3, 1, 2, 2, 2]),
    "x_test": normal(2, 3, seed=521),
    "t_test": np.array([1, 1]),
}
_TRAIN = (_NET, _DATA, 2, 2, 0.5, 1)


def _data(name: str, value: Any) -> dict[str, Any]:
    return {**_DATA, name: value}


_TRAINING = {
    "sgd_update": [
        *grid((_NET, _NET, 0.5), params="", grads="", learning_rate="number"),
        _edge("extra gradients", _NET, _moved("extra", np.ones(2)), 0.1),
        _edge("negative rate", _NET, _NET, -2.0),
        Case("strings for W2", _NET, _moved("W2", _STRINGS), 1, refused="`W2` must hold numbers"),
    ],
    "train": [
        *grid(
            _TRAIN, params="", data="", iterations="size", batch_size="size", learning_rate="number"
        ),
        *grid(
            (*_TRAIN, "backpropagation", 2),
            params="", data="", iterations="", batch_size="", learning_rate="", seed="", method="",
            iter_per_epoch="size",
        ),
        _edge(
            "one input",
            params_of(1, 2, 4, seed=522),
            {**_DATA, "x_train": _DATA["x_train"][:, :1], "x_test": _DATA["x_test"][:, :1]},
            2, 3, 0.5, 1,
        ),
        _edge(
            "one class, in a column",
            params_of(3, 2, 1, seed=523),
            {**_DATA, "t_train": np.ones((6, 1)), "t_test": np.ones((2, 1))},
            2, 3, 0.5, 1,
        ),
        _edge("extra data", _NET, {**_DATA, "names": _STRINGS}, 1, 2, 0.5, 1),
        *(
            Case(f"strings for {name}", _NET, _data(name, _STRINGS), 1, 2, 0.5, 1,
                 refused=f"`{name}` must hold numbers, not strings.")
            for name in _DATA
        ),
        *(
            Case(f"no {name}", _NET, {n: v for n, v in _DATA.items() if n != name}, 1, 2, 0.5, 1,
                 refused=f"but {name} is missing")
            for name in ("x_train", "t_train", "x_test")
        ),
    ],
}  # fmt: skip

#: The edge cases of each twin, by its name.
EDGES: dict[str, list[Case]] = {
    "sigmoid": _NUMBERS,
    "sigmoid_grad": _NUMBERS[:1],
    "softmax": [
        *_NUMBERS,
        _edge("rank 4", normal(2, 2, 2, 3, seed=530)),
        _edge("NaN in the first column", np.array([[np.nan, 1.0], [2.0, 1.0]])),
    ],
    **_LOSSES,
    "numerical_gradient": [
        *grid(("squares", _X, 1e-3), name="", x="numbers", h="number"),
        _edge("negative step", "cubes", _X[0], -0.25),
        Case("steep, the usual step", "cubes", np.array([0.01, -0.02])),
        Case("no function", "nothing", _X, refused="`f` must be a function of `x`."),
    ],
    **_NETS,
    "TwoLayerNet": list(grid(_SIZES, **_SIZE_KINDS)),
    "BatchSoftmaxNet": list(grid(_SIZES, **_SIZE_KINDS)),
    **_TRAINING,
}

__all__ = ["EDGES", "grid"]
