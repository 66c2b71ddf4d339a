"""What Python's process is asked to do: called there by name, in a fork."""

from __future__ import annotations

import contextlib
import copy
import pickle
import resource
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy.random  # noqa: F401 - NumPy would import it in each fork

from diglot.bridge.frames import plain
from diglot.bridge.output import mute, own_output
from diglot.bridge.python_child import describe
from diglot.bridge.tree import has_children
from diglot.judging.bits import same_bits
from diglot.judging.expected import Expected
from diglot.judging.lifting import prepare
from diglot.judging.original import InFile, Raised, mark_of
from diglot.judging.outputs import first_line
from diglot.judging.referee import expect
from diglot.judging.state import Hidden, State
from diglot.judging.surroundings import Surroundings
from diglot.twin import Twin

# Reads a file of twins; named and not imported, for it stands above the judging.
_READER = ("diglot.selection", "load_twins")

Function = Callable[..., Any]


def judge_cases(
    sent: InFile | bytes, cases: Sequence[tuple[Sequence[Any], bool]]
) -> Iterator[tuple[Any, tuple[str, ...]] | Raised | dict[str, Expected] | None]:
    """Give for each case a function's answer with notes, then the referee's word, if it is asked.

    What it raises comes in the place of both. One case follows another for as long as the function
    is seen to keep nothing; then comes None, and the others need processes of their own.
    """
    function = received(sent)
    state = _state(function) if len(cases) > 1 else None
    peak = _peak_of_memory()
    for place, (args, asks_referee) in enumerate(cases, start=1):
        with own_output():
            try:
                value, notes = call_twice(function, args)
            except MemoryError:
                raise
            except Exception as error:
                yield Raised(*describe(error))
            else:
                yield value, notes
                if asks_referee:
                    yield expect(function, args, value)
        if place == len(cases):
            return
        left_behind = state is None or not state.is_unchanged() or has_children()
        if left_behind or _peak_of_memory() > 2 * peak:
            yield None
            return


def _state(function: Function) -> State | None:
    with contextlib.suppress(Hidden):
        return State(function)
    return None


def _peak_of_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(sent: InFile | bytes, args: Sequence[Any], value: Any, why: str) -> dict[str, Expected]:
    """Give the referee's word where it could not follow the function: bounds that are measured."""
    return expect(received(sent), args, value, unfinished=why)


def call(sent: InFile | bytes, args: Sequence[Any]) -> Any:
    """Give the answer of a function."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return received(sent)(*args)


def received(sent: InFile | bytes) -> Function:
    """Find a function that was sent.

    Raises
    ------
    LookupError
        When its file holds another one.
    """
    if isinstance(sent, bytes):
        function: Function = pickle.loads(sent)
        return function
    for twin in load_twins(sent.file):
        # Before its name the name of its file may stand.
        if sent.twin == twin.name or sent.twin.endswith(f".{twin.name}"):
            for name, function in _functions(twin):
                if name == sent.fault and mark_of(function) == sent.mark:
                    return function
    raise LookupError(f"{sent.file} does not hold the function of twin `{sent.twin}` any longer")


def _functions(twin: Twin) -> Iterator[tuple[str | None, Function]]:
    yield None, twin.python
    yield from ((fault.name, fault.function) for fault in twin.faults)


def load_module(name: str) -> None:
    """Import a module, once for all cases."""
    import_module(name)


def load_file(file: str) -> None:
    """Read a file of twins, once for all cases."""
    for twin in load_twins(file):
        prepare(twin.python)


def load_function(sent: InFile | bytes) -> None:
    """Rewrite a function for the referee, once for all cases."""
    prepare(received(sent))


@cache
def load_twins(file: str) -> list[Twin]:
    """Read a file of twins."""
    module, name = _READER
    twins: list[Twin] = getattr(import_module(module), name)(Path(file))
    return twins


def call_twice(function: Function, args: Sequence[Any]) -> tuple[Any, tuple[str, ...]]:
    """Call a function twice; give what it answers, and what it does besides answering."""
    given = copy.deepcopy(args)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        around = Surroundings(function)
        value = _own(plain(function(*given)))
        notes = around.changes()
    if not same_bits(given, args):
        notes.append("changes its arguments")
    notes += _second_call(function, args, value)
    notes += sorted({f"warns: {first_line(str(each.message))}" for each in caught})
    return value, tuple(f"Python {note}" for note in notes)


def _own(value: Any) -> Any:
    """Copy what a function gave, which it may change when it is called again."""
    try:
        return copy.deepcopy(value)
    except Exception as error:
        raise TypeError(f"the value cannot leave its process: {error}") from error


def _second_call(function: Function, args: Sequence[Any], value: Any) -> list[str]:
    mute()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            second = plain(function(*copy.deepcopy(args)))
        except Exception as error:
            return [f"fails the second time: {first_line(str(error)) or type(error).__name__}"]
    return [] if same_bits(second, value) else ["answers differently the second time"]
