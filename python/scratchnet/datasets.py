"""Handwritten digits and their class numbers, from 0. The R edition's page is `r/R/datasets.R`."""

from __future__ import annotations

import hashlib
import math
import os
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchnet.checks import as_class_numbers, as_size

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]


class Dataset(NamedTuple):
    """Pictures and the digits that they show, to train with and to test on.

    Attributes
    ----------
    x_train : (N, D) array
        One picture to a row, its D pixels from 0 to 1.
    t_train : (N,) array of integers
        The class numbers, from 0.
    x_test : (M, D) array
        As `x_train`, of pictures that were not trained on.
    t_test : (M,) array of integers
        As `t_train`.
    """

    x_train: Floats
    t_train: Integers
    x_test: Floats
    t_test: Integers


class _MnistFile(NamedTuple):
    shape: tuple[int, ...]
    sha256: str  # of the decompressed file
    gz_sha256: str  # of the file as it is published, which only a download needs to know


_MNIST = {
    "train-images-idx3-ubyte": _MnistFile(
        shape=(60000, 28, 28),
        sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        gz_sha256="440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    "train-labels-idx1-ubyte": _MnistFile(
        shape=(60000,),
        sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        gz_sha256="3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    "t10k-images-idx3-ubyte": _MnistFile(
        shape=(10000, 28, 28),
        sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        gz_sha256="8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    "t10k-labels-idx1-ubyte": _MnistFile(
        shape=(10000,),
        sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        gz_sha256="f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
}

#: The mirror that PyTorch keeps; the files of the original page, byte for byte.
_MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"

_WHERE_TO_PUT_MNIST = (
    f"Put {', '.join(f'{name}.gz' for name in _MNIST)} into a folder "
    "and name it in `folder` or in SCRATCHNET_MNIST."
)


def one_hot(labels: ArrayLike, classes: int) -> Floats:
    """Write class numbers as rows of zeros with a one at the class.

    ``one_hot(labels, classes)[n, k]`` is 1 where ``k == labels[n]`` and 0 elsewhere.

    Parameters
    ----------
    labels : (N,) array
        Class numbers: whole numbers from 0 to `classes` - 1.
    classes : int
        The number of classes, at least 1.

    Returns
    -------
    (N, classes) array
        Zeros and ones.

    Raises
    ------
    ValueError
        If `labels` is no vector, or a label is out of range or not whole.

    Notes
    -----
    Twin: R `one_hot`.
    """
    classes = as_size(classes, "classes")
    t = as_class_numbers(labels, classes, "labels")
    hot = np.zeros((len(t), classes))
    hot[np.arange(len(t)), t] = 1
    return hot


def load_digits() -> Dataset:
    """Load 1,797 handwritten digits of 8 x 8 pixels, which need no download.

    The test set of the UCI "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998,
    CC BY 4.0). The first 1,437 rows train and the last 360 test: the usual 80 to 20, in the order
    of the file, so that no random numbers are needed to repeat it in another language.

    Returns
    -------
    Dataset
        `x_train` (1437, 64), `t_train` (1437), `x_test` (360, 64), `t_test` (360).

    Raises
    ------
    FileNotFoundError
        If the folder shared_data is not found; SCRATCHNET_SHARED_DATA may name it.

    Notes
    -----
    Twin: R `load_digits`.
    """
    path = shared_data() / "digits.csv.gz"
    if not path.is_file():
        raise FileNotFoundError(
            f"digits.csv.gz must lie in the folder shared_data, and {path} is not there; "
            "name the folder in SCRATCHNET_SHARED_DATA."
        )
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    # A pixel counts the 16 cells of a 4 x 4 block.
    x, t = table[:, :64] / 16, table[:, 64].astype(np.int64)
    return Dataset(x_train=x[:1437], t_train=t[:1437], x_test=x[1437:], t_test=t[1437:])


def read_idx(path: str | os.PathLike[str]) -> Floats:
    """Read a file of unsigned bytes in the IDX format, the format of MNIST.

    A header (two zero bytes, the type, the number of axes, each axis's length as a big-endian
    integer), then the values, the last axis varying fastest.

    Parameters
    ----------
    path : str or path
        The file, gzipped or not: its first bytes tell, not its name.

    Returns
    -------
    array
        The values 0 to 255, in the shape that the file names.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, truncated or too long, no IDX file, or holds another type.

    Notes
    -----
    Twin: R `read_idx`.
    """
    path = Path(path).expanduser()
    return _idx_values(_read_bytes(path), path).astype(np.float64)


def load_mnist(folder: str | os.PathLike[str] | None = None) -> Dataset:
    """Load MNIST: 70,000 handwritten digits of 28 x 28 pixels.

    Each file's shape, labels and SHA-256 are checked, so that what is loaded is MNIST itself.

    Parameters
    ----------
    folder : str or path, optional
        Where the four IDX files lie, gzipped (`.gz`) or not. Without it the environment variable
        SCRATCHNET_MNIST names the folder; without that the files are downloaded, once, into the
        user's cache.

    Returns
    -------
    Dataset
        `x_train` (60000, 784), `t_train` (60000), `x_test` (10000, 784), `t_test` (10000).

    Raises
    ------
    FileNotFoundError
        If a file is missing or cannot be downloaded.
    ValueError
        If a file is damaged, in another's place, or not MNIST's.

    Notes
    -----
    Deep Learning from Scratch, section 3.6. Twin: R `load_mnist`.
    """
    if folder is None:
        folder = os.environ.get("SCRATCHNET_MNIST", "")
    home = Path(folder).expanduser() if folder else _download_mnist()
    return Dataset(
        x_train=_mnist_images(home, "train-images-idx3-ubyte"),
        t_train=_mnist_labels(home, "train-labels-idx1-ubyte"),
        x_test=_mnist_images(home, "t10k-images-idx3-ubyte"),
        t_test=_mnist_labels(home, "t10k-labels-idx1-ubyte"),
    )


def shared_data() -> Path:
    """Find the folder that both editions read: as named, in the wheel, or in the checkout."""
    named = os.environ.get("SCRATCHNET_SHARED_DATA")
    if named:
        return Path(named).expanduser()
    here = Path(__file__).resolve()
    in_wheel = here.parent / "shared_data"
    return in_wheel if in_wheel.is_dir() else here.parents[2] / "shared_data"


def _read_bytes(path: Path) -> bytes:
    """Read a file, decompressed if it is one gzip stream."""
    if not path.is_file():
        raise FileNotFoundError(f"There must be a file {path}, and there is none.")
    content = path.read_bytes()
    if not content.startswith(b"\x1f\x8b"):
        return content
    gzip = zlib.decompressobj(wbits=31)  # 31: with the header and the checks of gzip
    try:
        content = gzip.decompress(content)
        whole = gzip.eof and not gzip.unused_data
    except zlib.error:
        whole = False
    if not whole:
        raise ValueError(
            f"{path} must be one whole gzip stream; it is damaged, truncated or followed by more."
        )
    return content


def _idx_values(content: bytes, path: Path) -> Bytes:
    """Take an IDX file apart: its bytes in its shape."""
    magic = content[:4]
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[3] == 0:
        raise ValueError(
            f"{path} must be an IDX file and start with 00 00, a type and the number of axes, "
            f"not with {magic.hex(' ') or 'nothing'}."
        )
    if magic[2] != 0x08:
        raise ValueError(f"{path} must hold unsigned bytes (IDX type 08), not type {magic[2]:02x}.")
    axes = magic[3]
    start = 4 + 4 * axes
    if len(content) < start:
        raise ValueError(
            f"{path} must have a header of {start} bytes for the number of axes {axes}, "
            f"not of {len(content)}."
        )
    shape = np.frombuffer(content[4:start], dtype=">u4").tolist()
    if math.prod(shape) != len(content) - start:
        raise ValueError(
            f"{path} must hold {_axes_text(shape)} bytes after its header, "
            f"not {len(content) - start}."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


def _axes_text(shape: Any) -> str:
    return " x ".join(map(str, shape))


def _mnist_images(folder: Path, name: str) -> Floats:
    pixels = _mnist_values(folder, name)
    return np.divide(pixels.reshape(len(pixels), -1), 255, dtype=np.float64)


def _mnist_labels(folder: Path, name: str) -> Integers:
    return _mnist_values(folder, name).astype(np.int64)


def _mnist_values(folder: Path, name: str) -> Bytes:
    """Read one of MNIST's files and make sure that it is the one, from the plainest sign on."""
    path = _mnist_path(folder, name)
    content = _read_bytes(path)
    values = _idx_values(content, path)
    if values.shape != _MNIST[name].shape:
        others = [other for other, file in _MNIST.items() if file.shape == values.shape]
        raise ValueError(
            f"{path} must hold {_axes_text(_MNIST[name].shape)} values, "
            f"not {_axes_text(values.shape)}"
            + (f" as {others[0]} does: are the two files exchanged?" if others else ".")
        )
    if values.ndim == 1:
        as_class_numbers(values, 10, str(path))
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != _MNIST[name].sha256:
        raise ValueError(
            f"{path} is not MNIST's: decompressed, its SHA-256 must be {_MNIST[name].sha256}, "
            f"not {sha256}."
        )
    return values


def _mnist_path(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise FileNotFoundError(f"`folder` must hold {name}.gz or {name}, and {folder} holds neither.")


def _download_mnist() -> Path:
    """Fetch MNIST into the user's cache, unless it is there already."""
    import pooch  # only here: the import is slow, and only a download needs it

    cache = pooch.create(
        path=pooch.os_cache("scratchnet") / "mnist",
        base_url=_MNIST_URL,
        registry={f"{name}.gz": f"sha256:{file.gz_sha256}" for name, file in _MNIST.items()},
    )
    try:
        for name in cache.registry_files:
            cache.fetch(name, progressbar=True)
    except OSError as error:
        raise FileNotFoundError(
            f"MNIST could not be downloaded from {_MNIST_URL} ({type(error).__name__}).\n"
            + _WHERE_TO_PUT_MNIST
        ) from error
    return Path(cache.abspath)
