"""Own figures, confirmed figures and annual summaries on the wire and in addresses."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.indicators import Indicator
from followup.domain.summaries import Cut, FigureState, OwnFilter, SummaryStatus
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, StrippedString, WholeNumber
from followup.schemas.figure_corrections import FigureCorrectionSchema


class OwnFilterSchema(Input[OwnFilter]):
    """Which list behind one's own figures is shown."""

    makes = OwnFilter

    indicator = CodedField(Indicator)
    category = StrippedString(most=40)
    detail = StrippedString(most=40)
    topic = StrippedString(most=40)
    country = StrippedString(most=2)
    after = WholeNumber(most=10**6)


class FigureSchema(Output):
    """One number, or why there is none."""

    indicator = CodedField(Indicator)
    cut = CodedField(Cut)
    key = fields.String()
    value = fields.Integer(allow_none=True)
    state = CodedField(FigureState)


class LineSchema(Output):
    """One thing that counts, and what it is: `noun` is that of its page, `correction_id` if it counts by hand."""

    indicator = fields.String(attribute="item.indicator")
    noun = fields.String()
    id = fields.String(attribute="public_id")
    supplier_id = fields.String(attribute="item.supplier")
    category = fields.String(attribute="item.category")
    detail = fields.String(attribute="item.detail")
    days = fields.Integer(attribute="item.days", allow_none=True)
    topic = fields.String(attribute="item.topic")
    country = fields.String(attribute="item.country")
    amount = fields.Integer(attribute="item.amount", allow_none=True)
    correction_id = fields.String(attribute="correction")
    on = LocalDate(allow_none=True)


class OwnFiguresSchema(Output):
    """An organisation's own figures of a year as they are today, with the list behind them."""

    year = fields.Integer()
    figures = fields.List(fields.Nested(FigureSchema))
    lines = fields.List(fields.Nested(LineSchema))
    corrections = fields.List(fields.Nested(FigureCorrectionSchema))


class ConfirmedFiguresSchema(Output):
    """That an organisation has confirmed a year."""

    id = fields.String(attribute="public_id")
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation_name = fields.String()
    year = fields.Integer()
    sha256 = fields.String()
    confirmed_at = Instant()


class AnnualSummarySchema(Output):
    """An edition of an annual summary; its figures are frozen from the day it is published."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    cooperation_name = fields.String()
    slug = fields.String()
    year = fields.Integer()
    edition = fields.Integer()
    status = CodedField(SummaryStatus)
    sha256 = fields.String()
    compiled_at = Instant()
    reviewed_at = Instant(allow_none=True)
    published_at = Instant(allow_none=True)


class OneAnnualSummarySchema(AnnualSummarySchema):
    """One edition with its figures, and the confirmed figures it was made of."""

    threshold = fields.Integer()
    figures = fields.List(fields.Nested(FigureSchema))
    sources = fields.List(fields.String())
