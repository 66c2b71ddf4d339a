"""Random programs in R: the little of Python in which they are written, translated."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.process import RProcess

from .programs import Program


def run_in_r(program: Program, r: RProcess) -> NDArray[Any]:
    """Run a program in R; give the result in the shape that R has for it."""
    function = f"local({{\n{_HELPERS}\n{translate(program.source)}\nf }})"
    return np.asarray(r.call(function, program.args).value)


def translate(source: str) -> str:
    """Give the R text of a program."""
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    names = ", ".join(argument.arg for argument in definition.args.args)
    return f"f <- function({names}) {_block(definition.body)}"


# What has no counterpart of one word in R.
_HELPERS = """
range_ <- function(from, to) if (to > from) seq(from, to - 1) else numeric(0)
product_ <- function(a, b) {
  if (!is.matrix(a) && !is.matrix(b)) return(sum(a * b))
  ab <- a %*% b
  if (is.matrix(a) && is.matrix(b)) ab else as.vector(ab)
}
variance_ <- function(x) mean((x - mean(x))^2)
column_means_ <- function(a) matrix(colMeans(a), nrow(a), ncol(a), byrow = TRUE)
zeros_ <- function(n, m) if (missing(m)) numeric(n) else matrix(0, n, m)
"""

_FUNCTIONS = {
    "np.sum": "sum", "np.mean": "mean", "np.var": "variance_", "np.prod": "prod",
    "np.std": "(function(x) sqrt(variance_(x)))", "np.dot": "product_", "np.max": "max",
    "np.linalg.norm": "(function(x) sqrt(sum(x^2)))", "np.sqrt": "sqrt", "np.exp": "exp",
    "np.log": "log", "np.log1p": "log1p", "np.expm1": "expm1", "np.tanh": "tanh", "np.sin": "sin",
    "np.cos": "cos", "np.arctan": "atan", "np.abs": "abs", "np.maximum": "pmax",
    "np.minimum": "pmin", "np.where": "ifelse", "np.cumsum": "cumsum", "np.cumprod": "cumprod",
    "np.diff": "diff", "np.zeros": "zeros_", "np.eye": "diag", "np.real": "Re", "len": "length",
    "np.fft.fft": "fft", "np.fft.ifft": "(function(x) fft(x, inverse = TRUE) / length(x))",
    "np.linalg.solve": "solve", "np.linalg.inv": "solve", "np.linalg.det": "det",
    "np.linalg.cholesky": "(function(a) t(chol(a)))", "np.diagonal": "diag",
    "np.linalg.eigvalsh": "(function(a) rev(eigen(a, TRUE, TRUE)$values))",
    "np.linalg.svd": "(function(a) svd(a, 0, 0)$d)",
    "np.linalg.lstsq": "(function(a, b) list(qr.solve(a, b)))",
    "np.linalg.qr": "(function(a) list(NULL, qr.R(qr(a))))",
}  # fmt: skip
_BY_AXIS = {("np.mean", 0): "column_means_", ("np.sum", 1): "rowSums"}
_OPERATORS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^", ast.Gt: ">",
}  # fmt: skip


def _block(statements: list[ast.stmt]) -> str:
    return "{\n" + "\n".join(map(_statement, statements)) + "\n}"


def _statement(node: ast.stmt) -> str:
    match node:
        case ast.Return(value=ast.expr() as value):
            return f"return({_text(value)})"
        case ast.Assign(targets=[target], value=value):
            return f"{_text(target)} <- {_text(value)}"
        case ast.While(test=test, body=body):
            return f"while ({_text(test)}) {_block(body)}"
        case ast.For(target=target, iter=ast.Call(args=bounds), body=body):
            first, last = bounds if len(bounds) == 2 else (ast.Constant(0), *bounds)
            return f"for ({_text(target)} in range_({_text(first)}, {_text(last)})) {_block(body)}"
    raise NotImplementedError(ast.unparse(node))


def _text(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name if name != "_" else "unused"
        case ast.Constant(value=value):
            return repr(value)
        case ast.UnaryOp(operand=operand):
            return f"(-{_text(operand)})"
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return f"product_({_text(left)}, {_text(right)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"({_text(left)} {_OPERATORS[type(op)]} {_text(right)})"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"({_text(left)} {_OPERATORS[type(op)]} {_text(right)})"
        case ast.Attribute(value=value, attr="T"):
            return f"t({_text(value)})"
        case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=place)):
            return f"{_text(call)}[[{place + 1}]]"
        case ast.Subscript(value=value, slice=ast.Tuple(elts=places)):
            name = _text(value)
            axes = (_place(place, f"dim({name})[{k}]") for k, place in enumerate(places, 1))
            return f"{name}[{', '.join(axes)}]"
        case ast.Subscript(value=value, slice=place):
            return f"{_text(value)}[{_place(place, f'length({_text(value)})')}]"
        case ast.Call():
            return _call(node)
    raise NotImplementedError(ast.unparse(node))


def _place(node: ast.expr, length: str) -> str:
    """Give an index that counts from 1; of a slice, its first and its last place."""
    if not isinstance(node, ast.Slice):
        return f"{_text(node)} + 1"
    first = "0" if node.lower is None else _text(node.lower)
    last = length if node.upper is None else _text(node.upper)
    if isinstance(node.upper, ast.UnaryOp):  # counted from the end
        last = f"{length} + {last}"
    return f"({first} + 1):({last})"


def _call(node: ast.Call) -> str:
    name = ast.unparse(node.func)
    (args,) = (a.elts for a in node.args) if _is_shape(node) else (node.args,)
    options = {option.arg: ast.literal_eval(option.value) for option in node.keywords}
    function = _BY_AXIS[name, options["axis"]] if "axis" in options else _FUNCTIONS[name]
    return f"{function}({', '.join(map(_text, args))})"


def _is_shape(node: ast.Call) -> bool:
    return len(node.args) == 1 and isinstance(node.args[0], ast.Tuple)
