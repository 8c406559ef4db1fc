"""What people do in the demonstration: answering, assessing, planning, mending. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select

from followup.demo import remedies
from followup.domain.actions import ActionPlan, DoneReport
from followup.domain.actors import Assignee, Staff, System
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire
from followup.domain.deviation_steps import NewDeviation, Verdict
from followup.domain.deviations import DeviationStatus, Severity, Verification, needs_onsite
from followup.domain.follow_ups import FindingResult, Findings, Outcome
from followup.domain.questionnaires import Assessment, Draft, Judgement, SendBack, Signature
from followup.models.actions import CorrectiveAction
from followup.models.assignments import Assignment
from followup.models.contracts import ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.queries import questionnaires as sent
from followup.queries.questionnaires import form_of
from followup.runtime import Runtime
from followup.schemas.crosswalks import crosswalk
from followup.services import (
    actions,
    answers,
    assessments,
    deviations,
    follow_ups,
    questionnaires,
    sharing,
    verification,
)
from followup.web.uploads import Upload

LOOKUP = System(job="sign_in", everything=True)
# What people write, as they would in their own language.
WORDS: Mapping[str, Mapping[str, str]] = {
    "SE": {
        "role": "Hållbarhetsansvarig",
        "comment": "Se bilagan.",
        "back": "Vilket datum gäller policyn från?",
        "cause": "Rutinen sade inte vem som ansvarar.",
        "containment": "Bristen åtgärdades samma dag.",
        "corrective": "Rutinen skrivs om och en ansvarig utses.",
        "preventive": "Genomgång två gånger per år.",
        "evidence": "Ny rutin, daterad.",
        "summary": "Vi gick igenom villkoren med leverantören. (Påhittat.)",
        "done": "Klart, se underlaget.",
        "verified": "Underlaget visar att det är åtgärdat.",
        "answer": "Ja, se vår rutin från i våras. (Påhittat svar.)",
    },
    "NO": {
        "summary": "Vi gikk gjennom vilkårene med leverandøren. (Oppdiktet.)",
        "role": "Bærekraftsansvarlig",
        "comment": "Se vedlegget.",
        "back": "Hvilken dato gjelder policyen fra?",
        "cause": "Rutinen sa ikke hvem som har ansvaret.",
        "containment": "Mangelen ble rettet samme dag.",
        "corrective": "Rutinen skrives om, og en ansvarlig utpekes.",
        "preventive": "Gjennomgang to ganger i året.",
        "evidence": "Ny rutine, datert.",
        "done": "Utført, se dokumentasjonen.",
        "verified": "Dokumentasjonen viser at det er rettet.",
        "answer": "Ja, se rutinen vår fra i vår. (Oppdiktet svar.)",
    },
}
EVIDENCE = "Påhittat underlag för demonstrationen. / Oppdiktet dokumentasjon for demonstrasjonen.\n".encode()

FINDINGS: Mapping[Severity, tuple[str, str]] = {
    Severity.MINOR: ("Utbildningslistan är inte aktuell", "Listan över utbildade saknar det senaste årets deltagare."),
    Severity.MAJOR: (
        "Krav förs inte vidare till underleverantörer",
        "Två underleverantörer har inte skrivit under uppförandekoden.",
    ),
    Severity.CRITICAL: ("Spärrad nödutgång", "En nödutgång var låst vid besöket och öppnades på plats."),
}
IN_NORWEGIAN: Mapping[Severity, tuple[str, str]] = {
    Severity.MINOR: (
        "Opplæringslisten er ikke oppdatert",
        "Listen over opplærte mangler deltakerne fra det siste året.",
    ),
    Severity.MAJOR: (
        "Kravene er ikke videreført til underleverandører",
        "To underleverandører har ikke signert retningslinjene.",
    ),
    Severity.CRITICAL: ("Sperret nødutgang", "En nødutgang var låst under besøket og ble åpnet på stedet."),
}


@dataclass(slots=True)
class Acts:
    """The hands of everybody in the story, on one runtime."""

    runtime: Runtime

    def holder(self, assignment_id: int) -> Assignee:
        """Return the supplier's contact who holds the link."""
        with self.runtime.transaction(LOOKUP, read_only=True) as tx:
            link = tx.follow(Assignment, assignment_id)
        country = "NO" if link.language == "nb" else "SE"
        zone = "Europe/Oslo" if country == "NO" else "Europe/Stockholm"
        return Assignee(
            public_id=link.public_id,
            assignment_id=link.id,
            organisation_id=link.organisation_id,
            zone=zone,
            country=country,
        )

    def send(self, manager: Staff, follow_up_id: str) -> Invitation:
        """Send a self-assessment."""
        with self.runtime.transaction(manager) as tx:
            return questionnaires.send(tx, self.runtime.keys, follow_up_id, is_large=True)

    def fill(self, invitation: Invitation, *, weak: bool, only: int | None = None) -> None:
        """Answer the questions, all or the first few sections, as a supplier does: a page at a time."""
        holder = self.holder(invitation.assignment_id or 0)
        form, words = form_of(invitation), WORDS[holder.country]
        for section in form.sections[:only]:
            values = {q.key: _answer(q, words, weak=weak) for q in form.in_section(section.id)}
            values = {key: value for key, value in values.items() if value}
            comments = {key: words["comment"] for key in values if weak and key.endswith("1")}
            with self.runtime.transaction(holder) as tx:
                answers.save(
                    tx, section.id, Draft(values=values, comments=comments), uploads=self._uploads(form, section.id)
                )

    def _uploads(self, form: Questionnaire, section: str) -> tuple[Upload, ...]:
        wanted = [q for q in form.in_section(section) if q.kind is QuestionKind.FILE or q.needs_evidence]
        return tuple(self.upload(q.key) for q in wanted)

    def upload(self, field: str = "file") -> Upload:
        """Put the invented evidence into the store."""
        stored = self.runtime.files.put(EVIDENCE)
        return Upload(field, "underlag.txt", "text/plain", stored.size, stored.sha256)

    def submit(self, invitation: Invitation) -> None:
        """Send the answers in."""
        holder = self.holder(invitation.assignment_id or 0)
        with self.runtime.transaction(holder) as tx:
            answers.submit(tx, Signature(name="Kim Kontakt", role=WORDS[holder.country]["role"], confirmed=True))

    def send_back(self, manager: Staff, invitation: Invitation, due_on: date) -> None:
        """Send the first answered question back."""
        key = form_of(invitation).questions[0].key
        with self.runtime.transaction(manager) as tx:
            assessments.send_back(
                tx,
                self.runtime.keys,
                invitation.public_id,
                SendBack(keys=(key,), note=WORDS[manager.country]["back"], due_on=due_on),
            )

    def assess(self, manager: Staff, invitation: Invitation, *, weak: bool) -> None:
        """Assess every answer and finish."""
        questions = form_of(invitation).questions
        judged: dict[str, Assessment | None] = {
            q.key: Assessment.PARTLY if weak and number == 1 else Assessment.FULFILLED
            for number, q in enumerate(questions)
        }
        with self.runtime.transaction(manager) as tx:
            asked = sent.sent_answers(sent.latest(tx.session, invitation.id))
            kept = {key: value for key, value in judged.items() if key in asked}
            assessments.assess(tx, invitation.public_id, Judgement(assessments=kept, finish=True))

    def record(self, who: Staff, follow_up_id: str, done_on: date, *, partly: bool = False) -> None:
        """Log a follow-up with one save."""
        findings = Findings(
            done_on=done_on,
            participants="Kim Kontakt",
            summary=WORDS[who.country]["summary"],
            minutes_used=90,
            outcome=Outcome.ALL_FULFILLED,
        )
        with self.runtime.transaction(who) as tx:
            if partly:
                findings = self._partly(tx.session.scalars(self._clauses(follow_up_id)).all(), done_on)
            follow_ups.record(tx, follow_up_id, findings)

    @staticmethod
    def _clauses(follow_up_id: str) -> Select[str]:
        return (
            select(ContractClause.public_id)
            .join(FollowUp, FollowUp.contract_id == ContractClause.contract_id)
            .where(FollowUp.public_id == follow_up_id)
            .order_by(ContractClause.id)
        )

    @staticmethod
    def _partly(clauses: Sequence[str], done_on: date) -> Findings:
        results = {key: FindingResult.PARTLY if n == 0 else FindingResult.FULFILLED for n, key in enumerate(clauses)}
        return Findings(
            done_on=done_on,
            participants="Kim Kontakt",
            minutes_used=150,
            outcome=Outcome.BY_CLAUSE,
            results=results,
        )

    def deviate(self, who: Staff, follow_up_id: str, severity: Severity, found_on: date) -> Deviation:
        """Record a deviation against the first clause."""
        title, description = (IN_NORWEGIAN if who.country == "NO" else FINDINGS)[severity]
        with self.runtime.transaction(who) as tx:
            clause = tx.session.scalars(self._clauses(follow_up_id).limit(1)).one_or_none()
            new = NewDeviation(
                severity=severity, title=title, description=description, found_on=found_on, clause_id=clause
            )
            return deviations.record(tx, follow_up_id, new)

    def issue(self, manager: Staff, deviation: Deviation) -> None:
        """Issue a deviation to the supplier."""
        with self.runtime.transaction(manager) as tx:
            deviations.issue(tx, self.runtime.keys, deviation.public_id)

    def now(self, deviation: Deviation) -> Deviation:
        """Return the deviation as it stands."""
        with self.runtime.transaction(LOOKUP, read_only=True) as tx:
            return tx.follow(Deviation, deviation.id)

    def plan(self, deviation: Deviation, today: date) -> None:
        """Send an action plan in, as the supplier."""
        current = self.now(deviation)
        holder = self.holder(current.assignment_id or 0)
        words = WORDS[holder.country]
        due_on = min(today + timedelta(days=20), current.closure_due_on or today)
        plan = ActionPlan(
            root_cause=words["cause"],
            containment=words["containment"],
            corrective=words["corrective"],
            preventive=words["preventive"],
            responsible="Kim Kontakt",
            due_on=max(due_on, today),
            expected_evidence=words["evidence"],
        )
        with self.runtime.transaction(holder) as tx:
            actions.propose(tx, current.public_id, plan)
        with self.runtime.transaction(holder) as tx:
            signature = Signature(name="Kim Kontakt", role=WORDS[holder.country]["role"], confirmed=True)
            actions.submit_plan(tx, current.public_id, signature)

    def accept(self, manager: Staff, deviation: Deviation) -> None:
        """Accept the plan."""
        with self.runtime.transaction(manager) as tx:
            verification.accept_plan(tx, deviation.public_id)
        remedies.record(self.runtime, manager, deviation)

    def mend(self, deviation: Deviation) -> None:
        """Report every action done, with a file."""
        current = self.now(deviation)
        holder = self.holder(current.assignment_id or 0)
        with self.runtime.transaction(holder, read_only=True) as tx:
            ids = list(
                tx.session.scalars(
                    select(CorrectiveAction.public_id).where(CorrectiveAction.deviation_id == current.id)
                )
            )
        for action_id in ids:
            with self.runtime.transaction(holder) as tx:
                actions.report_done(
                    tx, action_id, DoneReport(note=WORDS[holder.country]["done"]), uploads=(self.upload(),)
                )

    def verify(self, approver: Staff, deviation: Deviation) -> None:
        """Verify and close, as another person."""
        method = Verification.ON_SITE if needs_onsite(deviation.severity) else Verification.DESKTOP
        if self.now(deviation).status is not DeviationStatus.REPORTED_DONE:
            return
        with self.runtime.transaction(approver) as tx:
            verification.verify(
                tx, deviation.public_id, Verdict(verification=method, note=WORDS[approver.country]["verified"])
            )

    def share(self, manager: Staff, follow_up_id: str) -> None:
        """Share the result with the cooperation."""
        with self.runtime.transaction(manager) as tx:
            sharing.share(tx, follow_up_id, crosswalk())


def _answer(question: Question, words: Mapping[str, str], *, weak: bool) -> str:
    if question.kind is QuestionKind.YES_PARTLY_NO:
        return "partly" if weak and question.key.endswith(".1") else "yes"
    return {
        QuestionKind.ONE_OF: question.options[0].code if question.options else "",
        QuestionKind.SEVERAL_OF: " ".join(option.code for option in question.options[:2]),
        QuestionKind.TEXT: words["answer"],
        QuestionKind.WHOLE_NUMBER: "12",
        QuestionKind.NUMBER: "12.5",
        QuestionKind.SITES: "Example Glove Works; MY; Ipoh\nExample Finishing; TH; Rayong",
        QuestionKind.DATE: "2022-05-01",
        QuestionKind.COUNTRY: "SE",
    }.get(question.kind, "")
