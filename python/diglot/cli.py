"""The command `diglot`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import re
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diglot import __version__
from diglot.environment import EnvironmentProblem, require_r, single_blas_thread

if TYPE_CHECKING:
    from diglot.bridge.process import RProcess
    from diglot.bridge.python_process import PythonProcess
    from diglot.diagnosing.finding import Finding
    from diglot.judging.verdict import Judged, Verdict
    from diglot.port.fit import Fitted
    from diglot.published.compute import Computed
    from diglot.published.numbers import Document
    from diglot.reporting.report import Section
    from diglot.showing.json_file import JsonFile
    from diglot.showing.text_file import TextFile
    from diglot.training.trajectory import Plan, Trajectory
    from diglot.twin import Case, Twin

#: Exit codes: all agree; something disagrees, fails or times out; the call or the environment.
AGREE, DISAGREE, UNUSABLE = 0, 1, 2

#: How long a call may take, and how much memory R may have, unless the user says otherwise.
_SECONDS, _BYTES = 10.0, 4 << 30

# How long cases may be judged again for what a page shows of them.
_PLOT_SECONDS = 60.0

# R itself takes less than half of this.
_LEAST_BYTES = 100 << 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    if argv is None:
        _begin_in_utf8()
    arguments = argparse.Namespace(debug=False)
    single_blas_thread()
    try:
        # What is no text in the encoding of the terminal is shown as its number.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        words = sys.argv[1:] if argv is None else argv
        parser().parse_args(list(_negative_numbers_protected(words)), arguments)
        with warnings.catch_warnings():
            # Those of an original become notes; those of libraries are not for our user.
            if not arguments.debug and not sys.warnoptions:
                warnings.simplefilter("ignore")
            code: int = arguments.run(arguments)
    except KeyboardInterrupt:
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end is near
        return _fail(arguments, "Interrupted.")
    except BrokenPipeError:
        return UNUSABLE
    except Exception as error:
        return _fail(arguments, _message(error))
    finally:
        _end_output()
    return code


def _begin_in_utf8() -> None:
    """Begin again where the locale has another encoding: files and twins may have any name."""
    if sys.getfilesystemencoding() != "utf-8":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def _negative_numbers_protected(words: Sequence[str]) -> Iterator[str]:
    """Put a space before the -inf and -1e5 of --x, which would be taken for options."""
    option = ""
    for word in words:
        number = re.match(r"-(\.?\d|inf$|nan$)", word, re.IGNORECASE)
        if word.startswith("-") and not number:
            option = word
        yield f" {word}" if number and option == "--x" else word


def _message(error: Exception) -> str:
    from diglot.bridge.problems import RProblem
    from diglot.selection import UsageError
    from diglot.showing.words import safe

    if isinstance(error, EnvironmentProblem | UsageError | OSError):
        return safe(str(error))
    if isinstance(error, RProblem):
        return safe(f"R: {error}")
    return f"{type(error).__name__}: {safe(str(error))} (--debug shows where)"


def _fail(arguments: argparse.Namespace, message: str) -> int:
    if arguments.debug:
        raise  # noqa: PLE0704 - called while the exception is being handled
    with contextlib.suppress(OSError):
        print(f"diglot: {message}", file=sys.stderr)
    return UNUSABLE


@contextlib.contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Print to somebody who may stop reading, as `head` does: the rest is not printed."""
    try:
        yield
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        _end_output()


def _end_output() -> None:
    """Print what is still to be printed; what finds no reader goes nowhere, and says nothing."""
    if sys.stdout:
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    top = argparse.ArgumentParser(
        prog="diglot",
        description="Prove that a port of Python numerics to R is right, or say where it is wrong.",
        epilog="Exit code: 0 all agree, 1 something does not, 2 the call or the machine is unfit.",
    )
    top.add_argument("--version", action="version", version=f"diglot {__version__}")
    _add_debug(top)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> Any:
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        _add_debug(command)
        command.set_defaults(run=run)
        return command

    verify = add("verify", _verify, "judge every case of the catalogue, or of a file of twins")
    verify.add_argument("files", nargs="*", type=Path, metavar="TWINS.py", help="your own twins")
    _add_port_arguments(verify)
    verify.add_argument(
        "--dictionary", action="store_true", help="judge the dictionary in place of the catalogue"
    )
    verify.add_argument("--only", metavar="PATTERN", help="cases like this: softmax, '*-batch'")
    verify.add_argument(
        "--digits", type=_digits, metavar="N",
        help="so many significant digits are enough, where honest formulas differ",
    )  # fmt: skip
    verify.add_argument(
        "--details", action="store_true", help="distances in ULP and bounds in the table"
    )
    _add_limits(verify)
    verify.add_argument("--json", type=Path, metavar="FILE", help="write all verdicts there")
    verify.add_argument("--html", type=Path, metavar="FILE", help="write a page to look at there")
    verify.add_argument(
        "--watch", action="store_true", help="judge again what a saved file touches"
    )

    compare = add("compare", _compare, "show both results of one twin side by side")
    compare.add_argument("twin", metavar="TWIN")
    compare.add_argument("--twins", type=Path, metavar="TWINS.py", help="where the twin stands")
    which = compare.add_mutually_exclusive_group()
    which.add_argument("--case", metavar="NAME", help="a case of the twin (its first one)")
    which.add_argument(
        "--x", nargs="+", action="append", metavar="VALUE",
        help="an argument: numbers (-inf, nan, NA too), logicals, words, or one literal like "
        "'[[1, 2], [3, 4]]'; once for each argument",
    )  # fmt: skip
    compare.add_argument("--all", action="store_true", help="every element, not the first 20")
    _add_limits(compare)

    new = add("new", _new, "write a first file of twins, with cases to fill in")
    new.add_argument("file", type=Path, metavar="TWINS.py", help="the file to write")
    new.add_argument("--python", required=True, metavar="MODULE.FUNCTION", help="the original")
    new.add_argument(
        "--r", required=True, type=Path, metavar="FILE.R", help="where the port stands"
    )
    new.add_argument("--r-function", metavar="NAME", help="the port, if its name is another")

    show = add("show", _show, "print both sources of a twin on facing columns")
    show.add_argument("twin", metavar="TWIN")
    show.add_argument("--twins", type=Path, metavar="TWINS.py", help="where the twin stands")

    reproduce = add(
        "reproduce", _reproduce, "compute what the source documents print, in both editions"
    )
    reproduce.add_argument("document", nargs="?", metavar="DOCUMENT", help="000 to 004 (all)")
    reproduce.add_argument(
        "--mnist", type=Path, metavar="FOLDER",
        help="where the four files of MNIST lie (the environment variable SCRATCHNET_MNIST)",
    )  # fmt: skip
    reproduce.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")

    report = add("report", _report, "write a page that shows the catalogue, training and documents")
    report.add_argument(
        "--html", type=Path, default=Path("build/report.html"), metavar="FILE",
        help="the file to write (build/report.html)",
    )  # fmt: skip
    report.add_argument("--only", metavar="PATTERN", help="cases like this: softmax, '*-batch'")
    report.add_argument(
        "--iterations", type=_count, default=1000, metavar="N", help="steps of training (1000)"
    )
    report.add_argument("--mnist", type=Path, metavar="FOLDER", help="where MNIST lies")
    _add_limits(report)

    train = add("train", _train, "train both editions side by side, from the same seed")
    _add_training_arguments(train)

    dictionary = add("dictionary", _dictionary, "look up NumPy and SciPy facing base R")
    dictionary.add_argument(
        "word", nargs="?", metavar="WORD", help="a name in either language, or what is sought"
    )
    dictionary.add_argument(
        "--differences", action="store_true",
        help="where the languages honestly differ, measured on this machine",
    )  # fmt: skip

    add("doctor", _doctor, "tell what is installed, what is missing and how to get it")
    return top


def _add_port_arguments(verify: argparse.ArgumentParser) -> None:
    port = verify.add_argument_group(
        "your own port",
        "Each twin whose function the R files define is judged with them, in place of ours; the "
        "others are missing, which is no failure. The files may have any style. The methods of a "
        "net are functions, S3 methods or parts of the net, as in net$loss(x, t); the net comes "
        "from TwoLayerNet(inputs, hidden, classes), and W1, b1, W2, b2 in it or in net$params are "
        "set to those of the case.",
    )
    port.add_argument(
        "--r", nargs="+", type=Path, default=[], metavar="FILE|FOLDER",
        help="R files, R packages or folders of scripts: your port",
    )  # fmt: skip
    port.add_argument(
        "--edges", action="store_true",
        help="let NaN, no rows and what must be refused decide too, which is told in one line else",
    )  # fmt: skip
    port.add_argument(
        "--functions-only", action="store_true",
        help="read the functions and simple constants of the R files, and run nothing else there",
    )  # fmt: skip


def _add_debug(command: argparse.ArgumentParser) -> None:
    # Without a default: it may stand before the command or behind it.
    command.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS,
        help="show where a problem arose, and the warnings of libraries",
    )  # fmt: skip


def _add_limits(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--timeout", type=_seconds, default=_SECONDS, metavar="SECONDS",
        help=f"how long one call may take, in Python as in R ({_SECONDS:g})",
    )  # fmt: skip
    command.add_argument(
        "--memory",
        type=_bytes,
        default=_BYTES,
        metavar="BYTES",
        help="how much memory R may have, as in 500M or 8G (4G)",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number of seconds above 0, not {text!r}")
    return seconds


def _bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text.strip(), re.IGNORECASE)
    size = float(match[1]) * 1024 ** " kmgt".index(match[2].lower() or " ") if match else 0.0
    if not _LEAST_BYTES <= size < 2**63:
        raise argparse.ArgumentTypeError(f"must be a size from 100M, as in 4G, not {text!r}")
    return int(size)


def _add_training_arguments(train: argparse.ArgumentParser) -> None:
    def add(name: str, metavar: str, text: str, **rest: Any) -> None:
        train.add_argument(name, metavar=metavar, help=text, **rest)

    train.add_argument("--dataset", choices=("digits", "mnist"), help="what to learn (digits)")
    add("--mnist", "FOLDER", "where MNIST lies; SCRATCHNET_MNIST may say it too", type=Path)
    add("--hidden", "N", "hidden units (50)", type=_count, default=50)
    add("--batch-size", "N", "rows drawn for a step (100)", type=_count, default=100)
    add("--iterations", "N", "steps (1000; for MNIST 10000)", type=_count)
    add("--learning-rate", "RATE", "one training for each (1; for MNIST the book's 0.1)",
        type=_rate, nargs="+")  # fmt: skip
    add("--seed", "N", "of weights and batches, in both languages (1)", type=_seed, default=1)
    add("--plot", "FILE", "draw losses, accuracies and divergence: .png, .svg, .pdf", type=Path)


def _count(text: str) -> int:
    return _whole_number(text, 1, 2**31 - 1)


def _seed(text: str) -> int:
    return _whole_number(text, 0, 2**32 - 1)


def _whole_number(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        message = f"must be a whole number from {least} to {most}, not {text!r}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _digits(text: str) -> int:
    return _whole_number(text, 1, 15)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = float("nan")
    if not 0 < rate < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text!r}")
    return rate


# ---- verify --------------------------------------------------------------------------------------


def _verify(arguments: argparse.Namespace) -> int:
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

    file, page = _json_file(arguments.json), _html_file(arguments.html)
    with _both(arguments.timeout, arguments.memory) as (python, r):
        port = _meant(arguments, python, r, definitions_in)
        judged = _judge_all(port.twins, r, python)
        judged, edges = parted(judged) if arguments.r and not arguments.edges else (judged, [])
        found = _find(judged, r, python)
        if page:
            title = ", ".join(path.name for path in arguments.files or arguments.r)
            page.write(_html(judged, found, r, python, title or "scratchnet", port.missing))
    verdicts = [verdict for _, _, of_case in judged for verdict in of_case]
    with _reader_may_leave():
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


def _html_file(path: Path | None) -> TextFile | None:
    from diglot.showing.text_file import TextFile

    return None if path is None else TextFile(path)


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
    with _r_process(*limits) as r:
        agree = watch(
            arguments.files,
            lambda python: list(_meant(arguments, python, r, definitions_in).twins),
            r,
            lambda: _python_process(*limits),
        )
    return AGREE if agree else DISAGREE


def _meant(
    arguments: argparse.Namespace, python: PythonProcess, r: RProcess, definitions_in: Path | None
) -> Fitted:
    """Choose the twins to be judged, with somebody's own R files in the place of theirs."""
    from diglot.port.fit import Fitted, fitted
    from diglot.port.read import read_port
    from diglot.selection import select

    chosen = _entries() if arguments.dictionary else _read_twins(arguments.files, python)
    twins = select(chosen, arguments.only)
    if arguments.digits:
        twins = [dataclasses.replace(twin, digits=arguments.digits) for twin in twins]
    if not arguments.r:
        return Fitted(twins)
    expressions = [twin.r for twin in twins]
    return fitted(twins, read_port(arguments.r, r, expressions, definitions_in=definitions_in))


def _json_file(path: Path | None) -> JsonFile | None:
    from diglot.showing.json_file import JsonFile

    return None if path is None else JsonFile(path)


def _r_process(timeout: float, memory: int | None = None) -> RProcess:
    from diglot.bridge.process import RProcess
    from diglot.catalogue import R_ENVIRONMENT

    return RProcess(timeout=timeout, environment=R_ENVIRONMENT, memory=memory)


def _python_process(timeout: float, memory: int | None = None) -> PythonProcess:
    from diglot.bridge.python_process import PythonProcess
    from diglot.judging.original import PRELOAD

    return PythonProcess(timeout=timeout, preload=PRELOAD, memory=memory)


@contextlib.contextmanager
def _both(timeout: float, memory: int) -> Iterator[tuple[PythonProcess, RProcess]]:
    """Start both languages, each in its process."""
    with _python_process(timeout, memory) as python, _r_process(timeout, memory) as r:
        yield python, r


def _read_twins(files: Sequence[Path], python: PythonProcess) -> list[Twin]:
    """Read twins: a file first where it can do no harm, whatever running it does."""
    from diglot.judging.original import read_first
    from diglot.selection import UsageError, read_twins

    for file in files:
        problem = read_first(file, python)
        if problem is not None:
            raise UsageError(f"{file} cannot be run: {problem}")
    return read_twins(files)


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


# ---- report --------------------------------------------------------------------------------------


def _report(arguments: argparse.Namespace) -> int:
    require_r()
    from diglot.catalogue import TWINS
    from diglot.reporting import networks, printed, trained
    from diglot.selection import select

    arguments.html.parent.mkdir(parents=True, exist_ok=True)
    file = _html_file(arguments.html)
    assert file is not None
    with _both(arguments.timeout, arguments.memory) as (python, r):
        judged = _judge_all(select(TWINS, arguments.only), r, python)
        numbers, as_printed = printed.section(_mnist(arguments.mnist))
        training, trained_alike = trained.section(r, arguments.iterations)
        sections = [networks.section(r), training, numbers]
        found = _find(judged, r, python)
        file.write(_html(judged, found, r, python, "scratchnet", (), sections))
    print(f"{arguments.html} is written.")
    alike = all(v.status == "agree" for _, _, of_case in judged for v in of_case)
    return AGREE if alike and as_printed and trained_alike else DISAGREE


def _mnist(folder: Path | None) -> Path | None:
    named = os.environ.get("SCRATCHNET_MNIST")
    return folder or (Path(named) if named else None)


# ---- reproduce -----------------------------------------------------------------------------------


def _reproduce(arguments: argparse.Namespace) -> int:
    require_r()
    from diglot.published import judge, table

    file = _json_file(arguments.json)
    documents = _documents(arguments.document)
    in_python, in_r = _compute(documents, arguments.mnist)
    judged = [[judge.judge(g, in_python, in_r) for g in d.groups] for d in documents]
    rows = [row for groups in judged for group in groups for row in group]
    with _reader_may_leave():
        out = table.console()
        for document, groups in zip(documents, judged, strict=True):
            table.print_document(out, document, groups)
        print(table.summary_line(rows))
    if file:
        numbers = [row.as_json() for row in rows]
        file.write({"numbers": numbers, "summary": judge.summary(rows)})
    return DISAGREE if any(row.status == judge.DISAGREE for row in rows) else AGREE


def _documents(name: str | None) -> list[Document]:
    from diglot.published.numbers import DOCUMENTS, read_document
    from diglot.selection import UsageError

    if name is None:
        return [read_document(document) for document in DOCUMENTS]
    if name not in DOCUMENTS:
        raise UsageError(f"There is no document {name!r}. There are: {', '.join(DOCUMENTS)}.")
    return [read_document(name)]


def _compute(documents: Sequence[Document], mnist: Path | None) -> tuple[Computed, Computed]:
    from rich.progress import Progress

    from diglot.published.compute import compute, recipes_of
    from diglot.showing.table import console

    folder = _mnist(mnist)
    screen = console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        total = len(recipes_of(documents, folder))
        tasks = {name: progress.add_task(name, total=total) for name in ("Python", "R")}
        return compute(documents, folder, lambda language: progress.advance(tasks[language]))


# ---- train ---------------------------------------------------------------------------------------


def _train(arguments: argparse.Namespace) -> int:
    require_r()
    if arguments.plot:
        from diglot.training.plots import check_plot_file

        check_plot_file(arguments.plot)
    from diglot.showing.table import console
    from diglot.training.table import print_trajectory

    plan = _plan(arguments)
    trajectories = _train_both(plan)
    with _reader_may_leave():
        out = console()
        for trajectory in trajectories:
            print_trajectory(trajectory, out)
    if arguments.plot:
        from diglot.training.plots import plot

        plot(trajectories, arguments.plot)
    if not all(trajectory.complete for trajectory in trajectories):
        raise KeyboardInterrupt
    return AGREE if all(trajectory.agree for trajectory in trajectories) else DISAGREE


def _plan(arguments: argparse.Namespace) -> Plan:
    from diglot.selection import UsageError
    from diglot.training.trajectory import Plan
    from scratchnet.datasets import load_digits, load_mnist

    dataset = arguments.dataset or ("mnist" if arguments.mnist else "digits")
    folder = arguments.mnist or os.environ.get("SCRATCHNET_MNIST")
    if dataset == "digits":
        folder, data = None, load_digits()
    elif folder:
        folder = Path(folder).expanduser().absolute()
        data = load_mnist(folder)
    else:
        raise UsageError("MNIST lies in a folder: name it with --mnist or in SCRATCHNET_MNIST.")
    # With the book's rate, 0.1, a thousand steps bring the digits to 0.7 of the test data; with 1
    # they bring five seeds of five to 0.9.
    iterations, rate = (10_000, 0.1) if dataset == "mnist" else (1000, 1.0)
    if arguments.batch_size > len(data.x_train):
        raise UsageError(
            f"--batch-size must be at most {len(data.x_train)}, the number of digits to train "
            f"with, not {arguments.batch_size}."
        )
    return Plan(
        dataset,
        data,
        folder,
        arguments.hidden,
        arguments.batch_size,
        arguments.iterations or iterations,
        tuple(dict.fromkeys(arguments.learning_rate or [rate])),
        arguments.seed,
    )


def _train_both(plan: Plan) -> list[Trajectory]:
    from rich.progress import Progress

    from diglot.showing.table import console
    from diglot.training.trajectory import train_both

    screen = console(stderr=True)
    total = plan.iterations * len(plan.learning_rates)
    with (
        Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress,
        _r_process(60.0) as r,
    ):
        python = progress.add_task("Python, twice", total=2 * total)
        other = progress.add_task("R", total=total)

        def watch(python_steps: int, r_steps: int) -> None:
            progress.update(python, completed=python_steps)
            progress.update(other, completed=r_steps)

        return train_both(plan, r, watch)


# ---- compare, show, doctor -----------------------------------------------------------------------


def _compare(arguments: argparse.Namespace) -> int:
    require_r()
    from diglot.selection import UsageError, find_twin
    from diglot.showing.facing import compare_twin, print_comparison
    from diglot.showing.sentences import sentences
    from diglot.showing.words import safe

    with _both(arguments.timeout, arguments.memory) as (python, r):
        files = [arguments.twins] if arguments.twins else []
        twin = find_twin(_read_twins(files, python), arguments.twin)
        case = _case(twin, arguments)
        compared = compare_twin(twin, case, r, python)
    with _reader_may_leave():
        if arguments.x and compared.refusals:
            words = [safe(refusal, characters=800, lines=5) for refusal in compared.refusals]
            raise UsageError(f"Neither answers this input.\nPython: {words[0]}\nR: {words[1]}")
        print_comparison(compared, limit=None if arguments.all else 20)
        for sentence in sentences(compared):
            print(sentence)
    return AGREE if compared.agree else DISAGREE


def _case(twin: Twin, arguments: argparse.Namespace) -> Case:
    from diglot.selection import UsageError, read_value
    from diglot.twin import Case

    if arguments.x:
        return Case("typed", *(read_value(words) for words in arguments.x))
    if arguments.case is None:
        return twin.cases[0]
    for case in twin.cases:
        if case.name == arguments.case:
            return case
    names = ", ".join(case.name for case in twin.cases)
    raise UsageError(f"{twin.name} has no case {arguments.case!r}. It has: {names}.")


def _new(arguments: argparse.Namespace) -> int:
    require_r()
    from diglot.drafting.draft import draft

    path = arguments.file
    with _both(_SECONDS, _BYTES) as (python, r):
        runs = draft(path, arguments.python, arguments.r, arguments.r_function, r, python)
    after = f"`diglot verify {path}` judges its twin" if runs else "its cases are to be filled in"
    print(f"{path} is written; {after}.")
    return AGREE


def _show(arguments: argparse.Namespace) -> int:
    require_r()
    from diglot.selection import find_twin
    from diglot.showing.facing import print_sources

    with _python_process(60.0) as python:
        files = [arguments.twins] if arguments.twins else []
        twin = find_twin(_read_twins(files, python), arguments.twin)
    with _r_process(60.0) as r, _reader_may_leave():
        print_sources(twin, r)
    return AGREE


def _entries() -> list[Twin]:
    from diglot.dictionary import twins

    return twins()


def _dictionary(arguments: argparse.Namespace) -> int:
    if arguments.differences:
        return _differences(arguments.word)
    from diglot.dictionary import sections
    from diglot.dictionary.lookup import find_exactly, find_parts, near
    from diglot.selection import UsageError
    from diglot.showing.dictionary import found_lines, overview_lines

    width = shutil.get_terminal_size().columns
    word = arguments.word
    if word is None:
        lines = overview_lines(sections(), width)
    else:
        exact, parts = find_exactly(word), find_parts(word)
        if not exact and not parts:
            alike = ", ".join(near(word))
            advice = f" Near it: {alike}." if alike else ""
            raise UsageError(f"The dictionary has nothing about {word!r}.{advice}")
        lines = found_lines(exact, parts, width)
    with _reader_may_leave():
        print(*lines, sep="\n")
    return AGREE


def _differences(word: str | None) -> int:
    """Measure the differences whose calls or reasons hold a word, and print them by section."""
    require_r()
    from diglot.dictionary import sections
    from diglot.dictionary.measured import evaluated, measure
    from diglot.selection import UsageError
    from diglot.showing.differences import print_differences
    from diglot.showing.table import console

    out = console()
    chosen = [
        (
            section.title,
            [d for d in section.differences if (word or "") in f"{d.text} {d.r} {d.why}"],
        )
        for section in sections()
    ]
    if not any(differences for _, differences in chosen):
        raise UsageError(f"No difference is about {word!r}.")
    with _r_process(60.0) as r, _reader_may_leave():
        for title, differences in chosen:
            there = [d for d in differences if not d.needs or evaluated(d.needs, r)]
            if there:
                print_differences(title, [measure(each, r) for each in there], out)
    return AGREE


def _doctor(arguments: argparse.Namespace) -> int:
    from diglot.environment import inspect

    findings = inspect()
    width = max(len(finding.name) for finding in findings)
    with _reader_may_leave():
        for finding in findings:
            print(f"{finding.status:8} {finding.name:{width}}  {finding.value or ''}".rstrip())
            if finding.advice:
                print(f"{'':8} {'':{width}}  {finding.advice}")
    return UNUSABLE if any(f.status in ("missing", "unfit") for f in findings) else AGREE
