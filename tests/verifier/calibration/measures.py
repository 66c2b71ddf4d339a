"""How much of each kind of bound honest variants use, and which mistakes it catches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.process import RProcess
from diglot.judging import referee
from diglot.judging.expected import DERIVED, MEASURED, SAMPLED, Expected

from .faults import faulty
from .in_r import run_in_r
from .programs import Program
from .variants import run, variants

Array = NDArray[Any]

#: Each kind of bound is calibrated on every program, whichever the referee would take.
KINDS = (DERIVED, SAMPLED, MEASURED)
JUDGED = "as judged"


@dataclass(frozen=True)
class Examination:
    """What became of one program.

    Attributes
    ----------
    program : Program
        The program.
    kind : str
        The kind of bound that the referee takes.
    used : dict
        For each kind of bound, and for each honest variant, the largest share of it that was used.
    width : dict
        For each kind of bound, how many times the largest honest error it is: the median of the
        elements. The honest error is taken for half an ULP at least.
    caught : dict
        For each kind of bound, and for each mistake, whether it is outside.
    """

    program: Program
    kind: str
    used: dict[str, dict[str, float]]
    width: dict[str, float]
    caught: dict[str, dict[str, bool]]


def examine(program: Program, r: RProcess) -> Examination:
    """Run a program, its honest variants and its wrong ones, and judge them by each bound."""
    own = run(program.source, program)
    word = referee.expect(program.function(), program.args, own)["result"]
    honest = dict(variants(program))
    honest["R"] = run_in_r(program, r).reshape(own.shape)
    wrong = dict(faulty(program))
    used, width, caught = {}, {}, {}
    for kind, bound in {JUDGED: word, **dict(_each_kind(program, own, word))}.items():
        errors = {name: _distance(bound, own, result) for name, result in honest.items()}
        used[kind] = {name: _largest_share(error, bound) for name, error in errors.items()}
        width[kind] = _width(bound, own, np.max(list(errors.values()), axis=0))
        caught[kind] = {
            name: _largest_share(_distance(bound, own, result), bound) > 1
            for name, result in wrong.items()
        }
    return Examination(program, word.kind, used, width, caught)


def _each_kind(program: Program, own: Array, word: Expected) -> Iterator[tuple[str, Expected]]:
    formula = referee._Formula(program.function(), program.args)
    sampling = referee._Sampling(program.function(), program.args, {"result": own})
    measured = sampling.measured("result", "")
    assert measured is not None
    yield MEASURED, measured
    if word.value is None:
        return
    radius = formula.at(referee.ROUGH).outputs["result"].radius
    derived = referee._derived(radius, word.value)
    yield DERIVED, Expected(DERIVED, derived, word.value, word.rest)
    sampled = sampling.sampled("result", word)
    assert sampled is not None
    yield SAMPLED, Expected(SAMPLED, sampled, word.value, word.rest)


def _distance(bound: Expected, own: Array, result: Array) -> Array:
    """Give the distance from the truth, or, where there is none, from the original's result."""
    if bound.value is None:
        return np.abs(result - own)
    assert bound.rest is not None
    return np.where(
        np.isnan(bound.value), np.abs(result - own), np.abs((result - bound.value) - bound.rest)
    )


def _largest_share(error: Array, bound: Expected) -> float:
    share = np.where(error == 0, 0.0, error / bound.allowed)
    return float(np.max(np.where(np.isnan(share), 0.0, share), initial=0.0))


def _width(bound: Expected, own: Array, error: Array) -> float:
    least = np.maximum(np.spacing(np.abs(own)) / 2, referee.SMALLEST_NORMAL)
    width = bound.allowed / np.maximum(error, least)
    return float(np.median(np.where(np.isnan(width), np.inf, width)))
