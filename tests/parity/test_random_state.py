"""`random_state` in R draws the numbers of `numpy.random.RandomState`, to the last bit.

Python and R run the same programs, which are lists of calls: NumPy here, R in one `Rscript` that
knows no Python. R writes what it drew, and its state at the end, as raw doubles into a file; both
are compared bit by bit.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diglot.paths import R_EDITION

# Reads a line of R code at a time, runs it, and answers "done" or the message of its error.
# `emit` writes a value: its rank, its shape, its elements in row-major order.
DRIVER = """
for (file in list.files(file.path(edition, "R"), full.names = TRUE)) source(file)
emit <- function(x) {
  shape <- if (is.null(dim(x))) length(x) else dim(x)
  elements <- if (is.null(dim(x))) x else aperm(x)
  writeBin(as.double(c(length(shape), shape)), out)
  writeBin(as.double(elements), out)
}
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) == 1) {
  out <- file(answers, "wb")
  answer <- tryCatch({ eval(parse(text = line)); "done" }, error = conditionMessage)
  close(out)
  cat(answer, "\\n", sep = "")
  flush(stdout())
}
"""


class R:
    """A running R that has loaded the R edition."""

    def __init__(self, answers: Path) -> None:
        rscript = shutil.which("Rscript")
        if rscript is None:
            pytest.fail("`Rscript` is not on the PATH; `diglot doctor` says how to get R.")
        self.answers = answers
        places = f"edition <- {as_r(str(R_EDITION))}; answers <- {as_r(str(answers))}\n"
        self.process = subprocess.Popen(
            [rscript, "--vanilla", "-e", places + DRIVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def send(self, code: str) -> None:
        """Let R begin; NumPy can work meanwhile."""
        assert self.process.stdin is not None
        self.process.stdin.write(code.replace("\n", " ") + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """Wait for "done" or the message of an error; end an R that does not come back."""
        assert self.process.stdout is not None
        watch = Timer(60, self.process.kill)
        watch.start()
        line = self.process.stdout.readline()
        watch.cancel()
        return line.rstrip("\n") or "R died, or was ended after 60 s"

    def values(self) -> list[np.ndarray]:
        """Read all that R has emitted since the last line of code."""
        numbers = np.fromfile(self.answers)
        values = []
        while numbers.size:
            rank = int(numbers[0])
            shape = numbers[1 : 1 + rank].astype(int)
            end = 1 + rank + int(shape.prod())
            values.append(numbers[1 + rank : end].reshape(shape))
            numbers = numbers[end:]
        return values


@pytest.fixture(scope="module")
def r(tmp_path_factory: pytest.TempPathFactory) -> Iterator[R]:
    r = R(tmp_path_factory.mktemp("random_state") / "answers")
    with r.process:  # closes its input, upon which R ends, and waits
        yield r


def as_r(value: Any) -> str:
    """Write a Python value as R code that has the same bits."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case float():
            return value.hex()
        case tuple():
            return f"c({', '.join(map(as_r, value))})"
        case np.ndarray():
            return array_as_r(value)
        case _:
            return str(value)


def array_as_r(array: np.ndarray) -> str:
    if array.ndim == 1 and array.size > 10_000:
        np.testing.assert_array_equal(array, np.arange(array.size), "is too long to be spelled out")
        return f"0:{array.size - 1}"
    elements = as_r(tuple(array.ravel().tolist())) if array.size else "numeric(0)"
    if array.ndim == 1 and array.size != 1:
        return elements
    # A vector of length 1 would be a number to R: its `dim` tells that it is an array.
    return f"aperm(array({elements}, {as_r(array.shape[::-1])}))"


@dataclass(frozen=True)
class Call:
    """One call of a method, in both languages."""

    method: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)

    def in_numpy(self, rng: np.random.RandomState) -> Any:
        if self.method == "shuffle":  # in place in NumPy; R returns the shuffled value
            (x,) = self.args
            x = x.copy()
            rng.shuffle(x)
            return x
        return getattr(rng, self.method)(*self.args, **self.kwargs)

    def in_r(self) -> str:
        if self.method == "set_state":
            _, *parts = self.args[0]
            named = zip(STATE, map(as_r, parts), strict=True)
            return f"rng$set_state(list({', '.join(f'{name} = {part}' for name, part in named)}))"
        args = [as_r(x) for x in self.args]
        args += [f"{name} = {as_r(x)}" for name, x in self.kwargs.items()]
        return f"rng${self.method}({', '.join(args)})"


def call(method: str, *args: Any, **kwargs: Any) -> Call:
    return Call(method, args, kwargs)


@dataclass(frozen=True)
class Program:
    """Calls that follow each other, from one seed; "save" and "restore" go back to a state."""

    seed: Any
    calls: list[Call]

    def in_numpy(self) -> list[np.ndarray]:
        rng = np.random.RandomState(self.seed)
        saved = rng.get_state()
        values = []
        for step in self.calls:
            if step.method == "save":
                saved = rng.get_state()
            elif step.method == "restore":
                rng.set_state(saved)
            else:
                value = step.in_numpy(rng)
                values += [value] if draws(step) else []
        _, *state = rng.get_state()
        return [np.asarray(value) for value in values + state]

    def in_r(self) -> str:
        lines = [f"rng <- random_state({as_r(self.seed)})", "saved <- rng$get_state()"]
        for step in self.calls:
            if step.method == "save":
                lines.append("saved <- rng$get_state()")
            elif step.method == "restore":
                lines.append("rng$set_state(saved)")
            else:
                lines.append(f"emit({step.in_r()})" if draws(step) else step.in_r())
        lines.append("for (part in rng$get_state()) emit(part)")
        return "; ".join(lines)

    @property
    def names(self) -> list[str]:
        drawn = [step.in_r()[:200] for step in self.calls if draws(step)]
        return [*drawn, *(f"state: {name}" for name in STATE)]


STATE = ("key", "pos", "has_gauss", "cached_gaussian")


def draws(step: Call) -> bool:
    return step.method not in {"save", "restore", "seed", "set_state"}


def assert_same(r: R, program: Program) -> None:
    """Both languages draw the same bits and end in the same state."""
    r.send(program.in_r())
    expected = program.in_numpy()
    assert r.answer() == "done"
    assert_same_bits(program.names, expected, r.values())


def assert_same_bits(names: list[str], numpy: list[np.ndarray], r: list[np.ndarray]) -> None:
    assert len(r) == len(numpy) == len(names)
    for name, in_numpy, in_r in zip(names, numpy, r, strict=True):
        # Whole numbers up to 2^53 are exact as doubles; R's vector of length 1 is a scalar.
        in_numpy = np.atleast_1d(in_numpy).astype(np.float64)
        assert in_r.shape == in_numpy.shape, name
        differ = in_numpy.ravel().view(np.uint64) != in_r.ravel().view(np.uint64)
        if differ.any():
            i = int(differ.argmax())
            one, other = in_numpy.ravel()[i], in_r.ravel()[i]
            pytest.fail(
                f"{name}: {differ.sum()} of {differ.size} differ, first element {i}: "
                f"NumPy {one!r} ({one.hex()}), R {other!r} ({other.hex()})"
            )


# One million draws ------------------------------------------------------------------------------

MILLION = 1_000_000
ALL_METHODS = [
    call("randn", MILLION),
    call("rand", 1000, 1000),
    call("random_sample", (100, 100, 100)),
    call("uniform", -2.5, 7.1, MILLION),
    call("normal", 0.1, 3.7, size=MILLION - 1),  # one is left over for the next call
    call("standard_normal", (1000, 1000)),
    call("randint", 10, size=MILLION),
    call("randint", 0, 2**32, size=MILLION),
    call("randint", -(2**51), 2**51 + 1, size=MILLION),
    call("choice", 60_000, MILLION),
    call("choice", 5, MILLION, p=(0.1, 0.0, 0.3, 0.6, 0.0)),
    call("choice", MILLION, MILLION, replace=False),
    call("permutation", MILLION),
    call("shuffle", np.arange(MILLION)),
]


# The ends of the range, those of the documents, and one that chance gave; more of those below.
@pytest.mark.parametrize("seed", [0, 1, 1234, 2**32 - 1, 2_896_519_371])
def test_a_million_draws_of_each_kind_are_identical(r: R, seed: int) -> None:
    assert_same(r, Program(seed, ALL_METHODS))


def test_a_million_draws_cover_every_method() -> None:
    drawn = {step.method for step in ALL_METHODS}
    assert drawn == set(
        "randn rand random_sample uniform normal standard_normal randint choice permutation "
        "shuffle".split()
    )


# Any interleaving of calls ----------------------------------------------------------------------

seeds = st.integers(0, 2**32 - 1)
# Small arrays, and vectors beyond the 624 words that the generator makes at a time.
axes = st.lists(st.integers(0, 6), max_size=3).map(tuple)
sizes = st.none() | st.integers(0, 2000) | axes.filter(bool)
reals = st.floats(-1e300, 1e300)
arrays = axes.filter(bool).map(lambda shape: np.arange(np.prod(shape)).reshape(shape))


@st.composite
def ranges(draw: st.DrawFn) -> dict[str, int]:
    """Find `low` and `high` of `randint`, with widths about the powers of 2, up to 2^53."""
    width = 2 ** draw(st.integers(0, 53)) + draw(st.integers(-1, 1))
    width = min(max(width, 1), 2**53)
    low = draw(st.integers(-(2**53), 2**53 - width) | st.just(0))
    return {"low": low, "high": low + width}


@st.composite
def choices(draw: st.DrawFn) -> Call:
    population = draw(st.integers(1, 60))
    weights = np.array(draw(st.lists(st.integers(0, 9), min_size=population, max_size=population)))
    weighted = bool(weights.any()) and draw(st.booleans())
    replace = draw(st.booleans())
    available = np.count_nonzero(weights) if weighted else population
    size = draw(sizes if replace else st.none() | st.integers(0, int(available)))
    return call(
        "choice",
        draw(st.just(population) | st.just(np.arange(population) * 0.1)),
        size=size,
        replace=replace,
        p=tuple((weights / weights.sum()).tolist()) if weighted else None,
    )


calls = st.one_of(
    st.builds(lambda shape: call("randn", *shape), axes),
    st.builds(lambda shape: call("rand", *shape), axes),
    st.builds(lambda size: call("random_sample", size), sizes),
    st.builds(lambda low, high, size: call("uniform", low, high, size), reals, reals, sizes),
    st.builds(lambda loc, scale, size: call("normal", loc, abs(scale), size), reals, reals, sizes),
    st.builds(lambda size: call("standard_normal", size=size), sizes),
    st.builds(lambda bounds, size: call("randint", **bounds, size=size), ranges(), sizes),
    st.builds(lambda high, size: call("randint", high, size=size), st.integers(1, 2**53), sizes),
    choices(),
    st.builds(lambda a, size: call("choice", a, size), st.integers(1, 2**53), sizes),
    st.builds(lambda x: call("permutation", x), st.integers(0, 1000) | arrays),
    st.builds(lambda x: call("shuffle", x), arrays),
    st.builds(lambda seed: call("seed", seed), seeds),
    st.sampled_from([call("save"), call("restore")]),
)
programs = st.builds(Program, seeds, st.lists(calls, max_size=12))


# What chance would seldom find.
@example(Program(1, [call("shuffle", np.zeros((3, 0)))]))  # draws nothing
@example(Program(1, [call("permutation", np.zeros((3, 0)))]))  # does draw
@example(Program(1, [call("randint", 5, 6, size=3), call("randint", 0, size=0)]))
@example(Program(1, [call("choice", 0, size=0), call("permutation", 0)]))
@example(Program(1, [call("randn"), call("seed", 2), call("randn"), call("randn", 0)]))
@example(Program(1, [call("choice", 3, 3, replace=False, p=(0.998, 0.001, 0.001))]))
@settings(max_examples=150, deadline=None)
@given(program=programs)
def test_any_interleaving_of_calls_is_identical(r: R, program: Program) -> None:
    assert_same(r, program)


# Where bits are at the edge ---------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(seed=st.lists(seeds, min_size=2, max_size=700).map(tuple))
def test_a_vector_of_seeds_is_identical(r: R, seed: tuple[int, ...]) -> None:
    assert_same(r, Program(seed, []))  # its key holds 2^31, which is NA among R's integers
    assert_same(r, Program(seed, [call("randn", 700)]))


def untempered(word: int) -> int:
    """Find the word of the key that the generator gives out as `word`: its four steps undone."""
    y = word ^ word >> 18
    y ^= y << 15 & 0xEFC60000
    seven_bits_at_a_time = y
    for _ in range(4):
        seven_bits_at_a_time = y ^ seven_bits_at_a_time << 7 & 0x9D2C5680
    y = seven_bits_at_a_time & 0xFFFFFFFF
    eleven_bits_at_a_time = y
    for _ in range(2):
        eleven_bits_at_a_time = y ^ eleven_bits_at_a_time >> 11
    return eleven_bits_at_a_time


def state_that_gives(words: Sequence[int]) -> Call:
    """Put the generator where these words come next, after a normal number that it has kept."""
    rng = np.random.RandomState(5)
    key = rng.get_state()[1]
    key[1 : 1 + len(words)] = [untempered(word) for word in words]
    key[-1] = 2**31
    state = ("MT19937", key, 1, 1, -1.25)
    rng.set_state(state)
    assert rng.randint(2**32, size=len(words)).tolist() == list(words)
    return call("set_state", state)


HALF = (2**31, 0)  # the words of the double 0.5, which the polar method maps to 0
ZERO = (0, 0)  # those of 0, which it maps to -1


@pytest.mark.parametrize(
    "first_words",
    [
        pytest.param((0,) * 8, id="words-0-that-R-would-move-to-a-half"),
        pytest.param((2**32 - 1,) * 8, id="words-all-ones"),
        pytest.param((2**31,) * 8, id="words-2^31"),
        pytest.param(HALF + HALF, id="a-point-at-the-origin"),
        pytest.param(ZERO + HALF, id="a-point-on-the-circle"),
    ],
)
@pytest.mark.parametrize(
    "step",
    [
        call("random_sample", 5),
        call("randn", 5),
        call("randint", 2**32, size=9),
        call("randint", 2**53, size=9),
        call("randint", 7, size=9),
        call("permutation", 9),
    ],
    ids=Call.in_r,
)
def test_rare_words_are_identical(r: R, first_words: tuple[int, ...], step: Call) -> None:
    # The key also holds 2^31, which is NA among R's integers.
    state = state_that_gives(first_words)
    assert_same(r, Program(0, [state]))
    assert_same(r, Program(0, [state, step, call("random_sample", 700)]))


@pytest.mark.parametrize("seed", range(5))
def test_a_draw_that_meets_a_probability_is_identical(r: R, seed: int) -> None:
    # The draw x chooses by searchsorted(cdf, x, side="right"): it is set to each place from 1/2 on
    # where the cdf steps, and to the double before. One rounding of the cdf, and R chooses another.
    p = np.random.RandomState(seed).rand(100)
    p /= p.sum()
    cdf = np.cumsum(p)
    cdf /= cdf[-1]
    steps = cdf[(cdf >= 0.5) & (cdf < 1)]
    x = (np.concatenate([steps, steps - 2**-53]) * 2**53).astype(np.int64)
    words = np.column_stack([x >> 26 << 5, x % 2**26 << 6]).ravel()
    choice = call("choice", 100, x.size, p=tuple(p.tolist()))
    assert_same(r, Program(0, [state_that_gives(words.tolist()), call("randn"), choice]))


# What both refuse -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (call("seed", -1), "`seed` must be a whole number from 0 to 4294967295, not -1."),
        (call("seed", 2**32), "`seed` must be a whole number from 0 to 4294967295, not 4294967296"),
        (call("seed", 0.5), "`seed` must be a whole number from 0 to 4294967295, not 0.5."),
        (call("seed", "1"), "`seed` must hold numbers, not strings."),
        (call("randn", 2, -1), "`size` must be a whole number from 0 to 2147483647, not -1."),
        (call("randn", (2, 3)), "Each axis must be one whole number, as in randn(2, 3)."),
        (call("uniform", 0, float("inf")), "`high` - `low` must be finite, not Inf."),
        (call("normal", 0, -1), "`scale` must not be negative, not -1."),
        (call("randint", 0), "`high` must be greater than `low`, by at most 2^53; `low` is 0 and"),
        (call("randint", 5, 5), "`high` must be greater than `low`, by at most 2^53; `low` is 5"),
        (call("choice", 0), "`a` must not be empty when there is something to choose."),
        (call("choice", np.eye(2)), "`a` must be a vector or a whole number, not a 2 x 2 matrix."),
        (call("choice", 3, p=(0.5, 0.5)), "`p` must be a vector of 3, one probability for each"),
        (call("choice", 2, p=(0.5, 0.6)), "`p` must sum to 1, not 1.1."),
        (call("choice", 2, p=(-0.5, 1.5)), "`p` must not hold negative numbers or NaN."),
        (
            call("choice", 3, size=4, replace=False),
            "`size` must be at most 3 without replacement, not 4.",
        ),
        (
            call("choice", 3, size=2, replace=False, p=(0.0, 1.0, 0.0)),
            "`size` must be at most 1 without replacement, not 2.",
        ),
    ],
    ids=lambda x: x.in_r() if isinstance(x, Call) else "",
)
def test_what_numpy_refuses_r_refuses_and_says_why(r: R, step: Call, message: str) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        step.in_numpy(np.random.RandomState(1))
    code = step.in_r().replace("inf", "Inf")
    r.send(f"rng <- random_state(1); {code}")
    assert r.answer().startswith(message)


# R's own random state ---------------------------------------------------------------------------

# A state that is not there and not R's default; one that is; one that keeps a normal number.
FOUND = {
    "absent": 'RNGkind("Wichmann-Hill", "Ahrens-Dieter"); rm(.Random.seed)',
    "default": 'RNGkind("default", "default"); set.seed(1)',
    "kept-normal": 'RNGkind("Super-Duper", "Box-Muller"); set.seed(1); invisible(rnorm(1))',
}
LOOK = 'list(RNGkind(), get0(".Random.seed", globalenv(), inherits = FALSE))'


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND)
@pytest.mark.parametrize(
    "step", ["rng$randn(700)", "rng$choice(9, 4, FALSE)", "rng$shuffle(1:9)", "rng$seed(3)"]
)
def test_r_s_own_random_state_is_left_as_it_was_found(r: R, found: str, step: str) -> None:
    r.send(f"rng <- random_state(1); {found}; before <- {LOOK}; {step}; after <- {LOOK}")
    assert r.answer() == "done"
    r.send("emit(identical(before, after))")
    assert r.answer() == "done"
    assert [bool(x) for x in r.values()] == [True]


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND)
def test_it_is_left_so_after_an_error_inside(r: R, found: str) -> None:
    r.send(f"rng <- random_state(1); {found}; before <- {LOOK}")
    assert r.answer() == "done"
    # runif() refuses that many, while R's generator stands where NumPy's does.
    r.send("rng$randn(2e9, 2e9)")
    assert r.answer() == "invalid arguments"
    r.send(f"emit(identical(before, {LOOK})); emit(rng$randn(1))")
    assert r.answer() == "done"
    untouched, drawn = r.values()
    assert untouched
    assert drawn == np.random.RandomState(1).randn()


def test_a_kept_normal_of_r_s_own_is_not_lost(r: R) -> None:
    r.send(
        f"{FOUND['kept-normal']}; expected <- rnorm(3); "
        f"{FOUND['kept-normal']}; random_state(1)$randn(9); emit(identical(rnorm(3), expected)); "
        'RNGkind("default", "default")'
    )
    assert r.answer() == "done"
    assert [bool(x) for x in r.values()] == [True]
