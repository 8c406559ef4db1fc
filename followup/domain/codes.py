"""Stored codes that carry their English label, so that a code and its text cannot drift apart."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Coded(StrEnum):
    """A string enum whose members are `(code, N_("English label"))`."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        """Return the member: the code itself, with its label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the member with this code.

        Errors: KeyError.
        """
        return {member.value: member for member in cls}[code]
