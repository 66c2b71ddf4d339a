"""Simple expressions of NumPy, written in R: what mends a port is shown as R."""

from __future__ import annotations

import ast
from typing import Any

_OPERATORS: dict[type[Any], tuple[str, int]] = {
    ast.Add: ("+", 4), ast.Sub: ("-", 4), ast.Mult: ("*", 5), ast.Div: ("/", 5),
    ast.Mod: ("%%", 6), ast.FloorDiv: ("%/%", 6), ast.MatMult: ("%*%", 6), ast.Pow: ("^", 9),
}  # fmt: skip

_COMPARISONS: dict[type[Any], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip

#: Functions that are called alike, by their names in both languages.
_SAME: dict[str, str] = {
    name: name
    for name in ("exp", "sqrt", "sin", "cos", "tan", "tanh", "log2", "log10", "log1p", "expm1",
                 "abs", "floor", "trunc", "cumsum", "cumprod", "outer", "sign", "round", "sum",
                 "mean", "max", "min", "prod", "any", "all", "log")
} | {
    "amax": "max", "amin": "min", "median": "median", "ceil": "ceiling", "where": "ifelse",
    "maximum": "pmax", "minimum": "pmin", "len": "length", "dot": "%*%", "float": "as.numeric",
    "ravel": "c", "asarray": "", "array": "", "argsort": "order", "sort": "sort", "diff": "diff",
    "copy": "", "unique": "unique", "isnan": "is.nan", "arctan2": "atan2", "arctan": "atan",
    "arcsin": "asin", "arccos": "acos", "corrcoef": "cor", "cov": "cov", "real": "Re",
}  # fmt: skip

_BY_ROWS = {1: {"sum": "rowSums", "mean": "rowMeans"}, 0: {"sum": "colSums", "mean": "colMeans"}}
_BY_ROWS[-1] = _BY_ROWS[1]


class Untranslatable(Exception):
    """There is no simple way to write it in R."""


def in_r(node: ast.AST | None) -> str | None:
    """Write an expression in R; None where that is not simple."""
    try:
        return _written(node)[0] if node is not None else None
    except Untranslatable:
        return None


def _written(node: Any) -> tuple[str, int]:
    """Give the text and how tightly it holds together."""
    match node:
        case ast.Name():
            return node.id, 10
        case ast.Constant():
            return _constant(node.value), 10
        case ast.BinOp() if type(node.op) in _OPERATORS:
            return _binary(node)
        case ast.UnaryOp(op=ast.USub()):
            return f"-{_inside(node.operand, 8)}", 8
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            return f"!{_inside(node.operand, 3)}", 2
        case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return f"{_inside(node.left, 4)} {_COMPARISONS[type(op)]} {_inside(right, 4)}", 3
        case ast.Attribute(attr="T"):
            return f"t({_text(node.value)})", 10
        case ast.Attribute(attr="size"):
            return f"length({_text(node.value)})", 10
        case ast.Attribute(attr="pi"):
            return "pi", 10
        case ast.Subscript():
            return _subscript(node), 10
        case ast.Call():
            return _call(node), 10
    raise Untranslatable


def _text(node: ast.AST) -> str:
    return _written(node)[0]


def _inside(node: ast.AST, tightly: int) -> str:
    text, holds = _written(node)
    return text if holds >= tightly else f"({text})"


def _constant(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if isinstance(value, int | float):
        return repr(value).replace("e-0", "e-")
    raise Untranslatable


def _binary(node: ast.BinOp) -> tuple[str, int]:
    sign, tightly = _OPERATORS[type(node.op)]
    power = isinstance(node.op, ast.Pow)
    left = _inside(node.left, tightly + power)
    right = _inside(node.right, tightly + (not power))
    space = "" if power else " "
    return f"{left}{space}{sign}{space}{right}", tightly


def _subscript(node: ast.Subscript) -> str:
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        axis = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if axis in (0, 1):
            return f"{'ncol' if axis else 'nrow'}({_text(node.value.value)})"
        raise Untranslatable
    owner = _inside(node.value, 10)
    if not isinstance(node.slice, ast.Tuple):
        return f"{owner}[{_index(node.slice)}]"
    parts = node.slice.elts
    if any(isinstance(each, ast.Constant) and each.value is None for each in parts):
        if len(parts) == 2 and isinstance(parts[0], ast.Slice):
            return owner  # a column, recycled down the columns
        raise Untranslatable
    return f"{owner}[{', '.join(_index(each) for each in parts)}]"


def _index(node: ast.expr) -> str:
    """Count from 1."""
    if isinstance(node, ast.Slice):
        return _slice(node)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return str(node.value + 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return f'"{node.value}"'
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        if isinstance(node.right, ast.Constant) and node.right.value == 1:
            return _text(node.left)
    if isinstance(node, ast.Compare):
        return _text(node)
    if isinstance(node, ast.Name | ast.BinOp):
        return f"{_inside(node, 4)} + 1"
    raise Untranslatable


def _slice(node: ast.Slice) -> str:
    lower, upper = node.lower, node.upper
    if node.step is not None:
        raise Untranslatable
    if lower is None and upper is None:
        return ""
    if upper is None and isinstance(lower, ast.Constant) and type(lower.value) is int:
        return f"-(1:{lower.value})" if lower.value > 1 else "-1"
    if lower is None and isinstance(upper, ast.Name):
        return f"seq_len({upper.id})"
    raise Untranslatable


def _call(node: ast.Call) -> str:
    function = node.func
    name = getattr(function, "attr", getattr(function, "id", ""))
    args = list(node.args)
    keywords = {each.arg: each.value for each in node.keywords}
    if isinstance(function, ast.Attribute) and not _is_module(function.value):
        args.insert(0, function.value)
    keywords.pop("keepdims", None)
    axis = keywords.pop("axis", None)
    if axis is not None and args:
        return _along(name, axis, args[0])
    if keywords or name not in _SAME:
        raise Untranslatable
    if name == "dot" and len(args) == 2:
        return f"{_inside(args[0], 6)} %*% {_inside(args[1], 7)}"
    return f"{_SAME[name]}({', '.join(map(_text, args))})" if _SAME[name] else _text(args[0])


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math")


def _along(name: str, axis: ast.expr, array: ast.expr) -> str:
    number: Any = axis.value if isinstance(axis, ast.Constant) else None
    if isinstance(axis, ast.UnaryOp) and isinstance(axis.operand, ast.Constant):
        number = -1 if axis.operand.value == 1 else None
    if number not in _BY_ROWS:
        raise Untranslatable
    if name in _BY_ROWS[number]:
        return f"{_BY_ROWS[number][name]}({_text(array)})"
    if name in ("argmax", "argmin"):
        margin, which = 2 - (number != 0), f"which.{name[3:]}"
        return f"apply({_text(array)}, {margin}, {which}) - 1"
    if _SAME.get(name) and name not in ("cumsum", "cumprod", "sort", "argsort", "diff"):
        return f"apply({_text(array)}, {2 - (number != 0)}, {_SAME[name]})"
    raise Untranslatable
