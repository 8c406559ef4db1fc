"""Who acts, and what of the database that person or process can see at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from followup.domain.codes import Coded
from followup.errors import N_


class Role(Coded):
    """What a person does in an organisation; the last five are not given to people."""

    READER = "reader", N_("Reader")
    CONTRACT_MANAGER = "contract_manager", N_("Contract manager")
    APPROVER = "approver", N_("Approver")
    AUDITOR = "auditor", N_("Auditor")
    ADMINISTRATOR = "administrator", N_("Administrator")
    COORDINATOR = "coordinator", N_("Coordinator of the cooperation")
    PUBLISHER = "publisher", N_("Publisher of the cooperation")
    ASSIGNEE = "assignee", N_("Holder of a personal link")
    CONTRIBUTOR = "contributor", N_("Colleague of the holder of a personal link")
    VISITING_AUDITOR = "visiting_auditor", N_("External auditor with a link to one audit")
    SYSTEM = "system", N_("The system")
    PUBLIC = "public", N_("The public")


_NOT_PEOPLE = (Role.ASSIGNEE, Role.CONTRIBUTOR, Role.VISITING_AUDITOR, Role.SYSTEM, Role.PUBLIC)
GIVEN_TO_PEOPLE = tuple(r for r in Role if r not in _NOT_PEOPLE)
STAFF = frozenset(GIVEN_TO_PEOPLE)
INSIDE = frozenset({Role.READER, Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Scope:
    """What the session may see: everything, one organisation's rows, one assignment's rows, or the public's."""

    everything: bool = False
    organisation_id: int | None = None
    cooperation_ids: tuple[int, ...] = ()
    assignment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Anyone who can do anything."""

    roles: frozenset[Role] = frozenset()
    organisation_id: int | None = None
    user_id: int | None = None
    assignment_id: int | None = None
    zone: str = "Europe/Stockholm"
    country: str = "SE"
    name: str = field(default="", compare=False, repr=False)

    @property
    def scope(self) -> Scope:
        """Return what this actor's session may see."""
        return Scope()

    @property
    def reference(self) -> str:
        """Return what the journal writes: an id, never a name."""
        return "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Actor):
    """A person (or an integration's user) signed in to one organisation; never a union of two."""

    public_id: str
    organisation_name: str = ""
    organisation_public_id: str = ""
    cooperation_ids: tuple[int, ...] = ()
    language: str = "en"
    session_id: int | None = None
    is_integration: bool = False

    @property
    def scope(self) -> Scope:
        """Return the organisation's rows and the shared rows of its cooperations."""
        return Scope(organisation_id=self.organisation_id, cooperation_ids=self.cooperation_ids)

    @property
    def reference(self) -> str:
        """Return the user's public id."""
        return self.public_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignee(Actor):
    """Somebody outside who holds a personal link: one assignment and nothing else.

    A colleague whom the holder asked for help has a narrower link to the same assignment, and an identity of their own.
    `must_confirm` until a code mailed to the address was typed, where the buyer asks for one.
    """

    public_id: str
    roles: frozenset[Role] = frozenset({Role.ASSIGNEE})
    session_id: int | None = None
    contributor_id: int | None = None
    must_confirm: bool = False

    @property
    def scope(self) -> Scope:
        """Return the rows of this assignment."""
        return Scope(organisation_id=self.organisation_id, assignment_id=self.assignment_id)

    @property
    def reference(self) -> str:
        """Return the assignment's public id, or the colleague's."""
        return self.public_id


SEES_EVERYTHING: frozenset[str] = frozenset(
    {
        "sign_in",  # a session, token or link is looked up before anybody is known
        "deliver_mail",  # one queue for all organisations
        "compile_summary",  # reads the sealed lists behind confirmed figures
        "schedule_candidates",  # finds the contracts of all organisations whose plan may change
        "reminder_candidates",  # finds the open self-assessments of all organisations
        "warning_candidates",  # finds the contracts and certificates of all organisations that end before long
        "digest_candidates",  # finds who has something late or soon to do, in all organisations
        "coordinate",  # finds what several organisations plan for the same supplier, and whom an incident reaches
        "calendar",  # a feed's address is looked up before anybody is known
        "deliver_copies",  # carries the answers of a joint self-assessment to each organisation that takes part
        "scan_files",  # one queue for all organisations
        "public_documents",  # reads what cooperations put before everybody, of which nobody is known
        "setup",  # organisations, cooperations and first users, by command line
        "maintenance",  # expired sessions, checks, backup
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Actor):
    """A job or a command, for one organisation or, where listed, for all."""

    job: str
    everything: bool = False
    cooperation_ids: tuple[int, ...] = ()
    roles: frozenset[Role] = frozenset({Role.SYSTEM})

    def __post_init__(self) -> None:
        """Refuse to see everything unless the job is on the list."""
        if self.everything and self.job not in SEES_EVERYTHING:
            raise ValueError(f"{self.job} is not listed as seeing everything")

    @property
    def scope(self) -> Scope:
        """Return one organisation's rows, or everything for the jobs that are listed for it."""
        if self.everything:
            return Scope(everything=True)
        return Scope(organisation_id=self.organisation_id, cooperation_ids=self.cooperation_ids)

    @property
    def reference(self) -> str:
        """Return the job's name."""
        return f"system:{self.job}"


ANONYMOUS = Actor(roles=frozenset({Role.PUBLIC}))
