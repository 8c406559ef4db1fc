"""One organisation with one of everything, made by the services, each thing in the states in which a route works.

Shape: the name in an address, or that name and the endpoint it stands for, to (model, public id).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from followup.documents import open_contracts
from followup.documents.edition_bundle import bundle, place
from followup.domain.actions import ActionPlan, DoneReport
from followup.domain.actors import Assignee, Role, Staff
from followup.domain.assignments import token_hash
from followup.domain.calendar_feeds import FeedReach, NewFeed
from followup.domain.certificates import CertificateKind, NewCertificate
from followup.domain.code_of_conduct import QuestionKind
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.disputes import NewDispute
from followup.domain.editions import from_content
from followup.domain.figure_corrections import Addition
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.funding import RateComponent
from followup.domain.guests import NewGuest
from followup.domain.incidents import NewIncident, NewQuestion
from followup.domain.indicators import Indicator
from followup.domain.journal import USER_CHANGED
from followup.domain.mergers import NewAlias
from followup.domain.options import NewOption
from followup.domain.organisations import OrganisationKind
from followup.domain.own_questions import NewOwnQuestion
from followup.domain.plain_data import as_plain
from followup.domain.procurements import NewProcurement
from followup.domain.questionnaires import Signature
from followup.domain.renewals import NewMeasure, PlannedRenewal
from followup.domain.risk import NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_tables import RiskLevel
from followup.domain.schedule import FollowUpKind
from followup.domain.summary_checks import Check, Finding
from followup.domain.summary_cycles import default_cycle
from followup.domain.suppliers import NewSite
from followup.domain.supply import NewSubSupplier
from followup.domain.users import NewToken
from followup.domain.views import CONTRACTS, NewView
from followup.models.actions import CorrectiveAction
from followup.models.assignments import Assignment
from followup.models.calendar_feeds import CalendarFeed
from followup.models.certificates import SupplierCertificate
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause, ContractOption, ContractSubSupplier, RiskAssessment
from followup.models.contributors import Contributor
from followup.models.deviations import Deviation
from followup.models.disputes import Dispute
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident, IncidentParty, IncidentQuestion
from followup.models.organisations import Cooperation, Organisation
from followup.models.own_questions import OwnQuestion
from followup.models.procurements import Procurement
from followup.models.questionnaires import Invitation
from followup.models.renewals import RenewalMeasure
from followup.models.secrecy import SecrecyRequest
from followup.models.sharing import SharedResult
from followup.models.summaries import AnnualSummary, FigureCorrection, SummaryCycle
from followup.models.suppliers import Supplier, SupplierAlias, SupplierContact, SupplierSite
from followup.models.users import ApiToken, SignInLink, User
from followup.models.views import SavedView
from followup.queries import criteria as bank
from followup.queries import releases
from followup.queries.incident_reach import Sought
from followup.queries.sign_in import opened_link
from followup.services import (
    actions,
    calendar_feeds,
    certificates,
    code_of_conduct,
    criteria,
    deviations,
    disputes,
    editions,
    figure_corrections,
    follow_ups,
    funding,
    guests,
    incident_questions,
    incident_reach,
    incidents,
    mergers,
    notes,
    options,
    organisations,
    own_figures,
    own_questions,
    procurements,
    renewals,
    risk,
    secrecy,
    sharing,
    sign_in,
    summaries,
    summary_cycles,
    suppliers,
    supply,
    users,
    verification,
    views,
)
from followup.services.organisations import NewPopulation
from tests.builders import World
from tests.code_of_conduct.content import banks
from tests.policy import (
    audit_linking,
    auditing,
    campaigning,
    casing,
    charging,
    deviating,
    division,
    governing,
    joining,
    outside,
    publishing,
    sanctioning,
)
from tests.self_assessments import Upload, asked, planned

TODAY = date(2026, 3, 2)
PICTURE = b"%PDF-1.4 a picture"
BORIS = Signature(name="Boris Invented", role="Head of quality", confirmed=True)


@dataclass
class Region:
    """What stands in one region, and those who made it: none of them is one of those who ask later."""

    world: World
    colleague: Staff
    own: str
    contract: Contract = field(init=False)
    supplier: Supplier = field(init=False)

    def __post_init__(self) -> None:
        self.supplier = self.world.supplier("Shared supplier")
        version = self.world.code_version(f"walked-{self.world._next()}")
        self.contact = self.world.contact(self.colleague, self.supplier, email=f"{self.own}@supplier.test")
        self.contract = self.world.contract(
            self.colleague, supplier=self.supplier, version=version, title=f"Contract {self.own}", risk=RiskClass.C
        )
        self.version = version

    def follow_up(
        self, kind: FollowUpKind = FollowUpKind.DOCUMENT_REVIEW, *, done: bool = False, due_on: date = TODAY
    ) -> FollowUp:
        contract = self.world.contract(
            self.colleague, supplier=self.supplier, version=self.version, title=f"Followed {self.own}", risk=RiskClass.C
        )
        with self.world.tx(self.colleague) as tx:
            made = follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason=self.own))
        if done:
            with self.world.tx(self.colleague) as tx:
                found = Findings(done_on=TODAY, summary=self.own, outcome=Outcome.NONE_ASSESSED)
                follow_ups.record(tx, made.public_id, found)
        return made

    def deviation(self, until: str = "draft") -> Deviation:
        """A deviation that has come as far as `until`: draft, issued, planned, accepted or done."""
        follow_up = self.follow_up()
        new = NewDeviation(
            title=f"Deviation {self.own}", description=self.own, severity=Severity.MINOR, found_on=TODAY, clause_id=None
        )
        with self.world.tx(self.colleague) as tx:
            made = deviations.record(tx, follow_up.public_id, new)
        for name, step in (
            ("issued", self._issue),
            ("planned", self._plan),
            ("accepted", self._accept),
            ("done", self._do),
        ):
            if until == "draft":
                break
            step(made.public_id)
            if name == until:
                break
        return made

    def _issue(self, public_id: str) -> None:
        with self.world.tx(self.colleague) as tx:
            deviations.issue(tx, self.world.runtime.keys, public_id, contact_id=self.contact.public_id)

    def propose(self, public_id: str) -> CorrectiveAction:
        plan = ActionPlan(root_cause="A cause", corrective="A cure", responsible="Boris", due_on=date(2026, 4, 1))
        with self.world.tx(self.holder(public_id)) as tx:
            return actions.propose(tx, public_id, plan)

    def _plan(self, public_id: str) -> None:
        self.propose(public_id)
        with self.world.tx(self.holder(public_id)) as tx:
            actions.submit_plan(tx, public_id, BORIS)

    def _accept(self, public_id: str) -> None:
        with self.world.tx(self.colleague) as tx:
            verification.accept_plan(tx, public_id)

    def _do(self, public_id: str) -> None:
        with self.world.tx(self.holder(public_id)) as tx:
            report = DoneReport(note="It is done, see the picture")
            actions.report_done(tx, self.action(public_id).public_id, report, uploads=[a_file(self.world)])

    def action(self, deviation_id: str) -> CorrectiveAction:
        with self.world.reading() as tx:
            wanted = select(CorrectiveAction).join(Deviation, Deviation.id == CorrectiveAction.deviation_id)
            return tx.session.scalars(wanted.where(Deviation.public_id == deviation_id)).one()

    def holder(self, deviation_id: str) -> Assignee:
        with self.world.reading() as tx:
            wanted = select(Assignment).join(Deviation, Deviation.assignment_id == Assignment.id)
            link = tx.session.scalars(wanted.where(Deviation.public_id == deviation_id)).one()
            return holder_of(link)

    def assessment(self) -> RiskAssessment:
        facts = RiskFacts(
            people=RiskLevel.HIGH, climate=RiskLevel.HIGH, nationally_prioritised=True, on_high_risk_list=True
        )
        with self.world.tx(self.colleague) as tx:
            new = NewAssessment(facts=facts, risk_class=RiskClass.A, override_reason=self.own, justification=self.own)
            return risk.assess(tx, self.contract.public_id, new)

    def result(self) -> SharedResult:
        follow_up = self.follow_up(done=True)
        with self.world.tx(self.colleague) as tx:
            first, *_ = sharing.share(tx, follow_up.public_id)
            return first


def a_file(world: World, field: str = "files") -> Upload:
    stored = world.runtime.files.put(PICTURE)
    return Upload(field, name="picture.pdf", size=stored.size, sha256=stored.sha256)


def holder_of(link: Assignment) -> Assignee:
    return Assignee(assignment_id=link.id, public_id=link.public_id, organisation_id=link.organisation_id)


def everything(
    world: World, region: Organisation, secretariat: Organisation, cooperation: Cooperation, own: str
) -> dict[str, Any]:
    """Make it all and return what stands for each name in an address, and those who hold links."""
    colleague = world.staff(
        region, Role.CONTRACT_MANAGER, Role.APPROVER, name=f"Colleague {own}", cooperations=(cooperation,)
    )
    at = Region(world, colleague, own)
    return {
        "contract_id": (Contract, at.contract.public_id),
        "form in exchange.download": (None, "csv"),
        "supplier_id": (Supplier, at.supplier.public_id),
        **_parts_of_contract(at),
        **_obligations(at),
        **_register(at),
        "view_id": (SavedView, _view(at).public_id),
        **_criteria(at),
        "contact_id": (SupplierContact, at.contact.public_id),
        "organisation_id": (Organisation, region.public_id),
        "assessment_id": (RiskAssessment, at.assessment().public_id),
        "key": (None, at.version.key),
        "version_key": (None, at.version.key),
        "form_key": (None, "self_assessment"),
        "own_question_id": (OwnQuestion, _own_question(at)),
        "result_id": (SharedResult, at.result().public_id),
        **outside.scene(world, colleague, at.supplier, at.follow_up(done=True)),
        **_procurements(at),
        **_follow_ups(at),
        **_questionnaires(at),
        **campaigning.scene(world, colleague, at.supplier, at.version, own),
        **auditing.scene(world, colleague, at.supplier, at.version, own),
        **audit_linking.scene(world, colleague),
        **_deviations(at),
        **deviating.scene(at),
        **sanctioning.scene(world, colleague, at.supplier, at.contact, at.version, secretariat, cooperation, own),
        **_people(world, region),
        **_guests(world, region),
        **_summaries(at, region, secretariat, cooperation),
        **charging.scene(world, secretariat, cooperation),
        **_incidents(at, secretariat, cooperation),
        **publishing.scene(world, region, secretariat, cooperation, colleague),
        **division.scene(at.world, at.colleague, at.supplier, secretariat, cooperation),
        **joining.scene(at.world, at.colleague, secretariat, cooperation),
        **casing.scene(at.world, secretariat, cooperation),
        **governing.scene(at.world, at.colleague, secretariat, cooperation),
        "giver": (User, colleague.public_id),
    }


def _parts_of_contract(at: Region) -> dict[str, Any]:
    behind = at.world.supplier("Supplier behind it")
    with at.world.tx(at.colleague) as tx:
        new = NewOption(extends_to_on=date(2029, 12, 31), decide_by_on=date(2028, 9, 30))
        option = options.add(tx, at.contract.public_id, new)
        sub_supplier = supply.add_sub_supplier(
            tx, at.contract.public_id, NewSubSupplier(supplier_id=behind.public_id, delivers=at.own)
        )
        site = suppliers.add_site(tx, at.supplier.public_id, NewSite(name=f"Site {at.own}", country="MY"))
    return {
        "option_id": (ContractOption, option.public_id),
        "sub_supplier_id": (ContractSubSupplier, sub_supplier.public_id),
        "site": (SupplierSite, site.public_id),
        "another supplier": (Supplier, at.world.supplier("Another supplier").public_id),
        "another organisation": (Organisation, at.world.organisation("Another organisation").public_id),
    }


def _criteria(at: Region) -> dict[str, Any]:
    """A criteria bank, one criterion of it taken, and a document to be filled."""
    with at.world.tx() as tx:
        code_of_conduct.adopt_bank(tx, banks()[0])
    with at.world.tx(at.colleague) as tx:
        free, chosen, *_ = bank.offered(tx.session, TODAY)
        criteria.bind(tx, at.contract.public_id, [chosen.public_id])
        [taken] = bank.taken(tx.session, at.contract.id)
    return {
        "criterion_id": (Clause, free.public_id),
        "contract_clause_id": (ContractClause, taken.contract_clause_id),
        "document": (None, "start_meeting"),
        "kind": (None, "pdf"),
    }


def _register(at: Region) -> dict[str, Any]:
    """What hangs on a supplier, and an entry that was merged."""
    paper = NewCertificate(kind=CertificateKind.SOCIAL, name=f"Paper {at.own}", valid_until=date(2026, 4, 1))
    merged, into = at.world.supplier("Merged supplier"), at.world.supplier("Staying supplier")
    with at.world.tx(at.colleague) as tx:
        alias = suppliers.add_alias(tx, at.supplier.public_id, NewAlias(name="Supplier by another name"))
        certificate = certificates.add(tx, at.supplier.public_id, paper, [a_file(at.world)])
        site = suppliers.add_site(tx, at.supplier.public_id, NewSite(name=f"Mill {at.own}", country="MY"))
        mergers.merge(tx, merged.public_id, into.public_id)
    gone = (Supplier, merged.public_id)
    return {
        "alias_id": (SupplierAlias, alias.public_id),
        "certificate_id": (SupplierCertificate, certificate.public_id),
        "site_id": (SupplierSite, site.public_id),
        "into_id": (Supplier, into.public_id),
        "supplier_id in mergers.unmerge": gone,
        "supplier_id in api_mergers.undo_merger": gone,
    }


def _obligations(at: Region) -> dict[str, Any]:
    """An obligation, and a measure that waits on a contract whose renewal is planned."""
    renewed = at.world.contract(at.colleague, supplier=at.supplier, title=f"Renewed {at.own}")
    with at.world.tx(at.colleague) as tx:
        bound = select(ContractClause).where(ContractClause.contract_id == at.contract.id).order_by(ContractClause.id)
        obligation = tx.session.scalars(bound.limit(1)).one()
        measure = renewals.queue(tx, renewed.public_id, NewMeasure(body=f"Measure {at.own}"))
        renewals.plan(tx, renewed.public_id, PlannedRenewal(year=2028))
        notes.write(tx, at.contract.public_id, f"Note {at.own}")
    return {
        "obligation_id": (ContractClause, obligation.public_id),
        "measure_id": (RenewalMeasure, measure.public_id),
    }


def _procurements(at: Region) -> dict[str, Any]:
    """A procurement that is planned, one that is assessed, and one whose start meeting was held."""
    low = RiskFacts(people=RiskLevel.LOW, climate=RiskLevel.LOW, nationally_prioritised=False, on_high_risk_list=False)
    made = []
    for _ in range(3):
        with at.world.tx(at.colleague) as tx:
            made.append(procurements.register(tx, NewProcurement(title=f"Procurement {at.own}", year=2026)).public_id)
    for public_id in made[1:]:
        with at.world.tx(at.colleague) as tx:
            risk.assess(tx, public_id, NewAssessment(facts=low, risk_class=RiskClass.D))
    with at.world.tx(at.colleague) as tx:
        procurements.start(tx, made[2], TODAY)
    return {
        "procurement_id": (Procurement, made[0]),
        "procurement_id in procurements.start": (Procurement, made[1]),
        "procurement_id in procurements.award": (Procurement, made[2]),
    }


def _view(at: Region) -> SavedView:
    """A view that the colleague saved: nobody else's to remove."""
    with at.world.tx(at.colleague) as tx:
        return views.save(tx, CONTRACTS, NewView(name=at.own, query={"mine": "yes"}))


def _own_question(at: Region) -> str:
    with at.world.tx(at.colleague) as tx:
        new = NewOwnQuestion(kind=QuestionKind.TEXT, text={"en": f"Why {at.own}?"})
        return own_questions.add(tx, new).public_id


def _follow_ups(at: Region) -> dict[str, Any]:
    to_ask = planned(at.world, at.colleague, at.contract)
    return {
        "follow_up_id": (FollowUp, at.follow_up().public_id),
        "follow_up_id in moves.say_why": (FollowUp, at.follow_up(due_on=date(2026, 2, 2)).public_id),
        "follow_up_id in sharing.share": (FollowUp, at.follow_up(done=True).public_id),
        "follow_up_id in questionnaires.send": (FollowUp, to_ask.public_id),
    }


def _questionnaires(at: Region) -> dict[str, Any]:
    sent, answered = asked(at.world, staff=at.colleague), asked(at.world, staff=at.colleague)
    sent.fill()
    sent.save(uploads=(a_file(at.world, sent.form.questions[0].key),))
    answered.fill()
    answered.save(uploads=(a_file(at.world, answered.form.questions[0].key),))
    answered.submit()
    for scene in (sent, answered):
        with at.world.tx(scene.holder) as tx:
            request_id = secrecy.ask(tx, scene.form.questions[0].key, "Invented prices.").public_id
    with at.world.reading() as tx:
        files = {e.assignment_id: e.public_id for e in tx.session.scalars(select(Evidence))}
    arrived = (Invitation, answered.invitation_id)
    colleague = sent.colleague("s1")
    with at.world.reading() as tx:
        helping = tx.follow(Contributor, colleague.contributor_id or 0).public_id
    return {
        "link": sent.holder,
        "contributor": colleague,
        "contributor_id": (Contributor, helping),
        "link_answered": answered.holder,
        "token in supplier.landing": (None, sent.token),
        "section": (None, sent.form.sections[0].id),
        "question_key": (None, sent.form.questions[0].key),
        "assignment_id": (Assignment, sent.assignment.public_id),
        "invitation_id": (Invitation, sent.invitation_id),
        "invitation_id in assessments.judge": arrived,
        "invitation_id in answer_exports.one": arrived,
        "form in answer_exports.one": (None, "csv"),
        "form in answer_exports.compared": (None, "csv"),
        "request_id": (SecrecyRequest, request_id),
        "invitation_id in assessments.send_back": arrived,
        "evidence_id": (Evidence, files[answered.assignment.id]),
        "evidence_id in evidence.download_own": (Evidence, files[sent.assignment.id]),
    }


def _deviations(at: Region) -> dict[str, Any]:
    issued = at.deviation("issued")
    at.propose(issued.public_id)
    in_state = {state: (Deviation, at.deviation(state).public_id) for state in ("draft", "planned", "done")}
    disputed = at.deviation("issued").public_id
    with at.world.tx(at.holder(disputed)) as tx:
        held = NewDispute(text=f"Held against {at.own}", name="Boris", role="Head of quality", confirmed=True)
        dispute = disputes.begin(tx, disputed, held)
    return {
        "dispute_id": (Dispute, dispute.public_id),
        "disputed deviation": (Deviation, disputed),
        "deviation_id": in_state["draft"],
        "deviation_id in verification.accept_plan": in_state["planned"],
        "deviation_id in verification.return_plan": in_state["planned"],
        "deviation_id in verification.return_evidence": in_state["done"],
        "deviation_id in verification.note_progress": in_state["done"],
        "deviation_id in verification.verify": in_state["done"],
        "action_id": (CorrectiveAction, at.action(issued.public_id).public_id),
        "link_to_plan": at.holder(issued.public_id),
    }


def _people(world: World, region: Organisation) -> dict[str, Any]:
    person, program = world.staff(region, Role.READER), world.staff(region, Role.READER)
    administrator = world.staff(region, Role.ADMINISTRATOR)
    with world.tx() as tx:
        row = tx.follow(User, program.user_id or 0)
        row.is_integration = True
        tx.journal(USER_CHANGED, row, fields="is_integration")
    with world.tx(administrator) as tx:
        users.create_token(tx, program.public_id, NewToken(label="A program", expires_on=date(2026, 12, 31)))
        users.send_link(tx, world.runtime.keys, person.public_id)
        users.send_link(tx, world.runtime.keys, administrator.public_id)
    with world.reading() as tx:
        token = tx.session.scalars(select(ApiToken).where(ApiToken.user_id == program.user_id)).one()
    halfway = _way_in(world, administrator)
    with world.tx() as tx:
        sign_in.choose(tx, opened_link(tx.session, token_hash(halfway), tx.now), "not a real hash")
    integration = (User, program.public_id)
    return {
        "user_id": (User, person.public_id),
        "user_id in users.create_token": integration,
        "user_id in users.revoke_token": integration,
        "token_id": (ApiToken, token.public_id),
        "token in sign_in.welcome": (None, _way_in(world, person)),
        **_calendar(world, region),
        "token in sign_in.activate": (None, halfway),
    }


def _guests(world: World, region: Organisation) -> dict[str, Any]:
    """One person of a host approves here already, another one may be named; neither belongs to the organisation."""
    host = world.organisation("Host municipality", OrganisationKind.MUNICIPALITY)
    world.cooperation(region, secretariat=host)
    guest, other = (world.staff(host, Role.READER, name=name) for name in ("Guest", "Another at the host"))
    administrator = world.staff(region, Role.ADMINISTRATOR)
    with world.tx() as tx:
        addresses = [tx.follow(User, person.user_id or 0).email for person in (guest, other)]
    with world.tx(administrator) as tx:
        guests.name(tx, NewGuest(email=addresses[0]))
    named = (None, guest.public_id)
    return {
        "user_id in guests.let_go": named,
        "user_id in api_guests.let_guest_go": named,
        "address at the host": (None, addresses[1]),
    }


def _calendar(world: World, region: Organisation) -> dict[str, Any]:
    """One reader's calendar address: nobody else's to revoke, and everybody's to fetch who has it."""
    reader, keys = world.staff(region, Role.READER), world.runtime.keys
    with world.tx(reader) as tx:
        feed = calendar_feeds.make(tx, keys, NewFeed(reach=FeedReach.WHOLE))
    return {
        "feed_id": (CalendarFeed, feed.public_id),
        "token in calendar_feeds.fetch": (None, calendar_feeds.token_of(keys, feed)),
    }


def _way_in(world: World, person: Staff) -> str:
    """Return the token of the mailed link to choose a password."""
    with world.reading() as tx:
        link = tx.session.scalars(select(SignInLink).where(SignInLink.user_id == person.user_id)).one()
    token = world.runtime.keys.token_again(link.public_id, 1, link.nonce, link.token_hash, purpose="sign_in")
    assert token is not None
    return token


def _summaries(at: Region, region: Organisation, secretariat: Organisation, cooperation: Cooperation) -> dict[str, Any]:
    """One year is published, one reviewed, one a draft, and one is confirmed by nobody."""
    world = at.world
    first = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    second = world.staff(secretariat, Role.PUBLISHER, cooperations=(cooperation,))
    with world.tx() as tx:
        people = NewPopulation(inhabitants=131_418, on=date(2024, 12, 31), source="test")
        organisations.record_population(tx, tx.follow(Organisation, region.id), people)
        rate = RateComponent(name="Base", ore=100, valid_from=date(2023, 1, 1), source="test")
        funding.record_rate(tx, tx.follow(Cooperation, cooperation.id), rate)
    made = {year: _compiled(world, at.colleague, first, cooperation, year) for year in (2023, 2024, 2025)}
    for year in (2023, 2024):
        with world.tx(first) as tx:
            summaries.review(tx, made[year], None)
    with world.tx(second) as tx:
        published = editions.publish(tx, made[2023], None, recipients=(), categories={}, is_demonstration=False)
    world.runtime.public.put(place(cooperation.slug, 2023, 1), bundle(from_content(published.content)))
    made[2020] = _corrected(world, at.colleague, first, second, cooperation)
    dates = default_cycle(2022)
    with world.tx(first) as tx:
        cycle = summary_cycles.put_dates(tx, cooperation.public_id, 2022, dates, None)
    return {
        "cooperation_id": (Cooperation, cooperation.public_id),
        "cycle_id": (SummaryCycle, cycle.public_id),
        "summary_id in summary_cycles.accept": (AnnualSummary, made[2020]),
        "summary_id in summary_cycles.explain": (AnnualSummary, made[2020]),
        "year in summary_cycles.put_dates": (None, "2021"),
        "summary_id": (AnnualSummary, made[2023]),
        "summary_id in summaries.review": (AnnualSummary, made[2025]),
        "summary_id in summaries.send_back": (AnnualSummary, made[2024]),
        "summary_id in summaries.publish": (AnnualSummary, made[2024]),
        "year": (None, "2023"),
        "year in own_figures.confirm": (None, "2022"),
        "year in figure_corrections.reopen": (None, "2024"),
        "year in figure_corrections.leave_out": (None, "2026"),
        "year in figure_corrections.add": (None, "2021"),
        "correction_id": (FigureCorrection, _correction(at)),
        "year in summaries.compile_draft": (None, "2025"),
        "slug": (None, cooperation.slug),
        "edition": (None, "1"),
        "name in public.file": (None, "manifest.json"),
        "name in public_contracts.file": (None, "releases.json"),
        "organisation": (None, region.public_id),
        "stamp": (None, _given_out(at, region)),
    }


def _given_out(at: Region, region: Organisation) -> str:
    """Publish the region's contracts as open data; return under which stamp."""
    with at.world.reading(at.colleague) as tx:
        found = releases.publication(tx, "")
    word = open_contracts.stamp(found.published_at)
    whole = open_contracts.files(replace(found, releases=()), is_demonstration=False)
    at.world.runtime.public.put(open_contracts.place(region.public_id, word), whole)
    return word


def _incidents(at: Region, secretariat: Organisation, cooperation: Cooperation) -> dict[str, Any]:
    """An incident that reaches the region, with the question that it asks its supplier, and one that has ended."""
    world, coordinator = at.world, at.world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    with world.reading(incident_reach.COORDINATOR) as everything:
        sought = Sought(cooperation_id=cooperation.id, supplier_keys=frozenset({at.supplier.id}))
        found = incident_reach.look_up(everything, sought)
    new = NewIncident(
        title="Incident", facts="What is told", source="News", reported_on=TODAY, supplier_id=at.supplier.public_id
    )
    made = []
    for _ in range(2):
        with world.tx(coordinator) as tx:
            made.append(incidents.begin(tx, cooperation.public_id, new, found).public_id)
    with world.tx(coordinator) as tx:
        question = NewQuestion(question="Do you use it?", due_on=date(2026, 3, 30))
        [asked] = incident_questions.plan(tx, made[0], question, found)
        incidents.close(tx, made[1], "What was found", found, None)
    with world.reading() as tx:
        of_incident = select(IncidentParty).where(IncidentParty.incident_id == asked.incident_id)
        party = tx.session.scalars(of_incident).one()
    return {
        "incident_id": (Incident, made[0]),
        "incident_id in incidents.reopen": (Incident, made[1]),
        "party_id": (IncidentParty, party.public_id),
        "question_id": (IncidentQuestion, asked.public_id),
    }


def _correction(at: Region) -> str:
    """A thing that the records lack, counted by hand in a year that nobody has confirmed."""
    new = Addition(
        indicator=Indicator.OFFICE_AUDITS_REPORTED, item="Case 1", supplier_id=at.supplier.public_id, reason="test"
    )
    with at.world.tx(at.colleague) as tx:
        return figure_corrections.add(tx, 2021, new).public_id


def _corrected(world: World, approver: Staff, first: Staff, second: Staff, cooperation: Cooperation) -> str:
    """A draft of a second edition, with a finding that waits to be accepted."""
    published = _compiled(world, approver, first, cooperation, 2020)
    with world.tx(first) as tx:
        summaries.review(tx, published, None)
    with world.tx(second) as tx:
        editions.publish(tx, published, None, recipients=(), categories={}, is_demonstration=False)
    with world.reading(summaries.COMPILER) as everything:
        gathered = summaries.gather(everything, cooperation, 2020)
    with world.tx(first) as tx:
        draft = summaries.compile(tx, tx.follow(Cooperation, cooperation.id), 2020, gathered)
        draft.checks = [as_plain(Finding(check=Check.ANSWERED_OVER_SENT))]
        return draft.public_id


def _compiled(world: World, approver: Staff, coordinator: Staff, cooperation: Cooperation, year: int) -> str:
    with world.tx(approver) as tx:
        own_figures.confirm(tx, year)
    with world.reading(summaries.COMPILER) as everything:
        sealed = summaries.gather(everything, cooperation, year)
    with world.tx(coordinator) as tx:
        return summaries.compile(tx, tx.follow(Cooperation, cooperation.id), year, sealed).public_id
