from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from followup.documents import audit_reports
from followup.documents.audit_reports import Report
from followup.domain.audit_reports import ReportContent, ReportFinding, ReportPerson, ReportState
from followup.domain.audits import AuditPart, AuditResult, CheckStatus
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.sourced import Text
from followup.i18n import speaking
from tests.documents.reading import Document


def found(number: str, result: AuditResult, note: str = "") -> ReportFinding:
    return ReportFinding(
        number=number,
        title=Text(en=f"Clause {number}", sv=f"Krav {number}", nb=f"Krav {number}"),
        obligation=Text(en=f"Do {number}.", sv=f"Gör {number}.", nb=f"Gjør {number}."),
        check=CheckStatus.DONE,
        result=result,
        area="labour_rights",
        note=note,
    )


CONTENT = ReportContent(
    buyer="Region Exempel",
    supplier="Ærlig Handske AB",
    contract="Undersökningshandskar (RS/12/2026)",
    kind=FollowUpKind.SITE_AUDIT,
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 3, 3),
    site="Mill Four",
    country="BA",
    purpose="To see how overtime is paid.",
    summary="Seven minor deviations. *Not bold*",
    people=(ReportPerson(part=AuditPart.LEAD, name="Anna", employer="An audit firm"),),
    findings=(
        found("2.1", AuditResult.CONFORMING),
        found("2.2", AuditResult.MINOR, "Hours were not written down."),
        found("2.3", AuditResult.MAJOR, "Passports were kept."),
        found("2.4", AuditResult.GOOD_PRACTICE, "A crèche on site."),
        *(found(f"3.{n}", AuditResult.CONFORMING, "As it should be. " * 20) for n in range(1, 12)),
    ),
)
REPORT = Report(
    number=7,
    content=CONTENT,
    sha256="9f86d081884c7d65" * 4,
    sent_at=datetime(2026, 3, 9, 8, tzinfo=UTC),
    state=ReportState.FINAL,
    zone="Europe/Stockholm",
    commented_at=datetime(2026, 3, 16, 8, tzinfo=UTC),
    comment="The passports were in a safe to which all have a key.",
    commenter="Boris, head of quality",
)


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_report_is_tagged_and_says_its_language_and_title(language: str) -> None:
    with speaking(language):
        document = Document(audit_reports.as_pdf(REPORT))
        title = audit_reports.title_of(7)
    assert str(document.pdf.Root.Lang) == language
    assert document.metadata["{http://purl.org/dc/elements/1.1/}title"] == title
    assert document.metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert bool(document.pdf.Root.MarkInfo.Marked)
    tags = document.tags()
    assert tags.count("Title") == 1
    assert tags.count("Table") == 1
    assert tags.count("H2") == 3 + len(CONTENT.findings)
    clause = "Krav 2.3" if language != "en" else "Clause 2.3"
    assert sum(page.count(clause) for page in document.pages()) == 2


def test_the_gravest_deviation_stands_first_and_the_appendix_keeps_the_order() -> None:
    text = " ".join(Document(audit_reports.as_pdf(REPORT)).pages())
    assert text.index("2.3 Clause") < text.index("2.2 Clause") < text.index("2.4 Clause")
    appendix = text[text.index("Appendix: every requirement") :]
    assert appendix.index("2.1 Clause") < appendix.index("2.2 Clause") < appendix.index("2.3 Clause")


def test_the_suppliers_comment_stands_in_the_final_report_and_markup_is_text() -> None:
    text = " ".join(Document(audit_reports.as_pdf(REPORT)).pages())
    assert "The passports were in a safe to which all have a key." in text
    assert "Boris, head of quality" in text
    assert "*Not bold*" in text


def test_a_report_without_an_answer_says_so() -> None:
    silent = replace(REPORT, commented_at=None, comment="", commenter="")
    assert "did not answer within the time" in " ".join(Document(audit_reports.as_pdf(silent)).pages())
    waiting = replace(silent, state=ReportState.FOR_CHECK)
    assert "has not checked the facts" in " ".join(Document(audit_reports.as_pdf(waiting)).pages())


def test_the_mark_of_the_demonstration_stands_on_every_page_and_the_same_report_gives_the_same_bytes() -> None:
    marked = audit_reports.as_pdf(REPORT, is_demonstration=True)
    pages = Document(marked).pages()
    assert len(pages) > 2
    assert all("Demonstration, invented audit" in page for page in pages)
    assert marked == audit_reports.as_pdf(REPORT, is_demonstration=True)
    assert not any("emonstration" in page for page in Document(audit_reports.as_pdf(REPORT)).pages())
