"""What all events of the journal have in common, what changed fields are called, and how entries are chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from followup.domain.codes import Coded
from followup.errors import N_

Fact = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class Event:
    """A past fact: `noun.what_happened`, its sentence, and exactly which facts it carries."""

    name: str
    label: str
    facts: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """Return the noun the event is about."""
        return self.name.partition(".")[0]


class Origin(Coded):
    """Where a new thing came from."""

    FORM = "form", N_("by form")
    API = "api", N_("by API")
    SETUP = "setup", N_("when the service was set up")
    NOTICE = "notice", N_("from a contract notice")
    OCDS = "ocds", N_("from an OCDS release")
    EFORMS = "eforms", N_("from an eForms notice")
    WORKBOOK = "workbook", N_("from a spreadsheet")
    RENEWAL = "renewal", N_("as a renewal")
    DEMONSTRATION = "demonstration", N_("for the demonstration")


# What a change is called in a history: the column, and its name for people.
FIELDS: Mapping[str, str] = {
    "title": N_("title"),
    "number": N_("identifying number"),
    "case_number": N_("case number"),
    "starts_on": N_("first day"),
    "ends_on": N_("last day"),
    "signed_on": N_("day of signing"),
    "cpv": N_("CPV code"),
    "category": N_("category"),
    "value_minor": N_("value"),
    "currency": N_("currency"),
    "production_country": N_("country of production"),
    "production_town": N_("town of production"),
    "deputy_id": N_("deputy"),
    "lead_id": N_("leading organisation"),
    "is_framework": N_("framework agreement"),
    "framework_id": N_("framework agreement it is called off from"),
    "cpv_more": N_("additional CPV codes"),
    "unspsc": N_("UNSPSC code"),
    "strategic": N_("strategic procurement"),
    "notice_days": N_("notice period"),
    "criticality": N_("portfolio group"),
    "need": N_("need"),
    "unit": N_("unit"),
    "expert_group": N_("expert group"),
    "start_meeting_on": N_("day of the start meeting"),
    "potential": N_("potential per area"),
    "year": N_("year"),
    "manager_id": N_("contract manager"),
    "source": N_("what the notice says"),
    "name": N_("name"),
    "country": N_("country"),
    "town": N_("town"),
    "language": N_("language"),
    "wants_digest": N_("daily digest"),
    "pay_rules": N_("rules on pay and working conditions"),
    "status": N_("status"),
    "severity": N_("severity"),
    "description": N_("description"),
    "found_on": N_("day of finding"),
    "area": N_("area of the requirement"),
    "facts": N_("what is told"),
    "told_by": N_("source of what is told"),
    "reported_on": N_("day of the report"),
    "supplier_id": N_("supplier"),
    "site": N_("site"),
    "site_country": N_("country of the site"),
    "question": N_("question to the suppliers"),
    "contract_clause_id": N_("clause"),
    "asks_for_codes": N_("mailed codes for suppliers"),
    "penalty": N_("penalty"),
    "scope": N_("scope"),
    "site_id": N_("site"),
    "place": N_("place"),
    "purpose": N_("purpose"),
    "payer": N_("who pays"),
    "cost_minor": N_("cost"),
    "opening_note": N_("opening meeting"),
    "closing_note": N_("closing meeting"),
    "summary": N_("summary"),
    "internal_note": N_("internal note"),
    "email": N_("e-mail address"),
    "employer": N_("employer"),
    "user_id": N_("user"),
    "competences": N_("competences"),
    "competent_until": N_("day the competence ends"),
    "granted_minor": N_("amount granted"),
    "own_minor": N_("own share"),
    "holder": N_("who followed up"),
    "kind": N_("what was done"),
    "method": N_("method"),
    "done_on": N_("day of the follow-up"),
    "received_on": N_("day of receipt"),
    "code_version": N_("standard terms"),
    "level": N_("level of the clauses"),
    "light": N_("traffic light"),
    "critical_count": N_("critical deviations"),
    "major_count": N_("major deviations"),
    "minor_count": N_("minor deviations"),
    "areas": N_("outcome by area"),
    "days_per_year": N_("days a year"),
    "day_cost_minor": N_("cost a day"),
    "rate_ore": N_("rate"),
    "sections": N_("text of the sections"),
    "proposal": N_("proposal"),
    "role": N_("role"),
    "joined_on": N_("first day as a member"),
    "left_on": N_("last day as a member"),
    "topic": N_("topic"),
    "ended_on": N_("day it ended"),
    "valid_from": N_("first day"),
    "organisation_id": N_("organisation"),
    "matter": N_("matter"),
    "outcome": N_("outcome"),
    "decided_on": N_("day of the decision"),
    "body": N_("body that decided"),
    "amount_minor": N_("amount"),
    "document_id": N_("document"),
    "text": N_("text"),
    "content": N_("content"),
    "valid_months": N_("months before it is repeated"),
    "is_for_contacts": N_("meant for contact persons"),
    "held_on": N_("day of the meeting"),
    "agenda": N_("agenda"),
    "body_id": N_("group"),
    "minutes_id": N_("minutes of the meeting"),
    "objectives": N_("objectives"),
    "risks": N_("risks"),
    "resources": N_("resources"),
    "audit_days": N_("days of auditing"),
    "review": N_("review"),
    "reviewed_on": N_("day of the review"),
}

EVENTS: dict[str, Event] = {}


def declare(name: str, label: str, *facts: str) -> Event:
    """Enter an event; each name is declared once."""
    event = Event(name, label, facts)
    if name in EVENTS:
        raise ValueError(f"declared twice: {name}")
    EVENTS[name] = event
    return event


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"not a fact: {value!r}")


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def canonical(facts: Mapping[str, object]) -> str:
    """Return facts as JSON in one only possible form."""
    return _CANONICAL.encode(dict(facts))


def link_hash(previous: str, *, chain: int, seq: int, at: datetime, what: Mapping[str, Fact]) -> str:
    """Return the hash that ties an entry to the one before it.

    Source: trust.md A2: SHA-256(previous hash, canonical JSON).
    """
    body = canonical({**what, "chain": chain, "seq": seq, "at": at.isoformat()})
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
