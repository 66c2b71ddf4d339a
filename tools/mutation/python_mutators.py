"""Mutants of Python code, from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .mutants import ROOT, Mutant, named

JUDGING = ROOT / "python" / "diglot" / "judging"
MODULES = ("bound", "compare", "digits", "pairing", "purity", "referee", "up_to", "verdict")

_BINARY = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
_COMPARISONS = {
    ast.Lt: ("<", ["<=", ">="]),
    ast.LtE: ("<=", ["<", ">"]),
    ast.Gt: (">", [">=", "<="]),
    ast.GtE: (">=", [">", "<"]),
    ast.Eq: ("==", ["!="]),
    ast.NotEq: ("!=", ["=="]),
    ast.Is: ("is", ["is not"]),
    ast.IsNot: ("is not", ["is"]),
    ast.In: ("in", ["not in"]),
    ast.NotIn: ("not in", ["in"]),
}
_FAMILIES = [
    ("all", "any"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("fmax", "fmin"),
    ("argmax", "argmin"),
    ("isnan", "isinf"),
    ("isfinite", "isnan"),
    ("sum", "prod"),
    ("real", "imag"),
    ("median", "max"),
]
_SIBLINGS = {b: a for a, b in _FAMILIES} | dict(_FAMILIES)
# What may as well not be called: the first argument stands for it.
_WRAPPERS = {"abs", "sorted", "fromkeys", "ravel", "deepcopy", "exact", "plain", "nan_to_num"}

# Functions whose arguments may stand in any order, or mean nothing in another one.
_UNORDERED = {"isinstance", "getattr", "max", "min", "maximum", "minimum", "fmax", "fmin", "hypot"}

_Change = tuple[str, int, int, str]


def python_mutants() -> list[Mutant]:
    """Give all mutants of the judging, module by module."""
    return [m for name in MODULES for m in mutants_of(JUDGING / f"{name}.py")]


def mutants_of(path: Path) -> list[Mutant]:
    """Give all mutants of a Python file of plain ASCII."""
    text = path.read_text(encoding="ascii")
    source = _Source(text)
    file = path.relative_to(ROOT)
    found = {
        Mutant(file, kind, inside, text.count("\n", 0, start) + 1, start, end, new)
        for node, inside in _walk(ast.parse(text), "")
        for kind, start, end, new in source.mutations(node)
    }
    return list(named(sorted(found, key=lambda m: (m.start, m.end, m.new)), text))


def _walk(node: ast.AST, inside: str) -> Iterator[tuple[ast.AST, str]]:
    """Go through all that runs: no types, decorators, imports, nor the texts of messages."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr | ast.Import):
                named_here = isinstance(child, ast.FunctionDef | ast.ClassDef)
                within = f"{inside}.{child.name}".lstrip(".") if named_here else inside
                yield child, within
                yield from _walk(child, within)


class _Source:
    """The text of a module, whose nodes are found again by their places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def _span(self, node: ast.AST) -> tuple[int, int]:
        lines = self._lines
        return (
            lines[node.lineno - 1] + node.col_offset,
            lines[node.end_lineno - 1] + node.end_col_offset,
        )

    def _of(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self._text[start:end]

    def mutations(self, node: ast.AST) -> Iterator[_Change]:
        """Give the changes of one node, not of those in it."""
        name = type(node).__name__.lower()
        yield from getattr(self, f"_{name}", lambda _: ())(node)

    def _between(self, left: ast.AST, right: ast.AST, old: str) -> tuple[int, int]:
        start, end = self._span(left)[1], self._span(right)[0]
        place = self._text.index(old, start, end)
        return place, place + len(old)

    def _binop(self, node: ast.BinOp) -> Iterator[_Change]:
        if type(node.op) in _BINARY:
            old, new = _BINARY[type(node.op)]
            yield "arithmetic", *self._between(node.left, node.right, old), new

    def _unaryop(self, node: ast.UnaryOp) -> Iterator[_Change]:
        kind = "arithmetic" if isinstance(node.op, ast.USub) else "logic"
        yield kind, *self._span(node), f"({self._of(node.operand)})"

    def _compare(self, node: ast.Compare) -> Iterator[_Change]:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            old, others = _COMPARISONS[type(operator)]
            for new in others:
                yield "comparison", *self._between(left, right, old), new
            left = right

    def _boolop(self, node: ast.BoolOp) -> Iterator[_Change]:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for i, value in enumerate(node.values):  # without one of them
            rest = [self._of(other) for j, other in enumerate(node.values) if j != i]
            if not any(isinstance(each, ast.NamedExpr) for each in ast.walk(value)):
                yield "logic", *self._span(node), f" {old} ".join(f"({each})" for each in rest)
        words = f" {new} ".join(f"({self._of(each)})" for each in node.values)
        yield "logic", *self._span(node), words

    def _constant(self, node: ast.Constant) -> Iterator[_Change]:
        value = node.value
        if isinstance(value, bool):
            yield "logical constant", *self._span(node), str(not value)
        elif isinstance(value, int):
            yield "constant", *self._span(node), str(value + 1)
        elif isinstance(value, float):
            yield "constant", *self._span(node), f"{value * 2 if value else 1.0!r}"

    def _call(self, node: ast.Call) -> Iterator[_Change]:
        function = node.func
        name = getattr(function, "attr", getattr(function, "id", ""))
        if name in _SIBLINGS:
            end = self._span(function)[1]
            yield "function", end - len(name), end, _SIBLINGS[name]
        if name in _WRAPPERS and node.args:
            yield "function", *self._span(node), f"({self._of(node.args[0])})"
        if name == "where" and len(node.args) == 3:
            a, b = node.args[1:]
            words = f"{self._of(b)}, {self._of(a)}"
            yield "arguments swapped", self._span(a)[0], self._span(b)[1], words
        elif len(node.args) >= 2 and not any(isinstance(a, ast.Starred) for a in node.args[:2]):
            if name not in _UNORDERED:
                a, b = node.args[:2]
                words = f"{self._of(b)}, {self._of(a)}"
                yield "arguments swapped", self._span(a)[0], self._span(b)[1], words
        for keyword in node.keywords:
            if keyword.arg is not None and (node.args or len(node.keywords) > 1):
                start, end = self._span(keyword)
                comma = self._text.find(",", end)
                if self._text[end:comma].strip() == "":
                    end = comma + 1
                yield "argument dropped", start, end, ""

    def _if(self, node: ast.If | ast.IfExp) -> Iterator[_Change]:
        if not any(isinstance(each, ast.NamedExpr) for each in ast.walk(node.test)):
            for new in ("True", "False"):
                yield "condition", *self._span(node.test), new

    _ifexp = _if

    def _expr(self, node: ast.Expr) -> Iterator[_Change]:
        if not isinstance(node.value, ast.Constant | ast.Yield | ast.YieldFrom):
            yield "statement dropped", *self._span(node), "pass"

    def _assign(self, node: ast.Assign) -> Iterator[_Change]:
        if not all(isinstance(target, ast.Name) for target in node.targets):
            yield "statement dropped", *self._span(node), "pass"

    def _augassign(self, node: ast.AugAssign) -> Iterator[_Change]:
        yield "statement dropped", *self._span(node), "pass"
