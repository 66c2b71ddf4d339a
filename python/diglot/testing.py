"""Twins as tests of pytest: a test for each case, by its id.

Examples
--------
Two lines turn ``TWINS``, imported or written above them, into tests::

    @diglot.testing.cases(TWINS)
    def test_port(case): case.check()
"""

from __future__ import annotations

import atexit
import dataclasses
from functools import cache, cached_property
from typing import TYPE_CHECKING

from diglot.api import Report, Session, Twins, placed
from diglot.environment import MEMORY, TIMEOUT, EnvironmentProblem
from diglot.selection import select
from diglot.twin import Case, Twin

if TYPE_CHECKING:
    import pytest

__all__ = ["TwinCase", "cases"]


def cases(
    twins: Twins, *, only: str | None = None, timeout: float = TIMEOUT, memory: int = MEMORY
) -> pytest.MarkDecorator:
    """Call a test with each case of some twins, as its argument ``case``.

    One Python and one R serve all tests of a process, of which pytest-xdist starts several.

    Parameters
    ----------
    twins : Twin, iterable of Twin, or path
        What to judge, as for `diglot.verify`.
    only : str, optional
        Take the cases that are named like this, as in ``"softmax"`` or ``"*-batch"``.
    timeout : float
        Seconds that one call may take, in Python as in R.
    memory : int
        Bytes that each language may have.

    Returns
    -------
    pytest.MarkDecorator
        A parametrization whose ids are those of the cases, as in ``softmax-batch``.
    """
    import pytest

    meant = select(placed(twins), only)
    return pytest.mark.parametrize(
        "case",
        [
            pytest.param(TwinCase(twin, case, timeout, memory), id=f"{twin.name}-{case.name}")
            for twin in meant
            for case in twin.cases
        ],
    )


class TwinCase:
    """A case of a twin, judged when a test first asks for it; see `cases`."""

    def __init__(self, twin: Twin, case: Case, timeout: float, memory: int) -> None:
        self.twin = twin
        self.case = case
        self._limits = timeout, memory

    def __repr__(self) -> str:
        """Show the id."""
        return f"<{self.twin.name}-{self.case.name}>"

    @cached_property
    def report(self) -> Report:
        """The verdicts on the outputs of the case."""
        return _session(*self._limits).verify(dataclasses.replace(self.twin, cases=[self.case]))

    @property
    def notes(self) -> list[str]:
        """What is worth knowing of both runs, warnings and side effects among it."""
        return [note for verdict in self.report for note in verdict.notes]

    def check(self) -> None:
        """Fail unless every output agrees.

        pytest shows the explanation and no traceback, for the fault is none of the test's. Where R
        is missing the test fails too.
        """
        import pytest

        try:
            report = self.report
        except EnvironmentProblem as problem:
            pytest.fail(str(problem), pytrace=False)
        # What a test asks for must be there.
        if any(verdict.status != "agree" for verdict in report):
            pytest.fail(report.explanation or str(report), pytrace=False)


@cache
def _session(timeout: float, memory: int) -> Session:
    """Start both languages once for all tests; they end with the process."""
    session = Session(timeout=timeout, memory=memory)
    atexit.register(session.close)
    return session
