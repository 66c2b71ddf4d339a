"""What an entry of the dictionary holds: an idiom in both languages, and the trap beside it."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from diglot.judging.lifting import definition_of
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Wrong:
    """The R that everybody writes first.

    Attributes
    ----------
    r : str
        The R expression, in the arguments' names.
    gives : str
        What it gives instead, as in "the sum of squares is divided by n - 1".
    noticed : tuple of str
        The names of the entry's cases in which one notices: all others agree.
    """

    r: str
    gives: str
    noticed: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """An idiom of NumPy or SciPy facing base R.

    Attributes
    ----------
    python : callable
        The idiom in Python: a lambda of one expression, or a short function.
    r : str
        The same in R: an expression in the names of the arguments, or several lines in braces.
    cases : sequence of Case
        What it is tried on.
    trap : str
        What one has to know, in a sentence.
    wrong : Wrong or None
        The R that everybody writes first.
    words : sequence of str
        By what else it may be looked up, as in "standard deviation".
    demands : mapping
        What the twin asks for: digits, up_to, allows and the like.
    """

    python: Callable[..., Any]
    r: str
    cases: Sequence[Case]
    trap: str
    wrong: Wrong | None = None
    words: Sequence[str] = ()
    demands: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arguments."""
        return tuple(inspect.signature(self.python).parameters)

    @cached_property
    def text(self) -> str:
        """The idiom in Python as it is written."""
        return text_of(self.python)

    @property
    def title(self) -> str:
        """What it is called: the idiom itself, or what a function of several lines is about."""
        text = self.text
        about = self.python.__name__.strip("_").replace("_", " ")
        return about if "\n" in text else text

    def twin(self, r: str | None = None) -> Twin:
        """Give what is judged, with other R if so asked."""
        port = f"function({', '.join(self.names)}) {r or self.r}"
        return Twin(self.title, self.python, port, cases=self.cases, **self.demands)


def text_of(function: Callable[..., Any]) -> str:
    """Write a lambda's expression, or the lines in a function, as they would be typed."""
    body = definition_of(function.__code__).body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # the docstring
    body = [_Typed().visit(statement) for statement in body]
    if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
        return ast.unparse(body[0].value)
    return "\n".join(ast.unparse(statement).replace("\n\n", "\n") for statement in body)


class _Typed(ast.NodeTransformer):
    """Writes code as it is typed in a session: without annotations and needless brackets."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        if node.value is None:
            return node
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        node.value = _without_brackets(node.value)
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        self.generic_visit(node)
        node.value = node.value and _without_brackets(node.value)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return (
            _verbatim(json.dumps(node.value, ensure_ascii=False))
            if isinstance(node.value, str)
            else node
        )


def _without_brackets(value: ast.expr) -> ast.expr:
    if isinstance(value, ast.Tuple) and len(value.elts) > 1:
        return _verbatim(", ".join(map(ast.unparse, value.elts)))
    return value


def _verbatim(text: str) -> ast.Name:
    return ast.Name(text, ast.Load())  # a name is written as it is
