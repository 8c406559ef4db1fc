"""Writing, changing and releasing the one text that all members lay before their councils."""

from __future__ import annotations

from followup.domain.case_texts import NewCaseText, check, check_draft
from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import CASE_TEXT_CHANGED, CASE_TEXT_RELEASED, CASE_TEXT_WRITTEN
from followup.models.funding import CaseText
from followup.models.organisations import Cooperation
from followup.transaction import Transaction


def write(tx: Transaction, cooperation_id: str, new: NewCaseText) -> CaseText:
    """Write a draft; only the secretariat sees it before it is released.

    Errors: Invalid by field.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    check(new)
    assert tx.actor.user_id is not None
    text = tx.add(
        CaseText(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            country=cooperation.country,
            title=new.title,
            year=new.year,
            rate_ore=new.rate_ore,
            sections=new.sections,
            proposal=list(new.points),
            is_released=False,
            written_by_id=tx.actor.user_id,
        )
    )
    tx.journal(CASE_TEXT_WRITTEN, text)
    return text


def change(tx: Transaction, case_text_id: str, new: NewCaseText, version: int | None) -> CaseText:
    """Change a draft.

    Errors: Invalid by field; Conflict("case_text.released").
    """
    text = tx.get(CaseText, case_text_id, to=Permission.FUNDING_CHANGE)
    check_draft(is_released=text.is_released)
    tx.check_version(text, version)
    check(new)
    wanted: dict[str, object] = {
        "title": new.title,
        "year": new.year,
        "rate_ore": new.rate_ore,
        "sections": new.sections,
        "proposal": list(new.points),
    }
    changed = [name for name, value in wanted.items() if getattr(text, name) != value]
    for name in changed:
        setattr(text, name, wanted[name])
    if changed:
        tx.journal(CASE_TEXT_CHANGED, text, fields=", ".join(changed))
    return text


def release(tx: Transaction, case_text_id: str, version: int | None) -> CaseText:
    """Release a draft to the members, as it stands and for good.

    Errors: Conflict("case_text.released").
    """
    text = tx.get(CaseText, case_text_id, to=Permission.FUNDING_CHANGE)
    check_draft(is_released=text.is_released)
    tx.check_version(text, version)
    text.is_released, text.released_at = True, tx.now
    tx.journal(CASE_TEXT_RELEASED, text)
    return text
