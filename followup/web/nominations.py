"""Nominations: what organisations ask the cooperation to follow up, and the secretariat's answer to each."""

from __future__ import annotations

from typing import Any

from flask import url_for

from followup.domain.joint_follow_ups import JOINTLY
from followup.domain.nominations import (
    YEARS_AHEAD,
    JointPlanStatus,
    NewNomination,
    NominationFilter,
    NominationStep,
    TakenUp,
)
from followup.domain.permissions import Permission
from followup.i18n import gettext
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.nominations import Nomination
from followup.queries import categories, joint_plans, journal, suppliers
from followup.queries import nominations as queries
from followup.queries.paging import Page
from followup.schemas.nominations import (
    ListedNominationSchema,
    NominationAnswerSchema,
    NominationFilterSchema,
    NominationSchema,
    TakenUpSchema,
)
from followup.schemas.risk import categories_on, category_name
from followup.services import nominations
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form, coded_choices

room = Room("nominations")
_ONE = "/nominations/<nomination_id>"


@room.page("/nominations", needs=Permission.JOINT_READ, query=NominationFilterSchema)
def index(tx: Transaction, query: NominationFilter) -> dict[str, Any]:
    """Return the year's nominations; next year's unless another is asked for."""
    year = query.year or tx.today.year + 1
    years = sorted({*queries.years(tx.session), tx.today.year + 1, year}, reverse=True)
    asked = {"year": year, **({"status": query.status} if query.status else {})}
    choices = {"year": [(str(y), str(y)) for y in years]}
    return {
        "year": year,
        "found": queries.listed(tx.session, query, year),
        "query": query,
        "asked": asked,
        "filter": Form(NominationFilterSchema, asked, choices=choices),
        "name": queries.name,
        "category_name": category_name,
        "cooperates": bool(tx.actor.scope.cooperation_ids),
    }


@room.read(
    "/nominations",
    needs=Permission.JOINT_READ,
    gives=ListedNominationSchema,
    many=True,
    query=NominationFilterSchema,
)
def list_nominations(tx: Transaction, query: NominationFilter) -> Page[Any]:
    """Return the year's nominations of one's cooperations; next year's unless another is asked for."""
    return queries.listed(tx.session, query, query.year or tx.today.year + 1)


@room.page(_ONE, needs=Permission.JOINT_READ)
def show(tx: Transaction, nomination_id: str) -> dict[str, Any]:
    """Return one nomination with its answer and the joint follow-up that meets it; who did what, to its own alone."""
    nomination = tx.get(Nomination, nomination_id, to=Permission.JOINT_READ)
    is_mine = nomination.organisation_id == tx.actor.organisation_id
    row = queries.one(tx.session, nomination.public_id)
    joint = tx.follow(JointFollowUp, nomination.joint_id) if nomination.joint_id else None
    return {
        "nomination": nomination,
        "row": row,
        "name": queries.name(row),
        "category": category_name(row.category),
        "joint": joint,
        "plan": joint_plans.of_year(tx.session, nomination.cooperation_id, nomination.year),
        "is_draft": lambda plan: plan is not None and plan.status is JointPlanStatus.DRAFT,
        "steps": NominationStep,
        "history": journal.history(tx.session, [nomination.public_id]) if is_mine else (),
    }


@room.read(_ONE, needs=Permission.JOINT_READ, gives=ListedNominationSchema)
def get_nomination(tx: Transaction, nomination_id: str) -> Any:
    """Return one nomination."""
    nomination = tx.get(Nomination, nomination_id, to=Permission.JOINT_READ)
    return queries.one(tx.session, nomination.public_id)


def _new_form(tx: Transaction) -> Shown:
    known = categories.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    return Shown(
        data={"year": tx.today.year + 1, "cooperation_id": known[0].public_id if known else None},
        choices={
            "cooperation_id": [(one.public_id, one.name) for one in known],
            "year": [(str(y), str(y)) for y in range(tx.today.year, tx.today.year + YEARS_AHEAD + 1)],
            "category": sorted(
                ((found.key, category_name(found.key)) for found in categories_on(tx.today)),
                key=lambda pair: pair[1].casefold(),
            ),
            "supplier_id": suppliers.choices(tx.session),
            "kind": coded_choices(JOINTLY),
        },
        context={"several": len(known) > 1},
    )


@room.form(
    "/nominations/new",
    needs=Permission.NOMINATION_MAKE,
    takes=NominationSchema,
    template="nominations/new.html",
    shows=_new_form,
)
def make(tx: Transaction, new: NewNomination) -> Any:
    """Nominate a product or a supplier."""
    made = nominations.make(tx, new)
    return see_other("nominations.show", nomination_id=made.public_id, notice="nominated")


@room.create("/nominations", needs=Permission.NOMINATION_MAKE, takes=NominationSchema, gives=ListedNominationSchema)
def create_nomination(tx: Transaction, new: NewNomination) -> Any:
    """Nominate a product or a supplier."""
    made = nominations.make(tx, new)
    tx.flush()
    return queries.one(tx.session, made.public_id)


@room.action(f"{_ONE}/withdraw", needs=Permission.NOMINATION_WITHDRAW, versioned=True)
def withdraw(tx: Transaction, nomination_id: str, version: int | None) -> Any:
    """Take a nomination back."""
    nominations.withdraw(tx, nomination_id, version)
    return see_other("nominations.show", nomination_id=nomination_id, notice="withdrawn")


def _answer_form(tx: Transaction, nomination_id: str) -> Shown:
    nomination = tx.get(Nomination, nomination_id, to=Permission.NOMINATION_DECIDE)
    row = queries.one(tx.session, nomination.public_id)
    return Shown(version=nomination.version, context={"row": row, "name": queries.name(row)})


@room.form(
    f"{_ONE}/decline",
    needs=Permission.NOMINATION_DECIDE,
    takes=NominationAnswerSchema,
    template="nominations/answer.html",
    shows=_answer_form,
    versioned=True,
)
def decline(tx: Transaction, answer: str, nomination_id: str, version: int | None) -> Any:
    """Do not take a nomination into the plan."""
    nominations.decline(tx, nomination_id, answer, version)
    return see_other("nominations.show", nomination_id=nomination_id, notice="answered")


def _take_up_form(tx: Transaction, nomination_id: str) -> Shown:
    nomination = tx.get(Nomination, nomination_id, to=Permission.NOMINATION_DECIDE)
    row = queries.one(tx.session, nomination.public_id)
    plan = joint_plans.of_year(tx.session, nomination.cooperation_id, nomination.year)
    planned = joint_plans.items(tx.session, [plan.id]) if plan else ()
    offered = [
        (one.public_id, f"{one.supplier_name} · {gettext(one.kind.label)}")
        for one in planned
        if one.status != "cancelled"
    ]
    return Shown(
        version=nomination.version,
        choices={"joint_id": offered},
        context={
            "row": row,
            "name": queries.name(row),
            "add_url": url_for("joint_plans.add", joint_plan_id=plan.public_id, nomination=nomination.public_id)
            if plan and plan.status is JointPlanStatus.DRAFT
            else "",
        },
    )


@room.form(
    f"{_ONE}/take-up",
    needs=Permission.NOMINATION_DECIDE,
    takes=TakenUpSchema,
    template="nominations/answer.html",
    shows=_take_up_form,
    versioned=True,
)
def take_up(tx: Transaction, new: TakenUp, nomination_id: str, version: int | None) -> Any:
    """Say which joint follow-up of the plan meets a nomination."""
    nominations.take_up(tx, nomination_id, new, version)
    return see_other("nominations.show", nomination_id=nomination_id, notice="answered")
