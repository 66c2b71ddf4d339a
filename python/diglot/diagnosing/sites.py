"""The places of a function's source where a port may differ, and what stands there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from diglot.diagnosing.rewriting import Change, Edit, R, Source

#: Fields of nodes that say nothing about what is calculated.
_APART = frozenset({
    "annotation", "decorator_list", "defaults", "kw_defaults", "returns", "type_comment",
    "type_params", "ctx", "op",
})  # fmt: skip

_LONGEST = 60

# Shorter expressions do not tell which of many they are.
_SHORTEST = 12


@dataclass(frozen=True)
class Site:
    """A node of a source, and where it stands.

    Attributes
    ----------
    node : ast.AST
        What stands here.
    edit : Edit
        How it is replaced.
    above : Site or None
        The node around it.
    source : Source
        The source.
    """

    node: Any
    edit: Edit
    above: Site | None
    source: Source

    def replaced(self, new: Any) -> Edit:
        """Put another node in its place, or several statements."""
        return replace(self.edit, new=new)

    def change(
        self, kind: str, what: str, new: Any, hint: str, rank: int = 50, *edits: Edit
    ) -> Change:
        """Give the change that puts another node in its place."""
        return Change(kind, what, hint, (self.replaced(new), *edits), rank, self.shown())

    def shown(self) -> ast.AST:
        """Give what tells a reader where it is: the node, or more where that says little."""
        site = self
        while site.above is not None and not isinstance(site.node, ast.stmt):
            if isinstance(site.node, ast.expr) and len(text(site.node)) >= _SHORTEST:
                return site.node
            site = site.above
        return site.node  # type: ignore[no-any-return]

    def up(self) -> Iterator[Site]:
        """Give all that is around it, from inside to outside."""
        site = self.above
        while site is not None:
            yield site
            site = site.above

    def is_module(self, node: ast.AST) -> bool:
        """Tell whether an expression is a module, as the `np` of `np.sum`."""
        if isinstance(node, ast.Attribute):
            return self.is_module(node.value) and node.attr in ("linalg", "special", "stats")
        return isinstance(node, ast.Name) and isinstance(self.source.has(node.id), ModuleType)

    def call(self) -> Called | None:
        """Take a call apart; None where it is none, or calls no name."""
        return _taken_apart(self.node, self)

    def call_name(self) -> str:
        """Name the function that is called here; empty if none is."""
        return self.called(self.node)

    def called(self, node: ast.AST) -> str:
        """Name the function that an expression calls; empty if it calls none."""
        call = _taken_apart(node, self)
        return call.name if call else ""


@dataclass(frozen=True)
class Called:
    """A call, taken apart.

    Attributes
    ----------
    node : ast.Call
        The call.
    name : str
        The last part of the function's name.
    how : str
        "module" for ``np.sum(x)``, "method" for ``x.sum()``, "bare" for ``sum(x)``.
    args : list of expressions
        The arguments by place, that before the dot among them.
    keywords : mapping
        The arguments by name.
    """

    node: ast.Call
    name: str
    how: str
    args: list[ast.expr]
    keywords: Mapping[str, ast.expr]

    def having(self, **keywords: ast.expr | None) -> ast.Call:
        """Give the call with other keywords; None leaves one out."""
        kept = [each for each in self.node.keywords if each.arg not in keywords]
        new = [ast.keyword(name, value) for name, value in keywords.items() if value is not None]
        return ast.Call(self.node.func, self.node.args, kept + new)

    def by_another(self, name: str) -> ast.Call:
        """Give the call of another function of NumPy with the same arguments."""
        return ast.Call(numpy(name), list(self.args), self.node.keywords)

    def axis(self) -> tuple[Any, ast.expr | None]:
        """Give the axis, and where it is written; "none" where it is not, or not a number."""
        if "axis" in self.keywords:
            return value_of(self.keywords["axis"], "none"), self.keywords["axis"]
        if len(self.args) > 1 and self.how != "bare" and self.name in AXIS_IS_SECOND:
            return value_of(self.args[1], "none"), self.args[1]
        return "none", None


#: What takes the axis right behind the array.
AXIS_IS_SECOND = frozenset({
    "sum", "mean", "max", "min", "amax", "amin", "prod", "std", "var", "median", "argmax",
    "argmin", "any", "all", "cumsum", "cumprod", "nansum", "nanmean", "sort", "argsort",
})  # fmt: skip


def _taken_apart(node: Any, site: Site) -> Called | None:
    if not isinstance(node, ast.Call) or any(isinstance(arg, ast.Starred) for arg in node.args):
        return None
    keywords = {each.arg: each.value for each in node.keywords if each.arg}
    if isinstance(node.func, ast.Name):
        module = getattr(site.source.has(node.func.id), "__module__", "") or ""
        how = "module" if module.startswith(("numpy", "scipy")) else "bare"
        return Called(node, node.func.id, how, node.args, keywords)
    if isinstance(node.func, ast.Attribute):
        if site.is_module(node.func.value):
            return Called(node, node.func.attr, "module", node.args, keywords)
        return Called(node, node.func.attr, "method", [node.func.value, *node.args], keywords)
    return None


def sites(source: Source) -> Iterator[Site]:
    """Give all places of a source, from outside to inside and from the first line to the last."""
    top = Site(source.definition, Edit(ast.Module([], []), "body", 0, None), None, source)
    yield top
    yield from _below(top)


def _below(above: Site) -> Iterator[Site]:
    for field, value in ast.iter_fields(above.node):
        if field in _APART:
            continue
        several = isinstance(value, list)
        for place, node in enumerate(value if several else [value]):
            if isinstance(node, ast.AST) and not _says_nothing(node):
                edit = Edit(above.node, field, place if several else None, None)
                site = Site(node, edit, above, above.source)
                yield site
                yield from _below(site)


def _says_nothing(node: ast.AST) -> bool:
    """Tell whether something only refuses, or only speaks."""
    if isinstance(node, ast.If) and not node.orelse:
        return all(isinstance(each, ast.Raise) for each in node.body)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom)


# -- Writing code ---------------------------------------------------------------------------------


def text(node: ast.AST) -> str:
    """Write a node as a porter may read it, in one short line."""
    words = ast.unparse(node).partition("\n")[0]
    words = words if isinstance(node, ast.Slice) else words.rstrip(":")
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}..."


def number(value: Any) -> ast.expr:
    """Write a number."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def value_of(node: ast.AST | None, default: Any = None) -> Any:
    """Give the number that a node writes; else a default."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = value_of(node.operand)
        return -value if isinstance(value, int | float) else default
    return default


def plus(node: ast.expr, amount: int) -> ast.expr:
    """Write a number more or less, as ``n + 1``."""
    value = value_of(node)
    if type(value) is int:
        return number(value + amount)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        old = value_of(node.right)
        if type(old) is int:
            amount += old if isinstance(node.op, ast.Add) else -old
            node = node.left
    if amount == 0:
        return node
    return ast.BinOp(node, ast.Add() if amount > 0 else ast.Sub(), ast.Constant(abs(amount)))


def numpy(name: str) -> ast.expr:
    """Write a function of NumPy, whatever NumPy is called where it is used."""
    return ast.Attribute(ast.Attribute(ast.Name(R, ast.Load()), "np"), name)


class _Filled(ast.NodeTransformer):
    def __init__(self, parts: dict[str, ast.expr]) -> None:
        self._parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._parts.get(node.id, node)


def expression(formula: str, **parts: ast.expr) -> ast.expr:
    """Write a formula with expressions in the place of its names; `np` is NumPy."""
    np = ast.Attribute(ast.Name(R, ast.Load()), "np", ast.Load())
    made: ast.expr = _Filled({"np": np, **parts}).visit(ast.parse(formula, mode="eval").body)
    return made


def r_call(name: str, *args: ast.expr, **keywords: ast.expr) -> ast.Call:
    """Write a call of what `diglot.diagnosing.r_semantics` has."""
    function = ast.Attribute(ast.Name(R, ast.Load()), name)
    return ast.Call(function, list(args), [ast.keyword(n, v) for n, v in keywords.items()])


def function_of_two(body: ast.expr) -> ast.Lambda:
    """Write a function of `x_` and `y_`."""
    names = [ast.arg("x_"), ast.arg("y_")]
    return ast.Lambda(ast.arguments([], names, None, [], [], None, []), body)


X_, Y_ = ast.Name("x_", ast.Load()), ast.Name("y_", ast.Load())
