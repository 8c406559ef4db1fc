"""Texts about suppliers on their way to the public: the owner's steps from draft to sending, and what is left."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.domain.publications import (
    OUT,
    UNDER_WAY,
    VOIDED,
    LightText,
    NewPublication,
    PublicationFilter,
    PublicationStatus,
    SecrecyTest,
)
from followup.domain.sharing import NOT_TWO, Light
from followup.errors import Conflict, Reason
from followup.models.contracts import Contract
from followup.models.publications import Publication
from followup.queries import assignments as links
from followup.queries import journal
from followup.queries import publication_checks as checking
from followup.queries import publications as queries
from followup.queries.paging import Page
from followup.queries.publication_checks import Sent
from followup.queries.publications import Followed
from followup.queries.rows import AnyRow
from followup.schemas.publications import (
    LightTextSchema,
    ListedPublicationSchema,
    NewPublicationSchema,
    PublicationFilterSchema,
    PublicationSchema,
    PublicationTestSchema,
    SendPublicationSchema,
)
from followup.schemas.risk import category_name
from followup.services import publication_checks, published_lights
from followup.services import publications as services
from followup.transaction import Transaction
from followup.web.document_requests import mail_name
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime

room = Room("publications")
READ, WRITE = Permission.PUBLICATION_READ, Permission.PUBLICATION_WRITE
_ONE = "/publications/<publication_id>"


@room.page("/publications", needs=READ, query=PublicationFilterSchema)
def index(tx: Transaction, query: PublicationFilter) -> dict[str, Any]:
    """Return one's own texts, and as a secretariat those that were sent to suppliers."""
    return {
        "found": queries.listed(tx.session, query),
        "query": query,
        "filter": Form(PublicationFilterSchema, {"status": query.status}),
        "category_name": category_name,
    }


@room.read("/publications", needs=READ, gives=ListedPublicationSchema, many=True, query=PublicationFilterSchema)
def list_publications(tx: Transaction, query: PublicationFilter) -> Page[AnyRow]:
    """Return one's own texts, and as a secretariat those that were sent to suppliers."""
    return queries.listed(tx.session, query)


@room.page(_ONE, needs=READ)
def show(tx: Transaction, publication_id: str) -> dict[str, Any]:
    """Return one text, what the supplier says of it, and what stands in the way of publishing it."""
    publication = tx.get(Publication, publication_id, to=READ)
    checks = checking.checks(tx.session, publication.id)
    check = checks[0].check if checks else None
    about = queries.around(tx.session, publication)
    link = checking.link_of(tx.session, check)
    ids = [sent.check.public_id for sent in checks]
    return {
        "publication": publication,
        "about": about,
        "check": check,
        "is_mine": publication.organisation_id == tx.actor.organisation_id,
        "problems": _problems(tx, publication, checks[0] if checks else None, about.country),
        "link": link,
        "mails": links.mails(tx.session, [*ids, link.public_id]) if link else (),
        "history": journal.history(tx.session, [publication.public_id, *ids]),
        "category_name": category_name,
        "mail_name": mail_name,
        "under_way": UNDER_WAY,
        "on": tx.today,
    }


def _problems(tx: Transaction, publication: Publication, sent: Sent | None, country: str) -> list[Reason]:
    """Return what stands in the way now; whether two persons take part is seen when the second one publishes."""
    if publication.status in OUT or publication.status is PublicationStatus.DROPPED:
        return []
    found = published_lights.problems(tx, publication, sent, country)
    leads = publication.secretariat_id == tx.actor.organisation_id
    return [reason for reason in found if leads or reason is not NOT_TWO]


@room.read(_ONE, needs=READ, gives=PublicationSchema)
def get_publication(tx: Transaction, publication_id: str) -> dict[str, Any]:
    """Return one text, and what stands in the way of publishing it."""
    publication = tx.get(Publication, publication_id, to=READ)
    sent = published_lights.newest(tx, publication)
    check = sent.check if sent else None
    about = queries.around(tx.session, publication)
    own = ("followed_up_on", "remedied_on", "plan_on", "text", "next_step", "legal_basis", "secrecy_tested_on")
    return {
        **about._mapping,
        **{name: getattr(publication, name) for name in own},
        "sent_on": check.sent_on if check else None,
        "due_on": check.due_on if check else None,
        "is_correct": check.is_correct if check else None,
        "reply": publication.reply or (check.answer if check else None),
        "problems": [reason.code for reason in _problems(tx, publication, sent, about.country)],
    }


def _write_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=WRITE)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    offered = queries.cooperations(tx.session, tx.actor)
    stands = services.standing(tx, Followed(contract.organisation_id, contract.supplier_id, contract.category))
    return Shown(
        data={"cooperation_id": offered[0][0] if offered else None},
        choices={"cooperation_id": offered},
        context={
            "contract": contract,
            "supplier_name": links.parties(tx.session, contract).supplier_name,
            "stands": stands,
            "may": stands.light.light is not Light.GREY and bool(offered),
            "category_name": category_name,
        },
    )


@room.form(
    "/contracts/<contract_id>/publications/new",
    needs=WRITE,
    takes=NewPublicationSchema,
    template="publications/write.html",
    shows=_write_form,
)
def write(tx: Transaction, new: NewPublication, contract_id: str) -> Any:
    """Begin a text about a contract's supplier, or a correction of the one that is published."""
    made = services.write(tx, contract_id, new)
    return see_other("publications.show", publication_id=made.public_id, notice="saved")


def _shown(tx: Transaction, publication_id: str, **data: Any) -> Shown:
    publication = tx.get(Publication, publication_id, to=WRITE)
    context = {
        "publication": publication,
        "about": queries.around(tx.session, publication),
        "category_name": category_name,
    }
    return Shown(data=data, version=publication.version, context=context)


def _change_form(tx: Transaction, publication_id: str) -> Shown:
    publication = tx.get(Publication, publication_id, to=WRITE)
    texts = {
        f"{name}_{language}": getattr(publication, name).get(language, "")
        for name in ("text", "next_step")
        for language in ("sv", "nb", "en")
    }
    return _shown(tx, publication_id, **texts)


@room.form(
    f"{_ONE}/change",
    needs=WRITE,
    takes=LightTextSchema,
    template="publications/change.html",
    shows=_change_form,
    versioned=True,
)
def change(tx: Transaction, new: LightText, publication_id: str, version: int | None) -> Any:
    """Change a draft."""
    services.change(tx, publication_id, new, version)
    return see_other("publications.show", publication_id=publication_id, notice="saved")


def _test_form(tx: Transaction, publication_id: str) -> Shown:
    return _shown(tx, publication_id, tested_on=tx.today)


@room.form(
    f"{_ONE}/secrecy-test",
    needs=WRITE,
    takes=PublicationTestSchema,
    template="publications/secrecy_test.html",
    shows=_test_form,
    versioned=True,
)
def test_secrecy(tx: Transaction, test: SecrecyTest, publication_id: str, version: int | None) -> Any:
    """Record that a draft was tested for secrecy."""
    services.pass_secrecy_test(tx, publication_id, test, version)
    return see_other("publications.show", publication_id=publication_id, notice="saved")


@room.action(f"{_ONE}/submit", needs=WRITE, versioned=True)
def submit(tx: Transaction, publication_id: str, version: int | None) -> Any:
    """Hand a draft in for review."""
    services.submit(tx, publication_id, version)
    return see_other("publications.show", publication_id=publication_id, notice="saved")


@room.action(f"{_ONE}/return", needs=WRITE, versioned=True)
def return_to_draft(tx: Transaction, publication_id: str, version: int | None) -> Any:
    """Return a text from review to its draft."""
    services.return_to_draft(tx, publication_id, version)
    return see_other("publications.show", publication_id=publication_id, notice="saved")


def _send_form(tx: Transaction, publication_id: str) -> Shown:
    publication = tx.get(Publication, publication_id, to=WRITE)
    people = [
        (row.public_id, f"{row.name}, {row.email}") for row in links.contacts(tx.session, publication.supplier_id)
    ]
    shown = _shown(tx, publication_id, contact_id=people[0][0] if people else None)
    return Shown(
        data=shown.data,
        choices={"contact_id": people},
        version=shown.version,
        context={**shown.context, "people": people},
    )


@room.form(
    f"{_ONE}/send",
    needs=WRITE,
    takes=SendPublicationSchema,
    template="publications/send.html",
    shows=_send_form,
    versioned=True,
)
def send(tx: Transaction, contact_id: str, publication_id: str, version: int | None) -> Any:
    """Send a reviewed text to the supplier for a check of its facts."""
    publication_checks.send(tx, runtime().keys, publication_id, contact_id=contact_id, version=version)
    return see_other("publications.show", publication_id=publication_id, notice="sent")


@room.action(f"{_ONE}/take-back", needs=WRITE, versioned=True)
def take_back(tx: Transaction, publication_id: str, version: int | None) -> Any:
    """Take a text back from the supplier to change it."""
    publication_checks.take_back(tx, publication_id, version)
    return see_other("publications.show", publication_id=publication_id, notice="taken_back_text")


@room.action(f"{_ONE}/returned-mail", needs=WRITE, versioned=True)
def note_return(tx: Transaction, publication_id: str, version: int | None) -> Any:
    """Note that the mail to the supplier came back."""
    publication_checks.note_return(tx, publication_id, version)
    return see_other("publications.show", publication_id=publication_id, notice="mail_came_back")


@room.action(f"{_ONE}/drop", needs=WRITE, versioned=True)
def drop(tx: Transaction, publication_id: str, version: int | None) -> Any:
    """Give a text up before it is published."""
    publication_checks.drop(tx, publication_id, version)
    return see_other("publications.show", publication_id=publication_id, notice="text_dropped")
