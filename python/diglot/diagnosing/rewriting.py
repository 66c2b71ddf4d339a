"""A function with one small change in its source, or in that of a function that it calls.

Nothing is run to make it, and the original stays as it is: what is changed is exchanged for as long
as a call of the changed function lasts.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from diglot.judging.lifting import class_of, compiled, definition_of

#: The name by which changed code finds `diglot.diagnosing.r_semantics`.
R = "__r__"

_IMPORT = f"from diglot.diagnosing import r_semantics as {R}"


@dataclass(frozen=True)
class Edit:
    """Another node in the place of one; several in the place of a statement, or none.

    Attributes
    ----------
    parent : ast.AST
        The node that holds it.
    field : str
        In which field.
    place : int or None
        Where in it, if the field is a list.
    new : node, list of nodes or any
        What stands there instead.
    """

    parent: ast.AST
    field: str
    place: int | None
    new: Any

    @property
    def old(self) -> Any:
        """What stands there now."""
        held = getattr(self.parent, self.field)
        return held if self.place is None else held[self.place]

    def inside(self, outer: Edit) -> Edit:
        """Give the same edit where the node around it is another one already, if it is."""
        for parent in ast.walk(outer.new) if isinstance(outer.new, ast.AST) else ():
            for field, held in ast.iter_fields(parent):
                for place, node in enumerate(held) if isinstance(held, list) else [(None, held)]:
                    if node is self.old:
                        return Edit(parent, field, place, self.new)
        return self

    def apply(self) -> Callable[[], None]:
        """Do it; give the way back."""
        old = getattr(self.parent, self.field)
        new = self.new
        inside = new if isinstance(new, list) else [new]
        for each in inside:
            if isinstance(each, ast.AST):
                ast.fix_missing_locations(each)
        if self.place is not None:
            new = [*old[: self.place], *inside, *old[self.place + 1 :]]
            if not new and self.field == "body":
                new = [ast.Pass()]
        setattr(self.parent, self.field, new)
        return lambda: setattr(self.parent, self.field, old)


@dataclass(frozen=True)
class Change:
    """A small change that a port may have made by mistake.

    Attributes
    ----------
    kind : str
        One of `diglot.diagnosing.diagnosis.KINDS`.
    what : str
        What it does, as in "`axis=1` taken as `axis=0`".
    hint : str
        The R that mends it.
    edits : tuple of Edit
        What it changes in the source.
    rank : int
        How likely it is: the smaller, the likelier.
    at : ast.AST
        Where it is.
    alike : str
        What it shares with the same mistake at other places; `what` where it is empty.
    """

    kind: str
    what: str
    hint: str
    edits: tuple[Edit, ...]
    rank: int
    at: ast.AST
    alike: str = ""


class Source:
    """The source of a function.

    Parameters
    ----------
    function : function
        What was compiled from it.

    Raises
    ------
    diglot.judging.lifting.NoSource
        If there is none, or it is not what was compiled.
    """

    def __init__(self, function: FunctionType) -> None:
        self.function = function
        self.code = function.__code__
        self.class_name = class_of(function)
        self.definition = definition_of(self.code, self.class_name)
        if ast.get_docstring(self.definition, clean=False) is not None:
            self.definition.body = self.definition.body[1:] or [ast.Pass()]
        self.text = ast.unparse(self.definition) + "\n"

    @property
    def checks(self) -> bool:
        """Whether it refuses something."""
        return any(isinstance(node, ast.Raise) for node in ast.walk(self.definition))

    @cached_property
    def variables(self) -> list[str]:
        """Name the arguments and what is assigned."""
        nodes = list(ast.walk(self.definition))
        found = {node.arg for node in nodes if isinstance(node, ast.arg)}
        stored = (n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        return sorted(found | {node.id for node in stored})

    @cached_property
    def texts(self) -> list[str]:
        """Give the texts by which elements are taken."""
        nodes = (n.slice for n in ast.walk(self.definition) if isinstance(n, ast.Subscript))
        values = (node.value for node in nodes if isinstance(node, ast.Constant))
        return sorted({value for value in values if isinstance(value, str)})

    def changed(self, change: Change) -> str:
        """Give the text of the definition with a change."""
        back = [edit.apply() for edit in change.edits]
        try:
            text = ast.unparse(self.definition)
        finally:
            for undo in reversed(back):
                undo()
        if f"{R}." in text:
            head, body = text.split("\n", 1)
            text = f"{head}\n    {_IMPORT}\n{body}"
        return text + "\n"

    def has(self, name: str) -> Any:
        """Give what a name means around the function; None where it cannot be seen."""
        cells = zip(self.code.co_freevars, self.function.__closure__ or (), strict=True)
        for free, cell in cells:
            if free == name:
                try:
                    return cell.cell_contents
                except ValueError:
                    return None
        return self.function.__globals__.get(name)


class Patch:
    """A function's other code, or its other defaults.

    Parameters
    ----------
    function : function
        Whose.
    text : str
        The source of the other code; empty where only the defaults are others.
    defaults : dict
        The other defaults, by the names of their parameters.
    """

    def __init__(
        self, function: FunctionType, text: str = "", defaults: dict[str, Any] | None = None
    ) -> None:
        self.function = function
        self._text = text
        self._others = defaults or {}
        self._code: CodeType | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave out the code, which another Python may not understand, and write it there anew."""
        return Patch, (self.function, self._text, self._others)

    @property  # a property is not lifted
    def parts(self) -> tuple[CodeType, tuple[Any, ...] | None, dict[str, Any] | None]:
        """Give the code, the defaults and the defaults by keyword."""
        if self._code is None:
            self._code = self._compiled() if self._text else self.function.__code__
        defaults, by_keyword = self.function.__defaults__, self.function.__kwdefaults__
        if defaults:
            names = self._code.co_varnames[: self._code.co_argcount][-len(defaults) :]
            pairs = zip(names, defaults, strict=True)
            defaults = tuple(self._others.get(name, value) for name, value in pairs)
        if by_keyword:
            by_keyword = {name: self._others.get(name, v) for name, v in by_keyword.items()}
        return self._code, defaults, by_keyword

    def _compiled(self) -> CodeType:
        old = self.function.__code__
        name = f"<{self.function.__name__} changed, {hash(self._text) & (2**64 - 1):x}>"
        # Where it is found when it is lifted, and shown in a traceback.
        linecache.cache[name] = len(self._text), None, self._text.splitlines(True), name
        definition = ast.parse(self._text).body[0]
        assert isinstance(definition, ast.FunctionDef)
        class_name = class_of(self.function)
        made = compiled(definition, old.replace(co_filename=name), class_name)
        if made.co_freevars != old.co_freevars:
            # What the change no longer names must be named: a closure cannot lose a variable.
            named = ast.parse(f"lambda: ({', '.join(old.co_freevars)},)").body
            definition.body = [*named, *definition.body]
            made = compiled(definition, old.replace(co_filename=name), class_name)
        return made.replace(co_name=definition.name)


def run_patched(patch: Patch, original: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call the original while a function that it calls, or it itself, is another."""
    function: Any = patch.function
    code, defaults, by_keyword = function.__code__, function.__defaults__, function.__kwdefaults__
    new_code, new_defaults, new_by_keyword = patch.parts
    try:
        function.__code__ = new_code
        function.__defaults__ = new_defaults
        function.__kwdefaults__ = new_by_keyword
        return original(*args, **kwargs)
    finally:
        function.__code__ = code
        function.__defaults__ = defaults
        function.__kwdefaults__ = by_keyword


def patched(original: Callable[..., Any], patch: Patch) -> Callable[..., Any]:
    """Give the original as it is with a patch; it can be pickled."""
    made: Any = functools.partial(run_patched, patch, original)
    # By its module a pickle knows whether another process can import it.
    made.__module__ = getattr(inspect.unwrap(original), "__module__", None)
    return made  # type: ignore[no-any-return]
