"""Colleagues of the holder of a link: whom to ask for help with which sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from followup.errors import N_, Reason

COLLEAGUES_MOST = 20  # a default of this service, at the same time
INVITED_MOST = 60  # a default of this service, in all: each is a mail to an address that somebody outside has typed

IS_HOLDER = Reason("contributor.holder", N_("This is your own address. A colleague needs another one."))
HELPS_ALREADY = Reason("contributor.known", N_("This colleague has a link already. Change the sections instead."))
NO_SECTION = Reason("contributor.no_section", N_("Choose at least one section of this form."))
TOO_MANY = Reason("contributor.too_many", N_("No more than {most} colleagues can help at the same time."))
INVITED_OFTEN = Reason(
    "contributor.invited_often", N_("So many colleagues were invited that no more mails are sent. Ask the buyer.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContributor:
    """Whom the holder asks for help, and with what."""

    name: str
    email: str
    language: str
    sections: tuple[str, ...]


def chosen(sections: Sequence[str], known: Sequence[str]) -> list[str] | None:
    """Return the sections in the form's order; None when none was chosen, or one is not of this form."""
    wanted = set(sections)
    return [section for section in known if section in wanted] if wanted and wanted <= set(known) else None
