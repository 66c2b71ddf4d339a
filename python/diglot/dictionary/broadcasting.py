"""Broadcasting, recycling, and arithmetic element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_M = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
_SQUARE = np.array([[1.0, 2.0], [3.0, 4.0]])


def _softmax(m: Any) -> Any:
    e = np.exp(m - m.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


SECTION = Section(
    "Broadcasting, recycling and arithmetic",
    [
        Entry(
            lambda m, v: m + v,
            'sweep(m, 2, v, "+")',
            cases=[
                Case("2 x 3 and 3", _M, np.array([10.0, 20.0, 30.0])),
                Case("square", _SQUARE, np.array([10.0, 20.0])),
                Case("one row", _M[:1], np.array([10.0, 20.0, 30.0])),
                Case("a constant vector", _SQUARE, np.array([5.0, 5.0])),
            ],
            trap="NumPy adds a vector to each row, R recycles it down the columns, without a word.",
            wrong=Wrong(
                "m + v",
                "10 and 20 added in the first column, not 10 and 10",
                noticed=("2 x 3 and 3", "square"),
            ),
            words=("bias", "broadcast", "recycling", "add row vector"),
        ),
        Entry(
            lambda m, v: m - v[:, np.newaxis],
            "m - v",
            cases=[
                Case("2 x 3 and 2", _M, np.array([10.0, 20.0])),
                Case("one column", _M[:, :1], np.array([10.0, 20.0])),
            ],
            trap="Recycling runs down the columns, which is what a column vector needs.",
            wrong=Wrong(
                "m - t(v)",
                "an error: non-conformable arrays",
                noticed=("2 x 3 and 2", "one column"),
            ),
            words=("broadcast", "column vector", "centre rows"),
        ),
        Entry(
            lambda m: m / m.sum(axis=0),
            'sweep(m, 2, colSums(m), "/")',
            cases=[
                Case("2 x 3", _M),
                Case("columns of equal sums", np.array([[1.0, 2.0], [3.0, 2.0]])),
            ],
            trap="`m / rowSums(m)` works by recycling; columns need `sweep()`.",
            wrong=Wrong("m / colSums(m)", "columns that do not sum to 1", noticed=("2 x 3",)),
            words=("normalize columns", "scale", "proportions"),
        ),
        Entry(
            lambda m: m / m.sum(axis=1, keepdims=True),
            "m / rowSums(m)",
            cases=[Case("2 x 3", _M), Case("symmetric", np.array([[1.0, 3.0], [3.0, 5.0]]))],
            trap="`sweep(m, 2, ...)` is for columns; rows need nothing, or `sweep(m, 1, ...)`.",
            wrong=Wrong(
                'sweep(m, 2, rowSums(m), "/")',
                "rows that do not sum to 1",
                noticed=("2 x 3", "symmetric"),
            ),
            words=("softmax", "normalize rows", "keepdims"),
        ),
        Entry(
            _softmax,
            "{\n  e <- exp(m - apply(m, 1, max))\n  e / rowSums(e)\n}",
            cases=[
                Case("2 x 3", _M),
                Case("large", np.array([[1000.0, 1001.0], [3.0, 4.0]])),
                Case("rows far apart", np.array([[1000.0, 1000.0], [0.0, 0.0]])),
            ],
            trap="Each row is shifted by its own largest: `exp(1000)` is infinite.",
            wrong=Wrong(
                "{\n  e <- exp(m - max(m))\n  e / rowSums(e)\n}",
                "0 / 0, NaN, in rows far below the largest",
                noticed=("large", "rows far apart"),
            ),
            words=("softmax", "overflow", "log-sum-exp"),
        ),
        Entry(
            lambda x, w, b: x @ w + b,
            'sweep(x %*% w, 2, b, "+")',
            cases=[
                Case("a batch of two", _M, np.ones((3, 2)), np.array([10.0, 20.0])),
                Case("a batch of one", _M[:1], np.ones((3, 2)), np.array([10.0, 20.0])),
            ],
            trap="A bias belongs to the columns; a batch of one does not show that it is recycled.",
            wrong=Wrong(
                "x %*% w + b",
                "the first bias for all of row 1, the second for row 2",
                noticed=("a batch of two",),
            ),
            words=("affine layer", "dense layer", "linear layer", "bias"),
        ),
        Entry(
            lambda x, y: x + y,
            "{\n  stopifnot(length(x) == length(y) || 1 %in% c(length(x), length(y)))\n  x + y\n}",
            cases=[
                Case("3 and 3", np.arange(3.0), np.ones(3)),
                Case("3 and 1", np.arange(3.0), np.ones(1)),
                Case("4 and 2", np.arange(4.0), np.ones(2), refused=True),
            ],
            trap="R recycles any length, and warns only where the longer is no multiple.",
            wrong=Wrong("x + y", "four sums where NumPy refuses", noticed=("4 and 2",)),
            words=("recycling", "shape mismatch", "broadcast"),
        ),
        Entry(
            lambda x, y: x[:, np.newaxis] - y,
            'outer(x, y, "-")',
            cases=[
                Case("3 and 2", np.arange(3.0), np.array([10.0, 20.0])),
                Case("2 and 2", np.array([1.0, 2.0]), np.array([10.0, 20.0])),
                Case("1 and 1", np.ones(1), np.ones(1)),
            ],
            trap="What two axes of length 1 do in NumPy is `outer()` in R.",
            wrong=Wrong(
                "x - y", "as many numbers as the longer vector", noticed=("3 and 2", "2 and 2")
            ),
            words=("pairwise", "distance matrix", "np.subtract.outer"),
        ),
        Entry(
            lambda x, y: np.maximum(x, y),
            "pmax(x, y)",
            cases=[
                Case("matrix and 0", np.array([[1.0, -2.0], [-3.0, 4.0]]), 0.0),
                Case("vectors", np.array([1.0, 5.0]), np.array([3.0, 2.0])),
                Case("numbers", 1.0, 2.0),
            ],
            trap="`max()` gives a single number, `pmax()` one for each element.",
            wrong=Wrong("max(x, y)", "the largest of all", noticed=("matrix and 0", "vectors")),
            words=("relu", "elementwise maximum", "minimum", "pmin"),
        ),
        Entry(
            lambda x, low, high: np.clip(x, low, high),
            "pmin(pmax(x, low), high)",
            cases=[
                Case("four", np.array([-3.0, 0.5, 2.0, np.nan]), 0.0, 1.0),
                Case("a number", 7.0, 0.0, 1.0),
            ],
            trap="R has no `clip`; `max(min())` collapses a vector to one number.",
            wrong=Wrong("max(min(x, high), low)", "a single number", noticed=("four",)),
            words=("clamp", "limit", "saturate"),
        ),
        Entry(
            lambda x, y: x // y,
            "x %/% y",
            cases=[
                Case("7 by 2", 7, 2),
                Case("below zero", np.array([-7, 7]), np.array([2, -2])),
            ],
            trap="Both round towards minus infinity; `trunc()` and `as.integer()` towards 0.",
            wrong=Wrong("trunc(x / y)", "-3 for -7 by 2, not -4", noticed=("below zero",)),
            words=("floor division", "integer division"),
        ),
        Entry(
            lambda x, y: math.fmod(x, y),
            "sign(x) * (abs(x) %% abs(y))",
            cases=[Case("7 by 3", 7.0, 3.0), Case("-7 by 3", -7.0, 3.0)],
            trap="`%%` is Python's `%`, with the sign of the divisor; `fmod` has that of `x`.",
            wrong=Wrong("x %% y", "2 for -7 by 3, not -1", noticed=("-7 by 3",)),
            words=("modulo", "remainder", "mod"),
        ),
        Entry(
            lambda x: int(x),
            "trunc(x)",
            cases=[
                Case("2.9", 2.9),
                Case("-2.9", -2.9),
                Case("three billion", 3e9),
            ],
            trap="R's integers end at 2,147,483,647; `as.integer()` gives NA beyond.",
            wrong=Wrong("as.integer(x)", "NA", noticed=("three billion",)),
            words=("truncate", "floor", "as.integer"),
        ),
        Entry(
            lambda i: i * i,
            "as.numeric(i) * i",
            cases=[Case("200", 200), Case("50,000", 50_000)],
            trap="R's integers have 32 bits and become NA where they overflow.",
            wrong=Wrong("i * i", "NA with a warning", noticed=("50,000",)),
            words=("integer overflow", "int64"),
        ),
        Entry(
            lambda x: np.round(x),
            "round(x)",
            cases=[
                Case("halves", np.array([0.5, 1.5, 2.5, -0.5])),
                Case("others", np.array([1.2, 2.7])),
            ],
            trap="Both round halves to the even number: 0.5 becomes 0, 2.5 becomes 2.",
            wrong=Wrong("floor(x + 0.5)", "1 and 3 for 0.5 and 2.5", noticed=("halves",)),
            words=("rint", "round half to even", "banker's rounding"),
        ),
        Entry(
            lambda x, n: np.round(x, n),
            "round(x * 10^n) / 10^n",
            cases=[Case("2.345 to 1", 2.345, 1), Case("0.15 to 1", 0.15, 1)],
            trap="NumPy multiplies first, to 1.5; R sees that the double 0.15 is below 0.15.",
            wrong=Wrong("round(x, n)", "0.1, not 0.2", noticed=("0.15 to 1",)),
            words=("decimals", "digits", "around"),
        ),
        Entry(
            lambda i, j: i ^ j,
            "bitwXor(i, j)",
            cases=[Case("5 and 3", 5, 3), Case("1 and 0", 1, 0)],
            trap="`^` is the power in R, and exclusive or of bits in Python.",
            wrong=Wrong("i^j", "125 for 5 and 3, not 6", noticed=("5 and 3",)),
            words=("xor", "power", "bitwise"),
        ),
        Entry(
            lambda a, b: a & b,
            "a & b",
            cases=[
                Case("several", np.array([True, True, False]), np.array([True, False, False])),
                Case("one", True, True),
            ],
            trap="`&&` is Python's `and`, for single values; R before 4.3 looks at the first only.",
            wrong=Wrong("a && b", "a single value, or an error", noticed=("several",)),
            words=("and", "logical_and", "or", "||"),
        ),
        Entry(
            lambda x, y: np.allclose(x, y),
            "isTRUE(all(x == y | abs(x - y) <= 1e-8 + 1e-5 * abs(y)))",
            cases=[
                Case("equal", np.array([1.0, 2.0]), np.array([1.0, 2.0])),
                Case("a millionth apart", np.array([1.0]), np.array([1.000001])),
                Case(
                    "a small one beside a large one",
                    np.array([1e-3, 1e6]),
                    np.array([2e-3, 1e6 + 1e-6]),
                ),
            ],
            trap="`all.equal()` has another tolerance, and takes the mean over all elements.",
            wrong=Wrong(
                "isTRUE(all.equal(x, y))",
                "FALSE for a millionth, TRUE where a small element is twice the other",
                noticed=("a millionth apart", "a small one beside a large one"),
            ),
            words=("isclose", "all.equal", "tolerance"),
        ),
    ],
)
