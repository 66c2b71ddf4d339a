"""Special functions: next to their roots, for large arguments and orders."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from diglot.dictionary.difference import Difference
from diglot.dictionary.truth import by_mpmath

DIFFERENCES = [
    Difference(
        lambda: special.gammaln(2 - 1e-9),
        "lgamma(2 - 1e-9)",
        by_mpmath(lambda mp: mp.loggamma(mp.mpf(2 - 1e-9))),
        digits=(6.5, 7.8),
        why="Both cancel next to the roots of the function, 1 and 2.",
    ),
    Difference(
        lambda: math.lgamma(1 + 1e-8),
        "lgamma(1 + 1e-8)",
        by_mpmath(lambda mp: mp.loggamma(mp.mpf(1 + 1e-8))),
        digits=(7.4, 8.5),
        why="Both cancel next to the roots of the function, 1 and 2; Python's own most.",
    ),
    Difference(
        lambda: special.digamma(1.4616321449683622),
        "digamma(1.4616321449683622)",
        by_mpmath(lambda mp: mp.digamma(mp.mpf(1.4616321449683622))),
        digits=(16, 0),
        why="SciPy has a series around the root; R cancels there.",
    ),
    Difference(
        lambda: special.gammainc(1e6, 1e6 - 5000),
        "pgamma(1e6 - 5000, 1e6)",
        by_mpmath(lambda mp: mp.gammainc(10**6, 0, 10**6 - 5000, regularized=True)),
        digits=(5.3, 14.7),
        why="SciPy's series ends before it has converged.",
    ),
    Difference(
        lambda: special.kv(0.5, 700.0),
        "besselK(700, 0.5)",
        by_mpmath(lambda mp: mp.besselk(mp.mpf(1) / 2, 700)),
        digits=(0, 16),
        why="SciPy takes for 0 what is near the smallest doubles; `kve` is right.",
    ),
    Difference(
        lambda: special.iv(0, 712.0),
        "besselI(712, 0)",
        by_mpmath(lambda mp: mp.besseli(0, 712)),
        digits=(12.9, 0),
        why="R gives up at 709; `expon.scaled = TRUE` is right.",
    ),
    Difference(
        lambda: special.comb(200, 100),
        "choose(200, 100)",
        by_mpmath(lambda mp: mp.binomial(200, 100)),
        digits=(12.9, 14.2),
        why="SciPy goes by the beta function, R from k = 30 on by its logarithm.",
    ),
    Difference(
        lambda: special.factorial(170),
        "factorial(170)",
        by_mpmath(lambda mp: mp.factorial(170)),
        digits=(15.7, 12.9),
        why="R's gamma is the exponential of a logarithm of 700, whose error grows 700 times.",
    ),
    Difference(
        lambda: special.logit(0.5 + 1e-12),
        "qlogis(0.5 + 1e-12)",
        by_mpmath(lambda mp: mp.log(mp.mpf(0.5 + 1e-12) / (1 - mp.mpf(0.5 + 1e-12)))),
        digits=(16, 11.6),
        why="R takes the logarithm of an odds near 1, SciPy has `log1p` there.",
    ),
    Difference(
        lambda: special.jv(200, 50.0),
        "besselJ(50, 200)",
        by_mpmath(lambda mp: mp.besselj(200, 50)),
        digits=(13.3, 15),
        why="R's recurrence runs downward, where its errors die out.",
    ),
    Difference(
        lambda: np.sin(np.pi * (1e10 + 0.25)),
        "sinpi(1e10 + 0.25)",
        by_mpmath(lambda mp: mp.sinpi(mp.mpf(1e10 + 0.25))),
        digits=(7.9, 16),
        why="NumPy has no `sinpi`: the product is rounded to 4e-6 before the sine sees it.",
        same="sin(pi * (1e10 + 0.25))",
    ),
    Difference(
        lambda: np.round(0.15, 1),
        "round(0.15, 1)",
        by_mpmath(lambda mp: mp.nint(mp.mpf(0.15) * 10) / 10),
        digits=(0, 16),
        why="0.15 is below 15/100, but 10 times it is rounded to 1.5 before NumPy rounds to even.",
        same="round(0.15 * 10) / 10",
    ),
    Difference(
        lambda: np.round(5.015, 2),
        "round(5.015, 2)",
        by_mpmath(lambda mp: mp.nint(mp.mpf(5.015) * 100) / 100),
        digits=(16, 2.6),
        why="R finds 5.01 and 5.02 equally far in doubles, and takes the even one.",
        same="round(5.015 * 100) / 100",
    ),
]
