"""Control flow and functions."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_X = np.array([3.0, 1.0, 2.0])
_NONE = np.array([])


def _loop_over_places(x: Any) -> Any:
    total = 0.0
    for i in range(len(x)):
        total += x[i]
    return total


def _loop_backwards(x: Any) -> Any:
    s = 0.0
    for i in range(len(x) - 1, -1, -1):
        s = 0.5 * s + x[i]
    return s


def _assign_two_at_once(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def _closures_in_a_loop(x: float, n: int) -> Any:
    functions: list[Any] = [lambda v: v + i for i in range(n)]  # noqa: B023 - it is what is shown
    return np.array([f(x) for f in functions])


def _mutable_default(x: Any) -> Any:
    def remember(v: float, kept: list[float] = []) -> int:  # noqa: B006 - it is what is shown
        kept.append(v)
        return len(kept)

    return np.array([remember(v) for v in x])


def _default_from_outside(x: float) -> float:
    rate = 2.0

    def scaled(v: float, by: float = rate) -> float:
        return v * by

    rate = 10.0
    return scaled(x)


def _variable_outside(x: Any) -> Any:
    steps = 0

    def step(v: float) -> None:
        nonlocal steps
        steps += 1

    for v in x:
        step(v)
    return steps


def _assign_to_the_loop_variable(n: int) -> Any:
    seen = []
    for i in range(n):
        seen.append(i)
        i = i + 10
    return np.array(seen)


def _first_negative(x: Any) -> Any:
    for i, v in enumerate(x):
        if v < 0:
            return i
    return None


def _while_loop(x: float) -> int:
    n = 0
    while x > 1:
        x, n = x / 2, n + 1
    return n


SECTION = Section(
    "Control flow and functions",
    [
        Entry(
            _loop_over_places,
            "{\n  total <- 0\n  for (i in seq_along(x)) total <- total + x[i]\n  total\n}",
            cases=[Case("three", _X), Case("none", _NONE)],
            trap="`1:length(x)` is 1 0 for an empty vector: the loop runs twice.",
            wrong=Wrong(
                "{\n  total <- 0\n  for (i in 1:length(x)) total <- total + x[i]\n  total\n}",
                "an empty vector, not 0",
                noticed=("none",),
            ),
            words=("for", "range", "seq_along", "seq_len"),
        ),
        Entry(
            _loop_backwards,
            "{\n  s <- 0\n  for (i in rev(seq_along(x))) s <- 0.5 * s + x[i]\n  s\n}",
            cases=[Case("three", _X), Case("none", _NONE)],
            trap="`length(x):1` of nothing is 0 1.",
            wrong=Wrong(
                "{\n  s <- 0\n  for (i in length(x):1) s <- 0.5 * s + x[i]\n  s\n}",
                "an empty vector, not 0",
                noticed=("none",),
            ),
            words=("for", "reversed", "backpropagation", "range(n - 1, -1, -1)"),
        ),
        Entry(
            _while_loop,
            "{\n  n <- 0\n  while (x > 1) {\n    x <- x / 2\n    n <- n + 1\n  }\n  n\n}",
            cases=[Case("1,000", 1000.0), Case("1", 1.0)],
            trap="`repeat` runs before it asks, `while` asks first, as in Python.",
            wrong=Wrong(
                "{\n  n <- 0\n  repeat {\n    x <- x / 2\n    n <- n + 1\n"
                "    if (x <= 1) break\n  }\n  n\n}",
                "1, not 0",
                noticed=("1",),
            ),
            words=("while", "repeat", "break", "until"),
        ),
        Entry(
            _assign_two_at_once,
            "{\n  a <- 0\n  b <- 1\n  for (i in seq_len(n)) {\n"
            "    both <- c(b, a + b)\n    a <- both[1]\n    b <- both[2]\n  }\n  a\n}",
            cases=[Case("none", 0), Case("first", 1), Case("tenth", 10)],
            trap="Python has all of the right side before it assigns; R assigns in turn.",
            wrong=Wrong(
                "{\n  a <- 0\n  b <- 1\n  for (i in seq_len(n)) {\n"
                "    a <- b\n    b <- a + b\n  }\n  a\n}",
                "512, not 55",
                noticed=("tenth",),
            ),
            words=("tuple assignment", "swap", "unpacking", "simultaneous"),
        ),
        Entry(
            _assign_to_the_loop_variable,
            "{\n  seen <- c()\n  for (i in seq_len(n) - 1) {\n"
            "    seen <- c(seen, i)\n    i <- i + 10\n  }\n  seen\n}",
            cases=[Case("three", 3), Case("one", 1)],
            trap="The next turn takes the next element, whatever became of `i`, in both.",
            wrong=Wrong(
                "{\n  seen <- c()\n  i <- 0\n  while (i < n) {\n"
                "    seen <- c(seen, i)\n    i <- i + 10\n  }\n  seen\n}",
                "0 alone",
                noticed=("three",),
            ),
            words=("loop variable", "for"),
        ),
        Entry(
            _first_negative,
            "{\n  i <- which(x < 0)\n  if (length(i) > 0) i[1] - 1\n}",
            cases=[
                Case("third", np.array([1.0, 2.0, -3.0, -4.0])),
                Case("none", np.array([1.0, 2.0])),
            ],
            trap="`which()[1]` of nothing is NA; `if` without `else` gives NULL, which is None.",
            wrong=Wrong("which(x < 0)[1] - 1", "NA", noticed=("none",)),
            words=("enumerate", "next", "find first", "break"),
        ),
        Entry(
            lambda c, a, b: a if c else b,
            "if (c) a else b",
            cases=[
                Case("numbers", True, 1.0, 2.0),
                Case("vectors", True, np.array([1.0, 2.0]), np.array([3.0, 4.0])),
            ],
            trap="`ifelse()` gives as many elements as the condition has: here one.",
            wrong=Wrong("ifelse(c, a, b)", "the first element only", noticed=("vectors",)),
            words=("ternary", "conditional expression", "ifelse"),
        ),
        Entry(
            lambda x: np.where(x > 0, x, 0.0),
            "ifelse(!is.na(x) & x > 0, x, 0)",
            cases=[
                Case("vector", np.array([1.0, -2.0])),
                Case("matrix", np.array([[1.0, -2.0], [-3.0, 4.0]])),
                Case("NaN", np.array([np.nan, 1.0])),
            ],
            trap="A comparison with NaN is false in Python, in R it is NA, as is the answer.",
            wrong=Wrong("ifelse(x > 0, x, 0)", "NA, not 0", noticed=("NaN",)),
            words=("ifelse", "select", "relu", "condition"),
        ),
        Entry(
            lambda x: np.array([1.0 if v > 0 else -1.0 for v in x]),
            "ifelse(x > 0, 1, -1)",
            cases=[Case("three", np.array([1.0, -2.0, 3.0])), Case("one", np.array([5.0]))],
            trap="`if` takes one condition; R before 4.2 took the first of several.",
            wrong=Wrong("if (x > 0) 1 else -1", "an error, or one number", noticed=("three",)),
            words=("vectorize", "condition has length > 1", "sign", "list comprehension"),
        ),
        Entry(
            lambda x, t: 1.0 if x > t else 0.0,
            "if (isTRUE(x > t)) 1 else 0",
            cases=[Case("larger", 2.0, 1.0), Case("smaller", 0.0, 1.0), Case("NaN", np.nan, 1.0)],
            trap="`if (NA)` is an error in R; a comparison with NaN is false in Python.",
            wrong=Wrong(
                "if (x > t) 1 else 0",
                "an error: missing value where TRUE/FALSE needed",
                noticed=("NaN",),
            ),
            words=("if", "NaN", "isTRUE", "missing value where TRUE/FALSE needed"),
        ),
        Entry(
            lambda x: x or 1.0,
            "if (is.null(x) || x == 0) 1 else x",
            cases=[Case("given", 3.0), Case("None", None), Case("zero", 0.0)],
            trap="`or` takes the default for 0 too, which `%||%` and `is.null()` do not.",
            wrong=Wrong("if (is.null(x)) 1 else x", "0", noticed=("zero",)),
            words=("default", "None", "NULL", "falsy", "coalesce"),
        ),
        Entry(
            lambda x: np.array([v * v for v in x]),
            "vapply(x, function(v) v * v, 0)",
            cases=[Case("three", _X), Case("none", _NONE)],
            trap="`sapply()` of nothing is an empty list; `vapply()` is told what to give.",
            wrong=Wrong("sapply(x, function(v) v * v)", "`list()`", noticed=("none",)),
            words=("list comprehension", "map", "sapply", "vapply"),
        ),
        Entry(
            lambda x: np.array([[v, v * v] for v in x]),
            "t(vapply(x, function(v) c(v, v * v), c(0, 0)))",
            cases=[Case("three", _X), Case("2 and 4", np.array([2.0, 4.0]))],
            trap="`sapply()` and `vapply()` put each result into a column, NumPy into a row.",
            wrong=Wrong(
                "sapply(x, function(v) c(v, v * v))", "the answer transposed", noticed=("three",)
            ),
            words=("list comprehension", "rows", "sapply", "rbind"),
        ),
        Entry(
            lambda x, y: np.array([a * b for a, b in zip(x, y)]),  # noqa: B905
            "{\n  n <- seq_len(min(length(x), length(y)))\n  x[n] * y[n]\n}",
            cases=[
                Case("2 and 2", np.array([1.0, 2.0]), np.array([3.0, 4.0])),
                Case("4 and 2", np.array([1.0, 2.0, 5.0, 6.0]), np.array([3.0, 4.0])),
            ],
            trap="`zip` stops with the shorter one, `mapply()` and `Map()` recycle it.",
            wrong=Wrong("mapply(`*`, x, y)", "four products", noticed=("4 and 2",)),
            words=("zip", "mapply", "Map", "pairs"),
        ),
        Entry(
            lambda x: functools.reduce(lambda a, b: a * 10 + b, x, 0.0),
            "Reduce(function(a, b) a * 10 + b, x, 0)",
            cases=[Case("three", _X), Case("none", _NONE)],
            trap="Without a start `Reduce()` of nothing is NULL, where Python raises.",
            wrong=Wrong("Reduce(function(a, b) a * 10 + b, x)", "NULL", noticed=("none",)),
            words=("reduce", "fold", "accumulate"),
        ),
        Entry(
            lambda x: np.maximum.accumulate(x),
            "cummax(x)",
            cases=[Case("three", _X), Case("growing", np.array([1.0, 2.0, 3.0]))],
            trap="`pmax(x)` of one vector is that vector.",
            wrong=Wrong("pmax(x)", "x itself", noticed=("three",)),
            words=("running maximum", "cummin", "accumulate", "drawdown"),
        ),
        Entry(
            _closures_in_a_loop,
            "{\n  functions <- list()\n"
            "  for (i in seq_len(n) - 1) functions[[i + 1]] <- function(v) v + i\n"
            "  vapply(functions, function(f) f(x), 0)\n}",
            cases=[Case("three functions", 1.0, 3), Case("one function", 1.0, 1)],
            trap="Functions made in a loop share its `i`; those of `lapply()` do not.",
            wrong=Wrong(
                "{\n  functions <- lapply(seq_len(n) - 1, function(i) function(v) v + i)\n"
                "  vapply(functions, function(f) f(x), 0)\n}",
                "1 2 3, which is what was meant, but not what Python gives",
                noticed=("three functions",),
            ),
            words=("closure", "lambda", "late binding", "lapply", "force"),
        ),
        Entry(
            _mutable_default,
            "{\n  kept <- c()\n"
            "  remember <- function(v) {\n    kept <<- c(kept, v)\n    length(kept)\n  }\n"
            "  vapply(x, remember, 0L)\n}",
            cases=[Case("three", _X), Case("one", np.array([5.0]))],
            trap="A default is made once in Python, at each call in R.",
            wrong=Wrong(
                "{\n  remember <- function(v, kept = c()) {\n"
                "    kept <- c(kept, v)\n    length(kept)\n  }\n"
                "  vapply(x, remember, 0L)\n}",
                "1 each time",
                noticed=("three",),
            ),
            words=("mutable default argument", "static variable", "cache"),
        ),
        Entry(
            _default_from_outside,
            "{\n  rate <- 2\n  early <- rate\n"
            "  scaled <- function(v, by = early) v * by\n  rate <- 10\n  scaled(x)\n}",
            cases=[Case("3", 3.0), Case("zero", 0.0)],
            trap="R looks at a default when it is needed, Python when the function is defined.",
            wrong=Wrong(
                "{\n  rate <- 2\n  scaled <- function(v, by = rate) v * by\n"
                "  rate <- 10\n  scaled(x)\n}",
                "30, not 6",
                noticed=("3",),
            ),
            words=("default argument", "lazy evaluation", "promise"),
        ),
        Entry(
            _variable_outside,
            "{\n  steps <- 0\n  step <- function(v) steps <<- steps + 1\n"
            "  for (v in x) step(v)\n  steps\n}",
            cases=[Case("three", _X), Case("none", _NONE)],
            trap="`<-` in a function makes a variable of its own; without `nonlocal` Python stops.",
            wrong=Wrong(
                "{\n  steps <- 0\n  step <- function(v) steps <- steps + 1\n"
                "  for (v in x) step(v)\n  steps\n}",
                "0",
                noticed=("three",),
            ),
            words=("nonlocal", "global", "scope", "<<-", "counter"),
        ),
        Entry(
            lambda d: sum(d.values()),
            "sum(unlist(d))",
            cases=[Case("two", {"a": 1.0, "b": 2.0}), Case("arrays", {"a": 1.5})],
            trap="R's lists are no vectors: `unlist()` makes one, also of nested ones.",
            wrong=Wrong(
                "sum(d)", "an error: invalid 'type' (list) of argument", noticed=("two", "arrays")
            ),
            words=("dict", "values", "unlist", "do.call"),
        ),
    ],
)
