"""Tests: what both languages test by default, and how they call it."""

from __future__ import annotations

import numpy as np
from scipy import stats

from diglot.dictionary.differences.hypothesis_tests import DIFFERENCES
from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_A = np.array([5.1, 4.8, 6.2, 5.7, 5.5, 4.9])
_B = np.array([6.0, 6.4, 5.9, 9.1, 7.3])
_C = np.array([4.0, 4.4, 7.0, 5.2])
_TIED = np.array([5.0, 5.0, 6.0, 7.0]), np.array([5.0, 7.0, 8.0, 9.0])
_TWO, _THREE = np.array([[8, 3], [2, 9]]), np.array([[8, 3, 4], [2, 9, 6]])

SECTION = Section(
    "Tests",
    [
        Entry(
            lambda x, y: stats.ttest_ind(x, y).pvalue,
            "t.test(x, y, var.equal = TRUE)$p.value",
            cases=[Case("unequal", _A, _B), Case("same spread, same size", _A, _A + 0.5)],
            trap="SciPy pools the variances by default, R does not (Welch's test).",
            wrong=Wrong("t.test(x, y)$p.value", "Welch's p-value", noticed=("unequal",)),
            words=("Student", "Welch", "equal_var", "t.test"),
        ),
        Entry(
            lambda x, mu: stats.ttest_1samp(x, mu).statistic,
            "unname(t.test(x, mu = mu)$statistic)",
            cases=[Case("5", _A, 5.0), Case("0", _A, 0.0)],
            trap="The second argument of `t.test` is another sample; the mean has a name.",
            wrong=Wrong("unname(t.test(x, mu)$statistic)", "an error", noticed=("5", "0")),
            words=("one sample", "t.test"),
        ),
        Entry(
            lambda x, y: stats.ttest_rel(x, y).pvalue,
            "t.test(x, y, paired = TRUE)$p.value",
            cases=[Case("four pairs", *_TIED), Case("six pairs", _A, _A[::-1] + _A)],
            trap="Pairs are asked for; two vectors of one length are no pairs for R.",
            wrong=Wrong(
                "t.test(x, y)$p.value",
                "a test that ignores the pairs",
                noticed=("four pairs", "six pairs"),
            ),
            words=("paired", "t.test"),
        ),
        Entry(
            lambda table: stats.chi2_contingency(table, correction=False).pvalue,
            "chisq.test(table, correct = FALSE)$p.value",
            cases=[Case("2 x 2", _TWO), Case("2 x 3", _THREE)],
            trap="Both correct 2 x 2 tables for continuity (Yates) unless told; others never.",
            wrong=Wrong("chisq.test(table)$p.value", "Yates' p-value", noticed=("2 x 2",)),
            words=("contingency table", "Yates", "chi-squared"),
        ),
        Entry(
            lambda seen, expected: stats.chisquare(seen, expected).pvalue,
            "chisq.test(seen, p = expected / sum(expected))$p.value",
            cases=[
                Case("a die", np.array([16, 18, 16, 14, 12, 24]), np.full(6, 100 / 6)),
                Case("1:2:1", np.array([20, 50, 30]), np.array([25.0, 50.0, 25.0])),
            ],
            trap="A second vector is a second factor for R, of a table that it makes itself.",
            wrong=Wrong(
                "chisq.test(seen, expected)$p.value",
                "a test of independence of two factors, with a warning at most",
                noticed=("a die", "1:2:1"),
            ),
            words=("goodness of fit", "chi-squared", "expected"),
        ),
        Entry(
            lambda table: stats.fisher_exact(table).pvalue,
            "fisher.test(table)$p.value",
            cases=[Case("2 x 2", _TWO), Case("a zero", np.array([[5, 0], [1, 4]]))],
            trap="The p-values are the same; the odds ratios are not.",
            words=("Fisher", "exact", "odds ratio"),
        ),
        Entry(
            lambda table: stats.fisher_exact(table).statistic,
            "table[1, 1] * table[2, 2] / (table[1, 2] * table[2, 1])",
            cases=[Case("2 x 2", _TWO), Case("a zero", np.array([[5, 0], [1, 4]]), edge=True)],
            trap="SciPy gives the table's own odds ratio, R the conditional maximum likelihood's.",
            wrong=Wrong(
                "unname(fisher.test(table)$estimate)",
                "10.40 for 12, since it is conditional",
                noticed=("2 x 2",),
            ),
            words=("Fisher", "odds ratio", "estimate"),
        ),
        Entry(
            lambda x, y: stats.mannwhitneyu(x, y).statistic,
            "unname(wilcox.test(x, y, exact = FALSE)$statistic)",
            cases=[Case("no ties", _A, _B), Case("ties", *_TIED)],
            trap="R's W is SciPy's U of the first sample: no sum of ranks, and not the smaller U.",
            wrong=Wrong(
                "sum(rank(c(x, y))[seq_along(x)])",
                "the sum of ranks, larger by n (n + 1) / 2",
                noticed=("no ties", "ties"),
            ),
            words=("Wilcoxon", "rank sum", "U", "W"),
        ),
        Entry(
            lambda x, y: stats.mannwhitneyu(x, y, method="asymptotic").pvalue,
            "wilcox.test(x, y, exact = FALSE)$p.value",
            cases=[Case("no ties", _A, _B), Case("ties", *_TIED)],
            trap="By default SciPy is exact up to 8 numbers, R up to 49, both only without ties.",
            wrong=Wrong("wilcox.test(x, y)$p.value", "the exact one", noticed=("no ties",)),
            words=("Wilcoxon", "rank sum", "exact", "continuity"),
        ),
        Entry(
            lambda d: stats.wilcoxon(d).statistic,
            "{ d <- d[d != 0]; r <- rank(abs(d)); min(sum(r[d > 0]), sum(r[d < 0])) }",
            cases=[
                Case("mostly above", np.array([1.5, 2.5, -0.5, 3.0, 4.0])),
                Case("mostly below", np.array([-1.5, -2.5, 0.5, -3.0, -4.0])),
            ],
            trap="SciPy gives the smaller of both sums of ranks, R's V is that of what is above 0.",
            wrong=Wrong(
                "unname(wilcox.test(d)$statistic)",
                "the sum of the ranks above 0, though it is the larger one",
                noticed=("mostly above",),
            ),
            words=("signed rank", "V", "paired"),
        ),
        Entry(
            lambda x, y, z: stats.f_oneway(x, y, z).pvalue,
            "oneway.test(c(x, y, z) ~ rep(1:3, lengths(list(x, y, z))), var.equal = TRUE)$p.value",
            cases=[Case("three groups", _A, _B, _C), Case("same spread", _A, _A + 1, _A + 2)],
            trap="`oneway.test` is Welch's by default, `aov` is the classical analysis.",
            wrong=Wrong(
                "oneway.test(c(x, y, z) ~ rep(1:3, lengths(list(x, y, z))))$p.value",
                "Welch's p-value, with another second degree of freedom",
                noticed=("three groups", "same spread"),
            ),
            words=("ANOVA", "analysis of variance", "F"),
        ),
        Entry(
            lambda x, y, z: stats.f_oneway(x, y, z).statistic,
            "{ g <- factor(rep(1:3, lengths(list(x, y, z)))); anova(lm(c(x, y, z) ~ g))[1, 4] }",
            cases=[Case("three groups", _A, _B, _C), Case("same spread", _A, _A + 1, _A + 2)],
            trap="Groups that are numbered are a regression on the number, unless a factor.",
            wrong=Wrong(
                "{ g <- rep(1:3, lengths(list(x, y, z))); anova(lm(c(x, y, z) ~ g))[1, 4] }",
                "the F of a line through the groups, with one degree of freedom",
                noticed=("three groups", "same spread"),
            ),
            words=("ANOVA", "factor", "F"),
        ),
        Entry(
            lambda x, y: stats.kruskal(x, y).statistic,
            "unname(kruskal.test(list(x, y))$statistic)",
            cases=[Case("no ties", _A, _B), Case("ties", *_TIED)],
            trap="R wants one list of samples, or the values and their groups.",
            wrong=Wrong(
                "unname(kruskal.test(x, y)$statistic)",
                "an error, or `y` taken for the groups of `x`",
                noticed=("no ties", "ties"),
            ),
            words=("rank", "groups"),
        ),
        Entry(
            lambda x, y: stats.bartlett(x, y).pvalue,
            "bartlett.test(list(x, y))$p.value",
            cases=[Case("unequal", _A, _B), Case("equal", _A, _A + 1)],
            trap="`var.test` compares two variances by F instead.",
            wrong=Wrong("var.test(x, y)$p.value", "the F test's", noticed=("unequal",)),
            words=("variances", "homogeneity"),
        ),
        Entry(
            lambda x, y: stats.levene(x, y).statistic,
            "{ g <- factor(rep(1:2, c(length(x), length(y)))); v <- c(x, y);"
            " anova(lm(abs(v - ave(v, g, FUN = median)) ~ g))[1, 4] }",
            cases=[Case("unequal", _A, _B), Case("ties", *_TIED)],
            trap="Base R has no Levene test; SciPy's takes the median (Brown and Forsythe).",
            wrong=Wrong(
                "{ g <- factor(rep(1:2, c(length(x), length(y)))); v <- c(x, y);"
                " anova(lm(abs(v - ave(v, g)) ~ g))[1, 4] }",
                "Levene's own, from the mean",
                noticed=("unequal", "ties"),
            ),
            words=("variances", "Brown-Forsythe"),
        ),
        Entry(
            lambda k, n, p: stats.binomtest(k, n, p).pvalue,
            "binom.test(k, n, p)$p.value",
            cases=[Case("3 of 15", 3, 15, 0.5), Case("7 of 20", 7, 20, 0.1)],
            trap="Two sides are all that is as unlikely, not twice one tail.",
            wrong=Wrong(
                "min(1, 2 * min(pbinom(k, n, p), pbinom(k - 1, n, p, lower.tail = FALSE)))",
                "twice the smaller tail: the same where p is 1/2",
                noticed=("7 of 20",),
            ),
            words=("binomial", "two-sided", "proportion"),
        ),
        Entry(
            lambda x, y: stats.ks_2samp(x, y).statistic,
            "unname(ks.test(x, y)$statistic)",
            cases=[Case("apart", _A, _B), Case("mixed", _A, _C)],
            trap="`ks.test(x, y)` takes a string for the name of a distribution function.",
            words=("Kolmogorov-Smirnov", "two samples"),
        ),
        Entry(
            lambda x: stats.shapiro(x).statistic,
            "unname(shapiro.test(x)$statistic)",
            cases=[Case("six", _A), Case("an outlier", _B)],
            trap="Both are Royston's algorithm; from 5,000 numbers on R refuses, SciPy warns.",
            words=("normality", "Shapiro-Wilk"),
            # Each has its own approximation of the normal quantiles that it starts from.
            demands={"digits": 9},
        ),
        Entry(
            lambda p: stats.false_discovery_control(p),
            'p.adjust(p, "BH")',
            cases=[
                Case("five", np.array([0.01, 0.02, 0.03, 0.5, 0.04])),
                Case("one", np.array([0.03])),
            ],
            trap="`p.adjust` is Holm's method unless told.",
            wrong=Wrong("p.adjust(p)", "Holm's p-values", noticed=("five",)),
            words=("multiple testing", "Benjamini-Hochberg", "FDR"),
        ),
        Entry(
            lambda x, y, z: stats.friedmanchisquare(x, y, z).statistic,
            "unname(friedman.test(cbind(x, y, z))$statistic)",
            cases=[
                Case("four blocks", _C, _C + np.array([1.0, -1.0, 2.0, 1.0]), _C + 0.5),
                Case("ties", _TIED[0], _TIED[1], _C),
            ],
            trap="Blocks are rows, treatments columns.",
            wrong=Wrong(
                "unname(friedman.test(rbind(x, y, z))$statistic)",
                "treatments taken for blocks",
                noticed=("four blocks", "ties"),
            ),
            words=("repeated measures", "rank", "blocks"),
        ),
    ],
    differences=DIFFERENCES,
)
