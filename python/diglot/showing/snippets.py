"""A case as code to paste: into a fresh Python, and into a fresh R, without diglot."""

from __future__ import annotations

import ast
import builtins
import inspect
import json
import keyword
import linecache
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from diglot.showing.literals import WIDTH, Code, flat, python_code, r_code, r_quoted, written
from diglot.showing.words import safe
from diglot.twin import Case, Twin

# Arguments that take more lines than this are put into a file.
_MOST_LINES = 12

# A function that takes more lines than this is imported, not written out.
_LONGEST_SOURCE = 25

# An argument that takes more characters than this has a line of its own.
_LONGEST_INLINE = 30

_LONGEST_FILE_NAME = 80


# ---- Python --------------------------------------------------------------------------------------


class _Origin(NamedTuple):
    """How a fresh Python gets a function: some lines, and what it is called then."""

    lines: list[str]
    name: str


def python_snippet(twin: Twin, case: Case) -> list[str]:
    """Write the lines that repeat a case in a fresh Python."""
    try:
        origin = _origin_of(twin)
        codes = [python_code(arg) for arg in case.args]
    except (TypeError, ValueError):
        return _by_name(twin, case)
    names = _argument_names(twin, len(codes), {origin.name.split(".")[0], "np", "pd"})
    assigned, call = _called(origin.name, codes, names, "{} = {}")
    body = _kept_if_long(twin, case, assigned, ".py", 'exec(open({}, encoding="utf-8").read())')
    text = "\n".join([*origin.lines, *assigned, call])
    setup = [line for word, line in _IMPORTS.items() if re.search(rf"\b{word}\b", text)]
    known = [line for line in origin.lines if line not in setup]
    shows = "np.set_printoptions(precision=17)"  # NumPy shows 8 digits unless told otherwise
    first = next(iter(_IMPORTS.values()))
    rest = [line for line in setup if line != first]
    return [f"{first}; {shows}", *rest, *known, *body, f"print({call})"]


_IMPORTS = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "datetime": "import datetime",
    "NA": "from diglot.bridge.na import NA",
}


def _by_name(twin: Twin, case: Case) -> list[str]:
    """Write the lines that repeat what cannot be written down: a case by its name."""
    module = getattr(twin.python, "__module__", None) or ""
    if twin.file is None and module.split(".")[0] not in ("diglot", "scratchnet"):
        # Who has typed the twin has it at hand.
        found = f"case = {{case.name: case for case in twin.cases}}[{case.name!r}]"
        return [found, "print(twin.python(*case.args))"]
    which = repr(f"{twin.name}-{case.name}") + (f", {str(twin.file)!r}" if twin.file else "")
    return [
        f"from diglot.selection import find_case; twin, case = find_case({which})",
        "print(twin.python(*case.args))",
    ]


def _origin_of(twin: Twin) -> _Origin:
    """Find the plainest way to a twin's original.

    Raises
    ------
    TypeError
        When there is none.
    """
    function = twin.python
    imported = _imported(function)
    if imported and not imported.name.startswith("_"):
        return imported
    origin = _written_out(function) or imported or _from_file(twin)
    if origin is None:
        raise TypeError("a function that cannot be found again")
    return origin


def _imported(function: Any) -> _Origin | None:
    """Import a function from the module in which it stands, or from NumPy."""
    name: str = getattr(function, "__qualname__", getattr(function, "__name__", ""))
    if getattr(builtins, name, None) is function:
        return _Origin([], name)
    for module_name in (getattr(function, "__module__", None), "numpy", "scipy.special"):
        module = sys.modules.get(module_name or "")
        if module is None or getattr(module, name, None) is not function:
            continue
        if module_name is None or module_name == "__main__":
            return None
        if module_name.split(".")[0] == "numpy":
            return _Origin([], f"np{module_name.removeprefix('numpy')}.{name}")
        return _Origin([*_path_to(module), f"from {module_name} import {name}"], name)
    return None


def _path_to(module: ModuleType) -> list[str]:
    """Write the line that a fresh Python needs to find a module, if it needs one."""
    if getattr(module, "__file__", None) is None:
        return []
    file = Path(str(module.__file__)).resolve()
    depth = module.__name__.count(".") + (file.stem == "__init__")
    root = str(file.parents[depth])
    if root in _fresh_path():
        return []
    return [f"import sys; sys.path.insert(0, {root!r})"]


@cache
def _fresh_path() -> frozenset[str]:
    """Ask a fresh Python where it looks for modules."""
    code = "import json, sys; print(json.dumps(sys.path))"
    command = [sys.executable, "-I", "-c", code]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
        return frozenset(str(Path(path).resolve()) for path in json.loads(run.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return frozenset()


def _written_out(function: Any) -> _Origin | None:
    """Write out a short function that needs nothing but what can be imported."""
    if not inspect.isfunction(function) or function.__closure__:
        return None
    lines: list[str] = []
    name = _write(function, lines, set())
    return None if name is None or len(lines) > _LONGEST_SOURCE else _Origin(lines, name)


def _write(function: Any, lines: list[str], done: set[str]) -> str | None:
    """Add the source of a function and of what it calls; give its name."""
    source = _source_of(function)
    if source is None:
        return None
    tree, text = source
    name = "f" if isinstance(tree, ast.Lambda) else function.__name__
    done.add(name)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used -= {*inspect.signature(function).parameters}
    for other in sorted(used & set(function.__globals__) - done):
        line = _line_for(other, function.__globals__[other], lines, done)
        if line is None:
            return None
        lines += [line] if line else []
    lines += (f"f = {text}" if name == "f" else text).splitlines()
    return name


def _line_for(name: str, value: Any, lines: list[str], done: set[str]) -> str | None:
    """Write the line that gives a name to what a function uses; None where there is none."""
    done.add(name)
    if inspect.ismodule(value):
        path = _path_to(value)
        short = "" if value.__name__ == name else f" as {name}"
        return "; ".join([*path, f"import {value.__name__}{short}"])
    if isinstance(value, int | float | str | np.ndarray):
        return f"{name} = {flat(python_code(value))}"
    imported = _imported(value)
    if imported and imported.lines and not imported.lines[-1].startswith("from diglot"):
        short = "" if imported.name == name else f" as {name}"
        return "; ".join(imported.lines) + short
    if inspect.isfunction(value) and not value.__closure__ and value.__name__ == name:
        return "" if _write(value, lines, done) else None
    return None


def _source_of(function: Any) -> tuple[ast.AST, str] | None:
    """Find where a function is written, the one lambda of several whose code is the same."""
    code: CodeType = function.__code__
    text = "".join(linecache.getlines(code.co_filename))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    kind = ast.Lambda if function.__name__ == "<lambda>" else ast.FunctionDef
    found = [node for node in ast.walk(tree) if isinstance(node, kind)]
    found = [node for node in found if node.lineno == code.co_firstlineno]
    if kind is ast.Lambda and len(found) > 1:
        found = [node for node in found if _compiled(node) == code.co_code]
    segment = ast.get_source_segment(text, found[0], padded=True) if len(found) == 1 else None
    if segment is None:
        return None
    if kind is ast.Lambda:
        segment = " ".join(segment.split()) if "'''" not in segment else segment.strip()
    return found[0], textwrap.dedent(segment)


def _compiled(node: Any) -> bytes:
    """Give the instructions of a lambda."""
    expression = ast.fix_missing_locations(ast.Expression(node))
    outer = compile(expression, "<lambda>", "eval")
    return next(const.co_code for const in outer.co_consts if isinstance(const, CodeType))


def _from_file(twin: Twin) -> _Origin | None:
    """Run the file of twins, which itself needs diglot, and take the function out of it."""
    if twin.file is None:
        return None
    name = getattr(twin.python, "__name__", "")
    lines = [
        f"import runpy, sys; sys.path.insert(0, {str(twin.file.parent)!r})",
        f"twins = runpy.run_path({str(twin.file)!r})",
    ]
    if getattr(twin.python, "__globals__", {}).get(name) is twin.python:
        return _Origin([*lines, f"{name} = twins[{name!r}]"], name)
    own = f"f = next(t.python for t in twins['TWINS'] if {twin.name!r}.endswith(t.name))"
    return _Origin([*lines, own], "f")


# ---- R -------------------------------------------------------------------------------------------


def r_snippet(twin: Twin, case: Case) -> list[str]:
    """Write the lines that repeat a case in a fresh R."""
    try:
        codes = [r_code(arg) for arg in case.args]
    except (TypeError, ValueError) as error:
        return [f"(The arguments cannot cross to R: {safe(str(error))})"]
    text = textwrap.dedent(twin.r).strip()
    named = re.fullmatch(r"[\w.]+(:::?[\w.]+)?", text) is not None
    assigned, call = _called(
        text if named else "f",
        codes,
        _argument_names(twin, len(codes), {"f"}),
        "{} <- {}",
        longest=WIDTH - len("print(, digits = 17)"),
    )
    function = [] if named else f"f <- {text}".splitlines()
    printable = all(line.replace("\t", " ").isprintable() for line in function)
    apart = len(function) > _MOST_LINES or not printable
    if apart:
        function, assigned = [], [*function, *assigned]
    reads = 'source({}, encoding = "UTF-8")'
    body = _kept_if_long(twin, case, assigned, ".R", reads, must=apart)
    sources = [_source(Path(file)) for file in twin.r_files]
    # R shows 7 digits unless told otherwise.
    lines = [*sources, *function, *body, f"print({call}, digits = 17)"]
    return [*_locale(twin, lines), *lines]


def _locale(twin: Twin, lines: Sequence[str]) -> list[str]:
    """Write the line without which R under ``LANG=C`` reads nothing but ASCII."""
    files = (file for path in twin.r_files for file in _files(Path(path)))
    if "\n".join(lines).isascii() and all(file.read_bytes().isascii() for file in files):
        return []
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    return [f'if (!l10n_info()$`UTF-8`) invisible(Sys.setlocale("LC_CTYPE", "{locale}"))']


def _files(path: Path) -> Iterator[Path]:
    files = (path / "R").glob("*.[Rr]") if path.is_dir() else [path]
    yield from (file for file in files if file.is_file())


def _source(path: Path) -> str:
    marked = any(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in _files(path))
    how = f'encoding = "UTF-8{"-BOM" if marked else ""}", chdir = TRUE'
    path = path.absolute()
    if path.is_dir():
        pattern = r_quoted(str(path / "R" / "*.[Rr]"))
        return f"for (file in Sys.glob({pattern})) source(file, {how})"
    return f"source({r_quoted(str(path))}, {how})"


# ---- Both ----------------------------------------------------------------------------------------


def _argument_names(twin: Twin, n: int, taken: set[str]) -> list[str]:
    """Name arguments as the original does, as far as both languages know such names."""
    try:
        parameters = list(inspect.signature(twin.python).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    names = [*names, *(f"x{i + 1}" for i in range(len(names), n))][:n]
    return [
        name if _is_plain(name) and name not in taken else f"x{i}"
        for i, name in enumerate(names, start=1)
    ]


def _is_plain(name: str) -> bool:
    reserved = keyword.iskeyword(name) or name in ("function", "next", "repeat", "NULL", "NA")
    return re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) is not None and not reserved


def _called(
    function: str, codes: Sequence[Code], names: Sequence[str], form: str, longest: int = WIDTH - 7
) -> tuple[list[str], str]:
    """Write a call: with its arguments in it, or with lines before that name the longer ones."""
    call = f"{function}({', '.join(map(flat, codes))})"
    if len(call) <= longest:
        return [], call
    lines, given = [], []
    for code, name in zip(codes, names, strict=True):
        if len(flat(code)) <= _LONGEST_INLINE:
            given.append(flat(code))
            continue
        start = form.format(name, "")
        lines += (start + written(code, len(start))).split("\n")
        given.append(name)
    return lines, f"{function}({', '.join(given)})"


def _kept_if_long(
    twin: Twin, case: Case, lines: list[str], suffix: str, reads: str, *, must: bool = False
) -> list[str]:
    """Put many lines into a file, which one line reads; few are left as they are."""
    if len(lines) <= _MOST_LINES and not must:
        return lines
    imports = list(_IMPORTS.values())[:1] if suffix == ".py" else []
    try:
        path = _keep(twin, case, "\n".join([*imports, *lines, ""]), suffix)
    except OSError as error:
        return [f"# The arguments could not be written to a file: {safe(str(error))}"]
    quoted: Callable[[str], str] = repr if suffix == ".py" else r_quoted
    return [reads.format(quoted(str(path)))]


@cache
def _folder() -> Path:
    """Make the folder of this run, which stays: the user goes on with what is in it."""
    return Path(tempfile.mkdtemp(prefix="diglot-again-"))


def _keep(twin: Twin, case: Case, text: str, suffix: str) -> Path:
    """Keep a text in a file of its own, with a number where the name is taken."""
    content = text.encode("utf-8", "surrogateescape")
    name = re.sub(r"\W+", "-", f"{twin.name}-{case.name}", flags=re.ASCII).strip("-")
    name = name[:_LONGEST_FILE_NAME] or "case"
    number, path = 1, _folder() / f"{name}{suffix}"
    while path.exists() and path.read_bytes() != content:
        number += 1
        path = _folder() / f"{name}-{number}{suffix}"
    path.write_bytes(content)
    return path
