"""How far each language is from the truth, over the input: values for a plot."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure
from numpy.typing import NDArray

from diglot.bridge.process import RProblem, RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.judging.outputs import as_floats, flatten, kind_of
from diglot.judging.verdict import Judged
from diglot.reporting import pictures
from diglot.showing.facing import Compared, compare_twin
from diglot.showing.table import count
from diglot.twin import Case, Twin

Array = NDArray[Any]

# So many cases of a twin are judged again for the sake of a plot, everyday ones first.
_MOST_CASES = 4

# So many elements are shown of each language: the worst, and others evenly.
_MOST_DOTS = 240

# Inputs of which the largest exceeds the middle one so many times are shown by powers of ten.
_WIDE = 30.0

# Errors above this many ULP are shown by powers of ten.
_LINEAR_ULP = 8.0


@dataclass(frozen=True)
class Errors:
    """The errors of both languages, in units in the last place of the truth.

    Attributes
    ----------
    x : array
        The input at each element where it has the shape of the result, else the true result.
    over_input : bool
        Which of the two it is.
    python, r : arrays
        The distance from the truth at each element.
    cases : tuple of str
        Whose elements these are.
    """

    x: Array
    over_input: bool
    python: Array
    r: Array
    cases: tuple[str, ...]


def errors_of(
    judged: Sequence[Judged], r: RProcess, python: PythonProcess, deadline: float
) -> Errors | None:
    """Judge some cases of a twin again and keep every element's error; None if none is known.

    Parameters
    ----------
    judged : sequence of Judged
        All cases of one twin.
    r, python : RProcess, PythonProcess
        They are asked again.
    deadline : float
        When to have an end, by `time.monotonic`.
    """
    found: list[tuple[str, bool, Array]] = []
    for twin, case in _chosen(judged):
        if time.monotonic() > deadline:
            break
        compared = compare_twin(twin, case, r, python)
        found += [(case.name, *output) for output in _outputs(compared)]
    if not found:
        return None
    # Inputs and results have no place on one axis: that which more elements have is shown.
    over = sum(a.shape[1] if kind else -a.shape[1] for _, kind, a in found) > 0
    shown = [(name, a) for name, kind, a in found if kind is over]
    x, p, q = np.concatenate([a for _, a in shown], axis=1)
    cases = tuple(dict.fromkeys(name for name, _ in shown))
    return Errors(x, over, p, q, cases)


def _chosen(judged: Sequence[Judged]) -> Iterator[tuple[Twin, Case]]:
    """Choose cases whose truth is known: everyday ones, and those with the largest errors first."""
    known: list[tuple[bool, float, int, Twin, Case]] = []
    for twin, case, verdicts in judged:
        errors = [v.r_error_ulp for v in verdicts if v.r_error_ulp is not None]
        if errors:
            known.append((case.edge, -max(errors), len(known), twin, case))
    for *_, twin, case in sorted(known, key=lambda each: each[:3])[:_MOST_CASES]:
        yield twin, case


def _outputs(compared: Compared) -> Iterator[tuple[bool, Array]]:
    """Give of each output with a truth: whether x is the input, and x and both errors as rows."""
    python, r = compared.python, compared.r
    if python.error is not None or isinstance(r, RProblem):
        return
    in_r = flatten(r.value)
    for name, p in flatten(python.value).items():
        q, truth = in_r.get(name), python.expected.get(name)
        if q is None or truth is None or truth.value is None or truth.rest is None:
            continue
        if any(kind_of(v) != "numbers" or np.iscomplexobj(v) for v in (p, q, truth.value)):
            continue
        p, q = as_floats(p), as_floats(q)
        if p.size != q.size:
            continue
        value, rest = truth.value.reshape(p.shape), truth.rest.reshape(p.shape)
        with np.errstate(all="ignore"):
            unit = np.spacing(np.abs(value))
            errors = [np.abs((v - value) - rest) / unit for v in (p, q.reshape(p.shape))]
        given = _input_like(compared.case, p)
        rows = np.stack([(value if given is None else given).ravel(), *(e.ravel() for e in errors)])
        rows = rows[:, np.isfinite(rows).all(axis=0)]
        if rows.shape[1]:
            yield given is not None, rows


def _input_like(case: Case, result: Array) -> Array | None:
    """Give the first argument that has a number for each element of the result."""
    for argument in case.args:
        if isinstance(argument, bool | str | dict | list | tuple) or argument is None:
            continue
        if np.shape(argument) == result.shape and kind_of(argument) == "numbers":
            given = as_floats(argument)
            return None if np.iscomplexobj(argument) else given
    return None


def plot(errors: Errors, name: str) -> Markup:
    """Draw the errors of both languages, R's dots within Python's."""
    shown = _thinned(errors)
    x, p, q = errors.x[shown], errors.python[shown], errors.r[shown]
    what = "input" if errors.over_input else "true result"

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        most = max(float(p.max()), float(q.max()), 0.5)
        pictures.dots(axes, x, p, pictures.PYTHON, 6.0)
        pictures.dots(axes, x, q, pictures.R, 2.6)
        _scale_x(axes, x)
        if most > _LINEAR_ULP:
            axes.set_yscale("symlog", linthresh=1.0)
            axes.set_ylim(-0.05, most * 3)
            axes.locator_params(axis="y", numticks=6)
            axes.yaxis.set_major_formatter(pictures.power)
        else:
            axes.set_ylim(-0.04 * most, most * 1.12)
        axes.set_xlabel(what)
        axes.set_ylabel("error, ULP")

    alt = (
        f"The error of each language in {name} over the {what}, at {errors.x.size} elements: "
        f"at most {count(float(errors.python.max()))} ULP in Python and "
        f"{count(float(errors.r.max()))} ULP in R."
    )
    return pictures.picture(draw, alt)


def _scale_x(axes: Any, x: Array) -> None:
    """Choose a scale on which the inputs do not lie on one another."""
    size = np.abs(x[x != 0])
    wide = size.size and size.max() > _WIDE * np.median(size)
    low, high = float(x.min()), float(x.max())
    if wide or (size.size and size.max() > 1e6):
        least = max(float(np.quantile(size, 0.1)), np.finfo(float).tiny)
        axes.set_xscale("symlog", linthresh=10.0 ** np.floor(np.log10(least)))
        axes.set_xlim(low * 2 if low < 0 else 0, high * 2 if high > 0 else 0)
        axes.locator_params(axis="x", numticks=7)
        axes.xaxis.set_major_formatter(pictures.power)
    else:
        room = 0.03 * (high - low) or 0.5
        axes.set_xlim(low - room, high + room)


def _thinned(errors: Errors) -> Array:
    """Choose the elements to show: the worst ones, and as many others, evenly over the input."""
    n = errors.x.size
    if n <= _MOST_DOTS:
        return np.arange(n)
    worst = np.argsort(-np.maximum(errors.python, errors.r), kind="stable")[: _MOST_DOTS // 2]
    others = np.argsort(errors.x, kind="stable")[:: max(2 * n // _MOST_DOTS, 1)]
    return np.union1d(worst, others)
