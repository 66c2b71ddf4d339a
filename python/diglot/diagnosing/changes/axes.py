"""Rows for columns: other axes, other orders of memory, vectors recycled as R recycles them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change, Edit
from diglot.diagnosing.sites import (
    X_,
    Y_,
    Called,
    Site,
    function_of_two,
    numpy,
    r_call,
    text,
    value_of,
)

_REDUCTIONS = frozenset({
    "sum", "mean", "max", "min", "amax", "amin", "prod", "std", "var", "median", "argmax", "argmin",
    "any", "all", "cumsum", "cumprod", "sort", "argsort", "norm", "quantile", "percentile", "diff",
    "flip", "average", "nansum", "nanmean", "concatenate", "repeat", "stack", "softmax",
    "logsumexp", "take", "roll", "count_nonzero", "ptp", "nanmax", "nanmin",
})  # fmt: skip

#: What reduces an array to one number where no axis is given.
_TO_ONE = frozenset({"sum", "mean", "max", "min", "amax", "amin", "std", "var", "prod", "median"})

_OTHER = {0: (1, None), 1: (0, None), -1: (0, None), -2: (-1, None), 2: (1, 0, None)}


def other_axis(site: Site) -> Iterator[Change]:
    """Reduce along another axis, or over all."""
    call = site.call()
    if call is None or call.name not in _REDUCTIONS:
        return
    axis, written = call.axis()
    if axis in _OTHER and written is not None:
        for other in _OTHER[axis]:
            what = f"`axis={axis}` taken as `axis={other}`"
            if other is None:
                what = f"`{call.name}` over everything, not along `axis={axis}`"
            hint = _TURNED if _works_on_turned(site) else _hint(call, other)
            yield site.change("other axis", what, _along(call, other), hint, 10)
    elif axis == "none" and call.name in _TO_ONE and call.how != "bare":
        for other in (0, 1):
            what = f"`{call.name}` along `axis={other}`, not over everything"
            hint = f"reduce all to one number: {in_r(call.node) or f'{call.name}(...)'}"
            yield site.change("other axis", what, _along(call, other), hint, 45)
    if value_of(call.keywords.get("keepdims")) is True:
        hint = "a vector of one number for each row fits a matrix in R; for columns use sweep()."
        new = call.having(keepdims=None)
        yield site.change("other axis", "`keepdims=True` forgotten", new, hint, 18)


_TURNED = "rowSums() for colSums(), or the other way: the original works on t(x)"


def _works_on_turned(site: Site) -> bool:
    """Tell whether the original turns its argument, so that its columns are R's rows."""
    return any(
        isinstance(step, ast.Assign)
        and isinstance(step.value, ast.Attribute)
        and step.value.attr == "T"
        and ast.unparse(step.targets[0]) == ast.unparse(step.value.value)
        for step in ast.walk(site.source.definition)
    )


def _along(call: Called, axis: int | None) -> ast.Call:
    value = ast.Constant(axis)
    if axis is None and "axis" in call.keywords:
        return call.having(axis=None)
    if "axis" in call.keywords or call.axis()[1] is None:
        return call.having(axis=value)
    _, written = call.axis()
    args = [value if each is written else each for each in call.node.args]
    return ast.Call(call.node.func, args, call.node.keywords)


def _hint(call: Called, other: int | None) -> str:
    right, wrong = in_r(call.node), in_r(_along(call, other))
    if right and wrong and right != wrong:
        return f"{right}, not {wrong}"
    axis = call.axis()[0]
    return f"apply(x, {2 - (axis != 0)}, ...): one for each {'column' if axis == 0 else 'row'}"


#: What binds rows, and what binds columns.
_STACKS = {
    "vstack": ("hstack", "rbind", "cbind"),
    "row_stack": ("hstack", "rbind", "cbind"),
    "hstack": ("vstack", "cbind", "rbind"),
    "column_stack": ("vstack", "cbind", "rbind"),
}


def stacked(site: Site) -> Iterator[Change]:
    """Bind by rows for by columns."""
    call = site.call()
    if call and call.how == "module" and call.name in _STACKS:
        other, right, wrong = _STACKS[call.name]
        what = f"`{call.name}` taken as `{other}`"
        yield site.change("other axis", what, call.by_another(other), f"{right}, not {wrong}", 22)


# -- Vectors beside matrices ----------------------------------------------------------------------

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.Mod: "%",
    ast.FloorDiv: "//",
}  # fmt: skip

_COMBINING = frozenset({"add", "subtract", "multiply", "divide", "maximum", "minimum", "power"})


def recycled(site: Site) -> Iterator[Change]:
    """Recycle a vector down the columns, or sweep it along the rows."""
    node = site.node
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        left, right, sign = node.left, node.right, _SIGNS[type(node.op)]
        body: ast.expr = ast.BinOp(X_, node.op, Y_)
    elif isinstance(node, ast.AugAssign) and type(node.op) in _SIGNS:
        left, right, sign = node.target, node.value, _SIGNS[type(node.op)]
        left = ast.parse(ast.unparse(left), mode="eval").body
        body = ast.BinOp(X_, node.op, Y_)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right, sign = node.left, node.comparators[0], "=="
        body = ast.Compare(X_, node.ops, [Y_])
    else:
        call = site.call()
        if not call or call.how != "module" or call.name not in _COMBINING or len(call.args) != 2:
            return
        (left, right), sign = call.args, call.name
        body = ast.Call(call.node.func, [X_, Y_], [])
    if _is_number(left) or _is_number(right):
        return
    for function, words, rank in _RECYCLINGS:
        new: ast.AST = r_call(function, function_of_two(body), left, right)
        if isinstance(node, ast.AugAssign):
            new = ast.Assign([node.target], new)  # type: ignore[arg-type]
        what = words.format(text(_vector(left, right)))
        change = site.change("recycled", what, new, _sweep(left, right, sign, function), rank)
        # Each place has a vector of its own, and all are recycled alike.
        yield replace(change, alike=function)
        other = _along_other(right, site, function)
        if other is not None and not isinstance(node, ast.AugAssign):
            new = r_call(function, function_of_two(body), left, other)
            what = f"`{text(other)}` {words.partition(' ')[2]}"
            hint = f"{in_r(right) or text(right)}: one for each row fits down the columns"
            hint = _TURNED if _works_on_turned(site) else hint
            yield site.change("recycled", what, new, hint, rank + 4)
        yield from _named_along_other(site, left, right, function, body)


def _named_along_other(
    site: Site, left: ast.expr, right: ast.expr, function: str, body: ast.expr
) -> Iterator[Change]:
    """Recycle what was reduced along the other axis before, and has a name."""
    if not isinstance(right, ast.Name) or isinstance(site.node, ast.AugAssign):
        return
    for step in ast.walk(site.source.definition):
        if not isinstance(step, ast.Assign) or ast.unparse(step.targets[0]) != right.id:
            continue
        other = _along_other(step.value, site, function)
        if other is not None:
            new = r_call(function, function_of_two(body), left, right)
            edit = Edit(step, "value", None, other)
            what = f"`{text(other)}` recycled as `{right.id}`"
            hint = f"{in_r(step.value) or text(step.value)}: one for each row fits down the columns"
            yield site.change("recycled", what, new, hint, 20, edit)


def _along_other(node: ast.expr, site: Site, function: str) -> ast.expr | None:
    """Give what is reduced along the other axis, where R recycles it without an error."""
    call = Site(node, site.edit, site, site.source).call()
    if call is None or call.name not in _TO_ONE:
        return None
    axis = call.axis()[0]
    # Sums of columns recycled fit rows by chance; so they do in a matrix that stands transposed.
    if axis not in ((1, -1) if function == "recycled" else (0,)):
        return None
    kept = Site(call.having(keepdims=None), site.edit, site, site.source).call()
    return _along(kept, _OTHER[axis][0]) if kept is not None else None


_RECYCLINGS = (
    ("recycled", "`{}` recycled down the columns", 14),
    ("swept", "`{}` swept along the rows", 28),
)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) or value_of(node) is not None


def _vector(left: ast.expr, right: ast.expr) -> ast.expr:
    """Guess which of two operands is the vector: mostly it is the second."""
    words = "axis=", "None]", "newaxis"
    one, other = (any(word in ast.unparse(each) for word in words) for each in (left, right))
    return left if one and not other else right


def _sweep(left: ast.expr, right: ast.expr, sign: str, function: str) -> str:
    one, other = in_r(left) or "x", in_r(right) or "v"
    if function == "swept":
        return f"{one} {sign} {other} recycles down the columns, as is right here; no sweep()."
    sign = {"**": "^", "%": "%%", "//": "%/%", "maximum": "pmax", "minimum": "pmin"}.get(sign, sign)
    return f'sweep({one}, 2, {other}, "{sign}")'


def new_axis_left_out(site: Site) -> Iterator[Change]:
    """Take a vector as it is where it was made a column or a row."""
    node = site.node
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        kept = [each for each in node.slice.elts if not _is_new_axis(each)]
        if len(kept) < len(node.slice.elts) and all(ast.unparse(each) == ":" for each in kept):
            what = f"`{text(node)}` taken as the vector"
            hint = 'outer(x, y, "-") or sweep(), where each is combined with each.'
            yield site.change("recycled", what, node.value, hint, 24)
            other = "columns" if _is_new_axis(node.slice.elts[0]) else "rows"
            turned = ast.Subscript(node.value, _turned(node.slice), ast.Load())
            hint = f"one for each of the {'columns' if other == 'columns' else 'rows'}: see sweep()"
            what = f"`{text(node)}` turned the other way"
            yield site.change("recycled", what, turned, hint, 26)


def _is_new_axis(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "newaxis"
    return isinstance(node, ast.Constant) and node.value is None


def _turned(index: ast.Tuple) -> ast.Tuple:
    return ast.Tuple(list(reversed(index.elts)), ast.Load())


# -- Matrix products ------------------------------------------------------------------------------


def products(site: Site) -> Iterator[Change]:
    """Multiply elements for matrices, transposed factors, and the other way."""
    node = site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        if not _is_number(node.left) and not _is_number(node.right):
            new = r_call("matrix_product", node.left, node.right)
            hint = "* multiplies the elements, %*% the matrices."
            yield site.change("operation", "a matrix product for `*`", new, hint, 26)
        return
    call = site.call()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        x, y = node.left, node.right
    elif call and call.name in ("dot", "matmul") and call.how != "bare" and len(call.args) == 2:
        x, y = call.args
    else:
        return
    right = in_r(ast.BinOp(x, ast.MatMult(), y)) or "%*%"
    new = r_call("recycled", function_of_two(ast.BinOp(X_, ast.Mult(), Y_)), x, y)
    yield site.change("operation", "elements multiplied, not matrices", new, f"{right}, not *", 14)
    forms = {
        "the left factor transposed": (_transposed(x), y),
        "the right factor transposed": (x, _transposed(y)),
        "both factors transposed": (_transposed(x), _transposed(y)),
    }
    for what, (one, other) in forms.items():
        product = ast.BinOp(one, ast.MatMult(), other)
        yield site.change("transposed", what, product, right, 20)
    what = "the factors exchanged"
    yield site.change("transposed", what, ast.BinOp(y, ast.MatMult(), x), right, 22)


def _transposed(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Call(numpy("transpose"), [node], [])


def transposed(site: Site) -> Iterator[Change]:
    """Leave out a transposition, or permute otherwise."""
    node = site.node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        hint = in_r(node) or "t()"
        yield site.change("transposed", f"`{text(node)}` not transposed", node.value, hint, 16)
    call = site.call()
    if call and call.name in ("transpose", "swapaxes", "moveaxis") and call.how != "bare":
        what = f"`{text(node)}` not transposed"
        yield site.change("transposed", what, call.args[0], "aperm() with the right order", 16)
    if call and call.name == "outer" and len(call.args) == 2:
        x, y = call.args
        hint = in_r(node) or "outer(x, y)"
        new = ast.Call(node.func, [y, x], node.keywords)
        yield site.change("transposed", "`outer` turned", new, hint, 20)
        product = r_call("recycled", function_of_two(ast.BinOp(X_, ast.Mult(), Y_)), x, y)
        yield site.change("recycled", "elements multiplied for `outer`", product, hint, 18)


# -- Memory ---------------------------------------------------------------------------------------

_READ_IN_ORDER = frozenset({"reshape", "ravel", "flatten"})


def memory_order(site: Site) -> Iterator[Change]:
    """Read and fill by columns."""
    call = site.call()
    if call is None or call.how == "bare":
        return
    name = call.name
    if name in _READ_IN_ORDER:
        columns = value_of(call.keywords.get("order")) == "F"
        new = call.having(order=ast.Constant("C" if columns else "F"))
        way = ("by rows", "by columns")[not columns]
        hint = "R fills and reads by columns: matrix(..., byrow = TRUE), c(t(x))."
        if name == "reshape" and len(call.args) > 3:
            hint = "array() fills the first axis first: aperm(array(x, rev(dim)), rank:1)"
        if columns:
            hint = "R's own order is right here: matrix(x, n), c(x)."
        yield site.change("memory order", f"`{name}` {way}", new, hint, 12)
    if name in ("array", "asarray") and call.args and _is_nested(call.args[0]):
        new = r_call("by_columns", site.node)
        hint = "matrix(c(...), byrow = TRUE), or rbind(c(...), c(...))"
        yield site.change("memory order", "the matrix filled by columns", new, hint, 16)
    if name in ("cumsum", "cumprod", "repeat", "diff") and call.axis()[0] == "none":
        first = ast.Call(numpy("ravel"), [call.args[0]], [ast.keyword("order", ast.Constant("F"))])
        new = ast.Call(numpy(name), [first, *call.args[1:]], call.node.keywords)
        hint = f"{name}(c(t(x))): R goes down the columns."
        yield site.change("memory order", f"`{name}` down the columns", new, hint, 30)
    if name in ("repeat", "tile") and len(call.args) == 2:
        other = "tile" if name == "repeat" else "repeat"
        hint = f"rep(x, {'each' if name == 'repeat' else 'times'} = n)"
        new = call.by_another(other)
        yield site.change("memory order", f"`{name}` taken as `{other}`", new, hint, 20)


def _is_nested(node: ast.expr) -> bool:
    return isinstance(node, ast.List) and any(isinstance(x, ast.List) for x in node.elts)


def picked_by_columns(site: Site) -> Iterator[Change]:
    """Pick by a matrix of logicals down the columns."""
    node = site.node
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    if (
        isinstance(node.slice, ast.Compare | ast.BinOp | ast.UnaryOp)
        and value_of(node.slice, "no") == "no"
    ):
        new = r_call("picked", node.value, node.slice)
        what = f"`{text(node)}` picked by columns"
        yield site.change("memory order", what, new, "t(x)[t(mask)]: R picks by columns.", 40)


def indices_exchanged(site: Site) -> Iterator[Change]:
    """Take the element of the j-th row for that of the j-th column, or a row for a column."""
    node = site.node
    if not isinstance(node, ast.Subscript) or getattr(node.value, "attr", "") == "shape":
        return
    if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        one, other = node.slice.elts
        if _is_new_axis(one) or _is_new_axis(other):
            return
        turned = ast.Tuple([other, one], ast.Load())
        kind = "other axis" if isinstance(one, ast.Slice) or isinstance(other, ast.Slice) else ""
    elif isinstance(node.slice, ast.Name) and isinstance(node.ctx, ast.Load):
        turned = ast.Tuple([ast.Slice(), node.slice], ast.Load())
        kind = "other axis"
    else:
        return
    new = ast.Subscript(node.value, turned, node.ctx)
    what = f"`{text(new)}` for `{text(node)}`"
    yield site.change(kind or "transposed", what, new, in_r(node) or "x[row, column]", 27)


CHANGES = (
    indices_exchanged, other_axis, stacked, recycled, new_axis_left_out, products, transposed,
    memory_order, picked_by_columns,
)  # fmt: skip
