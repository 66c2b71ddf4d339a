"""Distributions: far tails, quantiles, logarithms of what underflows."""

from __future__ import annotations

from typing import Any

from scipy import stats

from diglot.dictionary.difference import Difference
from diglot.dictionary.truth import by_mpmath, normal_tail, solved, t_tail


def _noncentral_t(mp: Any, t: float, df: int, delta: float) -> Any:
    """Give P(T <= t) as the mean over the chi distribution of the scale."""

    def density(s: Any) -> Any:
        chi = 2 * s ** (df - 1) * mp.exp(-s * s / 2) / (2 ** (mp.mpf(df) / 2) * mp.gamma(df / 2))
        return normal_tail(mp, delta - t * s / mp.sqrt(df)) * chi

    return mp.quad(density, [0, 1, 2, 3, 5, 8, 15, 25])


def _poisson_mean(mp: Any, mean: float, tail: Any) -> Any:
    """Give the mean of `tail(j)` where j is a Poisson number."""
    mean = mp.mpf(mean)
    weights = (mp.exp(-mean) * mean**j / mp.factorial(j) for j in range(120 + int(4 * mean)))
    return mp.fsum(weight * tail(j) for j, weight in enumerate(weights))


DIFFERENCES = [
    Difference(
        lambda: stats.beta.ppf(1e-10, 0.5, 3),
        "qbeta(1e-10, 0.5, 3)",
        by_mpmath(
            lambda mp: solved(
                mp, lambda x: mp.betainc(mp.mpf(1) / 2, 3, 0, x, regularized=True), 1e-10, 3e-21
            )
        ),
        digits=(0, 16),
        why="SciPy's search stops far from so small a quantile.",
    ),
    Difference(
        lambda: stats.t.ppf(1e-300, 2.5),
        "qt(1e-300, 2.5)",
        by_mpmath(lambda mp: -solved(mp, lambda t: t_tail(mp, t, 2.5), 1e-300, 8.8e119)),
        digits=(0, 5),
        why="SciPy finds none; R ends its search at five digits.",
    ),
    Difference(
        lambda: stats.f.ppf(1e-12, 1, 1),
        "qf(1e-12, 1, 1)",
        by_mpmath(lambda mp: mp.tan(mp.pi * mp.mpf(1e-12) / 2) ** 2),
        digits=(16, 0),
        why="R goes by 1 / qbeta() - 1, which cancels where the quantile is small.",
    ),
    Difference(
        lambda: stats.f.ppf(1e-5, 2, 3),
        "qf(1e-5, 2, 3)",
        by_mpmath(
            lambda mp: solved(
                mp,
                lambda x: mp.betainc(1, mp.mpf(3) / 2, 0, 2 * x / (3 + 2 * x), regularized=True),
                1e-5,
                1e-5,
            )
        ),
        digits=(16, 12.6),
        why="R goes by 1 / qbeta() - 1, which cancels where the quantile is small.",
    ),
    Difference(
        lambda: stats.nct.cdf(-5, 10, 3),
        "pt(-5, 10, 3)",
        by_mpmath(lambda mp: _noncentral_t(mp, -5, 10, 3)),
        digits=(8.1, 3.9),
        why="R's series for the non-central t is good to an absolute 1e-12 only.",
    ),
    Difference(
        lambda: stats.nct.sf(20, 10, 3),
        "pt(20, 10, 3, lower.tail = FALSE)",
        by_mpmath(lambda mp: 1 - _noncentral_t(mp, 20, 10, 3)),
        digits=(15.3, 6.7),
        why="R subtracts the lower tail from 1.",
    ),
    Difference(
        lambda: stats.ncf.sf(80, 3, 20, 5),
        "pf(80, 3, 20, 5, lower.tail = FALSE)",
        by_mpmath(
            lambda mp: _poisson_mean(
                mp,
                2.5,
                lambda j: mp.betainc(10, mp.mpf(3) / 2 + j, 0, mp.mpf(1) / 13, regularized=True),
            )
        ),
        digits=(15.1, 1.5),
        why="R subtracts the lower tail, good to 1e-9, from 1.",
    ),
    Difference(
        lambda: stats.ncx2.sf(300, 4, 20),
        "pchisq(300, 4, 20, lower.tail = FALSE)",
        by_mpmath(
            lambda mp: _poisson_mean(
                mp, 10, lambda j: mp.gammainc(2 + j, 150, mp.inf, regularized=True)
            )
        ),
        digits=(14.9, 1.1),
        why="R's sum of central tails leaves out a part of them.",
    ),
    Difference(
        lambda: stats.ncx2.cdf(0.01, 4, 200),
        "pchisq(0.01, 4, 200)",
        by_mpmath(
            lambda mp: _poisson_mean(
                mp, 100, lambda j: mp.gammainc(2 + j, 0, mp.mpf(0.01) / 2, regularized=True)
            )
        ),
        digits=(0, 16),
        why="SciPy's sum gives 0 in the lower tail.",
    ),
    Difference(
        lambda: stats.chi2.logsf(5000, 3),
        "pchisq(5000, 3, lower.tail = FALSE, log.p = TRUE)",
        by_mpmath(lambda mp: mp.log(mp.gammainc(mp.mpf(3) / 2, 2500, mp.inf, regularized=True))),
        digits=(0, 15.9),
        why="SciPy takes the logarithm of a probability that has underflowed; R works in logs.",
    ),
    Difference(
        lambda: stats.t.logsf(1e100, 5),
        "pt(1e100, 5, lower.tail = FALSE, log.p = TRUE)",
        by_mpmath(lambda mp: mp.log(t_tail(mp, mp.mpf(1e100), 5))),
        digits=(0, 15.9),
        why="SciPy takes the logarithm of a probability that has underflowed; R works in logs.",
    ),
    Difference(
        lambda: stats.beta.logcdf(1e-10, 50, 2),
        "pbeta(1e-10, 50, 2, log.p = TRUE)",
        by_mpmath(lambda mp: mp.log(mp.betainc(50, 2, 0, mp.mpf(1e-10), regularized=True))),
        digits=(0, 16),
        why="SciPy takes the logarithm of a probability that has underflowed; R works in logs.",
    ),
    Difference(
        lambda: stats.poisson.pmf(10**6, 1e6),
        "dpois(1e6, 1e6)",
        by_mpmath(lambda mp: mp.exp(-(10**6) + 10**6 * mp.log(10**6) - mp.loggamma(10**6 + 1))),
        digits=(9.1, 16),
        why="SciPy subtracts logarithms of 1e7; R's saddle-point expansion has none to subtract.",
    ),
    Difference(
        lambda: stats.gamma.pdf(1e6, 1e6),
        "dgamma(1e6, 1e6)",
        by_mpmath(lambda mp: mp.exp((10**6 - 1) * mp.log(10**6) - 10**6 - mp.loggamma(10**6))),
        digits=(9.1, 15.9),
        why="SciPy subtracts logarithms of 1e7; R goes by its Poisson density.",
    ),
    Difference(
        lambda: stats.hypergeom.pmf(500, 10**7, 10**4, 10**6),
        "dhyper(500, 1e4, 1e7 - 1e4, 1e6)",
        by_mpmath(
            lambda mp: (
                mp.binomial(10**4, 500)
                * mp.binomial(10**7 - 10**4, 10**6 - 500)
                / mp.binomial(10**7, 10**6)
            )
        ),
        digits=(9.2, 13.3),
        why="SciPy subtracts logarithms of beta functions; R multiplies binomial densities.",
    ),
    Difference(
        lambda: stats.nbinom.pmf(10, 1e10, 0.999999999),
        "dnbinom(10, 1e10, 0.999999999)",
        by_mpmath(
            lambda mp: (
                mp.rf(mp.mpf(10) ** 10, 10)
                / mp.factorial(10)
                * mp.mpf(0.999999999) ** (10**10)
                * (1 - mp.mpf(0.999999999)) ** 10
            )
        ),
        digits=(14.7, 7.8),
        why="R takes log1p(-n / (n + k)), which cancels where n is huge.",
    ),
    Difference(
        lambda: stats.poisson.sf(200, 20),
        "ppois(200, 20, lower.tail = FALSE)",
        by_mpmath(lambda mp: mp.gammainc(201, 0, 20, regularized=True)),
        digits=(13.4, 15.6),
        why="SciPy's incomplete gamma function loses three digits so far out.",
    ),
]
