"""What stands between a text about a supplier and the public: how the supplier stands, who is named, what was checked.

The gate itself is `sharing.publication_problems`; here is what it is asked with, and what it leaves out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.calendar import add_working_days, is_overdue
from followup.domain.publications import NEEDS_TEXT
from followup.domain.sharing import (
    CHECK_WORKING_DAYS,
    NO_DATED_PLAN,
    NO_SECRECY_TEST,
    NOT_FOLLOWED_UP,
    DeviationFacts,
    Light,
    PublicationFacts,
    TrafficLight,
    publication_problems,
    traffic_light,
)
from followup.errors import N_, Reason

LIGHT_CHANGED = Reason(
    "publication.light_changed",
    N_("The supplier's light is no longer the one in the text. Save the draft again, so that it says how it is now."),
)
LIGHT_CHANGED_SINCE = Reason(
    "publication.light_changed_since",
    N_("The supplier's light has changed since the supplier checked the text. Take it back and send it again."),
)
DISPUTED = Reason("publication.disputed", N_("The supplier disputes a deviation. Decide the dispute first."))
TEXT_CHANGED = Reason(
    "publication.text_changed", N_("The text is not the one that the supplier was sent. Take it back and send it.")
)
A_PERSON = Reason(
    "publication.a_person",
    N_("The supplier's number is a person's own identity number. Nothing may be published about a person."),
)
NAMES_SOMEBODY = Reason(
    "publication.names_somebody",
    N_(
        "Names of people and of suppliers behind the supplier, e-mail addresses and telephone numbers are never "
        "published. Take them out."
    ),
)

_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_TELEPHONE = re.compile(r"(?<![\w./-])(?:\+|00?)[1-9][0-9 ()-]{6,}[0-9]")
_SHORTEST = 4  # a shorter name is met by chance in any text
_KEY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a supplier stands in a category today, by the follow-ups of one organisation."""

    done_on: date | None
    deviations: tuple[DeviationFacts, ...]
    is_disputed: bool
    light: TrafficLight

    @property
    def plan_on(self) -> date | None:
        """Return, of a yellow light, by when all is to be remedied; of a red one, the first day that has passed."""
        still = [deviation for deviation in self.deviations if deviation.closed_on is None]
        if self.light.light is Light.RED:
            return min((_passed(d, self.light.as_of) for d in still if d.is_late(self.light.as_of)), default=None)
        return max((deviation.closure_due_on for deviation in still), default=None)


def _passed(deviation: DeviationFacts, today: date) -> date:
    if deviation.plan_submitted_on is None and is_overdue(deviation.plan_due_on, today):
        return deviation.plan_due_on
    return deviation.closure_due_on


def standing(done_on: date | None, deviations: Sequence[DeviationFacts], *, is_disputed: bool, today: date) -> Standing:
    """Return how the supplier stands today."""
    return Standing(
        done_on=done_on,
        deviations=tuple(deviations),
        is_disputed=is_disputed,
        light=traffic_light(done_on, deviations, today),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a text says of a supplier, for comparison: with how it stands, and with what the supplier was sent."""

    light: Light
    remedied_on: date | None
    text: Mapping[str, str]
    next_step: Mapping[str, str]


def text_problems(said: Said) -> tuple[Reason, ...]:
    """Return what is missing: a yellow or red light needs a description and a next step in the same language.

    Source: domain.md 7.4.
    """
    if said.light not in (Light.YELLOW, Light.RED) or set(said.text) & set(said.next_step):
        return ()
    return (NEEDS_TEXT,)


def sending_problems(said: Said, stands: Standing, secrecy_tested_on: date | None) -> tuple[Reason, ...]:
    """Return all that stands against handing a text in and sending it to the supplier."""
    undated = any(d.closed_on is None and d.plan_accepted_on is None for d in stands.deviations)
    against = (
        (stands.light.light is Light.GREY, NOT_FOLLOWED_UP),
        (not _is_so(said, stands), LIGHT_CHANGED),
        (stands.is_disputed, DISPUTED),
        (said.light is Light.YELLOW and undated, NO_DATED_PLAN),
        (secrecy_tested_on is None, NO_SECRECY_TEST),
    )
    return (*(reason for holds, reason in against if holds), *text_problems(said))


def publishing_problems(
    facts: PublicationFacts, said: Said, sent: Said | None, stands: Standing, today: date
) -> tuple[Reason, ...]:
    """Return all that stands against showing a text to the public; `sent` is what the supplier was sent.

    Source: trust.md P1 and P3.
    """
    against = (
        (not _is_so(said, stands), LIGHT_CHANGED_SINCE),
        (stands.is_disputed, DISPUTED),
        (sent is not None and sent != said, TEXT_CHANGED),
    )
    return (*publication_problems(facts, today), *(reason for holds, reason in against if holds), *text_problems(said))


def _is_so(said: Said, stands: Standing) -> bool:
    return (said.light, said.remedied_on) == (stands.light.light, stands.light.remedied_on)


def check_until(sent_on: date, country: str) -> date:
    """Return the last day for the supplier's check of a text that reached it on this day."""
    return add_working_days(sent_on, CHECK_WORKING_DAYS, country)


def names_somebody(texts: Iterable[str], names: Iterable[str]) -> bool:
    """Return whether a text holds one of the names, an e-mail address or a telephone number.

    Source: trust.md P3; domain.md 1.6 for suppliers behind the supplier.
    """
    text = " ".join(texts)
    if _ADDRESS.search(text) or _TELEPHONE.search(text):
        return True
    told = [name.strip() for name in names if len(name.strip()) >= _SHORTEST]
    folded = text.casefold()
    return any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", folded) for name in told)


def address_key(supplier_id: str, organisation_id: str, category: str | None) -> str:
    """Return the part of a light's address that stays the same over its editions; it begins with the supplier's."""
    whose = hashlib.sha256(f"{organisation_id}\n{category or ''}".encode()).hexdigest()[:_KEY]
    return f"{supplier_key(supplier_id)}-{whose}"


def supplier_key(supplier_id: str) -> str:
    """Return the part of a light's address that is the supplier's."""
    return supplier_id.partition("_")[2]
