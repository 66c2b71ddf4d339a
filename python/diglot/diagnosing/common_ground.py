"""What wrong elements have in common, where no mistake explains all of their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from diglot.diagnosing.diagnosis import Diagnosis
from diglot.diagnosing.elements import TIED, Array, Elements, elements_of
from diglot.diagnosing.parts import words_for
from diglot.diagnosing.trial import Trial, near
from diglot.judging.outputs import WHOLE, as_numbers, is_na, kind_of

# Beside infinities 1 + exp(-x) has lost the digits of exp(-x) long before: what differs by less
# than this share of the largest element is no mistake of its own.
_LOST = 1e-12

# So many different numbers are not the same by chance.
_DISTINCT = 4

# An input that overflows is larger than those of everyday size; exp(8) is 3,000.
_LARGE = 8.0


def missing_numbers(output: str, trials: Sequence[Trial], names: Sequence[str]) -> Diagnosis | None:
    """Name what leads to NaN, NA and infinities, or what they are missing for.

    Parameters
    ----------
    output : str
        An output that is wrong.
    trials : sequence of Trial
        All answered cases: those that agree show which inputs do not lead there.
    names : sequence of str
        The names of the arguments.

    Returns
    -------
    Diagnosis or None
        None where other elements are wrong too.
    """
    elements = elements_of(output, trials, names)
    if elements is None or not elements.wrong.any():
        return None
    p, r = elements.python, elements.r
    places = _without_number(p) != _without_number(r)
    places |= ~np.isfinite(p) & ~np.isfinite(r) & (p != r) & ~(np.isnan(p) & np.isnan(r))
    if not places.any() or not _lost_at_most(elements, elements.wrong & ~places):
        return None
    at_places = _with_wrong(elements, places)
    what = _what(r[places])
    right = _what(p[places])
    kind, where = "missing", _best_trait(at_places)
    size = _large_inputs(at_places)
    if size and np.isfinite(p[places]).all() and "NA" not in what:
        kind, where = "overflow", size
    if not where:
        return None
    count = f"{int(places.sum())} of {places.size} elements"
    return Diagnosis(
        kind,
        f"gives {what} for {right} {where}",
        f"{count} differ, all of them there, and all others agree",
        _hint(kind, what, where),
        tuple(trial.case.name for trial in trials if output in trial.wrong),
    )


def _without_number(x: Array) -> Array:
    return ~np.isfinite(x)


def _lost_at_most(elements: Elements, others: Array) -> bool:
    """Tell whether what is wrong besides has only lost its last digits."""
    p, r = elements.python[others], elements.r[others]
    size = np.max(np.abs(elements.python[np.isfinite(elements.python)]), initial=0.0)
    return bool((np.abs(p - r) <= _LOST * size).all())


def _with_wrong(elements: Elements, wrong: Array) -> Elements:
    return replace(elements, wrong=wrong)


def _what(values: Array) -> str:
    if np.isfinite(values).all():
        return "numbers"
    words = []
    missing = is_na(values)
    words += ["NA"] if missing.any() else []
    words += ["NaN"] if (np.isnan(values) & ~missing).any() else []
    words += ["infinities"] if np.isinf(values).any() else []
    words += ["numbers"] if np.isfinite(values).any() else []
    return " and ".join(words)


def _large_inputs(elements: Elements) -> str:
    """Say from which size of an input on elements are wrong, if that parts them from the others."""
    for words, size in elements.sizes.items():
        smallest = np.min(size[elements.wrong])
        largest = np.max(size[~elements.wrong], initial=0.0)
        if smallest > largest and smallest >= _LARGE:
            return f"where {words} (at {smallest:.4g}; right up to {largest:.4g})"
    return ""


def _hint(kind: str, what: str, where: str) -> str:
    if kind == "overflow":
        return (
            "exp() is Inf from 710 on: subtract the maximum before exp(), "
            "or use plogis(), log1p() and pmax()"
        )
    if "NA" in what.split():
        return "ifelse() and NA as an index give NA where a test is NaN: use which(), or is.nan()"
    if what == "numbers":
        return f"pmax(), ifelse() and na.rm = TRUE hide NaN: keep what is no number {where}"
    return f"look at what is divided, and at log() and sqrt(), {where}"


def _best_trait(elements: Elements) -> str:
    """Find what is true of the wrong elements alone; else of all of them, and of few others."""
    wrong = elements.wrong
    for words, true in elements.traits.items():
        if words in elements.places and int(wrong.sum()) < 2:
            continue  # a single element is always the first, or the last, of something
        if np.array_equal(true, wrong):
            return words
    best, fewest = "", 0.5 * int((~wrong).sum())
    for words, true in elements.traits.items():
        if words in elements.whole or words in elements.places:
            continue
        others = int((true & ~wrong).sum())
        if true[wrong].all() and others < fewest:
            best, fewest = words, others
    return best


def ties(output: str, trials: Sequence[Trial], names: Sequence[str]) -> Diagnosis | None:
    """Tell a port that treats equal elements otherwise: wrong where there are some, and only there.

    Parameters and what is returned are those of `missing_numbers`.
    """
    elements = elements_of(output, trials, names)
    if elements is None or int(elements.wrong.sum()) < 2:
        return None
    wrong = elements.wrong
    for words, tied in elements.traits.items():
        if not words.endswith(TIED) or words in elements.whole or not tied[wrong].all():
            continue
        # The middle one of three may be right; where nearly all are tied, that tells nothing.
        if 2 * int((tied & ~wrong).sum()) > int(wrong.sum()) or 4 * int(tied.sum()) > 3 * tied.size:
            continue
        return Diagnosis(
            "ties",
            f"treats elements otherwise {words}",
            f"{int(wrong.sum())} of {wrong.size} elements differ, and all of them are such",
            'say what becomes of ties: ties.method = "first" or "average", fromLast = FALSE',
            tuple(trial.case.name for trial in trials if output in trial.wrong),
        )
    return None


def other_order(output: str, trials: Sequence[Trial], _: Sequence[str]) -> Diagnosis | None:
    """Tell that R has the same numbers in another order, or beside them NA and NaN.

    Parameters and what is returned are those of `missing_numbers`.
    """
    wrong = [trial for trial in trials if output in trial.wrong]
    pairs = [(trial.pairs[output].python, trial.pairs[output].r) for trial in wrong]
    if not all(kind_of(p) == kind_of(r) == "numbers" for p, r in pairs):
        return None
    numbers = [(as_numbers(p).ravel(), as_numbers(r).ravel()) for p, r in pairs]
    # The numbers from 1 to n are the same in any order, whatever they count.
    fractions = [p[np.isfinite(p) & (p != np.rint(p.real))] for p, _ in numbers]
    if not numbers:
        return None
    cases = tuple(trial.case.name for trial in wrong)
    told = f"in all {len(cases)} cases that disagree"
    known = np.unique(np.concatenate(fractions)).size
    if known >= _DISTINCT and all(p.size < r.size and near(p, r[~np.isnan(r)]) for p, r in numbers):
        hint = "filter() and the like keep the length: take only what is no NA"
        return Diagnosis("missing", "gives NA beside the right numbers", told, hint, cases)
    if min(np.unique(each).size for each in fractions) < _DISTINCT:
        return None
    if all(p.size == r.size and near(np.sort(p), np.sort(r)) for p, r in numbers):
        hint = "matrix() and unlist() go down the columns: compare the order of the loops"
        return Diagnosis("other order", "has the same numbers in another order", told, hint, cases)
    return None


def common_ground(output: str, trials: Sequence[Trial], names: Sequence[str]) -> list[Diagnosis]:
    """Say what the wrong elements of an output have in common, as a diagnosis without a name.

    Parameters
    ----------
    output : str
        An output that no mistake explains.
    trials : sequence of Trial
        The answered cases.
    names : sequence of str
        The names of the arguments.

    Returns
    -------
    list of Diagnosis
        One, or none where nothing is common.
    """
    words = _common(output, trials, names)
    it = "R" if output == WHOLE else f"`{output}`"
    wrong = tuple(trial.case.name for trial in trials if output in trial.wrong)
    return [Diagnosis(None, "", f"{it} is wrong {words}", "", wrong)] if words else []


def _common(output: str, trials: Sequence[Trial], names: Sequence[str]) -> str:
    elements = elements_of(output, trials, names)
    if elements is None:
        return _in_cases(output, trials)
    if elements.wrong.all():
        return "in every element of every case"
    where = _best_trait(elements)
    if where:
        everywhere = np.array_equal(elements.traits[where], elements.wrong)
        return f"{where}, and only there" if everywhere else f"only {where}"
    return _in_cases(output, trials) or _from_size(elements)


def _in_cases(output: str, trials: Sequence[Trial]) -> str:
    """Say in which cases it is wrong."""
    wrong = [trial.case for trial in trials if output in trial.wrong]
    words = words_for(wrong, [trial.case for trial in trials])
    return f"only in the cases with{words.replace('(', '').replace(')', '')}" if words else ""


def _from_size(elements: Elements) -> str:
    size = _large_inputs(elements)
    return f"only {size}" if size else ""
