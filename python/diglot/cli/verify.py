"""`diglot verify` and `diglot report`: judge, and tell or show."""

from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diglot.cli.output import AGREE, DISAGREE, UNUSABLE, html_file, json_file, reader_may_leave
from diglot.cli.processes import both_languages, python_process, r_process, read_twins
from diglot.environment import require_r

if TYPE_CHECKING:
    from diglot.bridge.process import RProcess
    from diglot.bridge.python_process import PythonProcess
    from diglot.diagnosing.finding import Finding
    from diglot.judging.verdict import Judged, Verdict
    from diglot.port.fit import Fitted
    from diglot.reporting.report import Section
    from diglot.twin import Twin

# How long cases may be judged again for what a page shows of them.
_PLOT_SECONDS = 60.0


def run_verify(arguments: argparse.Namespace) -> int:
    """Judge every case of the twins that are meant."""
    require_r()
    _sort_files(arguments)
    if not arguments.functions_only:
        return _watch_or_judge(arguments, None)
    folder = Path(tempfile.mkdtemp(prefix="diglot-functions-"))
    code = UNUSABLE
    try:
        code = _watch_or_judge(arguments, folder)
    finally:
        if code != DISAGREE:  # the lines that repeat a failure source what lies there
            shutil.rmtree(folder, ignore_errors=True)
    return code


def _sort_files(arguments: argparse.Namespace) -> None:
    """Take the Python files behind --r for what they are; refuse options that have no meaning."""
    from diglot.selection import UsageError

    arguments.files += [path for path in arguments.r if path.suffix == ".py"]
    arguments.r = [path for path in arguments.r if path.suffix != ".py"]
    for option, given in (
        ("--edges", arguments.edges),
        ("--functions-only", arguments.functions_only),
    ):
        if given and not arguments.r:
            raise UsageError(f"{option} goes with --r FILE, your own port.")
    if arguments.dictionary and (arguments.files or arguments.r or arguments.watch):
        raise UsageError("--dictionary stands alone: without files, --r and --watch.")


def _watch_or_judge(arguments: argparse.Namespace, definitions_in: Path | None) -> int:
    return (_watch if arguments.watch else _judge_and_tell)(arguments, definitions_in)


def _judge_and_tell(arguments: argparse.Namespace, definitions_in: Path | None) -> int:
    from diglot import environment
    from diglot.showing.edges import parted, print_edges, print_missing
    from diglot.showing.explain import print_notes
    from diglot.showing.findings import print_findings
    from diglot.showing.table import as_json, console, summary_line, verdict_table

    file, page = json_file(arguments.json), html_file(arguments.html)
    with both_languages(arguments.timeout, arguments.memory) as (python, r):
        port = _meant(arguments, python, r, definitions_in)
        judged = _judge_all(port.twins, r, python)
        judged, edges = parted(judged) if arguments.r and not arguments.edges else (judged, [])
        found = _find(judged, r, python)
        if page:
            title = ", ".join(path.name for path in arguments.files or arguments.r)
            page.write(_html(judged, found, r, python, title or "scratchnet", port.missing))
    verdicts = [verdict for _, _, of_case in judged for verdict in of_case]
    with reader_may_leave():
        out = console()
        out.print(verdict_table(verdicts, out, details=arguments.details), end="\n\n")
        print_findings(found)
        print_notes(judged)
        print_edges(edges)
        of = len(port.twins) + len(port.missing)
        print_missing(port.missing, of, port.hints, port.warnings)
        print(summary_line(verdicts))
    if file:
        content = as_json([*verdicts, *port.missing], environment.summary())
        if arguments.r:
            content["edges"] = [dataclasses.asdict(v) for _, _, of_case in edges for v in of_case]
        file.write(content)
    return AGREE if all(v.status == "agree" for v in verdicts) else DISAGREE


def _find(judged: Sequence[Judged], r: RProcess, python: PythonProcess) -> list[Finding]:
    if all(v.status in ("agree", "missing") for _, _, of_case in judged for v in of_case):
        return []
    from diglot.diagnosing.findings import findings  # takes a quarter of a second

    return list(findings(judged, r, python))


def _html(
    judged: Sequence[Judged],
    found: Sequence[Finding],
    r: RProcess,
    python: PythonProcess,
    title: str,
    missing: Sequence[Verdict],
    sections: Sequence[Section] = (),
) -> str:
    from diglot import environment
    from diglot.reporting.page import pages
    from diglot.reporting.report import render

    verdicts = [verdict for _, _, of_case in judged for verdict in of_case]
    made = list(pages(judged, found, r, python, seconds=_PLOT_SECONDS))
    about = environment.summary()
    return render(made, verdicts, about, title=title, missing=missing, sections=sections)


def _watch(arguments: argparse.Namespace, definitions_in: Path | None) -> int:
    from diglot.selection import UsageError
    from diglot.watching import watch

    for option, given in (("--json", arguments.json), ("--html", arguments.html)):
        if given:
            raise UsageError(f"{option} is for one run: leave it out beside --watch.")
    limits = arguments.timeout, arguments.memory
    with r_process(*limits) as r:
        agree = watch(
            arguments.files,
            lambda python: list(_meant(arguments, python, r, definitions_in).twins),
            r,
            lambda: python_process(*limits),
        )
    return AGREE if agree else DISAGREE


def _meant(
    arguments: argparse.Namespace, python: PythonProcess, r: RProcess, definitions_in: Path | None
) -> Fitted:
    """Choose the twins to be judged, with somebody's own R files in the place of theirs."""
    from diglot.port.fit import Fitted, fitted
    from diglot.port.read import read_port
    from diglot.selection import select

    if arguments.dictionary:
        from diglot.dictionary import twins as entries

        chosen = entries()
    else:
        chosen = read_twins(arguments.files, python)
    twins = select(chosen, arguments.only)
    if arguments.digits:
        twins = [dataclasses.replace(twin, digits=arguments.digits) for twin in twins]
    if not arguments.r:
        return Fitted(twins)
    expressions = [twin.r for twin in twins]
    return fitted(twins, read_port(arguments.r, r, expressions, definitions_in=definitions_in))


def _judge_all(twins: Sequence[Twin], r: RProcess, python: PythonProcess) -> list[Judged]:
    from rich.markup import escape
    from rich.progress import Progress

    from diglot.judging.verify import verify
    from diglot.showing.table import console
    from diglot.showing.words import one_line

    screen = console(stderr=True)
    calls = [(twin, case) for twin in twins for case in twin.cases]
    judged: list[Judged] = []
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("", total=len(calls))
        for (twin, case), verdicts in zip(calls, verify(twins, r, python), strict=True):
            judged.append((twin, case, verdicts))
            progress.update(task, advance=1, description=escape(one_line(twin.name)))
    return judged


def run_report(arguments: argparse.Namespace) -> int:
    """Write the page on the catalogue."""
    require_r()
    from diglot.catalogue import TWINS
    from diglot.reporting import networks, printed, trained
    from diglot.selection import select

    arguments.html.parent.mkdir(parents=True, exist_ok=True)
    file = html_file(arguments.html)
    assert file is not None
    with both_languages(arguments.timeout, arguments.memory) as (python, r):
        judged = _judge_all(select(TWINS, arguments.only), r, python)
        numbers, as_printed = printed.section(mnist_folder(arguments.mnist))
        training, trained_alike = trained.section(r, arguments.iterations)
        sections = [networks.section(r), training, numbers]
        found = _find(judged, r, python)
        file.write(_html(judged, found, r, python, "scratchnet", (), sections))
    print(f"{arguments.html} is written.")
    alike = all(v.status == "agree" for _, _, of_case in judged for v in of_case)
    return AGREE if alike and as_printed and trained_alike else DISAGREE


def mnist_folder(folder: Path | None) -> Path | None:
    """Give the folder of MNIST: the one that is named, or that of the environment."""
    named = os.environ.get("SCRATCHNET_MNIST")
    return folder or (Path(named) if named else None)
