"""Classes and mutation: what is changed in place, and what is a copy."""

from __future__ import annotations

from typing import Any

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_X = np.array([3.0, 1.0, 2.0])
_M = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def _two_names(x: Any) -> Any:
    a = x.copy()
    b = a
    b[0] = 9.0
    return a


def _view_of_a_slice(x: Any) -> Any:
    a = x.copy()
    tail = a[1:]
    tail[:] = 0.0
    return a


def _copy_by_places(x: Any) -> Any:
    a = x.copy()
    some = a[[0, 1]]
    some[:] = 0.0
    return a


def _change_an_argument(x: Any) -> Any:
    def double(v: Any) -> None:
        v *= 2.0

    a = x.copy()
    double(a)
    return a


def _rebind_an_argument(x: Any) -> Any:
    def double(v: Any) -> Any:
        v = v * 2.0
        return v

    a = x.copy()
    double(a)
    return a


def _sort_in_place(x: Any) -> Any:
    a = x.copy()
    a.sort()
    return a


def _shared_rows(n: int, k: int) -> Any:
    rows = [[0.0] * k] * n
    rows[0][0] = 1.0
    return np.array(rows)


def _masked_change(x: Any) -> Any:
    a = x.copy()
    a[a < 0] *= -1.0
    return a


def _assign_a_row(m: Any, i: int, v: Any) -> Any:
    a = m.copy()
    a[i] = v
    return a


def _add_at(i: Any, n: int) -> Any:
    a = np.zeros(n)
    np.add.at(a, i, 1.0)
    return a


def _add_to_places(i: Any, n: int) -> Any:
    a = np.zeros(n)
    a[i] += 1.0
    return a


def _assign_to_integers(v: float) -> Any:
    a = np.array([1, 2, 3])
    a[0] = v
    return a


def _assign_none(d: Any) -> Any:
    e = dict(d)
    e["a"] = None
    return len(e)


def _delete_a_key(d: Any) -> Any:
    e = dict(d)
    del e["a"]
    return e


def _append_a_row(rows: Any, row: Any) -> Any:
    more = [*rows, row]
    return len(more)


def _update(params: Any, grads: Any, rate: float) -> Any:
    return {key: params[key] - rate * grads[key] for key in params}


def _change_in_a_dict(d: Any) -> Any:
    e = dict(d)
    e["w"] = e["w"] * 2.0
    return d["w"], e["w"]


def _object_with_state(x: Any) -> Any:
    class Counter:
        def __init__(self) -> None:
            self.total = 0.0

        def add(self, v: float) -> None:
            self.total += v

    counter = Counter()
    for v in x:
        counter.add(v)
    return counter.total


def _attribute_of_a_class(n: int) -> Any:
    class Net:
        layers: list[int] = []

    first, second = Net(), Net()
    for i in range(n):
        first.layers.append(i)
    return len(second.layers)


SECTION = Section(
    "Classes and mutation",
    [
        Entry(
            _two_names,
            "{\n  a <- x\n  a[1] <- 9\n  a\n}",
            cases=[Case("3 1 2", _X), Case("9 already", np.array([9.0, 1.0]))],
            trap="Two names are one array in Python; in R what is changed is a copy.",
            wrong=Wrong(
                "{\n  a <- x\n  b <- a\n  b[1] <- 9\n  a\n}", "x as it was", noticed=("3 1 2",)
            ),
            words=("alias", "reference", "copy", "assignment"),
        ),
        Entry(
            _view_of_a_slice,
            "{\n  a <- x\n  a[-1] <- 0\n  a\n}",
            cases=[Case("3 1 2", _X), Case("one", np.array([5.0]))],
            trap="A slice of NumPy is a view: what is written into it stands in the array.",
            wrong=Wrong(
                "{\n  a <- x\n  tail <- a[-1]\n  tail[] <- 0\n  a\n}",
                "x as it was",
                noticed=("3 1 2",),
            ),
            words=("view", "slice", "copy"),
        ),
        Entry(
            _copy_by_places,
            "x",
            cases=[Case("3 1 2", _X), Case("zeros", np.zeros(2))],
            trap="A list of places gives a copy, a slice a view: the array stays as it was.",
            wrong=Wrong("{\n  x[1:2] <- 0\n  x\n}", "0 0 2", noticed=("3 1 2",)),
            words=("fancy indexing", "view", "copy"),
        ),
        Entry(
            _change_an_argument,
            "{\n  double <- function(v) v * 2\n  a <- double(x)\n  a\n}",
            cases=[Case("3 1 2", _X), Case("zeros", np.zeros(2))],
            trap="No function in R changes the vector it is given: return it, and keep it.",
            wrong=Wrong(
                "{\n  double <- function(v) v <- v * 2\n  a <- x\n  double(a)\n  a\n}",
                "x as it was",
                noticed=("3 1 2",),
            ),
            words=("in place", "side effect", "pass by reference", "*="),
        ),
        Entry(
            _rebind_an_argument,
            "x",
            cases=[Case("3 1 2", _X), Case("zeros", np.zeros(2))],
            trap="`v *= 2` writes into the array, `v = v * 2` makes another one.",
            wrong=Wrong("x * 2", "6 2 4", noticed=("3 1 2",)),
            words=("in place", "rebinding", "+="),
        ),
        Entry(
            _sort_in_place,
            "sort(x)",
            cases=[Case("3 1 2", _X), Case("sorted", np.array([1.0, 2.0]))],
            trap="`a.sort()` sorts the array itself and gives None; `sort()` gives a sorted copy.",
            wrong=Wrong("{\n  sort(x)\n  x\n}", "x as it was", noticed=("3 1 2",)),
            words=("sort", "in place", "shuffle", "reverse"),
        ),
        Entry(
            _shared_rows,
            "{\n  m <- matrix(0, n, k)\n  m[, 1] <- 1\n  m\n}",
            cases=[Case("2 x 3", 2, 3), Case("one row", 1, 3)],
            trap="`[row] * n` is n times the same row, which R does not have.",
            wrong=Wrong(
                "{\n  m <- matrix(0, n, k)\n  m[1, 1] <- 1\n  m\n}",
                "a single 1",
                noticed=("2 x 3",),
            ),
            words=("list of lists", "shared reference", "replicate"),
        ),
        Entry(
            _masked_change,
            "{\n  i <- which(x < 0)\n  x[i] <- -x[i]\n  x\n}",
            cases=[Case("mixed", np.array([1.0, -2.0])), Case("NaN", np.array([np.nan, -1.0]))],
            trap="NA among the places is an error where several numbers are assigned.",
            wrong=Wrong(
                "{\n  x[x < 0] <- -x[x < 0]\n  x\n}",
                "an error: NAs are not allowed in subscripted assignments",
                noticed=("NaN",),
            ),
            words=("boolean mask", "assign", "subscripted assignments"),
        ),
        Entry(
            _assign_a_row,
            "{\n  m[i + 1, ] <- v\n  m\n}",
            cases=[
                Case("second row", _M, 1, np.array([7.0, 8.0, 9.0])),
                Case("one column", _M[:, :1], 1, np.array([7.0])),
            ],
            trap="One index into a matrix is an element, also where it is assigned to.",
            wrong=Wrong(
                "{\n  m[i + 1] <- v\n  m\n}",
                "one element changed, with a warning",
                noticed=("second row",),
            ),
            words=("assign row", "set item"),
        ),
        Entry(
            _add_to_places,
            "{\n  a <- numeric(n)\n  a[i + 1] <- a[i + 1] + 1\n  a\n}",
            cases=[
                Case("different places", np.array([0, 2]), 3),
                Case("a place twice", np.array([1, 1]), 3),
            ],
            trap="A place that stands twice is counted once, in R as in NumPy.",
            wrong=Wrong("tabulate(i + 1, n)", "2, not 1", noticed=("a place twice",)),
            words=("+=", "fancy indexing", "duplicate indices"),
        ),
        Entry(
            _add_at,
            "tabulate(i + 1, n)",
            cases=[
                Case("different places", np.array([0, 2]), 3),
                Case("a place twice", np.array([1, 1]), 3),
            ],
            trap="`np.add.at` adds as often as a place stands there; an assignment adds once.",
            wrong=Wrong(
                "{\n  a <- numeric(n)\n  a[i + 1] <- a[i + 1] + 1\n  a\n}",
                "1, not 2",
                noticed=("a place twice",),
            ),
            words=("add.at", "scatter", "embedding gradient", "rowsum", "tabulate"),
        ),
        Entry(
            _assign_to_integers,
            "replace(c(1L, 2L, 3L), 1, as.integer(v))",
            cases=[Case("5", 5.0), Case("2.7", 2.7)],
            trap="NumPy's arrays keep their type and cut what is put in; R's vectors do not.",
            wrong=Wrong("replace(c(1L, 2L, 3L), 1, v)", "2.7, not 2", noticed=("2.7",)),
            words=("dtype", "integer", "truncation", "coercion"),
        ),
        Entry(
            _assign_none,
            '{\n  d["a"] <- list(NULL)\n  length(d)\n}',
            cases=[Case("there", {"a": 1.0, "b": 2.0}), Case("not there", {"b": 2.0})],
            trap="To assign NULL deletes; a NULL in a list is assigned as `list(NULL)`.",
            wrong=Wrong(
                '{\n  d[["a"]] <- NULL\n  length(d)\n}',
                "one element fewer",
                noticed=("there", "not there"),
            ),
            words=("None", "NULL", "dict", "list"),
        ),
        Entry(
            _delete_a_key,
            '{\n  d[["a"]] <- NULL\n  d\n}',
            cases=[
                Case("two", {"a": 1.0, "b": 2.0}),
                Case("second", {"c": 3.0, "a": 1.0}),
            ],
            trap="A name cannot be indexed with a minus; NULL assigned to it deletes it.",
            wrong=Wrong("d[-1]", "the first deleted, whichever it is", noticed=("second",)),
            words=("del", "pop", "remove", "dict"),
        ),
        Entry(
            _append_a_row,
            "length(c(rows, list(row)))",
            cases=[
                Case("a row of two", [np.array([1.0, 2.0])], np.array([3.0, 4.0])),
                Case("a row of one", [np.array([1.0])], np.array([2.0])),
            ],
            trap="`c()` appends each element by itself unless they are wrapped in a list.",
            wrong=Wrong("length(c(rows, row))", "3, not 2", noticed=("a row of two",)),
            words=("append", "extend", "c", "list"),
        ),
        Entry(
            _update,
            "Map(function(p, g) p - rate * g, params, grads[names(params)])",
            cases=[
                Case("same order", {"W": _X, "b": 1.0}, {"W": _X, "b": 2.0}, 0.5),
                Case("other order", {"W": 3.0, "b": 1.0}, {"b": 2.0, "W": 4.0}, 0.5),
            ],
            trap="`Map()` and `mapply()` pair by position, whatever the names say.",
            wrong=Wrong(
                "Map(function(p, g) p - rate * g, params, grads)",
                "each parameter with another's gradient",
                noticed=("other order",),
            ),
            words=("dict comprehension", "gradient descent", "SGD", "Map", "parameters"),
        ),
        Entry(
            _change_in_a_dict,
            '{\n  e <- d\n  e[["w"]] <- e[["w"]] * 2\n  list(d[["w"]], e[["w"]])\n}',
            cases=[Case("vector", {"w": _X}), Case("zero", {"w": 0.0})],
            trap="To change an element of a list copies the list: no `copy.deepcopy` is needed.",
            wrong=Wrong(
                "{\n  e <- list2env(d)\n  e$w <- e$w * 2\n  list(e$w, e$w)\n}",
                "both doubled: an environment is shared",
                noticed=("vector",),
            ),
            words=("copy", "deepcopy", "environment", "reference"),
        ),
        Entry(
            _object_with_state,
            "{\n"
            "  Counter <- function() {\n"
            "    total <- 0\n"
            "    add <- function(v) total <<- total + v\n"
            "    list(add = add, total = function() total)\n"
            "  }\n"
            "  counter <- Counter()\n"
            "  for (v in x) counter$add(v)\n"
            "  counter$total()\n"
            "}",
            cases=[Case("3 1 2", _X), Case("nothing added", np.array([]))],
            trap="A list that a method changes is the method's own; state lives in an environment.",
            wrong=Wrong(
                "{\n"
                "  counter <- list(total = 0)\n"
                "  add <- function(self, v) self$total <- self$total + v\n"
                "  for (v in x) add(counter, v)\n"
                "  counter$total\n"
                "}",
                "0",
                noticed=("3 1 2",),
            ),
            words=("class", "self", "object", "method", "R6", "S3", "state"),
        ),
        Entry(
            _attribute_of_a_class,
            "{\n"
            "  shared <- new.env()\n"
            "  shared$layers <- c()\n"
            "  first <- second <- shared\n"
            "  for (i in seq_len(n)) first$layers <- c(first$layers, i)\n"
            "  length(second$layers)\n"
            "}",
            cases=[Case("two", 2), Case("none", 0)],
            trap="A list in a class belongs to all its objects; R shares environments alone.",
            wrong=Wrong(
                "{\n"
                "  first <- second <- list(layers = c())\n"
                "  for (i in seq_len(n)) first$layers <- c(first$layers, i)\n"
                "  length(second$layers)\n"
                "}",
                "0",
                noticed=("two",),
            ),
            words=("class attribute", "static", "environment", "shared state"),
        ),
    ],
)
