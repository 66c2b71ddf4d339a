"""The smallest case that still shows what a port does wrong."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import pickle
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.problems import PythonProblem, RError, RProblem
from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.diagnosing.answers import Answer
from diglot.diagnosing.arguments import cost, elements
from diglot.diagnosing.properties import Kind
from diglot.diagnosing.simpler import (
    cuts,
    fewer,
    fills,
    plainer_numbers,
    rounded,
    small_shapes,
)
from diglot.judging.compare import LOST_DIGITS, Comparison
from diglot.judging.original import PythonResult, load_for, sent
from diglot.judging.outputs import as_numbers, flatten, kind_of
from diglot.judging.verdict import Verdict, compare_results
from diglot.judging.verify import verify_case
from diglot.twin import Case, Twin

# At most so many inputs are tried in both languages, so many at once, of so many elements.
_MOST_TRIED = 800
_AT_ONCE = 24
_MOST_ELEMENTS = 200_000

# At most so many are put before the judge.
_MOST_JUDGED = 60

# Results further apart than this, relative to their size, are worth a judge's time.
_APART = 1e-6

# Calls the port with each of several lists of arguments.
_R_ANSWERS = """function(...) {{
  f <- ({port})
  answer <- function(args) {{
    tryCatch(
      list(value = suppressWarnings(do.call(f, args, quote = TRUE))),
      error = function(e) list(error = conditionMessage(e))
    )
  }}
  lapply(list(...), answer)
}}"""


def smallest(
    twin: Twin,
    case: Case,
    r: RProcess,
    python: PythonProcess,
    *,
    seconds: float = 2.0,
    verdict: Verdict | None = None,
) -> Case:
    """Find the smallest case that shows the same failure as a case does.

    Parameters
    ----------
    twin : Twin
        What was judged.
    case : Case
        One on which the languages disagree, or R stops with an error.
    r, python
        The processes of both languages.
    seconds : float
        After so long the smallest case so far is given.
    verdict : Verdict, optional
        The failure that is meant; the first one of the case unless given.

    Returns
    -------
    Case
        With the judge's own word that it fails alike; `case` itself where none is smaller.
    """
    if verdict is None:
        failing = [v for v in verify_case(twin, case, r, python) if v.status != "agree"]
        verdict = failing[0] if failing else None
    if verdict is None or verdict.status not in ("disagree", "error"):
        return case
    search = _Search(twin, case, verdict, r, python, seconds)
    try:
        search.run()
    except _Over:
        pass
    return search.best


class _Over(Exception):
    """The time or the number of tries is used up, or a language does not answer any longer."""


class _Search:
    """A search among ever smaller cases."""

    def __init__(
        self,
        twin: Twin,
        case: Case,
        verdict: Verdict,
        r: RProcess,
        python: PythonProcess,
        seconds: float,
    ) -> None:
        self._twin, self._case, self._verdict = twin, case, verdict
        self._r, self._python = r, python
        self._deadline = time.monotonic() + seconds
        self._sort = _sort_of_verdict(verdict)
        self._kind = Kind(case.args)
        self._seen: set[bytes] = set()
        self._raw = dataclasses.replace(twin, rtol=_rtol(twin, verdict))
        self._finite = False
        self._aim: str | None = None
        self.best = case
        self.tried = self.judged = 0

    def run(self) -> None:
        """Make the case smaller until nothing smaller fails alike."""
        load_for(self._twin, self._python)
        ((ours, theirs),) = self._answers([self._case.args])
        self._aim = self._raw_sort(ours, theirs)
        self._finite = _is_finite(ours)
        near = _near(ours, self._verdict)
        self._improve(small_shapes(self._case.args, self._kind, near))
        smaller = True
        while smaller:
            smaller = self._shorten(near)
            smaller |= self._simplify()
            near = {}

    def _shorten(self, near: dict[int, int]) -> bool:
        found = False
        while self._improve(itertools.chain(fewer(self.best.args), self._cuts(near))):
            found, near = True, {}
        return found

    def _cuts(self, near: dict[int, int]) -> Iterator[Any]:
        return cuts(self.best.args, self._kind, near)

    def _simplify(self) -> bool:
        args = self.best.args
        found = self._improve(fills(args, args))
        found |= self._improve(rounded(self.best.args))
        count = len(list(plainer_numbers(self.best.args)))
        for i in range(count):
            options = next(itertools.islice(plainer_numbers(self.best.args), i, None), [])
            found |= self._improve(sorted(options, key=cost))
        return found

    # ---- One step --------------------------------------------------------------------------------

    def _improve(self, candidates: Iterable[Any]) -> bool:
        """Take the first candidate that is smaller and fails alike."""
        waiting = self._worth_trying(candidates)
        while batch := _batch(waiting):
            for args, (ours, theirs) in zip(batch, self._answers(batch), strict=True):
                if self._looks_alike(ours, theirs) and self._fails_alike(args):
                    return True
        return False

    def _worth_trying(self, candidates: Iterable[Any]) -> Iterator[Any]:
        least = cost(self.best.args)
        for args in candidates:
            if cost(args) < least and self._kind.keeps(args):
                mark = hashlib.sha256(pickle.dumps(args)).digest()
                if mark not in self._seen:
                    self._seen.add(mark)
                    yield args

    def _answers(self, batch: Sequence[Any]) -> list[tuple[Answer, Answer]]:
        """Ask both languages for the plain values of several inputs at once."""
        left = self._deadline - time.monotonic()
        self.tried += len(batch)
        if left <= 0 or self.tried > _MOST_TRIED:
            raise _Over
        try:
            ours = self._python.ask(
                "diglot.diagnosing.answers:answer_each", sent(self._twin), batch, timeout=left + 1
            ).value
        except PythonProblem as problem:
            raise _Over from problem
        return list(zip(ours, self._r_answers(batch, left + 1), strict=True))

    def _r_answers(self, batch: Sequence[Any], timeout: float) -> list[Answer]:
        text = _R_ANSWERS.format(port=self._twin.r)
        files = [Path(file) for file in self._twin.r_files]
        try:
            answers = self._r.call(text, [list(a) for a in batch], files=files, timeout=timeout)
        except (RError, TypeError, ValueError) as error:
            return [(None, str(error))] * len(batch)
        except RProblem as problem:
            raise _Over from problem
        return [(a.get("value"), _text(a.get("error"))) for a in answers.value]

    def _looks_alike(self, ours: Answer, theirs: Answer) -> bool:
        if self._finite and not _is_finite(ours):
            return False
        return self._raw_sort(ours, theirs) == self._aim

    def _raw_sort(self, ours: Answer, theirs: Answer) -> str | None:
        """Say in which way plain answers differ; None where they do not."""
        if ours[1] is not None or theirs[1] is not None:
            return f"{_without_numbers(ours[1])} | {_without_numbers(theirs[1])}"
        comparisons = compare_results(self._raw, self._case, PythonResult(ours[0]), theirs[0])
        comparison = comparisons.get(self._verdict.output)
        if comparison is None:
            return "absent"
        return None if comparison.agree else _coarse(_sort_of(comparison))

    def _fails_alike(self, args: Any) -> bool:
        """Let the judge say whether a smaller case fails as the first one did."""
        self.judged += 1
        if self.judged > _MOST_JUDGED or time.monotonic() > self._deadline:
            raise _Over
        case = Case(
            f"{self._case.name.removesuffix(_SUFFIX)}{_SUFFIX}",
            *args,
            refused=self._case.refused,
            chaotic=self._case.chaotic,
            edge=self._case.edge,
        )
        meant = self._verdict
        for verdict in verify_case(self._twin, case, self._r, self._python):
            if verdict.output == meant.output and _sort_of_verdict(verdict) == self._sort:
                if meant.wrong is None or verdict.wrong in (meant.wrong, None):
                    self.best = case
                    return True
        return False


_SUFFIX = ", made small"


def _batch(waiting: Iterator[Any]) -> list[Any]:
    batch: list[Any] = []
    size = 0
    for args in waiting:
        batch.append(args)
        size += elements(args)
        if len(batch) == _AT_ONCE or size > _MOST_ELEMENTS:
            break
    return batch


# ---- Sorts of failures ---------------------------------------------------------------------------


def _sort_of_verdict(verdict: Verdict) -> str:
    """Say in which way a case fails; of side effects, errors and refusals the words tell."""
    if verdict.status == "disagree" and verdict.values_differ:
        return f"disagree: {_sort_of(verdict)}"
    return f"{verdict.status}: {_without_numbers(verdict.message)}"


def _sort_of(found: Verdict | Comparison) -> str:
    """Say in which way values differ: in their form, in their missing places, or in size."""
    if found.worst is None:
        return _without_numbers(found.message) or "form"
    for word in ("NaN", "Infinities"):
        if word in found.message.split(" stand")[0]:
            return word
    lost = found.digits is not None and found.digits.agree >= LOST_DIGITS
    return "digits" if lost else "value"


def _coarse(sort: str) -> str:
    """Leave to the judge whether it is another value, or one that has lost digits."""
    return "value" if sort == "digits" else sort


def _without_numbers(text: str | None) -> str:
    return re.sub(r"\d[\d.,]*(e[-+]?\d+)?", "#", text or "")


def _rtol(twin: Twin, verdict: Verdict) -> float:
    """Choose how far apart plain values must be to be put before the judge."""
    if twin.rtol is not None:
        return twin.rtol
    agree = 0.0 if verdict.digits is None else verdict.digits.agree
    return min(_APART, 10.0 ** -(agree + 2)) if np.isfinite(agree) else 0.0


def _is_finite(answer: Answer) -> bool:
    """Tell whether a value has numbers, and all of them are finite."""
    value, error = answer
    if error is not None:
        return False
    found = [v for v in flatten(value).values() if v is not None and kind_of(v) == "numbers"]
    sizes = [np.size(v) for v in found]
    return sum(sizes) > 0 and all(bool(np.isfinite(as_numbers(v)).all()) for v in found)


def _near(answer: Answer, verdict: Verdict) -> dict[int, int]:
    """Give, for the length of each axis of the output, the place of its worst element."""
    value, error = answer
    if error is not None or verdict.worst is None:
        return {}
    shape = np.shape(flatten(value).get(verdict.output, ()))
    if len(shape) != len(verdict.worst.index):
        return {}
    return dict(zip(shape, verdict.worst.index, strict=True))


def _text(error: Any) -> str | None:
    return None if error is None else str(np.asarray(error).ravel()[0])
