"""A walk: the register is filled from a spreadsheet, exported, edited in the spreadsheet, and given back.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from followup.documents import xlsx
from followup.documents.cells import Cell
from followup.documents.xlsx import Sheet
from tests.builders import World
from tests.walks.person import Person

pytestmark = pytest.mark.database

HEADER = ["What is bought", "Supplier", "Supplier's country", "First day", "Last day", "CPV code"]
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def spreadsheet(*rows: list[Cell]) -> bytes:
    """A list as a buyer keeps it: only some of the columns, in an order of its own."""
    file = io.BytesIO()
    xlsx.write(file, [Sheet(name="Contracts", header=HEADER, rows=rows)], title="Contracts", created_at=AT)
    return file.getvalue()


def edited(workbook: bytes, old: str, new: str) -> bytes:
    """Write over one cell, as a person at a spreadsheet does."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(f">{old}<".encode(), f">{new}<".encode()))
    return file.getvalue()


def test_a_spreadsheet_fills_the_register_and_comes_back_with_exactly_its_edits(app: Flask, world: World) -> None:
    mona = Person(app, world.staff(world.organisation("Region North"), name="Mona Manager"))
    gloves: list[Cell] = ["Gloves", "Invented Gloves AB", "SE", date(2026, 1, 1), date(2029, 12, 31), "33141420"]
    aprons: list[Cell] = ["Aprons", "Invented Aprons AB", "SE", "next spring", date(2028, 12, 31), "18143000"]

    # A row with a fault: the file is looked through, the fault is told by place, and nothing can be imported.
    mona.opens("/contracts").follows("Import").reads("If one row is wrong, nothing is.")
    mona.sends("Look through the file", files={"file": (spreadsheet(gloves, aprons), "ours.xlsx")})
    mona.reads("Nothing has been written yet.", "Contracts, row 3", "First day", "next spring", "Write a date")
    assert "Import" not in [" ".join(button.text_content().split()) for button in mona.page.iter("button")]
    mona.opens("/contracts").reads("No contract")

    # Corrected, it is looked through again and imported: the suppliers that are new come into the register too.
    aprons[3] = date(2026, 4, 1)
    mona.opens("/contracts/import")
    mona.sends("Look through the file", files={"file": (spreadsheet(gloves, aprons), "ours.xlsx")})
    mona.reads("2 suppliers are not in the register and will be added.").sends("Import")
    mona.reads("Imported.", "Gloves", "Invented Aprons AB")

    # The export holds drop-downs and a help sheet; one cell is edited, and only that cell is written.
    workbook = mona.browser.get("/contracts/export/xlsx").data
    mona.opens("/contracts/import")
    mona.sends("Look through the file", files={"file": (edited(workbook, "Aprons", "Long aprons"), "ours.xlsx")})
    mona.reads("Changed contracts 1", "Unchanged contracts 1", "What is bought", "Long aprons").sends("Import")
    mona.opens("/contracts").reads("Long aprons", "Gloves")
    mona.follows("Long aprons").reads("Contract changed: title", "Contract registered (from a spreadsheet)")
    mona.opens("/contracts").follows("Gloves")
    assert "Contract changed" not in mona.text

    # The same file again says what the register says already, but for a contract that was changed here meanwhile.
    mona.opens("/contracts").follows("Long aprons").follows("Complete or change").sends("Save", title="Aprons, long")
    mona.opens("/contracts/import")
    mona.sends("Look through the file", files={"file": (edited(workbook, "Aprons", "Rain aprons"), "ours.xlsx")})
    mona.reads("Contracts, row 2", "Somebody has changed this contract since it was exported.")
    mona.opens("/contracts/import").sends(
        "Look through the file",
        files={"file": (edited(workbook, "Aprons", "Rain aprons"), "ours.xlsx")},
        on_conflict="skip",
    )
    mona.reads("Left as they are 1", "Nothing to import")
