"""Which twins a port has, and what its R expressions need besides."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from diglot.catalogue.glue import (
    METHODS,
    NETS,
    SUPPLIES,
    carried_method,
    net_maker,
    supply,
)
from diglot.judging.outputs import WHOLE
from diglot.judging.verdict import Verdict
from diglot.port.read import Port
from diglot.selection import UsageError, nearest
from diglot.twin import Twin


@dataclasses.dataclass(frozen=True)
class Fitted:
    """The twins of a port.

    Attributes
    ----------
    twins : sequence of Twin
        Those that the port has, with its files.
    missing : sequence of Verdict
        One for each that it does not have, which says why.
    hints : sequence of str
        Names of the port that are near those that are missing.
    warnings : sequence of str
        What R warned of while it sourced the files.
    """

    twins: Sequence[Twin]
    missing: Sequence[Verdict] = ()
    hints: Sequence[str] = ()
    warnings: Sequence[str] = ()


def fitted(twins: Sequence[Twin], port: Port) -> Fitted:
    """Put the files of a port in the place of the R files of each twin that the port has.

    Raises
    ------
    UsageError
        If it has none.
    """
    found = [_fitted(twin, port) for twin in twins]
    there = [twin for twin in found if isinstance(twin, Twin)]
    missing = [(twin, why) for twin, why in zip(twins, found, strict=True) if isinstance(why, str)]
    wanted = list(dict.fromkeys(_own_name(twin)[0] or twin.name for twin, _ in missing))
    if not there:
        raise UsageError(_nothing_found(wanted, port))
    verdicts = [Verdict(t.name, "", WHOLE, "missing", message=why) for t, why in missing]
    return Fitted(there, verdicts, _near_names(wanted, port), port.warnings)


def _fitted(twin: Twin, port: Port) -> Twin | str:
    """Give the twin with the port's files, or say why the port does not have it."""
    own, of_class = _own_name(twin)
    needs = [*dict.fromkeys([*([own] if own else []), *port.needs[twin.r]])]
    if not needs:
        return "uses nothing of the files"
    glue: dict[str, str] = {}
    for name in needs:
        if twin.file is None and name in SUPPLIES and name != own:
            glue[name] = supply(name)
        elif twin.file is None and name in METHODS and of_class != "default":
            if f"{name}.{of_class}" in port.functions:
                continue
            if name in port.carried.get(of_class, ()):
                glue[name] = carried_method(name)
            elif name not in port.functions:
                return f"no {name}"
        elif name in port.functions or f"{name}.{of_class}" in port.functions:
            continue
        elif name in NETS and name != own and NETS[name] in port.carried:
            glue[name] = net_maker(name)
        else:
            return f"no {name}"
    for name in port.misfits[twin.r]:
        if name not in glue:
            return f"{name} takes other arguments"
    # Only the editions of scratchnet are held to the difference between NaN and NA.
    strict_na = twin.strict_na and twin.file is not None
    return dataclasses.replace(twin, r=_with(glue, twin.r), r_files=port.files, strict_na=strict_na)


def _own_name(twin: Twin) -> tuple[str, str]:
    """Give the name of the function that a twin judges, and the class whose method it is."""
    if twin.shows is None:
        return (twin.r, "") if twin.r.isidentifier() else ("", "")
    name, _, of_class = twin.shows[1].partition(".")
    return name, of_class or name


def _with(glue: dict[str, str], r: str) -> str:
    """Write an R expression together with functions that it alone sees."""
    if not glue:
        return r
    lines = "\n".join(f"{name} <- {code}" for name, code in glue.items())
    scope = "base::new.env(parent = base::globalenv())"
    return f"base::eval(base::quote({{\n{lines}\n{r}\n}}), {scope})"


# ---- Names that are not there --------------------------------------------------------------------


def _nothing_found(wanted: Sequence[str], port: Port) -> str:
    files = ", ".join(file.name for file in port.files)
    if not port.functions:
        return f"{files}: no function is defined; looked for: {', '.join(wanted)}."
    there = ", ".join(sorted(port.functions))
    lines = [
        f"{files}: none of these functions is defined as asked for: {', '.join(wanted)}.",
        " ".join([f"Defined: {there}.", *_near_names(wanted, port)]),
    ]
    return "\n".join(lines)


def _near_names(wanted: Iterable[str], port: Port) -> list[str]:
    """Ask whether a function that is there is meant for one that is not."""
    plain = {_plain(name): name for name in port.functions}
    questions = []
    for name in dict.fromkeys(wanted):
        if name in port.functions:
            continue
        near = nearest(_plain(name), plain)
        if near:
            questions.append(f"Should {plain[near]} be {name}?")
    return questions


def _plain(name: str) -> str:
    return re.sub(r"[._]", "", name).lower()
