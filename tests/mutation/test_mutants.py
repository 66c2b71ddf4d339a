"""The mutants: what is changed, what catches it, and the list of those that change nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from mutation import python_mutators, r_mutators, r_suite
from mutation.mutants import ROOT, equivalent, sample
from mutation.report import Outcome, problems, share

from diglot.catalogue import TWINS


@pytest.fixture(scope="module")
def of_r(r):
    return {mutant.name: mutant for mutant in r_mutators.r_mutants(r)}


@pytest.fixture(scope="module")
def of_judging():
    return {mutant.name: mutant for mutant in python_mutators.python_mutants()}


def test_each_mutant_has_a_name_of_its_own_and_changes_its_file(r, of_r, of_judging):
    assert len(of_r) == len(r_mutators.r_mutants(r)) > 1900
    assert len(of_judging) == len(python_mutators.python_mutants()) > 1500
    for mutant in [*of_r.values(), *of_judging.values()]:
        text = (ROOT / mutant.file).read_text(encoding="utf-8")
        assert mutant.apply(text) != text


def test_mutants_of_python_are_still_python(of_judging):
    for mutant in of_judging.values():
        text = (ROOT / mutant.file).read_text(encoding="utf-8")
        compile(mutant.apply(text), mutant.name, "exec")


def test_every_listed_mutant_exists_and_has_a_reason(of_r, of_judging):
    listed = equivalent()
    assert listed.keys() <= of_r.keys() | of_judging.keys()
    assert all(len(reason) > 20 for reason in listed.values())


def test_a_sample_is_the_same_for_the_same_seed(of_r):
    mutants = list(of_r.values())
    assert sample(mutants, 9, seed=1) == sample(mutants, 9, seed=1) != sample(mutants, 9, seed=2)


SUMS = "activations.R softmax: y <- e / [rowSums => colSums](e)"


def test_a_mutant_of_r_is_caught_by_a_case_and_by_no_case_of_another_twin(of_r):
    softmax = [twin for twin in TWINS if twin.name in ("softmax", "sigmoid")]
    suite = r_suite.RSuite(r_suite.keep(softmax))
    try:
        assert suite.caught_by(of_r[SUMS]).startswith(("value: softmax-", "error: softmax-"))
        unseen = "activations.R sigmoid_grad: ([1 => 2] - y) * y"
        assert suite.caught_by(of_r[unseen]) == "tests: test-activations.R"
    finally:
        suite.close()


JUDGED = """
import sys
sys.path.insert(0, {tools!r})
from mutation import python_mutators, python_suite
mutants = {{mutant.name: mutant for mutant in python_mutators.python_mutants()}}
print(python_suite.PythonSuite().caught_by(mutants[{name!r}]))
"""


def test_a_mutant_of_the_judging_is_caught_by_a_test(of_judging):
    name = "purity.py side_effect: note = note.removeprefix"
    assert not [other for other in of_judging if other.startswith(name)]  # texts are no mutants
    agree = "compare.py _compare_numbers: agree = bool((badness [<= => >] 1).all())"
    assert agree in of_judging
    # In a fresh process: this one has imported what is to be replaced.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-c", JUDGED.format(tools=str(ROOT / "tools"), name=agree)]
    run = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    assert "test_" in run.stdout


def test_a_score_below_the_goal_and_a_list_that_is_not_true_are_problems(of_r):
    one, two, three = list(of_r.values())[:3]
    outcomes = [Outcome(one, "a case", None), Outcome(two, None, None), Outcome(three, "x", "why")]
    assert share(outcomes) == 50.0
    found = problems(outcomes, {three.name: "why", "gone": "why"}, set(of_r), 97.0)
    assert len(found) == 3
    assert "caught by x" in found[0]
    assert "no such mutant: gone" in found[1]
    assert "50.0%" in found[2]
