"""What can go wrong, in five kinds. No HTTP here: `web/errors.py` maps each kind to a status.

A `Reason` is a stable dotted code for programs beside an English sentence for people; the sentence is
the gettext source text and is translated once, at the edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802  (gettext's own name, which the extractor looks for)
    """Return the text unchanged; marks it for translation where it is defined."""
    return text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused: code for programs, English text (a gettext source) for people."""

    code: str
    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def but(self, **params: object) -> Reason:
        """Return the same reason with these facts filled in."""
        return Reason(self.code, self.text, {**self.params, **params})


Problems = Mapping[str, Sequence[Reason]]

NOT_FOUND = Reason("not_found", N_("There is nothing here, or you may not see it."))
FORBIDDEN = Reason("forbidden", N_("You may see this but your role does not allow this step."))
INVALID = Reason("invalid", N_("Something needs to be corrected."))
STALE = Reason("stale", N_("Somebody else saved this first. Compare the two versions and save again."))


class FollowupError(Exception):
    """A refusal that the person on the other side can understand."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class NotFound(FollowupError):
    """It does not exist, or the actor may not know that it does."""

    def __init__(self, reason: Reason = NOT_FOUND) -> None:
        super().__init__(reason)


class Forbidden(FollowupError):
    """The actor may see it but may not do this."""

    def __init__(self, reason: Reason = FORBIDDEN) -> None:
        super().__init__(reason)


class Invalid(FollowupError):
    """The input is wrong.

    Shape: `problems` maps a dotted path ("due_on", "answers.q1.text") to its reasons; "" is the whole.
    """

    def __init__(self, problems: Problems, reason: Reason = INVALID) -> None:
        super().__init__(reason)
        self.problems = problems

    @classmethod
    def at(cls, path: str, *reasons: Reason) -> Invalid:
        """Return an error about one field."""
        return cls({path: list(reasons)})


class Conflict(FollowupError):
    """The state of things does not allow it now."""

    def __init__(self, reason: Reason = STALE) -> None:
        super().__init__(reason)


class Gone(FollowupError):
    """It was here and will not come back: an expired or revoked link, a withdrawn page."""
