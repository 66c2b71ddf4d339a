"""Quantiles."""

from __future__ import annotations

import statistics

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_FOUR = np.array([1.0, 2.0, 4.0, 8.0])
_FIVE = np.array([1.0, 2.0, 4.0, 8.0, 16.0])

SECTION = Section(
    "Quantiles",
    [
        Entry(
            lambda x, q: np.quantile(x, q),
            "quantile(x, q, names = FALSE)",
            cases=[
                Case("quartile of four", _FOUR, 0.25),
                Case("median of five", _FIVE, 0.5),
                Case("several", _FOUR, np.array([0.1, 0.9])),
            ],
            trap="Both take type 7 by default, of nine types that exist.",
            wrong=Wrong(
                "sort(x)[ceiling(length(x) * q)]",
                "an element where one between two is right",
                noticed=("quartile of four", "several"),
            ),
            words=("percentile", "quantile", "type 7"),
        ),
        Entry(
            lambda x, p: np.percentile(x, p),
            "quantile(x, p / 100, names = FALSE)",
            cases=[
                Case("a quarter", _FOUR, 25.0),
                Case("one percent", _FOUR, 1.0),
                Case("the smallest", _FOUR, 0.0),
            ],
            trap="Percent against probabilities: 1 percent is the largest of all where R reads 1.",
            wrong=Wrong(
                "quantile(x, p, names = FALSE)",
                "an error above 1, the largest for 1",
                noticed=("a quarter", "one percent"),
            ),
            words=("percentile", "quantile"),
        ),
        Entry(
            lambda x, q: np.quantile(x, q, method="weibull"),
            "quantile(x, q, names = FALSE, type = 6)",
            cases=[Case("quartile", _FOUR, 0.25), Case("median", _FOUR, 0.5)],
            trap="The median is the same by most types, so that it proves nothing.",
            wrong=Wrong("quantile(x, q, names = FALSE)", "1.75, not 1.25", noticed=("quartile",)),
            words=("type 6", "SPSS", "Minitab", "method"),
        ),
        Entry(
            lambda x, q: np.quantile(x, q, method="median_unbiased"),
            "quantile(x, q, names = FALSE, type = 8)",
            cases=[Case("quartile", _FOUR, 0.25), Case("median", _FIVE, 0.5)],
            trap="Type 8 is the one that the authors of the nine types recommend.",
            wrong=Wrong(
                "quantile(x, q, names = FALSE, type = 9)",
                "that for normal distributions",
                noticed=("quartile",),
            ),
            words=("type 8", "type 9", "normal_unbiased", "Hyndman and Fan"),
        ),
        Entry(
            lambda x, q: np.quantile(x, q, method="hazen"),
            "quantile(x, q, names = FALSE, type = 5)",
            cases=[Case("quartile", _FOUR, 0.25), Case("near the end", _FIVE, 0.95)],
            trap="Types 4 to 9 differ in how much of an element each end counts.",
            wrong=Wrong(
                "quantile(x, q, names = FALSE, type = 6)",
                "another place between the same two",
                noticed=("quartile",),
            ),
            words=("type 5", "hydrology"),
        ),
        Entry(
            lambda x, q: np.quantile(x, q, method="inverted_cdf"),
            "quantile(x, q, names = FALSE, type = 1)",
            cases=[
                Case("on a step", _FOUR, 0.25),
                Case("between steps", _FOUR, 0.3),
            ],
            trap="Type 2 is `averaged_inverted_cdf`: it takes the mean on a step, as SAS does.",
            wrong=Wrong(
                "quantile(x, q, names = FALSE, type = 2)", "1.5, not 1", noticed=("on a step",)
            ),
            words=("type 1", "type 2", "SAS", "averaged_inverted_cdf"),
        ),
        Entry(
            lambda x, q: np.quantile(x, q, method="lower"),
            "sort(x)[floor((length(x) - 1) * q) + 1]",
            cases=[
                Case("0.3 of four", _FOUR, 0.3),
                Case("median of five", _FIVE, 0.5),
                Case("quartile of four", _FOUR, 0.25),
            ],
            trap="R has no type for `lower`, `higher` and `nearest`: they round type 7's place.",
            wrong=Wrong(
                "quantile(x, q, names = FALSE, type = 1)",
                "2, not 1",
                noticed=("0.3 of four",),
            ),
            words=("interpolation", "higher", "nearest", "midpoint"),
        ),
        Entry(
            lambda x: statistics.quantiles(x, n=4),
            "quantile(x, 1:3 / 4, names = FALSE, type = 6)",
            cases=[Case("four", _FOUR), Case("five", _FIVE)],
            trap="Python's own module and NumPy differ: the former is type 6.",
            wrong=Wrong(
                "quantile(x, 1:3 / 4, names = FALSE)",
                "quartiles nearer to the median",
                noticed=("four", "five"),
            ),
            words=("quartiles", "type 6", "standard library"),
        ),
        Entry(
            lambda x: np.quantile(x, [0.0, 0.25, 0.5, 0.75, 1.0]),
            "quantile(x, 0:4 / 4, names = FALSE)",
            cases=[Case("five", _FIVE), Case("four", _FOUR)],
            trap="`fivenum()`, which draws boxplots, has hinges; they are quartiles for 5, 9, 13.",
            wrong=Wrong("fivenum(x)", "1.5 and 6, not 1.75 and 5", noticed=("four",)),
            words=("quartiles", "fivenum", "boxplot", "summary", "hinges"),
        ),
        Entry(
            lambda m, q: np.quantile(m, q, axis=0),
            "apply(m, 2, quantile, q, names = FALSE)",
            cases=[
                Case("three rows", np.array([[1.0, 9.0], [2.0, 7.0], [4.0, 1.0]]), 0.3),
                Case("equal columns", np.array([[1.0, 1.0], [2.0, 2.0]]), 0.5),
            ],
            trap="`quantile()` of a matrix takes all its elements together.",
            wrong=Wrong(
                "rep(quantile(m, q, names = FALSE), ncol(m))",
                "one quantile for all columns",
                noticed=("three rows",),
            ),
            words=("column quantiles", "median by column"),
        ),
        Entry(
            lambda x, t: np.mean(x <= t),
            "ecdf(x)(t)",
            cases=[Case("between", _FOUR, 3.0), Case("on a step", _FOUR, 4.0)],
            trap="The distribution function counts the value itself in.",
            wrong=Wrong("mean(x < t)", "0.5, not 0.75", noticed=("on a step",)),
            words=("ecdf", "empirical distribution", "percentileofscore"),
        ),
    ],
)
