"""What became of one case: the verdict on each of its outputs."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from diglot.bridge.problems import Crash, Problem, PythonError, RError, RProblem, Timeout
from diglot.bridge.process import RResult
from diglot.judging.compare import Comparison, Worst, compare
from diglot.judging.original import PythonResult
from diglot.judging.outputs import WHOLE, contains_na, first_line, flatten
from diglot.twin import Case, Twin


@dataclass(frozen=True)
class Verdict:
    """What became of one output of one case.

    Attributes
    ----------
    twin, case, output : str
        What was judged.
    status : str
        "agree", "disagree", "error", "timeout", "crash" or "missing".
    wrong : str or None
        "python", "r" or "both" where it is known who is wrong.
    message : str
        What happened, in one sentence.
    notes : tuple of str
        What is worth knowing besides: warnings, side effects, dropped names.

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
    wrong: str | None = None
    worst: Worst | None = None
    fault: str | None = None
    hint: str | None = None
    notes: tuple[str, ...] = field(default=())
    message: str = ""

    @property
    def id(self) -> str:
        """The name of the case everywhere, as in ``softmax-batch``."""
        return f"{self.twin}-{self.case}"

    def as_json(self) -> dict[str, Any]:
        """Give the fields as JSON can hold them: NaN and infinities as strings."""
        fields = dataclasses.asdict(self)
        if self.worst is not None:
            fields["worst"] = {k: _json_number(v) for k, v in fields["worst"].items()}
        return fields


def _json_number(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


def judge(twin: Twin, case: Case, python: PythonResult, r: RResult | RProblem) -> list[Verdict]:
    """Judge what both languages did with a case."""
    if case.refused is not None or python.error is not None or isinstance(r, RProblem):
        return [_judge_refusal(twin, case, python, r)]
    notes = python.notes + tuple(f"R warns: {w}" for w in r.warnings) + r.notes
    if python.unfinished:
        notes += (python.unfinished,)
    if r.output:
        notes += (f"R prints: {first_line(r.output)}",)
    comparisons = compare_results(twin, case, python, r.value)
    # What was seen of the run stands with the first output only.
    return [
        _verdict(twin, case, output, comparison, notes if i == 0 else ())
        for i, (output, comparison) in enumerate(comparisons.items())
    ]


def compare_results(twin: Twin, case: Case, python: PythonResult, r: Any) -> dict[str, Comparison]:
    """Compare all outputs of one case."""
    p, q = flatten(python.value), flatten(r)
    truths = python.expected
    na_given = contains_na(case.args)
    comparisons = {}
    for output in list(p) + [name for name in q if name not in p]:
        if output in p and output in q:
            comparisons[output] = compare(
                p[output], q[output], truths.get(output), twin.rtol, na_given=na_given
            )
        else:
            have, lack = ("Python", "R") if output in p else ("R", "Python")
            comparisons[output] = Comparison(
                False, "rtol", message=f"{have} gives this output, {lack} does not."
            )
    return comparisons


def _verdict(
    twin: Twin, case: Case, output: str, comparison: Comparison, notes: tuple[str, ...]
) -> Verdict:
    fields = {f.name: getattr(comparison, f.name) for f in dataclasses.fields(comparison)}
    fields["notes"] = fields["notes"] + notes
    status = "agree" if fields.pop("agree") else "disagree"
    return Verdict(twin.name, case.name, output, status, **fields)


def _judge_refusal(twin: Twin, case: Case, python: PythonResult, r: RResult | RProblem) -> Verdict:
    r_problem = r if isinstance(r, RProblem) else None
    status = _status_of(python.error, r_problem)
    wrong: str | None
    python_text = None if python.error is None else str(python.error)
    r_text = None if r_problem is None else str(r_problem)
    if case.refused is None:
        wrong = "both" if python.error and r_problem else "python" if python.error else "r"
        words = [f"Python: {python_text}"] if python.error else []
        words += [f"R: {r_text}"] if r_problem else []
        message = " ".join(words)
    else:
        refusals = (
            (isinstance(python.error, PythonError) and case.refused in python.error.message),
            (isinstance(r_problem, RError) and case.refused in str(r_text)),
        )
        if status == "error":
            status = "agree" if refusals == (True, True) else "disagree"
        who = {(True, True): None, (False, True): "python", (True, False): "r"}
        wrong = who.get(refusals, "both")
        message = (
            f"must be refused with {case.refused!r}. "
            f"Python: {python_text or 'answered'} R: {r_text or 'answered'}"
        )
    return Verdict(
        twin.name, case.name, WHOLE, status, wrong=wrong, message=message, notes=python.notes
    )


def _status_of(*problems: Problem | None) -> str:
    for kind, status in ((Crash, "crash"), (Timeout, "timeout")):
        if any(isinstance(problem, kind) for problem in problems):
            return status
    return "error"
