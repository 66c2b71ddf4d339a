"""Mistakes that change a right result: turned, reshaped, scaled, shifted, rounded, cut."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Change:
    """A mistake that changes one output of a function.

    Attributes
    ----------
    kind, name, hint : str
        As in `diglot.diagnosing.diagnosis.Suspect`; "{it}" stands for the output.
    change : callable
        Takes the right output and the arguments of the case, and gives the wrong output.
    is_vague : bool
        Whether it may be another mistake seen from outside, which is to be told if it is found.
    """

    kind: str
    name: str
    change: Callable[[Array, Sequence[Any]], Any]
    hint: str
    is_vague: bool = False


def result_changes(
    answers: Sequence[tuple[Array, Sequence[Any]]], names: Sequence[str]
) -> Iterator[Change]:
    """Give the changes that a result may have gone through, the most specific first.

    Parameters
    ----------
    answers : sequence of (array, sequence)
        Right results, with the arguments that lead to them.
    names : sequence of str
        The names of the arguments, by whose rows, columns and elements it may be scaled.
    """
    ranks = sorted({value.ndim for value, _ in answers})
    yield from _turned(ranks)
    yield from _reshaped()
    yield from _reordered(ranks)
    yield from _counted_from_1()
    yield Change("sign", "{it} has the wrong sign", lambda v, _: -v, "put a minus before {it}")
    yield from _rounded()
    yield from _scaled_by_counts(answers, names)
    yield from _scaled_by_constants()
    yield from _operations()


# ---- The same numbers at other places ------------------------------------------------------------


def _turned(ranks: Sequence[int]) -> Iterator[Change]:
    if ranks and ranks[-1] >= 2:
        hint = "wrap {it} in t(): apply(x, 1, f) puts each row's result into a column"
        yield Change("transposed", "{it} is transposed", _axes((1, 0)), hint)
    for rank in (3, 4):
        for axes in itertools.permutations(range(rank)) if rank in ranks else ():
            if axes != tuple(range(rank)):
                back = ", ".join(str(axes.index(i) + 1) for i in range(rank))
                yield Change(
                    "transposed",
                    f"{{it}} has its axes in the order {', '.join(str(i + 1) for i in axes)}",
                    _axes(axes),
                    f"aperm({{it}}, c({back})) puts the axes in order",
                )


def _axes(axes: tuple[int, ...]) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: np.transpose(v, axes) if v.ndim == len(axes) else v


def _reshaped() -> Iterator[Change]:
    fills = "matrix() and array() fill down the columns, NumPy along the rows: use byrow = TRUE"
    reads = "as.vector() reads down the columns, NumPy along the rows: use as.vector(t({it}))"
    drops = "as.vector(), c() and x[i, ] drop `dim`: use drop = FALSE, or give {it} its dim()"
    yield Change(
        "memory order",
        "{it} is filled down the columns with what belongs along the rows",
        lambda v, _: v.reshape(-1).reshape(v.shape, order="F"),
        fills,
    )
    yield Change(
        "memory order",
        "{it} is filled along the rows with what belongs down the columns",
        lambda v, _: v.reshape(-1, order="F").reshape(v.shape),
        reads,
    )
    yield Change(
        "dimensions",
        "{it} has as many columns as it should have rows, filled in the right order",
        lambda v, _: v.reshape(v.shape[::-1]),
        "swap the numbers of rows and columns in matrix(), or in dim()",
    )
    yield Change("dimensions", "{it} loses its dimensions", _flat("F"), drops)
    yield Change("dimensions", "{it} loses its dimensions, read along the rows", _flat("C"), drops)
    yield Change(
        "dimensions",
        "{it} is a diagonal matrix in the place of a vector",
        lambda v, _: np.diag(v) if v.ndim == 1 else v,
        "diag() of a vector is a matrix: leave it out",
    )
    yield Change(
        "dimensions",
        "{it} is the diagonal alone",
        lambda v, _: np.diag(v) if v.ndim == 2 else v,
        "diag() of a matrix is its diagonal: leave it out",
    )
    yield Change(
        "dimensions",
        "{it} is empty, as is all that is calculated with numeric(0)",
        lambda v, _: np.empty(0) if v.ndim == 0 else v,
        "1:n-1 is (1:n) - 1, and x[0] is numeric(0): write 1:(n - 1), or seq_len(n - 1)",
    )
    for name, part in (
        ("element", lambda v, _: v.reshape(-1)[0]),
        ("row", lambda v, _: v[:1]),
        ("column", lambda v, _: v[..., :1]),
    ):
        hint = f"look for an index, or an if (), that takes the first {name} only"
        yield Change("dimensions", f"{{it}} is its first {name} alone", part, hint)


def _flat(order: Any) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: v.reshape(-1, order=order)


def _reordered(ranks: Sequence[int]) -> Iterator[Change]:
    ends = "R counts from 1, and 1:n includes n: look at the ends of a range"
    for axis, word in _each_axis(ranks):
        turned = _along(axis, np.flip)
        yield Change("reversed", f"{{it}} is reversed{word}", turned, f"rev() turns it round{word}")
        for step, name in ((1, "late"), (-1, "early")):
            words = f"{{it}} comes one position {name}{word}"
            hint = "R counts from 1: look for an index that is one off"
            yield Change("index", words, _rolled(axis, step), hint)
        for place, name in ((slice(1, None), "first"), (slice(None, -1), "last")):
            words = f"{{it}} lacks its {name} position{word}"
            yield Change("index", words, _cut(axis, place), ends)
    if ranks and ranks[-1] >= 2:
        both = "{it} is reversed in both directions"
        yield Change("reversed", both, lambda v, _: v[::-1, ::-1], "rev() turns it round")
    yield Change(
        "other order", "{it} is sorted", _along(-1, np.sort), "leave sort() out, or use order()"
    )


def _each_axis(ranks: Sequence[int]) -> Iterator[tuple[int, str]]:
    yield -1, ""
    if ranks and ranks[-1] >= 2:
        yield -2, " along the rows"


def _along(axis: int, change: Callable[..., Any]) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: change(v, axis=axis) if v.ndim >= -axis else v


def _rolled(axis: int, step: int) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: np.roll(v, step, axis=axis) if v.ndim >= -axis else v


def _cut(axis: int, place: slice) -> Callable[[Array, Sequence[Any]], Any]:
    index = (..., place) if axis == -1 else (..., place, slice(None))
    return lambda v, _: v[index] if v.ndim >= -axis else v


# ---- Constants -----------------------------------------------------------------------------------


def _counted_from_1() -> Iterator[Change]:
    for step, words, hint in (
        (1, "counts from 1", "R counts from 1: subtract 1 from {it}"),
        (-1, "is one too small", "add 1 to {it}"),
    ):
        yield Change("index", f"{{it}} {words}", _shifted_if_whole(step), hint)


def _shifted_if_whole(step: int) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: v + step if v.dtype.kind in "iu" else v


#: What a result may be multiplied by, where a count in its case is n.
_POWERS: tuple[tuple[str, str, Callable[[float], float]], ...] = (
    ("multiplied by n / (n - 1), n being {n}",
     "var() and sd() divide by n - 1: multiply by (n - 1) / n, n being {n}", lambda n: n / (n - 1)),
    ("multiplied by (n - 1) / n, n being {n}", "multiply {{it}} by n / (n - 1), n being {n}",
     lambda n: (n - 1) / n),
    ("multiplied by sqrt(n / (n - 1)), n being {n}",
     "sd() divides by n - 1: multiply by sqrt((n - 1) / n), n being {n}",
     lambda n: math.sqrt(n / (n - 1))),
    ("multiplied by sqrt((n - 1) / n), n being {n}",
     "multiply {{it}} by sqrt(n / (n - 1)), n being {n}", lambda n: math.sqrt((n - 1) / n)),
    ("multiplied by n - 1, n being {n}", "divide {{it}} by n - 1, n being {n}", lambda n: n - 1),
    ("divided by n - 1, n being {n}", "multiply {{it}} by n - 1, n being {n}",
     lambda n: 1 / (n - 1)),
    ("multiplied by the square root of {n}", "divide {{it}} by the square root of {n}", math.sqrt),
    ("divided by the square root of {n}", "multiply {{it}} by the square root of {n}",
     lambda n: 1 / math.sqrt(n)),
)  # fmt: skip

_Count = Callable[[Array, Sequence[Any]], float]


def _scaled_by_counts(
    answers: Sequence[tuple[Array, Sequence[Any]]], names: Sequence[str]
) -> Iterator[Change]:
    counts = [
        each for i, name in enumerate(names) for each in _counts_of(i, name, _rank(i, answers))
    ]
    counts += [
        ("the rows of the result", lambda v, _: rows(v)),
        ("the columns of the result", lambda v, _: columns(v)),
    ]
    counts = [(words, count) for words, count in counts if not _is_a_constant(count, answers)]
    for words, count in counts:
        yield from _sum_or_mean(words, count)
    for words, count in counts:
        for power, hint, factor in _POWERS:
            yield Change("scaled", f"{{it}} is {power.format(n=words)}", _by(count, factor),
                         hint.format(n=words))  # fmt: skip


def _is_a_constant(count: _Count, answers: Sequence[tuple[Array, Sequence[Any]]]) -> bool:
    """Tell whether a count is 2 in all cases, say: then 2 is more likely meant than the count."""
    numbers = {count(value, args) for value, args in answers if args}
    return len(numbers) == 1 and numbers <= {1.0, *_CONSTANTS.values()}


def _rank(i: int, answers: Sequence[tuple[Array, Sequence[Any]]]) -> int:
    """Give the highest rank that an argument has."""
    return max((len(_shape(args[i])) for _, args in answers if args), default=0)


def _counts_of(i: int, name: str, rank: int) -> Iterator[tuple[str, _Count]]:
    yield f"the elements of `{name}`", lambda _, args: rows(args[i]) * columns(args[i])
    if rank > 2:  # which has more than rows and columns
        yield f"the length of the last axis of `{name}`", lambda _, args: columns(args[i])
        yield f"the length of the first axis of `{name}`", lambda _, args: len(args[i])
        return
    yield f"the rows of `{name}`", lambda _, args: rows(args[i])
    yield f"the columns of `{name}`", lambda _, args: columns(args[i])
    yield (
        f"the columns in the place of the rows of `{name}`",
        lambda _, args: columns(args[i]) / (rows(args[i]) or math.nan),
    )


def _sum_or_mean(words: str, count: _Count) -> Iterator[Change]:
    """Give what a sum is in the place of a mean, and a mean in the place of a sum."""
    # Over columns a mean is rather over the wrong extent.
    kind = "scaled" if "columns" in words else "mean"
    yield Change(
        kind,
        f"{{it}} is multiplied by {words}: a sum where a mean is right",
        _by(count, lambda n: n),
        f"divide {{it}} by {words}, as a mean is",
    )
    yield Change(
        kind,
        f"{{it}} is divided by {words}: a mean where a sum is right",
        _by(count, lambda n: 1 / n),
        f"multiply {{it}} by {words}, as a sum is",
    )


def _by(count: _Count, factor: Callable[[float], float]) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, args: v * factor(count(v, args))


def rows(value: Any) -> int:
    """Count the rows; a vector is one."""
    return int(np.prod(_shape(value)[:-1]))


def columns(value: Any) -> int:
    """Count the columns; a vector has as many as elements."""
    shape = _shape(value)
    return int(shape[-1]) if shape else 1


def _shape(value: Any) -> tuple[int, ...]:
    """Give the shape of an array; a list of lists has none, nor has a dict."""
    return tuple(getattr(value, "shape", ()))


_CONSTANTS = {
    "2": 2.0,
    "ln 10: log() for log10()": math.log(10),
    "ln 2: log() for log2()": math.log(2),
    "180 / pi: degrees for radians": 180 / math.pi,
    "pi": math.pi,
    "2 pi": 2 * math.pi,
    "sqrt(2)": math.sqrt(2),
    "1.4826, the constant of mad()": 1.4826,
    "10": 10.0,
    "100: percent": 100.0,
    "1000": 1000.0,
}


def _scaled_by_constants() -> Iterator[Change]:
    for words, number in _CONSTANTS.items():
        constant = words.partition(":")[0].partition(",")[0]
        for word, back, factor in (
            ("multiplied", "divide", number),
            ("divided", "multiply", 1 / number),
        ):
            yield Change("scaled", f"{{it}} is {word} by {words}", _times(factor),
                         f"{back} {{it}} by {constant}")  # fmt: skip


def _times(factor: float) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: v * factor


def fitted(right: Array, wrong: Array) -> Iterator[Change]:
    """Give the changes by a constant that two arrays of numbers suggest, if they do.

    Parameters
    ----------
    right, wrong : arrays of float
        An output of one case.
    """
    finite = np.isfinite(right) & np.isfinite(wrong) & (right != 0)
    if not finite.any():
        return
    place = np.argmax(np.where(finite, np.abs(right), -1.0))
    p, r = float(right.flat[place]), float(wrong.flat[place])
    for factor in _rounded_to_few_digits(r / p):
        if factor not in (0, 1, -1):
            words = f"{{it}} is multiplied by {factor:.10g}"
            yield Change("scaled", words, _times(factor), f"divide {{it}} by {factor:.10g}", True)
    for divisor in _rounded_to_few_digits(p / r if r else math.nan):
        if divisor not in (0, 1, -1):
            words = f"{{it}} is divided by {divisor:.10g}"
            hint = f"multiply {{it}} by {divisor:.10g}"
            yield Change("scaled", words, _times(1 / divisor), hint, True)
    for step in _rounded_to_few_digits(r - p):
        if step != 0:
            words = f"{{it}} is shifted by {step:.10g}"
            back = (
                f"subtract {step:.10g} from {{it}}" if step > 0 else f"add {-step:.10g} to {{it}}"
            )
            yield Change("shifted", words, _plus(step), back, True)


def _rounded_to_few_digits(number: float) -> Iterator[float]:
    """Give the number with few digits that is meant, if there is one."""
    short = float(f"{number:.9g}")
    if math.isfinite(number) and abs(number - short) <= 1e-13 * abs(number):
        yield short


def _plus(step: float) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: v + step


# ---- Other values --------------------------------------------------------------------------------


def _rounded() -> Iterator[Change]:
    text = "print(), format() and write.csv() round: write with %.17g, leave round() out"
    yield Change("precision", "{it} has single precision", _single, "R has doubles only; look for "
                 "4-byte numbers in a file, or for a package's float type")  # fmt: skip
    for name, function in (
        ("truncated to integers", np.trunc),
        ("rounded down to integers", np.floor),
        ("rounded up to integers", np.ceil),
        ("rounded to integers", np.rint),
    ):
        hint = "as.integer(), trunc(), round() and %/% drop the fraction: leave them out"
        yield Change("integer", f"{{it}} is {name}", _whole(function), hint)
    for n in range(1, 13):
        for digits, form in ((f"{n} digits", f".{n}g"), (f"{n} decimals", f".{n}f")):
            yield Change("precision", f"{{it}} is rounded to {digits}", _in_text(form), text)


def _single(v: Array, _: Sequence[Any]) -> Any:
    return v.astype(np.float32).astype(np.float64)


def _whole(function: Callable[..., Any]) -> Callable[[Array, Sequence[Any]], Any]:
    return lambda v, _: function(v)


def _in_text(form: str) -> Callable[[Array, Sequence[Any]], Any]:
    """Go through text: it rounds decimals rightly, where `numpy.round` errs in the last bit."""

    def change(v: Array, _: Sequence[Any]) -> Any:
        if v.dtype.kind != "f":
            return v
        return np.array([float(format(float(x), form)) for x in v.flat]).reshape(v.shape)

    return change


def _operations() -> Iterator[Change]:
    for name, function, hint in (
        ("not squared: it is the square root", np.sqrt, "square {it}"),
        ("squared: the square root is missing", np.square, "take sqrt() of {it}"),
        ("the exponential: the logarithm is missing", np.exp, "take log() of {it}"),
        ("the logarithm: the exponential is missing", np.log, "take exp() of {it}"),
        ("the absolute value", np.abs, "leave abs() out"),
        ("the reciprocal", np.reciprocal, "take 1 / {it}"),
    ):
        yield Change("operation", f"{{it}} is {name}", _whole(function), hint, True)
    words = "{it} is 1 minus what it should be"
    yield Change("operation", words, _complement, "take 1 - {it}", True)


def _complement(v: Array, _: Sequence[Any]) -> Any:
    return ~v if v.dtype.kind == "b" else 1 - v
