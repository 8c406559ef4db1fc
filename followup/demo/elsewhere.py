"""Results from elsewhere: what invented buyers outside the cooperation found at the invented suppliers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FindingResult
from followup.domain.outside_results import NewOutsideResult, OutsideFacts
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.schemas.crosswalks import crosswalk
from followup.services import outside_results

if TYPE_CHECKING:
    from followup.demo.story import Story

_FOUND, _PARTLY, _NOT = FindingResult.FULFILLED, FindingResult.PARTLY, FindingResult.NOT_FULFILLED


def tell(story: Story) -> None:
    """Enter three: clause by clause under older and under Norwegian terms, and area by area."""
    manager, day = story.team_of("23").manager, story.today
    _enter(story, manager, "s01", _under_older_terms(day))
    _enter(story, story.coordinator, "s01", _under_norwegian_terms(day))
    _enter(story, manager, "s05", _area_by_area(day))


def _under_older_terms(day: date) -> OutsideFacts:
    found = {"risk_analysis": _PARTLY, "passing_on": _FOUND, "compliance": _PARTLY, "audit": _FOUND}
    return OutsideFacts(
        holder="En inköpscentral (påhittad)",
        kind=FollowUpKind.OFFICE_AUDIT,
        method="Kontorsrevision med intervjuer (påhittad)",
        done_on=day - timedelta(days=990),
        source="Revisionsrapport 7 (påhittad)",
        received_on=day - timedelta(days=200),
        code_version="se-2017",
        level=Level.ADVANCED,
        light=Light.YELLOW,
        critical_count=0,
        major_count=1,
        minor_count=2,
        clauses={f"se-2017/{clause}": result for clause, result in found.items()},
    )


def _under_norwegian_terms(day: date) -> OutsideFacts:
    found = {"embed": _FOUND, "identify": _FOUND, "prevent": _PARTLY, "track": _FOUND, "remedy": _NOT}
    return OutsideFacts(
        holder="Et innkjøpssamarbeid i nabolandet (oppdiktet)",
        kind=FollowUpKind.SELF_ASSESSMENT,
        method="Egenrapportering, vurdert av innkjøpere (oppdiktet)",
        done_on=day - timedelta(days=140),
        source="E-post fra samarbeidspartneren (oppdiktet)",
        received_on=day - timedelta(days=120),
        code_version="no-oecd6",
        level=Level.BASIC,
        clauses={f"no-oecd6/{clause}": result for clause, result in found.items()},
    )


def _area_by_area(day: date) -> OutsideFacts:
    return OutsideFacts(
        holder="En kommun utanför samarbetet (påhittad)",
        kind=FollowUpKind.DOCUMENT_REVIEW,
        method="Granskning av policy och leverantörslista (påhittad)",
        done_on=day - timedelta(days=60),
        source="Protokoll som kommunen skickade (påhittat)",
        received_on=day - timedelta(days=45),
        light=Light.GREEN,
        areas={"human_rights": _FOUND, "traceability": _PARTLY},
    )


def _enter(story: Story, who: Staff, supplier: str, facts: OutsideFacts) -> None:
    new = NewOutsideResult(supplier_id=story.suppliers[supplier][0].public_id, facts=facts)
    with story.runtime.transaction(who) as tx:
        outside_results.enter(tx, new, crosswalk())
