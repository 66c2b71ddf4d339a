"""What one rounding cut off: the exact result of an operation minus its rounded one.

Error-free transformations (Knuth's TwoSum, Dekker's product) find it without more precision. Only
its sign is asked for, and whether it is 0: on which side of the double the exact result lies.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: Veltkamp's constant: it parts a double's 53 bits into two halves.
_SPLITTER = 2.0**27 + 1

#: Below this product the error of a product may be too small for a double, and above its inverse
#: the splitting may overflow.
SMALL = 2.0**-960


def sum_error(a: Any, b: Any, r: Any) -> Any:
    """Give a + b - r, r being the rounded sum."""
    part = r - a
    return (a - (r - part)) + (b - part)


def _difference_error(a: Array, b: Array, r: Array) -> Any:
    return sum_error(a, -b, r)


def product_error(x: Any, y: Any, p: Any) -> Any:
    """Give x y - p, p being the rounded product, if it is neither very small nor very large."""
    c = _SPLITTER * x
    x_high = c - (c - x)
    x_low = x - x_high
    c = _SPLITTER * y
    y_high = c - (c - y)
    y_low = y - y_high
    return ((x_high * y_high - p) + x_high * y_low + x_low * y_high) + x_low * y_low


def residual(c: Any, x: Any, y: Any) -> Any:
    """Give the sign of c - x y as a number with that sign, for c close to x y."""
    c, x, y = (np.asarray(v, dtype=np.float64) for v in (c, x, y))
    p = x * y
    error = (c - p) - product_error(x, y, p)
    doubtful = ~(np.isfinite(error) & (np.abs(p) > SMALL))
    if doubtful.any():
        error = np.where(doubtful, _scaled_residual(c, x, y), error)
    return error


def _scaled_residual(c: Array, x: Array, y: Array) -> Array:
    # Scaled by powers of two, nothing overflows or underflows.
    x, x_exponent = np.frexp(x)
    y, y_exponent = np.frexp(y)
    p = x * y
    error = (np.ldexp(c, -(x_exponent + y_exponent)) - p) - product_error(x, y, p)
    return np.where(np.isfinite(c), error, 0.0)  # what overflowed stays so


def _quotient_error(a: Array, b: Array, r: Array) -> Any:
    return residual(a, r, b) * np.copysign(1.0, b)


def _remainder_error(a: Array, b: Array, r: Array) -> Any:
    # The remainder of a division that truncates is exact; b is added where the signs differ.
    m = np.fmod(a, b)
    return np.where((m != 0) & ((m < 0) != (b < 0)), sum_error(m, b, r), 0.0)


#: For each ufunc that rounds its exact result to nearest: where the exact result lies. Called with
#: the inputs and the rounded result.
ERRORS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: sum_error,
    np.subtract: _difference_error,
    np.multiply: lambda a, b, r: -residual(r, a, b),
    np.square: lambda a, r: -residual(r, a, a),
    np.divide: _quotient_error,
    np.reciprocal: lambda a, r: _quotient_error(np.ones_like(a), a, r),
    np.sqrt: lambda a, r: residual(a, r, r),
    np.remainder: _remainder_error,
}


def scalar_product_error(a: float, b: float, r: float) -> float:
    """Give the sign of a b - r for single numbers, r being the rounded product."""
    if SMALL < abs(r) < 1 / SMALL and abs(a) < 1 / SMALL and abs(b) < 1 / SMALL:
        error: float = product_error(a, b, r)
        return error
    return _sign(lambda: Fraction(a) * Fraction(b) - Fraction(r), r)


def scalar_quotient_error(a: float, b: float, r: float) -> float:
    """Give the sign of a / b - r for single numbers, r being the rounded quotient."""
    if SMALL < abs(a) < 1 / SMALL and abs(r) < 1 / SMALL and SMALL < abs(b) < 1 / SMALL:
        p = r * b
        error: float = (a - p) - product_error(r, b, p)
        return error if b > 0 else -error
    return _sign(lambda: Fraction(a) / Fraction(b) - Fraction(r), a, b, r)


def _sign(error: Callable[[], Fraction], *values: float) -> float:
    if not all(map(math.isfinite, values)):
        return 0.0
    exact = error()
    return float((exact > 0) - (exact < 0))


def _odd_part(x: Array) -> tuple[Array, Array]:
    """Part numbers into an odd whole number and a power of two, told by its exponent."""
    mantissa, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    whole = np.ldexp(np.where(np.isfinite(mantissa), mantissa, 0), 53).astype(np.int64)
    zeros = np.where(whole == 0, 1, whole & -whole)
    return np.abs(whole // zeros), exponent - 53 + np.log2(zeros).astype(np.int64)


def is_power_of_two(x: Array) -> Any:
    """Tell where a number, whatever its sign, is a power of two: products with it are exact."""
    return np.abs(np.frexp(x)[0]) == 0.5


def unit(x: Array) -> float:
    """Give the largest power of two of which all these numbers are multiples; inf for zeros."""
    exponents = _odd_part(x)[1][x != 0]
    return float(np.ldexp(1.0, exponents.min())) if exponents.size else np.inf


def power_is_exact(a: Array, b: Array, r: Array) -> Any:
    """Tell where a ** b is a double."""
    odd, _ = _odd_part(a)
    short = np.log2(np.maximum(odd, 1)) * b <= 53  # so many bits has the odd part of the power
    return (b == 0) | (b == 1) | ((b == np.rint(b)) & ((short & (b > 0)) | (odd == 1))) | (a == 1)


def scalar_power_is_exact(a: float, b: float, r: float) -> bool:
    """Tell the same of single numbers."""
    if a == 1 or b in (0, 1) or r == 0 or not math.isfinite(r):
        return True
    if not b.is_integer():
        return False
    if 0 < b <= 53:
        return Fraction(a) ** int(b) == r
    return abs(math.frexp(a)[0]) == 0.5


def _hypot_is_exact(a: Array, b: Array, r: Array) -> Any:
    small = (np.abs(a) < 2**26) & (np.abs(b) < 2**26) & (a == np.rint(a)) & (b == np.rint(b))
    return (a == 0) | (b == 0) | (small & (a * a + b * b == r * r) & (r == np.rint(r)))


def _at(point: float) -> Callable[..., Array]:
    return lambda *args: args[0] == point


def _nowhere(*args: Array) -> Array:
    return np.zeros((), dtype=bool)


_HALF_PI = math.pi / 2

#: For each elementary function: where it is exact (called with its inputs and its result), and the
#: range that no honest library leaves. At any other double an elementary function has no result
#: that is a double (Lindemann).
ELEMENTARY: dict[np.ufunc, tuple[Callable[..., Array], float, float]] = {
    np.exp: (_at(0), 0, np.inf),
    np.expm1: (_at(0), -1, np.inf),
    np.exp2: (lambda x, r: x == np.rint(x), 0, np.inf),
    np.log: (_at(1), -np.inf, np.inf),
    np.log1p: (_at(0), -np.inf, np.inf),
    np.log2: (lambda x, r: is_power_of_two(x), -np.inf, np.inf),
    np.log10: (lambda x, r: (r == np.rint(r)) & (r >= 0) & (10.0**r == x), -np.inf, np.inf),
    np.sin: (_at(0), -1, 1),
    np.cos: (_at(0), -1, 1),
    np.tan: (_at(0), -np.inf, np.inf),
    np.arcsin: (_at(0), -_HALF_PI, _HALF_PI),
    np.arccos: (_at(1), 0, math.pi),
    np.arctan: (_at(0), -_HALF_PI, _HALF_PI),
    np.arctan2: (lambda y, x, r: (y == 0) & (r == 0), -math.pi, math.pi),
    np.sinh: (_at(0), -np.inf, np.inf),
    np.cosh: (_at(0), 1, np.inf),
    np.tanh: (_at(0), -1, 1),
    np.arcsinh: (_at(0), -np.inf, np.inf),
    np.arccosh: (_at(1), 0, np.inf),
    np.arctanh: (_at(0), -np.inf, np.inf),
    np.cbrt: (lambda x, r: (r == np.rint(r)) & (np.abs(r) < 2**17) & (r**3 == x), -np.inf, np.inf),
    np.hypot: (_hypot_is_exact, 0, np.inf),
    np.power: (power_is_exact, -np.inf, np.inf),
    np.float_power: (power_is_exact, -np.inf, np.inf),
    np.deg2rad: (_nowhere, -np.inf, np.inf),
    np.radians: (_nowhere, -np.inf, np.inf),
    np.rad2deg: (_nowhere, -np.inf, np.inf),
    np.degrees: (_nowhere, -np.inf, np.inf),
    np.logaddexp: (lambda a, b, r: np.minimum(a, b) == -np.inf, -np.inf, np.inf),
    np.logaddexp2: (lambda a, b, r: np.minimum(a, b) == -np.inf, -np.inf, np.inf),
}

#: The ufuncs of NumPy that never round, by name: not all of them stand in its namespace.
EXACT = frozenset(
    "negative positive absolute fabs sign conjugate rint floor ceil trunc maximum minimum fmax "
    "fmin fmod floor_divide copysign nextafter spacing ldexp frexp modf heaviside signbit clip "
    "isnan isinf isfinite isnat equal not_equal less less_equal greater greater_equal logical_and "
    "logical_or logical_not logical_xor bitwise_and bitwise_or bitwise_xor bitwise_count invert "
    "left_shift right_shift gcd lcm".split()
)
