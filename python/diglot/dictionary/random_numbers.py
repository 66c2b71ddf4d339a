"""Random numbers: the streams that both languages can share.

NumPy's legacy generator is in the R edition of `scratchnet`, as `random_state(seed)`; R's own
`set.seed` starts other streams, from which only distributions can be compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.paths import R_EDITION
from diglot.twin import Case

_STREAM: dict[str, Any] = {"r_files": [R_EDITION]}
_SEEDS = [Case("seed 0", 0, 5), Case("seed 42", 42, 4)]
_BOTH = ("seed 0", "seed 42")
_TEN = np.arange(10.0, 20.0)


def _shuffled(seed: int, x: Any) -> Any:
    x = x.copy()
    np.random.RandomState(seed).shuffle(x)
    return x


SECTION = Section(
    "Random numbers",
    [
        Entry(
            lambda seed, n: np.random.RandomState(seed).randn(n),
            "random_state(seed)$randn(n)",
            cases=_SEEDS,
            trap="One seed is another stream in R: `rnorm` inverts where NumPy takes polar pairs.",
            wrong=Wrong("{ set.seed(seed); rnorm(n) }", "other numbers", noticed=_BOTH),
            words=("seed", "normal", "rnorm", "set.seed"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, n: np.random.RandomState(seed).rand(n),
            "random_state(seed)$rand(n)",
            cases=_SEEDS,
            trap="Both are Mersenne Twisters, but seeded otherwise, and `runif` has 32 bits of 53.",
            wrong=Wrong("{ set.seed(seed); runif(n) }", "other numbers", noticed=_BOTH),
            words=("seed", "uniform", "runif", "Mersenne Twister"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, rows, columns: np.random.RandomState(seed).randn(rows, columns),
            "random_state(seed)$randn(rows, columns)",
            cases=[Case("2 x 3", 0, 2, 3), Case("one row", 0, 1, 4), Case("one column", 0, 3, 1)],
            trap="NumPy fills rows first, `matrix` columns first.",
            wrong=Wrong(
                "matrix(random_state(seed)$randn(rows * columns), rows)",
                "the right numbers in the wrong places",
                noticed=("2 x 3",),
            ),
            words=("weights", "matrix", "byrow", "order in memory"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, n: np.random.RandomState(seed).randint(0, 10, n),
            "random_state(seed)$randint(0, 10, n)",
            cases=_SEEDS,
            trap="NumPy leaves the upper end out: `sample(0:10)` has 11 numbers.",
            wrong=Wrong(
                "{ set.seed(seed); sample(0:9, n, replace = TRUE) }",
                "other numbers",
                noticed=_BOTH,
            ),
            words=("integers", "sample", "randint"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, mean, sd, n: np.random.RandomState(seed).normal(mean, sd, n),
            "random_state(seed)$normal(mean, sd, n)",
            cases=[Case("moved", 1, 5.0, 2.0, 4), Case("standard", 1, 0.0, 1.0, 4)],
            trap="NumPy has n last, `rnorm` first; both take the deviation, not the variance.",
            wrong=Wrong(
                "mean + sd^2 * random_state(seed)$randn(n)", "another spread", noticed=("moved",)
            ),
            words=("normal", "rnorm", "loc", "scale"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, x, k: x[np.random.RandomState(seed).permutation(len(x))[:k]],
            "x[random_state(seed)$permutation(length(x))[seq_len(k)] + 1]",
            cases=[Case("3 of 10", 0, _TEN, 3), Case("all", 3, _TEN, 10)],
            trap="Index 0 gives nothing in R, no error: one element is missing now and then.",
            wrong=Wrong(
                "x[random_state(seed)$permutation(length(x))[seq_len(k)]]",
                "each element's neighbour, and none for 0",
                noticed=("3 of 10", "all"),
            ),
            words=("permutation", "train and test", "split", "subset"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, x: _shuffled(seed, x),
            "random_state(seed)$shuffle(x)",
            cases=[Case("ten", 0, _TEN), Case("one", 0, _TEN[:1])],
            trap="`sample(x)` of a single number shuffles 1 to that number.",
            wrong=Wrong(
                "{ set.seed(seed); sample(x) }", "10 numbers for one", noticed=("ten", "one")
            ),
            words=("shuffle", "sample", "in place"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, x, n: np.random.RandomState(seed).choice(x, n),
            "random_state(seed)$choice(x, n)",
            cases=[Case("of ten", 0, _TEN, 6), Case("of two", 1, _TEN[:2], 3)],
            trap="`choice` puts back by default, `sample` does not.",
            wrong=Wrong(
                "{ set.seed(seed); sample(x, n) }",
                "other numbers, none of them twice; an error if n is larger",
                noticed=("of ten", "of two"),
            ),
            words=("sample", "bootstrap", "replace"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, p, n: np.random.RandomState(seed).choice(len(p), n, p=p),
            "random_state(seed)$choice(length(p), n, p = p)",
            cases=[
                Case("three", 0, np.array([0.2, 0.5, 0.3]), 6),
                Case("two", 5, np.array([0.9, 0.1]), 5),
            ],
            trap="NumPy demands a sum of 1; `sample` divides by it, whatever it is.",
            words=("weights", "prob", "categorical"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, x, n: x[np.random.RandomState(seed).randint(0, len(x), (n, len(x)))].mean(
                1
            ),
            "{ i <- random_state(seed)$randint(0, length(x), c(n, length(x))) + 1;"
            " rowMeans(matrix(x[i], n)) }",
            cases=[Case("5 resamples", 0, _TEN, 5), Case("one", 0, _TEN, 1)],
            trap="A matrix of indices gives a matrix in NumPy, a plain vector in R.",
            wrong=Wrong(
                "{ i <- random_state(seed)$randint(0, length(x), c(n, length(x))) + 1;"
                " mean(x[i]) }",
                "the mean of all resamples together",
                noticed=("5 resamples",),
            ),
            words=("bootstrap", "resampling", "fancy indexing"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, p, shape: np.random.RandomState(seed).rand(*shape) > p,
            "random_state(seed)$random_sample(shape) > p",
            cases=[
                Case("half", 0, 0.5, np.array([2, 3])),
                Case("a tenth", 1, 0.1, np.array([3, 2])),
            ],
            trap="The shape is several arguments of `rand`, one vector of `random_sample`.",
            wrong=Wrong(
                "array(random_state(seed)$rand(prod(shape)), shape) > p",
                "the mask in the wrong order",
                noticed=("half", "a tenth"),
            ),
            words=("dropout", "mask", "Bernoulli"),
            demands=_STREAM,
        ),
        Entry(
            lambda seed, rate, n: stats.expon.ppf(np.random.RandomState(seed).rand(n)) / rate,
            "qexp(random_state(seed)$rand(n), rate)",
            cases=[Case("rate 1", 0, 1.0, 4), Case("rate 3", 7, 3.0, 4)],
            trap="A stream of any distribution is shared through its quantiles: q of uniforms.",
            wrong=Wrong(
                "{ set.seed(seed); rexp(n, rate) }",
                "other numbers of the same distribution",
                noticed=("rate 1", "rate 3"),
            ),
            words=("inverse transform", "exponential", "rexp", "stream"),
            demands=_STREAM,
        ),
    ],
)
