"""Names for the types of rows and statements whose columns only the query itself knows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
