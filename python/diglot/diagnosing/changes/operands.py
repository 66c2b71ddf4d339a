"""Other operands: another variable, 1 - x for x, a part of a term for the whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import FunctionType

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change, Edit
from diglot.diagnosing.sites import Site, expression, number, numpy, r_call, text, value_of


def _mends(node: ast.AST) -> str:
    return in_r(node) or f"as in `{text(node)}`"


def _is_read(site: Site) -> bool:
    """Tell whether a place reads a variable of the function, and no loop waits for it."""
    node = site.node
    return (
        isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node.id in site.source.variables
        and node.id not in ("self", "cls")
        and site.edit.field not in ("func", "test")
        and not any(isinstance(s.node, ast.While) and s.edit.field == "test" for s in site.up())
    )


def another_variable(site: Site) -> Iterator[Change]:
    """Take any other variable of the function."""
    if not _is_read(site):
        return
    for other in site.source.variables:
        if other not in (site.node.id, "self", "cls") and not other.startswith("_"):
            what = f"`{other}` for `{site.node.id}`"
            new = ast.Name(other, ast.Load())
            yield site.change("operation", what, new, _mends(site.shown()), 47)


def complements(site: Site) -> Iterator[Change]:
    """Take 1 - x for x, or x for 1 - x."""
    node = site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and value_of(node.left) == 1:
        what = f"`{text(node.right)}` for `{text(node)}`"
        yield site.change("operation", what, node.right, _mends(node), 27)
    if site.above is not None and isinstance(site.above.node, ast.BinOp) and _is_read(site):
        op = site.above.node.op
        factor = isinstance(op, ast.Mult) or (isinstance(op, ast.Div) and site.edit.field[0] == "r")
        if factor:
            what = f"`1 - {node.id}` for `{node.id}`"
            new = ast.BinOp(number(1), ast.Sub(), node)
            yield site.change("operation", what, new, node.id, 44)
    if site.above is None:
        yield from _complements_throughout(site)


def _complements_throughout(site: Site) -> Iterator[Change]:
    body = site.node.body
    for each in site.node.args.args:
        name = each.arg
        uses = [n for n in ast.walk(site.node) if isinstance(n, ast.BinOp) and _is_rest(n, name)]
        if uses:
            first = ast.parse(f"{name} = 1 - {name}").body
            what = f"`1 - {name}` and `{name}` exchanged"
            edit = Edit(site.node, "body", 0, [*first, body[0]])
            hint = f"{name} where it is, 1 - {name} for the rest"
            yield Change("operation", what, hint, (edit,), 24, uses[0])


def _is_rest(node: ast.BinOp, name: str) -> bool:
    is_name = isinstance(node.right, ast.Name) and node.right.id == name
    return isinstance(node.op, ast.Sub) and value_of(node.left) == 1 and is_name


def negated(site: Site) -> Iterator[Change]:
    """Take what a mask leaves out."""
    above = site.above
    if above is None or not _is_read(site):
        return
    if site.edit.field == "slice" or (
        isinstance(above.node, ast.BinOp) and isinstance(above.node.op, ast.Mult | ast.BitAnd)
    ):
        what = f"`not {site.node.id}` for `{site.node.id}`"
        hint = f"{site.node.id}, not !{site.node.id}"
        yield site.change("operation", what, r_call("negated", site.node), hint, 30)


def negated_last(site: Site) -> Iterator[Change]:
    """Negate a mask together with what it is divided or multiplied by, as R reads ``!``."""
    node = site.node
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div | ast.Mult):
        return
    product = node.left
    if isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
        for mask, other in ((product.right, product.left), (product.left, product.right)):
            if isinstance(mask, ast.Name):
                new = ast.BinOp(other, ast.Mult(), r_call("negated", mask))
                what = f"`!{mask.id}` with all that follows"
                hint = f"{in_r(node) or text(node)}: ! goes last, write (!x) in brackets"
                yield site.change("operation", what, new, hint, 38)


def parts(site: Site) -> Iterator[Change]:
    """Give what is subtracted, or added up, for the whole."""
    node = site.node
    if any(each.edit.field == "slice" or each.call_name() in _COUNTING for each in site.up()):
        return  # what counts places has changes of its own
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and value_of(node.left) != 1:
        what = f"`{text(node.right)}` for `{text(node)}`"
        yield site.change("operation", what, node.right, _mends(node), 36)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
        other = ast.Mult() if isinstance(node.op, ast.Add) else ast.Add()
        what = "`*` for `+`" if isinstance(node.op, ast.Add) else "`+` for `*`"
        new = ast.BinOp(node.left, other, node.right)
        yield site.change("operation", what, new, _mends(node), 40)


_COUNTING = ("range", "arange", "linspace")


def sizes(site: Site) -> Iterator[Change]:
    """Take distances for squares, or squares for distances."""
    node, call = site.node, site.call()
    square: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and value_of(node.right) == 2:
        square = node.left
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        square = node.left if ast.dump(node.left) == ast.dump(node.right) else None
    elif call and call.name == "square" and len(call.args) == 1:
        square = call.args[0]
    if square is not None:
        new = ast.Call(numpy("abs"), [square], [])
        yield site.change("operation", "`abs` for the square", new, _mends(node), 29)
    if call and call.name in ("abs", "absolute", "fabs") and len(call.args) == 1:
        new2 = ast.BinOp(call.args[0], ast.Pow(), number(2))
        yield site.change("operation", "the square for `abs`", new2, _mends(node), 29)


def counts(site: Site) -> Iterator[Change]:
    """Take the number of elements for their sum, or for what counts along them."""
    call = site.call()
    if call is None or not call.args or call.name not in ("sum", "arange"):
        return
    counted = call.args[0] if call.name == "sum" else site.node
    if call.how == "bare" and call.name == "sum":
        counted = ast.Call(ast.Name("list", ast.Load()), [counted], [])
    what = f"the number of elements for `{text(site.node)}`"
    right = in_r(site.node) or ("seq_along(x)" if call.name == "arange" else text(site.node))
    hint = f"{right}, not length()"
    yield site.change("operation", what, ast.Call(numpy("size"), [counted], []), hint, 33)


#: Functions that bend numbers alike.
_BENDING = {"sigmoid": ("tanh",), "tanh": ("sigmoid",), "relu": ("tanh", "sigmoid")}

_FORMULAS = {"tanh": "np.tanh(x)", "sigmoid": "1 / (1 + np.exp(-x))"}


def own_functions(site: Site) -> Iterator[Change]:
    """Call another function of the user, or another activation."""
    call = site.call()
    if call is None or len(call.node.args) != 1 or call.node.keywords:
        return
    for name in _BENDING.get(call.name, ()):
        new = expression(_FORMULAS[name], x=call.args[0])
        what = f"`{name}` for `{call.name}`"
        yield site.change("operation", what, new, _mends(site.node), 30)
    own = site.source.has(call.name)
    if call.how != "bare" or not isinstance(own, FunctionType):
        return
    others = [
        name
        for name, each in own.__globals__.items()
        if isinstance(each, FunctionType)
        and each is not own
        and each.__module__ == own.__module__ == site.source.function.__module__
        and each.__code__.co_argcount == 1
        and each is not site.source.function
    ]
    for name in others[:_MOST_FUNCTIONS]:
        function = ast.Name(name, ast.Load())
        what = f"`{name}` for `{call.name}`"
        new = ast.Call(function, call.node.args, [])
        yield site.change("operation", what, new, _mends(site.node), 45)


_MOST_FUNCTIONS = 6


CHANGES = (
    another_variable, complements, negated, negated_last, parts, sizes, counts, own_functions,
)  # fmt: skip
