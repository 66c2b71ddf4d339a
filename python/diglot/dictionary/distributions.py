"""Distributions: densities, probabilities, quantiles."""

from __future__ import annotations

import numpy as np
from scipy import stats

from diglot.dictionary.differences.distributions import DIFFERENCES
from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_MIDDLE, _FAR = np.array([-1.5, 0.0, 0.5, 2.0]), np.array([9.0, 20.0, 37.0])
_TIMES = np.array([0.25, 1.0, 3.0])
_COUNTS = np.array([0, 1, 2, 5])

SECTION = Section(
    "Distributions",
    [
        Entry(
            lambda x, mean, sd: stats.norm.cdf(x, mean, sd),
            "pnorm(x, mean, sd)",
            cases=[Case("standard", _MIDDLE, 0.0, 1.0), Case("moved", _MIDDLE, 1.0, 2.5)],
            trap="`pnorm` is cdf, `dnorm` pdf, `qnorm` ppf; all take the deviation, no variance.",
            wrong=Wrong("pnorm(x, mean, sd^2)", "another spread", noticed=("moved",)),
            words=("normal", "cumulative", "pnorm", "probability"),
        ),
        Entry(
            lambda x: stats.norm.sf(x),
            "pnorm(x, lower.tail = FALSE)",
            cases=[Case("the middle", _MIDDLE), Case("the tail", _FAR)],
            trap="Where p is next to 1, 1 - p has lost all its digits.",
            wrong=Wrong("1 - pnorm(x)", "0", noticed=("the tail",)),
            words=("survival", "upper tail", "p-value"),
        ),
        Entry(
            lambda x: stats.norm.logpdf(x),
            "dnorm(x, log = TRUE)",
            cases=[Case("the middle", _MIDDLE), Case("far away", np.array([40.0, -1e5]))],
            trap="A density underflows to 0 and its logarithm to -Inf: sum `log = TRUE`.",
            wrong=Wrong("log(dnorm(x))", "-Inf", noticed=("far away",)),
            words=("log density", "likelihood", "underflow"),
        ),
        Entry(
            lambda x: stats.norm.logcdf(x),
            "pnorm(x, log.p = TRUE)",
            cases=[Case("the middle", _MIDDLE), Case("far away", np.array([-20.0, -50.0]))],
            trap="`log` for densities, `log.p` for probabilities.",
            wrong=Wrong("log(pnorm(x))", "-Inf below -38", noticed=("far away",)),
            words=("log probability", "underflow", "probit"),
        ),
        Entry(
            lambda p, df: stats.chi2.isf(p, df),
            "qchisq(p, df, lower.tail = FALSE)",
            cases=[Case("5 %", 0.05, 3), Case("tiny", 1e-20, 3)],
            trap="A double next to 1 has no room for a small tail: 1 - 1e-20 is 1.",
            wrong=Wrong("qchisq(1 - p, df)", "Inf", noticed=("tiny",)),
            words=("critical value", "quantile", "chi-squared"),
        ),
        Entry(
            lambda level, mean, sd: np.array(stats.norm.interval(level, mean, sd)),
            "qnorm((1 + c(-1, 1) * level) / 2, mean, sd)",
            cases=[Case("95 %", 0.95, 0.0, 1.0), Case("moved", 0.9, 5.0, 2.0)],
            trap="In the middle 95 % leave 2.5 % at each end.",
            wrong=Wrong(
                "mean + c(-1, 1) * sd * qnorm(level)",
                "1.64 for 1.96: an interval of 90 %",
                noticed=("95 %", "moved"),
            ),
            words=("confidence interval", "quantile"),
        ),
        Entry(
            lambda x, scale: stats.expon.cdf(x, scale=scale),
            "pexp(x, 1 / scale)",
            cases=[Case("scale 1", _TIMES, 1.0), Case("scale 4", _TIMES, 4.0)],
            trap="SciPy has a scale, R a rate.",
            wrong=Wrong("pexp(x, scale)", "the inverse scale", noticed=("scale 4",)),
            words=("exponential", "rate"),
        ),
        Entry(
            lambda x, shape, scale: stats.gamma.pdf(x, shape, scale=scale),
            "dgamma(x, shape, scale = scale)",
            cases=[Case("scale 1", _TIMES, 2.5, 1.0), Case("scale 4", _TIMES, 2.5, 4.0)],
            trap="R's third argument is the rate; SciPy's is a shift, `loc`.",
            wrong=Wrong("dgamma(x, shape, scale)", "the inverse scale", noticed=("scale 4",)),
            words=("gamma", "rate", "loc"),
        ),
        Entry(
            lambda x, low, width: stats.uniform.cdf(x, low, width),
            "punif(x, low, low + width)",
            cases=[Case("from 0", _TIMES, 0.0, 4.0), Case("from 1", _TIMES, 1.0, 4.0)],
            trap="SciPy has a start and a width, R two ends.",
            wrong=Wrong("punif(x, low, width)", "another interval", noticed=("from 1",)),
            words=("uniform", "loc", "scale"),
        ),
        Entry(
            lambda x, s, scale: stats.lognorm.cdf(x, s, scale=scale),
            "plnorm(x, log(scale), s)",
            cases=[Case("scale 1", _TIMES, 0.5, 1.0), Case("scale 3", _TIMES, 0.5, 3.0)],
            trap="SciPy's scale is the median, R's `meanlog` the logarithm of it.",
            wrong=Wrong(
                "plnorm(x, scale, s)",
                "the scale taken for a logarithm",
                noticed=("scale 1", "scale 3"),
            ),
            words=("lognormal", "meanlog", "sdlog"),
        ),
        Entry(
            lambda x, shape, scale: stats.weibull_min.cdf(x, shape, scale=scale),
            "pweibull(x, shape, scale)",
            cases=[Case("scale 1", _TIMES, 1.5, 1.0), Case("scale 4", _TIMES, 0.5, 4.0)],
            trap="R has a scale here, though `pexp` and `pgamma` have a rate.",
            wrong=Wrong("pweibull(x, shape, 1 / scale)", "the inverse", noticed=("scale 4",)),
            words=("survival", "Weibull"),
        ),
        Entry(
            lambda k, p: stats.geom.pmf(k, p),
            "dgeom(k - 1, p)",
            cases=[Case("from 1", np.array([1, 2, 5]), 0.3), Case("0", 0, 0.3), Case("sure", 2, 1)],
            trap="SciPy counts the trials, R the failures before the success.",
            wrong=Wrong("dgeom(k, p)", "the next one's probability", noticed=("from 1", "0")),
            words=("geometric", "trials", "failures"),
        ),
        Entry(
            lambda k, n, p: stats.nbinom.pmf(k, n, p),
            "dnbinom(k, n, p)",
            cases=[Case("3 successes", _COUNTS, 3, 0.4), Case("a fraction", _COUNTS, 2.5, 0.4)],
            trap="Both count failures; by `mu` it is R's fourth argument, SciPy has n / (n + mu).",
            wrong=Wrong(
                "dnbinom(k, n, mu = p)",
                "another distribution: p taken for the mean",
                noticed=("3 successes", "a fraction"),
            ),
            words=("negative binomial", "overdispersion"),
        ),
        Entry(
            lambda k, total, marked, drawn: stats.hypergeom.pmf(k, total, marked, drawn),
            "dhyper(k, marked, total - marked, drawn)",
            cases=[Case("20 balls", _COUNTS, 20, 7, 12), Case("half", _COUNTS, 14, 7, 6)],
            trap="SciPy wants all balls and the white ones, R the white and the black ones.",
            wrong=Wrong(
                "dhyper(k, total, marked, drawn)",
                "an urn with more balls",
                noticed=("20 balls", "half"),
            ),
            words=("hypergeometric", "urn", "enrichment"),
        ),
        Entry(
            lambda k, n, p: stats.binom.sf(k - 1, n, p),
            "pbinom(k - 1, n, p, lower.tail = FALSE)",
            cases=[Case("3 of 10", 3, 10, 0.2), Case("all", 10, 10, 0.5), Case("none", 0, 10, 0.2)],
            trap="An upper tail is P(X > k): for P(X >= k) ask at k - 1, in both languages.",
            wrong=Wrong(
                "pbinom(k, n, p, lower.tail = FALSE)",
                "the tail without k itself",
                noticed=("3 of 10", "all", "none"),
            ),
            words=("binomial", "upper tail", "at least"),
        ),
        Entry(
            lambda k, mu: stats.poisson.logpmf(k, mu),
            "dpois(k, mu, log = TRUE)",
            cases=[Case("small", _COUNTS, 2.5), Case("large", np.array([500, 1000]), 20.0)],
            trap="Write no densities by hand: factorial(171) is Inf.",
            wrong=Wrong(
                "k * log(mu) - mu - log(factorial(k))", "-Inf from 171 on", noticed=("large",)
            ),
            words=("Poisson", "likelihood", "overflow", "factorial"),
        ),
        Entry(
            lambda q, mu: stats.poisson.ppf(q, mu),
            "qpois(q, mu)",
            cases=[Case("median", 0.5, 2.5), Case("several", np.array([0.01, 0.9, 0.999]), 7.0)],
            trap="The least k whose probability reaches q; SciPy gives doubles, as R does.",
            words=("Poisson", "quantile"),
        ),
        Entry(
            lambda x, n, p: stats.multinomial.pmf(x, n, p),
            "dmultinom(x, n, p)",
            cases=[
                Case("3 classes", np.array([1, 2, 1]), 4, np.array([0.25, 0.5, 0.25])),
                Case("one class", np.array([3, 0]), 3, np.array([0.5, 0.5])),
            ],
            trap="R takes weights for p and divides by their sum; SciPy gives NaN for them.",
            words=("multinomial", "classes"),
        ),
        Entry(
            lambda x, mean, cov: stats.multivariate_normal.logpdf(x, mean, cov),
            "{ u <- chol(cov); z <- backsolve(u, x - mean, transpose = TRUE);"
            " -sum(z^2) / 2 - sum(log(diag(u))) - length(x) * log(2 * pi) / 2 }",
            cases=[
                Case("2-d", np.array([1.0, 2.0]), np.zeros(2), np.array([[2.0, 0.5], [0.5, 1.0]])),
                Case("apart", np.array([1.0, -1.0, 0.5]), np.ones(3), np.diag([1.0, 4.0, 0.25])),
            ],
            trap="Base R has none. `chol` gives the upper factor, `np.linalg.cholesky` the lower.",
            wrong=Wrong(
                "sum(dnorm(x, mean, sqrt(diag(cov)), log = TRUE))",
                "the sum for independent coordinates",
                noticed=("2-d",),
            ),
            words=("multivariate normal", "Gaussian", "Mahalanobis"),
        ),
    ],
    differences=DIFFERENCES,
)
