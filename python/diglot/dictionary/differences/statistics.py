"""Statistics: what is divided by what, and what sums and differences cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from diglot.dictionary.difference import Difference
from diglot.dictionary.truth import by_mpmath, variance

_LONG_DOUBLE = 'capabilities("long.double")'

DIFFERENCES = [
    Difference(
        lambda: np.std([2, 4, 4, 4, 5, 5, 7, 9]),
        "sd(c(2, 4, 4, 4, 5, 5, 7, 9))",
        None,
        digits=(),
        why="NumPy divides by n, R by n - 1.",
        same="{ x <- c(2, 4, 4, 4, 5, 5, 7, 9); sqrt(mean((x - mean(x))^2)) }",
    ),
    Difference(
        lambda: stats.median_abs_deviation([1, 2, 4, 7, 11]),
        "mad(c(1, 2, 4, 7, 11))",
        None,
        digits=(),
        why="R multiplies by 1.4826, for normal numbers to have their standard deviation.",
        same="mad(c(1, 2, 4, 7, 11), constant = 1)",
    ),
    Difference(
        lambda: pd.Series([1.0, np.nan, 3.0]).sum(),
        "sum(c(1, NaN, 3))",
        None,
        digits=(),
        why="pandas leaves out what is missing unless told, R and NumPy only if told.",
        same="sum(c(1, NaN, 3), na.rm = TRUE)",
    ),
    Difference(
        lambda: stats.mstats.mquantiles([1, 2, 3, 10], [0.25])[0],
        "quantile(c(1, 2, 3, 10), 0.25, names = FALSE)",
        None,
        digits=(),
        why="`mquantiles` takes Cunnane's places, which none of R's nine types is.",
    ),
    Difference(
        lambda: pd.Series(1e9 + np.sin(np.arange(20.0))).rolling(5).std().iloc[-1],
        "sd((1e9 + sin(0:19))[16:20])",
        by_mpmath(lambda mp: mp.sqrt(variance(mp, (1e9 + np.sin(np.arange(20.0)))[15:]))),
        digits=(6.7, 14.4),
        why="pandas updates the window's sums, and keeps the errors of what has left it.",
    ),
    Difference(
        lambda: np.mean([1e16, 1.0, -1e16]),
        "mean(c(1e16, 1, -1e16))",
        by_mpmath(lambda mp: mp.mpf(1) / 3),
        digits=(0, 3),
        why="R sums in long doubles of 64 bits, and adds the mean of what is left.",
        needs=_LONG_DOUBLE,
    ),
    Difference(
        lambda: np.cumsum(np.full(10**6, 0.1))[-1],
        "cumsum(rep(0.1, 1e6))[1e6]",
        by_mpmath(lambda mp: mp.mpf(0.1) * 10**6),
        digits=(10.8, 14),
        why="R sums in long doubles; `np.sum` sums in pairs, `np.cumsum` one after another.",
        needs=_LONG_DOUBLE,
    ),
    Difference(
        lambda: np.sum(np.full((10**6, 2), 0.1), axis=0)[0],
        "colSums(matrix(0.1, 1e6, 2))[1]",
        by_mpmath(lambda mp: mp.mpf(0.1) * 10**6),
        digits=(10.8, 14),
        why="Down the columns NumPy adds row to row, one after another, in doubles.",
        needs=_LONG_DOUBLE,
    ),
    Difference(
        lambda: np.prod([1e200, 1e200, 1e-300]),
        "prod(c(1e200, 1e200, 1e-300))",
        by_mpmath(lambda mp: mp.mpf(1e200) ** 2 * mp.mpf(1e-300)),
        digits=(0, 16),
        why="Long doubles reach to 1e4932.",
        needs=_LONG_DOUBLE,
    ),
    Difference(
        lambda: np.median([1e308, 1.7e308]),
        "median(c(1e308, 1.7e308))",
        by_mpmath(lambda mp: (mp.mpf(1e308) + mp.mpf(1.7e308)) / 2),
        digits=(0, 16),
        why="The mean of both middle numbers overflows in doubles.",
        needs=_LONG_DOUBLE,
    ),
    Difference(
        lambda: stats.linregress([1e8, 1e8 + 1, 1e8 + 2], [1.0, 2.0, 4.0]).slope,
        "coef(lm(c(1, 2, 4) ~ I(1e8 + 0:2)))[[2]]",
        by_mpmath(lambda mp: mp.mpf(3) / 2),
        digits=(16, 0),
        why="`lm` drops a column that is within 1e-7 of the others, as x is here of the constant.",
        same="{ x <- 1e8 + 0:2; cov(x, c(1, 2, 4)) / var(x) }",
    ),
]
