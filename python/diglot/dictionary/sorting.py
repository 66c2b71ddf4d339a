"""Sorting, ties, and sets."""

from __future__ import annotations

import numpy as np
import scipy.stats

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_X = np.array([30.0, 10.0, 20.0])
_SORTED = np.array([1.0, 2.0, 3.0])
_TIES = np.array([2.0, 1.0, 2.0, 1.0])

SECTION = Section(
    "Sorting, ties and sets",
    [
        Entry(
            lambda x: np.argsort(x, kind="stable"),
            "order(x) - 1",
            cases=[
                Case("three", _X),
                Case("sorted", _SORTED),
                Case("two swapped", np.array([2.0, 1.0, 3.0])),
                Case("NaN", np.array([np.nan, 1.0, 3.0])),
            ],
            trap="`order()` says where each comes from, `rank()` where each goes to.",
            wrong=Wrong("rank(x) - 1", "the inverse of the permutation", noticed=("three", "NaN")),
            words=("order", "permutation", "sort by"),
        ),
        Entry(
            lambda x: np.argsort(x, kind="stable")[::-1],
            "rev(order(x)) - 1",
            cases=[Case("three", _X), Case("ties", _TIES)],
            trap="Reversed, equal elements stand in reverse too; `decreasing = TRUE` keeps them.",
            wrong=Wrong(
                "order(x, decreasing = TRUE) - 1", "ties in the other order", noticed=("ties",)
            ),
            words=("descending", "decreasing", "order"),
        ),
        Entry(
            lambda x, k: np.argsort(-x, kind="stable")[:k],
            "head(order(-x), k) - 1",
            cases=[
                Case("two of three", _X, 2),
                Case("ties", _TIES, 3),
                Case("more than there are", _X, 5),
            ],
            trap="A slice ends where the array does; an index past the end is NA.",
            wrong=Wrong(
                "order(-x)[1:k] - 1", "NA for what is not there", noticed=("more than there are",)
            ),
            words=("top k", "largest", "argpartition", "nlargest"),
        ),
        Entry(
            lambda a, b: np.lexsort((b, a)),
            "order(a, b) - 1",
            cases=[
                Case("ties in a", np.array([2.0, 1.0, 2.0]), np.array([5.0, 9.0, 3.0])),
                Case("both alike", np.array([2.0, 1.0, 3.0]), np.array([5.0, 4.0, 6.0])),
            ],
            trap="`lexsort` sorts by its last key first, `order()` by its first.",
            wrong=Wrong("order(b, a) - 1", "sorted by b", noticed=("ties in a",)),
            words=("sort by two keys", "order", "sort_values"),
        ),
        Entry(
            lambda words: sorted(words),
            'sort(words, method = "radix")',
            cases=[
                Case("capitals", np.array(["b", "A", "a", "B"])),
                Case("numbers in words", np.array(["x10", "x9", "x1"])),
            ],
            trap="`sort()` of text follows the language of the machine; radix sorts as C does.",
            words=("strings", "locale", "alphabetical", "collation"),
        ),
        Entry(
            lambda m: m.argmax(axis=1),
            'max.col(m, ties.method = "first") - 1',
            cases=[
                Case("no ties", np.array([[1.0, 3.0], [5.0, 2.0]])),
                Case("forty rows of ties", np.ones((40, 3))),
            ],
            trap="`max.col()` breaks ties at random, and calls 1e-5 of the largest a tie.",
            wrong=Wrong(
                "max.col(m) - 1",
                "another answer each time, and another random state",
                noticed=("forty rows of ties",),
            ),
            words=("predicted class", "max.col", "which.max"),
        ),
        Entry(
            lambda m: np.unravel_index(np.argmax(m), m.shape),
            "rev(arrayInd(which.max(t(m)), rev(dim(m)))) - 1",
            cases=[
                Case("2 x 3", np.array([[1.0, 2.0, 9.0], [4.0, 5.0, 6.0]])),
                Case("ties", np.array([[1.0, 9.0], [9.0, 1.0]])),
            ],
            trap="The first of equals is the first by rows in NumPy, by columns in R.",
            wrong=Wrong(
                "arrayInd(which.max(m), dim(m)) - 1", "row 1, not row 0", noticed=("ties",)
            ),
            words=("arrayInd", "position of the maximum", "which"),
        ),
        Entry(
            lambda v: np.unique(v),
            "sort(unique(v))",
            cases=[Case("unsorted", _TIES), Case("sorted", _SORTED)],
            trap="`unique()` keeps the order of first appearance.",
            wrong=Wrong("unique(v)", "2 1, not 1 2", noticed=("unsorted",)),
            words=("distinct", "levels", "set"),
        ),
        Entry(
            lambda m: np.unique(m, axis=0),
            "{\n  u <- unique(m)\n  u[do.call(order, as.data.frame(u)), , drop = FALSE]\n}",
            cases=[
                Case("unsorted", np.array([[2.0, 1.0], [1.0, 5.0], [2.0, 1.0]])),
                Case("sorted", np.array([[1.0, 5.0], [2.0, 1.0], [2.0, 1.0]])),
            ],
            trap="`unique()` of a matrix finds different rows, too, but does not sort them.",
            wrong=Wrong("unique(m)", "rows in order of appearance", noticed=("unsorted",)),
            words=("distinct rows", "duplicated"),
        ),
        Entry(
            lambda x, v: np.searchsorted(x, v),
            "findInterval(v, x, left.open = TRUE)",
            cases=[
                Case("between", _SORTED, np.array([0.5, 1.5, 9.0])),
                Case("on an element", _SORTED, np.array([2.0])),
            ],
            trap="`findInterval()` counts an equal element in; that is `side='right'`.",
            wrong=Wrong("findInterval(v, x)", "2, not 1", noticed=("on an element",)),
            words=("binary search", "bisect", "insert"),
        ),
        Entry(
            lambda x: scipy.stats.rankdata(x, method="dense"),
            "match(x, sort(unique(x)))",
            cases=[Case("ties", _TIES), Case("no ties", _X)],
            trap="`rank()` has no dense ranks: it leaves a gap behind each tie.",
            wrong=Wrong('rank(x, ties.method = "min")', "1 and 3, not 1 and 2", noticed=("ties",)),
            words=("rank", "dense_rank"),
        ),
        Entry(
            lambda x: scipy.stats.rankdata(x, method="ordinal"),
            'rank(x, ties.method = "first")',
            cases=[Case("ties", _TIES), Case("no ties", _X)],
            trap="The default is the average of tied places in both languages.",
            wrong=Wrong("rank(x)", "1.5 and 3.5", noticed=("ties",)),
            words=("rank", "ties"),
        ),
        Entry(
            lambda x, v: np.isin(x, v),
            "x %in% v",
            cases=[
                Case("two of three", _SORTED, np.array([3.0, 1.0])),
                Case("a single one", _SORTED, np.array([2.0])),
            ],
            trap="`==` recycles: it compares with one after the other in turn.",
            wrong=Wrong(
                "x == v", "FALSE FALSE TRUE, not TRUE FALSE TRUE", noticed=("two of three",)
            ),
            words=("in", "member", "contains", "set"),
        ),
        Entry(
            lambda x, y: np.setdiff1d(x, y),
            "sort(setdiff(x, y))",
            cases=[
                Case("unsorted", _X, np.array([10.0])),
                Case("sorted", _SORTED, np.array([1.0])),
            ],
            trap="NumPy's sets are sorted, R's stand as they come.",
            wrong=Wrong("setdiff(x, y)", "30 20, not 20 30", noticed=("unsorted",)),
            words=("difference", "intersect1d", "union1d", "intersect", "union"),
        ),
    ],
)
