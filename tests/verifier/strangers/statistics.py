"""Statistics: moments, ranks, regression, densities, information."""

import math

import numpy as np

from diglot.inputs import labels, normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def weighted_variance(x, w):
    mean = np.average(x, weights=w)
    v1 = np.sum(w)
    v2 = np.sum(w**2)
    return np.sum(w * (x - mean) ** 2) / (v1 - v2 / v1)


def sample_skewness(x):
    n = len(x)
    mean = sum(x) / n
    m2 = 0.0
    m3 = 0.0
    for xi in x:
        m2 += (xi - mean) ** 2
        m3 += (xi - mean) ** 3
    m2 /= n
    m3 /= n
    g1 = m3 / m2**1.5
    return g1 * math.sqrt(n * (n - 1)) / (n - 2)


def excess_kurtosis(x):
    d = x - x.mean()
    return np.mean(d**4) / np.mean(d**2) ** 2 - 3


def trimmed_mean(x, proportion=0.1):
    ordered = np.sort(x)
    k = int(proportion * len(x))
    return ordered[k : len(x) - k].mean()


def kendall_tau_b(x, y):
    n = len(x)
    concordant = discordant = 0
    x_ties = y_ties = 0
    for i in range(n - 1):
        for j in range(i + 1, n):
            dx = x[i] - x[j]
            dy = y[i] - y[j]
            if dx == 0:
                x_ties += 1
            if dy == 0:
                y_ties += 1
            if dx * dy > 0:
                concordant += 1
            elif dx * dy < 0:
                discordant += 1
    pairs = n * (n - 1) // 2
    return (concordant - discordant) / math.sqrt((pairs - x_ties) * (pairs - y_ties))


def mann_whitney_u(a, b):
    greater = (a[:, None] > b[None, :]).sum()
    tied = (a[:, None] == b[None, :]).sum()
    return greater + 0.5 * tied


def jackknife(x, y):
    """Standard error of a ratio of means, by leaving out one pair at a time."""

    def ratio(keep):
        return np.sum(x[keep]) / np.sum(y[keep])

    n = x.size
    estimates = np.empty(n)
    for i in range(n):
        keep = np.ones(n, dtype=bool)
        keep[i] = False
        estimates[i] = ratio(keep)
    spread = np.sum((estimates - estimates.mean()) ** 2)
    return np.sqrt((n - 1) / n * spread)


def normal_density(x, mu, var):
    return np.exp(-((x - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)


def em_two_normals(x, mu1, mu2, steps=10):
    mu = np.array([mu1, mu2])
    var = np.array([1.0, 1.0])
    share = np.array([0.5, 0.5])
    for _ in range(steps):
        dens = np.zeros((len(x), 2))
        for k in range(2):
            dens[:, k] = share[k] * normal_density(x, mu[k], var[k])
        resp = dens / dens.sum(axis=1, keepdims=True)
        weight = resp.sum(axis=0)
        mu = resp.T @ x / weight
        for k in range(2):
            var[k] = np.sum(resp[:, k] * (x - mu[k]) ** 2) / weight[k]
        share = weight / len(x)
    return {"mu": mu, "var": var, "share": share}


def logistic_regression(X, y, steps=4):
    beta = np.zeros(X.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-X @ beta))
        w = p * (1 - p)
        hessian = X.T @ (X * w[:, None])
        beta = beta + np.linalg.solve(hessian, X.T @ (y - p))
    return beta


def kernel_density(x, grid, bandwidth=None):
    n = len(x)
    if bandwidth is None:
        q75, q25 = np.percentile(x, [75, 25])
        spread = min(np.std(x, ddof=1), (q75 - q25) / 1.34)
        bandwidth = 0.9 * spread * n ** (-1 / 5)
    z = (grid[:, np.newaxis] - x) / bandwidth
    return np.exp(-0.5 * z**2).sum(axis=1) / (n * bandwidth * np.sqrt(2 * np.pi))


def local_line(x, y, at, k=8):
    fitted = []
    for x0 in at:
        distance = np.abs(x - x0)
        nearest = np.argsort(distance, kind="stable")[:k]
        u = distance[nearest] / distance[nearest].max()
        w = (1 - u**3) ** 3
        xs, ys = x[nearest], y[nearest]
        xbar = np.sum(w * xs) / np.sum(w)
        ybar = np.sum(w * ys) / np.sum(w)
        slope = np.sum(w * (xs - xbar) * (ys - ybar)) / np.sum(w * (xs - xbar) ** 2)
        fitted.append(ybar + slope * (x0 - xbar))
    return np.array(fitted)


def autocorrelation(x, max_lag=5):
    x = x - np.mean(x)
    c0 = np.dot(x, x)
    r = np.zeros(max_lag + 1)
    for lag in range(max_lag + 1):
        r[lag] = np.dot(x[: len(x) - lag], x[lag:]) / c0
    return r


def durbin_watson(y, x):
    slope = np.cov(x, y)[0, 1] / np.var(x, ddof=1)
    residuals = y - y.mean() - slope * (x - x.mean())
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2)


def roc_auc(score, label):
    positive = score[label == 1]
    negative = score[label == 0]
    wins = 0.0
    for p in positive:
        for q in negative:
            if p > q:
                wins += 1
            elif p == q:
                wins += 0.5
    return wins / (len(positive) * len(negative))


def brier_score(p, label):
    target = np.zeros_like(p)
    target[np.arange(len(label)), label] = 1
    return np.mean(np.sum((p - target) ** 2, axis=1))


def gini_coefficient(income):
    ordered = np.sort(income)
    n = len(ordered)
    rank = np.arange(1, n + 1)
    return (2 * np.sum(rank * ordered) - (n + 1) * ordered.sum()) / (n * ordered.sum())


def entropy_bits(counts):
    total = 0.0
    n = float(np.sum(counts))
    for c in counts:
        if c > 0:
            p = c / n
            total -= p * math.log2(p)
    return total


def mutual_information(a, b):
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    p = table / table.sum()
    independent = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    seen = p > 0
    return np.sum(p[seen] * np.log(p[seen] / independent[seen]))


class RunningMoments:
    """Welford's mean and variance of a stream."""

    def __init__(self):
        self.n = 0
        self.mean = 0.0
        self.m2 = 0.0

    def push(self, x):
        self.n += 1
        delta = x - self.mean
        self.mean += delta / self.n
        self.m2 += delta * (x - self.mean)

    @property
    def variance(self):
        return self.m2 / (self.n - 1)


def welford(x):
    moments = RunningMoments()
    means = []
    for value in x:
        moments.push(value)
        means.append(moments.mean)
    return {"means": np.array(means), "variance": moments.variance}


def theil_sen(x, y):
    slopes = []
    for i in range(len(x)):
        for j in range(i):
            slopes.append((y[i] - y[j]) / (x[i] - x[j]))
    slope = np.median(slopes)
    return np.array([slope, np.median(y - slope * x)])


TIED = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0])
ALSO_TIED = np.array([2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0, 2.0, 8.0, 4.0])
MIXTURE = np.concatenate([normal(30, seed=11), normal(20, seed=12, mean=4.0, std=0.7)])
HEIGHTS = normal(40, seed=4, mean=170.0, std=8.0)
DESIGN = np.column_stack([np.ones(30), normal(30, 2, seed=21)])
OUTCOME = (DESIGN @ np.array([0.3, 1.0, -0.7]) + normal(30, seed=22) > 0).astype(float)
TIME = np.arange(25.0)
SCORES = np.round(uniform(24, seed=61), 1)
HITS = labels(24, 2, seed=62)

STRANGERS = [
    Stranger(
        "weighted_variance",
        weighted_variance,
        right="""function(x, w) {
          m <- weighted.mean(x, w)
          sum(w * (x - m)^2) / (sum(w) - sum(w^2) / sum(w))
        }""",
        wrong=("sum(w^2) / sum(w)", "1"),
        mistake="takes the weights for counts",
        cases=[
            Case("normal", normal(20, seed=1), uniform(20, seed=2, low=0.5, high=3.0)),
            Case("heights", HEIGHTS, uniform(40, seed=3)),
        ],
    ),
    Stranger(
        "sample_skewness",
        sample_skewness,
        right="""function(x) {
          n <- length(x)
          d <- x - mean(x)
          mean(d^3) / mean(d^2)^1.5 * sqrt(n * (n - 1)) / (n - 2)
        }""",
        wrong=("mean(d^2)^1.5", "sd(x)^3"),
        mistake="corrects the variance twice",
        cases=[
            Case("skewed", np.exp(normal(30, seed=1))),
            Case("heights", HEIGHTS),
        ],
    ),
    Stranger(
        "excess_kurtosis",
        excess_kurtosis,
        right="function(x) { d <- x - mean(x); mean(d^4) / mean(d^2)^2 - 3 }",
        wrong=("mean(d^2)", "var(x)"),
        mistake="n - 1 for n",
        cases=[Case("normal", normal(50, seed=6)), Case("flat", uniform(35, seed=7))],
    ),
    Stranger(
        "trimmed_mean",
        trimmed_mean,
        right="function(x, proportion = 0.1) mean(x, trim = proportion)",
        wrong=("trim = proportion", "trim = proportion / 2"),
        mistake="trims half at each end",
        cases=[Case("tenth", normal(31, seed=8)), Case("quarter", normal(30, seed=9), 0.25)],
    ),
    Stranger(
        "kendall_tau_b",
        kendall_tau_b,
        right='function(x, y) cor(x, y, method = "kendall")',
        wrong="""function(x, y) {
          s <- sign(outer(x, x, "-")) * sign(outer(y, y, "-"))
          sum(s) / (length(x) * (length(x) - 1))
        }""",
        mistake="tau a: no correction for ties",
        cases=[
            Case("no ties", normal(15, seed=1), normal(15, seed=2)),
            Case("ties", TIED, ALSO_TIED),
        ],
    ),
    Stranger(
        "mann_whitney_u",
        mann_whitney_u,
        right="""function(a, b) {
          ranks <- rank(c(a, b))
          sum(ranks[seq_along(a)]) - length(a) * (length(a) + 1) / 2
        }""",
        wrong=("rank(c(a, b))", 'rank(c(a, b), ties.method = "min")'),
        mistake="gives ties the lowest rank",
        cases=[
            Case("normal", normal(12, seed=1), normal(9, seed=2, mean=0.5)),
            Case("ties", TIED, ALSO_TIED),
        ],
    ),
    Stranger(
        "jackknife",
        jackknife,
        right="""function(x, y) {
          n <- length(x)
          estimates <- vapply(seq_len(n), function(i) sum(x[-i]) / sum(y[-i]), 0)
          sqrt((n - 1) / n * sum((estimates - mean(estimates))^2))
        }""",
        wrong=("sqrt((n - 1) / n * sum((estimates - mean(estimates))^2))", "sd(estimates)"),
        mistake="an ordinary standard deviation of the estimates",
        cases=[
            Case("heights", HEIGHTS, HEIGHTS[::-1] - 100),
            Case("few", uniform(7, seed=3, low=1.0, high=2.0), uniform(7, seed=4, low=1.0)),
        ],
    ),
    Stranger(
        "em_two_normals",
        em_two_normals,
        right="""function(x, mu1, mu2, steps = 10) {
          mu <- c(mu1, mu2)
          var <- c(1, 1)
          share <- c(0.5, 0.5)
          for (step in seq_len(steps)) {
            dens <- sapply(1:2, function(k) share[k] * dnorm(x, mu[k], sqrt(var[k])))
            resp <- dens / rowSums(dens)
            weight <- colSums(resp)
            mu <- colSums(resp * x) / weight
            var <- colSums(resp * outer(x, mu, "-")^2) / weight
            share <- weight / length(x)
          }
          list(mu = mu, var = var, share = share)
        }""",
        wrong=(
            """mu <- colSums(resp * x) / weight
            var <- colSums(resp * outer(x, mu, "-")^2) / weight""",
            """var <- colSums(resp * outer(x, mu, "-")^2) / weight
            mu <- colSums(resp * x) / weight""",
        ),
        mistake="the variance about the old means",
        cases=[Case("mixture", MIXTURE, -1.0, 3.0), Case("two steps", MIXTURE, 0.5, 2.0, 2)],
    ),
    Stranger(
        "logistic_regression",
        logistic_regression,
        right="""function(X, y, steps = 4) {
          beta <- numeric(ncol(X))
          for (step in seq_len(steps)) {
            p <- plogis(drop(X %*% beta))
            beta <- beta + drop(solve(crossprod(X, X * (p * (1 - p))), crossprod(X, y - p)))
          }
          beta
        }""",
        wrong=("seq_len(steps)", "seq_len(steps - 1)"),
        mistake="a step too few",
        cases=[Case("four steps", DESIGN, OUTCOME), Case("one step", DESIGN, OUTCOME, 1)],
    ),
    Stranger(
        "kernel_density",
        kernel_density,
        right="""function(x, grid, bandwidth = bw.nrd0(x)) {
          vapply(grid, function(at) mean(dnorm(at, x, bandwidth)), 0)
        }""",
        wrong=("bw.nrd0(x)", "bw.nrd(x)"),
        mistake="Scott's constant for Silverman's",
        cases=[
            Case("mixture", MIXTURE, np.linspace(-3.0, 6.0, 10)),
            Case("bandwidth given", HEIGHTS, np.linspace(150.0, 190.0, 9), 2.5),
        ],
    ),
    Stranger(
        "local_line",
        local_line,
        right="""function(x, y, at, k = 8) {
          vapply(at, function(x0) {
            distance <- abs(x - x0)
            nearest <- order(distance)[seq_len(k)]
            u <- distance[nearest] / max(distance[nearest])
            fit <- lm.wfit(cbind(1, x[nearest] - x0), y[nearest], (1 - u^3)^3)
            fit$coefficients[[1]]
          }, 0)
        }""",
        wrong=("(1 - u^3)^3", "(1 - u^2)^3"),
        mistake="triweight for tricube",
        cases=[
            Case("sine", TIME / 4, np.sin(TIME / 4), np.array([0.3, 2.2, 5.1])),
            Case("five points", TIME, np.sqrt(TIME), np.array([3.3, 11.8]), 5),
        ],
    ),
    Stranger(
        "autocorrelation",
        autocorrelation,
        right="""function(x, max_lag = 5) {
          acf(x, lag.max = max_lag, plot = FALSE)$acf[, 1, 1]
        }""",
        wrong="""function(x, max_lag = 5) {
          d <- x - mean(x)
          n <- length(x)
          vapply(0:max_lag, function(k) mean(head(d, n - k) * tail(d, n - k)) / mean(d^2), 0)
        }""",
        mistake="divides each lag by its own number of pairs",
        cases=[
            Case("walk", np.cumsum(normal(50, seed=5))),
            Case("wave", np.sin(TIME) + 0.1 * TIME, 8),
        ],
    ),
    Stranger(
        "durbin_watson",
        durbin_watson,
        right="""function(y, x) {
          e <- lm.fit(cbind(1, x), y)$residuals
          sum(diff(e)^2) / sum(e^2)
        }""",
        wrong=("cbind(1, x)", "cbind(x)"),
        mistake="forgets the intercept",
        cases=[
            Case("trend", 2.0 + 0.5 * TIME + normal(25, seed=9), TIME),
            Case("curved", np.sqrt(TIME) + normal(25, seed=10, std=0.1), TIME),
        ],
    ),
    Stranger(
        "roc_auc",
        roc_auc,
        right="""function(score, label) {
          positive <- sum(label == 1)
          (sum(rank(score)[label == 1]) - positive * (positive + 1) / 2) /
            (positive * sum(label == 0))
        }""",
        wrong=("rank(score)", 'rank(score, ties.method = "max")'),
        mistake="a tie counts as won",
        cases=[
            Case("no ties", normal(24, seed=63), HITS),
            Case("ties", SCORES, HITS),
        ],
    ),
    Stranger(
        "brier_score",
        brier_score,
        right="""function(p, label) {
          target <- diag(ncol(p))[label + 1, ]
          mean(rowSums((p - target)^2))
        }""",
        wrong=("mean(rowSums((p - target)^2))", "mean((p - target)^2)"),
        mistake="also divides by the number of classes",
        cases=[
            Case(
                "three classes",
                np.random.RandomState(1).dirichlet(np.ones(3), 12),
                labels(12, 3, seed=2),
            ),
            Case(
                "four classes",
                np.random.RandomState(3).dirichlet(np.ones(4), 9),
                labels(9, 4, seed=4),
            ),
        ],
    ),
    Stranger(
        "gini_coefficient",
        gini_coefficient,
        right="""function(income) {
          n <- length(income)
          sum((2 * seq_len(n) - n - 1) * sort(income)) / (n * sum(income))
        }""",
        wrong=("- n - 1", "- n"),
        mistake="counts ranks from 0",
        cases=[
            Case("incomes", np.exp(normal(40, seed=2, mean=10.0))),
            Case("equal", np.full(8, 1500.0)),
        ],
    ),
    Stranger(
        "entropy_bits",
        entropy_bits,
        right="""function(counts) {
          p <- counts[counts > 0] / sum(counts)
          -sum(p * log2(p))
        }""",
        wrong=("log2(p)", "log(p)"),
        mistake="nats for bits",
        cases=[
            Case("counts", np.array([12, 3, 0, 45, 7, 1])),
            Case("shares", np.array([0.2, 0.5, 0.3])),
        ],
    ),
    Stranger(
        "mutual_information",
        mutual_information,
        right="""function(a, b) {
          p <- proportions(table(a, b))
          ratio <- p / outer(rowSums(p), colSums(p))
          sum(p[p > 0] * log(ratio[p > 0]))
        }""",
        wrong=("log(ratio[p > 0])", "log2(ratio[p > 0])"),
        mistake="bits for nats",
        cases=[
            Case("unrelated", labels(40, 3, seed=7), labels(40, 4, seed=8)),
            Case("related", labels(40, 3, seed=7), labels(40, 3, seed=7) // 2),
        ],
    ),
    Stranger(
        "welford",
        welford,
        right="""function(x) {
          list(means = cumsum(x) / seq_along(x), variance = var(x))
        }""",
        wrong=("var(x)", "mean((x - mean(x))^2)"),
        mistake="population for sample variance",
        cases=[Case("heights", HEIGHTS), Case("small", normal(6, seed=3, std=1e-3))],
    ),
    Stranger(
        "theil_sen",
        theil_sen,
        right="""function(x, y) {
          slopes <- outer(y, y, "-") / outer(x, x, "-")
          slope <- median(slopes[lower.tri(slopes)])
          c(slope, median(y - slope * x))
        }""",
        wrong=(
            "median(slopes[lower.tri(slopes)])",
            "quantile(slopes[lower.tri(slopes)], 0.5, type = 1, names = FALSE)",
        ),
        mistake="the lower one of the two middle slopes",
        cases=[
            Case("even", TIME[:8], 3.0 - 0.2 * TIME[:8] + normal(8, seed=1)),
            Case("odd", TIME[:7], TIME[:7] ** 2 + normal(7, seed=2)),
        ],
    ),
]
