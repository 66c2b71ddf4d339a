"""The twin of `random_state`, which is NumPy's own generator: programs of draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from diglot.catalogue.mistakes import R_FILES, Array, by_columns
from diglot.inputs import normal, uniform
from diglot.twin import Case, Fault, Twin

#: The name of a function and its arguments, by place or by name.
Call = tuple[str, list[Any] | dict[str, Any]]

_STATE = ("key", "pos", "has_gauss", "cached_gaussian")


def _call(rng: Any, name: str, given: list[Any] | dict[str, Any]) -> Any:
    """Call one function of a random state, in the forms that both languages have."""
    args: list[Any] = [] if isinstance(given, dict) else given
    keywords = given if isinstance(given, dict) else {}
    if isinstance(keywords.get("size"), np.ndarray):
        keywords = {**keywords, "size": tuple(keywords["size"].tolist())}
    if name == "get_state":
        return dict(zip(_STATE, rng.get_state()[1:], strict=True))
    if name == "set_state":
        state = [keywords["state"][part] for part in _STATE]
        return rng.set_state(("MT19937", *state))
    if name == "shuffle":
        x = np.array(args[0])
        rng.shuffle(x)
        return x
    return getattr(rng, name)(*args, **keywords)


def _draws(seed: Any, calls: Sequence[Call]) -> list[Any]:
    rng = np.random.RandomState(seed)
    return [_call(rng, name, given) for name, given in calls]


_R_DRAWS = """function(seed, calls) {
  rng <- random_state(seed)
  lapply(calls, function(call) do.call(rng[[call[[1]]]], call[[2]]))
}"""


def _with(
    rng_of: Callable[[Any], Any] = np.random.RandomState,
    change: Callable[[Any], Any] = lambda value: value,
    after: Callable[[Any], None] = lambda rng: None,
    arguments: Callable[[str, Any], Any] = lambda name, given: given,
) -> Callable[..., list[Any]]:
    """Write the draws with one thing changed."""

    def faulty(seed: Any, calls: Sequence[Call]) -> list[Any]:
        rng = rng_of(seed)
        values = []
        for name, given in calls:
            values.append(change(_call(rng, name, arguments(name, given))))
            after(rng)
        return values

    return faulty


def _forget_the_second(rng: Any) -> None:
    name, key, pos, *_ = rng.get_state()
    rng.set_state((name, key, pos, 0, 0.0))


def _up_to_high(name: str, given: Any) -> Any:
    if name != "randint":
        return given
    place = "low" if given.get("high") is None else "high"
    return {**given, place: given[place] + 1}


def _replacing(name: str, given: Any) -> Any:
    return {**given, "replace": True} if name == "choice" else given


def _columns(value: Any) -> Any:
    return by_columns(value) if isinstance(value, np.ndarray) else value


def _size(*axes: int) -> Array:
    return np.array(axes)


def _state(words: Array, **parts: Any) -> dict[str, Any]:
    state = {"key": words, "pos": 623, "has_gauss": 1, "cached_gaussian": -0.75}
    return {**state, **parts}


_WORDS = np.random.RandomState(7).randint(0, 2**32, 624)
_HIGH_BIT = np.concatenate([[2**31], np.zeros(623, dtype=int)])
_LOW_WORDS = np.concatenate([[5, 0], _WORDS[2:]])
_STRINGS = np.array(["1", "2"])
_P = np.array([0.1, 0.0, 0.4, 0.2, 0.3])
_PROGRAMS: list[tuple[str, Any, list[Call]]] = [
    (
        "uniform",
        0,
        [
            ("rand", []),
            ("rand", [2, 3]),
            ("random_sample", []),
            ("random_sample", {"size": _size(2, 3, 2)}),
            ("uniform", {"low": -2.5, "high": 7.1, "size": 3}),
            ("uniform", []),
            ("uniform", {"low": 3.0, "high": -1.0, "size": 0}),
            ("rand", [1, 4]),
        ],
    ),
    (
        "normal",
        1,
        [
            ("randn", []),
            ("get_state", []),
            ("randn", [2, 4]),
            ("normal", {"loc": 5.0, "scale": 0.0, "size": 2}),
            ("normal", {"loc": -1.0, "scale": 2.5, "size": _size(2, 2)}),
            ("standard_normal", {"size": 3}),
            ("normal", []),
            ("randn", [0]),
            ("get_state", []),
            ("randn", [3]),
            ("get_state", []),
        ],
    ),
    (
        "integers",
        2**32 - 1,
        [
            ("randint", {"low": 5}),
            ("randint", {"low": 2, "high": 9, "size": _size(2, 3)}),
            ("randint", {"low": 1, "high": 2, "size": 3}),
            ("randint", {"low": -5, "high": 5, "size": 9}),
            ("randint", {"low": 2**32, "size": 3}),
            ("randint", {"low": 2**32 + 1, "size": 3}),
            ("randint", {"low": -(2**40), "high": 2**41, "size": 4}),
            ("randint", {"low": 2**31 - 9, "high": 2**31, "size": 2}),
            ("randint", {"low": -(2**31), "high": 0, "size": 2}),
            ("randint", {"low": 3, "high": 3, "size": 0}),
            ("randint", {"low": 16, "size": 3}),
            ("rand", []),
        ],
    ),
    (
        "choices",
        2,
        [
            ("choice", {"a": 10}),
            ("choice", {"a": 10, "size": _size(2, 3)}),
            ("choice", {"a": normal(4, seed=1), "size": 5}),
            ("choice", {"a": 7, "size": 7, "replace": False}),
            ("choice", {"a": normal(6, seed=2), "size": 3, "replace": False}),
            ("choice", {"a": 5, "size": 8, "p": _P}),
            ("choice", {"a": 5, "size": 4, "replace": False, "p": _P}),
            ("choice", {"a": normal(5, seed=3), "p": _P}),
            ("choice", {"a": 3, "size": 0}),
            ("choice", {"a": 0, "size": 0}),
            ("choice", {"a": 200, "size": 3, "p": np.full(200, 0.005)}),
        ],
    ),
    (
        "orders",
        3,
        [
            ("permutation", [9]),
            ("permutation", [normal(5, seed=4)]),
            ("permutation", [normal(4, 3, seed=5)]),
            ("permutation", [normal(3, 2, 2, seed=6)]),
            ("permutation", [normal(3, 1, seed=6)]),
            ("permutation", [1]),
            ("permutation", [70]),
            ("shuffle", [normal(6, seed=7)]),
            ("shuffle", [normal(3, 2, seed=8)]),
            ("shuffle", [np.zeros(0)]),
            ("shuffle", [np.zeros((3, 0))]),  # draws nothing, as rand() shows
            ("rand", []),
        ],
    ),
    (
        "several seeds",
        np.array([1, 2**32 - 1, 3]),
        [("rand", [2]), ("get_state", []), ("seed", [5]), ("rand", [2]), ("randn", [3])],
    ),
    ("more seeds than words", np.arange(626), [("rand", [2])]),
    (
        "a given state",
        4,
        [
            ("set_state", {"state": _state(_WORDS)}),
            ("randn", [2]),
            ("rand", [700]),
            ("set_state", {"state": _state(_WORDS, has_gauss=0, pos=1)}),
            ("randn", []),
            ("set_state", {"state": _state(_HIGH_BIT, pos=624)}),
            ("rand", [3]),
            ("get_state", []),
            # The words to come are 0, of which R's own numbers make half a step.
            ("randint", {"low": 2**40, "size": 2}),
            ("permutation", [5]),
            ("set_state", {"state": _state(_LOW_WORDS)}),
            ("rand", [2]),
        ],
    ),
]

_REFUSED: list[tuple[str, Any, list[Call]]] = [
    ("seed below 0", -1, []),
    ("seed of 33 bits", 2**32, []),
    ("half a seed", 0.5, []),
    ("no seed", np.zeros(0, dtype=int), []),
    ("negative spread", 1, [("normal", {"loc": 0.0, "scale": -1.0})]),
    ("endless range", 1, [("uniform", {"low": -1e308, "high": 1e308})]),
    ("no range", 1, [("randint", {"low": 3, "high": 3})]),
    ("negative size", 1, [("random_sample", {"size": -1})]),
    ("nothing to choose", 1, [("choice", {"a": 0, "size": 1})]),
    ("too many without replacement", 1, [("choice", {"a": 3, "size": 4, "replace": False})]),
    (
        "too few that are possible",
        1,
        [("choice", {"a": 5, "size": 5, "replace": False, "p": _P})],
    ),
    ("sum of 1.1", 1, [("choice", {"a": 5, "p": _P * 1.1})]),
    ("negative probability", 1, [("choice", {"a": 2, "p": np.array([-0.5, 1.5])})]),
    ("missing probability", 1, [("choice", {"a": 2, "p": np.array([np.nan, 1.0])})]),
    ("too few probabilities", 1, [("choice", {"a": 6, "p": _P})]),
    ("choice of rows", 1, [("choice", {"a": uniform(2, 2, seed=1)})]),
    ("strings for low", 1, [("uniform", {"low": _STRINGS})]),
    ("strings for high", 1, [("uniform", {"high": _STRINGS})]),
    ("strings for loc", 1, [("normal", {"loc": _STRINGS})]),
    ("strings for scale", 1, [("normal", {"scale": _STRINGS})]),
    ("strings for p", 1, [("choice", {"a": 2, "p": _STRINGS})]),
    ("a half of an integer", 1, [("choice", {"a": 2.5})]),
    ("half a size", 1, [("random_sample", {"size": 2.5})]),
    ("no probabilities in a row", 1, [("choice", {"a": 2, "p": np.full((1, 2), 0.5)})]),
    ("short key", 1, [("set_state", {"state": _state(_WORDS[1:])})]),
]

TWINS = [
    Twin(
        "random_state",
        python=_draws,
        r=_R_DRAWS,
        r_files=R_FILES,
        rtol=0.0,  # the same bits
        cases=[
            *(Case(*program) for program in _PROGRAMS),
            # NumPy has words of its own.
            *(Case(*program, refused=True) for program in _REFUSED),
        ],
        faults=[
            Fault(
                "another seed",
                _with(rng_of=lambda seed: np.random.RandomState(np.add(seed, 1) % 2**32)),
                "the seed as it is given.",
            ),
            Fault("filled by columns", _with(change=_columns), "aperm(array(values, rev(size)))."),
            Fault(
                "forgets the second normal number",
                _with(after=_forget_the_second),
                "the polar method gives two: keep the other one for the next call.",
            ),
            Fault("high is drawn too", _with(arguments=_up_to_high), "low to high - 1."),
            Fault("always replaces", _with(arguments=_replacing), "pass `replace` on."),
        ],
        shows=(np.random.RandomState, "random_state"),
    ),
]
