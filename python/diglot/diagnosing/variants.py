"""A function's variants: the mistakes of porting, as the original with one small change each."""

from __future__ import annotations

import ast
import inspect
import os
import re
import sys
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite
from types import FunctionType, MethodType, ModuleType
from typing import Any

from diglot.diagnosing.changes import (
    axes,
    calls,
    counts,
    habits,
    nesting,
    operands,
    operations,
    steps,
)
from diglot.diagnosing.changes.operations import other_numbers
from diglot.diagnosing.diagnosis import Suspect
from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change, Patch, Source, patched
from diglot.diagnosing.sites import Site, sites, text
from diglot.judging.lifting import NoSource, class_of, may_call

#: So many variants are enough: what comes after them is unlikely.
MOST_VARIANTS = 1000

#: What a change in a function costs that the original calls, in ranks.
_FARTHER = 6

#: What it costs where the function refuses some arguments: its work is to check them.
_CHECKING = 15

#: Up to this rank a mistake may have been made throughout.
_LIKELY = 50

#: A name is one line.
_LONGEST = 100

#: So many functions that the original calls are looked at.
_MOST_FUNCTIONS = 12

_CHANGES = (
    *axes.CHANGES, *counts.CHANGES, *operations.CHANGES, *calls.CHANGES, *steps.CHANGES,
    *nesting.CHANGES, *operands.CHANGES, *habits.CHANGES,
)  # fmt: skip


def variants(original: Callable[..., Any], most: int = MOST_VARIANTS) -> Iterator[Suspect]:
    """Give the original with one small change each, the likeliest mistakes first.

    Nothing of the user is run. A variant changes the original, or a function of the user that it
    calls, for as long as a call of the variant lasts; between calls all is as it was. Where there
    is no source, nothing is given.

    Parameters
    ----------
    original : callable
        A function of Python.
    most : int
        How many at most.

    Yields
    ------
    Suspect
        Its function can be pickled. It may raise, and run without an end.
    """
    made: set[tuple[Any, ...]] = set()
    found: list[tuple[int, Source | FunctionType, Change | Default]] = []
    for depth, function in enumerate(functions_of(original)):
        farther = _FARTHER * min(depth, 3) + 2 * max(depth - 3, 0)
        found += [(d.rank + farther, function, d) for d in _defaults(function)]
        with suppress(NoSource, RecursionError):
            source = Source(function)
            made.add((function, source.text))
            farther += _CHECKING * (depth > 0 and source.checks)
            found += [(change.rank + farther, source, change) for change in _changes(source)]
    names: Counter[str] = Counter()
    outermost = _innermost(original)
    for _, owner, change in sorted(found, key=lambda each: each[0]):
        if names.total() >= most:
            return
        patch, key = _patch(owner, change)
        name = _name(owner, change, outermost)
        if key in made:
            continue
        made.add(key)
        names[name] += 1
        if names[name] > 1:
            name = f"{name} ({_ORDINALS.get(names[name], 'another')} place)"
        yield Suspect(change.kind, name, patched(original, patch), change.hint)


_ORDINALS = {2: "second", 3: "third", 4: "fourth"}


def made(
    original: Callable[..., Any], owner: Source | FunctionType, change: Change | Default
) -> Suspect:
    """Give the original with one change of its own, or of a function that it calls."""
    patch, _ = _patch(owner, change)
    name = _name(owner, change, _innermost(original))
    return Suspect(change.kind, name, patched(original, patch), change.hint)


def _changes(source: Source) -> Iterator[Change]:
    alike: dict[tuple[str, str], list[Change]] = {}
    for site in sites(source):
        for changes in _CHANGES if not _keeps_a_loop_going(site) else ():
            for change in changes(site):
                yield change
                alike.setdefault((change.kind, change.alike or change.what), []).append(change)
    for (kind, _), group in alike.items():
        if len(group) > 1 and group[0].rank <= _LIKELY:
            inner = _nested(group) if kind == "recycled" else _inner(group)
            if len(inner) > 1:
                yield _together(inner)


def _unnamed(change: Change) -> str:
    return re.sub("`.*?`", "vectors", change.what, count=1)


def _together(changes: list[Change]) -> Change:
    """Make the same mistake wherever it can be made."""
    edits = tuple(edit for change in changes for edit in change.edits)
    first, *_, last = changes
    what = first.what if first.what == last.what else _unnamed(first)
    places = "both places" if len(changes) == 2 else f"all {len(changes)} places"
    what = f"{what} in {places}, the first"
    return replace(first, what=what, hint=last.hint, edits=edits, rank=first.rank + 1)


def _nested(changes: list[Change]) -> list[Change]:
    """Put what is inside of another change into what that makes."""
    kept: list[Change] = []
    for change in changes:  # from outside to inside
        edits = change.edits
        for outer in kept:
            edits = tuple(edit.inside(other) for edit in edits for other in outer.edits)
        kept.append(replace(change, edits=edits))
    return kept


def _inner(changes: list[Change]) -> list[Change]:
    """Leave out what is around others, or changes the same list as others."""
    kept = []
    fields = Counter((id(e.parent), e.field) for change in changes for e in change.edits)
    parents = {id(edit.parent) for change in changes for edit in change.edits}
    for change in changes:
        old = [edit.old for edit in change.edits if isinstance(edit.old, ast.AST)]
        around = any(id(node) in parents for each in old for node in ast.walk(each))
        alone = all(
            fields[id(edit.parent), edit.field] == 1 or not isinstance(edit.new, list)
            for edit in change.edits
        )
        if alone and not around:
            kept.append(change)
    return kept


def _keeps_a_loop_going(site: Site) -> bool:
    """Tell whether a place is in a step such as ``i += 1``, without which a loop has no end."""
    around = [site, *site.up()]
    loops = [each.node for each in around if isinstance(each.node, ast.While)]
    step = next((each for each in around if isinstance(each.node, ast.stmt)), site)
    if not loops or not isinstance(step.node, ast.Assign | ast.AugAssign):
        return False
    tested = {n.id for loop in loops for n in ast.walk(loop.test) if isinstance(n, ast.Name)}
    targets = step.node.targets if isinstance(step.node, ast.Assign) else [step.node.target]
    written = {each.id for each in targets if isinstance(each, ast.Name)}
    counts = not any(isinstance(each, ast.Call) for each in ast.walk(step.node.value))
    return counts and bool(tested & written)


def _patch(owner: Source | FunctionType, change: Any) -> tuple[Patch, tuple[Any, ...]]:
    """Give the patch that a change means, and what tells it from the others."""
    if isinstance(owner, Source):
        code = owner.changed(change)
        return Patch(owner.function, code), (owner.function, code)
    key = owner, change.parameter, repr(change.value)
    return Patch(owner, defaults={change.parameter: change.value}), key


def _name(owner: Source | FunctionType, change: Any, outermost: Any) -> str:
    """Say what a change does, and where."""
    function = owner.function if isinstance(owner, Source) else owner
    of = "" if function is outermost else f" of `{function.__name__}`"
    if isinstance(change, Default) or isinstance(change.at, ast.FunctionDef):
        return f"{change.what}{of.replace(' of', ' in')}"
    where = f"{change.what} in line {change.at.lineno}{of}"
    whole = f"{where}: {text(change.at)}"
    return whole if len(whole) <= _LONGEST else where


# -- Defaults -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Default:
    """Another default of a parameter; the fields are those of `Change`."""

    kind: str
    what: str
    hint: str
    rank: int
    parameter: str
    value: Any


def _defaults(function: FunctionType) -> Iterator[Default]:
    for name, value in defaults_of(function):
        for rank, other in enumerate(_other_values(value)):
            yield replace(as_default(name, value, other), rank=14 + rank)


def defaults_of(function: FunctionType) -> list[tuple[str, Any]]:
    """Give the parameters of a function that have defaults, with these."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    values = function.__defaults__ or ()
    pairs = zip(names[len(names) - len(values) :], values, strict=True)
    return [*pairs, *(function.__kwdefaults__ or {}).items()]


def as_default(name: str, value: Any, other: Any) -> Default:
    """Put another default in the place of one."""
    what = f"the default `{name}={other!r}`, not `{value!r}`"
    hint = f"{name} = {in_r(ast.Constant(value))}"
    return Default("default", what, hint, 14, name, other)


def _other_values(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if type(value) not in (int, float) or not isfinite(value):
        return []
    return [other for other in other_numbers(value) if other != -value]


# -- Which functions ------------------------------------------------------------------------------


def _innermost(function: Any) -> Any:
    """Look for the function inside of what was made of it."""
    while True:
        if isinstance(function, partial):
            function = function.func
        elif isinstance(function, MethodType):
            function = function.__func__
        elif inspect.unwrap(function) is not function:
            function = inspect.unwrap(function)
        elif not isinstance(function, FunctionType | type) and callable(function):
            return getattr(type(function), "__call__", None)  # noqa: B004
        else:
            return function


def functions_of(original: Any) -> Iterator[FunctionType]:
    """Give the function, and those of the user that it calls, the nearer ones first."""
    # What is called stands beside the names that its caller uses.
    waiting: list[tuple[Any, set[str]]] = [(original, set())]
    seen: set[FunctionType] = set()
    home = _package(_innermost(original))
    while waiting and len(seen) < _MOST_FUNCTIONS:
        called, names = waiting.pop(0)
        function = _innermost(called)
        if isinstance(function, type) and _is_own(function, home):
            waiting += [(each, names) for each in _methods(function, names)]
        if not isinstance(function, FunctionType) or function in seen:
            continue
        if seen and not _is_own(function, home):
            continue
        seen.add(function)
        yield function
        names = set(function.__code__.co_names)
        more = [*_methods(_class(function), names), *may_call(function), *_of_modules(function)]
        waiting += [(each, names) for each in more]


def _package(function: Any) -> str:
    return (getattr(function, "__module__", None) or "").partition(".")[0]


def _is_own(thing: Any, home: str) -> bool:
    """Tell whether something is the user's own, and not that of a library."""
    package = _package(thing)
    if package in ("diglot", "builtins") or package in sys.stdlib_module_names:
        return package == home == "__main__"
    file = getattr(sys.modules.get(getattr(thing, "__module__", None) or ""), "__file__", None)
    installed = file is not None and os.path.abspath(file).startswith(_INSTALLED)
    return not installed or (package == home and package not in ("numpy", "scipy"))


#: Where libraries are.
_INSTALLED = tuple({sysconfig.get_paths()[name] for name in ("purelib", "platlib", "stdlib")})


def _class(function: FunctionType) -> type | None:
    """Find the class in which a method is written."""
    name = class_of(function)
    found = function.__globals__.get(name) if name else None
    return found if isinstance(found, type) else None


def _methods(cls: type | None, names: set[str]) -> list[Any]:
    """Give the methods and properties of a class that are named, and those without a name."""
    found = []
    for name, member in vars(cls).items() if cls is not None else ():
        member = member.fget if isinstance(member, property) else member
        member = getattr(member, "__func__", member)
        called = name in names or (name.startswith("__") and name.endswith("__"))
        if called and isinstance(member, FunctionType):
            found.append(member)
    return found


def _of_modules(function: FunctionType) -> list[Any]:
    """Give the functions that are named behind the name of a module, as ``helpers.f``."""
    names = function.__code__.co_names
    modules = [function.__globals__.get(name) for name in names]
    found = [vars(m).get(name) for m in modules if isinstance(m, ModuleType) for name in names]
    return [each for each in found if isinstance(each, FunctionType | type)]
