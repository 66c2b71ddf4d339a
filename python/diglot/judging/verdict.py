"""What became of one case: the verdict on each of its outputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diglot.bridge.problems import Crash, Problem, PythonError, RError, RProblem, Timeout
from diglot.bridge.process import RResult
from diglot.judging.compare import LOST_DIGITS, Comparison, Demands, Worst, compare
from diglot.judging.digits import Digits
from diglot.judging.expected import EXACT, Expected
from diglot.judging.original import PythonResult
from diglot.judging.outputs import WHOLE, contains_na, first_line
from diglot.judging.pairing import ABSENT, Pair, expected_of_pair, paired
from diglot.judging.purity import split_notes
from diglot.judging.truth import with_truth
from diglot.judging.up_to import NOTES, aligned
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Verdict:
    """What became of one output of one case.

    Attributes
    ----------
    twin, case, output : str
        What was judged.
    status : str
        "agree", "disagree", "undecided", "error", "timeout", "crash" or "missing".
    wrong : str or None
        "python", "r" or "both" where it is known who is wrong.
    why : str
        How the bound was found, and why not by a better way.
    message : str
        What happened, in one sentence.
    notes : tuple of str
        What is worth knowing besides: warnings, side effects, dropped names.
    original : str
        "python" or "r"; the other is the port.

    See `diglot.judging.compare.Comparison` for the numbers; what does not exist is None, never 0.
    """

    twin: str
    case: str
    output: str
    status: str
    bound: str | None = None
    max_abs: float | None = None
    max_ulp: float | None = None
    identical_bits: float | None = None
    python_error_ulp: float | None = None
    r_error_ulp: float | None = None
    bound_used: float | None = None
    digits: Digits | None = None
    wrong: str | None = None
    worst: Worst | None = None
    why: str = ""
    fault: str | None = None
    hint: str | None = None
    notes: tuple[str, ...] = field(default=())
    message: str = ""
    original: str = "python"

    @property
    def id(self) -> str:
        """The name of the case everywhere, as in ``softmax-batch``."""
        return f"{self.twin}-{self.case}"

    @property
    def values_differ(self) -> bool:
        """Whether it is the values that disagree, and not only what was seen of the run."""
        if self.bound_used is None:
            return self.status == "disagree" and self.identical_bits != 1.0
        # A share that no double holds, as of what must be next to nothing, is not in `bound_used`.
        lost = self.digits is not None and self.digits.agree < self.digits.checked
        return self.bound_used > 1 or lost

    @property
    def less_accurate(self) -> bool:
        """Whether values that disagree are the same but for digits that one has lost."""
        lost = self.digits is not None and self.digits.agree >= LOST_DIGITS
        return lost and self.values_differ and self.bound != EXACT


#: A case of a twin and the verdicts on its outputs.
Judged = tuple[Twin, Case, Sequence[Verdict]]


def judge(twin: Twin, case: Case, python: PythonResult, r: RResult | RProblem) -> list[Verdict]:
    """Judge what both languages did with a case."""
    if case.refused is not None or python.error is not None or isinstance(r, RProblem):
        return [_judge_refusal(twin, case, python, r)]
    verdicts = [
        _verdict(twin, case, output, comparison)
        for output, comparison in compare_results(twin, case, python, r.value).items()
    ]
    # What was seen of the run stands with the first output only.
    return [_with_the_run(verdicts[0], twin, python, r), *verdicts[1:]]


def compare_results(twin: Twin, case: Case, python: PythonResult, r: Any) -> dict[str, Comparison]:
    """Compare all outputs of one case."""
    expected = python.expected
    if case.truth is not None:
        expected = with_truth(expected, case.truth, python.value)
    demands = Demands(twin.rtol, twin.digits, twin.strict_na, contains_na(case.args), case.chaotic)
    return {
        output: _compare_pair(pair, expected_of_pair(pair, expected), demands, _up_to(twin, output))
        for output, pair in paired(python.value, r).items()
    }


def _up_to(twin: Twin, output: str) -> str | None:
    return twin.up_to.get(output) if isinstance(twin.up_to, Mapping) else twin.up_to


def _compare_pair(
    pair: Pair, expected: Expected | None, demands: Demands, up_to: str | None
) -> Comparison:
    if pair.python is ABSENT or pair.r is ABSENT:
        have, lack = ("R", "Python") if pair.python is ABSENT else ("Python", "R")
        return Comparison(False, EXACT, message=f"{have} gives this output, {lack} does not.")
    python, r, notes = pair.python, pair.r, pair.notes
    if up_to is not None:
        python, r = aligned(python, r, up_to)
        expected = None if up_to == "labels" else expected
        notes += (NOTES[up_to],)
    comparison = compare(python, r, expected, demands)
    return dataclasses.replace(comparison, notes=notes + comparison.notes)


def _verdict(twin: Twin, case: Case, output: str, comparison: Comparison) -> Verdict:
    fields = {f.name: getattr(comparison, f.name) for f in dataclasses.fields(comparison)}
    agree, undecided = fields.pop("agree"), fields.pop("undecided")
    status = "undecided" if undecided else "agree" if agree else "disagree"
    verdict = Verdict(twin.name, case.name, output, status, original=twin.original, **fields)
    return verdict if verdict.original == "python" else _with_r_as_original(verdict)


def _with_r_as_original(verdict: Verdict) -> Verdict:
    """Say who is wrong where the truth is that of the port's own formula, Python's.

    R is right by definition: a Python that keeps to its formula has another one. But an R that
    shares most of its digits may have lost the others, for which nobody is called wrong.
    """
    if verdict.wrong == "r" and verdict.less_accurate:
        return dataclasses.replace(verdict, wrong=None)
    return dataclasses.replace(verdict, wrong=verdict.wrong and "python")


# ---- What a run did besides answering ------------------------------------------------------------


def _with_the_run(verdict: Verdict, twin: Twin, python: PythonResult, r: RResult) -> Verdict:
    """Add what was seen of the run: side effects that are not allowed are reasons to disagree."""
    python_reasons, notes = split_notes(python.notes, twin.allows)
    r_reasons, r_notes = split_notes(r.notes, twin.allows)
    notes += [f"R warns: {w}" for w in r.warnings] + r_notes
    if r.output:
        notes.append(f"R prints: {first_line(r.output)}")
    verdict = dataclasses.replace(verdict, notes=verdict.notes + tuple(notes))
    reasons = python_reasons + [f"R {reason}" for reason in r_reasons]
    if not reasons:
        return verdict
    impure = _who(bool(python_reasons), bool(r_reasons))
    wrong = impure if verdict.wrong in (None, impure) else "both"
    message = " ".join([verdict.message, *(f"{reason}." for reason in reasons)]).strip()
    return dataclasses.replace(verdict, status="disagree", wrong=wrong, message=message)


def _who(python: bool, r: bool) -> str | None:
    names = {(True, True): "both", (True, False): "python", (False, True): "r"}
    return names.get((python, r))


# ---- Refusals and failures -----------------------------------------------------------------------

# What Python raises when the code itself is at fault, not what it was given.
_BROKEN = {
    "AttributeError",
    "ImportError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "RecursionError",
    "SyntaxError",
    "UnboundLocalError",
}


def _judge_refusal(twin: Twin, case: Case, python: PythonResult, r: RResult | RProblem) -> Verdict:
    problem = r if isinstance(r, RProblem) else None
    notes = python.notes if problem else python.notes + r.notes  # type: ignore[union-attr]
    stopped = _status_of(python.error, problem)
    if _kind(problem) == "call":
        status, wrong = "error", None
        message = f"R was not asked as it should be, which is no fault of the port: {problem}"
    elif stopped != "error" or case.refused is None:
        status, wrong = stopped, _who(*_fails(python.error, problem))
        message = _both_stop(python, problem)
    else:
        refusals = _refuses(python.error, case), _refuses(problem, case)
        status = "agree" if all(refusals) else "disagree"
        wrong = _who(not refusals[0], not refusals[1])
        asked = f" with {case.refused!r}" if isinstance(case.refused, str) else ""
        message = (
            f"must be refused{asked}. "
            f"Python: {python.error or 'answered'} R: {problem or 'answered'}"
        )
    return Verdict(
        twin.name, case.name, WHOLE, status,
        wrong=wrong, message=message, notes=notes, original=twin.original,
    )  # fmt: skip


def _status_of(*problems: Problem | None) -> str:
    for kind, status in ((Crash, "crash"), (Timeout, "timeout")):
        if any(isinstance(problem, kind) for problem in problems):
            return status
    return "error"


def _fails(python: Problem | None, r: Problem | None) -> tuple[bool, bool]:
    """Tell who has failed: whoever gave no answer at all, or else whoever raised an error."""
    gone = tuple(isinstance(problem, Timeout | Crash) for problem in (python, r))
    if any(gone):
        return gone[0], gone[1]
    return python is not None and r is None, python is None


def _kind(error: Problem | None) -> str | None:
    """Tell a refusal from broken code, and from a fault of the call."""
    if error is None or isinstance(error, Timeout | Crash):
        return None
    if isinstance(error, PythonError) and error.type in _BROKEN:
        return "broken"
    return getattr(error, "kind", "refusal")


def _refuses(error: Problem | None, case: Case) -> bool:
    text_is_there = case.refused is True or str(case.refused) in str(error)
    return _kind(error) == "refusal" and text_is_there


def _both_stop(python: PythonResult, problem: RProblem | None) -> str:
    words = [
        str(each) if isinstance(each, Timeout | Crash) else f"{language}: {each}"
        for language, each in (("Python", python.error), ("R", problem))
        if each is not None
    ]
    if python.error is not None and isinstance(problem, RError):
        words.append("(If both must refuse this input, say so: `refused=True`.)")
    return " ".join(words)
