"""Ranks, orders, counts and roundings."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def average_ranks(x):
    ranks = np.empty(len(x))
    for i in range(len(x)):
        ranks[i] = np.sum(x < x[i]) + (np.sum(x == x[i]) + 1) / 2
    return ranks


def order_of(x):
    return np.argsort(x, kind="stable")


def largest(x, k):
    return np.sort(x)[::-1][:k]


def histogram(x, edges):
    counts = np.zeros(len(edges) - 1, dtype=int)
    for i in range(len(counts)):
        counts[i] = np.sum((x >= edges[i]) & (x < edges[i + 1]))
    return counts


def shares_of(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return np.array([count / len(words) for count in counts.values()])


def positive_part(x):
    return np.where(x > 0, x, 0)


def whole_average(x):
    return sum(x) / len(x)


def round_half_up(x):
    return np.floor(x + 0.5)


def running_mean(x):
    return np.cumsum(x) / np.arange(1, len(x) + 1)


SAMPLES = [
    Case("five", np.array([2.0, 4.0, 4.0, 5.0, 9.0])),
    Case("normal", normal(12, seed=1)),
    Case("heights", normal(30, seed=2, mean=170.0, std=8.0)),
]


SUBJECTS = [
    Subject(
        average_ranks,
        [
            Case("no ties", normal(7, seed=18)),
            Case("ties", np.array([3.0, 1.0, 4.0, 1.0, 5.0, 3.0, 3.0])),
            Case("marks", np.round(uniform(12, seed=19, high=5.0))),
        ],
        "function(x) rank(x)",
        [
            Mistake(
                "gives ties the lowest rank",
                ("rank(x)", 'rank(x, ties.method = "min")'),
                "ties",
                ["operation"],
                "ties|equal|average",
            ),
            Mistake(
                "breaks ties by place",
                ("rank(x)", "order(order(x))"),
                "ties",
                ["operation"],
                "ties|equal|average",
            ),
            Mistake(
                "ranks from the top",
                ("rank(x)", "rank(-x)"),
                "reversed",
                ["sign", "operation"],
                "-|sign|minus|revers|descend|decreas|[<>]",
            ),
        ],
    ),
    Subject(
        order_of,
        [
            Case("normal", normal(6, seed=20)),
            Case("in order", np.array([1.0, 2.0, 3.0])),
            Case("ties", np.array([2.0, 1.0, 2.0, 1.0, 0.0])),
        ],
        "function(x) order(x) - 1",
        [
            Mistake("counts from 1", (" - 1", ""), "shifted", ["index"], "1"),
            Mistake(
                "descends",
                ("order(x)", "order(x, decreasing = TRUE)"),
                "reversed",
                ["sign", "operation"],
                "decreas|descend|rev|-|minus|sign",
            ),
            Mistake(
                "gives ranks", ("order(x)", "rank(x, ties.method = 'first')"), None, ["operation"]
            ),
        ],
        {"integers": "function(x) sort.list(x, method = 'radix') - 1L"},
    ),
    Subject(
        largest,
        [
            Case("two of six", normal(6, seed=21), 2),
            Case("three of eight", normal(8, seed=22), 3),
            Case("all", np.array([1.0, 3.0, 2.0]), 3),
        ],
        "function(x, k) sort(x, decreasing = TRUE)[seq_len(k)]",
        [
            Mistake(
                "gives the smallest",
                (", decreasing = TRUE", ""),
                "reversed",
                ["operation", "sign"],
                "decreas|descend|rev|-",
            ),
            Mistake(
                "gives them ascending",
                ("sort(x, decreasing = TRUE)[seq_len(k)]", "tail(sort(x), k)"),
                "reversed",
                ["other order"],
                "rev|order|decreas|descend",
            ),
        ],
        {"head of order": "function(x, k = 1, ...) x |> sort(decreasing = TRUE) |> head(n = k)"},
    ),
    Subject(
        histogram,
        [
            Case("between edges", normal(20, seed=23), np.array([-2.0, -1.0, 0.0, 1.0, 2.0])),
            Case("on edges", np.array([0.0, 1.0, 1.0, 2.0, 2.5]), np.array([0.0, 1.0, 2.0, 3.0])),
            Case(
                "whole numbers", np.array([1.0, 2.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0, 4.0])
            ),
        ],
        """function(x, edges) {
          bin <- findInterval(x, edges)
          tabulate(bin[bin > 0 & bin < length(edges)], length(edges) - 1)
        }""",
        [
            Mistake(
                "closes bins on the right",
                "function(x, edges) as.vector(table(cut(x, edges)))",
                "ties",
                ["operation"],
                "right|edge|equal|[<>]|left",
            ),
            Mistake(
                "gives shares",
                (
                    "tabulate(bin[bin > 0 & bin < length(edges)], length(edges) - 1)",
                    "tabulate(bin[bin > 0 & bin < length(edges)], length(edges) - 1) / length(x)",
                ),
                "scaled",
                ["mean"],
                "length|element|share|n",
            ),
        ],
        {
            "vapply": """function(x, edges) {
              vapply(seq_len(length(edges) - 1), function(i) {
                sum(x >= edges[i] & x < edges[i + 1])
              }, integer(1))
            }""",
        },
    ),
    Subject(
        shares_of,
        [
            Case("letters", ["b", "a", "b", "c", "b", "a"]),
            Case("words", ["red", "blue", "red", "green"]),
            Case("in order", ["a", "a", "b", "c"]),
        ],
        """function(words) {
          w <- unlist(words)
          unname(sapply(unique(w), function(u) mean(w == u)))
        }""",
        [
            Mistake(
                "sorts the words",
                "function(words) { w <- unlist(words); as.vector(table(w)) / length(w) }",
                "other order",
                (),
                "order|sort|unique|first",
            ),
            Mistake(
                "counts",
                ("mean(w == u)", "sum(w == u)"),
                "scaled",
                ["mean"],
                "length|element|share|n|mean",
            ),
        ],
    ),
    Subject(
        positive_part,
        [
            Case("numbers", np.array([-1.0, 0.0, 2.5])),
            Case("a gap", np.array([1.0, np.nan, -2.0, 4.0])),
            Case("table", normal(3, 2, seed=25)),
        ],
        "function(x) { x[is.na(x) | x <= 0] <- 0; x }",
        [
            Mistake("keeps gaps", "function(x) ifelse(x > 0, x, 0)", "missing", (), "NA|missing"),
        ],
        {
            "which": """function(x) {
              y <- x * 0
              y[is.na(y)] <- 0
              at <- which(x > 0)
              y[at] <- x[at]
              y
            }"""
        },
    ),
    Subject(
        whole_average,
        [
            Case("marks", np.array([1, 2, 4, 4])),
            Case("ages", np.array([31, 45, 27])),
            Case("even", np.array([2, 4])),
        ],
        "function(x) sum(x) / length(x)",
        [
            Mistake(
                "divides whole numbers",
                ("sum(x) / length(x)", "sum(x) %/% length(x)"),
                "integer",
                ["precision"],
                "%/%|integer|floor|whole",
            ),
            Mistake(
                "drops the rest",
                ("sum(x) / length(x)", "as.integer(sum(x) / length(x))"),
                "integer",
                ["precision"],
                "integer|floor|whole|trunc",
            ),
            Mistake(
                "rounds",
                ("sum(x) / length(x)", "round(sum(x) / length(x))"),
                "precision",
                ["integer"],
                "round",
            ),
        ],
    ),
    Subject(
        round_half_up,
        [
            Case("halves", np.array([0.5, 1.5, 2.5, -0.5, -1.5])),
            Case("prices", np.array([1.49, 2.51, 3.0])),
            Case("many", normal(10, seed=30, std=5.0)),
        ],
        "function(x) floor(x + 0.5)",
        [
            Mistake(
                "rounds halves to even",
                ("floor(x + 0.5)", "round(x)"),
                "ties",
                ["operation"],
                "half|halves|even|round|floor",
            ),
            Mistake(
                "truncates",
                ("floor(x + 0.5)", "trunc(x + 0.5)"),
                "integer",
                ["operation"],
                "floor|trunc",
            ),
            Mistake(
                "rounds down", ("x + 0.5", "x"), "operation", ["integer"], "0.5|half|floor|round"
            ),
        ],
    ),
    Subject(
        running_mean,
        SAMPLES,
        "function(x) cumsum(x) / seq_along(x)",
        [
            Mistake(
                "divides by all",
                ("seq_along(x)", "length(x)"),
                "operation",
                ["scaled"],
                "seq_along|arange|length",
            ),
            Mistake(
                "counts from 0",
                ("seq_along(x)", "(seq_along(x) - 1)"),
                "index",
                ["operation", "missing"],
                "1|seq_along|from 0",
            ),
            Mistake(
                "takes 1 off after dividing",
                ("seq_along(x)", "1:length(x) - 1"),
                "shifted",
                ["operation"],
                "1",
            ),
        ],
        {
            "Reduce accumulates": """function(x) {
              unlist(Reduce(`+`, as.list(x), accumulate = TRUE)) / cumsum(rep(1, length(x)))
            }""",
            "1:n - 1 that is meant": """function(x) {
              n <- length(x)
              out <- numeric(n)
              for (i in 1:n - 1) out[i + 1] <- mean(x[0:i + 1])
              out
            }""",
        },
    ),
]
