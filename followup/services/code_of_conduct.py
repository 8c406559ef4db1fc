"""Adopting a version of the code of conduct: written once, refused when it differs from what was adopted."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain import code_of_conduct as values
from followup.domain.journal import CODE_ADOPTED
from followup.domain.plain_data import as_plain
from followup.errors import N_, Conflict, Reason
from followup.models.code_of_conduct import Clause, CodeVersion, Questionnaire
from followup.transaction import Transaction

EDITED = Reason(
    "code.edited",
    N_("Version {key} was adopted with other words. An adopted version is never edited: make a new version."),
)


def adopt(tx: Transaction, version: values.CodeVersion) -> bool:
    """Store an adopted version with its clauses and questionnaires. Returns whether it was new.

    The words are never changed; the days in force may still be set later.

    Errors: Conflict("code.edited") when the key is known with other content.
    """
    sha256 = values.fingerprint(version)
    known = tx.session.scalars(select(CodeVersion).where(CodeVersion.key == version.key)).one_or_none()
    if known is not None:
        if known.sha256 != sha256:
            raise Conflict(EDITED.but(key=version.key))
        if (known.in_force_from, known.in_force_to) != (version.in_force.from_on, version.in_force.until_on):
            known.in_force_from, known.in_force_to = version.in_force.from_on, version.in_force.until_on
            tx.journal(CODE_ADOPTED, known, key=version.key, sha256=sha256)
        return False
    _store(tx, version, sha256)
    return True


def _store(tx: Transaction, version: values.CodeVersion, sha256: str) -> None:
    row = tx.add(
        CodeVersion(
            key=version.key,
            country=version.country,
            title=as_plain(version.title),
            in_force_from=version.in_force.from_on,
            in_force_to=version.in_force.until_on,
            content=values.as_data(version),
            sha256=sha256,
        )
    )
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
            )
        )
    for form in version.questionnaires:
        tx.add(Questionnaire(code_version_id=row.id, key=form.key, title=as_plain(form.title), content=as_plain(form)))
    tx.journal(CODE_ADOPTED, row, key=version.key, sha256=sha256)
