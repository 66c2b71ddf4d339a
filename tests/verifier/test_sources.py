"""What `diglot show` says of an original: its source, or what it is."""

import functools
import math
from pathlib import Path

import numpy as np
import pytest

from diglot.showing.sources import python_parts_of, shared_code

double = lambda x: (  # noqa: E731 - as it is written is how it is shown
    2 * x
)

MANY = [
    *range(
        1,
    ),
    #
    #
    #
    #
    #
    #
    #
    #
    #
    #
    #
    #
    #
    #
    #
    lambda x: x + 40,
]


def documented(x):
    """Say what it is.

    And more.
    """
    return x


class Layer:
    """A layer.

    Of a net.
    """

    def __call__(self, x):
        return x


def typed(text):
    names = {"__name__": None}
    exec(text, names)
    return names["typed"]


FUNCTION = "def typed(x):\n    'Typed in.'\n    return x"
CLASS = "class typed:\n    'Typed in.'\n    def __init__(self, x): pass"


def test_a_function_is_parted_into_place_words_and_code():
    place, words, code = python_parts_of(documented)
    assert place.startswith(f"{Path(__file__)}:")
    assert words == "Say what it is.\n\nAnd more."
    assert code == "def documented(x):\n    return x"


def test_a_lambda_is_shown_in_its_statement():
    place, words, code = python_parts_of(double)
    assert place.startswith(f"{Path(__file__)}:")
    assert words == ""
    assert code.startswith("double = lambda x: (")
    assert code.endswith("    2 * x\n)\n")


def test_of_a_long_statement_the_line_of_the_lambda_is_shown():
    _, _, code = python_parts_of(MANY[-1])
    assert code == "lambda x: x + 40,\n"


@pytest.mark.parametrize(
    ("function", "what", "words"),
    [
        (math.sqrt, "the function math.sqrt, which is compiled", "square root"),
        (np.exp, "the ufunc numpy.exp, which is compiled", "exponential"),
        (functools.partial(math.pow, 2.0), "functools.partial of the function math.pow", "x**y"),
        (Layer(), "an object of the class ", "A layer."),
        (typed(FUNCTION), "the function typed, whose source is not to be found", "Typed in."),
        (typed(CLASS), "the class typed, whose source is not to be found", "Typed in."),
        (int, "the class builtins.int, which is compiled", "integer"),
    ],
)  # fmt: skip
def test_what_has_no_source_is_said_to_be_what_it_is(function, what, words):
    place, said, code = python_parts_of(function)
    assert place.startswith(what)
    assert words in said
    assert "\n" not in said
    assert code == ""


CLASS = '''class Net:
    """A net."""

    def __init__(self, n):
        """Begin."""
        self.n = n

    @property
    def size(self):
        return self.n

    def forward(self, x):
        """Go on."""
        return self.n * x
'''


def test_of_a_class_only_what_its_port_names_is_shared():
    shared = shared_code(CLASS, "Net <- function(n) list(forward = function(x) n * x)")
    assert shared == (
        "class Net:\n\n    def __init__(self, n):\n        self.n = n\n\n"
        "    def forward(self, x):\n        return self.n * x"
    )
    assert "forward" not in shared_code(CLASS, "Net <- function(n) n")
    assert shared_code("f = (", "f") == "f = ("
    assert shared_code("", "f") == ""
