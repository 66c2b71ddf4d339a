"""The source of a function, taken apart; or what an original is where it has none."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import numpy as np

# A statement around a lambda that is longer than this, as a list of many twins is, stays out.
_LONGEST_STATEMENT = 20


def python_parts_of(function: Any) -> tuple[str, str, str]:
    """Take a function's source apart: its place, what it says of itself, its code.

    What has no source is said to be what it is, with the first sentence of its documentation.
    """
    function = inspect.unwrap(function)
    if not (inspect.isroutine(function) or inspect.isclass(function)):
        return described(function), first_words(function), ""
    try:
        lines, number = inspect.getsourcelines(function)
    except (OSError, TypeError):
        return described(function), first_words(function), ""
    file = inspect.getsourcefile(function) or "?"
    if function.__name__ == "<lambda>":
        number, source = _around_lambda(file, number) or (number, "".join(lines))
        return f"{file}:{number}", "", textwrap.dedent(source)
    words, code = _parted(textwrap.dedent("".join(lines)))
    return f"{file}:{number}", (inspect.getdoc(function) or "") if words else "", code


def _parted(source: str) -> tuple[bool, str]:
    """Tell whether a definition says something of itself; give its code without that."""
    try:
        definition = ast.parse(source).body[0]
    except SyntaxError:  # lines of a string that stand further to the left
        return False, source
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    words, *rest = definition.body
    shared = {definition.lineno, *(statement.lineno for statement in rest)}
    if ast.get_docstring(definition) is None or shared & {words.lineno, words.end_lineno}:
        return False, source
    code = source.splitlines()
    del code[words.lineno - 1 : words.end_lineno]
    return True, "\n".join(code)


def _around_lambda(file: str, number: int) -> tuple[int, str] | None:
    """Give the statement in which a lambda stands, or of a long one the lambda's own lines."""
    lines = linecache.getlines(file)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        return None
    around = [node for node in _around(tree, number) if isinstance(node, ast.stmt | ast.Lambda)]
    short = [node for node in around if _length(node) <= _LONGEST_STATEMENT]
    if not short:
        return None
    statements = [node for node in short if isinstance(node, ast.stmt)]
    node = min(statements or short, key=_length)
    return node.lineno, "".join(lines[node.lineno - 1 : node.end_lineno])


def _around(tree: ast.AST, number: int) -> Iterator[Any]:
    for node in ast.walk(tree):
        last = getattr(node, "end_lineno", None)
        if last is not None and node.lineno <= number <= last:  # type: ignore[attr-defined]
            yield node


def _length(node: Any) -> int:
    return int(node.end_lineno - node.lineno) + 1


def described(function: Any) -> str:
    """Say what a callable is: of which kind, from where, by which name."""
    if isinstance(function, functools.partial):
        return f"functools.partial of {described(function.func)}"
    if isinstance(function, np.ufunc):
        return f"the ufunc numpy.{function.__name__}, which is compiled"
    kind = "class" if inspect.isclass(function) else "function"
    if inspect.isroutine(function) or inspect.isclass(function):
        origin = f"{function.__module__}." if getattr(function, "__module__", None) else ""
        why = "which is compiled" if _is_compiled(function) else "whose source is not to be found"
        return f"the {kind} {origin}{function.__qualname__}, {why}"
    return f"an object of the class {type(function).__module__}.{type(function).__qualname__}"


def _is_compiled(function: Any) -> bool:
    if inspect.isclass(function):
        return not any(inspect.isfunction(member) for member in vars(function).values())
    return not (inspect.isfunction(function) or inspect.ismethod(function))


def first_words(function: Any) -> str:
    """Give the first line of a documentation that is more than a signature."""
    if isinstance(function, functools.partial):
        return first_words(function.func)
    lines = (inspect.getdoc(function) or "").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith(_signature(function))]
    return said[0].strip() if said else ""


def _signature(function: Any) -> str:
    return f"{getattr(function, '__name__', '')}("


def shared_code(python: str, r: str) -> str:
    """Leave out of a definition what its port has elsewhere.

    Docstrings, and the methods of a class that the port does not name.
    """
    try:
        definition = ast.parse(python).body[0]
    except (SyntaxError, IndexError):
        return python
    code: list[str | None] = list(python.splitlines())
    methods = definition.body if isinstance(definition, ast.ClassDef) else []
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            if len(node.body) > 1:
                _cut(code, node.body[0].lineno, node.body[0])
    for method in methods:
        if isinstance(method, ast.FunctionDef) and method.name != "__init__":
            if not re.search(rf"\b{method.name}\b", r):
                first = min([method.lineno, *(d.lineno for d in method.decorator_list)])
                _cut(code, first, method)
    return "\n".join(line for line in code if line is not None).rstrip()


def _cut(code: list[str | None], first: int, node: ast.stmt) -> None:
    """Take lines out, and one that is empty before them."""
    last = node.end_lineno or first
    code[first - 1 : last] = [None] * (last - first + 1)
    if first > 1 and code[first - 2] == "":
        code[first - 2] = None


def r_parts_of(source: str) -> tuple[str, str, str]:
    """Take an R function's source apart: its place, the comment above it, its code."""
    if not source.startswith("# "):
        return "", "", source  # typed, or built in: in no file
    place, _, text = source.partition("\n")
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    words = "\n".join(line.lstrip("#'").removeprefix(" ") for line in lines[:start])
    return place.lstrip("# "), words, "\n".join(lines[start:])
