"""Numerical methods: quadrature, polynomials, roots, descent, sums of exponentials."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def trapezoid(x, y):
    total = 0.0
    for i in range(len(x) - 1):
        total += (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2
    return total


def polynomial(coefficients, x):
    value = np.zeros_like(x)
    for c in coefficients:
        value = value * x + c
    return value


def log_sum_exp(x):
    top = np.max(x)
    return top + np.log(np.sum(np.exp(x - top)))


def bisection(low, high, steps=30):
    def f(x):
        return x**3 - 2 * x - 5

    for _ in range(steps):
        middle = (low + high) / 2
        if f(low) * f(middle) <= 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def descent(start, rate=0.1, steps=20):
    x = np.array(start, dtype=float)
    for _ in range(steps):
        x = x - rate * 2 * (x - np.arange(len(x)))
    return x


SUBJECTS = [
    Subject(
        trapezoid,
        [
            Case("even", np.linspace(0.0, 1.0, 5), np.linspace(0.0, 1.0, 5) ** 2),
            Case("uneven", np.cumsum(uniform(6, seed=20, low=0.2)), normal(6, seed=21)),
            Case("two points", np.array([0.0, 2.0]), np.array([1.0, 3.0])),
        ],
        """function(x, y) {
          n <- length(x)
          total <- 0
          for (i in seq_len(n - 1)) total <- total + (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2
          total
        }""",
        [
            Mistake(
                "takes 1:n-1 for 1:(n-1)",
                ("seq_len(n - 1)", "1:n-1"),
                "index",
                ["dimensions", "missing"],
                r"1:|seq_len|\(n - 1\)|bracket|dim|empty",
            ),
            Mistake(
                "takes left ends",
                ("(y[i] + y[i + 1]) / 2", "y[i]"),
                "operation",
                ["index"],
                r"y\[i|i \+ 1|/ 2",
            ),
            Mistake("forgets the half", (" / 2", ""), "scaled", ["operation"], "2|half|twice"),
            Mistake(
                "forgets the last strip",
                ("seq_len(n - 1)", "seq_len(n - 2)"),
                "index",
                ["operation"],
                "1|2|last|one",
            ),
        ],
        {
            "diff": "function(x, y) sum(diff(x) * (head(y, -1) + tail(y, -1))) / 2",
            "while": """function(x, y) {
              area <- 0
              while (length(x) > 1) {
                area <- area + (x[2] - x[1]) * mean(y[1:2])
                x <- x[-1]
                y <- y[-1]
              }
              area
            }""",
        },
    ),
    Subject(
        polynomial,
        [
            Case("square", np.array([1.0, -2.0, 3.0]), np.array([0.0, 1.0, 2.0, -1.0])),
            Case("cubic", normal(4, seed=22), normal(5, seed=23)),
            Case("line", np.array([2.0, 0.5]), np.linspace(-1, 1, 4)),
        ],
        """function(coefficients, x) {
          value <- 0 * x
          for (k in coefficients) value <- value * x + k
          value
        }""",
        [
            Mistake(
                "begins with the constant",
                ("in coefficients", "in rev(coefficients)"),
                "reversed",
                ["other order"],
                "rev|order",
            ),
            Mistake("subtracts", ("+ k", "- k"), "sign", ["operation", "scaled"], r"\+|-|sign"),
        ],
        {
            "outer": """function(coefficients, x) {
              drop(outer(x, rev(seq_along(coefficients)) - 1, `^`) %*% coefficients)
            }"""
        },
    ),
    Subject(
        log_sum_exp,
        [
            Case("small", np.array([0.1, 0.2, -0.3])),
            Case("scores", normal(6, seed=24, std=5.0)),
            Case("large", np.array([1000.0, 1000.5, 999.0])),
        ],
        "function(x) max(x) + log(sum(exp(x - max(x))))",
        [
            Mistake(
                "overflows", "function(x) log(sum(exp(x)))", "overflow", ["missing"], "max|large"
            ),
            Mistake(
                "takes the mean",
                ("sum(exp", "mean(exp"),
                "mean",
                ["shifted", "operation"],
                "sum|mean|log",
            ),
            Mistake("forgets to add the top", ("max(x) + log", "log"), "operation", (), "max|top"),
        ],
        {
            "recursion": """function(x) {
              if (length(x) == 1) return(x)
              rest <- Recall(x[-1])
              max(x[1], rest) + log1p(exp(-abs(x[1] - rest)))
            }""",
        },
    ),
    Subject(
        bisection,
        [Case("wide", 0.0, 10.0), Case("near", 2.0, 3.0), Case("few steps", 1.0, 5.0, 4)],
        """function(low, high, steps = 30) {
          f <- function(x) x^3 - 2 * x - 5
          for (step in seq_len(steps)) {
            middle <- (low + high) / 2
            if (f(low) * f(middle) <= 0) high <- middle else low <- middle
          }
          (low + high) / 2
        }""",
        [
            Mistake("keeps the wrong half", ("<= 0", "> 0"), "operation", ["sign"], "[<>]|compar"),
            Mistake(
                "a step fewer",
                ("seq_len(steps)", "seq_len(steps - 1)"),
                "index",
                ["operation"],
                "1|one|step",
            ),
            Mistake(
                "gives the last middle",
                ("          (low + high) / 2\n        }", "          middle\n        }"),
                None,
                ["operation", "index"],
            ),
            Mistake(
                "fewer steps unless told",
                ("steps = 30", "steps = 20"),
                "default",
                ["operation"],
                "default|30",
            ),
        ],
        {
            "recursion": """function(low, high, steps = 30) {
              middle <- (low + high) / 2
              if (steps == 0) return(middle)
              f <- \\(x) x * (x^2 - 2) - 5
              if (sign(f(low)) == sign(f(middle))) low <- middle else high <- middle
              Recall(low, high, steps - 1)
            }""",
        },
    ),
    Subject(
        descent,
        [
            Case("three", np.array([5.0, 5.0, 5.0])),
            Case("rate given", np.array([1.0, -1.0]), 0.3),
            Case("few steps", np.array([2.0, 8.0, 4.0, 0.0]), 0.1, 3),
        ],
        """function(start, rate = 0.1, steps = 20) {
          x <- start
          for (step in seq_len(steps)) x <- x - rate * 2 * (x - (seq_along(x) - 1))
          x
        }""",
        [
            Mistake("climbs", ("x - rate", "x + rate"), "sign", ["operation"], r"\+|-|sign"),
            Mistake(
                "goal counted from 1",
                ("(seq_along(x) - 1)", "seq_along(x)"),
                "index",
                ["operation", "shifted"],
                "1|from 0",
            ),
            Mistake(
                "another rate",
                ("rate = 0.1", "rate = 0.01"),
                "default",
                ["operation"],
                "default|0.1|rate",
            ),
        ],
    ),
]
