"""Delivers the outbox: claim a batch, render and send outside any transaction, settle each mail by itself."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.mail.deliver import Delivery, DeliveryFailure, PermanentFailure, ServerUnavailable
from followup.mail.render import blanked, render
from followup.models.assignments import Assignment
from followup.models.contributors import Contributor
from followup.models.link_codes import LinkCode
from followup.models.users import SignInLink
from followup.services import outbox
from followup.services.link_codes import code_again
from followup.services.outbox import Claimed

SERVICE = "followup"
UNSENDABLE = "the link was revoked, its key is gone, or the mail cannot be read"
UNREACHABLE = "the mail server cannot be reached"
MOST_REFUSALS = 5  # Source: trust.md F3, five connection failures open the circuit


def run(work: Work) -> None:
    """Send what is due, until nothing is."""
    if work.dry_run:
        with work.runtime.transaction(System(job="deliver_mail", everything=True)) as tx:
            work.counts["due"] = len(outbox.claim(tx, most=10_000))
            tx.abandon()
        return
    while True:
        with work.runtime.transaction(System(job="deliver_mail", everything=True)) as tx:
            mails = outbox.claim(tx)
        if not mails:
            return
        if not _send_batch(work, mails):
            return


def _send_batch(work: Work, mails: Sequence[Claimed]) -> bool:
    refusals = 0
    with work.mailer.batch() as delivery:
        for mail in mails:
            if refusals >= MOST_REFUSALS:
                _settle_failed(work, mail, answer=UNREACHABLE, permanent=False)
                continue
            refusals += _send(work, mail, delivery)
    return refusals < MOST_REFUSALS


def _send(work: Work, mail: Claimed, delivery: Delivery) -> int:
    """Send one mail and settle it. Returns 1 when the server itself was unavailable."""
    token = _token(work, mail)
    if mail.message is None or (mail.needs_link and token is None):
        _settle_failed(work, mail, answer=UNSENDABLE, permanent=True)
        return 0
    rendered = render(
        mail.message,
        home=work.runtime.base_url,
        service=SERVICE,
        link=_address(work, mail, token),
        code=token if isinstance(mail.link, LinkCode) else None,
        replies_to=mail.replies_to,
    )
    try:
        delivery.send(rendered, message_id=mail.public_id, dated_at=mail.created_at)
    except DeliveryFailure as failure:
        refused = isinstance(failure, PermanentFailure)
        answer = failure.answer or str(failure)
        _settle_failed(work, mail, answer=answer, permanent=refused, refused=refused, seen=str(failure))
        return int(isinstance(failure, ServerUnavailable))
    with work.runtime.transaction(_system(mail)) as tx:
        outbox.settle_sent(tx, mail, blanked(rendered.text, token) if token else rendered.text)
    work.counts["sent"] += 1
    return 0


def _settle_failed(
    work: Work, mail: Claimed, *, answer: str, permanent: bool, refused: bool = False, seen: str = ""
) -> None:
    """Settle a mail that did not leave; a server's answer may hold an address, so the run notes only `seen`."""
    with work.runtime.transaction(_system(mail)) as tx:
        given_up = outbox.settle_failed(tx, mail, answer=answer, permanent=permanent, refused=refused)
    work.counts["given up" if given_up else "again later"] += 1
    work.first_error = work.first_error or f"{mail.public_id}: {seen or answer}"


def _system(mail: Claimed) -> System:
    if mail.organisation_id is None:
        return System(job="deliver_mail", everything=True)
    return System(job="deliver_mail", organisation_id=mail.organisation_id)


def _token(work: Work, mail: Claimed) -> str | None:
    """Return the secret that the mail carries; None where it may carry none."""
    link, keys = mail.link, work.runtime.keys
    if isinstance(link, Assignment):
        if link.revoked_at is not None:
            return None
        return keys.token_again(link.public_id, link.generation, link.nonce, link.token_hash)
    if isinstance(link, Contributor):
        taken_back = link.removed_at is not None
        return None if taken_back else keys.token_again(link.public_id, 1, link.nonce, link.token_hash)
    if isinstance(link, LinkCode):
        return code_again(keys, link)
    return keys.token_again(link.public_id, 1, link.nonce, link.token_hash, purpose="sign_in") if link else None


def _address(work: Work, mail: Claimed, token: str | None) -> str | None:
    if token is None or isinstance(mail.link, LinkCode):
        return None
    return f"{work.runtime.base_url}/{'welcome' if isinstance(mail.link, SignInLink) else 's'}/{token}"
