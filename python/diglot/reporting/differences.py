"""Where Python and R differ, told where a twin's code shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A difference between the languages that makes right code look different.

    Attributes
    ----------
    name : str
        What it is about.
    pattern : str
        A regular expression that is found in a line of R that shows it.
    words : str
        What to know, in a sentence or two.
    """

    name: str
    pattern: str
    words: str


#: What readers stumble over, in the order in which they meet it.
DIFFERENCES = (
    Difference(
        "rows and sums",
        r"\b(rowSums|rowMeans)\(",
        "`np.sum(x, axis=1)` goes along each row; R's word for it is `rowSums(x)`. A plain "
        "`sum(x)` in R takes the whole matrix.",
    ),
    Difference(
        "columns and sums",
        r"\b(colSums|colMeans)\(",
        "`np.sum(x, axis=0)` goes down each column; R's word for it is `colSums(x)`.",
    ),
    Difference(
        "recycling",
        r"[-+*/]\s*(rowSums|rowMeans)\(",
        "R recycles a vector down the columns of a matrix, so one number for each row meets "
        "its own row. NumPy lines shapes up from the last axis and needs the column that "
        "`keepdims=True` keeps.",
    ),
    Difference(
        "recycling a row",
        r"\b(sweep|rep)\(.*(each|, 2\b|2L)",
        "A vector with one number for each column would be recycled down the columns in R; it "
        "must be repeated for each row, or swept over the columns. NumPy adds it to each row "
        "by itself.",
    ),
    Difference(
        "dropped dimensions",
        r"drop\s*=\s*FALSE",
        "R makes a vector of a single row or column unless `drop = FALSE` forbids it; NumPy "
        "drops an axis only for a single index.",
    ),
    Difference(
        "index base",
        r"\b(seq_len|seq_along)\(|\[[^\]]*[-+]\s*1L?\]|:\s*(n|length)",
        "Python counts from 0 and leaves the end out; R counts from 1 and includes it. "
        "`seq_len(0)` is empty, where `1:0` would be two numbers.",
    ),
    Difference(
        "matrix product",
        r"%\*%|\bcrossprod\(",
        "Python's `@` is R's `%*%`; R makes a row or a column of a vector as it fits.",
    ),
    Difference(
        "transposed",
        r"\bt\(",
        "`x.T` is `t(x)`. R's `t` stays a function even where a variable is called `t`.",
    ),
    Difference(
        "order in memory",
        r"\b(matrix|array)\(|\bdim\(\w+\)\s*<-|\baperm\(|byrow",
        "NumPy fills rows first, R columns first: a reshape that is the same in both moves "
        "the numbers.",
    ),
    Difference(
        "ties and missing values",
        r"\b(which\.max|which\.min|max\.col)\(",
        "`np.argmax` takes the first of equals and NaN for the largest; `which.max` skips "
        "NaN, and `max.col` breaks ties at random unless it is told otherwise.",
    ),
    Difference(
        "choosing by a condition",
        r"\bifelse\(|\bwhich\(",
        "`ifelse()` answers NA where the condition is NA and loses attributes; `np.where` "
        "takes NaN comparisons for false. `which()` leaves NA out.",
    ),
    Difference(
        "classes and methods",
        r"\bUseMethod\(|^\w+\.[A-Z]\w+\s*<-\s*function|\bstructure\(",
        "A method of a Python class is in R a function whose name ends in that of the class: "
        "`net.loss(x, t)` is `loss(net, x, t)`. What R changes is a copy.",
    ),
    Difference(
        "names of list elements",
        r"(?<!\.Machine)\$\w",
        'A Python dict `p["W1"]` is an R list, `p$W1`.',
    ),
    Difference(
        "division",
        r"%/%|%%",
        "Python's `//` and `%` are R's `%/%` and `%%`; a plain `/` of integers is no integer "
        "in either.",
    ),
    Difference(
        "spread and degrees of freedom",
        r"\b(sd|var)\(",
        "`np.std` and `np.var` divide by n, R's `sd` and `var` by n - 1.",
    ),
    Difference(
        "quantiles",
        r"\bquantile\(",
        "Both interpolate alike unless told otherwise: R's type 7. R puts names on the result.",
    ),
    Difference(
        "smaller of two, element by element",
        r"\b(pmax|pmin)\(",
        "`np.maximum` is `pmax`; R's `max` gives one number for all its arguments together.",
    ),
    Difference(
        "sorting",
        r"\border\(|\bsort\(",
        "R's `sort` leaves NaN out, NumPy's puts it last; `order` counts from 1 and keeps "
        'ties in order, which `np.argsort` promises only with `kind="stable"`.',
    ),
    Difference(
        "random numbers",
        r"\brnorm\(|\brunif\(|\bsample\(|\brng\$",
        "The generators of the two languages give different numbers from the same seed, "
        "unless one is written down again in the other.",
    ),
)


def shown_in(r: str) -> Iterator[tuple[Difference, int]]:
    """Give the differences that some R shows, each with the first line that does, from 0."""
    left = list(DIFFERENCES)
    for place, line in enumerate(r.rstrip("\n").split("\n")):
        for difference in list(left):
            if re.search(difference.pattern, line.split("#")[0]):
                left.remove(difference)
                yield difference, place
