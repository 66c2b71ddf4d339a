"""The twins of `datasets`: what is read, not calculated, must be exactly equal."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES, Array, by_columns
from diglot.inputs import labels
from diglot.twin import Case, Fault, Twin
from scratchnet.datasets import load_digits, load_mnist, one_hot, read_idx


def _digits() -> Any:
    return load_digits()._asdict()


def _digits_with(name: str, change: Callable[[Array], Array]) -> Callable[[], Any]:
    return lambda: {**_digits(), name: change(_digits()[name])}


def _read_idx(content: Any) -> Array:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(bytes(np.asarray(content, dtype=np.uint8)))
        return read_idx(path)


_R_READ_IDX = """function(content) {
  path <- tempfile()
  on.exit(unlink(path))
  writeBin(as.raw(content), path)
  read_idx(path)
}"""


def _idx(*shape: int, seed: int) -> bytes:
    header = bytes([0, 0, 8, len(shape)]) + b"".join(n.to_bytes(4, "big") for n in shape)
    return header + np.random.RandomState(seed).bytes(int(np.prod(shape)))


def _content(content: bytes) -> Array:
    return np.frombuffer(content, np.uint8).astype(int)


_IMAGES = _idx(3, 4, 2, seed=301)

TWINS = [
    Twin(
        "one_hot",
        python=one_hot,
        r="one_hot",
        r_files=R_FILES,
        rtol=0.0,
        cases=[
            Case("labels", labels(20, 10, seed=300), 10),
            Case("every class", np.arange(4), 4),
            Case("one label", np.array([2]), 5),
            Case("one class", np.zeros(3), 1, edge=True),
            Case("logicals", np.array([True, False]), 2, edge=True),
            Case("no labels", np.zeros(0), 3, edge=True),
            Case("out of range", np.array([0, 3]), 3, refused="from 0 to 2, not 3."),
            Case("not whole", np.array([0, 0.5]), 3, refused="from 0 to 2, not 0.5."),
            Case("no class", np.array([0]), 0, refused="`classes` must be a whole number"),
        ],
        faults=[
            Fault(
                "class numbers from 1",
                lambda t, c: np.eye(c + 1)[np.asarray(t, int)][:, 1:],
                "add 1.",
            ),
            mistakes.transposed(one_hot),
            mistakes.order_in_memory(one_hot),
            Fault(
                "marks with the label", lambda t, c: one_hot(t, c) * np.reshape(t, (-1, 1)), "1."
            ),
        ],
    ),
    Twin(
        "load_digits",
        python=_digits,
        r="load_digits",
        r_files=R_FILES,
        rtol=0.0,
        cases=[Case("all")],
        faults=[
            Fault("labels from 1", _digits_with("t_train", lambda t: t + 1), "0 to 9."),
            Fault("not scaled", _digits_with("x_test", lambda x: x * 16), "divide by 16."),
            Fault("filled by columns", _digits_with("x_train", by_columns), "byrow = TRUE."),
        ],
        shows=(load_digits, "load_digits"),
    ),
    Twin(
        "read_idx",
        python=_read_idx,
        r=_R_READ_IDX,
        r_files=R_FILES,
        rtol=0.0,
        cases=[
            Case("images", _content(_IMAGES)),
            Case("images, gzipped", _content(gzip.compress(_IMAGES, mtime=0))),
            Case("labels", _content(_idx(7, seed=302))),
            Case("more than a byte counts", _content(_idx(259, 2, seed=304))),
            Case("matrix", _content(_idx(3, 5, seed=303))),
            Case("truncated", _content(_IMAGES[:-1]), refused="must hold"),
            Case("too long", _content(_IMAGES + b"x"), refused="must hold"),
            Case("foreign", _content(b"P5 28 28 255"), refused="must be an IDX file"),
            Case("floats", _content(b"\0\0\x0d" + _IMAGES[3:]), refused="unsigned bytes"),
            Case("empty", _content(b""), refused="must be an IDX file"),
        ],
        faults=[
            mistakes.order_in_memory(_read_idx),
            Fault("signed bytes", lambda c: _read_idx(c).astype(np.int8), "signed = FALSE."),
            mistakes.transposed(_read_idx),
        ],
        shows=(read_idx, "read_idx"),
    ),
    Twin(
        "load_mnist",
        python=lambda folder: load_mnist(folder)._asdict(),
        r="load_mnist",
        r_files=R_FILES,
        rtol=0.0,
        cases=[Case("no such folder", "/no/such/folder", refused="/no/such/folder")],
        faults=[
            Fault("answers with nothing", lambda folder: None, "stop() where a file is missing."),
        ],
        shows=(load_mnist, "load_mnist"),
    ),
]
