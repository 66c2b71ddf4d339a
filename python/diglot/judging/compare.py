"""Two results, element by element: never by a mean, never by a sum."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.outputs import as_floats, is_na, kind_of, ulp_distance
from diglot.judging.referee import MULTIPLE, SMALLEST_NORMAL, Truth

Array = NDArray[Any]


@dataclass(frozen=True)
class Worst:
    """The element that differs most; `index` counts from 0 along each axis."""

    index: tuple[int, ...]
    python: Any
    r: Any
    truth: Any = None
    radius: float | None = None


@dataclass(frozen=True)
class Comparison:
    """How two results of one output relate to each other and to the truth.

    Attributes
    ----------
    agree : bool
        No element is wrong.
    bound : str
        "derived" from balls, or "rtol" where any element had to be judged by a tolerance.
    wrong : str or None
        "python", "r" or "both" where the truth tells.
    max_abs, max_ulp : float or None
        The largest distance between the two, over the elements finite in both.
    identical_bits : float or None
        Share of the elements with the same bits (any NaN equals any NaN).
    python_error_ulp, r_error_ulp : float or None
        The largest distance from the truth, in units in the last place of the truth.
    bound_used : float or None
        The largest distance from the truth, as a share of the ball's radius.
    worst : Worst or None
        None where shapes or kinds differ, or there is no element.
    """

    agree: bool
    bound: str
    wrong: str | None = None
    max_abs: float | None = None
    max_ulp: float | None = None
    identical_bits: float | None = None
    python_error_ulp: float | None = None
    r_error_ulp: float | None = None
    bound_used: float | None = None
    worst: Worst | None = None
    message: str = ""
    notes: tuple[str, ...] = field(default=())


def compare(
    python: Any, r: Any, truth: Truth | None, rtol: float, *, na_given: bool = False
) -> Comparison:
    """Judge one output: kind, shape, missing and infinite places, then each value.

    Parameters
    ----------
    python, r : any
        The two results.
    truth : Truth or None
        The referee's word; without it both are held to `rtol`.
    rtol : float
        Relative tolerance of the elements about which the referee knows nothing.
    na_given : bool
        The arguments held R's NA, whose difference from NaN arithmetic may lose.
    """
    bound = "rtol" if truth is None else "derived"
    kinds = kind_of(python), kind_of(r)
    if kinds[0] != kinds[1]:
        return Comparison(False, bound, message=f"Python gives {kinds[0]}, R gives {kinds[1]}.")
    if kinds[0] in ("nothing", "an empty list"):
        return Comparison(True, bound)
    python, r = np.asarray(python), np.asarray(r)
    shapes = python.shape or (1,), r.shape or (1,)
    notes: tuple[str, ...] = ()
    if shapes[0] != shapes[1]:
        words = f"Python's shape is {_shape_text(shapes[0])}, R's is {_shape_text(shapes[1])}."
        if [n for n in shapes[0] if n != 1] != [n for n in shapes[1] if n != 1]:
            return Comparison(False, bound, message=words)
        notes = (words,)
    python, r = python.reshape(shapes[0]), r.reshape(shapes[0])
    if kinds[0] in ("numbers", "logicals"):
        return _compare_numbers(as_floats(python), as_floats(r), truth, rtol, na_given, notes)
    return _compare_exactly(python, r, bound, notes)


def _shape_text(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _compare_exactly(python: Array, r: Array, bound: str, notes: tuple[str, ...]) -> Comparison:
    same = np.array(
        [p is q or bool(p == q) for p, q in zip(python.flat, r.flat, strict=True)], dtype=bool
    ).reshape(python.shape)
    worst = None
    if same.size:
        index = np.unravel_index(int(np.argmin(same)), same.shape)
        worst = Worst(tuple(map(int, index)), python[index], r[index])
    share = float(same.mean()) if same.size else None
    return Comparison(bool(same.all()), bound, identical_bits=share, worst=worst, notes=notes)


@np.errstate(all="ignore")
def _compare_numbers(
    python: Array,
    r: Array,
    truth: Truth | None,
    rtol: float,
    na_given: bool,
    notes: tuple[str, ...],
) -> Comparison:
    if python.size == 0:
        return Comparison(True, "derived", notes=notes)
    known = np.zeros(python.shape, dtype=bool)
    if truth is not None:
        truth = _in_shape(truth, python.shape)
        known = truth.known
    python_excess, r_excess = _excess(python, truth, known), _excess(r, truth, known)
    apart = _apart(python, r, rtol)
    if truth is not None and truth.undecided:
        # Rounding decides a branch, so that the balls followed one of several honest paths.
        known = known & (python_excess <= MULTIPLE) & (r_excess <= MULTIPLE)
        notes = (*notes, "rounding decides a comparison on the way")
    missing_apart = (is_na(python) != is_na(r)) & (not na_given)
    badness = np.where(known, np.maximum(python_excess, r_excess) / MULTIPLE, apart)
    badness[missing_apart] = np.inf
    wrong_python = bool((known & (python_excess > MULTIPLE)).any())
    wrong_r = bool((known & (r_excess > MULTIPLE)).any())
    message = _message(python, r, missing_apart, badness)
    index = np.unravel_index(_worst_place(badness, python, r), python.shape)
    return Comparison(
        agree=bool((badness <= 1).all()),
        bound="derived" if _judged_by_balls(known, python, r) else "rtol",
        wrong={(True, True): "both", (True, False): "python", (False, True): "r"}.get(
            (wrong_python, wrong_r)
        ),
        max_abs=_largest(np.abs(python - r), np.isfinite(python) & np.isfinite(r)),
        max_ulp=_largest(ulp_distance(python, r), np.isfinite(python) & np.isfinite(r)),
        identical_bits=float(_identical(python, r).mean()),
        python_error_ulp=_error_ulp(python, truth),
        r_error_ulp=_error_ulp(r, truth),
        bound_used=_largest(np.maximum(python_excess, r_excess), known),
        worst=Worst(
            tuple(map(int, index)),
            float(python[index]),
            float(r[index]),
            *((float(truth.value[index]), float(truth.radius[index])) if truth else ()),
        ),
        message=message,
        notes=notes,
    )


def _in_shape(truth: Truth, shape: tuple[int, ...]) -> Truth:
    arrays = ("value", "rest", "radius", "ball", "sharp")
    return dataclasses.replace(truth, **{n: getattr(truth, n).reshape(shape) for n in arrays})


def _excess(x: Array, truth: Truth | None, known: Array) -> Array:
    """Give the distance from the truth in units of the radius; NaN where there is no truth."""
    if truth is None:
        return np.full(x.shape, np.nan)
    # Below the smallest normal number digits may be lost, whatever the radius says.
    allowed = truth.radius + SMALLEST_NORMAL / MULTIPLE
    distance = np.abs((x - truth.value) - truth.rest)
    # Where the truth is beyond the largest double, or infinite, x must be that infinity.
    distance[x == truth.value] = np.abs(truth.rest[x == truth.value])
    excess = np.where(np.isnan(distance), np.inf, distance) / allowed
    return np.where(known, excess, np.nan)


def _apart(python: Array, r: Array, rtol: float) -> Array:
    """Give the relative distance of two results, in units of `rtol`."""
    scale = np.maximum(np.abs(python), np.abs(r))
    apart = np.abs(python - r) / (rtol * scale + SMALLEST_NORMAL)
    apart[(python == r) | (np.isnan(python) & np.isnan(r))] = 0.0
    return np.where(np.isnan(apart), np.inf, apart)


def _judged_by_balls(known: Array, python: Array, r: Array) -> bool:
    """Tell whether only elements without a value were left to a tolerance."""
    return bool((known | (np.isnan(python) & np.isnan(r))).all())


def _identical(python: Array, r: Array) -> Array:
    bits = [np.ascontiguousarray(x).view(np.uint64).reshape(x.shape) for x in (python, r)]
    same: Array = bits[0] == bits[1]
    return same | (np.isnan(python) & np.isnan(r))


def _error_ulp(x: Array, truth: Truth | None) -> float | None:
    if truth is None:
        return None
    error = np.abs((x - truth.value) - truth.rest) / np.spacing(np.abs(truth.value))
    # Subnormal numbers have too few digits for a count of units in the last place.
    return _largest(error, np.isfinite(error) & (np.abs(truth.value) >= SMALLEST_NORMAL))


def _largest(values: Array, where: Array) -> float | None:
    return float(values[where].max()) if where.any() else None


def _worst_place(badness: Array, python: Array, r: Array) -> int:
    """Find the element furthest out, among equals the one whose results differ most."""
    finite = np.isfinite(python) & np.isfinite(r)
    distance = np.where(finite, np.abs(np.where(finite, python - r, 0.0)), 0.0)
    furthest = badness == badness.max()
    return int(np.argmax(np.where(furthest, distance, -1.0)))


def _message(python: Array, r: Array, missing_apart: Array, badness: Array) -> str:
    if missing_apart.any():
        return "R's NA and NaN stand at different places."
    if (np.isnan(python) != np.isnan(r)).any():
        return "NaN stands at different places."
    if (np.isinf(python) != np.isinf(r)).any():
        return "Infinities stand at different places."
    wrong = int((badness > 1).sum())
    return f"{wrong} of {badness.size} elements differ." if wrong else ""
