"""The training register: what is offered, who took it, and the share of contact persons that is trained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.permissions import Permission
from followup.domain.training import NewCourse, NewRecords
from followup.models.desk import Course, CourseRecord
from followup.models.organisations import Cooperation
from followup.queries import journal, members
from followup.queries import training as queries
from followup.queries.joint_follow_ups import led
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.training import (
    CourseDetailsSchema,
    CourseRecordSchema,
    CourseSchema,
    ListedCourseSchema,
    RecordsSchema,
    TrainingFilterSchema,
)
from followup.services import training
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("training")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ONE = "/training/courses/<course_id>"
_FORM = "training/edit.html"


@room.page("/training", needs=_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the trainings, the share of contact persons trained, and who is not."""
    share, untrained = queries.untrained(tx.session, tx.actor.scope.cooperation_ids, tx.today)
    return {
        "courses": queries.courses(tx.session),
        "share": share,
        "untrained": untrained,
        "led": led(tx.session, tx.actor.organisation_id),
        "on": tx.today,
    }


@room.read("/training", needs=_READ, gives=ListedCourseSchema, many=True)
def list_courses(tx: Transaction) -> Sequence[AnyRow]:
    """Return the trainings with how many took each."""
    return queries.courses(tx.session)


@room.page(_ONE, needs=_READ, query=TrainingFilterSchema)
def show(tx: Transaction, course_id: str, query: str | None) -> dict[str, Any]:
    """Return one training with who took it."""
    course = tx.get(Course, course_id, to=_READ)
    is_ours = course.secretariat_id == tx.actor.organisation_id
    return {
        "course": course,
        "found": queries.entries(tx.session, course.id, query),
        "after": query,
        "history": journal.history(tx.session, [course.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=CourseDetailsSchema)
def get_course(tx: Transaction, course_id: str) -> Course:
    """Return what is said of a training."""
    return tx.get(Course, course_id, to=_READ)


@room.read(f"{_ONE}/records", needs=_READ, gives=CourseRecordSchema, many=True, query=TrainingFilterSchema)
def list_course_records(tx: Transaction, course_id: str, query: str | None) -> Page[AnyRow]:
    """Return who took a training, the latest first."""
    return queries.entries(tx.session, tx.get(Course, course_id, to=_READ).id, query)


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(context={"course": None})


@room.form(
    "/cooperations/<cooperation_id>/courses/new", needs=_MAY, takes=CourseSchema, template=_FORM, shows=_new_form
)
def offer(tx: Transaction, new: NewCourse, cooperation_id: str) -> Any:
    """Enter a training."""
    course = training.offer(tx, cooperation_id, new)
    return see_other("training.show", course_id=course.public_id, notice="saved")


@room.create("/cooperations/<cooperation_id>/courses", needs=_MAY, takes=CourseSchema, gives=CourseDetailsSchema)
def create_course(tx: Transaction, new: NewCourse, cooperation_id: str) -> Course:
    """Enter a training."""
    return training.offer(tx, cooperation_id, new)


def _edit_form(tx: Transaction, course_id: str) -> Shown:
    course = tx.get(Course, course_id, to=_MAY)
    data = {name: getattr(course, name) for name in ("name", "content", "valid_months", "is_for_contacts")}
    return Shown(data=data, version=course.version, context={"course": course})


@room.form(f"{_ONE}/edit", needs=_MAY, takes=CourseSchema, template=_FORM, shows=_edit_form, versioned=True)
def change(tx: Transaction, new: NewCourse, course_id: str, version: int | None) -> Any:
    """Change what is said of a training."""
    training.change(tx, course_id, new, version)
    return see_other("training.show", course_id=course_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=CourseSchema, gives=CourseDetailsSchema)
def change_course(tx: Transaction, new: NewCourse, course_id: str, version: int) -> Course:
    """Change what is said of a training."""
    return training.change(tx, course_id, new, version)


def _enter_form(tx: Transaction, course_id: str) -> Shown:
    course = tx.get(Course, course_id, to=_MAY)
    return Shown(
        data={"done_on": tx.today},
        choices={
            "contact_person_ids": queries.contacts(tx.session, course.cooperation_id, tx.today),
            "organisation_id": members.choices(tx.session, course.cooperation_id, tx.today),
        },
        context={"course": course},
    )


@room.form(f"{_ONE}/records/new", needs=_MAY, takes=RecordsSchema, template="training/enter.html", shows=_enter_form)
def enter(tx: Transaction, new: NewRecords, course_id: str) -> Any:
    """Enter who took a training on a day."""
    training.enter(tx, course_id, new)
    return see_other("training.show", course_id=course_id, notice="saved")


@room.create(f"{_ONE}/records", needs=_MAY, takes=RecordsSchema, gives=CourseDetailsSchema)
def create_course_records(tx: Transaction, new: NewRecords, course_id: str) -> Course:
    """Enter who took a training on a day."""
    return training.enter(tx, course_id, new)


@room.action("/training/records/<record_id>/remove", needs=_MAY)
def remove(tx: Transaction, record_id: str) -> Any:
    """Take out an entry that was a mistake."""
    record = tx.get(CourseRecord, record_id, to=_MAY)
    course = training.remove(tx, record.public_id)
    return see_other("training.show", course_id=course.public_id, notice="removed")
