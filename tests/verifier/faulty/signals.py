"""Signals: convolution, spectra, smoothing, windows, shifts in time."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def convolve(x, kernel):
    return np.convolve(x, kernel)


def power_spectrum(x):
    return np.abs(np.fft.fft(x)) ** 2 / len(x)


def moving_average(x, width):
    return np.array([np.mean(x[i : i + width]) for i in range(len(x) - width + 1)])


def exponential_smoothing(x, alpha):
    smoothed = [x[0]]
    for value in x[1:]:
        smoothed.append(alpha * value + (1 - alpha) * smoothed[-1])
    return np.array(smoothed)


def every_other(x):
    return x[1::2]


def roll(x, shift):
    return np.roll(x, shift)


def time_steps(start, stop, n):
    return np.linspace(start, stop, n, endpoint=False)


SERIES = [
    Case("six", np.array([1.0, 2.0, 4.0, 3.0, 5.0, 8.0])),
    Case("walk", 20 + np.cumsum(normal(12, seed=1))),
    Case("prices", uniform(9, seed=2, low=80.0, high=120.0)),
]


SUBJECTS = [
    Subject(
        convolve,
        [
            Case("short", np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.5])),
            Case("long", normal(9, seed=12), normal(3, seed=13)),
            Case("symmetric kernel", normal(6, seed=14), np.array([0.25, 0.5, 0.25])),
        ],
        'function(x, kernel) stats::convolve(x, rev(kernel), type = "open")',
        [
            Mistake(
                "takes convolve at its word",
                ("rev(kernel)", "kernel"),
                "reversed",
                ["operation"],
                "rev",
            ),
        ],
        {
            "outer by diagonals": """function(x, kernel) {
              products <- outer(x, kernel)
              unname(sapply(split(products, row(products) + col(products)), sum))
            }""",
        },
    ),
    Subject(
        power_spectrum,
        SERIES,
        "function(x) Mod(fft(x))^2 / length(x)",
        [
            Mistake(
                "does not divide", (" / length(x)", ""), "mean", ["scaled"], "length|element|n|mean"
            ),
            Mistake(
                "forgets the square",
                ("Mod(fft(x))^2", "Mod(fft(x))"),
                "operation",
                (),
                r"\^|\*\* 2|squar|power",
            ),
            Mistake("takes the real part", ("Mod(", "Re("), "operation", (), "Mod|abs|real|Re"),
        ],
        {
            "the sums themselves": """function(x) {
              n <- length(x)
              angle <- 2 * pi * outer(0:(n - 1), 0:(n - 1)) / n
              (drop(cos(angle) %*% x)^2 + drop(sin(angle) %*% x)^2) / n
            }""",
        },
    ),
    Subject(
        moving_average,
        [Case(case.name, *case.args, width) for case, width in zip(SERIES, (3, 4, 2), strict=True)],
        """function(x, width) {
          sapply(seq_len(length(x) - width + 1), function(i) mean(x[i:(i + width - 1)]))
        }""",
        [
            Mistake(
                "one too many in each window",
                ("i + width - 1", "i + width"),
                "index",
                ["operation", "missing"],
                r"- 1|index|one|width",
            ),
            Mistake(
                "forgets brackets",
                ("i:(i + width - 1)", "i:i + width - 1"),
                None,
                ["operation", "index"],
            ),
            Mistake("sums", ("mean(x", "sum(x"), "mean", ["scaled"], "mean|sum|width"),
            Mistake(
                "keeps the ends",
                "function(x, width) as.vector(stats::filter(x, rep(1 / width, width)))",
                "missing",
                ["dimensions", "index"],
                "NA|end|missing|length|dim",
            ),
            Mistake(
                "one window too few",
                ("width + 1)", "width)"),
                "dimensions",
                ["index", "missing"],
                r"\+ 1|last|length|dim|one",
            ),
        ],
        {
            "embed": "function(x, width) rowMeans(embed(x, width))",
            "differences of sums": """function(x, width) {
              n <- length(x)
              vapply(width:n, \\(end) sum(x[(end - width + 1):end]) / width, 0)
            }""",
        },
    ),
    Subject(
        exponential_smoothing,
        [Case(case.name, *case.args, a) for case, a in zip(SERIES, (0.3, 0.8, 0.1), strict=True)],
        """function(x, alpha) {
          Reduce(function(old, new) alpha * new + (1 - alpha) * old, x, accumulate = TRUE)
        }""",
        [
            Mistake(
                "weighs the past by alpha",
                ("alpha * new + (1 - alpha) * old", "alpha * old + (1 - alpha) * new"),
                "operation",
                ["arguments"],
                "alpha|1 -|swap",
            ),
            Mistake(
                "starts at 0", ("x, accumulate", "c(0, x)[-2], accumulate"), None, ["operation"]
            ),
            Mistake(
                "looks at x, not at the smoothed",
                "function(x, alpha) c(x[1], alpha * x[-1] + (1 - alpha) * x[-length(x)])",
                "operation",
                [None],
                "x|smoothed|previous",
            ),
        ],
        {
            "stats::filter": """function(x, alpha) {
              (alpha * x[-1]) |>
                stats::filter(1 - alpha, method = "recursive", init = x[1]) |>
                (\\(rest) c(x[1], rest))()
            }""",
        },
    ),
    Subject(
        every_other,
        [*SERIES, Case("odd", normal(7, seed=15))],
        "function(x) x[seq(2, length(x), by = 2)]",
        [
            Mistake(
                "begins with the first",
                ("seq(2,", "seq(1,"),
                "index",
                ["dimensions"],
                "2|index|one|from 0|second|start",
            ),
        ],
        {"recycled logicals": "function(x) x[c(FALSE, TRUE)]"},
    ),
    Subject(
        roll,
        [
            Case("two", np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 2),
            Case("one", normal(6, seed=16), 1),
            Case("three of seven", normal(7, seed=17), 3),
        ],
        "function(x, shift) { n <- length(x); x[(seq_len(n) - 1 - shift) %% n + 1] }",
        [
            Mistake(
                "rolls the other way",
                ("- 1 - shift", "- 1 + shift"),
                "sign",
                ["reversed", "other order", "index"],
                r"-|\+|revers|shift",
            ),
            Mistake(
                "forgets that R counts from 1",
                ("(seq_len(n) - 1 - shift) %% n + 1", "(seq_len(n) - shift) %% n + 1"),
                "index",
                ["other order", "operation"],
                "1",
            ),
        ],
        {"head and tail": "function(x, shift) c(tail(x, shift), head(x, -shift))"},
    ),
    Subject(
        time_steps,
        [Case("tenths", 0.0, 1.0, 10), Case("minutes", 5.0, 8.0, 6), Case("two", -1.0, 1.0, 2)],
        "function(start, stop, n) start + (stop - start) * (seq_len(n) - 1) / n",
        [
            Mistake(
                "reaches the end",
                "function(start, stop, n) seq(start, stop, length.out = n)",
                "default",
                ["operation", "index", "scaled"],
                "end|length|n",
            ),
            Mistake(
                "begins a step late",
                ("(seq_len(n) - 1)", "seq_len(n)"),
                "index",
                ["operation", "shifted"],
                "1|from 0",
            ),
            Mistake(
                "a step too many",
                ("(seq_len(n) - 1)", "0:n"),
                "index",
                ["dimensions", "default"],
                "1|one|last|length|dim|end",
            ),
        ],
    ),
]
