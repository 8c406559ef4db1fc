from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import get_type_hints

import pytest

from followup.domain.assignments import AssignmentKind
from followup.domain.messages import KINDS, Message, NewLink, from_facts
from followup.errors import Invalid
from tests.mail.examples import TOKEN, example

BREAKS = {
    "cr": "A\rBcc: x@y.example",
    "lf": "A\nBcc: x@y.example",
    "crlf": "A\r\nBcc: x@y.example",
    "folding": "A\r\n Bcc: x@y.example",
    "nel": "A\x85Bcc: x@y.example",
    "line separator": "A\u2028Bcc: x@y.example",
    "paragraph separator": "A\u2029Bcc: x@y.example",
    "vertical tab": "A\x0bB",
    "nul": "A\x00B",
    "encoded word": "=?utf-8?q?=0D=0ABcc:_x@y.example?=",
    "half a surrogate pair": "A\ud800B",
    "turned round": "A\u202eB",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_survives_the_way_through_json(kind: str) -> None:
    message = example(kind)
    assert from_facts(kind, json.loads(json.dumps(message.facts()))) == message


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_facts_tell_instants_and_dates(kind: str) -> None:
    for name, hint in get_type_hints(KINDS[kind]).items():
        assert (hint in (datetime, datetime | None)) == name.endswith("_at")
        assert (hint in (date, date | None)) == name.endswith("_on")


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_holds_a_token(kind: str) -> None:
    assert TOKEN not in json.dumps(example(kind).facts())
    assert not {f.name for f in fields(KINDS[kind])} & {"token", "link", "url", "password"}


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("field", ["recipient_name", "reply_to_name", "buyer_name", "contract_title", "supplier_name"])
def test_what_would_break_a_header_line_is_refused(field: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        example("questionnaire_invitation", **{field: text})
    assert list(refused.value.problems) == [field]


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS)
def test_what_would_break_a_line_is_refused_in_lists_and_in_the_outbox_too(text: str) -> None:
    facts = example("answers_returned").facts() | {"questions": ["Where?", text]}
    with pytest.raises(Invalid):
        from_facts("answers_returned", facts)


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@b.example", "a b@c.example", "a@b.example, c@d.example", "A <a@b.example>", "å@b.example",
     "a(x)@b.example", "a@b.example\r\nRCPT TO:<c@d.example>", *BREAKS.values()],
)  # fmt: skip
def test_only_one_plain_address_is_taken(address: str) -> None:
    with pytest.raises(Invalid):
        example("questionnaire_invitation", recipient_address=address)


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "contracts", "/a?token=b", "/a#b", "/å", "/a\\b"]
)
def test_a_mail_to_staff_only_leads_to_a_page_of_the_service(path: str) -> None:
    with pytest.raises(Invalid) as refused:
        example("answers_arrived", path=path)
    assert list(refused.value.problems) == ["path"]


def test_a_kind_that_does_not_exist_is_not_read() -> None:
    with pytest.raises(KeyError):
        from_facts("love_letter", {})


@pytest.mark.parametrize("task", AssignmentKind)
def test_a_new_link_can_be_for_every_assignment(task: AssignmentKind) -> None:
    message = example("new_link", task=task.value)
    assert isinstance(message, NewLink)
    assert message.task_name is task


def test_every_kind_has_a_label_of_its_own() -> None:
    labels = {kind.label for kind in KINDS.values()}
    assert len(labels) == len(KINDS)
    assert "" not in labels


def test_instants_stay_aware() -> None:
    message: Message = example("questionnaire_receipt")
    back = from_facts(message.kind, message.facts())
    assert back == example("questionnaire_receipt", submitted_at=datetime(2026, 3, 2, 8, 5, tzinfo=UTC))
