"""Matrices of balls: exact midpoints for Arb to calculate with, radii in double precision.

The answer for the midpoints is found with more bits than asked for, and the radii follow from how
the answer moves when the data move. They are measured in units of 2**-bits, so that they are
ordinary doubles at any precision.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, arb_mat, ctx
from numpy.typing import NDArray

from diglot.judging.accuracy import UNIT_ROUNDOFF

Array = NDArray[Any]
Floats = NDArray[np.float64]
Answer = tuple[Array, Floats]

#: How many bits more than asked for the answer for the midpoints is found with. Where the
#: condition takes more than these, the radius says so.
GUARD = 75


@dataclass(frozen=True)
class Setting:
    """How exactly to calculate.

    Attributes
    ----------
    rounding : bool
        Whether the radii are to hold what an honest algorithm in double precision may do.
    bits : int
        The precision that is asked for.
    """

    rounding: bool
    bits: int

    @classmethod
    def now(cls, rounding: bool) -> Setting:
        """Take the precision that is set."""
        return cls(rounding, ctx.prec)

    @property
    def roundoff(self) -> float:
        """The unit roundoff of whoever calculates, in units of 2**-bits."""
        return UNIT_ROUNDOFF * 2.0**self.bits if self.rounding else 2.0**-GUARD

    def working(self, factor: int = 1) -> Any:
        """Calculate with more bits inside the block."""
        return ctx.workprec(factor * (self.bits + GUARD))

    def balls(self, answer: Answer) -> Array:
        """Make balls of midpoints and of radii in units of 2**-bits."""
        middle, radius = answer
        with self.working():
            unit = arb(2) ** -self.bits
            pairs = zip(middle.ravel().tolist(), radius.ravel().tolist(), strict=True)
            return objects([_widened(value, r, unit) for value, r in pairs], middle.shape)


def _widened(value: Any, radius: float, unit: arb) -> Any:
    if radius == 0:
        return value
    error = arb(radius) * unit if radius == radius else arb.pos_inf()
    if isinstance(value, acb):
        return acb(arb(value.real, error), arb(value.imag, error))
    return arb(value, error)


@dataclass(frozen=True)
class BallMatrix:
    """One matrix of balls.

    Attributes
    ----------
    middle : arb_mat or acb_mat
        The midpoints, exact.
    near : array of float64 or complex128
        The doubles closest to the midpoints.
    radius : array of float64
        The radii in units of 2**-bits.
    """

    middle: Any
    near: Array
    radius: Floats

    @property
    def size(self) -> Floats:
        """The size of each element."""
        return np.abs(self.near)

    @property
    def shape(self) -> tuple[int, ...]:
        """The numbers of rows and columns."""
        return self.near.shape

    @property
    def is_exact(self) -> bool:
        """Whether every element is known exactly."""
        return not self.radius.any()


def objects(values: Sequence[Any], shape: tuple[int, ...] | None = None) -> Array:
    """Give an array of these objects, whatever they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array if shape is None else array.reshape(shape)


def as_balls(values: Any) -> Array:
    """Give an array of balls of Arb; numbers of other kinds become exact balls."""
    array = np.asarray(values)
    flat = array.ravel().tolist()
    if array.dtype == object and set(map(type, flat)) <= {arb, acb}:
        return array
    return objects([as_ball(v) for v in flat], array.shape)


def as_ball(value: Any) -> Any:
    """Give one number as a ball of Arb."""
    if isinstance(value, arb | acb):
        return value
    return acb(value) if isinstance(value, complex) else arb(value)


def is_complex(array: Array) -> bool:
    """Tell whether an array holds complex balls."""
    return acb in set(map(type, array.ravel().tolist()))


def nearest(balls: Sequence[Any], *, complex_: bool = False) -> Array:
    """Give the doubles closest to the midpoints."""
    if complex_:
        return np.array(list(map(complex, balls)), dtype=np.complex128)
    return np.array(list(map(float, balls)), dtype=np.float64)


def radii(balls: Sequence[Any], bits: int) -> Floats:
    """Give the radii in units of 2**-bits; those of complex balls are radii of discs."""
    if all(map(_is_exact, balls)):
        return np.zeros(len(balls))
    scale = arb(2) ** bits
    return np.array([_radius(v, scale) for v in balls], dtype=np.float64)


_is_exact = operator.methodcaller("is_exact")


def _radius(value: Any, scale: arb) -> float:
    if isinstance(value, acb):
        return float(np.hypot(_radius(value.real, scale), _radius(value.imag, scale)))
    return 0.0 if value.is_exact() else float(value.rad() * scale)


def near(array: Array) -> Array:
    """Give the doubles closest to the midpoints of an array."""
    return nearest(array.ravel().tolist(), complex_=is_complex(array)).reshape(array.shape)


def middles(array: Array) -> Array:
    """Give the midpoints of an array."""
    return objects([v.mid() for v in array.ravel().tolist()], array.shape)


def real_parts(array: Array) -> Array:
    """Give the real parts of an array."""
    parts = [v.real if isinstance(v, acb) else v for v in array.ravel().tolist()]
    return objects(parts, array.shape)


def conjugate(array: Array) -> Array:
    """Give the complex conjugates of an array."""
    flat = array.ravel().tolist()
    return objects([v.conjugate() if isinstance(v, acb) else v for v in flat], array.shape)


def flint_matrix(array: Array) -> Any:
    """Give a matrix of FLINT with these elements."""
    kind: Any = acb_mat if is_complex(array) else arb_mat
    rows, columns = array.shape
    return kind(rows, columns, array.ravel().tolist())


def from_flint(matrix: Any) -> Array:
    """Give the elements of a matrix of FLINT as an array."""
    return objects(matrix.entries(), (matrix.nrows(), matrix.ncols()))


def product(a: Array, b: Array) -> Array:
    """Multiply two matrices at the precision that is set."""
    return from_flint(flint_matrix(a) * flint_matrix(b))


def ball_matrix(array: Array, setting: Setting) -> BallMatrix:
    """Part a matrix of balls into its midpoints and radii."""
    radius = radii(array.ravel().tolist(), setting.bits).reshape(array.shape)
    return BallMatrix(flint_matrix(array).mid(), near(array), radius)


def doubles(matrix: Any) -> Array:
    """Give the doubles closest to the elements of a matrix of FLINT."""
    return near(from_flint(matrix))


def answer_of(matrix: Any, radius: Floats) -> Answer:
    """Give the elements of a matrix of FLINT, with these radii besides their own."""
    array = from_flint(matrix)
    return array, np.broadcast_to(radius, array.shape)


def each_matrix(function: Callable[..., tuple[Array, ...]], *arrays: Array) -> tuple[Array, ...]:
    """Call a function of matrices on each one of stacks of them, and stack what it gives."""
    shape = np.broadcast_shapes(*(array.shape[:-2] for array in arrays))
    if not shape:
        return function(*arrays)
    stacks = [np.broadcast_to(array, shape + array.shape[-2:]) for array in arrays]
    results = [function(*(stack[index] for stack in stacks)) for index in np.ndindex(shape)]
    if not results:
        raise NotImplementedError("an empty stack of matrices")
    return tuple(_stack(parts, shape) for parts in zip(*results, strict=True))


def _stack(parts: Sequence[Array], shape: tuple[int, ...]) -> Array:
    first = np.asarray(parts[0])
    stacked = np.empty(shape + first.shape, dtype=first.dtype)
    for index, part in zip(np.ndindex(shape), parts, strict=True):
        stacked[index] = part[()]
    return stacked
