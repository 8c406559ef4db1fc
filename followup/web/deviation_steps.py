"""Steps of a deviation beside plan and verdict: more time, accepted risk, remedy, effect, reopening, replacing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from followup.domain.deviation_gates import ACCEPTANCE_DAYS_MOST, latest_extension, proposed_grade
from followup.domain.deviation_steps import AcceptedRisk, Aftermath, MoreTime, Remedy, Repeat, Replacement
from followup.domain.deviations import MEANING, DeviationStep, Effect, Severity
from followup.domain.permissions import Permission
from followup.errors import N_
from followup.i18n import gettext, shown
from followup.models.deviations import Deviation
from followup.queries import deviation_repeats
from followup.queries import deviations as queries
from followup.schemas.deviation_steps import (
    AcceptedRiskSchema,
    AftermathSchema,
    MoreTimeSchema,
    RemedySchema,
    ReopenSchema,
    RepeatSchema,
    ReplacementSchema,
)
from followup.services import aftercare, extensions, risk_acceptances
from followup.services.deviations import table_of
from followup.transaction import Transaction
from followup.web.deviations import ready
from followup.web.endpoint import Room, Shown, see_other

room = Room("deviation_steps")
_ONE = "/deviations/<deviation_id>"
_FORM = "deviations/step.html"


def _back(deviation_id: str) -> Any:
    return see_other("deviations.show", deviation_id=deviation_id, notice="saved")


def _shown(deviation: Deviation, title: str, lead: str, submit: str, **more: Any) -> Shown:
    context = {"deviation": deviation, "title": gettext(title), "lead": lead, "submit": gettext(submit)}
    return Shown(version=deviation.version, context=context, **more)


def _more_time_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_EXTEND)
    due_on = deviation.closure_due_on or tx.today
    days = table_of(tx, deviation)[deviation.severity].closure_days
    latest = latest_extension(due_on - timedelta(days=days), due_on)
    lead = gettext(
        N_(
            "Once only, and {latest} at the latest: half the time again, a default of this service. Another person decides, before {due}. The supplier is told then."  # noqa: E501 # one sentence, one string
        ),
        latest=shown(latest),
        due=shown(due_on),
    )
    return _shown(deviation, N_("Ask for more time"), lead, N_("Ask for more time"))


@room.form(
    f"{_ONE}/time", needs=Permission.DEVIATION_EXTEND, takes=MoreTimeSchema, template=_FORM, shows=_more_time_form,
    versioned=True,
)  # fmt: skip
def ask_for_time(tx: Transaction, more: MoreTime, deviation_id: str, version: int | None) -> Any:
    """Ask for more time, which another person gives or not."""
    extensions.ask(tx, deviation_id, more, version)
    return _back(deviation_id)


@room.action(f"{_ONE}/time/approve", needs=Permission.DEVIATION_EXTENSION_APPROVE, versioned=True)
def approve_time(tx: Transaction, deviation_id: str, version: int | None) -> Any:
    """Give the time that another person asked for."""
    extensions.approve(tx, deviation_id, version)
    return _back(deviation_id)


@room.action(f"{_ONE}/time/decline", needs=Permission.DEVIATION_EXTENSION_APPROVE, versioned=True)
def decline_time(tx: Transaction, deviation_id: str, version: int | None) -> Any:
    """Give no more time."""
    extensions.decline(tx, deviation_id, version)
    return _back(deviation_id)


def _risk_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, _ = ready(tx, deviation_id, Permission.DEVIATION_ACCEPT_RISK, DeviationStep.ACCEPT_RISK)
    lead = gettext(
        N_("Nothing is asked of the supplier meanwhile; then it is taken up again. At most until {latest}."),
        latest=shown(tx.today + timedelta(days=ACCEPTANCE_DAYS_MOST)),
    )
    return _shown(deviation, N_("Accept the risk for a time"), lead, N_("Accept the risk"))


@room.form(
    f"{_ONE}/risk", needs=Permission.DEVIATION_ACCEPT_RISK, takes=AcceptedRiskSchema, template=_FORM, shows=_risk_form,
    versioned=True,
)  # fmt: skip
def accept_risk(tx: Transaction, risk: AcceptedRisk, deviation_id: str, version: int | None) -> Any:
    """Bear the risk of what another person graded, until a day."""
    risk_acceptances.accept(tx, deviation_id, risk, version)
    return _back(deviation_id)


@room.action(f"{_ONE}/resume", needs=Permission.DEVIATION_ASSESS, versioned=True)
def resume(tx: Transaction, deviation_id: str, version: int | None) -> Any:
    """Take a deviation up again whose risk was accepted."""
    risk_acceptances.resume(tx, deviation_id, version)
    return _back(deviation_id)


def _remedy_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_ASSESS)
    data = {"note": deviation.remedy_note, "remedied_on": deviation.remedied_on}
    lead = gettext(N_("Changed conduct is not enough where people were harmed. Nothing critical is closed without it."))
    return _shown(deviation, N_("Record the remedy"), lead, N_("Save"), data=data)


@room.form(
    f"{_ONE}/remedy", needs=Permission.DEVIATION_ASSESS, takes=RemedySchema, template=_FORM, shows=_remedy_form,
    versioned=True,
)  # fmt: skip
def record_remedy(tx: Transaction, remedy: Remedy, deviation_id: str, version: int | None) -> Any:
    """Record what those who were harmed were given."""
    aftercare.record_remedy(tx, deviation_id, remedy, version)
    return _back(deviation_id)


def _effect_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, _ = ready(tx, deviation_id, Permission.DEVIATION_ASSESS, DeviationStep.REOPEN)
    lead = gettext(
        N_("Has it come back since it was closed on {closed}? If it has, you are asked to record it anew."),
        closed=shown(deviation.closed_on),
    )
    return _shown(deviation, N_("Look at the effect"), lead, N_("Save"))


@room.form(
    f"{_ONE}/effect", needs=Permission.DEVIATION_ASSESS, takes=AftermathSchema, template=_FORM, shows=_effect_form,
    versioned=True,
)  # fmt: skip
def record_effect(tx: Transaction, found: Aftermath, deviation_id: str, version: int | None) -> Any:
    """Record whether it has come back; if so, go on to recording it anew."""
    deviation = aftercare.record_effect(tx, deviation_id, found, version)
    if found.effect is Effect.CAME_BACK:
        contract_id = queries.ids_of(tx.session, deviation).contract_id
        return see_other("deviation_origins.record", contract_id=contract_id, repeat=deviation_id)
    return _back(deviation_id)


def _reopen_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, _ = ready(tx, deviation_id, Permission.DEVIATION_ASSESS, DeviationStep.REOPEN)
    lead = gettext(N_("For what was closed too early. The supplier gets a mail and shows every action once more."))
    return _shown(deviation, N_("Open again"), lead, N_("Open again"))


@room.form(
    f"{_ONE}/reopen", needs=Permission.DEVIATION_ASSESS, takes=ReopenSchema, template=_FORM, shows=_reopen_form,
    versioned=True,
)  # fmt: skip
def reopen(tx: Transaction, reason: str, deviation_id: str, version: int | None) -> Any:
    """Open again what was closed too early."""
    aftercare.reopen(tx, deviation_id, reason, version)
    return _back(deviation_id)


def _replace_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, _ = ready(tx, deviation_id, Permission.DEVIATION_ISSUE, DeviationStep.SUPERSEDE)
    others = deviation_repeats.replacing(tx.session, deviation)
    choices = {"other_id": [(row.public_id, f"{row.number}. {row.title}") for row in others]}
    lead = gettext(N_("Another deviation of the same supplier stands for it. Nothing more is asked about this one."))
    return _shown(deviation, N_("Replace by another deviation"), lead, N_("Replace"), choices=choices)


@room.form(
    f"{_ONE}/replace", needs=Permission.DEVIATION_ISSUE, takes=ReplacementSchema, template=_FORM, shows=_replace_form,
    versioned=True,
)  # fmt: skip
def supersede(tx: Transaction, by: Replacement, deviation_id: str, version: int | None) -> Any:
    """Let another deviation stand for this one."""
    aftercare.supersede(tx, deviation_id, by, version)
    return _back(deviation_id)


def _repeat_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, _ = ready(tx, deviation_id, Permission.DEVIATION_RECORD, DeviationStep.ISSUE)
    earlier = deviation_repeats.proposed(tx.session, deviation)
    choices = {
        "earlier_id": [
            (row.public_id, f"{row.number}. {row.title} ({gettext(row.severity.label)}, {shown(row.closed_on)})")
            for row in earlier
        ],
        "severity": [(str(s), f"{gettext(s.label)}: {gettext(MEANING[s])}") for s in Severity],
    }
    data = {
        "earlier_id": earlier[0].public_id if earlier else None,
        "severity": proposed_grade(deviation.severity, is_repeat=True),
    }
    lead = gettext(N_("The same minor deviation once more is a fault in the system, and proposed as major."))
    return _shown(deviation, N_("Link to an earlier deviation"), lead, N_("Link"), choices=choices, data=data)


@room.form(
    f"{_ONE}/repeat", needs=Permission.DEVIATION_RECORD, takes=RepeatSchema, template=_FORM, shows=_repeat_form,
    versioned=True,
)  # fmt: skip
def link_repeat(tx: Transaction, repeat: Repeat, deviation_id: str, version: int | None) -> Any:
    """Link a draft to the closed deviation that has come again, and grade it."""
    aftercare.link_repeat(tx, deviation_id, repeat, version)
    return _back(deviation_id)
