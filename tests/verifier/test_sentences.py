"""One case in sentences: how far both languages agree, and what the formula loses."""

import numpy as np
import pytest

from diglot.showing.facing import compare_twin
from diglot.showing.sentences import sentences
from diglot.twin import Case, Twin


def said(python_function, port, *args, r, python):
    twin = Twin("twin", python=python_function, r=port, cases=[Case("typed", *args)])
    return list(sentences(compare_twin(twin, twin.cases[0], r, python)))


def slope(x):
    y = 1 / (1 + np.exp(-x))
    return y * (1 - y)


SLOPE = "function(x) { y <- 1 / (1 + exp(-x)); y * (1 - y) }"
CAREFUL_SLOPE = "function(x) { z <- exp(-abs(x)); z / (1 + z)^2 }"


@pytest.mark.parametrize("x", [40.0, np.array([0.0, 40.0])])
def test_what_both_languages_lose_is_told(r, python, x):
    same, loss = said(slope, SLOPE, x, r=r, python=python)
    assert same == "Both languages give the same bits."
    where = "At [1]" if np.ndim(x) else "Here"
    assert loss == (
        f"{where} this formula loses all its digits in doubles (the truth is "
        "4.248354255291589e-18): both languages lose them alike."
    )


def test_who_keeps_more_digits_is_told(r, python):
    truth = "in doubles (the truth is 4.248354255291589e-18)"
    *_, loss = said(slope, CAREFUL_SLOPE, 40.0, r=r, python=python)
    assert loss == f"Here Python's formula loses all its digits {truth}; R's keeps 16."


def test_the_digits_of_the_worst_element_are_told(r, python):
    x = np.array([1.0, 2.0, 4.0])
    bits, digits = said(
        lambda x: x / 3, "function(x) x / 3 * c(1, 1 + 1e-9, 1)", x, r=r, python=python
    )
    assert bits == "2 of 3 elements have the same bits in both languages."
    assert digits.startswith("9.0 digits agree at the worst element, [1]; rounding alone leaves")


def test_each_of_several_outputs_is_named(r, python):
    told = said(
        lambda x: {"a": x, "b": -x}, "function(x) list(a = x, b = -x)", 0.5, r=r, python=python
    )
    assert told == [f"{name}: Both languages give the same bits." for name in "ab"]


def test_of_many_losses_the_first_are_told(r, python):
    told = said(slope, SLOPE, np.arange(40.0, 50.0), r=r, python=python)
    assert len(told) == 5
    assert told[-1] == "So do 7 more elements."
