"""Twin x case -> verdicts."""

from __future__ import annotations

import copy
import dataclasses
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from diglot.bridge.process import RCrash, RError, RProblem, RProcess, RResult, RTimeout
from diglot.judging.compare import Comparison, Worst, compare
from diglot.judging.outputs import WHOLE, contains_na, flatten
from diglot.judging.referee import Truth, judge_truth
from diglot.twin import Case, Fault, Twin


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


@dataclass(frozen=True)
class PythonResult:
    """What the original did with a case."""

    value: Any = None
    error: Exception | None = None
    notes: tuple[str, ...] = ()


def verify(twins: Iterable[Twin], r: RProcess) -> Iterator[list[Verdict]]:
    """Judge every case of every twin, in order; the verdicts of a case come together.

    R works ahead in its own process while Python and the referee follow in this one.
    """
    ahead = ThreadPoolExecutor(max_workers=1)
    calls = [
        (twin, case, ahead.submit(run_r, twin, case, r)) for twin in twins for case in twin.cases
    ]
    try:
        for twin, case, call in calls:
            python = run_python(twin, case)
            if case.refused is None:
                truths_of(twin, case)
            yield judge(twin, case, python, call.result())
    finally:
        # Whoever stops in the middle need not wait for the call that R is busy with.
        ahead.shutdown(wait=False, cancel_futures=True)


def verify_case(twin: Twin, case: Case, r: RProcess) -> list[Verdict]:
    """Judge each output of one case."""
    return judge(twin, case, run_python(twin, case), run_r(twin, case, r))


def judge(twin: Twin, case: Case, python: PythonResult, r: RResult | RProblem) -> list[Verdict]:
    """Judge what both languages did with a case."""
    if case.refused is not None or python.error is not None or isinstance(r, RProblem):
        return [_judge_refusal(twin, case, python, r)]
    notes = python.notes + tuple(f"R warns: {w}" for w in r.warnings) + r.notes
    if r.output:
        notes += (f"R prints: {_first_line(r.output)}",)
    comparisons = compare_results(twin, case, python.value, r.value)
    # What was seen of the run stands with the first output only.
    return [
        _verdict(twin, case, output, comparison, notes if i == 0 else ())
        for i, (output, comparison) in enumerate(comparisons.items())
    ]


def compare_results(twin: Twin, case: Case, python: Any, r: Any) -> dict[str, Comparison]:
    """Compare all outputs of one case."""
    p, q = flatten(python), flatten(r)
    truths = truths_of(twin, case)
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
    status = "error"
    if isinstance(r_problem, RTimeout | RCrash):
        status = "timeout" if isinstance(r_problem, RTimeout) else "crash"
    wrong: str | None
    python_text = None if python.error is None else str(python.error)
    r_text = None if r_problem is None else str(r_problem)
    if case.refused is None:
        wrong = "both" if python.error and r_problem else "python" if python.error else "r"
        words = [f"Python: {type(python.error).__name__}: {python_text}"] if python.error else []
        words += [f"R: {r_text}"] if r_problem else []
        message = " ".join(words)
    else:
        refusals = (
            python_text is not None and case.refused in python_text,
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


def run_python(twin: Twin, case: Case) -> PythonResult:
    """Call the original twice, and tell what it does besides answering."""
    args, notes = copy.deepcopy(case.args), []
    state = np.random.get_state()  # noqa: NPY002 - the original may use it
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = copy.deepcopy(twin.python(*args))
            if not same_bits(args, case.args):
                notes.append("Python changes its arguments")
            if not same_bits(twin.python(*copy.deepcopy(case.args)), value):
                notes.append("Python answers differently the second time")
        except Exception as error:
            # Whatever an original raises is its answer to the case.
            return PythonResult(error=error)
    if not same_bits(np.random.get_state(), state):  # noqa: NPY002
        notes.append("Python changes NumPy's global random state")
    notes += sorted({f"Python warns: {_first_line(str(w.message))}" for w in caught})
    return PythonResult(value, None, tuple(notes))


def run_r(twin: Twin, case: Case, r: RProcess) -> RResult | RProblem:
    """Call the port twice; what goes wrong is its answer too."""
    try:
        return r.call(
            twin.r, case.args, files=[Path(file) for file in twin.r_files], check_purity=True
        )
    except RProblem as problem:
        return problem
    except (TypeError, ValueError) as error:  # an argument that cannot cross to R
        return RError(str(error))


def same_bits(x: Any, y: Any) -> bool:
    """Tell whether two results are the same to the last bit."""
    a, b = flatten(x), flatten(y)
    return list(a) == list(b) and all(_same_leaf(a[name], b[name]) for name in a)


def _same_leaf(x: Any, y: Any) -> bool:
    if x is None or y is None or isinstance(x, str | list | dict | tuple):
        return type(x) is type(y) and bool(x == y)
    x, y = np.asarray(x), np.asarray(y)
    if x.dtype == object or y.dtype == object:
        pairs = zip(x.ravel(), y.ravel(), strict=False)
        return x.shape == y.shape and all(p is q or bool(p == q) for p, q in pairs)
    return bool(x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes())


def caught_by(twin: Twin, fault: Fault, cases: Sequence[Case] | None = None) -> str | None:
    """Name the first case whose verdict tells this fault from the original; None if none does."""
    for case in twin.cases if cases is None else cases:
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = fault.function(*copy.deepcopy(case.args))
        except Exception:
            # A port that stops where the original answers is caught.
            if case.refused is None:
                return case.name
            continue
        if case.refused is not None:
            return case.name
        original = run_python(twin, case)
        comparisons = compare_results(twin, case, original.value, value)
        if not all(comparison.agree for comparison in comparisons.values()):
            return case.name
    return None


_truths: dict[tuple[str, str, int], dict[str, Truth]] = {}


def truths_of(twin: Twin, case: Case) -> dict[str, Truth]:
    """Ask the referee about a case, once; what must be exactly equal needs none."""
    if twin.rtol == 0:
        return {}
    key = twin.name, case.name, id(case)
    if key not in _truths:
        _truths[key] = judge_truth(twin.python, copy.deepcopy(case.args))
    return _truths[key]


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[0].strip() if lines else ""
