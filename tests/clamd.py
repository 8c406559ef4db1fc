"""A clamd that answers as it is told, on a local port: what it gets is put together from the chunks of INSTREAM."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from followup.scanning import Clamd

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two, or scanners would find it here."""


@dataclass
class Stub:
    """What the stub does with the next files: `says` is its answer, None tells by looking for EICAR's text."""

    port: int = 0
    says: bytes | None = None
    is_silent: bool = False
    seen: list[bytes] = field(default_factory=list)

    @property
    def scanner(self) -> Clamd:
        return Clamd("127.0.0.1", self.port, seconds=0.3 if self.is_silent else 10)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        stub = self.server.stub
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
        stub.seen.append(data)
        if stub.is_silent:
            self.rfile.read(1)  # until the other side has had enough
            return
        by_sight = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
        self.wfile.write(by_sight if stub.says is None else stub.says)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    stub: Stub


@contextmanager
def clamd(**told: object) -> Iterator[Stub]:
    """Serve a stub until the end of the block."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.stub = Stub(port=server.server_address[1], **told)  # type: ignore[arg-type] # by name
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.stub
        finally:
            server.shutdown()
            thread.join()


def nowhere() -> Clamd:
    """A scanner at a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return Clamd("127.0.0.1", taken.getsockname()[1])
