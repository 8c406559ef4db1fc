from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.documents import pdf
from tests.documents.reading import Document

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
MARK = "Demonstration, invented figures"
MARKUP = '#panic("x") *bold* <label> @cite $x^2$ \\ // /* `code` = heading {{7*7}} "quoted"'
KEY_FIGURES = {
    "heading": "Key figures",
    "header": ["Figure", "2025", "2024"],
    "rows": [["Suppliers followed up", "48", "41"], ["Closed in time", "fewer than 3", "7"]],
    "note": "Cells with fewer than three suppliers are not shown.",
}
BY_REGION = {
    "heading": "By region",
    "header": ["Region", *[f"Figure number {n}" for n in range(9)]],
    "rows": [[f"Region {n}", *[str(n * place) for place in range(9)]] for n in range(1, 22)],
}
FUNDING = {
    "heading": "Funding",
    "header": ["Region", "Inhabitants", "Contribution"],
    "rows": [[f"Region {n}", "131 418", "131 418,00 kr"] for n in range(120)],
}
READING = {"heading": "How to read this", "paragraphs": ["A green light is dated.", MARKUP]}
SUMMARY: dict[str, Any] = {
    "title": "Årsrapport 2025",
    "subtitle": "Joint follow-up",
    "publisher": "Regionernas kansli",
    "labels": {"page": "Page {page} of {pages}"},
    "demonstration": MARK,
    "facts": [["Year", "2025"], ["Edition", "1"], ["Fingerprint", "9f86d081884c7d65" * 4]],
    "sections": [KEY_FIGURES, BY_REGION, FUNDING, READING],
}
RECEIPT: dict[str, Any] = {
    "title": "Receipt for a self-assessment",
    "publisher": "Region Exempel",
    "labels": {"page": "Page {page} of {pages}"},
    "facts": [["Receipt number", "2026-000417"], ["Supplier", "Ærlig Handske AB"]],
    "notes": ["Your answers have been received."],
    "sections": [
        {
            "title": "Policy",
            "answers": [
                {"question": "Who?", "lines": [MARKUP, "2 files"]},
                {"question": "When?", "lines": ["Not answered"]},
            ],
        }
    ],
}
BOTH = pytest.mark.parametrize(("template", "data"), [("annual_summary", SUMMARY), ("receipt", RECEIPT)])


def rendered(template: str, data: dict[str, Any], language: str = "en") -> Document:
    return Document(pdf.render(template, data, language=language, created_at=AT))


@BOTH
def test_a_document_declares_that_it_is_accessible_and_lasting(template: str, data: dict[str, Any]) -> None:
    document = rendered(template, data)
    assert document.metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert document.metadata["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
    assert document.metadata["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert bool(document.pdf.Root.MarkInfo.Marked)
    assert bool(document.pdf.Root.ViewerPreferences.DisplayDocTitle)


@BOTH
@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_a_document_has_title_language_and_date(template: str, data: dict[str, Any], language: str) -> None:
    document = rendered(template, data, language)
    assert str(document.pdf.Root.Lang) == language
    assert document.metadata["{http://purl.org/dc/elements/1.1/}title"] == data["title"]
    assert document.metadata["{http://ns.adobe.com/xap/1.0/}CreateDate"] == "2026-03-02T08:05:00+00:00"


@BOTH
def test_all_fonts_travel_with_the_document(template: str, data: dict[str, Any]) -> None:
    for page in rendered(template, data).pdf.pages:
        for font in page.Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_headings_and_tables_have_their_tags() -> None:
    tags = rendered("annual_summary", SUMMARY).tags()
    assert tags.count("Title") == 1
    assert tags.count("H1") == len(SUMMARY["sections"])
    assert tags.count("Table") == 3
    assert tags.count("THead") == 3
    assert tags.count("TH") == sum(len(s["header"]) for s in (KEY_FIGURES, BY_REGION, FUNDING))


def test_every_row_of_a_long_table_is_there_under_a_repeated_header() -> None:
    document = rendered("annual_summary", SUMMARY)
    pages = document.pages()
    rows = sum(len(s["rows"]) + 1 for s in (KEY_FIGURES, BY_REGION, FUNDING))
    assert document.tags().count("TR") == rows
    text = " ".join(pages)
    assert all(f"Region {n} 131 418" in text for n in range(120))
    assert sum("Inhabitants" in page for page in pages) == sum("131 418,00" in page for page in pages) > 2


def test_every_page_has_its_number_and_the_mark() -> None:
    pages = rendered("annual_summary", SUMMARY).pages()
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert MARK in page


def test_without_a_demonstration_there_is_no_mark() -> None:
    pages = rendered("annual_summary", SUMMARY | {"demonstration": ""}).pages()
    assert not any("emonstration" in page for page in pages)


@BOTH
def test_texts_are_printed_and_never_run(template: str, data: dict[str, Any]) -> None:
    assert MARKUP in " ".join(rendered(template, data).pages())


@BOTH
def test_the_same_values_give_the_same_bytes(template: str, data: dict[str, Any]) -> None:
    first, again, later = (
        pdf.render(template, data, language="sv", created_at=at)
        for at in (AT, AT.astimezone(timezone(timedelta(hours=1))), AT + timedelta(days=1))
    )
    assert first == again
    assert first != later


@BOTH
@pytest.mark.parametrize(
    "name", ["华为 Handske", "\U0001f9e4 AB", "a\x00b\x07c", "\ud800", "العربية", "e\u0301"], ids=ascii
)
def test_letters_that_no_font_has_do_not_stop_a_document(template: str, data: dict[str, Any], name: str) -> None:
    text = " ".join(rendered(template, data | {"facts": [["Supplier", name], ["Buyer", "Region Åäöæø"]]}).pages())
    assert "Region Åäöæø" in text


def test_a_letter_that_cannot_be_shown_is_written_as_its_number() -> None:
    text = " ".join(rendered("receipt", RECEIPT | {"notes": ["Handske 华为 AB"]}).pages())
    assert "Handske [U+534E][U+4E3A] AB" in text


@settings(max_examples=10)
@given(st.text(min_size=1, max_size=30))
def test_any_text_makes_a_document(text: str) -> None:
    assert rendered("receipt", RECEIPT | {"notes": [text], "sections": []}).tags()[0] == "Document"


def test_a_template_that_lacks_what_it_needs_says_so() -> None:
    with pytest.raises(typst.TypstError, match="notes"):
        pdf.render("receipt", {k: v for k, v in RECEIPT.items() if k != "notes"}, language="en", created_at=AT)


def test_nothing_in_a_document_is_fetched_or_run() -> None:
    document = rendered("annual_summary", SUMMARY).pdf
    names = {str(key) for thing in document.objects if isinstance(thing, pikepdf.Dictionary) for key in thing}
    assert not names & {"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/AA", "/OpenAction", "/URI"}
