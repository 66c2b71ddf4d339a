"""Twin x case -> verdicts."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from diglot.bridge.problems import PythonProblem, PythonTimeout, RTimeout, Timeout
from diglot.bridge.process import RError, RProblem, RProcess, RResult
from diglot.bridge.python_process import PythonProcess
from diglot.judging.moving import MEASURED_RUNS
from diglot.judging.original import PythonResult, begin_python, run_python, sent
from diglot.judging.spread import tell_unstable
from diglot.judging.verdict import Verdict, compare_results, judge
from diglot.twin import Case, Fault, Twin

# So many originals are under way at once: others begin while the referee is busy with one.
_AT_ONCE = 3

# So many cases of a twin are answered by one process, if it keeps nothing, and arrays of so many
# bytes: to start a process takes as long as many cases do.
_MOST_TOGETHER = 16
_MOST_BYTES = 1 << 18

# So long R may take, at most, to tell an unstable port from another function.
_MOST_SECONDS = 20.0

#: After so many time-outs the other cases of a twin are not tried.
MOST_TIMEOUTS = 2


class _Patience:
    """Counts the time-outs of each twin in one language."""

    def __init__(self, language: str) -> None:
        #: Why a case is not tried when it is out.
        self.words = f"{language} did not answer in {MOST_TIMEOUTS} other cases: not tried."
        self._timeouts: Counter[str] = Counter()

    def is_out(self, twin: Twin) -> bool:
        """Whether a twin's other cases are not to be tried."""
        return self._timeouts[twin.name] >= MOST_TIMEOUTS

    def see(self, twin: Twin, outcome: object) -> None:
        """Look at what came of a case."""
        self._timeouts[twin.name] += isinstance(outcome, Timeout)


def verify(twins: Iterable[Twin], r: RProcess, python: PythonProcess) -> Iterator[list[Verdict]]:
    """Judge every case of every twin, in order; the verdicts of a case come together.

    R works ahead in its process while the originals and the referee follow in Python's.
    """
    cases = [(twin, case) for twin in twins for case in twin.cases]
    ahead = ThreadPoolExecutor(max_workers=1)
    patience = _Patience("R")
    calls = [ahead.submit(_run_r_with, patience, twin, case, r) for twin, case in cases]
    try:
        with contextlib.closing(_results(cases, python)) as results:
            for (twin, case), call, result in zip(cases, calls, results, strict=True):
                yield _judged(twin, case, result, call.result(), r)
    finally:
        # Whoever stops in the middle need not wait for the call that R is busy with.
        ahead.shutdown(wait=False, cancel_futures=True)


def _run_r_with(patience: _Patience, twin: Twin, case: Case, r: RProcess) -> RResult | RProblem:
    if patience.is_out(twin):
        return RTimeout(patience.words)
    outcome = run_r(twin, case, r)
    patience.see(twin, outcome)
    return outcome


class _Group:
    """Some cases of a twin, for one process."""

    def __init__(self, twin: Twin, cases: Sequence[Case]) -> None:
        self.twin = twin
        self.cases = cases
        self._open = contextlib.ExitStack()
        self._results: Iterator[PythonResult] | None = None

    def begin(self, python: PythonProcess) -> None:
        """Let the original begin, if it has not begun."""
        if self._results is None:
            self._results = self._open.enter_context(begin_python(self.twin, self.cases, python))

    def results(self, python: PythonProcess) -> Iterator[PythonResult]:
        """Give the results one by one, as far as one process gives them."""
        self.begin(python)
        assert self._results is not None
        with self._open:
            yield from self._results

    def close(self) -> None:
        """End the process."""
        self._open.close()


def _results(
    cases: Sequence[tuple[Twin, Case]], python: PythonProcess
) -> Generator[PythonResult, None, None]:
    """Give what the original does with each case, some of them begun ahead."""
    groups = deque(_groups(cases))
    patience = _Patience("Python")
    try:
        while groups:
            group = groups[0]
            if patience.is_out(group.twin):
                group.close()
                yield from [PythonResult(error=PythonTimeout(patience.words))] * len(group.cases)
                groups.popleft()
                continue
            for each in itertools.islice(groups, _AT_ONCE):
                each.begin(python)
            left = deque(group.cases)
            for result in group.results(python):
                left.popleft()
                patience.see(group.twin, result.error)
                yield result
            groups.popleft()
            groups.extendleft(_Group(group.twin, [case]) for case in reversed(left))
    finally:
        for group in groups:
            group.close()


def _groups(cases: Sequence[tuple[Twin, Case]]) -> Iterator[_Group]:
    """Put cases of a twin together that are to follow one another in one process."""
    together: list[Case] = []
    size = 0
    for place, (twin, case) in enumerate(cases):
        if together and (
            twin is not cases[place - 1][0]
            or len(together) == _MOST_TOGETHER
            or size + _size(case.args) > _MOST_BYTES
        ):
            yield _Group(cases[place - 1][0], together)
            together, size = [], 0
        together.append(case)
        size += _size(case.args)
    if together:
        yield _Group(cases[-1][0], together)


def _size(value: Any) -> int:
    """Give the bytes of the arrays among some arguments; of others their size does not matter."""
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return getattr(value, "nbytes", 0)


def verify_case(twin: Twin, case: Case, r: RProcess, python: PythonProcess) -> list[Verdict]:
    """Judge each output of one case."""
    return _judged(twin, case, run_python(twin, case, python), run_r(twin, case, r), r)


def _judged(
    twin: Twin, case: Case, python: PythonResult, outcome: RResult | RProblem, r: RProcess
) -> list[Verdict]:
    verdicts = judge(twin, case, python, outcome)
    if python.error is not None or isinstance(outcome, RProblem):
        return verdicts
    if MEASURED_RUNS * outcome.seconds > _MOST_SECONDS:
        return verdicts
    return tell_unstable(verdicts, case.args, python.value, outcome.value, partial(_call, twin, r))


def run_r(twin: Twin, case: Case, r: RProcess) -> RResult | RProblem:
    """Call the port twice; what goes wrong is its answer too."""
    return _call(twin, r, case.args, check_purity=True)


def _call(
    twin: Twin, r: RProcess, args: Sequence[Any], *, check_purity: bool = False
) -> RResult | RProblem:
    files = [Path(file) for file in twin.r_files]
    try:
        return r.call(twin.r, args, files=files, check_purity=check_purity)
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
