"""The history of one thing and of what hangs on it, newest first, as sentences in the language in force."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.actors import Role
from followup.domain.assignments import AssignmentKind
from followup.domain.audits import AuditPart
from followup.domain.certificates import CertificateKind
from followup.domain.charges import Activity, ChargeKind, SplitKey
from followup.domain.codes import Coded
from followup.domain.cooperation_bodies import BodyKind, Outcome, SeatPart
from followup.domain.deviations import Severity
from followup.domain.evidence import ScanState
from followup.domain.ids import is_id
from followup.domain.incidents import SiteUse, Stance
from followup.domain.joint_documents import DocumentKind
from followup.domain.journal import CRITERION_BOUND, CRITERION_TAKEN_OUT, EVENTS, FIELDS, Event, Origin
from followup.domain.messages import KINDS
from followup.domain.risk import RiskClass
from followup.domain.sanctions import AlertStance, LetterKind, Rung
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.i18n import country, gettext, language, shown
from followup.models.contributors import Contributor
from followup.models.journal import JournalEntry
from followup.models.users import User
from followup.queries import contributors, guests
from followup.queries.criteria import criterion_titles
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history: when, what in words, and who."""

    at: datetime
    text: str
    actor: str
    name: str | None


def history(
    session: Session, public_ids: Iterable[str], *, most: int = 50, without: Collection[Event] = ()
) -> Sequence[Happened]:
    """Return what happened to these things, newest first; `without` leaves out what would only be noise."""
    rows = session.execute(
        select(JournalEntry.at, JournalEntry.event, JournalEntry.facts, JournalEntry.actor, User.name)
        .outerjoin(User, User.public_id == JournalEntry.actor)
        .where(JournalEntry.subject_id.in_(list(public_ids)))
        .where(JournalEntry.event.not_in([event.name for event in without]))
        .order_by(JournalEntry.id.desc())
        .limit(most)
    ).all()
    known = _names(session, rows) | _titles(session, rows)
    return [
        Happened(row.at, _sentence(row.event, row.facts, known), row.actor, row.name or known.get(row.actor))
        for row in rows
    ]


def _names(session: Session, rows: Sequence[AnyRow]) -> dict[str, str]:
    """Return the names of those whom the entries name by id, and of those who acted and belong elsewhere."""
    wanted = {row.actor for row in rows if row.name is None and is_id(row.actor, User.prefix)}
    wanted |= {str(row.facts[name]) for row in rows for name in _PERSONS if row.facts.get(name)}
    colleagues = {row.actor for row in rows if is_id(row.actor, Contributor.prefix)}
    return dict(guests.names(session, wanted)) | contributors.names(session, colleagues)


def _titles(session: Session, rows: Sequence[AnyRow]) -> dict[str, str]:
    """Return the titles of the criteria whose keys the entries hold, in the language in force."""
    keys = {str(row.facts["key"]) for row in rows if row.event in _OF_CRITERIA}
    titles = criterion_titles(session, keys) if keys else {}
    return {key: title.get(language()) or title.get("en", key) for key, title in titles.items()}


def _sentence(event: str, facts: Mapping[str, object], known: Mapping[str, str]) -> str:
    found = EVENTS.get(event)
    if found is None:
        return event
    own = {name: f"{found.noun}.{name}" for name in facts}  # where a noun has words of its own for a fact
    return gettext(
        found.label,
        **{name: _said(own[name] if own[name] in _WORDS else name, value, known) for name, value in facts.items()},
    )


def _said(name: str, value: object, known: Mapping[str, str]) -> str:
    """Return a stored fact as a person says it: codes as their labels, days as days, ids as names."""
    if value is None or value == "":
        return "–"
    text = str(value)
    if name in (*_PERSONS, "key"):
        return known.get(text, text)
    if name in _WORDS:
        return _WORDS[name](text)
    if name.endswith("_on") or name in ("on", "valid_from", "valid_to", "valid_until"):
        return shown(date.fromisoformat(text))
    return text if name in ("year", "number", "receipt") else shown(value)


def _one_of(*codes: type[Coded]) -> Callable[[str], str]:
    labels = {str(member): member.label for kind in codes for member in kind}
    labels |= {kind: message.label for kind, message in KINDS.items()} if FollowUpKind in codes else {}
    return lambda text: gettext(labels.get(text, text))


def _each(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: ", ".join(gettext(labels.get(part, part)) for part in text.split(", "))


_PERSONS = ("from_user", "to_user")
_OF_CRITERIA = (CRITERION_BOUND.name, CRITERION_TAKEN_OUT.name)
_WORDS: Mapping[str, Callable[[str], str]] = {
    "severity": _one_of(Severity),
    "light": _one_of(Light),
    "stance": _one_of(Stance, AlertStance),
    "rung": _one_of(Rung),
    "answer": _one_of(SiteUse),
    "scan": _one_of(ScanState),
    "part": _one_of(AuditPart, SeatPart),
    "kind": _one_of(FollowUpKind, AssignmentKind, CertificateKind, LetterKind, ChargeKind, BodyKind),
    "document.kind": _one_of(DocumentKind),
    "outcome": _one_of(Outcome),
    "split": _one_of(SplitKey),
    "activity": _one_of(Activity),
    "origin": _one_of(Origin),
    "risk_class": lambda text: _one_of(RiskClass)(text.lower()),
    "proposed": lambda text: _one_of(RiskClass)(text.lower()),
    "roles": _each({str(role): role.label for role in Role}),
    "fields": _each(FIELDS),
    "country": country,
}
