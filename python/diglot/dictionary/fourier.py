"""Fourier transforms, convolution and filters."""

from __future__ import annotations

import numpy as np
from scipy import signal

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_SIX, _FIVE = np.array([1.0, 2.0, 4.0, 3.0, 0.0, -1.0]), np.array([1.0, 2.0, 0.0, -1.0, 5.0])
_MATRIX = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 5.0]])
_KERNEL, _EVEN = np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 1.0])

SECTION = Section(
    "Fourier transforms, convolution and filters",
    [
        Entry(
            lambda x: np.fft.fft(x),
            "fft(x)",
            cases=[Case("six", _SIX), Case("five", _FIVE), Case("one", _SIX[:1])],
            trap="The same sign and no factor; frequency 0 is R's element 1.",
            words=("Fourier", "spectrum"),
        ),
        Entry(
            lambda x: np.fft.ifft(x),
            "fft(x, inverse = TRUE) / length(x)",
            cases=[Case("six", _SIX), Case("one", _SIX[:1])],
            trap="R does not divide by n, neither there nor back.",
            wrong=Wrong("fft(x, inverse = TRUE)", "n times the numbers", noticed=("six",)),
            words=("inverse", "Fourier", "scaling"),
        ),
        Entry(
            lambda x: np.fft.ifft(np.fft.fft(x)).real,
            "Re(fft(fft(x), inverse = TRUE)) / length(x)",
            cases=[Case("six", _SIX), Case("negative", -_FIVE)],
            trap="The inverse of a real signal's spectrum is complex: take the real part.",
            wrong=Wrong(
                "Mod(fft(fft(x), inverse = TRUE)) / length(x)",
                "the numbers without their signs",
                noticed=("six", "negative"),
            ),
            words=("inverse", "Fourier", "real"),
        ),
        Entry(
            lambda x: np.fft.rfft(x),
            "fft(x)[seq_len(length(x) %/% 2 + 1)]",
            cases=[Case("six", _SIX), Case("five", _FIVE), Case("one", _SIX[:1])],
            trap="Base R has none: the first n / 2 + 1, rounded down, are what `rfft` keeps.",
            wrong=Wrong(
                "fft(x)[1:(length(x) / 2)]",
                "one too few: the highest frequency is missing",
                noticed=("six", "five"),
            ),
            words=("real", "half spectrum"),
        ),
        Entry(
            lambda rows: np.fft.fft(rows),
            "t(mvfft(t(rows)))",
            cases=[Case("2 x 3", _MATRIX), Case("one row", _MATRIX[:1])],
            trap="Of a matrix NumPy transforms each row, R's `fft` all of it in two dimensions.",
            wrong=Wrong("fft(rows)", "the transform in two dimensions", noticed=("2 x 3",)),
            words=("rows", "axis", "mvfft"),
        ),
        Entry(
            lambda x: np.fft.fft(x, axis=0),
            "mvfft(x)",
            cases=[Case("2 x 3", _MATRIX), Case("one column", _MATRIX[:, :1])],
            trap="`mvfft` transforms columns.",
            wrong=Wrong("fft(x)", "the transform in two dimensions", noticed=("2 x 3",)),
            words=("columns", "axis", "mvfft"),
        ),
        Entry(
            lambda x: np.fft.fft2(x),
            "fft(x)",
            cases=[Case("2 x 3", _MATRIX), Case("3 x 2", _MATRIX.T.copy())],
            trap="R's `fft` sees the dimensions of an array.",
            wrong=Wrong("mvfft(x)", "that of the columns alone", noticed=("2 x 3", "3 x 2")),
            words=("image", "two dimensions"),
        ),
        Entry(
            lambda n, d: np.fft.fftfreq(n, d),
            "((seq_len(n) - 1 + n %/% 2) %% n - n %/% 2) / (n * d)",
            cases=[Case("6", 6, 1.0), Case("5", 5, 0.5), Case("1", 1, 1.0)],
            trap="Negative frequencies follow the positive ones; an even n has one more of them.",
            wrong=Wrong(
                "c(0:(n / 2 - 1), -(n / 2):-1) / (n * d)",
                "halves for odd n",
                noticed=("5", "1"),
            ),
            words=("frequencies", "axis"),
        ),
        Entry(
            lambda x: np.fft.fftshift(x),
            "x[(seq_along(x) - 1 - length(x) %/% 2) %% length(x) + 1]",
            cases=[Case("six", _SIX), Case("five", _FIVE)],
            trap="For odd n the middle goes first; shifting back is `ifftshift`, not the same.",
            wrong=Wrong(
                "c(tail(x, length(x) - length(x) %/% 2), head(x, length(x) %/% 2))",
                "that of `ifftshift`",
                noticed=("five",),
            ),
            words=("shift", "spectrum"),
        ),
        Entry(
            lambda x, k: np.roll(x, k),
            "x[(seq_along(x) - 1 - k) %% length(x) + 1]",
            cases=[
                Case("1", _SIX, 1),
                Case("0", _SIX, 0),
                Case("-2", _SIX, -2),
                Case("9", _SIX, 9),
            ],
            trap="With 0 neither `head` nor `tail` takes anything.",
            wrong=Wrong(
                "c(tail(x, k), head(x, -k))",
                "nothing for 0; for 9 x as it was",
                noticed=("0", "9"),
            ),
            words=("rotate", "circular shift"),
        ),
        Entry(
            lambda x, k: np.convolve(x, k),
            'convolve(x, rev(k), type = "open")',
            cases=[Case("a kernel", _SIX, _KERNEL), Case("symmetric", _SIX, _EVEN)],
            trap="R's `convolve` runs the kernel backwards: it is a correlation.",
            wrong=Wrong('convolve(x, k, type = "open")', "the correlation", noticed=("a kernel",)),
            words=("convolution", "polynomial product"),
        ),
        Entry(
            lambda x, k: np.convolve(x, k, mode="valid"),
            'convolve(x, rev(k), type = "filter")',
            cases=[Case("a kernel", _SIX, _KERNEL), Case("symmetric", _SIX, _EVEN)],
            trap="`filter` is NumPy's `valid`; `circular`, the default, wraps around.",
            wrong=Wrong(
                "convolve(x, k)",
                "an error, or a circular correlation where both have one length",
                noticed=("a kernel", "symmetric"),
            ),
            words=("convolution", "valid"),
        ),
        Entry(
            lambda x, k: np.correlate(x, k, mode="valid"),
            'convolve(x, k, type = "filter")',
            cases=[Case("a kernel", _SIX, _KERNEL), Case("symmetric", _SIX, _EVEN)],
            trap="What deep learning calls a convolution is this: nothing is turned around.",
            wrong=Wrong(
                'convolve(x, rev(k), type = "filter")', "the convolution", noticed=("a kernel",)
            ),
            words=("cross-correlation", "convolution layer"),
        ),
        Entry(
            lambda x, k: np.convolve(x, np.ones(k) / k, mode="valid"),
            "as.numeric(stats::filter(x, rep(1 / k, k), sides = 1))[k:length(x)]",
            cases=[Case("3", _SIX, 3), Case("2", _SIX, 2), Case("1", _SIX, 1)],
            trap="`filter` keeps the length, with NA at the ends, and centres unless `sides = 1`.",
            wrong=Wrong(
                "as.numeric(stats::filter(x, rep(1 / k, k)))",
                "NA at both ends",
                noticed=("3", "2"),
            ),
            words=("moving average", "rolling mean", "smoothing"),
        ),
        Entry(
            lambda b, x: signal.lfilter(b, 1, x),
            "{ n <- length(b) - 1; y <- stats::filter(c(numeric(n), x), b, sides = 1);"
            " as.numeric(y)[n + seq_along(x)] }",
            cases=[Case("a kernel", _KERNEL, _SIX), Case("a gain", np.array([2.0]), _SIX)],
            trap="`lfilter` takes what was before the first sample for 0, `filter` for missing.",
            wrong=Wrong(
                "as.numeric(stats::filter(x, b, sides = 1))",
                "NA for the first samples",
                noticed=("a kernel",),
            ),
            words=("FIR", "causal", "signal"),
        ),
        Entry(
            lambda a, x: signal.lfilter([1.0], np.concatenate([[1.0], -a]), x),
            'as.numeric(stats::filter(x, a, method = "recursive"))',
            cases=[
                Case("order 1", np.array([0.5]), _SIX),
                Case("order 2", np.array([0.5, -0.25]), _SIX),
            ],
            trap="R wants the weights of what was before; SciPy's denominator has their negatives.",
            wrong=Wrong(
                'as.numeric(stats::filter(x, -a, method = "recursive"))',
                "the other sign of the feedback",
                noticed=("order 1", "order 2"),
            ),
            words=("IIR", "autoregression", "exponential smoothing"),
        ),
        Entry(
            lambda x: (
                np.correlate(x - x.mean(), x - x.mean(), "full")[len(x) - 1 :] / x.var() / len(x)
            ),
            "drop(acf(x, length(x) - 1, plot = FALSE)$acf)",
            cases=[Case("six", _SIX), Case("five", _FIVE)],
            trap="`acf` draws a picture unless told, and stops at 10 log10(n) lags.",
            words=("autocorrelation", "lag"),
        ),
        Entry(
            lambda x: signal.detrend(x),
            "unname(residuals(lm(x ~ seq_along(x))))",
            cases=[Case("six", _SIX), Case("five", _FIVE)],
            trap="A line goes, not only the mean.",
            wrong=Wrong("x - mean(x)", "the trend is still there", noticed=("six", "five")),
            words=("trend", "residuals"),
        ),
        Entry(
            lambda x: np.unwrap(x),
            "{ d <- diff(x); s <- (d + pi) %% (2 * pi) - pi; s <- ifelse(s == -pi & d > 0, pi, s);"
            " x[1] + c(0, cumsum(ifelse(abs(d) < pi, d, s))) }",
            cases=[
                Case("a jump", np.array([0.0, 2.0, -2.5, -0.5])),
                Case("none", np.array([0.0, 1.0, 2.0, 1.5])),
            ],
            trap="R's %% has the sign of the divisor, as Python's has.",
            words=("phase", "angle", "modulo"),
        ),
    ],
)
