"""Saved views: a person's own names for a list as it is narrowed, ordered and laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.errors import N_, Reason

MOST = 50  # Source: default of this service, for one person and list
CONTRACTS = "contract"
MANY = Reason("view.many", N_("You have {most} saved views of this list. Remove one first."), {"most": MOST})
KNOWN = Reason("view.known", N_("You already have a view with this name. Choose another name."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView:
    """A list as it stands now, and its name.

    Shape: `query` holds what the list is asked with, several values of one name with commas between them.
    """

    name: str
    query: Mapping[str, str]
