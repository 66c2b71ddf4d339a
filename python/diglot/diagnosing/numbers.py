"""The numbers that a function is written with: constants and defaults that may be others."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from diglot.diagnosing import r_semantics
from diglot.diagnosing.changes.operations import another_constant, constant_at, is_constant
from diglot.diagnosing.diagnosis import Suspect
from diglot.diagnosing.rewriting import Patch, R, Source, patched
from diglot.diagnosing.sites import Site, sites
from diglot.diagnosing.variants import as_default, defaults_of, functions_of, made
from diglot.judging.lifting import NoSource

# The original calls few functions that have constants; a network of many layers has more.
_MOST = 60


@dataclass(frozen=True)
class Number:
    """A number in the source of a function.

    Attributes
    ----------
    value : float or int
        What it is.
    function : callable
        Gives the original with another number in its place, which is good until it is asked again.
    suspect : callable
        Gives the mistake of having that number there.
    """

    value: Any
    function: Callable[[float], Callable[..., Any]]
    suspect: Callable[[Any], Suspect]


def numbers(original: Callable[..., Any]) -> Iterator[Number]:
    """Give the defaults and constants of a function, and of those that it calls."""
    count = 0
    for function in functions_of(original):
        found = [*_defaults(original, function)]
        with suppress(NoSource, RecursionError):
            found += _constants(original, Source(function))
        for number in found:
            yield number
            count += 1
            if count >= _MOST:
                return


def _defaults(original: Callable[..., Any], function: FunctionType) -> Iterator[Number]:
    for name, value in defaults_of(function):
        if type(value) in (int, float):
            yield _default(original, function, name, value)


def _default(original: Callable[..., Any], function: FunctionType, name: str, value: Any) -> Number:
    return Number(
        value,
        lambda other: patched(original, Patch(function, defaults={name: other})),
        lambda other: made(original, function, as_default(name, value, other)),
    )


def _constants(original: Callable[..., Any], source: Source) -> Iterator[Number]:
    return (_constant(original, source, site) for site in sites(source) if is_constant(site))


def _constant(original: Callable[..., Any], source: Source, site: Site) -> Number:
    return Number(
        constant_at(site),
        _with_free_number(original, source, site),
        lambda other: made(original, source, another_constant(site, other)),
    )


def _with_free_number(
    original: Callable[..., Any], source: Source, site: Site
) -> Callable[[float], Callable[..., Any]]:
    """Read the number where it can be changed, so that one change of the source will do."""
    numbers_of_r = ast.Attribute(ast.Name(R, ast.Load()), "FREE", ast.Load())
    place = ast.Subscript(numbers_of_r, ast.Constant(0), ast.Load())
    free = site.change("operation", "", place, "")
    changed = patched(original, Patch(source.function, source.changed(free)))

    def function(number: float) -> Callable[..., Any]:
        r_semantics.FREE[0] = number
        return changed

    return function
