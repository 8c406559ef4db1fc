"""Documents that a supplier is asked for around an audit: what is asked, what comes, and how old it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.audits import REQUEST_DAYS, RequestStatus
from followup.domain.calendar import is_overdue
from followup.errors import N_, Invalid, Reason

NOTHING_WANTED = Reason("document_request.nothing", N_("Write at least one document, each on a line of its own."))
MANY_WANTED = Reason("document_request.many", N_("Ask for at most {most} documents at a time."))
WANTED_LONG = Reason("document_request.long", N_("Write at most {most} characters on each line."))
NOTHING_SENT = Reason(
    "document_request.nothing_sent", N_("Attach at least one file, or write why there is no such document.")
)
NO_DATE = Reason("document_request.no_date", N_("Write the date that stands on the document."))
DATE_AHEAD = Reason("document_request.date_ahead", N_("The date of a document cannot lie ahead."))
NO_FILE_TO_DATE = Reason("document_request.no_file", N_("There is a date here, and no file. Attach the file."))

WANTED_MOST, WANTED_LONGEST = 30, 500  # Source: default of this service
SLOTS = 3  # files at a time; more can be sent after the buyer has answered. Source: default of this service
WAITING = (RequestStatus.ASKED, RequestStatus.REJECTED)
"""In which states the supplier has something to send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequests:
    """What the supplier is asked for, one document a line, by when and through whom."""

    wanted: str
    due_on: date | None = None
    contact_id: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the documents, each once."""
        return tuple(dict.fromkeys(line for text in self.wanted.splitlines() if (line := text.strip(" \t-•*"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the supplier writes beside the files; `dates` are those of the documents by the file's field."""

    answer: str = ""
    dated_on_1: date | None = None
    dated_on_2: date | None = None
    dated_on_3: date | None = None

    def date_of(self, field: str) -> date | None:
        """Return the date of the document that was chosen in a file's field, such as `file_2`."""
        dates = {"file_1": self.dated_on_1, "file_2": self.dated_on_2, "file_3": self.dated_on_3}
        return dates.get(field)


def due_by_default(today: date) -> date:
    """Return by when a document is asked for where nobody chose a day.

    Source: peers.md 1.5: 30 days.
    """
    return today + timedelta(days=REQUEST_DAYS)


def check_wanted(lines: Sequence[str]) -> None:
    """Refuse to ask for nothing, or for more than a person can answer.

    Errors: Invalid at wanted.
    """
    if not lines:
        raise Invalid.at("wanted", NOTHING_WANTED)
    if len(lines) > WANTED_MOST:
        raise Invalid.at("wanted", MANY_WANTED.but(most=WANTED_MOST))
    if any(len(line) > WANTED_LONGEST for line in lines):
        raise Invalid.at("wanted", WANTED_LONG.but(most=WANTED_LONGEST))


def check_sending(sending: Sending, fields: Sequence[str], today: date) -> None:
    """Refuse to send nothing without a word, a file without its date, or a date that lies ahead.

    Shape: `fields` are those in which a file was chosen.
    Errors: Invalid at the field of the date or the file.
    """
    problems: dict[str, list[Reason]] = {}
    if not fields and not sending.answer:
        problems["file_1"] = [NOTHING_SENT]
    for number in range(1, SLOTS + 1):
        dated_on, is_there = sending.date_of(f"file_{number}"), f"file_{number}" in fields
        if is_there and dated_on is None:
            problems[f"dated_on_{number}"] = [NO_DATE]
        elif dated_on is not None and dated_on > today:
            problems[f"dated_on_{number}"] = [DATE_AHEAD]
        elif dated_on is not None and not is_there:
            problems[f"file_{number}"] = [NO_FILE_TO_DATE]
    if problems:
        raise Invalid(problems)


def is_late(status: RequestStatus, due_on: date, today: date) -> bool:
    """Return whether the supplier should have sent it."""
    return status in WAITING and is_overdue(due_on, today)
