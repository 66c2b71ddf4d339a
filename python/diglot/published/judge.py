"""What became of each printed number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from diglot.published import recipes
from diglot.published.compute import Computed
from diglot.published.digits import as_number, digits_that_agree, significant_digits
from diglot.published.numbers import Group, read_spread

AGREE, DISAGREE = "agree", "disagree"
NOT_REPRODUCIBLE, NEEDS_MNIST = "not reproducible", "needs MNIST"

_WITHOUT_MNIST = "Name the folder of MNIST: --mnist FOLDER, or SCRATCHNET_MNIST."


@dataclass(frozen=True)
class Row:
    """One printed number and what both editions compute.

    Attributes
    ----------
    group : Group
        With what it is printed.
    place, printed : str
        Where it stands, and the text itself.
    python, r : number, logical, str or None
        What the editions compute; None where they do not.
    digits_python, digits_r : int or None
        How many of the printed digits each reproduces; None for a text.
    digits : int or None
        How many there are.
    status : str
        "agree", "disagree", "not reproducible" or "needs MNIST".
    reason : str
        Why it is no plain "agree".
    spread : str
        Between which bounds the seeded runs lie, where they judge.
    """

    group: Group
    place: str
    printed: str
    python: Any
    r: Any
    digits_python: int | None
    digits_r: int | None
    digits: int | None
    status: str
    reason: str
    spread: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the fields as JSON can hold them."""
        return {
            "document": self.group.document,
            "place": self.place,
            "printed": self.printed,
            "python": _json_value(self.python),
            "r": _json_value(self.r),
            "digits_python": self.digits_python,
            "digits_r": self.digits_r,
            "digits": self.digits,
            "status": self.status,
            "reason": self.reason or None,
            "spread": self.spread or None,
            "mistake": self.group.mistake or None,
        }


def _json_value(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def judge(group: Group, in_python: Computed, in_r: Computed) -> list[Row]:
    """Judge the numbers that stand together, given what the recipes gave in both languages."""
    texts = group.texts()
    python, python_problem = _values(group, in_python, len(texts))
    r, r_problem = _values(group, in_r, len(texts))
    problem = " ".join(
        f"{language}: {words}"
        for language, words in (("Python", python_problem), ("R", r_problem))
        if words
    )
    rows = []
    for i, (place, text) in enumerate(texts):
        printed = as_number(text, group.decimals)
        of = None if printed is None else significant_digits(printed)
        digits = _digits(printed, python[i]), _digits(printed, r[i])
        row = Row(group, place, text, python[i], r[i], *digits, of, DISAGREE, problem)
        if not group.reproducible:
            row = replace(row, status=NOT_REPRODUCIBLE, reason=group.reason)
        elif group.recipe in recipes.WITH_MNIST and group.recipe not in in_python:
            row = replace(row, status=NEEDS_MNIST, reason=_WITHOUT_MNIST)
        elif group.spread is not None and printed is not None:
            row = _judge_by_spread(row, group.spread, i, printed)
        else:
            row = _judge_by_digits(row)
        rows.append(row)
    return rows


def _values(group: Group, computed: Computed, count: int) -> tuple[list[Any], str]:
    """Pick a group's values from a recipe's outputs, row by row; or tell why there are none."""
    nothing: list[Any] = [None] * count
    if group.recipe is None or group.recipe not in computed:
        return nothing, ""
    outputs = computed[group.recipe]
    if isinstance(outputs, Exception):
        return nothing, str(outputs)
    try:
        values: list[Any] = np.ravel(select(outputs, str(group.select))).tolist()
    except KeyError as name:
        return nothing, f"{group.recipe} gives no {name}."
    if len(values) != count:
        return nothing, f"{group.select} must have {count} numbers, as printed, not {len(values)}."
    return values, ""


def select(outputs: dict[str, Any], path: str) -> Any:
    """Pick an output by its path, as in ``AND.loss``, and rows of it, as in ``val_x[:16]``."""
    match = re.fullmatch(r"([\w.]+)(?:\[(-?\d+)?:(-?\d+)?\])?", path)
    if match is None:
        raise ValueError(f"`select` must be like AND.loss or val_x[:16], not {path!r}.")
    value: Any = outputs
    for name in match[1].split("."):
        value = value[name]
    start, stop = (int(bound) if bound else None for bound in match.groups()[1:])
    return value if start is None and stop is None else value[start:stop]


def _digits(printed: Decimal | None, value: Any) -> int | None:
    if printed is None or value is None or isinstance(value, str):
        return None
    return digits_that_agree(printed, value)


def _judge_by_digits(row: Row) -> Row:
    """Ask for as many digits as can be expected; of a text that is no number, for all of it."""
    if row.digits is None:
        same = all(str(value) == row.printed for value in (row.python, row.r))
        return replace(row, status=AGREE if same else DISAGREE)
    enough = min(row.digits, row.group.digits or row.digits)
    agreeing = [n for n in (row.digits_python, row.digits_r) if n is not None and n >= enough]
    if len(agreeing) < 2:
        return row
    return replace(row, status=AGREE, reason=row.group.reason if enough < row.digits else "")


def _judge_by_spread(row: Row, name: str, index: int, printed: Decimal) -> Row:
    """Ask whether the printed and both computed numbers lie where the seeded runs lie."""
    stored, inside, bounds = read_spread(row.group.document), [], []
    decimals = -int(printed.as_tuple().exponent)
    for language, value in (("Python", row.python), ("R", row.r)):
        counts = [run[index] for run in stored[language.lower()][name]]
        low, high = (count / stored["pictures"][name] for count in (min(counts), max(counts)))
        # Rounded as the text is that lies between them.
        lowest, highest = (Decimal(f"{bound:.{decimals}f}") for bound in (low, high))
        inside.append(lowest <= printed <= highest and value is not None and low <= value <= high)
        bounds.append(f"{lowest} to {highest} in {language}")
    spread = " and ".join(bounds)
    if all(inside):
        return replace(row, status=AGREE, reason=row.group.reason, spread=spread)
    reason = f"{row.reason} The seeded runs give {spread}.".strip()
    return replace(row, reason=reason, spread=spread)


def summary(rows: Sequence[Row]) -> dict[str, int]:
    """Count the numbers of each status."""
    statuses = (AGREE, DISAGREE, NOT_REPRODUCIBLE, NEEDS_MNIST)
    return {status: sum(row.status == status for row in rows) for status in statuses}
