"""Messages over a socket: their length, then their bytes."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence

import numpy as np

# Smaller messages are joined: sending each piece takes longer than copying so little.
_JOINED_BELOW = 1 << 16

_LENGTH = struct.Struct("=Q")


class Channel:
    """One end of a pair of connected sockets.

    Parameters
    ----------
    end : socket.socket
        Connected, and of the kind that carries a stream of bytes.
    """

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def fileno(self) -> int:
        """Give the descriptor, to wait for."""
        return self._socket.fileno()

    def settimeout(self, seconds: float | None) -> None:
        """Let each step of sending and receiving take so long at most."""
        self._socket.settimeout(seconds)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def send(self, pieces: Sequence[memoryview]) -> None:
        """Send a message that lies in several pieces of memory, from where it lies."""
        size = sum(piece.nbytes for piece in pieces)
        if size < _JOINED_BELOW:
            self._socket.sendall(b"".join((_LENGTH.pack(size), *pieces)))
            return
        self._socket.sendall(_LENGTH.pack(size))
        for piece in pieces:
            self._socket.sendall(piece)

    def receive(self) -> memoryview:
        """Wait for a message.

        Raises
        ------
        EOFError
            When the other end has hung up.
        """
        message: memoryview = np.empty(self.receive_length(), np.uint8).data
        self.receive_into(message)
        return message

    def receive_length(self) -> int:
        """Wait for a message and give its length; `receive_into` must come next.

        Raises
        ------
        EOFError
            When the other end has hung up.
        """
        length = bytearray(_LENGTH.size)
        self.receive_into(memoryview(length))
        return int(_LENGTH.unpack(length)[0])

    def receive_into(self, memory: memoryview) -> None:
        """Fill memory, of bytes, with what comes."""
        while memory:
            received = self._socket.recv_into(memory)
            if received == 0:
                raise EOFError("the other end has hung up")
            memory = memory[received:]
