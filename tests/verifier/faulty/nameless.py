"""Mistakes that nobody shares: for them no name is better than a wrong one."""

import numpy as np

from diglot.inputs import labels, normal, one_hot, probabilities, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def codon_masses(sequence):
    masses = {"A": 135.13, "C": 111.1, "G": 151.13, "T": 126.11}
    return np.array([masses[base] for base in sequence])


def wind_chill(temperature, wind):
    return 13.12 + 0.6215 * temperature - 11.37 * wind**0.16 + 0.3965 * temperature * wind**0.16


def grade(points):
    limits = [50, 60, 70, 85]
    return np.array([sum(p >= limit for limit in limits) for p in points])


def sunlight(day, latitude):
    declination = 23.44 * np.sin(2 * np.pi * (day - 81) / 365)
    angle = -np.tan(np.radians(latitude)) * np.tan(np.radians(declination))
    return 24 / np.pi * np.arccos(np.clip(angle, -1, 1))


def tax(income):
    owed = 0.0
    for low, high, rate in ((0, 10_000, 0.1), (10_000, 40_000, 0.2), (40_000, np.inf, 0.4)):
        owed += rate * max(0.0, min(income, high) - low)
    return owed


def mish(x):
    return x * np.tanh(np.log1p(np.exp(x)))


def softmax_loss(x, t):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    y = e / e.sum(axis=1, keepdims=True)
    return -np.sum(t * np.log(y)) / len(x)


def f1_score(truth, predicted):
    tp = np.sum((truth == 1) & (predicted == 1))
    return 2 * tp / (np.sum(truth == 1) + np.sum(predicted == 1))


def smooth(x):
    weights = np.array([-3.0, 12.0, 17.0, 12.0, -3.0]) / 35
    return np.array([np.dot(weights, x[i : i + 5]) for i in range(len(x) - 4)])


def affine(x, W, b):
    return x @ W + b


def kinetic_energy(mass, velocity):
    return 0.5 * mass * np.sum(velocity**2)


def brier(p, t):
    return np.mean(np.sum((p - t) ** 2, axis=1))


def ordinary_steps(x0, n):
    path = [x0]
    for _ in range(n):
        path.append(path[-1] + 0.1 * (1 - path[-1]) * path[-1])
    return np.array(path)


def theta(s, k, sigma, t):
    d = (np.log(s / k) + sigma**2 / 2 * t) / (sigma * np.sqrt(t))
    return -s * np.exp(-(d**2) / 2) * sigma / (2 * np.sqrt(2 * np.pi * t))


SUBJECTS = [
    Subject(
        codon_masses,
        [Case("short", "GATTACA"), Case("all", "ACGT"), Case("rich", "GGCC")],
        """function(sequence) {
          unname(c(A = 135.13, C = 111.1, G = 151.13, T = 126.11)[strsplit(sequence, "")[[1]]])
        }""",
        [
            Mistake(
                "a table of something else",
                (
                    "c(A = 135.13, C = 111.1, G = 151.13, T = 126.11)",
                    "c(A = 313.2, C = 289.2, G = 329.2, T = 304.2)",
                ),
                None,
            )
        ],
    ),
    Subject(
        wind_chill,
        [
            Case("cold", -10.0, 20.0),
            Case("mild", 5.0, 30.0),
            Case("storm", np.array([-20.0, 0.0]), np.array([60.0, 80.0])),
        ],
        """function(temperature, wind) {
          13.12 + 0.6215 * temperature + (0.3965 * temperature - 11.37) * wind^0.16
        }""",
        [
            Mistake(
                "an older formula",
                """function(temperature, wind) {
                  v <- wind / 3.6
                  t <- temperature
                  33 - (10 * sqrt(v) - v + 10.5) * (33 - t) / 25
                }""",
                None,
            ),
            Mistake(
                "two wrong digits",
                ("0.6215 * temperature + (0.3965", "0.6251 * temperature + (0.3956"),
                None,
            ),
        ],
    ),
    Subject(
        grade,
        [
            Case("five", np.array([45.0, 55.0, 65.0, 75.0, 95.0])),
            Case("near", np.array([51.0, 62.0, 71.0, 88.0])),
            Case("many", uniform(12, seed=1, low=30.0, high=100.0)),
        ],
        "function(points) findInterval(points, c(50, 60, 70, 85))",
        [Mistake("other limits", ("c(50, 60, 70, 85)", "c(40, 65, 80, 90)"), None)],
    ),
    Subject(
        sunlight,
        [
            Case("spring", 80.0, 50.0),
            Case("summer", 172.0, 40.0),
            Case("south", np.array([10.0, 200.0]), np.array([-35.0, -20.0])),
        ],
        """function(day, latitude) {
          declination <- 23.44 * sin(2 * pi * (day - 81) / 365) * pi / 180
          24 / pi * acos(-tan(latitude * pi / 180) * tan(declination))
        }""",
        [
            Mistake(
                "an invented formula",
                "function(day, latitude) 12 + latitude / 12 * sin(2 * pi * (day - 79) / 365.25)",
                None,
            )
        ],
    ),
    Subject(
        tax,
        [Case("low", 8_000.0), Case("middle", 30_000.0), Case("high", 100_000.0)],
        """function(income) {
          0.1 * min(income, 1e4) + 0.2 * max(0, min(income, 4e4) - 1e4) + 0.4 * max(0, income - 4e4)
        }""",
        [
            Mistake(
                "one rate for everything",
                """function(income) {
                  income * (if (income > 4e4) 0.4 else if (income > 1e4) 0.2 else 0.1)
                }""",
                None,
            ),
            Mistake(
                "last year's rates",
                (
                    "0.2 * max(0, min(income, 4e4) - 1e4) + 0.4 *",
                    "0.25 * max(0, min(income, 4e4) - 1e4) + 0.42 *",
                ),
                None,
            ),
        ],
    ),
    Subject(
        mish,
        [
            Case("numbers", np.array([-1.0, 0.5, 2.0])),
            Case("batch", normal(4, 3, seed=2)),
            Case("wide", normal(2, 5, seed=3, std=3.0)),
        ],
        "function(x) x * tanh(log1p(exp(x)))",
        [
            Mistake(
                "a likeness of it",
                ("tanh(log1p(exp(x)))", "pmin(1, pmax(0, 0.6 + 0.27 * x))"),
                None,
            )
        ],
    ),
    Subject(
        softmax_loss,
        [
            Case("batch", normal(5, 3, seed=4), one_hot(5, 3, seed=5)),
            Case("wide", normal(2, 6, seed=6), one_hot(2, 6, seed=7)),
            Case("square", normal(4, 4, seed=8), one_hot(4, 4, seed=9)),
        ],
        """function(x, t) {
          e <- exp(x - apply(x, 1, max))
          -sum(t * log(e / rowSums(e))) / nrow(x)
        }""",
        [
            Mistake(
                "normalises all and takes log2",
                "function(x, t) { e <- exp(x - max(x)); -sum(t * log2(e / sum(e))) / nrow(x) }",
                None,
            ),
            Mistake(
                "squares the shift and forgets to divide",
                "function(x, t) { e <- exp(x - apply(x, 1, max)^2); -sum(t * log(e / sum(e))) }",
                None,
            ),
        ],
    ),
    Subject(
        f1_score,
        [
            Case("eight", np.array([1, 0, 1, 1, 0, 0, 1, 0]), np.array([1, 0, 0, 1, 1, 1, 1, 0])),
            Case("twenty", labels(20, 2, seed=10), labels(20, 2, seed=11)),
            Case("thirty", labels(30, 2, seed=12), labels(30, 2, seed=13)),
        ],
        "function(truth, predicted) 2 * sum(truth * predicted) / (sum(truth) + sum(predicted))",
        [
            Mistake(
                "the plain mean of precision and recall",
                """function(truth, predicted) {
                  tp <- sum(truth * predicted)
                  (tp / sum(truth) + tp / sum(predicted)) / 2
                }""",
                None,
            ),
            Mistake(
                "the geometric mean, in percent",
                """function(truth, predicted) {
                  100 * sum(truth * predicted) / sqrt(sum(truth) * sum(predicted))
                }""",
                None,
            ),
        ],
    ),
    Subject(
        smooth,
        [
            Case("six", np.array([1.0, 2.0, 4.0, 3.0, 5.0, 8.0])),
            Case("walk", np.cumsum(normal(12, seed=14))),
            Case("five", normal(5, seed=15)),
        ],
        "function(x) drop(embed(x, 5) %*% c(-3, 12, 17, 12, -3)) / 35",
        [
            Mistake(
                "the table of another filter",
                ("c(-3, 12, 17, 12, -3)) / 35", "c(5, -30, 75, 131, 75)) / 231"),
                None,
            )
        ],
    ),
    Subject(
        affine,
        [
            Case("batch", normal(4, 3, seed=16), normal(3, 2, seed=17), normal(2, seed=18)),
            Case("square", normal(3, 3, seed=19), normal(3, 3, seed=20), normal(3, seed=21)),
            Case("wide", normal(2, 5, seed=22), normal(5, 4, seed=23), normal(4, seed=24)),
        ],
        'function(x, W, b) sweep(x %*% W, 2, b, "+")',
        [
            Mistake(
                "recycles half of b and doubles W", "function(x, W, b) 2 * (x %*% W) + b / 2", None
            ),
            Mistake(
                "one made-up weight",
                "function(x, W, b) { W[1, 1] <- W[1, 1] * 0.83 + 0.11; sweep(x %*% W, 2, b, `+`) }",
                None,
            ),
        ],
    ),
    Subject(
        kinetic_energy,
        [
            Case("plane", 2.0, np.array([3.0, 4.0])),
            Case("space", 0.7, normal(3, seed=25)),
            Case("line", 1.3, np.array([1.5])),
        ],
        "function(mass, velocity) 0.5 * mass * sum(velocity^2)",
        [
            Mistake(
                "momentum and a rest",
                ("0.5 * mass * sum(velocity^2)", "mass * sqrt(sum(velocity^2)) + 0.3 * mass"),
                None,
            )
        ],
    ),
    Subject(
        brier,
        [
            Case("batch", probabilities(6, 3, seed=26), one_hot(6, 3, seed=27)),
            Case("wide", probabilities(2, 5, seed=28), one_hot(2, 5, seed=29)),
            Case("square", probabilities(4, 4, seed=30), one_hot(4, 4, seed=31)),
        ],
        "function(p, t) mean(rowSums((p - t)^2))",
        [
            Mistake(
                "distances of another power, by the columns",
                "function(p, t) median(colSums(abs(p - t)^1.5))",
                None,
            )
        ],
    ),
    Subject(
        ordinary_steps,
        [Case("five", 0.1, 5), Case("ten", 0.5, 10), Case("from above", 1.4, 4)],
        """function(x0, n) {
          Reduce(function(x, i) x + 0.1 * (1 - x) * x, seq_len(n), x0, accumulate = TRUE)
        }""",
        [
            Mistake(
                "the exact solution",
                "function(x0, n) { t <- 0:n * 0.1; x0 * exp(t) / (1 + x0 * (exp(t) - 1)) }",
                None,
            )
        ],
    ),
    Subject(
        theta,
        [
            Case("at the money", 100.0, 100.0, 0.2, 1.0),
            Case("out", 90.0, 110.0, 0.3, 0.5),
            Case("in", 120.0, 100.0, 0.25, 2.0),
        ],
        """function(s, k, sigma, t) {
          d <- (log(s / k) + sigma^2 / 2 * t) / (sigma * sqrt(t))
          -s * dnorm(d) * sigma / (2 * sqrt(t))
        }""",
        [
            Mistake(
                "a day's difference",
                """function(s, k, sigma, t) {
                  p <- function(t) {
                    d <- (log(s / k) + sigma^2 / 2 * t) / (sigma * sqrt(t))
                    s * pnorm(d) - k * pnorm(d - sigma * sqrt(t))
                  }
                  365 * (p(t - 1 / 365) - p(t))
                }""",
                None,
            )
        ],
    ),
]
