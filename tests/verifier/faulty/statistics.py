"""Statistics: moments, weights, correlation, quantiles."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def standard_deviation(x):
    return np.std(x)


def z_scores(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


def variance(x):
    return np.mean((x - np.mean(x)) ** 2)


def covariance(X):
    return np.cov(X)


def quartiles(x):
    return np.percentile(x, [25, 50, 75])


def median(x):
    ordered = sorted(x)
    n = len(ordered)
    if n % 2:
        return ordered[n // 2]
    return (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def weighted_mean(x, w):
    return np.sum(x * w) / np.sum(w)


def geometric_mean(x):
    return np.exp(np.mean(np.log(x)))


def standard_error(x):
    return np.std(x, ddof=1) / np.sqrt(len(x))


def mean_of_known(x):
    return np.nanmean(x)


def correlation(x, y):
    dx = x - x.mean()
    dy = y - y.mean()
    return np.sum(dx * dy) / np.sqrt(np.sum(dx**2) * np.sum(dy**2))


SAMPLES = [
    Case("five", np.array([2.0, 4.0, 4.0, 5.0, 9.0])),
    Case("normal", normal(12, seed=1)),
    Case("heights", normal(30, seed=2, mean=170.0, std=8.0)),
]

TABLES = [
    Case("tall", normal(8, 3, seed=3)),
    Case("square", normal(4, 4, seed=4, mean=2.0)),
    Case("wide", normal(3, 5, seed=5)),
]

GAUGE = 1e5 + np.array([0.1, 0.2, 0.4, 0.3])


SUBJECTS = [
    Subject(
        standard_deviation,
        SAMPLES,
        "function(x) sqrt(mean((x - mean(x))^2))",
        [
            Mistake(
                "divides by n - 1",
                "function(x) sd(x)",
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|sd|ddof",
            ),
            Mistake(
                "forgets the root",
                ("sqrt(mean((x - mean(x))^2))", "mean((x - mean(x))^2)"),
                "operation",
                (),
                "sqrt|root|var",
            ),
        ],
        {"from sd": "function(x) { n <- length(x); sd(x) * sqrt((n - 1) / n) }"},
    ),
    Subject(
        z_scores,
        TABLES,
        """function(X) {
          centred <- sweep(X, 2, colMeans(X))
          sweep(centred, 2, sqrt(colMeans(centred^2)), "/")
        }""",
        [
            Mistake(
                "divides by n - 1",
                "function(X) scale(X)[, ]",
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|sd|scale|ddof",
            ),
            Mistake(
                "recycles the means",
                """function(X) {
                  deviation <- sqrt(colMeans(sweep(X, 2, colMeans(X))^2))
                  sweep(X - colMeans(X), 2, deviation, "/")
                }""",
                "recycled",
                (),
                "sweep|row|rep",
            ),
            Mistake(
                "scores rows",
                """function(X) {
                  centred <- X - rowMeans(X)
                  centred / sqrt(rowMeans(centred^2))
                }""",
                "other axis",
                (),
                "col|axis",
            ),
        ],
        {
            "attributes left over": """function(X) {
              n <- nrow(X)
              scale(X) * sqrt(n / (n - 1))
            }""",
            "tryCatch": """function(X) {
              tryCatch(
                {
                  if (!is.matrix(X)) stop("no matrix")
                  apply(X, 2, function(x) (x - mean(x)) / sqrt(mean((x - mean(x))^2)))
                },
                error = function(e) NULL,
                finally = invisible(gc())
              )
            }""",
        },
    ),
    Subject(
        variance,
        [*SAMPLES, Case("a gauge far from 0", GAUGE)],
        "function(x) mean((x - mean(x))^2)",
        [
            Mistake(
                "subtracts squares",
                "function(x) mean(x^2) - mean(x)^2",
                "cancellation",
                ["precision"],
                "cancel|digits|mean",
            ),
            Mistake(
                "divides by n - 1",
                "function(x) var(x)",
                "scaled",
                ["default", "mean", "operation"],
                r"^(?!.*columns).*(n - 1|ddof)",
            ),
        ],
        {
            "all pairs": """function(x) {
              total <- 0L
              for (i in seq_along(x)) for (j in seq_along(x)) total <- total + (x[i] - x[j])^2
              total / (2L * length(x)^2L)
            }""",
            "integers for doubles": "function(x) { n <- length(x); var(x) * (n - 1L) / n }",
        },
    ),
    Subject(
        covariance,
        TABLES,
        "function(X) cov(t(X))",
        [
            Mistake(
                "takes columns for variables",
                ("t(X)", "X"),
                "other axis",
                ["transposed"],
                r"t\(|row|transpos",
            ),
            Mistake(
                "divides by n",
                ("cov(t(X))", "cov(t(X)) * (ncol(X) - 1) / ncol(X)"),
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|ddof|var|cov|col",
            ),
            Mistake("correlates", ("cov(", "cor("), "operation", (), "cov"),
        ],
    ),
    Subject(
        quartiles,
        SAMPLES,
        "function(x) unname(quantile(x, c(0.25, 0.5, 0.75)))",
        [
            Mistake(
                "another type",
                ("0.75))", "0.75), type = 6)"),
                "default",
                ["operation"],
                "type|quantile|method",
            ),
            Mistake(
                "from the top",
                ("c(0.25, 0.5, 0.75)", "c(0.75, 0.5, 0.25)"),
                "reversed",
                ["other order"],
                "rev|order",
            ),
        ],
        {"names on the result": "function(x, p = c(0.25, 0.5, 0.75)) quantile(x, probs = p)"},
    ),
    Subject(
        median,
        [*SAMPLES, Case("four", np.array([7.0, 1.0, 3.0, 4.0]))],
        "function(x) stats::median(x)",
        [
            Mistake(
                "takes the lower one",
                "function(x) sort(x)[ceiling(length(x) / 2)]",
                None,
                ["operation", "index"],
            ),
            Mistake(
                "forgets to sort",
                """function(x) {
                  n <- length(x)
                  if (n %% 2) x[n %/% 2 + 1] else (x[n / 2] + x[n / 2 + 1]) / 2
                }""",
                "operation",
                ["other order"],
                "sort",
            ),
            Mistake(
                "one too far",
                """function(x) {
                  x <- sort(x)
                  n <- length(x)
                  if (n %% 2) x[n %/% 2 + 1] else (x[n / 2 + 1] + x[n / 2 + 2]) / 2
                }""",
                "index",
                (),
                "1|index|position",
            ),
        ],
        {
            "recursion": """function(x) {
              if (length(x) <= 2) return(mean(x))
              Recall(x[-c(which.min(x), which.max(x))])
            }""",
        },
    ),
    Subject(
        weighted_mean,
        [
            Case("three", np.array([1.0, 2.0, 6.0]), np.array([3.0, 1.0, 2.0])),
            Case("many", normal(10, seed=14), uniform(10, seed=15, low=0.5, high=2.0)),
            Case("shares", normal(4, seed=16), np.array([0.1, 0.2, 0.3, 0.4])),
        ],
        "function(x, w) sum(x * w) / sum(w)",
        [
            Mistake(
                "takes the mean of products",
                ("sum(x * w) / sum(w)", "mean(x * w)"),
                None,
                ["mean", "operation", "scaled"],
            ),
            Mistake(
                "forgets the weights' sum", (" / sum(w)", ""), "operation", (), r"sum\(w\)|/|w"
            ),
            Mistake(
                "divides by n",
                ("sum(w)", "length(w)"),
                "operation",
                ["mean", "scaled"],
                r"sum|length",
            ),
            Mistake(
                "swaps values and weights",
                ("/ sum(w)", "/ sum(x)"),
                "arguments",
                ["operation"],
                "w|swap",
            ),
        ],
        {"with()": "function(x, w) with(list(v = x, g = w / sum(w)), drop(v %*% g))"},
    ),
    Subject(
        geometric_mean,
        [
            Case("three", np.array([1.0, 2.0, 4.0])),
            Case("many", uniform(9, seed=17, low=0.5, high=5.0)),
            Case("growth", np.array([1.1, 0.9, 1.3, 1.05])),
        ],
        "function(x) exp(mean(log(x)))",
        [
            Mistake("takes log10", ("log(x)", "log10(x)"), "operation", (), "log"),
            Mistake("takes the sum", ("mean(", "sum("), "mean", ["operation"], "mean|sum"),
        ],
        {"Reduce": "function(x) Reduce(`*`, x, accumulate = FALSE)^(1 / length(x))"},
    ),
    Subject(
        standard_error,
        SAMPLES,
        "function(x) sd(x) / sqrt(length(x))",
        [
            Mistake(
                "divides by n",
                ("sqrt(length(x))", "length(x)"),
                "operation",
                ["scaled"],
                r"^(?!.*columns).*(sqrt|root)",
            ),
            Mistake(
                "forgets n",
                (" / sqrt(length(x))", ""),
                "operation",
                ["scaled"],
                r"^(?!.*columns).*(sqrt|root)",
            ),
            Mistake(
                "counts n - 1",
                ("sqrt(length(x))", "sqrt(length(x) - 1)"),
                "scaled",
                ["operation"],
                r"^(?!.*columns).*(n - 1|ddof)",
            ),
        ],
    ),
    Subject(
        mean_of_known,
        [
            Case("a gap", np.array([1.0, np.nan, 3.0, 5.0])),
            Case("no gap", normal(6, seed=24)),
            Case("gaps", np.array([np.nan, 2.5, np.nan, 4.0])),
        ],
        "function(x) mean(x, na.rm = TRUE)",
        [
            Mistake("forgets na.rm", (", na.rm = TRUE", ""), "missing", (), "na.rm|NaN|NA|missing"),
            Mistake(
                "divides by all",
                ("mean(x, na.rm = TRUE)", "sum(x, na.rm = TRUE) / length(x)"),
                None,
                ["scaled", "operation", "missing"],
            ),
            Mistake(
                "takes gaps for 0",
                "function(x) { x[is.na(x)] <- 0; mean(x) }",
                None,
                ["scaled", "operation", "missing"],
            ),
        ],
        {
            "warns": """function(x) {
              if (anyNA(x)) warning('gaps: ', sum(is.na(x)))
              mean(x[!is.na(x)])
            }"""
        },
    ),
    Subject(
        correlation,
        [
            Case("five", np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([2.0, 1.0, 4.0, 3.0, 6.0])),
            Case("normal", normal(20, seed=26), normal(20, seed=27)),
            Case("heights", normal(9, seed=28, mean=170.0, std=9.0), normal(9, seed=29, mean=70.0)),
        ],
        "function(x, y) cor(x, y)",
        [
            Mistake(
                "mixes n and n - 1",
                """function(x, y) {
                  mean((x - mean(x)) * (y - mean(y))) / (sd(x) * sd(y))
                }""",
                "scaled",
                ["operation"],
                r"^(?!.*columns).*(n - 1|ddof)",
            ),
            Mistake(
                "forgets the root",
                "function(x, y) cov(x, y) / (var(x) * var(y))",
                None,
                ["operation"],
            ),
            Mistake("ranks", ("cor(x, y)", 'cor(x, y, method = "spearman")'), None, ["operation"]),
        ],
    ),
]
