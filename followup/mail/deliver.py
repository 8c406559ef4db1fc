"""Mails leave by SMTP: the only file that knows Flask-Mail.

Flask-Mail neither verifies certificates nor limits the time it waits, so that its connection is replaced by one that
does, and the message is the standard library's (`compose`).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import flask_mail
from flask import Flask

from followup.mail.compose import ascii_address, compose
from followup.mail.render import RenderedMail

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_ANSWER_LONGEST = 200
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail is handed over, and as whom.

    Units: the waits are in seconds.
    Errors: ValueError where a password would travel in the clear, or the sender is no address.
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
        ascii_address(self.sender_address)


class DeliveryFailure(Exception):
    """A mail was not handed over. `answer` is what the server said; it may hold an address, so it is never logged."""

    def __init__(self, code: int | None = None, answer: str = "") -> None:
        super().__init__(f"{type(self).__name__}({code})")
        self.code = code
        self.answer = answer


class TemporaryFailure(DeliveryFailure):
    """Try again later."""


class ServerUnavailable(TemporaryFailure):
    """It is not about this mail: the server is away or refuses us, or we do not trust its certificate."""


class PermanentFailure(DeliveryFailure):
    """Trying again would not help."""


class Delivery(Protocol):
    """One sitting at the mail server."""

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        """Hand over one mail to its one recipient.

        `message_id` is the outbox row's public id, `dated_at` when the row was made: the same arguments give the same
        bytes, so that a repetition is recognised.
        Errors: TemporaryFailure (ServerUnavailable among them), PermanentFailure.
        """


class Mailer(Protocol):
    """What the delivering job needs."""

    def batch(self) -> AbstractContextManager[Delivery]:
        """Return a sitting; it connects at the first mail, and again when the connection was lost."""


class SmtpMailer:
    """Hands mails over to the configured server."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._app = Flask("followup.mail", static_folder=None)
        self._app.config.from_mapping(MAIL_SERVER=settings.host, MAIL_PORT=settings.port, MAIL_SUPPRESS_SEND=False)
        flask_mail.Mail(self._app)

    @contextmanager
    def batch(self) -> Iterator[Delivery]:
        """Return a sitting; it connects at the first mail, and again when the connection was lost."""
        sitting = _Sitting(self._app, self._settings)
        try:
            yield sitting
        finally:
            sitting.leave()

    def probe(self) -> None:
        """Connect, sign in and leave.

        Errors: ServerUnavailable.
        """
        sitting = _Sitting(self._app, self._settings)
        try:
            sitting.connection()
        except OSError as error:
            raise classify(error) from None
        finally:
            sitting.leave()


def classify(error: Exception) -> DeliveryFailure:
    """Return what an error means for the mail: refused for good, refused for now, or not about this mail at all.

    Source: trust.md F3 (4xx and silence are tried again, 5xx fails at once). A refusal of the sender or of our sign-in
    is a fault in the configuration: failing every mail for good would lose them all.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        answer = _one_line(said)
    elif isinstance(error, smtplib.SMTPDataError):
        code, answer = error.smtp_code, _one_line(error.smtp_error)
    elif isinstance(error, smtplib.SMTPResponseException):
        return ServerUnavailable(error.smtp_code, _one_line(error.smtp_error))
    elif isinstance(error, OSError):
        return ServerUnavailable(None, _one_line(str(error)))
    else:
        return PermanentFailure(None, _one_line(str(error)))
    if code == 421:
        return ServerUnavailable(code, answer)
    failure = PermanentFailure if code >= 500 else TemporaryFailure
    return failure(code, answer)


def _one_line(answer: str | bytes) -> str:
    """Return what the server said as a text that can stand in a mail to the contract manager."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    kept = "".join(c if c.isprintable() else " " for c in text).replace("=?", "= ?")
    return " ".join(kept.split())[:_ANSWER_LONGEST]


class _Composed(flask_mail.Message):
    """A finished message in the form that Flask-Mail sends."""

    def __init__(self, content: bytes, *, sender: str, recipient: str) -> None:
        super().__init__(sender=ascii_address(sender), recipients=[ascii_address(recipient)])
        self._content = content

    def as_bytes(self) -> bytes:
        return self._content


class _Sitting:
    def __init__(self, app: Flask, settings: MailSettings) -> None:
        self._app = app
        self._settings = settings
        self._open: _Connection | None = None

    def connection(self) -> _Connection:
        if self._open is None:
            self._open = _Connection(self._app.extensions["mail"], self._settings).__enter__()
        return self._open

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        s = self._settings
        try:
            content = compose(mail, sender=(s.sender_name, s.sender_address), message_id=message_id, dated_at=dated_at)
            message = _Composed(content, sender=s.sender_address, recipient=mail.to_address)
            with self._app.app_context():
                self.connection().send(message)
        except (OSError, ValueError) as error:
            failure = classify(error)
            if isinstance(failure, ServerUnavailable) or isinstance(error, smtplib.SMTPDataError):
                self.leave()  # after a refused DATA smtplib leaves the half-told mail with the server
            raise failure from None

    def leave(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection, with verified certificates, limited waits and a quiet farewell."""

    def __init__(self, mail: flask_mail.Mail, settings: MailSettings) -> None:
        super().__init__(mail)
        self.settings = settings

    def configure_host(self) -> smtplib.SMTP:
        s = self.settings
        trusted = ssl.create_default_context(cafile=s.ca_file)
        own_name = ascii_address(s.sender_address).rpartition("@")[2]  # never this machine's name
        host: _Session
        if s.security == "tls":
            host = _TlsSession(s.host, s.port, own_name, timeout=s.connect_wait, context=trusted)
        else:
            host = _Session(s.host, s.port, own_name, timeout=s.connect_wait)
        with ExitStack() as unless_ready:
            unless_ready.callback(host.close)
            host.settle(s)
            if s.security == "starttls":
                host.starttls(context=trusted)
            if s.username:
                host.login(s.username, s.password)
            host.ehlo_or_helo_if_needed()
            unless_ready.pop_all()
        return host

    def __exit__(self, *_: object) -> None:
        if self.host is not None:
            with suppress(OSError):
                self.host.quit()
            self.host.close()


class _Session(smtplib.SMTP):
    """Waits long for the answer to the final dot, and only for that."""

    _command_wait: float
    _final_wait: float

    def settle(self, settings: MailSettings) -> None:
        self._command_wait, self._final_wait = settings.command_wait, settings.final_wait
        self._wait(self._command_wait)

    def _wait(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def send(self, s: ReadableBuffer | str) -> None:
        super().send(s)
        if not isinstance(s, str):  # commands are text; only a message ends in the final dot
            self._wait(self._final_wait)

    def data(self, msg: ReadableBuffer | str) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        finally:
            self._wait(self._command_wait)


class _TlsSession(_Session, smtplib.SMTP_SSL):
    pass
