"""What a Python function and an R file say of themselves: names, parameters, defaults."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diglot.bridge.problems import PythonError, PythonProblem, RError, RProblem
from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.selection import UsageError

_MOST_NAMES = 12


@dataclass(frozen=True)
class Parameter:
    """A parameter of a Python function.

    Attributes
    ----------
    name : str
        Its name.
    said : str
        What annotation and docstring say of its type, in lower case.
    default : str or None
        Its default as Python code; None if it has none.
    """

    name: str
    said: str = ""
    default: str | None = None


@dataclass(frozen=True)
class PythonFunction:
    """A Python function as its module has it.

    Attributes
    ----------
    module, name : str
        Where it stands; a method's name is ``Class.method``.
    root : str or None
        The folder in which its module is found; None for one that is installed.
    parameters : tuple of Parameter
        Those that can be given by position.
    """

    module: str
    name: str
    root: str | None
    parameters: tuple[Parameter, ...]


# ---- Python, in a process of its own -------------------------------------------------------------


def python_function(name: str, python: PythonProcess) -> PythonFunction:
    """Look a function up by its name, as in ``module.function``.

    Raises
    ------
    UsageError
        If the module cannot be imported, or has no such function.
    """
    try:
        found = python.ask("diglot.drafting.functions:describe", name).value
    except PythonError as error:
        if error.type == "NotFound":
            raise UsageError(error.message) from error
        raise UsageError(f"--python {name} cannot be imported: {error}") from error
    except PythonProblem as problem:
        raise UsageError(f"--python {name} cannot be imported: {problem}") from problem
    assert isinstance(found, PythonFunction)
    return found


class NotFound(LookupError):
    """There is nothing of that name; the text is for the user."""


def describe(name: str) -> PythonFunction:
    """Describe a function; called in the process that imports its module."""
    module, path = split(name)
    function = lookup(module, path)
    doc = inspect.getdoc(function) or ""
    try:
        given = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a compiled one may have none
        given = []  # type: ignore[assignment]
    if next(iter(given), None) is not None and next(iter(given)).name == "self":
        words = f"{name} is a method, which needs an object"
        raise NotFound(f"{words}: name a function that makes one and calls it.")
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = tuple(_parameter(each, doc) for each in given if each.kind in kinds)
    return PythonFunction(module, path, _root(module), parameters)


def split(name: str) -> tuple[str, str]:
    """Part a name into the module that can be imported and what stands in it."""
    parts = name.split(".")
    if len(parts) < 2 or not all(part.isidentifier() for part in parts):
        raise NotFound(f"--python must be a function as in module.function, not {name!r}.")
    for i in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:i])
        try:
            if importlib.util.find_spec(module):
                return module, ".".join(parts[i:])
        except ModuleNotFoundError:
            continue
    beside = {m.name for p in ("", *sys.path[:2]) for m in pkgutil.iter_modules([p or "."])}
    raise NotFound(f"There is no module {parts[0]!r}.{_meant(parts[0], beside)}")


def lookup(module: str, path: str) -> Any:
    """Give a function of a module."""
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        if not hasattr(found, part):
            names = [n for n, v in vars(found).items() if callable(v) and not n.startswith("_")]
            raise NotFound(f"{module} has no function {path!r}.{_meant(part, names)}")
        found = getattr(found, part)
    if not callable(found):
        raise NotFound(f"{module}.{path} must be a function, not {type(found).__name__}.")
    return found


def _root(module: str) -> str | None:
    file = getattr(sys.modules[module], "__file__", None)
    if file is None or re.search(r"(site|dist)-packages|[/\\]lib[/\\]python", file):
        return None
    above = module.count(".") + (1 if Path(file).stem == "__init__" else 0)
    return str(Path(file).resolve().parents[above])


def _parameter(parameter: inspect.Parameter, doc: str) -> Parameter:
    annotation = parameter.annotation
    said = "" if annotation is parameter.empty else getattr(annotation, "__name__", str(annotation))
    written = re.search(rf"^\s*{re.escape(parameter.name)}\s*(?::|\()(.*)$", doc, re.MULTILINE)
    default = None if parameter.default is parameter.empty else repr(parameter.default)
    return Parameter(
        parameter.name, f"{said} {written[1] if written else ''}".lower().strip(), default
    )


# ---- R -------------------------------------------------------------------------------------------

# Reads definitions without running anything: a file may do its work at its top level.
_DEFINITIONS = """function(files) {
  found <- list()
  for (file in files) {
    lines <- sub("^\\ufeff", "", readLines(file, encoding = "UTF-8", warn = FALSE))
    for (e in parse(text = lines, keep.source = FALSE, encoding = "UTF-8")) {
      if (is.call(e) && length(e) == 3 && as.character(e[[1]])[1] %in% c("<-", "=", "<<-") &&
          (is.name(e[[2]]) || is.character(e[[2]])) && is.call(e[[3]]) &&
          identical(e[[3]][[1]], as.name("function"))) {
        given <- e[[3]][[2]]
        words <- vapply(seq_along(given), function(i) {
          default <- paste(deparse(given[[i]]), collapse = " ")
          if (nzchar(default)) paste(names(given)[i], "=", default) else names(given)[i]
        }, "")
        found[[as.character(e[[2]])]] <- paste(words, collapse = ", ")
      }
    }
  }
  found
}"""


@dataclass(frozen=True)
class RFunction:
    """An R function: an expression that evaluates to it, and its parameters as they are written."""

    expression: str
    parameters: str | None


def r_function(path: Path, wanted: str | None, python_name: str, r: RProcess) -> RFunction:
    """Find the port in an R file or in the folder of an R package.

    Parameters
    ----------
    path : path
        Where it stands.
    wanted : str or None
        Its name, or any R expression; without it one is looked for that goes by Python's name.
    python_name : str
        The name in Python.
    r : RProcess
        Reads the file.

    Raises
    ------
    UsageError
        If there is no file, or no such function.
    """
    defined = _defined(path, r)
    name = wanted or _same_name(python_name, defined)
    if name in defined:
        return RFunction(name, defined[name])
    if wanted is not None:
        try:
            r.source(wanted, files=[path])
        except RProblem:
            raise UsageError(f"{path} does not define {wanted}.{_meant(wanted, defined)}") from None
        return RFunction(wanted, None)
    advice = " Name the port with --r-function." if defined else ""
    raise UsageError(f"{path} defines no {python_name}.{_meant(python_name, defined)}{advice}")


def _defined(path: Path, r: RProcess) -> dict[str, str]:
    files = sorted((path / "R").glob("*.[Rr]")) if path.is_dir() else [path]
    if not files or not path.exists():
        raise UsageError(f"There must be an R file or an R package {path}, and there is none.")
    try:
        found = r.call(_DEFINITIONS, [[str(file.resolve()) for file in files]]).value
    except RError as error:
        raise UsageError(f"{path} does not parse: {error.message.splitlines()[0]}") from error
    return {name: str(text[0]) for name, text in found.items()} if isinstance(found, dict) else {}


def _same_name(name: str, names: Iterable[str]) -> str:
    """Give the name that is meant, as ``SoftmaxLoss`` means ``softmax_loss``."""
    plain = _plain(name.rpartition(".")[2])
    alike = [each for each in names if _plain(each) == plain]
    return alike[0] if len(alike) == 1 or name in alike else name


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _meant(name: str, names: Iterable[str]) -> str:
    """Suggest what else there is: the names that are like one, or else all of them."""
    names = sorted(names)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return f" Is {' or '.join(close)} meant?"
    more = ", ..." if len(names) > _MOST_NAMES else ""
    return f" There are: {', '.join(names[:_MOST_NAMES])}{more}." if names else ""
