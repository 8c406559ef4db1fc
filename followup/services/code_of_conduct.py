"""Adopting a version of the terms, a criteria bank or a bank of forms: written once, refused when it differs later."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from followup.domain import code_of_conduct as values
from followup.domain.code_of_conduct import Part, VersionKind
from followup.domain.criteria import AdoptedCriterion, CriteriaBank
from followup.domain.forms import FormBank
from followup.domain.journal import CODE_ADOPTED
from followup.domain.plain_data import as_plain
from followup.errors import N_, Conflict, Reason
from followup.models.code_of_conduct import Clause, CodeVersion, Questionnaire
from followup.transaction import Transaction

EDITED = Reason(
    "code.edited",
    N_("Version {key} was adopted with other words. An adopted version is never edited: make a new version."),
)
EVERYWHERE = ""  # a bank belongs to no country
Adopted = values.CodeVersion | CriteriaBank | FormBank
AFTER_THE_TERMS = 1000  # in a contract the criteria stand behind the clauses of its standard terms


def adopt(tx: Transaction, version: values.CodeVersion) -> bool:
    """Store an adopted version with its clauses and questionnaires. Returns whether it was new.

    The words are never changed; the days in force may still be set later.

    Errors: Conflict("code.edited") when the key is known with other content.
    """
    if _is_known(tx, version):
        return False
    row = _store(tx, version, VersionKind.TERMS, version.country)
    for position, clause in enumerate(version.clauses, start=1):
        tx.add(
            Clause(
                code_version_id=row.id,
                key=clause.id,
                position=position,
                number=clause.number,
                title=as_plain(clause.title),
                obligation=as_plain(clause.obligation),
                areas=[str(area) for area in clause.areas],
                part=clause.part,
                level=clause.level,
                content=as_plain(clause),
            )
        )
    _keep_forms(tx, row, version.questionnaires)
    return True


def adopt_bank(tx: Transaction, bank: CriteriaBank) -> bool:
    """Store an adopted criteria bank, each criterion as a clause that a contract can take. Returns whether it was new.

    Errors: Conflict("code.edited") when the key is known with other content.
    """
    if _is_known(tx, bank):
        return False
    row = _store(tx, bank, VersionKind.CRITERIA, EVERYWHERE)
    for position, (group, criterion) in enumerate(bank.criteria, start=AFTER_THE_TERMS):
        tx.add(
            Clause(
                code_version_id=row.id,
                key=criterion.id,
                position=position,
                number="",
                title=as_plain(criterion.title),
                obligation=as_plain(criterion.text),
                areas=[str(area) for area in criterion.areas],
                part=Part.CRITERION,
                level=criterion.level,
                category=group.key,
                kind=criterion.kind,
                content=as_plain(AdoptedCriterion(criterion=criterion, bank_decision=bank.decision)),
            )
        )
    return True


def adopt_forms(tx: Transaction, bank: FormBank) -> bool:
    """Store an adopted bank of forms. Returns whether it was new.

    Errors: Conflict("code.edited") when the key is known with other content.
    """
    if _is_known(tx, bank):
        return False
    _keep_forms(tx, _store(tx, bank, VersionKind.FORMS, EVERYWHERE), bank.forms)
    return True


def _keep_forms(tx: Transaction, row: CodeVersion, forms: Iterable[values.Questionnaire]) -> None:
    for form in forms:
        tx.add(Questionnaire(code_version_id=row.id, key=form.key, title=as_plain(form.title), content=as_plain(form)))


def _is_known(tx: Transaction, adopted: Adopted) -> bool:
    """Return whether it is there already; its days in force are brought up to date.

    Errors: Conflict("code.edited").
    """
    known = tx.session.scalars(select(CodeVersion).where(CodeVersion.key == adopted.key)).one_or_none()
    if known is None:
        return False
    sha256 = values.fingerprint(adopted)
    if known.sha256 != sha256:
        raise Conflict(EDITED.but(key=adopted.key))
    if (known.in_force_from, known.in_force_to) != (adopted.in_force.from_on, adopted.in_force.until_on):
        known.in_force_from, known.in_force_to = adopted.in_force.from_on, adopted.in_force.until_on
        tx.journal(CODE_ADOPTED, known, key=adopted.key, sha256=sha256)
    return True


def _store(tx: Transaction, adopted: Adopted, kind: VersionKind, country: str) -> CodeVersion:
    sha256 = values.fingerprint(adopted)
    row = tx.add(
        CodeVersion(
            key=adopted.key,
            kind=kind,
            country=country,
            title=as_plain(adopted.title),
            in_force_from=adopted.in_force.from_on,
            in_force_to=adopted.in_force.until_on,
            content=as_plain(adopted),
            sha256=sha256,
        )
    )
    tx.journal(CODE_ADOPTED, row, key=adopted.key, sha256=sha256)
    return row
