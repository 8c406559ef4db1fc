"""Codes mailed to the holder of a link, to show that the mailbox is still theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Assigned, Identified, Key
from followup.models.types import Sha256


class LinkCode(Identified, Assigned):
    """One code of eight digits, made of the server's key and the nonce when the mail leaves; only its hash is kept.

    Source: trust.md L6, L7.
    """

    __tablename__ = "link_code"
    prefix = "lco"

    session_id: Mapped[int] = mapped_column(Key, index=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    code_hash: Mapped[str] = mapped_column(Sha256)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_count: Mapped[int] = mapped_column(default=0)
    spent_at: Mapped[datetime | None]
