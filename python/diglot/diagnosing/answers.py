"""What Python's process is asked for by whoever looks at many inputs of one function."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from typing import Any

from diglot.bridge.frames import plain
from diglot.bridge.output import mute
from diglot.judging.child_tasks import received
from diglot.judging.original import InFile

#: What came of one call: the value and None, or None and the text of the error.
Answer = tuple[Any, str | None]


def answer_each(sent: InFile | bytes, inputs: Sequence[Sequence[Any]]) -> list[Answer]:
    """Give what a function does with each of several inputs."""
    function = received(sent)
    mute()
    answers: list[Answer] = []
    for args in inputs:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                answers.append((plain(function(*copy.deepcopy(args))), None))
        except Exception as error:
            answers.append((None, f"{type(error).__name__}: {error}"))
    return answers
