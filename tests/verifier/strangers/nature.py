"""Biology, chemistry, physics."""

import math
from functools import cache

import numpy as np
from scipy import special
from scipy.constants import h, k, speed_of_light

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger

GAS_CONSTANT = 8.314462618
FARADAY = 96485.33212


def hardy_weinberg(aa, ab, bb):
    n = aa + ab + bb
    p = (2 * aa + ab) / (2 * n)
    q = 1 - p
    observed = np.array([aa, ab, bb])
    expected = np.array([p * p, 2 * p * q, q * q]) * n
    chi2 = float(((observed - expected) ** 2 / expected).sum())
    return {"chi2": chi2, "p": special.gammaincc(0.5, chi2 / 2)}


def michaelis_menten(s, v):
    """Vmax and Km by Hanes and Woolf: s / v against s."""
    slope, intercept = np.polyfit(s, s / v, 1)
    return {"vmax": 1 / slope, "km": intercept / slope}


def needleman_wunsch(a, b, match=1, mismatch=-1, gap=-2):
    score = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    score[:, 0] = gap * np.arange(len(a) + 1)
    score[0, :] = gap * np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            diagonal = score[i - 1, j - 1] + (match if a[i - 1] == b[j - 1] else mismatch)
            score[i, j] = max(diagonal, score[i - 1, j] + gap, score[i, j - 1] + gap)
    return score


def ising_energy(spins, coupling=1.0, field=0.1):
    right = np.roll(spins, -1, axis=1)
    down = np.roll(spins, -1, axis=0)
    return -coupling * np.sum(spins * (right + down)) - field * np.sum(spins)


def planck(wavelength, temperature):
    exponent = h * speed_of_light / (wavelength * k * temperature)
    return 2 * h * speed_of_light**2 / wavelength**5 / np.expm1(exponent)


def nernst(inside, outside, charge=1, celsius=37.0):
    kelvin = celsius + 273.15
    return 1000 * GAS_CONSTANT * kelvin / (charge * FARADAY) * math.log(outside / inside)


def arrhenius(temperature, rate):
    x = 1 / temperature
    y = np.log(rate)
    n = len(x)
    slope = (n * (x * y).sum() - x.sum() * y.sum()) / (n * (x * x).sum() - x.sum() ** 2)
    return -slope * GAS_CONSTANT / 1000


def lennard_jones(positions, epsilon=1.0, sigma=1.0, cutoff=2.5):
    energy = 0.0
    forces = np.zeros_like(positions)
    n = positions.shape[0]
    for i in range(n - 1):
        for j in range(i + 1, n):
            d = positions[i] - positions[j]
            r2 = d @ d
            if r2 > cutoff**2:
                continue
            s6 = (sigma**2 / r2) ** 3
            energy += 4 * epsilon * (s6**2 - s6)
            f = 24 * epsilon * (2 * s6**2 - s6) / r2 * d
            forces[i] += f
            forces[j] -= f
    return energy, forces


def michaelis_curve(s, vmax, km, hill=1.0):
    return vmax * s**hill / (km**hill + s**hill)


def coalescent_time(n):
    @cache
    def expected(lineages):
        if lineages == 1:
            return 0.0
        return expected(lineages - 1) + 2 / (lineages * (lineages - 1))

    return expected(n)


def titration_ph(volume, c_acid=0.1, v_acid=25.0, c_base=0.1, pka=4.76):
    """pH of a weak acid as base is added, by bisection in pH."""
    kw = 1e-14
    ka = 10**-pka
    out = np.zeros(len(volume))
    for i, v in enumerate(volume):
        acid = c_acid * v_acid / (v_acid + v)
        sodium = c_base * v / (v_acid + v)
        low, high = 0.0, 14.0
        for _ in range(50):
            ph = (low + high) / 2
            proton = 10**-ph
            if proton + sodium - kw / proton - acid * ka / (ka + proton) > 0:
                low = ph
            else:
                high = ph
        out[i] = ph
    return out


SPINS = np.sign(normal(5, 6, seed=111)).astype(int)

STRANGERS = [
    Stranger(
        "hardy_weinberg",
        hardy_weinberg,
        right="""function(aa, ab, bb) {
          n <- aa + ab + bb
          p <- (2 * aa + ab) / (2 * n)
          expected <- n * c(p^2, 2 * p * (1 - p), (1 - p)^2)
          chi2 <- sum((c(aa, ab, bb) - expected)^2 / expected)
          list(chi2 = chi2, p = pchisq(chi2, 1, lower.tail = FALSE))
        }""",
        wrong=("pchisq(chi2, 1,", "pchisq(chi2, 2,"),
        mistake="a degree of freedom too many",
        cases=[Case("moths", 1469, 138, 5), Case("few", 12, 21, 9)],
    ),
    Stranger(
        "michaelis_menten",
        michaelis_menten,
        right="""function(s, v) {
          b <- coef(lm(I(s / v) ~ s))
          list(vmax = 1 / b[[2]], km = b[[1]] / b[[2]])
        }""",
        wrong="""function(s, v) {
          b <- coef(lm(I(1 / v) ~ I(1 / s)))
          list(vmax = 1 / b[[1]], km = b[[2]] / b[[1]])
        }""",
        mistake="Lineweaver and Burk's plot",
        cases=[
            Case(
                "noisy",
                np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0]),
                np.array([1.1, 1.9, 2.9, 4.1, 4.8, 5.6]),
            ),
            Case("five", np.arange(1.0, 6.0), np.array([0.9, 1.4, 1.9, 2.0, 2.3])),
        ],
    ),
    Stranger(
        "needleman_wunsch",
        needleman_wunsch,
        right="""function(a, b, match = 1, mismatch = -1, gap = -2) {
          score <- outer(0:length(a), 0:length(b), function(i, j) gap * (i + j))
          for (i in seq_along(a)) {
            for (j in seq_along(b)) {
              diagonal <- score[i, j] + if (a[i] == b[j]) match else mismatch
              score[i + 1, j + 1] <- max(diagonal, score[i, j + 1] + gap, score[i + 1, j] + gap)
            }
          }
          score
        }""",
        wrong=("function(i, j) gap * (i + j)", "function(i, j) 0 * (i + j)"),
        mistake="gaps at the ends are free",
        cases=[
            Case("DNA", np.array([0, 1, 2, 2, 3, 0, 1]), np.array([0, 2, 2, 3, 1])),
            Case("costly gaps", np.array([3, 3, 0, 1]), np.array([3, 0, 1, 1, 2]), 2, -1, -3),
        ],
    ),
    Stranger(
        "ising_energy",
        ising_energy,
        right="""function(spins, coupling = 1, field = 0.1) {
          right <- spins[, c(seq_len(ncol(spins))[-1], 1)]
          down <- spins[c(seq_len(nrow(spins))[-1], 1), ]
          -coupling * sum(spins * (right + down)) - field * sum(spins)
        }""",
        wrong=("c(seq_len(ncol(spins))[-1], 1)", "c(seq_len(ncol(spins))[-1], ncol(spins))"),
        mistake="no periodic edge",
        cases=[Case("lattice", SPINS), Case("weak", SPINS[:3, :4], 0.3, -0.7)],
    ),
    Stranger(
        "planck",
        planck,
        right="""function(wavelength, temperature) {
          h <- 6.62607015e-34
          c <- 299792458
          k <- 1.380649e-23
          2 * h * c^2 / wavelength^5 / (expm1(h * c / (wavelength * k * temperature)))
        }""",
        wrong=("1.380649e-23", "1.38064852e-23"),
        mistake="the constant of 2014",
        cases=[
            Case("sun", np.array([3e-7, 5e-7, 7e-7, 1e-6, 2e-5]), 5772.0),
            Case("room", np.array([5e-6, 1e-5, 1e-4]), 293.15),
        ],
    ),
    Stranger(
        "nernst",
        nernst,
        right="""function(inside, outside, charge = 1, celsius = 37) {
          1000 * 8.314462618 * (celsius + 273.15) / (charge * 96485.33212) * log(outside / inside)
        }""",
        wrong=("273.15", "273"),
        mistake="a constant rounded",
        cases=[Case("potassium", 140.0, 5.0), Case("calcium", 1e-4, 1.8, 2, 20.0)],
    ),
    Stranger(
        "arrhenius",
        arrhenius,
        right="""function(temperature, rate) {
          x <- 1 / temperature
          -cov(x, log(rate)) / var(x) * 8.314462618 / 1000
        }""",
        wrong=("log(rate)", "log10(rate)"),
        mistake="the wrong logarithm",
        cases=[
            Case(
                "six",
                np.array([290.0, 300.0, 310.0, 320.0, 330.0, 340.0]),
                np.array([0.012, 0.031, 0.07, 0.16, 0.33, 0.71]),
            ),
            Case("wide", np.array([400.0, 600.0, 900.0]), np.array([1e-6, 1e-2, 5.0])),
        ],
    ),
    Stranger(
        "lennard_jones",
        lennard_jones,
        right="""function(positions, epsilon = 1, sigma = 1, cutoff = 2.5) {
          r2 <- as.matrix(dist(positions))^2
          diag(r2) <- Inf
          r2[r2 > cutoff^2] <- Inf
          s6 <- (sigma^2 / r2)^3
          pull <- 24 * epsilon * (2 * s6^2 - s6) / r2
          forces <- apply(positions, 2, function(x) rowSums(pull * outer(x, x, "-")))
          list(sum(4 * epsilon * (s6^2 - s6)) / 2, unname(forces))
        }""",
        wrong=("sum(4 * epsilon * (s6^2 - s6)) / 2", "sum(4 * epsilon * (s6^2 - s6))"),
        mistake="counts each pair twice",
        cases=[
            Case("six", uniform(6, 3, seed=112, high=3.0)),
            Case("flat", uniform(5, 2, seed=113, high=4.0), 0.8, 1.1, 2.0),
        ],
    ),
    Stranger(
        "michaelis_curve",
        michaelis_curve,
        right="function(s, vmax, km, hill = 1) vmax / (1 + (km / s)^hill)",
        wrong=("(km / s)^hill", "km / s^hill"),
        mistake="the power of one of the two",
        cases=[
            Case("simple", uniform(10, seed=114, low=0.1, high=5.0), 3.0, 0.8),
            Case("cooperative", uniform(10, seed=115, low=0.1, high=50.0), 1.0, 26.6, 2.7),
        ],
    ),
    Stranger(
        "coalescent_time",
        coalescent_time,
        right="function(n) 2 * (1 - 1 / n)",
        wrong=("1 - 1 / n", "1 - 1 / (n - 1)"),
        mistake="n - 1 for n",
        cases=[Case("ten", 10), Case("forty", 40)],
    ),
    Stranger(
        "titration_ph",
        titration_ph,
        right="""function(volume, c_acid = 0.1, v_acid = 25, c_base = 0.1, pka = 4.76) {
          ka <- 10^-pka
          acid <- c_acid * v_acid / (v_acid + volume)
          sodium <- c_base * volume / (v_acid + volume)
          low <- 0 * volume
          high <- low + 14
          for (i in 1:50) {
            ph <- (low + high) / 2
            proton <- 10^-ph
            charge <- proton + sodium - 1e-14 / proton - acid * ka / (ka + proton)
            low <- ifelse(charge > 0, ph, low)
            high <- ifelse(charge > 0, high, ph)
          }
          ph
        }""",
        wrong=("pka = 4.76", "pka = 4.75"),
        mistake="a digit wrong in a constant",
        cases=[
            Case("curve", np.array([0.0, 5.0, 12.5, 20.0, 24.9, 30.0])),
            Case("weaker", np.array([3.0, 10.0]), 0.05, 20.0, 0.1, 9.2),
        ],
    ),
]
