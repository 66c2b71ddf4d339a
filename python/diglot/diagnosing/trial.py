"""A suspect on trial: whether a port that makes this mistake gives R's values."""

from __future__ import annotations

import copy
import dataclasses
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.frames import plain
from diglot.judging.compare import Comparison
from diglot.judging.original import PythonResult
from diglot.judging.outputs import as_numbers, flatten, kind_of
from diglot.judging.pairing import ABSENT, Pair, paired
from diglot.judging.referee import expect
from diglot.judging.up_to import aligned
from diglot.judging.verdict import compare_results
from diglot.twin import Case, Twin

Array = NDArray[Any]
Function = Callable[..., Any]

#: How the values of R equal those of a suspect, the best first.
BITS, ROUNDING = "to the last bit", "within rounding"

# Before the judge is asked, values must be as close as this: 1e-6 of their size is far more than
# rounding moves what can be judged at all, and far less than two mistakes have in common by chance.
_CLOSE = 1e-6

# Elements may be so much smaller than the largest before closeness is a matter of the largest.
_SMALL = 1e-3

# A mistake must bring the original so much closer to R where R is wrong. Otherwise a suspect that
# changes next to nothing would explain digits that are lost.
_CLOSER = 0.01

# Two honest libraries differ by so many ULP whatever they calculate: the judge allows 8.
_FEW_ULPS = 4.0


@dataclass(frozen=True)
class Answered:
    """A case that R has answered.

    Attributes
    ----------
    case : Case
        The case.
    r : any
        What R gave.
    wrong : frozenset of str
        The outputs that disagree.
    """

    case: Case
    r: Any
    wrong: frozenset[str]


class Trial:
    """One answered case, on which suspects are tried.

    Parameters
    ----------
    twin : Twin
        What its results are held to.
    original : callable
        The right function.
    answered : Answered
        The case.
    """

    def __init__(self, twin: Twin, original: Function, answered: Answered) -> None:
        self.case = answered.case
        self.r = answered.r
        self.original = original
        self._twin = twin
        self._disagree = answered.wrong

    @cached_property
    def value(self) -> Any:
        """What the original gives."""
        return called(self.original, self.case.args)

    @cached_property
    def pairs(self) -> dict[str, Pair]:
        """The original's outputs and R's."""
        return paired(self.value, self.r)

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The outputs whose values are wrong, and not only what else the run did."""
        return frozenset(
            name
            for name, pair in self.pairs.items()
            if name in self._disagree and not self._same(pair)
        )

    def _same(self, pair: Pair) -> bool:
        comparison = compare_results(self._twin, self.case, PythonResult(pair.python), pair.r)
        return all(each.agree for each in comparison.values())

    @cached_property
    def size(self) -> int:
        """How many elements the arguments have."""
        return sum(np.size(leaf) for arg in self.case.args for leaf in flatten(arg).values())

    def explained(self, function: Function) -> frozenset[str]:
        """Name the outputs of R that a suspect comes close to."""
        try:
            pairs = paired(called(function, self.case.args), self.r)
        except Exception:  # whatever a mistake leads to, it is not what R gave
            return frozenset()
        close = frozenset(name for name, pair in pairs.items() if self._near(name, pair))
        if pairs.keys() == self.pairs.keys():
            return close
        # The mistake is one of containers: all of R or nothing.
        return frozenset(self.pairs) if len(close) == len(pairs) else frozenset()

    def explained_by_change(self, output: str, change: Callable[..., Any]) -> bool:
        """Tell whether R's output comes close to the original's when it is changed."""
        pair = self.pairs.get(output)
        if pair is None or pair.python is ABSENT or pair.r is ABSENT:
            return False
        try:
            with quiet():
                changed = change(np.asarray(pair.python), self.case.args)
        except Exception:
            return False
        return self._near(output, dataclasses.replace(pair, python=changed))

    def _near(self, output: str, pair: Pair) -> bool:
        up_to = self._twin.up_to
        kind = up_to.get(output) if isinstance(up_to, Mapping) else up_to
        if pair.python is ABSENT or pair.r is ABSENT:
            return False
        suspect, r = (pair.python, pair.r) if kind is None else aligned(pair.python, pair.r, kind)
        if not near(suspect, r):
            return False
        original = self.pairs[output].python if output in self.wrong else ABSENT
        return original is ABSENT or _closer(suspect, r, original)

    def confirmed(self, function: Function, outputs: frozenset[str]) -> dict[str, str]:
        """Let the judge say how R agrees as a port of a suspect: `BITS`, `ROUNDING` or not."""
        try:
            value = called(function, self.case.args)
            found = compare_results(self._twin, self.case, PythonResult(value), self.r)
            how = {name: _how(found[name]) for name in outputs if name in found}
            if None in how.values():
                with quiet():
                    expected = expect(function, self.case.args, value)
                result = PythonResult(value, expected=expected)
                found = compare_results(self._twin, self.case, result, self.r)
                how |= {n: _judged(found[n]) for n in outputs if n in found and how[n] is None}
        except Exception:
            return {}
        return {name: word for name, word in how.items() if word is not None}


def _how(comparison: Comparison) -> str | None:
    if comparison.agree:
        return BITS if comparison.identical_bits in (None, 1.0) else ROUNDING
    few = comparison.max_ulp is not None and comparison.max_ulp <= _FEW_ULPS
    same_places = few and "stand at different places" not in comparison.message
    return ROUNDING if same_places and comparison.worst is not None else None


def _judged(comparison: Comparison) -> str | None:
    return ROUNDING if comparison.agree and not comparison.undecided else None


# ---- Values --------------------------------------------------------------------------------------


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of Python and NumPy to oneself."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def called(function: Function, args: Sequence[Any]) -> Any:
    """Give the answer of a function, which may change what it is given, or want to end Python."""
    try:
        with quiet():
            return plain(function(*copy.deepcopy(args)))
    except SystemExit as error:
        raise RuntimeError("it ends Python") from error


def near(suspect: Any, r: Any) -> bool:
    """Tell whether two outputs may be the same but for rounding."""
    kinds = kind_of(suspect), kind_of(r)
    if kinds[0] != kinds[1]:
        return False
    p, q = _without_ones(suspect), _without_ones(r)
    if p.shape != q.shape:
        return False
    if kinds[0] != "numbers":
        return bool(np.array_equal(p, q))
    p, q = as_numbers(p), as_numbers(q)
    finite = np.isfinite(q)
    if (
        not np.array_equal(p[~finite], q[~finite], equal_nan=True)
        or not np.isfinite(p[finite]).all()
    ):
        return False
    size = np.abs(q[finite])
    scale = np.maximum(size, _SMALL * np.max(size, initial=0.0))
    return bool((np.abs(p[finite] - q[finite]) <= _CLOSE * scale).all())


def _without_ones(value: Any) -> Array:
    """Give an output without its axes of length 1, which the judge looks at later."""
    array = np.asarray(value)
    return array.reshape([n for n in array.shape if n != 1])


def _closer(suspect: Any, r: Any, original: Any) -> bool:
    """Tell whether a suspect is far closer to R than the original is."""
    if kind_of(suspect) != "numbers" or kind_of(original) != "numbers":
        return True
    p, q, o = (as_numbers(_without_ones(x)) for x in (suspect, r, original))
    if o.shape != q.shape or not np.array_equal(np.isfinite(o), np.isfinite(q)):
        return True
    return bool(_furthest(p, q) <= _CLOSER * _furthest(o, q))


def _furthest(x: Array, y: Array) -> float:
    both = np.isfinite(x) & np.isfinite(y)
    apart = np.where(np.isfinite(x) == np.isfinite(y), 0.0, np.inf)
    apart[both] = np.abs(x[both] - y[both])
    return float(np.max(apart, initial=0.0))
