"""Colleagues of the holder of a link: inviting them to sections, changing these, and taking the link back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from followup.domain import contributors as rules
from followup.domain.assignments import same_address, token_hash
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.contributors import NewContributor
from followup.domain.ids import new_id
from followup.domain.link_journal import CONTRIBUTOR_CHANGED, CONTRIBUTOR_INVITED, CONTRIBUTOR_SENT_AGAIN
from followup.domain.link_messages import ColleagueInvitation
from followup.domain.permissions import Permission
from followup.domain.questionnaires import ALREADY_SENT, WITH_SUPPLIER
from followup.errors import Conflict, Invalid, NotFound
from followup.models.assignments import Assignment
from followup.models.contributors import Contributor
from followup.models.questionnaires import Invitation
from followup.queries.questionnaires import form_of
from followup.runtime import Keys
from followup.services import assignments
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction

DELEGATE = Permission.ASSIGNMENT_DELEGATE


def invite(tx: Transaction, keys: Keys, new: NewContributor) -> Contributor:
    """Give a colleague a narrower link of their own, to the sections named and nothing else, and mail it.

    Errors: CodeNeeded; Conflict when the answers were sent; Invalid at "email", "sections", or at all.
    Source: trust.md L8.
    """
    invitation = _mine(tx)
    sections = _sections(form_of(invitation), new.sections)
    holder = tx.follow(Assignment, invitation.assignment_id or 0)
    _check_address(tx, invitation, holder, new.email)
    public_id, nonce = new_id(Contributor.prefix), secrets.token_bytes(16)
    contributor = tx.add(
        Contributor(
            public_id=public_id,
            organisation_id=invitation.organisation_id,
            assignment_id=invitation.assignment_id,
            invitation_id=invitation.id,
            sections=sections,
            name=new.name,
            email=new.email,
            language=new.language,
            nonce=nonce,
            token_hash=token_hash(keys.new_token(public_id, 1, nonce)),
            invited_at=tx.now,
        )
    )
    tx.journal(CONTRIBUTOR_INVITED, contributor, count=len(sections))
    tx.post(_letter(contributor, holder, invitation, "first"), about=contributor)
    return contributor


def change(tx: Transaction, contributor_id: str, sections: Sequence[str], version: int | None = None) -> Contributor:
    """Give a colleague other sections; what was written stays.

    Errors: CodeNeeded; Conflict("stale"); Conflict when the answers were sent; Invalid at "sections".
    """
    contributor, invitation = _helping(tx, contributor_id), _mine(tx)
    tx.check_version(contributor, version)
    chosen = _sections(form_of(invitation), sections)
    if chosen != contributor.sections:
        contributor.sections = chosen
        tx.journal(CONTRIBUTOR_CHANGED, contributor, count=len(chosen))
    return contributor


def send_again(tx: Transaction, contributor_id: str) -> Contributor:
    """Mail a colleague the same link again, at most once a day.

    Errors: CodeNeeded; Conflict when the answers were sent.
    """
    contributor, invitation = _helping(tx, contributor_id), _mine(tx)
    holder = tx.follow(Assignment, invitation.assignment_id or 0)
    if tx.post(_letter(contributor, holder, invitation, str(tx.today)), about=contributor):
        tx.journal(CONTRIBUTOR_SENT_AGAIN, contributor)
    return contributor


def take_back(tx: Transaction, contributor_id: str) -> None:
    """End a colleague's link and its sessions at once; what was written stays. For the holder."""
    assignments.take_back(tx, tx.get(Contributor, contributor_id, to=DELEGATE))


def take_back_as_buyer(tx: Transaction, contributor_id: str) -> Contributor:
    """End a colleague's link and its sessions at once. For the buyer."""
    contributor = tx.get(Contributor, contributor_id, to=Permission.ASSIGNMENT_REISSUE)
    assignments.take_back(tx, contributor)
    return contributor


def _mine(tx: Transaction) -> Invitation:
    """Return the self-assessment behind the link in this session, held so that two tabs invite one after the other."""
    mine = select(Invitation).where(Invitation.assignment_id == tx.actor.assignment_id)
    invitation = tx.session.scalars(mine.with_for_update()).one_or_none()
    if invitation is None:
        raise NotFound
    tx.require(DELEGATE, invitation)
    require_confirmed(tx)
    if invitation.status not in WITH_SUPPLIER:
        raise Conflict(ALREADY_SENT)
    return invitation


def _helping(tx: Transaction, contributor_id: str) -> Contributor:
    contributor = tx.get(Contributor, contributor_id, to=DELEGATE)
    if contributor.removed_at is not None:
        raise NotFound
    return contributor


def _sections(form: Questionnaire, sections: Sequence[str]) -> list[str]:
    chosen = rules.chosen(sections, [s.id for s in form.sections])
    if chosen is None:
        raise Invalid.at("sections", rules.NO_SECTION)
    return chosen


def _check_address(tx: Transaction, invitation: Invitation, holder: Assignment, email: str) -> None:
    if same_address(email, holder.recipient_email):
        raise Invalid.at("email", rules.IS_HOLDER)
    ever = tx.session.scalars(select(Contributor).where(Contributor.invitation_id == invitation.id)).all()
    helping = [c for c in ever if c.removed_at is None]
    if any(same_address(email, c.email) for c in helping):
        raise Invalid.at("email", rules.HELPS_ALREADY)
    if len(helping) >= rules.COLLEAGUES_MOST:
        raise Invalid.at("", rules.TOO_MANY.but(most=rules.COLLEAGUES_MOST))
    if len(ever) >= rules.INVITED_MOST:
        raise Invalid.at("", rules.INVITED_OFTEN)


def _letter(contributor: Contributor, holder: Assignment, invitation: Invitation, once: str) -> ColleagueInvitation:
    form, language = form_of(invitation), contributor.language
    return ColleagueInvitation(
        recipient_address=contributor.email,
        recipient_name=contributor.name,
        locale=language,
        dedupe_key=f"colleague:{contributor.public_id}:{once}",
        thread=contributor.public_id,
        reply_to_name=holder.recipient_name,
        reply_to_address=holder.recipient_email,
        buyer_name=holder.buyer_name,
        supplier_name=holder.supplier_name,
        contract_title=holder.contract_title,
        contract_number=holder.contract_number,
        contributor_id=contributor.public_id,
        questionnaire_title=form.title.to(language),
        section_titles=tuple(s.title.to(language) for s in form.sections if s.id in contributor.sections),
        due_on=invitation.due_on,
    )
