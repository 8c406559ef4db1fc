"""Looking through files: each file's bytes once, never clean without a clear answer, and what is blocked stays so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from followup.domain.actors import Staff
from followup.domain.evidence import ScanState
from followup.domain.questionnaires import SendBack
from followup.domain.work import Task
from followup.errors import Invalid
from followup.jobs import scan_files
from followup.jobs.work import Work
from followup.models.evidence import Evidence
from followup.models.journal import JournalEntry
from followup.queries import dashboard
from followup.scanning import Scanner
from followup.services import assessments
from tests.builders import World
from tests.clamd import EICAR, clamd, nowhere
from tests.jobs.mailers import NoMailer
from tests.joint_answers import Together
from tests.self_assessments import Asked, Upload, asked
from tests.web.client import Browser

pytestmark = pytest.mark.database
HARMFUL = b"%PDF-1.4 " + EICAR
CLEAN = b"%PDF-1.4 a policy"


def scan(world: World, scanner: Scanner | None, *, dry_run: bool = False) -> Work:
    world.runtime.scanner = scanner
    work = Work(world.runtime, NoMailer(), dry_run=dry_run)
    scan_files.run(work)
    assert work.first_error is None
    return work


def kept(world: World, data: bytes, name: str = "policy.pdf", question: str = "1") -> Upload:
    return Upload(f"{question}.file", name=name, size=len(data), sha256=world.runtime.files.put(data).sha256)


def states(world: World) -> dict[str, ScanState]:
    with world.reading() as tx:
        return {row.name: row.scan for row in tx.session.scalars(select(Evidence).order_by(Evidence.id))}


def found(world: World, name: str) -> Evidence:
    with world.reading() as tx:
        return tx.session.scalars(select(Evidence).where(Evidence.name == name)).one()


def to_do(world: World, staff: Staff) -> list[str]:
    with world.reading(staff) as tx:
        items = dashboard.desk(tx.session, staff, tx.today, tx.now).items
    return [item.title for item in items if item.task is Task.LOOK_AT_FILE]


def with_files(world: World) -> Asked:
    scene = asked(world)
    scene.save(uploads=(kept(world, CLEAN), kept(world, HARMFUL, "bad.pdf")))
    return scene


def test_each_file_is_looked_through_once_and_the_journal_says_what_was_found(world: World) -> None:
    with_files(world)
    second = asked(world, email="b@supplier.test")
    second.save(uploads=(kept(world, CLEAN, "the same.pdf"),))
    with clamd() as stub:
        assert scan(world, stub.scanner, dry_run=True).counts == {"clean": 1, "infected": 1}
        assert set(states(world).values()) == {ScanState.NOT_SCANNED}
        assert scan(world, stub.scanner).counts == {"clean": 1, "infected": 1}
        assert states(world) == {
            "policy.pdf": ScanState.CLEAN,
            "bad.pdf": ScanState.INFECTED,
            "the same.pdf": ScanState.CLEAN,
        }
        assert scan(world, stub.scanner).counts == {}
        assert len(stub.seen) == 4
    with world.reading() as tx:
        said = select(JournalEntry.facts).where(JournalEntry.event == "evidence.scanned")
        assert sorted(str(facts["scan"]) for facts in tx.session.scalars(said)) == ["clean", "clean", "infected"]


def test_without_a_clear_answer_every_file_stays_not_scanned(world: World) -> None:
    scene = with_files(world)
    scan(world, None)
    scan(world, nowhere())
    with clamd(says=b"stream: lookup ERROR\0") as stub:
        assert scan(world, stub.scanner).counts == {"not scanned": 2}
    assert set(states(world).values()) == {ScanState.NOT_SCANNED}
    scene.answer()
    assert to_do(world, scene.staff) == []


def test_a_scanner_that_keeps_silent_is_not_asked_about_everything(world: World) -> None:
    scene = asked(world)
    scene.save(uploads=tuple(kept(world, b"%PDF-" + str(n).encode(), f"{n}.pdf") for n in range(8)))
    with clamd(says=b"busy\0") as stub:
        assert scan(world, stub.scanner).counts == {"not scanned": 3}


def test_a_damaged_file_is_said_and_the_others_are_looked_through(world: World) -> None:
    scene = with_files(world)
    scene.save(uploads=(Upload("1.file", name="lost.pdf", sha256="0" * 64),))
    world.runtime.scanner = None
    with clamd() as stub:
        world.runtime.scanner = stub.scanner
        work = Work(world.runtime, NoMailer())
        scan_files.run(work)
    assert work.counts == {"failed": 1, "clean": 1, "infected": 1}
    assert "file.damaged" in str(work.first_error)


def test_what_a_virus_was_found_in_is_given_to_nobody(world: World, app: Flask) -> None:
    scene = with_files(world)
    scene.answer()
    bad, good = found(world, "bad.pdf").public_id, found(world, "policy.pdf").public_id
    staff, holder = Browser(app, scene.staff), Browser(app, scene.holder)
    assert staff.get(f"/evidence/{bad}").status_code == 200  # nobody has looked yet, and the page says so
    with clamd() as stub:
        scan(world, stub.scanner)
    for browser, path in ((staff, f"/evidence/{bad}"), (holder, f"/s/evidence/{bad}")):
        response = browser.get(path)
        assert response.status_code == 410
        assert "A virus was found in “bad.pdf”" in response.text
    assert staff.get(f"/evidence/{good}").status_code == 200
    page = staff.page(f"/files/{bad}")
    assert "Nobody can download it" in page.text_content()
    assert page.xpath(f"//a[@href='/evidence/{bad}']") == []
    assert to_do(world, scene.staff) == [f"bad.pdf ({scene.contract.title})"]


def test_a_draft_with_a_virus_is_not_sent_and_can_be_replaced(world: World) -> None:
    scene = with_files(world)
    with clamd() as stub:
        scan(world, stub.scanner)
    scene.fill()
    with pytest.raises(Invalid) as refused:
        scene.submit()
    assert [reason.code for reason in refused.value.problems["1.file"]] == ["evidence.infected"]
    scene.save(remove=found(world, "bad.pdf").public_id)
    assert [mark["name"] for mark in scene.submit().answers["1"]["files"]] == ["policy.pdf"]  # type: ignore[attr-defined] # JSON


def test_a_virus_found_after_the_answers_is_replaced_by_sending_the_question_back(world: World) -> None:
    scene = with_files(world)
    scene.answer()
    with clamd() as stub:
        scan(world, stub.scanner)
        with world.tx(scene.staff) as tx:
            back = SendBack(keys=("1",), note="A clean copy, please", due_on=date(2026, 3, 30))
            assessments.send_back(tx, world.runtime.keys, scene.invitation_id, back)
        scene.save(uploads=(kept(world, CLEAN + b" anew", "anew.pdf"),))
        world.runtime.clock.set(world.runtime.clock.now() + timedelta(hours=1))  # type: ignore[attr-defined] # a test's clock
        sent = scene.submit().answers
    assert [mark["name"] for mark in sent["1"]["files"]] == ["policy.pdf", "anew.pdf"]  # type: ignore[attr-defined] # JSON
    assert to_do(world, scene.staff) == []
    assert found(world, "bad.pdf").scan is ScanState.INFECTED


def test_copies_carry_what_is_known_and_learn_what_is_found_later(world: World) -> None:
    together = Together(world)
    together.asked.save(uploads=(kept(world, CLEAN),))
    with clamd() as stub:
        scan(world, stub.scanner)
        together.asked.save(uploads=(kept(world, HARMFUL, "bad.pdf"),))
        together.asked.answer()
        copy = together.delivered()
        with world.reading() as tx:
            mine = select(Evidence).where(Evidence.answer_copy_id == copy.id)
            assert {row.name: row.scan for row in tx.session.scalars(mine)} == {
                "policy.pdf": ScanState.CLEAN,
                "bad.pdf": ScanState.NOT_SCANNED,
            }
        scan(world, stub.scanner)
    with world.reading() as tx:
        bad = select(Evidence.scan).where(Evidence.name == "bad.pdf")
        assert tx.session.scalars(bad).all() == [ScanState.INFECTED] * 2
    assert to_do(world, together.three.managers[1]) == [f"bad.pdf ({together.three.contracts[1].title})"]
