"""Asks a virus scanner about bytes: clamd, over its own protocol (INSTREAM), on a TCP port or a local socket.

Whatever is not a clear answer is no answer: silence, a broken connection or words that are not known never mean clean.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import Protocol

CHUNK = 64 * 1024
SECONDS = 60.0  # that clamd may be silent; a large file takes it some
ANSWER_LONGEST = 4_096
_NETWORK = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(?P<port>[0-9]{1,5})")
_FOUND = re.compile(rb"stream: [^\x00\n]+ FOUND")


class NotScanned(Exception):
    """The scanner has said nothing about the file that could be relied on."""


class ScannerAway(NotScanned):
    """The scanner does not take the connection: asking about other files is no use either."""


class Scanner(Protocol):
    """Whoever can look through a file."""

    def finds(self, data: bytes) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd on a host and port, or on a local socket where the port is None."""

    place: str
    port: int | None = None
    seconds: float = SECONDS

    @classmethod
    def at(cls, address: str) -> Clamd:
        """Return the scanner at "host:port" or at the path of a local socket.

        Errors: ValueError.
        """
        if address.startswith("/"):
            return cls(address)
        found = _NETWORK.fullmatch(address)
        if found is None or not 0 < int(found["port"]) < 65536:
            raise ValueError(f"clamd is at host:port or at the path of its socket, not at {address}")
        return cls(found["host"].strip("[]"), int(found["port"]))

    def finds(self, data: bytes) -> bool:
        """Return whether something harmful was found in the bytes.

        Errors: ScannerAway, NotScanned.
        """
        try:
            connection = self._connected()
        except OSError as error:
            raise ScannerAway(str(error)) from error
        try:
            with connection:
                _send(connection, data)
                answer = _answer(connection)
        except OSError as error:
            raise NotScanned(str(error)) from error
        if answer == b"stream: OK":
            return False
        if _FOUND.fullmatch(answer):
            return True
        raise NotScanned(answer.decode("ascii", "replace"))

    def _connected(self) -> socket.socket:
        if self.port is not None:
            return socket.create_connection((self.place, self.port), timeout=self.seconds)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(self.seconds)
        try:
            made.connect(self.place)
        except OSError:
            made.close()
            raise
        return made


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(b"zINSTREAM\0")
    for begin in range(0, len(data), CHUNK):
        chunk = data[begin : begin + CHUNK]
        connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
    connection.sendall(bytes(4))


def _answer(connection: socket.socket) -> bytes:
    """Return what was said up to the closing zero byte; an answer that breaks off is none."""
    said = b""
    while b"\0" not in said:
        more = connection.recv(ANSWER_LONGEST)
        if not more or len(said) + len(more) > ANSWER_LONGEST:
            raise NotScanned("the answer broke off")
        said += more
    return said.partition(b"\0")[0]
