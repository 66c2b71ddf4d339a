"""Make shared_data/digits.csv.gz from the copy of the digits that scikit-learn ships.

    pip download --no-deps scikit-learn
    python tools/make_digits.py scikit_learn-*.whl

The argument may also be the digits.csv or digits.csv.gz taken out of the wheel. The same input
gives the same bytes every time: integers, a header line, and a gzip header without a time.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np

IN_WHEEL = "sklearn/datasets/data/digits.csv.gz"
DIGITS = Path(__file__).resolve().parents[1] / "shared_data" / "digits.csv.gz"


def source_text(path: Path) -> str:
    """Read the table out of a wheel, a gzipped or a plain CSV file."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            content = wheel.read(IN_WHEEL)
    else:
        content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return content.decode("ascii")


def digits_csv(text: str) -> bytes:
    """Write the table as integers under a header line, after a look at what it holds."""
    table = np.loadtxt(StringIO(text), delimiter=",")
    pixels, labels = table[:, :-1], table[:, -1]
    if table.shape != (1797, 65):
        raise ValueError(f"The table must have 1797 rows of 65 numbers, not {table.shape}.")
    if not (np.isin(pixels, np.arange(17)).all() and np.isin(labels, np.arange(10)).all()):
        raise ValueError("Pixels must be whole numbers from 0 to 16, labels from 0 to 9.")
    header = ",".join([f"p{pixel}" for pixel in range(64)] + ["label"])
    rows = [",".join(map(str, row)) for row in table.astype(int).tolist()]
    return "\n".join([header, *rows, ""]).encode("ascii")


def gzipped(content: bytes) -> bytes:
    """Compress without the name and the time that would make every file a different one."""
    target = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as file:
        file.write(content)
    return target.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make digits.csv.gz from scikit-learn's copy.")
    parser.add_argument("source", type=Path, help="the wheel of scikit-learn, or its digits.csv")
    parser.add_argument("--output", type=Path, default=DIGITS, help="default: %(default)s")
    options = parser.parse_args()

    content = digits_csv(source_text(options.source))
    options.output.write_bytes(gzipped(content))
    print(hashlib.sha256(options.output.read_bytes()).hexdigest(), options.output.name)
    print(hashlib.sha256(content).hexdigest(), options.output.stem, "(decompressed)")


if __name__ == "__main__":
    main()
