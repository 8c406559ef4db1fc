"""The demonstration's post office: a real SMTP server on loopback that keeps every mail as a file."""

from __future__ import annotations

import email
import email.policy
import itertools
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Caught:
    """A mail as it arrived."""

    key: str
    to: str
    sender: str
    reply_to: str
    subject: str
    at: datetime
    text: str


class _Catcher:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(len(list(folder.iterdir())))

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        name = f"{next(self._numbers):06d}-{secrets.token_hex(4)}.eml"
        content = envelope.content or b""
        (self._folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return "250 kept"


@contextmanager
def office(folder: Path, port: int) -> Iterator[None]:
    """Take mail on this loopback port for as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(_Catcher(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def caught(folder: Path) -> Sequence[Caught]:
    """Return every mail that arrived, newest first."""
    files = sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []
    return [_read(f) for f in files]


def one(folder: Path, key: str) -> Caught | None:
    """Return one mail by its key, or None."""
    return next((m for m in caught(folder) if m.key == key), None)


def _read(file: Path) -> Caught:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    return Caught(
        key=file.stem,
        to=str(message["To"]),
        sender=str(message["From"]),
        reply_to=str(message["Reply-To"] or ""),
        subject=str(message["Subject"]),
        at=message["Date"].datetime,
        text=body.get_content() if body else "",
    )
