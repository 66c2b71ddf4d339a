"""What a case should give, and how far from it an honest result may lie.

The original is lifted into worlds of other numbers and run there. On balls, at 53 bits, the
precision of a double, the radius of the result bounds the rounding error of any run that does these
operations; at 128 bits and more the midpoint is the truth. Where the radius is far wider than real
noise, since errors cancel, the original is run again with each rounding drawn at random. What no
world can follow is measured: run again with its inputs moved by an ULP.
"""

from __future__ import annotations

import copy
import dataclasses
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, arb, ctx
from numpy.typing import NDArray

from diglot.bridge import frames
from diglot.judging.ball_numbers import ROUGH, calculation
from diglot.judging.ball_world import Balls
from diglot.judging.balls import Ball, BallArray, exact, kinds, lift, plain, whole_array
from diglot.judging.expected import (
    DERIVED,
    EXACT,
    MEASURED,
    SAMPLED,
    SMALLEST_NORMAL,
    Expected,
)
from diglot.judging.moving import MEASURED_MULTIPLE, MEASURED_RUNS, by_norm, moved, norm_of
from diglot.judging.outputs import flatten, kind_of
from diglot.judging.sample_world import SampleWorld
from diglot.judging.world import CannotFollow, NothingLeft

Array = NDArray[Any]
Outputs = dict[str, Any]

#: A value is right when it lies within this multiple of the ball's radius.
#:
#: One operation on balls at 53 bits has a radius of 1 ULP of its result. Real operations err by
#: half an ULP, and the elementary functions of NumPy and R by up to 0.65 ULP. An honest port may do
#: an operation more than the original, as in a product in another order: twice the radius covers
#: that. Of 2,000 random programs (tools/calibrate.py) no honest variant used more than 0.31 of it.
MULTIPLE = 2.0

#: The radius is the bound as long as it leaves so many digits; then sampled rounding comes in.
#: Of the 2,000 programs 76 are sampled, and 95% of the bounds are within 2,700 times the largest
#: honest error. With 12 digits three times as many would be, and the 2,700 become 500.
ENOUGH_DIGITS = 8

#: Runs with rounding drawn at random; beside them two in which all roundings go one way, for
#: errors of one sign, which add up where random ones cancel. Were all 2,000 programs sampled,
#: honest variants would use at most 0.36 of the bound, and 0.31 with 8 random runs. Without the
#: directed ones they used 3.5 times the bound, a constant added 600 times; with 2 random runs 1.1.
RANDOM_RUNS = 4
DIRECTIONS = ("up", "down")

#: A value is right within this multiple of the largest error of those runs; with half of it honest
#: variants used 0.71.
SAMPLED_MULTIPLE = 8.0

#: What the last operations of two honest ports may differ by, whatever the runs have shown. With 4
#: ULP honest variants used 0.49 of the bounds; their width is the same.
_LAST_ULPS = 8.0

#: The same where compiled code rounds unseen, in ULP of the norm: moved inputs do not show it. With
#: the inputs alone moved, 63 of the 2,000 programs had honest variants outside at 4, 19 at 64, 3 at
#: 512: a constant multiplied 600 times, and two whose exact result is next to 0.
_UNSEEN_ULPS = 512.0

_UNFOLLOWED = "cannot be followed"

_PRECISIONS = (128, 256, 512, 1024, 2048)


@dataclass(frozen=True)
class _Numbers:
    """An output on balls: midpoints, as the double closest to each and what is left, and radii."""

    value: Array
    rest: Array
    radius: Array


@dataclass(frozen=True)
class _Run:
    """What one run of the original on balls gave.

    Attributes
    ----------
    outputs : dict
        Each output: `_Numbers`, or what it is in Python.
    open : int
        The comparisons on the way that the radius left open.
    rests_on : tuple of str
        Code that no world follows, whose numbers were taken for what they stand for.
    """

    outputs: Outputs
    open: int
    rests_on: tuple[str, ...]

    def without_radii(self) -> _Run:
        """Give what a run knows that had too many bits to bound the rounding of doubles."""
        outputs = {
            name: dataclasses.replace(v, radius=np.full(v.radius.shape, np.nan))
            if isinstance(v, _Numbers)
            else v
            for name, v in self.outputs.items()
        }
        return dataclasses.replace(self, outputs=outputs)


def expect(
    function: Callable[..., Any], args: Sequence[Any], own: Any, *, unfinished: str = ""
) -> dict[str, Expected]:
    """Say what each output of a case should be.

    Parameters
    ----------
    function : callable
        The original.
    args : sequence
        The arguments of the case.
    own : any
        What the original gives for them.
    unfinished : str
        Why an attempt to follow the original was ended; then the bounds are measured at once.

    Returns
    -------
    dict
        For each output, by its path, what is expected.
    """
    results = flatten(own)
    formula = _Formula(function, args)
    rough, why = _follow(formula) if not unfinished else (None, unfinished)
    sampling = _Sampling(function, args, results)
    expected = {}
    for name, value in results.items():
        found = None
        if rough is not None and name in rough.outputs:
            found = _expected(formula, name, value, rough, sampling)
        expected[name] = found or sampling.measured(name, why or f"it {_UNFOLLOWED}")
    return {name: word for name, word in expected.items() if word is not None}


def _follow(formula: _Formula) -> tuple[_Run | None, str]:
    """Run the original on balls at the precision of a double; or say why that cannot be."""
    why = ""
    for bits in (ROUGH, *_PRECISIONS):
        try:
            run = formula.at(bits)
            return (run if bits == ROUGH else run.without_radii()), ""
        except NothingLeft as error:  # more bits may leave something to go by
            why = _reason(error)
        except Exception as error:
            # Anybody's function may be given: what it cannot do with balls is no error of it.
            return None, _reason(error)
    return None, why


def _reason(error: Exception) -> str:
    """Say what could not be followed, and where."""
    line = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if "diglot/judging" not in frame.filename and frame.lineno:
            line = f" (line {frame.lineno})"
    if isinstance(error, CannotFollow):
        return f"{error}{line} {_UNFOLLOWED}"
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"it {_UNFOLLOWED}{line}: {words}"


@contextmanager
def _quiet() -> Iterator[None]:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class _Formula:
    """The original on balls, run once for each number of bits.

    Parameters
    ----------
    function : callable
        The original.
    args : sequence
        The arguments of the case.
    """

    def __init__(self, function: Callable[..., Any], args: Sequence[Any]) -> None:
        self._function = function
        self._args = args
        self._runs: dict[int, _Run | Exception] = {}

    def at(self, bits: int) -> _Run:
        """Run with so many bits."""
        if bits not in self._runs:
            try:
                self._runs[bits] = self._run(bits)
            except Exception as error:
                self._runs[bits] = error
        found = self._runs[bits]
        if isinstance(found, Exception):
            raise found
        return found

    def _run(self, bits: int) -> _Run:
        with calculation(bits) as decisions, _quiet():
            world = Balls()
            # Nothing of the arguments stays when they have been used: balls take much room.
            outputs = flatten(world.run(self._function, *lift(copy.deepcopy(list(self._args)))))
            numbers = {name: _numbers(outputs.pop(name)) for name in list(outputs)}
        return _Run(numbers, decisions.count, tuple(dict.fromkeys(world.rests_on)))


# -- balls --------------------------------------------------------------------------------------


def _expected(
    formula: _Formula, name: str, own: Any, rough: _Run, sampling: _Sampling
) -> Expected | None:
    """Judge an output that balls could follow; None where they could not."""
    balls = rough.outputs[name]
    if not isinstance(balls, _Numbers):
        return _exactly(name, balls, rough, sampling)
    if balls.value.shape != np.shape(own):
        return None
    if balls.value.size == 0:
        return Expected(EXACT, np.zeros(balls.value.shape))
    sharp = _sharpened(formula, name, balls, np.asarray(own))
    if sharp is None:
        return None
    value = np.where(_is_sharp(balls, sharp), sharp.value, np.nan)
    derived = _derived(balls.radius, value)
    word = Expected(DERIVED, derived, value, sharp.rest, _derived_words(rough), not rough.rests_on)
    own_values = np.asarray(own)
    if _needs_samples(word, rough, own_values):
        word = sampling.refine(name, word, rough)
    return _trusted(name, word, own_values, sampling)


def _exactly(name: str, leaf: Any, rough: _Run, sampling: _Sampling) -> Expected | None:
    """Judge what is counted or chosen, not calculated."""
    kind = kind_of(leaf)
    floats = kind == "numbers" and np.asarray(leaf).dtype.kind in "fc"
    if floats:
        return None
    if kind == "numbers" and rough.open:
        return sampling.chosen(name, leaf)
    return Expected(EXACT, np.zeros(np.shape(leaf)), why="nothing is rounded")


def _numbers(leaf: Any) -> Any:
    """Give balls as doubles, which take less room; anything else as it is."""
    if type(leaf) is Ball:
        array = whole_array(leaf)
    elif type(leaf) is BallArray:
        array = plain(exact(plain(leaf)))
    elif isinstance(leaf, np.ndarray) and leaf.dtype == object and kinds(leaf) <= {arb, acb, Ball}:
        array = plain(exact(leaf))
    else:
        return leaf
    if acb not in kinds(array):
        return _real_numbers(array)
    parts = [_real_numbers(np.asarray(part(array), dtype=object)) for part in (_real, _imag)]
    real, imag = parts
    return _Numbers(
        real.value + 1j * imag.value, real.rest + 1j * imag.rest, np.hypot(real.radius, imag.radius)
    )


_real = np.frompyfunc(lambda v: v.real, 1, 1)
_imag = np.frompyfunc(lambda v: v.imag if type(v) is acb else arb(0), 1, 1)
_float = np.frompyfunc(float, 1, 1)
_radius = np.frompyfunc(arb.rad, 1, 1)
_is_finite = np.frompyfunc(arb.is_finite, 1, 1)


# So many elements are taken out of their balls at once: Arb's numbers take nine times their room.
_BLOCK = 1 << 16


def _real_numbers(array: Array) -> _Numbers:
    flat = array.reshape(-1)
    blocks = [_block(flat[i : i + _BLOCK]) for i in range(0, max(flat.size, 1), _BLOCK)]
    parts = zip(*((b.value, b.rest, b.radius) for b in blocks), strict=True)
    return _Numbers(*(np.concatenate(part).reshape(array.shape) for part in parts))


def _block(array: Array) -> _Numbers:
    # NumPy's loops over objects call Arb's own methods: a million elements take a second.
    radius = np.asarray(_float(np.asarray(_radius(array))), dtype=np.float64)
    value = np.asarray(_float(array), dtype=np.float64)
    if not np.isfinite(radius).all():
        # What is finite and yet beyond the largest double must be infinite in every language.
        beyond = np.isinf(value) & np.asarray(_is_finite(array), dtype=bool)
        # A ball of infinite radius knows nothing; an infinite midpoint with a finite one is a
        # limit.
        radius = np.where(beyond, 0.0, np.where(np.isfinite(radius), radius, np.nan))
        value = np.where(np.isnan(radius), np.nan, value)
    if ctx.prec == ROUGH:  # only the radius counts
        return _Numbers(value, np.zeros(array.shape), radius)
    finite = np.where(np.isfinite(value), value, 0.0)
    with calculation(256):
        # As a float a ball is its midpoint, which the subtraction of a double does not round.
        rest = np.asarray(_float(array - plain(exact(finite))), dtype=np.float64)
    return _Numbers(value, np.where(np.isfinite(value), rest, 0.0), radius)


def _sharpened(formula: _Formula, name: str, rough: _Numbers, own: Array) -> _Numbers | None:
    """Run on balls with more and more bits until the truth is known well enough."""
    sharp = None
    for bits in _PRECISIONS:
        try:
            found = formula.at(bits).outputs[name]
        except NothingLeft:  # more bits may leave something to go by
            continue
        except Exception:
            break
        if not isinstance(found, _Numbers) or found.value.shape != rough.value.shape:
            break
        sharp = found
        # Where doubles have a number, balls that know nothing have grown too wide.
        lost = np.isnan(sharp.value) & np.isfinite(own)
        if (_is_sharp(rough, sharp) & ~lost).all():
            break
    return sharp


def _is_sharp(rough: _Numbers, sharp: _Numbers) -> Array:
    """Tell where the truth has far less error than the bound that it judges."""
    error, size = sharp.radius, np.abs(sharp.value)
    norm = np.max(np.where(np.isfinite(size), size, 0.0), initial=0.0)
    with _quiet():
        small = error <= size * 2.0**-64
        beside_the_bound = (error <= 2.0**-20 * rough.radius) & (rough.radius <= 1e-3 * norm)
        nothing = error <= max(norm * 2.0**-100, SMALLEST_NORMAL * 2.0**-20)
    return np.asarray(small | beside_the_bound | nothing | np.isnan(rough.radius) & np.isnan(error))


def _derived(radius: Array, value: Array) -> Array:
    """Give the derived bound."""
    with _quiet():
        allowed: Array = MULTIPLE * radius + SMALLEST_NORMAL
        if np.any(radius > 0):  # what is calculated beside may be calculated here too
            allowed = np.maximum(allowed, _LAST_ULPS * _spacing(value))
    return allowed


def _derived_words(rough: _Run) -> str:
    words = f"{MULTIPLE:g} times the radius of balls at {ROUGH} bits"
    if rough.rests_on:
        words += f"; the numbers of `{rough.rests_on[0]}` were taken as they are"
    return words


def _needs_samples(word: Expected, rough: _Run, own: Array) -> bool:
    """Tell whether the radius leaves too few digits, or does not tell the whole story."""
    return bool(rough.open or not _enough(word).all() or not _within(word, own).all())


def _enough(word: Expected) -> Array:
    """Tell where the radius leaves enough digits, counted from the largest element."""
    assert word.value is not None
    size = np.maximum(norm_of(word.value) * 2.0**-10, np.abs(word.value))
    nothing = np.isnan(word.value) | (word.allowed <= 2 * SMALLEST_NORMAL)
    return np.asarray((word.allowed <= 10.0**-ENOUGH_DIGITS * size) | nothing)


def _within(word: Expected, own: Array) -> Array:
    """Tell where the original itself lies within the bound; true where there is none."""
    assert word.value is not None
    assert word.rest is not None
    with _quiet():
        distance = np.abs((own - word.value) - word.rest)
        same = (own == word.value) | (np.isnan(own) & np.isnan(word.value))
        return np.asarray(same | (distance <= word.allowed) | ~word.known)


def _trusted(name: str, word: Expected, own: Array, sampling: _Sampling) -> Expected:
    """Give up a truth that the original itself is far from, though it does these operations.

    Doubles overflow, underflow and wrap where balls do not, and single precision has fewer digits.
    """
    assert word.value is not None
    unknown = np.isnan(word.value) & np.isfinite(own)
    outside = ~_within(word, own)
    if not (outside | unknown).any():
        return word
    measured = sampling.measured(name, "doubles do not give what the formula gives")
    if unknown.all() and measured is not None:
        return measured
    value, allowed = word.value.copy(), word.allowed.copy()
    value[outside] = np.nan
    if measured is not None:
        allowed = np.where(outside | unknown, measured.allowed, allowed)
    if not outside.any():
        return dataclasses.replace(word, allowed=allowed)
    place = tuple(np.argwhere(outside)[0])
    formula = np.asarray(word.value)[place]
    note = f"Python gives {own[place]:.6g} where its formula gives {formula:.6g}"
    return dataclasses.replace(
        word,
        kind=MEASURED if measured is not None else word.kind,
        value=value,
        allowed=allowed,
        why=measured.why if measured is not None else word.why,
        notes=(*word.notes, note),
        blame=False,
    )


# -- samples ------------------------------------------------------------------------------------


class _Sampling:
    """Runs of one case in doubles, made when they are first needed.

    Parameters
    ----------
    function : callable
        The original.
    args : sequence
        The arguments of the case.
    own : dict
        The outputs of the original.
    """

    def __init__(self, function: Callable[..., Any], args: Sequence[Any], own: Outputs) -> None:
        self._function = function
        self._args = args
        self._own = own
        self._sampled: list[Outputs] | None = None
        self._moved: list[Outputs] | None = None

    def _runs(self) -> list[Outputs]:
        if self._sampled is None:
            worlds = [SampleWorld(seed=seed) for seed in range(RANDOM_RUNS)]
            worlds += [SampleWorld(direction=direction) for direction in DIRECTIONS]
            self._sampled = [
                found for world in worlds if (found := self._run(world, self._args)) is not None
            ]
        return self._sampled

    def _run(self, world: SampleWorld, args: Sequence[Any]) -> Outputs | None:
        try:
            with _quiet():
                found = world.run(self._function, *copy.deepcopy(list(args)))
                return flatten(frames.plain(found))
        except Exception:
            return None

    def sampled(self, name: str, word: Expected) -> Array | None:
        """Give the sampled bound; None where the runs do not give the same thing."""
        errors = _errors(name, self._runs(), word.value, word.rest)
        if errors is None or word.value is None:
            return None
        last: Array = _LAST_ULPS * _spacing(word.value) + SMALLEST_NORMAL
        return SAMPLED_MULTIPLE * errors + last

    def refine(self, name: str, word: Expected, rough: _Run) -> Expected:
        """Take the sampled bound where it is the better one."""
        sampled = self.sampled(name, word)
        if sampled is None:
            return word
        derived = word.allowed
        enough = _enough(word)
        better = np.where(np.isfinite(derived), np.minimum(derived, sampled), sampled)
        allowed = np.where(enough, derived, better)
        if rough.open:  # rounding decides which way to go: the runs have gone both
            allowed = np.maximum(allowed, sampled)
        if np.array_equal(allowed, derived, equal_nan=True):
            return word
        why = f"{SAMPLED_MULTIPLE:g} times the largest error of {len(self._runs())} runs"
        why += " with each rounding drawn at random"
        if rough.open:
            why += "; rounding decides a comparison on the way"
        return dataclasses.replace(word, kind=SAMPLED, allowed=allowed, why=why)

    def chosen(self, name: str, leaf: Any) -> Expected:
        """Judge whole numbers that a comparison left open by rounding has chosen."""
        own = np.asarray(leaf, dtype=np.float64)
        errors = _errors(name, self._runs(), own, np.zeros(own.shape))
        if errors is None or not errors.any():
            return Expected(EXACT, np.zeros(own.shape), why="nothing is rounded")
        why = "rounding decides a comparison on the way"
        return Expected(SAMPLED, errors, why=why)

    def measured(self, name: str, why: str) -> Expected | None:
        """Measure how far the output moves when the inputs move by an ULP."""
        own = np.asarray(self._own[name])
        if own.dtype.kind not in "fc":
            return Expected(EXACT, np.zeros(own.shape), why="nothing is rounded")
        runs = self._moved_runs(by_norm(why))
        spread = _errors(name, runs, own, np.zeros(own.shape))
        words = f"from {len(runs)} runs with inputs moved by an ULP: {why}"
        if spread is None:
            return Expected(MEASURED, np.full(own.shape, np.nan), why=words)
        last = (_UNSEEN_ULPS if _UNFOLLOWED in why else _LAST_ULPS) * _spacing(norm_of(own))
        allowed = MEASURED_MULTIPLE * spread + last + SMALLEST_NORMAL
        return Expected(MEASURED, allowed, why=words)

    def _moved_runs(self, normwise: bool) -> list[Outputs]:
        if self._moved is None:
            generator = np.random.Generator(np.random.SFC64(1))
            self._moved = []
            for seed in range(MEASURED_RUNS):
                args = moved(list(self._args), generator, normwise=normwise)
                run = self._run(SampleWorld(seed=seed), args) or self._run_as_it_is(args)
                self._moved += [run] if run is not None else []
        return self._moved

    def _run_as_it_is(self, args: Sequence[Any]) -> Outputs | None:
        """Run what cannot be lifted; then the inputs alone are moved."""
        try:
            with _quiet():
                return flatten(frames.plain(self._function(*copy.deepcopy(list(args)))))
        except Exception:
            return None


def _errors(name: str, runs: list[Outputs], value: Any, rest: Any) -> Array | None:
    """Give the largest error of some runs; None where they do not give the same thing."""
    found = [np.asarray(run[name]) for run in runs if name in run]
    alike = [run for run in found if run.shape == np.shape(value) and run.dtype.kind in "fciub"]
    if len(alike) < max(1, len(runs) // 2):
        return None
    with _quiet():
        distances = [np.abs((run - value) - rest) for run in alike]
        distances = [
            np.where((run == value) | (np.isnan(run) & np.isnan(value)), np.abs(rest), distance)
            for run, distance in zip(alike, distances, strict=True)
        ]
    largest: Array = np.max(np.array(distances, dtype=np.float64), axis=0)
    return largest


def _spacing(value: Array) -> Array:
    size = np.abs(value)
    return np.where(np.isfinite(size), np.spacing(np.where(np.isfinite(size), size, 0.0)), np.nan)
