"""What the buyer makes of a self-assessment, in forms: the judgement of each answer, and the questions sent back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from followup.domain.names import clean_text
from followup.domain.questionnaires import NOTE_LONGEST, Assessment, Judgement, SendBack
from followup.errors import N_, Invalid, Reason
from followup.schemas.base import REASONS, Input
from followup.schemas.by_question import by_suffix, lines, schema_of
from followup.schemas.fields import CodedField, LocalDate, StrippedString


class JudgementSchema(Input[Judgement]):
    """What the buyer makes of the answers: a code and a note by question."""

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Judgement:
        """Return the judgement; a note that is emptied is taken away.

        Errors: Invalid at "<key>.assessment" or "<key>.note".
        """
        found = by_suffix(data, ("assessment", "note"), ("finish",))
        problems: dict[str, list[Reason]] = {}
        assessments: dict[str, Assessment | None] = {}
        for key, code in found["assessment"].items():
            try:
                assessments[key] = Assessment.of(code)
            except KeyError:
                problems[f"{key}.assessment"] = [REASONS["field.choice"]]
        if problems:
            raise Invalid(problems)
        notes = {key: clean_text(text, at=f"{key}.note", most=NOTE_LONGEST) for key, text in found["note"].items()}
        return Judgement(assessments=assessments, notes=notes, finish=found[""].get("finish") == "yes")


def judgement_schema(keys: Iterable[str]) -> type[Input[Any]]:
    """Return the schema by which an assessment of these answers is drawn."""
    made: dict[str, fields.Field[Any]] = {}
    for key in keys:
        label = {"label": N_("What do you make of this answer?"), "widget": "radio"}
        made[f"{key}.assessment"] = CodedField(Assessment, required=True, metadata=label)
        made[f"{key}.note"] = lines({"label": N_("Note, not shown to the supplier")})
    return schema_of(made)


class SendBackSchema(Input[SendBack]):
    """Which questions are opened again, and why."""

    keys = fields.List(
        StrippedString(most=60),
        required=True,
        metadata={
            "label": N_("Questions to open again"),
            "hint": N_("All others stay locked."),
            "widget": "checkboxes",
        },
    )
    note = StrippedString(
        required=True,
        most=NOTE_LONGEST,
        lines=True,
        metadata={"label": N_("What is missing"), "hint": N_("The supplier reads this.")},
    )
    due_on = LocalDate(required=True, metadata={"label": N_("Answer by")})

    def build(self, loaded: Mapping[str, object]) -> SendBack:
        """Return the questions, the note and the day."""
        keys, note, due_on = loaded["keys"], loaded["note"], loaded["due_on"]
        assert isinstance(keys, list)
        assert isinstance(due_on, date)
        return SendBack(keys=tuple(keys), note=str(note), due_on=due_on)
