"""What a function does with NumPy is followed; where it cannot be, no float slips in in silence."""

import copy
import warnings

import numpy as np
import pytest
from flint import arb
from idioms import ARGUMENTS, IDIOMS, NOT_FOLLOWED, function_of

from diglot.judging.ball_numbers import calculation
from diglot.judging.ball_world import Balls
from diglot.judging.balls import kinds, lift, plain
from diglot.judging.outputs import flatten
from diglot.judging.referee import _follow, _Formula
from diglot.judging.sample_world import SampleWorld
from diglot.judging.world import CannotFollow

FLOATS, SCALAR, MATRIX = np.zeros(3), np.zeros(()), np.zeros((3, 3))
WHOLE = np.zeros(3, dtype=int)


def run(function, *args, bits=53):
    """Call a function in the world of balls."""
    with calculation(bits):
        return Balls().run(function, *lift(copy.deepcopy(list(args))))


# Each of these brings a result into an array of doubles that was made outside, by another door.
# NumPy converts balls to floats there without a word; a truth that rests on them would be no truth.
DOORS = {
    "copyto": lambda x: np.copyto(FLOATS, x / 3),
    "put": lambda x: np.put(FLOATS, [0], x[0] / 3),
    "place": lambda x: np.place(FLOATS, [1, 1, 0], x / 3),
    "fill_diagonal": lambda x: np.fill_diagonal(MATRIX, x / 3),
    "out= of a ufunc": lambda x: np.divide(x, 3, out=FLOATS),
    "out by its place": lambda x: np.divide(x, 3, FLOATS),
    "out= and where=": lambda x: np.exp(x, where=x > 0.15, out=FLOATS),
    "out= of a sum": lambda x: np.sum(x / 3, axis=0, out=SCALAR),
    "out= of a mean": lambda x: np.mean(x / 3, axis=0, out=SCALAR),
    "out= of cumsum": lambda x: np.cumsum(x / 3, out=FLOATS),
    "out= of dot": lambda x: np.dot(MATRIX, x / 3, out=FLOATS),
    "out= of round": lambda x: np.round(x / 3, 2, out=FLOATS),
    "out= of clip": lambda x: np.clip(x / 3, 0, 1, out=FLOATS),
    "the method put": lambda x: FLOATS.put([0], x[0] / 3),
    "the method fill": lambda x: FLOATS.fill(x[0] / 3),
    "the method of a ufunc": lambda x: np.add.at(FLOATS, [0], x[0] / 3),
    "bytes": lambda x: np.frombuffer((x / 3).tobytes()),
    "memoryview": lambda x: memoryview(x / 3).tolist(),
    "text": lambda x: float(f"{x[0] / 3:.3f}"),
    "float by its method": lambda x: (x[0] / 3).__float__(),
    "a text of an array": lambda x: np.fromstring(np.array2string(x / 3)[1:-1], sep=" "),
}


def by_element(x):
    FLOATS[0] = x[0] / 3
    return FLOATS


def by_slice(x):
    FLOATS[:] = x / 3
    return FLOATS


def in_a_tuple(x):
    FLOATS[:2], _ = x[:2] / 3, 1
    return FLOATS


def in_a_row(x):
    y = FLOATS[:] = x / 3
    return FLOATS + y


def in_whole_numbers(x):
    WHOLE[:], _ = x / 3 * 7, 1
    return WHOLE


def in_place(x):
    global FLOATS
    FLOATS += x / 3
    return FLOATS


def in_a_loop(x):
    for FLOATS[0] in x / 3:  # noqa: B007, PLW0127
        pass
    return FLOATS


def annotated(x):
    FLOATS[0]: float = x[0] / 3
    return FLOATS


DOORS.update({f.__name__: f for f in (
    by_element, by_slice, in_a_tuple, in_a_row, in_whole_numbers, in_place, in_a_loop, annotated,
)})  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_no_result_becomes_a_float_in_silence(door):
    with pytest.raises((CannotFollow, TypeError, ValueError, NotImplementedError)) as caught:
        run(DOORS[door], np.array([0.3, 0.2, 0.1]))
    assert any(
        words in str(caught.value)
        for words in (
            "made elsewhere",
            "ball",
            "Ball",
            "as a text",
            "sequence",
            "format O",
            "array",
        )
    )
    assert not FLOATS.any()
    assert not MATRIX.any()


def sorts_its_own(x):
    values = np.random.RandomState(3).rand(3)
    values.sort()
    return values * x


def test_a_method_that_changes_an_array_of_floats_changes_it():
    found = run(sorts_its_own, np.ones(3))
    assert [float(v.arb.mid()) for v in found] == sorts_its_own(np.ones(3)).tolist()


def own_buffers(x):
    buffer = np.zeros(3)
    np.copyto(buffer, x)
    buffer[:2], buffer[2] = x[1:] / 3, x[0]
    np.divide(buffer, 3, out=buffer, where=[True, False, True])
    np.add.at(buffer, [0, 0], x[0] / 3)
    buffer.put([1], x[1] / 3)
    return buffer


def test_arrays_that_are_made_inside_hold_balls():
    x = np.array([0.3, 0.2, 0.1])
    found = run(own_buffers, x)
    with calculation(53):
        for ball, value in zip(found, own_buffers(x), strict=True):
            # Two radii and an ULP: a double and its ball do the same operations.
            allowed = 2 * float(ball.arb.rad()) + np.spacing(value)
            assert abs(float(ball.arb.mid()) - value) <= allowed


# -- idioms ---------------------------------------------------------------------------------------


def own_result(idiom):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return flatten(function_of(idiom)(*copy.deepcopy(ARGUMENTS)))


def same(x, y):
    return (x == y) | (np.isnan(x) & np.isnan(y))


@pytest.mark.parametrize("idiom", [i for i in IDIOMS if i not in NOT_FOLLOWED])
def test_an_idiom_is_followed(idiom):
    own = own_result(idiom)
    formula = _Formula(function_of(idiom), ARGUMENTS)
    rough, sharp = formula.at(53), formula.at(128)
    assert not rough.rests_on
    assert list(rough.outputs) == list(own)
    for name, found in rough.outputs.items():
        value, exact = np.asarray(own[name]), sharp.outputs[name]
        if not hasattr(found, "radius"):  # counted or chosen
            assert value.dtype.kind not in "fc"
            assert np.array_equal(found, own[name])
            continue
        assert found.value.shape == value.shape
        with np.errstate(all="ignore"):
            # The referee allows two radii; a few ULP are for a radius of 0, as of a constant.
            allowed = 2 * found.radius + 4 * np.spacing(np.abs(value))
            assert (same(found.value, value) | (np.abs(found.value - value) <= allowed)).all()
            near = np.abs(exact.value - value) <= allowed
            assert (same(exact.value, value) | near).all()


@pytest.mark.parametrize("idiom", NOT_FOLLOWED)
def test_what_is_not_followed_says_so(idiom):
    own = own_result(idiom)
    outputs, why = _follow(_Formula(function_of(idiom), ARGUMENTS))
    if outputs is None:
        assert "cannot be followed" in why
    else:  # it is no truth
        assert not any(hasattr(outputs.outputs[name], "radius") for name in own)


def test_nearly_all_idioms_are_followed():
    assert set(NOT_FOLLOWED) <= set(IDIOMS)
    assert len(IDIOMS) >= 400
    assert len(NOT_FOLLOWED) <= 0.05 * len(IDIOMS)


@pytest.mark.parametrize("idiom", IDIOMS)
def test_an_idiom_runs_with_sampled_rounding(idiom):
    own = own_result(idiom)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampled = SampleWorld(seed=1).run(function_of(idiom), *copy.deepcopy(ARGUMENTS))
    for name, value in flatten(sampled).items():
        expected = np.asarray(own[name])
        assert np.shape(value) == expected.shape
        if expected.dtype.kind not in "fc":
            continue
        norm = np.max(np.abs(expected[np.isfinite(expected)]), initial=0.0)
        with np.errstate(all="ignore"):
            # Each of up to some dozen operations moves by an ULP of what it makes.
            near = np.abs(value - expected) <= 64 * np.spacing(norm)
        assert (same(value, expected) | near).all()


# -- balls among themselves -----------------------------------------------------------------------

STORES = {
    "copyto": lambda a: np.copyto(a, 2),
    "copyto, by name": lambda a: np.copyto(a, src=[1, True, 3], where=[True, False, True]),
    "put": lambda a: np.put(a, [0], 2),
    "place": lambda a: np.place(a, [True, False, False], [2]),
    "putmask": lambda a: np.putmask(a, [True, False, False], 2),
    "put_along_axis": lambda a: np.put_along_axis(a, np.array([0]), 2, 0),
    "the method put": lambda a: a.put([0], 2),
    "the method fill": lambda a: a.fill(True),
    "an item": lambda a: a.__setitem__(0, 2),
    "at": lambda a: np.add.at(a, [0], 2),
    "flat": lambda a: a.flat.__setitem__(slice(None), 2),
}


@pytest.mark.parametrize("store", STORES)
def test_only_balls_are_stored_among_balls(store):
    """Arb's methods take anything for one of its numbers: an integer among them is a crash."""

    def function(x):
        a = x / 3
        STORES[store](a)
        return a

    with calculation(53):
        found = Balls().run(function, lift(np.array([0.3, 0.2, 0.1])))
    assert kinds(plain(found)) == {arb}
