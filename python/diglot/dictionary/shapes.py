"""Shapes, and the order of elements in memory."""

from __future__ import annotations

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_M = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
_ROW = np.array([[1.0, 2.0, 3.0]])
_COLUMN = np.array([[1.0], [2.0], [3.0]])
_SYMMETRIC = np.array([[1.0, 7.0], [7.0, 2.0]])
_CUBE = np.arange(24.0).reshape(2, 3, 4)

SECTION = Section(
    "Shapes and order in memory",
    [
        Entry(
            lambda x, n, k: x.reshape(n, k),
            "matrix(x, n, k, byrow = TRUE)",
            cases=[
                Case("2 x 3", np.arange(6.0), 2, 3),
                Case("one row", np.arange(6.0), 1, 6),
                Case("one column", np.arange(6.0), 6, 1),
            ],
            trap="NumPy fills a shape row by row, R column by column.",
            wrong=Wrong("matrix(x, n, k)", "0 2 4 in the first row, not 0 1 2", noticed=("2 x 3",)),
            words=("matrix", "byrow"),
        ),
        Entry(
            lambda m, n, k: np.reshape(m, (n, k)),
            "matrix(t(m), n, k, byrow = TRUE)",
            cases=[
                Case("2 x 3 to 3 x 2", _M, 3, 2),
                Case("to one row", _M, 1, 6),
                Case("row to column", _ROW, 3, 1),
            ],
            trap="A new `dim` counts through columns; transpose before and fill by rows.",
            wrong=Wrong(
                "{\n  dim(m) <- c(n, k)\n  m\n}",
                "the same numbers in another order",
                noticed=("2 x 3 to 3 x 2", "to one row"),
            ),
            words=("dim", "resize"),
        ),
        Entry(
            lambda x, a, b, c: x.reshape(a, b, c),
            "aperm(array(x, c(c, b, a)))",
            cases=[
                Case("2 x 3 x 4", np.arange(24.0), 2, 3, 4),
                Case("two axes of 1", np.arange(4.0), 1, 4, 1),
            ],
            trap="In R the first index moves fastest, in NumPy the last.",
            wrong=Wrong(
                "array(x, c(a, b, c))",
                "all but the first and the last elsewhere",
                noticed=("2 x 3 x 4",),
            ),
            words=("tensor", "array", "images"),
        ),
        Entry(
            lambda m: m.ravel(),
            "c(t(m))",
            cases=[
                Case("2 x 3", _M),
                Case("symmetric", _SYMMETRIC),
                Case("one row", _ROW),
                Case("one column", _COLUMN),
            ],
            trap="`c(m)` reads down the columns; a symmetric example hides it.",
            wrong=Wrong("c(m)", "1 4 2 5 3 6, not 1 2 3 4 5 6", noticed=("2 x 3",)),
            words=("flatten", "as.vector"),
        ),
        Entry(
            lambda m: m.ravel(order="F"),
            "c(m)",
            cases=[Case("2 x 3", _M), Case("one row", _ROW)],
            trap="`order='F'` is R's own order: nothing is to be turned.",
            wrong=Wrong("c(t(m))", "the order of C", noticed=("2 x 3",)),
            words=("flatten", "Fortran order", "vec"),
        ),
        Entry(
            lambda x: x.reshape(len(x), -1),
            "matrix(aperm(x), nrow(x), byrow = TRUE)",
            cases=[Case("two images", _CUBE), Case("a matrix", _M), Case("one image", _CUBE[:1])],
            trap="R has no -1; and flattening an image in R's order scrambles its pixels.",
            wrong=Wrong(
                "matrix(x, nrow(x))",
                "each image's pixels down the columns",
                noticed=("two images", "one image"),
            ),
            words=("flatten images", "batch"),
        ),
        Entry(
            lambda x: x.shape[0],
            "NROW(x)",
            cases=[Case("matrix", _M), Case("vector", np.arange(3.0))],
            trap="A vector has no `dim`: `nrow()` of it is NULL, `NROW()` its length.",
            wrong=Wrong("nrow(x)", "NULL for a vector", noticed=("vector",)),
            words=("dim", "nrow", "batch size"),
        ),
        Entry(
            lambda m: len(m),
            "nrow(m)",
            cases=[Case("2 x 3", _M), Case("one column", _COLUMN), Case("one row", _ROW)],
            trap="`length()` of a matrix counts its elements, `len()` its rows.",
            wrong=Wrong("length(m)", "6 rows where there are 2", noticed=("2 x 3", "one row")),
            words=("size", "length"),
        ),
        Entry(
            lambda a: np.transpose(a, (2, 0, 1)),
            "aperm(a, c(3, 1, 2))",
            cases=[Case("2 x 3 x 4", _CUBE), Case("cube", np.arange(8.0).reshape(2, 2, 2))],
            trap="`aperm()` takes the axes as `transpose` does, but counts them from 1.",
            wrong=Wrong("aperm(a)", "all axes in reverse", noticed=("2 x 3 x 4", "cube")),
            words=("permute", "channels first", "swapaxes"),
        ),
        Entry(
            lambda x: x[:, np.newaxis],
            "matrix(x, ncol = 1)",
            cases=[Case("three", np.arange(3.0)), Case("one", np.array([4.0]))],
            trap="A vector in R is neither row nor column; `t()` of it is a row.",
            wrong=Wrong("t(x)", "a row, not a column", noticed=("three",)),
            words=("column vector", "expand_dims", "None"),
        ),
        Entry(
            lambda m: m[::-1],
            "m[rev(seq_len(nrow(m))), , drop = FALSE]",
            cases=[Case("2 x 3", _M), Case("one column", _COLUMN), Case("one row", _ROW)],
            trap="`rev()` of a matrix reverses all its elements and forgets its shape.",
            wrong=Wrong("rev(m)", "a vector, 6 5 4 3 2 1 by columns", noticed=("2 x 3", "one row")),
            words=("flip", "flipud", "reverse rows"),
        ),
        Entry(
            lambda m: np.rot90(m),
            "t(m)[rev(seq_len(ncol(m))), , drop = FALSE]",
            cases=[Case("2 x 3", _M), Case("square", np.array([[1.0, 2.0], [3.0, 4.0]]))],
            trap="`rot90` turns to the left; the well-known `t(apply(m, 2, rev))` to the right.",
            wrong=Wrong("t(apply(m, 2, rev))", "a turn to the right", noticed=("2 x 3", "square")),
            words=("rotate", "image"),
        ),
        Entry(
            lambda a, b: np.stack([a, b]),
            "aperm(array(c(a, b), c(dim(a), 2)), c(3, 1, 2))",
            cases=[
                Case("two matrices", _M, 10 * _M),
                Case("rows", _ROW, 10 * _ROW),
            ],
            trap="R joins along the last axis without moving anything, NumPy along the first.",
            wrong=Wrong(
                "array(c(a, b), c(2, dim(a)))",
                "the elements of both mixed",
                noticed=("two matrices", "rows"),
            ),
            words=("batch", "bind", "abind"),
        ),
        Entry(
            lambda a, b: np.concatenate([a, b], axis=1),
            "cbind(a, b)",
            cases=[Case("2 x 3 and 2 x 1", _M, _M[:, :1]), Case("no columns", _M, _M[:, :0])],
            trap="`axis=1` grows the columns: that is `cbind()`; `rbind()` is `axis=0`.",
            wrong=Wrong(
                "rbind(a, b)",
                "an error, or rows below one another",
                noticed=("2 x 3 and 2 x 1", "no columns"),
            ),
            words=("hstack", "join", "bias column"),
        ),
        Entry(
            lambda m: np.pad(m, 1),
            "rbind(0, cbind(0, m, 0), 0)",
            cases=[Case("2 x 3", _M), Case("one", np.array([[5.0]]))],
            trap="Here recycling helps: a single 0 becomes a whole row or column.",
            words=("padding", "border", "convolution"),
        ),
        Entry(
            lambda x, k: np.array_split(x, k),
            "split(x, rep(factor(seq_len(k)), (length(x) + k - seq_len(k)) %/% k))",
            cases=[
                Case("7 in 3", np.arange(7.0), 3),
                Case("6 in 2", np.arange(6.0), 2),
                Case("in one", np.arange(3.0), 1),
            ],
            trap="Recycled group numbers deal the elements out like cards.",
            wrong=Wrong(
                "split(x, rep_len(seq_len(k), length(x)))",
                "0 3 6, 1 4, 2 5, not 0 1 2, 3 4, 5 6",
                noticed=("7 in 3", "6 in 2"),
            ),
            words=("split", "chunks", "batches", "folds"),
        ),
    ],
)
