"""Every event that can stand in the journal, the facts each must carry, and the sentence a person reads.

Facts are ids, codes, dates and counts. Never a name, an address or free text: the journal cannot be erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from followup.domain.codes import Coded
from followup.errors import N_

Fact = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class Event:
    """A past fact: `noun.what_happened`, its sentence, and exactly which facts it carries."""

    name: str
    label: str
    facts: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """Return the noun the event is about."""
        return self.name.partition(".")[0]


class Origin(Coded):
    """Where a new thing came from."""

    FORM = "form", N_("by form")
    API = "api", N_("by API")
    SETUP = "setup", N_("when the service was set up")
    NOTICE = "notice", N_("from a contract notice")
    OCDS = "ocds", N_("from an OCDS release")
    EFORMS = "eforms", N_("from an eForms notice")
    WORKBOOK = "workbook", N_("from a spreadsheet")
    RENEWAL = "renewal", N_("as a renewal")
    DEMONSTRATION = "demonstration", N_("for the demonstration")


# What a change is called in a history: the column, and its name for people.
FIELDS: Mapping[str, str] = {
    "title": N_("title"),
    "number": N_("identifying number"),
    "case_number": N_("case number"),
    "starts_on": N_("first day"),
    "ends_on": N_("last day"),
    "signed_on": N_("day of signing"),
    "cpv": N_("CPV code"),
    "category": N_("category"),
    "value_minor": N_("value"),
    "currency": N_("currency"),
    "production_country": N_("country of production"),
    "production_town": N_("town of production"),
    "deputy_id": N_("deputy"),
    "lead_id": N_("leading organisation"),
    "is_framework": N_("framework agreement"),
    "framework_id": N_("framework agreement it is called off from"),
    "cpv_more": N_("additional CPV codes"),
    "unspsc": N_("UNSPSC code"),
    "strategic": N_("strategic procurement"),
    "notice_days": N_("notice period"),
    "criticality": N_("portfolio group"),
    "need": N_("need"),
    "unit": N_("unit"),
    "expert_group": N_("expert group"),
    "start_meeting_on": N_("day of the start meeting"),
    "potential": N_("potential per area"),
    "year": N_("year"),
    "manager_id": N_("contract manager"),
    "source": N_("what the notice says"),
    "name": N_("name"),
    "country": N_("country"),
    "town": N_("town"),
    "language": N_("language"),
    "status": N_("status"),
    "severity": N_("severity"),
    "description": N_("description"),
    "found_on": N_("day of finding"),
    "contract_clause_id": N_("clause"),
}

EVENTS: dict[str, Event] = {}


def _event(name: str, label: str, *facts: str) -> Event:
    event = Event(name, label, facts)
    if name in EVENTS:
        raise ValueError(f"declared twice: {name}")
    EVENTS[name] = event
    return event


ORGANISATION_REGISTERED = _event("organisation.registered", N_("Organisation registered ({origin})"), "origin")
ORGANISATION_CHANGED = _event("organisation.changed", N_("Organisation changed: {fields}"), "fields")
POPULATION_RECORDED = _event("organisation.population_recorded", N_("Population of {on} recorded"), "on")
COOPERATION_REGISTERED = _event("cooperation.registered", N_("Cooperation registered"))
COOPERATION_JOINED = _event("cooperation.joined", N_("Organisation joined the cooperation"), "organisation")
CATEGORY_ASSIGNED = _event(
    "cooperation.category_assigned", N_("Category {category} given to area {area}"), "category", "area"
)
RATE_DECIDED = _event("cooperation.rate_decided", N_("Rate decided: {ore} öre from {valid_from}"), "ore", "valid_from")

USER_INVITED = _event("user.invited", N_("User invited as {roles}"), "roles")
USER_ACTIVATED = _event("user.activated", N_("User chose a password"))
USER_DISABLED = _event("user.disabled", N_("User disabled"))
USER_ENABLED = _event("user.enabled", N_("User enabled again"))
USER_CHANGED = _event("user.changed", N_("User changed: {fields}"), "fields")
USER_REGISTERED = _event("user.registered", N_("User registered as {roles}"), "roles")
USER_ROLES_CHANGED = _event("user.roles_changed", N_("Roles are now: {roles}"), "roles")
USER_LINK_SENT = _event("user.link_sent", N_("New link to choose a password sent"))
TOKEN_CREATED = _event("user.token_created", N_("API token created, valid to {expires_on}"), "expires_on")
TOKEN_REVOKED = _event("user.token_revoked", N_("API token revoked"))

CODE_ADOPTED = _event("code.adopted", N_("Version {key} of the code of conduct imported"), "key", "sha256")

SUPPLIER_REGISTERED = _event("supplier.registered", N_("Supplier registered ({origin})"), "origin")
SUPPLIER_CHANGED = _event("supplier.changed", N_("Supplier changed: {fields}"), "fields")
CONTACT_ADDED = _event("supplier.contact_added", N_("Contact person added"), "contact")
CONTACT_CHANGED = _event("supplier.contact_changed", N_("Contact person changed"), "contact")
SITE_ADDED = _event("supplier.site_added", N_("Production site added in {country}"), "country")

CONTRACT_REGISTERED = _event("contract.registered", N_("Contract registered ({origin})"), "origin")
CONTRACT_CHANGED = _event("contract.changed", N_("Contract changed: {fields}"), "fields")
CONTRACT_VOIDED = _event("contract.voided", N_("Contract voided"))
CLAUSES_BOUND = _event(
    "contract.clauses_bound", N_("Clauses of version {version} bound (clauses: {count})"), "version", "count"
)
CLAUSE_BOUND = _event("contract.clause_bound", N_("Clause bound from {on}"), "on")
CLAUSE_UNBOUND = _event("contract.clause_unbound", N_("Clause no longer binds, other terms were chosen"))
RISK_PROPOSED = _event(
    "contract.risk_assessed", N_("{risk_class} assessed (proposal was: {proposed})"), "risk_class", "proposed"
)
RISK_APPROVED = _event("contract.risk_approved", N_("{risk_class} approved"), "risk_class")
RISK_RETURNED = _event("contract.risk_returned", N_("{risk_class} not approved"), "risk_class")
RISK_ADOPTED = _event("contract.risk_adopted", N_("{risk_class} in force, no approval needed"), "risk_class")
RISK_SUPERSEDED = _event("contract.risk_superseded", N_("Assessment of {risk_class} replaced"), "risk_class")

OPTION_ADDED = _event("contract.option_added", N_("Option to extend to {extends_to_on} added"), "extends_to_on")
OPTION_REMOVED = _event("contract.option_removed", N_("Option to extend to {extends_to_on} removed"), "extends_to_on")
OPTION_TAKEN = _event("contract.option_taken", N_("Extended to {extends_to_on}"), "extends_to_on")
OPTION_DECLINED = _event("contract.option_declined", N_("Not extended to {extends_to_on}"), "extends_to_on")
BENEFICIARIES_SET = _event("contract.beneficiaries_set", N_("Benefiting organisations: {count}"), "count")
SUB_SUPPLIER_ADDED = _event("contract.sub_supplier_added", N_("Sub-supplier added, tier {tier}"), "supplier", "tier")
SUB_SUPPLIER_REMOVED = _event("contract.sub_supplier_removed", N_("Sub-supplier removed"), "supplier")
SITES_SET = _event("contract.sites_set", N_("Production sites of the contract: {count}"), "count")
NOTE_WRITTEN = _event("contract.note_written", N_("Note written"), "note")
CONTRACT_FILE_ADDED = _event("contract.file_added", N_("File added to the contract"), "evidence")
CONTRACT_HANDED_OVER = _event("contract.handed_over", N_("Handed over to another person"), "from_user", "to_user")
MEASURE_QUEUED = _event("contract.measure_queued", N_("Measure queued for the renewal"), "measure")
MEASURE_TAKEN_IN = _event("contract.measure_taken_in", N_("Measure taken into the procurement"), "procurement")
MEASURE_DECLINED = _event("contract.measure_declined", N_("Measure declined with a reason"), "procurement")
MEASURE_WAITS_AGAIN = _event(
    "contract.measure_waits_again", N_("Measure waits again, since the procurement was cancelled"), "procurement"
)
RENEWAL_PLANNED = _event("contract.renewal_planned", N_("Renewal planned as a procurement"), "procurement")
RISK_INHERITED = _event(
    "contract.risk_inherited", N_("{risk_class} taken over from the planned procurement"), "risk_class", "procurement"
)
END_WARNED = _event("contract.end_warned", N_("Warned of what is due on {on}"), "on", "what")
CRITERION_BOUND = _event("contract.criterion_bound", N_("Criterion {key} taken into the contract"), "key")
CRITERION_TAKEN_OUT = _event("contract.criterion_taken_out", N_("Criterion {key} taken out of the contract"), "key")
CLAUSE_ASSIGNED = _event("contract.clause_assigned", N_("Obligation given an owner and a day"), "owner", "due_on")
CLAUSE_FULFILLED = _event("contract.clause_fulfilled", N_("Obligation fulfilled"))
CLAUSE_PARTLY_FULFILLED = _event("contract.clause_partly_fulfilled", N_("Obligation partly fulfilled"))
CLAUSE_UNFULFILLED = _event("contract.clause_unfulfilled", N_("Obligation not fulfilled"))

PROCUREMENT_REGISTERED = _event(
    "procurement.registered", N_("Procurement planned for {year} ({origin})"), "year", "origin"
)
PROCUREMENT_CHANGED = _event("procurement.changed", N_("Planned procurement changed: {fields}"), "fields")
PROCUREMENT_CLASSIFIED = _event("procurement.classified", N_("{risk_class} holds for the procurement"), "risk_class")
PROCUREMENT_START = _event("procurement.start", N_("Start meeting held"))
PROCUREMENT_AWARD = _event("procurement.award", N_("Awarded (contracts: {count})"), "count")
PROCUREMENT_CANCEL = _event("procurement.cancel", N_("Procurement cancelled with a reason"))
PROCUREMENT_HANDED_OVER = _event("procurement.handed_over", N_("Handed over to another person"), "from_user", "to_user")
RISK_POLICY_SET = _event("risk_policy.set", N_("Rules for risk assessment from {valid_from}"), "valid_from")

SUPPLIER_MERGED = _event("supplier.merged", N_("Merged into another entry of the register"), "into")
SUPPLIER_UNMERGED = _event("supplier.unmerged", N_("Merger undone"), "into")
SUPPLIER_TOOK_IN = _event("supplier.took_in", N_("Another entry of the register merged into this one"), "other")
SUPPLIER_LET_GO = _event("supplier.let_go", N_("Merger of another entry into this one undone"), "other")
SITE_CHANGED = _event("supplier.site_changed", N_("Production site changed, now in {country}"), "country")
ALIAS_ADDED = _event("supplier.alias_added", N_("Another name added"))
ALIAS_REMOVED = _event("supplier.alias_removed", N_("Another name removed"))
CERTIFICATE_ADDED = _event(
    "supplier.certificate_added", N_("{kind} added, valid until {valid_until}"), "certificate", "kind", "valid_until"
)
CERTIFICATE_CHANGED = _event("supplier.certificate_changed", N_("Certificate or document changed"), "certificate")
CERTIFICATE_WITHDRAWN = _event("supplier.certificate_withdrawn", N_("Certificate or document withdrawn"), "certificate")
CERTIFICATE_WARNED = _event(
    "supplier.certificate_warned", N_("Warned: a certificate ends on {valid_until}"), "certificate", "valid_until"
)
COUNTRY_RECORDED = _event("country.recorded", N_("Country indices of {on} recorded"), "on")

FOLLOW_UP_PLANNED = _event("follow_up.planned", N_("Planned: {kind}, due {due_on}"), "kind", "due_on")
FOLLOW_UP_MOVED = _event("follow_up.moved", N_("Moved from {from_on} to {due_on}"), "from_on", "due_on")
FOLLOW_UP_EXPLAINED = _event("follow_up.explained", N_("Due on {due_on} as before, for another reason"), "due_on")
FOLLOW_UP_START = _event("follow_up.start", N_("Started"))
FOLLOW_UP_COMPLETE = _event("follow_up.complete", N_("Completed, done {done_on}"), "done_on")
FOLLOW_UP_SKIP = _event("follow_up.skip", N_("Skipped with a reason"))
FOLLOW_UP_ASSIGNED = _event("follow_up.assigned", N_("Given to a person"), "user")
FOLLOW_UP_HANDED_OVER = _event("follow_up.handed_over", N_("Handed over to another person"), "from_user", "to_user")
FINDINGS_RECORDED = _event("follow_up.findings_recorded", N_("Findings recorded (clauses: {count})"), "count")

ASSIGNMENT_ISSUED = _event(
    "assignment.issued", N_("Personal link issued: {kind}, valid to {expires_on}"), "kind", "expires_on"
)
ASSIGNMENT_REISSUED = _event("assignment.reissued", N_("New personal link issued (number {generation})"), "generation")
ASSIGNMENT_EXTENDED = _event("assignment.extended", N_("Personal link extended to {expires_on}"), "expires_on")
ASSIGNMENT_REVOKED = _event("assignment.revoked", N_("Personal link revoked"))
ASSIGNMENT_OPENED = _event("assignment.opened", N_("Opened by the holder of the link"))
ASSIGNMENT_CLOSED = _event("assignment.closed", N_("Nothing more is asked through this link"))

INVITATION_SENT = _event("invitation.sent", N_("Self-assessment sent, due {due_on}"), "due_on")
INVITATION_EXTENDED = _event("invitation.extended", N_("Answer time extended to {due_on}"), "due_on")
INVITATION_REMINDED = _event("invitation.reminded", N_("Reminder {number} sent"), "number")
INVITATION_SAVED = _event("invitation.saved", N_("Draft saved (answers: {count})"), "count")
INVITATION_SUBMIT = _event("invitation.submit", N_("Answers submitted, receipt {receipt}"), "receipt", "fingerprint")
INVITATION_RETURN = _event("invitation.return", N_("Sent back, due {due_on} (questions: {count})"), "count", "due_on")
INVITATION_ASSESS = _event("invitation.assess", N_("Assessment finished"))
INVITATION_CANCEL = _event("invitation.cancel", N_("Cancelled"))
ANSWER_ASSESSED = _event("invitation.answer_assessed", N_("Answers assessed: {count}"), "count")

EVIDENCE_ADDED = _event("evidence.added", N_("File added, {size} bytes"), "size", "sha256")
EVIDENCE_HANDED_IN = _event("evidence.handed_in", N_("File sent with the answers"))
EVIDENCE_REMOVED = _event("evidence.removed", N_("File removed before submission"), "sha256")

DEVIATION_RECORDED = _event("deviation.recorded", N_("Deviation recorded: {severity}"), "severity")
DEVIATION_CHANGED = _event("deviation.changed", N_("Deviation changed: {fields}"), "fields")
DEVIATION_ISSUE = _event(
    "deviation.issue", N_("Issued to the supplier, plan due {plan_due_on}"), "plan_due_on", "closure_due_on"
)
DEVIATION_SUBMIT_PLAN = _event(
    "deviation.submit_plan", N_("Action plan submitted by the supplier (actions: {count})"), "count"
)
DEVIATION_RETURN_PLAN = _event(
    "deviation.return_plan", N_("Action plan returned, new plan due {plan_due_on}"), "plan_due_on"
)
DEVIATION_ACCEPT_PLAN = _event("deviation.accept_plan", N_("Action plan accepted"))
DEVIATION_REPORT_DONE = _event("deviation.report_done", N_("Reported done by the supplier (files: {count})"), "count")
DEVIATION_RETURN_EVIDENCE = _event("deviation.return_evidence", N_("Evidence not sufficient"))
DEVIATION_CLOSE = _event("deviation.close", N_("Verified and closed by another person"))
DEVIATION_WITHDRAW = _event("deviation.withdraw", N_("Withdrawn with a reason"))
DEVIATION_REMINDED = _event("deviation.reminded", N_("Reminder {number} sent"), "number")

ACTION_PROPOSED = _event("action.proposed", N_("Action proposed by the supplier, due {due_on}"), "due_on")
ACTION_CHANGED = _event("action.changed", N_("Action of the draft plan changed, due {due_on}"), "due_on")
ACTION_REMOVED = _event("action.removed", N_("Action taken out of the draft plan"))
ACTION_ACCEPT = _event("action.accept", N_("Action accepted"))
ACTION_REPORT_DONE = _event("action.report_done", N_("Action reported done by the supplier"))
ACTION_RETURN_EVIDENCE = _event("action.return_evidence", N_("Evidence for the action returned"))
ACTION_VERIFY = _event("action.verify", N_("Action verified"))

RESULT_SHARED = _event("result.shared", N_("Result shared with the cooperation: {light}"), "light")
RESULT_UPDATED = _event("result.updated", N_("Shared result updated: {light}"), "light")
RESULT_WITHDRAWN = _event("result.withdrawn", N_("Shared result withdrawn"))

FIGURES_CONFIRMED = _event("figures.confirmed", N_("Figures for {year} confirmed"), "year", "sha256")
SUMMARY_COMPILED = _event("summary.compiled", N_("Summary for {year} compiled, edition {edition}"), "year", "edition")
SUMMARY_REVIEW = _event("summary.review", N_("Reviewed"))
SUMMARY_RETURN = _event("summary.return", N_("Returned to draft"))
SUMMARY_PUBLISH = _event("summary.publish", N_("Published, fingerprint {sha256}"), "sha256")
SUMMARY_SUPERSEDE = _event("summary.supersede", N_("Replaced by a newer edition"))
CONTRIBUTION_COMPUTED = _event("contribution.computed", N_("Contribution for {year} computed"), "year", "amount_minor")

MAIL_FAILED = _event("outbox.failed", N_("A mail could not be delivered ({kind})"), "kind")


def canonical(facts: Mapping[str, object]) -> str:
    """Return facts as JSON in one only possible form."""

    def plain(value: object) -> str:
        if isinstance(value, datetime | date):
            return value.isoformat()
        raise TypeError(f"not a fact: {value!r}")

    return json.dumps(dict(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)


def link_hash(previous: str, *, chain: int, seq: int, at: datetime, what: Mapping[str, Fact]) -> str:
    """Return the hash that ties an entry to the one before it.

    Source: trust.md A2: SHA-256(previous hash, canonical JSON).
    """
    body = canonical({**what, "chain": chain, "seq": seq, "at": at.isoformat()})
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
