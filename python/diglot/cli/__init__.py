"""The command `diglot`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence

from diglot.cli.arguments import parser
from diglot.cli.output import UNUSABLE, end_output
from diglot.environment import EnvironmentProblem, single_blas_thread


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
        end_output()
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
