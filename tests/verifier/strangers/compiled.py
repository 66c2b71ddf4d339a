"""Functions of compiled and large libraries, in thin wrappers, facing base R.

Written with SciPy 1.17, pandas 3.1 and statsmodels 0.15.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import fft, integrate, interpolate, linalg, ndimage, optimize, signal, sparse, special
from scipy import stats as st
from scipy.cluster import hierarchy
from scipy.spatial import distance
from statsmodels.nonparametric.smoothers_lowess import lowess
from statsmodels.tsa.stattools import acf

from diglot.inputs import labels, normal, uniform
from diglot.twin import Case

from .stranger import Stranger

# -- Roots, integrals, interpolation --------------------------------------------------------------


def root(c):
    return optimize.brentq(lambda x: x * np.exp(x) - c, 0.0, 5.0, xtol=1e-15)


def isotonic(y):
    return optimize.isotonic_regression(y).x


def quadrature(a, b, k):
    return integrate.quad(lambda x: np.exp(-k * x) * np.cos(x), a, b)[0]


def tail_integral(k):
    return integrate.quad(lambda x: np.exp(-k * x * x), 0, np.inf)[0]


def periodic_spline(x, y, at):
    return interpolate.CubicSpline(x, y, bc_type="periodic")(at)


def spline_slopes(x, y, at):
    return interpolate.CubicSpline(x, y, bc_type="natural")(at, 1)


def hermite(x, y, slopes, at):
    return interpolate.CubicHermiteSpline(x, y, slopes)(at)


def staircase(x, y, at):
    return interpolate.interp1d(x, y, kind="previous")(at)


# -- Signals --------------------------------------------------------------------------------------


def arma_filter(b, a, x):
    return signal.lfilter(b, a, x)


def full_convolution(x, h):
    return signal.convolve(x, h, method="direct")


def detrended(x):
    return signal.detrend(x)


def median_filter(x, size):
    return signal.medfilt(x, size)


def smoothed(x, window, degree):
    return signal.savgol_filter(x, window, degree, mode="interp")[window // 2 : -(window // 2)]


def power(x, rate):
    return signal.periodogram(x, rate)[1]


def peaks(x):
    return signal.find_peaks(x)[0]


def half_spectrum(x):
    z = fft.rfft(x)
    return {"re": z.real, "im": z.imag}


def back_transformed(re, im):
    return fft.ifft2(re + 1j * im).real


def ring_filter(x, weights):
    return ndimage.convolve1d(x, weights, mode="wrap")


# -- Tests ----------------------------------------------------------------------------------------


def pair(result):
    return np.array([result.statistic, result.pvalue], dtype=float)


def welch_t(a, b):
    return pair(st.ttest_ind(a, b, equal_var=False))


def mann_whitney(a, b):
    return pair(st.mannwhitneyu(a, b, method="asymptotic"))


def smirnov(a, b):
    return pair(st.ks_2samp(a, b, method="exact"))


def fisher(table):
    return pair(st.fisher_exact(table))


def contingency(table):
    result = st.chi2_contingency(table)
    return {"test": pair(result), "expected": result.expected_freq}


def pearson(x, y):
    return pair(st.pearsonr(x, y))


def spearman_rho(x, y):
    return pair(st.spearmanr(x, y))


def kendall(x, y):
    return pair(st.kendalltau(x, y, method="asymptotic"))


def line(x, y):
    result = st.linregress(x, y)
    return np.array([result.slope, result.intercept, result.stderr, result.pvalue])


def signed_ranks(x, y):
    return pair(st.wilcoxon(x, y, method="exact"))


def one_way(x, group):
    return pair(st.f_oneway(*(x[group == g] for g in np.unique(group))))


def kruskal_wallis(x, group):
    return pair(st.kruskal(*(x[group == g] for g in np.unique(group))))


def bartlett(x, group):
    return pair(st.bartlett(*(x[group == g] for g in np.unique(group))))


def levene(x, group):
    return pair(st.levene(*(x[group == g] for g in np.unique(group)), center="median"))


def friedman(blocks):
    return pair(st.friedmanchisquare(*blocks.T))


def binomial_test(k, n, p):
    return st.binomtest(k, n, p).pvalue


# -- Distances, clusters, matrices ----------------------------------------------------------------


def merge_heights(X):
    return hierarchy.linkage(X, "average")[:, 2]


def ward_heights(X):
    return hierarchy.linkage(X, "ward")[:, 2]


def minkowski(X, p):
    return distance.pdist(X, "minkowski", p=p)


def between(X, Y):
    return distance.cdist(X, Y)


def upper_cholesky(A):
    return linalg.cholesky(A)


def triangular(U, b):
    return linalg.solve_triangular(U, b)


def toeplitz_solved(c, b):
    return linalg.solve_toeplitz(c, b)


def singular_values(A):
    return linalg.svdvals(A)


def pseudo_inverse(A):
    return linalg.pinv(A)


def solved(A, b):
    return linalg.solve(A, b)


def principal_axes(A):
    return linalg.eigh(A)[1]


def sparse_product(rows, columns, values, x):
    shape = (rows.max() + 1, len(x))
    return sparse.coo_matrix((values, (rows, columns)), shape=shape).tocsr() @ x


# -- Special functions and distributions ----------------------------------------------------------


def bessel(nu, x):
    return special.jv(nu, x)


def trigamma(x):
    return special.polygamma(1, x)


def log_binomial(n, k):
    return special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)


def gamma_tail(x, shape, scale):
    return st.gamma.sf(x, shape, scale=scale)


def beta_quantile(p, a, b):
    return st.beta.ppf(p, a, b)


def student_tail(x, df):
    return 2 * st.t.sf(np.abs(x), df)


def negative_binomial(k, size, p):
    return st.nbinom.pmf(k, size, p)


def density_estimate(x, at):
    return st.gaussian_kde(x)(at)


def weibull_log_likelihood(x, shape, scale):
    return st.weibull_min.logpdf(x, shape, scale=scale).sum()


# -- pandas and statsmodels -----------------------------------------------------------------------


def rolling_sd(x, window):
    return pd.Series(x).rolling(window).std().dropna().to_numpy()


def weighted_past(x, span):
    return pd.Series(x).ewm(span=span).mean().to_numpy()


def group_means(x, group):
    return pd.Series(x).groupby(group).mean().to_numpy()


def group_spread(x, group):
    return pd.DataFrame({"x": x, "g": group}).groupby("g")["x"].transform("std").to_numpy()


def quartiles(X):
    return pd.DataFrame(X).quantile([0.25, 0.5, 0.75]).to_numpy()


def correlations(X):
    return pd.DataFrame(X).corr(method="spearman").to_numpy()


def percent_changes(x):
    return pd.Series(x).pct_change().iloc[1:].to_numpy()


def filled(x):
    return pd.Series(x).interpolate().to_numpy()


def least_squares(X, y):
    fit = sm.OLS(y, sm.add_constant(X)).fit()
    return {"beta": fit.params, "se": fit.bse, "r2": fit.rsquared_adj, "aic": fit.aic}


def weighted_least_squares(X, y, w):
    fit = sm.WLS(y, sm.add_constant(X), weights=w).fit()
    return {"beta": fit.params, "se": fit.bse}


def poisson_regression(X, y):
    model = sm.GLM(y, sm.add_constant(X), family=sm.families.Poisson())
    fit = model.fit(tol=1e-14)
    return {"beta": fit.params, "deviance": fit.deviance}


def lags(x, n):
    return acf(x, nlags=n, fft=False)


def robust_line(x, y, share):
    return lowess(y, x, frac=share, it=0, return_sorted=False)


A = normal(15, seed=201)
B = normal(12, seed=202, mean=0.6, std=1.7)
TIED = np.round(normal(20, seed=203), 1)
ALSO_TIED = np.round(TIED + normal(20, seed=204), 1)
GROUP = np.repeat([0, 1, 2], [8, 10, 7])
GROUPED = normal(25, seed=205) * (1 + GROUP) + GROUP
SERIES = np.cumsum(normal(48, seed=206))
CLOUD = normal(12, 3, seed=207)
SPD = CLOUD.T @ CLOUD + np.eye(3)
TALL = normal(20, 2, seed=208)
ANSWER = TALL @ np.array([1.0, -0.5]) + 2 + normal(20, seed=209)
COUNTS = np.random.RandomState(210).poisson(np.exp(0.5 + TALL @ np.array([0.4, -0.3])))
TABLE = np.array([[12, 5], [3, 9]])
ABSCISSAE = np.array([0.0, 0.8, 1.7, 2.9, 4.0, 5.0])
ORDINATES = np.array([0.3, 1.2, -0.4, 0.9, 2.0, 0.3])
AT = np.linspace(0.1, 4.9, 9)
TWO_SAMPLES = [Case("normal", A, B), Case("equal sizes", normal(10, seed=1), normal(10, seed=2))]
GROUPS = [
    Case("three", GROUPED, GROUP),
    Case("two", GROUPED[:18], GROUP[:18]),
]
PAIRS = [Case("ties", TIED, ALSO_TIED), Case("no ties", A[:12], B + A[:12])]


STRANGERS = [
    Stranger(
        "brentq",
        root,
        right="""function(c) {
          uniroot(function(x) x * exp(x) - c, c(0, 5), tol = .Machine$double.eps)$root
        }""",
        wrong=(", tol = .Machine$double.eps", ""),
        mistake="R's default tolerance, 1.2e-4",
        cases=[Case("two", 2.0), Case("thirty", 30.0)],
    ),
    Stranger(
        "isotonic_regression",
        isotonic,
        right="function(y) isoreg(y)$yf",
        wrong="function(y) cummax(y)",
        mistake="the highest so far for the pooled mean",
        cases=[Case("noisy", np.arange(15.0) / 5 + A), Case("ties", TIED)],
    ),
    Stranger(
        "quad",
        quadrature,
        right="""function(a, b, k) {
          integrate(function(x) exp(-k * x) * cos(x), a, b, rel.tol = 1e-12)$value
        }""",
        wrong=("cos(x)", "cos(k * x)"),
        mistake="k in the wave as well",
        cases=[Case("short", 0.0, 2.0, 0.5), Case("long", 0.0, 10.0, 0.3)],
    ),
    Stranger(
        "quad to infinity",
        tail_integral,
        right="function(k) integrate(function(x) exp(-k * x^2), 0, Inf, rel.tol = 1e-10)$value",
        wrong=("Inf", "4"),
        mistake="stops at 4",
        cases=[Case("one", 1.0), Case("third", 1 / 3)],
    ),
    Stranger(
        "CubicSpline periodic",
        periodic_spline,
        right='function(x, y, at) spline(x, y, xout = at, method = "periodic")$y',
        wrong=('"periodic"', '"natural"'),
        mistake="natural ends",
        cases=[
            Case("six", ABSCISSAE, ORDINATES, AT),
            Case("wave", np.arange(7.0), np.cos(np.arange(7.0) * np.pi / 3).round(12), AT),
        ],
    ),
    Stranger(
        "CubicSpline slopes",
        spline_slopes,
        right='function(x, y, at) splinefun(x, y, method = "natural")(at, deriv = 1)',
        wrong=(', method = "natural"', ""),
        mistake="R's default end conditions",
        cases=[
            Case("six", ABSCISSAE, ORDINATES, AT),
            Case("many", np.arange(15.0), A, np.linspace(0.5, 13.5, 9)),
        ],
    ),
    Stranger(
        "CubicHermiteSpline",
        hermite,
        right="function(x, y, slopes, at) splinefunH(x, y, slopes)(at)",
        wrong=("slopes)(at)", "slopes * c(diff(x), 1))(at)"),
        mistake="slopes for each step, not for each unit",
        cases=[
            Case("six", ABSCISSAE, ORDINATES, np.array([1.0, 0.0, 0.5, 2.0, -1.0, 0.0]), AT),
            Case("flat", ABSCISSAE, ORDINATES, np.array([0.0, 1.0, 0.0, 1.0, 0.0, 3.0]), AT),
        ],
    ),
    Stranger(
        "interp1d previous",
        staircase,
        right='function(x, y, at) approx(x, y, at, method = "constant")$y',
        wrong=('"constant"', '"constant", f = 1'),
        mistake="the next step for the one before",
        cases=[
            Case("between", ABSCISSAE, ORDINATES, AT),
            Case("on the steps", ABSCISSAE, ORDINATES, np.array([0.0, 1.7, 2.0, 5.0])),
        ],
    ),
    Stranger(
        "lfilter",
        arma_filter,
        right="""function(b, a, x) {
          padded <- c(numeric(length(b) - 1), x)
          forward <- stats::filter(padded, b / a[1], sides = 1)[-seq_len(length(b) - 1)]
          c(stats::filter(forward, -a[-1] / a[1], method = "recursive"))
        }""",
        wrong=("-a[-1] / a[1]", "a[-1] / a[1]"),
        mistake="the sign of the recursion",
        cases=[
            Case("second order", np.array([0.2, 0.4, 0.2]), np.array([1.0, -0.5, 0.2]), SERIES),
            Case("scaled", np.array([1.0, -1.0]), np.array([2.0, -0.9]), A),
        ],
    ),
    Stranger(
        "convolve",
        full_convolution,
        right='function(x, h) convolve(x, rev(h), type = "open")',
        wrong=("rev(h)", "h"),
        mistake="R's convolve correlates",
        cases=[
            Case("series", SERIES, np.array([0.5, 0.3, -0.2])),
            Case("zeros inside", np.array([1.0, 0.0, 0.0, 2.0, 0.0]), np.array([1.0, 2.0])),
        ],
    ),
    Stranger(
        "detrend",
        detrended,
        right="function(x) residuals(lm(x ~ seq_along(x)))",
        wrong=("lm(x ~ seq_along(x))", "lm(x ~ seq_along(x) - 1)"),
        mistake="forgets the constant",
        cases=[Case("walk", SERIES), Case("short", A)],
    ),
    Stranger(
        "medfilt",
        median_filter,
        right="""function(x, size) {
          half <- size %/% 2
          padded <- c(numeric(half), x, numeric(half))
          runmed(padded, size, endrule = "keep")[half + seq_along(x)]
        }""",
        wrong="function(x, size) c(runmed(x, size))",
        mistake="R's own rule at the ends",
        cases=[Case("five", SERIES, 5), Case("three", 1 + uniform(9, seed=3), 3)],
    ),
    Stranger(
        "savgol_filter",
        smoothed,
        right="""function(x, window, degree) {
          half <- window %/% 2
          weights <- qr.coef(qr(outer(-half:half, 0:degree, "^")), diag(window))[1, ]
          stats::filter(x, rev(weights))[(half + 1):(length(x) - half)]
        }""",
        wrong=("0:degree", "0:(degree - 1)"),
        mistake="a degree too few",
        cases=[Case("quadratic", SERIES, 7, 2), Case("cubic", SERIES, 9, 3)],
    ),
    Stranger(
        "periodogram",
        power,
        right="""function(x, rate) {
          n <- length(x)
          half <- seq_len(n %/% 2 + 1)
          p <- Mod(fft(x - mean(x)))[half]^2 / (n * rate)
          twice <- if (n %% 2 == 0) 2:(n %/% 2) else 2:length(half)
          p[twice] <- 2 * p[twice]
          p
        }""",
        wrong=("/ (n * rate)", "/ n"),
        mistake="forgets the rate",
        cases=[Case("even", SERIES, 10.0), Case("odd", A, 2.5)],
    ),
    Stranger(
        "find_peaks",
        peaks,
        right="function(x) which(diff(sign(diff(x))) == -2)",
        wrong="function(x) which(diff(sign(diff(x))) == -2) + 1",
        mistake="counts from 1",
        cases=[Case("walk", SERIES), Case("short", A)],
    ),
    Stranger(
        "rfft",
        half_spectrum,
        right="""function(x) {
          z <- fft(x)[seq_len(length(x) %/% 2 + 1)]
          list(re = Re(z), im = Im(z))
        }""",
        wrong=("fft(x)", "fft(x, inverse = TRUE)"),
        mistake="the inverse transform: conjugates",
        cases=[Case("walk", SERIES), Case("odd", A), Case("symmetric", np.array([1.0, 2, 3, 2]))],
    ),
    Stranger(
        "ifft2",
        back_transformed,
        right="function(re, im) Re(fft(re + 1i * im, inverse = TRUE)) / length(re)",
        wrong=("/ length(re)", "/ nrow(re)"),
        mistake="divides by the rows alone",
        cases=[
            Case("square", normal(4, 4, seed=4), normal(4, 4, seed=5)),
            Case("wide", normal(3, 8, seed=6), normal(3, 8, seed=7)),
        ],
    ),
    Stranger(
        "convolve1d wrap",
        ring_filter,
        right="function(x, weights) c(stats::filter(x, weights, circular = TRUE))",
        wrong=("weights, circular", "rev(weights), circular"),
        mistake="turns the weights round",
        cases=[
            Case("three", SERIES, np.array([0.2, 0.5, 0.3])),
            Case("five", A, np.array([0.1, 0.2, 0.3, 0.3, 0.1])),
        ],
    ),
    Stranger(
        "ttest_ind",
        welch_t,
        right="function(a, b) { t <- t.test(a, b); unname(c(t$statistic, t$p.value)) }",
        wrong=("t.test(a, b)", "t.test(a, b, var.equal = TRUE)"),
        mistake="Student's for Welch's",
        cases=TWO_SAMPLES,
    ),
    Stranger(
        "mannwhitneyu",
        mann_whitney,
        right="""function(a, b) {
          w <- wilcox.test(a, b, exact = FALSE)
          unname(c(w$statistic, w$p.value))
        }""",
        wrong=("exact = FALSE", "exact = FALSE, correct = FALSE"),
        mistake="no correction for continuity",
        cases=[*TWO_SAMPLES, Case("ties", TIED[:8], TIED[8:])],
    ),
    Stranger(
        "ks_2samp",
        smirnov,
        right="""function(a, b) {
          k <- ks.test(a, b, exact = TRUE)
          unname(c(k$statistic, k$p.value))
        }""",
        wrong=("exact = TRUE", "exact = FALSE"),
        mistake="the asymptotic p value",
        cases=TWO_SAMPLES,
        # R's recursion is 18 ULP away from SciPy's, and no move of the inputs shows it.
        digits=13,
    ),
    Stranger(
        "fisher_exact",
        fisher,
        right="""function(x) {
          c(x[1, 1] * x[2, 2] / (x[1, 2] * x[2, 1]), fisher.test(x)$p.value)
        }""",
        wrong="function(x) { f <- fisher.test(x); unname(c(f$estimate, f$p.value)) }",
        mistake="R's odds ratio is the conditional estimate",
        cases=[Case("tea", TABLE), Case("few", np.array([[3, 1], [1, 3]]))],
    ),
    Stranger(
        "chi2_contingency",
        contingency,
        right="""function(x) {
          chi2 <- suppressWarnings(chisq.test(x))
          list(test = unname(c(chi2$statistic, chi2$p.value)), expected = chi2$expected)
        }""",
        wrong=("chisq.test(x)", "chisq.test(x, correct = FALSE)"),
        mistake="no correction of Yates",
        cases=[Case("two by two", TABLE), Case("more", np.array([[12, 7, 9], [4, 11, 16]]))],
    ),
    Stranger(
        "pearsonr",
        pearson,
        right="function(x, y) { r <- cor.test(x, y); unname(c(r$estimate, r$p.value)) }",
        wrong=("cor.test(x, y)", 'cor.test(x, y, alternative = "greater")'),
        mistake="one side",
        cases=PAIRS,
    ),
    Stranger(
        "spearmanr",
        spearman_rho,
        right="""function(x, y) {
          r <- cor(rank(x), rank(y))
          df <- length(x) - 2
          c(r, 2 * pt(-abs(r) * sqrt(df / (1 - r^2)), df))
        }""",
        wrong="""function(x, y) {
          r <- cor.test(x, y, method = "spearman")
          unname(c(r$estimate, r$p.value))
        }""",
        mistake="R's p value is exact, or by Edgeworth's series",
        cases=[PAIRS[1]],
    ),
    Stranger(
        "kendalltau",
        kendall,
        right="""function(x, y) {
          k <- suppressWarnings(cor.test(x, y, method = "kendall", exact = FALSE))
          unname(c(k$estimate, k$p.value))
        }""",
        wrong=("exact = FALSE", "exact = FALSE, continuity = TRUE"),
        mistake="a correction for continuity",
        cases=PAIRS,
    ),
    Stranger(
        "linregress",
        line,
        right="""function(x, y) {
          b <- coef(summary(lm(y ~ x)))
          c(b[2, 1], b[1, 1], b[2, 2], b[2, 4])
        }""",
        wrong=("b[2, 2]", "b[1, 2]"),
        mistake="the standard error of the intercept",
        cases=PAIRS,
    ),
    Stranger(
        "wilcoxon",
        signed_ranks,
        right="""function(x, y) {
          w <- wilcox.test(x, y, paired = TRUE)
          n <- length(x)
          unname(c(min(w$statistic, n * (n + 1) / 2 - w$statistic), w$p.value))
        }""",
        wrong=("min(w$statistic, n * (n + 1) / 2 - w$statistic)", "w$statistic"),
        mistake="R gives the sum of the positive ranks, SciPy the smaller one",
        cases=[PAIRS[1], Case("lower", B, B + A[:12] - 0.8), Case("higher", B, B + A[:12] + 0.8)],
    ),
    Stranger(
        "f_oneway",
        one_way,
        right="""function(x, group) {
          f <- oneway.test(x ~ factor(group), var.equal = TRUE)
          unname(c(f$statistic, f$p.value))
        }""",
        wrong=(", var.equal = TRUE", ""),
        mistake="Welch's for the classical one",
        cases=GROUPS,
    ),
    Stranger(
        "kruskal",
        kruskal_wallis,
        right="""function(x, group) {
          k <- kruskal.test(x, group)
          unname(c(k$statistic, k$p.value))
        }""",
        wrong=("kruskal.test(x, group)", "oneway.test(rank(x) ~ group)"),
        mistake="an analysis of variance of the ranks",
        cases=[*GROUPS, Case("ties", np.round(GROUPED), GROUP)],
    ),
    Stranger(
        "bartlett",
        bartlett,
        right="""function(x, group) {
          b <- bartlett.test(x, group)
          unname(c(b$statistic, b$p.value))
        }""",
        wrong=("bartlett.test(x, group)", "fligner.test(x, group)"),
        mistake="another test of the same",
        cases=GROUPS,
    ),
    Stranger(
        "levene",
        levene,
        right="""function(x, group) {
          distance <- abs(x - ave(x, group, FUN = median))
          f <- anova(lm(distance ~ factor(group)))
          c(f[1, "F value"], f[1, "Pr(>F)"])
        }""",
        wrong=("FUN = median", "FUN = mean"),
        mistake="distances from the mean",
        cases=GROUPS,
    ),
    Stranger(
        "friedmanchisquare",
        friedman,
        right="""function(blocks) {
          f <- friedman.test(blocks)
          unname(c(f$statistic, f$p.value))
        }""",
        wrong=("friedman.test(blocks)", "friedman.test(t(blocks))"),
        mistake="blocks for treatments",
        cases=[Case("normal", CLOUD), Case("ties", np.round(normal(8, 4, seed=9)))],
    ),
    Stranger(
        "binomtest",
        binomial_test,
        right="function(k, n, p) binom.test(k, n, p)$p.value",
        wrong='function(k, n, p) min(1, 2 * binom.test(k, n, p, "less")$p.value)',
        mistake="twice one side",
        cases=[Case("coin", 14, 20, 0.5), Case("rare", 1, 30, 0.1)],
    ),
    Stranger(
        "linkage average",
        merge_heights,
        right='function(X) hclust(dist(X), "average")$height',
        wrong=('"average"', '"mcquitty"'),
        mistake="WPGMA for UPGMA",
        cases=[Case("cloud", CLOUD), Case("flat", TALL)],
    ),
    Stranger(
        "linkage ward",
        ward_heights,
        right='function(X) hclust(dist(X), "ward.D2")$height',
        wrong=('"ward.D2"', '"ward.D"'),
        mistake="R's older method wants squares",
        cases=[Case("cloud", CLOUD), Case("flat", TALL)],
    ),
    Stranger(
        "pdist",
        minkowski,
        right='function(X, p) c(dist(X, "minkowski", p = p))',
        wrong=('"minkowski", p = p', '"euclidean"'),
        mistake="forgets p",
        cases=[Case("three", CLOUD, 3.0), Case("one", TALL[:6], 1.0)],
    ),
    Stranger(
        "cdist",
        between,
        right="function(X, Y) sqrt(apply(Y, 1, function(y) colSums((t(X) - y)^2)))",
        wrong=("(t(X) - y)^2", "(X - y)^2"),
        mistake="recycles the point down the columns",
        cases=[
            Case("square", normal(3, 3, seed=10), normal(4, 3, seed=11)),
            Case("near", 1e3 + normal(2, 2, seed=12), 1e3 + normal(5, 2, seed=13)),
        ],
    ),
    Stranger(
        "linalg.cholesky",
        upper_cholesky,
        right="function(A) chol(A)",
        wrong="function(A) t(chol(A))",
        mistake="SciPy gives the upper factor, NumPy the lower",
        cases=[Case("three", SPD), Case("covariance", np.cov(normal(30, 5, seed=14).T))],
    ),
    Stranger(
        "solve_triangular",
        triangular,
        right="function(U, b) backsolve(U, b)",
        wrong="function(U, b) forwardsolve(U, b)",
        mistake="the other triangle",
        cases=[
            Case("three", np.triu(SPD), np.array([1.0, -2.0, 0.5])),
            Case("eight", np.triu(normal(8, 8, seed=15)) + 3 * np.eye(8), normal(8, seed=16)),
        ],
    ),
    Stranger(
        "solve_toeplitz",
        toeplitz_solved,
        right="function(c, b) solve(toeplitz(c), b)",
        wrong=("toeplitz(c)", "toeplitz(c) + diag(1e-6, length(c))"),
        mistake="a small ridge",
        cases=[
            Case("decaying", 0.6 ** np.arange(6.0), normal(6, seed=17)),
            Case("banded", np.array([4.0, 1, 0, 0, 0]), normal(5, seed=18)),
        ],
    ),
    Stranger(
        "svdvals",
        singular_values,
        right="function(A) svd(A)$d",
        wrong="function(A) sqrt(eigen(cov(A) * nrow(A))$values)",
        mistake="takes the columns for centred",
        cases=[Case("cloud", CLOUD), Case("graded", CLOUD * np.array([1.0, 1e-3, 1e-6]))],
    ),
    Stranger(
        "pinv",
        pseudo_inverse,
        right="function(A) { s <- svd(A); s$v %*% (t(s$u) / s$d) }",
        wrong=("t(s$u) / s$d", "t(s$u / s$d)"),
        mistake="recycles the singular values down the rows",
        cases=[Case("cloud", CLOUD), Case("wide", normal(2, 5, seed=19))],
    ),
    Stranger(
        "linalg.solve",
        solved,
        right="function(A, b) solve(A, b)",
        wrong=("solve(A, b)", "solve(t(A), b)"),
        mistake="the transposed system",
        cases=[
            Case("six", normal(6, 6, seed=20), normal(6, seed=21)),
            Case("graded", np.vander(np.arange(1.0, 6.0)), normal(5, seed=22)),
        ],
    ),
    Stranger(
        "eigh",
        principal_axes,
        right="function(A) { v <- eigen(A, symmetric = TRUE)$vectors; v[, ncol(v):1] }",
        wrong=("v[, ncol(v):1]", "v"),
        mistake="R sorts from the largest down",
        cases=[Case("three", SPD), Case("covariance", np.cov(normal(30, 5, seed=23).T))],
        up_to="sign",
    ),
    Stranger(
        "sparse product",
        sparse_product,
        right="""function(rows, columns, values, x) {
          A <- matrix(0, max(rows) + 1, length(x))
          for (k in seq_along(values)) {
            at <- cbind(rows[k] + 1, columns[k] + 1)
            A[at] <- A[at] + values[k]
          }
          drop(A %*% x)
        }""",
        wrong=("A[at] + values[k]", "values[k]"),
        mistake="entries that stand twice do not add up",
        cases=[
            Case(
                "twelve",
                labels(12, 4, seed=24),
                labels(12, 3, seed=25),
                normal(12, seed=26),
                normal(3, seed=27),
            ),
            Case(
                "thirty",
                labels(30, 5, seed=28),
                labels(30, 6, seed=29),
                normal(30, seed=30),
                normal(6, seed=31),
            ),
        ],
    ),
    Stranger(
        "jv",
        bessel,
        right="function(nu, x) besselJ(x, nu)",
        wrong=("besselJ(x, nu)", "besselI(x, nu)"),
        mistake="the modified function",
        cases=[
            Case("one and a half", 1.5, uniform(8, seed=32, low=0.1, high=9.0)),
            Case("two", 2, np.array([0.5, 1.0, 6.0])),
        ],
    ),
    Stranger(
        "polygamma",
        trigamma,
        right="function(x) trigamma(x)",
        wrong="function(x) digamma(x)",
        mistake="the derivative before",
        cases=[
            Case("positive", uniform(9, seed=33, low=0.05, high=20.0)),
            Case("integers", np.arange(1, 6)),
        ],
    ),
    Stranger(
        "gammaln",
        log_binomial,
        right="function(n, k) lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)",
        wrong=("lgamma(n + 1)", "lgamma(n)"),
        mistake="(n - 1)! for n!",
        cases=[
            Case("numbers", np.array([5.0, 40.0, 170.0]), np.array([2.0, 7.0, 60.0])),
            Case("fractions", np.array([2.5, 10.1]), np.array([0.5, 3.3])),
        ],
    ),
    Stranger(
        "gamma.sf",
        gamma_tail,
        right="function(x, shape, scale) pgamma(x, shape, scale = scale, lower.tail = FALSE)",
        wrong=("scale = scale", "rate = scale"),
        mistake="rate for scale",
        cases=[
            Case("many", uniform(8, seed=34, high=20.0), 2.3, 1.7),
            Case("far out", np.array([50.0, 200.0]), 0.7, 2.0),
        ],
    ),
    Stranger(
        "beta.ppf",
        beta_quantile,
        right="function(p, a, b) qbeta(p, a, b)",
        wrong=("qbeta(p, a, b)", "qbeta(p, b, a)"),
        mistake="the parameters the wrong way round",
        cases=[
            Case("many", np.array([0.01, 0.3, 0.5, 0.9]), 2.0, 3.5),
            Case("skewed", np.array([0.2, 0.8]), 0.5, 4.0),
        ],
    ),
    Stranger(
        "t.sf",
        student_tail,
        right="function(x, df) 2 * pt(-abs(x), df)",
        wrong=("2 * pt(-abs(x), df)", "2 * pnorm(-abs(x))"),
        mistake="the normal for the t distribution",
        cases=[
            Case("many", normal(9, seed=35, std=2.0), 7.0),
            Case("wide", np.array([0.0, 5.0, 30.0]), 2.5),
        ],
    ),
    Stranger(
        "nbinom.pmf",
        negative_binomial,
        right="function(k, size, p) dnbinom(k, size, p)",
        wrong=("dnbinom(k, size, p)", "dnbinom(k, size, mu = p)"),
        mistake="the mean for the probability",
        cases=[
            Case("ten", np.arange(10), 3.5, 0.4),
            Case("far", np.array([0, 50, 120]), 12, 0.2),
        ],
    ),
    Stranger(
        "gaussian_kde",
        density_estimate,
        right="""function(x, at) {
          h <- sd(x) * length(x)^(-1 / 5)
          vapply(at, function(a) mean(dnorm(a, x, h)), 0)
        }""",
        wrong=("sd(x) * length(x)^(-1 / 5)", "bw.nrd0(x)"),
        mistake="R's default bandwidth",
        cases=[
            Case("normal", A, np.linspace(-2.0, 2.0, 7)),
            Case("wide", B, np.array([-3.0, 0.0, 4.0])),
        ],
    ),
    Stranger(
        "weibull_min.logpdf",
        weibull_log_likelihood,
        right="function(x, shape, scale) sum(dweibull(x, shape, scale, log = TRUE))",
        wrong=("dweibull(x, shape, scale, log = TRUE)", "dweibull(x, scale, shape, log = TRUE)"),
        mistake="the parameters the wrong way round",
        cases=[
            Case("many", uniform(20, seed=36, low=0.1, high=4.0), 1.5, 2.0),
            Case("steep", uniform(10, seed=37, low=0.5, high=1.5), 4.2, 1.1),
        ],
    ),
    Stranger(
        "rolling.std",
        rolling_sd,
        right="function(x, window) apply(embed(x, window), 1, sd)",
        wrong=("sd)", "function(w) sqrt(mean((w - mean(w))^2)))"),
        mistake="n for n - 1",
        cases=[Case("five", SERIES, 5), Case("two", A, 2)],
    ),
    Stranger(
        "ewm.mean",
        weighted_past,
        right="""function(x, span) {
          keep <- 1 - 2 / (span + 1)
          vapply(seq_along(x), function(t) weighted.mean(x[t:1], keep^(0:(t - 1))), 0)
        }""",
        wrong="""function(x, span) {
          alpha <- 2 / (span + 1)
          c(stats::filter(c(x[1], alpha * x[-1]), 1 - alpha, method = "recursive"))
        }""",
        mistake="the recursion of adjust=False",
        cases=[Case("ten", SERIES, 10), Case("three", A, 3)],
    ),
    Stranger(
        "groupby.mean",
        group_means,
        right="function(x, group) c(tapply(x, group, mean))",
        wrong=("mean)", "mean, trim = 0.1)"),
        mistake="trims a tenth",
        cases=[*GROUPS, Case("letters", GROUPED, np.array(list("bacbacbacbacbacbacbacbaca")))],
    ),
    Stranger(
        "groupby.transform",
        group_spread,
        right="function(x, group) ave(x, group, FUN = sd)",
        wrong=("FUN = sd", "FUN = var"),
        mistake="forgets the root",
        cases=GROUPS,
    ),
    Stranger(
        "quantile",
        quartiles,
        right="function(X) unname(apply(X, 2, quantile, c(0.25, 0.5, 0.75)))",
        wrong=("0.75)", "0.75), type = 6"),
        mistake="another type of quantile",
        cases=[Case("cloud", CLOUD), Case("flat", TALL)],
    ),
    Stranger(
        "corr",
        correlations,
        right='function(X) cor(X, method = "spearman")',
        wrong=('"spearman"', '"pearson"'),
        mistake="values for ranks",
        cases=[Case("cloud", CLOUD), Case("ties", np.round(CLOUD))],
    ),
    Stranger(
        "pct_change",
        percent_changes,
        right="function(x) x[-1] / x[-length(x)] - 1",
        wrong=("x[-1] / x[-length(x)] - 1", "diff(log(x))"),
        mistake="logarithmic returns",
        cases=[
            Case("prices", 100 + np.abs(SERIES)),
            Case("small", uniform(9, seed=38, low=1.0, high=1.001)),
        ],
    ),
    Stranger(
        "interpolate",
        filled,
        right="function(x) approx(seq_along(x), x, seq_along(x), rule = 2:2)$y",
        wrong=("rule = 2:2", 'rule = 2:2, method = "constant"'),
        mistake="carries the last one on",
        cases=[
            Case("gaps", np.array([1.0, np.nan, np.nan, 2.5, 3.0, np.nan, 1.0])),
            Case("end", np.array([0.3, np.nan, 0.9, np.nan])),
        ],
    ),
    Stranger(
        "OLS",
        least_squares,
        right="""function(X, y) {
          fit <- lm(y ~ X)
          s <- summary(fit)
          list(
            beta = coef(fit), se = s$coefficients[, 2], r2 = s$adj.r.squared,
            aic = AIC(fit) - 2
          )
        }""",
        wrong=("AIC(fit) - 2", "AIC(fit)"),
        mistake="R counts the variance as a parameter",
        cases=[Case("twenty", TALL, ANSWER), Case("one column", TALL[:9, :1], ANSWER[:9])],
    ),
    Stranger(
        "WLS",
        weighted_least_squares,
        right="""function(X, y, w) {
          s <- summary(lm(y ~ X, weights = w))$coefficients
          list(beta = s[, 1], se = s[, 2])
        }""",
        wrong=("weights = w", "weights = sqrt(w)"),
        mistake="roots of the weights",
        cases=[
            Case("twenty", TALL, ANSWER, uniform(20, seed=39, low=0.2, high=3.0)),
            Case("nine", TALL[:9], ANSWER[:9], uniform(9, seed=40, low=0.5)),
        ],
    ),
    Stranger(
        "GLM Poisson",
        poisson_regression,
        right="""function(X, y) {
          fit <- glm(y ~ X, family = poisson(), control = list(epsilon = 1e-14))
          list(beta = coef(fit), deviance = deviance(fit))
        }""",
        wrong=("epsilon = 1e-14", "epsilon = 1e-2"),
        mistake="stops too early",
        cases=[Case("twenty", TALL, COUNTS), Case("ten", TALL[:10, :1], COUNTS[:10])],
    ),
    Stranger(
        "acf",
        lags,
        right="function(x, n) acf(x, n, plot = FALSE)$acf[, 1, 1]",
        wrong=("acf(x, n, plot = FALSE)", "acf(x, n, demean = FALSE, plot = FALSE)"),
        mistake="forgets to take the mean off",
        cases=[Case("walk", SERIES, 8), Case("noise", A, 4)],
    ),
    Stranger(
        "lowess",
        robust_line,
        right="function(x, y, share) lowess(x, y, f = share, iter = 0, delta = 0)$y[rank(x)]",
        wrong=("iter = 0", "iter = 3"),
        mistake="R's default goes over outliers three times",
        cases=[
            Case("half", np.arange(30.0), SERIES[:30], 0.5),
            Case("uneven", TALL[:, 0], ANSWER, 0.7),
        ],
    ),
]
