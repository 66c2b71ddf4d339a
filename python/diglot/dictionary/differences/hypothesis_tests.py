"""Tests: defaults, exact p-values and p-values that are subtracted from 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from diglot.dictionary.difference import Difference
from diglot.dictionary.truth import by_mpmath


def _box_pierce() -> Any:
    x = np.sin(np.arange(100) / 10)
    d = x - x.mean()
    return stats.chi2.sf(100 * (np.sum(d[1:] * d[:-1]) / np.sum(d * d)) ** 2, 1)


def _true_box_pierce(mp: Any) -> Any:
    x = [mp.mpf(float(value)) for value in np.sin(np.arange(100) / 10)]
    d = [value - mp.fsum(x) / 100 for value in x]
    r = mp.fsum(a * b for a, b in zip(d, d[1:], strict=False)) / mp.fsum(a * a for a in d)
    return mp.erfc(mp.sqrt(50) * abs(r))


def _odds_ratio(mp: Any, a: int, b: int, c: int, d: int) -> Any:
    """Give the odds ratio at which the table's margins make `a` its own mean."""
    drawn, marked, others = a + b, a + c, b + d
    counts = range(max(0, drawn - others), min(drawn, marked) + 1)
    weights = [mp.binomial(marked, x) * mp.binomial(others, drawn - x) for x in counts]

    def excess(log_ratio: Any) -> Any:
        terms = [w * mp.exp(x * log_ratio) for x, w in zip(counts, weights, strict=True)]
        mean = mp.fsum(x * term for x, term in zip(counts, terms, strict=True)) / mp.fsum(terms)
        return mean - a

    return mp.exp(mp.findroot(excess, mp.log(mp.mpf(a * d) / (b * c))))


DIFFERENCES = [
    Difference(
        lambda: stats.ttest_ind([1, 2, 3, 4], [2, 4, 9]).pvalue,
        "t.test(1:4, c(2, 4, 9))$p.value",
        None,
        digits=(),
        why="SciPy pools the variances, R does not (Welch).",
        same="t.test(1:4, c(2, 4, 9), var.equal = TRUE)$p.value",
    ),
    Difference(
        lambda: stats.wilcoxon([1.5, 2.5, -0.5, 3.0]).statistic,
        "unname(wilcox.test(c(1.5, 2.5, -0.5, 3))$statistic)",
        None,
        digits=(),
        why="SciPy gives the smaller sum of ranks, R that of the positive ones.",
        same="{ v <- unname(wilcox.test(c(1.5, 2.5, -0.5, 3))$statistic); min(v, 10 - v) }",
    ),
    Difference(
        lambda: stats.fisher_exact([[8, 3], [2, 9]]).statistic,
        "unname(fisher.test(matrix(c(8, 2, 3, 9), 2))$estimate)",
        None,
        digits=(),
        why="SciPy gives the table's odds ratio, R the conditional estimate.",
        same="8 * 9 / (3 * 2)",
    ),
    Difference(
        lambda: stats.contingency.odds_ratio(np.array([[8, 3], [2, 9]])).statistic,
        "fisher.test(matrix(c(8, 2, 3, 9), 2))$estimate[[1]]",
        by_mpmath(lambda mp: _odds_ratio(mp, 8, 3, 2, 9)),
        digits=(15.1, 4.1),
        why="R solves for it with `uniroot` and its default tolerance of 1.2e-4.",
    ),
    Difference(
        lambda: stats.mannwhitneyu(np.arange(10.0), np.arange(10.0) + 10).pvalue,
        "wilcox.test(0:9, 10:19)$p.value",
        by_mpmath(lambda mp: 2 / mp.binomial(20, 10)),
        digits=(0, 16),
        why="SciPy is exact where a sample has at most 8 numbers, R where both have less than 50.",
        same="wilcox.test(0:9, 10:19, exact = FALSE)$p.value",
    ),
    Difference(
        lambda: stats.spearmanr(np.arange(8), [1, 0, 2, 3, 4, 5, 6, 7]).pvalue,
        'cor.test(0:7, c(1, 0, 2:7), method = "spearman")$p.value',
        # 8 of 8! orders differ from this one by at most one exchange of neighbours.
        by_mpmath(lambda mp: 2 * 8 / mp.factorial(8)),
        digits=(0, 16),
        why="SciPy takes Student's t at any size, R counts the orders up to 9 numbers.",
        same='cor.test(0:7, c(1, 0, 2:7), method = "spearman", exact = FALSE)$p.value',
    ),
    Difference(
        lambda: stats.kendalltau(np.arange(30), np.r_[1, 0, 2:30]).pvalue,
        'cor.test(0:29, c(1, 0, 2:29), method = "kendall")$p.value',
        # 30 of 30! orders have at most one inversion.
        by_mpmath(lambda mp: 2 * 30 / mp.factorial(30)),
        digits=(15.9, 0),
        why="R subtracts from 1.",
    ),
    Difference(
        lambda: stats.ks_2samp(np.arange(100.0), np.arange(100.0) + 60.5).pvalue,
        "ks.test(0:99, 0:99 + 60.5)$p.value",
        # Of equal samples, by reflection of paths: 61 apart and never twice.
        by_mpmath(lambda mp: 2 * mp.binomial(200, 39) / mp.binomial(200, 100)),
        digits=(15.6, 0),
        why="R subtracts from 1.",
    ),
    Difference(
        _box_pierce,
        "Box.test(sin(0:99 / 10))$p.value",
        by_mpmath(_true_box_pierce),
        digits=(13.9, 0),
        why="R's is 1 - pchisq(), which is 0 from 1e-16 on.",
    ),
    Difference(
        lambda: stats.binomtest(0, 1000, 0.5).pvalue,
        "binom.test(0, 1000, 0.5)$p.value",
        by_mpmath(lambda mp: mp.mpf(2) ** -999),
        digits=(16, 13.4),
        why="R's incomplete beta function loses three digits so far out.",
    ),
]
