"""The twins of `losses`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES, Array, recycle
from diglot.inputs import extremes, labels, normal, one_hot, probabilities, uniform
from diglot.twin import Case, Fault, Twin
from scratchnet.datasets import one_hot as as_one_hot
from scratchnet.losses import (
    binary_cross_entropy,
    cross_entropy_error,
    mean_squared_error,
    sum_squared_error,
)

_Y = probabilities(4, 4, seed=33)

_LABELLED = [
    Case("one-hot labels", probabilities(100, 10, seed=21), one_hot(100, 10, seed=22)),
    Case("class numbers", probabilities(100, 10, seed=23), labels(100, 10, seed=24)),
    Case("soft labels", probabilities(20, 5, seed=25), probabilities(20, 5, seed=26), edge=True),
    Case("one row, one-hot", probabilities(1, 6, seed=27)[0], np.eye(6)[2]),
    Case("one row, class number", probabilities(1, 6, seed=28)[0], 4),
    Case("one row as a matrix", probabilities(1, 6, seed=29), np.eye(6)[[5]]),
    Case("one column", np.array([[0.2], [0.5], [0.9]]), np.array([[1.0], [0.0], [1.0]]), edge=True),
    Case("1x1", np.array([[0.25]]), np.array([[1.0]]), edge=True),
    Case("as many rows as classes, class numbers", _Y, np.array([3, 0, 1, 1])),
    Case("as many rows as classes, one-hot", _Y, np.eye(4)[[3, 0, 1, 1]]),
    Case("as many rows as classes, soft", _Y, probabilities(4, 4, seed=34), edge=True),
    Case(
        "integers and logicals",
        np.array([[1, 0], [0, 1]]),
        np.array([[True, False]] * 2),
        edge=True,
    ),
    Case("probability 0", np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([0, 1])),
    Case("no delta", np.array([[0.0, 1.0], [0.3, 0.7]]), np.array([1, 0]), 0.0, edge=True),
    Case("delta of 1e-4", probabilities(5, 3, seed=35), one_hot(5, 3, seed=36), 1e-4, edge=True),
    Case(
        "tiny probabilities",
        np.array([[1e-9, 1e-300, 5e-324]]),
        np.array([[0.2, 0.3, 0.5]]),
        edge=True,
    ),
    Case("NaN", np.array([[0.5, np.nan], [0.5, 0.5]]), np.array([0, 1]), edge=True),
    Case("label out of range", _Y, np.array([0, 1, 2, 4]), refused="from 0 to 3, not 4."),
    Case("label below 0", _Y, np.array([0, 1, 2, -1]), refused="from 0 to 3, not -1."),
    Case("half a label", _Y, np.array([0, 1, 2, 0.5]), refused="from 0 to 3, not 0.5."),
    Case("missing label", _Y, np.array([0, 1, np.nan, 2]), refused="from 0 to 3, not NaN."),
    Case("too few labels", _Y, np.array([0, 1]), refused="`t` must be a 4 x 4 matrix of labels"),
    Case("transposed labels", _Y[:3], np.eye(4)[:, :3], refused="`t` must be a 3 x 4 matrix"),
    Case("no rows", np.zeros((0, 3)), np.zeros((0, 3)), refused="`y` must have at least one row"),
    Case("no probability", _Y + 1, np.eye(4), refused="`y` must hold probabilities from 0 to 1"),
    Case("rank 3", np.full((2, 2, 2), 0.5), np.array([0, 1]), refused="a vector or a matrix"),
    Case("strings for labels", _Y, np.array(list("abcd")), refused="`t` must hold numbers"),
]

_PAIRS = [
    Case("batch", normal(50, 10, seed=41), normal(50, 10, seed=42)),
    Case("one-hot targets", probabilities(20, 5, seed=43), one_hot(20, 5, seed=44)),
    Case("vector", normal(9, seed=45), normal(9, seed=46)),
    Case("one number", 0.25, 1.0),
    Case("one row", normal(1, 4, seed=47), normal(1, 4, seed=48)),
    Case("one column", normal(4, 1, seed=49), normal(4, 1, seed=50)),
    Case("rank 3", normal(2, 3, 4, seed=51), normal(2, 3, 4, seed=52), edge=True),
    Case("close", 1e8 + normal(6, seed=53), 1e8 + normal(6, seed=54)),
    Case("equal", normal(3, 3, seed=55), normal(3, 3, seed=55)),
    Case("integers and logicals", np.arange(4), np.array([True, False, True, True]), edge=True),
    Case("overflowing squares", np.array([1e308, 0.0]), np.array([-1e308, 0.0]), edge=True),
    Case("infinities", np.array([np.inf, 1.0]), np.array([1.0, 1.0]), edge=True),
    Case("Inf - Inf", np.array([np.inf, 1.0]), np.array([np.inf, 1.0]), edge=True),
    Case("NaN", np.array([[1.0, np.nan]]), np.array([[0.0, 1.0]]), edge=True),
    Case("other lengths", np.arange(4.0), np.arange(2.0), refused="must have the same shape"),
    Case("vector and column", np.arange(3.0), np.ones((3, 1)), refused="must have the same shape"),
    Case("strings", np.array(["a"]), np.ones(1), refused="`y` must hold numbers"),
]

_BINARY = [
    Case("logic gate", np.array([[0.1], [0.4], [0.4], [0.8]]), np.array([[0], [0], [0], [1]])),
    Case("batch", uniform(50, 10, seed=61), one_hot(50, 10, seed=62)),
    Case("soft labels", uniform(5, 3, seed=63), uniform(5, 3, seed=64)),
    Case("vector", uniform(6, seed=65), np.array([True, False, True, True, False, False])),
    Case("one number", 0.3, 1),
    Case("sure and right", np.array([0.0, 1.0]), np.array([0.0, 1.0]), edge=True),
    Case("sure and wrong", np.array([1.0, 0.5]), np.array([0.0, 1.0]), edge=True),
    Case("nearly sure", np.array([1e-300, 1 - 2.0**-53]), np.array([1.0, 0.0]), edge=True),
    Case("NaN", np.array([0.5, np.nan]), np.array([1.0, 1.0]), edge=True),
    Case("empty", np.zeros(0), np.zeros(0), edge=True),
    Case("outside 0 to 1", np.array([1.5]), np.array([1.0]), refused="`y` must hold probab"),
    Case("other lengths", uniform(4, seed=66), np.ones(2), refused="must have the same shape"),
]


def _distributions(y: Any, t: Any) -> tuple[Array, Array]:
    """Give predictions and labels as matrices."""
    y = np.atleast_2d(np.asarray(y, dtype=float))
    t = np.asarray(t)
    return y, (as_one_hot(t, y.shape[1]) if t.size == y.shape[0] != y.size else t.reshape(y.shape))


def _cross_entropy(
    change: Callable[[Array, Array, float], Any],
) -> Callable[..., Any]:
    """Write a faulty cross-entropy as a function of matrices, so that only the fault is new."""

    def faulty(y: Any, t: Any, delta: float = 1e-7) -> Any:
        if not np.issubdtype(np.asarray(t).dtype, np.number) and np.asarray(t).dtype != bool:
            raise TypeError("no numbers")
        return change(*_distributions(y, t), delta)

    return faulty


def _labels_from_one(y: Any, t: Any, delta: float = 1e-7) -> Any:
    if np.size(t) != np.atleast_2d(y).shape[0]:
        return cross_entropy_error(y, t, delta)
    classes = np.atleast_2d(y).shape[1]
    return cross_entropy_error(y, (np.asarray(t, dtype=int) - 1) % classes, delta)


def _recycled_class_numbers(y: Any, t: Any, delta: float = 1e-7) -> Any:
    y = np.atleast_2d(np.asarray(y, dtype=float))
    t = recycle(t, y.shape) if np.size(t) != y.size else np.reshape(t, y.shape)
    return -np.sum(t * np.log(y + delta)) / y.shape[0]


def _hard_labels(y: Array, t: Array, delta: float) -> Any:
    return cross_entropy_error(y, np.argmax(t, axis=1), delta)


def _drops_missing(y: Array, t: Array, delta: float) -> Any:
    return -np.nansum(t * np.log(y + delta)) / y.shape[0]


def _squares(change: Callable[[Array], Any]) -> Callable[[Any, Any], Any]:
    """Write a faulty squared error as a function of the difference."""
    return lambda y, t: change(np.asarray(y, dtype=float) - np.asarray(t, dtype=float))


def _recycled(original: Callable[[Any, Any], Any]) -> Fault:
    def faulty(y: Any, t: Any) -> Any:
        y = np.asarray(y, dtype=float)
        return original(y, recycle(t, y.shape))

    return Fault(
        "recycles the shorter argument", faulty, "R repeats the shorter vector: check dim() first."
    )


def _binary_mean(y: Any, t: Any) -> Any:
    return 2 * binary_cross_entropy(y, t) / np.size(y)


def _binary_plain(y: Any, t: Any) -> Any:
    y, t = np.asarray(y, dtype=float), np.asarray(t, dtype=float)
    return 0.5 * np.sum(-t * np.log(y) - (1 - t) * np.log(1 - y))


def _binary_one_sided(y: Any, t: Any) -> Any:
    return -0.5 * np.sum(np.asarray(t) * np.log(np.asarray(y, dtype=float)))


TWINS = [
    Twin(
        "cross_entropy_error",
        python=cross_entropy_error,
        r="cross_entropy_error",
        r_files=R_FILES,
        cases=_LABELLED,
        faults=[
            Fault(
                "sums over the rows",
                _cross_entropy(lambda y, t, d: -np.sum(t * np.log(y + d))),
                "divide by nrow(y).",
            ),
            Fault(
                "divides by all elements",
                _cross_entropy(lambda y, t, d: -np.sum(t * np.log(y + d)) / y.size),
                "divide by nrow(y): mean() and length() count every element.",
            ),
            Fault(
                "divides by the columns",
                _cross_entropy(lambda y, t, d: -np.sum(t * np.log(y + d)) / y.shape[1]),
                "divide by nrow(y): length() of a data frame, and dim(y)[2], are the columns.",
            ),
            Fault(
                "logarithm to base 10",
                _cross_entropy(lambda y, t, d: cross_entropy_error(y, t, d) / np.log(10)),
                "log() is natural in both languages; log10() is not.",
            ),
            Fault(
                "logarithm to base 2",
                _cross_entropy(lambda y, t, d: cross_entropy_error(y, t, d) / np.log(2)),
                "log() is natural in both languages; log2() is not.",
            ),
            Fault(
                "forgets delta",
                _cross_entropy(lambda y, t, d: cross_entropy_error(y, t, 0.0)),
                "log(y + delta).",
            ),
            Fault(
                "ignores the delta that is given",
                _cross_entropy(lambda y, t, d: cross_entropy_error(y, t, 1e-7)),
                "delta is an argument with a default, not a constant.",
            ),
            Fault(
                "delta outside of the logarithm",
                _cross_entropy(lambda y, t, d: cross_entropy_error(y, t, 0.0) - d),
                "log(y + delta), not log(y) + delta.",
            ),
            Fault("class numbers from 1", _labels_from_one, "add 1 where R indexes: y[i, t + 1]."),
            Fault(
                "recycles the class numbers",
                _recycled_class_numbers,
                "a vector of class numbers is no matrix: index with cbind(row, t + 1).",
            ),
            Fault(
                "makes soft labels hard",
                _cross_entropy(_hard_labels),
                "multiply by t; which.max() forgets the other classes.",
            ),
            Fault(
                "drops what is missing",
                _cross_entropy(_drops_missing),
                "na.rm = TRUE hides a NaN that the original lets pass.",
            ),
            mistakes.sign(cross_entropy_error),
            mistakes.float32(cross_entropy_error),
            mistakes.rounded(cross_entropy_error),
        ],
    ),
    Twin(
        "mean_squared_error",
        python=mean_squared_error,
        r="mean_squared_error",
        r_files=R_FILES,
        cases=[
            *_PAIRS,
            Case("empty", np.zeros(0), np.zeros(0), refused="`y` must have at least one element"),
        ],
        faults=[
            Fault("half of it", _squares(lambda d: 0.5 * np.mean(d**2)), "mean((y - t)^2)."),
            Fault("sum for mean", _squares(lambda d: np.sum(d**2)), "divide by length(y)."),
            Fault(
                "divides by the rows",
                _squares(lambda d: np.sum(d**2) / (d.shape[0] if d.ndim else 1)),
                "divide by length(y), not by nrow(y).",
            ),
            Fault(
                "divides by n - 1",
                _squares(lambda d: np.sum(d**2) / (d.size - 1)),
                "var() divides by n - 1.",
            ),
            Fault("absolute differences", _squares(lambda d: np.mean(np.abs(d))), "square them."),
            Fault("root", _squares(lambda d: np.sqrt(np.mean(d**2))), "no sqrt()."),
            _recycled(mean_squared_error),
            mistakes.float32(mean_squared_error),
        ],
    ),
    Twin(
        "sum_squared_error",
        python=sum_squared_error,
        r="sum_squared_error",
        r_files=R_FILES,
        cases=[
            *_PAIRS,
            Case("empty", np.zeros(0), np.zeros(0), edge=True),
            Case("extremes", extremes()[2:24], np.zeros(22), edge=True),
        ],
        faults=[
            Fault("forgets the half", _squares(lambda d: np.sum(d**2)), "0.5 * sum((y - t)^2)."),
            Fault(
                "half of the mean", _squares(lambda d: 0.5 * np.mean(d**2)), "sum(), not mean()."
            ),
            Fault("forgets the square", _squares(lambda d: 0.5 * np.sum(d)), "(y - t)^2."),
            Fault("square of the sum", _squares(lambda d: 0.5 * np.sum(d) ** 2), "sum((y - t)^2)."),
            Fault(
                "drops what is missing",
                _squares(lambda d: 0.5 * np.nansum(d**2)),
                "na.rm = TRUE hides a NaN that the original lets pass.",
            ),
            _recycled(sum_squared_error),
            mistakes.float32(sum_squared_error),
        ],
    ),
    Twin(
        "binary_cross_entropy",
        python=binary_cross_entropy,
        r="binary_cross_entropy",
        r_files=R_FILES,
        cases=_BINARY,
        faults=[
            Fault("forgets the half", lambda y, t: 2 * binary_cross_entropy(y, t), "0.5 * sum()."),
            Fault("mean for half the sum", _binary_mean, "0.5 * sum(), not mean()."),
            Fault("NaN for 0 log 0", _binary_plain, "0 * log(0) is NaN; its limit is 0."),
            Fault("only where t is 1", _binary_one_sided, "add (1 - t) * log(1 - y)."),
            Fault(
                "logarithm to base 10",
                lambda y, t: binary_cross_entropy(y, t) / np.log(10),
                "log() is natural; log10() is not.",
            ),
            mistakes.sign(binary_cross_entropy),
            _recycled(binary_cross_entropy),
            mistakes.rounded(binary_cross_entropy),
        ],
    ),
]
