"""What all mails have in common: who gets it, in which language, and that nothing in it can break out of its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import ClassVar

from followup.domain.names import TEXT_LONGEST, clean_line
from followup.domain.plain_data import as_plain
from followup.errors import N_, Invalid, Reason

NOT_ONE_LINE = Reason("message.not_one_line", N_("This is used in mails and must be one line without “=?”."))
NOT_AN_ADDRESS = Reason("message.not_an_address", N_("This is not an e-mail address. Correct it."))
NOT_A_PATH = Reason("message.not_a_path", N_("A link in a mail must lead to a page of this service."))

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^@\s<>()\[\]\\,;:\"]+")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9_./-]*")

KINDS: dict[str, type[Message]] = {}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail to one person.

    `thread` is the public id by which mails to one person are gathered: each answers the first of them. `path` is the
    page to open, below the service's own address, for those who sign in.
    """

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""

    recipient_address: str
    recipient_name: str = ""
    locale: str
    dedupe_key: str
    thread: str = ""
    reply_to_name: str = ""
    reply_to_address: str = ""
    path: str = ""

    def __init_subclass__(cls, kind: str = "", label: str = "") -> None:
        """Enter the class under the code with which the outbox stores it."""
        cls.kind, cls.label = kind, label
        if kind:
            KINDS[kind] = cls

    def __post_init__(self) -> None:
        """Refuse what could break out of a header line or lead away, whether or not the schemas let it through.

        Errors: Invalid at the field's name.
        Source: trust.md I9, L9.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    _check_line(text, field.name)
        for name in ("recipient_address", "reply_to_address"):
            address = getattr(self, name)
            if not _ADDRESS.fullmatch(address) and (address or name == "recipient_address"):
                raise Invalid.at(name, NOT_AN_ADDRESS)
        if self.path and not _PATH.fullmatch(self.path):
            raise Invalid.at("path", NOT_A_PATH)

    def facts(self) -> dict[str, object]:
        """Return all of it as plain JSON values, for the outbox."""
        return as_plain(self)


def _check_line(text: str, at: str) -> None:
    clean_line(text, at=at, most=TEXT_LONGEST)
    # An encoded word is decoded while a header is folded, so that what it hides would break the line after all.
    if len(text.splitlines()) > 1 or "=?" in text:
        raise Invalid.at(at, NOT_ONE_LINE)


@dataclass(frozen=True, kw_only=True)
class AboutContract(Message):
    """A mail about one contract with one supplier."""

    buyer_name: str
    supplier_name: str
    contract_title: str
    contract_number: str = ""

    @property
    def contract(self) -> str:
        """Return the contract as a person would name it."""
        return f"{self.contract_title} ({self.contract_number})" if self.contract_number else self.contract_title


@dataclass(frozen=True, kw_only=True)
class ToSupplier(AboutContract):
    """To the supplier's contact, who has no account. `reply_to` is the person to ask."""

    assignment_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ToManager(AboutContract):
    """To a person who signs in, at the buyer."""

    path: str
