"""Requests for secrecy: the supplier asks for parts of an answer to be kept secret, the buyer tests it by law."""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_, Reason

REASON_MISSING = Reason("secrecy.no_reason", N_("Say why: who would be harmed, and how, if others could read it."))
DECIDED = Reason(
    "secrecy.decided", N_("The buyer has already tested this. Write to the buyer if something has changed.")
)
LAW_MISSING = Reason(
    "secrecy.no_law", N_("Name the provision under which it is held secret, such as the chapter, section and law.")
)
NOTE_MISSING = Reason("secrecy.no_note", N_("Say in a few words what the test came to."))
LONGEST = 2_000


class SecrecyStatus(Coded):
    """Where a request stands."""

    REQUESTED = "requested", N_("Asked for")
    GRANTED = "granted", N_("Tested: held secret")
    REFUSED = "refused", N_("Tested: not secret")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class SecrecyStep(Coded):
    """What can be done to a request."""

    REQUEST = "requested", N_("Ask for secrecy")
    GRANT = "grant", N_("Hold secret")
    REFUSE = "refuse", N_("Do not hold secret")
    WITHDRAW = "withdraw", N_("Withdraw")


_S = SecrecyStatus
SECRECY = StateMachine(
    initial=_S.REQUESTED,
    steps={
        (_S.REQUESTED, SecrecyStep.GRANT): _S.GRANTED,
        (_S.REQUESTED, SecrecyStep.REFUSE): _S.REFUSED,
        (_S.REQUESTED, SecrecyStep.WITHDRAW): _S.WITHDRAWN,
        (_S.WITHDRAWN, SecrecyStep.REQUEST): _S.REQUESTED,  # the supplier thinks again
        (_S.GRANTED, SecrecyStep.REFUSE): _S.REFUSED,  # a new test, when somebody asks for the document
        (_S.REFUSED, SecrecyStep.GRANT): _S.GRANTED,
        (_S.GRANTED, SecrecyStep.GRANT): _S.GRANTED,  # tested anew, with the same outcome
        (_S.REFUSED, SecrecyStep.REFUSE): _S.REFUSED,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecrecyTest:
    """What the buyer's test by law came to, in the tester's own words: which provision, and why."""

    is_secret: bool
    note: str
    law: str = ""
