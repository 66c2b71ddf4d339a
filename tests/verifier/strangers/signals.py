"""Filters, spectra, distances between series."""

import math

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def ema(x, span=10):
    alpha = 2 / (span + 1)
    out = np.empty(len(x))
    out[0] = x[0]
    for t in range(1, len(x)):
        out[t] = alpha * x[t] + (1 - alpha) * out[t - 1]
    return out


def savitzky_golay(y, window=7, degree=2):
    half = window // 2
    offsets = np.arange(-half, half + 1)
    V = np.vander(offsets, degree + 1, increasing=True).astype(float)
    weights = np.linalg.lstsq(V, np.eye(window), rcond=None)[0][0]
    return np.convolve(y, weights[::-1], mode="valid")


class Biquad:
    def __init__(self, frequency, quality, rate):
        omega = 2 * math.pi * frequency / rate
        alpha = math.sin(omega) / (2 * quality)
        a0 = 1 + alpha
        self.b = [(1 - math.cos(omega)) / 2 / a0, (1 - math.cos(omega)) / a0]
        self.a = [-2 * math.cos(omega) / a0, (1 - alpha) / a0]
        self.x1 = self.x2 = self.y1 = self.y2 = 0.0

    def step(self, x):
        y = self.b[0] * (x + self.x2) + self.b[1] * self.x1
        y -= self.a[0] * self.y1 + self.a[1] * self.y2
        self.x1, self.x2 = x, self.x1
        self.y1, self.y2 = y, self.y1
        return y


def low_pass(x, frequency=50.0, quality=0.707, rate=1000.0):
    biquad = Biquad(frequency, quality, rate)
    return np.array([biquad.step(v) for v in x])


def moving_median(x, window=5):
    half = window // 2
    padded = np.pad(x, half, mode="edge")
    return np.array([np.median(padded[i : i + window]) for i in range(len(x))])


def power_spectrum(x, rate=1.0):
    n = len(x)
    spectrum = np.abs(np.fft.rfft(x - x.mean())) ** 2 / (n * rate)
    spectrum[1:-1] *= 2
    return np.fft.rfftfreq(n, 1 / rate), spectrum


def goertzel(x, k):
    omega = 2 * math.pi * k / len(x)
    coefficient = 2 * math.cos(omega)
    s1 = s2 = 0.0
    for sample in x:
        s1, s2 = sample + coefficient * s1 - s2, s1
    return s1 * s1 + s2 * s2 - coefficient * s1 * s2


def envelope(x, attack=0.5, release=0.05):
    level = 0.0
    out = []
    for sample in np.abs(x):
        rate = attack if sample > level else release
        level += rate * (sample - level)
        out.append(level)
    return np.array(out)


def convolve_full(x, h):
    n, m = len(x), len(h)
    y = np.zeros(n + m - 1)
    for i in range(n):
        y[i : i + m] += x[i] * h
    return y


def haar(x):
    output = np.array(x, dtype=float)
    n = len(output)
    while n > 1:
        half = n // 2
        pairs = output[:n].reshape(half, 2)
        sums = (pairs[:, 0] + pairs[:, 1]) / np.sqrt(2)
        differences = (pairs[:, 0] - pairs[:, 1]) / np.sqrt(2)
        output[:half] = sums
        output[half:n] = differences
        n = half
    return output


def dtw_distance(a, b):
    n, m = len(a), len(b)
    D = np.full((n + 1, m + 1), np.inf)
    D[0, 0] = 0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = abs(a[i - 1] - b[j - 1])
            D[i, j] = cost + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return D[n, m]


def best_lag(x, y, max_lag=10):
    best, best_value = 0, -np.inf
    for lag in range(-max_lag, max_lag + 1):
        if lag >= 0:
            value = np.dot(x[lag:], y[: len(y) - lag])
        else:
            value = np.dot(x[:lag], y[-lag:])
        if value > best_value:
            best, best_value = lag, value
    return {"lag": best, "value": best_value}


def hann_rms(x):
    n = len(x)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / (n - 1))
    return np.sqrt(np.sum((window * x) ** 2) / np.sum(window**2))


def zero_crossing_rate(x):
    signs = np.sign(x)
    signs[signs == 0] = 1
    return np.mean(np.abs(np.diff(signs)) > 0)


def decibels(x, reference=1.0, floor=-80.0):
    level = np.full(x.shape, floor)
    np.log10(np.abs(x) / reference, out=level, where=x != 0)
    return np.where(x != 0, np.maximum(20 * level, floor), floor)


def resample(t, x, new_t):
    i = np.searchsorted(t, new_t, side="right") - 1
    i = np.clip(i, 0, len(t) - 2)
    share = (new_t - t[i]) / (t[i + 1] - t[i])
    return (1 - share) * x[i] + share * x[i + 1]


WALK = np.cumsum(normal(40, seed=51))
CHORD = np.sin(2 * np.pi * 0.1 * np.arange(64)) + 0.5 * np.cos(2 * np.pi * 0.23 * np.arange(64))
NOISE = normal(60, seed=52)

STRANGERS = [
    Stranger(
        "ema",
        ema,
        right="""function(x, span = 10) {
          alpha <- 2 / (span + 1)
          c(stats::filter(c(x[1], alpha * x[-1]), 1 - alpha, method = "recursive"))
        }""",
        wrong=("2 / (span + 1)", "1 / span"),
        mistake="Wilder's smoothing constant",
        cases=[Case("walk", WALK), Case("short span", NOISE, 3)],
    ),
    Stranger(
        "savitzky_golay",
        savitzky_golay,
        right="""function(y, window = 7, degree = 2) {
          half <- window %/% 2
          V <- outer(-half:half, 0:degree, "^")
          weights <- qr.coef(qr(V), diag(window))[1, ]
          drop(embed(y, window) %*% rev(weights))
        }""",
        wrong=("0:degree", "seq_len(degree)"),
        mistake="forgets the constant term",
        cases=[Case("walk", WALK), Case("quartic", CHORD, 9, 4)],
    ),
    Stranger(
        "low_pass",
        low_pass,
        right="""function(x, frequency = 50, quality = 0.707, rate = 1000) {
          omega <- 2 * pi * frequency / rate
          alpha <- sin(omega) / (2 * quality)
          b <- (1 - cos(omega)) / 2 * c(1, 2, 1) / (1 + alpha)
          a <- c(2 * cos(omega), alpha - 1) / (1 + alpha)
          n <- length(x)
          forward <- b[1] * x + b[2] * c(0, x)[1:n] + b[3] * c(0, 0, x)[1:n]
          c(stats::filter(forward, a, method = "recursive"))
        }""",
        wrong=("quality = 0.707", "quality = 0.77"),
        mistake="a digit wrong in a constant",
        cases=[Case("noise", NOISE), Case("two hundred hertz", CHORD, 200.0, 1.2)],
    ),
    Stranger(
        "moving_median",
        moving_median,
        right="""function(x, window = 5) {
          n <- length(x)
          half <- window %/% 2
          padded <- c(rep(x[1], half), x, rep(x[n], half))
          c(runmed(padded, window))[half + seq_len(n)]
        }""",
        wrong="function(x, window = 5) c(runmed(x, window))",
        mistake="R's own rule at the ends",
        cases=[Case("walk", WALK), Case("nine", NOISE, 9)],
    ),
    Stranger(
        "power_spectrum",
        power_spectrum,
        right="""function(x, rate = 1) {
          n <- length(x)
          half <- 0:(n %/% 2)
          spectrum <- Mod(fft(x - mean(x))[half + 1])^2 / (n * rate)
          inner <- 2:(length(spectrum) - 1)
          spectrum[inner] <- 2 * spectrum[inner]
          list(half * rate / n, spectrum)
        }""",
        wrong=("2:(length(spectrum) - 1)", "2:length(spectrum)"),
        mistake="doubles the Nyquist frequency as well",
        cases=[Case("chord", CHORD), Case("rate", NOISE, 250.0)],
    ),
    Stranger(
        "goertzel",
        goertzel,
        right="""function(x, k) {
          angle <- 2 * pi * k * (seq_along(x) - 1) / length(x)
          sum(x * cos(angle))^2 + sum(x * sin(angle))^2
        }""",
        wrong=("length(x)", "(length(x) - 1)"),
        mistake="n - 1 for n",
        cases=[Case("chord", CHORD, 6), Case("noise", NOISE, 11)],
    ),
    Stranger(
        "envelope",
        envelope,
        right="""function(x, attack = 0.5, release = 0.05) {
          follow <- function(level, sample) {
            level + (if (sample > level) attack else release) * (sample - level)
          }
          Reduce(follow, abs(x), 0, accumulate = TRUE)[-1]
        }""",
        wrong=("release = 0.05", "release = 0.005"),
        mistake="a digit wrong in a constant",
        cases=[Case("chord", CHORD), Case("noise", NOISE, 0.9, 0.2)],
    ),
    Stranger(
        "convolve_full",
        convolve_full,
        right="""function(x, h) {
          y <- numeric(length(x) + length(h) - 1)
          for (j in seq_along(h)) {
            i <- seq_along(x) + j - 1
            y[i] <- y[i] + h[j] * x
          }
          y
        }""",
        wrong=("h[j] * x", "rev(h)[j] * x"),
        mistake="one series turned round, as R's own convolve() does",
        cases=[
            Case("noise", NOISE, np.array([0.25, 0.5, 0.2, 0.05])),
            Case("symmetric", WALK, np.array([1.0, 2.0, 1.0])),
        ],
    ),
    Stranger(
        "haar",
        haar,
        right="""function(x) {
          details <- numeric(0)
          while (length(x) > 1) {
            odd <- x[c(TRUE, FALSE)]
            even <- x[c(FALSE, TRUE)]
            details <- c((odd - even) / sqrt(2), details)
            x <- (odd + even) / sqrt(2)
          }
          c(x, details)
        }""",
        wrong=("c((odd - even) / sqrt(2), details)", "c(details, (odd - even) / sqrt(2))"),
        mistake="the levels in the wrong order",
        cases=[Case("chord", CHORD), Case("eight", normal(8, seed=1))],
    ),
    Stranger(
        "dtw_distance",
        dtw_distance,
        right="""function(a, b) {
          D <- matrix(Inf, length(a) + 1, length(b) + 1)
          D[1, 1] <- 0
          for (i in seq_along(a)) {
            for (j in seq_along(b)) {
              D[i + 1, j + 1] <- abs(a[i] - b[j]) + min(D[i, j + 1], D[i + 1, j], D[i, j])
            }
          }
          D[length(a) + 1, length(b) + 1]
        }""",
        wrong=("abs(a[i] - b[j])", "(a[i] - b[j])^2"),
        mistake="squares for distances",
        cases=[
            Case("noise", normal(12, seed=2), normal(10, seed=3)),
            Case("shifted", np.sin(np.arange(10.0)), np.sin(np.arange(10.0) + 1)),
        ],
    ),
    Stranger(
        "best_lag",
        best_lag,
        right="""function(x, y, max_lag = 10) {
          n <- length(x)
          lags <- -max_lag:max_lag
          values <- vapply(lags, function(lag) {
            if (lag >= 0) sum(tail(x, n - lag) * head(y, n - lag))
            else sum(head(x, n + lag) * tail(y, n + lag))
          }, 0)
          list(lag = lags[which.max(values)], value = max(values))
        }""",
        wrong=("lags[which.max(values)]", "which.max(values) - max_lag"),
        mistake="counts from 1",
        cases=[
            Case("shifted", np.roll(WALK, 3) - WALK.mean(), WALK - WALK.mean()),
            Case("noise", NOISE, np.roll(NOISE, 4), 6),
        ],
    ),
    Stranger(
        "hann_rms",
        hann_rms,
        right="""function(x) {
          n <- length(x)
          window <- 0.5 - 0.5 * cos(2 * pi * (0:(n - 1)) / (n - 1))
          sqrt(sum((window * x)^2) / sum(window^2))
        }""",
        wrong=("/ (n - 1))", "/ n)"),
        mistake="the periodic for the symmetric window",
        cases=[Case("chord", CHORD), Case("noise", NOISE)],
    ),
    Stranger(
        "zero_crossing_rate",
        zero_crossing_rate,
        right="function(x) mean(diff(x >= 0) != 0)",
        wrong=("x >= 0", "x > 0"),
        mistake="counts zero as negative",
        cases=[
            Case("noise", NOISE),
            Case("zeros", np.array([1.0, 0.0, 2.0, 0.0, 0.0, -1.0, 0.0, 3.0])),
        ],
    ),
    Stranger(
        "decibels",
        decibels,
        right="""function(x, reference = 1, floor = -80) {
          pmax(20 * log10(abs(x) / reference), floor)
        }""",
        wrong=("20 *", "10 *"),
        mistake="power for amplitude",
        cases=[
            Case("fading", np.array([1.0, 0.5, 0.0, 0.02, -0.3, 1e-6])),
            Case("reference", NOISE, 2e-2),
        ],
    ),
    Stranger(
        "resample",
        resample,
        right="function(t, x, new_t) approx(t, x, new_t)$y",
        wrong=("approx(t, x, new_t)", 'approx(t, x, new_t, method = "constant")'),
        mistake="steps in place of lines",
        cases=[
            Case("finer", np.arange(10.0), normal(10, seed=6), np.linspace(0.0, 9.0, 28)),
            Case(
                "uneven",
                np.cumsum(uniform(12, seed=7, low=0.2)),
                normal(12, seed=8),
                uniform(9, seed=9, low=1.2, high=5.0),
            ),
        ],
    ),
]
