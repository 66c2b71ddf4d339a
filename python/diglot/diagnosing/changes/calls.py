"""How functions are called: arguments exchanged, ties, missing values, and formulas that lose."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change, Edit
from diglot.diagnosing.sites import (
    Called,
    Site,
    expression,
    numpy,
    r_call,
    text,
    value_of,
)

# -- Arguments ------------------------------------------------------------------------------------


def arguments_exchanged(site: Site) -> Iterator[Change]:
    """Exchange two arguments of a call."""
    call = site.call()
    if call is None or len(call.node.args) < 2 or call.name in ("range", "arange", "print"):
        return
    args = call.node.args
    for i, j in combinations(range(min(len(args), 4)), 2):
        if any(isinstance(value_of(args[k]), str) for k in (i, j)):
            continue
        new_args = list(args)
        new_args[i], new_args[j] = args[j], args[i]
        new = ast.Call(call.node.func, new_args, call.node.keywords)
        what = f"`{text(args[i])}` and `{text(args[j])}` exchanged"
        hint = in_r(site.node) or f"as in `{text(site.node)}`"
        yield site.change("arguments", what, new, hint, 24)


def parameters_exchanged(site: Site) -> Iterator[Change]:
    """Exchange two parameters of the function itself."""
    if site.above is not None:
        return
    places = site.node.args.posonlyargs + site.node.args.args
    places = [each for each in places if each.arg not in ("self", "cls")]
    for one, other in combinations(places[:5], 2):
        edits = Edit(one, "arg", None, other.arg), Edit(other, "arg", None, one.arg)
        what = f"the arguments `{one.arg}` and `{other.arg}` exchanged"
        names = ", ".join(each.arg for each in places)
        hint = f"function({names}), in this order"
        yield Change("arguments", what, hint, edits, 12, site.node)


# -- Ties -----------------------------------------------------------------------------------------


def ties(site: Site) -> Iterator[Change]:
    """Take the last of equal elements for the first, and order them otherwise."""
    call = site.call()
    node = site.node
    if isinstance(node, ast.Subscript):
        yield from _descending(site)
    if call is None or not call.args:
        return
    if call.name in ("argmax", "argmin") and call.how != "bare":
        keywords = dict(call.keywords)
        if call.axis()[1] is not None:
            keywords["axis"] = call.axis()[1]  # type: ignore[assignment]
        keywords.pop("keepdims", None)
        new = r_call("last", numpy(call.name), call.args[0], **keywords)
        hint = 'max.col(x, ties.method = "first") - 1, or which.max(x) - 1'
        yield site.change("ties", f"`{call.name}` of the last of equals", new, hint, 14)
    if call.name in ("argsort", "sort") and call.how != "bare":
        down = ast.Call(numpy("flip"), [site.node, ast.Constant(-1)], [])
        words = "`{}` from the largest down"
        hint = "order(x)" if call.name == "argsort" else "sort(x)"
        yield site.change("reversed", words.format(call.name), down, hint, 18)
    if call.name == "argsort":
        backwards = 'np.size(x) - 1 - np.argsort(np.flip(x), kind="stable")'
        new2 = expression(backwards, x=call.args[0])
        hint = "order(x) keeps equal elements in their order."
        yield site.change("ties", "equal elements in the opposite order", new2, hint, 16)
    if call.name == "rankdata":
        old = value_of(call.keywords.get("method"), "average")
        for method in ("average", "min", "max", "ordinal", "dense"):
            if method != old:
                new = call.having(method=ast.Constant(method))
                name = {"ordinal": "first"}.get(old, old)
                hint = f'rank(x, ties.method = "{name}")'
                yield site.change("ties", f"ties ranked by `{method}`", new, hint, 14)
    yield from _breaks(site, call)


def _descending(site: Site) -> Iterator[Change]:
    """Sort down for sorting up and reversing, which treats equal elements otherwise."""
    node = site.node
    index = node.slice
    inner = Site(node.value, site.edit, site, site.source).call()
    if not isinstance(index, ast.Slice) or value_of(index.step) != -1 or inner is None:
        return
    if inner.name == "argsort" and inner.args:
        new = expression('np.argsort(-x, kind="stable")', x=inner.args[0])
        hint = "rev(order(x)): order(-x) keeps equal elements in their order."
        yield site.change("ties", "`argsort(-x)` for `argsort(x)[::-1]`", new, hint, 12)


def _breaks(site: Site, call: Called) -> Iterator[Change]:
    """Count what is equal to a break in the other interval; order what is unique otherwise."""
    if call.name == "searchsorted":
        old = value_of(call.keywords.get("side"), "left")
        other = "right" if old == "left" else "left"
        new: ast.expr = call.having(side=ast.Constant(other))
        hint = f"findInterval(x, v, left.open = {'TRUE' if old == 'left' else 'FALSE'})"
        yield site.change("ties", f'`side="{other}"`', new, hint, 14)
    if call.name == "digitize":
        old = bool(value_of(call.keywords.get("right"), False))
        new = call.having(right=ast.Constant(not old))
        hint = f"findInterval(x, bins, left.open = {'TRUE' if old else 'FALSE'})"
        yield site.change("ties", f"`right={not old}`", new, hint, 14)
    if call.name == "unique" and call.how == "module" and not call.node.keywords:
        new = r_call("order_of_appearance", call.args[0])
        hint = "sort(unique(x)): unique() keeps the order of appearance."
        yield site.change("other order", "unique elements as they come", new, hint, 12)


# -- Missing values -------------------------------------------------------------------------------

_SKIPPING = frozenset({
    "sum", "mean", "max", "min", "std", "var", "median", "prod", "cumsum", "cumprod", "quantile",
    "percentile", "argmax", "argmin",
})  # fmt: skip


def missing(site: Site) -> Iterator[Change]:
    """Skip what is missing, or do not."""
    call = site.call()
    if call is None or call.how == "bare" or not call.args:
        return
    hint = in_r(site.node) or f"{call.name}()"
    if call.name in _SKIPPING:
        new = call.by_another(f"nan{call.name}")
        what = f"`{call.name}` without what is missing"
        yield site.change("missing", what, new, f"{hint} without na.rm = TRUE", 30)
    plain = call.name.removeprefix("nan")
    if plain in _SKIPPING and plain != call.name:
        what = f"`{call.name}` with what is missing"
        yield site.change("missing", what, call.by_another(plain), "na.rm = TRUE", 12)
    if call.name in ("nan_to_num",):
        hint = "x[is.na(x)] <- 0"
        yield site.change("missing", "`nan_to_num` left out", call.args[0], hint, 14)
    if call.name in ("isnan", "isfinite"):
        nothing = "np.zeros" if call.name == "isnan" else "np.ones"
        false = expression(f"{nothing}(np.shape(x), dtype=bool)", x=call.args[0])
        what = f"`{call.name}` finds nothing"
        yield site.change("missing", what, false, "is.nan(x), or !is.finite(x)", 22)


# -- Formulas that lose digits, or overflow -------------------------------------------------------


def naive_formulas(site: Site) -> Iterator[Change]:
    """Write a formula that is the same on paper only."""
    call, node = site.call(), site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and value_of(node.right) == 2:
        if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Sub):
            x, y = node.left.left, node.left.right
            hint = f"{in_r(node) or 'sum((x - mean(x))^2)'}: subtract first, then square"
            new: ast.expr = expression("x**2 + y**2 - 2 * x * y", x=x, y=y)
            yield site.change("cancellation", "the square multiplied out", new, hint, 60)
    if call is None or not call.args:
        return
    one = call.args[0]
    if call.name in ("var", "std") and call.how != "bare":
        keywords = {each.arg: each.value for each in call.node.keywords if each.arg}
        if call.axis()[1] is not None:
            keywords["axis"] = call.axis()[1]  # type: ignore[assignment]
        new = r_call("textbook_variance", one, **keywords)
        new = expression("np.sqrt(v)", v=new) if call.name == "std" else new
        hint = "mean((x - mean(x))^2): subtract the mean before the squares"
        yield site.change(
            "cancellation", "the mean of the squares less that squared", new, hint, 60
        )


#: Careful functions, the plain formula for each, its kind and the R that mends it.
_CAREFUL = {
    "log1p": ("np.log(1 + x)", "cancellation", "log1p(x)"),
    "expm1": ("np.exp(x) - 1", "cancellation", "expm1(x)"),
    "logaddexp": (
        "np.log(np.exp(x) + np.exp(y))", "overflow", "pmax(x, y) + log1p(exp(-abs(x - y)))"
    ),
    "hypot": ("np.sqrt(x**2 + y**2)", "overflow", "Mod(complex(real = x, imaginary = y))"),
    "logsumexp": ("np.log(np.sum(np.exp(x)))", "overflow", "max(x) + log(sum(exp(x - max(x))))"),
}  # fmt: skip


def plain_formulas(site: Site) -> Iterator[Change]:
    """Take the plain formula for a careful function."""
    call = site.call()
    if call is None or call.name not in _CAREFUL or not call.args:
        return
    formula, kind, hint = _CAREFUL[call.name]
    new = expression(formula, x=call.args[0], y=call.args[-1])
    if call.name == "logsumexp" and "axis" in call.keywords:
        along = call.keywords["axis"]
        new = expression("np.log(np.sum(np.exp(x), axis=a))", x=call.args[0], a=along)
    what = f"`{formula.replace('np.', '')}` for `{call.name}`"
    yield site.change(kind, what, new, hint, 40 if kind == "cancellation" else 16)


def limits(site: Site) -> Iterator[Change]:
    """Do not cut off what is too large or too small."""
    call = site.call()
    if call is None or not call.args:
        return
    if call.name == "clip":
        hint = "pmin(pmax(x, low), high)"
        yield site.change("overflow", "nothing cut off", call.args[0], hint, 16)
        if len(call.args) == 3:
            x, low, high = call.args
            below = expression("np.maximum(x, low)", x=x, low=low)
            yield site.change("overflow", "only cut off below", below, hint, 16)
            above = expression("np.minimum(x, high)", x=x, high=high)
            yield site.change("overflow", "only cut off above", above, hint, 16)
    if call.name in ("maximum", "minimum") and len(call.args) == 2:
        for limit, kept in (call.args, reversed(call.args)):
            if value_of(limit) is not None:
                hint = f"p{call.name[:3]}(x, {text(limit)})"
                yield site.change("operation", f"`{call.name}` left out", kept, hint, 16)


# -- Quantiles ------------------------------------------------------------------------------------

_TYPES = {1: "inverted_cdf", 2: "averaged_inverted_cdf", 3: "closest_observation",
          4: "interpolated_inverted_cdf", 5: "hazen", 6: "weibull", 7: "linear",
          8: "median_unbiased", 9: "normal_unbiased"}  # fmt: skip


def quantile_types(site: Site) -> Iterator[Change]:
    """Interpolate quantiles otherwise."""
    call = site.call()
    if call is None or call.name not in ("quantile", "percentile"):
        return
    method = value_of(call.keywords.get("method"), "linear")
    right = next((number for number, name in _TYPES.items() if name == method), 7)
    for number_, name in _TYPES.items():
        if name != method:
            new = call.having(method=ast.Constant(name))
            what = f"quantiles of type {number_}, not {right}"
            yield site.change("default", what, new, f"quantile(x, p, type = {right})", 20)


CHANGES = (
    arguments_exchanged, parameters_exchanged, ties, missing, naive_formulas, plain_formulas,
    limits, quantile_types,
)  # fmt: skip
