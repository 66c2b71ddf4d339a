"""Sampled rounding: floats whose every rounding goes up or down at random.

Known as Monte Carlo arithmetic (Parker) or, in CESTAC, as stochastic arithmetic. An operation's
exact result lies between two neighbouring doubles; an honest program returns one of them, and here
the other one is as likely. What several runs of a function do not agree on is what rounding can do
to it. Exact results stay untouched.

Where an operation takes many steps (sums, products of matrices), any honest order of the steps is
meant. Random roundings cancel where real ones may all go one way, so that a run can be told to
round everything up, down, towards 0 ("in") or away from it ("out").
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.axes import normal_axes
from diglot.judging.rounding_errors import (
    ELEMENTARY,
    ERRORS,
    EXACT,
    is_power_of_two,
    scalar_power_is_exact,
    scalar_product_error,
    scalar_quotient_error,
    sum_error,
    unit,
)
from diglot.judging.sampled_functions import (
    COMPLEX,
    FUNCTIONS,
    METHODS,
    UFUNC_METHODS,
    complex_array,
    deliver,
)
from diglot.judging.sampled_matrices import find_algorithm

Array = NDArray[Any]

DIRECTIONS = ("up", "down", "in", "out")

#: A ufunc of which nothing is known, such as those of SciPy, is moved by up to so many ULP.
UNKNOWN_ULPS = 4

# Single numbers of Python, and everything that is calculated with here; anything else, such as a
# string or a Series, goes to Python's own operator.
_PYTHON = (float, int, bool, complex)
_SINGLE = frozenset({*_PYTHON, np.bool_, *(np.dtype(code).type for code in "bBhHiIlLqQefdFD")})
_OURS = _SINGLE | {np.ndarray}

# Of the constants that a program may name: on which side of its double the exact number lies.
_CONSTANTS = {math.pi: 1, math.tau: 1, math.e: 1, math.pi / 2: 1, float(np.euler_gamma): -1}

_POOL = 1 << 13  # random numbers that are drawn ahead
_BLOCK = 1 << 15  # elements of a sum that are looked at together: they fit into the cache
_UNIFORM = math.sqrt(3.0)  # half the width of a uniform distribution of standard deviation 1


_quiet = np.errstate(all="ignore")  # NaN and infinities are results like any other


def find(f: Any) -> Callable[..., Any] | None:
    """Give what follows a function in sampled rounding (the world comes first), or None."""
    try:
        return FUNCTIONS.get(f) or find_algorithm(f)
    except TypeError:  # what has no hash stands in no table
        return None


def _in_place(name: str) -> Callable[[Samples, Any, Any], Any]:
    python: Callable[[Any, Any], Any] = getattr(operator, f"i{name}")

    def operate(self: Samples, a: Any, b: Any) -> Any:
        if type(a) is np.ndarray and type(b) in _OURS:
            return deliver(getattr(self, name)(a, b), a)
        return getattr(self, name)(a, b) if type(a) in _SINGLE else python(a, b)

    operate.__doc__ = f"Give `a {name} b`, in place where `a` is an array."
    return operate


class Samples:
    """A world in which roundings are drawn.

    Parameters
    ----------
    seed : int, optional
        Of the random numbers: the same seed gives the same bits.
    direction : str, optional
        "up", "down", "in" (towards 0) or "out": all roundings go this way and none is drawn.
    """

    def __init__(self, seed: int | None = None, direction: str | None = None) -> None:
        if direction is not None and direction not in DIRECTIONS:
            raise ValueError(f"`direction` must be one of {DIRECTIONS}, not {direction!r}.")
        self.direction = direction
        self._random = np.random.Generator(np.random.SFC64(seed))
        self._coin = self._coins().__next__
        self._bits, self._bits_used = self._draw_bits(_POOL), 0
        self._numbers, self._numbers_used = self._random.random(_POOL), 0

    # Randomness ---------------------------------------------------------------------------------

    def _draw_bits(self, size: int) -> Array:
        words = np.frombuffer(self._random.bytes(size // 8 + 1), dtype=np.uint8)
        return np.unpackbits(words, count=size).view(np.bool_)

    def _coins(self) -> Iterator[bool]:
        while True:
            yield from self._draw_bits(_POOL).tolist()

    def _coin_array(self, shape: tuple[int, ...]) -> Array:
        size = math.prod(shape)
        if size > _POOL // 8:
            return self._draw_bits(size).reshape(shape)
        if self._bits_used + size > _POOL:
            self._bits, self._bits_used = self._draw_bits(_POOL), 0
        start = self._bits_used
        self._bits_used += size
        return self._bits[start : self._bits_used].reshape(shape)

    def uniform(self, shape: tuple[int, ...]) -> Array:
        """Draw numbers between -1 and 1; in a directed run all are 1."""
        size = math.prod(shape)
        if self.direction is not None:
            return np.ones(shape)
        if size > _POOL // 8:
            return 2 * self._random.random(shape) - 1
        if self._numbers_used + size > _POOL:
            self._numbers, self._numbers_used = self._random.random(_POOL), 0
        start = self._numbers_used
        self._numbers_used += size
        return (2 * self._numbers[start : self._numbers_used] - 1).reshape(shape)

    def side(self, value: Array) -> Any:
        """Give the sign of a directed run's move at these values; 1 in a random run."""
        if self.direction in ("in", "out"):
            return np.copysign(1.0, value) * (1 if self.direction == "out" else -1)
        return -1.0 if self.direction == "down" else 1.0

    # One rounding -------------------------------------------------------------------------------

    def _goes(self, error: Array, r: Array) -> Array:
        """Tell where a result moves to its neighbour on the side of the exact result."""
        if self.direction is None:
            return (np.abs(error) > 0) & self._coin_array(error.shape)  # NaN is not > 0
        if self.direction == "up":
            return error > 0
        if self.direction == "down":
            return error < 0
        outward = ((error > 0) & (r > 0)) | ((error < 0) & (r < 0))
        return outward if self.direction == "out" else (np.abs(error) > 0) & ~outward & (r != 0)

    def _rounded(self, r: Any, error: Any) -> Any:
        """Draw a rounding: `r` or its neighbour towards the exact result r + error."""
        error = error.astype(r.dtype, copy=False)
        neighbour = np.nextafter(r, np.copysign(r.dtype.type(np.inf), error))
        return np.where(self._goes(error, r), neighbour, r)[()]

    def rounded_float(self, r: float, error: float) -> float:
        """Draw a rounding of a single number; the sign of `error` tells where the exact one is."""
        if error == 0 or error != error:
            return r
        if self.direction is None:
            goes = self._coin()
        elif self.direction in ("up", "down"):
            goes = (error > 0) == (self.direction == "up")
        else:
            goes = r != 0 and ((error > 0) == (r > 0)) == (self.direction == "out")
        return math.nextafter(r, math.inf if error > 0 else -math.inf) if goes else r

    def near_float(self, value: float) -> float:
        """Move a single number by at most an ULP; 0, infinities and NaN stay."""
        if value == 0 or not math.isfinite(value):
            return value
        if self.direction is None:
            step: float = self._coin() - self._coin()
        else:
            step = float(self.side(np.asarray(value)))
        return math.nextafter(value, step * math.inf) if step else value

    @_quiet
    def perturbed(self, value: Any, ulps: float = 1) -> Any:
        """Move each element by at most so many ULP: for functions that are not rounded correctly.

        0, infinities and NaN stay, and so does whatever is no float.
        """
        value = np.asarray(value)
        if value.dtype.kind == "c":
            return self._perturbed_complex(value, ulps)[()]
        if value.dtype.kind != "f" or value.dtype.char == "g":
            return value[()]
        steps = np.rint(ulps * self.uniform(value.shape))
        if self.direction in ("up", "down"):
            # Further from 0 is up only for positive numbers.
            steps = steps * np.copysign(1.0, value)
        steps = steps * (-1 if self.direction in ("down", "in") else 1)
        # The bits of a float, read as a whole number, count the floats from 0 to it.
        whole = f"i{value.dtype.itemsize}"
        moved = (value.view(whole) + steps.astype(whole)).view(value.dtype)
        return np.where(np.isfinite(value) & (value != 0), moved, value)[()]

    def _perturbed_complex(self, value: Array, ulps: float) -> Array:
        # A complex function's error is small beside the modulus, not beside each part.
        ulp = np.spacing(np.abs(value))
        parts = []
        for part in (value.real, value.imag):
            step = np.rint(ulps * self.uniform(value.shape)) * self.side(part) * ulp
            parts.append(np.where((part != 0) & np.isfinite(part), part + step, part))
        return complex_array(*parts)

    # Operators ----------------------------------------------------------------------------------

    def number(self, x: Any) -> Any:
        """Take in a number of the program's text, as it is."""
        return x

    def constant(self, value: Any) -> Any:
        """Take in a constant such as pi: it, or its neighbour on the other side of the number."""
        if type(value) is not float:
            return value
        error = float(_CONSTANTS.get(value) or (1 if self._coin() else -1))
        return self.rounded_float(value, error)

    def add(self, a: Any, b: Any) -> Any:
        """Give a + b."""
        if type(a) is float and type(b) is float:
            r = a + b
            return self.rounded_float(r, sum_error(a, b, r))
        return self._operate(np.add, operator.add, a, b)

    def sub(self, a: Any, b: Any) -> Any:
        """Give a - b."""
        if type(a) is float and type(b) is float:
            r = a - b
            return self.rounded_float(r, sum_error(a, -b, r))
        return self._operate(np.subtract, operator.sub, a, b)

    def mul(self, a: Any, b: Any) -> Any:
        """Give a * b."""
        if type(a) is float and type(b) is float:
            r = a * b
            return self.rounded_float(r, scalar_product_error(a, b, r))
        return self._operate(np.multiply, operator.mul, a, b)

    def truediv(self, a: Any, b: Any) -> Any:
        """Give a / b."""
        if type(a) is float and type(b) is float:
            r = a / b
            return self.rounded_float(r, scalar_quotient_error(a, b, r))
        return self._operate(np.divide, operator.truediv, a, b)

    def floordiv(self, a: Any, b: Any) -> Any:
        """Give a // b, which is whole and exact."""
        with np.errstate(all="ignore"):
            return operator.floordiv(a, b)

    def mod(self, a: Any, b: Any) -> Any:
        """Give a % b."""
        return self._operate(np.remainder, operator.mod, a, b)

    def pow(self, a: Any, b: Any) -> Any:
        """Give a ** b."""
        return self._operate(np.power, operator.pow, a, b)

    def matmul(self, a: Any, b: Any) -> Any:
        """Give a @ b."""
        if type(a) is np.ndarray and type(b) is np.ndarray:
            return self.function(np.matmul, (a, b), {})
        return operator.matmul(a, b)

    def neg(self, a: Any) -> Any:
        """Give -a, which is exact."""
        return -a

    def pos(self, a: Any) -> Any:
        """Give +a."""
        return +a

    def abs(self, a: Any) -> Any:
        """Give the absolute value, which is rounded for complex numbers only."""
        if isinstance(a, complex) or (type(a) in _OURS and np.iscomplexobj(a)):
            return _as_python(self.apply(np.absolute, a), a)
        return abs(a)

    iadd = _in_place("add")
    isub = _in_place("sub")
    imul = _in_place("mul")
    itruediv = _in_place("truediv")
    ifloordiv = _in_place("floordiv")
    imod = _in_place("mod")
    ipow = _in_place("pow")
    imatmul = _in_place("matmul")

    def _operate(self, ufunc: np.ufunc, fallback: Callable[..., Any], a: Any, b: Any) -> Any:
        kinds = type(a), type(b)
        if kinds[0] not in _OURS or kinds[1] not in _OURS:
            return fallback(a, b)
        if kinds[0] not in _PYTHON or kinds[1] not in _PYTHON:
            return self.apply(ufunc, a, b)
        # Python's own result tells the type, and raises what Python raises.
        r = fallback(a, b)
        if not isinstance(r, float | complex):
            return r
        if abs(a) >= 2**1023 or abs(b) >= 2**1023:
            return r
        if complex in kinds:
            return self.apply(ufunc, complex(a), complex(b)).item()
        if type(r) is complex:
            return self.perturbed(r).item()
        if ufunc is np.power:
            return self._power_of_floats(float(a), float(b), r.real)
        if kinds != (float, float) and ufunc in _SINGLE_OPERATORS:
            return _SINGLE_OPERATORS[ufunc](self, float(a), float(b))
        return self.apply(ufunc, float(a), float(b)).item()

    def _power_of_floats(self, a: float, b: float, r: float) -> float:
        if b == 2:
            return self.rounded_float(r, scalar_product_error(a, a, r))
        if b == 0.5:
            return float(self.apply(np.sqrt, a))
        return r if scalar_power_is_exact(a, b, r) else self.near_float(r)

    # Functions of NumPy -------------------------------------------------------------------------

    def apply(self, ufunc: np.ufunc, *args: Any) -> Any:
        """Call a ufunc on numbers and arrays."""
        with np.errstate(all="ignore"):
            r = ufunc(*args)
            if ufunc is np.divmod:
                return r[0], self.apply(np.remainder, *args)
            kind = getattr(getattr(r, "dtype", None), "char", "O")
            if kind in "FD" or (ufunc is np.absolute and np.iscomplexobj(args[0])):
                return self._apply_complex(ufunc, r, args)
            if kind not in "efd" or ufunc.__name__ in EXACT:
                return r
            inputs = [np.asarray(x, dtype=r.dtype) for x in args]
            if ufunc in ERRORS:
                return self._rounded(r, ERRORS[ufunc](*inputs, r))
            if ufunc is np.power and inputs[1].ndim == 0 and float(inputs[1]) in _POWERS:
                return self.apply(_POWERS[float(inputs[1])], inputs[0])
            if ufunc not in ELEMENTARY:
                return self.perturbed(r, UNKNOWN_ULPS)
            exact, low, high = ELEMENTARY[ufunc]
            moved = self.perturbed(r)
            if low > -math.inf or high < math.inf:
                moved = np.clip(moved, low, high)
            return np.where(exact(*inputs, r), r, moved)[()]

    def _apply_complex(self, ufunc: np.ufunc, r: Any, args: tuple[Any, ...]) -> Any:
        if ufunc.__name__ in EXACT and ufunc is not np.absolute:
            return r
        rule = COMPLEX.get(ufunc)
        if rule is None:
            return self.perturbed(r, 2)
        inputs = [np.asarray(x) for x in args]
        return rule(self, *(part for x in inputs for part in (x.real, x.imag)))

    def ufunc(
        self, ufunc: np.ufunc, method: str, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        """Call a ufunc, or one of its methods, as `__array_ufunc__` is told to."""
        if ufunc in FUNCTIONS and method == "__call__":  # matmul and the like
            return self.function(ufunc, args, kwargs)
        if not _ours((*args, kwargs)):
            return getattr(ufunc, method)(*args, **kwargs)
        with np.errstate(all="ignore"):
            return UFUNC_METHODS[method](self, ufunc, *args, **kwargs)

    def function(self, f: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Call a function that `find` knows; a ufunc; any other one as it is."""
        rule = find(f)
        if rule is not None and _ours((*args, kwargs)):
            with np.errstate(all="ignore"):
                return rule(self, *args, **kwargs)
        if isinstance(f, np.ufunc) and rule is None:
            return self.ufunc(f, "__call__", args, kwargs)
        return f(*args, **kwargs)

    def method(self, name: str, array: Array, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Call a method of an array."""
        if name in METHODS and type(array) is np.ndarray:
            with np.errstate(all="ignore"):
                return METHODS[name](self, array, *args, **kwargs)
        return getattr(array, name)(*args, **kwargs)

    @staticmethod
    def rounds(ufunc: np.ufunc) -> bool:
        """Tell whether a ufunc rounds at all."""
        return ufunc.__name__ not in EXACT

    # Sums and products --------------------------------------------------------------------------

    def chain(self, ufunc: np.ufunc, terms: Array) -> Iterator[Array]:
        """Add up (or multiply) the rows of a matrix; give the partial results in blocks.

        To first order: a moved rounding is carried along, what it does to later roundings is not.
        """
        last = np.full(terms.shape[1], ufunc.identity, dtype=terms.dtype)
        drift = np.zeros_like(last)
        rows = max(1, _BLOCK // max(1, terms.shape[1]))
        for start in range(0, len(terms), rows):
            block = terms[start : start + rows]
            partial = ufunc.accumulate(np.concatenate([last[np.newaxis], block]), axis=0)
            r = partial[1:]
            error = ERRORS[ufunc](partial[:-1], block, r)
            step = self._rounded(r, error) - r
            if ufunc is np.multiply:  # a product carries a relative error along
                step = np.where(step == 0, 0, step / r)
            step = np.where(np.isfinite(step), step, 0)
            step[0] += drift
            drifts = np.cumsum(step, axis=0, dtype=r.dtype)
            last, drift = r[-1], drifts[-1]
            yield r + (r * drifts if ufunc is np.multiply else drifts)

    def total(self, ufunc: np.ufunc, terms: Array) -> Array:
        """Add up (or multiply) the rows of a matrix in any order, or in the worst one."""
        if terms.dtype.char == "e":
            return self.total(ufunc, terms.astype(np.float32)).astype(np.float16)
        if len(terms) > 2 and self.direction is None:
            terms = terms[self._random.permutation(len(terms))]
        elif len(terms) > 2 and ufunc is np.add:
            terms = np.sort(terms, axis=0)[::-1]  # all positive terms first
        result = np.full(terms.shape[1], ufunc.identity, dtype=terms.dtype)
        for partial in self.chain(ufunc, terms):
            result = partial[-1]
        return result

    @_quiet
    def reduce(
        self,
        ufunc: np.ufunc,
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        """Add up (or multiply) over axes, as `ufunc.reduce` does."""
        a = np.asarray(a) if dtype is None else np.asarray(a).astype(dtype)
        if where is not True:
            a = np.where(where, a, a.dtype.type(ufunc.identity))
        if a.dtype.char not in "efdFD":
            more = {} if initial is None else {"initial": initial}
            return ufunc.reduce(a, axis=axis, out=out, keepdims=keepdims, **more)
        axes = normal_axes(axis, a.ndim)
        rest = tuple(n for k, n in enumerate(a.shape) if k not in axes)
        terms = np.moveaxis(a, axes, range(len(axes)))
        terms = terms.reshape(math.prod(a.shape[k] for k in axes), math.prod(rest))
        if a.dtype.kind == "c" and ufunc is np.add:
            r = complex_array(self.total(ufunc, terms.real), self.total(ufunc, terms.imag))
        elif a.dtype.kind == "c":
            r = self._fold(ufunc, terms)
        else:
            r = self.total(ufunc, terms)
        r = r.reshape(rest)
        if initial is not None:
            r = np.asarray(self.apply(ufunc, r, initial))
        return deliver(np.expand_dims(r, axes) if keepdims else r, out)

    def _fold(self, ufunc: np.ufunc, terms: Array) -> Array:
        r = np.full(terms.shape[1:], ufunc.identity, dtype=terms.dtype)
        for row in terms:
            r = np.asarray(self.apply(ufunc, r, row))
        return r

    @_quiet
    def accumulate(
        self, ufunc: np.ufunc, a: Any, axis: Any = None, dtype: Any = None, out: Any = None
    ) -> Any:
        """Give all partial sums (or products) along an axis, of the flat array without one."""
        a = np.asarray(a) if dtype is None else np.asarray(a).astype(dtype)
        if axis is None:
            a, axis = a.reshape(-1), 0
        if a.dtype.char not in "efdFD" or not a.size:
            return ufunc.accumulate(a, axis=axis, out=out)
        front = np.moveaxis(a, axis, 0)
        terms = front.reshape(len(front), -1)
        if a.dtype.kind == "c":
            rows = [terms[0]]
            for row in terms[1:]:
                rows.append(np.asarray(self.apply(ufunc, rows[-1], row)))
            r = np.stack(rows)
        else:
            r = np.concatenate(list(self.chain(ufunc, terms)))
        return deliver(np.moveaxis(r.reshape(front.shape), 0, axis), out)

    def sum(self, a: Any, axis: Any = None, **kwargs: Any) -> Any:
        """Add up over axes, as `np.sum` does."""
        return self.reduce(np.add, a, axis, **kwargs)

    @_quiet
    def multilinear(self, f: Callable[..., Any], *operands: Any) -> Any:
        """Give f(*operands), whose elements are sums of products, with any order's noise.

        Each of n products and each of the n - 1 partial sums of a random order is rounded, with
        errors of variance u^2 / 3 of its square. With S the sum and Q the sum of the squares of the
        products that is u^2 / 3 (Q + (n - 1) (S^2 / 3 + Q / 6)); S, Q and n are values of f. In a
        directed run the error is that of products of one sign, n u / 2 times their sum.
        """
        operands = tuple(np.asarray(x) for x in operands)
        for k, x in enumerate(operands):
            if x.dtype.kind == "c":
                real = self.multilinear(f, *operands[:k], x.real, *operands[k + 1 :])
                imag = self.multilinear(f, *operands[:k], x.imag, *operands[k + 1 :])
                real, imag = np.asarray(real), np.asarray(imag)
                return complex_array(
                    self.apply(np.subtract, real.real, imag.imag),
                    self.apply(np.add, real.imag, imag.real),
                )[()]
        r = np.asarray(f(*operands))
        if r.dtype.char not in "efd" or not r.size:
            return r[()]
        noise = self._noise(f, r, [np.asarray(x, dtype=np.float64) for x in operands])
        return np.where(np.isfinite(r), (r + noise).astype(r.dtype), r)[()]

    def _noise(self, f: Callable[..., Any], r: Array, operands: list[Array]) -> Array:
        u = float(np.finfo(r.dtype).eps) / 2
        largest = [float(np.max(np.abs(x), initial=0)) or 1.0 for x in operands]
        scale = math.prod(largest)
        if not 0 < scale < math.inf:
            return np.zeros(r.shape)
        scaled = [x / most for x, most in zip(operands, largest, strict=True)]
        n = f(*((x != 0).astype(float) for x in operands))
        later = np.maximum(n - 1, 0)
        # A product is rounded unless all of its factors but one are powers of two.
        odd = [np.where(is_power_of_two(x), 0, y) for x, y in zip(operands, scaled, strict=True)]
        squares = f(*(x**2 for x in scaled))
        rounded = f(*(x**2 for x in odd)) if len(odd) == 2 else squares * (len(odd) - 1)
        # Sums of multiples of one unit are exact as long as 2^53 units are not reached.
        units = math.prod(unit(x) / y for x, y in zip(operands, largest, strict=True))
        exact = np.sqrt(n * squares) * u < units / 2
        if self.direction is None:
            s = np.asarray(r, dtype=np.float64) / scale
            variance = rounded + later * (s**2 / 3 + squares / 6)
            noise = u * np.sqrt(variance / 3) * _UNIFORM * self.uniform(r.shape)
        else:
            steps = later / 2 + (rounded > 0)
            noise = steps * u * f(*map(np.abs, scaled)) * self.side(r)
        result: Array = np.where(exact | (rounded + later == 0), 0.0, noise * scale)
        return result


def _as_python(value: Any, like: Any) -> Any:
    return value.item() if type(like) in _PYTHON else value


def _ours(value: Any) -> bool:
    """Tell that no array of another library, and no subclass, is among the arguments."""
    if isinstance(value, list | tuple):
        return len(value) > 1000 or all(map(_ours, value))
    if isinstance(value, dict):
        return all(map(_ours, value.values()))
    return type(value) is np.ndarray or not hasattr(value, "__array__") or type(value) in _SINGLE


_SINGLE_OPERATORS: dict[np.ufunc, Callable[[Samples, Any, Any], Any]] = {
    np.add: Samples.add,
    np.subtract: Samples.sub,
    np.multiply: Samples.mul,
    np.divide: Samples.truediv,
}

# The powers that NumPy and R calculate by a rounding of their own.
_POWERS = {0.5: np.sqrt, 2.0: np.square, -1.0: np.reciprocal}
