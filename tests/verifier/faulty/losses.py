"""Losses of the book and of others, and the gradient where softmax meets its loss."""

import numpy as np

from diglot.inputs import labels, normal, one_hot, probabilities, uniform
from diglot.twin import Case

from .activations import softmax
from .subject import Mistake, Subject


def mean_squared_error(y, t):
    return np.mean((y - t) ** 2)


def sum_squared_error(y, t):
    return 0.5 * np.sum((y - t) ** 2)


def root_mean_squared_error(y, t):
    return np.sqrt(np.mean((y - t) ** 2))


def cross_entropy_error(y, t):
    if y.ndim == 1:
        t = t.reshape(1, t.size)
        y = y.reshape(1, y.size)
    batch_size = y.shape[0]
    return -np.sum(t * np.log(y + 1e-7)) / batch_size


def cross_entropy_of_labels(y, t):
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size


def binary_cross_entropy(p, t):
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def kl_divergence(p, q):
    return np.sum(p * np.log(p / q))


def hinge_loss(scores, t):
    return np.maximum(0, 1 - t * scores).mean()


def softmax_with_loss(x, t):
    y = softmax(x)
    loss = cross_entropy_error(y, t)
    dx = (y - t) / t.shape[0]
    return {"loss": loss, "dx": dx}


PAIRS = [
    Case("numbers", np.array([0.1, 0.05, 0.6, 0.25]), np.array([0.0, 0.0, 1.0, 0.0])),
    Case("batch", normal(5, 3, seed=1), normal(5, 3, seed=2)),
    Case("wide", normal(2, 7, seed=3), normal(2, 7, seed=4)),
]

SOFT = [
    Case("batch", probabilities(6, 4, seed=5), one_hot(6, 4, seed=6)),
    Case("wide", probabilities(3, 5, seed=7), one_hot(3, 5, seed=8)),
    Case("one row", probabilities(1, 3, seed=9)[0], np.array([0.0, 1.0, 0.0])),
    Case(
        "sure of itself",
        np.array([[1.0, 0.0, 0.0], [0.0, 0.2, 0.8]]),
        np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
    ),
]

LABELLED = [
    Case("batch", probabilities(6, 4, seed=10), np.array([2, 0, 3, 1, 0, 2])),
    Case("three", probabilities(3, 5, seed=11), np.array([4, 1, 0])),
    Case("many", probabilities(20, 3, seed=12), labels(20, 3, seed=13)),
]


SUBJECTS = [
    Subject(
        mean_squared_error,
        PAIRS,
        "function(y, t) mean((y - t)^2)",
        [
            Mistake("does not divide", ("mean(", "sum("), "mean", (), "mean"),
            Mistake(
                "divides by the rows",
                "function(y, t) sum((y - t)^2) / NROW(y)",
                "scaled",
                ["mean"],
                "column|ncol|element|length|mean|class",
            ),
            Mistake(
                "squares the mean",
                ("mean((y - t)^2)", "mean(y - t)^2"),
                "operation",
                (),
                r"\^|squar|power",
            ),
        ],
        {
            "crossprod": "function(y, t) { d <- c(y - t); crossprod(d) / length(d) }",
            "a closure of totals": """function(y, t) {
              total <- local({
                sum <- 0
                function(value = NULL) {
                  if (!is.null(value)) sum <<- sum + value
                  sum
                }
              })
              for (i in seq_along(y)) total((y[[i]] - t[[i]])^2)
              total() / length(y)
            }""",
        },
    ),
    Subject(
        sum_squared_error,
        PAIRS,
        "function(y, t) 0.5 * sum((y - t)^2)",
        [
            Mistake(
                "forgets the half",
                ("0.5 * ", ""),
                "scaled",
                ["operation"],
                "2|0.5|half|twice|doubl",
            ),
            Mistake(
                "takes distances",
                ("(y - t)^2", "abs(y - t)"),
                "operation",
                (),
                r"\^|squar|abs|power",
            ),
        ],
        {"a 1x1 matrix": "function(y, t) crossprod(as.vector(y - t)) / 2"},
    ),
    Subject(
        root_mean_squared_error,
        PAIRS,
        "function(y, t) sqrt(mean((y - t)^2))",
        [
            Mistake(
                "forgets the root",
                ("sqrt(mean((y - t)^2))", "mean((y - t)^2)"),
                "operation",
                (),
                "sqrt|root",
            ),
            Mistake(
                "roots before the mean",
                ("sqrt(mean((y - t)^2))", "mean(sqrt((y - t)^2))"),
                "operation",
                ["other order"],
                "sqrt|root",
            ),
        ],
    ),
    Subject(
        cross_entropy_error,
        SOFT,
        """function(y, t) {
          batch_size <- if (is.matrix(y)) nrow(y) else 1
          -sum(t * log(y + 1e-7)) / batch_size
        }""",
        [
            Mistake("forgets the minus", ("-sum", "sum"), "sign", ["scaled"], "minus|-|sign"),
            Mistake("takes log10", ("log(y", "log10(y"), "scaled", ["operation"], "log|10"),
            Mistake(
                "divides by the classes",
                ("nrow(y) else 1", "ncol(y) else 1"),
                "scaled",
                ["mean"],
                "row|nrow|class|col",
            ),
            Mistake(
                "takes the mean of all",
                "function(y, t) -mean(t * log(y + 1e-7))",
                "scaled",
                ["mean"],
                "row|nrow|class|col|sum|mean|element|length",
            ),
            Mistake(
                "does not divide",
                (" / batch_size", ""),
                "mean",
                ["scaled"],
                "row|mean|batch|size|divi",
            ),
            Mistake(
                "forgets delta",
                ("y + 1e-7", "y"),
                "missing",
                ["operation", "default"],
                "1e-0?7|delta|0",
            ),
            Mistake(
                "adds delta outside",
                ("log(y + 1e-7)", "(log(y) + 1e-7)"),
                "operation",
                ["missing"],
                "1e-0?7|delta|log|inside",
            ),
            Mistake("another delta", ("1e-7", "1e-10"), "operation", ["default"], "1e-0?7"),
            Mistake(
                "swaps y and t",
                "function(t, y) -sum(t * log(y + 1e-7)) / NROW(t)",
                "arguments",
                (),
                "swap|order",
            ),
        ],
        {
            "early return": """function(y, t, delta = 1e-7, ...) {
              if (is.null(dim(y))) return(-sum(t * log(y + delta)))
              -sum(rowSums(t * log(y + delta))) / dim(y)[1]
            }""",
            "recursion over rows": """local({
              cross_entropy <- function(y, t) {
                if (!is.matrix(y)) return(-sum(t * log(y + 1e-7)))
                mean(vapply(seq_len(nrow(y)), function(i) cross_entropy(y[i, ], t[i, ]), 0))
              }
            })""",
        },
    ),
    Subject(
        cross_entropy_of_labels,
        LABELLED,
        """function(y, t) {
          picked <- y[cbind(seq_len(nrow(y)), t + 1)]
          -sum(log(picked + 1e-7)) / nrow(y)
        }""",
        [
            Mistake(
                "indexes by labels from 0", ("t + 1", "t"), "index", (), r"\+ 1|from 0|label|index"
            ),
            Mistake(
                "takes the mean of all", ("/ nrow(y)", "/ length(y)"), "scaled", (), "row|col|class"
            ),
            Mistake(
                "indexes by places in memory",
                ("cbind(seq_len(nrow(y)), t + 1)", "seq_len(nrow(y)) + nrow(y) * t + 1"),
                "index",
                ["shifted"],
                "index|1|position|place",
            ),
        ],
        {
            "mapply": """function(y, t) {
              -mean(mapply(function(i, label) log(y[i, label + 1L] + 1e-7), seq_along(t), t))
            }""",
            "diag": "function(y, t) -mean(log(diag(y[, t + 1, drop = FALSE]) + 1e-7))",
        },
    ),
    Subject(
        binary_cross_entropy,
        [
            Case("three", np.array([0.9, 0.2, 0.6]), np.array([1.0, 0.0, 0.0])),
            Case("many", uniform(12, seed=14, low=0.05, high=0.95), labels(12, 2, seed=15) * 1.0),
            Case("all hits", uniform(5, seed=16, low=0.2, high=0.9), np.ones(5)),
        ],
        "function(p, t) -mean(t * log(p) + (1 - t) * log(1 - p))",
        [
            Mistake(
                "forgets the other class",
                (" + (1 - t) * log(1 - p)", ""),
                "operation",
                (),
                r"1 - t|term|log",
            ),
            Mistake(
                "subtracts the other class",
                ("+ (1 - t)", "- (1 - t)"),
                "sign",
                ["operation"],
                r"\+|-|sign",
            ),
            Mistake(
                "takes log2",
                "function(p, t) -mean(t * log2(p) + (1 - t) * log2(1 - p))",
                "scaled",
                ["operation"],
                "log",
            ),
        ],
        {"switch by class": "function(p, t) -mean(log(ifelse(t == 1, p, 1 - p)))"},
    ),
    Subject(
        kl_divergence,
        [
            Case("three", np.array([0.2, 0.5, 0.3]), np.array([0.4, 0.4, 0.2])),
            Case("four", probabilities(1, 4, seed=17)[0], probabilities(1, 4, seed=18)[0]),
            Case("ten", probabilities(1, 10, seed=19)[0], probabilities(1, 10, seed=20)[0]),
        ],
        "function(p, q) sum(p * log(p / q))",
        [
            Mistake(
                "swaps p and q",
                ("p * log(p / q)", "q * log(q / p)"),
                "arguments",
                (),
                "swap|argument|order",
            ),
            Mistake(
                "turns the ratio round",
                ("p / q", "q / p"),
                "sign",
                ["operation", "scaled"],
                "-|sign|/|p|swap",
            ),
        ],
    ),
    Subject(
        hinge_loss,
        [
            Case("three", np.array([0.5, -1.5, 2.0]), np.array([1.0, -1.0, -1.0])),
            Case("many", normal(10, seed=21), 2.0 * labels(10, 2, seed=22) - 1),
            Case("sure", normal(6, seed=23, std=3.0), 2.0 * labels(6, 2, seed=24) - 1),
        ],
        "function(scores, t) mean(pmax(0, 1 - t * scores))",
        [
            Mistake("adds the margin", ("1 - t", "1 + t"), "sign", ["operation"], r"\+|-|sign"),
            Mistake(
                "takes one maximum",
                ("mean(pmax(0, 1 - t * scores))", "mean(max(0, 1 - t * scores))"),
                "other axis",
                ["operation", "mean"],
                "pmax|max|element",
            ),
        ],
    ),
    Subject(
        softmax_with_loss,
        [
            Case("batch", normal(5, 3, seed=25), one_hot(5, 3, seed=26)),
            Case("square", normal(4, 4, seed=27), one_hot(4, 4, seed=28)),
            Case("wide", normal(2, 6, seed=29, std=3.0), one_hot(2, 6, seed=30)),
        ],
        """function(x, t) {
          e <- exp(x - apply(x, 1, max))
          y <- e / rowSums(e)
          list(loss = -sum(t * log(y + 1e-7)) / nrow(x), dx = (y - t) / nrow(x))
        }""",
        [
            Mistake(
                "does not divide dx",
                ("(y - t) / nrow(x)", "(y - t)"),
                "mean",
                ["scaled"],
                "row|mean|batch|/",
            ),
            Mistake(
                "divides dx by the classes",
                ("(y - t) / nrow(x)", "(y - t) / ncol(x)"),
                "scaled",
                ["mean"],
                "row|col",
            ),
            Mistake("turns dx round", ("(y - t)", "(t - y)"), "sign", ["scaled"], "-|sign"),
            Mistake(
                "does not divide the loss",
                ("(y + 1e-7)) / nrow(x)", "(y + 1e-7))"),
                "mean",
                ["scaled"],
                "row|mean|batch|/",
            ),
        ],
        {
            "one pass through the rows": """function(x, t) {
              n <- nrow(x)
              loss <- 0
              dx <- x * 0
              for (i in seq_len(n)) {
                e <- exp(x[i, ] - max(x[i, ]))
                y <- e / sum(e)
                loss <- loss - drop(log(y + 1e-7) %*% t[i, ])
                dx[i, ] <- y - t[i, ]
              }
              list(loss = loss / n, dx = dx / n)
            }""",
        },
    ),
]
