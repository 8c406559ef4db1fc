"""A message becomes a mail: subject, text and HTML in the recipient's language, from `templates/mail`.

Each kind has one template, `kind.txt`. It fills `layout.txt` and `layout.html` alike, so that both say the same; the
first line of the text is the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from followup.domain.link_messages import ColleagueInvitation, LinkCodeMail
from followup.domain.messages import Message, StaffInvitation, ToSupplier
from followup.i18n import gettext, language, ngettext, shown, speaking
from followup.resources import resource_dir

_MANY_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*\n")
_BLANKED = "[link]"


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready to be sent, in the words in which it is kept.

    Shape: `replies_to` is the public id of the outbox row with which its thread began; empty where it begins one.
    """

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    language: str
    reply_to_name: str = ""
    reply_to_address: str = ""
    replies_to: str = ""


def render(
    message: Message,
    *,
    home: str,
    service: str,
    link: str | None = None,
    code: str | None = None,
    replies_to: str = "",
) -> RenderedMail:
    """Return the mail in the recipient's language.

    `home` is the configured address of the service, `link` the personal link and `code` the code of a message that
    names one, `replies_to` the outbox row with which its thread began.
    Errors: ValueError where a personal link or a code is missing, or a link leads away from `home`.
    Source: trust.md L9.
    """
    facts = {
        "m": message,
        "to_supplier": isinstance(message, ToSupplier),
        "link": _link(message, home, link),
        "code": code,
        "home": home,
        "service": service,
    }
    if isinstance(message, LinkCodeMail) and not code:
        raise ValueError(f"{message.kind} needs a code")
    with speaking(message.locale):
        spoken = facts["language"] = language()
        text = _filled("txt", message.kind, facts)
        html = _filled("html", message.kind, facts)
    subject, _, body = text.partition("\n")
    return RenderedMail(
        to_name=message.recipient_name,
        to_address=message.recipient_address,
        subject=subject.strip(),
        text=_MANY_BLANK_LINES.sub("\n\n", body).strip() + "\n",
        html=html,
        language=spoken,
        reply_to_name=message.reply_to_name,
        reply_to_address=message.reply_to_address,
        replies_to=replies_to,
    )


def blanked(text: str, token: str) -> str:
    """Return the text as it may be kept: without the link's token.

    Errors: ValueError for an empty token, which would blank nothing.
    """
    if not token:
        raise ValueError("there is no token to blank")
    return text.replace(token, _BLANKED)


def names_link(message: Message) -> bool:
    """Return whether the mail cannot be written without a personal link."""
    if isinstance(message, StaffInvitation | ColleagueInvitation):
        return True
    return isinstance(message, ToSupplier) and bool(message.assignment_id)


def _link(message: Message, home: str, link: str | None) -> str:
    if names_link(message):
        if link is None or not link.startswith(f"{home}/"):
            raise ValueError(f"{message.kind} needs a personal link below the service's own address")
        return link
    if link is not None:
        raise ValueError(f"{message.kind} names no personal link")
    return f"{home}{message.path}" if message.path else ""


def _filled(form: str, kind: str, facts: dict[str, object]) -> str:
    template = _environment(form).get_template(f"{kind}.txt")
    return template.render(**facts, layout=f"layout.{form}", parts=f"parts.{form}")


@lru_cache
def _environment(form: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resource_dir("templates") / "mail"),
        autoescape=form == "html",  # noqa: S701  (plain text has nothing to escape)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=gettext, ngettext=ngettext, shown=shown)
    return environment
