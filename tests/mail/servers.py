"""Mail servers on loopback: one that works (aiosmtpd), and one that only says what a test tells it to say."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from followup.mail.deliver import MailSettings

CERTIFICATE = Path(__file__).with_name("localhost.pem")


@dataclass
class Catcher:
    """What arrived, and what the server answers."""

    port: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    answers_to_data: list[str] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802  (aiosmtpd's own name)
        self, server: SMTP, session: Session, envelope: Envelope, host: str, lines: list[str]
    ) -> list[str]:
        self.connections += not session.ssl
        session.host_name = host
        return lines

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers_to_data.pop(0) if self.answers_to_data else "250 OK"
        if answer.startswith("250"):
            self.envelopes.append(envelope)
        return answer

    @property
    def raw(self) -> list[bytes]:
        return [bytes(e.original_content or b"") for e in self.envelopes]

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for content in self.raw]


@contextmanager
def catcher(*, security: str = "none", password: str | None = None) -> Iterator[Catcher]:
    """Run a server on a free port, with STARTTLS, TLS from the start, or neither."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it prints a traceback when a client hangs up on TLS
    caught = Catcher()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and password is not None and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    controller = Controller(
        caught,
        hostname="127.0.0.1",
        port=0,
        ssl_context=tls if security == "tls" else None,
        tls_context=tls if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=authenticate,
        auth_required=password is not None,
        auth_require_tls=True,
    )
    with _free_port() as port:
        controller.port = port
    controller.start()
    caught.port = port
    try:
        yield caught
    finally:
        controller.stop()


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        yield probe.getsockname()[1]


@contextmanager
def scripted(replies: Sequence[str | None]) -> Iterator[int]:
    """Say one reply at the start and one after each line or message; None is silence, the end hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            in_message = False
            for reply in replies:
                if reply is None:
                    done.wait(10)
                    return
                connection.sendall(f"{reply}\r\n".encode())
                in_message = reply.startswith("354")
                while (line := lines.readline()) and in_message and line != b".\r\n":
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        done.set()
        thread.join(10)
        listener.close()


def settings(port: int, **changes: object) -> MailSettings:
    """Return settings for a server on loopback."""
    given: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "sender_address": "post@followup.example.org",
        "sender_name": "followup",
        "security": "none",
        "connect_wait": 10,
        "command_wait": 10,
        "final_wait": 10,
    }
    return MailSettings(**(given | changes))  # type: ignore[arg-type] # settings of many types in one mapping
