"""A message becomes a mail: subject, text and HTML in the recipient's language, from `templates/mail`.

Each kind has one template, `kind.txt`. It fills `layout.txt` and `layout.html` alike, so that both say the same; the
first line of the text is the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from followup.domain.messages import Message, StaffInvitation, ToSupplier
from followup.i18n import gettext, language, ngettext, shown, speaking
from followup.resources import resource_dir

_MANY_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*\n")
_BLANKED = "[link]"


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready to be sent, in the words in which it is kept."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    language: str
    reply_to_name: str = ""
    reply_to_address: str = ""
    thread: str = ""


def render(message: Message, *, home: str, service: str, link: str | None = None) -> RenderedMail:
    """Return the mail in the recipient's language.

    `home` is the configured address of the service, `link` the personal link of a message that names one.
    Errors: ValueError where a personal link is missing or leads away from `home`.
    Source: trust.md L9.
    """
    facts = {
        "m": message,
        "to_supplier": isinstance(message, ToSupplier),
        "link": _link(message, home, link),
        "home": home,
        "service": service,
    }
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
        thread=message.thread,
    )


def blanked(text: str, token: str) -> str:
    """Return the text as it may be kept: without the link's token.

    Errors: ValueError for an empty token, which would blank nothing.
    """
    if not token:
        raise ValueError("there is no token to blank")
    return text.replace(token, _BLANKED)


def _link(message: Message, home: str, link: str | None) -> str:
    if isinstance(message, StaffInvitation) or (isinstance(message, ToSupplier) and message.assignment_id):
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
