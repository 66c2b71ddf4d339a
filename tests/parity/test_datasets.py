"""The datasets are the same to the bit in both editions, and so is what is said of a bad file."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from scratchnet import datasets
from scratchnet.datasets import Dataset, load_digits, load_mnist, one_hot, read_idx

ROOT = Path(__file__).resolve().parents[2]
MNIST = ROOT.parent / "shared" / "mnist"
FIELDS = Dataset._fields

R_PRELUDE = """
options(warn = 2)
root <- Sys.getenv("DIGLOT_ROOT")
edition <- new.env()
for (name in c("checks", "datasets")) {
  sys.source(file.path(root, "r", "R", paste0(name, ".R")), edition)
}
attach(edition)
values <- file(Sys.getenv("DIGLOT_VALUES"), "wb")

# Kind and shape go to standard output, one line for each value; the numbers to a file, bit by bit.
send <- function(value) {
  if (is.character(value)) {
    value <- charToRaw(value)
  }
  stopifnot(length(dim(value)) != 1) # one axis must come as a plain vector
  cat(typeof(value), if (is.null(dim(value))) length(value) else dim(value), "\\n")
  invisible(writeBin(as.vector(value), values))
}

send_dataset <- function(dataset) {
  send(paste(names(dataset), collapse = " "))
  for (part in dataset) send(part)
}

refusal <- function(code) {
  tryCatch({ code; "no refusal" }, error = conditionMessage)
}
"""
KINDS = {"double": np.float64, "integer": np.int32, "raw": np.uint8}


def from_r(code: str, folder: Path, **environment: str) -> list[Any]:
    """Run R code in a folder; give back what it sends, strings as str, all else as arrays."""
    script, values = folder / "script.R", folder / "values.bin"
    script.write_text(R_PRELUDE + code, encoding="utf-8")
    settings = {name: value for name, value in os.environ.items() if "SCRATCHNET" not in name}
    run = subprocess.run(
        ["Rscript", "--vanilla", script],
        cwd=folder,
        env=settings | environment | {"DIGLOT_ROOT": str(ROOT), "DIGLOT_VALUES": str(values)},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    sent = []
    with values.open("rb") as file:
        for line in run.stdout.splitlines():
            kind, *shape = line.split()
            numbers = np.fromfile(file, KINDS[kind], int(np.prod([int(axis) for axis in shape])))
            column_major = numbers.reshape([int(axis) for axis in shape], order="F")
            sent.append(numbers.tobytes().decode() if kind == "raw" else column_major)
        assert file.read() == b""
    values.unlink()
    return sent


def message(call: Callable[[], object]) -> str:
    with pytest.raises((ValueError, FileNotFoundError)) as refusal:
        call()
    return str(refusal.value)


def assert_same_bits(python: np.ndarray, r: np.ndarray) -> None:
    """Compare every element; int64 in Python is integer in R."""
    assert python.shape == r.shape
    assert python.dtype.kind == r.dtype.kind
    if python.dtype.kind == "f":
        python, r = python.view(np.int64), r.view(np.int64)
    assert np.array_equal(python, r)


def assert_same_dataset(python: Dataset, sent: list[Any]) -> None:
    assert sent[0].split() == list(FIELDS)
    for name, ours, theirs in zip(FIELDS, python, sent[1:], strict=True):
        assert ours.dtype == (np.float64 if name.startswith("x") else np.int64)
        assert_same_bits(ours, theirs)


# --- one_hot -----------------------------------------------------------------


ONE_HOT = {
    "every class": ([2, 0, 1], 3, "c(2, 0, 1), 3"),
    "as many labels as classes, all alike": ([1, 1], 2, "c(1, 1), 2"),
    "one label": (3, 10, "3, 10"),
    "one class": ([0, 0], 1, "c(0, 0), 1"),
    "no labels": ([], 2, "integer(0), 2"),
    "logicals": ([True, False], 2, "c(TRUE, FALSE), 2"),
}
NOT_ONE_HOT = {
    "label too large": (([0, 3], 3), "c(0, 3), 3", "`labels` must hold class numbers, .* not 3"),
    "label below 0": (([-1], 3), "-1, 3", "`labels` must hold class numbers, .* not -1"),
    "label not whole": (([0.5], 3), "0.5, 3", "`labels` must hold class numbers, .* not 0.5"),
    "label NaN": (([np.nan], 3), "NaN, 3", "`labels` must hold class numbers, .* not NaN"),
    "matrix": ((np.zeros((2, 3)), 3), "matrix(0, 2, 3), 3", "`labels` must be a vector"),
    "strings": ((["a"], 3), '"a", 3', "`labels` must hold numbers, not strings"),
    "no classes": (([], 0), "integer(0), 0", "`classes` must be a whole number of at least 1"),
}


def test_one_hot_is_the_same_in_both_editions(tmp_path: Path) -> None:
    code = "".join(f"send(one_hot({arguments}))\n" for *_, arguments in ONE_HOT.values())
    sent = from_r(code, tmp_path)
    for (labels, classes, _), r in zip(ONE_HOT.values(), sent, strict=True):
        python = one_hot(labels, classes)
        assert_same_bits(python, r)
        assert python.argmax(axis=1).tolist() == np.atleast_1d(labels).tolist()
        assert python.shape == (np.size(labels), classes)
        assert (np.sort(python, axis=1) == [0] * (classes - 1) + [1]).all()


def test_one_hot_refuses_the_same_labels_in_the_same_words(tmp_path: Path) -> None:
    code = "".join(f"send(refusal(one_hot({code})))\n" for _, code, _ in NOT_ONE_HOT.values())
    sent = from_r(code, tmp_path)
    for (arguments, _, pattern), r in zip(NOT_ONE_HOT.values(), sent, strict=True):
        with pytest.raises(ValueError, match=pattern) as refusal:
            one_hot(*arguments)
        assert r == str(refusal.value)


# --- load_digits -------------------------------------------------------------


def test_digits_are_the_same_in_both_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCRATCHNET_SHARED_DATA", raising=False)
    shared_data = str(ROOT / "shared_data")
    sent = from_r("send_dataset(load_digits())", tmp_path, SCRATCHNET_SHARED_DATA=shared_data)
    assert_same_dataset(load_digits(), sent)


def test_digits_are_those_of_the_uci_repository() -> None:
    digits = load_digits()
    assert digits.x_train.shape == (1437, 64)
    assert digits.x_test.shape == (360, 64)
    pixels = np.concatenate([digits.x_train, digits.x_test]) * 16
    assert np.array_equal(np.unique(pixels), np.arange(17))
    # The counts of the ten classes as the repository's page of the data set tells them.
    counts = np.bincount(np.concatenate([digits.t_train, digits.t_test]))
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_readme_tells_the_checksums_of_the_digits() -> None:
    packed = (ROOT / "shared_data" / "digits.csv.gz").read_bytes()
    readme = (ROOT / "shared_data" / "README.md").read_text(encoding="utf-8")
    for content in (packed, gzip.decompress(packed)):
        assert hashlib.sha256(content).hexdigest() in readme


@pytest.mark.parametrize("packed", [False, True], ids=["csv", "csv.gz"])
def test_make_digits_makes_the_same_file_again(tmp_path: Path, packed: bool) -> None:
    made = gzip.decompress((ROOT / "shared_data" / "digits.csv.gz").read_bytes())
    without_header = made.partition(b"\n")[2]
    source, target = tmp_path / "digits.csv", tmp_path / "digits.csv.gz"
    source.write_bytes(gzip.compress(without_header) if packed else without_header)
    make = [sys.executable, ROOT / "tools" / "make_digits.py", source, "--output", target]
    subprocess.run(make, check=True, capture_output=True)
    first = target.read_bytes()
    subprocess.run(make, check=True, capture_output=True)
    assert target.read_bytes() == first
    assert gzip.decompress(first) == made


def test_digits_are_found_beside_the_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "shared_data", tmp_path / "scratchnet" / "shared_data")
    monkeypatch.delenv("SCRATCHNET_SHARED_DATA", raising=False)
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "scratchnet" / "datasets.py"))
    assert load_digits().x_train.shape == (1437, 64)


def test_missing_digits_are_told_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHNET_SHARED_DATA", "nowhere")
    expected = (
        "digits.csv.gz must lie in the folder shared_data, and nowhere/digits.csv.gz is not there; "
        "name the folder in SCRATCHNET_SHARED_DATA."
    )
    assert message(load_digits) == expected
    code = "send(refusal(load_digits()))"
    assert from_r(code, tmp_path, SCRATCHNET_SHARED_DATA="nowhere") == [expected]


# --- read_idx ----------------------------------------------------------------


def idx(values: Any, kind: int = 0x08) -> bytes:
    """Write an IDX file."""
    values = np.asarray(values, dtype=np.uint8)
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, kind, values.ndim, *values.shape)
    return header + values.tobytes()


CUBE = np.arange(24).reshape(2, 3, 4)
SQUARE = np.arange(16).reshape(4, 4)
WHOLE = {
    "three-axes": (CUBE, idx(CUBE)),
    "square": (SQUARE, idx(SQUARE)),
    "one-axis": (np.arange(256), idx(np.arange(256))),
    "one-value": (np.array([7]), idx([7])),
    "four-axes": (CUBE.reshape(2, 2, 3, 2), idx(CUBE.reshape(2, 2, 3, 2))),
    "an-axis-of-none": (np.zeros((0, 2, 3)), idx(np.zeros((0, 2, 3)))),
    "gzipped-without-its-name": (CUBE, gzip.compress(idx(CUBE))),
    "plain-with-the-name.gz": (CUBE, idx(CUBE)),
    # Long enough for several of the blocks in which R reads.
    "long.gz": (np.arange(2**24 + 5) % 251, gzip.compress(idx(np.arange(2**24 + 5) % 251), 1)),
}

# Long and hard to compress, so that the flipped bit and the cut lie among the compressed values.
PACKED = gzip.compress(idx(np.random.RandomState(0).randint(0, 256, 5000)), mtime=0)


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 4
    return bytes(changed)


START = " must be an IDX file and start with 00 00, a type and the number of axes, not with "
STREAM = " must be one whole gzip stream; it is damaged, truncated or followed by more."
DAMAGED = {
    "picture": (b"\x89PNG\r\n\x1a\n", START + "89 50 4e 47."),
    "only-the-second-byte-is-foreign": (b"\0\1" + idx(CUBE)[2:], START + "00 01 08 03."),
    "three-bytes": (b"\0\0\x08", START + "00 00 08."),
    "nothing": (b"", START + "nothing."),
    "nothing.gz": (gzip.compress(b""), START + "nothing."),
    "no-axes": (b"\0\0\x08\0\x07", START + "00 00 08 00."),
    "floats": (idx(CUBE, kind=0x0D), " must hold unsigned bytes (IDX type 08), not type 0d."),
    "header-cut": (
        idx(CUBE)[:15],
        " must have a header of 16 bytes for the number of axes 3, not of 15.",
    ),
    "truncated": (idx(CUBE)[:-1], " must hold 2 x 3 x 4 bytes after its header, not 23."),
    "header-only": (idx(CUBE)[:16], " must hold 2 x 3 x 4 bytes after its header, not 0."),
    "trailing": (idx(CUBE) + b"\n", " must hold 2 x 3 x 4 bytes after its header, not 25."),
    "little-endian": (
        b"\0\0\x08\1" + struct.pack("<I", 128) + bytes(128),
        " must hold 2147483648 bytes after its header, not 128.",
    ),
    "round-number": (
        b"\0\0\x08\1" + struct.pack(">I", 100_000),
        " must hold 100000 bytes after its header, not 0.",
    ),
    "vast": (
        b"\0\0\x08\3" + b"\xff" * 12,
        " must hold 4294967295 x 4294967295 x 4294967295 bytes after its header, not 0.",
    ),
    "truncated-inside.gz": (
        gzip.compress(idx(CUBE)[:-1]),
        " must hold 2 x 3 x 4 bytes after its header, not 23.",
    ),
    "cut.gz": (PACKED[:2000], STREAM),
    "without-its-end.gz": (PACKED[:-8], STREAM),
    "without-its-last-byte.gz": (PACKED[:-1], STREAM),
    "two-bytes.gz": (PACKED[:2], STREAM),
    "zeros-after-two-bytes.gz": (PACKED[:2] + bytes(8), STREAM),
    "bit-flipped.gz": (flipped(PACKED, 2000), STREAM),
    "sum-wrong.gz": (flipped(PACKED, -6), STREAM),
    "length-wrong.gz": (flipped(PACKED, -3), STREAM),
    "length-negative.gz": (PACKED[:-4] + b"\0\0\0\x80", STREAM),
    "twice.gz": (PACKED * 2, STREAM),
    "followed-by-text.gz": (PACKED + b"more than eight bytes", STREAM),
    "followed-by-zeros.gz": (PACKED + bytes(512), STREAM),
}


@pytest.fixture(scope="module")
def whole_from_r(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("whole")
    for name, (_, content) in WHOLE.items():
        (folder / name).write_bytes(content)
    code = "".join(f'send(read_idx("{name}"))\n' for name in WHOLE)
    sent = dict(zip(WHOLE, from_r(code, folder), strict=True))
    return sent | {"folder": folder}


@pytest.mark.parametrize("name", WHOLE)
def test_idx_file_is_read_alike(name: str, whole_from_r: dict[str, Any]) -> None:
    values, _ = WHOLE[name]
    python = read_idx(whole_from_r["folder"] / name)
    assert_same_bits(python, values.astype(np.float64))
    assert_same_bits(python, whole_from_r[name])


@pytest.fixture(scope="module")
def refusals_from_r(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "folder").mkdir()
    for name, (content, _) in DAMAGED.items():
        (folder / name).write_bytes(content)
    names = [*DAMAGED, "missing", "folder"]
    code = "".join(f'send(refusal(read_idx("{name}")))\n' for name in names)
    sent = dict(zip(names, from_r(code, folder), strict=True))
    return sent | {"folder of all": folder}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_idx_file_is_refused_in_the_same_words(
    name: str, refusals_from_r: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(refusals_from_r["folder of all"])
    expected = name + DAMAGED[name][1]
    assert message(lambda: read_idx(name)) == expected
    assert refusals_from_r[name] == expected


@pytest.mark.parametrize("name", ["missing", "folder"])
def test_missing_idx_file_is_told_in_the_same_words(
    name: str, refusals_from_r: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(refusals_from_r["folder of all"])
    with pytest.raises(FileNotFoundError) as refusal:
        read_idx(name)
    assert str(refusal.value) == f"There must be a file {name}, and there is none."
    assert refusals_from_r[name] == str(refusal.value)


# --- load_mnist on a small stand-in ------------------------------------------
# Both editions are told the shapes and checksums of six pictures of 3 x 2 pixels, so that every
# way to go wrong is tried without the real files.

TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = datasets._MNIST
SMALL = {
    TRAIN_IMAGES: idx(np.arange(24).reshape(4, 3, 2) * 10),
    TRAIN_LABELS: idx([5, 0, 4, 9]),
    TEST_IMAGES: idx(255 - np.arange(12).reshape(2, 3, 2)),
    TEST_LABELS: idx([7, 2]),
}
SHAPES = {name: np.frombuffer(content[4:], ">u4", content[3]) for name, content in SMALL.items()}
SHA256 = {name: hashlib.sha256(content).hexdigest() for name, content in SMALL.items()}
SMALL_IN_R = "".join(
    f'edition$mnist_files[["{name}"]] <- list(\n'
    f'  shape = c({", ".join(map(str, SHAPES[name]))}), sha256 = "{SHA256[name]}"\n)\n'
    for name in SMALL
)


def sha256_text(name: str, content: bytes) -> str:
    return (
        f"FOLDER/{name} is not MNIST's: decompressed, its SHA-256 must be {SHA256[name]}, "
        f"not {hashlib.sha256(content).hexdigest()}."
    )


FOREIGN_IMAGES = idx(np.zeros((4, 3, 2)))
BAD_MNIST = {
    "train-and-test-images-exchanged": (
        {TRAIN_IMAGES: SMALL[TEST_IMAGES], TEST_IMAGES: SMALL[TRAIN_IMAGES]},
        f"FOLDER/{TRAIN_IMAGES} must hold 4 x 3 x 2 values, not 2 x 3 x 2 as {TEST_IMAGES} does: "
        "are the two files exchanged?",
    ),
    "images-and-labels-exchanged": (
        {TEST_IMAGES: SMALL[TEST_LABELS], TEST_LABELS: SMALL[TEST_IMAGES]},
        f"FOLDER/{TEST_IMAGES} must hold 2 x 3 x 2 values, not 2 as {TEST_LABELS} does: "
        "are the two files exchanged?",
    ),
    "train-and-test-labels-exchanged": (
        {TRAIN_LABELS: SMALL[TEST_LABELS], TEST_LABELS: SMALL[TRAIN_LABELS]},
        f"FOLDER/{TRAIN_LABELS} must hold 4 values, not 2 as {TEST_LABELS} does: "
        "are the two files exchanged?",
    ),
    "pictures-of-another-size": (
        {TRAIN_IMAGES: idx(np.zeros((4, 2, 3)))},
        f"FOLDER/{TRAIN_IMAGES} must hold 4 x 3 x 2 values, not 4 x 2 x 3.",
    ),
    "truncated": (
        {TEST_IMAGES: SMALL[TEST_IMAGES][:-5]},
        f"FOLDER/{TEST_IMAGES} must hold 2 x 3 x 2 bytes after its header, not 7.",
    ),
    "foreign-images": (
        {TRAIN_IMAGES: FOREIGN_IMAGES},
        sha256_text(TRAIN_IMAGES, FOREIGN_IMAGES),
    ),
    "foreign-labels": ({TEST_LABELS: idx([2, 7])}, sha256_text(TEST_LABELS, idx([2, 7]))),
    "label-ten": (
        {TRAIN_LABELS: idx([5, 0, 10, 9])},
        f"`FOLDER/{TRAIN_LABELS}` must hold class numbers, whole numbers from 0 to 9, not 10.",
    ),
    "missing": (
        {TEST_LABELS: None},
        f"`folder` must hold {TEST_LABELS}.gz or {TEST_LABELS}, and FOLDER holds neither.",
    ),
}


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {
        name: datasets._MnistFile(
            shape=tuple(SHAPES[name].tolist()),
            sha256=SHA256[name],
            gz_sha256=hashlib.sha256(gzip.compress(content, mtime=0)).hexdigest(),
        )
        for name, content in SMALL.items()
    }
    monkeypatch.setattr(datasets, "_MNIST", small)
    monkeypatch.delenv("SCRATCHNET_MNIST", raising=False)


def fill(folder: Path, changes: dict[str, Any], packed: bool = False) -> None:
    folder.mkdir()
    for name, content in (SMALL | changes).items():
        if content is not None and packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
        elif content is not None:
            (folder / name).write_bytes(content)


@pytest.mark.usefixtures("small_mnist")
def test_mnist_is_read_from_packed_and_plain_files_and_from_the_named_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "plain", {})
    fill(tmp_path / "packed", {}, packed=True)
    code = SMALL_IN_R + (
        'send_dataset(load_mnist("plain"))\n'
        'send_dataset(load_mnist("packed"))\n'
        "send_dataset(load_mnist())\n"
    )
    sent = from_r(code, tmp_path, SCRATCHNET_MNIST="packed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCRATCHNET_MNIST", "packed")
    for call, start in [(partial(load_mnist, "plain"), 0), (load_mnist, 10)]:
        assert_same_dataset(call(), sent[start : start + 5])
    assert_same_dataset(load_mnist("packed"), sent[5:10])
    x_train, t_train, x_test, t_test = load_mnist("packed")
    assert np.array_equal(x_train, np.arange(24).reshape(4, 6) * 10 / 255)
    assert np.array_equal(x_test, (255 - np.arange(12).reshape(2, 6)) / 255)
    assert (t_train.tolist(), t_test.tolist()) == ([5, 0, 4, 9], [7, 2])


@pytest.fixture(scope="module")
def mnist_refusals_from_r(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("bad-mnist")
    for name, (changes, _) in BAD_MNIST.items():
        fill(folder / name, changes)
    code = SMALL_IN_R + "".join(f'send(refusal(load_mnist("{name}")))\n' for name in BAD_MNIST)
    sent = dict(zip(BAD_MNIST, from_r(code, folder), strict=True))
    return sent | {"folder of all": folder}


@pytest.mark.usefixtures("small_mnist")
@pytest.mark.parametrize("name", BAD_MNIST)
def test_bad_mnist_file_is_refused_in_the_same_words(
    name: str, mnist_refusals_from_r: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mnist_refusals_from_r["folder of all"])
    expected = BAD_MNIST[name][1].replace("FOLDER", name)
    assert message(lambda: load_mnist(name)) == expected
    assert mnist_refusals_from_r[name] == expected


WHERE_TO_PUT_MNIST = (
    "Put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, "
    "t10k-labels-idx1-ubyte.gz into a folder and name it in `folder` or in SCRATCHNET_MNIST."
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr("pooch.os_cache", lambda _: folder)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    fill(tmp_path / "mirror", {}, packed=True)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "mirror"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=[0.01]).start()  # looks for the end every 10 ms
        yield server
        server.shutdown()


@pytest.mark.usefixtures("small_mnist")
def test_mnist_is_downloaded_once_with_a_progress_bar(
    mirror: ThreadingHTTPServer,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    url = f"http://127.0.0.1:{mirror.server_port}/"
    monkeypatch.setattr(datasets, "_MNIST_URL", url)
    first = load_mnist()
    assert capfd.readouterr().err.count("100%") == len(SMALL)
    monkeypatch.setattr(datasets, "_MNIST_URL", "http://127.0.0.1:1/")
    for before, after in zip(first, load_mnist(), strict=True):
        assert np.array_equal(before, after)
    assert first.t_train.tolist() == [5, 0, 4, 9]
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("small_mnist", "cache")
def test_download_of_another_file_is_refused(
    mirror: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mirror" / f"{TRAIN_LABELS}.gz").write_bytes(b"<html>Please log in</html>")
    monkeypatch.setattr(datasets, "_MNIST_URL", f"http://127.0.0.1:{mirror.server_port}/")
    with pytest.raises(ValueError, match=f"SHA256 hash of downloaded file .{TRAIN_LABELS}.gz"):
        load_mnist()


@pytest.mark.usefixtures("cache")
def test_without_files_both_editions_say_where_to_put_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCRATCHNET_MNIST", raising=False)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        monkeypatch.setattr(datasets, "_MNIST_URL", url)
        first, second = message(load_mnist).split("\n")
    assert first == f"MNIST could not be downloaded from {url} (ConnectionError)."
    assert second == WHERE_TO_PUT_MNIST
    sent = from_r('send(refusal(load_mnist()))\nsend(refusal(load_mnist("")))', tmp_path)
    assert sent == [f"MNIST is not downloaded by the R edition.\n{WHERE_TO_PUT_MNIST}"] * 2


# --- load_mnist on the real files --------------------------------------------


def test_both_editions_know_the_same_mnist(tmp_path: Path) -> None:
    code = (
        "for (name in names(mnist_files)) {\n"
        "  send(paste(name, mnist_files[[name]]$sha256))\n"
        "  send(mnist_files[[name]]$shape)\n"
        "}"
    )
    sent = from_r(code, tmp_path)
    assert sent[::2] == [f"{name} {file.sha256}" for name, file in datasets._MNIST.items()]
    shapes = [tuple(shape.astype(int).tolist()) for shape in sent[1::2]]
    assert shapes == [file.shape for file in datasets._MNIST.values()]


@pytest.mark.skipif(not MNIST.is_dir(), reason=f"the MNIST files are not in {MNIST}")
def test_mnist_is_the_same_in_both_editions(tmp_path: Path) -> None:
    sent = from_r("send_dataset(load_mnist())", tmp_path, SCRATCHNET_MNIST=str(MNIST))
    mnist = load_mnist(MNIST)
    assert_same_dataset(mnist, sent)
    assert mnist.x_train.shape == (60000, 784)
    assert mnist.x_test.shape == (10000, 784)
    assert mnist.t_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert (mnist.x_train.min(), mnist.x_train.max()) == (0, 1)
