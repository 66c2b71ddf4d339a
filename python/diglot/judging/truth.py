"""A reference of the user's own in the place of the referee's truth."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.expected import EXACT, Expected
from diglot.judging.outputs import flatten, kind_of

Array = NDArray[Any]


def with_truth(expected: Mapping[str, Expected], truth: Any, python: Any) -> dict[str, Expected]:
    """Put a user's truth into the referee's words, output by output.

    Parameters
    ----------
    expected : mapping
        The referee's word on each output.
    truth : any
        In the form of the result: floats, or numbers with more digits, as mpmath's or fractions.
    python : any
        The result.
    """
    given, outputs = flatten(truth), flatten(python)
    words = dict(expected)
    if not given.keys() & outputs.keys():
        name, own = next(iter(outputs.items()))
        words[name] = _unused(words.get(name), own, "has another form than Python's result")
    for name, own in outputs.items():
        if given.get(name) is not None and kind_of(own) == "numbers":
            words[name] = _word(words.get(name), given[name], np.asarray(own))
    return words


def _unused(word: Expected | None, own: Any, why: str) -> Expected:
    word = word or Expected(EXACT, np.zeros(np.shape(own)))
    note = f"the case's truth {why}: it is not used"
    return dataclasses.replace(word, notes=(*word.notes, note))


def _word(word: Expected | None, truth: Any, own: Array) -> Expected:
    values = np.asarray(truth)
    if values.shape != own.shape:
        return _unused(word, own, f"has the shape {values.shape}, not {own.shape}")
    word = word or Expected(EXACT, np.zeros(own.shape))
    kind = np.complex128 if np.iscomplexobj(own) else np.float64
    value, rest = np.array(values, dtype=kind), np.zeros(own.shape, dtype=kind)
    allowed = word.allowed
    if values.dtype == object:
        for place, number in np.ndenumerate(values):
            rest[place] = kind(number - type(number)(value[place].item()))
    elif values.dtype.kind in "fc":  # a rounded number
        allowed = allowed + np.spacing(np.abs(value)) / 2
    return dataclasses.replace(
        word, value=value, rest=rest, allowed=allowed, blame=True, is_users=True
    )
