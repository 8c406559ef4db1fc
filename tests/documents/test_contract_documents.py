"""A document of the bank filled from a contract: places, blanks, plain text and an accessible PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from followup.documents import contract_documents
from followup.documents.contract_documents import BLANK, as_pdf, as_text, written
from followup.domain.code_of_conduct import Level
from followup.domain.document_templates import LISTS, PLACES, ClauseLine, ContractFacts, Items
from followup.domain.money import Money
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.i18n import speaking
from followup.schemas.document_templates import template, templates
from tests.documents.reading import Document

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
KEYS = [one.key for one in templates()]
every_document = pytest.mark.parametrize("key", KEYS)


def said(text: str) -> dict[str, str]:
    return {"en": text, "sv": f"{text} (sv)", "nb": f"{text} (nb)"}


def line(number: str, title: str) -> ClauseLine:
    return ClauseLine(number=number, title=said(title), obligation=said(f"Do {title.lower()}."))


FULL = ContractFacts(
    title="Gloves for all wards",
    number="A-17",
    case_number="RS/17/2026",
    buyer="Region North",
    supplier="Invented Gloves AB",
    supplier_number="123456-7897",
    first_day=date(2026, 1, 1),
    last_day=date(2029, 12, 31),
    signed_on=date(2025, 12, 1),
    value=Money(1_250_000_00, "SEK"),
    category="gloves",
    manager="Anna Invented",
    risk_class=RiskClass.A,
    terms=said("Due diligence 2021"),
    level=Level.ADVANCED,
    production_town="Ipoh",
    production_country="MY",
    today=date(2026, 3, 2),
    numbers={name: 28 for name in PLACES if name.endswith(("_days", "_weeks", "_week"))},
    lists={name: [line("2.1", "Policy"), line("", "Origin")] for name in LISTS},
    follow_ups=[(FollowUpKind.SELF_ASSESSMENT, date(2026, 5, 1))],
)
BARE = replace(
    FULL,
    number="",
    case_number="",
    supplier_number=None,
    first_day=None,
    last_day=None,
    signed_on=None,
    value=None,
    category=None,
    manager=None,
    risk_class=None,
    terms=None,
    level=None,
    production_town=None,
    production_country=None,
    numbers={},
    lists={},
    follow_ups=(),
)


@every_document
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_contract_that_tells_everything_leaves_no_blank(key: str, language: str) -> None:
    with speaking(language):
        document = written(template(key), FULL, "Gloves")
        text = as_text(document).decode()
    assert document.missing == ()
    assert BLANK not in text
    assert "$" not in text
    assert "Gloves for all wards" in text


@every_document
def test_what_a_contract_does_not_tell_is_a_blank_with_its_name(key: str) -> None:
    document = written(template(key), BARE, "")
    text = as_text(document).decode()
    assert document.missing
    assert text.count(BLANK) >= len(document.missing)
    assert "None" not in text
    assert "$" not in text
    assert all(f"[{name}: {BLANK}]" in text for name in document.missing)


def test_a_list_becomes_as_many_items_as_there_are_clauses() -> None:
    document = written(template("standard_terms"), FULL, "Gloves")
    first = next(block for block in document.blocks if isinstance(block, Items))
    assert first.texts == ("2.1 Policy: Do policy.", "Origin: Do origin.")


def test_dates_money_and_names_are_written_as_the_language_does() -> None:
    with speaking("nb"):
        text = as_text(written(template("checklist_single"), FULL, "Hansker")).decode()
    assert "1\u00a0250\u00a0000,00" in text
    assert "Ipoh, Malaysia" in text
    with speaking("sv"):
        text = as_text(written(template("standard_terms"), FULL, "Handskar")).decode()
    assert "från 2026-01-01 till 2029-12-31" in text
    assert "Due diligence 2021 (sv)" in text


def test_what_a_contract_tells_is_never_markup_nor_another_place() -> None:
    sly = replace(FULL, title="## ${supplier} - [ ] *x*", manager="${buyer}")
    document = written(template("start_meeting"), sly, "Gloves")
    text = as_text(document).decode()
    assert "## ${supplier} - [ ] *x*" in text
    assert "Contract manager: ${buyer}" in text
    assert [block.kind for block in document.blocks] == [
        block.kind for block in written(template("start_meeting"), FULL, "Gloves").blocks
    ]


def test_plain_text_shows_headings_boxes_and_numbers() -> None:
    text = as_text(written(template("start_meeting"), FULL, "Gloves")).decode()
    assert text.startswith("Agenda for the start meeting\n============================\n")
    assert "\nAgenda\n------\n" in text
    assert "[ ] Contract manager: Anna Invented" in text
    assert "\n10. Next meeting\n" in text
    assert "- 1 May 2026: Self-assessment" in text


@every_document
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_document_is_an_accessible_pdf_in_its_language(key: str, language: str) -> None:
    with speaking(language):
        document = written(template(key), FULL, "Gloves")
        made = Document(as_pdf(document, created_at=AT))
    assert made.metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert made.metadata["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
    assert str(made.pdf.Root.Lang) == language
    assert made.metadata["{http://purl.org/dc/elements/1.1/}title"] == document.title
    assert "Invented Gloves AB" in " ".join(" ".join(made.pages()).split())
    if language == "en":
        assert f"Page 1 of {len(made.pages())}" in " ".join(made.pages()[0].split())


def test_the_same_document_is_the_same_file_and_a_demonstration_says_so() -> None:
    document = written(template("follow_up_plan"), FULL, "Gloves")
    assert as_pdf(document, created_at=AT) == as_pdf(document, created_at=AT)
    marked = as_pdf(document, created_at=AT, is_demonstration=True)
    assert contract_documents.DEMONSTRATION in " ".join(Document(marked).pages())
    assert contract_documents.DEMONSTRATION in as_text(document, is_demonstration=True).decode()


def test_a_blank_and_a_foreign_name_are_printed() -> None:
    odd = replace(BARE, supplier="手套 AB")
    text = " ".join(Document(as_pdf(written(template("standard_terms"), odd, ""), created_at=AT)).pages())
    assert BLANK in text
    assert "AB" in text
