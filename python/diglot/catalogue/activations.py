"""The twins of `activations`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES, Array, recycle
from diglot.inputs import extremes, normal
from diglot.twin import Case, Fault, Twin
from scratchnet.activations import sigmoid, sigmoid_grad, softmax

_ELEMENTWISE = [
    Case("batch", normal(40, 25, seed=1)),
    Case("vector", normal(7, seed=2)),
    Case("one number", 0.5),
    Case("1x1", np.array([[-2.0]]), edge=True),
    Case("one row", normal(1, 6, seed=3)),
    Case("one column", normal(6, 1, seed=4)),
    Case("square", normal(5, 5, seed=5)),
    Case("rank 3", normal(2, 3, 4, seed=6), edge=True),
    Case("far out", normal(40, 7, seed=7, std=300.0), edge=True),
    Case("near zero", normal(5, 4, seed=8, std=1e-9)),
    Case("zeros", np.array([[0.0, -0.0, 0.0], [-0.0, 0.0, -0.0]])),
    Case("integers", np.arange(-6, 6).reshape(3, 4)),
    Case("logicals", np.array([True, False, True]), edge=True),
    Case("extremes", extremes(), edge=True),
    Case("NaN", np.array([[1.0, np.nan], [np.nan, -1.0]]), edge=True),
    Case("empty", np.zeros(0), edge=True),
    Case("no rows", np.zeros((0, 3)), edge=True),
    Case("strings", np.array(["1", "2"]), refused="`x` must hold numbers, not strings."),
    Case("nothing", None, refused="`x` must hold numbers, not nothing."),
]

_SCORES = [
    Case("batch", normal(100, 10, seed=11)),
    Case("wide batch", normal(30, 10, seed=12, std=10.0)),
    Case("vector", normal(5, seed=13)),
    Case("one number", 3.0, edge=True),
    Case("1x1", np.array([[3.0]]), edge=True),
    Case("one row", normal(1, 6, seed=14)),
    Case("one column", normal(6, 1, seed=15), edge=True),
    Case("square", normal(4, 4, seed=16)),
    Case("rank 3", normal(2, 3, 4, seed=17), edge=True),
    Case("ties", np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 2.0]])),
    Case("near ties", np.array([[0.5, 0.500001, 0.5], [0.500001, 0.5, 0.5]])),
    Case("equal huge numbers", np.full((2, 4), 1e308), edge=True),
    Case("opposite huge numbers", np.array([[1e308, -1e308], [-1e308, 1e308]]), edge=True),
    Case(
        "infinities",
        np.array([[np.inf, 0.0, 1.0], [-np.inf, 0.0, 1.0], [np.inf, np.inf, 0.0]]),
        edge=True,
    ),
    Case("all -Inf", np.full((1, 3), -np.inf), edge=True),
    Case("beyond exp", np.array([[1000.0, 999.0, 998.0], [-1000.0, -999.0, -998.0]])),
    Case("rows far apart", np.array([[1000.0, 1001.0], [0.0, 1.0], [-1000.0, -1002.0]])),
    Case("NaN", np.array([[1.0, np.nan, 2.0], [3.0, 1.0, 2.0]]), edge=True),
    Case("NA", np.array([[1.0, extremes()[-1], 2.0], [3.0, 1.0, 2.0]]), edge=True),
    Case("integers", np.array([[1, 2, 3], [3, 2, 1]])),
    Case("logicals", np.array([[True, False], [False, False]]), edge=True),
    Case("empty", np.zeros(0), edge=True),
    Case("no rows", np.zeros((0, 3)), edge=True),
    Case("no columns", np.zeros((3, 0)), edge=True),
    Case("strings", np.array(["1", "2"]), refused="`x` must hold numbers, not strings."),
]


def _in_rows(mistake: Callable[[Array], Any]) -> Callable[[Any], Array]:
    """Make a mistake as R does: a vector is one row, and the last axis stands in the columns."""

    def faulty(x: Any) -> Array:
        largest = np.finfo(float).max
        x = np.clip(np.asarray(x, dtype=float), -largest, largest)
        rows = np.atleast_1d(x).reshape(-1, x.shape[-1] if x.ndim else 1, order="F")
        return np.asarray(mistake(rows)).reshape(x.shape, order="F")

    return faulty


def _exponentials(rows: Array) -> Array:
    return np.asarray(np.exp(rows - np.max(rows, axis=1, keepdims=True)))


def _divided_by_row_sums(e: Array) -> Array:
    return np.asarray(e / np.sum(e, axis=1, keepdims=True))


def _over_all(rows: Array) -> Array:
    e = _exponentials(rows)
    return np.asarray(e / np.sum(e))


def _over_columns(rows: Array) -> Array:
    e = np.exp(rows - np.max(rows, axis=0))
    return np.asarray(e / np.sum(e, axis=0))


def _without_shift(rows: Array) -> Array:
    return _divided_by_row_sums(np.exp(rows))


def _shifted_by_all(rows: Array) -> Array:
    return _divided_by_row_sums(np.exp(rows - np.max(rows)))


def _recycled_sums(rows: Array) -> Array:
    e = _exponentials(rows)
    return np.asarray(e / recycle(np.sum(e, axis=0), e.shape))


def _recycled_shift(rows: Array) -> Array:
    return _divided_by_row_sums(np.exp(rows - recycle(np.max(rows, axis=0), rows.shape)))


TWINS = [
    Twin(
        "sigmoid",
        python=sigmoid,
        r="sigmoid",
        r_files=R_FILES,
        cases=_ELEMENTWISE,
        faults=[
            Fault("wrong sign of the exponent", lambda x: sigmoid(-np.asarray(x)), "exp(-x)."),
            Fault("hyperbolic tangent", np.tanh, "tanh(x) is 2 * sigmoid(2 * x) - 1."),
            Fault("power of 2", lambda x: 1 / (1 + 2.0 ** -np.asarray(x)), "use exp(), not 2^."),
            Fault("forgets the 1", lambda x: 1 / np.exp(-np.asarray(x)), "1 / (1 + exp(-x))."),
            mistakes.na_for_nan(sigmoid),
            mistakes.flattened(sigmoid),
            mistakes.order_in_memory(sigmoid),
            mistakes.float32(sigmoid),
            mistakes.rounded(sigmoid),
        ],
    ),
    Twin(
        "sigmoid_grad",
        python=sigmoid_grad,
        r="sigmoid_grad",
        r_files=R_FILES,
        cases=_ELEMENTWISE,
        faults=[
            Fault(
                "takes the value for the place",
                lambda x: np.asarray(x) * (1 - np.asarray(x)),
                "it takes x, not sigmoid(x): call sigmoid() inside.",
            ),
            Fault("forgets a factor", lambda x: 1 - sigmoid(x), "(1 - y) * y."),
            Fault("sigmoid of the sigmoid", lambda x: sigmoid_grad(sigmoid(x)), "apply it once."),
            mistakes.sign(sigmoid_grad),
            mistakes.flattened(sigmoid_grad),
            mistakes.float32(sigmoid_grad),
            mistakes.rounded(sigmoid_grad),
        ],
    ),
    Twin(
        "softmax",
        python=softmax,
        r="softmax",
        r_files=R_FILES,
        cases=_SCORES,
        faults=[
            Fault("over the whole batch", _in_rows(_over_all), "use rowSums(), not sum()."),
            Fault("over the columns", _in_rows(_over_columns), "apply() over rows has MARGIN 1."),
            Fault("forgets the shift", _in_rows(_without_shift), "subtract each row's maximum."),
            Fault(
                "shifts by the maximum of all rows",
                _in_rows(_shifted_by_all),
                "max(x) is one number for the whole matrix: take each row's.",
            ),
            Fault(
                "divides by sums recycled down the columns",
                _in_rows(_recycled_sums),
                "a vector recycles down the columns: divide by rowSums(), or use sweep().",
            ),
            Fault(
                "shift recycled down the columns",
                _in_rows(_recycled_shift),
                "subtract a vector with one number for each row, or use sweep(x, 1, ...).",
            ),
            Fault("forgets to divide", _in_rows(_exponentials), "divide by the sum of each row."),
            mistakes.transposed(softmax),
            mistakes.order_in_memory(softmax),
            mistakes.flattened(softmax),
            mistakes.float32(softmax),
            mistakes.rounded(softmax),
        ],
    ),
]
