"""Mails leave by SMTP: the only file that knows Flask-Mail.

Flask-Mail neither verifies certificates nor limits the time it waits, so that its connection is replaced by one that
does, and the message is built by the standard library with a fixed set of headers.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

import flask_mail
from flask import Flask

from followup.mail.render import RenderedMail

_NAME_LONGEST = 60
_ANSWER_LONGEST = 200
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HEADERS = frozenset(
    ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type")
)
_MORE_HEADERS = frozenset(("Reply-To", "References", "In-Reply-To"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail is handed over, and as whom.

    Units: the waits are in seconds.
    Errors: ValueError where a password would travel in the clear.
    Source: RFC 5321 section 4.5.3.2 (ten minutes after the final dot, since giving up early sends the mail twice);
    the shorter waits are trust.md F3.
    """

    host: str
    port: int
    sender_address: str
    sender_name: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    connect_wait: float = 10
    command_wait: float = 60
    final_wait: float = 600

    def __post_init__(self) -> None:
        if self.security == "none" and self.username and self.host not in _LOOPBACK:
            raise ValueError("a mail password may only travel over TLS")

    @property
    def domain(self) -> str:
        """Return the sender's domain, which also ends every Message-ID."""
        return _ascii(self.sender_address).rpartition("@")[2]


class DeliveryFailure(Exception):
    """A mail was not handed over. `answer` is what the server said; it may hold an address, so it is never logged."""

    def __init__(self, code: int | None = None, answer: str = "") -> None:
        super().__init__(f"{type(self).__name__}({code})")
        self.code = code
        self.answer = answer


class TemporaryFailure(DeliveryFailure):
    """Try again later."""


class ServerUnavailable(TemporaryFailure):
    """It has nothing to do with this mail: the server is away, does not trust us, or we do not trust it."""


class PermanentFailure(DeliveryFailure):
    """Trying again would not help."""


class Delivery(Protocol):
    """One sitting at the mail server."""

    def send(self, mail: RenderedMail, *, to: tuple[str, str], message_id: str, dated_at: datetime) -> None:
        """Hand over one mail to one recipient.

        Shape: `to` is (name, address). The same arguments give the same bytes, so that a repetition is recognisable.
        Errors: TemporaryFailure (ServerUnavailable among them), PermanentFailure.
        """


class Mailer(Protocol):
    """What the delivering job needs."""

    def batch(self) -> AbstractContextManager[Delivery]:
        """Return a sitting; it connects at the first mail and again after the connection was lost."""


class SmtpMailer:
    """Hands mails over to the configured server."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._app = Flask("followup.mail", static_folder=None)
        self._app.config.from_mapping(
            MAIL_SERVER=settings.host,
            MAIL_PORT=settings.port,
            MAIL_USERNAME=settings.username,
            MAIL_PASSWORD=settings.password,
            MAIL_DEFAULT_SENDER=settings.sender_address,
            MAIL_DEBUG=False,
            MAIL_SUPPRESS_SEND=False,
        )
        flask_mail.Mail(self._app)

    @contextmanager
    def batch(self) -> Iterator[Delivery]:
        """Return a sitting; it connects at the first mail and again after the connection was lost."""
        sitting = _Sitting(self._app, self._settings)
        try:
            yield sitting
        finally:
            sitting.leave()

    def message_id(self, public_id: str) -> str:
        """Return the Message-ID of an outbox row, always the same."""
        return f"<{public_id}@{self._settings.domain}>"

    def probe(self) -> None:
        """Connect, sign in and leave.

        Errors: ServerUnavailable.
        """
        sitting = _Sitting(self._app, self._settings)
        try:
            sitting.connection()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerUnavailable(None, _one_line(str(error))) from error
        finally:
            sitting.leave()


class _Sitting:
    def __init__(self, app: Flask, settings: MailSettings) -> None:
        self._app = app
        self._settings = settings
        self._open: _Connection | None = None

    def connection(self) -> _Connection:
        """Return the one connection, opened when it is first needed."""
        if self._open is None:
            self._open = _Connection(self._app.extensions["mail"], self._settings).__enter__()
        return self._open

    def send(self, mail: RenderedMail, *, to: tuple[str, str], message_id: str, dated_at: datetime) -> None:
        """Hand over one mail to one recipient."""
        try:
            composed = compose(mail, self._settings, to=to, message_id=message_id, dated_at=dated_at)
            with self._app.app_context():
                self.connection().send(_Composed(composed, mail, self._settings.sender_address, to[1]))
        except (smtplib.SMTPException, OSError, ValueError, flask_mail.BadHeaderError) as error:
            failure = classify(error)
            if isinstance(failure, ServerUnavailable):
                self.leave()
            raise failure from error

    def leave(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None


class _Session(smtplib.SMTP):
    """Waits long for the answer to the final dot, and only for that."""

    settings: MailSettings

    def data(self, msg: str | bytes) -> tuple[int, bytes]:  # type: ignore[override] # the stub asks for a wider buffer
        self.sock.settimeout(self.settings.final_wait)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.settings.command_wait)


class _TlsSession(_Session, smtplib.SMTP_SSL):
    pass


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with verified certificates, limited waits and a quiet farewell."""

    def __init__(self, mail: flask_mail.Mail, settings: MailSettings) -> None:
        super().__init__(mail)
        self.settings = settings
    
    def configure_host(self) -> smtplib.SMTP:
        s = self.settings
        trusted = ssl.create_default_context(cafile=str(s.ca_file) if s.ca_file else None)
        host: _Session
        if s.security == "tls":
            host = _TlsSession(s.host, s.port, s.domain, timeout=s.connect_wait, context=trusted)
        else:
            host = _Session(s.host, s.port, s.domain, timeout=s.connect_wait)
        host.settings = s
        host.sock.settimeout(s.command_wait)
        if s.security == "starttls":
            host.starttls(context=trusted)
        if s.username:
            host.login(s.username, s.password)
        return host
