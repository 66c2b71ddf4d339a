"""Steps: loops one short, sums not begun anew, new values used for old, steps left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from diglot.diagnosing.rewriting import Change, Edit
from diglot.diagnosing.sites import Site, numpy, text


def _names(node: ast.AST, kind: type[ast.expr_context]) -> set[str]:
    """Name the variables that are read, or those that are written (their elements too)."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, kind):
            found.add(each.id)
        elif isinstance(each, ast.Subscript | ast.Attribute) and isinstance(each.ctx, kind):
            base: Any = each
            while isinstance(base, ast.Subscript | ast.Attribute):
                base = base.value
            if isinstance(base, ast.Name):
                found.add(base.id)
    return found


def one_after_the_other(site: Site) -> Iterator[Change]:
    """Assign in turn what is assigned at once, so that new values are used for old ones."""
    node = site.node
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return
    target, value = node.targets[0], node.value
    if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Tuple):
        return
    if len(target.elts) != len(value.elts):
        return
    pairs = list(zip(target.elts, value.elts, strict=True))
    steps: list[ast.stmt] = [ast.Assign([one], other) for one, other in pairs]
    hint = "keep the old value first: old <- a; a <- b; b <- old + b"
    what = f"`{text(target)}` assigned one after the other"
    yield site.change("operation", what, steps, hint, 12)


def steps_exchanged(site: Site) -> Iterator[Change]:
    """Do a step before the one that it needs, so that old values are used for new ones."""
    body = getattr(site.edit.parent, site.edit.field, None)
    if not isinstance(body, list) or site.edit.place is None or not _is_step(site.node):
        return
    place = site.edit.place
    if place + 1 >= len(body) or not _is_step(body[place + 1]):
        return
    first, second = site.node, body[place + 1]
    written, read = _names(first, ast.Store), _names(second, ast.Load)
    if not written & read and not _names(second, ast.Store) & _names(first, ast.Load):
        return
    if not written & read <= _bound_before(first, site):
        return
    # The second goes away, and stands before the first.
    edits = Edit(site.edit.parent, site.edit.field, place + 1, []), site.replaced([second, first])
    what = f"`{text(second)}` done before `{text(first)}`"
    yield Change("operation", what, "the steps in the other order", edits, 34, first)


def _bound_before(step: ast.AST, site: Site) -> set[str]:
    """Name what has a value before a step, or may have one."""
    definition = site.source.definition
    found = {each.arg for each in ast.walk(definition.args) if isinstance(each, ast.arg)}
    for each in ast.walk(definition):
        if isinstance(each, ast.stmt) and each is not step and not hasattr(each, "body"):
            found |= _names(each, ast.Store)
    return found


def _is_step(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign | ast.AugAssign)


def step_left_out(site: Site) -> Iterator[Change]:
    """Leave out a step; in a ``while`` loop it may be the one that ends it."""
    node = site.node
    if any(isinstance(each.node, ast.While) for each in site.up()):
        return
    again = isinstance(node, ast.AugAssign)
    if isinstance(node, ast.Assign):
        again = any(isinstance(each, ast.Subscript | ast.Attribute) for each in node.targets)
        again = again or bool(_names(node.value, ast.Load) & _names(node, ast.Store))
    if again:
        what = f"`{text(node)}` left out"
        yield site.change("operation", what, [], f"`{text(node)}` as in the original", 40)
    if isinstance(node, ast.AugAssign):
        assigned = ast.Assign([node.target], node.value)
        sign = {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/"}.get(type(node.op).__name__)
        if sign:
            target = text(node.target)
            what = f"`{target}` replaced, not `{sign}=`"
            yield site.change("operation", what, assigned, f"{target} <- {target} {sign} ...", 24)


def copies(site: Site) -> Iterator[Change]:
    """Copy what the original changes where it is, or the other way."""
    node, call = site.node, site.call()
    if call and call.name in ("copy", "deepcopy", "array") and len(call.args) == 1:
        kept = call.args[0]
        if not isinstance(kept, ast.List | ast.Tuple | ast.ListComp):
            what = f"new values used for old ones, `{text(node)}` without the copy"
            hint = "keep the old values under a name of their own: old <- x"
            yield site.change("operation", what, kept, hint, 16)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Subscript):
        copied = ast.Assign(node.targets, ast.Call(numpy("copy"), [node.value], []))
        what = f"`{text(node)}` taken as a copy"
        hint = "R copies: assign the changed part back, as in x[i, ] <- row"
        yield site.change("operation", what, copied, hint, 30)


def begun_anew(site: Site) -> Iterator[Change]:
    """Begin a sum once for all rounds, or in each round anew."""
    node = site.node
    if not isinstance(node, ast.For) or site.edit.place is None:
        return
    for place, step in enumerate(node.body):
        if _is_beginning(step, site):
            edits = Edit(node, "body", place, []), site.replaced([step, node])
            what = f"`{text(step)}` before the loop, not in each round"
            hint = f"`{text(step)}` stands inside the loop"
            yield Change("operation", what, hint, edits, 22, step)
    before = getattr(site.edit.parent, site.edit.field)[: site.edit.place]
    for step in before:
        if _is_beginning(step, site):
            if _names(step, ast.Store) & _names(node, ast.Store):
                edits2 = (Edit(node, "body", 0, [step, node.body[0]]),)
                what = f"`{text(step)}` in each round, not before the loop"
                hint = f"`{text(step)}` stands before the loop"
                yield Change("operation", what, hint, edits2, 22, step)


def _is_beginning(step: ast.stmt, site: Site) -> bool:
    """Tell whether a step only gives a variable its first value."""
    if not isinstance(step, ast.Assign) or not isinstance(step.targets[0], ast.Name):
        return False
    value = step.value
    if isinstance(value, ast.List):
        return not value.elts
    starts = site.called(value) in ("zeros", "zeros_like", "ones", "empty")
    return starts or isinstance(value, ast.Constant)


def rounds(site: Site) -> Iterator[Change]:
    """End a loop early, or go on where it ends."""
    node = site.node
    if isinstance(node, ast.For):
        once = ast.For(node.target, node.iter, [*node.body, ast.Break()], node.orelse)
        what = f"only the first round of `for {text(node.target)}`"
        hint = "no break or return() at the end of the loop's body"
        yield site.change("operation", what, once, hint, 30)
        for words, part in (("first", ast.Slice(ast.Constant(1))), ("last", _but_last())):
            values = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
            fewer = ast.Subscript(values, part, ast.Load())
            short = ast.For(node.target, fewer, node.body, node.orelse)
            what = f"without the {words} round of `for {text(node.target)}`"
            hint = f"`for ({text(node.target)} in ...)` through all of `{text(node.iter)}`"
            yield site.change("index", what, short, hint, 28)
        for place, step in enumerate(node.body):
            if isinstance(step, ast.If) and any(isinstance(x, ast.Break) for x in step.body):
                edit = Edit(node, "body", place, [x for x in step.body if _is_step(x)])
                what = f"`if {text(step.test)}` does not end the loop"
                hint = f"break if {text(step.test)}"
                yield Change("operation", what, hint, (edit,), 30, step)


def _but_last() -> ast.Slice:
    return ast.Slice(None, ast.UnaryOp(ast.USub(), ast.Constant(1)))


CHANGES = (
    one_after_the_other, steps_exchanged, step_left_out, copies, begun_anew, rounds,
)  # fmt: skip
