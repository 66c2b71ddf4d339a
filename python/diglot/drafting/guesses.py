"""Arguments for a function of which only names, types and defaults are known."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from diglot import inputs
from diglot.bridge.problems import PythonProblem
from diglot.bridge.python_process import PythonProcess
from diglot.drafting.functions import Parameter, PythonFunction, lookup

# So many combinations of guesses are tried.
_MOST_COMBINATIONS = 400

#: What may be given for each kind of parameter, the likeliest first. `n` rows of `k` numbers go in,
#: `m` come out; `seed` differs from parameter to parameter.
_GUESSES: dict[str, tuple[str, ...]] = {
    "matrix": ("normal({n}, {k}, seed={seed})", "normal({k}, seed={seed})", "{fraction}"),
    "vector": ("normal({k}, seed={seed})", "normal({n}, {k}, seed={seed})", "{fraction}"),
    "weights": (
        "normal({k}, {m}, seed={seed})", "normal({n}, {k}, seed={seed})",
        "normal({k}, seed={seed})",
    ),
    "bias": ("normal({m}, seed={seed})", "normal({k}, seed={seed})", "{fraction}"),
    "probabilities": (
        "probabilities({n}, {k}, seed={seed})", "uniform({k}, seed={seed})", "{fraction}",
    ),
    "targets": (
        "one_hot({n}, {k}, seed={seed})", "labels({n}, {k}, seed={seed})",
        "normal({n}, {k}, seed={seed})", "normal({k}, seed={seed})", "{fraction}",
    ),
    "count": ("{n}", "{fraction}"),
    "number": ("{fraction}", "{n}", "normal({k}, seed={seed})"),
    "flag": ("True", "False"),
    "text": ('"a"',),
    "list": ("[{fraction}, 1.5, {n}.0]",),
}  # fmt: skip
_GUESSES["unknown"] = (*_GUESSES["matrix"], "{n}", '"a"', "[{fraction}, 1.5, {n}.0]")

#: By which words in annotations and docstrings, and by which names, a kind is known.
_TYPES = {
    "flag": r"\bbool",
    "text": r"\bstr\b|string",
    "targets": r"\blabels?\b|one-hot",
    "matrix": r"matrix|2-?d\b|\(\w+, ?\w+\)",
    "vector": r"vector|1-?d\b|\(\w+,\)|series|sequence of floats?",
    "list": r"\blist\b|iterable",
    "count": r"\bint\b|integer|whole number",
    "number": r"\bfloat\b|\bscalar\b|\bnumber\b",
}
_NAMES = {
    "flag": r"(is|use|has|with|keep)_.*|verbose|training|train_flg",
    "targets": r"t|ts|y_true|labels?|targets?|truth|classes_true",
    "probabilities": r"y|p|q|probs?|probabilit(y|ies)|y_pred|predictions?|pred",
    "weights": r"w\d*|weights?|kernel|filters?",
    "bias": r"b\d*|bias|biases|intercept",
    "count": r"n|k|m|n_.*|num_.*|.*_(count|size|num)|count|steps?|iterations?|classes|seed|rng"
    r"|days|years|degree|order|lags?|window",
    "number": r"lr|learning_rate|.*rate|alpha|beta|gamma|delta|eps(ilon)?|h|lam(bda)?_?|sigma|mu"
    r"|rho|tau|theta|scale|ratio|momentum|tol|temperature",
    "matrix": r"x|xs|a|z|u|v|x_.*|data|inputs?|dout|logits|scores|images?|values|matrix",
}


@dataclass(frozen=True)
class Guess:
    """Arguments as Python code, and whether the function answered them."""

    arguments: tuple[str, ...]
    runs: bool


#: The sizes of the cases that are drafted, by the cases' names.
SIZES = {
    "batch": {"n": 4, "k": 3, "m": 2},
    "square": {"n": 3, "k": 3, "m": 3},
    "one row": {"n": 1, "k": 3, "m": 2},
}


def kind_of(parameter: Parameter) -> str:
    """Guess the kind of a parameter: by what is said of its type, its default, its name."""
    for kind, pattern in _TYPES.items():
        if re.search(pattern, parameter.said):
            return kind
    if parameter.default is not None:
        return _kind_of_default(parameter.default)
    for kind, pattern in _NAMES.items():
        if re.fullmatch(pattern, parameter.name, re.IGNORECASE):
            return kind
    return "unknown"


def _kind_of_default(default: str) -> str:
    if default in ("True", "False"):
        return "flag"
    return "text" if default[0] in "'\"" else "count" if default.isdecimal() else "number"


def guess(function: PythonFunction, python: PythonProcess) -> Guess:
    """Find arguments, of templates for `SIZES`, that a function answers.

    What has a default is left out. The first guess is given where the function answers none.
    """
    needed = [each for each in function.parameters if each.default is None]
    tried = list(itertools.islice(_combinations(needed), _MOST_COMBINATIONS))
    written = [filled(each, "batch") for each in tried]
    try:
        answered = python.ask(
            "diglot.drafting.guesses:first_answered", function.module, function.name, written
        ).value
    except PythonProblem:  # it never ends, or ends its process
        answered = None
    return Guess(tried[answered or 0], answered is not None)


def _combinations(parameters: Sequence[Parameter]) -> Iterator[tuple[str, ...]]:
    """Give all combinations of guesses, those first that depart least from the likeliest."""
    choices = [_GUESSES[kind_of(each)] for each in parameters]
    places = itertools.product(*(range(len(choice)) for choice in choices))
    for each in sorted(itertools.islice(places, 50 * _MOST_COMBINATIONS), key=sum):
        yield tuple(choice[i] for choice, i in zip(choices, each, strict=True))


def filled(templates: Sequence[str], size: str) -> tuple[str, ...]:
    """Write templates out for one of `SIZES`."""
    sizes, written = SIZES[size], []
    for seed, template in enumerate(templates, 1):
        fraction = (seed + sizes["n"]) / 16  # a double without rounding, another one each time
        written.append(template.format(**sizes, seed=seed, fraction=fraction))
    return tuple(written)


def first_answered(module: str, name: str, written: Sequence[Sequence[str]]) -> int | None:
    """Tell which arguments are the first that a function answers; called in Python's process."""
    function = lookup(module, name)
    warnings.simplefilter("ignore")
    for i, arguments in enumerate(written):
        try:
            value = function(*(eval(text, dict(_known())) for text in arguments))
        except Exception:
            continue
        if value is not None and value is not NotImplemented:
            return i
    return None


def _known() -> Mapping[str, Any]:
    return {"np": np, **{name: getattr(inputs, name) for name in INPUTS}}


#: The functions of `diglot.inputs` that guesses are written with.
INPUTS = ("labels", "normal", "one_hot", "probabilities", "uniform")
