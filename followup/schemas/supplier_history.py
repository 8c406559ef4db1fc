"""The history of a supplier on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.supplier_history import HistoryFilter, Matter, What
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, WholeNumber


class HistoryFilterSchema(Input[HistoryFilter]):
    """What a history is narrowed to, by the page and by the API alike."""

    makes = HistoryFilter

    matter = CodedField(Matter, metadata={"label": N_("What it is about"), "widget": "select"})
    year = WholeNumber(least=2000, most=2100, metadata={"label": N_("Calendar year")})


class HappeningSchema(Output):
    """One happening; `id` is that of the contract, follow-up, self-assessment, audit, deviation, sanction or result."""

    on = LocalDate()
    matter = CodedField(Matter)
    what = CodedField(What)
    id = fields.String()
    title = fields.String()
    under = fields.String()
    sort = fields.String(allow_none=True, metadata={"description": "The kind, the grade or the step, as a code."})
    state = fields.String(allow_none=True, metadata={"description": "Where it stands today, as a code."})
    percent = fields.Integer(allow_none=True, metadata={"description": "Of the lead questions met, once assessed."})
