"""Wrong ports that nobody looks at who tunes the naming: the measure of how general it is."""

import numpy as np

from diglot.inputs import labels, normal, probabilities, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def matthews(truth, predicted):
    tp = np.sum((truth == 1) & (predicted == 1))
    tn = np.sum((truth == 0) & (predicted == 0))
    fp = np.sum((truth == 0) & (predicted == 1))
    fn = np.sum((truth == 1) & (predicted == 0))
    return (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))


def triangle_area(a, b, c):
    return 0.5 * abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))


def celsius(fahrenheit):
    return (fahrenheit - 32) * 5 / 9


def attention_weights(Q, K):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def pagerank(links, damping=0.85, steps=30):
    n = len(links)
    rank = np.full(n, 1 / n)
    transition = links / links.sum(axis=1, keepdims=True)
    for _ in range(steps):
        rank = (1 - damping) / n + damping * rank @ transition
    return rank


def cholesky_factor(A):
    return np.linalg.cholesky(A)


def reservoir_levels(inflow, outflow, start=100.0):
    level = start
    levels = []
    for gain, loss in zip(inflow, outflow, strict=True):
        level = max(0.0, level + gain - loss)
        levels.append(level)
    return np.array(levels)


def perplexity(p):
    return 2 ** (-np.sum(p * np.log2(p)))


def principal_scores(X):
    centred = X - X.mean(axis=0)
    return centred.T @ centred / (len(X) - 1)


def half_life(amounts, times):
    rate = -np.polyfit(times, np.log(amounts), 1)[0]
    return np.log(2) / rate


def word_vector_average(vectors, words):
    return vectors[words].mean(axis=0)


def body_mass_index(mass, height_cm):
    return mass / (height_cm / 100) ** 2


def chunk_sums(x, size):
    return np.array([x[i : i + size].sum() for i in range(0, len(x), size)])


def chi_squared(table):
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return np.sum((table - expected) ** 2 / expected)


def decayed_rate(rate, step, every=10):
    return rate * 0.5 ** (step // every)


def squared_distances(X, centre):
    return np.sum((X - centre) ** 2, axis=1)


def positive_definite(n, seed):
    A = normal(n + 2, n, seed=seed)
    return A.T @ A


SUBJECTS = [
    Subject(
        matthews,
        [
            Case(
                "ten",
                np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 0]),
                np.array([1, 0, 0, 1, 1, 0, 1, 0, 1, 1]),
            ),
            Case("twenty", labels(20, 2, seed=1), labels(20, 2, seed=2)),
            Case("forty", labels(40, 2, seed=3), labels(40, 2, seed=4)),
        ],
        "function(truth, predicted) cor(truth, predicted)",
        [
            Mistake(
                "adds where it subtracts",
                """function(truth, predicted) {
                  tp <- sum(truth & predicted)
                  tn <- sum(!truth & !predicted)
                  fp <- sum(!truth & predicted)
                  fn <- sum(truth & !predicted)
                  (tp * tn + fp * fn) / sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
                }""",
                "sign",
                ["operation"],
                r"\+|-|sign",
            ),
        ],
    ),
    Subject(
        triangle_area,
        [
            Case("right", np.array([0.0, 0.0]), np.array([3.0, 0.0]), np.array([0.0, 4.0])),
            Case("any", normal(2, seed=5), normal(2, seed=6), normal(2, seed=7)),
            Case("far", normal(2, seed=8, mean=9.0), normal(2, seed=9), normal(2, seed=10)),
        ],
        """function(a, b, c) {
          0.5 * abs((b[1] - a[1]) * (c[2] - a[2]) - (c[1] - a[1]) * (b[2] - a[2]))
        }""",
        [Mistake("forgets the half", ("0.5 * ", ""), "scaled", ["operation"], "2|half|0.5|twice")],
    ),
    Subject(
        celsius,
        [
            Case("body", 98.6),
            Case("week", uniform(7, seed=11, low=20.0, high=100.0)),
            Case("ice", 32.0),
        ],
        "function(fahrenheit) (fahrenheit - 32) * 5 / 9",
        [
            Mistake(
                "forgets brackets",
                ("(fahrenheit - 32) * 5", "fahrenheit - 32 * 5"),
                "operation",
                (),
                r"\(|bracket",
            )
        ],
    ),
    Subject(
        attention_weights,
        [
            Case("square", normal(3, 3, seed=12), normal(3, 3, seed=13)),
            Case("tall", normal(5, 2, seed=14), normal(4, 2, seed=15)),
            Case("wide", normal(2, 6, seed=16), normal(3, 6, seed=17)),
        ],
        """function(Q, K) {
          scores <- Q %*% t(K) / sqrt(ncol(Q))
          weights <- exp(scores - apply(scores, 1, max))
          weights / rowSums(weights)
        }""",
        [
            Mistake(
                "counts rows for columns",
                ("sqrt(ncol(Q))", "sqrt(nrow(Q))"),
                "operation",
                ["mean", "scaled", "other axis"],
                "col|row|shape",
            ),
        ],
    ),
    Subject(
        pagerank,
        [
            Case("ring", np.roll(np.eye(4), 1, axis=1) + np.eye(4) * 0.5),
            Case("any", uniform(5, 5, seed=18)),
            Case("damping given", uniform(3, 3, seed=19), 0.5),
        ],
        """function(links, damping = 0.85, steps = 30) {
          n <- nrow(links)
          rank <- rep(1 / n, n)
          transition <- links / rowSums(links)
          for (step in seq_len(steps)) {
            rank <- (1 - damping) / n + damping * drop(rank %*% transition)
          }
          rank
        }""",
        [
            Mistake(
                "follows links backwards",
                ("drop(rank %*% transition)", "drop(transition %*% rank)"),
                "transposed",
                ["arguments", "operation"],
                r"t\(|transpos|swap|order",
            ),
            Mistake(
                "another damping",
                ("damping = 0.85", "damping = 0.8"),
                "default",
                ["operation"],
                "default|0.85",
            ),
        ],
    ),
    Subject(
        cholesky_factor,
        [
            Case("two", positive_definite(2, 20)),
            Case("three", positive_definite(3, 21)),
            Case("four", positive_definite(4, 22)),
        ],
        "function(A) t(chol(A))",
        [Mistake("leaves R's upper triangle", ("t(chol(A))", "chol(A)"), "transposed", (), r"t\(")],
    ),
    Subject(
        reservoir_levels,
        [
            Case("five days", uniform(5, seed=23, high=20.0), uniform(5, seed=24, high=20.0)),
            Case("drought", np.zeros(4), np.array([40.0, 40.0, 40.0, 10.0])),
            Case("start given", uniform(6, seed=25, high=9.0), uniform(6, seed=26, high=9.0), 10.0),
        ],
        """function(inflow, outflow, start = 100) {
          fill <- function(level, change) max(0, level + change)
          Reduce(fill, inflow - outflow, start, accumulate = TRUE)[-1]
        }""",
        [
            Mistake(
                "swaps what comes and what goes",
                """function(outflow, inflow, start = 100) {
                  fill <- function(level, change) max(0, level + change)
                  Reduce(fill, inflow - outflow, start, accumulate = TRUE)[-1]
                }""",
                "arguments",
                ["sign"],
                r"swap|order|argument|\+|-",
            ),
        ],
    ),
    Subject(
        perplexity,
        [
            Case("even", np.full(4, 0.25)),
            Case("five", probabilities(1, 5, seed=27)[0]),
            Case("nine", probabilities(1, 9, seed=28)[0]),
        ],
        "function(p) 2^(-sum(p * log2(p)))",
        [Mistake("raises 2 to natural logs", ("log2(p)", "log(p)"), "operation", (), "log")],
    ),
    Subject(
        principal_scores,
        [
            Case("tall", normal(8, 3, seed=29, mean=1.0)),
            Case("square", normal(3, 3, seed=30)),
            Case("wide", normal(3, 5, seed=31)),
        ],
        "function(X) cov(X)",
        [
            Mistake(
                "recycles the means down the columns",
                """function(X) {
                  centred <- X - colMeans(X)
                  t(centred) %*% centred / (nrow(X) - 1)
                }""",
                "recycled",
                (),
                "sweep|row|rep",
            ),
            Mistake(
                "divides by n",
                ("cov(X)", "cov(X) * (nrow(X) - 1) / nrow(X)"),
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|row|len|- 1",
            ),
        ],
    ),
    Subject(
        half_life,
        [
            Case("clean", 100 * 0.5 ** (np.arange(6.0) / 2), np.arange(6.0)),
            Case("noisy", np.exp(-np.arange(5.0) + normal(5, seed=32, std=0.1)), np.arange(5.0)),
            Case(
                "slow", np.exp(-0.1 * np.arange(8.0) + normal(8, seed=33, std=0.01)), np.arange(8.0)
            ),
        ],
        "function(amounts, times) -log(2) / unname(coef(lm(log(amounts) ~ times))[2])",
        [
            Mistake(
                "takes the lifetime for the half-life",
                ("-log(2) / ", "-1 / "),
                "scaled",
                ["operation"],
                r"log\(2\)|ln 2|2",
            )
        ],
    ),
    Subject(
        word_vector_average,
        [
            Case("three words", normal(8, 4, seed=34), np.array([1, 3, 6])),
            Case("again and again", normal(5, 2, seed=35), np.array([2, 2, 4, 0])),
            Case("two words", normal(3, 3, seed=36), np.array([0, 1])),
        ],
        "function(vectors, words) colMeans(vectors[words + 1, , drop = FALSE])",
        [Mistake("indexes from 0", ("words + 1", "words"), "index", (), r"\+ 1|from 0|index")],
    ),
    Subject(
        body_mass_index,
        [
            Case("one", 70.0, 175.0),
            Case("three", np.array([55.0, 82.0, 95.0]), np.array([160.0, 181.0, 178.0])),
            Case("child", 20.0, 110.0),
        ],
        "function(mass, height_cm) mass / (height_cm / 100)^2",
        [
            Mistake(
                "takes cm for m",
                ("(height_cm / 100)", "height_cm"),
                "scaled",
                ["operation"],
                "100|10000|1e",
            ),
            Mistake(
                "rounds to a digit",
                ("mass / (height_cm / 100)^2", "round(mass / (height_cm / 100)^2, 1)"),
                "precision",
                (),
                "round",
            ),
        ],
    ),
    Subject(
        chunk_sums,
        [
            Case("pairs", normal(8, seed=37), 2),
            Case("threes", normal(9, seed=38), 3),
            Case("fours", np.arange(12.0), 4),
        ],
        """function(x, size) {
          unname(tapply(x, (seq_along(x) - 1) %/% size, sum))[seq_len(ceiling(length(x) / size))]
        }""",
        [
            Mistake(
                "deals the numbers out",
                "function(x, size) rowSums(matrix(x, ncol = size))",
                "memory order",
                ["other axis"],
                r"byrow|order|col|t\(",
            ),
        ],
    ),
    Subject(
        chi_squared,
        [
            Case("two by two", np.array([[10.0, 20.0], [30.0, 25.0]])),
            Case("three by two", uniform(3, 2, seed=39, low=5.0, high=30.0)),
            Case("square", uniform(3, 3, seed=40, low=5.0, high=30.0)),
        ],
        """function(table) {
          e <- outer(rowSums(table), colSums(table)) / sum(table)
          sum((table - e)^2 / e)
        }""",
        [
            Mistake(
                "divides by what was counted",
                ("(table - e)^2 / e", "(table - e)^2 / table"),
                "operation",
                ["arguments"],
                "expected|table|/",
            )
        ],
    ),
    Subject(
        decayed_rate,
        [Case("early", 0.1, 7), Case("later", 0.1, 25), Case("every five", 0.3, 12, 5)],
        "function(rate, step, every = 10) rate * 0.5^(step %/% every)",
        [
            Mistake(
                "divides with fractions",
                ("step %/% every", "step / every"),
                "integer",
                ["operation"],
                "%/%|integer|whole|floor|//",
            )
        ],
    ),
    Subject(
        squared_distances,
        [
            Case("tall", normal(6, 2, seed=41), normal(2, seed=42)),
            Case("square", normal(3, 3, seed=43), normal(3, seed=44)),
            Case("wide", normal(2, 4, seed=45), normal(4, seed=46)),
        ],
        "function(X, centre) colSums((t(X) - centre)^2)",
        [
            Mistake(
                "recycles the centre",
                ("colSums((t(X) - centre)^2)", "rowSums((X - centre)^2)"),
                "recycled",
                (),
                "sweep|row|rep|t\\(",
            ),
        ],
    ),
]
