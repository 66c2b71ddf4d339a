"""Numbers with a rigorous error bound, for NumPy code to calculate with.

A ball is a midpoint and a radius (`flint.arb`, complex: `flint.acb`); whatever is calculated, the
true value lies inside. A `BallArray` is an array of such numbers, a `Ball` one of them. NumPy runs
on both: every ufunc first turns the floats that it meets into balls, so that no rounding happens
outside of them, and where objects do not know a ufunc it gets its meaning from `UFUNCS`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from flint import acb, arb, ctx, fmpz
from numpy.typing import NDArray

from diglot.judging.axes import normal_axes
from diglot.judging.ball_numbers import (
    COMPARISONS,
    ELEMENTARY,
    EVERY_ORDER,
    PREDICATES,
    ROUGH,
    TEXTS,
    Number,
    count_unknown,
    equal,
    imag_of,
    less,
    power,
    rounded_to_whole,
    widen,
)
from diglot.judging.elementary import ELEMENTARY as CAREFUL

Array = NDArray[Any]


# -- single numbers -----------------------------------------------------------------------------


def as_number(value: Any) -> Number | None:
    """Give a number as an exact ball; None for what is no number."""
    kind = type(value)
    if kind is Ball:
        return value.arb
    if kind is float or kind is arb or kind is acb:
        return arb(value) if kind is float else value
    if isinstance(value, bool | np.bool_ | int | np.integer | fmpz):
        return arb(int(value))
    if isinstance(value, float | np.floating):
        return arb(float(value))
    if isinstance(value, complex | np.complexfloating):
        return acb(complex(value).real, complex(value).imag)
    return None


def is_number(value: Any) -> bool:
    """Tell a ball's number from anything else."""
    return type(value) is arb or type(value) is acb


# What NumPy's loops over objects calculate as it is, and faster than a function of ours.
_NATIVE = frozenset({
    "add", "subtract", "multiply", "divide", "true_divide", "negative", "positive", "absolute",
})  # fmt: skip


class Ball:
    """A real or complex number that is known up to a radius.

    It shows itself as the NumPy scalar in whose place it stands.
    """

    __slots__ = ("arb",)

    def __init__(self, value: Number) -> None:
        self.arb = value

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Pass for the scalar where a function asks what it has got."""
        return np.complex128 if type(self.arb) is acb else np.float64

    shape: tuple[int, ...] = ()
    ndim, size = 0, 1

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the scalar in whose place it stands."""
        return np.dtype(np.complex128 if type(self.arb) is acb else np.float64)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Let NumPy's functions work on a single ball."""
        return calculate(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let NumPy's other functions take it for an array without axes."""
        return array_function(func, args, kwargs)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """Refuse to become a float, whose error bound would be lost."""
        if dtype is not None and np.dtype(dtype) != object:
            raise TypeError("a ball is no float")
        return whole_array(self)

    def __float__(self) -> float:
        """Refuse: the error bound would be lost."""
        raise TypeError("a ball is no float")

    def __complex__(self) -> complex:
        """Refuse: the error bound would be lost."""
        raise TypeError("a ball is no complex number")

    def __index__(self) -> int:
        """Give a whole number, for counts and labels."""
        found = self.arb.unique_fmpz()
        if found is None or not self.arb.is_exact():
            raise TypeError("a ball that is no whole number cannot be an index")
        return int(found)

    def __int__(self) -> int:
        """Round towards 0."""
        return rounded_to_whole("trunc", self.arb)

    __trunc__ = __int__

    def __floor__(self) -> int:
        """Round down."""
        return rounded_to_whole("floor", self.arb)

    def __ceil__(self) -> int:
        """Round up."""
        return rounded_to_whole("ceil", self.arb)

    def __round__(self, digits: int | None = None) -> Any:
        """Round to so many decimals."""
        if digits is None:
            return rounded_to_whole("rint", self.arb)
        scale = arb(10) ** digits
        return Ball(CAREFUL["rint"](self.arb * scale) / scale)

    def __bool__(self) -> bool:
        """Tell whether it is not 0."""
        return not equal(self.arb, arb(0))

    def __repr__(self) -> str:
        """Write the midpoint, as a float would be written."""
        return repr(self._written())

    def __str__(self) -> str:
        """Write the midpoint, as a float would be written."""
        return str(self._written())

    def __format__(self, form: str) -> str:
        """Write the midpoint, as a float would be written."""
        return format(self._written(), form)

    def _written(self) -> complex | float:
        """Give what a text says of it; the error bound is not in the text."""
        if not self.arb.is_exact():
            TEXTS.set(True)
        if type(self.arb) is acb:
            return complex(float(self.arb.real.mid()), float(self.arb.imag.mid()))
        return float(self.arb.mid())

    def __hash__(self) -> int:
        """Hash the midpoint, as a float is hashed."""
        return hash(float(self.arb.mid()))

    def is_integer(self) -> bool:
        """Tell whether it is a whole number."""
        return bool(self.arb.is_integer())

    @property
    def real(self) -> Ball:
        """The real part."""
        return Ball(self.arb.real)

    @property
    def imag(self) -> Ball:
        """The imaginary part."""
        return Ball(imag_of(self.arb))

    def __getattr__(self, name: str) -> Any:
        """Take any other attribute from an array without axes."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(whole_array(self).view(BallArray), name)

    def __getitem__(self, key: Any) -> Any:
        """Give itself for ``x[()]``, as a scalar does; an array for ``x[None]``."""
        return self if key == () else whole_array(self).view(BallArray)[key]

    def __copy__(self) -> Ball:
        """Give itself: a number does not change."""
        return self

    def __deepcopy__(self, memo: Any) -> Ball:
        """Give itself: a number does not change."""
        return self


def _forward(function: Callable[[Any, Any], Any]) -> Callable[[Ball, Any], Any]:
    def operation(self: Ball, other: Any) -> Any:
        if type(other) is Ball:  # by far the most frequent
            return Ball(function(self.arb, other.arb))
        other = as_number(other)
        return NotImplemented if other is None else Ball(function(self.arb, other))

    return operation


def _backward(function: Callable[[Any, Any], Any]) -> Callable[[Ball, Any], Any]:
    def operation(self: Ball, other: Any) -> Any:
        other = as_number(other)
        return NotImplemented if other is None else Ball(function(other, self.arb))

    return operation


def _comparison(function: Callable[[Any, Any], bool]) -> Callable[[Ball, Any], Any]:
    def compare(self: Ball, other: Any) -> Any:
        other = as_number(other)
        if other is None:
            return NotImplemented
        count_unknown(self.arb, other)
        return function(self.arb, other)

    return compare


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
    "pow": power, "floordiv": CAREFUL["floor_divide"], "mod": CAREFUL["remainder"],
}  # fmt: skip
for _name, _function in _BINARY.items():
    setattr(Ball, f"__{_name}__", _forward(_function))
    setattr(Ball, f"__r{_name}__", _backward(_function))
for _name, _compare in zip(("lt", "le", "gt", "ge", "eq", "ne"), COMPARISONS.values(), strict=True):
    setattr(Ball, f"__{_name}__", _comparison(_compare))
for _name, _unary in {"abs": operator.abs, "neg": operator.neg, "pos": operator.pos}.items():
    setattr(Ball, f"__{_name}__", lambda self, f=_unary: Ball(f(self.arb)))


# -- arrays -------------------------------------------------------------------------------------


class BallArray(np.ndarray):
    """An array of balls, and of nothing else; to Python it shows itself as an array of doubles."""

    @property
    def dtype(self) -> Any:
        """The type of the numbers in whose place the balls stand."""
        complex_ = any(type(v) is acb for v in plain(self).reshape(-1)[:1].tolist())
        return np.dtype(np.complex128 if complex_ else np.float64)

    @property
    def flat(self) -> Any:
        """All elements in a row."""
        row = self.reshape(-1)
        if not np.may_share_memory(plain(row), plain(self)):
            row.flags.writeable = False  # what is stored in a copy would be lost
        return row

    @property  # type: ignore[misc]
    def real(self) -> Any:
        """The real parts."""
        return each(lambda v: v.real, self)

    @property  # type: ignore[misc]
    def imag(self) -> Any:
        """The imaginary parts."""
        return each(imag_of, self)

    def __getitem__(self, key: Any) -> Any:
        """Give one number as a ball, several as an array of balls."""
        found = super().__getitem__(_as_index(key))
        return as_ball(found) if type(found) is not BallArray else found

    def __setitem__(self, key: Any, value: Any) -> None:
        """Store numbers as balls."""
        elements = _elements(value)
        # An array without axes would itself become the element.
        plain(self)[_as_index(key)] = elements if elements.ndim else elements[()]

    def __iter__(self) -> Iterator[Any]:
        """Go along the first axis."""
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        """Tell whether the only element is not 0."""
        return bool(as_ball(self.reshape(-1).view(np.ndarray)[()].item()))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Turn floats into balls before any function of NumPy calculates with them."""
        return calculate(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Keep the results of NumPy's other functions arrays of balls."""
        return array_function(func, args, kwargs)

    def __array_finalize__(self, made_from: Any) -> None:
        """Nothing is carried on."""

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """Stay balls where floats are asked for; become whole numbers or logicals."""
        kind = np.dtype(dtype).kind
        if kind in "fO":
            return self.copy()
        if kind == "c":
            return each(lambda v: v if type(v) is acb else acb(v, 0), self)
        if kind in "iu":
            whole_numbers = np.frompyfunc(lambda v: rounded_to_whole("trunc", v), 1, 1)(plain(self))
            return np.asarray(whole_numbers).astype(dtype)
        if kind == "b":
            return self != 0
        raise TypeError(f"balls do not become {np.dtype(dtype)}")

    def item(self, *place: Any) -> Any:
        """Give one element as a ball."""
        return as_ball(np.ndarray.item(plain(self), *place))

    def tolist(self) -> Any:
        """Give lists of balls."""
        return [row.tolist() if isinstance(row, BallArray) else row for row in self]

    def fill(self, value: Any) -> None:
        """Store one number everywhere."""
        self[...] = value

    def put(self, indices: Any, values: Any, mode: Any = "raise") -> None:
        """Store numbers at places in the row of all elements."""
        plain(self).put(_as_index(indices), _elements(values), mode)

    def partition(self, *args: Any, **kwargs: Any) -> None:
        """Sort: that is one honest partition."""
        self.sort(*args[1:2])

    def tobytes(self, *args: Any, **kwargs: Any) -> bytes:
        """Refuse: the bytes of balls are no numbers."""
        raise TypeError("a ball is no float: its bytes are no number")

    tofile = dump = dumps = tobytes  # type: ignore[assignment]


def _as_index(key: Any) -> Any:
    if type(key) is Ball:
        return operator.index(key)
    if type(key) is BallArray:
        return key.astype(np.intp)
    if type(key) is tuple:
        return tuple(map(_as_index, key))
    return key


def plain(value: Any) -> Any:
    """Take the type from an array of balls, so that NumPy's own loops run on it."""
    if type(value) is Ball:
        return whole_array(value)
    return value.view(np.ndarray) if type(value) is BallArray else value


def whole_array(value: Any) -> Array:
    """Give one number as an array without axes."""
    array = np.empty((), dtype=object)
    array[()] = value.arb if type(value) is Ball else value
    return array


def as_ball(value: Any) -> Any:
    """Give a number of an array as a ball; leave anything else as it is."""
    return Ball(value) if is_number(value) else value


def boxed(value: Any) -> Any:
    """Give what NumPy's loops over objects have made as balls."""
    if isinstance(value, np.ndarray) and type(value) is not BallArray and value.dtype.kind == "O":
        return value.view(BallArray)
    return as_ball(value)


_exact = np.frompyfunc(arb, 1, 1)
_exact_integer = np.frompyfunc(lambda v: arb(int(v)), 1, 1)
_exact_complex = np.frompyfunc(lambda v: acb(v.real, v.imag), 1, 1)
_unboxed = np.frompyfunc(as_number, 1, 1)


def exact(array: Array) -> BallArray:
    """Give an array of numbers as exact balls."""
    kind = array.dtype.kind
    if kind == "O":
        plain_array = array.view(np.ndarray)
        if kinds(plain_array) <= {arb, acb}:
            return plain_array.view(BallArray)
        made = _unboxed(plain_array)
        if type(None) in kinds(made):
            raise TypeError("only numbers become balls")
    elif kind == "f":
        made = _exact(array.astype(np.float64, copy=False))
    else:
        made = (_exact_complex if kind == "c" else _exact_integer)(array)
    if type(made) is np.ndarray and made.dtype == object:
        return made.view(BallArray)
    result = np.empty(array.shape, dtype=object)
    result[...] = made
    return result.view(BallArray)


def kinds(array: Any) -> set[type]:
    """Give the types of the elements."""
    flat = array.reshape(-1) if isinstance(array, np.ndarray) else whole_array(array).reshape(-1)
    return set(map(type, flat.tolist()))


def lift(value: Any) -> Any:
    """Turn the floats inside a value into balls; whole numbers and logicals stay exact as they are.

    Parameters
    ----------
    value : any
        Floats, arrays of floats, and dicts, lists and tuples of these; anything else is left.
    """
    kind = type(value)
    if kind is Ball or kind is BallArray:
        return value
    if kind is float or kind is complex or isinstance(value, np.inexact):
        return Ball(as_number(value))
    if isinstance(value, np.ndarray):
        numbers = value.dtype.kind in "fc" or (value.dtype == object and _holds_numbers(value))
        return exact(value) if numbers else value
    if kind is dict:
        return {key: lift(v) for key, v in value.items()}
    if kind is list or kind is tuple:
        return kind(map(lift, value))
    return value


def _holds_numbers(array: Array) -> bool:
    return array.size > 0 and all(as_number(v) is not None for v in array.reshape(-1).tolist())


def _elements(value: Any) -> Any:
    """Give anything that is number-like as numbers of Arb, for NumPy's loops over objects."""
    kind = type(value)
    if kind is BallArray:
        return value.view(np.ndarray)
    number = as_number(value)
    if number is not None:
        return whole_array(number)
    array = np.asarray(value, dtype=object if kind in (list, tuple) else None)
    return exact(array).view(np.ndarray)


def each(function: Callable[..., Any], *arrays: Any) -> Any:
    """Calculate element by element; several arrays are broadcast."""
    ufunc = np.frompyfunc(function, len(arrays), 1)
    found = ufunc(*map(_elements, arrays))
    if tuple in kinds(found):  # a function of several results
        parts = zip(*np.ravel(found).tolist(), strict=True)
        shape = np.shape(found)
        return tuple(boxed(_filled(part, shape)) for part in parts)
    return boxed(found)


def _filled(values: Any, shape: tuple[int, ...]) -> Any:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array.reshape(shape)[()]


# -- ufuncs -------------------------------------------------------------------------------------


def _ufunc(function: Callable[..., Any], inputs: int) -> np.ufunc:
    made: np.ufunc = np.frompyfunc(function, inputs, 1)
    return made


def _table(functions: dict[str, Callable[..., Any]]) -> dict[str, np.ufunc]:
    return {
        name: _ufunc(function, getattr(np, name).nin)
        for name, function in functions.items()
        if name not in _NATIVE
    }


#: What NumPy's loops over objects do not know, or know only by undecided comparisons.
UFUNCS: dict[str, np.ufunc] = _table(ELEMENTARY)
_PREDICATES = _table(PREDICATES)

# Methods of Arb that NumPy's loops call without a function of ours: right wherever their result is
# a number, since they have no limits at the infinities.
_FAST_METHODS: dict[str, Callable[..., Any]] = {
    "exp": arb.exp, "log": arb.log, "sqrt": arb.sqrt, "sin": arb.sin, "cos": arb.cos,
    "tan": arb.tan, "tanh": arb.tanh, "sinh": arb.sinh, "cosh": arb.cosh, "expm1": arb.expm1,
    "log1p": arb.log1p, "arctan": arb.atan, "maximum": arb.max, "minimum": arb.min,
}  # fmt: skip
_FAST = {name: _ufunc(method, np.__dict__[name].nin) for name, method in _FAST_METHODS.items()}
_is_nan = np.frompyfunc(arb.is_nan, 1, 1)


def _fast(name: str, method: str, arrays: list[Array], kwargs: dict[str, Any]) -> Any:
    """Calculate without a function of ours where that is right; None elsewhere."""
    # Arb's methods take a complex number for a real one without a word.
    if name not in _FAST or any(kinds(array) != {arb} for array in arrays):
        return None
    result = getattr(_FAST[name], method)(*arrays, **kwargs)
    return None if np.any(_is_nan(result)) else result


UFUNCS["clip"] = _ufunc(lambda x, low, high: x.max(low).min(high), 3)


def calculate(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a ufunc, or a method of one, on balls."""
    name = ufunc.__name__
    inputs, kwargs = _by_name(method, ufunc.nin, inputs, kwargs)
    out, where = kwargs.pop("out", None), kwargs.pop("where", None)
    where = None if where is True else where
    out = out[0] if isinstance(out, tuple) else out
    if out is ...:  # an array is wanted, whatever the rank
        found = calculate(ufunc, method, inputs, {**kwargs, "where": where})
        return whole_array(found).view(BallArray) if type(found) is Ball else found
    if name in _SEVERAL:
        return _SEVERAL[name](*inputs)
    result = _apply(ufunc, name, method, inputs, kwargs, where)
    if out is None:
        return result
    masked = where is not None and method == "__call__"
    place = np.broadcast_to(np.asarray(where), out.shape) if masked else ...
    return store(out, place, result[place] if masked else result)


def store(target: Any, place: Any, value: Any) -> Any:
    """Store in an array and give it; NumPy would turn balls into floats without a word."""
    refuse_balls(target, value)
    target[place] = value
    return target


def refuse_balls(target: Any, *values: Any) -> None:
    """Refuse to store balls in an array of floats."""
    if type(target) is np.ndarray and target.dtype != object:
        if any(type(value) in (Ball, BallArray) for value in values):
            raise TypeError("a ball is no float: an array that was made elsewhere cannot hold one")


_POSITIONS = {
    "reduce": ("axis", "dtype", "out", "keepdims", "initial", "where"),
    "accumulate": ("axis", "dtype", "out"),
}


def _by_name(
    method: str, nin: int, inputs: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Name the arguments that may come by their position, and leave out what changes nothing."""
    count = nin if method == "__call__" else 1 if method in _POSITIONS else len(inputs)
    names = ("out",) if method == "__call__" else _POSITIONS.get(method, ())
    named = {**dict(zip(names, inputs[count:], strict=False)), **kwargs}
    idle = ("dtype", "casting", "order", "subok", "signature")
    kept = {k: v for k, v in named.items() if k == "axis" or k not in idle and not absent(v)}
    return inputs[:count], kept


def absent(value: Any) -> bool:
    """Tell whether an argument of NumPy's was left out."""
    return value is None or value is np._NoValue


def _modf(x: Any) -> tuple[Any, Any]:
    whole_part = calculate(np.trunc, "__call__", (x,), {})
    return x - whole_part, whole_part


def _divmod(x: Any, y: Any) -> tuple[Any, Any]:
    quotient = calculate(np.floor_divide, "__call__", (x, y), {})
    return quotient, x - quotient * y


def _frexp(x: Any) -> tuple[Any, Any]:
    found = np.frompyfunc(_mantissa, 1, 2)(_elements(x))
    return boxed(found[0]), np.asarray(found[1]).astype(np.int32)[()]


def _mantissa(x: Number) -> tuple[Number, int]:
    """Give a mantissa from 0.5 to 1 and the exponent of 2; the midpoint decides at a power of 2."""
    mantissa, exponent = x.mid().man_exp() if x.is_finite() else (0, 0)
    if mantissa == 0:
        return x, 0
    bits = int(exponent) + abs(int(mantissa)).bit_length()
    power_of_two = arb(2) ** bits
    less(abs(x), power_of_two)
    less(abs(x), power_of_two / 2)
    return x / power_of_two, bits


_SEVERAL: dict[str, Callable[..., tuple[Any, Any]]] = {
    "modf": _modf, "divmod": _divmod, "frexp": _frexp,
}  # fmt: skip


def _apply(
    ufunc: np.ufunc, name: str, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any],
    where: Any,
) -> Any:  # fmt: skip
    if name in _PREDICATES:
        arrays = list(map(_elements, inputs))
        if all(array.size == 1 for array in arrays) and len(arrays) == 2:
            count_unknown(*(array.reshape(-1)[0] for array in arrays))
        result = getattr(_PREDICATES[name], method)(*arrays, **kwargs)
        return np.asarray(result, dtype=bool)[()]
    if name in LATER:
        return LATER[name](*inputs, **kwargs)
    known = UFUNCS.get(name) or (ufunc if name in _NATIVE else None)
    if known is None:
        raise TypeError(f"numpy.{name} has no meaning for balls")
    if method != "__call__":
        return _reduce(known, name, method, inputs, kwargs, where)
    arrays = list(map(_elements, inputs))
    result = _fast(name, method, arrays, kwargs)
    return boxed(known(*arrays, **kwargs) if result is None else result)


_IDENTITIES = {"add": 0.0, "multiply": 1.0, "maximum": -np.inf, "minimum": np.inf}


def _reduce(
    known: np.ufunc, name: str, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any],
    where: Any,
) -> Any:  # fmt: skip
    array, *more = inputs
    if method == "at":
        refuse_balls(array, *more[1:])
        known.at(plain(array), _as_index(more[0]), *map(_elements, more[1:]))
        return None
    if method == "reduceat":
        found = known.reduceat(_elements(array), _as_index(lift(more[0])), **kwargs)
        return boxed(found)
    if method != "reduce":
        return boxed(getattr(known, method)(*map(_elements, inputs), **kwargs))
    if "initial" in kwargs:
        kwargs["initial"] = as_number(kwargs["initial"])
    elements = _elements(array)
    if where is not None:
        elements = np.where(where, elements, whole_array(arb(_IDENTITIES[name])))
    if name == "add":
        return _sum(elements, **kwargs)
    axes = normal_axes(kwargs.pop("axis", 0), elements.ndim)
    keepdims = kwargs.pop("keepdims", False) is True
    for axis in axes:  # one by one: NumPy does not know that the order is free
        options = {"axis": axis, "keepdims": True, **kwargs}
        result = _fast(name, "reduce", [elements], options)
        elements = known.reduce(elements, **options) if result is None else result
        kwargs.pop("initial", None)
    return boxed(elements if keepdims else elements.squeeze(axes)[()])


def _sum(elements: Array, axis: Any = 0, keepdims: bool = False, initial: Any = None) -> Any:
    """Add up along axes; at 53 bits the radius covers every order of the terms."""
    start: Any = {} if initial is None else {"initial": initial}
    add: Any = np.add
    result = add.reduce(elements, axis=axis, keepdims=keepdims, **start)
    terms = elements.size // max(np.size(result), 1)
    if isinstance(result, int) or result is None or terms == 0:  # nothing was added
        zero = np.zeros(np.shape(result))
        return boxed(exact(zero)) if zero.shape else Ball(arb(0))
    if np.ndim(result) and np.size(result) and terms <= 1 and not start:
        return boxed(result)
    if ctx.prec == ROUGH and terms > 2:
        sizes = add.reduce(np.abs(elements), axis=axis, keepdims=keepdims)
        share = arb(terms - 1) * EVERY_ORDER
        result = np.frompyfunc(lambda s, a: widen(s, a * share), 2, 1)(result, sizes)
    return boxed(np.asarray(result, dtype=object) if np.ndim(result) else result)


#: What is written on top of this: `diglot.judging.ball_functions` puts it here.
LATER: dict[str, Callable[..., Any]] = {}


def array_function(function: Any, args: Any, kwargs: Any) -> Any:
    """Call one of NumPy's functions where a ball is among the arguments."""
    return LATER["call"](function, args, kwargs)
