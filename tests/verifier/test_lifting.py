"""A function in any style is lifted: what it calculates, the world calculates.

Every style is another way to write x + 1/3. Called with the double 1.0 it must give a ball around
4/3. Were any part of it left to Python's floats, the 1/3 among them would be 1.85e-17 off, far
outside of a ball at 128 bits.
"""

import contextlib
import copy
import functools
import itertools
import linecache
import operator
from collections import namedtuple
from dataclasses import dataclass, field
from functools import lru_cache, partial

import lifted_helpers
import numpy as np
import pytest
from flint import arb
from lifted_helpers import third as third_from_elsewhere
from numpy import array, ones, zeros

from diglot.judging.ball_numbers import calculation
from diglot.judging.ball_world import Balls
from diglot.judging.balls import Ball, BallArray, lift
from diglot.judging.referee import _reason

COUNTER = 0
STYLES = []


def style(function):
    name = getattr(function, "__name__", None) or type(function).__name__
    STYLES.append(pytest.param(function, id=name))
    return function


def run(function, *args, bits=128):
    """Call a function in the world of balls."""
    with calculation(bits):
        return Balls().call(function, *lift(copy.deepcopy(list(args))))


def ball_of(value):
    """Take the only number out of a result."""
    while not isinstance(value, Ball | arb):
        value = value.reshape(-1)[0] if isinstance(value, BallArray) else value[0]
    return value.arb if type(value) is Ball else value


def is_four_thirds(value):
    with calculation(128):
        ball = ball_of(value)
        return ball.contains(arb(4) / 3) and float(ball.rad()) < 1e-35


# -- functions ------------------------------------------------------------------------------------


@style
def outer(x):
    return x + 1 / 3


@style
def a_definition(x):
    """Give x + 1/3.

    With a docstring of several lines.
    """
    return x + 1 / 3


@style
def several_returns(x):
    if x > 2:
        return x
    elif x < 0:
        return -x
    return x + 1 / 3


@style
def default_arguments(x, y=3, *, z=1):
    return x + z / y


@style
def star_arguments(*args, **kwargs):
    (x,) = args
    assert kwargs == {}
    return x + 1 / 3


def _with_keywords(x, /, *rest, scale, **more):
    return x * scale + more["one"] / rest[0]


@style
def star_expressions(x):
    rest, more = [3], {"one": 1}
    return _with_keywords(x, *rest, scale=1, **more)


@style
def annotated(x: "np.ndarray", y: int = 3) -> "np.ndarray":
    one: int = 1
    return x + one / y


def _outer(n):
    def inner(x):
        return x + 1 / n

    return inner


STYLES.append(pytest.param(_outer(3), id="a_closure"))


@style
def a_function_inside(x):
    def inner(y):
        return y + 1 / 3

    return inner(x)


@style
def a_lambda_inside(x):
    f = lambda y: y + 1 / 3  # noqa: E731
    return f(x)


@style
def nonlocal_inside(x):
    total = x

    def add():
        nonlocal total
        total += 1 / 3

    add()
    return total


# fmt: off
STYLES += [pytest.param(f, id=f"lambda_{i}") for i, f in enumerate([
    lambda x: x + 1 / 3, lambda x: 1 / 3 + x, lambda y: y + 1 / 3,
    lambda x: (
        x
        + 1 / 3
    ),
    lambda x, n=3: x + 1 / n,
    (lambda n: lambda x: x + 1 / n)(3), lambda *a: a[0] + 1 / 3, lambda x: (lambda y: y + 1 / 3)(x),
])]
first, second = lambda x: x + 2 / 6, lambda x: x + 3 / 9
STYLES += [pytest.param(first, id="first_of_a_line"), pytest.param(second, id="second_of_a_line")]
# fmt: on


@style
def recursion(x, n=2):
    return x + 1 / 3 if n == 0 else recursion(x, n - 1)


@style
def mutual_recursion(x, n=3):
    return x + 1 / 3 if n == 0 else _other(x, n - 1)


def _other(x, n):
    return mutual_recursion(x, n - 1) if n else x + 1 / 3


@style
def a_helper_elsewhere(x):
    return lifted_helpers.third(x)


@style
def a_helper_by_its_name(x):
    return third_from_elsewhere(x)


@style
def a_local_import(x):
    from math import sqrt

    import numpy as inside

    return inside.multiply(x, sqrt(1)) + 1 / 3


@style
def a_root_elsewhere(x):
    return x + lifted_helpers.root(x) / 3


# -- classes --------------------------------------------------------------------------------------


class Base:
    factor = 1

    def __init__(self, n):
        self.n = n
        self.share = self.factor / n

    def apply(self, x):
        return x + self.share

    @property
    def third(self):
        return self.factor / self.n

    @staticmethod
    def by_itself(x):
        return x + 1 / 3

    @classmethod
    def of_the_class(cls, x):
        return x + cls.factor / 3

    def __call__(self, x):
        return x + 1 / self.n

    def __getitem__(self, key):
        return key + 1 / self.n

    def __add__(self, x):
        return x + 1 / self.n

    def __len__(self):
        return 3

    def __iter__(self):
        yield 1 / self.n

    def __enter__(self):
        return 1 / self.n

    def __exit__(self, *_):
        return None


class Derived(Base):
    def __init__(self):
        super().__init__(3)
        self.__secret = 1 / 3

    def apply(self, x):
        return super().apply(x)

    def hidden(self, x):
        return x + self.__secret

    def by_name(self, x):
        return Base.apply(self, x)

    def __private(self, x):
        return x + 1 / 3

    def public(self, x):
        return self.__private(x)


style(Base.by_itself)
STYLES.append(pytest.param(Base(3).of_the_class, id="a_bound_method"))
STYLES.append(pytest.param(Base(3), id="an_object_to_call"))


@style
def an_object_made_inside(x):
    return Base(3).apply(x)


@style
def an_object_that_is_called(x):
    return Base(3)(x)


@style
def a_subclass(x):
    return Derived().apply(x)


@style
def a_mangled_name(x):
    return Derived().hidden(x)


@style
def a_mangled_method(x):
    return Derived().public(x)


@style
def a_method_of_a_base_by_name(x):
    return Derived().by_name(x)


@style
def a_static_method(x):
    return Base.by_itself(x)


@style
def a_class_method(x):
    return Derived.of_the_class(x)


@style
def a_class_of_another_module(x):
    return lifted_helpers.Shift(1).apply(x)


@style
def a_property(x):
    return x + Base(3).third


@style
def an_operator_of_a_class(x):
    return Base(3) + x


@style
def an_item_of_a_class(x):
    return Base(3)[x]


@style
def an_iterator_of_a_class(x):
    for share in Base(3):
        x = x + share
    return x


@style
def a_context_manager_of_a_class(x):
    with Base(3) as share:
        return x + share


@dataclass
class Data:
    one: int
    n: int = 3
    seen: list = field(default_factory=list)

    def apply(self, x):
        self.seen.append(x)
        return self.seen[-1] + self.one / self.n


@style
def a_data_class(x):
    return Data(1).apply(x)


class Private:
    def __init__(self):
        self.__sum = 0

    def add(self, y):
        self.__sum += y / 3
        return self.__sum


@style
def a_mangled_sum(x):
    return x + Private().add(1)


@style
def a_class_inside(x):
    class Inside:
        def __init__(self, n):
            self.n = n

        def apply(self, y):
            return y + 1 / self.n

    return Inside(3).apply(x)


@style
def a_named_tuple(x):
    point = namedtuple("point", "x y")(x, 3)
    return point.x + 1 / point.y


# -- decorators -----------------------------------------------------------------------------------


def _twice_named(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@style
@_twice_named
def a_decorator(x):
    return x + 1 / 3


@style
@np.errstate(all="ignore")
def errstate_as_a_decorator(x):
    return x + 1 / 3


@lru_cache
def _cached(n):
    return 1 / n


@style
def a_cached_helper(x):
    return x + _cached(3)


@style
@functools.cache
def a_cache(x):
    return x + 1 / 3


STYLES.append(pytest.param(partial(lambda n, x: x + 1 / n, 3), id="a_partial"))


@style
def a_partial_inside(x):
    return partial(operator.add, x)(1 / 3)


@contextlib.contextmanager
def _share(n):
    yield 1 / n


@style
def a_context_manager(x):
    with _share(3) as share, np.errstate(divide="ignore"):
        return x + share


@style
@np.vectorize
def vectorized(x):
    return x + 1 / 3


# -- iteration ------------------------------------------------------------------------------------


def _shares(n):
    for _ in range(1):
        yield 1 / n


@style
def a_generator(x):
    return x + sum(_shares(3))


@style
def a_generator_that_delegates(x):
    def all_of():
        yield from _shares(3)

    return x + next(all_of())


@style
def a_generator_expression(x):
    return x + sum(1 / n for n in [3])


@style
def comprehensions(x):
    rows = [[y + 1 / n for y in (x,)] for n in {3}]
    return {i: row for i, row in enumerate(rows)}[0]


@style
def map_and_zip(x):
    return [*map(lambda a, b: a + 1 / b, *zip((x, 3)))][0]


@style
def reduce_with_an_operator(x):
    return functools.reduce(operator.add, [x, 1 / 6, 1 / 6])


@style
def accumulate_with_a_function(x):
    return list(itertools.accumulate([x, 1 / 3], lambda a, b: a + b))[-1]


@style
def sorted_by_a_key(x):
    return sorted([x + 1 / 3, 5 / 3], key=lambda v: abs(v - 4 / 3))[0]


@style
def largest_by_a_key(x):
    return max([x + 1 / 3, x / 7], key=lambda v: v * v) + 0 * min(x, 1 / 3)


@style
def a_loop_with_else(x):
    for n in (1, 2):
        if n == 3:
            break
    else:
        return x + 1 / 3


@style
def a_while_loop(x):
    n = 0
    while n < 2:
        x += 1 / 6
        n += 1
    return x


# -- statements -----------------------------------------------------------------------------------


@style
def augmented_name(x):
    x += 1 / 3
    return x


@style
def augmented_operators(x):
    x *= 4
    x /= 3
    x -= 0 / 3
    x **= 1
    return x


@style
def augmented_attribute(x):
    data = Data(1)
    data.total = x
    data.total += 1 / 3
    return data.total


@style
def augmented_subscript(x):
    totals = {"a": [x]}
    totals["a"][0] += 1 / 3
    return totals["a"]


@style
def augmented_element(x):
    a = zeros(3)
    a[1] += x
    a[1] += 1 / 3
    return a[1]


@style
def augmented_slice(x):
    a = np.zeros((2, 3))
    a[:, 1:] += x
    a[1, ...] += 1 / 3
    return a[1:, 2]


@style
def augmented_alias(x):
    a = x * ones(1)
    b = a
    b += 1 / 3
    return a


@style
def augmented_view(x):
    a = x * np.ones((2, 2))
    row = a[1]
    row += 1 / 3
    return a[1]


@style
def augmented_list(x):
    values = [x]
    same = values
    same += [1 / 3]
    return values[0] + values[1]


@style
def tuple_assignment(x):
    a = [0, 0]
    a[0], (a[1], *_) = x, (1 / 3, 2)
    return a[0] + a[1]


@style
def swapped(x):
    a = array([1 / 3, x])
    a[0], a[1] = a[1], a[0] + a[1]
    return a[1]


@style
def chained_assignment(x):
    a = b = x + 1 / 3
    return (a + b) / 2


@style
def starred_assignment(x):
    first, *rest = [x, 1 / 3]
    return first + rest[0]


@style
def walrus(x):
    if (share := 1 / 3) > 0:
        return x + share


@style
def match_statement(x):
    match {"kind": "third", "parts": [1, 3]}:
        case {"kind": "half"}:
            return x / 2
        case {"kind": "third", "parts": [one, three]} if three > 2:
            return x + one / three
        case _:
            return None


@style
def try_and_except(x):
    try:
        x + {}["missing"]
    except KeyError as error:
        return x + len(error.args) / 3
    else:
        return x
    finally:
        x = 0


@style
def raised_and_caught(x):
    try:
        raise ValueError(f"{x:.2f} is not {1 / 3!r}")
    except (ValueError, TypeError):
        return x + 1 / 3


@style
def f_strings(x):
    name = f"{x:.3f} {[x]!r}"
    return x + (1 / 3 if name.startswith("1.000") else 0)


@style
def a_mangled_total(x):
    class Total:
        def __init__(self):
            self.__sum = 0

        def add(self, y):
            self.__sum += y / 3
            return self.__sum

    return x + Total().add(1)


@style
def a_guard(x):
    match x:
        case value if 1 / 3 + value != 4 / 3:
            return x
        case _:
            return x + 1 / 3


@style
def deleted(x):
    a = [x, 1 / 3]
    b = a[1]
    del a[1]
    return a[0] + b


@style
def conditional_expression(x):
    return x + (1 / 3 if x > 0 and not x > 2 or x == 7 else x)


@style
def chained_comparison(x):
    assert 0 < x <= 1.0 < 4 / 3
    return x + 1 / 3


@style
def isinstance_of_what_it_stands_for(x):
    assert isinstance(x, float)
    assert isinstance(x * np.ones(2), np.ndarray)
    return x + 1 / 3


@style
def a_slice_as_an_index(x):
    middle = slice(1, 2)
    a = np.zeros(3)
    a[middle] = x + 1 / 3
    return a[middle]


@pytest.mark.parametrize("function", STYLES)
def test_every_style_is_lifted(function):
    assert is_four_thirds(run(function, 1.0))


# -- sources --------------------------------------------------------------------------------------

SOURCE = "def third(x):\n    return x + 1 / 3\n"


def _executed(source, file, remembered=True, **names):
    if remembered:
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), names)
    return names


@pytest.mark.parametrize(
    "file", ["<ipython-input-1-0123456789ab>", "/tmp/ipykernel_1/1.py", "<doctest readme[0]>"]
)
def test_what_is_typed_in_a_notebook_is_lifted(file):
    names = _executed(SOURCE + "f = lambda x: x + 1 / 3\n", file)
    assert is_four_thirds(run(names["third"], 1.0))
    assert is_four_thirds(run(names["f"], 1.0))


def test_a_cell_that_is_typed_again_is_lifted_anew():
    first = _executed("f = lambda x: x + 1 / 2\n", "<cell>")["f"]
    with calculation(128):
        assert ball_of(run(first, 1.0)) == arb(1.5)
    assert is_four_thirds(run(_executed("f = lambda x: x + 1 / 3\n", "<cell>")["f"], 1.0))


def test_without_a_source_operators_still_calculate_with_balls():
    double = _executed("def f(x):\n    return x + x / 3\n", "<nowhere>", remembered=False)["f"]
    assert is_four_thirds(run(double, 1.0))


def test_a_source_that_has_changed_is_not_believed():
    function = _executed(SOURCE, "<changed>")["third"]
    _executed("def other(x):\n    return x + 5\n", "<changed>")
    with calculation(128):
        assert float(run(function, 1.0).arb.mid()) == 1 + 1 / 3  # as it was compiled


# -- what is left behind --------------------------------------------------------------------------


def counts(x):
    global COUNTER
    COUNTER += 1
    lifted_helpers.counted(x)
    return x + COUNTER / 3


def test_the_globals_of_the_user_stay_as_they_were():
    before = dict(globals()), dict(vars(lifted_helpers)), dict(vars(np))
    assert is_four_thirds(run(counts, 1.0))
    assert all(globals()[name] is value for name, value in before[0].items())
    assert set(globals()) == set(before[0])
    assert dict(vars(lifted_helpers)) == before[1]
    assert COUNTER == 0
    assert set(vars(np)) == set(before[2])
    assert all(vars(np)[name] is value for name, value in before[2].items())


def test_the_function_stays_as_it_was():
    before = a_definition.__code__, a_definition.__globals__, dict(a_definition.__dict__)
    run(a_definition, 1.0)
    assert (a_definition.__code__, a_definition.__globals__, a_definition.__dict__) == before
    assert a_definition(1.0) == 4 / 3


def test_a_cell_that_a_closure_changes_stays_as_it_was():
    total = 0

    def add(x):
        nonlocal total
        total = x + 1 / 3
        return total

    assert is_four_thirds(run(add, 1.0))
    assert total == 0


MEMORY = {}
SEEN = []
GENERATOR = np.random.RandomState(0)


def remembers(x, *, calls=[]):  # noqa: B006
    calls.append(x)
    SEEN.append(x)
    GENERATOR.rand()
    if "third" not in MEMORY:
        MEMORY["third"] = 1 / 3
    return x + MEMORY["third"]


def test_what_a_module_remembers_stays_as_it_was():
    state = GENERATOR.get_state()[2]
    for bits in (53, 128):  # the second run begins like the first
        value = run(remembers, 1.0, bits=bits)
    assert is_four_thirds(value)
    assert (MEMORY, SEEN, remembers.__kwdefaults__) == ({}, [], {"calls": []})
    assert GENERATOR.get_state()[2] == state


def test_an_object_of_the_user_stays_as_it_was():
    class Mean:
        def __init__(self):
            self.totals = np.zeros(2)
            self.n = 0

        @property
        def share(self):
            return self.totals / (3 * self.n)

        def add(self, x):
            self.totals[0] += x
            self.n += 1
            return x + self.share[0]

    mean = Mean()
    with calculation(128):
        assert is_four_thirds(Balls().run(mean.add, lift(1.0)))
        assert is_four_thirds(Balls().run(lambda m, x: m.add(x), mean, lift(1.0)))
    assert (mean.totals.tolist(), mean.n) == ([0.0, 0.0], 0)


def test_a_cache_of_the_user_holds_no_balls():
    _cached.cache_clear()
    run(a_cached_helper, 1.0)
    assert _cached.cache_info().currsize == 0
    assert _cached(3) == 1 / 3


# -- what cannot be followed ----------------------------------------------------------------------


def through_a_string(x):
    import string

    assert string.digits
    y = x / 3
    return float(f"{y:.3f}")


def through_compiled_code(x):
    import struct

    y = x / 3

    return struct.unpack("d", struct.pack("d", y))[0]


@pytest.mark.parametrize("function", [through_a_string, through_compiled_code])
def test_what_cannot_be_followed_is_told_with_the_line_of_the_user(function):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        run(function, 1.0)
    line = function.__code__.co_firstlineno + 5
    assert f"(line {line})" in _reason(caught.value)
