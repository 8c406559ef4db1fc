from __future__ import annotations

import smtplib
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from followup.domain.messages import KINDS
from followup.mail.compose import compose
from followup.mail.deliver import (
    DeliveryFailure,
    MailSettings,
    PermanentFailure,
    ServerUnavailable,
    SmtpMailer,
    TemporaryFailure,
    classify,
)
from followup.mail.render import RenderedMail, render
from tests.mail.examples import HOME, LINK, example, link_of
from tests.mail.servers import CERTIFICATE, catcher, scripted, settings
from tests.mail.test_messages import BREAKS

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
ROW = "out_aaaaaaaaaaaaaaaaaaaaaaaaaa"
FIRST = "out_ffffffffffffffffffffffffff"
SENDER = ("followup", "post@followup.example.org")
GREETING = ("220 hello", "250 at your service")
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Reply-To", "References",
    "In-Reply-To", "MIME-Version", "Content-Type",
]  # fmt: skip


def mail(kind: str = "questionnaire_invitation", **changes: object) -> RenderedMail:
    message = example(kind, **changes)
    return render(message, home=HOME, service="followup", link=link_of(message), code="01234567", replies_to=FIRST)


MAIL = mail()


def send(given: MailSettings, *mails: RenderedMail) -> None:
    with SmtpMailer(given).batch() as sitting:
        for each in mails:
            sitting.send(each, message_id=ROW, dated_at=AT)


def failure_of(given: MailSettings, one: RenderedMail | None = None) -> DeliveryFailure:
    with pytest.raises(DeliveryFailure) as failed:
        send(given, one or mail())
    return failed.value


# What arrives


def test_every_kind_arrives_as_it_was_rendered() -> None:
    mails = [mail(kind) for kind in KINDS]
    with catcher() as server:
        send(settings(server.port), *mails)
    for kind, sent, got in zip(KINDS, mails, server.mails, strict=True):
        text, html = got.get_body(("plain",)), got.get_body(("html",))
        assert text is not None, kind
        assert html is not None, kind
        assert got["Subject"] == sent.subject, kind
        assert text.get_content().replace("\r\n", "\n") == sent.text, kind
        assert html.get_content().replace("\r\n", "\n") == sent.html + "\n" * (not sent.html.endswith("\n")), kind


def test_the_headers_are_exactly_these() -> None:
    with catcher() as server:
        send(settings(server.port), mail())
    (got,) = server.mails
    assert sorted(key for key in got if not key.startswith("X-")) == sorted(HEADERS)
    assert got["Message-ID"] == f"<{ROW}@followup.example.org>"
    assert got["References"] == got["In-Reply-To"] == f"<{FIRST}@followup.example.org>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Date"].datetime == AT
    assert got["From"].addresses[0].addr_spec == SENDER[1]
    assert got["Reply-To"].addresses[0].display_name == "Bo Ek"
    assert got["Content-Language"] == "en"


def test_the_envelope_names_our_sender_and_one_recipient_and_not_this_machine() -> None:
    with catcher() as server:
        send(settings(server.port), mail())
    (envelope,) = server.envelopes
    assert envelope.mail_from == SENDER[1]
    assert envelope.rcpt_tos == ["anna@leverantor.example"]


def test_a_domain_with_other_letters_travels_in_its_ascii_form() -> None:
    with catcher() as server:
        send(settings(server.port), mail(recipient_address="anna@räksmörgås.example"))
    assert server.envelopes[0].rcpt_tos == ["anna@xn--rksmrgs-5wao1o.example"]


def test_the_same_row_gives_the_same_bytes() -> None:
    first, again = (compose(mail(), sender=SENDER, message_id=ROW, dated_at=AT) for _ in range(2))
    other = compose(mail(), sender=SENDER, message_id="out_bbbbbbbbbbbbbbbbbbbbbbbbbb", dated_at=AT)
    assert first == again
    assert first != other
    assert first.count(b"Message-ID:") == 1


def test_a_later_mail_answers_the_first_one_of_its_thread_and_the_first_answers_none() -> None:
    first = replace(mail("questionnaire_invitation"), replies_to="")
    wires = [
        compose(one, sender=SENDER, message_id=key, dated_at=AT)
        for one, key in ((first, FIRST), (mail("questionnaire_reminder"), ROW))
    ]
    invitation, reminder = (message_from_bytes(wire, policy=policy.default) for wire in wires)
    assert invitation["In-Reply-To"] is None
    assert reminder["In-Reply-To"] == reminder["References"] == invitation["Message-ID"]
    assert reminder["Message-ID"] == f"<{ROW}@followup.example.org>"


def test_no_line_is_longer_than_mail_allows() -> None:
    wire = compose(mail(contract_title="å" * 300), sender=SENDER, message_id=ROW, dated_at=AT)
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998


def test_a_batch_needs_one_connection() -> None:
    with catcher() as server:
        send(settings(server.port), *[mail() for _ in range(20)])
    assert len(server.mails) == 20
    assert server.connections == 1


def test_a_batch_without_mails_needs_none() -> None:
    with catcher() as server:
        send(settings(server.port))
    assert server.connections == 0


# What is refused


def test_a_refused_recipient_fails_for_good_and_does_not_stop_the_next() -> None:
    with catcher() as server:
        server.refused = {"gone@leverantor.example": "550 5.1.1 no such user"}
        with SmtpMailer(settings(server.port)).batch() as sitting:
            with pytest.raises(PermanentFailure) as failed:
                sitting.send(mail(recipient_address="gone@leverantor.example"), message_id=ROW, dated_at=AT)
            sitting.send(mail(), message_id=ROW, dated_at=AT)
    assert (failed.value.code, failed.value.answer) == (550, "5.1.1 no such user")
    assert len(server.mails) == 1
    assert server.connections == 1


def test_a_recipient_refused_for_now_is_tried_later() -> None:
    with catcher() as server:
        server.refused = {"anna@leverantor.example": "451 4.7.1 greylisted"}
        failure = failure_of(settings(server.port))
    assert type(failure) is TemporaryFailure
    assert failure.code == 451


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("421 closing", ServerUnavailable),
        ("451 try later", TemporaryFailure),
        ("452 full", TemporaryFailure),
        ("550 no", PermanentFailure),
        ("552 too large", PermanentFailure),
        ("554 spam", PermanentFailure),
    ],
)
def test_what_the_server_says_to_the_message_decides(answer: str, kind: type[DeliveryFailure]) -> None:
    with catcher() as server:
        server.answers_to_data = [answer]
        with SmtpMailer(settings(server.port)).batch() as sitting:
            with pytest.raises(DeliveryFailure) as failed:
                sitting.send(mail(), message_id=ROW, dated_at=AT)
            sitting.send(mail(), message_id=ROW, dated_at=AT)
    assert type(failed.value) is kind
    assert len(server.mails) == 1


def test_a_message_refused_before_it_was_told_leaves_the_next_one_whole() -> None:
    with scripted([*GREETING, "250 sender", "250 recipient", "554 no message today", "221 bye"]) as port:
        failure = failure_of(settings(port))
    assert type(failure) is PermanentFailure


@pytest.mark.parametrize("answer", ["530 sign in first", "550 you may not send", "452 busy"])
def test_a_refused_sender_is_our_fault_and_loses_no_mail(answer: str) -> None:
    with scripted([*GREETING, answer, "250 reset", "221 bye"]) as port:
        failure = failure_of(settings(port))
    assert type(failure) is ServerUnavailable


def test_an_address_that_cannot_be_written_fails_for_good() -> None:
    with catcher() as server:
        failure = failure_of(settings(server.port), replace(mail(), to_address="åsa@leverantor.example"))
    assert type(failure) is PermanentFailure
    assert not server.envelopes


def test_a_failure_shows_no_address_in_logs() -> None:
    with catcher() as server:
        server.refused = {"anna@leverantor.example": "550 <anna@leverantor.example> unknown"}
        failure = failure_of(settings(server.port))
    assert str(failure) == "PermanentFailure(550)"
    assert failure.__cause__ is None
    assert failure.__suppress_context__
    assert "anna@leverantor.example" in failure.answer


def test_what_the_server_said_can_stand_in_the_mail_about_it() -> None:
    said = b"5.1.1 no =?utf-8?q?=0ABcc?=\r\nsuch\x00 user \xff" + b"x" * 500
    failure = classify(smtplib.SMTPDataError(550, said))
    notice = example("delivery_failed", answer=failure.answer)
    assert len(failure.answer) <= 200
    assert render(notice, home=HOME, service="followup").text


# Silence and trust


@pytest.mark.parametrize(
    "script",
    [
        [None],
        ["220 hello", None],
        [*GREETING, "250 sender", None],
        [*GREETING, "250 sender", "250 recipient", None],
        [*GREETING, "250 sender", "250 recipient", "354 go on", None],
    ],
    ids=["banner", "hello", "recipient", "data", "final dot"],
)
def test_a_silent_server_does_not_hold_us(script: list[str | None]) -> None:
    began = time.monotonic()
    with scripted(script) as port:
        failure = failure_of(settings(port, connect_wait=0.2, command_wait=0.2, final_wait=0.2))
    assert type(failure) is ServerUnavailable
    assert time.monotonic() - began < 8


def test_the_answer_to_the_final_dot_is_waited_for_longer() -> None:
    script = [*GREETING, "250 sender", "250 recipient", "354 go on", None]
    began = time.monotonic()
    with scripted(script) as port:
        failure_of(settings(port, command_wait=0.1, final_wait=0.3))
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("script", [[], ["554 not today"], ["421 busy"], ["220 hello"], [*GREETING, "250 sender"]])
def test_a_server_that_hangs_up_is_tried_later(script: list[str | None]) -> None:
    with scripted(script) as port:
        assert type(failure_of(settings(port))) is ServerUnavailable


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with catcher() as server:
        port = server.port
    assert type(failure_of(settings(port))) is ServerUnavailable


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_nobody_is_refused(security: str) -> None:
    with catcher(security=security) as server:
        failure = failure_of(settings(server.port, security=security))
    assert type(failure) is ServerUnavailable
    assert "certificate" in failure.answer.lower()
    assert not server.envelopes


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_trusted_certificate_is_accepted(security: str) -> None:
    with catcher(security=security) as server:
        send(settings(server.port, security=security, ca_file=CERTIFICATE), mail())
    assert len(server.mails) == 1


def test_a_trusted_certificate_of_another_name_is_refused() -> None:
    with catcher(security="starttls") as server:
        failure = failure_of(settings(server.port, host="127.0.0.2", security="starttls", ca_file=CERTIFICATE))
    assert type(failure) is ServerUnavailable


def test_a_server_without_tls_gets_nothing_when_tls_is_wanted() -> None:
    with catcher() as server:
        failure = failure_of(settings(server.port, security="starttls"))
    assert type(failure) is ServerUnavailable
    assert not server.envelopes


@pytest.mark.parametrize(("password", "kind"), [("right", None), ("wrong", ServerUnavailable)])
def test_a_wrong_password_is_our_fault(password: str, kind: type[DeliveryFailure] | None) -> None:
    with catcher(security="starttls", password="right") as server:
        chosen = settings(server.port, security="starttls", ca_file=CERTIFICATE, username="followup", password=password)
        if kind is None:
            send(chosen, mail())
        else:
            assert type(failure_of(chosen)) is kind
    assert len(server.mails) == (kind is None)


def test_a_password_does_not_travel_in_the_clear() -> None:
    with pytest.raises(ValueError, match="TLS"):
        settings(25, host="mail.example.org", username="followup", password="secret")
    assert "secret" not in repr(settings(25, password="secret"))


def test_a_sender_that_is_no_address_does_not_start() -> None:
    with pytest.raises(ValueError):
        settings(25, sender_address="followup")


def test_the_probe_says_whether_the_server_answers() -> None:
    with catcher() as server:
        SmtpMailer(settings(server.port)).probe()
        assert server.connections == 1
    with pytest.raises(ServerUnavailable):
        SmtpMailer(settings(server.port)).probe()


# Header injection: the second and third wall


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize(
    "field", ["subject", "to_name", "to_address", "reply_to_name", "reply_to_address", "replies_to"]
)
def test_no_value_adds_a_header_or_a_recipient(field: str, text: str) -> None:
    whole = f"{text}@b.example" if field.endswith("address") else text
    try:
        wire = compose(replace(MAIL, **{field: whole}), sender=SENDER, message_id=ROW, dated_at=AT)
    except ValueError:
        return
    got = message_from_bytes(wire, policy=policy.compat32)
    assert sorted(got) == sorted(HEADERS)
    assert "Bcc" not in got


@examples(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_adds_a_header(subject: str, name: str) -> None:
    try:
        wire = compose(replace(MAIL, subject=subject, to_name=name), sender=SENDER, message_id=ROW, dated_at=AT)
    except ValueError:
        return
    got = message_from_bytes(wire, policy=policy.compat32)
    assert sorted(got) == sorted(HEADERS)
    assert [a.addr_spec for a in message_from_bytes(wire, policy=policy.default)["To"].addresses] == [
        "anna@leverantor.example"
    ]


@examples(max_examples=40)
@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" "), min_size=1, max_size=50))
def test_an_ordinary_name_arrives_as_it_is(name: str) -> None:
    if "=?" in name or not name.strip():
        return
    wire = compose(replace(MAIL, to_name=name), sender=SENDER, message_id=ROW, dated_at=AT)
    (address,) = message_from_bytes(wire, policy=policy.default)["To"].addresses
    assert "".join(address.display_name.split()) == "".join(name.split())
    assert address.addr_spec == "anna@leverantor.example"


def test_the_link_is_whole_on_the_wire() -> None:
    wire = compose(mail(), sender=SENDER, message_id=ROW, dated_at=AT)
    body = message_from_bytes(wire, policy=policy.default).get_body(("plain",))
    assert body is not None
    assert LINK in body.get_content().splitlines()
