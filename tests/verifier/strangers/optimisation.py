"""Roots and minima, step by step and until a tolerance is met."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def newton_root(c, x=1.0, tol=1e-12):
    """The root of x exp(x) = c."""
    while True:
        step = (x * np.exp(x) - c) / (np.exp(x) * (1 + x))
        x -= step
        if abs(step) < tol:
            break
    return x


def bisection(a, b, c, tol=1e-6):
    """The root of x^3 - x = c, halving until the interval is short."""

    def f(x):
        return x**3 - x - c

    fa = f(a)
    while b - a > tol:
        middle = (a + b) / 2
        fm = f(middle)
        if fm == 0:
            return middle
        if fa * fm < 0:
            b = middle
        else:
            a, fa = middle, fm
    return (a + b) / 2


def secant(x0, x1, steps=5):
    f0 = np.cos(x0) - x0
    for _ in range(steps):
        f1 = np.cos(x1) - x1
        x0, x1, f0 = x1, x1 - f1 * (x1 - x0) / (f1 - f0), f1
    return x1


def golden_section(points, a, b, tol=1e-5):
    """The place on a line that is least far from all points together."""

    def f(x):
        return np.sum(np.sqrt((x - points) ** 2 + 1))

    g = (np.sqrt(5) - 1) / 2
    c = b - g * (b - a)
    d = a + g * (b - a)
    while abs(b - a) > tol:
        if f(c) < f(d):
            b = d
        else:
            a = c
        c = b - g * (b - a)
        d = a + g * (b - a)
    return (a + b) / 2


def momentum_descent(X, y, learning_rate=0.05, momentum=0.9, steps=30):
    w = np.zeros(X.shape[1])
    velocity = np.zeros_like(w)
    losses = []
    for _ in range(steps):
        error = X @ w - y
        losses.append(0.5 * np.mean(error**2))
        gradient = X.T @ error / len(y)
        velocity = momentum * velocity - learning_rate * gradient
        w = w + velocity
    return {"w": w, "losses": np.array(losses)}


def adam(gradients, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    theta = np.zeros(gradients.shape[1])
    m = np.zeros_like(theta)
    v = np.zeros_like(theta)
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        theta -= lr * m_hat / (np.sqrt(v_hat) + eps)
    return theta


def soft_threshold(z, gamma):
    if z > gamma:
        return z - gamma
    if z < -gamma:
        return z + gamma
    return 0.0


def lasso(X, y, penalty=0.1, sweeps=10):
    n, p = X.shape
    beta = np.zeros(p)
    for _ in range(sweeps):
        for j in range(p):
            partial = y - X @ beta + X[:, j] * beta[j]
            rho = X[:, j] @ partial / n
            beta[j] = soft_threshold(rho, penalty) / (X[:, j] @ X[:, j] / n)
    return beta


def rosenbrock_newton(x, y, steps=4):
    for _ in range(steps):
        gradient = np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])
        hessian = np.array([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200.0]])
        dx, dy = np.linalg.solve(hessian, -gradient)
        x, y = x + dx, y + dy
    return np.array([x, y])


def gauss_newton_decay(t, y, a=1.0, k=0.5, steps=6):
    for _ in range(steps):
        model = a * np.exp(-k * t)
        J = np.column_stack([model / a, -t * model])
        step, *_ = np.linalg.lstsq(J, y - model, rcond=None)
        a, k = a + step[0], k + step[1]
    return {"a": a, "k": k}


def backtracking(x, rho=0.5, c=1e-4, steps=5):
    """Steepest descent on a narrow valley, each step halved until it descends enough."""

    def f(x):
        return x[0] ** 2 + 10 * x[1] ** 2

    def gradient(x):
        return np.array([2 * x[0], 20 * x[1]])

    for _ in range(steps):
        g = gradient(x)
        t = 1.0
        while f(x - t * g) > f(x) - c * t * np.dot(g, g):
            t *= rho
        x = x - t * g
    return x


TRUE_LINE = np.array([1.5, 0.0, -0.8, 0.0])
FEATURES = normal(20, 4, seed=71)
RESPONSE = FEATURES @ TRUE_LINE + normal(20, seed=72, std=0.2)
TIMES = np.linspace(0.0, 4.0, 15)

STRANGERS = [
    Stranger(
        "newton_root",
        newton_root,
        right="""function(c, x = 1, tol = 1e-12) {
          repeat {
            step <- (x * exp(x) - c) / (exp(x) * (1 + x))
            x <- x - step
            if (abs(step) < tol) return(x)
          }
        }""",
        wrong=("tol = 1e-12", "tol = 1e-3"),
        mistake="stops too early",
        cases=[Case("two", 2.0), Case("fifty", 50.0), Case("small", 0.01, 0.5)],
    ),
    Stranger(
        "bisection",
        bisection,
        right="""function(a, b, c, tol = 1e-6) {
          f <- function(x) x^3 - x - c
          while (b - a > tol) {
            middle <- (a + b) / 2
            if (f(middle) == 0) return(middle)
            if (f(a) * f(middle) < 0) b <- middle else a <- middle
          }
          (a + b) / 2
        }""",
        wrong="""function(a, b, c, tol = 1e-6) {
          uniroot(function(x) x^3 - x - c, c(a, b), tol = tol)$root
        }""",
        mistake="Brent's root within the tolerance is not bisection's",
        cases=[Case("two", 1.0, 2.0, 2.0), Case("wide", -4.0, 7.0, 5.5, 1e-3)],
    ),
    Stranger(
        "secant",
        secant,
        right="""function(x0, x1, steps = 5) {
          f <- function(x) cos(x) - x
          for (step in seq_len(steps)) {
            x2 <- x1 - f(x1) * (x1 - x0) / (f(x1) - f(x0))
            x0 <- x1
            x1 <- x2
          }
          x1
        }""",
        wrong=("x0 <- x1", ""),
        mistake="false position without a bracket: keeps the first point",
        cases=[Case("three", 0.0, 1.0, 3), Case("two", 0.5, 0.6, 2)],
    ),
    Stranger(
        "golden_section",
        golden_section,
        right="""function(points, a, b, tol = 1e-5) {
          f <- function(x) sum(sqrt((x - points)^2 + 1))
          g <- (sqrt(5) - 1) / 2
          while (abs(b - a) > tol) {
            c <- b - g * (b - a)
            d <- a + g * (b - a)
            if (f(c) < f(d)) b <- d else a <- c
          }
          (a + b) / 2
        }""",
        wrong=("(sqrt(5) - 1) / 2", "0.618"),
        mistake="a constant cut short",
        cases=[
            Case("nine", normal(9, seed=1), -3.0, 3.0),
            Case("rough", np.array([0.0, 1.0, 5.0]), 0.0, 5.0, 1e-2),
        ],
    ),
    Stranger(
        "momentum_descent",
        momentum_descent,
        right="""function(X, y, learning_rate = 0.05, momentum = 0.9, steps = 30) {
          w <- velocity <- numeric(ncol(X))
          losses <- numeric(steps)
          for (step in seq_len(steps)) {
            error <- drop(X %*% w) - y
            losses[step] <- mean(error^2) / 2
            gradient <- drop(crossprod(X, error)) / length(y)
            velocity <- momentum * velocity - learning_rate * gradient
            w <- w + velocity
          }
          list(w = w, losses = losses)
        }""",
        wrong=("learning_rate * gradient", "(1 - momentum) * learning_rate * gradient"),
        mistake="the other convention of momentum",
        cases=[Case("thirty", FEATURES, RESPONSE), Case("three", FEATURES, RESPONSE, 0.2, 0.5, 3)],
    ),
    Stranger(
        "adam",
        adam,
        right="""function(gradients, lr = 0.001, beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
          theta <- m <- v <- numeric(ncol(gradients))
          for (t in seq_len(nrow(gradients))) {
            g <- gradients[t, ]
            m <- beta1 * m + (1 - beta1) * g
            v <- beta2 * v + (1 - beta2) * g^2
            theta <- theta - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
          }
          theta
        }""",
        wrong=("(sqrt(v / (1 - beta2^t)) + eps)", "sqrt(v / (1 - beta2^t) + eps)"),
        mistake="epsilon under the root",
        cases=[
            Case("twelve", normal(12, 3, seed=73)),
            Case("small", normal(5, 4, seed=74, std=1e-3), 0.01),
        ],
    ),
    Stranger(
        "lasso",
        lasso,
        right="""function(X, y, penalty = 0.1, sweeps = 10) {
          beta <- numeric(ncol(X))
          for (sweep in seq_len(sweeps)) {
            for (j in seq_along(beta)) {
              rho <- mean(X[, j] * (y - X[, -j] %*% beta[-j]))
              beta[j] <- sign(rho) * max(abs(rho) - penalty, 0) / mean(X[, j]^2)
            }
          }
          beta
        }""",
        wrong=("max(abs(rho) - penalty, 0)", "max(abs(rho) - penalty / 2, 0)"),
        mistake="half the penalty",
        cases=[Case("tenth", FEATURES, RESPONSE), Case("strong", FEATURES, RESPONSE, 0.7, 4)],
    ),
    Stranger(
        "rosenbrock_newton",
        rosenbrock_newton,
        right="""function(x, y, steps = 4) {
          for (step in seq_len(steps)) {
            gradient <- c(-2 * (1 - x) - 400 * x * (y - x^2), 200 * (y - x^2))
            hessian <- matrix(c(2 - 400 * (y - 3 * x^2), -400 * x, -400 * x, 200), 2)
            move <- solve(hessian, -gradient)
            x <- x + move[1]
            y <- y + move[2]
          }
          c(x, y)
        }""",
        wrong=("2 - 400 * (y - 3 * x^2)", "2 - 400 * (y - x^2)"),
        mistake="a term of the second derivative left out",
        cases=[Case("far", -1.2, 1.0, 2), Case("near", 1.1, 1.3, 3)],
    ),
    Stranger(
        "gauss_newton_decay",
        gauss_newton_decay,
        right="""function(t, y, a = 1, k = 0.5, steps = 6) {
          for (step in seq_len(steps)) {
            model <- a * exp(-k * t)
            move <- qr.coef(qr(cbind(model / a, -t * model)), y - model)
            a <- a + move[[1]]
            k <- k + move[[2]]
          }
          list(a = a, k = k)
        }""",
        wrong=("steps = 6", "steps = 3"),
        mistake="stops before it has converged",
        cases=[
            Case("exact", TIMES, 2.0 * np.exp(-0.8 * TIMES)),
            Case("noisy", TIMES, 1.3 * np.exp(-0.3 * TIMES) + normal(15, seed=75, std=0.05)),
        ],
    ),
    Stranger(
        "backtracking",
        backtracking,
        right="""function(x, rho = 0.5, c = 1e-4, steps = 5) {
          f <- function(x) sum(base::c(1, 10) * x^2)
          for (step in seq_len(steps)) {
            g <- base::c(2, 20) * x
            t <- 1
            while (f(x - t * g) > f(x) - c * t * sum(g^2)) t <- t * rho
            x <- x - t * g
          }
          x
        }""",
        wrong=("t <- 1\n", "if (step == 1) t <- 1\n"),
        mistake="each search goes on where the last one ended",
        cases=[
            Case("one one", np.array([1.0, 1.0])),
            Case("steeper", uniform(2, seed=3, low=-2.0, high=2.0), 0.8, 0.4, 4),
        ],
    ),
]
