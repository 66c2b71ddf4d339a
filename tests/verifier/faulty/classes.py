"""Classes: one-hot labels, the class that is predicted, accuracy."""

import numpy as np

from diglot.inputs import labels, normal, one_hot
from diglot.twin import Case

from .subject import Mistake, Subject


def one_hot_labels(t, classes):
    encoded = np.zeros((len(t), classes))
    encoded[np.arange(len(t)), t] = 1
    return encoded


def predicted_classes(scores):
    return np.argmax(scores, axis=1)


def accuracy(y, t):
    return np.sum(np.argmax(y, axis=1) == t) / float(y.shape[0])


TIED = np.array([[0.4, 0.4, 0.2], [0.1, 0.1, 0.8], [0.3, 0.35, 0.35], [0.25, 0.5, 0.25]])


SUBJECTS = [
    Subject(
        one_hot_labels,
        [
            Case("three", np.array([1, 0, 2]), 3),
            Case("many", labels(12, 4, seed=31), 4),
            Case("a class that is never met", np.array([0, 2, 2, 0]), 3),
        ],
        """function(t, classes) {
          encoded <- matrix(0, length(t), classes)
          encoded[cbind(seq_along(t), t + 1)] <- 1
          encoded
        }""",
        [
            Mistake(
                "indexes by labels from 0", ("t + 1", "t"), "index", (), r"\+ 1|from 0|label|index"
            ),
            Mistake(
                "gives a class a row",
                """function(t, classes) {
                  sapply(t, function(label) as.numeric(0:(classes - 1) == label))
                }""",
                "transposed",
                (),
                r"t\(",
            ),
            Mistake(
                "sorts the labels",
                "function(t, classes) diag(classes)[sort(t) + 1, ]",
                "other order",
                ["operation"],
                "sort|order",
            ),
        ],
        {
            "outer": "function(t, classes) outer(t, seq_len(classes) - 1, `==`) * 1",
            "model matrix": """function(t, classes) {
              classes <- factor(t, levels = 0:(classes - 1))
              coded <- stats::model.matrix(~ classes - 1)
              coded[, , drop = FALSE]
            }""",
        },
    ),
    Subject(
        predicted_classes,
        [
            Case("batch", normal(6, 4, seed=32)),
            Case("ties", TIED),
            Case("wide", normal(3, 9, seed=33)),
        ],
        'function(scores) max.col(scores, ties.method = "first") - 1',
        [
            Mistake("counts from 1", (" - 1", ""), "shifted", ["index"], "1"),
            Mistake(
                "takes the last of ties",
                ('"first"', '"last"'),
                "ties",
                ["operation"],
                "ties|first|equal",
            ),
            Mistake(
                "breaks ties at random",
                (', ties.method = "first"', ""),
                "random",
                ["ties"],
                "ties|random",
            ),
        ],
        {"integers": "function(scores) apply(scores, 1, which.max) - 1L"},
    ),
    Subject(
        accuracy,
        [
            Case("batch", normal(8, 3, seed=34), labels(8, 3, seed=35)),
            Case("all right", one_hot(5, 4, seed=36), labels(5, 4, seed=36)),
            Case("many", normal(40, 4, seed=37), labels(40, 4, seed=38)),
        ],
        "function(y, t) mean(apply(y, 1, which.max) - 1 == t)",
        [
            Mistake(
                "counts classes from 1",
                (" - 1 == t", " == t"),
                "index",
                ["shifted"],
                "- 1|from 0|class|index",
            ),
            Mistake(
                "looks down the columns",
                ("apply(y, 1,", "apply(y, 2,"),
                "other axis",
                (),
                "row|apply|axis|margin|1",
            ),
            Mistake(
                "takes the smallest",
                ("which.max", "which.min"),
                "operation",
                ["reversed", "sign"],
                "max|min",
            ),
            Mistake("counts hits", ("mean(", "sum("), "mean", ["scaled"], "mean|row|/"),
            Mistake("percent", ("mean(", "100 * mean("), "scaled", (), "100"),
        ],
        {
            "named vector": """function(y, t) {
              colnames(y) <- seq_len(ncol(y)) - 1
              hits <- apply(y, 1, \\(row) names(which.max(row))) == as.character(t)
              c(accuracy = sum(hits) / length(hits))
            }""",
        },
    ),
]
