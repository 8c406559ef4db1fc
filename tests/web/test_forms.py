from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from followup import i18n
from followup.domain.actors import Role
from followup.domain.money import Money
from followup.domain.risk import RiskClass
from followup.errors import Invalid
from followup.resources import resource_dir
from followup.schemas.base import Input
from followup.schemas.fields import (
    CodedField,
    CountryField,
    EmailField,
    LocalDate,
    MoneyField,
    PublicIdField,
    StrippedString,
    WholeNumber,
    YesNo,
)
from followup.web.forms import Form, decode

SUPPLIERS = {"supplier_id": [("sup_one", "Nordvik AB"), ("sup_two", "Tvättlina AB")]}


class EverySchema(Input[dict[str, object]]):
    """One field of each kind."""

    makes = dict

    title = StrippedString(required=True, metadata={"label": "Title", "hint": "As in the contract."})
    note = StrippedString(lines=True)
    supplier_id = PublicIdField("sup", required=True)
    starts_on = LocalDate()
    value = MoneyField(currency="SEK")
    minutes = WholeNumber()
    risk = CodedField(RiskClass, required=True)
    former_risk = CodedField(RiskClass)
    country = CountryField()
    roles = fields.List(CodedField(Role))
    email = EmailField()
    joint = YesNo()
    evidence = StrippedString(metadata={"widget": "file", "multiple": True})
    secret = StrippedString(metadata={"widget": "password"})
    step = StrippedString(metadata={"widget": "hidden"})


def sent(*pairs: tuple[str, str]) -> dict[str, object]:
    return decode(MultiDict(pairs), EverySchema)


def corrected(data: dict[str, object]) -> Form:
    with pytest.raises(Invalid) as refused:
        EverySchema().read(data)
    return Form(EverySchema, data, refused.value.problems, SUPPLIERS)


def drawn(form: Form, how: str = 'forms.form(form, "Save", cancel="/")') -> html.HtmlElement:
    words = Environment(loader=FileSystemLoader(resource_dir("templates")), autoescape=True, undefined=StrictUndefined)
    words.globals.update(_=i18n.gettext, ngettext=i18n.ngettext, csrf_token=lambda: "token")
    words.filters.update(label=lambda code: i18n.gettext(code.label), day=i18n.day)
    page = words.from_string('{% import "macros/forms.html" as forms %}{{ ' + how + " }}")
    return html.fragment_fromstring(page.render(form=form), create_parent="main")


@pytest.mark.parametrize(
    ("name", "widget"),
    [
        ("title", "text"),
        ("note", "textarea"),
        ("supplier_id", "select"),
        ("starts_on", "date"),
        ("value", "decimal"),
        ("minutes", "number"),
        ("risk", "radio"),
        ("former_risk", "select"),
        ("country", "select"),
        ("roles", "checkboxes"),
        ("email", "email"),
        ("joint", "checkbox"),
        ("evidence", "file"),
        ("secret", "password"),
        ("step", "hidden"),
    ],
)
def test_a_field_is_drawn_by_its_type_unless_the_schema_says_otherwise(name: str, widget: str) -> None:
    assert Form(EverySchema, choices=SUPPLIERS)[name].widget == widget


def test_a_blank_answer_is_an_absent_one_and_white_space_goes() -> None:
    assert sent(("title", "  Gloves "), ("note", "   "), ("starts_on", "")) == {"title": "Gloves"}


def test_a_repeated_key_is_a_list_for_a_list_field() -> None:
    assert sent(("roles", "reader"), ("roles", ""), ("roles", "auditor")) == {"roles": ["reader", "auditor"]}
    assert sent(("roles", "reader")) == {"roles": ["reader"]}


def test_a_single_value_that_comes_twice_is_refused() -> None:
    assert corrected(sent(("title", "one"), ("title", "two")))["title"].problems == ("Text is expected here.",)


def test_an_unknown_key_reaches_the_schema_and_is_refused_there() -> None:
    form = corrected(sent(("organisation_id", "7")))
    assert ("", "organisation_id", "This field does not exist here.") in form.error_summary


def test_the_token_and_the_version_are_no_part_of_what_was_written() -> None:
    assert sent(("csrf_token", "x"), ("version", "3"), ("title", "Gloves")) == {"title": "Gloves"}


@given(st.lists(st.tuples(st.sampled_from(["title", "roles", "other"]), st.text(max_size=5)), max_size=8))
def test_nothing_blank_of_a_known_field_survives_decoding(pairs: list[tuple[str, str]]) -> None:
    decoded = sent(*pairs)
    assert all(value for name, value in decoded.items() if name != "other")
    assert isinstance(decoded.get("roles", []), list)


def test_values_stand_in_the_form_as_a_person_writes_them() -> None:
    form = Form(
        EverySchema,
        {
            "starts_on": date(2026, 3, 2),
            "value": Money(123_456_750, "SEK"),
            "risk": RiskClass.B,
            "roles": {Role.READER},
            "joint": True,
        },
    )
    assert form["starts_on"].value == "2026-03-02"
    assert form["value"].value == "1\u00a0234\u00a0567.50"
    assert form["value"].suffix == "SEK"
    assert form["risk"].is_chosen("b")
    assert not form["risk"].is_chosen("a")
    assert form["roles"].values == ("reader",)
    assert form["joint"].is_chosen("yes")


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_an_amount_that_is_shown_can_be_sent_back_unchanged(language: str) -> None:
    for amount in (Money(123_456_750, "SEK"), Money(5, "SEK"), Money(99_900, "NOK")):
        with i18n.speaking(language):
            text = Form(EverySchema, {"value": amount})["value"].value
        assert EverySchema().read({"value": text}, partial=True) == {"value": amount}


def test_an_amount_in_another_currency_keeps_its_code() -> None:
    field = Form(EverySchema, {"value": Money(100_000, "NOK")})["value"]
    assert field.value.endswith(" NOK")
    assert field.suffix == ""


def test_what_was_typed_is_kept_even_where_it_is_no_date_or_number() -> None:
    form = corrected(sent(("starts_on", "31/2 2026"), ("value", "1.234,50")))
    assert (form["starts_on"].value, form["starts_on"].input_type) == ("31/2 2026", "text")
    assert form["value"].value == "1.234,50"


def test_a_password_is_never_shown_again() -> None:
    assert Form(EverySchema, {"secret": "correct horse"})["secret"].value == ""


def test_the_summary_names_each_problem_once_with_its_field() -> None:
    form = corrected(sent(("email", "nobody"), ("roles", "emperor"), ("roles", "king")))
    assert form.has_problems
    assert [problem.id for problem in form.error_summary] == [
        "field-title",
        "field-supplier_id",
        "field-risk",
        "field-roles",
        "field-email",
    ]


def test_a_form_without_problems_has_no_summary() -> None:
    form = Form(EverySchema, {"title": "Gloves"})
    assert not form.has_problems
    assert form.error_summary == ()
    assert not drawn(form).xpath("//*[@role='alert']")


def test_what_somebody_else_saved_stands_beside_what_differs() -> None:
    mine = {"title": "Gloves", "risk": "b", "starts_on": "2026-03-02", "value": "5"}
    theirs = {"title": "Gloves", "risk": RiskClass.A, "starts_on": None, "value": Money(700, "SEK")}
    form = Form(EverySchema, mine, saved=theirs)
    assert form["title"].saved is None
    assert form["risk"].saved == "Risk class A"
    assert form["starts_on"].saved == "(empty)"
    assert form["value"].saved == "7.00\u00a0SEK"
    assert form["email"].saved is None


def test_every_input_has_a_label_and_every_described_text_exists() -> None:
    page = drawn(corrected(sent(("email", "nobody"), ("value", "x"))))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    labelled = set(page.xpath("//label/@for"))
    inputs = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert {i.get("id") for i in inputs} == labelled
    for element in page.xpath("//*[@aria-describedby]"):
        assert set(element.get("aria-describedby").split()) <= set(ids)


def test_a_wrong_field_keeps_its_hint_and_says_that_it_is_wrong() -> None:
    page = drawn(corrected(sent()))
    (title,) = page.xpath("//input[@name='title']")
    assert title.get("aria-invalid") == "true"
    assert title.get("aria-describedby") == "field-title-hint field-title-error"
    assert page.xpath("//*[@id='field-title-hint']")[0].text_content() == "As in the contract."
    assert "This is needed." in page.xpath("//*[@id='field-title-error']")[0].text_content()


def test_each_line_of_the_summary_leads_to_an_input_that_can_take_the_focus() -> None:
    page = drawn(corrected(sent(("email", "nobody"))))
    targets = page.xpath("//*[@role='alert']//a/@href")
    assert targets
    for target in targets:
        assert page.xpath("//*[@id=$id]", id=target[1:])[0].tag in ("input", "select", "textarea")


def test_a_form_says_what_may_be_left_empty_and_a_filter_where_all_may_does_not() -> None:
    form = Form(EverySchema, choices=SUPPLIERS)
    marked = [" ".join(e.getparent().text_content().split()) for e in drawn(form).find_class("optional")]
    assert "Starts on (optional)" in marked
    assert not any(text.startswith("Title") for text in marked)
    for how in ("forms.filters(form)", 'forms.field(form, "starts_on", marks=false)'):
        narrowing = drawn(form, how)
        assert "Starts on" in narrowing.text_content()
        assert not narrowing.find_class("optional")


def test_choices_that_belong_together_stand_under_one_legend() -> None:
    page = drawn(Form(EverySchema, choices=SUPPLIERS))
    (group,) = page.xpath("//fieldset[.//input[@name='risk']]")
    assert group.xpath("string(legend)") == "Risk"
    assert len(group.xpath(".//input[@type='radio']")) == len(RiskClass)


def test_the_form_carries_its_token_its_version_and_room_for_files() -> None:
    (form,) = drawn(Form(EverySchema, version=4)).xpath("//form")
    assert form.xpath(".//input[@name='csrf_token']/@value") == ["token"]
    assert form.xpath(".//input[@name='version']/@value") == ["4"]
    assert form.get("enctype") == "multipart/form-data"


def test_what_a_person_wrote_is_text_and_never_markup() -> None:
    page = drawn(Form(EverySchema, {"title": '"><script>x</script>', "note": "</textarea><b>x</b>"}))
    assert not page.xpath("//script | //b")
    assert page.xpath("//input[@name='title']/@value") == ['"><script>x</script>']


def test_several_forms_on_a_page_keep_their_ids_apart() -> None:
    assert Form(EverySchema, prefix="first")["title"].id == "first-title"
    assert {f.id for f in Form(EverySchema, prefix="a")}.isdisjoint(f.id for f in Form(EverySchema, prefix="b"))
