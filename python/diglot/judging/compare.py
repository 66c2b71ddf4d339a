"""Two results, element by element: never by a mean, never by a sum."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.bound import Bound, bound_of
from diglot.judging.digits import ENOUGH_DIGITS, Digits, digits_of, scale_of
from diglot.judging.expected import EXACT, GIVEN, SMALLEST_NORMAL, Expected
from diglot.judging.outputs import as_numbers, is_na, is_whole, kind_of, only_na, ulp_distance

Array = NDArray[Any]

#: A result that shares this many digits with the right one has lost the others; with fewer, it is
#: another value: dividing by n - 1 in the place of n leaves 4 digits only where n is above 10,000.
LOST_DIGITS = 4.0


@dataclass(frozen=True)
class Worst:
    """The element that differs most; `index` counts from 0 along each axis.

    `allowed` is the largest distance from the truth, or from one another where there is none.
    """

    index: tuple[int, ...]
    python: Any
    r: Any
    truth: Any = None
    allowed: float | None = None


@dataclass(frozen=True)
class Comparison:
    """How two results of one output relate to each other and to the truth.

    Attributes
    ----------
    agree : bool
        No element is further out than is allowed.
    bound : str
        How what is allowed was found: "exact", "derived", "sampled", "measured" or "given".
    undecided : bool
        They agree, but what is allowed leaves so few digits that this tells nothing.
    wrong : str or None
        "python", "r" or "both" where the truth tells.
    max_abs, max_ulp : float or None
        The largest distance between the two, over the elements finite in both.
    identical_bits : float or None
        Share of the elements with the same bits (any NaN equals any NaN).
    python_error_ulp, r_error_ulp : float or None
        The largest distance from the truth, in units in the last place of the truth.
    bound_used : float or None
        The largest share that was used of what is allowed; 1 is the edge.
    digits : Digits or None
        How many digits agree, and how many could be checked.
    worst : Worst or None
        None where shapes or kinds differ, or there is no element.
    why : str
        How the bound was found, in words.
    """

    agree: bool
    bound: str
    undecided: bool = False
    wrong: str | None = None
    max_abs: float | None = None
    max_ulp: float | None = None
    identical_bits: float | None = None
    python_error_ulp: float | None = None
    r_error_ulp: float | None = None
    bound_used: float | None = None
    digits: Digits | None = None
    worst: Worst | None = None
    why: str = ""
    message: str = ""
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Demands:
    """What a twin and a case ask of a comparison; see `diglot.twin`.

    `na_given`: R's NA is among the arguments, whose difference from NaN arithmetic may lose.
    """

    rtol: float | None = None
    digits: float | None = None
    strict_na: bool = False
    na_given: bool = False
    chaotic: bool = False


_NOTHING_ASKED = Demands()


def compare(
    python: Any, r: Any, expected: Expected | None, demands: Demands = _NOTHING_ASKED
) -> Comparison:
    """Judge one output: kind, shape, missing and infinite places, then each value.

    Parameters
    ----------
    python, r : any
        The two results.
    expected : Expected or None
        The referee's word; without it, and without a tolerance of the twin, both must be equal.
    demands : Demands
        What the twin and the case ask for.
    """
    bound = EXACT if expected is None else expected.kind
    kinds = _kinds(python, r, strict_na=demands.strict_na)
    if kinds[0] != kinds[1]:
        return Comparison(False, bound, message=f"Python gives {kinds[0]}, R gives {kinds[1]}.")
    if kinds[0] in ("nothing", "an empty list"):
        return Comparison(True, EXACT)
    python, r = np.asarray(python), np.asarray(r)
    shapes = python.shape or (1,), r.shape or (1,)
    notes: tuple[str, ...] = ()
    if shapes[0] != shapes[1]:
        words = f"Python's shape is {_shape_text(shapes[0])}, R's is {_shape_text(shapes[1])}."
        if not _lost_axes(*shapes):
            return Comparison(False, bound, message=words)
        notes = (words.removesuffix("."),)
    python, r = python.reshape(shapes[0]), r.reshape(shapes[0])
    if kinds[0] in ("numbers", "logicals"):
        result = _compare_numbers(python, r, expected, demands)
    else:
        result = _compare_exactly(python, r)
    return replace(result, notes=notes + result.notes)


def _kinds(python: Any, r: Any, *, strict_na: bool) -> tuple[str, str]:
    kinds = kind_of(python), kind_of(r)
    # `NA` alone is a logical in R, whatever its neighbours would have been.
    if kinds == ("numbers", "logicals") and only_na(r) and not strict_na:
        return "numbers", "numbers"
    return kinds


def _shape_text(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _lost_axes(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Tell whether the shorter shape is the longer one without some axes of length 1."""
    short, long = sorted((list(first), list(second)), key=len)
    if len(short) == len(long):
        return False  # a row is no column
    for n in long:
        if short and short[0] == n:
            del short[0]
        elif n != 1:
            return False
    return not short or short == [1]


def _compare_exactly(python: Array, r: Array) -> Comparison:
    same = np.array(
        [_same(p, q) for p, q in zip(python.flat, r.flat, strict=True)], dtype=bool
    ).reshape(python.shape)
    if not same.size:
        return Comparison(True, EXACT)
    index = np.unravel_index(int(np.argmin(same)), same.shape)
    return Comparison(
        bool(same.all()),
        EXACT,
        identical_bits=float(same.mean()),
        worst=Worst(tuple(map(int, index)), python[index], r[index]),
        message="" if same.all() else f"{_count(~same)} differ.",
    )


def _same(p: Any, q: Any) -> bool:
    if p is q:
        return True
    # A missing date is equal to none, not even to itself.
    missing = [isinstance(v, np.datetime64 | np.timedelta64) and np.isnat(v) for v in (p, q)]
    return all(missing) or bool(p == q)


@np.errstate(all="ignore")
def _compare_numbers(
    python: Array, r: Array, expected: Expected | None, demands: Demands
) -> Comparison:
    if python.size == 0:
        return Comparison(True, EXACT)
    p, q, notes = _in_one_form(as_numbers(python), as_numbers(r))
    bound = bound_of(
        p,
        q,
        expected,
        python.dtype,
        rtol=demands.rtol,
        digits=demands.digits,
        whole=is_whole(python),
    )
    seen = _look(p, q, bound)
    badness = np.where(seen.equal, 0.0, seen.share)
    badness[_other_integers(python, r)] = np.inf
    missing_apart = (is_na(p) != is_na(q)) & np.isnan(p) & np.isnan(q) & (not demands.na_given)
    if demands.strict_na:
        badness[missing_apart] = np.inf
    elif missing_apart.any():
        notes += ("NA stands in one language where NaN stands in the other",)
    agree = bool((badness <= 1).all())
    scale = _scale(p, q, bound, seen)
    index = np.unravel_index(_worst_place(badness, seen.share, p, q), p.shape)
    digits = _digits(seen, bound, scale, index)
    size = np.where(seen.holds, np.abs(bound.value), np.fmax(np.abs(p), np.abs(q)))
    own_scale = np.where(size == 0, scale, size)
    undecided = agree and not demands.chaotic and _tells_nothing(seen, bound, own_scale)
    # A truth that is not known to a digit has nothing to say.
    telling = bound.honest < np.where(bound.value == 0, 1.0, np.abs(bound.value))
    whose = "your truth" if expected is not None and expected.is_users else "the formula's value"
    both_off = seen.lost & (badness <= 1) & telling
    if both_off.any():
        notes += (_against_both(p, bound, both_off, whose),)
    message = _UNDECIDED if undecided else ""
    if not agree:
        message = _message(p, q, missing_apart & demands.strict_na, badness, bound, digits)
        message += _nobody_named(bound, index) if (seen.lost & ~seen.holds)[index] else ""
    return Comparison(
        agree=agree,
        bound=bound.kind,
        undecided=undecided,
        wrong=_wrong(bound, seen, badness),
        max_abs=_largest(np.abs(p - q), np.isfinite(p) & np.isfinite(q)),
        max_ulp=_largest(_ulp_apart(p, q), np.isfinite(p) & np.isfinite(q)),
        identical_bits=float(_identical(p, q).mean()),
        python_error_ulp=_error_ulp(p, bound),
        r_error_ulp=_error_ulp(q, bound),
        bound_used=None if bound.kind == EXACT else _largest(seen.share, np.isfinite(seen.share)),
        digits=digits,
        worst=_worst(p, q, bound, index),
        why=bound.why,
        message=message,
        notes=notes + bound.notes,
    )


_UNDECIDED = (
    "Rounding alone could move every digit of this output, so that the case tells nothing; "
    "fewer steps or better scaled input would help."
)


def _in_one_form(python: Array, r: Array) -> tuple[Array, Array, tuple[str, ...]]:
    """Give both as complex numbers where one is; those without imaginary parts are real."""
    if np.iscomplexobj(python) == np.iscomplexobj(r):
        return python, r, ()
    if (np.imag(python) == 0).all() and (np.imag(r) == 0).all():
        who = "Python" if np.iscomplexobj(python) else "R"
        note = f"{who} gives complex numbers whose imaginary parts are 0"
        return np.real(python), np.real(r), (note,)
    return python.astype(np.complex128), r.astype(np.complex128), ()


@dataclass(frozen=True)
class _Seen:
    """What was found of each element.

    `lost`: Python is further from the truth than its own formula may be. `holds`: the truth is one
    to judge by. `share`: how much was used of what is allowed.
    """

    equal: Array
    lost: Array
    holds: Array
    apart: Array
    python_off: Array
    r_off: Array
    share: Array


def _look(p: Array, q: Array, bound: Bound) -> _Seen:
    apart = _distance(p, q, 0.0)
    known = ~np.isnan(bound.value)
    python_off = np.where(known, _distance(p, bound.value, bound.rest), np.nan)
    r_off = np.where(known, _distance(q, bound.value, bound.rest), np.nan)
    honest = np.fmax(bound.allowed, bound.honest)
    lost = known & (python_off > honest)
    # What both miss alike, the truth of a user's own tells of neither.
    alike = (r_off > honest) & (apart <= bound.allowed)
    holds = known & ~(lost & alike if bound.names_python else lost)
    furthest = np.where(holds & (not bound.pairwise), np.maximum(python_off, r_off), apart)
    share = np.where(furthest == 0, 0.0, furthest / bound.allowed)
    return _Seen(apart == 0, lost, holds, apart, python_off, r_off, share)


def _distance(x: Array, value: Array, rest: Any) -> Array:
    """Give the distance from `value` + `rest`; infinite where one is a NaN or infinity alone."""
    distance = np.abs((x - value) - rest)
    # Beyond the largest double, or at infinity, both must be that infinity.
    distance = np.where(x == value, np.abs(rest), distance)
    distance = np.where(np.isnan(x) & np.isnan(value), 0.0, distance)
    return np.where(np.isnan(distance), np.inf, distance)


def _wrong(bound: Bound, seen: _Seen, badness: Array) -> str | None:
    """Name who is further from the truth than the referee allows, and than was asked for."""
    if not bound.blame:
        return None
    judged = seen.holds & (badness > 1) & np.isfinite(bound.honest)
    most = np.fmax(bound.allowed, bound.honest)
    wrong_python = bool((judged & (seen.python_off > most)).any())
    wrong_r = bool((judged & (seen.r_off > most)).any())
    who = {(True, True): "both", (True, False): "python", (False, True): "r"}
    return who.get((wrong_python, wrong_r))


# ---- Digits --------------------------------------------------------------------------------------


def _scale(p: Array, q: Array, bound: Bound, seen: _Seen) -> Array:
    size = np.where(seen.holds, np.abs(bound.value), np.fmax(np.abs(p), np.abs(q)))
    return scale_of(size, bound.allowed, seen.holds & (bound.value == 0))


def _digits(seen: _Seen, bound: Bound, scale: Array, index: tuple[Any, ...]) -> Digits | None:
    checked = digits_of(bound.allowed, scale)
    finite = np.isfinite(scale)
    if not finite.any():
        return None
    # In one language's error, which is what is judged, where the truth is known.
    off = np.maximum(seen.python_off, seen.r_off) if seen.holds[index] else seen.apart
    off = seen.apart if bound.pairwise or seen.equal[index] else off
    return Digits(
        agree=float(digits_of(off, scale)[index]),
        checked=float(checked[index]),
        checked_median=float(np.median(checked[finite])),
    )


def _other_integers(python: Array, r: Array) -> Array:
    """Tell where integers differ that are too large for doubles to tell them apart."""
    other = np.zeros(python.shape, dtype=bool)
    if python.dtype.kind in "iu" and r.dtype.kind in "iuf":
        for place in np.argwhere(np.abs(python.astype(np.float64)) >= 2.0**53):
            p, q = int(python[tuple(place)]), float(r[tuple(place)])
            other[tuple(place)] = not np.isfinite(q) or int(q) != p
    return other


def _tells_nothing(seen: _Seen, bound: Bound, scale: Array) -> bool:
    """Tell whether results that are not the same had fewer digits than 3 to fail by."""
    finite = np.isfinite(scale)
    if bound.kind in (EXACT, GIVEN) or seen.equal.all() or not finite.any():
        return False
    # Of a shorter float, too, it is the formula that must leave digits. What must be equal does.
    honest = np.where(np.isnan(bound.honest), 0.0, bound.honest)
    return bool((digits_of(honest, scale)[finite] < ENOUGH_DIGITS).all())


# ---- Distances -----------------------------------------------------------------------------------


def _parts(x: Array) -> Array:
    """Give real numbers, the two parts of complex ones along a last axis."""
    x = np.ascontiguousarray(x)
    return np.stack([x.real, x.imag], axis=-1) if np.iscomplexobj(x) else x[..., np.newaxis]


def _ulp_apart(p: Array, q: Array) -> Array:
    if np.iscomplexobj(p):
        apart: Array = np.abs(p - q) / np.maximum(_spacing(p), _spacing(q))
        return apart
    return ulp_distance(p, q)


def _spacing(x: Array) -> Array:
    """Give the unit in the last place, of a complex number that of its larger part."""
    spacing: Array = np.spacing(np.abs(_parts(x)).max(axis=-1))
    return spacing


def _identical(p: Array, q: Array) -> Array:
    bits = [np.ascontiguousarray(_parts(x)).view(np.uint64) for x in (p, q)]
    same: Array = (bits[0] == bits[1]).all(axis=-1)
    return same | (np.isnan(p) & np.isnan(q))


def _error_ulp(x: Array, bound: Bound) -> float | None:
    error = np.abs((x - bound.value) - bound.rest) / _spacing(bound.value)
    # Subnormal numbers have too few digits for a count of units in the last place.
    return _largest(error, np.isfinite(error) & (np.abs(bound.value) >= SMALLEST_NORMAL))


def _largest(values: Array, where: Array) -> float | None:
    return float(values[where].max()) if where.any() else None


# ---- The worst element, in words -----------------------------------------------------------------


def _worst_place(badness: Array, share: Array, p: Array, q: Array) -> int:
    """Find the element furthest out, among equals the one whose results differ most."""
    worst = badness if badness.max() > 1 else share
    finite = np.isfinite(p) & np.isfinite(q)
    distance = np.where(finite, np.abs(np.where(finite, p - q, 0.0)), 0.0)
    return int(np.argmax(np.where(worst == worst.max(), distance, -1.0)))


def _worst(p: Array, q: Array, bound: Bound, index: tuple[Any, ...]) -> Worst:
    truth = bound.value[index].item()
    return Worst(
        tuple(map(int, index)),
        p[index].item(),
        q[index].item(),
        None if np.isnan(truth) else truth,
        None if bound.kind == EXACT else float(bound.allowed[index]),
    )


def _message(
    p: Array, q: Array, missing_apart: Array, badness: Array, bound: Bound, digits: Digits | None
) -> str:
    if missing_apart.any():
        return "R's NA and NaN stand at different places."
    if (np.isnan(p) != np.isnan(q)).any():
        return "NaN stands at different places."
    if (np.isinf(p) != np.isinf(q)).any():
        return "Infinities stand at different places."
    bad = badness > 1
    if digits is None or bound.kind == EXACT:
        return f"{_count(bad)} differ."
    lost = digits.agree >= LOST_DIGITS
    cause = "another formula, or cancellation" if lost else "another value"
    words = f"to {digits.agree:.1f} of {digits.checked:.1f} digits: {cause}."
    if bad.size == 1:
        return f"Agrees {words}"
    return f"{_count(bad)} differ. The worst agrees {words}"


def _count(bad: Array) -> str:
    return f"{int(bad.sum())} of {bad.size} elements"


def _against_both(p: Array, bound: Bound, where: Array, whose: str) -> str:
    """Say what the truth has against two results that agree with one another."""
    error = np.where(where, _distance(p, bound.value, bound.rest), -1.0)
    index = np.unravel_index(int(np.argmax(error)), p.shape)
    value, truth = p[index], bound.value[index]
    if np.isnan(value):
        return f"both are NaN; {whose} is {truth:.2g}"
    if np.isinf(value):
        return f"both overflow; {whose} is {truth:.2g}"
    off = f"{error[index] / abs(truth):.0e}" if truth else f"{error[index]:.0e}"
    words = f"both languages are {off} off {whose} {truth:.2g}"
    if whose == "your truth":
        return words
    return f"{words}: cancellation, or doubles that underflow or wrap"


def _nobody_named(bound: Bound, index: tuple[Any, ...]) -> str:
    return (
        f" Python, too, is off the formula's value {bound.value[index]:.2g} there: doubles "
        "overflow, underflow or wrap on the way, so that nobody is called wrong."
    )
