"""Indexing."""

from __future__ import annotations

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_X = np.array([10.0, 20.0, 30.0])
_M = np.array([[1.0, -2.0, 3.0], [-4.0, 5.0, 6.0]])
_ROW = np.array([[1.0, -2.0, 3.0]])
_COLUMN = np.array([[1.0], [2.0], [3.0]])

SECTION = Section(
    "Indexing",
    [
        Entry(
            lambda x, i: x[i],
            "x[[i + 1]]",
            cases=[
                Case("second", _X, 1),
                Case("first", _X, 0),
                Case("equal neighbours", np.array([5.0, 5.0]), 1),
            ],
            trap="R counts from 1; `x[0]` is no error but empty, and past the end `[` gives NA.",
            wrong=Wrong("x[i]", "the element before, or nothing", noticed=("second", "first")),
            words=("element", "base", "IndexError", "subscript out of bounds"),
        ),
        Entry(
            lambda x: x[-1],
            "x[[length(x)]]",
            cases=[Case("three", _X), Case("two", np.array([10.0, 20.0]))],
            trap="A negative index leaves elements out; of two elements that leaves the last.",
            wrong=Wrong("x[-1]", "all but the first", noticed=("three",)),
            words=("last element", "tail"),
        ),
        Entry(
            lambda x: x[:-1],
            "head(x, -1)",
            cases=[Case("three", _X), Case("one", np.array([5.0])), Case("none", np.array([]))],
            trap="`1:(length(x) - 1)` is 1 0 for a single element, which is kept then.",
            wrong=Wrong(
                "x[1:(length(x) - 1)]",
                "the only element kept, and an error for none",
                noticed=("one", "none"),
            ),
            words=("all but the last", "head"),
        ),
        Entry(
            lambda x, a, b: x[a:b],
            "x[a < seq_along(x) & seq_along(x) <= b]",
            cases=[
                Case("the last two", _X, 1, 3),
                Case("nothing", _X, 1, 1),
                Case("past the end", _X, 1, 5),
            ],
            trap="Slices may be empty and stop at the end; `:` counts down, and goes on.",
            wrong=Wrong(
                "x[(a + 1):b]",
                "two elements for an empty slice, NA past the end",
                noticed=("nothing", "past the end"),
            ),
            words=("slice", "batch"),
        ),
        Entry(
            lambda x: x[::2],
            "x[seq_along(x) %% 2 == 1]",
            cases=[Case("three", _X), Case("one", np.array([5.0])), Case("none", np.array([]))],
            trap="`seq(1, 0, by = 2)` stops with an error.",
            wrong=Wrong("x[seq(1, length(x), by = 2)]", "an error for none", noticed=("none",)),
            words=("every second", "stride", "step"),
        ),
        Entry(
            lambda m, i: m[i],
            "m[i + 1, ]",
            cases=[Case("second row", _M, 1), Case("of one column", _COLUMN, 2)],
            trap="One index into a matrix counts elements down the columns.",
            wrong=Wrong("m[i + 1]", "a single element", noticed=("second row",)),
            words=("row", "matrix"),
        ),
        Entry(
            lambda m, k: m[:k].sum(axis=0),
            "colSums(m[seq_len(k), , drop = FALSE])",
            cases=[Case("two rows", _M, 2), Case("one row", _M, 1), Case("no rows", _M, 0)],
            trap="One row of a matrix becomes a vector unless told `drop = FALSE`.",
            wrong=Wrong(
                "colSums(m[seq_len(k), ])",
                "an error: 'x' must be an array of at least two dimensions",
                noticed=("one row",),
            ),
            words=("drop", "keepdims", "batch of one"),
        ),
        Entry(
            lambda m, j: m[:, [j]],
            "m[, j + 1, drop = FALSE]",
            cases=[Case("2 x 3", _M, 1), Case("one row", _ROW, 2)],
            trap="A list of one index keeps the axis in NumPy; in R only `drop = FALSE` does.",
            wrong=Wrong("t(m[, j + 1])", "a row", noticed=("2 x 3",)),
            words=("column", "drop"),
        ),
        Entry(
            lambda x, t: x[x > t],
            "x[which(x > t)]",
            cases=[
                Case("mixed", np.array([1.0, -2.0, 3.0]), 0.0),
                Case("NaN", np.array([np.nan, 1.0]), 0.5),
            ],
            trap="A comparison with NaN is NA in R, and NA as an index gives NA.",
            wrong=Wrong("x[x > t]", "NA in the place of each NaN", noticed=("NaN",)),
            words=("boolean mask", "filter", "logical index"),
        ),
        Entry(
            lambda x, t: x[~(x > t)],
            "x[!(x > t) | is.na(x)]",
            cases=[
                Case("one is larger", _X, 25.0),
                Case("none is larger", _X, 99.0),
                Case("NaN", np.array([np.nan, 1.0, 3.0]), 2.0),
            ],
            trap="Minus nothing is nothing: `-which()` of no element drops them all.",
            wrong=Wrong("x[-which(x > t)]", "nothing at all", noticed=("none is larger",)),
            words=("drop", "which", "remove outliers"),
        ),
        Entry(
            lambda x, i: np.delete(x, i),
            "x[!seq_along(x) %in% (i + 1)]",
            cases=[
                Case("second", _X, np.array([1])),
                Case("none", _X, np.array([], dtype=int)),
            ],
            trap="A negative index does it, but not where there is none.",
            wrong=Wrong("x[-(i + 1)]", "nothing where all is kept", noticed=("none",)),
            words=("remove", "leave one out", "cross-validation"),
        ),
        Entry(
            lambda m: m[m > 0],
            "t(m)[which(t(m) > 0)]",
            cases=[Case("2 x 3", _M), Case("one row", _ROW), Case("one column", _COLUMN)],
            trap="A mask picks row by row in NumPy, column by column in R.",
            wrong=Wrong("m[m > 0]", "1 5 3 6, not 1 3 5 6", noticed=("2 x 3",)),
            words=("boolean mask", "matrix"),
        ),
        Entry(
            lambda y, t: y[np.arange(len(t)), t],
            "y[cbind(seq_along(t), t + 1)]",
            cases=[
                Case("a label for each row", _M, np.array([2, 0])),
                Case("one row", _ROW, np.array([1])),
            ],
            trap="Two index vectors are pairs in NumPy, in R all rows with all columns.",
            wrong=Wrong(
                "y[seq_along(t), t + 1]",
                "a matrix: each row with each label",
                noticed=("a label for each row",),
            ),
            words=("fancy indexing", "cross entropy", "pairs", "labels"),
        ),
        Entry(
            lambda t, n: np.eye(n)[t],
            "diag(1, n)[t + 1, , drop = FALSE]",
            cases=[
                Case("three labels", np.array([2, 0, 1]), 3),
                Case("one label", np.array([1]), 3),
                Case("no labels", np.array([], dtype=int), 2),
            ],
            trap="Label 0 is no row of R's: as an index it vanishes, and the others move up.",
            wrong=Wrong(
                "diag(1, n)[t, , drop = FALSE]",
                "a row fewer for each label 0, another class for the rest",
                noticed=("three labels", "one label"),
            ),
            words=("one-hot", "one hot encoding", "labels", "model.matrix"),
        ),
        Entry(
            lambda m, i, j: m[np.ix_(i, j)],
            "m[i + 1, j + 1, drop = FALSE]",
            cases=[
                Case("a block", _M, np.array([1, 0]), np.array([2, 2, 0])),
                Case("one column", _M, np.array([0, 1]), np.array([1])),
            ],
            trap="What needs `ix_` in NumPy is what R does by itself.",
            wrong=Wrong(
                "m[cbind(i + 1, j + 1)]",
                "pairs, the shorter index recycled",
                noticed=("a block",),
            ),
            words=("block", "submatrix", "outer index"),
        ),
        Entry(
            lambda x: np.nonzero(x > 0)[0],
            "which(x > 0) - 1",
            cases=[
                Case("first and last", np.array([1.0, -2.0, 3.0])),
                Case("none", np.array([-1.0, -2.0])),
                Case("NaN", np.array([np.nan, 1.0])),
            ],
            trap="Places are answers, too: they count from 0 in Python.",
            wrong=Wrong(
                "which(x > 0)", "every place one too large", noticed=("first and last", "NaN")
            ),
            words=("where", "flatnonzero", "find"),
        ),
        Entry(
            lambda m: np.argwhere(m > 0),
            "unname(which(t(m) > 0, arr.ind = TRUE))[, 2:1, drop = FALSE] - 1",
            cases=[Case("2 x 3", _M), Case("one row", _ROW), Case("none", -np.ones((2, 2)))],
            trap="`arr.ind` lists the places down the columns.",
            wrong=Wrong(
                "which(m > 0, arr.ind = TRUE) - 1",
                "the same places in another order",
                noticed=("2 x 3",),
            ),
            words=("where", "coordinates", "pixels"),
        ),
        Entry(
            lambda d: d.get("rate"),
            'd[["rate"]]',
            cases=[
                Case("there", {"rate": 0.5, "seed": 1.0}),
                Case("not there", {"seed": 1.0}),
                Case("a longer name", {"rates": 3.0}),
            ],
            trap="`$` takes the beginning of a name for the name.",
            wrong=Wrong("d$rate", "3, which is `rates`", noticed=("a longer name",)),
            words=("dict", "list", "partial matching", "KeyError"),
        ),
        Entry(
            lambda d, key: key in d,
            "key %in% names(d)",
            cases=[
                Case("there", {"a": 1.0}, "a"),
                Case("not there", {"a": 1.0}, "b"),
                Case("there, but None", {"a": None, "b": 1.0}, "a"),
            ],
            trap="A list may hold NULL under a name.",
            wrong=Wrong(
                "!is.null(d[[key]])", "FALSE for a key that is there", noticed=("there, but None",)
            ),
            words=("dict", "has key", "contains"),
        ),
    ],
)
