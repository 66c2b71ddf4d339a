"""Statistics: spread, correlation, regression, counts."""

from __future__ import annotations

import numpy as np
from scipy import stats

from diglot.dictionary.differences.statistics import DIFFERENCES
from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_EIGHT = np.array([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
_SKEWED = np.array([0.5, 1.0, 1.25, 2.0, 3.5, 16.0])
_TABLE = np.array([[1.0, 8.0], [2.0, 5.0], [4.0, 9.0], [9.0, 1.0]])
_ONE, _SAME = np.array([3.0]), np.array([3.0, 3.0, 3.0])
_X, _Y = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([2.0, 1.0, 4.0, 3.0, 7.0])
_TIED = np.array([1.0, 1.0, 2.0, 3.0, 3.0])

SECTION = Section(
    "Statistics",
    [
        Entry(
            lambda x: np.std(x),
            "sqrt(mean((x - mean(x))^2))",
            cases=[Case("eight numbers", _EIGHT), Case("all equal", _SAME), Case("one", _ONE)],
            trap="`np.std` divides by n, `sd` by n - 1; of one number `sd` is NA.",
            wrong=Wrong(
                "sd(x)",
                "the root of a sum that is divided by n - 1: 2.138 for 2",
                noticed=("eight numbers", "one"),
            ),
            words=("standard deviation", "ddof", "spread"),
        ),
        Entry(
            lambda x: np.var(x, ddof=1),
            "var(x)",
            cases=[Case("eight numbers", _EIGHT), Case("all equal", _SAME)],
            trap="`ddof=1` is what R always does; pandas and `statistics.stdev` do it too.",
            words=("variance", "ddof"),
        ),
        Entry(
            lambda x: np.var(x, axis=0, ddof=1),
            "apply(x, 2, var)",
            cases=[Case("two columns", _TABLE), Case("one column", _TABLE[:, :1])],
            trap="`var` of a matrix is no variance of each column but their covariance matrix.",
            wrong=Wrong(
                "var(x)",
                "the covariance matrix; the variances are its diagonal",
                noticed=("two columns",),
            ),
            words=("variance", "columns", "axis"),
        ),
        Entry(
            lambda x: np.cov(x),
            "cov(t(x))",
            cases=[
                Case("2 x 4", _TABLE.T.copy()),
                Case("3 x 3", np.array([[1.0, 2.0, 6.0], [0.0, 1.0, 5.0], [3.0, 4.0, 4.0]])),
                Case("symmetric", np.array([[1.0, 4.0, 2.0], [4.0, 3.0, 7.0], [2.0, 7.0, 0.0]])),
            ],
            trap="`np.cov` takes the rows for variables, `cov` the columns.",
            wrong=Wrong("cov(x)", "the covariances of the columns", noticed=("2 x 4", "3 x 3")),
            words=("covariance", "rowvar"),
        ),
        Entry(
            lambda x, y: np.corrcoef(x, y),
            "unname(cor(cbind(x, y)))",
            cases=[Case("five pairs", _X, _Y), Case("a line", _X, 3 - 2 * _X)],
            trap="`np.corrcoef` gives a 2 x 2 matrix, `cor` of two vectors one number.",
            wrong=Wrong("cor(x, y)", "one number", noticed=("five pairs", "a line")),
            words=("correlation", "Pearson"),
        ),
        Entry(
            lambda x, y: stats.pearsonr(x, y).pvalue,
            "cor.test(x, y)$p.value",
            cases=[Case("five pairs", _X, _Y), Case("ties", _TIED, _Y)],
            trap="`cor` has no p-value; `cor.test` has, from Student's t with n - 2.",
            words=("correlation", "p-value"),
        ),
        Entry(
            lambda x, y: stats.spearmanr(x, y).statistic,
            'cor(x, y, method = "spearman")',
            cases=[Case("no ties", _X, _Y), Case("ties", _TIED, _Y)],
            trap="The textbook's 1 - 6 sum(d^2) / (n^3 - n) is right only where nothing is tied.",
            wrong=Wrong(
                "1 - 6 * sum((rank(x) - rank(y))^2) / (length(x)^3 - length(x))",
                "a number that ignores the ties",
                noticed=("ties",),
            ),
            words=("rank correlation", "rho"),
        ),
        Entry(
            lambda x, y: stats.kendalltau(x, y).statistic,
            'cor(x, y, method = "kendall")',
            cases=[Case("no ties", _X, _Y), Case("ties", _TIED, _Y)],
            trap="Both give tau-b; tau-a divides by all pairs, the tied ones too.",
            wrong=Wrong(
                'sum(sign(outer(x, x, "-")) * sign(outer(y, y, "-"))) '
                "/ (length(x) * (length(x) - 1))",
                "tau-a",
                noticed=("ties",),
            ),
            words=("rank correlation", "tau", "concordance"),
        ),
        Entry(
            lambda x, y: stats.linregress(x, y).slope,
            "coef(lm(y ~ x))[[2]]",
            cases=[Case("five pairs", _X, _Y), Case("a line of slope 1", _X, _X + 2)],
            trap="`linregress` and `polyfit` take x first; a formula has y first.",
            wrong=Wrong(
                "coef(lm(x ~ y))[[2]]",
                "the slope of x on y, which is not the inverse either",
                noticed=("five pairs",),
            ),
            words=("regression", "least squares", "formula"),
        ),
        Entry(
            lambda x, y: stats.linregress(x, y).stderr,
            "summary(lm(y ~ x))$coefficients[2, 2]",
            cases=[Case("five pairs", _X, _Y), Case("ties", _TIED, _Y)],
            trap="An `lm` knows no errors; its `summary` does.",
            words=("regression", "standard error"),
        ),
        Entry(
            lambda x: stats.zscore(x),
            "(x - mean(x)) / sqrt(mean((x - mean(x))^2))",
            cases=[Case("eight numbers", _EIGHT), Case("all equal", _SAME, edge=True)],
            trap="`zscore` divides by the deviation with n, `scale` by that with n - 1.",
            wrong=Wrong(
                "as.vector(scale(x))",
                "numbers that are smaller by sqrt((n - 1) / n)",
                noticed=("eight numbers",),
            ),
            words=("standardize", "scale", "normalize"),
        ),
        Entry(
            lambda x: (x - x.mean(axis=0)) / x.std(axis=0),
            "{ d <- sweep(x, 2, colMeans(x)); sweep(d, 2, sqrt(colMeans(d^2)), `/`) }",
            cases=[
                Case("4 x 2", _TABLE),
                Case("columns alike", np.array([[1.0, 3.0], [2.0, 1.0], [3.0, 2.0]])),
            ],
            trap="A vector is recycled down the columns: `x - colMeans(x)` mixes them.",
            wrong=Wrong(
                "{ d <- x - colMeans(x); d / sqrt(colMeans(d^2)) }",
                "each row's number in turn less the mean of another column, and no word of it",
                noticed=("4 x 2",),
            ),
            words=("standardize", "scale", "sweep", "features"),
        ),
        Entry(
            lambda x: stats.median_abs_deviation(x),
            "mad(x, constant = 1)",
            cases=[Case("eight numbers", _EIGHT), Case("skewed", _SKEWED), Case("equal", _SAME)],
            trap="`mad` is 1.4826 times as large by default: an estimate of sigma.",
            wrong=Wrong(
                "mad(x)", "1.4826 times the deviation", noticed=("eight numbers", "skewed")
            ),
            words=("median absolute deviation", "robust"),
        ),
        Entry(
            lambda x: stats.iqr(x),
            "IQR(x)",
            cases=[Case("eight numbers", _EIGHT), Case("skewed", _SKEWED), Case("five", _X)],
            trap="Not the hinges: `fivenum` and `boxplot` have other quartiles.",
            wrong=Wrong(
                "diff(fivenum(x)[c(2, 4)])",
                "the distance of the hinges",
                noticed=("eight numbers", "skewed"),
            ),
            words=("interquartile range", "quartiles"),
        ),
        Entry(
            lambda x: stats.skew(x),
            "{ d <- x - mean(x); mean(d^3) / mean(d^2)^1.5 }",
            cases=[Case("skewed", _SKEWED), Case("symmetric", _X)],
            trap="Base R has none; with `sd` it would be smaller by ((n - 1) / n)^1.5.",
            wrong=Wrong(
                "mean((x - mean(x))^3) / sd(x)^3", "another estimator", noticed=("skewed",)
            ),
            words=("skewness", "moment"),
        ),
        Entry(
            lambda x: stats.kurtosis(x),
            "{ d <- x - mean(x); mean(d^4) / mean(d^2)^2 - 3 }",
            cases=[Case("skewed", _SKEWED), Case("even", _X)],
            trap="SciPy gives the excess over the normal distribution's 3.",
            wrong=Wrong(
                "{ d <- x - mean(x); mean(d^4) / mean(d^2)^2 }",
                "Pearson's kurtosis, 3 for normal numbers",
                noticed=("skewed", "even"),
            ),
            words=("excess", "moment", "Fisher"),
        ),
        Entry(
            lambda x, share: stats.trim_mean(x, share),
            "mean(x, trim = share)",
            cases=[Case("a tenth of eight", _EIGHT, 0.1), Case("a quarter", _EIGHT, 0.25)],
            trap="The share is cut from each end, and rounded down to whole elements, in both.",
            words=("trimmed mean", "robust"),
        ),
        Entry(
            lambda x: np.exp(np.mean(np.log(x))),
            "exp(mean(log(x)))",
            cases=[Case("skewed", _SKEWED), Case("huge", np.array([1e300, 1e200, 1e250]))],
            trap="A product of many numbers overflows long before their mean does.",
            wrong=Wrong("prod(x)^(1 / length(x))", "Inf", noticed=("huge",)),
            words=("geometric mean", "gmean", "overflow"),
        ),
        Entry(
            lambda x: stats.sem(x),
            "sd(x) / sqrt(length(x))",
            cases=[Case("eight numbers", _EIGHT), Case("skewed", _SKEWED)],
            trap="Here SciPy has n - 1, as R has, though `np.std` has n.",
            words=("standard error", "ddof"),
        ),
        Entry(
            lambda x, w: np.average(x, weights=w),
            "weighted.mean(x, w)",
            cases=[Case("weights", _X, _Y), Case("weights of sum 1", _X, _Y / 17)],
            trap="`mean(x, w)` is no weighted mean: the second argument is `trim`.",
            wrong=Wrong(
                "mean(x * w)",
                "a mean that is not divided by the weights' sum",
                noticed=("weights", "weights of sum 1"),
            ),
            words=("weighted mean",),
        ),
        Entry(
            lambda x, bins: np.histogram(x, bins)[0],
            "tabulate(findInterval(x, bins, rightmost.closed = TRUE), length(bins) - 1)",
            cases=[
                Case("on a border", _EIGHT, np.array([0.0, 4.0, 6.0, 9.0])),
                Case("between", _EIGHT, np.array([0.5, 4.5, 9.5])),
                Case("outside", _EIGHT, np.array([3.0, 5.0, 8.0])),
            ],
            trap="NumPy's bins hold their left border, those of `hist` their right one.",
            wrong=Wrong(
                "hist(x, bins, plot = FALSE)$counts",
                "numbers on a border in the bin below; an error where one lies outside",
                noticed=("on a border", "outside"),
            ),
            words=("histogram", "bins", "counts"),
        ),
        Entry(
            lambda x, bins: np.digitize(x, bins),
            "findInterval(x, bins)",
            cases=[
                Case("between", np.array([0.5, 1.5, 2.5]), np.array([0.0, 1.0, 2.0, 3.0])),
                Case("on a border", np.array([1.0, 2.0]), np.array([0.0, 1.0, 2.0, 3.0])),
                Case("outside", np.array([-1.0, 9.0]), np.array([0.0, 1.0, 2.0, 3.0])),
            ],
            trap="`cut` has bins that are open on the left, and NA for what lies outside.",
            wrong=Wrong(
                "cut(x, bins, labels = FALSE)",
                "one less on a border, NA outside",
                noticed=("on a border", "outside"),
            ),
            words=("bins", "cut", "intervals"),
        ),
        Entry(
            lambda x: np.bincount(x),
            "tabulate(x + 1, max(x) + 1)",
            cases=[Case("with 0", np.array([0, 1, 1, 3])), Case("0 alone", np.array([0, 0]))],
            trap="`tabulate` counts from 1 and drops every 0 without a word.",
            wrong=Wrong(
                "tabulate(x)", "the counts without that of 0", noticed=("with 0", "0 alone")
            ),
            words=("counts", "frequencies", "table"),
        ),
        Entry(
            lambda x, q: np.searchsorted(np.sort(x), q, side="right") / len(x),
            "ecdf(x)(q)",
            cases=[
                Case("ties", _EIGHT, np.array([1.0, 4.0, 4.5, 9.0])),
                Case("one", _ONE, np.array([2.0, 3.0])),
            ],
            trap="`ecdf` gives a function; the share counts what is equal too.",
            words=("empirical distribution", "cumulative"),
        ),
        Entry(
            lambda x, q: stats.gaussian_kde(x)(q),
            'colMeans(dnorm(outer(x, q, "-"), sd = sd(x) * length(x)^(-1 / 5)))',
            cases=[
                Case("eight numbers", _EIGHT, np.array([3.0, 5.0])),
                Case("skewed", _SKEWED, np.array([0.0, 2.0, 10.0])),
            ],
            trap="SciPy's bandwidth is Scott's, R's is the smaller `bw.nrd0`; `density` bins too.",
            wrong=Wrong(
                'colMeans(dnorm(outer(x, q, "-"), sd = bw.nrd0(x)))',
                "a rougher density",
                noticed=("eight numbers", "skewed"),
            ),
            words=("density", "kernel", "bandwidth"),
        ),
        Entry(
            lambda p: stats.entropy(p),
            "{ p <- p / sum(p); -sum(p * log(ifelse(p > 0, p, 1))) }",
            cases=[
                Case("probabilities", np.array([0.5, 0.25, 0.25])),
                Case("counts", np.array([2.0, 1.0, 1.0])),
                Case("one is 0", np.array([0.5, 0.5, 0.0])),
            ],
            trap="SciPy divides by the sum first, and takes 0 log 0 for 0; R's is NaN.",
            wrong=Wrong(
                "-sum(p * log(p))",
                "NaN beside a 0; nonsense for counts",
                noticed=("counts", "one is 0"),
            ),
            words=("information", "Shannon"),
        ),
    ],
    differences=DIFFERENCES,
)
