"""The referee can be believed about functions that nobody wrote it for."""

from collections import Counter

import pytest
from strangers import COMPILED, ORDINARY, TRAPS
from strangers.trial import spring, try_stranger

#: So many of the ordinary functions may be judged by a measured bound.
MOST_MEASURED = 0.1


@pytest.fixture(scope="module")
def languages(r, python):
    return r, python


@pytest.fixture(scope="module")
def try_once(languages):
    trials = {}

    def trial_of(stranger):
        if stranger.name not in trials:
            trials[stranger.name] = try_stranger(stranger, languages)
        return trials[stranger.name]

    return trial_of


def strangers(group):
    return [pytest.param(stranger, id=stranger.name) for stranger in group]


def test_names_differ():
    names = Counter(stranger.name for stranger in ORDINARY + COMPILED)
    assert set(names.values()) == {1}


@pytest.mark.parametrize("stranger", strangers(ORDINARY + COMPILED))
def test_a_right_port_agrees(stranger, try_once):
    assert try_once(stranger).alarms == []


@pytest.mark.parametrize("stranger", strangers(ORDINARY + COMPILED))
def test_a_wrong_port_is_caught(stranger, try_once):
    assert try_once(stranger).caught


def test_ordinary_functions_are_followed(try_once):
    kinds = Counter(try_once(stranger).kind for stranger in ORDINARY)
    assert kinds["measured"] <= MOST_MEASURED * len(ORDINARY)


def test_no_tolerance_is_guessed(try_once):
    assert all(stranger.digits is None for stranger in ORDINARY)
    kinds = {try_once(s).kind for s in ORDINARY + COMPILED if s.digits is None}
    assert kinds <= {"exact", "derived", "sampled", "measured"}


@pytest.mark.parametrize("trap", strangers(TRAPS))
def test_a_trap_is_seen(trap, languages):
    assert spring(trap, languages) == []
