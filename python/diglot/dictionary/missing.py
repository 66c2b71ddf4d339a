"""NaN and NA: what is missing, and what it does to the rest."""

from __future__ import annotations

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_FULL, _GAP = np.array([3.0, 1.0, 2.0]), np.array([3.0, np.nan, -2.0, 0.5])
_NONE = np.array([np.nan, np.nan])
_INFINITE = np.array([np.inf, -np.inf, 1.0])
_TABLE = np.array([[1.0, np.nan], [3.0, 4.0], [8.0, 6.0]])

SECTION = Section(
    "NaN and NA",
    [
        Entry(
            lambda x: np.isnan(x),
            "is.nan(x)",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="NaN equals nothing; R answers NA where NumPy answers False.",
            wrong=Wrong("x == NaN", "NA everywhere", noticed=("a gap", "full")),
            words=("missing", "is.na"),
        ),
        Entry(
            lambda x: x[~np.isnan(x)],
            "x[!is.nan(x)]",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="`-which()` of nothing leaves out everything: x[-integer(0)] is empty.",
            wrong=Wrong("x[-which(is.nan(x))]", "nothing at all", noticed=("full",)),
            words=("drop", "na.omit", "which"),
        ),
        Entry(
            lambda x: np.nanmean(x),
            "mean(x, na.rm = TRUE)",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="`na.rm` drops NaN and NA alike; without it both pass through.",
            wrong=Wrong("mean(x)", "NaN", noticed=("a gap",)),
            words=("mean", "na.rm", "skipna"),
        ),
        Entry(
            lambda x: np.nanstd(x),
            "{ x <- x[!is.nan(x)]; sqrt(mean((x - mean(x))^2)) }",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="Both divide by how many there are; `sd` by one less.",
            wrong=Wrong(
                "sd(x, na.rm = TRUE)", "the deviation with n - 1", noticed=("a gap", "full")
            ),
            words=("standard deviation", "na.rm"),
        ),
        Entry(
            lambda x: np.nanmean(x, axis=0),
            "colMeans(x, na.rm = TRUE)",
            cases=[Case("a gap", _TABLE), Case("full", _TABLE[1:])],
            trap="`na.omit` of a matrix drops whole rows, and so the numbers beside the gap.",
            wrong=Wrong("colMeans(na.omit(x))", "means without the first row", noticed=("a gap",)),
            words=("columns", "complete cases"),
        ),
        Entry(
            lambda x: np.nanmax(x),
            "if (all(is.nan(x))) NaN else max(x, na.rm = TRUE)",
            cases=[Case("a gap", _GAP), Case("full", _FULL), Case("nothing", _NONE, edge=True)],
            trap="The maximum of nothing is -Inf in R, with a warning; NumPy warns and gives NaN.",
            wrong=Wrong("max(x, na.rm = TRUE)", "-Inf", noticed=("nothing",)),
            words=("maximum", "na.rm", "empty"),
        ),
        Entry(
            lambda x: np.nancumsum(x),
            "cumsum(ifelse(is.nan(x), 0, x))",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="`cumsum` has no `na.rm`; from a NaN on all is NaN.",
            wrong=Wrong("cumsum(x)", "NaN from the gap on", noticed=("a gap",)),
            words=("cumulative sum",),
        ),
        Entry(
            lambda x: np.nanargmax(x),
            "which.max(x) - 1",
            cases=[Case("a gap", _GAP), Case("in front", np.array([np.nan, 1.0, 5.0]))],
            trap="`which.max` passes over NaN, as `nanargmax`; `argmax` gives the NaN's place.",
            wrong=Wrong(
                "which.max(na.omit(x)) - 1",
                "the place among what is left",
                noticed=("in front",),
            ),
            words=("argmax", "which.max", "index"),
        ),
        Entry(
            lambda x: np.argmax(x),
            "(if (anyNA(x)) which(is.na(x))[1] else which.max(x)) - 1",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="For NumPy NaN is the largest, so that nobody overlooks it.",
            wrong=Wrong("which.max(x) - 1", "the largest of the rest", noticed=("a gap",)),
            words=("argmax", "which.max", "index"),
        ),
        Entry(
            lambda x: np.nan_to_num(x),
            "{ x[is.nan(x)] <- 0; pmin(pmax(x, -.Machine$double.xmax), .Machine$double.xmax) }",
            cases=[Case("a gap", _GAP), Case("infinities", _INFINITE)],
            trap="Infinities become the largest doubles too, not 0.",
            wrong=Wrong("ifelse(is.finite(x), x, 0)", "0 for infinities", noticed=("infinities",)),
            words=("replace", "fill"),
        ),
        Entry(
            lambda x: np.sort(x),
            "sort(x, na.last = TRUE)",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="`sort` drops what is missing; `order` puts it last, as NumPy does.",
            wrong=Wrong("sort(x)", "one number less", noticed=("a gap",)),
            words=("sort", "na.last"),
        ),
        Entry(
            lambda x: x[x > 0],
            "x[which(x > 0)]",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="A missing condition selects a missing element in R, none in NumPy.",
            wrong=Wrong("x[x > 0]", "an NA for each NaN", noticed=("a gap",)),
            words=("filter", "mask", "which", "subset"),
        ),
        Entry(
            lambda x: np.sum(x > 0),
            "sum(x > 0, na.rm = TRUE)",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="In NumPy no comparison with NaN is true; in R it is NA, and so is its count.",
            wrong=Wrong("sum(x > 0)", "NA", noticed=("a gap",)),
            words=("count", "condition"),
        ),
        Entry(
            lambda x: np.where(x > 0, x, 0),
            "ifelse(is.nan(x) | x <= 0, 0, x)",
            cases=[Case("a gap", _GAP), Case("full", _FULL)],
            trap="`ifelse` gives NA where its test is NA: neither yes nor no.",
            wrong=Wrong("ifelse(x > 0, x, 0)", "NA for 0", noticed=("a gap",)),
            words=("relu", "ifelse", "condition"),
        ),
        Entry(
            lambda x: np.any(x > 5),
            "any(x > 5, na.rm = TRUE)",
            cases=[
                Case("a gap", _GAP),
                Case("a gap and 9", np.array([np.nan, 9.0])),
                Case("full", _FULL),
            ],
            trap="`any` is NA if one may still be true, and `if (NA)` is an error.",
            wrong=Wrong("any(x > 5)", "NA", noticed=("a gap",)),
            words=("all", "condition", "if"),
        ),
        Entry(
            lambda x, y: x == y,
            "!is.nan(x) & !is.nan(y) & x == y",
            cases=[
                Case("a gap", _GAP, _GAP.copy()),
                Case("full", _FULL, np.array([3.0, 2.0, 2.0])),
            ],
            trap="R's == is NA where something is missing; `%in%` and `match` find NaN in NaN.",
            wrong=Wrong("x == y", "NA", noticed=("a gap",)),
            words=("equal", "comparison"),
        ),
        Entry(
            lambda x, y: np.isin(x, y),
            "x %in% y & !is.nan(x)",
            cases=[Case("a gap", _GAP, _GAP[1:3]), Case("full", _FULL, np.array([2.0, 7.0]))],
            trap="R holds that NaN is in a set with NaN, NumPy that it is in none.",
            wrong=Wrong("x %in% y", "TRUE for NaN", noticed=("a gap",)),
            words=("member", "set", "match"),
        ),
        Entry(
            lambda x, y: np.fmax(x, y),
            "pmax(x, y, na.rm = TRUE)",
            cases=[Case("a gap", _GAP, np.zeros(4)), Case("full", _FULL, np.full(3, 2.0))],
            trap="`np.maximum` lets NaN pass, as `pmax` does; `fmax` takes the other number.",
            wrong=Wrong("pmax(x, y)", "NaN", noticed=("a gap",)),
            words=("maximum", "pmax"),
        ),
        Entry(
            lambda x: np.unique(x),
            "sort(unique(x), na.last = TRUE)",
            cases=[
                Case("two gaps", np.array([2.0, np.nan, 1.0, np.nan, 2.0])),
                Case("full", np.array([2.0, 1.0, 2.0])),
            ],
            trap="`unique` keeps the order of appearance; all NaN are one in both.",
            wrong=Wrong("unique(x)", "the order of appearance", noticed=("two gaps", "full")),
            words=("distinct", "factor levels"),
        ),
        Entry(
            lambda x: np.count_nonzero(x),
            "sum(x != 0 | is.nan(x))",
            cases=[Case("a gap", _GAP), Case("zeros", np.array([0.0, 2.0, 0.0]))],
            trap="NaN is not 0, so NumPy counts it; `x != 0` is NA.",
            wrong=Wrong("sum(x != 0)", "NA", noticed=("a gap",)),
            words=("count", "nonzero"),
        ),
    ],
)
