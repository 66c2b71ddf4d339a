"""Numerical methods: interpolation, polynomials, integration, roots, minima."""

from __future__ import annotations

import numpy as np
from scipy import integrate, interpolate, optimize

from diglot.dictionary.differences.numerical_methods import DIFFERENCES
from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_X, _Y = np.array([0.0, 1.0, 2.0, 4.0, 5.0]), np.array([1.0, 3.0, 2.0, 5.0, 4.0])
_INSIDE, _OUTSIDE = np.array([0.5, 1.0, 3.0, 4.5]), np.array([-1.0, 0.5, 7.0])

SECTION = Section(
    "Numerical methods",
    [
        Entry(
            lambda q, x, y: np.interp(q, x, y),
            "approx(x, y, q, rule = 2)$y",
            cases=[Case("inside", _INSIDE, _X, _Y), Case("outside", _OUTSIDE, _X, _Y)],
            trap="Outside NumPy holds the last value, R gives NA unless `rule = 2`.",
            wrong=Wrong("approx(x, y, q)$y", "NA", noticed=("outside",)),
            words=("interpolation", "linear", "extrapolation"),
        ),
        Entry(
            lambda q, x, y: interpolate.interp1d(x, y, kind="next")(q),
            'approx(x, y, q, method = "constant", f = 1)$y',
            cases=[Case("between", np.array([0.5, 3.0]), _X, _Y), Case("on a point", _X, _X, _Y)],
            trap="Steps hold the value on their left unless `f = 1`.",
            wrong=Wrong(
                'approx(x, y, q, method = "constant")$y',
                "the value before",
                noticed=("between",),
            ),
            words=("step function", "nearest", "previous"),
        ),
        Entry(
            lambda q, x, y: interpolate.CubicSpline(x, y, bc_type="natural")(q),
            'splinefun(x, y, method = "natural")(q)',
            cases=[Case("inside", _INSIDE, _X, _Y), Case("a line", _INSIDE, _X, 2 * _X)],
            trap="By default each has other ends: SciPy's is `not-a-knot`, R's `fmm`.",
            wrong=Wrong("splinefun(x, y)(q)", "a spline with other ends", noticed=("inside",)),
            words=("interpolation", "cubic spline", "natural"),
        ),
        Entry(
            lambda p, x: np.polyval(p, x),
            "{ y <- 0 * x; for (k in p) y <- y * x + k; y }",
            cases=[
                Case("three terms", np.array([1.0, -2.0, 5.0]), _X),
                Case("symmetric", np.array([3.0, 1.0, 3.0]), 1.0),
            ],
            trap="NumPy's polynomials begin with the highest power, R's with the constant.",
            wrong=Wrong(
                "colSums(p * t(outer(x, seq_along(p) - 1, `^`)))",
                "the polynomial read backwards",
                noticed=("three terms",),
            ),
            words=("polynomial", "Horner"),
        ),
        Entry(
            lambda p: np.roots(p),
            "polyroot(rev(p))",
            cases=[
                Case("complex", np.array([1.0, -2.0, 5.0])),
                Case("a palindrome", np.array([1.0, 0.0, 0.0, 1.0])),
            ],
            trap="`polyroot` wants the constant first; otherwise the roots are the inverses.",
            wrong=Wrong("polyroot(p)", "1 / root", noticed=("complex",)),
            words=("polynomial", "zeros"),
            demands={"up_to": "order"},
        ),
        Entry(
            lambda x, y: np.polyfit(x, y, 2),
            "rev(unname(coef(lm(y ~ x + I(x^2)))))",
            cases=[Case("five points", _X, _Y), Case("a parabola", _X, (_X - 1) ** 2)],
            trap="`poly(x, 2)` is an orthogonal basis unless `raw = TRUE`; `x^2` needs `I()`.",
            wrong=Wrong(
                "rev(unname(coef(lm(y ~ poly(x, 2)))))",
                "the coefficients of other polynomials",
                noticed=("five points", "a parabola"),
            ),
            words=("polynomial", "regression", "least squares"),
        ),
        Entry(
            lambda x, y: np.polyfit(x, y, 1)[0],
            "coef(lm(y ~ x))[[2]]",
            cases=[Case("five points", _X, _Y), Case("a line", _X, 3 * _X - 1)],
            trap="The slope is NumPy's first and R's second.",
            wrong=Wrong("coef(lm(y ~ x))[[1]]", "the intercept", noticed=("five points", "a line")),
            words=("slope", "regression", "line"),
        ),
        Entry(
            lambda y, x: integrate.trapezoid(y, x),
            "sum(diff(x) * (head(y, -1) + tail(y, -1)) / 2)",
            cases=[Case("five points", _Y, _X), Case("one point", _Y[:1], _X[:1])],
            trap="Base R has none. NumPy's arguments are y first.",
            wrong=Wrong(
                "sum(diff(x) * head(y, -1))", "rectangles on the left", noticed=("five points",)
            ),
            words=("integral", "trapezoid", "trapz", "area under the curve"),
        ),
        Entry(
            lambda y, x: integrate.cumulative_trapezoid(y, x, initial=0),
            "c(0, cumsum(diff(x) * (head(y, -1) + tail(y, -1)) / 2))",
            cases=[Case("five points", _Y, _X), Case("two points", _Y[:2], _X[:2])],
            trap="Without `initial=0` SciPy gives one number less than there are points.",
            words=("integral", "cumulative"),
        ),
        Entry(
            lambda c, a, b: integrate.quad(lambda x: c * np.exp(-x * x), a, b)[0],
            "integrate(function(x) c * exp(-x * x), a, b, rel.tol = 1e-10)$value",
            cases=[Case("0 to 1", 1.0, 0.0, 1.0), Case("everything", 3.0, -np.inf, np.inf)],
            trap="R stops at 1.2e-4 of the value unless told, SciPy at 1.5e-8.",
            words=("integral", "quadrature", "QUADPACK"),
            # As much as is asked of both.
            demands={"digits": 8},
        ),
        Entry(
            lambda c, a, b: integrate.quad(lambda x: c, a, b)[0],
            "integrate(function(x) rep(c, length(x)), a, b)$value",
            cases=[Case("2 x 3", 2.0, 0.0, 3.0), Case("none", 0.0, 0.0, 1.0)],
            trap="`integrate` calls f with 21 points at once, and wants as many values.",
            wrong=Wrong(
                "integrate(function(x) c, a, b)$value",
                "an error: evaluation of function gave a result of incorrect length",
                noticed=("2 x 3", "none"),
            ),
            words=("integral", "vectorize", "constant"),
        ),
        Entry(
            lambda c, a, b: optimize.brentq(lambda x: x**3 - c, a, b),
            "uniroot(function(x) x^3 - c, c(a, b), tol = 1e-12)$root",
            cases=[Case("of 2", 2.0, 0.0, 2.0), Case("at an end", 8.0, 0.0, 2.0)],
            trap="`uniroot` is content with 1.2e-4 unless told.",
            wrong=Wrong(
                "uniroot(function(x) x^3 - c, c(a, b))$root",
                "1.25993 for 1.25992: four or five digits",
                noticed=("of 2",),
            ),
            words=("root", "Brent", "tolerance"),
            # As many as the tolerances leave.
            demands={"digits": 10},
        ),
        Entry(
            lambda c, a, b: (
                optimize.minimize_scalar(
                    lambda x: (x - c) ** 2 + np.cos(x), bounds=(a, b), method="bounded"
                ).x
            ),
            "optimize(function(x) (x - c)^2 + cos(x), c(a, b), tol = 1e-8)$minimum",
            cases=[Case("1", 1.0, 0.0, 3.0), Case("2", 2.0, 0.0, 4.0)],
            trap="A minimum is known to half the digits only; `maximum = TRUE` is for maxima.",
            words=("minimum", "golden section", "Brent"),
            # SciPy's tolerance is 1e-5 of x by default.
            demands={"digits": 4},
        ),
        Entry(
            lambda x, y: optimize.curve_fit(lambda x, a, b: a * np.exp(b * x), x, y, p0=[1.0, 0.1])[
                0
            ],
            "unname(coef(nls(y ~ a * exp(b * x), start = list(a = 1, b = 0.1))))",
            cases=[
                Case("rising", _X, _Y),
                Case("falling", _X, np.array([5.0, 3.0, 2.2, 0.7, 0.6])),
            ],
            trap="`nls` fails on data without noise: there its criterion divides by nearly 0.",
            words=("nonlinear regression", "least squares", "nls"),
            # As many as the criteria of convergence leave.
            demands={"digits": 5},
        ),
        Entry(
            lambda y: np.gradient(y),
            "{ n <- length(y); i <- pmin(seq_len(n) + 1, n); j <- pmax(seq_len(n) - 1, 1);"
            " (y[i] - y[j]) / (i - j) }",
            cases=[Case("five", _Y), Case("two", _Y[:2])],
            trap="Central differences inside, one-sided at the ends; as long as y.",
            wrong=Wrong("diff(y)", "one number less, half a step away", noticed=("five", "two")),
            words=("derivative", "differences"),
        ),
        Entry(
            lambda x: np.diff(x, 2),
            "diff(x, differences = 2)",
            cases=[Case("five", _Y), Case("equal", np.ones(4))],
            trap="R's second argument is the lag, not how often.",
            wrong=Wrong("diff(x, 2)", "the differences to the next but one", noticed=("five",)),
            words=("second difference", "lag"),
        ),
        Entry(
            lambda p: np.polyder(p),
            "p[-length(p)] * rev(seq_len(length(p) - 1))",
            cases=[
                Case("three terms", np.array([1.0, -2.0, 5.0])),
                Case("a line", np.array([3.0, 2.0])),
            ],
            trap="`D` derives expressions, not coefficients.",
            wrong=Wrong(
                "p[-1] * seq_len(length(p) - 1)",
                "the derivative of the polynomial read backwards",
                noticed=("three terms", "a line"),
            ),
            words=("polynomial", "derivative"),
        ),
        Entry(
            lambda a, b: np.polymul(a, b),
            'convolve(a, rev(b), type = "open")',
            cases=[
                Case("two lines", np.array([1.0, 2.0]), np.array([3.0, 5.0])),
                Case("a square", np.array([1.0, 1.0]), np.array([1.0, 1.0])),
            ],
            trap="The product of polynomials is the convolution of their coefficients.",
            wrong=Wrong(
                "a * b", "each coefficient by its partner", noticed=("two lines", "a square")
            ),
            words=("polynomial", "product", "convolution"),
        ),
        Entry(
            lambda a, b: bool(np.allclose(a, b)),
            "all(abs(a - b) <= 1e-8 + 1e-5 * abs(b))",
            cases=[
                Case("equal", _Y, _Y.copy()),
                Case("a millionth apart", _Y, _Y * (1 + 1e-6)),
                Case("one is off", np.array([1e6, 1.0]), np.array([1e6 + 1e-3, 1.001])),
            ],
            trap="`all.equal` judges the differences by their mean, not each.",
            wrong=Wrong(
                "isTRUE(all.equal(a, b))",
                "FALSE for 1e-6, TRUE where one element among large ones is off",
                noticed=("a millionth apart", "one is off"),
            ),
            words=("tolerance", "all.equal", "nearly equal"),
        ),
    ],
    differences=DIFFERENCES,
)
