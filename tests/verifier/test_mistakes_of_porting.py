"""What is done in another order, with another operand, as R does it, or with another constant."""

import re
import time

import numpy as np
import pytest

from diglot.diagnosing.r_semantics import NA
from diglot.diagnosing.search import Search
from diglot.diagnosing.solving import solved
from diglot.diagnosing.trial import Answered, Trial
from diglot.diagnosing.variants import variants
from diglot.inputs import normal, uniform
from diglot.judging.outputs import WHOLE
from diglot.twin import Case, Twin

VECTOR = normal(7, seed=1)
MATRIX = normal(4, 3, seed=2)
POSITIVE = uniform(6, seed=3, low=0.5, high=2.0)


def length(x):
    return np.sqrt(np.sum(x**2) + 1e-3)


def level(x):
    return np.log(np.mean(np.abs(x)))


def growth(rate, years):
    return (1 + rate) ** years


def smoothed(x, alpha):
    level = x[0]
    for value in x[1:]:
        level = alpha * value + (1 - alpha) * level
    return level


def kept(x, mask, ratio=0.25):
    return x * mask / (1 - ratio)


def normed(x, gamma, beta):
    centre = np.mean(x, axis=1, keepdims=True)
    return gamma * (x - centre) + beta


def windows(x, width):
    return np.array([np.mean(x[i : i + width]) for i in range(len(x) - width + 1)])


def collected(n, places, values):
    total = np.zeros(n)
    np.add.at(total, places, values)
    return total


def counted(x, low, high):
    return np.sum((x >= low) & (x < high))


def half_up(x):
    return np.floor(x + 0.5)


def shares(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return np.array(list(counts.values()))


def steps(a, b, n):
    return np.linspace(a, b, n, endpoint=False)


def size(x):
    return np.linalg.norm(x)


def picked(x, i, j):
    return x[i, j]


def upper_median(x):
    ordered = np.sort(x)
    n = len(ordered)
    return (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def second_differences(x):
    return np.diff(x, 2)


def frequencies(x, edges):
    return np.histogram(x, edges)[0]


def order(x):
    return np.argsort(x, kind="stable")


def mean_of_positive(x):
    return np.mean(x[x > 0])


def mean_error(x):
    n = len(x)
    return np.std(x) / np.sqrt(n)


SQUARE = normal(3, 3, seed=4)
HALVES = np.array([0.5, 1.5, 2.5, -0.5])
PLACES = np.array([2, 0, 2, 1])
ROWS, COLUMNS = np.array([0, 1, 2]), np.array([1, 0, 2])
MASK = np.array([True, False, True, True, False, True, False])


@pytest.mark.parametrize(
    ("original", "args", "wrong", "words"),
    [
        (length, (VECTOR,), np.sqrt(np.sum(VECTOR) ** 2 + 1e-3), r"`sum` before `\*\* 2`"),
        (length, (VECTOR,), np.sqrt(np.sum(VECTOR**2)) + 1e-3, "`sqrt` before `.*0.001`"),
        (length, (VECTOR,), np.sqrt(np.sum(np.abs(VECTOR)) + 1e-3), "`abs` for the square"),
        (level, (POSITIVE,), np.mean(np.log(POSITIVE)), "`log` before `mean`"),
        (level, (VECTOR,), np.log(np.median(np.abs(VECTOR))), "`median` for `mean`"),
        (level, (VECTOR,), np.log(np.mean(VECTOR**2)), "the square for `abs`"),
        (growth, (0.05, 10), 1.5, r"`1 \+ rate \* years` for"),
        (smoothed, (VECTOR, 0.3), smoothed(VECTOR, 0.7), "`1 - alpha` and `alpha` exchanged"),
        (kept, (VECTOR, MASK), VECTOR * ~MASK / 0.75, "`not mask` for `mask`"),
        (kept, (VECTOR, MASK), VECTOR * ~MASK, "`!mask` with all that follows"),
        (kept, (VECTOR, MASK), VECTOR * MASK / 0.25, "`ratio` for `1 - ratio`"),
        (smoothed, (VECTOR, 0.3), 0.3 * VECTOR[-1] + 0.7 * VECTOR[-1], "`value` for `level`"),
        (windows, (VECTOR, 3), np.array([*(np.mean(VECTOR[i : i + 4]) for i in range(4)), NA]),
         "NA past the last"),
        (collected, (3, PLACES, POSITIVE[:4]), POSITIVE[[1, 3, 2]], "the last of repeated places"),
        (counted, (np.array([1.0, 2, 3, 3]), 1.0, 3.0), 3, "closed at its other end"),
        (half_up, (HALVES,), np.rint(HALVES), "halves rounded to even"),
        (shares, (["b", "a", "b"],), np.array([1, 2]), "the labels sorted"),
        (steps, (0.0, 1.0, 4), np.linspace(0, 1, 4), "`endpoint=True`"),
        (steps, (0.0, 1.0, 4), np.array([0.25, 0.5, 0.75, 1]), "begins one step late"),
        (size, (MATRIX,), np.linalg.norm(MATRIX, 2), 'the norm "2", not "F"'),
        (picked, (SQUARE, ROWS, COLUMNS), SQUARE[COLUMNS, ROWS], r"`x\[j, i\]` for"),
        (picked, (SQUARE, ROWS[:2], COLUMNS[:2]), SQUARE.ravel("F")[[4, 2]], "places in memory"),
        (upper_median, (VECTOR[:6],), np.mean(np.sort(VECTOR[:6])[4:6]) * 0 +
         np.sum(np.sort(VECTOR[:6])[3:5]) / 2, "in both places"),
        (second_differences, (VECTOR,), VECTOR[2:] - VECTOR[:-2], "at a distance of 2"),
        (order, (VECTOR,), np.argsort(np.argsort(VECTOR)), "the ranks for the order"),
        (mean_of_positive, (VECTOR,), np.mean(VECTOR * (VECTOR > 0)), "zeros for what"),
        (mean_of_positive, (VECTOR,), np.mean(VECTOR > 0), "the mask for"),
        (mean_error, (VECTOR,), np.std(VECTOR) / np.sqrt(6), "`n - 1` for `n`"),
        (size, (VECTOR,), np.sum(VECTOR**2), "the square of the norm"),
        (frequencies, (np.array([0.5, 1.0, 2.0, 1.5]), np.array([0.0, 1, 2])), np.array([2, 2]),
         "closed on the right"),
    ],
)  # fmt: skip
def test_a_mistake_is_among_the_variants(original, args, wrong, words):
    with np.errstate(all="ignore"):
        assert not np.array_equal(original(*args), wrong)
        found = [each for each in variants(original) if re.search(words, each.name)]
        assert any(_gives(each.function, args, wrong) for each in found), found


def _gives(function, args, wrong):
    try:
        return np.allclose(function(*args), wrong, rtol=1e-12, equal_nan=True)  # but for rounding
    except Exception:
        return False


def test_vectors_are_recycled_at_all_places_at_once():
    gamma, beta = POSITIVE[:3], VECTOR[:3]
    centred = MATRIX - np.mean(MATRIX, axis=1, keepdims=True)
    wrong = np.resize(gamma, 12).reshape(4, 3, order="F") * centred
    wrong = wrong + np.resize(beta, 12).reshape(4, 3, order="F")
    found = [
        each for each in variants(normed) if _gives(each.function, (MATRIX, gamma, beta), wrong)
    ]
    assert [each.kind for each in found] == ["recycled"]


def test_no_name_is_longer_than_a_line():
    assert max(len(each.name) for each in variants(normed)) <= 100


# ---- Constants -----------------------------------------------------------------------------------


class Momentum:
    scale = 3.0

    def __init__(self, momentum=0.9):
        self.momentum = momentum

    def update(self, v, x):
        return self.momentum * v - x / self.scale


def moved(x, rounds=30):
    optimizer, v = Momentum(), np.zeros_like(x)
    for _ in range(rounds):
        v = optimizer.update(v, x) + 0.017 * v**2
    return v


def moved_with(x, momentum=0.9, scale=3.0, rounds=30, bend=0.017):
    v = np.zeros_like(x)
    for _ in range(rounds):
        v = momentum * v - x / scale + bend * v**2
    return v


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"momentum": 0.84}, "the default `momentum=0.84`, not `0.9` in `__init__`"),
        ({"scale": 7.3}, "`7.3` for `3.0`"),
        ({"rounds": 12}, "the default `rounds=12`, not `30`"),
        ({"bend": 0.00213}, "`0.00213` for `0.017`"),
    ],
)
def test_a_constant_is_solved_for(other, words):
    x = 0.1 * VECTOR
    trials = [Trial(Twin("moved", moved, "moved", cases=[case]), moved, Answered(case, r, WRONG))
              for case, r in [(Case("one", x), moved_with(x, **other))]]  # fmt: skip
    deadline = time.monotonic() + 60
    search = Search(trials, deadline)
    search.try_functions(solved(moved, trials, deadline))
    [found] = search.chosen()
    assert words in found.suspect.name


WRONG = frozenset([WHOLE])


def test_what_no_constant_explains_is_solved_by_none():
    case = Case("one", 0.1 * VECTOR)
    trial = Trial(Twin("moved", moved, "moved", cases=[case]), moved,
                  Answered(case, np.sin(VECTOR), WRONG))  # fmt: skip
    deadline = time.monotonic() + 60
    search = Search([trial], deadline)
    search.try_functions(solved(moved, [trial], deadline))
    assert search.chosen() == []
