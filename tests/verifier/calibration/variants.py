"""Honest variants of a program: the same formula, calculated in another way.

The same formula is: sums and products in any order, products regrouped, small powers written as
products, a multiplication and an addition rounded once, more precision on the way, elementary
functions as good as those of real libraries, and linear algebra by another stable algorithm. Not
the same are ``x * (1 / y)`` for ``x / y``, a variance from the mean of squares, and three terms
added as ``a + (b + c)`` where a and b cancel: those lose digits that the formula keeps.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.world import World

from .programs import Program, compiled

Array = NDArray[Any]


def variants(program: Program) -> Iterator[tuple[str, Array]]:
    """Run each honest variant of a program; give its name and its result."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield "itself", run(program.source, program)
        for name, world in WORLDS.items():
            made = world(np.random.default_rng(program.seed))
            result = made.call(program.function(), *made.taken_in(program.args))
            yield name, np.asarray(result).astype(np.float64)
        for name, rewriter in REWRITERS.items():
            source = ast.unparse(rewriter().visit(ast.parse(program.source))) + "\n"
            yield name, run(source, program)


def run(source: str, program: Program) -> Array:
    """Run a text in the place of a program's own."""
    function = compiled(source)
    function.__globals__["fused"] = fused
    return np.asarray(function(*(x.copy() for x in program.args)), dtype=np.float64)


# -- Other arithmetic ---------------------------------------------------------------------------


class Doubles(World):
    """The arithmetic that the program has anyway."""

    def __init__(self, random: np.random.Generator) -> None:
        super().__init__()
        self.random = random

    def taken_in(self, args: list[Any]) -> list[Any]:
        """Give the arguments as this world has them."""
        return [x.copy() for x in args]

    def number(self, value: Any) -> Any:
        return value

    def constant(self, value: Any) -> Any:
        return value

    def operate(self, name: str, x: Any, y: Any) -> Any:
        return getattr(operator, name)(x, y)

    def ufunc(self, ufunc: np.ufunc, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        return getattr(ufunc, method)(*args, **kwargs)

    def array_function(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        return function(*args, **kwargs)

    def array_method(self, array: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
        return getattr(array, name)(*args, **kwargs)

    def known(self, function: Any) -> Callable[..., Any] | None:
        return None

    def foreign(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        return function(*args, **kwargs)


class Reordered(Doubles):
    """Sums, products and all that is made of them, in another order."""

    def known(self, function: Any) -> Callable[..., Any] | None:
        found = {
            np.sum: self.sum, np.mean: self.mean, np.var: self.var, np.prod: self.prod,
            np.dot: self.matmul, np.linalg.norm: lambda x: np.sqrt(self.sum(x * x)),
            np.std: lambda x: np.sqrt(self.var(x)),
        }  # fmt: skip
        return found.get(function) if callable(function) else None

    def operate(self, name: str, x: Any, y: Any) -> Any:
        return self.matmul(x, y) if name == "matmul" else super().operate(name, x, y)

    def matmul(self, x: Any, y: Any) -> Any:
        if np.ndim(x) == np.ndim(y) == 1:
            return self.sum(x * y)
        # An axis for the rows of x, one for the terms, one for the columns of y.
        products = np.atleast_2d(x)[:, :, np.newaxis] * y.reshape(len(y), -1)
        result = self.sum(products, axis=1)
        return result.reshape(np.shape(x)[:-1] + np.shape(y)[1:])

    def sum(self, x: Any, axis: Any = None) -> Any:
        return self.total(np.add, x, axis)

    def prod(self, x: Any) -> Any:
        return self.total(np.multiply, x, None)

    def mean(self, x: Any, axis: Any = None) -> Any:
        return self.sum(x, axis) / (np.size(x) if axis is None else np.shape(x)[axis])

    def var(self, x: Any) -> Any:
        return self.mean((x - self.mean(x)) ** 2)

    def total(self, ufunc: np.ufunc, x: Any, axis: Any) -> Any:
        terms = np.reshape(x, -1) if axis is None else np.moveaxis(x, axis, 0)
        return self.fold(ufunc, self.ordered(terms))

    def ordered(self, terms: Array) -> Array:
        return terms

    def fold(self, ufunc: np.ufunc, terms: Array) -> Any:
        return ufunc.accumulate(terms, axis=0)[-1]  # one after the other


class Reversed(Reordered):
    def ordered(self, terms: Array) -> Array:
        return terms[::-1]


class Shuffled(Reordered):
    def ordered(self, terms: Array) -> Array:
        return self.random.permutation(terms, axis=0)


class Sorted(Reordered):
    """The largest terms first: the worst of the usual orders."""

    def ordered(self, terms: Array) -> Array:
        return np.take_along_axis(terms, np.argsort(-np.abs(terms), axis=0), axis=0)


class SignedApart(Reordered):
    """First all positive terms, then all negative ones."""

    def ordered(self, terms: Array) -> Array:
        return np.sort(terms, axis=0)[::-1]


class Pairwise(Reordered):
    def fold(self, ufunc: np.ufunc, terms: Array) -> Any:
        if len(terms) == 1:
            return terms[0]
        half = len(terms) // 2
        return ufunc(self.fold(ufunc, terms[:half]), self.fold(ufunc, terms[half:]))


class ExtendedSums(Reordered):
    """Sums as R makes them: in extended precision, rounded at the end."""

    def fold(self, ufunc: np.ufunc, terms: Array) -> Any:
        return ufunc.reduce(terms.astype(np.longdouble), axis=0).astype(np.float64)


class Extended(Doubles):
    """Everything in extended precision, rounded at the end; LAPACK has doubles only."""

    def taken_in(self, args: list[Any]) -> list[Any]:
        return [np.asarray(x, dtype=np.longdouble) for x in args]

    def number(self, value: Any) -> Any:
        return np.longdouble(value)

    def known(self, function: Any) -> Callable[..., Any] | None:
        if function in (np.zeros, np.eye):
            return lambda shape: function(shape, dtype=np.longdouble)
        if function is not np.linalg.norm and function in _LINEAR_ALGEBRA:
            return lambda *args, **kwargs: function(*map(_double, args), **kwargs)
        return None


def _double(x: Any) -> Any:
    if not isinstance(x, np.ndarray):
        return x
    return x.astype(np.complex128 if x.dtype.kind == "c" else np.float64)


class OtherFunctions(Doubles):
    """Elementary functions of another library, up to 0.65 ULP from the truth."""

    def ufunc(self, ufunc: np.ufunc, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        if ufunc not in _ELEMENTARY:
            return super().ufunc(ufunc, method, args, kwargs)
        return self.near(ufunc(*(np.asarray(x, dtype=np.longdouble) for x in args)))

    def operate(self, name: str, x: Any, y: Any) -> Any:
        if name == "pow" and y != 2:
            return self.ufunc(np.power, "__call__", (x, y), {})
        return super().operate(name, x, y)

    def near(self, exact: Any) -> Any:
        ulp = np.spacing(np.abs(exact).astype(np.float64))
        return (exact + self.random.uniform(-0.15, 0.15, np.shape(exact)) * ulp).astype(np.float64)


_ELEMENTARY = {
    np.exp, np.log, np.log1p, np.expm1, np.tanh, np.sin, np.cos, np.arctan, np.power,
}  # fmt: skip


class Permuted(Doubles):
    """Linear algebra on rows, and columns where both must go, in another order."""

    def known(self, function: Any) -> Callable[..., Any] | None:
        method = _LINEAR_ALGEBRA.get(function) if callable(function) else None
        return method and getattr(self, method, None)

    def _order(self, a: Array) -> Array:
        return self.random.permutation(len(a))

    def solve(self, a: Array, b: Array) -> Array:
        order = self._order(a)
        return np.linalg.solve(a[order], b[order])

    def inv(self, a: Array) -> Array:
        return self.solve(a, np.eye(len(a)))

    def det(self, a: Array) -> Any:
        order = self._order(a)
        return np.linalg.det(a[order]) * np.linalg.det(np.eye(len(a))[order])

    def eigvalsh(self, a: Array) -> Array:
        order = self._order(a)
        return np.linalg.eigvalsh(a[np.ix_(order, order)])

    def svd(self, a: Array, compute_uv: bool) -> Any:
        return np.linalg.svd(a[self._order(a)], compute_uv=compute_uv)

    def lstsq(self, a: Array, b: Array, rcond: None) -> Any:
        order = self._order(a)
        return np.linalg.lstsq(a[order], b[order], rcond=rcond)

    def qr(self, a: Array) -> Any:
        order = self._order(a)
        q, r = np.linalg.qr(a[order])
        return q[np.argsort(order)], r


class ByHand(Doubles):
    """Linear algebra and transforms as a textbook writes them."""

    def known(self, function: Any) -> Callable[..., Any] | None:
        method = _LINEAR_ALGEBRA.get(function) if callable(function) else None
        return method and getattr(self, method, None)

    def solve(self, a: Array, b: Array) -> Array:
        """Gauss-Jordan without a triangle left: pivots are the largest of their columns."""
        u, n = np.column_stack([a, b]), len(a)
        for k in range(n):
            best = k + int(np.argmax(np.abs(u[k:, k])))
            u[[k, best]] = u[[best, k]]
            u[k + 1 :] -= np.outer(u[k + 1 :, k] / u[k, k], u[k])
        x = np.zeros((n, u.shape[1] - n))
        for i in reversed(range(n)):
            x[i] = (u[i, n:] - u[i, i + 1 : n] @ x[i + 1 :]) / u[i, i]
        return x.reshape(b.shape)

    def inv(self, a: Array) -> Array:
        return self.solve(a, np.eye(len(a)))

    def cholesky(self, a: Array) -> Array:
        g = np.zeros(a.shape)
        for j in range(len(a)):
            g[j, j] = np.sqrt(a[j, j] - np.sum(g[j, :j] ** 2))
            for i in range(j + 1, len(a)):
                g[i, j] = (a[i, j] - np.sum(g[i, :j] * g[j, :j])) / g[j, j]
        return g

    def fft(self, x: Array) -> Array:
        n = len(x)
        turns = np.outer(np.arange(n), np.arange(n)) % n  # whole: sines of small angles are right
        return np.exp(-2j * np.pi * turns / n) @ x

    def ifft(self, x: Array) -> Array:
        return np.conj(self.fft(np.conj(x))) / len(x)


_LINEAR_ALGEBRA: dict[Any, str] = {
    np.linalg.solve: "solve", np.linalg.inv: "inv", np.linalg.det: "det", np.linalg.svd: "svd",
    np.linalg.eigvalsh: "eigvalsh", np.linalg.lstsq: "lstsq", np.linalg.qr: "qr",
    np.linalg.cholesky: "cholesky", np.fft.fft: "fft", np.fft.ifft: "ifft",
}  # fmt: skip

WORLDS: dict[str, type[Doubles]] = {
    "one after the other": Reordered, "reversed": Reversed, "shuffled": Shuffled,
    "largest first": Sorted, "positive first": SignedApart, "pairwise": Pairwise,
    "extended sums": ExtendedSums, "extended": Extended, "other functions": OtherFunctions,
    "permuted": Permuted, "by hand": ByHand,
}  # fmt: skip


# -- Other texts --------------------------------------------------------------------------------


def fused(a: Any, b: Any, c: Any) -> Any:
    """Give a * b + c, rounded once (Dekker's product, Knuth's sum)."""
    p, lost = _two_product(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    total = p + c
    part = total - p
    return total + (((p - (total - part)) + (c - part)) + lost)


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    p = a * b
    (a1, a2), (b1, b2) = _halves(a), _halves(b)
    return p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2


def _halves(x: Array) -> tuple[Array, Array]:
    c = (2.0**27 + 1) * x
    high = c - (c - x)
    return high, x - high


class Fused(ast.NodeTransformer):
    """Write ``a * b + c`` as one operation."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        a, b = node.left, node.right
        match node.op:
            case ast.Add() if _is_product(a):
                return _call("fused", a.left, a.right, b)
            case ast.Add() if _is_product(b):
                return _call("fused", b.left, b.right, a)
            case ast.Sub() if _is_product(a):
                return _call("fused", a.left, a.right, ast.UnaryOp(ast.USub(), b))
            case ast.Sub() if _is_product(b):
                return _call("fused", ast.UnaryOp(ast.USub(), b.left), b.right, a)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return node


def _is_product(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)


def _call(name: str, *args: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


class Regrouped(ast.NodeTransformer):
    """Write ``a * b * c`` as ``a * (b * c)``, and ``a * b / c`` as ``a * (b / c)``."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult | ast.Div) and _is_product(node.left):
            product = node.left
            return ast.BinOp(
                product.left, ast.Mult(), ast.BinOp(product.right, node.op, node.right)
            )
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return node


class Multiplied(ast.NodeTransformer):
    """Write the third power as a product."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
            if node.right.value == 3:
                square = ast.BinOp(node.left, ast.Mult(), node.left)
                return ast.BinOp(square, ast.Mult(), node.left)
        return node


REWRITERS: dict[str, type[ast.NodeTransformer]] = {
    "fused": Fused, "regrouped": Regrouped, "powers as products": Multiplied,
}  # fmt: skip
