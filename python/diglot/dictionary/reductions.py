"""Reductions: an axis, or all of an array, becomes one number."""

from __future__ import annotations

import numpy as np
import scipy.integrate

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_M = np.array([[1.0, 2.0, 3.0], [4.0, 8.0, 6.0]])
_COLUMN = np.array([[1.0], [2.0], [4.0]])
_SYMMETRIC = np.array([[1.0, 7.0], [7.0, 2.0]])

SECTION = Section(
    "Reductions",
    [
        Entry(
            lambda m: m.sum(axis=0),
            "colSums(m)",
            cases=[Case("2 x 3", _M), Case("symmetric", _SYMMETRIC), Case("one row", _M[:1])],
            trap="NumPy's axis is the one that disappears: 0 leaves one sum for each column.",
            wrong=Wrong("rowSums(m)", "one sum for each row", noticed=("2 x 3", "one row")),
            words=("colSums", "rowSums", "margin", "apply"),
        ),
        Entry(
            lambda m: m.mean(axis=1),
            "rowMeans(m)",
            cases=[Case("2 x 3", _M), Case("symmetric", _SYMMETRIC)],
            trap="`axis=1` is what R calls margin 1: one number for each row remains.",
            wrong=Wrong("colMeans(m)", "one mean for each column", noticed=("2 x 3",)),
            words=("average", "colMeans", "margin"),
        ),
        Entry(
            lambda m: m.max(axis=1),
            "apply(m, 1, max)",
            cases=[Case("2 x 3", _M), Case("one column", _COLUMN)],
            trap="The margin of `apply()` is the axis that stays, NumPy's the one that goes.",
            wrong=Wrong("apply(m, 2, max)", "one for each column", noticed=("2 x 3", "one column")),
            words=("row maximum", "amax", "pmax", "softmax"),
        ),
        Entry(
            lambda x: x.max(),
            "{\n  stopifnot(length(x) > 0)\n  max(x)\n}",
            cases=[
                Case("three", np.array([1.0, 3.0, 2.0])),
                Case("NaN", np.array([1.0, np.nan])),
                Case("none", np.array([]), refused=True),
            ],
            trap="The largest of nothing is -Inf in R, with a warning.",
            wrong=Wrong("max(x)", "-Inf where NumPy refuses", noticed=("none",)),
            words=("maximum", "amax", "min", "empty"),
        ),
        Entry(
            lambda m: m.std(axis=0),
            "sqrt(colMeans(sweep(m, 2, colMeans(m))^2))",
            cases=[
                Case("2 x 3", _M),
                Case("equal rows", np.array([[1.0, 2.0], [1.0, 2.0]])),
                Case("one row", _M[:1]),
            ],
            trap="`sd()` divides by n - 1, NumPy by n: batch normalization needs the latter.",
            wrong=Wrong(
                "apply(m, 2, sd)",
                "1.41 times as much for two rows, NA for one",
                noticed=("2 x 3", "one row"),
            ),
            words=("standard deviation", "sd", "batch normalization", "ddof", "var"),
        ),
        Entry(
            lambda m: m.cumsum(axis=1),
            "t(apply(m, 1, cumsum))",
            cases=[Case("2 x 3", _M), Case("square", _SYMMETRIC)],
            trap="`apply()` puts each result into a column, whichever margin it walked along.",
            wrong=Wrong(
                "apply(m, 1, cumsum)", "the answer transposed", noticed=("2 x 3", "square")
            ),
            words=("cumulative sum", "apply", "apply_along_axis"),
        ),
        Entry(
            lambda m: np.cumsum(m, axis=0),
            "{\n  m[] <- apply(m, 2, cumsum)\n  m\n}",
            cases=[Case("2 x 3", _M), Case("one column", _COLUMN)],
            trap="`cumsum()` of a matrix runs on from column to column, and forgets the shape.",
            wrong=Wrong("cumsum(m)", "a vector of running sums", noticed=("2 x 3",)),
            words=("cumulative sum", "cumprod"),
        ),
        Entry(
            lambda m: np.diff(m),
            "t(diff(t(m)))",
            cases=[Case("2 x 3", _M), Case("square", np.array([[1.0, 5.0], [2.0, 9.0]]))],
            trap="`np.diff` works along the last axis, `diff()` of a matrix down the rows.",
            wrong=Wrong("diff(m)", "differences of rows", noticed=("2 x 3", "square")),
            words=("difference", "gradient"),
        ),
        Entry(
            lambda x: np.ptp(x),
            "diff(range(x))",
            cases=[Case("four", np.array([3.0, -1.0, 7.0, 2.0])), Case("one", np.array([3.0]))],
            trap="`range()` gives the smallest and the largest, not their distance.",
            wrong=Wrong("range(x)", "two numbers", noticed=("four", "one")),
            words=("peak to peak", "range", "spread"),
        ),
        Entry(
            lambda x, t: np.count_nonzero(x > t),
            "sum(x > t, na.rm = TRUE)",
            cases=[
                Case("two of three", np.array([1.0, 2.0, 3.0]), 1.5),
                Case("NaN", np.array([1.0, np.nan, 3.0]), 2.0),
            ],
            trap="In NumPy a comparison with NaN is false; in R it is NA, and so is the sum.",
            wrong=Wrong("sum(x > t)", "NA", noticed=("NaN",)),
            words=("count", "how many"),
        ),
        Entry(
            lambda y, t: np.mean(y.argmax(axis=1) == t),
            "mean(apply(y, 1, which.max) == t + 1)",
            cases=[
                Case(
                    "two of three",
                    np.array([[1.0, 2.0], [4.0, 3.0], [0.0, 1.0]]),
                    np.array([1, 0, 0]),
                ),
                Case("none", np.array([[1.0, 2.0], [4.0, 3.0]]), np.array([0, 1])),
            ],
            trap="Labels from Python count from 0, places in R from 1.",
            wrong=Wrong(
                "mean(apply(y, 1, which.max) == t)",
                "another accuracy, and no error",
                noticed=("two of three", "none"),
            ),
            words=("accuracy", "argmax", "labels"),
        ),
        Entry(
            lambda k, n: np.bincount(k, minlength=n),
            "tabulate(k + 1, max(n, k + 1))",
            cases=[
                Case("one is absent", np.array([0, 2, 2]), 3),
                Case("all are there", np.array([1, 0, 1]), 2),
                Case("absent at the end", np.array([0, 0]), 4),
            ],
            trap="`table()` leaves out what does not occur.",
            wrong=Wrong(
                "as.vector(table(k))",
                "fewer counts, at other places",
                noticed=("one is absent", "absent at the end"),
            ),
            words=("count", "table", "histogram of integers", "value_counts"),
        ),
        Entry(
            lambda g, w: np.bincount(g, weights=w),
            "as.vector(tapply(w, factor(g, 0:max(g)), sum, default = 0))",
            cases=[
                Case("all groups", np.array([0, 1, 0]), np.array([1.0, 2.0, 4.0])),
                Case("a group is absent", np.array([0, 2]), np.array([1.0, 2.0])),
            ],
            trap="An empty group sums to NA in `tapply()`, unless told `default = 0`.",
            wrong=Wrong(
                "as.vector(tapply(w, factor(g, 0:max(g)), sum))",
                "NA for the empty group",
                noticed=("a group is absent",),
            ),
            words=("group by", "tapply", "aggregate", "rowsum"),
        ),
        Entry(
            lambda y, x: scipy.integrate.trapezoid(y, x),
            "sum(diff(x) * (head(y, -1) + tail(y, -1))) / 2",
            cases=[
                Case("uneven", np.array([1.0, 2.0, 5.0]), np.array([0.0, 1.0, 3.0])),
                Case("zero at the ends", np.array([0.0, 2.0, 0.0]), np.array([0.0, 1.0, 2.0])),
            ],
            trap="The ends count half.",
            wrong=Wrong("sum(diff(x) * head(y, -1))", "the left corners only", noticed=("uneven",)),
            words=("integral", "area under a curve", "trapz", "auc"),
        ),
        Entry(
            lambda i: i.cumsum(),
            "cumsum(as.numeric(i))",
            cases=[
                Case("1 to 3", np.array([1, 2, 3])),
                Case("two billion twice", np.array([2_000_000_000, 2_000_000_000])),
            ],
            trap="Running sums of integers are NA beyond 2,147,483,647, where `sum()` is not.",
            wrong=Wrong("cumsum(i)", "NA with a warning", noticed=("two billion twice",)),
            words=("integer overflow", "cumulative sum"),
        ),
        Entry(
            lambda x: np.prod(x.shape),
            "length(x)",
            cases=[Case("2 x 3", _M), Case("vector", np.arange(4.0))],
            trap="The `dim` of a vector is NULL, and the product of nothing is 1.",
            wrong=Wrong("prod(dim(x))", "1 for every vector", noticed=("vector",)),
            words=("size", "number of elements"),
        ),
    ],
)
