"""Events of the cooperation: responsibility, joint follow-ups, nominations and incidents."""

from __future__ import annotations

from followup.domain.event import declare
from followup.errors import N_

AREA_COORDINATOR_NAMED = declare(
    "cooperation.coordinator_named", N_("Coordinator of area {area} from {valid_from}"), "area", "valid_from"
)
AREA_COORDINATOR_ENDED = declare(
    "cooperation.coordinator_ended", N_("Coordinator of area {area} to {valid_to}"), "area", "valid_to"
)

CATEGORY_RELEASED = declare(
    "cooperation.category_released", N_("Category {category} no longer with area {area}"), "category", "area"
)
CATEGORY_PRIORITISED = declare(
    "cooperation.category_prioritised",
    N_("Category {category} prioritised from {valid_from}"),
    "category",
    "valid_from",
)
CATEGORY_PRIORITY_ENDED = declare(
    "cooperation.category_priority_ended",
    N_("Category {category} prioritised to {valid_to}"),
    "category",
    "valid_to",
)

AREAS_CHOSEN = declare(
    "cooperation.areas_chosen",
    N_("Areas chosen: {scheme} (animal welfare: {animal_welfare})"),
    "scheme",
    "animal_welfare",
)

JOINT_SUGGESTED = declare("joint.suggested", N_("Joint follow-up suggested (organisations: {count})"), "count")
JOINT_CHANGED = declare("joint.changed", N_("Joint follow-up changed: {fields}"), "fields")
JOINT_OFFER = declare("joint.offer", N_("Offered to the organisations"))
JOINT_BEGIN = declare("joint.begin", N_("Begun"))
JOINT_REPORT = declare("joint.report", N_("Result shared, done {done_on}"), "done_on", "result")
JOINT_CANCEL = declare("joint.cancel", N_("Cancelled with a reason"))

PARTICIPANT_INVITED = declare("participant.invited", N_("Organisation asked to take part"), "organisation")
PARTICIPANT_ACCEPT = declare("participant.accept", N_("Takes part"))
PARTICIPANT_DECLINE = declare("participant.decline", N_("Declined with a reason"))
PARTICIPANT_TAKE_RESULT = declare(
    "participant.take_result", N_("Result accepted for own contracts (follow-ups: {count})"), "count"
)
PARTICIPANT_REFUSE_RESULT = declare("participant.refuse_result", N_("Result not accepted"))

COVERAGE_NOTED = declare("coverage.noted", N_("Own follow-up covered: {kind}"), "kind", "follow_up")

NOMINATION_MADE = declare("nomination.made", N_("Nominated for {year}"), "year")
NOMINATION_TAKE_UP = declare("nomination.take_up", N_("Taken into the plan"))
NOMINATION_DECLINE = declare("nomination.decline", N_("Not taken into the plan"))
NOMINATION_WITHDRAW = declare("nomination.withdraw", N_("Withdrawn"))

JOINT_PLAN_BEGUN = declare("joint_plan.begun", N_("Plan for {year} begun"), "year")
JOINT_PLAN_PROPOSE = declare("joint_plan.propose", N_("Proposed to the steering group"))
JOINT_PLAN_RETURN = declare("joint_plan.return", N_("Returned to draft"))
JOINT_PLAN_ADOPT = declare("joint_plan.adopt", N_("Adopted by the steering group on {on}"), "on")

INCIDENT_OPENED = declare("incident.opened", N_("Incident opened, reported {reported_on}"), "reported_on")
INCIDENT_CHANGED = declare("incident.changed", N_("Incident changed: {fields}"), "fields")
INCIDENT_REACHED = declare(
    "incident.reached", N_("Affected organisations looked up: {organisations} of {members}"), "organisations", "members"
)
INCIDENT_CLOSE = declare("incident.close", N_("Closed with what was found"))
INCIDENT_REOPEN = declare("incident.reopen", N_("Opened again"))
INCIDENT_PARTY_INFORMED = declare(
    "incident_party.informed", N_("Organisation informed (contracts: {count})"), "organisation", "count"
)
INCIDENT_PARTY_COUNTED = declare("incident_party.counted", N_("Affected contracts counted again: {count}"), "count")
INCIDENT_PARTY_TAKE_STANCE = declare("incident_party.take_stance", N_("Stance: {stance}"), "stance")
INCIDENT_QUESTION_PLANNED = declare(
    "incident_question.planned", N_("Question to the supplier planned, due {due_on}"), "due_on", "organisation"
)
INCIDENT_QUESTION_ASK = declare("incident_question.ask", N_("Supplier asked"))
INCIDENT_QUESTION_REMINDED = declare("incident_question.reminded", N_("Reminder {number} sent"), "number")
INCIDENT_QUESTION_ANSWER = declare("incident_question.answer", N_("Answer: {answer}"), "answer")
INCIDENT_QUESTION_GIVE_UP = declare("incident_question.give_up", N_("No answer came"))
