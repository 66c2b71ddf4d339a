"""Of several broken twins the one that the others stand on; of several outputs the first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from diglot.bridge.problems import RProblem
from diglot.bridge.process import RProcess
from diglot.judging.verdict import Verdict
from diglot.twin import Twin

# The functions of the user that an expression names, and all that these reach, however many calls
# lie between; a generic reaches its methods. What stands in a namespace is a package's own.
_CALLS = """
function(text) {
  home <- parent.env(environment())
  own <- function(name) {
    f <- get0(name, mode = "function")
    if (is.null(f) || is.primitive(f) || isNamespace(topenv(environment(f)))) NULL else f
  }
  named_by <- function(names) {
    generic <- vapply(names, function(name) {
      f <- get0(name, mode = "function")
      !is.null(f) && "UseMethod" %in% all.names(body(f))
    }, NA)
    starts <- paste0(names[generic], ".")
    methods <- Filter(function(name) any(startsWith(name, starts)), ls(home))
    Filter(function(name) !is.null(own(name)), unique(c(names, methods)))
  }
  # What the expression itself makes is another function of that name.
  tokens <- utils::getParseData(parse(text = text, keep.source = TRUE))
  tokens <- tokens[tokens$terminal, ]
  made <- tokens$text[which(tokens$token == "LEFT_ASSIGN") - 1L]
  # A function may be got by its name, too.
  strings <- gsub("^.|.$", "", tokens$text[tokens$token == "STR_CONST"])
  direct <- named_by(setdiff(c(all.names(parse(text = text), unique = TRUE), strings), made))
  reached <- character()
  waiting <- direct
  while (length(waiting) > 0L) {
    reached <- c(reached, waiting[1L])
    names <- named_by(all.names(body(own(waiting[1L])), unique = TRUE))
    waiting <- union(waiting[-1L], setdiff(names, c(reached, waiting)))
  }
  list(direct = direct, reached = reached)
}
"""


def roots(broken: Sequence[Twin], r: RProcess) -> dict[str, str]:
    """Tell which broken twins stand on another one, that is, call its function.

    Parameters
    ----------
    broken : sequence of Twin
        The twins that disagree.
    r : RProcess
        Knows what the ports call; where it does not tell, the originals do.

    Returns
    -------
    dict of str to str
        For each twin that stands on others the name of the lowest one.
    """
    below = _below_in_r(broken, r)
    for twin in broken:
        if twin.name not in below:
            below[twin.name] = _below_in_python(twin, broken)
    found = {}
    for twin in broken:
        lower = [name for name in below[twin.name] if twin.name not in below[name]]
        # The lowest stands on fewest others; of several the first.
        if lower:
            found[twin.name] = min(lower, key=lambda name: len(below[name]))
    return found


def _below_in_r(broken: Sequence[Twin], r: RProcess) -> dict[str, list[str]]:
    """Name for each twin the others whose R functions it reaches; leave out what R cannot tell."""
    calls = {}
    for twin in broken:
        files = [Path(file) for file in twin.r_files]
        try:
            value = r.call(_CALLS, [twin.r], files=files).value
        except (RProblem, TypeError, ValueError):
            continue
        direct, reached = (set(map(str, value[key])) for key in ("direct", "reached"))
        if direct:
            calls[twin.name] = direct, reached
    return {
        name: [other for other, (theirs, _) in calls.items() if other != name and theirs <= reached]
        for name, (_, reached) in calls.items()
    }


# ---- Python --------------------------------------------------------------------------------------


def _below_in_python(twin: Twin, broken: Sequence[Twin]) -> list[str]:
    reached = {id(function) for function in _reached(inspect.unwrap(twin.python))}
    return [
        other.name
        for other in broken
        if other is not twin and id(inspect.unwrap(other.python)) in reached
    ]


def _reached(function: Callable[..., Any]) -> list[FunctionType]:
    """Give the functions that one names, and those that they name."""
    found: list[FunctionType] = []
    waiting = list(_named(function))
    while waiting:
        inner = waiting.pop()
        if inner not in found:
            found.append(inner)
            waiting += _named(inner)
    return found


def _named(function: Callable[..., Any]) -> Iterator[FunctionType]:
    if not isinstance(function, FunctionType):
        return
    known = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            known[name] = cell.cell_contents
        except ValueError:  # nothing is in it yet
            continue
    for name in {*_names(function.__code__), *function.__code__.co_freevars}:
        inner = inspect.unwrap(known[name]) if callable(known.get(name)) else None
        if isinstance(inner, FunctionType):
            yield inner


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


# ---- Outputs -------------------------------------------------------------------------------------


def first_wrong(verdicts: Sequence[Verdict]) -> str | None:
    """Name the first output, in the order in which they are given, that disagrees in any case.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Those of one twin.

    Returns
    -------
    str or None
        None where nothing disagrees, or a case has but one output: then nothing comes first.
    """
    cases: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        cases.setdefault(verdict.case, []).append(verdict)
    places = [
        (place, verdict.output)
        for case in cases.values()
        for place, verdict in enumerate(case)
        if verdict.status == "disagree" and len(case) > 1
    ]
    return min(places)[1] if places else None
