"""Functions of functions: what is done inside, and what is done to the outcome."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType

import numpy as np

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change
from diglot.diagnosing.sites import Called, Site, number, numpy, text, value_of


@dataclass(frozen=True)
class _Step:
    """What an expression does to another one inside of it.

    Attributes
    ----------
    words : str
        How it is told, as ``mean`` or ``** 2``.
    inside : ast.expr
        What it is done to.
    around : callable
        Does the same to another expression.
    is_call : bool
        Whether a function does it.
    """

    words: str
    inside: ast.expr
    around: Callable[[ast.expr], ast.expr]
    is_call: bool


def exchanged(site: Site) -> Iterator[Change]:
    """Apply two functions in the other order, as the mean of squares for the squared mean."""
    for outer in _steps(site.node, site):
        for inner in _steps(outer.inside, site):
            if not (outer.is_call or inner.is_call) or outer.words == inner.words:
                continue
            new = inner.around(outer.around(inner.inside))
            what = f"`{outer.words}` before `{inner.words}`"
            kind = "sign" if "-" in (outer.words, inner.words) else "operation"
            hint = in_r(site.node) or f"as in `{text(site.node)}`"
            yield site.change(kind, what, new, hint, 31)


def _steps(node: ast.AST, site: Site) -> Iterator[_Step]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        if value_of(node) is None:
            yield _Step("-", node.operand, lambda x: ast.UnaryOp(ast.USub(), x), False)
    elif isinstance(node, ast.BinOp):
        yield from _operations(node)
    else:
        called = Site(node, site.edit, site, site.source).call()
        if called is not None and called.args and _calculates(called, site):
            yield _Step(called.name, called.args[0], _around(called), True)


def _operations(node: ast.BinOp) -> Iterator[_Step]:
    left, right, op = node.left, node.right, node.op
    shown = text(ast.BinOp(ast.Name("x"), op, ast.Name("y")))[2:-2]
    if isinstance(right, ast.Constant | ast.Name):
        yield _Step(
            f"{shown} {text(right)}", left, lambda x: ast.BinOp(x, op, right), is_call=False
        )
    if isinstance(left, ast.Constant | ast.Name):
        yield _Step(f"{text(left)} {shown}", right, lambda x: ast.BinOp(left, op, x), is_call=False)


#: Functions that count or make something, and calculate nothing.
_APART = frozenset({
    "len", "range", "arange", "list", "tuple", "zeros", "ones", "array", "asarray", "enumerate",
    "zip", "map", "set", "dict", "str", "append", "get", "items", "values", "keys", "format",
    "reshape", "zeros_like", "ones_like", "empty", "empty_like", "copy", "astype", "join", "print",
})  # fmt: skip


def _calculates(call: Called, site: Site) -> bool:
    if call.name in _APART:
        return False
    if call.how == "bare" and not isinstance(site.source.has(call.name), FunctionType):
        return call.name in ("sum", "abs", "max", "min")
    return call.how != "method" or hasattr(np, call.name)


def _around(call: Called) -> Callable[[ast.expr], ast.expr]:
    """Call the same function; that of `math` as NumPy's, which takes arrays too."""
    function = numpy(call.name) if call.how != "bare" and hasattr(np, call.name) else call.node.func
    rest = call.args[1:]
    return lambda x: ast.Call(function, [x, *rest], call.node.keywords)


def simple_for_compound(site: Site) -> Iterator[Change]:
    """Grow by equal amounts, not by equal shares."""
    node = site.node
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow):
        return
    base = node.left
    if isinstance(base, ast.BinOp) and isinstance(base.op, ast.Add | ast.Sub):
        if value_of(base.left) == 1:
            grown = ast.BinOp(base.right, ast.Mult(), node.right)
            new = ast.BinOp(number(1), base.op, grown)
            hint = in_r(node) or f"as in `{text(node)}`"
            yield site.change("operation", f"`{text(new)}` for `{text(node)}`", new, hint, 28)


CHANGES = (exchanged, simple_for_compound)
