"""The search for the mistakes that explain what R gives, over all cases of a twin."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from diglot.diagnosing.diagnosis import KINDS, Diagnosis, Suspect
from diglot.diagnosing.parts import part_of, words_for
from diglot.diagnosing.result_changes import Change
from diglot.diagnosing.trial import BITS, ROUNDING, Trial
from diglot.judging.outputs import WHOLE, kind_of

#: One output in the cases of one part: what one mistake explains as a whole.
Cell = tuple[tuple[bool, ...], str]

#: Of two mistakes that explain the same cells, the one that comes first here is told.
_MOST_SPECIFIC = (
    "own fault", "transposed", "memory order", "arguments", "dimensions", "overflow", "sign",
    "reversed",
    "ties", "mean", "other axis", "recycled", "default", "missing", "index", "precision",
    "integer", "scaled", "other order", "shifted", "cancellation", "operation",
    "first call", "random",
)  # fmt: skip

#: What may be another mistake seen from outside: the search goes on.
_VAGUE = frozenset({"scaled", "shifted", "operation", "sign", "index", "missing"})

#: Mistakes that are made so often that they come first where values alone do not tell.
_COMMON = frozenset({
    "own fault", "transposed", "arguments", "mean", "other axis", "overflow", "sign", "index",
})  # fmt: skip

# Where the values are simple ones, such as labels, so many bits must be reproduced: hundreds of
# mistakes are tried, and each bit leaves one in two. With fewer it must be the only one, and of one
# that is made often fewer still are enough.
_ENOUGH_BITS = 12.0
_FEW_BITS = {True: 4.0, False: 5.0}

_MOST_LOOKED_AT = 100

# A text as long as this comes of nothing else by chance.
_LONG_TEXT = 6

# More mistakes than this in one port are rather none of these.
_MOST_MISTAKES = 3


@dataclass(frozen=True)
class _Candidate:
    """A suspect that comes close to R in all cases of some cells."""

    suspect: Suspect
    cells: frozenset[Cell]
    is_vague: bool
    place: int

    @property
    def rank(self) -> tuple[bool, int, int]:
        """How specific it is, the most specific first."""
        return self.is_vague, _MOST_SPECIFIC.index(self.suspect.kind), self.place


@dataclass(frozen=True)
class Found:
    """A mistake that was confirmed.

    Attributes
    ----------
    suspect : Suspect
        The mistake.
    cells : frozenset of Cell
        What it explains.
    how : str
        How R's values equal the suspect's.
    """

    suspect: Suspect
    cells: frozenset[Cell]
    how: str


class Search:
    """Tries suspects on the cases of a twin.

    Parameters
    ----------
    trials : sequence of Trial
        The answered cases.
    deadline : float
        When to end, by `time.monotonic`.
    only : str
        The name of a mistake that is looked for, or what begins with it; empty for all.
    """

    def __init__(self, trials: Sequence[Trial], deadline: float, only: str = "") -> None:
        self._parts: dict[tuple[bool, ...], list[Trial]] = {}
        for trial in sorted(trials, key=lambda trial: (not trial.wrong, trial.size)):
            self._parts.setdefault(part_of(trial.case), []).append(trial)
        self.trials = trials
        self.ended_early = False
        self.tried = 0
        self._only = only
        self.deadline = deadline
        self._candidates: list[_Candidate] = []
        self._judged: dict[int, Found | None] = {}
        self.cells = frozenset(
            (part, output)
            for part, members in self._parts.items()
            for trial in members
            for output in trial.pairs
        )
        self.outputs = frozenset(output for _, output in self.cells)
        self.wrong = frozenset(
            (part, output)
            for part, members in self._parts.items()
            for trial in members
            for output in trial.wrong
        )

    def members(self, cell: Cell) -> list[Trial]:
        """Give the cases of a cell, those that disagree and are small first."""
        return [trial for trial in self._parts[cell[0]] if cell[1] in trial.pairs]

    # ---- Trying ----------------------------------------------------------------------------------

    def try_functions(self, suspects: Iterable[Suspect]) -> None:
        """Try mistakes in the function as a whole."""
        for suspect in self._in_time(suspects):
            if not self._is_looked_for(suspect.name):
                continue
            cells: set[Cell] = set()
            for part, members in self._parts.items():
                outputs = {output for p, output in self.cells if p == part}
                for trial in members:
                    outputs -= trial.pairs.keys() - trial.explained(suspect.function)
                    if not outputs:
                        break
                cells |= {(part, output) for output in outputs}
            self._keep(suspect, cells, False)

    def try_changes(self, changes: Iterable[Change], original: Callable[..., Any]) -> None:
        """Try mistakes that change a right output, each on each output that is wrong."""
        for change in self._in_time(changes):
            for output in sorted({output for _, output in self.wrong}):
                suspect = as_suspect(change, output, original)
                if not self._is_looked_for(suspect.name):
                    continue
                cells = {
                    cell
                    for cell in self.cells
                    if cell[1] == output
                    and all(
                        t.explained_by_change(output, change.change) for t in self.members(cell)
                    )
                }
                if cells & self.wrong:
                    # The other outputs are left as they are: it explains those that are right.
                    others = {cell for cell in self.cells - self.wrong if cell[1] != output}
                    self._keep(suspect, cells | others, change.is_vague)

    def _is_looked_for(self, name: str) -> bool:
        looked_for = self._only.startswith(name) or not self._only
        self.tried += looked_for
        return looked_for

    @property
    def is_close(self) -> bool:
        """Whether a mistake comes close to R in all cases of some outputs."""
        return bool(self._candidates)

    def _in_time(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            if time.monotonic() > self.deadline:
                self.ended_early = True
                return
            yield item

    def _keep(self, suspect: Suspect, cells: set[Cell], is_vague: bool) -> None:
        if cells & self.wrong:
            place = len(self._candidates)
            self._candidates.append(_Candidate(suspect, frozenset(cells), is_vague, place))

    # ---- Choosing --------------------------------------------------------------------------------

    def chosen(self) -> list[Found]:
        """Give as few confirmed mistakes as explain the most, each the most specific."""
        found: list[Found] = []
        left = self.wrong
        candidates = self._candidates
        while left and len(found) < _MOST_MISTAKES:
            best = self._best(candidates, left)
            if best is None:
                break
            found.append(best)
            left -= best.cells
        return found

    def _best(self, candidates: Iterable[_Candidate], left: frozenset[Cell]) -> Found | None:
        def order(candidate: _Candidate) -> tuple[int, bool, tuple[bool, int, int]]:
            explains_right = candidate.cells >= self.cells - self.wrong
            return -len(candidate.cells & left), not explains_right, candidate.rank

        best: Found | None = None
        for candidate in sorted((c for c in candidates if c.cells & left), key=order):
            if best is not None and len(candidate.cells & left) <= len(best.cells & left):
                break
            found = self._confirmed(candidate)
            explains = 0 if best is None else len(best.cells & left)
            if found is not None and len(found.cells & left) > explains:
                best = found
        return best

    def _confirmed(self, candidate: _Candidate) -> Found | None:
        """Ask the judge about each case, once; keep the cells in which it agrees everywhere."""
        if candidate.place not in self._judged:
            self._judged[candidate.place] = self._judge(candidate.suspect, candidate.cells)
        found = self._judged[candidate.place]
        wrong = [
            t for part, output in candidate.cells for t in self._parts[part] if output in t.wrong
        ]
        if candidate.is_vague and len(wrong) < 2:
            return None  # a constant that was fitted to one case fits it
        return found if found is not None and self._tells(found) else None

    def _judge(self, suspect: Suspect, cells: frozenset[Cell]) -> Found | None:
        words: set[str] = set()
        kept: set[Cell] = set()
        for part in {part for part, _ in cells}:
            outputs = frozenset(output for p, output in cells if p == part)
            hows: list[str] = []
            for trial in self._parts[part]:
                asked = outputs & trial.pairs.keys()
                how = trial.confirmed(suspect.function, asked)
                outputs -= asked - how.keys()
                hows += [how[output] for output in outputs & how.keys()]
                if not outputs:
                    break
            kept |= {(part, output) for output in outputs}
            words |= set(hows) if outputs else set()
        found = Found(suspect, frozenset(kept), ROUNDING if ROUNDING in words else BITS)
        return found if kept & self.wrong else None

    def _tells(self, found: Found) -> bool:
        """Tell whether the values single a mistake out: a 0 that is a 1 may come of many."""
        if found.suspect.kind == "own fault":
            return True
        simple: list[str] = []
        elements = 0
        for cell in found.cells:
            for trial in self.members(cell):
                pair = trial.pairs[cell[1]]
                elements += int(np.size(pair.r))
                if cell[1] not in trial.wrong:
                    continue
                if _other_shape(pair.python, pair.r):
                    return True
                changed = _changed_elements(pair.python, pair.r)
                if not all(map(_simple, changed)):
                    return True
                simple += [f"{v:.6g}" if _is_number(v) else str(v) for v in changed]
        if not found.cells >= self.wrong:
            return False
        bits = _bits(simple, elements)
        if bits >= _ENOUGH_BITS:
            return True
        common = found.suspect.kind in _COMMON
        alone = self._is_alone(found.suspect.kind, _COMMON if common else KINDS)
        return alone and bits >= _FEW_BITS[common]

    def _is_alone(self, kind: str, among: Container[str]) -> bool:
        """Tell whether all mistakes that explain everything are of one kind."""
        kinds = {each.suspect.kind for each in self._candidates if each.cells >= self.wrong}
        return {each for each in kinds if each in among} == {kind}

    def left(self, found: Iterable[Found]) -> dict[str, list[Trial]]:
        """Give each output that is not explained everywhere, with the cases that are left."""
        left = self.wrong.difference(*(each.cells for each in found))
        return {
            output: [
                trial
                for part, members in self._parts.items()
                if (part, output) not in self.wrong or (part, output) in left
                for trial in members
                if output in trial.pairs
            ]
            for output in sorted({output for _, output in left})
        }

    def explained(self) -> bool:
        """Tell whether mistakes that were confirmed explain all that is wrong."""
        return self.wrong <= frozenset().union(*(found.cells for found in self.chosen()))

    def ready(self) -> bool:
        """Tell whether one mistake, and no vague one, already explains everything."""
        clear = [
            candidate
            for candidate in self._candidates
            if candidate.cells >= self.cells and candidate.suspect.kind not in _VAGUE
        ]
        return any(self._confirmed(candidate) for candidate in clear[:3])


def _other_shape(p: Any, r: Any) -> bool:
    """Tell whether R's shape is another one, which says much, if it is not that of a number."""
    shapes = [[n for n in np.shape(value) if n != 1] for value in (p, r)]
    return shapes[0] != shapes[1] and np.size(r) != 1


def _changed_elements(p: Any, r: Any) -> list[Any]:
    """Give what R has, element by element, where it differs."""
    if kind_of(p) != kind_of(r):
        return []
    pairs = zip(np.asarray(p).ravel().tolist(), np.asarray(r).ravel().tolist(), strict=False)
    return [b for a, b in pairs if a != b and not (a != a and b != b)][:_MOST_LOOKED_AT]


def _bits(changed: Sequence[str], elements: int) -> float:
    """Tell how much there is to reproduce: which elements are wrong, and what they are."""
    counts = Counter(changed)
    n = len(changed)
    order = sum(count * math.log2(n / count) for count in counts.values())
    places = math.log2(math.comb(elements, min(n, elements)))
    return order + places + sum(map(_bits_of, counts))


def _bits_of(value: str) -> float:
    """Tell how much one simple value says: 0 and 1 come of anything, two digits of little."""
    digits = value.strip("-0.").replace(".", "")
    if not digits.isdigit() or digits == "1":
        return 0.0
    return 2.0 if len(digits) == 1 else 5.0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _simple(value: Any) -> bool:
    """Tell whether a value is one that many functions give, as 0, 1/2, 0.25 and NaN are."""
    if isinstance(value, str):
        return len(value) < _LONG_TEXT
    if not _is_number(value) or not np.isfinite(value):
        return True
    return bool(abs(value - float(f"{value:.2g}")) <= 1e-12 * abs(value))


def as_suspect(change: Change, output: str, original: Callable[..., Any]) -> Suspect:
    """Give the original with one output changed."""
    it = "the result" if output == WHOLE else f"`{output}`"

    def changed(*args: Any) -> Any:
        return replaced(original(*args), output, change.change, args)

    return Suspect(change.kind, change.name.format(it=it), changed, change.hint.format(it=it))


def replaced(value: Any, output: str, change: Callable[..., Any], args: Any, path: str = "") -> Any:
    """Change one output among others."""
    if (path or WHOLE) == output:
        return change(np.asarray(value), args)
    if isinstance(value, dict):
        return {
            key: replaced(item, output, change, args, f"{path}.{key}" if path else str(key))
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [replaced(v, output, change, args, f"{path}[{i}]") for i, v in enumerate(value)]
    return value


def as_diagnosis(found: Found, search: Search) -> Diagnosis:
    """Tell of a mistake that was found, with the evidence."""
    outputs = sorted({output for _, output in found.cells & search.wrong})
    inside = [t for t in search.trials if _all_in(found.cells, t, outputs)]
    explained = [trial for trial in inside if trial.wrong & set(outputs)]
    where = words_for([t.case for t in inside], [t.case for t in search.trials])
    it = "R" if len(outputs) == len(search.outputs) else f"`{'`, `'.join(outputs)}`"
    evidence = (
        f"{it} equals the original with this mistake in {len(inside)} of {len(search.trials)} "
        f"cases{where}, {found.how}"
    )
    names = tuple(trial.case.name for trial in explained)
    suspect = found.suspect
    return Diagnosis(suspect.kind, suspect.name, evidence, suspect.hint, names)


def _all_in(cells: frozenset[Cell], trial: Trial, outputs: Sequence[str]) -> bool:
    part = part_of(trial.case)
    return all((part, output) in cells for output in outputs if output in trial.pairs)
