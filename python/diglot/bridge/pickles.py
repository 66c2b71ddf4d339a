"""Python's values as messages: pickled, with the memory of arrays beside them, not copied."""

from __future__ import annotations

import pickle
import struct
from typing import Any

import cloudpickle

# Arrays begin where any number may lie.
_ALIGNMENT = 64

_SIZE = struct.Struct("=Q")


def dumps(value: Any) -> list[memoryview]:
    """Give the message of a value, in pieces.

    Raises
    ------
    TypeError
        When the value cannot be pickled.
    """
    buffers: list[pickle.PickleBuffer] = []
    try:
        pickled = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    except Exception:  # functions and classes that have no name of their own in a module
        buffers.clear()
        try:
            pickled = cloudpickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        except Exception as error:
            raise TypeError(f"the value cannot leave its process: {error}") from error
    pieces = [memoryview(pickled), *(buffer.raw() for buffer in buffers)]
    sizes = b"".join(_SIZE.pack(n) for n in (len(pieces), *(piece.nbytes for piece in pieces)))
    return [part for piece in (memoryview(sizes), *pieces) for part in (piece, _padding(piece))]


def loads(message: memoryview) -> Any:
    """Give the value of a message; its arrays lie in the message's own memory."""
    (n,) = _SIZE.unpack_from(message)
    sizes = [_SIZE.unpack_from(message, _SIZE.size * i)[0] for i in range(1, n + 1)]
    pieces, start = [], _aligned(_SIZE.size * (n + 1))
    for size in sizes:
        pieces.append(message[start : start + size])
        start += _aligned(size)
    return pickle.loads(pieces[0], buffers=pieces[1:])


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _padding(piece: memoryview) -> memoryview:
    return memoryview(bytes(_aligned(piece.nbytes) - piece.nbytes))
