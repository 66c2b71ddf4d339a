"""What may come of a call in the place of a result, in either language."""

from __future__ import annotations


class Problem(Exception):
    """There is no result; `output` is what had been printed."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


class Timeout(Problem):
    """The process did not answer in time and was ended."""


class Crash(Problem):
    """The process ended before it answered."""


class RProblem(Problem):
    """R gave no result."""


class RError(RProblem):
    """R stopped with an error, or its value has no counterpart in Python.

    Parameters
    ----------
    message : str
        R's own message, at most its first 2,000 characters and how many more there are.
    call : str
        The R call that failed, as in ``softmax(x)``; empty when R names none.
    warnings : tuple of str
        The warnings before the error.
    output : str
        What R printed before the error.
    kind : str
        "refusal": the function said no. "broken": R itself found its code at fault, as where a
        function that it calls is not there. "call": there was nothing to call or to judge, as
        where a package is missing, a file cannot be sourced or a value cannot cross.
    """

    def __init__(
        self,
        message: str,
        call: str = "",
        warnings: tuple[str, ...] = (),
        output: str = "",
        kind: str = "refusal",
    ) -> None:
        super().__init__(f"{call}: {message}" if call else message, output)
        self.message = message
        self.call = call
        self.warnings = warnings
        self.kind = kind


class RTimeout(RProblem, Timeout):
    """R did not answer in time and was ended."""


class RCrash(RProblem, Crash):
    """R's process ended before it answered."""


class PythonProblem(Problem):
    """Python gave no result."""


class PythonError(PythonProblem):
    """Python raised an exception, or its value cannot leave its process.

    Parameters
    ----------
    type : str
        The name of the exception's class, as in ``ValueError``.
    message : str
        The exception's own message.
    output : str
        What Python printed before.
    """

    def __init__(self, type: str, message: str, output: str = "") -> None:
        super().__init__(f"{type}: {message}" if message else type, output)
        self.type = type
        self.message = message


class PythonTimeout(PythonProblem, Timeout):
    """Python did not answer in time and was ended."""


class PythonCrash(PythonProblem, Crash):
    """Python's process ended before it answered."""
