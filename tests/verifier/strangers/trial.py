"""How a stranger is tried: each of its ports judged on all of its cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diglot.judging.verdict import Verdict
from diglot.judging.verify import verify_case
from diglot.twin import Twin

from .stranger import Stranger
from .traps import NOT_PYTHON, NOT_R, Trap

#: How bounds are found, the best first.
KINDS = ("exact", "derived", "sampled", "measured", "given")


def verdicts_of(twin: Twin, languages: Sequence[Any]) -> list[Verdict]:
    """Judge all cases of a twin; `languages` are the processes that `verify_case` works with."""
    return [verdict for case in twin.cases for verdict in verify_case(twin, case, *languages)]


@dataclass(frozen=True)
class Trial:
    """What became of both ports of a stranger."""

    right: Sequence[Verdict]
    wrong: Sequence[Verdict]

    @property
    def alarms(self) -> list[Verdict]:
        """The right port's verdicts that are not what they should be."""
        return [verdict for verdict in self.right if verdict.status != "agree"]

    @property
    def caught(self) -> list[Verdict]:
        """The wrong port's verdicts that tell the mistake."""
        return [verdict for verdict in self.wrong if verdict.status != "agree"]

    @property
    def kind(self) -> str:
        """How the weakest bound of the right port was found."""
        kinds = Counter(verdict.bound for verdict in self.right)
        known = [kind for kind in reversed(KINDS) if kind in kinds]
        unknown = sorted(str(kind) for kind in kinds if kind not in KINDS)
        return (unknown + known)[0]


def try_stranger(stranger: Stranger, languages: Sequence[Any]) -> Trial:
    """Judge both ports."""
    return Trial(
        verdicts_of(stranger.right_twin, languages), verdicts_of(stranger.wrong_twin, languages)
    )


def spring(trap: Trap, languages: Sequence[Any]) -> list[str]:
    """Judge a trap; say what is not as it must be."""
    verdicts = verdicts_of(trap.twin, languages)
    status = next((v.status for v in verdicts if v.status != "agree"), "agree")
    wrong = [f"{status}, must be {trap.verdict}"] if status != trap.verdict else []
    bounds = {v.bound for v in verdicts}
    if trap.bound and not bounds <= set(trap.bound):
        wrong.append(f"bound {bounds}, must be {trap.bound}")
    blamed = next((v.wrong for v in verdicts if v.wrong is not None), None)
    allowed = {
        "any": {None, "python", "r", "both"},
        NOT_R: {None, "python"},
        NOT_PYTHON: {None, "r"},
    }
    if blamed not in allowed.get(str(trap.blames), {trap.blames}):
        wrong.append(f"blames {blamed}, must blame {trap.blames}")
    text = " ".join(" ".join((v.message, *v.notes)) for v in verdicts)
    if trap.says not in text:
        wrong.append(f"does not say {trap.says!r}")
    return [f"{text.strip()[:200]} [{'; '.join(wrong)}]"] if wrong else []
