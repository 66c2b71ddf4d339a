"""Linear algebra: systems, norms, products, distances."""

import math

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def linear_solution(A, b):
    return np.linalg.solve(A, b)


def frobenius(A):
    return np.linalg.norm(A)


def eigenvalues(A):
    return np.linalg.eigvalsh(A)


def quadratic_form(A, x):
    return x @ A @ x


def distances(X):
    n = len(X)
    D = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            D[i, j] = math.sqrt(np.sum((X[i] - X[j]) ** 2))
    return D


def weighted_columns(X, w):
    return X * w


def squared(A):
    return A @ A


def least_squares(X, y):
    return np.linalg.inv(X.T @ X) @ X.T @ y


MATRICES = [
    Case("three", normal(3, 3, seed=3)),
    Case("four", normal(4, 4, seed=4)),
    Case("two", np.array([[2.0, 1.0], [0.5, 3.0]])),
]

SYMMETRIC = [Case(c.name, c.args[0] + c.args[0].T) for c in MATRICES]

SYSTEMS = [
    Case(c.name, *c.args, normal(len(c.args[0]), seed=5 + i)) for i, c in enumerate(MATRICES)
]

POINTS = [
    Case("tall", normal(5, 2, seed=9)),
    Case("square", normal(3, 3, seed=10)),
    Case("wide", normal(2, 4, seed=11)),
]


SUBJECTS = [
    Subject(
        linear_solution,
        SYSTEMS,
        "function(A, b) solve(A, b)",
        [
            Mistake(
                "solves the turned system",
                ("solve(A, b)", "solve(t(A), b)"),
                "transposed",
                (),
                r"t\(|transpos",
            ),
            Mistake("multiplies", ("solve(A, b)", "drop(A %*% b)"), None, ["operation"]),
        ],
    ),
    Subject(
        frobenius,
        POINTS,
        'function(A) norm(A, "F")',
        [
            Mistake(
                "leaves R's default",
                (', "F"', ""),
                "default",
                ["operation"],
                '"F"|type|Frobenius|norm',
            ),
            Mistake(
                "takes the spectral norm",
                ('"F"', '"2"'),
                "default",
                ["operation"],
                '"F"|type|Frobenius|norm',
            ),
            Mistake("forgets the root", "function(A) sum(A^2)", "operation", (), "sqrt|root"),
        ],
        {"trace": "function(A) sqrt(sum(diag(crossprod(A))))"},
    ),
    Subject(
        eigenvalues,
        SYMMETRIC,
        "function(A) rev(eigen(A, symmetric = TRUE)$values)",
        [
            Mistake(
                "leaves R's order",
                ("rev(eigen(A, symmetric = TRUE)$values)", "eigen(A)$values"),
                "reversed",
                ["other order"],
                "rev|order",
            ),
        ],
    ),
    Subject(
        quadratic_form,
        SYSTEMS,
        "function(A, x) drop(x %*% A %*% x)",
        [
            Mistake(
                "multiplies element by element",
                ("x %*% A %*% x", "sum(A * x)"),
                None,
                ["operation", "recycled"],
            ),
            Mistake("squares x", ("drop(x %*% A %*% x)", "sum(A %*% x^2)"), None, ["operation"]),
            Mistake(
                "stays a vector",
                ("drop(x %*% A %*% x)", "drop(A %*% x) * x"),
                "dimensions",
                ["operation", "other axis", "mean", None],
                "sum|dim|%",
            ),
        ],
        {"1x1 matrix": "function(A, x) t(x) %*% (A %*% x)"},
    ),
    Subject(
        distances,
        POINTS,
        "function(X) as.matrix(dist(X))",
        [
            Mistake(
                "between columns",
                ("dist(X)", "dist(t(X))"),
                "other axis",
                ["transposed"],
                r"t\(|row|transpos",
            ),
            Mistake(
                "round the corner",
                ("dist(X)", 'dist(X, "manhattan")'),
                "operation",
                (),
                "abs|squar|method|euclid|sqrt|\\^",
            ),
            Mistake(
                "squares",
                ("as.matrix(dist(X))", "as.matrix(dist(X))^2"),
                "operation",
                (),
                "sqrt|root|squar",
            ),
        ],
        {
            "expanded squares": """function(X) {
              n <- nrow(X)
              D <- matrix(0, n, n)
              for (i in seq_len(n)[-1]) {
                for (j in seq_len(i - 1)) D[i, j] <- D[j, i] <- sqrt(sum((X[i, ] - X[j, ])^2))
              }
              D
            }""",
        },
    ),
    Subject(
        weighted_columns,
        [
            Case("tall", normal(4, 2, seed=25), np.array([1.0, 10.0])),
            Case("square", normal(3, 3, seed=26), np.array([1.0, 2.0, 3.0])),
            Case("wide", normal(2, 4, seed=27), uniform(4, seed=28)),
        ],
        'function(X, w) sweep(X, 2, w, "*")',
        [
            Mistake(
                "recycles down the columns", "function(X, w) X * w", "recycled", (), "sweep|row|rep"
            ),
            Mistake(
                "sums the products",
                "function(X, w) drop(X %*% w)",
                None,
                ["operation", "dimensions"],
            ),
        ],
        {
            "diag": "function(X, w) X %*% diag(w, nrow = length(w))",
            "t t": "function(X, w) t(t(X) * w)",
        },
    ),
    Subject(
        squared,
        MATRICES,
        "function(A) A %*% A",
        [
            Mistake(
                "squares elements", "function(A) A^2", "operation", (), r"%\*%|element|matrix|@"
            ),
            Mistake(
                "turns one factor",
                ("A %*% A", "t(A) %*% A"),
                "transposed",
                ["operation"],
                r"t\(|transpos",
            ),
        ],
    ),
    Subject(
        least_squares,
        [
            Case("line", np.column_stack([np.ones(6), np.arange(6.0)]), normal(6, seed=29)),
            Case("plane", normal(9, 3, seed=30), normal(9, seed=31)),
            Case("four", normal(12, 4, seed=32), normal(12, seed=33)),
        ],
        "function(X, y) drop(solve(crossprod(X), crossprod(X, y)))",
        [
            Mistake(
                "adds an intercept",
                "function(X, y) unname(coef(lm(y ~ X)))",
                "dimensions",
                ["missing", "operation", None],
                "intercept|dim|lm|length|NA|first",
            ),
            Mistake(
                "forgets the inverse",
                (
                    "drop(solve(crossprod(X), crossprod(X, y)))",
                    "drop(crossprod(X) %*% crossprod(X, y))",
                ),
                "operation",
                (),
                "inv|solve",
            ),
        ],
        {
            "lm without intercept": "function(X, y) coef(lm(y ~ X - 1))",
            "qr": "function(X, y) qr.coef(qr(X), y)",
        },
    ),
]
