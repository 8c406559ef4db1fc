"""Texts about suppliers in each state in which one of their routes works."""

from __future__ import annotations

from typing import Any

from followup.domain.actors import Staff
from followup.models.contracts import Contract
from followup.models.organisations import Cooperation, Organisation
from followup.models.publications import Publication
from tests.builders import World
from tests.publications import Among, Publishing


def scene(
    world: World, region: Organisation, office: Organisation, cooperation: Cooperation, colleague: Staff
) -> dict[str, Any]:
    """A draft, one that was tested, one in review, one at the supplier's, one that it answered, and one that is out."""
    among = Among(region, office, cooperation, colleague)
    unwritten, draft, tested, reviewed, sent, answered, out = (Publishing(world, among=among) for _ in range(7))
    draft.write()
    tested.write().test()
    reviewed.write().test().submit()
    sent.write().test().submit().send()
    for one in (answered, out):
        one.write().test().submit().send().answer()
    light = out.publish()
    drafted, at_supplier = (Publication, draft.id), (Publication, sent.id)
    published = (Publication, out.id)
    return {
        "link_to_publish": sent.holder,
        "contact of a text": (None, reviewed.contact.public_id),
        "contract_id in publications.write": (Contract, unwritten.contract.public_id),
        "publication_id": at_supplier,
        "publication_id in publications.change": drafted,
        "publication_id in publications.test_secrecy": drafted,
        "publication_id in publications.drop": drafted,
        "publication_id in publications.submit": (Publication, tested.id),
        "publication_id in publications.return_to_draft": (Publication, reviewed.id),
        "publication_id in publications.send": (Publication, reviewed.id),
        "publication_id in light_publishing.publish": (Publication, answered.id),
        "publication_id in light_publishing.withdraw": published,
        "publication_id in light_publishing.take_down": published,
        "slug in public_lights.show": (None, light.slug),
        "slug in public_lights.edition_file": (None, light.slug),
        "slug in public_lights.supplier": (None, light.slug),
        "light_key": (None, light.key),
        "supplier_key": (None, light.key.partition("-")[0]),
        "edition in public_lights.show": (None, "1"),
        "edition in public_lights.edition_file": (None, "1"),
    }
