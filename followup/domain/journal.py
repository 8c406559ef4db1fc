"""The events that can stand in the journal, the facts each must carry, and the sentence a person reads.

Those of personal links stand in `link_journal.py`, those of the cooperation in `cooperation_journal.py`,
those of publication, summary, money and the secretariat's desk in `secretariat_journal.py`.

Facts are ids, codes, dates and counts. Never a name, an address or free text: the journal cannot be erased.
"""

from __future__ import annotations

from followup.domain import audit_journal as _audit  # noqa: F401
from followup.domain import cooperation_journal as _cooperation  # noqa: F401 # an event is known once declared
from followup.domain import link_journal as _link  # noqa: F401
from followup.domain import secretariat_journal as _secretariat  # noqa: F401
from followup.domain.event import EVENTS as EVENTS
from followup.domain.event import FIELDS as FIELDS
from followup.domain.event import Event as Event
from followup.domain.event import Fact as Fact
from followup.domain.event import Origin as Origin
from followup.domain.event import canonical as canonical
from followup.domain.event import declare
from followup.domain.event import link_hash as link_hash
from followup.errors import N_

SERVICE_RESTORED = declare("service.restored", N_("Restored from the backup of {made_at}"), "made_at")
SERVICE_RELEASED = declare("service.released", N_("Put to use after a restore (mails let go: {count})"), "count")

ORGANISATION_REGISTERED = declare("organisation.registered", N_("Organisation registered ({origin})"), "origin")
ORGANISATION_CHANGED = declare("organisation.changed", N_("Organisation changed: {fields}"), "fields")
POPULATION_RECORDED = declare("organisation.population_recorded", N_("Population of {on} recorded"), "on")
COOPERATION_REGISTERED = declare("cooperation.registered", N_("Cooperation registered"))
COOPERATION_JOINED = declare("cooperation.joined", N_("Organisation joined the cooperation"), "organisation")
CATEGORY_ASSIGNED = declare(
    "cooperation.category_assigned", N_("Category {category} given to area {area}"), "category", "area"
)
RATE_DECIDED = declare("cooperation.rate_decided", N_("Rate decided: {ore} öre from {valid_from}"), "ore", "valid_from")

USER_INVITED = declare("user.invited", N_("User invited as {roles}"), "roles")
USER_ACTIVATED = declare("user.activated", N_("User chose a password"))
USER_DISABLED = declare("user.disabled", N_("User disabled"))
USER_ENABLED = declare("user.enabled", N_("User enabled again"))
USER_CHANGED = declare("user.changed", N_("User changed: {fields}"), "fields")
USER_REGISTERED = declare("user.registered", N_("User registered as {roles}"), "roles")
USER_ROLES_CHANGED = declare("user.roles_changed", N_("Roles are now: {roles}"), "roles")
USER_NAMED = declare("user.named", N_("Person from the host named here as {roles}"), "roles")
USER_LET_GO = declare("user.let_go", N_("Person from the host has no role here any more"))
USER_LINK_SENT = declare("user.link_sent", N_("New link to choose a password sent"))
TOKEN_CREATED = declare("user.token_created", N_("API token created, valid to {expires_on}"), "expires_on")
TOKEN_REVOKED = declare("user.token_revoked", N_("API token revoked"))

CODE_ADOPTED = declare("code.adopted", N_("Version {key} of the code of conduct imported"), "key", "sha256")

SUPPLIER_REGISTERED = declare("supplier.registered", N_("Supplier registered ({origin})"), "origin")
SUPPLIER_CHANGED = declare("supplier.changed", N_("Supplier changed: {fields}"), "fields")
CONTACT_ADDED = declare("supplier.contact_added", N_("Contact person added"), "contact")
CONTACT_CHANGED = declare("supplier.contact_changed", N_("Contact person changed"), "contact")
SITE_ADDED = declare("supplier.site_added", N_("Production site added in {country}"), "country")

CONTRACT_REGISTERED = declare("contract.registered", N_("Contract registered ({origin})"), "origin")
CONTRACT_CHANGED = declare("contract.changed", N_("Contract changed: {fields}"), "fields")
CONTRACT_VOIDED = declare("contract.voided", N_("Contract voided"))
CLAUSES_BOUND = declare(
    "contract.clauses_bound", N_("Clauses of version {version} bound (clauses: {count})"), "version", "count"
)
CLAUSE_BOUND = declare("contract.clause_bound", N_("Clause bound from {on}"), "on")
CLAUSE_UNBOUND = declare("contract.clause_unbound", N_("Clause no longer binds, other terms were chosen"))
RISK_PROPOSED = declare(
    "contract.risk_assessed", N_("{risk_class} assessed (proposal was: {proposed})"), "risk_class", "proposed"
)
RISK_APPROVED = declare("contract.risk_approved", N_("{risk_class} approved"), "risk_class")
RISK_RETURNED = declare("contract.risk_returned", N_("{risk_class} not approved"), "risk_class")
RISK_ADOPTED = declare("contract.risk_adopted", N_("{risk_class} in force, no approval needed"), "risk_class")
RISK_SUPERSEDED = declare("contract.risk_superseded", N_("Assessment of {risk_class} replaced"), "risk_class")

OPTION_ADDED = declare("contract.option_added", N_("Option to extend to {extends_to_on} added"), "extends_to_on")
OPTION_REMOVED = declare("contract.option_removed", N_("Option to extend to {extends_to_on} removed"), "extends_to_on")
OPTION_TAKEN = declare("contract.option_taken", N_("Extended to {extends_to_on}"), "extends_to_on")
OPTION_DECLINED = declare("contract.option_declined", N_("Not extended to {extends_to_on}"), "extends_to_on")
BENEFICIARIES_SET = declare("contract.beneficiaries_set", N_("Benefiting organisations: {count}"), "count")
SUB_SUPPLIER_ADDED = declare("contract.sub_supplier_added", N_("Sub-supplier added, tier {tier}"), "supplier", "tier")
SUB_SUPPLIER_REMOVED = declare("contract.sub_supplier_removed", N_("Sub-supplier removed"), "supplier")
SITES_SET = declare("contract.sites_set", N_("Production sites of the contract: {count}"), "count")
NOTE_WRITTEN = declare("contract.note_written", N_("Note written"), "note")
CONTRACT_FILE_ADDED = declare("contract.file_added", N_("File added to the contract"), "evidence")
CONTRACT_HANDED_OVER = declare(
    "contract.handed_over", N_("Handed over from {from_user} to {to_user}"), "from_user", "to_user"
)
MEASURE_QUEUED = declare("contract.measure_queued", N_("Measure queued for the renewal"), "measure")
MEASURE_TAKEN_IN = declare("contract.measure_taken_in", N_("Measure taken into the procurement"), "procurement")
MEASURE_DECLINED = declare("contract.measure_declined", N_("Measure declined with a reason"), "procurement")
MEASURE_WAITS_AGAIN = declare(
    "contract.measure_waits_again", N_("Measure waits again, since the procurement was cancelled"), "procurement"
)
RENEWAL_PLANNED = declare("contract.renewal_planned", N_("Renewal planned as a procurement"), "procurement")
RISK_INHERITED = declare(
    "contract.risk_inherited", N_("{risk_class} taken over from the planned procurement"), "risk_class", "procurement"
)
END_WARNED = declare("contract.end_warned", N_("Warned of what is due on {on}"), "on", "what")
CRITERION_BOUND = declare("contract.criterion_bound", N_("Criterion “{key}” taken into the contract"), "key")
CRITERION_TAKEN_OUT = declare("contract.criterion_taken_out", N_("Criterion “{key}” taken out of the contract"), "key")
CLAUSE_ASSIGNED = declare("contract.clause_assigned", N_("Obligation given an owner and a day"), "owner", "due_on")
CLAUSE_FULFILLED = declare("contract.clause_fulfilled", N_("Obligation fulfilled"))
CLAUSE_PARTLY_FULFILLED = declare("contract.clause_partly_fulfilled", N_("Obligation partly fulfilled"))
CLAUSE_UNFULFILLED = declare("contract.clause_unfulfilled", N_("Obligation not fulfilled"))

PROCUREMENT_REGISTERED = declare(
    "procurement.registered", N_("Procurement planned for {year} ({origin})"), "year", "origin"
)
PROCUREMENT_CHANGED = declare("procurement.changed", N_("Planned procurement changed: {fields}"), "fields")
PROCUREMENT_CLASSIFIED = declare("procurement.classified", N_("{risk_class} holds for the procurement"), "risk_class")
PROCUREMENT_START = declare("procurement.start", N_("Start meeting held"))
PROCUREMENT_AWARD = declare("procurement.award", N_("Awarded (contracts: {count})"), "count")
PROCUREMENT_CANCEL = declare("procurement.cancel", N_("Procurement cancelled with a reason"))
PROCUREMENT_HANDED_OVER = declare(
    "procurement.handed_over", N_("Handed over from {from_user} to {to_user}"), "from_user", "to_user"
)
RISK_POLICY_SET = declare("risk_policy.set", N_("Rules for risk assessment from {valid_from}"), "valid_from")

SUPPLIER_MERGED = declare("supplier.merged", N_("Merged into another entry of the register"), "into")
SUPPLIER_UNMERGED = declare("supplier.unmerged", N_("Merger undone"), "into")
SUPPLIER_TOOK_IN = declare("supplier.took_in", N_("Another entry of the register merged into this one"), "other")
SUPPLIER_LET_GO = declare("supplier.let_go", N_("Merger of another entry into this one undone"), "other")
SITE_CHANGED = declare("supplier.site_changed", N_("Production site changed, now in {country}"), "country")
ALIAS_ADDED = declare("supplier.alias_added", N_("Another name added"))
ALIAS_REMOVED = declare("supplier.alias_removed", N_("Another name removed"))
CERTIFICATE_ADDED = declare(
    "supplier.certificate_added", N_("{kind} added, valid until {valid_until}"), "certificate", "kind", "valid_until"
)
CERTIFICATE_CHANGED = declare("supplier.certificate_changed", N_("Certificate or document changed"), "certificate")
CERTIFICATE_WITHDRAWN = declare(
    "supplier.certificate_withdrawn", N_("Certificate or document withdrawn"), "certificate"
)
CERTIFICATE_WARNED = declare(
    "supplier.certificate_warned", N_("Warned: a certificate ends on {valid_until}"), "certificate", "valid_until"
)
COUNTRY_RECORDED = declare("country.recorded", N_("Country indices of {on} recorded"), "on")

FOLLOW_UP_PLANNED = declare("follow_up.planned", N_("Planned: {kind}, due {due_on}"), "kind", "due_on")
FOLLOW_UP_MOVED = declare("follow_up.moved", N_("Moved from {from_on} to {due_on}"), "from_on", "due_on")
FOLLOW_UP_EXPLAINED = declare("follow_up.explained", N_("Due on {due_on} as before, for another reason"), "due_on")
FOLLOW_UP_START = declare("follow_up.start", N_("Started"))
FOLLOW_UP_COMPLETE = declare("follow_up.complete", N_("Completed, done {done_on}"), "done_on")
FOLLOW_UP_SKIP = declare("follow_up.skip", N_("Skipped with a reason"))
FOLLOW_UP_ASSIGNED = declare("follow_up.assigned", N_("Given to a person"), "user")
FOLLOW_UP_HANDED_OVER = declare(
    "follow_up.handed_over", N_("Handed over from {from_user} to {to_user}"), "from_user", "to_user"
)
FINDINGS_RECORDED = declare("follow_up.findings_recorded", N_("Findings recorded (clauses: {count})"), "count")

DEVIATION_RECORDED = declare("deviation.recorded", N_("Deviation recorded: {severity}"), "severity")
DEVIATION_CHANGED = declare("deviation.changed", N_("Deviation changed: {fields}"), "fields")
DEVIATION_ISSUE = declare(
    "deviation.issue", N_("Issued to the supplier, plan due {plan_due_on}"), "plan_due_on", "closure_due_on"
)
DEVIATION_SUBMIT_PLAN = declare(
    "deviation.submit_plan", N_("Action plan submitted by the supplier (actions: {count})"), "count"
)
DEVIATION_RETURN_PLAN = declare(
    "deviation.return_plan", N_("Action plan returned, new plan due {plan_due_on}"), "plan_due_on"
)
DEVIATION_ACCEPT_PLAN = declare("deviation.accept_plan", N_("Action plan accepted"))
DEVIATION_REPORT_DONE = declare("deviation.report_done", N_("Reported done by the supplier (files: {count})"), "count")
DEVIATION_RETURN_EVIDENCE = declare("deviation.return_evidence", N_("Evidence not sufficient"))
DEVIATION_CLOSE = declare("deviation.close", N_("Verified and closed by another person"))
DEVIATION_WITHDRAW = declare("deviation.withdraw", N_("Withdrawn with a reason"))
DEVIATION_NOTE_PROGRESS = declare("deviation.note_progress", N_("Partly mended, sent back with what remains"))
DEVIATION_ACCEPT_RISK = declare("deviation.accept_risk", N_("Risk accepted until {until}"), "until")
DEVIATION_RESUME = declare("deviation.resume", N_("Taken up again"))
DEVIATION_REOPEN = declare("deviation.reopen", N_("Opened again with a reason"))
DEVIATION_SUPERSEDE = declare("deviation.supersede", N_("Replaced by another deviation"), "other")
DEVIATION_EXTENSION_ASKED = declare("deviation.extension_asked", N_("More time proposed, until {until}"), "until")
DEVIATION_EXTENDED = declare("deviation.extended", N_("Time extended from {from_on} to {until}"), "from_on", "until")
DEVIATION_EXTENSION_DECLINED = declare("deviation.extension_declined", N_("More time declined"))
DEVIATION_CONTAINED = declare("deviation.contained", N_("Immediate action reported by the supplier"))
DEVIATION_EFFECT_CHECKED = declare("deviation.effect_checked", N_("Effect looked at: {effect}"), "effect")
DEVIATION_REFUSAL_NOTED = declare("deviation.refusal_noted", N_("Supplier's own supplier refuses"))
DEVIATION_REMEDY_NOTED = declare("deviation.remedy_noted", N_("Remedy for those harmed recorded"))
DEVIATION_REPEAT_LINKED = declare("deviation.repeat_linked", N_("Linked to an earlier deviation"), "earlier")
DEVIATION_REMINDED = declare("deviation.reminded", N_("Reminder {number} sent"), "number")

ACTION_PROPOSED = declare("action.proposed", N_("Action proposed by the supplier, due {due_on}"), "due_on")
ACTION_CHANGED = declare("action.changed", N_("Action of the draft plan changed, due {due_on}"), "due_on")
ACTION_REMOVED = declare("action.removed", N_("Action taken out of the draft plan"))
ACTION_RETURNED = declare("action.returned", N_("Action sent back with a comment"))
ACTION_PROGRESS = declare("action.progress_told", N_("Progress told by the supplier"))
ACTION_ACCEPT = declare("action.accept", N_("Action accepted"))
ACTION_REPORT_DONE = declare("action.report_done", N_("Action reported done by the supplier"))
ACTION_RETURN_EVIDENCE = declare("action.return_evidence", N_("Evidence for the action returned"))
ACTION_VERIFY = declare("action.verify", N_("Action verified"))

RESULT_SHARED = declare("result.shared", N_("Result shared with the cooperation: {light}"), "light")
RESULT_UPDATED = declare("result.updated", N_("Shared result updated: {light}"), "light")
RESULT_WITHDRAWN = declare("result.withdrawn", N_("Shared result withdrawn"))
RESULT_JOINED = declare("result.joined", N_("Reported as the result of a joint follow-up"), "joint")

FIGURES_CONFIRMED = declare("figures.confirmed", N_("Figures for {year} confirmed"), "year", "sha256")
SUMMARY_COMPILED = declare("summary.compiled", N_("Summary for {year} compiled, edition {edition}"), "year", "edition")
SUMMARY_REVIEW = declare("summary.review", N_("Reviewed"))
SUMMARY_RETURN = declare("summary.return", N_("Returned to draft"))
SUMMARY_PUBLISH = declare("summary.publish", N_("Published, fingerprint {sha256}"), "sha256")
SUMMARY_SUPERSEDE = declare("summary.supersede", N_("Replaced by a newer edition"))
CONTRIBUTION_COMPUTED = declare("contribution.computed", N_("Contribution for {year} computed"), "year", "amount_minor")

MAIL_FAILED = declare("outbox.failed", N_("A mail could not be delivered ({kind})"), "kind")

FOLLOW_UP_POLICY_SET = declare(
    "follow_up_policy.set", N_("Rules for follow-ups from {valid_from} (rules: {count})"), "valid_from", "count"
)
FOLLOW_UP_COVER = declare("follow_up.cover", N_("Covered by a shared result of {done_on}"), "done_on", "result")
FOLLOW_UP_JOINED = declare("follow_up.joined", N_("Made part of a joint follow-up"), "joint")
FOLLOW_UP_LEFT = declare("follow_up.left", N_("No longer part of the joint follow-up"), "joint")
FOLLOW_UP_LATE_EXPLAINED = declare("follow_up.late_explained", N_("Said why it is late"))
FOLLOW_UP_REMINDED = declare("follow_up.reminded", N_("Reminder {number} sent"), "number")
CALENDAR_FEED_MADE = declare("calendar_feed.made", N_("Calendar address made"))
CALENDAR_FEED_REVOKED = declare("calendar_feed.revoked", N_("Calendar address revoked"))
