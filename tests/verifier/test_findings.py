"""What is told of a run that found failures: each mistake once, with its name and smallest case."""

import numpy as np
import pytest

from diglot.diagnosing.findings import findings
from diglot.judging.verdict import Verdict
from diglot.judging.verify import verify
from diglot.showing.findings import tell
from diglot.twin import Case, Twin

X = np.sin(np.arange(12.0)).reshape(4, 3)
CASES = [Case("batch", X), Case("square", X[:3]), Case("one row", X[:1])]


def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def loss(x):
    return -np.mean(np.log(softmax(x)[:, 0]))


@pytest.fixture
def port(tmp_path):
    """Write the file of a port that divides by the sum of all rows."""
    file = tmp_path / "port.R"
    file.write_text(
        "softmax <- function(x) { e <- exp(x - apply(x, 1, max)); e / sum(e) }\n"
        "loss <- function(x) -mean(log(softmax(x)[, 1]))\n"
    )
    return file


def found(twins, r, python, **rest):
    cases = [(twin, case) for twin in twins for case in twin.cases]
    judged = [(*each, v) for each, v in zip(cases, verify(twins, r, python), strict=True)]
    return list(findings(judged, r, python, **rest))


def test_one_mistake_is_told_once_and_what_stands_on_it_in_a_line(r, python, port):
    twins = [Twin(f.__name__, f, f.__name__, [port], CASES) for f in (loss, softmax)]
    (finding,) = found(twins, r, python)
    assert finding.twin.name == "softmax"
    assert finding.diagnosis.kind == "other axis"
    assert finding.cases == ("batch", "square")
    assert dict(finding.dependents) == {"loss": 2}
    assert sum(np.size(arg) for arg in finding.case.args) <= 4
    assert finding.verdict.status == "disagree"
    lines = tell(finding).splitlines()
    assert lines[0].startswith("softmax: disagree, R is wrong: ")
    words = [line.split()[0] for line in lines if line[:2] == "  " and line[2] != " "]
    assert words == ["why", "mend", "where", "worst", "again", "again", "also"]
    assert "2 of 3 cases: batch, square" in lines[3]
    assert lines[-1].split() == "also loss stand on it and fail too, in 2 cases".split()


def test_when_time_is_up_failures_are_told_without_names(r, python, port):
    (finding,) = found([Twin("softmax", softmax, "softmax", [port], CASES)], r, python, seconds=0)
    assert finding.diagnosis is None
    assert finding.case is CASES[1]
    assert "2 of 3 cases" in tell(finding)


def lying(*messages):
    """Give the verdicts on a twin whose port is right: no mistake will be found."""
    cases = [Case(f"{i}", 1.0 + i) for i in range(len(messages))]
    twin = Twin("abs", abs, "abs", cases=cases)
    for case, message in zip(cases, messages, strict=True):
        yield twin, case, [Verdict("abs", case.name, "result", "error", message=message)]


def test_failures_that_are_alike_are_told_once(r, python):
    many = [f"{n} of 9 elements differ, by {n}.5e-{n}." for n in range(1, 9)]
    first, second = findings(lying(*many, "another"), r, python)
    assert first.cases == tuple("01234567")
    assert second.cases == ("8",)


def test_of_many_kinds_of_failures_five_are_told_and_the_rest_named(r, python):
    told = list(findings(lying(*"abcdefg"), r, python))
    assert [finding.cases for finding in told] == [("0",), ("1",), ("2",), ("3",), ("4",)]
    assert told[-1].unexplained == ("5", "6")
    assert "left  2 more that this leaves open: 5, 6" in tell(told[-1])


def test_an_error_is_made_small_and_told_with_its_words(r, python):
    port = "function(x) if (any(x < 0)) stop('no roots of negative numbers') else sqrt(x)"
    cases = [Case("roots", np.array([1.0, 4.0, -1.0, 9.0])), Case("fine", np.array([1.0]))]
    (finding,) = found([Twin("roots", lambda x: np.sqrt(np.abs(x)), port, cases=cases)], r, python)
    assert finding.case.args[0].size == 1
    assert "no roots of negative numbers" in tell(finding)
    assert "where 1 of 2 cases: roots" in tell(finding)
