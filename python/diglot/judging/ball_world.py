"""The world of balls: what lifted code means by float, math.exp, np.zeros and np.sum."""

from __future__ import annotations

import builtins
import cmath
import math
import operator
import statistics
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
from flint import acb, arb, ctx

from diglot.judging import ball_functions, linear_algebra
from diglot.judging.ball_numbers import ELEMENTARY, ROUGH, Number, power, widen, written_as_text
from diglot.judging.balls import (
    Ball,
    BallArray,
    as_number,
    boxed,
    calculate,
    each,
    exact,
    lift,
    plain,
    store,
)
from diglot.judging.distributions import distribution_method
from diglot.judging.special import find as find_special
from diglot.judging.special import ulps_of
from diglot.judging.world import CannotFollow, World, name_of

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    name: getattr(operator, name)
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
}

#: A number that came from code which no world follows may be this many ULP from what it stands
#: for: tables of nodes and weights, spline coefficients.
_FOREIGN_ULPS = 4

_CONSTANTS: dict[float, Callable[[], arb]] = {
    math.pi: arb.pi,
    math.e: arb.const_e,
    math.tau: lambda: 2 * arb.pi(),
    float(np.euler_gamma): arb.const_euler,
    (1 + math.sqrt(5)) / 2: lambda: (1 + arb(5).sqrt()) / 2,
}


def holds_ball(value: Any, depth: int = 4) -> bool:
    """Tell whether a ball is among the values."""
    kind = type(value)
    if kind is Ball or kind is BallArray:
        return True
    if kind in (list, tuple, set, frozenset) and depth:
        return builtins.any(holds_ball(v, depth - 1) for v in value)
    if kind is dict and depth:
        return builtins.any(holds_ball(v, depth - 1) for v in value.values())
    return False


def _inexact(value: Any) -> bool:
    """Tell whether arithmetic on a value would round."""
    if isinstance(value, np.ndarray):
        return np.ndarray.dtype.__get__(value).kind in "fc"
    return isinstance(value, float | complex | np.inexact)


class Balls(World):
    """Arithmetic on balls, at the precision of the block around it.

    Attributes
    ----------
    rests_on : list of str
        The code, which no world follows, whose numbers were taken for exact on the way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rests_on: list[str] = []

    def number(self, value: Any) -> Any:
        """Give a float that stands in the source as the double that it is."""
        return Ball(as_number(value))

    def adapt(self, array: Any) -> Any:
        """Let an array in which a function keeps its results hold balls."""
        return lift(array)

    def constant(self, value: Any) -> Any:
        """Give pi where the source says ``math.pi``, not the double beside it."""
        known = _CONSTANTS.get(value) if isinstance(value, float) and type(value) is float else None
        return value if known is None else Ball(known())

    def operate(self, name: str, x: Any, y: Any) -> Any:
        """Calculate with balls wherever a rounding could happen."""
        operation = _OPERATORS[name]
        if _is_ball(x) or _is_ball(y):
            return operation(_number_like(x), _number_like(y))
        if name in ("truediv", "pow") and _divides(name, x, y):
            return operation(_as_balls(x), _as_balls(y))
        if _inexact(x) or _inexact(y):
            return operation(lift(x), lift(y))
        return operation(x, y)

    def set_item(self, owner: Any, key: Any, value: Any) -> None:
        """Store; an array of doubles cannot hold a ball."""
        _must_hold(owner, value)
        owner[key] = value

    def ufunc(self, ufunc: np.ufunc, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Calculate with balls unless only whole numbers and logicals are there."""
        _must_take(kwargs.get("out", args[ufunc.nin] if len(args) > ufunc.nin else None), ufunc)
        if method == "at":
            _must_hold(args[0], args[2:])
            if type(args[0]) is not BallArray:
                return ufunc.at(*args)
        special = _special(ufunc)
        if special is not None and method == "__call__":
            return _each_scalar(special, *args, **kwargs)
        try:
            return self._with_balls(ufunc, method, args, kwargs)
        except TypeError as error:
            if "no meaning for balls" in str(error):
                raise CannotFollow(f"`{name_of(ufunc)}`") from error
            raise

    def _with_balls(self, ufunc: np.ufunc, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        if holds_ball(args) or holds_ball(kwargs):
            return calculate(ufunc, method, args, dict(kwargs))
        if builtins.any(map(_inexact, args)) or _makes_floats(ufunc, args):
            first, *more = map(_as_balls, args)
            rest = args[1:] if method in ("reduce", "accumulate", "at") else more
            return calculate(ufunc, method, (first, *rest), dict(kwargs))
        return getattr(ufunc, method)(*args, **kwargs)

    def array_function(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call one of NumPy's functions on balls."""
        made = _MAKERS.get(function.__name__) if function.__module__ == "numpy" else None
        if made is not None:
            return made(function, *args, **kwargs)
        args, kwargs = self.lift_callbacks(args), dict(kwargs)
        _must_take(kwargs.get("out"), function)
        if function.__name__ in ball_functions.IN_PLACE:
            _must_hold(args[0], (*args[1:], *kwargs.values()))
            if type(args[0]) is not BallArray:
                return function(*args, **kwargs)
        if not _rounds(args) and not _rounds(tuple(kwargs.values())):
            if function.__name__ not in ball_functions.DIVIDES:
                return function(*args, **kwargs)
            args = (_as_balls(args[0]), *args[1:])
        try:
            return ball_functions.call(function, lift(args), lift(kwargs), self.lifted)
        except TypeError as error:
            if "no meaning for balls" in str(error) or "ball is no" in str(error):
                raise CannotFollow(f"`{name_of(function)}`") from error
            raise

    def array_method(self, array: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call a method of an array of doubles, or of one of balls."""
        _must_take(kwargs.get("out"), getattr(array, name))
        if name in _CHANGES_ITS_ARRAY and type(array) is not BallArray:
            _must_hold(array, args)
            return getattr(array, name)(*args, **kwargs)
        if _inexact(array) or name in ("mean", "std", "var"):
            array = _as_balls(array)
        if isinstance(array, np.ndarray) and type(array) is not BallArray and holds_ball(args):
            array = _as_balls(array)
        return lift(getattr(array, name)(*args, **kwargs))

    def known(self, function: Any) -> Callable[..., Any] | None:
        """Give what a function means for balls."""
        try:
            found = _KNOWN.get(function)
        except TypeError:  # it cannot be looked up
            return None
        if found is not None:
            return found
        if isinstance(function, np.ufunc | type):
            return None
        special = _special(function)
        if special is not None:
            return _counting(function, special)
        if isinstance(function, MethodType | FunctionType):
            density = _distribution(function)
            if density is not None:
                return lambda *args, **kwargs: _each_scalar(density, *args, **kwargs)
            algebra = _linear_algebra(function)
            return algebra
        return None

    def foreign(self, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Call what no world follows: with balls only what keeps them as they are."""
        given = holds_ball(args) or holds_ball(kwargs)
        package = _package(function)
        if package in _KEEPS_BALLS:
            args, kwargs = self.callbacks(function, args, kwargs)
            return function(*args, **kwargs)
        if given and isinstance(function, type) and issubclass(function, BaseException):
            return function(*args, **kwargs)
        if given and _random(function):
            args, kwargs = unlifted(args), unlifted(kwargs)
            given = False
        if given and not isinstance(function, MethodType | FunctionType | type):
            raise CannotFollow(f"`{name_of(function)}`")
        try:
            result = function(*self.lift_callbacks(args), **kwargs)
        except TypeError as error:
            if "ball is no" in str(error):
                raise CannotFollow(f"`{name_of(function)}`") from error
            raise
        if package in ("diglot", "scratchnet") or _random(function) or given:
            return result
        return self._taken_over(result, name_of(function))

    def _taken_over(self, result: Any, name: str) -> Any:
        """Take the numbers of code that is not followed for what they are: rounded."""
        if not _rounds((result,)):
            return result
        self.rests_on.append(name)
        lifted = lift(result)
        return _roughened(lifted) if ctx.prec == ROUGH else lifted


def unlifted(value: Any) -> Any:
    """Give exact balls as the doubles that they are."""
    kind = type(value)
    if kind is Ball:
        if not value.arb.is_exact():
            raise CannotFollow("a random number depends on a rounded one")
        return float(value.arb)
    if kind is BallArray:
        return np.array([unlifted(Ball(v)) for v in plain(value).flat]).reshape(value.shape)
    if kind in (list, tuple):
        return kind(map(unlifted, value))
    if kind is dict:
        return {name: unlifted(v) for name, v in value.items()}
    return value


#: The methods of arrays that change them in place.
_CHANGES_ITS_ARRAY = frozenset({
    "byteswap", "fill", "itemset", "partition", "put", "resize", "setfield", "setflags", "sort",
})  # fmt: skip


def _must_hold(array: Any, value: Any) -> None:
    """Refuse to store a ball in an array of floats, where it would lose its error bound."""
    if type(array) is np.ndarray and array.dtype != object and holds_ball(value):
        raise CannotFollow("a result is stored in an array that was made elsewhere")


def _must_take(out: Any, function: Any) -> None:
    """Refuse to write results to an array of floats."""
    out = out[0] if isinstance(out, tuple) and out else out
    if type(out) is np.ndarray and out.dtype.kind in "fc":
        raise CannotFollow(f"`{name_of(function)}` with `out=`, an array that was made elsewhere,")


# -- arguments ----------------------------------------------------------------------------------


def _is_ball(value: Any) -> bool:
    return type(value) is Ball or type(value) is BallArray


def _number_like(value: Any) -> Any:
    return lift(value) if isinstance(value, np.ndarray | np.generic) else value


def _as_balls(value: Any) -> Any:
    """Give numbers as balls, whole ones and logicals too."""
    if isinstance(value, np.ndarray) and type(value) is not BallArray:
        return exact(value) if value.dtype.kind in "fciub" else value
    number = as_number(value)
    return value if number is None or type(value) is Ball else Ball(number)


def _divides(name: str, x: Any, y: Any) -> bool:
    """Tell whether two whole numbers make one that is rounded."""
    if not (_whole(x) and _whole(y)):
        return False
    return name == "truediv" or (not isinstance(y, np.ndarray) and y < 0)


def _whole(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iub"
    return isinstance(value, int | np.integer | np.bool_)


def _rounds(values: Any, depth: int = 4) -> bool:
    """Tell whether a ball or a float is among values."""
    for value in values:
        if _is_ball(value) or _inexact(value):
            return True
        if type(value) in (list, tuple) and depth and _rounds(value, depth - 1):
            return True
        if type(value) is dict and depth and _rounds(tuple(value.values()), depth - 1):
            return True
    return False


def _makes_floats(ufunc: np.ufunc, args: Any) -> bool:
    """Tell whether a ufunc makes floats of whole numbers."""
    try:
        kinds = [np.asarray(arg).dtype for arg in args[: ufunc.nin]]
        kinds += kinds[-1:] * (ufunc.nin - len(kinds))  # methods take one array
        return ufunc.resolve_dtypes((*kinds, *[None] * ufunc.nout))[-1].kind in "fc"
    except (TypeError, AttributeError):
        return False


def _roughened(value: Any) -> Any:
    """Give numbers a radius of some ULP."""
    if isinstance(value, dict):
        return {name: _roughened(v) for name, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_roughened, value))
    return each(_rough, value) if _is_ball(value) else value


def _rough(number: Number) -> Number:
    return widen(number, abs(number) * arb(2.0**-52 * _FOREIGN_ULPS))


# -- functions ----------------------------------------------------------------------------------

#: Packages whose functions leave their arguments as they are: containers, iteration, copies.
_KEEPS_BALLS = frozenset({
    "abc", "bisect", "builtins", "collections", "contextlib", "contextvars", "copy", "copyreg",
    "dataclasses", "enum", "functools", "gc", "heapq", "inspect", "io", "itertools", "logging",
    "numbers", "operator", "os", "pprint", "queue", "re", "reprlib", "string", "sys", "textwrap",
    "threading", "time", "types", "typing", "warnings", "weakref",
})  # fmt: skip


def _package(function: Any) -> str:
    owner = getattr(function, "__self__", None)
    module = owner.__name__ if isinstance(owner, ModuleType) else None
    module = module or getattr(function, "__module__", None)
    if module is None and owner is not None:
        module = type(owner).__module__
    if module is None:
        module = getattr(type(function), "__module__", "")
    return module.partition(".")[0].lstrip("_") if isinstance(module, str) else ""


def _random(function: Any) -> bool:
    owner = getattr(function, "__self__", None)
    place = f"{type(owner).__module__} {getattr(function, '__module__', '')}"
    return "numpy.random" in place or "random" in place.split()


def _each_scalar(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calculate element by element with what takes Arb's numbers."""
    out, where = kwargs.pop("out", None), kwargs.pop("where", True)
    names, n = tuple(kwargs), len(args)
    result = each(
        lambda *values: function(*values[:n], **dict(zip(names, values[n:], strict=True))),
        *map(_as_balls, (*args, *kwargs.values())),
    )
    if out is None:
        return result
    target = out[0] if isinstance(out, tuple) else out
    place = np.broadcast_to(where, target.shape)
    return store(target, place, np.broadcast_to(result, target.shape)[place])


def _counting(function: Any, special: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``math.comb`` and its like count, where they are given whole numbers."""

    def calculated(*args: Any, **kwargs: Any) -> Any:
        if not _rounds((*args, *kwargs.values())):
            counted = function(*args, **kwargs)
            if _whole(counted):
                return counted
        return _each_scalar(special, *args, **kwargs)

    return calculated


@lru_cache(maxsize=1024)
def _special(function: Any) -> Callable[..., Any] | None:
    """Give what a function of `math` or `scipy.special` is on balls."""
    if isinstance(function, np.ufunc) and getattr(np, function.__name__, None) is function:
        return None  # NumPy's have their places among the ufuncs
    if function is np.sinc:
        return None  # it rounds pi x, which matters near its zeros: its source says how
    found = find_special(function)
    return found and _as_libraries_err(found, found.ulps, function.__name__ in _ZERO_BESIDE_ONE)


def _distribution(method: Any) -> Callable[..., Any] | None:
    """Give what a method of a distribution of `scipy.stats` is on balls."""
    found = distribution_method(method)
    return found and _as_libraries_err(found, _distribution_ulps(method))


def _distribution_ulps(method: Any) -> float:
    owner = method.__self__
    return ulps_of(f"{getattr(owner, 'dist', owner).name}.{method.__name__}")


#: The logarithm of the gamma function is 0 at 1 and 2; there libraries err by ULP of 1.
_ZERO_BESIDE_ONE = frozenset({"gammaln", "lgamma", "loggamma"})


def _as_libraries_err(
    function: Callable[..., Any], ulps: float, beside_one: bool = False
) -> Callable[..., Any]:
    """Let the radius of a double's result tell how far libraries err beyond the last digit."""

    def calculated(*args: Any, **kwargs: Any) -> Any:
        value = function(*args, **kwargs)
        if ctx.prec != ROUGH:
            return value
        return tuple(map(widened, value)) if isinstance(value, tuple) else widened(value)

    def widened(value: Number) -> Number:
        size = abs(value) + 1 if beside_one else abs(value)
        return widen(value, size * arb(2.0**-53 * ulps))

    return calculated


def _linear_algebra(function: Any) -> Callable[..., Any] | None:
    """Give what follows a function of SciPy's linear algebra."""
    found = linear_algebra.find(function)
    return found and (lambda *args, **kwargs: ball_functions.algebra(found, function, args, kwargs))


def _float(value: Any = 0.0) -> Any:
    if isinstance(value, str | bytes):
        return lift(float(_read(value)))
    if _is_ball(value):
        return Ball(plain(value).reshape(-1)[0]) if type(value) is BallArray else value
    return lift(float(value))


def _read(text: str | bytes) -> str | bytes:
    """Give a text that a number is read from; which text shows a result, nobody can tell."""
    if written_as_text():
        raise CannotFollow("a number that is written as a text and read again")
    return text


def _int(value: Any = 0, *base: Any) -> int:
    if isinstance(value, str | bytes):
        return int(_read(value), *base)
    if type(value) is BallArray:
        value = Ball(plain(value).reshape(-1)[0])
    return int(value, *base)


def _complex(real: Any = 0, imag: Any = 0) -> Any:
    if not _is_ball(real) and not _is_ball(imag):
        return lift(complex(real, imag))
    parts = [as_number(v) for v in (real, imag)]
    return Ball(parts[0] + parts[1] * acb(0, 1))  # type: ignore[operator]


def _sum(values: Any, start: Any = 0) -> Any:
    items = list(values)
    if not _rounds((start, *items)):
        return builtins.sum(items, start)
    total = lift(start)
    if len(items) > 2 and builtins.all(type(v) is Ball for v in items):
        return ball_functions.sum(exact(np.array([v.arb for v in items], dtype=object))) + total
    for item in items:
        total = total + lift(item)
    return total


def _fsum(values: Any) -> Any:
    return _sum(values, 0.0)


def _pow(x: Any, y: Any, *modulus: Any) -> Any:
    if modulus or not _rounds((x, y)):
        return builtins.pow(x, y, *modulus)
    return each(power, _as_balls(x), _as_balls(y))


def _elementary(name: str) -> Callable[..., Any]:
    function = ELEMENTARY[name]

    def calculated(*args: Any) -> Any:
        return Ball(function(*(as_number(_float(arg)) for arg in args)))

    return calculated


def _log(x: Any, base: Any = None) -> Any:
    natural = _elementary("log")
    return natural(x) if base is None else natural(x) / natural(base)


def _whole_number(name: str) -> Callable[..., int]:
    function = ELEMENTARY[name]
    return lambda x: int(function(as_number(x)).unique_fmpz())


def _prod(values: Any, *, start: Any = 1) -> Any:
    total = start
    for value in values:
        total = total * lift(value)
    return total


def _dist(p: Any, q: Any) -> Any:
    squares = [(lift(float(x)) if not _is_ball(x) else x) - y for x, y in zip(p, q, strict=True)]
    return _elementary("sqrt")(_sum([d * d for d in squares]))


def _hypot(*values: Any) -> Any:
    return _elementary("sqrt")(_sum([(d := _float(v)) * d for v in values]))


def _fmod(x: Any, y: Any) -> Any:
    return _elementary("fmod")(x, y)


_MATH: dict[Any, Callable[..., Any]] = {
    **{
        getattr(math, name): _elementary(theirs)
        for name, theirs in {
            "exp": "exp", "expm1": "expm1", "log1p": "log1p", "log2": "log2", "log10": "log10",
            "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "arcsin",
            "acos": "arccos", "atan": "arctan", "atan2": "arctan2", "sinh": "sinh",
            "cosh": "cosh", "tanh": "tanh", "asinh": "arcsinh", "acosh": "arccosh",
            "atanh": "arctanh", "pow": "power", "fabs": "fabs", "degrees": "degrees",
            "radians": "radians", "copysign": "copysign",
        }.items()
    },
    math.log: _log, math.fsum: _fsum, math.prod: _prod, math.dist: _dist, math.hypot: _hypot,
    math.fmod: _fmod, math.floor: _whole_number("floor"), math.ceil: _whole_number("ceil"),
    math.trunc: _whole_number("trunc"),
    math.isnan: lambda x: bool(np.isnan(_as_balls(x))),
    math.isinf: lambda x: bool(np.isinf(_as_balls(x))),
    math.isfinite: lambda x: bool(np.isfinite(_as_balls(x))),
    math.isclose: lambda a, b, rel_tol=1e-9, abs_tol=0.0: bool(
        abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)
    ),
}  # fmt: skip


def _abs(x: Any) -> Any:
    return abs(lift(x))


def _round(x: Any, digits: int | None = None) -> Any:
    return round(lift(x), digits) if digits is not None else round(x)


def _divmod(x: Any, y: Any) -> Any:
    return (lift(x) // y, lift(x) % y) if _rounds((x, y)) else divmod(x, y)


def _statistic(name: str, ddof: int = 0) -> Callable[..., Any]:
    """Do what `statistics` does with fractions."""
    function = ball_functions.FUNCTIONS[name]
    more = {} if name == "mean" else {"ddof": ddof}

    def calculated(data: Any, center: Any = None) -> Any:
        values = list(data)
        original = getattr(statistics, _STATISTICS[name, ddof])
        if len(values) < 1 + ddof:
            return original(values)  # which refuses
        return function(exact(np.array([as_number(v) for v in values], dtype=object)), **more)

    return calculated


_STATISTICS = {
    ("mean", 0): "mean", ("var", 0): "pvariance", ("var", 1): "variance", ("std", 0): "pstdev",
    ("std", 1): "stdev",
}  # fmt: skip


def _complex_function(theirs: str) -> Callable[..., Any]:
    """Give what a function of `cmath` is: complex, whatever it is given."""
    function = ELEMENTARY[theirs]

    def calculated(z: Any) -> Any:
        number: Any = as_number(_float(z)) if not isinstance(z, complex) else as_number(z)
        return Ball(function(number if type(number) is acb else acb(number)))

    return calculated


_CMATH: dict[Any, Callable[..., Any]] = {
    getattr(cmath, name): _complex_function(theirs)
    for name, theirs in {
        "exp": "exp", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
        "cosh": "cosh", "tanh": "tanh", "asin": "arcsin", "acos": "arccos", "atan": "arctan",
        "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh", "log10": "log10",
    }.items()
}  # fmt: skip
_CMATH[cmath.phase] = lambda z: ball_functions.angle(_as_balls(z))


def _nditer(operand: Any, *args: Any, **kwargs: Any) -> Any:
    """Walk over the places of an array of balls."""
    return np.nditer(np.zeros(np.shape(operand)), *args, **kwargs) if _is_ball(operand) else (
        np.nditer(operand, *args, **kwargs))  # fmt: skip


def _as_strided(x: Any, *args: Any, **kwargs: Any) -> Any:
    """Look at the same elements in another shape."""
    return boxed(np.lib.stride_tricks.as_strided(plain(x), *args, **kwargs))


def _ndenumerate(array: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    values = np.asanyarray(array)
    return ((place, values[place]) for place in np.ndindex(values.shape))


def _float64(value: Any = 0.0) -> Any:
    if _is_ball(value):
        return value
    return lift(np.float64(value))


# Where NumPy has it; before version 2 its functions did without.
_converter: Any = getattr(np._core._multiarray_umath, "_array_converter", None) if hasattr(
    np, "_core") else None  # fmt: skip

_KNOWN: dict[Any, Callable[..., Any]] = {
    **{getattr(statistics, name): _statistic(*key) for key, name in _STATISTICS.items()},
    statistics.fmean: _statistic("mean"), **_CMATH,
    np.lib.stride_tricks.as_strided: _as_strided,
    **_MATH, float: _float, int: _int, complex: _complex, builtins.sum: _sum, builtins.abs: _abs,
    operator.abs: _abs, builtins.round: _round, builtins.pow: _pow, builtins.divmod: _divmod,
    _converter: ball_functions.ArrayConverter, np.float64: _float64,
    np.nditer: _nditer, np.ndenumerate: _ndenumerate,
}  # fmt: skip


# -- arrays that are made inside ----------------------------------------------------------------


def _floating(dtype: Any) -> bool:
    return dtype is None or np.dtype(dtype).kind in "fc"


def _filled(function: Any, shape: Any, *args: Any, **kwargs: Any) -> Any:
    """Do what ``np.zeros`` and its like do."""
    dtype = kwargs.get("dtype", args[0] if args else None)
    made = function(_shape(shape), *args, **kwargs)
    if not _floating(dtype):
        return made
    return exact(np.zeros_like(made) if function is np.empty else made)


def _shape(shape: Any) -> Any:
    return tuple(map(operator.index, shape)) if isinstance(shape, list | tuple) else shape


def _full(function: Any, shape: Any, fill_value: Any, dtype: Any = None, **kwargs: Any) -> Any:
    if not holds_ball(fill_value) and not _inexact(fill_value) and not (dtype and _floating(dtype)):
        return np.full(_shape(shape), fill_value, dtype, **kwargs)
    made = exact(np.zeros(_shape(shape)))
    made[...] = lift(fill_value)
    return made


def _like(
    function: Any, a: Any, *args: Any, dtype: Any = None, shape: Any = None, **kwargs: Any
) -> Any:
    fill = args[0] if function.__name__ == "full_like" else kwargs.pop("fill_value", None)
    form = np.shape(a) if shape is None else shape
    kind = dtype if dtype is not None else np.asanyarray(a).dtype if not _is_ball(a) else None
    if not _floating(kind):
        made = np.zeros(form, kind)
        return np.full(form, fill, kind) if fill is not None else made + (function is np.ones_like)
    made = exact(np.zeros(form))
    made[...] = lift(fill) if fill is not None else float(function is np.ones_like)
    return made


def _array(function: Any, value: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
    """Do what ``np.array`` does."""
    if not holds_ball(value):
        made = function(value, dtype, *args, **kwargs)
        return exact(made) if made.dtype.kind in "fc" else made
    if type(value) is BallArray:
        made = value if function in (np.asarray, np.asanyarray) else value.copy()
    else:
        made = exact(np.array(_nested(value), dtype=object))
    made = made.reshape((1,) * (kwargs.get("ndmin", 0) - made.ndim) + made.shape)
    return made if dtype is None else _as_type(made, dtype)


def _as_type(array: Any, dtype: Any) -> Any:
    return array if np.dtype(dtype).kind in "fO" else array.astype(dtype)


def _nested(value: Any) -> Any:
    kind = type(value)
    if kind is BallArray:
        return np.ndarray.tolist(value)
    if kind in (list, tuple):
        return [_nested(v) for v in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    number = as_number(value)
    return value if number is None else number


def _arange(function: Any, *args: Any, dtype: Any = None, **kwargs: Any) -> Any:
    if not _rounds(args):
        made = np.arange(*map(unlifted, args), dtype=dtype, **kwargs)
        return exact(made) if made.dtype.kind == "f" else made
    start, stop, step = (0.0, *args, 1.0) if len(args) == 1 else (*args, 1.0)[:3]
    start, stop, step = map(_as_balls, (start, stop, step))
    count = max(0, math.ceil(float(((stop - start) / step).arb.mid())))
    return start + exact(np.arange(count, dtype=float)) * step


def _fromiter(function: Any, values: Any, dtype: Any = None, count: int = -1) -> Any:
    return _array(np.array, list(values), dtype)


def _logspace(function: Any, start: Any, stop: Any, num: int = 50, endpoint: bool = True,
              base: Any = 10.0, dtype: Any = None, axis: int = 0) -> Any:  # fmt: skip
    exponents = ball_functions.linspace(_as_balls(start), _as_balls(stop), num, endpoint)
    return each(lambda e: power(as_number(base), e), exponents)


def _linspace(function: Any, *args: Any, **kwargs: Any) -> Any:
    return ball_functions.linspace(*args, **kwargs)


_MAKERS: dict[str, Callable[..., Any]] = {
    "zeros": _filled, "ones": _filled, "empty": _filled, "eye": _filled, "identity": _filled,
    "full": _full, "zeros_like": _like, "ones_like": _like, "empty_like": _like,
    "full_like": _like, "array": _array, "asarray": _array, "asanyarray": _array,
    "ascontiguousarray": _array, "asfortranarray": _array, "asarray_chkfinite": _array,
    "arange": _arange, "fromiter": _fromiter, "linspace": _linspace, "logspace": _logspace,
}  # fmt: skip

# Some of these are functions of NumPy that arrays take over, others are plain built-in ones.
_KNOWN.update(
    {getattr(np, name): partial(make, getattr(np, name)) for name, make in _MAKERS.items()}
)
