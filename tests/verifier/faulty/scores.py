"""Scores: how good a prediction was."""

import numpy as np

from diglot.inputs import labels, normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def precision(truth, predicted):
    tp = np.sum((truth == 1) & (predicted == 1))
    fp = np.sum((truth == 0) & (predicted == 1))
    return tp / (tp + fp)


def confusion_matrix(truth, predicted, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    for t, p in zip(truth, predicted, strict=True):
        matrix[t, p] += 1
    return matrix


def r_squared(y, fitted):
    residual = np.sum((y - fitted) ** 2)
    total = np.sum((y - np.mean(y)) ** 2)
    return 1 - residual / total


def mean_absolute_percentage_error(y, forecast):
    return 100 * np.mean(np.abs((y - forecast) / y))


def discounted_gain(relevance):
    total = 0.0
    for i, gain in enumerate(relevance):
        total += gain / np.log2(i + 2)
    return total


HITS = [
    Case("eight", np.array([1, 0, 1, 1, 0, 0, 1, 0]), np.array([1, 0, 0, 1, 1, 1, 1, 0])),
    Case("twenty", labels(20, 2, seed=6), labels(20, 2, seed=7)),
    Case("thirty", labels(30, 2, seed=8), labels(30, 2, seed=9)),
]

FORECASTS = [
    Case("four", np.array([3.0, 5.0, 2.0, 7.0]), np.array([2.5, 5.0, 3.0, 8.0])),
    Case("near", uniform(10, seed=10, low=1.0, high=9.0), uniform(10, seed=11, low=1.0, high=9.0)),
    Case("many", normal(25, seed=12, mean=20.0), normal(25, seed=13, mean=20.0)),
]


SUBJECTS = [
    Subject(
        precision,
        HITS,
        "function(truth, predicted) sum(truth == 1 & predicted == 1) / sum(predicted == 1)",
        [
            Mistake(
                "gives the recall",
                ("/ sum(predicted == 1)", "/ sum(truth == 1)"),
                "arguments",
                ["operation"],
                "truth|predicted|swap",
            ),
            Mistake(
                "divides by all",
                ("sum(predicted == 1)", "length(predicted)"),
                None,
                ["operation", "mean", "scaled"],
            ),
        ],
    ),
    Subject(
        confusion_matrix,
        [
            Case("three classes", labels(20, 3, seed=31), labels(20, 3, seed=32), 3),
            Case("two classes", labels(15, 2, seed=33), labels(15, 2, seed=34), 2),
            Case("a class that is never met", np.array([0, 1, 3, 3]), np.array([0, 3, 3, 1]), 4),
        ],
        """function(truth, predicted, classes) {
          matrix(tabulate(truth + predicted * classes + 1, classes^2), classes)
        }""",
        [
            Mistake(
                "lets predictions be rows",
                ("truth + predicted * classes", "predicted + truth * classes"),
                "transposed",
                ["arguments"],
                r"t\(|swap|transpos",
            ),
            Mistake(
                "drops a class that is never met",
                "function(truth, predicted, classes) unclass(table(truth, predicted))",
                "dimensions",
                ["missing", None],
                "dim|level|factor|row|class",
            ),
        ],
        {
            "table of factors": """function(truth, predicted, classes) {
              levels <- seq(0, classes - 1)
              table(truth = factor(truth, levels), predicted = factor(predicted, levels))
            }""",
        },
    ),
    Subject(
        r_squared,
        FORECASTS,
        "function(y, fitted) 1 - sum((y - fitted)^2) / sum((y - mean(y))^2)",
        [
            Mistake(
                "centres on the fit",
                ("mean(y)", "mean(fitted)"),
                "operation",
                ["arguments"],
                "y|fitted",
            ),
            Mistake(
                "swaps y and fitted",
                "function(fitted, y) 1 - sum((y - fitted)^2) / sum((y - mean(y))^2)",
                "arguments",
                (),
                "swap|order|argument",
            ),
            Mistake("forgets 1 -", ("1 - sum", "sum"), "operation", ["sign"], "1"),
        ],
    ),
    Subject(
        mean_absolute_percentage_error,
        FORECASTS,
        "function(y, forecast) 100 * mean(abs((y - forecast) / y))",
        [
            Mistake("gives no percent", ("100 * ", ""), "scaled", ["operation"], "100"),
            Mistake(
                "divides by the forecast",
                ("/ y)", "/ forecast)"),
                "arguments",
                ["operation"],
                "y|forecast|swap",
            ),
            Mistake(
                "forgets the sign's loss",
                ("abs((y - forecast) / y)", "(y - forecast) / y"),
                "operation",
                ["sign"],
                "abs",
            ),
            Mistake(
                "takes the magnitude last",
                ("mean(abs((y - forecast) / y))", "abs(mean((y - forecast) / y))"),
                "operation",
                ["other order"],
                "abs|mean",
            ),
        ],
    ),
    Subject(
        discounted_gain,
        [
            Case("six", np.array([3.0, 2.0, 3.0, 0.0, 1.0, 2.0])),
            Case("none at first", np.array([0.0, 1.0, 1.0])),
            Case("graded", uniform(8, seed=35, high=3.0)),
        ],
        "function(relevance) sum(relevance / log2(seq_along(relevance) + 1))",
        [
            Mistake(
                "adds 2 as Python does",
                ("+ 1", "+ 2"),
                "index",
                ["operation", "shifted"],
                "1|2|from 0",
            ),
            Mistake("takes natural logs", ("log2", "log"), "scaled", ["operation"], "log"),
        ],
    ),
]
