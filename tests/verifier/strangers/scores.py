"""Ranks, and how well a guess fits."""

import numpy as np

from diglot.inputs import labels, normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def average_ranks(x):
    order = np.argsort(x, kind="mergesort")
    ranks = np.empty(len(x))
    i = 0
    while i < len(x):
        j = i
        while j + 1 < len(x) and x[order[j + 1]] == x[order[i]]:
            j += 1
        for k in range(i, j + 1):
            ranks[order[k]] = (i + j) / 2 + 1
        i = j + 1
    return ranks


def ndcg(relevance, score, k=5):
    ranked = relevance[np.argsort(-score, kind="stable")][:k]
    ideal = np.sort(relevance)[::-1][:k]
    discount = 1 / np.log2(np.arange(2, k + 2))
    return np.sum((2.0**ranked - 1) * discount) / np.sum((2.0**ideal - 1) * discount)


def f1_macro(truth, predicted):
    scores = []
    for c in np.unique(truth):
        tp = np.sum((truth == c) & (predicted == c))
        fp = np.sum((truth != c) & (predicted == c))
        fn = np.sum((truth == c) & (predicted != c))
        if tp == 0:
            scores.append(0.0)
            continue
        precision = tp / (tp + fp)
        recall = tp / (tp + fn)
        scores.append(2 * precision * recall / (precision + recall))
    return sum(scores) / len(scores)


def cohen_kappa(a, b):
    n = len(a)
    agreed = sum(1 for x, y in zip(a, b, strict=True) if x == y) / n
    chance = 0.0
    for c in set(a.tolist()) | set(b.tolist()):
        chance += np.mean(a == c) * np.mean(b == c)
    return (agreed - chance) / (1 - chance)


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def matthews(truth, predicted):
    tp = float(np.sum((truth == 1) & (predicted == 1)))
    tn = float(np.sum((truth == 0) & (predicted == 0)))
    fp = float(np.sum((truth == 0) & (predicted == 1)))
    fn = float(np.sum((truth == 1) & (predicted == 0)))
    return (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))


def average_precision(truth, score):
    hits = 0
    total = 0.0
    for rank, i in enumerate(np.argsort(-score, kind="stable"), start=1):
        if truth[i]:
            hits += 1
            total += hits / rank
    return total / truth.sum()


def spearman(x, y):
    a, b = average_ranks(x), average_ranks(y)
    a = a - a.mean()
    b = b - b.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def concordance(x, y):
    """Lin's coefficient, with the variances of the population."""
    sxy = np.mean((x - x.mean()) * (y - y.mean()))
    return 2 * sxy / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


def elo(results, start=1500.0, k=32.0):
    """Ratings after games (winner, loser)."""
    ratings = np.full(results.max() + 1, start)
    for winner, loser in results:
        expected = 1 / (1 + 10 ** ((ratings[loser] - ratings[winner]) / 400))
        change = k * (1 - expected)
        ratings[winner] += change
        ratings[loser] -= change
    return ratings


TIED = np.round(normal(20, seed=191), 1)
GRADES = labels(12, 4, seed=192)
TRUTH = labels(30, 3, seed=193)
GUESS = np.where(uniform(30, seed=194) < 0.6, TRUTH, labels(30, 3, seed=195))

STRANGERS = [
    Stranger(
        "average_ranks",
        average_ranks,
        right="function(x) rank(x)",
        wrong=("rank(x)", 'rank(x, ties.method = "first")'),
        mistake="breaks ties by their place",
        cases=[Case("ties", TIED), Case("no ties", normal(9, seed=196))],
    ),
    Stranger(
        "ndcg",
        ndcg,
        right="""function(relevance, score, k = 5) {
          gain <- function(r) sum((2^head(r, k) - 1) / log2(seq_len(k) + 1))
          gain(relevance[order(-score)]) / gain(sort(relevance, decreasing = TRUE))
        }""",
        wrong=("log2(seq_len(k) + 1)", "pmax(log2(seq_len(k)), 1)"),
        mistake="the older discount",
        cases=[
            Case("five", GRADES, normal(12, seed=197)),
            Case("three", labels(8, 3, seed=198), uniform(8, seed=199), 3),
        ],
    ),
    Stranger(
        "f1_macro",
        f1_macro,
        right="""function(truth, predicted) {
          mean(vapply(sort(unique(truth)), function(c) {
            2 * sum(truth == c & predicted == c) / (sum(truth == c) + sum(predicted == c))
          }, 0))
        }""",
        wrong="function(truth, predicted) mean(truth == predicted)",
        mistake="the micro average",
        cases=[Case("three", TRUTH, GUESS), Case("two", TRUTH % 2, GUESS % 2)],
    ),
    Stranger(
        "cohen_kappa",
        cohen_kappa,
        right="""function(a, b) {
          levels <- sort(unique(c(a, b)))
          p <- proportions(table(factor(a, levels), factor(b, levels)))
          chance <- sum(rowSums(p) * colSums(p))
          (sum(diag(p)) - chance) / (1 - chance)
        }""",
        wrong=("sum(rowSums(p) * colSums(p))", "1 / length(levels)"),
        mistake="all classes equally likely",
        cases=[
            Case("three", TRUTH, GUESS),
            Case("four", labels(25, 4, seed=1), labels(25, 4, seed=2)),
        ],
    ),
    Stranger(
        "edit_distance",
        edit_distance,
        right="""function(a, b) {
          letters <- function(x) intToUtf8(x + 97L)
          drop(adist(letters(a), letters(b)))
        }""",
        wrong=("adist(letters(a), letters(b))", "adist(letters(a), letters(b), partial = TRUE)"),
        mistake="the distance to the best part",
        cases=[
            Case("words", labels(12, 5, seed=3), labels(9, 5, seed=4)),
            Case("close", np.array([1, 2, 3, 4, 5]), np.array([2, 3, 4, 4, 5, 6])),
        ],
    ),
    Stranger(
        "matthews",
        matthews,
        right="function(truth, predicted) cor(truth, predicted)",
        wrong="function(truth, predicted) 2 * mean(truth == predicted) - 1",
        mistake="right only where both classes are equally many",
        cases=[
            Case("thirty", (TRUTH > 0).astype(int), (GUESS > 0).astype(int)),
            Case("rare", (TRUTH == 2).astype(int), (GUESS == 2).astype(int)),
        ],
    ),
    Stranger(
        "average_precision",
        average_precision,
        right="""function(truth, score) {
          hit <- truth[order(score, decreasing = TRUE)] == 1
          mean((cumsum(hit) / seq_along(hit))[hit])
        }""",
        wrong=("mean((cumsum(hit) / seq_along(hit))[hit])", "mean(cumsum(hit) / seq_along(hit))"),
        mistake="averages over all ranks",
        cases=[
            Case("twenty", labels(20, 2, seed=5), normal(20, seed=6)),
            Case("few", np.array([1, 0, 0, 1, 0]), uniform(5, seed=7)),
        ],
    ),
    Stranger(
        "spearman",
        spearman,
        right='function(x, y) cor(x, y, method = "spearman")',
        wrong="""function(x, y) {
          n <- length(x)
          1 - 6 * sum((rank(x) - rank(y))^2) / (n * (n^2 - 1))
        }""",
        mistake="the short formula, which ties break",
        cases=[
            Case("ties", TIED, np.round(TIED + normal(20, seed=8), 0)),
            Case("no ties", normal(9, seed=9), normal(9, seed=10)),
        ],
    ),
    Stranger(
        "concordance",
        concordance,
        right="""function(x, y) {
          n <- length(x)
          2 * cov(x, y) / (var(x) + var(y) + n / (n - 1) * (mean(x) - mean(y))^2)
        }""",
        wrong=("n / (n - 1) * (mean(x)", "(mean(x)"),
        mistake="mixes sample variances with the square of the bias",
        cases=[
            Case(
                "ten", normal(10, seed=11), normal(10, seed=11) + 0.5 + normal(10, seed=12, std=0.2)
            ),
            Case("thirty", uniform(30, seed=13), uniform(30, seed=14) + 0.3),
        ],
    ),
    Stranger(
        "elo",
        elo,
        right="""function(results, start = 1500, k = 32) {
          ratings <- rep(start, max(results) + 1)
          for (game in seq_len(nrow(results))) {
            players <- results[game, ] + 1
            expected <- 1 / (1 + 10^(diff(ratings[players]) / 400))
            ratings[players] <- ratings[players] + c(1, -1) * k * (1 - expected)
          }
          ratings
        }""",
        wrong=("diff(ratings[players])", "-diff(ratings[players])"),
        mistake="winner and loser the wrong way round",
        cases=[
            Case("six games", np.array([[0, 1], [2, 0], [1, 2], [0, 1], [3, 0], [2, 3]])),
            Case("slow", np.array([[0, 1], [0, 1], [1, 0]]), 1200.0, 16.0),
        ],
    ),
]
