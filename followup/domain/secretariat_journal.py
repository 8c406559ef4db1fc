"""Events of the secretariat: results from elsewhere, publication, the yearly cycle, money, bodies, documents, desk."""

from __future__ import annotations

from followup.domain.event import declare
from followup.errors import N_

RESULT_EXPIRED = declare("result.expired", N_("No longer reusable since {on}"), "on")
OUTSIDE_RESULT_ENTERED = declare(
    "outside_result.entered", N_("Result from elsewhere entered: {kind}, done {done_on}"), "kind", "done_on"
)
OUTSIDE_RESULT_CHANGED = declare("outside_result.changed", N_("Result from elsewhere changed: {fields}"), "fields")
OUTSIDE_RESULT_WITHDRAWN = declare("outside_result.withdrawn", N_("Result from elsewhere withdrawn with a reason"))

PUBLICATION_WRITTEN = declare("publication.written", N_("Text for publication written: {light}"), "light")
PUBLICATION_CHANGED = declare("publication.changed", N_("Text for publication changed: {fields}"), "fields")
PUBLICATION_SECRECY_TESTED = declare("publication.secrecy_tested", N_("Secrecy test recorded: {on}"), "on")
PUBLICATION_SUBMIT = declare("publication.submit", N_("Handed in for review"))
PUBLICATION_RETURN = declare("publication.return", N_("Returned to draft"))
PUBLICATION_SEND = declare(
    "publication.send", N_("Sent to the supplier for a check of the facts, due {due_on}"), "due_on"
)
PUBLICATION_CHECKED = declare("publication.checked", N_("Supplier has checked the text"))
PUBLICATION_DELIVERED = declare(
    "publication.delivered", N_("The mail reached the supplier; check of the facts until {due_on}"), "due_on"
)
PUBLICATION_UNDELIVERABLE = declare("publication.undeliverable", N_("The mail to the supplier came back"))
PUBLICATION_TAKE_BACK = declare("publication.take_back", N_("Taken back to be changed"))
PUBLICATION_PUBLISH = declare("publication.publish", N_("Published as edition {edition}"), "edition", "sha256")
PUBLICATION_REPLACE = declare("publication.replace", N_("Replaced by a correction"))
PUBLICATION_WITHDRAW = declare("publication.withdraw", N_("Withdrawn with a reason"))
PUBLICATION_DROP = declare("publication.drop", N_("Dropped"))

FIGURES_REOPENED = declare("figures.reopened", N_("Figures for {year} opened again with a reason"), "year")
FIGURE_CORRECTED = declare(
    "figures.corrected", N_("Figure “{indicator}” of {year} corrected by hand"), "indicator", "year", "adds"
)
FIGURE_CORRECTION_UNDONE = declare(
    "figures.correction_undone", N_("Correction of “{indicator}” of {year} undone"), "indicator", "year"
)
CYCLE_OPENED = declare(
    "summary_cycle.opened", N_("Work on the summary of {year} opened, confirm by {confirm_by}"), "year", "confirm_by"
)
CYCLE_CHANGED = declare("summary_cycle.changed", N_("Work on the summary changed: {fields}"), "fields")
CYCLE_REMINDED = declare("summary_cycle.reminded", N_("Members reminded (organisations: {count})"), "count")
SUMMARY_CHECK_ACCEPTED = declare("summary.check_accepted", N_("Finding of check “{check}” accepted"), "check")
SUMMARY_CORRECTION_BEGUN = declare("summary.correction_begun", N_("Correction begun as edition {edition}"), "edition")

SHARED_COST_SET = declare("shared_cost.set", N_("Cost of {year} shared: {split}"), "year", "split")
SHARED_COST_REMOVED = declare("shared_cost.removed", N_("Cost of {year} removed before invoicing"), "year")
SHARED_COST_INVOICED = declare("shared_cost.invoiced", N_("Cost of {year} invoiced"), "year")
CHARGE_MADE = declare("charge.made", N_("Basis made: {kind} no. {number}"), "kind", "number", "organisation")
CONTRIBUTION_INVOICED = declare("contribution.invoiced", N_("Contribution of {year} invoiced"), "year")
GRANT_RECORDED = declare("grant.recorded", N_("Grant of {year} recorded"), "year")
GRANT_CHANGED = declare("grant.changed", N_("Grant changed: {fields}"), "fields")
BUDGET_SET = declare("budget.set", N_("Budget and outcome of {year} set: {activity}"), "year", "activity")
CASE_TEXT_WRITTEN = declare("case_text.written", N_("Case document for the councils written"))
CASE_TEXT_CHANGED = declare("case_text.changed", N_("Case document changed: {fields}"), "fields")
CASE_TEXT_RELEASED = declare("case_text.released", N_("Case document released to the members"))

COOPERATION_CHANGED = declare("cooperation.changed", N_("Cooperation changed: {fields}"), "fields")
MEMBER_CHANGED = declare("cooperation.member_changed", N_("Membership changed: {fields}"), "organisation", "fields")
PERIOD_SET = declare("cooperation.period_set", N_("Period from {starts_on} set"), "starts_on")
BODY_FOUNDED = declare("body.founded", N_("Group set up: {kind}"), "kind")
BODY_CHANGED = declare("body.changed", N_("Group changed: {fields}"), "fields")
SEAT_TAKEN = declare("body.seat_taken", N_("Seat taken as {part} from {valid_from}"), "seat", "part", "valid_from")
SEAT_LEFT = declare("body.seat_left", N_("Seat left on {valid_to}"), "seat", "valid_to")
CONTACT_PERSON_NAMED = declare("contact_person.named", N_("Contact person named from {valid_from}"), "valid_from")
CONTACT_PERSON_CHANGED = declare("contact_person.changed", N_("Contact person changed: {fields}"), "fields")
CONTACT_PERSON_ENDED = declare("contact_person.ended", N_("Contact person to {valid_to}"), "valid_to")
DECISION_RECORDED = declare(
    "decision.recorded", N_("Decision of a member recorded: {outcome}, {decided_on}"), "outcome", "decided_on"
)
DECISION_CHANGED = declare("decision.changed", N_("Decision of a member changed: {fields}"), "fields")
RESPONSIBILITY_SET = declare("responsibility.set", N_("Responsibility for the task set (parties: {count})"), "count")
RESPONSIBILITY_REMOVED = declare("responsibility.removed", N_("Task removed from the matrix"))
MEETING_CALLED = declare("meeting.called", N_("Meeting set for {held_on}"), "held_on")
MEETING_CHANGED = declare("meeting.changed", N_("Meeting changed: {fields}"), "fields")
MEETING_CANCELLED = declare("meeting.cancelled", N_("Meeting cancelled"))

DOCUMENT_WRITTEN = declare("document.written", N_("Version {number} written: {kind}"), "number", "kind")
DOCUMENT_CHANGED = declare("document.changed", N_("Version changed: {fields}"), "fields")
DOCUMENT_ADOPT = declare("document.adopt", N_("In force from {in_force_on}"), "in_force_on")
DOCUMENT_REPLACE = declare("document.replace", N_("Replaced by version {number}"), "number")
DOCUMENT_WITHDRAW = declare("document.withdraw", N_("Withdrawn"))
DOCUMENT_DISTRIBUTED = declare("document.distributed", N_("Given to the members (organisations: {count})"), "count")

AUDIT_PROGRAMME_SET = declare("audit_programme.set", N_("Audit programme of {year} set"), "year")
AUDIT_PROGRAMME_CHANGED = declare("audit_programme.changed", N_("Audit programme changed: {fields}"), "fields")
COURSE_OFFERED = declare("course.offered", N_("Training offered"))
COURSE_CHANGED = declare("course.changed", N_("Training changed: {fields}"), "fields")
COURSE_TAKEN = declare("course.taken", N_("Training taken (persons: {count})"), "count")
COURSE_RECORD_REMOVED = declare("course.record_removed", N_("Entry in the training register removed"))
NEWS_WRITTEN = declare("news.written", N_("News written"))
NEWS_CHANGED = declare("news.changed", N_("News changed: {fields}"), "fields")
NEWS_PUBLISHED = declare("news.published", N_("News published to the members"))
NEWS_WITHDRAWN = declare("news.withdrawn", N_("News withdrawn"))

CONTRACTS_PUBLISHED = declare(
    "organisation.contracts_published", N_("Contracts published as open data (contracts: {count})"), "count"
)
