"""Scheduled work as people read it: the jobs by name, what their counts mean, and errors without addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from followup.domain.codes import Coded
from followup.errors import N_


class JobName(Coded):
    """Every job, under the name that its runs are kept by."""

    PUBLISH_FILES = "publish_files", N_("Write the files of published summaries")
    SCHEDULE_FOLLOW_UPS = "schedule_follow_ups", N_("Plan follow-ups")
    COORDINATE = "coordinate", N_("Compare plans")
    SEND_REMINDERS = "send_reminders", N_("Send reminders")
    DIGEST = "digest", N_("Send daily digests")
    WARN = "warn", N_("Warn of what ends")
    RESUME_DEVIATIONS = "resume_deviations", N_("Take up what was let be for a time")
    REFRESH_LIGHTS = "refresh_lights", N_("Refresh traffic lights")
    EXPIRE_RESULTS = "expire_results", N_("Note which shared results are too old")
    PROPOSE_SANCTIONS = "propose_sanctions", N_("Propose sanctions")
    DELIVER_COPIES = "deliver_copies", N_("Deliver answers to all who take part")
    TELL_OF_LIGHTS = "tell_of_lights", N_("Tell suppliers what is published")
    SCAN_FILES = "scan_files", N_("Look through files for viruses")
    DELIVER_MAIL = "deliver_mail", N_("Deliver mail")
    MAINTAIN = "maintain", N_("Tidy up")


class RunState(Coded):
    """How a run went."""

    RUNNING = "running", N_("Running")
    COMPLETED = "completed", N_("Finished")
    FAILED = "failed", N_("With errors")


OUTCOMES: Mapping[str, str] = {
    "contracts": N_("Contracts planned"),
    "new": N_("New"),
    "moved": N_("Moved"),
    "gone": N_("No longer there"),
    "cooperations": N_("Cooperations compared"),
    "changed": N_("Changed"),
    "expired": N_("Results no longer reusable"),
    "unchanged": N_("Unchanged"),
    "due": N_("Mails to send"),
    "reminded": N_("Reminded"),
    "resumed": N_("Deviations taken up again"),
    "warned": N_("Warned"),
    "organisations": N_("Organisations looked at"),
    "digests": N_("Daily digests written"),
    "copies": N_("Copies of answers delivered"),
    "spared": N_("Follow-ups noted as spared"),
    "editions": N_("Editions written as files"),
    "half written": N_("Half-written folders removed"),
    "clean": N_("Files with nothing found"),
    "infected": N_("Files with a virus"),
    "not scanned": N_("Files not scanned"),
    "told": N_("Suppliers told what is published"),
    "sent": N_("Mails sent"),
    "again later": N_("To be tried again"),
    "given up": N_("Given up"),
    "failed": N_("Failed"),
    "staff sessions": N_("Old sessions of staff"),
    "link sessions": N_("Old sessions of links"),
    "access log": N_("Old lines of the access log"),
    "job runs": N_("Old job runs"),
    "receipts missing": N_("Answers without a receipt"),
}
_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


def state_of(*, is_finished: bool, error: str | None) -> RunState:
    """Return how a run went."""
    if error is not None:
        return RunState.FAILED
    return RunState.COMPLETED if is_finished else RunState.RUNNING


def without_addresses(text: str | None) -> str | None:
    """Return an error without e-mail addresses: runs are read by all organisations, an address belongs to one."""
    return _ADDRESS.sub("…", text) if text else text
