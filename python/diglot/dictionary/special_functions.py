"""Special functions, and elementary ones near the edge of the doubles."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from diglot.dictionary.differences.special_functions import DIFFERENCES
from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_SMALL, _MIDDLE = np.array([1e-10, -1e-12]), np.array([-1.5, 0.0, 0.5, 2.0])
_POSITIVE = np.array([0.5, 1.0, 2.5, 7.0])
_LOGITS, _HUGE = np.array([[1.0, 2.0, 3.0], [0.0, 0.5, -1.0]]), np.array([[1000.0, 1001.0]])

SECTION = Section(
    "Special functions",
    [
        Entry(
            lambda x: special.erf(x),
            "sign(x) * pchisq(2 * x^2, 1)",
            cases=[Case("the middle", _MIDDLE), Case("next to 0", _SMALL)],
            trap="Base R has none; the manual's 2 pnorm(x sqrt(2)) - 1 cancels next to 0.",
            wrong=Wrong(
                "2 * pnorm(x * sqrt(2)) - 1", "six digits of 1e-10", noticed=("next to 0",)
            ),
            words=("error function", "cancellation", "pnorm"),
        ),
        Entry(
            lambda x: special.erfc(x),
            "2 * pnorm(x * sqrt(2), lower.tail = FALSE)",
            cases=[Case("the middle", _MIDDLE), Case("the tail", np.array([8.0, 25.0]))],
            trap="The complement has a tail of its own, down to 1e-308.",
            wrong=Wrong("1 - (2 * pnorm(x * sqrt(2)) - 1)", "0", noticed=("the tail",)),
            words=("complementary error function", "tail"),
        ),
        Entry(
            lambda p: special.ndtri(p),
            "qnorm(p)",
            cases=[Case("the middle", np.array([0.025, 0.5, 0.9])), Case("tiny", 1e-100)],
            trap="`special.ndtr` and `ndtri` are the fast `pnorm` and `qnorm`.",
            words=("normal", "quantile", "probit"),
        ),
        Entry(
            lambda x: special.gammaln(x),
            "lgamma(x)",
            cases=[Case("the middle", _POSITIVE), Case("large", np.array([200.0, 1e5]))],
            trap="The gamma function of 172 is Inf; its logarithm is 711.7.",
            wrong=Wrong("log(gamma(x))", "Inf", noticed=("large",)),
            words=("gamma", "factorial", "overflow"),
        ),
        Entry(
            lambda n, k: special.comb(n, k),
            "choose(n, k)",
            cases=[
                Case("5 of 10", 10, 5),
                Case("more than all", 3, 5),
                Case("100 of 200", 200, 100),
            ],
            trap="Both give 0 for more than all; factorials overflow at 171.",
            wrong=Wrong(
                "factorial(n) / (factorial(k) * factorial(n - k))",
                "NaN, and a warning",
                noticed=("more than all", "100 of 200"),
            ),
            words=("binomial coefficient", "choose"),
            # SciPy's product of 100 of 200 has lost three digits.
            demands={"digits": 12},
        ),
        Entry(
            lambda n: float(math.factorial(n)),
            "if (n < 23) prod(seq_len(n)) else factorial(n)",
            cases=[Case("5", 5), Case("0", 0), Case("20", 20)],
            trap="Python's is a whole number of any size; R's a double, good for 22! at most.",
            wrong=Wrong("prod(1:n)", "0 for 0!: 1:0 is 1, 0", noticed=("0",)),
            words=("factorial", "integer overflow"),
        ),
        Entry(
            lambda a, b: special.betaln(a, b),
            "lbeta(a, b)",
            cases=[Case("small", 2.0, 3.5), Case("large", 1e3, 2e3)],
            trap="The beta function underflows long before its logarithm is large.",
            wrong=Wrong("log(beta(a, b))", "-Inf", noticed=("large",)),
            words=("beta", "underflow"),
        ),
        Entry(
            lambda a, x: special.gammainc(a, x),
            "pgamma(x, a)",
            cases=[
                Case("a below x", 0.5, 2.0),
                Case("a above x", 3.0, 2.0),
                Case("both 2", 2.0, 2.0),
            ],
            trap="SciPy's is regularized and has the shape first; R's is the distribution.",
            wrong=Wrong(
                "pgamma(a, x)", "the arguments exchanged", noticed=("a below x", "a above x")
            ),
            words=("incomplete gamma", "regularized"),
        ),
        Entry(
            lambda a, b, x: special.betainc(a, b, x),
            "pbeta(x, a, b)",
            cases=[Case("0.3", 2.0, 3.0, 0.3), Case("the tail", 0.5, 20.0, 0.9)],
            trap="SciPy's is regularized, and has x last.",
            wrong=Wrong(
                "pbeta(x, a, b) * beta(a, b)",
                "the integral, which is not divided by beta(a, b)",
                noticed=("0.3", "the tail"),
            ),
            words=("incomplete beta", "regularized"),
        ),
        Entry(
            lambda n, x: special.polygamma(n, x),
            "psigamma(x, n)",
            cases=[
                Case("digamma", 0, _POSITIVE),
                Case("trigamma", 1, _POSITIVE),
                Case("2, 2", 2, 2.0),
            ],
            trap="The order of the arguments is the other way round, as for all of R's.",
            wrong=Wrong(
                "psigamma(n, x)", "NaN, or another number", noticed=("digamma", "trigamma")
            ),
            words=("digamma", "trigamma", "psi"),
        ),
        Entry(
            lambda nu, x: special.jv(nu, x),
            "besselJ(x, nu)",
            cases=[
                Case("order 0", 0, _POSITIVE),
                Case("a half", 0.5, _POSITIVE),
                Case("1, 1", 1, 1.0),
            ],
            trap="SciPy has the order first, R the argument.",
            wrong=Wrong("besselJ(nu, x)", "the arguments exchanged", noticed=("order 0", "a half")),
            words=("Bessel",),
        ),
        Entry(
            lambda nu, x: special.kve(nu, x),
            "besselK(x, nu, expon.scaled = TRUE)",
            cases=[Case("small", 1, _POSITIVE), Case("large", 1, np.array([800.0, 5e3]))],
            trap="Both scale by exp(x); without it K is 0 from 740 on.",
            wrong=Wrong("exp(x) * besselK(x, nu)", "NaN: Inf times 0", noticed=("large",)),
            words=("Bessel", "Matern", "underflow"),
        ),
        Entry(
            lambda x: special.expit(x),
            "plogis(x)",
            cases=[Case("the middle", _MIDDLE), Case("far away", np.array([-800.0, 800.0]))],
            trap="The logistic function is a distribution in R; Inf / Inf is NaN.",
            wrong=Wrong("exp(x) / (1 + exp(x))", "NaN from 710 on", noticed=("far away",)),
            words=("sigmoid", "logistic"),
        ),
        Entry(
            lambda p: special.logit(p),
            "qlogis(p)",
            cases=[
                Case("the middle", np.array([0.1, 0.5, 0.9])),
                Case("0 and 1", np.array([0.0, 1.0])),
            ],
            trap="The log odds are the logistic distribution's quantile.",
            words=("log odds", "logistic"),
        ),
        Entry(
            lambda x: special.log_expit(x),
            "plogis(x, log.p = TRUE)",
            cases=[Case("the middle", _MIDDLE), Case("far below", np.array([-800.0, -1e5]))],
            trap="The log of a probability that is 0 is -Inf, and a loss of Inf has no gradient.",
            wrong=Wrong("log(plogis(x))", "-Inf", noticed=("far below",)),
            words=("log sigmoid", "cross-entropy"),
        ),
        Entry(
            lambda x: np.log1p(np.exp(x)),
            "log1p(exp(x))",
            cases=[Case("the middle", _MIDDLE), Case("below", np.array([-40.0, -300.0]))],
            trap="Since 1 + 1e-18 is 1, `log1p` and `expm1` are in both languages.",
            wrong=Wrong("log(1 + exp(x))", "0", noticed=("below",)),
            words=("softplus", "log1p"),
        ),
        Entry(
            lambda x: np.expm1(x),
            "expm1(x)",
            cases=[Case("the middle", _MIDDLE), Case("next to 0", _SMALL)],
            trap="Next to 0, exp(x) - 1 cancels.",
            wrong=Wrong("exp(x) - 1", "six digits of 1e-10", noticed=("next to 0",)),
            words=("cancellation", "interest"),
        ),
        Entry(
            lambda x: special.logsumexp(x),
            "{ m <- max(x); if (is.finite(m)) m + log(sum(exp(x - m))) else m }",
            cases=[
                Case("the middle", _MIDDLE),
                Case("large", np.array([1000.0, 999.0])),
                Case("all -Inf", np.array([-np.inf, -np.inf]), edge=True),
            ],
            trap="Take the maximum out first, unless it is infinite: -Inf - -Inf is NaN.",
            wrong=Wrong("{ m <- max(x); m + log(sum(exp(x - m))) }", "NaN", noticed=("all -Inf",)),
            words=("log-sum-exp", "overflow"),
        ),
        Entry(
            lambda x: special.softmax(x, axis=1),
            "{ e <- exp(x - apply(x, 1, max)); e / rowSums(e) }",
            cases=[Case("2 x 3", _LOGITS), Case("large", _HUGE)],
            trap="One number for each row is recycled rightly; exp(710) is Inf.",
            wrong=Wrong("exp(x) / rowSums(exp(x))", "NaN", noticed=("large",)),
            words=("softmax", "overflow", "rows"),
        ),
        Entry(
            lambda a, b: np.logaddexp(a, b),
            "pmax(a, b) + log1p(exp(-abs(a - b)))",
            cases=[Case("small", 1.0, _MIDDLE), Case("large", 1000.0, np.array([999.0, 1001.0]))],
            trap="Sums of likelihoods are done in their logarithms.",
            wrong=Wrong("log(exp(a) + exp(b))", "Inf", noticed=("large",)),
            words=("log-sum-exp", "likelihood"),
        ),
        Entry(
            lambda x, y: special.xlogy(x, y),
            "x * log(ifelse(x == 0 & !is.nan(y), 1, y))",
            cases=[
                Case("both positive", _POSITIVE, _POSITIVE),
                Case("0 log 0", np.zeros(2), np.array([0.0, 1.0])),
            ],
            trap="In R and NumPy 0 log 0 is NaN; SciPy's `xlogy` gives the limit.",
            wrong=Wrong("x * log(y)", "NaN", noticed=("0 log 0",)),
            words=("entropy", "cross-entropy"),
        ),
        Entry(
            lambda x, y: np.hypot(x, y),
            "Mod(complex(real = x, imaginary = y))",
            cases=[
                Case("3, 4", 3.0, 4.0),
                Case("huge", 3e200, 4e200),
                Case("tiny", 3e-200, 4e-200),
            ],
            trap="Squares overflow where the root would not; a complex number's `Mod` does not.",
            wrong=Wrong("sqrt(x^2 + y^2)", "Inf or 0", noticed=("huge", "tiny")),
            words=("norm", "distance", "overflow"),
        ),
        Entry(
            lambda x: np.cbrt(x),
            "sign(x) * abs(x)^(1 / 3)",
            cases=[Case("positive", _POSITIVE), Case("negative", np.array([-8.0, -2.0]))],
            trap="A negative number has no power 1/3, in neither language; and 1/3 is rounded.",
            wrong=Wrong("x^(1 / 3)", "NaN", noticed=("negative",)),
            words=("cube root", "power"),
        ),
        Entry(
            lambda x: np.sinc(x),
            "ifelse(x == 0, 1, sin(pi * x) / (pi * x))",
            cases=[Case("halves", np.array([0.5, 1.5])), Case("with 0", np.array([0.0, 0.25]))],
            trap="NumPy's has pi inside; 0 / 0 is NaN in R.",
            wrong=Wrong("sin(pi * x) / (pi * x)", "NaN at 0", noticed=("with 0",)),
            words=("sinc", "signal"),
        ),
        Entry(
            lambda x: np.round(x, 1),
            "round(x * 10) / 10",
            cases=[
                Case("a half in between", np.array([0.25, 2.5])),
                Case("below a half", np.array([0.15, 0.35])),
            ],
            trap="As a double 0.15 is below 15/100: R 4 gives 0.1; NumPy rounds 1.5 to 2.",
            wrong=Wrong("round(x, 1)", "0.1 and 0.3 for 0.2 and 0.4", noticed=("below a half",)),
            words=("round", "half even", "decimal places"),
        ),
    ],
    differences=DIFFERENCES,
)
