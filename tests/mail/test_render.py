from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.messages import KINDS, Message, ToManager, ToSupplier
from followup.i18n import LANGUAGES, language
from followup.mail.render import RenderedMail, blanked, render
from followup.resources import resource_dir
from tests.mail.examples import HOME, LINK, TOKEN, example, link_of

EVERY_KIND_AND_LANGUAGE = [(kind, locale) for kind in KINDS for locale in LANGUAGES]


def rendered(message: Message) -> RenderedMail:
    return render(message, home=HOME, service="followup", link=link_of(message), code="01234567")


class Outline(HTMLParser):
    """The tags, links and visible words of a page; refuses what is not closed in order."""

    EMPTY = ("meta", "hr", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize(("kind", "locale"), EVERY_KIND_AND_LANGUAGE)
def test_every_kind_is_whole_in_every_language(kind: str, locale: str) -> None:
    mail = rendered(example(kind, locale=locale))
    assert mail.language == locale
    assert mail.subject
    assert "\n" not in mail.subject
    for text in (mail.subject, mail.text):
        assert not any(mark in text for mark in ("{%", "{{", "}}", "Undefined", "None", "&amp;", "&lt;"))
    assert "\n\n\n" not in mail.text
    assert mail.text == mail.text.strip() + "\n"


@pytest.mark.parametrize(("kind", "locale"), EVERY_KIND_AND_LANGUAGE)
def test_the_html_is_a_whole_accessible_page(kind: str, locale: str) -> None:
    page = Outline(rendered(example(kind, locale=locale)).html)
    assert page.tags.count("h1") == 1
    assert page.tags.count("title") == 1
    assert page.values("lang") == [locale]
    assert not {"script", "style", "img", "link", "iframe", "form", "input"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert page.tags.count("th") == page.values("scope").count("row")


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(kind: str) -> None:
    mail = rendered(example(kind))
    page = Outline(mail.html).text
    assert mail.subject in page
    for line in mail.text.splitlines():
        for words in line.removeprefix("- ").rstrip(":").split(": ", 1):
            assert words.strip("- ") in page


@pytest.mark.parametrize("kind", KINDS)
def test_links_only_lead_to_the_configured_address(kind: str) -> None:
    message = example(kind)
    page = Outline(rendered(message).html)
    wanted = link_of(message) or (HOME + message.path if message.path else None)
    assert page.values("href") == ([wanted, wanted] if wanted else [])
    if wanted:
        assert page.text.count(wanted) == 1
        assert rendered(message).text.count(wanted) == 1


@pytest.mark.parametrize("kind", [k for k in KINDS if link_of(example(k))])
@pytest.mark.parametrize("link", [None, "https://evil.example/s/abc", f"{HOME}.evil.example/s/abc", HOME, "/s/abc"])
def test_a_personal_link_may_not_be_missing_or_lead_away(kind: str, link: str | None) -> None:
    with pytest.raises(ValueError, match="personal link"):
        render(example(kind), home=HOME, service="followup", link=link)


def test_a_mail_that_names_no_personal_link_takes_none() -> None:
    with pytest.raises(ValueError, match="names no personal link"):
        render(example("answers_arrived"), home=HOME, service="followup", link=LINK)


@pytest.mark.parametrize("kind", KINDS)
def test_the_subject_tells_neither_a_secret_nor_who_failed(kind: str) -> None:
    subject = rendered(example(kind)).subject
    assert TOKEN not in subject
    assert "Ærlig" not in subject
    assert "http" not in subject


@pytest.mark.parametrize("kind", [k for k, m in KINDS.items() if issubclass(m, ToSupplier)])
def test_a_supplier_learns_who_asks_whom_to_ask_and_how_to_tell_a_forgery(kind: str) -> None:
    text = rendered(example(kind)).text
    assert "Region Exempel & Småland" in text
    assert "Bo Ek, bo.ek@region.example" in text
    assert f"Our links always begin with {HOME}/." in text
    assert "You need no account." in text
    assert "RS/12/2026" in text


@pytest.mark.parametrize("kind", [k for k, m in KINDS.items() if issubclass(m, ToManager)])
def test_a_manager_learns_which_supplier_and_contract_it_is_about(kind: str) -> None:
    text = rendered(example(kind)).text
    assert "Ærlig <Handske> AB" in text
    assert "RS/12/2026" in text


def test_an_invitation_says_by_when_how_long_it_takes_and_who_reads() -> None:
    text = rendered(example("questionnaire_invitation")).text
    for fact in ("Answer by: 16 Mar 2026", "Takes about: 45 minutes", "Read by: Region Exempel, Region Nord"):
        assert fact in text


def test_what_is_not_known_is_left_out() -> None:
    text = rendered(example("questionnaire_invitation", minutes=None, readers=(), contract_number="")).text
    assert "Takes about" not in text
    assert "Read by" not in text
    assert "Contract: Undersökningshandskar {2026}\n" in text


def test_a_late_reminder_says_how_late() -> None:
    early, late = example("questionnaire_reminder"), example("questionnaire_reminder", days_late=1)
    assert rendered(early).subject.startswith("Reminder:")
    assert "late" not in rendered(early).text
    assert rendered(late).subject.startswith("Overdue:")
    assert "1 day late" in rendered(late).text


def test_a_year_is_not_written_as_an_amount() -> None:
    mail = rendered(example("summary_published"))
    assert mail.subject == "The annual summary for 2025 is published"
    assert "Year: 2025" in mail.text


def test_dates_are_written_as_the_recipient_writes_them() -> None:
    written = {locale: rendered(example("questionnaire_invitation", locale=locale)).text for locale in LANGUAGES}
    assert "2026-03-16" in written["sv"]
    assert "16.03.2026" in written["nb"]
    assert "16 Mar 2026" in written["en"]


def test_the_language_of_a_mail_does_not_stay_behind() -> None:
    before = language()
    rendered(example("questionnaire_invitation", locale="nb"))
    assert language() == before


def test_a_long_title_is_cut_in_the_subject_and_whole_in_the_text() -> None:
    title = "Gloves and other protective equipment " * 6
    mail = rendered(example("answers_arrived", contract_title=title.strip()))
    assert len(mail.subject) < 120
    assert mail.subject.endswith("…")
    assert title.strip() in mail.text


NAMES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1).filter(
    lambda name: "=?" not in name and name.strip()
)
TEMPLATE_CODE = [
    "{{7*7}}",
    "${7*7}",
    "{% for x in y %}",
    "%s",
    "{0.__class__}",
    "{m}",
    "<script>alert(1)</script>",
    "a & b",
]


@pytest.mark.parametrize("name", TEMPLATE_CODE)
def test_names_are_words_and_never_code(name: str) -> None:
    mail = rendered(example("questionnaire_invitation", buyer_name=name))
    assert name in mail.subject
    assert name in mail.text
    assert name in Outline(mail.html).text


@given(NAMES)
def test_any_name_stands_in_text_and_html_as_it_is(name: str) -> None:
    mail = rendered(example("questionnaire_invitation", supplier_name=name))
    assert " ".join(name.split()) in " ".join(mail.text.split())
    assert " ".join(name.split()) in Outline(mail.html).text


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_of_a_mail_holds_no_token(kind: str) -> None:
    mail = rendered(example(kind))
    for text in (mail.subject, mail.text, mail.html):
        assert TOKEN not in blanked(text, TOKEN)
    if link_of(example(kind)):
        assert f"{HOME}/s/[link]" in blanked(mail.text, TOKEN)


def test_an_empty_token_is_not_blanked_silently() -> None:
    with pytest.raises(ValueError, match="no token"):
        blanked("text", "")


def test_every_kind_has_one_template_and_every_template_a_kind() -> None:
    files = {path.name for path in Path(resource_dir("templates") / "mail").iterdir()}
    assert files == {f"{kind}.txt" for kind in KINDS} | {"layout.txt", "layout.html", "parts.txt", "parts.html"}


def test_a_rendered_mail_goes_to_the_recipient_of_its_message() -> None:
    message = example("new_link")
    mail = rendered(message)
    assert (mail.to_name, mail.to_address) == (message.recipient_name, message.recipient_address)
    assert (mail.reply_to_name, mail.reply_to_address) == (message.reply_to_name, message.reply_to_address)
    assert mail.replies_to == ""
    assert rendered(replace(message, recipient_name="")).text.startswith("Hello,\n")
