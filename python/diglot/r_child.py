"""The child process: R behind a socket.

Started by `r_process`, through R's own front end (``R CMD``), which gives it R's environment.
"""

from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import socket
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import rpy2.situation

from diglot.channel import Channel
from diglot.r_serialization import serialize
from diglot.r_values import to_r

# rpy2 would start R twice to learn the environment that ``R CMD`` has given to this process
# already; without these questions R is there in a third of the time.
rpy2.situation.r_ld_library_path_from_subprocess = lambda r_home: ""
ri: Any = import_module("rpy2.rinterface")
ri._setrenvvars = lambda actions: None

_HARNESS = Path(__file__).with_name("harness.R")


def start_r() -> Any:
    """Start R and give the function of the harness that answers requests."""
    ri.embedded.set_initoptions(("rpy2", "--vanilla", "--quiet", "--no-save"))
    # R writes to this process's own output, which the parent reads to the last line even when R
    # dies, and watches its stack, as it does when it runs alone.
    ri.initr(interactive=False, _want_setcallbacks=False, _c_stack_limit=0)
    # Without a handler R ends itself at an error that no one catches.
    ri.evalr("options(error = expression(NULL), keep.source = TRUE)")
    harness = ri.baseenv["new.env"](parent=ri.baseenv)
    ri.evalr(_HARNESS.read_text("utf-8"), envir=harness)
    return harness["answer"]


def serve(channel: Channel, answer: Any) -> None:
    """Answer requests until the parent hangs up; both are serialized in R's own format."""
    allocate = ri.baseenv["raw"]
    while True:
        request = allocate(float(channel.receive_length()))
        channel.receive_into(memory_of(request))
        try:
            message = answer(request)
        except ri.embedded.RRuntimeError as error:  # outside of all that the harness catches
            problem = [str(error).removeprefix("Error: ").strip(), ""]
            channel.send(serialize(to_r([None, problem, [], [], 0.0], "the problem")))
        else:
            channel.send([memory_of(message)])


def memory_of(raw: Any) -> memoryview:
    """View the memory of an R vector of bytes, which must outlive the view."""
    start = ri.openrlib.RAW(raw.__sexp__._cdata)
    return memoryview(ri.openrlib.ffi.buffer(start, len(raw)))


def limit_memory(most: int) -> None:
    """Let R answer "cannot allocate" before the machine runs out of memory."""
    for kind, size in ((resource.RLIMIT_DATA, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        allowed = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(kind, (allowed, hard))


def die_with(parent: socket.socket) -> None:
    """Wait until the parent hangs up, then leave nothing behind, whatever R is busy with.

    This runs beside R and must not touch it.
    """
    watched = select.poll()
    watched.register(parent, 0)  # that the other end hangs up is always reported
    watched.poll()
    shutil.rmtree(Path(os.environ["TMPDIR"]).parent, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Serve the parent; the arguments are the socket's descriptor and the most bytes of memory."""
    descriptor, memory = map(int, sys.argv[1:])
    parent = socket.socket(fileno=descriptor)
    parent.set_inheritable(False)  # or what a function starts would keep the socket open
    # Python ignores this signal, and so would what a function starts: `yes | head` would complain.
    signal.signal(signal.SIGPIPE, lambda *_: None)
    limit_memory(memory)
    watcher = threading.Thread(target=die_with, args=(parent,), daemon=True)
    watcher.start()
    channel = Channel(parent)
    answer = start_r()
    channel.send([])  # R is there
    try:
        serve(channel, answer)
    except (EOFError, OSError):
        watcher.join()


if __name__ == "__main__":
    main()
