"""Genetics and geography: sequences, populations, headings, distances."""

import numpy as np

from diglot.inputs import normal
from diglot.twin import Case

from .subject import Mistake, Subject


def heading(dx, dy):
    return np.degrees(np.arctan2(dy, dx))


def haversine(lat1, lon1, lat2, lon2):
    lat1, lon1, lat2, lon2 = map(np.radians, (lat1, lon1, lat2, lon2))
    a = np.sin((lat2 - lat1) / 2) ** 2
    a += np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(a))


def gc_content(sequence):
    return (sequence.count("G") + sequence.count("C")) / len(sequence)


def complement(sequence):
    pairs = {"A": "T", "T": "A", "G": "C", "C": "G"}
    return "".join(pairs[base] for base in reversed(sequence))


def codons(sequence):
    return [sequence[i : i + 3] for i in range(0, len(sequence) - 2, 3)]


def mutation_share(a, b):
    return sum(p != q for p, q in zip(a, b, strict=True)) / len(a)


def hardy_weinberg(aa, ab, bb):
    n = aa + ab + bb
    p = (2 * aa + ab) / (2 * n)
    return np.array([p**2, 2 * p * (1 - p), (1 - p) ** 2]) * n


SUBJECTS = [
    Subject(
        heading,
        [
            Case("north east", np.array([1.0, 2.0]), np.array([1.0, 0.5])),
            Case("round the compass", normal(6, seed=18), normal(6, seed=19)),
            Case("one", 3.0, -4.0),
        ],
        "function(dx, dy) atan2(dy, dx) * 180 / pi",
        [
            Mistake(
                "swaps dx and dy",
                ("atan2(dy, dx)", "atan2(dx, dy)"),
                "arguments",
                (),
                "swap|order|argument",
            ),
            Mistake(
                "gives radians", (" * 180 / pi", ""), "scaled", ["operation"], "180|degree|radian"
            ),
            Mistake(
                "loses the quadrant", ("atan2(dy, dx)", "atan(dy / dx)"), "operation", (), "atan"
            ),
        ],
        {"complex": "function(dx, dy) Arg(complex(real = dx, imaginary = dy)) / pi * 180"},
    ),
    Subject(
        haversine,
        [
            Case("Paris to Rome", 48.86, 2.35, 41.9, 12.5),
            Case("across the equator", 10.0, -20.0, -35.0, 18.4),
            Case("near", 52.52, 13.4, 52.4, 13.05),
        ],
        """function(lat1, lon1, lat2, lon2) {
          rad <- function(degrees) degrees * pi / 180
          a <- sin(rad(lat2 - lat1) / 2)^2 +
            cos(rad(lat1)) * cos(rad(lat2)) * sin(rad(lon2 - lon1) / 2)^2
          2 * 6371 * asin(sqrt(a))
        }""",
        [
            Mistake(
                "takes degrees for radians",
                ("degrees * pi / 180", "degrees"),
                "operation",
                ["scaled"],
                "180|degree|radian",
            ),
            Mistake("gives miles", ("6371", "3959"), None, ["operation", "scaled"], "6371|mile"),
            Mistake(
                "latitude for longitude",
                """function(lon1, lat1, lon2, lat2) {
                  rad <- pi / 180
                  across <- sin((lon2 - lon1) * rad / 2)^2
                  a <- sin((lat2 - lat1) * rad / 2)^2 + cos(lat1 * rad) * cos(lat2 * rad) * across
                  2 * 6371 * asin(sqrt(a))
                }""",
                "arguments",
                [None],
                "swap|order|argument",
            ),
        ],
    ),
    Subject(
        gc_content,
        [Case("short", "GATTACA"), Case("rich", "GGCGCCATGC"), Case("poor", "ATTATACAAT")],
        'function(sequence) mean(strsplit(sequence, "")[[1]] %in% c("G", "C"))',
        [
            Mistake("gives percent", ("mean(", "100 * mean("), "scaled", (), "100"),
            Mistake(
                "counts",
                ("mean(", "sum("),
                "scaled",
                ["mean", "operation"],
                "length|element|mean|n",
            ),
            Mistake("counts G alone", ('c("G", "C")', '"G"'), "operation", (), "C|term"),
        ],
        {"gsub": 'function(sequence) nchar(gsub("[^GC]", "", sequence)) / nchar(sequence)'},
    ),
    Subject(
        complement,
        [Case("short", "GATTACA"), Case("start", "ATGCCC"), Case("long", "GGATCCTTAAGC")],
        """function(sequence) {
          paste(rev(strsplit(chartr("ACGT", "TGCA", sequence), "")[[1]]), collapse = "")
        }""",
        [
            Mistake(
                "forgets to turn round",
                'function(sequence) chartr("ACGT", "TGCA", sequence)',
                "reversed",
                ["operation"],
                "rev",
            ),
            Mistake("wrong letters", ('"TGCA"', '"GTAC"'), None, ()),
        ],
        {
            "intToUtf8": """function(sequence) {
              sequence |> utf8ToInt() |> rev() |> intToUtf8() |> (\\(s) chartr("TGCA", "ACGT", s))()
            }"""
        },
    ),
    Subject(
        codons,
        [Case("two", "ATGCCC"), Case("a rest", "GATTACAGA"), Case("three", "TTTAAACCC")],
        """function(sequence) {
          i <- seq(1, nchar(sequence) - 2, by = 3)
          as.list(substring(sequence, i, i + 2))
        }""",
        [
            Mistake("takes four letters", ("i + 2", "i + 3"), "index", (), "1|2|3|index|one"),
            Mistake("begins at 0", ("seq(1,", "seq(0,"), "index", [None], "1|index|one|from 0"),
        ],
    ),
    Subject(
        mutation_share,
        [
            Case("one", "GATTACA", "GACTACA"),
            Case("many", "AACCGGTT", "AACGGCTA"),
            Case("all", "AAA", "CGT"),
        ],
        "function(a, b) mean(utf8ToInt(a) != utf8ToInt(b))",
        [
            Mistake(
                "counts",
                ("mean(", "sum("),
                "scaled",
                ["mean", "operation"],
                "length|element|mean|n",
            ),
            Mistake("counts what is equal", ("!=", "=="), "operation", (), "!=|==|equal"),
        ],
        {
            "mapply": """function(a, b) {
              s <- lapply(list(a, b), function(x) strsplit(x, '')[[1]])
              sum(mapply(`!=`, s[[1]], s[[2]])) / nchar(a)
            }"""
        },
    ),
    Subject(
        hardy_weinberg,
        [
            Case("balanced", 25.0, 50.0, 25.0),
            Case("rare", 90.0, 8.0, 2.0),
            Case("no hybrids", 30.0, 0.0, 10.0),
        ],
        """function(aa, ab, bb) {
          n <- aa + ab + bb
          p <- (2 * aa + ab) / (2 * n)
          c(p^2, 2 * p * (1 - p), (1 - p)^2) * n
        }""",
        [
            Mistake(
                "forgets 2 p q", ("2 * p * (1 - p)", "p * (1 - p)"), "operation", ["scaled"], "2"
            ),
            Mistake("divides by n", ("(2 * n)", "n"), "operation", (), "2"),
            Mistake("gives shares", (" * n\n", "\n"), "operation", ["scaled", "mean"], "n"),
            Mistake(
                "the other way round",
                """function(bb, ab, aa) {
                  n <- aa + ab + bb
                  p <- (2 * aa + ab) / (2 * n)
                  c(p^2, 2 * p * (1 - p), (1 - p)^2) * n
                }""",
                "reversed",
                ["arguments", "other order"],
                "rev|swap|order|argument",
            ),
        ],
    ),
]
