"""Letters to a supplier: written once as finished texts in the contract's language, and drawn from those as a PDF.

The texts are kept, so that a later change of wording or of a rule changes no letter that was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from followup.documents import pdf
from followup.domain.letters import LetterFacts, Written
from followup.domain.penalties import Calculation, PenaltyUnit
from followup.domain.sanction_steps import needs_hearing
from followup.domain.sanctions import LetterKind, Rung
from followup.domain.summaries import fingerprint
from followup.errors import N_
from followup.i18n import day, gettext, language, money, ngettext, speaking

DEMONSTRATION = N_("Demonstration, invented contract")
_BEGINS: Mapping[LetterKind, str] = {
    LetterKind.NOTICE: N_("You do not fulfil the contract in the point that is named here. Please answer this letter."),
    LetterKind.WARNING: N_("This is a formal warning: the contract is still not fulfilled in the point named here."),
    LetterKind.PENALTY: N_("We claim the penalty that the contract provides for."),
    LetterKind.TERMINATION: N_("We terminate the contract."),
    LetterKind.HEARING: N_("We are considering a step under the contract. Nothing has been decided yet."),
}
_WITHHOLDS = N_("We withhold payment or stop call-offs, as the contract allows, until the point named here is mended.")


def written(facts: LetterFacts, *, is_demonstration: bool = False) -> Written:
    """Return the letter as finished texts in its own language, with their hash; the file is made of them elsewhere."""
    with speaking(facts.language):
        content: dict[str, object] = {
            "title": _title(facts),
            "publisher": facts.buyer,
            "demonstration": gettext(DEMONSTRATION) if is_demonstration else "",
            "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
            "addressee": [line for line in (facts.supplier, facts.supplier_number, facts.recipient) if line],
            "facts": [list(pair) for pair in _facts(facts)],
            "paragraphs": list(_paragraphs(facts)),
            "steps_title": gettext("How the amount is counted"),
            "steps": [list(pair) for pair in _steps(facts.calculation)] if facts.calculation else [],
            "closing": [facts.signer, facts.buyer, facts.reply_to],
        }
    return Written(content=content, sha256=fingerprint(content))


def as_pdf(content: Mapping[str, object], *, language_tag: str, made_at: datetime) -> bytes:
    """Return the file; the same content gives the same bytes."""
    return pdf.render("letter", content, language=language_tag, created_at=made_at)


def _title(facts: LetterFacts) -> str:
    return gettext(facts.kind.label)


def _facts(facts: LetterFacts) -> Iterator[tuple[str, str]]:
    contract = f"{facts.contract_title} ({facts.contract_number})" if facts.contract_number else facts.contract_title
    yield gettext("Date"), day(facts.made_on)
    yield gettext("Letter number"), str(facts.number)
    if facts.case_number:
        yield gettext("Case number"), facts.case_number
    yield gettext("Contract"), contract
    if facts.kind is LetterKind.HEARING:
        yield gettext("Step considered"), gettext(facts.rung.label)
    if facts.clause_title:
        yield gettext("Clause"), f"{facts.clause_number} {_said(facts.clause_title)}".strip()
    if facts.deviation_number is not None:
        yield gettext("Deviation"), f"{facts.deviation_number}: {facts.deviation_title}"
    if facts.answer_by_on is not None:
        yield gettext("Answer by"), day(facts.answer_by_on)


def _said(text: Mapping[str, str]) -> str:
    return text.get(language()) or text.get("en", "")


def _paragraphs(facts: LetterFacts) -> Iterator[str]:
    yield gettext(_WITHHOLDS if facts.rung is Rung.WITHHOLD and facts.decided_on else _BEGINS[facts.kind])
    yield from _reason(facts)
    if facts.clause_text:
        yield gettext("The clause says, in our words: {text}", text=_said(facts.clause_text))
    if facts.calculation is not None:
        amount = money(facts.calculation.amount.amount, facts.calculation.currency)
        yield gettext("The penalty is {amount}. How it is counted stands below.", amount=amount)
    yield from _hearing(facts) if facts.kind is LetterKind.HEARING else _decision(facts)


def _reason(facts: LetterFacts) -> Iterator[str]:
    if facts.deviation_sent_on is not None:
        yield gettext(
            "The reason is a deviation that we sent you on {on}. It has not been handled as was asked.",
            on=day(facts.deviation_sent_on),
        )
    if facts.correct_by_on is not None:
        yield gettext("It was to be corrected by {on}.", on=day(facts.correct_by_on))
    if facts.trigger is not None:
        yield gettext("What the penalty is for: {trigger}.", trigger=gettext(facts.trigger.label))


def _hearing(facts: LetterFacts) -> Iterator[str]:
    assert facts.answer_by_on is not None
    yield gettext("The step that is considered: {step}.", step=gettext(facts.rung.label))
    yield gettext(
        "You may comment until {on}. What you say is read before anything is decided.", on=day(facts.answer_by_on)
    )
    if facts.rung is Rung.PENALTY:
        yield gettext(
            "If a supplier of yours refuses although you have done your part, tell us and show it: then there is no "
            "penalty."
        )


def _decision(facts: LetterFacts) -> Iterator[str]:
    if facts.statement_on is not None:
        yield gettext("You commented on {on}; that has been considered.", on=day(facts.statement_on))
    elif needs_hearing(facts.rung):
        yield gettext("You were asked to comment; no comment came in time.")
    if facts.decided_on is not None:
        yield gettext("Decided on {on}:", on=day(facts.decided_on))
    yield from (line for line in facts.decision.splitlines() if line.strip())


def _steps(found: Calculation) -> Iterator[tuple[str, str]]:
    """Yield the calculation, one step a line."""
    is_week = found.unit is PenaltyUnit.WEEK
    yield gettext("Days that count"), f"{day(found.late_from_on)} – {day(found.late_to_on)}"
    yield gettext("Number of days"), ngettext("{n} day", "{n} days", found.days_late)
    if is_week:
        yield gettext("Weeks that have begun"), str(found.units_commenced)
    yield gettext("At most, by the clause"), _units(found.cap_count, found.unit)
    yield gettext("Units counted"), _units(found.units_count, found.unit)
    yield (
        gettext("Amount for each week") if is_week else gettext("Amount for each day"),
        money(found.unit_amount.amount, found.currency),
    )
    yield gettext("Penalty"), money(found.amount.amount, found.currency)


def _units(count: int, unit: PenaltyUnit) -> str:
    if unit is PenaltyUnit.WEEK:
        return ngettext("{n} week", "{n} weeks", count)
    return ngettext("{n} day", "{n} days", count)
