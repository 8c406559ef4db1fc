"""Risk assessments on the wire and in forms, and the tables of `code_of_conduct/risk/` that they lean on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as names_of
from functools import lru_cache

from marshmallow import fields

from followup.domain.contracts import CategoryHint
from followup.domain.risk import AssessmentStatus, FoaGround, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_tables import Category, CountryRisk, RiskLevel, RiskTables
from followup.errors import N_
from followup.resources import resource_dir
from followup.schemas.base import Input, Output
from followup.schemas.code_of_conduct import read_risk_tables
from followup.schemas.fields import CodedField, Instant, StrippedString, YesNo
