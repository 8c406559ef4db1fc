"""Events of what is asked of suppliers through personal links: invitations, answers, colleagues, secrecy, files."""

from __future__ import annotations

from followup.domain.event import declare
from followup.errors import N_

ASSIGNMENT_ISSUED = declare(
    "assignment.issued", N_("Personal link issued: {kind}, valid to {expires_on}"), "kind", "expires_on"
)
ASSIGNMENT_REISSUED = declare("assignment.reissued", N_("New personal link issued (number {generation})"), "generation")
ASSIGNMENT_EXTENDED = declare("assignment.extended", N_("Personal link extended to {expires_on}"), "expires_on")
ASSIGNMENT_REVOKED = declare("assignment.revoked", N_("Personal link revoked"))
ASSIGNMENT_OPENED = declare("assignment.opened", N_("Opened by the holder of the link"))
ASSIGNMENT_SENT_AGAIN = declare("assignment.sent_again", N_("The same personal link mailed again"))
ASSIGNMENT_CONFIRMED = declare("assignment.confirmed", N_("Mailed code confirmed"))
ASSIGNMENT_CLOSED = declare("assignment.closed", N_("Nothing more is asked through this link"))

INVITATION_SENT = declare("invitation.sent", N_("Self-assessment sent, due {due_on}"), "due_on")
INVITATION_EXTENDED = declare("invitation.extended", N_("Answer time extended to {due_on}"), "due_on")
INVITATION_REMINDED = declare("invitation.reminded", N_("Reminder {number} sent"), "number")
INVITATION_SAVED = declare("invitation.saved", N_("Draft saved (answers: {count})"), "count")
INVITATION_SUBMIT = declare("invitation.submit", N_("Answers submitted, receipt {receipt}"), "receipt", "fingerprint")
INVITATION_RETURN = declare("invitation.return", N_("Sent back, due {due_on} (questions: {count})"), "count", "due_on")
INVITATION_ASSESS = declare("invitation.assess", N_("Assessment finished"))
INVITATION_CANCEL = declare("invitation.cancel", N_("Cancelled"))

ANSWER_ASSESSED = declare("invitation.answer_assessed", N_("Answers assessed: {count}"), "count")

INVITATION_UNDELIVERABLE = declare("invitation.undeliverable", N_("The contact's address does not take mail"))
INVITATION_DELIVERABLE = declare("invitation.deliverable", N_("The contact's address takes mail again"))

REMARK_WRITTEN = declare("invitation.remark_written", N_("Message written"), "remark")

CONTRIBUTOR_INVITED = declare("contributor.invited", N_("Colleague asked to help (sections: {count})"), "count")
CONTRIBUTOR_CHANGED = declare("contributor.changed", N_("Colleague's sections changed, now {count}"), "count")
CONTRIBUTOR_SENT_AGAIN = declare("contributor.sent_again", N_("Colleague's link mailed again"))
CONTRIBUTOR_OPENED = declare("contributor.opened", N_("Opened by a colleague of the holder"))
CONTRIBUTOR_REMOVED = declare("contributor.removed", N_("Colleague's link taken back"))

SECRECY_REQUESTED = declare("secrecy.requested", N_("Secrecy asked for"))
SECRECY_GRANT = declare("secrecy.grant", N_("Tested by law: held secret"))
SECRECY_REFUSE = declare("secrecy.refuse", N_("Tested by law: not secret"))
SECRECY_WITHDRAW = declare("secrecy.withdraw", N_("Request for secrecy withdrawn"))

ANSWER_COPY_DELIVERED = declare("answer_copy.delivered", N_("Answers of a joint self-assessment received"), "joint")
ANSWER_COPY_ACCEPT = declare("answer_copy.accept", N_("Accepted for the organisation's own contract"))
ANSWER_COPY_DECLINE = declare("answer_copy.decline", N_("Not accepted, with a reason"))

CAMPAIGN_STARTED = declare("campaign.started", N_("Campaign sent to {count}, due {due_on}"), "count", "due_on")
CAMPAIGN_EXTENDED = declare("campaign.extended", N_("Sent to more: {count}"), "count")
CAMPAIGN_DELAYED = declare(
    "campaign.delayed",
    N_("Answer time extended to {due_on} for those who have not answered: {count}"),
    "count",
    "due_on",
)
CAMPAIGN_REMINDED = declare("campaign.reminded", N_("Those who have not answered reminded: {count}"), "count")

OWN_QUESTION_ADDED = declare("own_question.added", N_("Own question added"))
OWN_QUESTION_CHANGED = declare("own_question.changed", N_("Own question changed: {fields}"), "fields")
OWN_QUESTION_RETIRED = declare("own_question.retired", N_("Own question no longer asked"))

EVIDENCE_ADDED = declare("evidence.added", N_("File added, {size} bytes"), "size", "sha256")
EVIDENCE_HANDED_IN = declare("evidence.handed_in", N_("File sent with the answers"))
EVIDENCE_SCANNED = declare("evidence.scanned", N_("Looked through for viruses: {scan}"), "scan")
EVIDENCE_REMOVED = declare("evidence.removed", N_("File removed before submission"), "sha256")
