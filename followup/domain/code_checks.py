"""What must hold before content is adopted: texts there, sources named, references that lead somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from followup.domain.code_of_conduct import (
    CodeVersion,
    Content,
    Question,
    QuestionKind,
    Questionnaire,
    Reply,
    RequirementArea,
)
from followup.domain.criteria import CriteriaBank, Criterion
from followup.domain.criticality import Criticality
from followup.domain.deviations import Severity
from followup.domain.follow_up_rules import BY_CLASS
from followup.domain.forms import FormBank
from followup.domain.penalties import PenaltyRule
from followup.domain.policies import Policies
from followup.domain.risk import RiskClass
from followup.domain.risk_tables import CountryRisk, RiskTables
from followup.domain.sourced import LANGUAGES, Library, gaps
from followup.errors import N_, Problems, Reason

LANGUAGE_MISSING = Reason("code.language_missing", N_("The version is not there in “{language}”."))
REPEATED = Reason("code.repeated", N_("“{name}” is used more than once."))
NO_SECTION = Reason("code.no_section", N_("There is no section “{name}”."))
NO_CLAUSE = Reason("code.no_clause", N_("There is no clause “{name}”."))
NO_QUESTION = Reason("code.no_question", N_("No earlier question with choices has the key “{name}”."))
NO_ANSWER = Reason("code.no_answer", N_("The question “{question}” cannot be answered “{name}”."))
NO_OPTIONS = Reason("code.no_options", N_("A question with choices offers at least two, each with a code of its own."))
NO_UNIT = Reason("code.no_unit", N_("Only a number has a unit."))
NOT_SCORED = Reason("code.not_scored", N_("Only a yes-partly-no question can be a lead question or carry weight."))
NO_WEIGHT = Reason("code.no_weight", N_("A lead question needs a weight above zero."))
NOT_PLACED = Reason("code.not_placed", N_("The clause stands in no requirement area of the crosswalk."))
NO_ROW = Reason("code.no_row", N_("There is no row “{name}” to refer to."))
NO_RULE = Reason("code.no_rule", N_("There is no rule for “{name}”."))
NO_PREFIX = Reason("code.no_prefix", N_("The id begins with the key of the group, “{name}_”."))
IS_A_CLAUSE = Reason("code.is_a_clause", N_("“{name}” is already the name of a standard clause."))
NO_EVIDENCE = Reason("code.no_evidence", N_("Say what kind of evidence is asked for."))
NO_AREA = Reason("code.no_area", N_("Say which area it protects."))
NOT_COVERED = Reason("code.not_covered", N_("The bank says neither what “{name}” needs nor that nothing is written."))

Found = Iterator[tuple[str, Reason]]


def problems(version: CodeVersion, library: Library) -> Problems:
    """Return what keeps a version from being adopted.

    Shape: dotted path to reasons; lists are counted from 1, clauses and questions named. Empty when all is well.
    """
    return _gathered(gaps(version, library), _version(version))


def crosswalk_problems(content: Content) -> Problems:
    """Return references of the crosswalk that lead nowhere, and clauses that it forgot.

    Shape: as for `problems`.
    """
    missing: dict[str, list[Reason]] = {}
    for place, row in enumerate(content.crosswalk, start=1):
        for path, reasons in gaps(row, content.library, f"crosswalk.{place}").items():
            missing.setdefault(path, []).extend(reasons)
    return _gathered(missing, _crosswalk(content.crosswalk, content.versions))


def policy_problems(policies: Policies, library: Library) -> Problems:
    """Return what is missing, repeated or without a source in the policies.

    Shape: as for `problems`.
    """
    return _gathered(gaps(policies, library), _policies(policies))


def risk_problems(tables: RiskTables, library: Library) -> Problems:
    """Return what is missing, repeated or without a source in the risk tables, and references that lead nowhere.

    Shape: as for `problems`.
    """
    return _gathered(gaps(tables, library), _tables(tables))


def bank_problems(
    bank: CriteriaBank, library: Library, categories: Collection[str], clauses: Collection[str]
) -> Problems:
    """Return what keeps a criteria bank from being adopted.

    `categories` are those of the risk tables, `clauses` the ids of all standard clauses, which a criterion must not
    share, since the answers to a questionnaire are put to clauses by their ids.
    Shape: as for `problems`.
    """
    return _gathered(gaps(bank, library), _bank(bank, categories, clauses))


def form_problems(bank: FormBank, content: Content) -> Problems:
    """Return what keeps a bank of forms from being adopted.

    Shape: as for `problems`.
    """
    return _gathered(gaps(bank, content.library), _forms(bank, content.versions))


def penalty_problems(rules: Iterable[PenaltyRule], content: Content) -> Problems:
    """Return rules about a penalty that lead nowhere, and clauses with a penalty that no rule is about.

    Shape: as for `problems`.
    """
    rules = tuple(rules)
    return _gathered(gaps(rules, content.library, "penalties"), _penalties(rules, content.versions))


def _penalties(rules: Iterable[PenaltyRule], versions: Iterable[CodeVersion]) -> Found:
    about = [rule.clause for rule in rules]
    charged = {
        f"{version.key}/{clause.id}"
        for version in versions
        for clause in version.clauses
        if any(number.key.startswith("penalty_") for number in clause.numbers)
    }
    yield from _repeated("penalties", about)
    yield from (("penalties", NO_CLAUSE.but(name=name)) for name in about if name not in charged)
    yield from (("penalties", NO_RULE.but(name=name)) for name in sorted(charged.difference(about)))


def _gathered(first: Problems, more: Found) -> Problems:
    found = {path: list(reasons) for path, reasons in first.items()}
    for path, reason in more:
        found.setdefault(path, []).append(reason)
    return found


def _repeated(path: str, names: Iterable[str]) -> Found:
    for name, times in Counter(names).items():
        if times > 1:
            yield path, REPEATED.but(name=name)


def _version(version: CodeVersion) -> Found:
    yield from _languages(version.languages)
    sections = {section.id for section in version.sections}
    yield from _repeated("sections", (section.id for section in version.sections))
    yield from _repeated("clauses", (clause.id for clause in version.clauses))
    yield from _repeated("questionnaires", (form.key for form in version.questionnaires))
    for clause in version.clauses:
        if clause.section not in sections:
            yield f"clauses.{clause.id}.section", NO_SECTION.but(name=clause.section)
        yield from _repeated(f"clauses.{clause.id}.numbers", (number.key for number in clause.numbers))
    clauses = {clause.id for clause in version.clauses}
    for form in version.questionnaires:
        yield from _questionnaire(form, clauses)


def _questionnaire(form: Questionnaire, clauses: set[str]) -> Found:
    path = f"questionnaires.{form.key}"
    yield from _repeated(f"{path}.sections", (section.id for section in form.sections))
    yield from _repeated(f"{path}.questions", (question.key for question in form.questions))
    sections = {section.id for section in form.sections}
    earlier: dict[str, Question] = {}
    for question in form.questions:
        place = f"{path}.questions.{question.key}"
        if question.section not in sections:
            yield f"{place}.section", NO_SECTION.but(name=question.section)
        if question.clause is not None and question.clause not in clauses:
            yield f"{place}.clause", NO_CLAUSE.but(name=question.clause)
        yield from _question(question, place, earlier)
        if _codes(question):
            earlier[question.key] = question


def _codes(question: Question) -> tuple[str, ...]:
    """Return what the answer to a question with choices can be."""
    if question.kind is QuestionKind.YES_PARTLY_NO:
        return tuple(Reply)
    return tuple(option.code for option in question.options)


def _question(question: Question, path: str, earlier: Mapping[str, Question]) -> Found:
    hangs_on = question.shown_if
    if hangs_on is not None and hangs_on.question not in earlier:
        yield f"{path}.shown_if", NO_QUESTION.but(name=hangs_on.question)
    elif hangs_on is not None and hangs_on.equals not in _codes(earlier[hangs_on.question]):
        yield f"{path}.shown_if", NO_ANSWER.but(question=hangs_on.question, name=hangs_on.equals)
    yield from _choices(question, path)
    if question.unit is not None and question.kind not in _NUMBERS:
        yield f"{path}.unit", NO_UNIT
    if question.kind is not QuestionKind.YES_PARTLY_NO and (question.lead or question.weight):
        yield f"{path}.kind", NOT_SCORED
    if question.lead and question.weight < 1:
        yield f"{path}.weight", NO_WEIGHT


_NUMBERS = (QuestionKind.NUMBER, QuestionKind.WHOLE_NUMBER)


def _choices(question: Question, path: str) -> Found:
    codes = [option.code for option in question.options]
    has_choices = question.kind in (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
    is_well = len(codes) > 1 and len(set(codes)) == len(codes) and all(code.isidentifier() for code in codes)
    if is_well != has_choices or (codes and not has_choices):
        yield f"{path}.options", NO_OPTIONS


def _forms(bank: FormBank, versions: Iterable[CodeVersion]) -> Found:
    versions = tuple(versions)
    yield from _languages(bank.languages)
    yield from _repeated("forms", (form.key for form in bank.forms))
    clauses = {clause.id for version in versions for clause in version.clauses}
    for form in bank.forms:
        yield from _questionnaire(form, clauses)
    forms = (*bank.forms, *(form for version in versions for form in version.questionnaires))
    asked = {question.key for form in forms for question in form.questions}
    about = [guide.question for guide in bank.guides]
    yield from _repeated("guides", about)
    yield from (("guides", NO_ROW.but(name=name)) for name in about if name not in asked)


def _languages(there: Collection[str]) -> Found:
    yield from (("languages", LANGUAGE_MISSING.but(language=name)) for name in LANGUAGES if name not in there)


def _crosswalk(areas: Iterable[RequirementArea], versions: Iterable[CodeVersion]) -> Found:
    areas = tuple(areas)
    known = {f"{version.key}/{clause.id}" for version in versions for clause in version.clauses}
    placed = {clause for area in areas for clause in area.clauses}
    yield from _repeated("crosswalk", (area.key for area in areas))
    for area in areas:
        for clause in area.clauses:
            if clause not in known:
                yield f"crosswalk.{area.key}", NO_CLAUSE.but(name=clause)
    for clause in sorted(known - placed):
        yield clause, NOT_PLACED


def _exactly(path: str, wanted: Iterable[str], given: Iterable[str]) -> Found:
    names = tuple(given)
    yield from _repeated(path, names)
    for name in wanted:
        if name not in names:
            yield path, NO_RULE.but(name=name)


def _policies(policies: Policies) -> Found:
    plan, deadlines = policies.follow_up_plan, policies.deviation_deadlines
    cells = (f"{kind}/{risk_class}" for kind in BY_CLASS for risk_class in RiskClass)
    yield from _exactly("follow_up_plan.rules", cells, (f"{rule.kind}/{rule.risk_class}" for rule in plan.rules))
    yield from _exactly("follow_up_plan.meetings", Criticality, (meeting.group for meeting in plan.meetings))
    yield from _repeated("follow_up_plan.answer_times", (f"{row.kind}/{row.country}" for row in plan.answer_times))
    yield from _exactly("deviation_deadlines.rules", Severity, (rule.severity for rule in deadlines.rules))
    numbers = (*plan.numbers, *deadlines.numbers, *policies.sharing.numbers)
    yield from _repeated("numbers", (number.key for number in numbers))


def _tables(tables: RiskTables) -> Found:
    yield from _repeated("categories", (category.key for category in tables.categories))
    yield from _repeated("high_risk_list", (row.key for row in tables.high_risk_list))
    yield from _repeated("matrices", (f"{row.product_group}/{row.area}" for row in tables.matrices))
    yield from _repeated("class_rules.rules", (rule.criterion for rule in tables.class_rules.rules))
    yield from _exactly("class_rules.classes", RiskClass, (row.risk_class for row in tables.class_rules.classes))
    yield from _exactly("countries.thresholds", CountryRisk, (row.risk for row in tables.countries.thresholds))
    rows = {row.key for row in tables.high_risk_list}
    groups = {row.product_group for row in tables.matrices}
    parents = {category.key for category in tables.categories}
    for category in tables.categories:
        known = ((category.high_risk, rows), (_given(category.matrix), groups), (_given(category.parent), parents))
        for name in (name for names, there in known for name in names if name not in there):
            yield f"categories.{category.key}", NO_ROW.but(name=name)


def _bank(bank: CriteriaBank, categories: Collection[str], clauses: Collection[str]) -> Found:
    yield from _languages(bank.languages)
    yield from _repeated("groups", (group.key for group in bank.groups))
    yield from _repeated("criteria", (criterion.id for _, criterion in bank.criteria))
    named = [name for group in bank.groups for name in group.categories] + [row.category for row in bank.without]
    for name in named:
        if name not in categories:
            yield "groups", NO_ROW.but(name=name)
    if not bank.is_optional:
        yield from (("without", NOT_COVERED.but(name=name)) for name in categories if name not in named)
    for group, criterion in bank.criteria:
        yield from _criterion(criterion, group.key, clauses)


def _criterion(criterion: Criterion, group: str, clauses: Collection[str]) -> Found:
    path = f"criteria.{criterion.id}"
    if not criterion.id.startswith(f"{group}_"):
        yield f"{path}.id", NO_PREFIX.but(name=group)
    if criterion.id in clauses:
        yield f"{path}.id", IS_A_CLAUSE.but(name=criterion.id)
    if not criterion.evidence:
        yield f"{path}.evidence", NO_EVIDENCE
    if not criterion.areas:
        yield f"{path}.areas", NO_AREA


def _given(name: str) -> tuple[str, ...]:
    return (name,) if name else ()
