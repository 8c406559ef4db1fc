"""Other forms than the self-assessment: a question of one's own, a request for traceability, a control of pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.code_of_conduct import QuestionKind
from followup.domain.follow_ups import FollowUpStatus, NewFollowUp
from followup.domain.own_questions import NewOwnQuestion
from followup.domain.schedule import FollowUpKind
from followup.models.follow_ups import FollowUp
from followup.services import follow_ups, own_questions

if TYPE_CHECKING:
    from followup.demo.story import Story
    from followup.models.questionnaires import Invitation

OWN_DAYS_AGO, TRACED_DAYS_AGO, CONTROLLED_DAYS_AGO = 58, 57, 12
TRAVEL = NewOwnQuestion(
    kind=QuestionKind.ONE_OF,
    text={
        "en": "How do the goods travel the last stretch to our store? (invented question)",
        "sv": "Hur går varorna sista sträckan till vårt förråd? (påhittad fråga)",
        "nb": "Hvordan går varene siste strekning til lageret vårt? (oppdiktet spørsmål)",
    },
    options={
        "en": ["By electric vehicle", "By another vehicle", "By train and vehicle"],
        "sv": ["Med elfordon", "Med annat fordon", "Med tåg och fordon"],
        "nb": ["Med elbil", "Med annet kjøretøy", "Med tog og kjøretøy"],
    },
)


def schedule(story: Story) -> None:
    """Put the days on which other forms are sent."""
    story.on(story.days_ago(OWN_DAYS_AGO), lambda: _ask_more(story))
    story.on(story.days_ago(TRACED_DAYS_AGO), lambda: _trace(story))
    story.on(story.days_ago(CONTROLLED_DAYS_AGO), lambda: _control(story))


def _ask_more(story: Story) -> None:
    with story.runtime.transaction(story.team_of("23").manager) as tx:
        own_questions.add(tx, TRAVEL)


def _control(story: Story) -> None:
    """Send the self-report on pay and working conditions, which waits for the supplier."""
    _send(story, "3401", FollowUpKind.PAY_CONTROL)


def _trace(story: Story) -> None:
    """Ask where the goods are made, and get an answer to assess."""
    sent = _send(story, "23", FollowUpKind.TRACEABILITY)

    def answer() -> None:
        story.acts.fill(sent, weak=False)
        story.acts.submit(sent)

    story.after(20, answer)


def _send(story: Story, code: str, kind: FollowUpKind) -> Invitation:
    """Send the form of this kind about the contract that was signed first: by its own plan, or else added by hand."""
    team = story.team_of(code)
    about = next(one for one in story.signed.values() if one.team is team)
    planned = select(FollowUp).where(
        FollowUp.contract_id == about.contract_key, FollowUp.kind == kind, FollowUp.status == FollowUpStatus.PLANNED
    )
    with story.runtime.transaction(team.manager) as tx:
        found = tx.session.scalars(planned).first()
        follow_up = found or follow_ups.add(tx, about.contract_id, NewFollowUp(kind=kind, due_on=tx.today))
    story.met.add(follow_up.id)
    return story.acts.send(team.manager, follow_up.public_id)
