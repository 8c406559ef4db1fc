"""Files: limits, drafts that only the supplier sees, and what stays once it was sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, NotFound
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.services import evidence
from tests.builders import World
from tests.deviation_scenes import found
from tests.self_assessments import Upload, asked

pytestmark = pytest.mark.database


def files(world: World) -> list[Evidence]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(Evidence).order_by(Evidence.id)))


def upload(n: int, size: int = 4, question: str = "1") -> Upload:
    return Upload(f"{question}.file", name=f"paper-{n}.pdf", size=size, sha256=f"{n:064x}")


def test_files_hang_on_their_answer_and_the_same_file_twice_is_one(world: World) -> None:
    scene = asked(world)
    scene.save(uploads=(upload(1), upload(2)))
    scene.save(uploads=(upload(1),))
    assert [(f.question_key, f.name, f.handed_in_at) for f in files(world)] == [
        ("1", "paper-1.pdf", None),
        ("1", "paper-2.pdf", None),
    ]


def test_a_file_for_a_question_of_another_page_is_refused_at_its_field(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Invalid) as refused:
        scene.save("s1", uploads=(upload(1, question="2"),))
    assert list(refused.value.problems) == ["2.file"]
    assert files(world) == []


def test_a_file_can_be_removed_until_it_was_sent_and_never_after(world: World) -> None:
    scene = asked(world)
    scene.save(uploads=(upload(1), upload(2)))
    first, second = files(world)
    scene.save(remove=first.public_id)
    scene.answer()
    [kept] = files(world)
    assert (kept.public_id, kept.handed_in_at is not None) == (second.public_id, True)
    with pytest.raises(Conflict), world.tx(scene.holder) as tx:
        evidence.remove(tx, kept.public_id)


def test_what_the_link_brings_in_belongs_to_it_and_what_staff_add_stays_inside(world: World) -> None:
    scene = found(world).reported()
    with world.tx(scene.manager) as tx:
        deviation = tx.get(Deviation, scene.deviation_id, to=Permission.DEVIATION_ASSESS)
        added = evidence.add(tx, Upload("files", name="photo.pdf", sha256="f" * 64), deviation=deviation)
    brought = [file for file in files(world) if file.id != added.id]
    assert {file.assignment_id for file in brought} == {scene.link.id}
    assert (added.deviation_id, added.assignment_id) == (scene.deviation.id, None)
    with pytest.raises(NotFound), world.tx(scene.holder) as tx:
        tx.get(Evidence, added.public_id, to=Permission.EVIDENCE_READ)


def test_a_link_takes_fifty_files(world: World) -> None:
    scene = asked(world)
    scene.save(uploads=tuple(upload(n) for n in range(50)))
    with pytest.raises(Invalid) as refused:
        scene.save(uploads=(upload(50),))
    assert list(refused.value.problems) == ["1.file"]
    assert len(files(world)) == 50


def test_a_link_takes_two_hundred_and_fifty_megabytes(world: World) -> None:
    scene = asked(world)
    scene.save(uploads=tuple(upload(n, 25 * 1024 * 1024) for n in range(10)))
    with pytest.raises(Invalid) as refused:
        scene.save(uploads=(upload(10, 1),))
    assert refused.value.problems["1.file"][0].code == "evidence.big"
