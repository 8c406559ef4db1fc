"""What an incident's page draws: the way from site to organisations, the answers so far, what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.documents.charts import Chart, Series, Svg, bars
from followup.documents.trees import Node, Tree, drawn
from followup.domain.incident_reach import Reach
from followup.domain.incidents import PartyStatus, QuestionStatus, standing_of, tally
from followup.i18n import country, day, gettext, ngettext
from followup.models.incidents import Incident
from followup.queries.rows import AnyRow


def tree(reach: Reach, parties: Sequence[AnyRow], incident: Incident, supplier: str) -> Svg | None:
    """Return the way from the site (or the supplier that was named) to the organisations, where there is one."""
    if not reach.ties:
        return None
    open_keys = {party.organisation_id for party in parties if party.status is PartyStatus.INFORMED}
    branches = [
        Node(
            name=ties[0].supplier,
            note=gettext("{n} of {all} organisations", n=len(ties), all=reach.member_count),
            below=[
                Node(
                    name=tie.organisation.name,
                    note=ngettext("{n} contract", "{n} contracts", tie.contract_count),
                    is_hollow=tie.organisation.key in open_keys,
                )
                for tie in ties
            ],
        )
        for ties in reach.through()
    ]
    place = country(incident.site_country) if incident.site_country else ""
    root = Node(name=incident.site or supplier, note=place, below=branches)
    summary = gettext(
        "The incident reaches {n} of {all} organisations. The table below says the same.",
        n=len(reach.organisations),
        all=reach.member_count,
    )
    title = (
        gettext("From the site to the organisations")
        if incident.site
        else gettext("From the supplier to the organisations")
    )
    return drawn(Tree(id="reach", title=title, summary=summary, root=root))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many suppliers answered what, as a chart and its picture."""

    chart: Chart
    picture: Svg
    answered: int
    total: int


def progress(questions: Sequence[AnyRow], today: date) -> Progress | None:
    """Return how far the answers have come, where anything is asked."""
    if not questions:
        return None
    counts = tally((standing_of(row.status, row.due_on, today), row.answer) for row in questions)
    answered = sum(row.answer is not None for row in questions)
    chart = Chart(
        id="answers",
        title=gettext("What the suppliers answered"),
        summary=gettext("{n} of {all} suppliers have answered.", n=answered, all=len(questions)),
        category_name=gettext("Answer"),
        categories=[gettext(code.label) for code, _ in counts],
        series=[Series(name=gettext("Suppliers"), values=[count for _, count in counts])],
    )
    return Progress(chart=chart, picture=bars(chart), answered=answered, total=len(questions))


def events(incident: Incident, parties: Sequence[AnyRow], questions: Sequence[AnyRow]) -> list[tuple[str, str, str]]:
    """Return what happened when and who it was, the latest first, out of what the cooperation shares."""
    found = [(incident.reported_on, gettext("Reported: {source}", source=incident.source), "")]
    found.append((incident.opened_at.date(), gettext("Incident opened"), ""))
    for party in parties:
        if party.stance is not None:
            found.append((party.decided_on, gettext(party.stance.label), party.name))
    for row in questions:
        if row.answered_on is not None:
            what = gettext("{supplier}: {answer}", supplier=row.supplier_name, answer=gettext(row.answer.label))
            found.append((row.answered_on, what, row.asker_name))
        elif row.status is QuestionStatus.UNANSWERED:
            found.append(
                (row.due_on, gettext("{supplier} did not answer in time", supplier=row.supplier_name), row.asker_name)
            )
    if incident.closed_at is not None:
        found.append((incident.closed_at.date(), gettext("Closed with what was found"), ""))
    ordered = sorted(enumerate(found), key=lambda entry: (entry[1][0], entry[0]), reverse=True)
    return [(day(on), what, who) for _, (on, what, who) in ordered]
