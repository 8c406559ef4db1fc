"""A rendered mail as the bytes that go over the wire: the standard library's message, with a fixed set of headers."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from followup.mail.render import RenderedMail

_NAME_LONGEST = 60
_HEAD_CHARACTERS = frozenset(map(chr, range(32, 127)))


def compose(mail: RenderedMail, *, sender: tuple[str, str], message_id: str, dated_at: datetime) -> bytes:
    """Return the mail as it goes over the wire; the same arguments give the same bytes.

    Shape: `sender` is (name, address).
    Errors: ValueError for an address that cannot be written, or a value that would change the set of headers.
    Source: trust.md F2, I9.
    """
    try:
        message = _message(mail, sender, message_id, dated_at)
        content = message.as_bytes()
    except (MessageError, IndexError):  # what the parser of addresses raises on malformed ones
        raise ValueError("an address of this mail cannot be written") from None
    _check_head(content, message.keys())
    return content


def ascii_address(address: str) -> str:
    """Return the address with its domain as the mail system knows it.

    Errors: ValueError.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii() or not local:
        raise ValueError("before the @ an address can only have the letters a to z, digits and a few signs")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _message(mail: RenderedMail, sender: tuple[str, str], message_id: str, dated_at: datetime) -> EmailMessage:
    domain = ascii_address(sender[1]).rpartition("@")[2]
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = _mailbox(*sender)
    message["To"] = _mailbox(mail.to_name, mail.to_address)
    message["Subject"] = mail.subject
    message["Date"] = dated_at
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to_address:
        message["Reply-To"] = _mailbox(mail.reply_to_name, mail.reply_to_address)
    if mail.replies_to:
        message["In-Reply-To"] = message["References"] = f"<{mail.replies_to}@{domain}>"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = mail.language  # earlier it would be taken for the first part's
    message.set_boundary(hashlib.sha256(message_id.encode()).hexdigest())
    return message


def _mailbox(name: str, address: str) -> Address:
    return Address(name[:_NAME_LONGEST].strip(), addr_spec=ascii_address(address))


def _check_head(content: bytes, names: list[str]) -> None:
    """Refuse if the header lines are not exactly those that were set: an encoded word can hide a line break."""
    head = content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    lines = head.split("\r\n")
    found = [line.partition(":")[0] for line in lines if not line.startswith(" ")]
    if found != names or len(set(found)) != len(found) or not set("".join(lines)) <= _HEAD_CHARACTERS:
        raise ValueError("a value would change the headers of this mail")
