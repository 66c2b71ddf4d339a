"""Functions whose ports remember, or leave to chance, what they should not."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def centred(x):
    return x - np.mean(x)


def running_total(x):
    return np.cumsum(x)


def numbered(names):
    return [f"{i}:{name}" for i, name in enumerate(names)]


def two_clusters(x, steps=8):
    centres = np.array([x.min(), x.max()])
    for _ in range(steps):
        nearer = np.abs(x - centres[0]) <= np.abs(x - centres[1])
        centres = np.array([x[nearer].mean(), x[~nearer].mean()])
    return centres


def noiseless_line(x, slope, intercept):
    return slope * x + intercept


def folds(n, k):
    return np.arange(n) % k


NUMBERS = [
    Case("three", np.array([1.0, 4.0, 7.0])),
    Case("normal", normal(8, seed=1)),
    Case("prices", uniform(5, seed=2, low=10.0, high=20.0)),
]

SUBJECTS = [
    Subject(
        centred,
        NUMBERS,
        "function(x) x - mean(x)",
        [
            Mistake(
                "learns the mean again from what it has centred",
                """local({
                  shift <- 0
                  function(x) {
                    shift <<- shift + mean(x)
                    x - shift
                  }
                })""",
                "first call",
                (),
                "first|call|<<-",
            ),
            Mistake(
                "subtracts the median",
                ("mean(x)", "median(x)"),
                "operation",
                ["shifted"],
                "mean|median",
            ),
        ],
        {
            "a cache that is right": """local({
              known <- new.env()
              function(x) {
                key <- paste(format(x, digits = 17), collapse = " ")
                if (is.null(known[[key]])) assign(key, sum(x) / length(x), envir = known)
                x - get(key, envir = known)
              }
            })""",
        },
    ),
    Subject(
        running_total,
        NUMBERS,
        "function(x) cumsum(x)",
        [
            Mistake(
                "goes on from the last call",
                """local({
                  total <- 0
                  function(x) sapply(x, function(value) total <<- total + value)
                })""",
                "first call",
                (),
                "first|call|<<-",
            ),
            Mistake(
                "from the end",
                ("cumsum(x)", "rev(cumsum(rev(x)))"),
                "reversed",
                ["operation"],
                "rev",
            ),
        ],
        {
            "on.exit": """function(x) {
              old <- options(digits = 3)
              on.exit(options(old))
              total <- 0
              for (i in seq_along(x)) {
                total <- total + x[i]
                x[i] <- total
              }
              x
            }""",
        },
    ),
    Subject(
        numbered,
        [Case("three", ["a", "b", "c"]), Case("two", ["left", "right"]), Case("one", ["x"])],
        'function(names) as.list(paste0(seq_along(names) - 1, ":", unlist(names)))',
        [
            Mistake(
                "counts from 1",
                ("seq_along(names) - 1", "seq_along(names)"),
                "index",
                ["shifted"],
                "1|from 0",
            ),
            Mistake(
                "counts on",
                """local({
                  i <- -1
                  function(names) {
                    lapply(names, function(name) {
                      i <<- i + 1
                      paste0(i, ":", name)
                    })
                  }
                })""",
                "first call",
                (),
                "first|call|<<-",
            ),
        ],
    ),
    Subject(
        two_clusters,
        [
            Case("apart", np.concatenate([normal(8, seed=3), normal(8, seed=4, mean=6.0)])),
            Case("near", uniform(15, seed=5)),
            Case("few", np.array([1.0, 2.0, 9.0, 10.0])),
        ],
        """function(x, steps = 8) {
          centres <- range(x)
          for (step in seq_len(steps)) {
            nearer <- abs(x - centres[1]) <= abs(x - centres[2])
            centres <- c(mean(x[nearer]), mean(x[!nearer]))
          }
          centres
        }""",
        [
            Mistake("starts at random", ("range(x)", "sample(x, 2)"), "random", (), "random|seed"),
            Mistake(
                "takes medians",
                (
                    "c(mean(x[nearer]), mean(x[!nearer]))",
                    "c(median(x[nearer]), median(x[!nearer]))",
                ),
                "operation",
                (),
                "mean|median",
            ),
        ],
    ),
    Subject(
        noiseless_line,
        [
            Case("three", np.arange(3.0), 2.0, 1.0),
            Case("many", normal(9, seed=6), -0.5, 3.0),
            Case("flat", normal(4, seed=7), 0.0, 1.5),
        ],
        "function(x, slope, intercept) slope * x + intercept",
        [
            Mistake(
                "adds noise",
                ("+ intercept", "+ intercept + rnorm(length(x), sd = 0.01)"),
                "random",
                (),
                "random|seed|rnorm",
            ),
            Mistake(
                "swaps slope and intercept",
                "function(x, intercept, slope) slope * x + intercept",
                "arguments",
                (),
                "swap|order|argument",
            ),
        ],
        {"predict": "function(x, slope, intercept) as.vector(cbind(intercept, x) %*% c(1, slope))"},
    ),
    Subject(
        folds,
        [Case("ten by three", 10, 3), Case("four by two", 4, 2), Case("seven by seven", 7, 7)],
        "function(n, k) (seq_len(n) - 1) %% k",
        [
            Mistake(
                "shuffles",
                ("(seq_len(n) - 1) %% k", "sample((seq_len(n) - 1) %% k)"),
                "random",
                (),
                "random|seed|sample",
            ),
            Mistake(
                "counts from 1",
                ("(seq_len(n) - 1) %% k", "(seq_len(n) - 1) %% k + 1"),
                "shifted",
                ["index"],
                "1",
            ),
            Mistake(
                "in blocks",
                ("(seq_len(n) - 1) %% k", "sort((seq_len(n) - 1) %% k)"),
                "other order",
                ["operation"],
                "order|sort",
            ),
        ],
        {"rep_len": "function(n, k, ...) rep_len(0:(k - 1), length.out = n)"},
    ),
]
