"""One text for all councils: its places, the amount inside the point, and two pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from followup.documents.case_documents import BLANK, CaseHead, as_pdf, plain, written
from followup.domain.case_texts import LAYOUTS, LINES_MOST, PLACES, CaseFigures, NewCaseText, check, lines_of
from followup.domain.document_templates import Heading, Items, Paragraph
from followup.domain.money import Money
from followup.errors import Invalid
from tests.documents.reading import Document

AT = datetime(2022, 11, 25, 8, 0, tzinfo=UTC)
GOOD = NewCaseText(
    title="Nationell samordning",
    year=2023,
    rate_ore=100,
    proposal="1. Programmet godkänns.\n2. Finansiering sker med ${amount} årligen.",
    summary="Anslaget för ${member} ändras från ${rate_before} till ${rate} per invånare.",
)
# Source: RS/29/2022 for the population and the rates; the rest is invented.
FIGURES = CaseFigures(
    member="Region Jämtland Härjedalen",
    cooperation="The regions",
    currency="SEK",
    year=2023,
    counted_year=2021,
    inhabitants=131_418,
    rate_before_ore=50,
    rate_ore=100,
    all_inhabitants=10_551_707,
    members=21,
)


def refused(new: NewCaseText) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        check(new)
    return {field: [reason.code for reason in reasons] for field, reasons in refusal.value.problems.items()}


def test_the_amount_stands_inside_a_point_of_the_proposal() -> None:
    check(GOOD)
    assert refused(replace(GOOD, proposal="Programmet godkänns.")) == {"proposal": ["case_text.no_amount"]}
    by_key = replace(GOOD, rate_ore=None, summary="Egenandel.", proposal="Egenandelen på ${shared_cost} dekkes.")
    check(by_key)
    assert refused(replace(by_key, proposal="Vi betaler ${amount}.")) == {
        "proposal": ["case_text.needs_rate", "case_text.no_amount"]
    }


def test_a_place_that_is_not_known_and_a_bare_dollar_are_refused() -> None:
    assert refused(replace(GOOD, background="Pay ${amuont} now.")) == {"background": ["template.unknown_place"]}
    assert refused(replace(GOOD, background="Pay $5 now.")) == {"background": ["template.bare_dollar"]}
    assert refused(replace(GOOD, proposal="${amount}\n${nothing}")) == {"proposal": ["template.unknown_place"]}


def test_a_point_is_short_enough_to_be_read_out_and_there_are_not_too_many() -> None:
    assert refused(replace(GOOD, proposal=f"{'x' * 291} ${{amount}}")) == {"proposal": ["case_text.long_point"]}
    assert refused(replace(GOOD, proposal="\n".join(["${amount}"] * 9))) == {"proposal": ["case_text.no_point"]}


def test_the_longest_text_that_is_accepted_fits_two_pages_in_both_orders() -> None:
    line = "Ord om hållbar upphandling som fyller raden. " * 2
    points = "\n".join(["Punkt med ${amount} i sig."] * 4)
    long = replace(GOOD, proposal=points, background="", finances="Kort.", consequences="Kort.", closing="Kort.")
    while sum(map(lines_of, (*long.sections.values(), *long.points))) < LINES_MOST - 1:
        long = replace(long, background=f"{long.background}\n\n{line}")
    check(long)
    assert refused(replace(long, background=f"{long.background}\n\n{line * 3}"))["summary"] == ["case_text.too_long"]
    for country in LAYOUTS:
        head = CaseHead(unit="Inköp och upphandling", officer="Kim", on=date(2022, 11, 25), case_number="RS/1")
        made = written(long.title, country, long.sections, long.points, FIGURES, head)
        pages = Document(as_pdf(made, created_at=AT, is_demonstration=True)).pages()
        assert len(pages) == 2


def test_jamtland_harjedalen_reads_131_418_kronor_in_the_point_and_the_proposal_last() -> None:
    made = written(GOOD.title, "SE", GOOD.sections, GOOD.points, FIGURES, CaseHead())
    assert made.language == "sv"
    *_, last_heading, points, signed, officer = made.blocks
    assert isinstance(last_heading, Heading)
    assert isinstance(signed, Paragraph)
    assert officer == Paragraph(BLANK)
    assert isinstance(points, Items)
    assert points.texts[1].replace("\xa0", " ") == "Finansiering sker med 131 418 kr årligen."
    assert "från 0,50 kr till 1,00 kr per invånare" in plain(made).replace("\xa0", " ")


def test_in_norway_the_proposal_comes_first() -> None:
    first, points, *_ = written(GOOD.title, "NO", GOOD.sections, GOOD.points, FIGURES, CaseHead()).blocks
    assert isinstance(first, Heading)
    assert isinstance(points, Items)


def test_zero_is_written_as_zero_and_what_nobody_reported_is_blank_and_named() -> None:
    text = {"summary": "Utbildade: ${trained}. Ledda: ${led_for}. Belopp: ${amount}."}
    known = written("T", "SE", text, ["${amount}"], replace(FIGURES, trained=0), CaseHead())
    assert "Utbildade: 0. Ledda: 0." in plain(known)
    assert known.missing == ()
    unknown = written("T", "SE", text, ["${amount}"], replace(FIGURES, inhabitants=None), CaseHead())
    assert len(unknown.missing) == 2
    assert "Utbildade: [" in plain(unknown)


def test_every_place_is_filled_and_amounts_are_exact() -> None:
    everything = replace(
        FIGURES, population_on=date(2021, 11, 1), shared_cost=Money(123_45, "SEK"), trained=3, spared=-1
    )
    text = {"summary": " ".join(f"${{{name}}}" for name in PLACES)}
    made = plain(written("T", "SE", text, ["${amount}"], everything, CaseHead())).replace("\xa0", " ")
    assert "${" not in made
    assert "65 709 kr" in made
    assert "10 551 707 kr" in made
    assert "123,45 kr" in made
    assert "2021-11-01" in made


def test_the_same_document_gives_the_same_bytes_tagged_and_with_its_language() -> None:
    made = written(GOOD.title, "SE", GOOD.sections, GOOD.points, FIGURES, CaseHead())
    assert as_pdf(made, created_at=AT) == as_pdf(made, created_at=AT)
    read = Document(as_pdf(made, created_at=AT))
    assert str(read.pdf.Root.Lang) == "sv"
    assert "H1" in " ".join(read.tags())
