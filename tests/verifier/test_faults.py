"""A check that cannot fail is a defect: every fault must be caught, and nothing else."""

import dataclasses

import pytest

from diglot.catalogue import TWINS
from diglot.judging.verify import caught_by
from diglot.twin import Case, Fault, Twin

FAULTS = [
    pytest.param(twin, fault, id=f"{twin.name}-{fault.name}")
    for twin in TWINS
    for fault in twin.faults
]


@pytest.mark.parametrize(("twin", "fault"), FAULTS)
def test_fault_is_caught(twin, fault, python):
    assert caught_by(twin, fault, python), f"no case of {twin.name} tells it from the original"


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_the_original_is_no_fault(twin, python):
    answering = [case for case in twin.cases if case.refused is None]
    assert caught_by(twin, Fault("none", twin.python), python, answering) is None


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_every_twin_has_faults_and_every_fault_a_hint(twin):
    assert twin.faults
    assert all(fault.hint for fault in twin.faults)


def test_a_fault_that_the_cases_cannot_see_is_told(python):
    blind = Twin("plus", python=lambda x: x + 1, r="function(x) x + 1", cases=[Case("zero", 0.0)])
    assert caught_by(blind, Fault("squares", lambda x: x**2 + 1), python) is None
    seeing = dataclasses.replace(blind, cases=[Case("two", 2.0)])
    assert caught_by(seeing, Fault("squares", lambda x: x**2 + 1), python) == "two"


def test_a_twin_needs_cases_of_different_names():
    with pytest.raises(ValueError, match="at least one case, not 0"):
        Twin("empty", python=abs, r="abs")
    with pytest.raises(ValueError, match="'a' stands twice"):
        Twin("double", python=abs, r="abs", cases=[Case("a", 1), Case("a", 2)])
