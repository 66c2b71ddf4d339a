"""The commands and their arguments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from diglot import __version__
from diglot.cli.look import run_compare, run_dictionary, run_doctor, run_new, run_show
from diglot.cli.reproduce import run_reproduce
from diglot.cli.train import run_train
from diglot.cli.verify import run_report, run_verify
from diglot.environment import MEMORY, TIMEOUT

# R itself takes less than half of this.
_LEAST_BYTES = 100 << 20


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

    verify = add("verify", run_verify, "judge every case of the catalogue, or of a file of twins")
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

    compare = add("compare", run_compare, "show both results of one twin side by side")
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

    new = add("new", run_new, "write a first file of twins, with cases to fill in")
    new.add_argument("file", type=Path, metavar="TWINS.py", help="the file to write")
    new.add_argument("--python", required=True, metavar="MODULE.FUNCTION", help="the original")
    new.add_argument(
        "--r", required=True, type=Path, metavar="FILE.R", help="where the port stands"
    )
    new.add_argument("--r-function", metavar="NAME", help="the port, if its name is another")

    show = add("show", run_show, "print both sources of a twin on facing columns")
    show.add_argument("twin", metavar="TWIN")
    show.add_argument("--twins", type=Path, metavar="TWINS.py", help="where the twin stands")

    reproduce = add(
        "reproduce", run_reproduce, "compute what the source documents print, in both editions"
    )
    reproduce.add_argument("document", nargs="?", metavar="DOCUMENT", help="000 to 004 (all)")
    reproduce.add_argument(
        "--mnist", type=Path, metavar="FOLDER",
        help="where the four files of MNIST lie (the environment variable SCRATCHNET_MNIST)",
    )  # fmt: skip
    reproduce.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")

    report = add(
        "report", run_report, "write a page that shows the catalogue, training and documents"
    )
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

    train = add("train", run_train, "train both editions side by side, from the same seed")
    _add_training_arguments(train)

    dictionary = add("dictionary", run_dictionary, "look up NumPy and SciPy facing base R")
    dictionary.add_argument(
        "word", nargs="?", metavar="WORD", help="a name in either language, or what is sought"
    )
    dictionary.add_argument(
        "--differences", action="store_true",
        help="where the languages honestly differ, measured on this machine",
    )  # fmt: skip

    add("doctor", run_doctor, "tell what is installed, what is missing and how to get it")
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
        "--timeout", type=_seconds, default=TIMEOUT, metavar="SECONDS",
        help=f"how long one call may take, in Python as in R ({TIMEOUT:g})",
    )  # fmt: skip
    command.add_argument(
        "--memory",
        type=_bytes,
        default=MEMORY,
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
