"""Twin x case -> verdicts."""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from diglot.bridge.problems import PythonProblem, PythonTimeout, RTimeout, Timeout
from diglot.bridge.process import RError, RProblem, RProcess, RResult
from diglot.bridge.python_process import PythonProcess
from diglot.judging.original import PythonResult, begin_python, run_python, sent
from diglot.judging.verdict import Verdict, compare_results, judge
from diglot.twin import Case, Fault, Twin

# So many originals are under way at once: others begin while the referee is busy with one.
_AT_ONCE = 3

# After so many time-outs the other cases of a twin are not tried.
_MOST_TIMEOUTS = 2


_Kind = TypeVar("_Kind", bound=Timeout)


class _Patience(Generic[_Kind]):
    """Counts the time-outs of each twin in one language."""

    def __init__(self, language: str, kind: type[_Kind]) -> None:
        self._language = language
        self._kind = kind
        self._timeouts: Counter[str] = Counter()

    def is_out(self, twin: Twin) -> bool:
        """Whether a twin's other cases are not to be tried."""
        return self._timeouts[twin.name] >= _MOST_TIMEOUTS

    def see(self, twin: Twin, outcome: object) -> None:
        """Look at what came of a case."""
        self._timeouts[twin.name] += isinstance(outcome, Timeout)

    def problem(self) -> _Kind:
        """Give what stands for the outcome of a case that is not tried."""
        words = f"{self._language} did not answer in {_MOST_TIMEOUTS} other cases: not tried."
        return self._kind(words)


def verify(twins: Iterable[Twin], r: RProcess, python: PythonProcess) -> Iterator[list[Verdict]]:
    """Judge every case of every twin, in order; the verdicts of a case come together.

    R works ahead in its process while the originals and the referee follow in Python's.
    """
    cases = [(twin, case) for twin in twins for case in twin.cases]
    ahead = ThreadPoolExecutor(max_workers=1)
    patience = _Patience("R", RTimeout)
    calls = [ahead.submit(_run_r_with, patience, twin, case, r) for twin, case in cases]
    try:
        with contextlib.closing(_results(cases, python)) as results:
            for (twin, case), call, result in zip(cases, calls, results, strict=True):
                yield judge(twin, case, result, call.result())
    finally:
        # Whoever stops in the middle need not wait for the call that R is busy with.
        ahead.shutdown(wait=False, cancel_futures=True)


def _run_r_with(
    patience: _Patience[RTimeout], twin: Twin, case: Case, r: RProcess
) -> RResult | RProblem:
    if patience.is_out(twin):
        return patience.problem()
    outcome = run_r(twin, case, r)
    patience.see(twin, outcome)
    return outcome


def _results(
    cases: Sequence[tuple[Twin, Case]], python: PythonProcess
) -> Generator[PythonResult, None, None]:
    """Give what the original does with each case, some of them begun ahead."""
    begun: deque[tuple[contextlib.ExitStack, Callable[[], PythonResult]]] = deque()
    waiting = iter(cases)
    patience = _Patience("Python", PythonTimeout)
    try:
        for twin, _ in cases:
            while len(begun) < _AT_ONCE and (following := next(waiting, None)):
                stack = contextlib.ExitStack()
                if patience.is_out(following[0]):
                    begun.append((stack, partial(PythonResult, error=patience.problem())))
                else:
                    begun.append((stack, stack.enter_context(begin_python(*following, python))))
            stack, result = begun[0]
            found = result()
            patience.see(twin, found.error)
            begun.popleft()[0].close()
            yield found
    finally:
        for stack, _ in begun:
            stack.close()


def verify_case(twin: Twin, case: Case, r: RProcess, python: PythonProcess) -> list[Verdict]:
    """Judge each output of one case."""
    return judge(twin, case, run_python(twin, case, python), run_r(twin, case, r))


def run_r(twin: Twin, case: Case, r: RProcess) -> RResult | RProblem:
    """Call the port twice; what goes wrong is its answer too."""
    try:
        return r.call(
            twin.r, case.args, files=[Path(file) for file in twin.r_files], check_purity=True
        )
    except RProblem as problem:
        return problem
    except (TypeError, ValueError) as error:  # an argument that cannot cross to R
        return RError(str(error), kind="call")


def caught_by(
    twin: Twin, fault: Fault, python: PythonProcess, cases: Sequence[Case] | None = None
) -> str | None:
    """Name the first case whose verdict tells this fault from the original; None if none does."""
    for case in twin.cases if cases is None else cases:
        try:
            value = python.ask(
                "diglot.judging.child_tasks:call", sent(twin, fault), case.args
            ).value
        except PythonProblem:
            # A port that stops where the original answers is caught.
            if case.refused is None:
                return case.name
            continue
        if case.refused is not None:
            return case.name
        comparisons = compare_results(twin, case, run_python(twin, case, python), value)
        if not all(comparison.agree for comparison in comparisons.values()):
            return case.name
    return None
