"""The child process: R behind a socket.

Started by `life`, through R's own front end (``R CMD``), which gives it R's environment.
"""

from __future__ import annotations

import contextlib
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import rpy2.situation

from diglot.bridge.channel import Channel
from diglot.bridge.keeper import begin
from diglot.bridge.serialization import serialize
from diglot.bridge.values import to_r

# rpy2 would start R twice to learn the environment that ``R CMD`` has given to this process
# already; without these questions R is there in a third of the time.
rpy2.situation.r_ld_library_path_from_subprocess = lambda r_home: ""
ri: Any = import_module("rpy2.rinterface")
ri._setrenvvars = lambda actions: None

_HARNESS = Path(__file__).with_name("harness.R")

# Requests of so many bytes share one R vector: `unserialize()` reads no further than it needs.
_USUAL_LENGTH = 1 << 16


def start_r() -> Any:
    """Start R and give the function of the harness that answers requests."""
    ri.embedded.set_initoptions(("rpy2", "--vanilla", "--quiet", "--no-save"))
    # R writes to this process's own output, which the parent reads to the last line even when R
    # dies, and watches its stack, as it does when it runs alone.
    ri.initr(interactive=False, _want_setcallbacks=False, _c_stack_limit=0)
    ri.evalr("options(keep.source = TRUE)")
    harness = ri.baseenv["new.env"](parent=ri.baseenv)
    ri.evalr(_HARNESS.read_text("utf-8"), envir=harness)
    return harness["answer"]


def serve(channel: Channel, answer: Any) -> None:
    """Answer requests until the parent hangs up; both are serialized in R's own format."""
    usual = call_with_raw(answer, _USUAL_LENGTH)
    while True:
        length = channel.receive_length()
        call, memory = usual if length <= _USUAL_LENGTH else call_with_raw(answer, length)
        channel.receive_into(memory[:length])
        try:
            message = evaluate(call)
        except ri.embedded.RRuntimeError as error:
            # Its memory does not hold the answer, or it was told to abort.
            last_error = str(error).strip().splitlines()[-1].strip()
            problem = np.array([f"R left the call, after: {last_error}", "", "broken"])
            answered = [None, problem, None, None, 0.0]
            channel.send(serialize(to_r(answered, "the answer")))
        else:
            channel.send([memory_of(message)])


def call_with_raw(function: Any, length: int) -> tuple[Any, memoryview]:
    """Make an R call of a function with a vector of so many bytes; give their memory to fill."""
    raw = ri.baseenv["raw"](float(length))
    return ri.baseenv["as.call"](ri.ListSexpVector([function, raw])), memory_of(raw)


def evaluate(call: Any) -> Any:
    """Evaluate an R call; rpy2's own way, which builds the call anew, takes 50 us longer."""
    rlib, failed = ri.openrlib.rlib, ri.openrlib.ffi.new("int *")
    value = rlib.R_tryEval(call.__sexp__._cdata, rlib.R_GlobalEnv, failed)
    if failed[0]:
        raise ri.embedded.RRuntimeError(ri._rinterface._geterrmessage())
    return ri.conversion._cdata_to_rinterface(value)


def memory_of(raw: Any) -> memoryview:
    """View the memory of an R vector of bytes, which must outlive the view."""
    start = ri.openrlib.RAW(raw.__sexp__._cdata)
    return memoryview(ri.openrlib.ffi.buffer(start, len(raw)))


def main() -> None:
    """Serve the parent; the arguments are those of `diglot.bridge.keeper.begin`."""
    channel = Channel(begin())
    answer = start_r()
    channel.send([])  # R is there
    with contextlib.suppress(EOFError, OSError):
        serve(channel, answer)
    os._exit(0)


if __name__ == "__main__":
    main()
