"""W5: a published year as page, files and downloads, beside the smallest page of the same bytes; and its live figures."""

from __future__ import annotations

import io
import statistics
import tempfile
from datetime import date
from pathlib import Path

import xlsxwriter
from flask import Flask, send_file
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.pages import product, timed
from followup.clock import FixedClock
from followup.documents import edition_files
from followup.documents.edition_bundle import bundle, file_name, place
from followup.domain.actors import System
from followup.domain.editions import FORMAT, Edition, NamedOrganisation, counting_rules, named_categories
from followup.domain.indicators import DETAILS, Indicator
from followup.domain.organisations import OrganisationKind
from followup.domain.sharing import Light
from followup.domain.sourced import Text
from followup.domain.summaries import Confirmed, Item, MemberContribution, compile_figures
from followup.files import Shelf
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.runtime import Runtime
from followup.services import own_figures

YEAR, MEMBERS, CATEGORIES, SUPPLIERS, ROUNDS = 2025, 21, 12, 40, 40  # as many members as there are regions
ABOUT = ("bench", YEAR, 1)


def edition() -> Edition:
    """Return a year of 21 members, each with every indicator for 40 suppliers in 12 categories."""
    members = [f"org_{number:02}" for number in range(MEMBERS)]
    categories = [f"category-{number:02}" for number in range(CATEGORIES)]
    items = tuple(
        Item(
            indicator=indicator,
            supplier=f"sup_{number}",
            category=categories[number % CATEGORIES],
            detail=(*DETAILS.get(indicator, ()), "")[0],
            days=number,
            amount=1,
        )
        for indicator in Indicator
        for number in range(SUPPLIERS)
    )
    lights = [Item(indicator=Indicator.LIGHTS, supplier=f"sup_{n}", detail=Light.GREEN.value) for n in range(SUPPLIERS)]
    paid = [
        MemberContribution(organisation=one, inhabitants=500_000, amount_minor=50_000_000, currency="SEK", rate_ore=100)
        for one in members
    ]
    figures = compile_figures(
        year=YEAR,
        members=members,
        confirmed=[Confirmed(organisation=one, items=items) for one in members],
        lights=lights,
        contributions=paid,
    )
    return Edition(
        format=FORMAT,
        slug="bench",
        cooperation="The cooperation of the bench",
        publisher="The secretariat",
        country="SE",
        currency="SEK",
        year=YEAR,
        edition=1,
        published_on=date(YEAR + 1, 3, 2),
        is_demonstration=True,
        organisations=tuple(
            NamedOrganisation(key=m, name=f"Region {m}", kind=OrganisationKind.REGION) for m in members
        ),
        categories=named_categories(categories, {c: Text(en=c, sv=c, nb=c) for c in categories}),
        rules=counting_rules(),
        figures=figures,
    )


def run() -> None:
    """Print the time of each form, of its floor called in turn, and the median of the paired ratios."""
    made = edition()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app, runtime, organisation = product(folder, 2_000)
        runtime.public = Shelf(folder / "public")
        seconds = timed(lambda: runtime.public.put(place(*ABOUT), bundle(made))) / 1000
        print(f"W5 {len(made.figures.figures)} figures; all files in three languages, once: {seconds:.2f} s")
        _pages(app, folder)
        _files(made)
        _live(runtime, organisation)
        runtime.database.engine.dispose()


def _pages(app: Flask, folder: Path) -> None:
    bare = Flask("floor")
    kept = folder / "public" / place(*ABOUT)
    bare.add_url_rule("/html", "html", lambda: send_file(kept / file_name(*ABOUT, "html", "en")))
    bare.add_url_rule("/json", "json", lambda: send_file(kept / file_name(*ABOUT, "json")))
    client, base = app.test_client(), bare.test_client()
    for label, path, floor in (
        ("page", "/pub/bench/2025/r1", "/html"),
        ("JSON", "/pub/bench/2025/r1.json", "/json"),
        ("the years", "/pub/bench/", "/html"),
    ):
        assert client.get(path).status_code == 200
        pairs = [(timed(lambda p=path: client.get(p)), timed(lambda f=floor: base.get(f).data)) for _ in range(ROUNDS)]
        _tell(label, pairs)


def _files(made: Edition) -> None:
    for kind in ("csv", "xlsx", "pdf"):
        taken = statistics.median(timed(lambda k=kind: edition_files.made(made, k, "en")) for _ in range(3))
        print(f"W5 made: {kind:6} p50 {taken:7.1f} ms")
    _tell(
        "XLSX", [(timed(lambda: edition_files.made(made, "xlsx", "en")), timed(lambda: _bare(made))) for _ in range(3)]
    )


def _bare(made: Edition) -> None:
    """Write as many cells with XlsxWriter alone."""
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for row, figure in enumerate(made.figures.figures):
            for column in range(len(edition_files.HEADER)):
                page.write_string(row, column, figure.indicator)


def _live(runtime: Runtime, organisation: int) -> None:
    """Count an organisation's own year as its page does, beside the same rows merely counted in SQL."""
    assert isinstance(runtime.clock, FixedClock)
    own = System(job="bench", organisation_id=organisation)

    def count() -> None:
        with runtime.transaction(own, read_only=True) as tx:
            own_figures.count(tx, YEAR)

    def raw() -> None:
        with Session(runtime.database.engine) as session:
            session.connection(execution_options={"followup_read_only": True})
            for table in (Contract.__table__, FollowUp.__table__, Deviation.__table__):
                session.execute(select(func.count()).select_from(table).where(table.c.organisation_id == organisation))

    _tell("live figures", [(timed(count), timed(raw)) for _ in range(10)])


def _tell(label: str, pairs: list[tuple[float, float]]) -> None:
    ours, theirs = statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"W5 {label:14} p50 {ours:7.2f} ms   floor {theirs:6.2f} ms   ratio {ratio:6.2f}")
