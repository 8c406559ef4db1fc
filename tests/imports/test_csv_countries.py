from __future__ import annotations

from datetime import date

import pytest

from followup.domain.countries import IndexRow
from followup.errors import Invalid
from followup.i18n import explain
from followup.imports import csv_countries
from followup.schemas.risk import tables

TODAY = date(2026, 3, 2)
HEADER = "country,on,governance,ituc,environment,corruption,source"
GOOD = "BD,2022-06-28,20.5,5,30,25,Made up"


def read(*lines: str, header: str = HEADER) -> list[IndexRow]:
    return list(csv_countries.read("c.csv", "\n".join((header, *lines)).encode(), tables().countries, TODAY))


def faults(*lines: str, header: str = HEADER) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        read(*lines, header=header)
    return {place: [explain(reason) for reason in reasons] for place, reasons in refused.value.problems.items()}


def test_a_row_is_read_in_tenths_and_the_rating_is_converted() -> None:
    wanted = IndexRow(
        country="BD",
        on=date(2022, 6, 28),
        governance=205,
        labour=100,
        environment=300,
        corruption=250,
        source="Made up",
    )
    assert read(GOOD) == [wanted]
    assert read("BD;2022-06-28;20,5;5;30;25;Made up", "", header=HEADER.replace(",", ";")) == [wanted]
    assert csv_countries.read("c.csv", f"\ufeff{HEADER}\r\n{GOOD}\r\n".encode(), tables().countries, TODAY) == [wanted]


def test_the_columns_may_stand_in_any_order_and_what_is_not_known_stays_empty() -> None:
    [found] = read("Made up,,,,,2022-06-28,bd", header="source,ituc,corruption,environment,governance,on,country")
    assert found.values == (None, None, None, None)
    assert found.country == "BD"


@pytest.mark.parametrize(
    ("column", "text", "hint"),
    [
        ("country", "XX", "two letters"),
        ("country", "BGD", "two letters"),
        ("on", "28.6.2022", "2026-03-02"),
        ("on", "2026-03-03", "not come yet"),
        ("governance", "100.1", "0 to 100"),
        ("environment", "-1", "0 to 100"),
        ("corruption", "1e1", "0 to 100"),
        ("ituc", "90", "1, 2, 3, 4, 5, 5+"),
        ("source", "", "where the numbers come from"),
    ],
)
def test_a_wrong_cell_is_named_by_row_column_and_value_with_what_to_write(column: str, text: str, hint: str) -> None:
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {"country": "NP", column: text}
    [(place, [told])] = faults(GOOD, ",".join(cells.values())).items()
    assert place == f"c.csv: row 3, {column}"
    assert hint in told
    assert text in told


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = faults("XX,never,1,2,3,4,", GOOD, GOOD, "BD,2022-06-28")
    assert set(found) == {
        "c.csv: row 2, country",
        "c.csv: row 2, on",
        "c.csv: row 2, source",
        "c.csv: row 4, country",
        "c.csv: row 5",
    }
    assert "row 3" in found["c.csv: row 4, country"][0]


@pytest.mark.parametrize("text", ["", "a,b\n1,2", HEADER])
def test_a_file_without_the_columns_or_without_rows_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        csv_countries.read("c.csv", text.encode(), tables().countries, TODAY)
    assert set(refused.value.problems) == {"c.csv"}
