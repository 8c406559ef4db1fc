"""The forms that can be sent: those of the standard terms, the bank of forms, and one's own questions behind both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.code_of_conduct import Questionnaire, VersionKind
from followup.domain.forms import SHORT, FormBank, fitted, guided, with_own
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import FORM
from followup.errors import NotFound
from followup.models.code_of_conduct import CodeVersion
from followup.models.code_of_conduct import Questionnaire as StoredQuestionnaire
from followup.models.own_questions import OwnQuestion
from followup.queries import own_questions
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Terms:
    """The form of one version of the standard terms, and the country that the version is for."""

    form: Questionnaire
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The forms within reach; the same form about the same clauses is made once.

    Shape: `terms` by the key of the version; `bank_id` is the key of the bank's version.
    """

    terms: Mapping[int, Terms]
    bank: FormBank | None = None
    bank_id: int | None = None
    own: Sequence[OwnQuestion] = ()
    made: dict[tuple[str, int | None, frozenset[str]], Questionnaire] = field(default_factory=dict)

    def there(self, version_id: int | None) -> tuple[str, ...]:
        """Return the forms that can be sent about a contract with these terms; the short one is Norwegian."""
        terms = self.terms.get(version_id or 0)
        of_bank = [form.key for form in self.bank.forms] if self.bank else []
        if terms is None or terms.country != "NO":
            of_bank = [key for key in of_bank if key != SHORT]
        return (*([FORM] if terms else []), *of_bank)

    def form(self, key: str, version_id: int | None, bound: Collection[str]) -> Questionnaire | None:
        """Return a form as it is sent about a contract in which these clauses bind, or None where it is not there."""
        if key not in self.there(version_id):
            return None
        place = (key, version_id, frozenset(bound))
        if place not in self.made:
            self.made[place] = self._make(key, version_id, bound)
        return self.made[place]

    def _make(self, key: str, version_id: int | None, bound: Collection[str]) -> Questionnaire:
        here = self.bank.forms if self.bank else ()
        whole = self.terms[version_id or 0].form if key == FORM else next(form for form in here if form.key == key)
        return self.complete(fitted(whole, bound))

    def complete(self, form: Questionnaire) -> Questionnaire:
        """Return the form with the bank's guides and with one's own questions; one without questions stays so."""
        if not form.questions:
            return form
        own = [own_questions.question_of(row) for row in self.own if not row.forms or form.key in row.forms]
        return with_own(guided(form, self.bank.guides if self.bank else ()), own)


def listed(session: Session, today: date) -> Sequence[AnyRow]:
    """Return every form of the adopted terms and of the banks of forms in force.

    Shape: version, version_title, country, kind, key, title, content.
    """
    rows = (
        select(
            CodeVersion.key.label("version"),
            CodeVersion.title.label("version_title"),
            CodeVersion.country,
            CodeVersion.kind,
            StoredQuestionnaire.key,
            StoredQuestionnaire.title,
            StoredQuestionnaire.content,
        )
        .join(CodeVersion, CodeVersion.id == StoredQuestionnaire.code_version_id)
        .where(or_(CodeVersion.in_force_to.is_(None), CodeVersion.in_force_to >= today))
        .order_by(CodeVersion.kind.desc(), CodeVersion.country, CodeVersion.key.desc(), StoredQuestionnaire.id)
    )
    return session.execute(rows).all()


def one(session: Session, version: str, form_key: str, today: date) -> Questionnaire:
    """Return a form as a supplier would be asked it about a contract in which every clause binds.

    Errors: NotFound.
    """
    content = session.scalars(
        select(StoredQuestionnaire.content)
        .join(CodeVersion, CodeVersion.id == StoredQuestionnaire.code_version_id)
        .where(CodeVersion.key == version, StoredQuestionnaire.key == form_key)
    ).one_or_none()
    if content is None:
        raise NotFound
    return shelf(session, (), today).complete(from_plain(Questionnaire, content))


def shelf(session: Session, version_ids: Collection[int | None], today: date) -> Shelf:
    """Return the forms within reach of contracts with these terms: three statements."""
    rows = session.execute(
        select(StoredQuestionnaire.code_version_id, StoredQuestionnaire.content, CodeVersion.country)
        .join(CodeVersion, CodeVersion.id == StoredQuestionnaire.code_version_id)
        .where(StoredQuestionnaire.code_version_id.in_({*version_ids} - {None}), StoredQuestionnaire.key == FORM)
    )
    terms = {row.code_version_id: Terms(from_plain(Questionnaire, row.content), row.country) for row in rows}
    held = bank_row(session, today)
    return Shelf(
        terms=terms,
        bank=bank_of(session, held) if held else None,
        bank_id=held.id if held else None,
        own=own_questions.asked(session),
    )


def bank_row(session: Session, today: date) -> AnyRow | None:
    """Return the bank of forms in force on the day, the newest one: id, key, sha256."""
    is_begun = or_(CodeVersion.in_force_from.is_(None), CodeVersion.in_force_from <= today)
    is_open = or_(CodeVersion.in_force_to.is_(None), CodeVersion.in_force_to >= today)
    kept = select(CodeVersion.id, CodeVersion.key, CodeVersion.sha256).where(CodeVersion.kind == VersionKind.FORMS)
    newest = kept.where(is_begun, is_open).order_by(CodeVersion.in_force_from.desc(), CodeVersion.id.desc())
    return session.execute(newest.limit(1)).one_or_none()


_READ: dict[str, FormBank] = {}  # by fingerprint: an adopted bank never changes, and is read once in a process


def bank_of(session: Session, row: AnyRow) -> FormBank:
    """Return the bank itself."""
    if row.sha256 not in _READ:
        content = session.scalars(select(CodeVersion.content).where(CodeVersion.id == row.id)).one()
        _READ[row.sha256] = from_plain(FormBank, content)
    return _READ[row.sha256]
