"""What R does by habit: counts from 1, closes on the right, goes past the end, sorts labels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change
from diglot.diagnosing.sites import Site, expression, number, r_call, text, value_of


def _is_array(site: Site) -> bool:
    """Tell whether a place takes elements of something, and not of a shape."""
    node = site.node
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and getattr(node.value, "attr", "") != "shape"
    )


def past_the_end(site: Site) -> Iterator[Change]:
    """Take a slice with its end, where what is past the end of the vector is NA."""
    node = site.node
    if not _is_array(site) or not isinstance(node.slice, ast.Slice):
        return
    lower, upper = node.slice.lower, node.slice.upper
    if lower is None or upper is None or node.slice.step is not None:
        return
    what = f"`[{text(node.slice)}]` with its end, NA past the last"
    hint = "x[a:b] of Python is x[(a + 1):b] in R, not x[(a + 1):(b + 1)]"
    new = r_call("with_end", node.value, lower, upper)
    yield site.change("index", what, new, hint, 25)


def by_place(site: Site) -> Iterator[Change]:
    """Take elements by their places in memory, one too far."""
    node = site.node
    if not _is_array(site) or not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
        return
    if any(isinstance(each, ast.Slice | ast.Constant) for each in node.slice.elts):
        return
    for step in (1, -1):
        new = r_call("by_place", node.value, *node.slice.elts, number(step))
        far = "far" if step == 1 else "near"
        what = f"places in memory one too {far}"
        hint = "x[cbind(i + 1, j + 1)], or x[i + 1 + nrow(x) * j] with i, j from 0"
        yield site.change("index", what, new, hint, 34)


def repeated_places(site: Site) -> Iterator[Change]:
    """Set or add once where a place is named more than once."""
    node = site.node
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return
    call = node.value
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "at" or len(call.args) != 3:
        return
    array, index, values = call.args
    target = ast.Subscript(array, index, ast.Store())
    hint = f"add each: for (i in seq_along({text(index)})) x[i] <- x[i] + ..., or rowsum()"
    kept = ast.Assign([target], values)
    what = "the last of repeated places kept, not their sum"
    yield site.change("operation", what, kept, hint, 16)
    op = {"add": ast.Add(), "subtract": ast.Sub()}.get(getattr(call.func.value, "attr", ""))
    if op is not None:
        once = ast.AugAssign(target, op, values)
        what = "repeated places added once, not each time"
        yield site.change("operation", what, once, hint, 15)


def closed_on_the_right(site: Site) -> Iterator[Change]:
    """Close an interval at its other end, as cut() does."""
    node = site.node
    if isinstance(node, ast.Compare) and len(node.ops) == 2:
        tests = [node]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        tests = [node.left, node.right]  # type: ignore[list-item]
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        tests = list(node.values)  # type: ignore[arg-type]
    else:
        return
    ops = [op for test in tests if isinstance(test, ast.Compare) for op in test.ops]
    closed = [isinstance(op, ast.LtE | ast.GtE) for op in ops]
    if len(ops) != 2 or sum(closed) != 1 or not all(type(op) in _OTHER_END for op in ops):
        return
    new = ast.parse(ast.unparse(node), mode="eval").body
    for test in ast.walk(new):
        if isinstance(test, ast.Compare):
            test.ops = [_OTHER_END[type(op)]() for op in test.ops]
    hint = "cut(..., right = FALSE), findInterval(): intervals closed on the left"
    yield site.change("ties", "the interval closed at its other end", new, hint, 18)


_OTHER_END: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip


def halves(site: Site) -> Iterator[Change]:
    """Round halves to the even number, as R's round() does."""
    call = site.call()
    if call is None or call.name not in ("floor", "int") or len(call.args) != 1:
        return
    inside = call.args[0]
    if not isinstance(inside, ast.BinOp) or not isinstance(inside.op, ast.Add):
        return
    for x, half in ((inside.left, inside.right), (inside.right, inside.left)):
        if value_of(half) == 0.5:
            hint = "floor(x + 0.5): round() goes to the even one of two"
            new = expression("np.rint(x)", x=x)
            yield site.change("ties", "halves rounded to even", new, hint, 12)


def sorted_labels(site: Site) -> Iterator[Change]:
    """Go through a dict by its sorted labels, as table() and factor() do."""
    call = site.call()
    if call is None or call.how != "method" or call.name not in ("values", "items", "keys"):
        return
    if len(call.node.args) == 0:
        new = r_call("by_label", call.args[0], ast.Constant(call.name))
        hint = "table() and factor() sort the labels: factor(x, levels = unique(x))"
        yield site.change("other order", "the labels sorted", new, hint, 14)


def steps_between(site: Site) -> Iterator[Change]:
    """Reach the end or not; begin a step late, or take a step too many."""
    call = site.call()
    if call is None or call.name != "linspace" or len(call.args) < 3:
        return
    end = value_of(call.keywords.get("endpoint"), True)
    if end not in (True, False):
        return
    without = "seq(a, b, length.out = n + 1)[seq_len(n)] leaves the end out"
    hint = "seq(a, b, length.out = n) reaches the end" if end else without
    new = call.having(endpoint=ast.Constant(not end))
    yield site.change("default", f"`endpoint={not end}`", new, hint, 12)
    for what, first, more in (
        ("begins one step late", 1, 1),
        ("takes a step too many", 0, 1),
        ("leaves the first step out", 1, 0),
        ("takes a step too few", 0, -1),
    ):
        ends = ast.Constant(end), number(first), number(more)
        new = r_call("steps", *call.args[:3], *ends)
        yield site.change("index", f"`linspace` {what}", new, f"seq_len(n) - 1: {hint}", 22)


#: The kinds of norms, and what R calls them.
_NORMS = {1: '"1"', 2: '"2"', "inf": '"I"'}


def norms(site: Site) -> Iterator[Change]:
    """Measure a matrix by another norm."""
    call = site.call()
    if call is None or call.name != "norm" or call.how == "bare" or len(call.args) > 2:
        return
    old = call.args[1] if len(call.args) == 2 else call.keywords.get("ord")
    right = {None: '"F"', "fro": '"F"', **_NORMS}.get(value_of(old), "type")
    for order, name in _NORMS.items():
        if order != value_of(old):
            kind = expression("np.inf") if order == "inf" else number(order)
            new = ast.Call(call.node.func, [call.args[0]], call.node.keywords)
            new.keywords = [k for k in new.keywords if k.arg != "ord"] + [ast.keyword("ord", kind)]
            hint = f'norm(x, {right}): norm(x) is norm(x, "O")'
            yield site.change("default", f"the norm {name}, not {right}", new, hint, 18)


def one_divisor_less(site: Site) -> Iterator[Change]:
    """Divide a mean of squares by n - 1, as var() does."""
    call = site.call()
    if call is None or call.name != "mean" or call.how == "bare":
        return
    axis = call.axis()[1]
    new = r_call("mean_of_one_less", call.args[0], **({"axis": axis} if axis else {}))
    hint = f"{in_r(site.node) or 'mean()'} divides by n, var(), sd() and cov() by n - 1"
    yield site.change("scaled", "`mean` divided by n - 1", new, hint, 14)


def lags(site: Site) -> Iterator[Change]:
    """Take differences at a distance for differences of differences, as diff(x, 2) does."""
    call = site.call()
    if call is None or call.name != "diff" or not call.args:
        return
    order = call.args[1] if len(call.args) == 2 else call.keywords.get("n")
    if order is not None and "axis" not in call.keywords:
        new = expression("x[n:] - x[:-n]", x=call.args[0], n=order)
        hint = "diff(x, differences = n): the second argument of diff() is the lag"
        what = f"differences at a distance of {text(order)}"
        yield site.change("arguments", what, new, hint, 12)


def orders_and_ranks(site: Site) -> Iterator[Change]:
    """Take ranks for the order, as rank() for order(), or the order for the sorted elements."""
    call = site.call()
    if call is None or call.name not in ("argsort", "sort") or call.how == "bare":
        return
    if call.name == "sort":
        new = expression('np.argsort(x, kind="stable")', x=call.args[0])
        yield site.change("other order", "the order for what is sorted", new, "sort(x)", 32)
        return
    twice = Site(call.args[0], site.edit, site, site.source).call()
    if twice is not None and twice.name == "argsort":
        hint = "rank(x) - 1, not order(x) - 1"
        yield site.change("other order", "the order for the ranks", call.args[0], hint, 20)
    else:
        new = expression('np.argsort(np.argsort(x, kind="stable"))', x=call.args[0])
        hint = "order(x) - 1, not rank(x) - 1"
        yield site.change("other order", "the ranks for the order", new, hint, 20)


def masks(site: Site) -> Iterator[Change]:
    """Keep zeros for what a mask leaves out, or count what it takes."""
    node = site.node
    if not _is_array(site) or not isinstance(node.slice, ast.Compare | ast.Name | ast.UnaryOp):
        return
    hint = in_r(node) or "x[mask]"
    zeros = r_call("masked", node.value, node.slice)
    what = f"zeros for what `{text(node)}` leaves out"
    yield site.change("dimensions", what, zeros, f"{hint} is shorter than x", 30)
    if site.above is not None and site.above.call_name() in ("sum", "mean"):
        counted = r_call("mask", node.slice)
        yield site.change("operation", f"the mask for `{text(node)}`", counted, hint, 30)


def intervals_of_histograms(site: Site) -> Iterator[Change]:
    """Close the intervals of a histogram on the right, as hist() and cut() do."""
    call = site.call()
    if call is None or call.name != "histogram" or len(call.args) != 2 or call.keywords:
        return
    x, edges = call.args
    new = expression(
        "(np.histogram(-np.asarray(x), -np.asarray(e)[::-1])[0][::-1], e)", x=x, e=edges
    )
    hint = "hist(x, breaks, right = FALSE), or findInterval()"
    yield site.change("ties", "the intervals closed on the right", new, hint, 14)


CHANGES = (
    lags, orders_and_ranks, masks, intervals_of_histograms, past_the_end, by_place,
    repeated_places, closed_on_the_right, halves, sorted_labels, steps_between, norms,
    one_divisor_less,
)  # fmt: skip
