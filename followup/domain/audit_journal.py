"""Events of audits, disputes, sanctions, letters and alerts."""

from __future__ import annotations

from followup.domain.event import declare
from followup.errors import N_

AUDITOR_ADDED = declare("auditor.added", N_("Auditor added to the register"))
AUDITOR_CHANGED = declare("auditor.changed", N_("Auditor changed: {fields}"), "fields")
AUDITOR_RETIRED = declare("auditor.retired", N_("Auditor no longer used"))

AUDIT_PREPARED = declare("audit.prepared", N_("Audit prepared (requirements: {count})"), "count")
AUDIT_CHANGED = declare("audit.changed", N_("Audit changed: {fields}"), "fields")
AUDIT_MEMBER_ADDED = declare("audit.member_added", N_("Takes part as {part}"), "member", "part")
AUDIT_MEMBER_REMOVED = declare("audit.member_removed", N_("Takes no part any more"), "member")
AUDIT_INDEPENDENCE = declare("audit.independence_declared", N_("Independence declared"), "member")
AUDIT_LINK_SENT = declare("audit.link_sent", N_("Link to this audit sent to an external auditor"))
AUDIT_BEGIN = declare("audit.begin", N_("Audit begun"))
AUDIT_REMINDED = declare("audit.reminded", N_("Reminder {number} sent"), "number")
AUDIT_RECORDED = declare("audit.recorded", N_("Findings recorded (requirements: {count})"), "count")
AUDIT_SEND_REPORT = declare(
    "audit.send_report", N_("Report sent for a factual check, due {due_on}"), "due_on", "sha256"
)
AUDIT_TAKE_BACK = declare("audit.take_back", N_("Report taken back to be changed"))
AUDIT_COMMENTED = declare("audit.commented", N_("Supplier has checked the facts"))
AUDIT_FINISH = declare("audit.finish", N_("Report final"), "sha256")
AUDIT_CANCEL = declare("audit.cancel", N_("Audit cancelled with a reason"))

DOCUMENT_ASKED = declare("document_request.asked", N_("Document asked for, due {due_on}"), "due_on")
DOCUMENT_REQUEST_SEND = declare("document_request.send", N_("Sent by the supplier (files: {count})"), "count")
DOCUMENT_REQUEST_ACCEPT = declare("document_request.accept", N_("Accepted"))
DOCUMENT_REQUEST_REJECT = declare("document_request.reject", N_("Not accepted, with a reason"))
DOCUMENT_REQUEST_DROP = declare("document_request.drop", N_("No longer asked for"))

DISPUTE_RAISED = declare("dispute.raised", N_("Deviation disputed by the supplier"))
DISPUTE_UPHOLD = declare("dispute.uphold", N_("Decided for the supplier"))
DISPUTE_UPHOLD_PARTLY = declare("dispute.uphold_partly", N_("Decided partly for the supplier"))
DISPUTE_REJECT = declare("dispute.reject", N_("Deviation stands"))
DISPUTE_WITHDRAW = declare("dispute.withdraw", N_("Dispute withdrawn by the supplier"))
DEVIATION_REGRADED = declare("deviation.regraded", N_("Grade changed after a dispute: {severity}"), "severity")

DEVIATION_POLICY_SET = declare("deviation_policy.set", N_("Deadlines by grade from {valid_from}"), "valid_from")

SANCTION_PROPOSED = declare("sanction.proposed", N_("Proposed: {rung}"), "rung")
SANCTION_CHANGED = declare("sanction.changed", N_("Proposal changed: {fields}"), "fields")
SANCTION_HANDED_OVER = declare(
    "sanction.handed_over", N_("Handed over from {from_user} to {to_user}"), "from_user", "to_user"
)
SANCTION_HEAR = declare("sanction.hear", N_("Supplier asked to comment by {due_on}"), "due_on")
SANCTION_STATED = declare("sanction.stated", N_("Supplier's comment recorded"))
SANCTION_DECIDE = declare("sanction.decide", N_("Decided"))
SANCTION_DECLINE = declare("sanction.decline", N_("Not decided on, with a reason"))
SANCTION_LIFT = declare("sanction.lift", N_("Lifted with a reason"))
LETTER_MADE = declare("letter.made", N_("Letter made: {kind}"), "kind", "sha256")
ALERT_ASKED = declare("joint_alert.asked", N_("Alert to other buyers asked for"))
ALERT_SENT = declare("joint_alert.sent", N_("Alert sent (organisations: {count})"), "count")
ALERT_DECIDED = declare("joint_alert.decided", N_("Stance: {stance}"), "stance", "organisation")
ALERT_ENDED = declare("joint_alert.ended", N_("Alert ended"))
