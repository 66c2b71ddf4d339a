"""Slightly wrong variants of a program: one mistake, in one place of its text."""

from __future__ import annotations

import ast
import copy
import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .programs import Program
from .variants import run

Array = NDArray[Any]


def faulty(program: Program) -> Iterator[tuple[str, Array]]:
    """Make each kind of mistake in a place drawn at random; give its name and the result.

    Left out is what fails, what is no number, and what changes no element by more than rounding
    would, since a program may not depend on the place: those are no mistakes here.
    """
    random = np.random.default_rng(program.seed)
    own = run(program.source, program)
    for name, mistakes in MISTAKES.items():
        source = _spoiled(program.source, mistakes, random)
        result = None if source is None else _result(source, program)
        if result is not None and result.shape == own.shape and _differs(result, own):
            yield name, result


def _result(source: str, program: Program) -> Array | None:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = run(source, program)
        except (ArithmeticError, ValueError, IndexError, np.linalg.LinAlgError):
            return None
    return result if np.isfinite(result).all() else None


def _differs(result: Array, own: Array) -> bool:
    """Tell whether a mistake is seen at all: by more than 1e-13 of the largest element."""
    return bool(np.max(np.abs(result - own)) > 1e-13 * np.max(np.abs(own)))


def _spoiled(source: str, mistakes: Callable[[ast.expr], Any], random: Any) -> str | None:
    """Make a mistake in one of the places where it can be made."""
    tree = ast.parse(source)
    places = [node for node in _calculated(tree) if mistakes(copy.deepcopy(node)) is not None]
    if not places:
        return None
    chosen = places[random.integers(len(places))]
    spoiled = _Replacement(chosen, mistakes(copy.deepcopy(chosen))).visit(tree)
    return ast.unparse(_Ended().visit(spoiled)) + "\n"


class _Replacement(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else self.generic_visit(node)


class _Ended(ast.NodeTransformer):
    """End loops that a mistake may keep from ending."""

    def visit_While(self, node: ast.While) -> ast.stmt:
        end = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
        (loop,) = ast.parse("for _ in range(1000): pass").body
        assert isinstance(loop, ast.For)
        loop.body = [end, *node.body]
        return loop


def _calculated(tree: ast.AST) -> Iterator[ast.expr]:
    """Walk over what gives numbers: not indices, conditions, and sizes."""
    for name, field in ast.iter_fields(tree):
        if (type(tree), name) in _NO_NUMBERS:
            continue
        for node in field if isinstance(field, list) else [field]:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _SIZES:
                continue
            if isinstance(node, ast.expr):
                yield node
            if isinstance(node, ast.AST):
                yield from _calculated(node)


_NO_NUMBERS = {
    (ast.Subscript, "slice"), (ast.While, "test"), (ast.For, "iter"), (ast.Call, "keywords"),
    (ast.Assign, "targets"), (ast.For, "target"), (ast.Call, "func"),
}  # fmt: skip
_SIZES = {"np.zeros", "np.eye", "range"}


def _off(node: ast.expr) -> ast.expr | None:
    if not isinstance(node, ast.BinOp | ast.Call) or ast.unparse(node).startswith("len("):
        return None
    if ast.unparse(node).startswith("np.linalg.lstsq") or "np.linalg.qr" in ast.unparse(node):
        return None  # they give several things
    return ast.BinOp(node, ast.Mult(), ast.Constant(1 + 1e-9))


def _dropped(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub()):
            return left
        case ast.Call(func=ast.Attribute(attr="sum"), args=[inside], keywords=[]):
            return ast.parse(f"np.sum(({ast.unparse(inside)})[1:])", mode="eval").body
    return None


def _one_less(node: ast.expr) -> ast.expr | None:
    text = ast.unparse(node)
    match node:
        case ast.Call(func=ast.Name(id="len")):
            return ast.parse(f"({text} - 1)", mode="eval").body
        case ast.Call(func=ast.Attribute(attr="mean" | "var"), args=[inside], keywords=[]):
            n = f"np.size({ast.unparse(inside)})"
            return ast.parse(f"({text} * {n} / ({n} - 1))", mode="eval").body
    return None


def _other_sign(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return ast.BinOp(left, ast.Sub(), right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return ast.BinOp(left, ast.Add(), right)
    return None


def _tenth_digit(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Constant(value=float() as value) if value:
            return ast.Constant(value + 10.0 ** (math.floor(math.log10(abs(value))) - 9))
    return None


#: For each kind of mistake what makes it of an expression; None where it cannot be made.
MISTAKES: dict[str, Callable[[ast.expr], ast.expr | None]] = {
    "one result off by 1e-9": _off, "a term dropped": _dropped, "n - 1 for n": _one_less,
    "one sign": _other_sign, "tenth digit of a constant": _tenth_digit,
}  # fmt: skip
