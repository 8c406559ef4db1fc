"""Lights on their way to the public: some published, one corrected, one withdrawn, one at the supplier's, one a draft.

Each supplier is taken as it stands on the day; a colour that nobody has on that day is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followup.demo.cast import Signed
from followup.domain.publication_gate import Standing
from followup.domain.publications import Checked, LegalBasis, NewPublication, SecrecyTest
from followup.domain.sharing import Light
from followup.models.contracts import Contract
from followup.models.publications import Publication
from followup.queries import assignments
from followup.queries.publications import Followed
from followup.schemas.risk import category
from followup.services import publication_checks, publications, published_lights

if TYPE_CHECKING:
    from followup.demo.story import Story

PUBLISHED, CORRECTED, WITHDRAWN = 35, 12, 8  # days before the last one
WANTED = (Light.GREEN, Light.YELLOW, Light.RED, Light.GREEN, Light.GREEN)
SAID = {
    Light.GREEN: ("Uppföljningen visade inga öppna avvikelser. (Påhittat.)", "Nästa uppföljning görs enligt planen."),
    Light.YELLOW: (
        "Leverantörens rutin för att bedöma risker omfattade inte alla led. Bristen rättas till. (Påhittat.)",
        "Leverantören visar den nya rutinen senast den dag som åtgärdsplanen anger.",
    ),
    Light.RED: (
        "En avvikelse om arbetstider har inte åtgärdats i tid. (Påhittat.)",
        "Regionen har begärt en ny åtgärdsplan och följer upp på plats.",
    ),
}
ANSWERS = {
    Light.GREEN: Checked(is_correct=True, answer="Uppgifterna stämmer. Vi är glada över uppföljningen."),
    Light.YELLOW: Checked(is_correct=True),
    Light.RED: Checked(is_correct=False, answer="Vi anser att bristen åtgärdades en månad tidigare än texten anger."),
}
WRONG = "Texten gällde en annan leverantör med nästan samma namn."


def schedule(story: Story) -> None:
    """Put the publishing, a correction and a withdrawal on their days."""
    made: list[tuple[Signed, str]] = []
    story.on(story.days_ago(PUBLISHED), lambda: made.extend(_publish_all(story)))
    story.on(story.days_ago(CORRECTED), lambda: _correct(story, made))
    story.on(story.days_ago(WITHDRAWN), lambda: _withdraw(story, made))


def light_up(story: Story) -> None:
    """Send one more text to its supplier, and leave another one a draft."""
    fresh = [(signed, stands) for signed, stands in _ready(story) if stands.light.light is Light.GREEN]
    for (signed, stands), is_sent in zip(fresh[-2:], (True, False), strict=False):
        _write(story, signed, stands.light.light, is_sent=is_sent)


def _publish_all(story: Story) -> Iterator[tuple[Signed, str]]:
    ready = list(_ready(story))
    for light in WANTED:
        found = next(((signed, stands) for signed, stands in ready if stands.light.light is light), None)
        if found is not None:
            ready.remove(found)
            yield found[0], _publish(story, found[0], light)


def _ready(story: Story) -> Iterator[tuple[Signed, Standing]]:
    """Yield the regions' contracts about whose suppliers something can be published today, each supplier once."""
    seen: set[tuple[int, str | None]] = set()
    for signed in story.signed.values():
        if signed.team.organisation.id not in {region.id for region in story.regions.members.values()}:
            continue
        with story.runtime.transaction(signed.team.manager, read_only=True) as tx:
            contract = tx.follow(Contract, signed.contract_key)
            stands = publications.standing(
                tx, Followed(contract.organisation_id, contract.supplier_id, contract.category)
            )
            has_contact = bool(assignments.contacts(tx.session, contract.supplier_id))
        key = (contract.supplier_id, contract.category)
        if key not in seen and has_contact and _is_ready(stands):
            seen.add(key)
            yield signed, stands


def _is_ready(stands: Standing) -> bool:
    still = [deviation for deviation in stands.deviations if deviation.closed_on is None]
    dated = all(deviation.plan_accepted_on for deviation in still)
    return stands.done_on is not None and not stands.is_disputed and (dated or stands.light.light is Light.RED)


def _write(story: Story, signed: Signed, light: Light, *, is_sent: bool = True) -> str:
    """Write a text and take it to the supplier. Returns its public id."""
    manager, (found, onward) = signed.team.manager, SAID[light]
    with story.runtime.transaction(manager) as tx:
        new = NewPublication(text_sv=found, next_step_sv=onward, cooperation_id=story.regions.cooperation.public_id)
        text = publications.write(tx, signed.contract_id, new).public_id
    if is_sent:
        with story.runtime.transaction(manager) as tx:
            test = SecrecyTest(legal_basis=LegalBasis.CONTRACT_TERM, tested_on=tx.today, is_free=True)
            publications.pass_secrecy_test(tx, text, test)
        with story.runtime.transaction(manager) as tx:
            publications.submit(tx, text)
        with story.runtime.transaction(manager) as tx:
            publication_checks.send(tx, story.runtime.keys, text)
    return text


def _publish(story: Story, signed: Signed, light: Light) -> str:
    text = _write(story, signed, light)
    with story.runtime.transaction(signed.team.manager, read_only=True) as tx:
        publication = tx.get(Publication, text, to=publications.WRITE)
        sent = published_lights.newest(tx, publication)
    holder = story.acts.holder((sent.check.assignment_id if sent else None) or 0)
    with story.runtime.transaction(holder) as tx:
        publication_checks.answer(tx, ANSWERS[light])
    with story.runtime.transaction(story.publisher) as tx:
        group = category(publication.category)
        published_lights.publish(
            tx, text, None, is_considered=True, category_name=group.name if group else None, is_demonstration=True
        )
    return text


def _correct(story: Story, made: list[tuple[Signed, str]]) -> None:
    """Publish the first supplier anew, as it stands now: a new edition at the same address."""
    for signed, stands in _ready(story):
        if made and signed is made[0][0]:
            made[0] = (signed, _publish(story, signed, stands.light.light))
            return


def _withdraw(story: Story, made: list[tuple[Signed, str]]) -> None:
    """Withdraw the last one published."""
    if len(made) > 1:
        with story.runtime.transaction(story.publisher) as tx:
            published_lights.withdraw(tx, made[-1][1], WRONG)
