"""Sums for means, other divisors, positions that are one off, whole numbers for fractions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change
from diglot.diagnosing.sites import (
    Called,
    Site,
    expression,
    number,
    numpy,
    plus,
    r_call,
    text,
    value_of,
)

# -- Means ----------------------------------------------------------------------------------------


def mean_for_sum(site: Site) -> Iterator[Change]:
    """Take a sum for a mean, or a mean for a sum."""
    call = site.call()
    if call is None or call.name not in ("sum", "mean") or not call.args:
        return
    other = "mean" if call.name == "sum" else "sum"
    if call.how == "bare":
        values = ast.Call(ast.Name("list", ast.Load()), [call.args[0]], [])
        new = ast.Call(numpy(other), [values], [])
    else:
        new = call.by_another(other)
    hint = f"{in_r(site.node) or call.name}, not the {other}"
    along = "" if call.axis()[0] == "none" else f" along `axis={call.axis()[0]}`"
    yield site.change("mean", f"the {other} for the {call.name}{along}", new, hint, 12)


def other_divisor(site: Site) -> Iterator[Change]:
    """Divide by n for n - 1, by rows for columns, or not at all."""
    node = site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = node.left, node.right
        if not _is_count(right, site):
            return
        dropped: Any = left
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        if not _is_count(node.value, site):
            return
        left, right, dropped = None, node.value, []
    else:
        return
    n = in_r(right) or text(right)
    hint = f"divide by {n}"
    yield site.change("mean", f"not divided by `{text(right)}`", dropped, hint, 13)
    if left is not None:
        yield from _own_sizes(site, left, hint)
    for other in (plus(right, -1), plus(right, 1)):
        new = (
            ast.BinOp(left, ast.Div(), other)
            if left is not None
            else ast.AugAssign(node.target, ast.Div(), other)
        )
        what = f"divided by `{text(other)}`, not by `{text(right)}`"
        yield site.change("mean", what, new, hint, 16)


def _own_sizes(site: Site, left: ast.expr, hint: str) -> Iterator[Change]:
    for counted in ("rows", "columns", "elements"):
        new = r_call("divided", left, ast.Constant(counted))
        yield site.change("mean", f"divided by the {counted} of `{text(left)}`", new, hint, 18)


def _is_count(node: ast.expr, site: Site) -> bool:
    """Tell whether an expression counts elements."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return type(value_of(node.right)) is int and _is_count(node.left, site)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _is_count(node.left, site) or _is_count(node.right, site)
    if isinstance(node, ast.Call):
        return site.called(node) in ("len", "size", "float") and bool(node.args)
    if isinstance(node, ast.Attribute):
        return node.attr == "size"
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    if isinstance(node, ast.Name):
        return node.id in ("n", "N", "m", "batch_size", "size", "count") or any(
            isinstance(each, ast.Assign) and _assigns_count(each, node.id)
            for each in ast.walk(site.source.definition)
        )
    return False


def _assigns_count(node: ast.Assign, name: str) -> bool:
    (target, *_) = node.targets
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    if not any(isinstance(each, ast.Name) and each.id == name for each in names):
        return False
    return any(
        (isinstance(part, ast.Attribute) and part.attr in ("shape", "size"))
        or (isinstance(part, ast.Call) and getattr(part.func, "id", "") == "len")
        for part in [node.value, *ast.iter_child_nodes(node.value)]
    )


def one_off(site: Site) -> Iterator[Change]:
    """Calculate with n - 1 or n + 1 for n."""
    node, above = site.node, site.above
    if above is None or not isinstance(above.node, ast.BinOp | ast.Call):
        return
    around = [site, *site.up()]
    counting = ("range", "arange", "linspace")
    if any(each.edit.field == "slice" or each.call_name() in counting for each in around):
        return  # what counts places has changes of its own
    if isinstance(above.node, ast.Call) and above.call_name() not in ("sqrt", "log", "float"):
        return
    if isinstance(node, ast.Name | ast.Call | ast.Attribute) and _is_count(node, site):
        for amount in (-1, 1):
            other = plus(node, amount)
            what = f"`{text(other)}` for `{text(node)}`"
            yield site.change("mean", what, other, in_r(node) or text(node), 35)


def other_size(site: Site) -> Iterator[Change]:
    """Count rows for columns, or for elements."""
    node: Any = site.node
    call, hint = site.call(), in_r(site.node) or text(site.node)
    others: tuple[str, ...] = ()
    if isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "shape":
        shape: Any = node.value
        array, axis = shape.value, value_of(node.slice)
        if type(axis) is int:
            others = ("rows" if axis == 1 else "columns", "elements")
    elif call and call.name == "len" and call.how == "bare" and len(call.args) == 1:
        array, others = call.args[0], ("elements", "columns")
        hint = f"nrow({in_r(array) or 'x'}): length() of a matrix counts its elements."
    elif isinstance(node, ast.Attribute) and node.attr == "size":
        array, others = node.value, ("rows", "columns")
    for counted in others:
        new = expression(_SIZES[counted], x=array)
        what = f"the {counted} counted, not `{text(node)}`"
        yield site.change("mean", what, new, hint, 17)


_SIZES = {"rows": "np.shape(x)[0]", "columns": "np.shape(x)[1]", "elements": "np.size(x)"}


def degrees_of_freedom(site: Site) -> Iterator[Change]:
    """Divide by n for n - 1 in a variance, or the other way."""
    call = site.call()
    if call is None or call.how == "bare" or call.name not in ("var", "std", "cov"):
        return
    old = value_of(call.keywords.get("ddof"), 0 if call.name != "cov" else 1)
    if old not in (0, 1) or "bias" in call.keywords:
        return
    new = call.having(ddof=number(1 - old))
    word = {"var": "var", "std": "sd", "cov": "cov"}[call.name]
    if old == 0:
        hint = f"{word}(x) divides by n - 1: mean((x - mean(x))^2) divides by n."
    else:
        hint = f"{word}(x) divides by n - 1 already."
    yield site.change("mean", f"`ddof={old}` taken as `ddof={1 - old}`", new, hint, 12)


# -- Positions ------------------------------------------------------------------------------------


def range_bounds(site: Site) -> Iterator[Change]:
    """Begin or end one earlier or later."""
    call = site.call()
    if call is None or call.name not in ("range", "arange") or call.how == "method":
        return
    args = call.node.args
    stop = min(len(args), 2) - 1
    hint = f"{_counted(args)} goes through the same numbers as `{text(site.node)}`"
    for place in range(min(len(args), 2)):
        end = ("to", "from")[place != stop]
        for amount in (-1, 1):
            new = _with_arg(site.node, place, plus(args[place], amount))
            what = f"`{call.name}` {end} `{text(plus(args[place], amount))}`"
            yield site.change("index", what, new, hint, 25)
    if len(args) == 2:
        for amount, words in ((-1, "one less"), (1, "one more")):
            both = [plus(each, amount) for each in args]
            new = ast.Call(site.node.func, both, site.node.keywords)
            yield site.change("index", f"`{text(site.node)}` counted {words}", new, hint, 23)
    one = ast.Constant(1)
    if len(args) == 1:
        new = ast.Call(site.node.func, [one, args[0]], site.node.keywords)
        yield site.change("index", f"`{call.name}` from 1", new, hint, 22)
        new = ast.Call(site.node.func, [one, plus(args[0], 1)], site.node.keywords)
        yield site.change("index", f"`{call.name}` counted from 1", new, hint, 21)
    if call.name == "arange":
        new = ast.Call(r_call("seq").func, args, [])
        what = "`arange` with the end itself"
        yield site.change("index", what, new, "seq() has its end, arange() has not.", 24)


def _counted(args: list[ast.expr]) -> str:
    if len(args) == 1:
        return f"seq_len({in_r(args[0]) or 'n'}) - 1"
    start, stop = in_r(args[0]), in_r(plus(args[1], -1))
    return f"seq({start or 'a'}, {stop or 'b - 1'})" if len(args) == 2 else "seq(a, b - 1, by = s)"


def _with_arg(node: ast.Call, place: int, new: ast.expr) -> ast.Call:
    args = [*node.args[:place], new, *node.args[place + 1 :]]
    return ast.Call(node.func, args, node.keywords)


def slice_bounds(site: Site) -> Iterator[Change]:
    """Take a slice that begins or ends one earlier or later, or the one that mirrors it."""
    node = site.node
    if not isinstance(node, ast.Slice):
        return
    old = f"`[{text(node)}]`"
    hint = "x[a:b] of Python is x[(a + 1):b] in R; x[:-1] is head(x, -1), x[1:] is x[-1]."
    others = []
    for amount in (-1, 1):
        if node.lower is not None and value_of(plus(node.lower, amount), 0) != -1:
            others.append(ast.Slice(plus(node.lower, amount), node.upper, node.step))
        if node.upper is not None and value_of(plus(node.upper, amount), 1) != 0:
            others.append(ast.Slice(node.lower, plus(node.upper, amount), node.step))
    one, back = ast.Constant(1), number(-1)
    if node.step is None and node.lower is not None and node.upper is None:
        others.append(ast.Slice(None, ast.UnaryOp(ast.USub(), node.lower), None))
    if node.step is None and node.lower is None and node.upper is not None:
        if isinstance(node.upper, ast.UnaryOp):
            others.append(ast.Slice(node.upper.operand, None, None))
        others.append(ast.Slice(one, node.upper, None))
    if node.lower is not None or node.upper is not None:
        others.append(ast.Slice(None, None, node.step))
    if value_of(node.step) == -1:
        forwards = ast.Slice(node.lower, node.upper, None)
        yield site.change("reversed", f"{old} not reversed", forwards, "rev(x)", 18)
    elif node.step is None and node.lower is None and node.upper is None:
        if site.above is not None and isinstance(site.above.node, ast.Subscript):
            backwards = ast.Slice(None, None, back)
            yield site.change("reversed", "reversed", backwards, "no rev() here", 60)
    for new in others:
        yield site.change("index", f"{old} taken as `[{text(new)}]`", new, hint, 25)


def index_off(site: Site) -> Iterator[Change]:
    """Look one place before or behind, or leave out where the last is meant."""
    above = site.above
    if above is None or not isinstance(above.node, ast.Subscript | ast.Tuple):
        return
    if site.edit.field == "elts":
        owner = above.above
        if owner is None or not isinstance(owner.node, ast.Subscript) or site.node is owner.node:
            return
        if above.edit.field != "slice":
            return
    elif site.edit.field == "slice":
        owner = above
    else:
        return
    node = site.node
    if isinstance(node, ast.Slice | ast.Tuple | ast.Compare) or _is_text(node):
        return
    if getattr(owner.node.value, "attr", "") == "shape":
        return
    constant = value_of(node)
    if type(constant) is int and constant < 0 and owner is above and _is_read(owner.node):
        left = r_call("without", owner.node.value, number(constant))
        hint = f"x[length(x){'' if constant == -1 else constant + 1}]: x[-1] leaves out the first."
        what = f"`{text(owner.node)}` leaves out an element"
        yield owner.change("index", what, left, hint, 15)
    if isinstance(node, ast.Constant) and type(constant) is not int:
        return
    right = in_r(owner.node)
    hint = f"{right}: R counts from 1." if right else "R counts from 1, Python from 0."
    for amount in (-1, 1):
        new = plus(node, amount)
        what = f"`{text(node)}` taken as `{text(new)}` in the index"
        alike = f"{text(owner.node.value)} {amount}"
        yield replace(site.change("index", what, new, hint, 24), alike=alike)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not isinstance(node.value, int | None)


def _is_read(node: ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Load)


_POSITIONS = frozenset({"argmax", "argmin", "argsort", "searchsorted", "digitize", "flatnonzero"})


def positions_from_one(site: Site) -> Iterator[Change]:
    """Count what is found from 1."""
    call = site.call()
    if call and call.name in _POSITIONS:
        new: ast.expr = ast.BinOp(site.node, ast.Add(), ast.Constant(1))
        hint = "subtract 1: which.max() and order() count from 1."
        yield site.change("index", f"`{call.name}` counted from 1", new, hint, 13)
    if call and call.name == "enumerate" and len(call.args) == 1 and not call.keywords:
        new = call.having(start=ast.Constant(1))
        hint = "seq_along(x) - 1: Python counts from 0."
        yield site.change("index", "`enumerate` from 1", new, hint, 20)


def points(site: Site) -> Iterator[Change]:
    """Take another number of points, another diagonal, another shift."""
    call = site.call()
    if call is None or call.how == "bare":
        return
    if call.name in ("linspace", "logspace", "geomspace") and len(call.args) > 2:
        for amount in (1, -1):
            new = _with_arg(site.node, 2, plus(call.args[2], amount))
            what = f"`{call.name}` with `{text(plus(call.args[2], amount))}` points"
            hint = "seq(a, b, length.out = n) has n points."
            yield site.change("index", what, new, hint, 24)
    if call.name in ("triu", "tril", "eye", "diag", "diagonal"):
        place = call.keywords.get("k")
        old = value_of(place, 0) if place is not None or len(call.args) < 2 else None
        if old is None:
            old = value_of(call.args[1], 0) if call.name != "eye" else 0
        for amount in (1, -1):
            kept = ast.Call(site.node.func, site.node.args[:1], [])
            new = ast.Call(kept.func, kept.args, [ast.keyword("k", number(old + amount))])
            what = f"`{call.name}` from diagonal {old + amount}, not {old}"
            hint = "upper.tri() and lower.tri() have no diagonal unless diag = TRUE."
            yield site.change("index", what, new, hint, 24)
    if call.name == "roll" and len(call.args) > 1:
        opposite = ast.UnaryOp(ast.USub(), call.args[1])
        new = ast.Call(call.node.func, [*_own_args(call)[:1], opposite], call.node.keywords)
        if call.how == "module":
            yield site.change(
                "index", "`roll` the other way", new, "c(tail(x, k), head(x, -k))", 22
            )


def _own_args(call: Called) -> list[ast.expr]:
    return call.node.args


# -- Whole numbers --------------------------------------------------------------------------------


def whole_numbers(site: Site) -> Iterator[Change]:
    """Divide without or with a fraction, truncate, round otherwise."""
    node, call = site.node, site.call()
    if isinstance(node, ast.BinOp):
        x, y = node.left, node.right
        if isinstance(node.op, ast.Div):
            new: ast.expr = ast.BinOp(x, ast.FloorDiv(), y)
            yield site.change("integer", "`//` for `/`", new, "/ and not %/%", 30)
        elif isinstance(node.op, ast.FloorDiv):
            new = ast.BinOp(x, ast.Div(), y)
            yield site.change("integer", "`/` for `//`", new, in_r(node) or "%/%", 12)
            truncated = ast.Call(numpy("trunc"), [new], [])
            what = "`//` truncated towards 0"
            yield site.change("integer", what, truncated, "%/% rounds down, as // does", 14)
        elif isinstance(node.op, ast.Mod) and not _is_text(x):
            new = ast.Call(numpy("fmod"), [x, y], [])
            hint = f"{in_r(node) or '%%'} has the sign of the divisor, as in Python"
            yield site.change("integer", "`%` with the sign of the number", new, hint, 14)
    if call is None or not call.args:
        return
    if call.name in _ROUNDINGS and len(call.args) == 1 and not call.keywords:
        for other in ("floor", "ceil", "trunc", "rint"):
            if other != _ROUNDINGS[call.name]:
                new = ast.Call(numpy(other), [call.args[0]], [])
                if call.name == "int" or (call.how == "bare" and call.name == "round"):
                    new = ast.Call(ast.Name("int", ast.Load()), [new], [])
                what = f"`{call.name}` taken as `{'round' if other == 'rint' else other}`"
                yield site.change("integer", what, new, _R_ROUNDING[_ROUNDINGS[call.name]], 20)
        if call.name in ("round", "rint", "around"):
            new = r_call("half_up", call.args[0])
            yield site.change(
                "integer", "halves rounded up", new, "round() goes to the even one", 14
            )
        if call.name in ("int", "floor"):
            what = f"`{call.name}` left out"
            yield site.change("integer", what, call.args[0], _R_ROUNDING[_ROUNDINGS[call.name]], 18)
    if call.name == "astype" and len(call.args) == 2 and text(call.args[1]) in ("int", "np.int64"):
        for other in ("floor", "rint"):
            new = ast.Call(numpy(other), [call.args[0]], [])
            what = f"`astype(int)` taken as `{other}`"
            yield site.change("integer", what, new, "as.integer(x), or trunc(x)", 20)
        what = "`astype(int)` left out"
        yield site.change("integer", what, call.args[0], "as.integer(x), or trunc(x)", 20)


_ROUNDINGS = {"int": "trunc", "floor": "floor", "ceil": "ceil", "trunc": "trunc", "fix": "trunc",
              "round": "rint", "rint": "rint", "around": "rint"}  # fmt: skip

_R_ROUNDING = {"trunc": "trunc(x)", "floor": "floor(x)", "ceil": "ceiling(x)", "rint": "round(x)"}

CHANGES = (
    mean_for_sum, other_divisor, one_off, other_size, degrees_of_freedom, range_bounds,
    slice_bounds, index_off, positions_from_one, points, whole_numbers,
)  # fmt: skip
