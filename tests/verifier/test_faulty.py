"""Ports that people write: the wrong ones are caught, the right ones get no complaint."""

from collections import Counter

import pytest
from faulty import HELD_BACK, RIGHT, WRONG

from diglot.diagnosing.diagnose import diagnose
from diglot.diagnosing.diagnosis import KINDS
from diglot.judging.verify import verify

#: So many ports of each sort there must be at least.
FEWEST = {"named": 90, "nameless": 12, "held back": 15, "right": 40}

ALL_WRONG = {**WRONG, **HELD_BACK}

#: Those whose mistakes are named here; tools/try_faulty.py names all.
SAMPLE = dict(list(WRONG.items())[::3])


def judge_all(twins, r, python):
    """Give the verdicts on each of the twins."""
    results = verify(twins.values(), r, python)
    return {
        name: [verdict for _ in twin.cases for verdict in next(results)]
        for name, twin in twins.items()
    }


@pytest.fixture(scope="module")
def right_verdicts(r, python):
    return judge_all(RIGHT, r, python)


@pytest.fixture(scope="module")
def wrong_verdicts(r, python):
    return judge_all({name: twin for name, (_, twin) in ALL_WRONG.items()}, r, python)


@pytest.fixture(scope="module")
def outcomes(wrong_verdicts, r, python):
    """Tell what became of each mistake: "named", "silent", "MISSED" or "FALSE"."""
    return {
        name: mistake.outcome(diagnose(twin, wrong_verdicts[name], r, python))
        for name, (mistake, twin) in {**SAMPLE, **HELD_BACK}.items()
    }


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_port_gets_no_complaint(name, right_verdicts):
    assert [verdict for verdict in right_verdicts[name] if verdict.status != "agree"] == []


@pytest.mark.parametrize("name", ALL_WRONG)
def test_a_wrong_port_is_caught(name, wrong_verdicts):
    assert any(verdict.status != "agree" for verdict in wrong_verdicts[name])


def test_there_are_enough_ports_of_each_sort():
    sorts = Counter("nameless" if m.kind is None else "named" for m, _ in WRONG.values())
    found = {**sorts, "held back": len(HELD_BACK), "right": len(RIGHT)}
    assert {sort: n for sort, n in found.items() if n < FEWEST[sort]} == {}


def test_mistakes_have_kinds_that_there_are_and_most_kinds_have_mistakes():
    expected = {kind for mistake, _ in WRONG.values() for kind in mistake.kinds} - {None}
    assert expected == set(KINDS) - {"own fault"}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_port_gets_no_name(name, right_verdicts, r, python):
    assert diagnose(RIGHT[name], right_verdicts[name], r, python) == []


def test_no_mistake_gets_a_false_name(outcomes):
    assert [name for name, outcome in outcomes.items() if outcome == "FALSE"] == []


@pytest.mark.parametrize(("ports", "least"), [(SAMPLE, 0.95), (HELD_BACK, 0.8)])
def test_mistakes_get_their_names(ports, least, outcomes):
    with_name = [name for name, (mistake, _) in ports.items() if None not in mistake.kinds]
    assert len(with_name) >= min(80, len(ports))
    missed = [name for name in with_name if outcomes[name] != "named"]
    assert len(missed) <= (1 - least) * len(with_name), missed
