"""The twins of `gradients`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES, Array
from diglot.inputs import normal
from diglot.twin import Case, Fault, Twin
from scratchnet.activations import softmax
from scratchnet.checks import as_numbers
from scratchnet.gradients import numerical_gradient
from scratchnet.losses import cross_entropy_error

# A function cannot cross from one language to the other: both write down the same ones.
_FUNCTIONS: dict[str, Any] = {
    "squares": lambda x: np.sum(x**2),
    "cubes": lambda x: np.sum(x**3),
    "exponentials": lambda x: np.sum(np.exp(x)),
    "products": lambda x: np.sum((x @ x.T) ** 2),
    "loss": lambda x: cross_entropy_error(softmax(x), np.zeros(x.shape[0])),
    "not a number": lambda x: x,
    "nothing": None,
}

_R_FUNCTIONS = """
  squares = function(x) sum(x^2),
  cubes = function(x) sum(x^3),
  exponentials = function(x) sum(exp(x)),
  products = function(x) sum((x %*% t(x))^2),
  loss = function(x) cross_entropy_error(softmax(x), numeric(nrow(x))),
  `not a number` = function(x) x,
  nothing = NULL
"""

_CASES = [
    Case("squares of a vector", "squares", np.array([3.0, 4.0])),
    Case("squares of one number", "squares", np.array([-2.0])),
    Case("squares of a 1x1 matrix", "squares", np.array([[0.5]]), edge=True),
    Case("cubes of a matrix", "cubes", normal(3, 5, seed=71)),
    Case("cubes of rank 3", "cubes", normal(2, 3, 2, seed=72), edge=True),
    Case("exponentials, another step", "exponentials", normal(4, 2, seed=73), 1e-5, edge=True),
    Case("a large step", "cubes", normal(4, seed=74), 0.5, edge=True),
    Case("products of a wide matrix", "products", normal(2, 5, seed=75)),
    Case("products of a square matrix", "products", normal(3, 3, seed=76)),
    Case("loss of scores", "loss", normal(4, 3, seed=77)),
    Case("loss of one row", "loss", normal(1, 6, seed=78)),
    Case("integers", "squares", np.arange(6).reshape(2, 3)),
    Case("large numbers", "squares", np.array([1e6, -1e6])),
    Case("NaN", "squares", np.array([1.0, np.nan]), edge=True),
    Case("empty", "squares", np.zeros(0), edge=True),
    Case("no scalar", "not a number", np.arange(3.0), refused="`f(x)` must be one number"),
    Case("strings", "squares", np.array(["1"]), refused="`x` must hold numbers, not strings."),
]


def _gradient(name: str, x: Any, h: float = 1e-4) -> Array:
    return numerical_gradient(_FUNCTIONS[name], x, h)


def _difference(
    quotient: Callable[[Callable[[Array], float], Array, Array, float], float],
) -> Callable[..., Array]:
    """Write a faulty gradient as its difference quotient along one axis."""

    def faulty(name: str, x: Any, h: float = 1e-4) -> Array:
        x = as_numbers(x, "x")
        steps = np.eye(x.size).reshape(x.size, *x.shape)
        values = [quotient(_FUNCTIONS[name], x, step, h) for step in steps]
        return np.array(values, dtype=float).reshape(x.shape)

    return faulty


def _not_put_back(name: str, x: Any, h: float = 1e-4) -> Array:
    x = np.array(as_numbers(x, "x"))
    gradient: Array = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = _FUNCTIONS[name](x)
        x[i] -= 2 * h
        gradient[i] = (above - _FUNCTIONS[name](x)) / (2 * h)
    return gradient


def _first_row_only(name: str, x: Any, h: float = 1e-4) -> Array:
    gradient = np.array(_gradient(name, x, h))
    gradient[1:] = 0
    return gradient


TWINS = [
    Twin(
        "numerical_gradient",
        python=_gradient,
        r=f"function(name, x, ...) numerical_gradient(list({_R_FUNCTIONS})[[name]], x, ...)",
        r_files=R_FILES,
        cases=_CASES,
        faults=[
            Fault(
                "forward difference",
                _difference(lambda f, x, e, h: (f(x + h * e) - f(x)) / h),
                "take f(x + h) - f(x - h).",
            ),
            Fault(
                "backward difference",
                _difference(lambda f, x, e, h: (f(x) - f(x - h * e)) / h),
                "take f(x + h) - f(x - h).",
            ),
            Fault(
                "step not halved",
                _difference(lambda f, x, e, h: (f(x + h * e) - f(x - h * e)) / h),
                "divide by 2 * h.",
            ),
            Fault(
                "divides by 2 and multiplies by h",
                _difference(lambda f, x, e, h: (f(x + h * e) - f(x - h * e)) / 2 * h),
                "(a - b) / 2 * h is not (a - b) / (2 * h).",
            ),
            Fault(
                "ignores the step that is given",
                lambda name, x, h=1e-4: _gradient(name, x, 1e-4),
                "h is an argument with a default, not a constant.",
            ),
            Fault(
                "step relative to the number",
                _difference(
                    lambda f, x, e, h: (
                        (f(x * (1 + h * e)) - f(x * (1 - h * e))) / (2 * h * np.sum(np.abs(x) * e))
                    )
                ),
                "the step is h, whatever x is.",
            ),
            Fault("does not put x back", _not_put_back, "restore x[i] before the next element."),
            Fault("first row only", _first_row_only, "seq_along(x), not seq_len(nrow(x))."),
            mistakes.sign(_gradient),
            mistakes.order_in_memory(_gradient),
            mistakes.flattened(_gradient),
            mistakes.rounded(_gradient, 4),
        ],
        shows=(numerical_gradient, "numerical_gradient.default"),
    ),
]
