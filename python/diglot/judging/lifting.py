"""A function lifted into another arithmetic: its own source, with another meaning of + and exp.

Every operator, float and call in the source is handed to a *world* (`diglot.judging.world`), which
calculates with balls, or with rounding drawn at random. What the function calls is lifted in its
turn, when it is called. The function itself, its module and NumPy are left as they are: a lifted
function is a new one, with a copy of the globals.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from types import CellType, CodeType, FunctionType
from typing import Any

import numpy as np

from diglot.judging.belongings import Belongings

#: The name under which lifted code finds its world.
WORLD = "__world__"

_OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv",
    ast.FloorDiv: "floordiv", ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul",
}  # fmt: skip

#: Rounded constants, as in ``math.pi``.
_CONSTANTS = frozenset({"pi", "e", "tau", "euler_gamma", "golden"})

#: How code is marked whose annotations are not evaluated.
_ANNOTATIONS = annotations.compiler_flag

#: What looks at the place that it is called from.
_SEES_ITS_CALLER = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec"})


class NoSource(Exception):
    """The source of a function is not there, or is not what was compiled."""


class _Rewriter(ast.NodeTransformer):
    """Hand every operator, float, constant and call to the world.

    Parameters
    ----------
    class_name : str
        The class around the code, by which names such as ``__x`` are mangled.
    """

    def __init__(self, class_name: str = "") -> None:
        self._class = class_name
        self._temporaries = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        outside, self._class = self._class, node.name
        self.generic_visit(node)
        self._class = outside
        return node

    def _mangled(self, name: str) -> str:
        private = name.startswith("__") and not name.endswith("__")
        inside = self._class.lstrip("_")
        return f"_{inside}{name}" if private and inside else name

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        name = _OPERATIONS.get(type(node.op))
        if name is None:  # bits are not rounded
            return ast.copy_location(ast.BinOp(left, node.op, right), node)
        return _ask(node, name, [left, right])

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        name = _OPERATIONS.get(type(node.op))
        value = self.visit(node.value)
        target: Any = node.target
        if name is None:
            return ast.copy_location(ast.AugAssign(self.visit(target), node.op, value), node)
        if isinstance(target, ast.Name):
            old = ast.copy_location(ast.Name(target.id, ast.Load()), node)
            new = _ask(node, "update", [ast.Constant(name), old, value])
            return ast.copy_location(ast.Assign([target], new), node)
        if isinstance(target, ast.Attribute):
            place = [self.visit(target.value), ast.Constant(self._mangled(target.attr))]
            change = _ask(node, "update_attribute", [ast.Constant(name), *place, value])
        else:
            place = [self.visit(target.value), self.visit(_as_expression(target.slice))]
            change = _ask(node, "update_item", [ast.Constant(name), *place, value])
        return ast.copy_location(ast.Expr(change), node)

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        node.value = self.visit(node.value)
        (target, *more) = node.targets
        if not more and isinstance(target, ast.Subscript):
            return self._store(target, node.value)
        if not any(isinstance(n, ast.Subscript) for t in node.targets for n in ast.walk(t)):
            node.targets = [self.visit(each) for each in node.targets]
            return node
        # Take the value apart first, then assign the parts from left to right.
        whole = self._temporary()
        steps: list[ast.stmt] = [ast.Assign([ast.Name(whole, ast.Store())], node.value)]
        for each in node.targets:
            steps += self._parts(each, ast.Name(whole, ast.Load()))
        return [ast.fix_missing_locations(ast.copy_location(step, node)) for step in steps]

    def _parts(self, target: Any, value: ast.expr) -> list[ast.stmt]:
        """Assign a value to a target, or its parts to the parts of one."""
        if isinstance(target, ast.Subscript):
            return [self._store(target, value)]
        if not isinstance(target, ast.Tuple | ast.List):
            return [ast.Assign([self.visit(target)], value)]
        names, steps = [], []
        for part in target.elts:
            name = self._temporary()
            stored: ast.expr = ast.Name(name, ast.Store())
            if isinstance(part, ast.Starred):
                stored, part = ast.Starred(stored, ast.Store()), part.value
            names.append(stored)
            steps += self._parts(part, ast.Name(name, ast.Load()))
        return [ast.Assign([ast.Tuple(names, ast.Store())], value), *steps]

    def _store(self, target: ast.Subscript, value: ast.expr) -> ast.stmt:
        place = [self.visit(target.value), self.visit(_as_expression(target.slice))]
        return ast.copy_location(ast.Expr(_ask(target, "set_item", [*place, value])), target)

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"__part_{self._temporaries}__"

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return _ask(node, "number", [node]) if isinstance(node.value, float | complex) else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        node.value = self.visit(node.value)
        if node.attr in _CONSTANTS and isinstance(node.ctx, ast.Load):
            return _ask(node, "constant", [node])
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in _SEES_ITS_CALLER:
            return node
        arguments = [self.visit(argument) for argument in node.args]
        keywords = [self.visit(keyword) for keyword in node.keywords]
        return _ask(node, "call", [self.visit(node.func), *arguments], keywords)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return node

    def visit_Match(self, node: Any) -> Any:
        node.subject = self.visit(node.subject)
        for case in node.cases:  # patterns are compared as they are written
            case.guard = self.visit(case.guard) if case.guard else None
            case.body = [self.visit(statement) for statement in case.body]
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node


def _ask(
    place: ast.AST, name: str, args: list[Any], keywords: list[ast.keyword] | None = None
) -> ast.Call:
    """Write a call of the world's method."""
    method = ast.Attribute(ast.Name(WORLD, ast.Load()), name, ast.Load())
    call = ast.copy_location(ast.Call(method, args, keywords or []), place)
    return ast.fix_missing_locations(call)


def _as_expression(index: Any) -> Any:
    """Write an index, as in ``x[1:, 0]``, as a value of its own."""
    if isinstance(index, ast.Slice):
        ends = [end or ast.Constant(None) for end in (index.lower, index.upper, index.step)]
        return ast.Call(ast.Name("slice", ast.Load()), ends, [])
    if isinstance(index, ast.Tuple):
        return ast.Tuple([_as_expression(item) for item in index.elts], ast.Load())
    return index


# -- Source -------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def rewritten(code: CodeType, class_name: str = "") -> CodeType:
    """Give the code of a function with every operation handed to the world.

    Raises
    ------
    NoSource
        If there is none, or it is not what was compiled.
    """
    return compiled(_Rewriter(class_name).visit(definition_of(code, class_name)), code, class_name)


def definition_of(code: CodeType, class_name: str = "") -> ast.FunctionDef:
    """Find the definition from which a function was compiled; a lambda becomes a definition.

    Raises
    ------
    NoSource
        If there is none, or it is not what was compiled.
    """
    definition: ast.FunctionDef = _definition(code)
    definition.decorator_list = []  # the function inside them is meant, not what they made of it
    if not _is_what_was_compiled(compiled(definition, code, class_name), code, definition):
        raise NoSource("its source is not what was compiled")
    return definition


def compiled(definition: ast.FunctionDef, code: CodeType, class_name: str) -> CodeType:
    """Compile a definition where it stands: in a class, and among the variables of a closure."""
    body: list[ast.stmt] = [definition]
    if class_name:  # where names such as `self.__x` mean what they mean in their class
        body = [ast.ClassDef(name=class_name, bases=[], keywords=[], body=body, decorator_list=[])]
        if hasattr(body[0], "type_params") or "type_params" in ast.ClassDef._fields:
            body[0].type_params = []  # type: ignore[attr-defined]
    # The name of no user's function, so that the code is found by its own.
    module = ast.parse(f"def __around__({', '.join(code.co_freevars)}): pass")
    name = body[0].name  # type: ignore[attr-defined]
    if name not in code.co_freevars:  # what calls itself, calls the one among the globals
        body.insert(0, ast.Global([name]))
    module.body[0].body = body  # type: ignore[attr-defined]
    future = code.co_flags & _ANNOTATIONS
    compiled = compile(
        ast.fix_missing_locations(module), code.co_filename, "exec", future, dont_inherit=True
    )
    found = [each for each in _codes(compiled) if each.co_name == definition.name]
    return found[0].replace(co_name=code.co_name)


def _is_what_was_compiled(made: CodeType, code: CodeType, definition: ast.AST) -> bool:
    """Compare a function with what its source makes; pytest writes its asserts anew."""
    if any(isinstance(node, ast.Assert) for node in ast.walk(definition)):
        return True
    return _fingerprint(made) == _fingerprint(code)


def _fingerprint(code: CodeType) -> tuple[Any, ...]:
    numbers = [repr(c) for c in code.co_consts if isinstance(c, float | complex | int)]
    inner = [_fingerprint(c) for c in code.co_consts if isinstance(c, CodeType)]
    return code.co_names, code.co_varnames, numbers, inner


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _definition(code: CodeType) -> Any:
    """Find a definition where the code says that it stands."""
    try:
        if code.co_name != "<lambda>":
            lines, first = inspect.getsourcelines(code)
            indented = lines[0][:1].isspace()  # strings inside must stay as they are
            tree: Any = ast.parse("".join(["if 1:\n", *lines] if indented else lines))
            definition = tree.body[0].body[0] if indented else tree.body[0]
            if isinstance(definition, ast.FunctionDef) and definition.name == code.co_name:
                return ast.increment_lineno(definition, first - 1 - indented)
            raise NoSource("its source is not a definition")
        candidates = list(_lambdas(code.co_filename, code.co_firstlineno))
    except (OSError, SyntaxError, TypeError, ValueError) as error:
        raise NoSource("its source is not there") from error
    found = [candidate for candidate in candidates if _may_be(candidate, code)]
    if not found:
        raise NoSource("its source is not there")
    return _defined(min(found, key=_width))  # the innermost of those that hold its code


def _lambdas(file: str, line: int) -> Iterator[ast.Lambda]:
    for node in ast.walk(_tree("".join(linecache.getlines(file)))):
        if isinstance(node, ast.Lambda) and node.lineno == line:
            yield node


@lru_cache(maxsize=64)
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _defined(node: ast.Lambda) -> ast.FunctionDef:
    """Write a lambda as a definition."""
    copy = ast.parse(ast.unparse(node), mode="eval").body
    assert isinstance(copy, ast.Lambda)
    definition = ast.parse("def anonymous(): pass").body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.args = copy.args
    definition.body = [ast.Return(copy.body)]
    for part in ast.walk(definition):
        if hasattr(part, "lineno"):
            part.lineno, part.end_lineno = node.lineno, node.lineno  # type: ignore[attr-defined]
    return definition


def _may_be(node: ast.Lambda, code: CodeType) -> bool:
    """Tell whether a code object may be that of a lambda, among several on one line."""
    names = [argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)]
    if sorted(names) != sorted(code.co_varnames[: len(names)]):
        return False
    if not hasattr(code, "co_positions"):  # before Python 3.11
        text = ast.dump(node.body)
        return all(f"'{name}'" in text for name in code.co_names)
    start = node.body.lineno, node.body.col_offset
    end = node.body.end_lineno, node.body.end_col_offset
    for first, last, left, right in code.co_positions():
        if None not in (first, last, left, right) and (first, left) != (last, right):
            if not (start <= (first, left) and (last, right) <= end):
                return False
    return True


def _width(node: ast.Lambda) -> tuple[int, int]:
    lines = (node.end_lineno or node.lineno) - node.lineno
    return lines, (node.end_col_offset or 0) - node.col_offset


def prepare(function: Any) -> None:
    """Rewrite a function, and what it may call, ahead of the first run.

    Nothing is run: what its code names, among the globals and among NumPy's functions, is what it
    may call.
    """
    waiting, seen = [function], set()
    while waiting:
        inner = inspect.unwrap(waiting.pop())
        if isinstance(inner, type):
            waiting += [f for f in vars(inner).values() if isinstance(f, FunctionType)]
        if not isinstance(inner, FunctionType) or inner.__code__ in seen:
            continue
        seen.add(inner.__code__)
        if inner.__module__.partition(".")[0] in sys.stdlib_module_names:
            continue
        with suppress(NoSource):
            rewritten(inner.__code__, class_of(inner))
        waiting += may_call(inner)


def may_call(function: FunctionType) -> list[Any]:
    """Give the functions and classes that a function names, so far as they can be seen."""
    codes = [function.__code__, *_codes(function.__code__)]
    names = {name for code in codes for name in code.co_names}
    found = [function.__globals__.get(name) for name in names]
    found += [vars(np).get(name) for name in names]
    found += [cell.cell_contents for cell in function.__closure__ or () if _is_full(cell)]
    found += list(function.__defaults__ or ())
    return [f for f in found if callable(f) and isinstance(inspect.unwrap(f), FunctionType | type)]


def _is_full(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


# -- Functions ----------------------------------------------------------------------------------


class Lifter:
    """Lifts functions into one world; what they share, they share there too.

    Parameters
    ----------
    world : World
        What lifted code hands its work to.
    belongings : Belongings
        Its copies of what belongs to the user.
    """

    def __init__(self, world: object, belongings: Belongings) -> None:
        self._world = world
        self._belongings = belongings
        self._globals: dict[int, dict[str, Any]] = {}
        self._functions: dict[int, tuple[FunctionType, Callable[..., Any]]] = {}

    def lift(self, function: FunctionType) -> Callable[..., Any]:
        """Give the function in this world.

        Raises
        ------
        NoSource
            If its source is not there.
        """
        if id(function) not in self._functions:
            lifted = self._lift(function)
            # The key is an address: the function must stay where it is.
            self._functions[id(function)] = (function, lifted)
        return self._functions[id(function)][1]

    def _lift(self, function: FunctionType) -> FunctionType:
        code = rewritten(function.__code__, class_of(function))
        closure = map(self._belongings.cell, function.__closure__ or ())
        cells: dict[str, CellType] = dict(zip(function.__code__.co_freevars, closure, strict=True))
        lifted = FunctionType(
            code,
            self._globals_of(function),
            function.__name__,
            self._belongings.copy(function.__defaults__),
            tuple(cells[name] for name in code.co_freevars),
        )
        lifted.__kwdefaults__ = self._belongings.copy(function.__kwdefaults__)
        lifted.__dict__.update(function.__dict__)
        return lifted

    def _globals_of(self, function: FunctionType) -> dict[str, Any]:
        key = id(function.__globals__)
        if key not in self._globals:
            self._globals[key] = {**function.__globals__, WORLD: self._world}
        lifted = self._globals[key]
        for name in _names(function.__code__):
            # What a lifted function has already given another value stays.
            if name in lifted and lifted[name] is function.__globals__.get(name):
                lifted[name] = self._belongings.copy(lifted[name])
        return lifted


def _names(code: CodeType) -> set[str]:
    """Name all that a function may look for among its globals."""
    return set(code.co_names).union(*(inner.co_names for inner in _codes(code)))


def class_of(function: FunctionType) -> str:
    """Name the class in which a function is written; names with two underscores depend on it."""
    *_, owner, name = ("", *function.__qualname__.split("."))
    inside = owner not in ("", "<locals>") and name == function.__name__
    return owner if inside and owner.isidentifier() else ""
