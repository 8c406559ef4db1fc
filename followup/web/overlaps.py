"""Asked twice: what several organisations plan to ask of the same supplier, and looking for it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from followup.documents.charts import Chart, Series
from followup.domain.code_of_conduct import Level
from followup.domain.overlaps import OfOrganisation, Share, by_organisation, highest, share_of
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.i18n import gettext
from followup.queries import overlaps as queries
from followup.schemas.joint_follow_ups import OverlapSchema
from followup.services import overlaps
from followup.services.overlaps import COORDINATOR
from followup.transaction import Transaction
from followup.web.endpoint import Room, see_other
from followup.web.security import runtime

room = Room("overlaps")
TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """What several organisations plan to ask of one supplier; the place only for those whom it concerns."""

    supplier_id: str
    supplier_name: str
    site: str | None
    kind: FollowUpKind
    year: int
    shares: tuple[Share, ...]
    cooperation_id: str
    joint_id: str | None
    is_led: bool

    @property
    def slots(self) -> int:
        """Return how many follow-ups are planned in all."""
        return sum(share.slots for share in self.shares)

    @property
    def first_due_on(self) -> date:
        """Return the first day on which one of them is due."""
        return min(share.first_due_on for share in self.shares)

    @property
    def level(self) -> Level | None:
        """Return the highest level that is asked for."""
        return highest(share.level for share in self.shares)

    def by_name(self, names: Mapping[str, str]) -> Twice:
        """Return it with the organisations in the order of their names."""
        return replace(self, shares=tuple(sorted(self.shares, key=lambda one: names.get(one.organisation, ""))))


def of_organisations(found: Sequence[Twice]) -> Sequence[OfOrganisation]:
    """Return each organisation's part, for who leads the cooperation; at sites the same ones would count again."""
    led = [one for one in found if one.is_led and one.site is None]
    return by_organisation((one.supplier_id, one.shares, one.joint_id is not None) for one in led)


def twice(tx: Transaction, *, supplier_id: int | None = None) -> Sequence[Twice]:
    """Return what was found in one's cooperations, of one supplier where its key is given."""
    own = getattr(tx.actor, "organisation_public_id", "")
    found = []
    for row in queries.listed(tx.session, supplier_id=supplier_id):
        shares = tuple(map(share_of, row.organisations))
        is_led = row.secretariat_id == tx.actor.organisation_id
        is_ours = is_led or any(share.organisation == own for share in shares)
        found.append(
            Twice(
                supplier_id=row.supplier_id,
                supplier_name=row.supplier_name,
                site=row.site if is_ours and row.site else None,
                kind=row.kind,
                year=row.year,
                shares=shares,
                cooperation_id=row.cooperation_id,
                joint_id=row.joint_id,
                is_led=is_led,
            )
        )
    return found


def chart_of(found: Sequence[Twice]) -> Chart:
    """Return per supplier how many follow-ups are planned, and how many would do."""
    asked: dict[str, tuple[int, int]] = {}
    for one in found:
        enough, planned = asked.get(one.supplier_name, (0, 0))
        asked[one.supplier_name] = (enough + 1, planned + one.slots)
    top = sorted(asked.items(), key=lambda item: (item[1][0] - item[1][1], item[0]))[:TOP]
    return Chart(
        id="asked-twice",
        title=gettext("Asked twice: follow-ups that several organisations plan at the same supplier"),
        summary=gettext(
            "The first part of each bar is what joint follow-ups would take, the second what they could spare."
        ),
        category_name=gettext("Supplier"),
        categories=[name for name, _ in top],
        series=[
            Series(name=gettext("Needed if done jointly"), values=[enough for _, (enough, _) in top]),
            Series(name=gettext("Could be spared"), values=[planned - enough for _, (enough, planned) in top]),
        ],
    )


@room.read("/overlaps", needs=Permission.JOINT_READ, gives=OverlapSchema, many=True)
def list_overlaps(tx: Transaction) -> Sequence[Twice]:
    """Return what several organisations plan to ask of the same supplier."""
    return twice(tx)


@room.action("/cooperations/<cooperation_id>/overlaps", needs=Permission.JOINT_SUGGEST)
def look_again(tx: Transaction, cooperation_id: str) -> Any:
    """Look for what is asked twice now instead of in the night; the plans are read by a transaction of their own."""
    with runtime().transaction(COORDINATOR, read_only=True) as everything:
        found = queries.found(everything.session, tx.today)
    overlaps.look_again(tx, cooperation_id, found)
    return see_other("joint_follow_ups.index", notice="looked_again")
