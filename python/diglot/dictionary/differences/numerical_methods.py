"""Numerical methods: tolerances, scaling, and what overflows on the way."""

from __future__ import annotations

import numpy as np
from scipy import interpolate, optimize

from diglot.dictionary.difference import Difference
from diglot.dictionary.truth import by_mpmath

_R_VALLEY = "function(p) (1 - p[1])^2 + 100 * (p[2] - p[1]^2)^2"


DIFFERENCES = [
    Difference(
        lambda: np.fft.ifft([1, 2, 3, 4])[0].real,
        "Re(fft(1:4, inverse = TRUE))[1]",
        None,
        digits=(),
        why="NumPy's inverse divides by n, R's does not.",
        same="Re(fft(1:4, inverse = TRUE))[1] / 4",
    ),
    Difference(
        lambda: np.interp(5.0, [0, 1], [0, 2]),
        "approx(0:1, c(0, 2), 5)$y",
        None,
        digits=(),
        why="Outside NumPy holds the last value, R has none.",
        same="approx(0:1, c(0, 2), 5, rule = 2)$y",
    ),
    Difference(
        lambda: interpolate.CubicSpline([0, 1, 2, 3, 4], [0, 1, 0, 2, 0])(0.5)[()],
        "splinefun(0:4, c(0, 1, 0, 2, 0))(0.5)",
        None,
        digits=(),
        why="SciPy's ends are `not-a-knot`, R's `fmm`: cubics through the outer four points.",
    ),
    Difference(
        lambda: optimize.brentq(lambda x: x**3 - 2, 0, 2),
        "uniroot(function(x) x^3 - 2, c(0, 2))$root",
        by_mpmath(lambda mp: mp.cbrt(2)),
        digits=(13.2, 4.9),
        why="SciPy is content with 2e-12, R with 1.2e-4.",
    ),
    Difference(
        lambda: optimize.minimize(optimize.rosen, [-1.2, 1], method="Nelder-Mead").x[0],
        f"optim(c(-1.2, 1), {_R_VALLEY})$par[1]",
        by_mpmath(lambda mp: mp.mpf(1)),
        digits=(4.6, 3.5),
        why="SciPy stops where x and f move by 1e-4, R where f moves by 1.5e-8 of itself.",
    ),
    Difference(
        lambda: optimize.minimize(optimize.rosen, [-1.2, 1], method="BFGS").x[0],
        f'optim(c(-1.2, 1), {_R_VALLEY}, method = "BFGS")$par[1]',
        by_mpmath(lambda mp: mp.mpf(1)),
        digits=(5.1, 3.7),
        why="R takes its differences with steps of 1e-3, SciPy with 1.5e-8.",
    ),
    Difference(
        lambda: np.linalg.norm([3e200, 4e200]),
        'norm(matrix(c(3e200, 4e200)), "F")',
        by_mpmath(lambda mp: mp.hypot(mp.mpf(3e200), mp.mpf(4e200))),
        digits=(0, 16),
        why="NumPy squares and sums; LAPACK, which R calls, scales first.",
    ),
    Difference(
        lambda: np.convolve([1, 1e-20], [1, 1e-20])[2],
        'convolve(c(1, 1e-20), c(1e-20, 1), type = "open")[3]',
        by_mpmath(lambda mp: mp.mpf(1e-20) ** 2),
        digits=(16, 0),
        why="R's goes by `fft`: each number has the error of the largest.",
    ),
]
