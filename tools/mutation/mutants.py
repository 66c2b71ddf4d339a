"""What a mutant is, and which mutants are known to change nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = ROOT / "tests" / "mutation" / "equivalent.toml"


@dataclass(frozen=True)
class Mutant:
    """One small change of one file.

    Attributes
    ----------
    file : Path
        The file, from the root of the project.
    kind : str
        What sort of change it is, as in "comparison".
    inside : str
        The function that is changed; for what stands outside of any, the name that it defines.
    line : int
        Where the change begins, from 1.
    start, end : int
        The characters of the file that are replaced.
    new : str
        What takes their place.
    name : str
        Names it in the list of those that change nothing: the changed line, without its number.
    """

    file: Path
    kind: str
    inside: str
    line: int
    start: int
    end: int
    new: str
    name: str = ""

    def apply(self, text: str) -> str:
        """Give the text of the file with the change."""
        return text[: self.start] + self.new + text[self.end :]


def named(mutants: Iterable[Mutant], text: str) -> Iterator[Mutant]:
    """Name the mutants of a file, in order; equal names get a number."""
    seen: Counter[str] = Counter()
    for mutant in mutants:
        first = text.rfind("\n", 0, mutant.start) + 1
        last = text.find("\n", mutant.end)
        before, after = text[first : mutant.start], text[mutant.end : last]
        old = text[mutant.start : mutant.end]
        words = f"{before}[{old} => {mutant.new}]{after}"
        name = f"{mutant.file.name} {mutant.inside}: {' '.join(words.split())}"
        seen[name] += 1
        yield replace(mutant, name=name if seen[name] == 1 else f"{name} ({seen[name]})")


def sample(mutants: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """Draw some of the mutants, and keep their order."""
    chosen = random.Random(seed).sample(range(len(mutants)), min(size, len(mutants)))
    return [mutants[i] for i in sorted(chosen)]


def equivalent(path: Path = EQUIVALENT) -> dict[str, str]:
    """Read which mutants change nothing, by name, with the reason.

    Raises
    ------
    ValueError
        When a mutant is listed twice.
    """
    reasons: dict[str, str] = {}
    for group in tomllib.loads(path.read_text(encoding="utf-8")).get("group", []):
        for name in group["mutants"]:
            if name in reasons:
                raise ValueError(f"{path.name} must list each mutant once, but {name!r} twice.")
            reasons[name] = group["why"]
    return reasons
