"""The original of a twin, called with a case: its answer, and what the referee says about it.

The original and the referee run in Python's own process, in a fork of their own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cloudpickle

from diglot.bridge.problems import Crash, PythonError, PythonProblem, Timeout
from diglot.bridge.python_process import PythonProcess, Question, raised
from diglot.judging.expected import Expected
from diglot.judging.outputs import first_line
from diglot.twin import Case, Fault, Twin

#: What Python's process imports once, for all cases.
PRELOAD = ("diglot.judging.child_tasks",)

_TASKS = "diglot.judging.child_tasks"


@dataclass(frozen=True)
class PythonResult:
    """What the original did with a case.

    Attributes
    ----------
    value : any
        What it gave.
    error : PythonProblem or None
        What came in the place of a value.
    notes : tuple of str
        What it did besides answering.
    expected : mapping
        The referee's word on each output that it knows.
    unfinished : str
        Why the referee has no word on any, if something has ended it; else empty.
    """

    value: Any = None
    error: PythonProblem | None = None
    notes: tuple[str, ...] = ()
    expected: Mapping[str, Expected] = field(default_factory=dict)
    unfinished: str = ""


def run_python(twin: Twin, case: Case, python: PythonProcess) -> PythonResult:
    """Call the original twice, and ask the referee; what goes wrong is an answer too."""
    with begin_python(twin, [case], python) as results:
        return next(results)


@contextlib.contextmanager
def begin_python(
    twin: Twin, cases: Sequence[Case], python: PythonProcess
) -> Iterator[Iterator[PythonResult]]:
    """Let the original begin with some cases, in one process; give their results one by one.

    There are fewer results than cases where one may reach into another: where something cannot be
    seen through or is left behind, where something is printed, or the process ends. The cases that
    are left must begin anew, each by itself: a single case always has its result.
    """
    try:
        load_for(twin, python)
        asked = [(case.args, _asks_referee(twin, case)) for case in cases]
        question = python.begin(f"{_TASKS}:judge_cases", sent(twin), asked)
    except PythonProblem as problem:
        yield iter([PythonResult(error=problem)] if len(cases) == 1 else [])
        return
    with contextlib.closing(question):
        yield _results(question, twin, cases, python)


def _asks_referee(twin: Twin, case: Case) -> bool:
    return case.refused is None and twin.rtol != 0


@dataclass(frozen=True)
class Raised:
    """The exception that a function raised: its class, its message, its traceback."""

    type: str
    message: str
    traceback: str


@dataclass(frozen=True)
class _Heard:
    """What was heard of a case, and what ended the process, if something did."""

    result: PythonResult
    end: PythonProblem | None = None
    printed: bool = False

    @property
    def may_be_anothers(self) -> bool:
        """Whether another case may be to blame: one before for the end, the next for the print."""
        return self.printed or not isinstance(self.end, Timeout | None)


def _results(
    question: Question, twin: Twin, cases: Sequence[Case], python: PythonProcess
) -> Iterator[PythonResult]:
    for case in cases:
        heard = _hear(question, _asks_referee(twin, case))
        if heard is None or (len(cases) > 1 and heard.may_be_anothers):
            return
        found = heard.result
        yield _measured(twin, case, python, found) if found.unfinished else found
        if heard.end is not None:
            return


def _hear(question: Question, asks_referee: bool) -> _Heard | None:
    """Hear what comes of the next case; None if there comes no more."""
    try:
        answer = question.answer()
    except PythonProblem as problem:
        return _Heard(PythonResult(error=problem), problem)
    if answer.value is None:
        return None
    printed = bool(answer.output)
    if isinstance(answer.value, Raised):
        told = answer.value
        error = raised(told.type, told.message, told.traceback, answer.output)
        return _Heard(PythonResult(error=error), printed=printed)
    value, notes = answer.value
    if printed:
        notes += (f"Python prints: {first_line(answer.output)}",)
    result = PythonResult(value, None, notes)
    if not asks_referee:
        return _Heard(result, printed=printed)
    try:
        answer = question.answer()
    except PythonProblem as problem:
        unfinished = dataclasses.replace(result, unfinished=_why(problem))
        return _Heard(unfinished, problem, printed)
    result = dataclasses.replace(result, expected=answer.value)
    return _Heard(result, printed=printed or bool(answer.output))


def _measured(twin: Twin, case: Case, python: PythonProcess, found: PythonResult) -> PythonResult:
    """Ask for bounds by another way where the referee was ended."""
    try:
        answer = python.ask(
            f"{_TASKS}:measure", sent(twin), case.args, found.value, found.unfinished
        )
    except PythonProblem:
        return found
    return dataclasses.replace(found, expected=answer.value)


def _why(problem: PythonProblem) -> str:
    if isinstance(problem, Timeout | Crash):
        return f"the referee {str(problem).removeprefix('Python ').splitlines()[0].rstrip('.')}"
    return f"the referee stopped: {problem}"


def read_first(file: Path, python: PythonProcess) -> PythonProblem | None:
    """Let Python's process read a file of twins; tell what ends it, or leaves it by `sys.exit()`.

    An exception is none of these: whoever reads the file after this meets it again.
    """
    try:
        python.load(f"{_TASKS}:load_file", str(file.resolve()))
    except PythonError as error:
        return error if error.type in ("SystemExit", "KeyboardInterrupt") else None
    except PythonProblem as problem:
        return problem
    return None


# ---- How a function reaches the other process ----------------------------------------------------


@dataclass(frozen=True)
class InFile:
    """A function of a twin in a file, which the other process has read too.

    Attributes
    ----------
    file, twin : str
        Where it stands.
    fault : str or None
        The name of the fault whose function it is, if it is not the original.
    mark : tuple
        What tells it from another function, should the file have changed.
    """

    file: str
    twin: str
    fault: str | None
    mark: tuple[Any, ...]


def load_for(twin: Twin, python: PythonProcess) -> None:
    """Let Python's process load, once for all cases, what the functions of a twin need."""
    if twin.file is not None:
        python.load(f"{_TASKS}:load_file", str(twin.file))
        return
    module = getattr(twin.python, "__module__", None) or ""
    for name in [module] if _can_be_imported(module) else _named_by(twin.python):
        python.load(f"{_TASKS}:load_module", name)
    python.load(f"{_TASKS}:load_function", sent(twin))


def _named_by(function: Callable[..., Any]) -> list[str]:
    """Name the modules that a function's own module has imported."""
    values = getattr(inspect.unwrap(function), "__globals__", {}).values()
    names = [v.__name__ if inspect.ismodule(v) else getattr(v, "__module__", None) for v in values]
    return sorted({name for name in names if isinstance(name, str) and _can_be_imported(name)})


def sent(twin: Twin, fault: Fault | None = None) -> InFile | bytes:
    """Give the original of a twin, or the function of a fault, as it reaches the other process.

    What stands in a file is found again there. Anything else is pickled: by its name, if its module
    can be imported there, or with its code.
    """
    function = twin.python if fault is None else fault.function
    if twin.file is not None:
        name = None if fault is None else fault.name
        return InFile(str(twin.file), twin.name, name, mark_of(function))
    try:
        return _pickled(function)
    except Exception as error:
        words = f"the function cannot be sent to Python's process: {error}"
        raise PythonError(type(error).__name__, words) from error


def _pickled(function: Callable[..., Any]) -> bytes:
    name = getattr(function, "__module__", None) or ""
    by_value = None if _can_be_imported(name) else sys.modules.get(name)
    if by_value is not None:
        cloudpickle.register_pickle_by_value(by_value)
    try:
        pickled: bytes = cloudpickle.dumps(function)
        return pickled
    finally:
        if by_value is not None:
            cloudpickle.unregister_pickle_by_value(by_value)


def mark_of(function: Callable[..., Any]) -> tuple[Any, ...]:
    """Give what tells a function from others: its name and the line where it begins."""
    inner = inspect.unwrap(function)
    name = getattr(inner, "__qualname__", type(inner).__name__)
    return name, getattr(getattr(inner, "__code__", None), "co_firstlineno", None)


@cache
def _can_be_imported(name: str) -> bool:
    """Tell whether a fresh Python would find a module, as it would not those of notebooks."""
    if name in ("", "__main__"):
        return False
    path: Sequence[str] | None = None
    parts = name.split(".")
    for i in range(1, len(parts) + 1):
        found = (finder.find_spec(".".join(parts[:i]), path) for finder in sys.meta_path)
        spec = next(filter(None, found), None)
        if spec is None:
            return False
        path = spec.submodule_search_locations
    return True
