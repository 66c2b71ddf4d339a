"""Traps for a referee: inputs and ports on which judging by eye or by a tolerance goes wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import linalg, signal, stats

from diglot.inputs import normal, uniform
from diglot.twin import Case, Twin

from .stranger import make_twin

#: For `Trap.blames`: whether anybody is called wrong is open, but this language may not be.
NOT_R, NOT_PYTHON = "not r", "not python"


@dataclass(frozen=True)
class Trap:
    """A function, a port, one input, and the verdict that must come.

    Parameters
    ----------
    name : str
        What is the trap.
    python : callable
        The original.
    port : str
        An R expression that evaluates to a function.
    args : sequence
        The input.
    verdict : str
        "agree", "disagree", "undecided" or "error".
    bound : sequence of str, optional
        The kinds of bound of which one must have been used.
    blames : str or None
        "python", "r", "both", None for nobody; `NOT_R`, `NOT_PYTHON`; "any" where it is open.
    says : str
        A text that must stand in the message or in the notes.
    refused : str, optional
        Both languages must refuse the input with this text.
    options : mapping
        What else is given to the twin.
    """

    name: str
    python: Callable[..., Any]
    port: str
    args: Sequence[Any]
    verdict: str
    bound: Sequence[str] = ()
    blames: str | None = "any"
    says: str = ""
    refused: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def twin(self) -> Twin:
        """The function facing its port."""
        case = Case("trap", *self.args, refused=self.refused)
        return make_twin(self.name, self.python, self.port, [case], **self.options)


# -- Rounding errors that cancel on the way ---------------------------------------------------


def descent(X, y, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        gradient = X.T @ (X @ w - y) / len(y)
        w = w - 0.1 * gradient
    return w


DESCENT = """function(X, y, steps) {
  w <- numeric(ncol(X))
  for (step in seq_len(steps)) {
    w <- w - 0.1 * drop(crossprod(X, X %*% w - y)) / length(y)
  }
  w
}"""


def resonator(x):
    y = np.zeros(len(x))
    y1 = y2 = 0.0
    for t in range(len(x)):
        y[t] = x[t] + 1.8 * y1 - 0.9 * y2
        y1, y2 = y[t], y1
    return y


RESONATOR = 'function(x) c(stats::filter(x, c(1.8, -0.9), method = "recursive"))'


def oscillator(x, v, dt, steps):
    def f(s):
        return np.array([s[1], -s[0] - 0.1 * s[1]])

    s = np.array([x, v])
    for _ in range(steps):
        k1 = f(s)
        k2 = f(s + dt / 2 * k1)
        k3 = f(s + dt / 2 * k2)
        k4 = f(s + dt * k3)
        s = s + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return s


OSCILLATOR = """function(x, v, dt, steps) {
  f <- function(s) c(s[2], -s[1] - 0.1 * s[2])
  s <- c(x, v)
  for (step in seq_len(steps)) {
    k1 <- f(s)
    k2 <- f(s + dt / 2 * k1)
    k3 <- f(s + dt / 2 * k2)
    k4 <- f(s + dt * k3)
    s <- s + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
  }
  s
}"""


def heron(a):
    x = a
    while True:
        n = (x + a / x) / 2
        if abs(n - x) < 1e-15:
            break
        x = n
    return n


HERON = """function(a) {
  x <- a
  repeat {
    n <- (x + a / x) / 2
    if (abs(n - x) < 1e-15) return(n)
    x <- n
  }
}"""


def tenths(n):
    total = 0.0
    for _ in range(n):
        total += 0.1
    return total


def logistic_map(x, steps):
    for _ in range(steps):
        x = 4 * x * (1 - x)
    return x


LOGISTIC_MAP = """function(x, steps) {
  for (step in seq_len(steps)) x <- 4 * x - 4 * x^2
  x
}"""


# -- One formula for another ------------------------------------------------------------------


def growth(x, n):
    return x * (1 + 1 / n) ** n


def gelu(x):
    return np.array([0.5 * v * (1 + math.erf(v / math.sqrt(2))) for v in x])


def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def european_call(spot, strike, years, rate, volatility):
    d1 = (math.log(spot / strike) + (rate + 0.5 * volatility**2) * years) / (
        volatility * math.sqrt(years)
    )
    d2 = d1 - volatility * math.sqrt(years)

    def cdf(x):
        return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0

    return spot * cdf(d1) - strike * math.exp(-rate * years) * cdf(d2)


def numerical_gradient(x):
    def f(x):
        return np.sum(x**2) + np.sin(x[0])

    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(x.size):
        kept = x[i]
        x[i] = float(kept) + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        grad[i] = (above - below) / (2 * h)
        x[i] = kept
    return grad


NUMERICAL_GRADIENT = """function(x) {
  f <- function(x) sum(x^2) + sin(x[1])
  h <- 1e-4
  vapply(seq_along(x), function(i) {
    step <- replace(numeric(length(x)), i, h)
    (f(x + step) - f(x - step)) / (2 * h)
  }, 0)
}"""


def median_deviation(x):
    return stats.median_abs_deviation(x, scale="normal")


def textbook_variance(x):
    return np.mean(x**2) - np.mean(x) ** 2


def smaller_root(b, c):
    """Of x^2 - 2 b x + c."""
    return b - np.sqrt(b * b - c)


def kahan(x):
    total = 0.0
    lost = 0.0
    for v in x:
        y = v - lost
        t = total + y
        lost = (t - total) - y
        total = t
    return total


def cook_distance(X, y):
    n, p = X.shape
    hat = X @ np.linalg.inv(X.T @ X) @ X.T
    residuals = y - hat @ y
    h = np.diag(hat)
    s2 = residuals @ residuals / (n - p)
    return residuals**2 / (p * s2) * h / (1 - h) ** 2


def euclidean(X):
    return np.sqrt(((X[:, None, :] - X[None, :, :]) ** 2).sum(axis=2))


# -- What stands on the other side of a comparison, of a type, of a call ----------------------


def threshold(x):
    return np.where(x * 3 > 1, x, 2 * x)


def positive_root(x):
    if x < 0:
        raise ValueError("x must be positive")
    return math.sqrt(x)


def sorted_in_place(x):
    x.sort()
    return x * 1.0


def noisy(x):
    np.random.rand()  # noqa: NPY002 - the trap
    return 2 * x


def softmax(x):
    e = np.exp(x)
    return e / np.sum(e)


X3 = np.column_stack([np.ones(20), normal(20, 2, seed=301)])
Y = X3 @ np.array([1.0, 2.0, -1.0]) + normal(20, seed=302, std=0.1)
SERIES = normal(200, seed=303)
HILBERT = linalg.hilbert(8)
POWERS = np.vander(np.linspace(1.0, 2.0, 12), 6)
CURVE = np.exp(np.linspace(1.0, 2.0, 12))
NEAR = 1e4 + normal(4, 2, seed=304)

TRAPS = [
    # Rounding errors that cancel on the way: an honest bound stays narrow.
    Trap("descent of 300 steps", descent, DESCENT, (X3, Y, 300), "agree"),
    Trap(
        "zeros for a descent of 300 steps",
        descent,
        "function(X, y, steps) c(0, 0, 0)",
        (X3, Y, 300),
        "disagree",
        blames="r",
    ),
    Trap("descent of 1000 steps", descent, DESCENT, (X3, Y, 1000), "agree"),
    Trap(
        "zeros for a descent of 1000 steps",
        descent,
        "function(X, y, steps) c(0, 0, 0)",
        (X3, Y, 1000),
        "disagree",
        blames="r",
    ),
    Trap(
        "a hundred steps of 300 left out",
        descent,
        DESCENT.replace("seq_len(steps)", "seq_len(steps - 200)"),
        (X3, Y, 300),
        "disagree",
        blames="r",
    ),
    Trap("filter of 50 steps", resonator, RESONATOR, (SERIES[:50],), "agree"),
    Trap("filter of 200 steps", resonator, RESONATOR, (SERIES,), "agree"),
    Trap(
        "filter of 200 steps, a digit wrong",
        resonator,
        RESONATOR.replace("1.8", "1.8000001"),
        (SERIES,),
        "disagree",
        blames="r",
    ),
    Trap("Runge-Kutta of 600 steps", oscillator, OSCILLATOR, (1.0, 0.0, 0.05, 600), "agree"),
    Trap(
        "Runge-Kutta of 600 steps, a weight wrong",
        oscillator,
        OSCILLATOR.replace("2 * k3 + k4", "2 * k2 + k4"),
        (1.0, 0.0, 0.05, 600),
        "disagree",
        blames="r",
    ),
    Trap("a loop until 1e-15", heron, HERON, (2.0,), "agree"),
    Trap("a root for a loop until 1e-15", heron, "function(a) sqrt(a)", (2.0,), "agree"),
    Trap(
        "a loop until 1e-3 for one until 1e-15",
        heron,
        HERON.replace("return(n)", "return(x)").replace("1e-15", "1e-3"),
        (2.0,),
        "disagree",
        blames="r",
    ),
    Trap(
        "tenths in a loop",
        tenths,
        "function(n) { total <- 0; for (i in seq_len(n)) total <- total + 0.1; total }",
        (10**5,),
        "agree",
    ),
    Trap("tenths by sum", tenths, "function(n) sum(rep(0.1, n))", (10**5,), "agree"),
    Trap(
        "one tenth too few",
        tenths,
        "function(n) sum(rep(0.1, n - 1))",
        (10**5,),
        "disagree",
        blames="r",
    ),
    Trap("logistic map, 10 steps", logistic_map, LOGISTIC_MAP, (0.3, 10), "agree"),
    Trap("logistic map, 100 steps", logistic_map, LOGISTIC_MAP, (0.3, 100), "undecided"),
    Trap("Kahan's sum by sum", kahan, "function(x) sum(x)", (SERIES,), "agree"),
    Trap("a sum from the other end", np.sum, "function(x) sum(rev(x))", (SERIES,), "agree"),
    # Where doubles end, balls know nothing.
    Trap(
        "softmax that overflows in both",
        softmax,
        "function(x) { e <- exp(x); e / sum(e) }",
        (np.array([1000.0, 0.0, 1.0]),),
        "agree",
        blames=None,
    ),
    Trap(
        "softmax that overflows in Python",
        softmax,
        "function(x) { e <- exp(x - max(x)); e / sum(e) }",
        (np.array([1000.0, 0.0, 1.0]),),
        "disagree",
        blames=NOT_R,
    ),
    Trap("sine of infinity", np.sin, "function(x) sin(x)", (np.array([np.inf, 1.0]),), "agree"),
    Trap("underflow", np.exp, "function(x) exp(x)", (np.array([-800.0, -740.0]),), "agree"),
    Trap(
        "uint8 wraps",
        lambda x: x + x,
        "function(x) (x + x) %% 256",
        (np.array([100, 200, 255], dtype=np.uint8),),
        "agree",
    ),
    Trap(
        "uint8 that R does not wrap",
        lambda x: x + x,
        "function(x) x + x",
        (np.array([100, 200, 255], dtype=np.uint8),),
        "disagree",
    ),
    Trap(
        "float32",
        lambda x: np.exp(x) / 3,
        "function(x) exp(x) / 3",
        (normal(6, seed=305).astype(np.float32),),
        "agree",
    ),
    Trap(
        "float32, a constant wrong",
        lambda x: np.exp(x) / 3,
        "function(x) exp(x) / 3.0001",
        (normal(6, seed=305).astype(np.float32),),
        "disagree",
        blames=NOT_PYTHON,
    ),
    Trap("minus zero", lambda x: -x, "function(x) 0 - x", (np.array([0.0, 1.0]),), "agree"),
    Trap(
        "two to the 53rd and one",
        lambda n: 2**n + 1,
        "function(n) 2^n + 1",
        (53,),
        "disagree",
    ),
    # Another formula: as good, better, or worse.
    Trap(
        "interest by log1p",
        growth,
        "function(x, n) x * exp(n * log1p(1 / n))",
        (3.0, 10**6),
        "agree",
        blames=None,
    ),
    Trap("GELU by pnorm", gelu, "function(x) x * pnorm(x)", (normal(20, seed=306),), "agree"),
    Trap(
        "GELU by 2 pnorm - 1",
        gelu,
        """function(x) {
      erf <- function(x) 2 * pnorm(x * sqrt(2)) - 1
      0.5 * x * (1 + erf(x / sqrt(2)))
    }""",
        (normal(20, seed=306),),
        "agree",
    ),
    Trap("lstsq by qr.solve", least_squares, "function(X, y) qr.solve(X, y)", (X3, Y), "agree"),
    Trap(
        "Black and Scholes",
        european_call,
        """function(spot, strike, years, rate, volatility) {
          d1 <- (log(spot / strike) + (rate + volatility^2 / 2) * years) /
            (volatility * sqrt(years))
          spot * pnorm(d1) - strike * exp(-rate * years) * pnorm(d1 - volatility * sqrt(years))
        }""",
        (100.0, 110.0, 0.75, 0.02, 0.25),
        "agree",
    ),
    Trap(
        "the book's numerical gradient",
        numerical_gradient,
        NUMERICAL_GRADIENT,
        (np.array([3.0, 4.0, 0.5]),),
        "agree",
    ),
    Trap(
        "a one-sided numerical gradient",
        numerical_gradient,
        NUMERICAL_GRADIENT.replace("f(x - step)) / (2 * h)", "f(x)) / h"),
        (np.array([3.0, 4.0, 0.5]),),
        "disagree",
        blames="r",
    ),
    Trap(
        "MAD with a given tolerance",
        median_deviation,
        "function(x) mad(x)",
        (SERIES[:31],),
        "agree",
        bound=("given",),
        options={"rtol": 1e-4},
    ),
    Trap(
        "MAD, whose constant R rounds",
        median_deviation,
        "function(x) mad(x)",
        (SERIES[:31],),
        "disagree",
    ),
    Trap(
        "Cholesky of a Hilbert matrix",
        np.linalg.cholesky,
        "function(A) t(chol(A))",
        (HILBERT,),
        "agree",
    ),
    Trap(
        "Cholesky of a Hilbert matrix, ridged",
        np.linalg.cholesky,
        "function(A) t(chol(A + diag(1e-6, nrow(A))))",
        (HILBERT,),
        "disagree",
    ),
    Trap(
        "a system with a singular matrix, nearly",
        np.linalg.solve,
        "function(A, b) solve(qr(A, LAPACK = TRUE), b)",
        (linalg.hilbert(13), np.ones(13)),
        "undecided",
    ),
    Trap(
        "matrix exponential",
        linalg.expm,
        """function(A) {
          e <- eigen(A, symmetric = TRUE)
          e$vectors %*% (exp(e$values) * t(e$vectors))
        }""",
        (np.array([[1.0, 0.5, 0.0], [0.5, -2.0, 0.3], [0.0, 0.3, 0.7]]),),
        "agree",
    ),
    Trap(
        "polynomial of degree 5",
        lambda x, y: np.polyfit(x, y, 5),
        "function(x, y) rev(qr.coef(qr(outer(x, 0:5, `^`)), y))",
        (np.linspace(1.0, 2.0, 12), CURVE),
        "agree",
    ),
    Trap(
        "Cook's distance",
        cook_distance,
        "function(X, y) unname(cooks.distance(lm(y ~ X - 1)))",
        (X3, Y),
        "agree",
    ),
    Trap(
        "power by way of the logarithm",
        lambda x: x**2.5,
        "function(x) exp(2.5 * log(x))",
        (np.array([1e100, 3e90, 1e-80]),),
        "disagree",
        blames="r",
        says="formula",
    ),
    Trap(
        "normal equations for QR",
        least_squares,
        "function(X, y) solve(crossprod(X), crossprod(X, y), tol = 0)[, 1]",
        (POWERS, CURVE),
        "disagree",
        says="formula",
    ),
    Trap(
        "distances by a Gram matrix",
        euclidean,
        """function(X) {
          squares <- rowSums(X^2)
          distances <- sqrt(pmax(outer(squares, squares, "+") - 2 * tcrossprod(X), 0))
          diag(distances) <- 0
          distances
        }""",
        (NEAR,),
        "disagree",
        blames="r",
        says="formula",
    ),
    Trap(
        "distances by differences",
        euclidean,
        "function(X) unname(as.matrix(dist(X)))",
        (NEAR,),
        "agree",
    ),
    Trap(
        "the textbook's variance, in R",
        np.var,
        "function(x) mean(x^2) - mean(x)^2",
        (1e5 + SERIES[:30],),
        "disagree",
        blames="r",
        says="formula",
    ),
    Trap(
        "the textbook's variance, in Python",
        textbook_variance,
        "function(x) mean((x - mean(x))^2)",
        (1e5 + SERIES[:30],),
        "agree",
        blames=None,
    ),
    Trap(
        "log(1 + x) for log1p(x)",
        np.log1p,
        "function(x) log(1 + x)",
        (np.array([1e-10, 3e-7, 0.5]),),
        "disagree",
        blames="r",
        says="formula",
    ),
    Trap(
        "a root without cancellation",
        smaller_root,
        "function(b, c) c / (b + sqrt(b^2 - c))",
        (1e4, 3.0),
        "agree",
        blames=None,
    ),
    Trap(
        "all digits cancel",
        lambda x: (1 - np.cos(x)) / x**2,
        "function(x) 2 * sin(x / 2)^2 / x^2",
        (1e-8,),
        "undecided",
        blames=NOT_R,
    ),
    Trap(
        "true zeros of an FFT",
        signal.fftconvolve,
        'function(x, h) convolve(x, rev(h), type = "open")',
        (np.array([1.0, 0.0, 0.0, -1.0, 2.0, 0.0]), np.array([1.0, 1.0, 0.5])),
        "agree",
    ),
    # Shapes, kinds, places.
    Trap(
        "a row for a column",
        lambda x: x[None, :] * 2,
        "function(x) matrix(x * 2, ncol = 1)",
        (np.arange(3.0),),
        "disagree",
    ),
    Trap(
        "a lost axis",
        lambda x: x[:, None] * 2,
        "function(x) x * 2",
        (np.arange(3.0),),
        "agree",
    ),
    Trap(
        "a transposed matrix",
        lambda A, B: A @ B,
        "function(A, B) t(A %*% B)",
        (normal(3, 3, seed=307), normal(3, 3, seed=308)),
        "disagree",
        blames="r",
    ),
    Trap(
        "not quite a million",
        lambda n: n * 1000,
        "function(n) n * 1000 + 1e-7",
        (1000,),
        "disagree",
    ),
    Trap("which counts from 1", np.argmax, "function(x) which.max(x)", (SERIES,), "disagree"),
    Trap(
        "eigenvalues from the other end",
        np.linalg.eigvalsh,
        "function(A) eigen(A, symmetric = TRUE)$values",
        (X3.T @ X3,),
        "disagree",
        blames=NOT_PYTHON,
    ),
    Trap(
        "one of two hundred",
        lambda x: 2 * x,
        "function(x) { x[138] <- x[138] * (1 + 1e-13); 2 * x }",
        (SERIES,),
        "disagree",
        blames="r",
    ),
    Trap(
        "one at the threshold, another wrong",
        threshold,
        "function(x) ifelse(x * 3 > 1, x, 2 * x) * c(1, 1, 1 + 1e-13)",
        (np.array([1 / 3, 0.1, 0.7]),),
        "disagree",
        blames="r",
    ),
    Trap(
        "one at the threshold",
        threshold,
        "function(x) ifelse(x * 3 > 1, x, 2 * x)",
        (np.array([1 / 3, 0.1, 0.7]),),
        "agree",
    ),
    Trap(
        "halves to even",
        np.round,
        "function(x) floor(x + 0.5)",
        (np.array([0.5, 1.5, 2.5, -0.5]),),
        "disagree",
        blames=NOT_PYTHON,
    ),
    Trap(
        "division of negative integers",
        lambda a, b: a // b,
        "function(a, b) a %/% b",
        (np.array([-7, 7, -6]), 2),
        "agree",
    ),
    Trap(
        "division that truncates",
        lambda a, b: a // b,
        "function(a, b) trunc(a / b)",
        (np.array([-7, 7, -6]), 2),
        "disagree",
        blames=NOT_PYTHON,
    ),
    Trap(
        "the sign of a remainder",
        np.fmod,
        "function(a, b) a %% b",
        (np.array([-7.5, 7.5]), 3.0),
        "disagree",
        blames=NOT_PYTHON,
    ),
    Trap(
        "NaN that a maximum should skip",
        np.nanmax,
        "function(x) max(x)",
        (np.array([1.0, np.nan, 3.0]),),
        "disagree",
    ),
    Trap(
        "NaN of pandas beside R's NA",
        lambda x: pd.Series(x).rolling(3).mean().to_numpy(),
        "function(x) c(stats::filter(x, rep(1 / 3, 3), sides = 1))",
        (uniform(8, seed=309),),
        "agree",
    ),
    Trap("nothing to add", np.sum, "function(x) sum(x)", (np.array([]),), "agree"),
    Trap("a list for a vector", lambda x: [x, 2 * x], "function(x) c(x, 2 * x)", (0.3,), "agree"),
    Trap(
        "a dict for a named vector",
        lambda x: {"one": x, "two": 2 * x},
        "function(x) c(one = x, two = 2 * x)",
        (0.3,),
        "agree",
    ),
    Trap(
        "an output under another name",
        lambda x: {"mean": x, "sd": 2 * x},
        "function(x) list(mean = x, sigma = 2 * x)",
        (0.3,),
        "disagree",
    ),
    # Calls that are no answers, and answers that are not the same twice.
    Trap(
        "refused in both",
        positive_root,
        'function(x) if (x < 0) stop("x must be positive") else sqrt(x)',
        (-1.0,),
        "agree",
        refused="must",
    ),
    Trap(
        "a missing function is no refusal",
        positive_root,
        "function(x) must(x)",
        (-1.0,),
        "disagree",
        blames="r",
        refused="must",
    ),
    Trap("R stops", math.sqrt, 'function(x) stop("no")', (2.0,), "error"),
    Trap("Python stops", positive_root, "function(x) 0", (-1.0,), "error", blames="python"),
    Trap(
        "another answer the second time",
        lambda x: 2 * x,
        "local({ n <- 0; function(x) { n <<- n + 1; 2 * x + (n > 1) } })",
        (1.5,),
        "disagree",
        blames="r",
        says="second time",
    ),
    Trap(
        "an argument changed",
        sorted_in_place,
        "function(x) sort(x)",
        (np.array([3.0, 1.0, 2.0]),),
        "disagree",
        says="changes its arguments",
    ),
    Trap(
        "an option changed",
        lambda x: 2 * x,
        "function(x) { options(digits = 3); 2 * x }",
        (1.5,),
        "disagree",
        blames="r",
        says="option",
    ),
    Trap(
        "the random state used up",
        noisy,
        "function(x) 2 * x",
        (1.5,),
        "disagree",
        says="random state",
    ),
]
