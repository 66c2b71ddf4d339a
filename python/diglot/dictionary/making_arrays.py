"""Making arrays."""

from __future__ import annotations

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

SECTION = Section(
    "Making arrays",
    [
        Entry(
            lambda start, end: np.arange(start, end),
            "start + seq_len(end - start) - 1",
            cases=[Case("0 to 4", 0, 5), Case("2 to 3", 2, 4), Case("none", 3, 3)],
            trap="`arange` leaves out its end, and may be empty; `:` counts down then.",
            wrong=Wrong("start:(end - 1)", "3, 2 where nothing is right", noticed=("none",)),
            words=("range", "sequence"),
        ),
        Entry(
            lambda n: np.arange(n)[::-1],
            "rev(seq_len(n)) - 1",
            cases=[Case("4 to 0", 5), Case("one", 1), Case("none", 0)],
            trap="`:` never gives nothing: `-1:0` are two numbers.",
            wrong=Wrong("(n - 1):0", "-1, 0 where nothing is right", noticed=("none",)),
            words=("reverse", "countdown"),
        ),
        Entry(
            lambda a, b, h: np.arange(a, b, h),
            "a + h * (seq_len(max(0, ceiling((b - a) / h))) - 1)",
            cases=[
                Case("end between two steps", 0.0, 1.0, 0.3),
                Case("end on a step", 0.0, 1.0, 0.25),
                Case("none", 1.0, 1.0, 0.5),
            ],
            trap="`seq(by = )` keeps the end where a step falls on it, `arange` leaves it out.",
            wrong=Wrong(
                "seq(a, b, by = h)",
                "the end as one more number",
                noticed=("end on a step", "none"),
            ),
            words=("step", "range"),
        ),
        Entry(
            lambda a, b, n: np.linspace(a, b, n),
            "seq(a, b, length.out = n)",
            cases=[
                Case("five", 0.0, 1.0, 5),
                Case("downwards", 2.0, -1.0, 4),
                Case("one", 3.0, 5.0, 1),
            ],
            trap="`n` counts the points; there is one interval fewer.",
            wrong=Wrong(
                "seq(a, b, by = (b - a) / n)",
                "one point more, each a little to the left",
                noticed=("five", "downwards", "one"),
            ),
            words=("grid", "evenly spaced"),
        ),
        Entry(
            lambda a, b, n: np.linspace(a, b, n, endpoint=False),
            "a + (b - a) * (seq_len(n) - 1) / n",
            cases=[Case("a circle in quarters", 0.0, 360.0, 4), Case("one", 0.0, 1.0, 1)],
            trap="`seq(length.out = )` always keeps the end: it has no `endpoint`.",
            wrong=Wrong(
                "seq(a, b, length.out = n)",
                "wider steps, up to the end",
                noticed=("a circle in quarters",),
            ),
            words=("periodic grid",),
        ),
        Entry(
            lambda a, b, n: np.logspace(a, b, n),
            "10^seq(a, b, length.out = n)",
            cases=[Case("1 to 1,000", 0.0, 3.0, 4), Case("1 to 10 in fives", 0.0, 1.0, 5)],
            trap="The ends are exponents of 10, not the numbers themselves.",
            wrong=Wrong(
                "exp(seq(a, b, length.out = n))",
                "powers of e",
                noticed=("1 to 1,000", "1 to 10 in fives"),
            ),
            words=("logarithmic grid", "learning rates"),
        ),
        Entry(
            lambda a, b, n: np.geomspace(a, b, n),
            "sign(a) * exp(seq(log(abs(a)), log(abs(b)), length.out = n))",
            cases=[Case("1 to 1,000", 1.0, 1000.0, 4), Case("below zero", -1.0, -16.0, 5)],
            trap="R has no `geomspace`; the logarithm of a negative end is NaN.",
            wrong=Wrong(
                "exp(seq(log(a), log(b), length.out = n))",
                "an error: `log()` gives NaN, with which `seq()` stops",
                noticed=("below zero",),
            ),
            words=("logarithmic grid",),
        ),
        Entry(
            lambda n, k: np.zeros((n, k)),
            "matrix(0, n, k)",
            cases=[Case("2 x 3", 2, 3), Case("no rows", 0, 3), Case("one", 1, 1)],
            trap="The first argument of `matrix()` is what is in it, not its shape.",
            wrong=Wrong(
                "matrix(n, k)",
                "`k` rows of one column, filled with `n`",
                noticed=("2 x 3", "no rows", "one"),
            ),
            words=("ones", "full", "empty"),
        ),
        Entry(
            lambda x: np.zeros_like(x),
            "replace(x, TRUE, 0)",
            cases=[
                Case("vector", np.array([1.0, -2.0])),
                Case("matrix", np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])),
                Case("infinite", np.array([np.inf, 1.0])),
                Case("NaN", np.array([np.nan, 1.0])),
            ],
            trap="Zero times infinity is NaN, and zero times NaN too.",
            wrong=Wrong("0 * x", "NaN where x is not finite", noticed=("infinite", "NaN")),
            words=("gradient buffer", "ones_like", "full_like"),
        ),
        Entry(
            lambda a, b, c, d: np.array([[a, b], [c, d]]),
            "matrix(c(a, b, c, d), 2, byrow = TRUE)",
            cases=[Case("1 to 4", 1.0, 2.0, 3.0, 4.0), Case("symmetric", 1.0, 7.0, 7.0, 2.0)],
            trap="Python writes matrices by rows, R fills them by columns.",
            wrong=Wrong("matrix(c(a, b, c, d), 2)", "the matrix transposed", noticed=("1 to 4",)),
            words=("matrix literal", "byrow"),
        ),
        Entry(
            lambda v: np.diag(v),
            "diag(v, nrow = length(v))",
            cases=[Case("three", np.array([1.0, 2.0, 3.0])), Case("one", np.array([3.0]))],
            trap="`diag()` of a single number takes it for the size of an identity matrix.",
            wrong=Wrong("diag(v)", "the 3 x 3 identity for a single 3", noticed=("one",)),
            words=("diagonal matrix", "eye", "identity"),
        ),
        Entry(
            lambda n, k: np.eye(n, k=k),
            "outer(seq_len(n), seq_len(n), function(i, j) +(j - i == k))",
            cases=[Case("identity", 3, 0), Case("above", 3, 1), Case("below", 3, -1)],
            trap="`diag()` has no other diagonals; compare rows with columns.",
            wrong=Wrong("diag(n)", "ones on the main diagonal", noticed=("above", "below")),
            words=("identity", "shift matrix", "off-diagonal"),
        ),
        Entry(
            lambda m: np.triu(m),
            "replace(m, lower.tri(m), 0)",
            cases=[
                Case("ones", np.ones((3, 3))),
                Case("diagonal of zeros", np.array([[0.0, 2.0], [3.0, 0.0]])),
                Case("infinite below", np.array([[0.0, 2.0], [np.inf, 0.0]])),
            ],
            trap="`upper.tri()` leaves the diagonal out unless told `diag = TRUE`.",
            wrong=Wrong(
                "m * upper.tri(m)",
                "zeros on the diagonal, NaN for infinities below it",
                noticed=("ones", "infinite below"),
            ),
            words=("upper triangle", "tril", "lower triangle"),
        ),
        Entry(
            lambda x, n: np.repeat(x, n),
            "rep(x, each = n)",
            cases=[
                Case("1 and 2", np.array([1.0, 2.0]), 3),
                Case("all the same", np.array([5.0, 5.0]), 2),
                Case("once", np.array([1.0, 2.0]), 1),
            ],
            trap="`rep(x, n)` is `tile`: 1 2 1 2; `repeat` gives 1 1 2 2.",
            wrong=Wrong("rep(x, n)", "the whole of x again and again", noticed=("1 and 2",)),
            words=("each", "times"),
        ),
        Entry(
            lambda x, n: np.tile(x, n),
            "rep(x, n)",
            cases=[Case("1 and 2", np.array([1.0, 2.0]), 3), Case("never", np.array([1.0]), 0)],
            trap="`rep()` repeats the whole; each element by itself is `each =`.",
            words=("repeat", "times"),
        ),
        Entry(
            lambda m, a, b: np.tile(m, (a, b)),
            "kronecker(matrix(1, a, b), m)",
            cases=[
                Case("2 x 2 times", np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 2, 2),
                Case("side by side", np.array([[1.0], [2.0]]), 1, 3),
            ],
            trap="`rep(m, a)` forgets the shape of a matrix.",
            wrong=Wrong(
                "matrix(rep(m, a * b), a * nrow(m))",
                "the same numbers in other places",
                noticed=("2 x 2 times",),
            ),
            words=("repmat", "blocks"),
        ),
        Entry(
            lambda x, y: np.meshgrid(x, y),
            "list(\n"
            "  matrix(x, length(y), length(x), byrow = TRUE),\n"
            "  matrix(y, length(y), length(x))\n"
            ")",
            cases=[
                Case("3 x 2", np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0])),
                Case("square", np.array([1.0, 2.0]), np.array([10.0, 20.0])),
            ],
            trap="`x` runs along the columns: the grids have as many rows as `y` has numbers.",
            wrong=Wrong(
                "list(\n"
                "  matrix(x, length(x), length(y)),\n"
                "  matrix(y, length(x), length(y), byrow = TRUE)\n"
                ")",
                "both grids transposed, as `indexing='ij'` has them",
                noticed=("3 x 2", "square"),
            ),
            words=("expand.grid", "grid"),
        ),
        Entry(
            lambda a, b: np.vstack([a, b]),
            "{\n  stopifnot(length(a) == length(b))\n  rbind(a, b)\n}",
            cases=[
                Case("two rows", np.array([1.0, 2.0]), np.array([3.0, 4.0])),
                Case(
                    "lengths 4 and 2",
                    np.array([1.0, 2.0, 3.0, 4.0]),
                    np.array([5.0, 6.0]),
                    refused=True,
                ),
            ],
            trap="`rbind()` and `cbind()` recycle what is too short, in silence if it fits.",
            wrong=Wrong(
                "rbind(a, b)",
                "the shorter row repeated where NumPy refuses",
                noticed=("lengths 4 and 2",),
            ),
            words=("rbind", "stack rows", "column_stack"),
        ),
    ],
)
