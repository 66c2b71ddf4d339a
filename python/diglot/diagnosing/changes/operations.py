"""Other operations: signs, terms left out, comparisons, functions, constants."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from diglot.diagnosing.in_r import in_r
from diglot.diagnosing.rewriting import Change
from diglot.diagnosing.sites import Site, expression, number, numpy, r_call, text, value_of

_SIGNS: dict[type[Any], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
    ast.Mod: "%", ast.FloorDiv: "//", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip

_OPPOSITE: dict[type[Any], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip


def _mends(node: ast.AST) -> str:
    return in_r(node) or f"as in `{text(node)}`"


# -- Arithmetic -----------------------------------------------------------------------------------


def another_sign(site: Site) -> Iterator[Change]:
    """Add for subtract, multiply for divide, and leave out a minus."""
    node = site.node
    hint = _mends(node) if isinstance(node, ast.expr) else f"as in `{text(node)}`"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        if not isinstance(node.operand, ast.Constant):
            what = f"`-` left out before `{text(node.operand)}`"
            yield site.change("sign", what, node.operand, hint, 20)
    if not isinstance(node, ast.BinOp | ast.AugAssign) or type(node.op) not in _OPPOSITE:
        return
    other = _OPPOSITE[type(node.op)]()
    # A place that is counted from the end is no sign: it is another place.
    in_index = any(each.edit.field == "slice" for each in [site, *site.up()])
    kind = (
        "index" if in_index else "sign" if isinstance(node.op, ast.Add | ast.Sub) else "operation"
    )
    what = f"`{_SIGNS[type(other)]}` for `{_SIGNS[type(node.op)]}`"
    if isinstance(node, ast.AugAssign):
        yield site.change(kind, what, ast.AugAssign(node.target, other, node.value), hint, 28)
        return
    yield site.change(kind, what, ast.BinOp(node.left, other, node.right), hint, 28)
    if isinstance(node.op, ast.Sub) and not in_index:
        what = f"`{text(node.right)} - {text(node.left)}`, the other way"
        turned = ast.BinOp(node.right, ast.Sub(), node.left)
        yield site.change("sign", what, turned, hint, 26)
    if isinstance(node.op, ast.Div):
        what = f"`{text(node.right)} / {text(node.left)}`, upside down"
        turned = ast.BinOp(node.right, ast.Div(), node.left)
        yield site.change("operation", what, turned, hint, 34)


def term_left_out(site: Site) -> Iterator[Change]:
    """Leave out a term or a factor."""
    node = site.node
    if not isinstance(node, ast.BinOp):
        return
    plain = isinstance(node.op, ast.Add | ast.Sub)
    if not plain and not isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Pow):
        return
    for kept, lost, first in ((node.left, node.right, False), (node.right, node.left, True)):
        if first and not isinstance(node.op, ast.Add | ast.Mult | ast.Sub):
            continue
        new = ast.UnaryOp(ast.USub(), kept) if first and isinstance(node.op, ast.Sub) else kept
        what = f"`{text(lost)}` left out of `{text(node)}`"
        kind, rank = "operation", 28 if isinstance(node.op, ast.Add | ast.Sub) and not first else 34
        if isinstance(node.op, ast.Add) and _is_guard(lost, site):
            kind, rank = "default", 15
        if isinstance(node.op, ast.Pow):
            what, rank = f"`** {text(lost)}` left out", 22
        if isinstance(node.op, ast.Sub) and _is_shift(lost, site):
            kind, rank = "overflow", 12
            what = f"the shift by `{text(lost)}` left out"
        yield site.change(kind, what, new, _mends(node), rank)


def _is_guard(node: ast.expr, site: Site) -> bool:
    """Tell whether a term only keeps a logarithm or a quotient finite."""
    value = value_of(node)
    if isinstance(value, float) and 0 < abs(value) < 1e-3:
        return True
    names = ("delta", "eps", "epsilon", "tiny", "EPS", "EPSILON")
    return isinstance(node, ast.Name | ast.Attribute) and (
        getattr(node, "id", getattr(node, "attr", "")) in names
    )


def _is_shift(node: ast.expr, site: Site) -> bool:
    """Tell whether a term is the largest element, or a name of it."""
    if site.called(node) in ("max", "amax", "nanmax"):
        return True
    return isinstance(node, ast.Name) and any(
        isinstance(each, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == node.id for t in each.targets)
        and site.called(each.value) in ("max", "amax", "nanmax")
        for each in ast.walk(site.source.definition)
    )


def precedence(site: Site) -> Iterator[Change]:
    """Forget parentheses, or read operators in R's order of precedence."""
    node = site.node
    if not isinstance(node, ast.BinOp):
        return
    left, right = node.left, node.right
    hint = _mends(node)
    tight = isinstance(node.op, ast.MatMult | ast.Mod | ast.FloorDiv)
    loose = isinstance(node.op, ast.Mult | ast.Div)
    if isinstance(left, ast.BinOp):
        inner = ast.BinOp(left.right, node.op, right)
        regrouped = ast.BinOp(left.left, left.op, inner)
        if tight and isinstance(left.op, ast.Mult | ast.Div):
            sign = {"@": "%*%", "%": "%%", "//": "%/%"}[_SIGNS[type(node.op)]]
            what = f"`{text(inner)}` calculated first"
            words = f"{hint}: {sign} goes before * and /"
            yield site.change("operation", what, regrouped, words, 12)
        elif isinstance(left.op, ast.Add | ast.Sub) and (loose or tight):
            what = f"`({text(left)})` without its parentheses"
            yield site.change("operation", what, regrouped, hint, 24)
    if isinstance(right, ast.BinOp) and (loose or isinstance(node.op, ast.Sub)):
        low, high = (ast.Mult | ast.Div), (ast.Add | ast.Sub)
        if isinstance(right.op, low if loose else high) or (loose and isinstance(right.op, high)):
            regrouped = ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
            what = f"`({text(right)})` without its parentheses"
            yield site.change("operation", what, regrouped, hint, 24)
    if isinstance(node.op, ast.Pow):
        yield from _power(site, node, hint)


def _power(site: Site, node: ast.BinOp, hint: str) -> Iterator[Change]:
    left, power = node.left, value_of(node.right)
    if isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):
        new = ast.UnaryOp(ast.USub(), ast.BinOp(left.operand, ast.Pow(), node.right))
        yield site.change("operation", "the power before the minus", new, hint, 20)
    if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult | ast.Div | ast.Add | ast.Sub):
        inner = ast.BinOp(left.right, ast.Pow(), node.right)
        new2 = ast.BinOp(left.left, left.op, inner)
        what = f"`({text(left)})` without its parentheses"
        yield site.change("operation", what, new2, hint, 22)
    if isinstance(power, int | float) and not isinstance(power, bool):
        for other in (power + 1, power - 1, -power, power / 2):
            if other not in (0, 1):
                changed = ast.BinOp(left, ast.Pow(), number(other))
                what = f"`** {other}` for `** {power}`"
                yield site.change("operation", what, changed, hint, 32)


def minus_squared(site: Site) -> Iterator[Change]:
    """Square the negative number where the square is negated."""
    node = site.node
    if not isinstance(node, ast.UnaryOp) or not isinstance(node.op, ast.USub):
        return
    power = node.operand
    if isinstance(power, ast.BinOp) and isinstance(power.op, ast.Pow):
        new = ast.BinOp(ast.UnaryOp(ast.USub(), power.left), ast.Pow(), power.right)
        yield site.change("operation", "the minus before the power", new, _mends(node), 22)


# -- Comparisons and choices ----------------------------------------------------------------------

_LIMITS: dict[type[Any], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}  # fmt: skip


def comparisons(site: Site) -> Iterator[Change]:
    """Compare otherwise."""
    node = site.node
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _LIMITS:
        for place, other in enumerate(_LIMITS[type(node.ops[0])]):
            new = ast.Compare(node.left, [other()], node.comparators)
            what = f"`{_SIGNS[other]}` for `{_SIGNS[type(node.ops[0])]}`"
            yield site.change("operation", what, new, _mends(node), 24 + 10 * place)
    if isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        right, wrong = ("&&", "||") if isinstance(node.op, ast.And) else ("||", "&&")
        new2 = ast.BoolOp(other_op, node.values)
        what = "`or` for `and`" if right == "&&" else "`and` for `or`"
        yield site.change("operation", what, new2, f"{right}, not {wrong}", 30)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        other_bits = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        right, wrong = ("&", "|") if isinstance(node.op, ast.BitAnd) else ("|", "&")
        new3 = ast.BinOp(node.left, other_bits, node.right)
        what = f"`{wrong}` for `{right}`"
        yield site.change("operation", what, new3, f"{right}, not {wrong}", 30)


def choices(site: Site) -> Iterator[Change]:
    """Exchange the branches, or always take the same."""
    node, call = site.node, site.call()
    if isinstance(node, ast.IfExp):
        turned = ast.IfExp(node.test, node.orelse, node.body)
        yield site.change("operation", "the branches exchanged", turned, _branches(node.test), 26)
        for kept in (node.body, node.orelse):
            what = f"always `{text(kept)}`"
            yield site.change("operation", what, kept, _branches(node.test), 44)
    if call and call.name == "where" and len(call.args) == 3:
        test, yes, no = call.args
        new = ast.Call(node.func, [test, no, yes], node.keywords)
        hint = in_r(node) or f"ifelse({in_r(test) or 'test'}, yes, no)"
        yield site.change("operation", "the branches of `where` exchanged", new, hint, 20)
        for kept in (yes, no):
            what = f"`{text(kept)}` everywhere"
            whole = ast.BinOp(kept, ast.Add(), ast.BinOp(number(0), ast.Mult(), test))
            yield site.change("operation", what, whole, hint, 40)
    if isinstance(node, ast.If):
        yield from _branch(site, node)


def _branches(test: ast.expr) -> str:
    return f"if ({in_r(test) or text(test)}) ... else ..."


def _branch(site: Site, node: ast.If) -> Iterator[Change]:
    hint = _branches(node.test)
    test = text(node.test)
    yield site.change("operation", f"`if {test}` never", node.orelse, hint, 42)
    yield site.change("operation", f"`if {test}` always", node.body, hint, 44)
    if node.orelse:
        turned = ast.If(node.test, node.orelse, node.body)
        yield site.change("operation", f"the branches of `if {test}` exchanged", turned, hint, 30)


# -- Functions ------------------------------------------------------------------------------------

_MISTAKEN = {
    "max": ("min", "mean"), "min": ("max", "mean"), "amax": ("amin", "mean"), "amin": ("amax",),
    "argmax": ("argmin",),
    "argmin": ("argmax",), "maximum": ("minimum",), "minimum": ("maximum",), "log": ("log10",
    "log2", "log1p"), "log2": ("log",), "log10": ("log",), "log1p": ("log",), "exp": ("exp2",
    "expm1"), "sin": ("cos",), "cos": ("sin",), "tanh": ("tan",), "sinh": ("sin",),
    "cosh": ("cos",), "std": ("var",), "var": ("std",), "median": ("mean",), "mean": ("median",
    "max"), "abs": ("real",), "cov": ("corrcoef",), "corrcoef": ("cov",), "sum": ("cumsum",
    "prod"), "prod": ("sum",), "cumsum": ("sum", "cumprod"), "cumprod": ("cumsum", "prod"),
    "any": ("all",), "all": ("any",), "arctan2": ("arctan",), "zeros": ("ones",),
    "ones": ("zeros",), "zeros_like": ("ones_like",), "ones_like": ("zeros_like",),
    "triu": ("tril",), "tril": ("triu",), "flipud": ("fliplr",), "fliplr": ("flipud",),
    "solve": ("matmul",), "nanmax": ("nanmin",), "nanmin": ("nanmax",), "union1d":
    ("intersect1d",), "intersect1d": ("union1d",), "inner": ("outer",),
}  # fmt: skip

#: Functions that are easily forgotten.
_FORGOTTEN = frozenset({
    "abs", "absolute", "fabs", "sqrt", "square", "exp", "log", "tanh", "sort", "cumsum", "cumprod",
    "deg2rad", "radians", "rad2deg", "degrees", "float", "conj", "real", "inv", "flip", "reversed",
    "sorted", "flipud", "fliplr", "unique", "triu", "tril", "sign", "diff", "outer",
})  # fmt: skip


def another_function(site: Site) -> Iterator[Change]:
    """Take a function for another one, or leave it out."""
    call = site.call()
    if call is None or not call.args:
        return
    hint = _mends(site.node)
    for other in _MISTAKEN.get(call.name, ()):
        if call.how == "bare" and other in ("min", "max", "any", "all"):
            new: ast.expr = ast.Call(ast.Name(other, ast.Load()), call.args, call.node.keywords)
        elif call.how == "bare":
            continue
        else:
            new = call.by_another(other)
            if call.name == "solve":
                new = ast.Call(numpy(other), call.args[:2], [])
            elif call.name == "arctan2":
                new = expression("np.arctan(y / x)", y=call.args[0], x=call.args[-1])
        what = f"`{other}` for `{call.name}`"
        yield site.change("operation", what, new, hint, 24 if "log" in call.name else 32)
    if call.name == "norm":
        squared = ast.BinOp(site.node, ast.Pow(), number(2))
        yield site.change("operation", "the square of the norm", squared, hint, 30)
    if call.name in _FORGOTTEN:
        kind = "operation"
        if call.name in ("flip", "reversed", "flipud", "fliplr"):
            kind = "reversed"
        elif call.name in ("sort", "sorted"):
            kind = "other order"
        what = f"`{call.name}` left out"
        yield site.change(kind, what, call.args[0], hint, 26)
    if call.name in ("maximum", "minimum") and len(call.args) == 2:
        best = (
            ast.Attribute(call.node.func.value, call.name[:3], ast.Load())
            if isinstance(call.node.func, ast.Attribute)
            else numpy(call.name[:3])
        )
        new = r_call("whole", best, *call.args)
        word = f"p{call.name[:3]}"
        what = f"{call.name[:3]}() of everything for {word}()"
        yield site.change("operation", what, new, f"{word}(x, y), not {word[1:]}(x, y)", 14)


def own_function(site: Site) -> Iterator[Change]:
    """Leave out a function of the user, or apply it twice."""
    call = site.call()
    if call is None or call.how != "bare" or len(call.node.args) != 1 or call.node.keywords:
        return
    if not isinstance(site.source.has(call.name), FunctionType):
        return
    hint = f"`{call.name}` once, as in `{text(site.node)}`"
    what = f"`{call.name}` left out"
    yield site.change("operation", what, call.args[0], hint, 30)
    twice = ast.Call(call.node.func, [site.node], [])
    yield site.change("operation", f"`{call.name}` twice", twice, hint, 34)


def another_name(site: Site) -> Iterator[Change]:
    """Take a variable, or an element by its name, for one whose name is nearly the same."""
    node = site.node
    if any(each.edit.field == "test" for each in [site, *site.up()]):
        return  # what a loop waits for must come
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in _similar(node.id, site.source.variables):
            what = f"`{other}` for `{node.id}`"
            yield site.change("operation", what, ast.Name(other, ast.Load()), node.id, 33)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if site.edit.field == "slice":
            for other in _similar(node.value, site.source.texts):
                what = f"`{other}` for `{node.value}`"
                yield site.change("operation", what, ast.Constant(other), node.value, 26)


#: Names of one letter that stand beside each other.
_BESIDE = ("ij", "jk", "xy", "yt", "xt", "mn", "nk", "ab", "bc", "uv", "vw", "pq")


def _similar(name: str, others: list[str]) -> list[str]:
    """Give the names that differ in one letter, as z1 does from a1, or in a d before them."""
    return [other for other in others if other != name and _are_similar(name, other)]


def _are_similar(name: str, other: str) -> bool:
    if len(name) == len(other) == 1:
        return name + other in _BESIDE or other + name in _BESIDE
    if len(name) == len(other):
        return sum(x != y for x, y in zip(name, other, strict=True)) == 1
    return name == f"d{other}" or other == f"d{name}"


# -- Constants ------------------------------------------------------------------------------------


def constants(site: Site) -> Iterator[Change]:
    """Calculate with another constant."""
    if not is_constant(site) or site.above is None:
        return
    above = site.above.node
    if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Pow):
        if site.edit.field == "right":
            return  # powers have changes of their own
    for other in other_numbers(constant_at(site)):
        yield another_constant(site, other)


def is_constant(site: Site) -> bool:
    """Tell whether a place has a number that is calculated with."""
    if site.above is None or not _is_finite(constant_at(site)):
        return False
    in_slice = any(isinstance(each.node, ast.Slice) for each in [site, *site.up()])
    # What counts places has changes of its own, and so have axes and the like.
    return not (in_slice or site.edit.field == "slice" or isinstance(site.above.node, ast.keyword))


def constant_at(site: Site) -> Any:
    """Give the number that is written at a place, or that a name of the module or class means."""
    node = site.node
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return None if node.id in site.source.variables else site.source.has(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        owner = site.source.class_name if ast.unparse(node.value) in ("self", "cls") else ""
        return vars(site.source.has(owner)).get(node.attr) if site.source.has(owner) else None
    return None


def _is_finite(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def another_constant(site: Site, other: Any) -> Change:
    """Put another number in the place of one."""
    value = constant_at(site)
    calculates = isinstance(
        site.above.node if site.above else None,
        ast.BinOp | ast.Compare | ast.Return | ast.IfExp | ast.UnaryOp | ast.AugAssign,
    )
    around = [site, *site.up()]
    counts = any(each.edit.field == "slice" or each.call_name() == "range" for each in around)
    kind = "default" if 0 < abs(value) <= 1e-3 else "operation"
    kind = "index" if counts else "sign" if other == -value else kind
    what = f"`{other!r}` for `{value!r}`"
    hint = f"the constant is {value!r}"
    return site.change(kind, what, number(other), hint, 38 if calculates else 55)


def other_numbers(value: float) -> list[Any]:
    """Give the numbers that are easily taken for one."""
    if type(value) is int:
        candidates = [
            value + 1,
            value - 1,
            2 * value,
            -value,
            value / 2 if value % 2 else value // 2,
        ]
    elif 0 < abs(value) <= 1e-2:
        exponent = round(math.log10(abs(value)))
        candidates = [float(f"1e{n}") for n in range(max(exponent - 4, -16), exponent + 4)]
        candidates += [0.0, *(float(f"1e{n}") for n in (-12, -10, -8, -6, -5))]
    else:
        candidates = [2 * value, value / 2, -value, 1.0, 0.0, value + 1, value - 1, 10 * value]
        candidates += [value / 10, 1 - value, 1 / value if value else 1.0]
    # 1 - 0.9 is meant to be 0.1.
    candidates = [x if type(x) is int else float(f"{x:.12g}") for x in candidates]
    return [x for i, x in enumerate(candidates) if x != value and x not in candidates[:i]]


CHANGES = (
    another_sign, term_left_out, precedence, minus_squared, comparisons, choices, another_function,
    own_function, another_name,     constants,
)  # fmt: skip
