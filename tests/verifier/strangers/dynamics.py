"""Differential equations, stepped through time."""

import math

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def logistic_growth(y0, rate, capacity, dt=0.1, steps=40):
    y = y0
    path = [y]
    for _ in range(steps):
        y += dt * rate * y * (1 - y / capacity)
        path.append(y)
    return np.array(path)


def pendulum(theta, omega, g=9.81, length=1.0, dt=0.02, steps=50):
    def f(state):
        return np.array([state[1], -g / length * np.sin(state[0])])

    state = np.array([theta, omega], dtype=float)
    path = np.zeros((steps + 1, 2))
    path[0] = state
    for n in range(steps):
        k1 = f(state)
        k2 = f(state + dt / 2 * k1)
        k3 = f(state + dt / 2 * k2)
        k4 = f(state + dt * k3)
        state = state + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        path[n + 1] = state
    return path


def heat(u, alpha=0.1, dx=0.1, dt=0.04, steps=30):
    u = u.copy()
    r = alpha * dt / dx**2
    for _ in range(steps):
        u[1:-1] = u[1:-1] + r * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u


def lotka_volterra(prey, predators, a=1.1, b=0.4, c=0.4, d=0.1, dt=0.05, steps=60):
    """Midpoint rule."""

    def change(x, y):
        return a * x - b * x * y, d * x * y - c * y

    for _ in range(steps):
        dx, dy = change(prey, predators)
        mx, my = prey + 0.5 * dt * dx, predators + 0.5 * dt * dy
        dx, dy = change(mx, my)
        prey, predators = prey + dt * dx, predators + dt * dy
    return prey, predators


def orbit(position, velocity, dt=0.01, steps=50):
    """Velocity Verlet around a mass at the origin."""

    def acceleration(r):
        return -r / np.linalg.norm(r) ** 3

    r, v = position.copy(), velocity.copy()
    a = acceleration(r)
    for _ in range(steps):
        r += v * dt + 0.5 * a * dt**2
        new = acceleration(r)
        v += 0.5 * (a + new) * dt
        a = new
    return {"r": r, "v": v, "energy": 0.5 * v @ v - 1 / np.sqrt(r @ r)}


def crank_nicolson(u, r=0.5, steps=5):
    n = len(u)
    second = np.diag(np.full(n, -2.0)) + np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1)
    left = np.eye(n) - r / 2 * second
    right = np.eye(n) + r / 2 * second
    for _ in range(steps):
        u = np.linalg.solve(left, right @ u)
    return u


def epidemic(s, i, r, beta=0.4, gamma=0.1, days=40):
    history = np.empty((days, 3))
    n = s + i + r
    for day in range(days):
        infected = beta * s * i / n
        recovered = gamma * i
        s -= infected
        i += infected - recovered
        r += recovered
        history[day] = s, i, r
    return history


def wave(u, c=1.0, dx=0.1, dt=0.05, steps=20):
    courant = (c * dt / dx) ** 2
    previous = u.copy()
    now = u.copy()
    now[1:-1] += 0.5 * courant * (u[2:] - 2 * u[1:-1] + u[:-2])
    for _ in range(steps):
        later = np.zeros_like(u)
        later[1:-1] = (
            2 * now[1:-1] - previous[1:-1] + courant * (now[2:] - 2 * now[1:-1] + now[:-2])
        )
        previous, now = now, later
    return now


def langevin(x0, noise, theta=0.7, mu=1.0, sigma=0.3, dt=0.1):
    """Euler-Maruyama with noise that is given."""
    x = np.empty(noise.size + 1)
    x[0] = x0
    for k, z in enumerate(noise):
        x[k + 1] = x[k] + theta * (mu - x[k]) * dt + sigma * math.sqrt(dt) * z
    return x


BUMP = np.exp(-((np.linspace(-2.0, 2.0, 21)) ** 2))

STRANGERS = [
    Stranger(
        "logistic_growth",
        logistic_growth,
        right="""function(y0, rate, capacity, dt = 0.1, steps = 40) {
          grow <- function(y, step) y + dt * rate * y * (1 - y / capacity)
          Reduce(grow, seq_len(steps), y0, accumulate = TRUE)
        }""",
        wrong="""function(y0, rate, capacity, dt = 0.1, steps = 40) {
          t <- dt * (0:steps)
          capacity / (1 + (capacity / y0 - 1) * exp(-rate * t))
        }""",
        mistake="the true solution, not Euler's",
        cases=[Case("slow", 1.0, 0.5, 10.0), Case("crowded", 15.0, 0.8, 10.0, 0.05, 20)],
    ),
    Stranger(
        "pendulum",
        pendulum,
        right="""function(theta, omega, g = 9.81, length = 1, dt = 0.02, steps = 50) {
          f <- function(s) c(s[2], -g / length * sin(s[1]))
          path <- matrix(0, steps + 1, 2)
          path[1, ] <- s <- c(theta, omega)
          for (n in seq_len(steps)) {
            k1 <- f(s)
            k2 <- f(s + dt / 2 * k1)
            k3 <- f(s + dt / 2 * k2)
            k4 <- f(s + dt * k3)
            path[n + 1, ] <- s <- s + dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6
          }
          path
        }""",
        wrong=("f(s + dt * k3)", "f(s + dt / 2 * k3)"),
        mistake="half a step for the last slope",
        cases=[Case("swing", 0.5, 0.0), Case("over the top", 3.0, 2.0, 9.81, 0.5, 0.01, 40)],
    ),
    Stranger(
        "heat",
        heat,
        right="""function(u, alpha = 0.1, dx = 0.1, dt = 0.04, steps = 30) {
          n <- length(u)
          r <- alpha * dt / dx^2
          for (step in seq_len(steps)) {
            u[2:(n - 1)] <- u[2:(n - 1)] + r * diff(u, differences = 2)
          }
          u
        }""",
        wrong="""function(u, alpha = 0.1, dx = 0.1, dt = 0.04, steps = 30) {
          r <- alpha * dt / dx^2
          for (step in seq_len(steps)) {
            for (i in 2:(length(u) - 1)) u[i] <- u[i] + r * (u[i + 1] - 2 * u[i] + u[i - 1])
          }
          u
        }""",
        mistake="changes u while it is read",
        cases=[Case("bump", BUMP), Case("rough", uniform(12, seed=3), 0.05, 0.1, 0.05, 10)],
    ),
    Stranger(
        "lotka_volterra",
        lotka_volterra,
        right="""function(prey, predators, a = 1.1, b = 0.4, c = 0.4, d = 0.1, dt = 0.05,
                          steps = 60) {
          change <- function(s) {
            base::c(a * s[1] - b * s[1] * s[2], d * s[1] * s[2] - c * s[2])
          }
          s <- base::c(prey, predators)
          for (step in seq_len(steps)) s <- s + dt * change(s + dt / 2 * change(s))
          as.list(s)
        }""",
        wrong=("dt * change(s + dt / 2 * change(s))", "dt * change(s)"),
        mistake="Euler's rule for the midpoint rule",
        cases=[Case("ten and five", 10.0, 5.0), Case("few", 2.0, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1, 30)],
    ),
    Stranger(
        "orbit",
        orbit,
        right="""function(position, velocity, dt = 0.01, steps = 50) {
          acceleration <- function(r) -r / sum(r^2)^1.5
          r <- position
          v <- velocity
          for (step in seq_len(steps)) {
            half <- v + acceleration(r) * dt / 2
            r <- r + half * dt
            v <- half + acceleration(r) * dt / 2
          }
          list(r = r, v = v, energy = sum(v^2) / 2 - 1 / sqrt(sum(r^2)))
        }""",
        wrong=("sum(r^2)^1.5", "sum(r^2)"),
        mistake="forgets one root of the distance",
        cases=[
            Case("ellipse", np.array([1.0, 0.0]), np.array([0.1, 1.1])),
            Case("in space", np.array([0.8, 0.1, 0.3]), np.array([0.0, 1.0, -0.2]), 0.02, 30),
        ],
    ),
    Stranger(
        "crank_nicolson",
        crank_nicolson,
        right="""function(u, r = 0.5, steps = 5) {
          n <- length(u)
          second <- -2 * diag(n)
          second[abs(row(second) - col(second)) == 1] <- 1
          for (step in seq_len(steps)) {
            u <- solve(diag(n) - r / 2 * second, (diag(n) + r / 2 * second) %*% u)
          }
          drop(u)
        }""",
        wrong=("diag(n) - r / 2 * second", "diag(n) - r * second"),
        mistake="the implicit side takes the whole step",
        cases=[Case("bump", BUMP), Case("rough", uniform(9, seed=4), 2.0, 3)],
    ),
    Stranger(
        "epidemic",
        epidemic,
        right="""function(s, i, r, beta = 0.4, gamma = 0.1, days = 40) {
          n <- s + i + r
          history <- matrix(0, days, 3)
          for (day in seq_len(days)) {
            infected <- beta * s * i / n
            recovered <- gamma * i
            s <- s - infected
            i <- i + infected - recovered
            r <- r + recovered
            history[day, ] <- c(s, i, r)
          }
          history
        }""",
        wrong=(
            "i <- i + infected - recovered\n            r <- r + recovered",
            "i <- i + infected - recovered\n            r <- r + gamma * i",
        ),
        mistake="recovers those who are ill after the step",
        cases=[Case("town", 990.0, 10.0, 0.0), Case("immune", 500.0, 30.0, 470.0, 0.7, 0.2, 25)],
    ),
    Stranger(
        "wave",
        wave,
        right="""function(u, c = 1, dx = 0.1, dt = 0.05, steps = 20) {
          courant <- (c * dt / dx)^2
          bend <- function(u) base::c(0, diff(u, differences = 2), 0)
          inside <- base::c(0, rep(1, length(u) - 2), 0)
          previous <- u
          now <- u + courant / 2 * bend(u)
          for (step in seq_len(steps)) {
            later <- inside * (2 * now - previous + courant * bend(now))
            previous <- now
            now <- later
          }
          now
        }""",
        wrong=("courant / 2 * bend(u)", "courant * bend(u)"),
        mistake="starts with a whole step",
        cases=[Case("bump", BUMP), Case("string", np.sin(np.linspace(0.0, np.pi, 12)), 2.0)],
    ),
    Stranger(
        "langevin",
        langevin,
        right="""function(x0, noise, theta = 0.7, mu = 1, sigma = 0.3, dt = 0.1) {
          step <- function(x, z) x + theta * (mu - x) * dt + sigma * sqrt(dt) * z
          Reduce(step, noise, x0, accumulate = TRUE)
        }""",
        wrong=("sqrt(dt)", "dt"),
        mistake="noise that grows with the time, not with its root",
        cases=[Case("fifty", 0.0, normal(50, seed=5)), Case("fast", 3.0, normal(20, seed=6), 5.0)],
    ),
]
