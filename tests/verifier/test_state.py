"""What a function could keep between two calls: it is seen, or known to be hidden."""

import functools
import itertools
import os
import random
import sys
import threading
from collections import namedtuple
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

import numpy as np
import pytest
import scipy.special

from diglot.bridge.output import own_output
from diglot.judging.original import begin_python
from diglot.judging.state import Hidden, State
from diglot.judging.verify import verify
from diglot.twin import Case, Twin

LISTED = [{"deep": {"calls": []}}]
COUNTED = itertools.count()
TOTAL = np.zeros(3)
CALLS = 0


class Layer:
    calls = 0
    shared: dict = {}  # noqa: RUF012

    def __init__(self):
        self.mean = 0.0

    def __call__(self, x):
        self.mean = 0.9 * self.mean + 0.1 * x
        return x

    def count(self, x):
        type(self).calls += 1
        return x

    @classmethod
    def share(cls, x):
        cls.shared[x] = x
        return x


class Slotted:
    __slots__ = ("last",)

    def __call__(self, x):
        self.last = x
        return x


LAYER, SLOTTED = Layer(), Slotted()


def closure():
    calls = 0

    def counts(x):
        nonlocal calls
        calls += 1
        return x

    return counts


def default(x, seen={}):  # noqa: B006
    seen[x] = x
    return x


def attribute(x):
    attribute.last = x
    return x


def deep(x):
    LISTED[0]["deep"]["calls"].append(x)
    return x


def array(x):
    TOTAL[0] += x
    return x


def helper(x):
    global CALLS
    CALLS += 1
    return x


def by_a_helper(x):
    return helper(x)


def new_global(x):
    global NEW
    NEW = x
    return x


def of_numpy(x):
    np.last_seen = x
    return x


def of_a_library_class(x):
    Fraction.last_seen = x
    return x


def draws(x):
    np.random.rand()  # noqa: NPY002
    return x


def draws_python(x):
    random.random()
    return x


def thread(x):
    threading.Timer(0.5, print).start()
    return x


def counts_on(x):
    return next(COUNTED)


def caches():
    return functools.lru_cache(lambda x: x)


def by_name(x):
    globals()["HIDDEN"] = x
    return x


def by_modules(x):
    sys.modules["numpy"].last_seen = x
    return x


def imports(x):
    import tests_of_nothing  # type: ignore[import-not-found]

    return tests_of_nothing.f(x)


KEEPING = {
    "closure": closure(), "default": default, "attribute": attribute, "deep": deep,
    "array": array, "helper": by_a_helper, "partial": functools.partial(deep),
    "object": LAYER, "slots": SLOTTED, "method": LAYER.__call__, "class": LAYER.count,
    "classmethod": Layer.share, "lambda": lambda x: LAYER(x), "builtin method": [].append,
    "new global": new_global, "numpy": of_numpy, "library class": of_a_library_class,
    "random state": draws, "Python's random state": draws_python, "thread": thread,
    "iterator": counts_on, "cache": caches(), "globals": by_name, "sys": by_modules,
    "import": imports,
}  # fmt: skip

HIDDEN = {"thread", "iterator", "cache", "globals", "sys", "import"}


@pytest.mark.parametrize("name", KEEPING)
def test_what_is_kept_is_seen_or_hidden(name):
    function = KEEPING[name]
    if name in HIDDEN:
        with pytest.raises(Hidden):
            State(function)
        return
    state = State(function)
    assert state.is_unchanged()
    function(2.5)
    assert not state.is_unchanged()


class Colour(Enum):
    RED = 1


Pair = namedtuple("Pair", ["x", "y"])


@dataclass
class Settings:
    rate: float = 0.1
    sizes: list = field(default_factory=lambda: [1, 2])
    colour: Colour = Colour.RED


SETTINGS, PAIR = Settings(), Pair(np.ones(2), 3.0)


class Model(Layer):
    @property
    def rate(self):
        return SETTINGS.rate

    @staticmethod
    def twice(x):
        return 2 * x

    def predict(self, x):
        with np.errstate(all="ignore"):
            return self.twice(x) * self.rate + scipy.special.expit(PAIR.y) + sum(PAIR.x)


@np.errstate(divide="ignore")
def pure(x):
    if x < 0:
        raise ValueError("x must not be negative")
    return [Model().predict(y) for y in (x, Settings(rate=x).rate)]


def test_a_function_that_keeps_nothing_is_seen_to_keep_nothing():
    state = State(pure)
    assert len(pure(2.0)) == 2
    with pytest.raises(ValueError, match="negative"):
        pure(-1.0)
    assert state.is_unchanged()


# -- Cases that follow one another in one process ----------------------------------------------


def twin_of(function, *values, r="function(x) x"):
    return Twin("f", python=function, r=r, cases=[Case(f"{x:g}", x) for x in values])


def results_of(twin, python):
    with begin_python(twin, twin.cases, python) as results:
        return list(results)


def half(x):
    if x > 5:
        raise ValueError(f"{x} is too much")
    return x / 2


def test_cases_of_a_function_that_keeps_nothing_share_a_process(python):
    results = results_of(twin_of(half, 1.0, 6.0, 3.0), python)
    assert [result.value for result in results] == [0.5, None, 1.5]
    assert str(results[1].error) == "ValueError: 6.0 is too much"
    assert "half" in str(results[1].error.__cause__)
    assert results[2].expected["result"].kind == "derived"


def test_cases_of_others_begin_anew_each(python, r):
    def remembers(x, seen=[]):  # noqa: B006
        seen.append(x)
        return seen[0] + 0 * x

    twin = twin_of(remembers, 1.0, 2.0, 3.0)
    assert len(results_of(twin, python)) == 1
    assert [v.status for (v,) in verify([twin], r, python)] == ["agree"] * 3


def test_what_is_printed_is_told_of_its_own_case(python, r):
    def prints(x):
        if x == 2.0:
            print("two")
        return x

    notes = [v.notes for (v,) in verify([twin_of(prints, 1.0, 2.0, 3.0)], r, python)]
    assert notes == [(), ("Python prints: two",), ()]


def test_what_mutes_itself_can_be_heard_after_it(capfd):
    with own_output():
        for descriptor in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        os.write(1, b"unheard")
    print("heard", flush=True)
    assert capfd.readouterr().out == "heard\n"


def test_what_loads_the_process_with_memory_is_the_last_in_it(python):
    def large(x):
        return float(np.ones(3 * 10**7 if x == 2.0 else 1)[0]) * x

    assert len(results_of(twin_of(large, 1.0, 2.0, 3.0), python)) == 2
