"""What buyer and supplier write to each other about a self-assessment: who may write when, and how much."""

from __future__ import annotations

from dataclasses import dataclass

from followup.errors import N_, Reason

NOTHING_WRITTEN = Reason("remark.empty", N_("Write your message."))
THREAD_CLOSED = Reason(
    "remark.closed",
    N_("The self-assessment is finished, so no more messages can be written here. Use e-mail or the telephone."),
)
OTHER_SECTION = Reason("remark.other_section", N_("You can write about the questions that you were asked to answer."))
TOO_MANY = Reason(
    "remark.too_many", N_("There are already {most} messages here. Use e-mail or the telephone for the rest.")
)

LONGEST = 4_000
MOST = 200  # in one self-assessment: nobody floods the other side with mails


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRemark:
    """A message about one question, or about the whole self-assessment."""

    text: str
    question_key: str | None = None
