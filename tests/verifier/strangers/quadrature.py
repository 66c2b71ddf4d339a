"""Interpolation, integrals, polynomials."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def natural_spline(x, y, at):
    n = len(x) - 1
    h = np.diff(x)
    A = np.zeros((n + 1, n + 1))
    rhs = np.zeros(n + 1)
    A[0, 0] = A[n, n] = 1
    for i in range(1, n):
        A[i, i - 1] = h[i - 1]
        A[i, i] = 2 * (h[i - 1] + h[i])
        A[i, i + 1] = h[i]
        rhs[i] = 6 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1])
    m = np.linalg.solve(A, rhs)
    values = []
    for t in at:
        i = min(max(int(np.searchsorted(x, t)) - 1, 0), n - 1)
        left, right = x[i + 1] - t, t - x[i]
        value = (m[i] * left**3 + m[i + 1] * right**3) / (6 * h[i])
        value += (y[i] / h[i] - m[i] * h[i] / 6) * left
        value += (y[i + 1] / h[i] - m[i + 1] * h[i] / 6) * right
        values.append(value)
    return np.array(values)


def simpson(a, b, n=20):
    if n % 2:
        raise ValueError("n must be even")
    x = np.linspace(a, b, n + 1)
    y = np.exp(-(x**2))
    h = (b - a) / n
    return h / 3 * (y[0] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum() + y[-1])


def romberg(a, b, levels=5):
    def f(x):
        return np.sin(x) / (1 + x * x)

    R = np.zeros((levels, levels))
    h = b - a
    R[0, 0] = h / 2 * (f(a) + f(b))
    for i in range(1, levels):
        h /= 2
        middle = sum(f(a + (2 * k - 1) * h) for k in range(1, 2 ** (i - 1) + 1))
        R[i, 0] = R[i - 1, 0] / 2 + h * middle
        for j in range(1, i + 1):
            R[i, j] = R[i, j - 1] + (R[i, j - 1] - R[i - 1, j - 1]) / (4**j - 1)
    return R[-1, -1]


def gauss_legendre(a, b, power):
    nodes = np.sqrt(3 / 7 + np.array([1, -1, -1, 1]) * 2 / 7 * np.sqrt(6 / 5)) * [-1, -1, 1, 1]
    weights = (18 + np.array([-1, 1, 1, -1]) * np.sqrt(30)) / 36
    x = 0.5 * (b - a) * nodes + 0.5 * (a + b)
    return 0.5 * (b - a) * np.dot(weights, x**power)


def barycentric(x, y, at):
    weights = np.ones(len(x))
    for j in range(len(x)):
        for k in range(len(x)):
            if k != j:
                weights[j] /= x[j] - x[k]
    out = np.empty(len(at))
    for i, t in enumerate(at):
        hit = np.where(t == x)[0]
        if hit.size:
            out[i] = y[hit[0]]
            continue
        terms = weights / (t - x)
        out[i] = np.sum(terms * y) / np.sum(terms)
    return out


def horner(coefficients, x):
    result = np.zeros_like(x)
    for c in coefficients:
        result = result * x + c
    return result


def chebyshev(c, x):
    """Clenshaw's sum of c[k] T_k(x)."""
    b1 = b2 = 0.0
    for ck in c[:0:-1]:
        b1, b2 = 2 * x * b1 - b2 + ck, b1
    return x * b1 - b2 + c[0]


def cumulative_trapezoid(y, x):
    total = [0.0]
    for i in range(1, len(x)):
        total.append(total[-1] + 0.5 * (y[i] + y[i - 1]) * (x[i] - x[i - 1]))
    return np.array(total)


def divided_differences(x, y):
    coefficients = np.array(y, dtype=float)
    for order in range(1, len(x)):
        coefficients[order:] = (coefficients[order:] - coefficients[order - 1 : -1]) / (
            x[order:] - x[:-order]
        )
    return coefficients


def bilinear(image, rows, columns):
    r0 = np.floor(rows).astype(int)
    c0 = np.floor(columns).astype(int)
    r1 = np.minimum(r0 + 1, image.shape[0] - 1)
    c1 = np.minimum(c0 + 1, image.shape[1] - 1)
    dr, dc = rows - r0, columns - c0
    top = image[r0, c0] * (1 - dc) + image[r0, c1] * dc
    bottom = image[r1, c0] * (1 - dc) + image[r1, c1] * dc
    return top * (1 - dr) + bottom * dr


KNOTS = np.array([0.0, 0.7, 1.1, 2.0, 2.6, 3.5, 4.0])
HEIGHTS = normal(7, seed=81)
IMAGE = uniform(5, 6, seed=82)

STRANGERS = [
    Stranger(
        "natural_spline",
        natural_spline,
        right='function(x, y, at) spline(x, y, xout = at, method = "natural")$y',
        wrong=('"natural"', '"fmm"'),
        mistake="R's default end conditions",
        cases=[
            Case("seven", KNOTS, HEIGHTS, np.array([0.2, 1.0, 1.1, 2.3, 3.9])),
            Case("sine", np.arange(6.0), np.sin(np.arange(6.0)), np.linspace(0.0, 5.0, 11)),
        ],
    ),
    Stranger(
        "simpson",
        simpson,
        right="""function(a, b, n = 20) {
          stopifnot(n %% 2 == 0)
          y <- exp(-seq(a, b, length.out = n + 1)^2)
          (b - a) / n / 3 * sum(y * c(1, rep(c(4, 2), n / 2 - 1), 4, 1))
        }""",
        wrong=("rep(c(4, 2), n / 2 - 1), 4", "rep(c(2, 4), n / 2 - 1), 2"),
        mistake="the weights begin with 2",
        cases=[Case("bell", 0.0, 2.0), Case("wide", -3.0, 1.5, 12)],
    ),
    Stranger(
        "romberg",
        romberg,
        right="""function(a, b, levels = 5) {
          f <- function(x) sin(x) / (1 + x^2)
          trapezoid <- vapply(2^(seq_len(levels) - 1), function(n) {
            y <- f(seq(a, b, length.out = n + 1))
            (b - a) / n * (sum(y) - (y[1] + y[n + 1]) / 2)
          }, 0)
          for (j in seq_len(levels - 1)) {
            trapezoid <- tail(trapezoid, -1) + diff(trapezoid) / (4^j - 1)
          }
          trapezoid
        }""",
        wrong=("(4^j - 1)", "(2^j - 1)"),
        mistake="the error falls with the square of the step",
        cases=[Case("to three", 0.0, 3.0), Case("four levels", -1.0, 2.0, 4)],
    ),
    Stranger(
        "gauss_legendre",
        gauss_legendre,
        right="""function(a, b, power) {
          k <- 1:3
          jacobi <- diag(0, 4)
          jacobi[cbind(k, k + 1)] <- jacobi[cbind(k + 1, k)] <- k / sqrt(4 * k^2 - 1)
          e <- eigen(jacobi, symmetric = TRUE)
          x <- (b - a) / 2 * e$values + (a + b) / 2
          (b - a) / 2 * sum(2 * e$vectors[1, ]^2 * x^power)
        }""",
        wrong=("sqrt(4 * k^2 - 1)", "sqrt(4 * k^2 + 1)"),
        mistake="a sign in the recurrence",
        cases=[Case("sixth", 0.0, 1.5, 6), Case("tenth", -1.0, 2.0, 10)],
    ),
    Stranger(
        "barycentric",
        barycentric,
        right="""function(x, y, at) {
          d <- outer(x, x, "-")
          diag(d) <- 1
          weights <- 1 / apply(d, 1, prod)
          vapply(at, function(t) {
            if (t %in% x) return(y[match(t, x)])
            sum(weights * y / (t - x)) / sum(weights / (t - x))
          }, 0)
        }""",
        wrong=("sum(weights * y / (t - x))", "sum(weights * y / abs(t - x))"),
        mistake="distances without their sign",
        cases=[
            Case("seven", KNOTS, HEIGHTS, np.array([0.2, 1.1, 3.7])),
            Case("four", np.arange(4.0), np.array([1.0, 0.0, 2.0, -1.0]), np.array([0.5, 1.5])),
        ],
    ),
    Stranger(
        "horner",
        horner,
        right="function(coefficients, x) Reduce(function(r, c) r * x + c, coefficients, 0 * x)",
        wrong=("coefficients, 0 * x", "rev(coefficients), 0 * x"),
        mistake="the coefficients from the other end",
        cases=[
            Case("cubic", np.array([2.0, -1.0, 0.5, 3.0]), normal(9, seed=2)),
            Case("integers", np.array([1, 0, -7]), np.array([0.5, 2.0, 100.0])),
        ],
    ),
    Stranger(
        "chebyshev",
        chebyshev,
        right="""function(c, x) {
          T <- outer(x, seq_along(c) - 1, function(x, k) cos(k * acos(x)))
          drop(T %*% c)
        }""",
        wrong=("seq_along(c) - 1", "seq_along(c)"),
        mistake="the polynomials from degree 1",
        cases=[
            Case("five", normal(5, seed=83), uniform(8, seed=84, low=-1.0)),
            Case("three", np.array([1.0, 0.3, -0.2]), np.array([-0.9, 0.0, 0.4])),
        ],
    ),
    Stranger(
        "cumulative_trapezoid",
        cumulative_trapezoid,
        right="function(y, x) c(0, cumsum((head(y, -1) + tail(y, -1)) / 2 * diff(x)))",
        wrong=("(head(y, -1) + tail(y, -1)) / 2", "tail(y, -1)"),
        mistake="the right end for the middle",
        cases=[
            Case("knots", HEIGHTS, KNOTS),
            Case("speed", uniform(30, seed=85), np.linspace(0.0, 3.0, 30)),
        ],
    ),
    Stranger(
        "divided_differences",
        divided_differences,
        right="""function(x, y) {
          n <- length(x)
          coefficients <- y[1]
          for (order in seq_len(n - 1)) {
            y <- diff(y) / diff(x, lag = order)
            coefficients <- c(coefficients, y[1])
          }
          coefficients
        }""",
        wrong=("diff(x, lag = order)", "diff(x)[seq_along(diff(y))]"),
        mistake="neighbours for the ends of each stretch",
        cases=[
            Case("seven", KNOTS, HEIGHTS),
            Case("uneven", np.array([-1.0, 0.0, 0.5, 2.0]), np.array([3.0, 1.0, 1.5, -2.0])),
        ],
    ),
    Stranger(
        "bilinear",
        bilinear,
        right="""function(image, rows, columns) {
          r0 <- floor(rows) + 1
          c0 <- floor(columns) + 1
          r1 <- pmin(r0 + 1, nrow(image))
          c1 <- pmin(c0 + 1, ncol(image))
          dr <- rows %% 1
          dc <- columns %% 1
          top <- image[cbind(r0, c0)] * (1 - dc) + image[cbind(r0, c1)] * dc
          bottom <- image[cbind(r1, c0)] * (1 - dc) + image[cbind(r1, c1)] * dc
          top * (1 - dr) + bottom * dr
        }""",
        wrong=("image[cbind(r1, c0)] * (1 - dc)", "image[cbind(c0, r1)] * (1 - dc)"),
        mistake="row and column the wrong way round",
        cases=[
            Case(
                "inside",
                IMAGE,
                uniform(8, seed=86, high=4.0),
                uniform(8, seed=87, high=4.0),
            ),
            Case("edge", IMAGE, np.array([0.5, 4.0, 2.0]), np.array([3.25, 0.5, 3.0])),
        ],
    ),
]
