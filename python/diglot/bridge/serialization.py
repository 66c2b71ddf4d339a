"""R's serialization format, version 2 in native byte order: what `serialize()` in R writes.

It carries every value to the bit, and R reads and writes it in one go, however deep its lists.
Only NULL, vectors and lists are here, with their attributes: see `values`.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from diglot.bridge.values import Array, RList, RValue, RVector

# "B" for binary in native order; versions: of the format, of the R that wrote it (4.0.0), of the
# oldest R that can read it (2.3.0).
_HEADER = struct.pack("=2s3i", b"B\n", 2, 0x040000, 0x020300)

# The types of R's objects. An item begins with its type, and flags above it.
_SYMBOL, _PAIRLIST, _CHAR = 1, 2, 9
_VECTORS = {"logical": 10, "integer": 13, "double": 14, "complex": 15, "character": 16}
_MODES = {code: mode for mode, code in _VECTORS.items()}
_DTYPES = {"logical": np.int32, "integer": np.int32, "double": np.float64, "complex": np.complex128}
_LIST = 19
_NULL, _REFERENCE = 254, 255

_IS_OBJECT, _HAS_ATTRIBUTES, _HAS_TAG = 1 << 8, 1 << 9, 1 << 10
_LATIN1, _UTF8, _ASCII = 1 << 14, 1 << 15, 1 << 18
_BYTES = 1 << 13

_INT = struct.Struct("=i")
_TWO_INTS = struct.Struct("=2i")

# So many bytes of numbers stay where they are; fewer are copied, which is faster.
_OWN_PIECE_FROM = 1 << 14


# -- Writing ------------------------------------------------------------------------------------


def serialize(value: RValue) -> list[memoryview]:
    """Write a value, in pieces that follow one another; large arrays are pieces of their own."""
    writer = _Writer()
    writer.value(value)
    return writer.finish()


class _Writer:
    def __init__(self) -> None:
        self._pieces: list[memoryview] = []
        self._piece = bytearray(_HEADER)

    def finish(self) -> list[memoryview]:
        self._pieces.append(memoryview(self._piece))
        return self._pieces

    def value(self, value: RValue) -> None:
        if value is None:
            self._piece += _INT.pack(_NULL)
        elif isinstance(value, RList):
            attributes = dict(value.attributes or {})
            if value.names is not None:
                attributes["names"] = RVector("character", value.names, ())
            self._head(_LIST, len(value.items), attributes)
            for item in value.items:
                self.value(item)
            self._attributes(attributes)
        else:
            self._vector(value)

    def _vector(self, vector: RVector) -> None:
        size = len(values) if isinstance(values := vector.values, list) else values.size
        attributes = dict(vector.attributes or {})
        if vector.dim:
            attributes["dim"] = RVector("integer", np.array(vector.dim, np.int32), ())
        self._head(_VECTORS[vector.mode], size, attributes)
        if isinstance(values, list):
            for string in values:
                self._char(string)
        else:
            self._numbers(values)
        self._attributes(attributes)

    def _head(self, code: int, length: int, attributes: dict[str, Any]) -> None:
        flags = code | _HAS_ATTRIBUTES * bool(attributes) | _IS_OBJECT * ("class" in attributes)
        if length < 2**31:
            self._piece += _TWO_INTS.pack(flags, length)
        else:
            self._piece += struct.pack("=3iI", flags, -1, length >> 32, length & 0xFFFFFFFF)

    def _numbers(self, values: Array) -> None:
        # In R's order, which is Fortran's; only an array in C's order is copied for it.
        memory = values.ravel(order="F").view(np.uint8).data
        if memory.nbytes < _OWN_PIECE_FROM:
            self._piece += memory
        else:
            self._pieces += [memoryview(self._piece), memory]
            self._piece = bytearray()

    def _char(self, string: str | None) -> None:
        if string is None:
            self._piece += _TWO_INTS.pack(_CHAR, -1)
            return
        text = string.encode()
        self._piece += _TWO_INTS.pack(_CHAR | (_ASCII if string.isascii() else _UTF8), len(text))
        self._piece += text

    def _attributes(self, attributes: dict[str, Any]) -> None:
        for name, value in attributes.items():
            self._piece += _TWO_INTS.pack(_PAIRLIST | _HAS_TAG, _SYMBOL)
            self._char(name)
            self.value(value)
        if attributes:
            self._piece += _INT.pack(_NULL)


# -- Reading ------------------------------------------------------------------------------------


def unserialize(memory: memoryview) -> RValue:
    """Read a value; its arrays have memory of their own.

    Raises
    ------
    ValueError
        When a string is not UTF-8.
    """
    return _Reader(memory).value()


class _Reader:
    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._at = len(_HEADER)
        # Each symbol is written once, and then referred to.
        self._symbols: list[str] = []

    def value(self) -> RValue:
        flags = self._int()
        code = flags & 0xFF
        if code == _NULL:
            return None
        length = self._length()
        if code == _LIST:
            items = [self.value() for _ in range(length)]
            names = self._attributes(flags).get("names")
            return RList(items, names.values if names else None)
        mode = _MODES[code]
        if mode == "character":
            strings = [self._char() for _ in range(length)]
            attributes = self._attributes(flags)
            return RVector(mode, strings, _dim(attributes))
        numbers = self._numbers(_DTYPES[mode], length)
        attributes = self._attributes(flags)
        dim = _dim(attributes)
        return RVector(mode, numbers.reshape(dim or -1, order="F"), dim, attributes or None)

    def _int(self) -> int:
        (value,) = _INT.unpack_from(self._memory, self._at)
        self._at += _INT.size
        return int(value)

    def _length(self) -> int:
        length = self._int()
        if length >= 0:
            return length
        high, low = struct.unpack_from("=iI", self._memory, self._at)
        self._at += 8
        return int(high << 32 | low)

    def _numbers(self, dtype: type[np.generic], length: int) -> Array:
        numbers = np.frombuffer(self._memory, dtype, length, self._at).copy()
        self._at += numbers.nbytes
        return numbers

    def _char(self) -> str | None:
        flags, length = _TWO_INTS.unpack_from(self._memory, self._at)
        self._at += _TWO_INTS.size
        if length == -1:
            return None
        text = bytes(self._memory[self._at : self._at + length])
        self._at += length
        encoding = "latin1" if flags & _LATIN1 else "ascii" if flags & _BYTES else "utf-8"
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            raise ValueError(f"R's value has a string that is not UTF-8: {text!r}.") from None

    def _attributes(self, flags: int) -> dict[str, Any]:
        attributes: dict[str, Any] = {}
        while flags & _HAS_ATTRIBUTES and self._int() != _NULL:
            name = self._symbol()
            attributes[name] = self.value()
        return attributes

    def _symbol(self) -> str:
        flags = self._int()
        if flags & 0xFF == _REFERENCE:
            return self._symbols[(flags >> 8) - 1]
        self._symbols.append(self._char() or "NA")
        return self._symbols[-1]


def _dim(attributes: dict[str, Any]) -> tuple[int, ...]:
    dim = attributes.pop("dim", None)
    return tuple(dim.values.tolist()) if dim else ()
