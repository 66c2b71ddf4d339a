"""What may come of a call of R in the place of a result."""

from __future__ import annotations


class RProblem(Exception):
    """R gave no result; `output` is what it had printed."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


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


class RTimeout(RProblem):
    """R did not answer in time and was ended."""


class RCrash(RProblem):
    """R's process ended before it answered."""
