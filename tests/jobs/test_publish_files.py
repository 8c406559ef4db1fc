"""The files of an edition are written once, by themselves, whole or not at all; made again they are the same."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from followup.demo.story import Archive
from followup.errors import Gone, NotFound
from followup.files import Shelf
from followup.jobs import publish_files
from followup.jobs.work import Work
from followup.models.summaries import PublishedEdition
from followup.runtime import Runtime
from tests.builders import World
from tests.editions import an_edition, files, stored

WHERE = "summaries/regions/2025/r1"
WRITER = """
import sys
from pathlib import Path
from followup.files import Shelf
shelf, number = Shelf(Path(sys.argv[1])), 0
while True:
    shelf.put(f"place/{number}", {f"{part}.txt": b"text" * 5000 for part in range(40)})
    number += 1
    print(number, flush=True)
"""


def ran(runtime: Runtime, *, dry_run: bool = False) -> Work:
    work = Work(runtime, Archive(), dry_run=dry_run)
    publish_files.run(work)
    return work


def on_disk(runtime: Runtime) -> dict[str, bytes]:
    folder = runtime.public.folder
    assert folder is not None
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.database
def test_what_was_published_gets_its_files_once_and_a_second_run_writes_nothing(world: World, runtime: Runtime) -> None:
    stored(world)
    assert ran(runtime, dry_run=True).counts == {"editions": 1}
    assert on_disk(runtime) == {}
    assert ran(runtime).counts == {"editions": 1}
    first = on_disk(runtime)
    assert {f"{WHERE}/{name}" for name in files(an_edition())} | {f"{WHERE}/SHA256SUMS"} == set(first)
    assert ran(runtime).counts == {}
    shutil.rmtree(runtime.public.folder or "")
    assert ran(runtime).counts == {"editions": 1}
    assert on_disk(runtime) == first


def test_a_correction_is_written_beside_the_edition_that_it_replaces(world: World, runtime: Runtime) -> None:
    stored(world)
    ran(runtime)
    first = on_disk(runtime)
    stored(world, an_edition(2))
    assert ran(runtime).counts == {"editions": 1}
    assert first.items() <= on_disk(runtime).items()
    assert runtime.public.inside("summaries/regions/2025") == ("r1", "r2")


def test_files_that_are_not_those_of_the_content_are_told_to_the_operator(world: World, runtime: Runtime) -> None:
    stored(world)
    ran(runtime)
    with world.tx() as tx:
        changed = update(PublishedEdition).values(sha256="0" * 64)
        tx.session.execute(changed, execution_options={"followup_set": True})
    before = on_disk(runtime)
    work = ran(runtime)
    assert work.counts == {"failed": 1}
    assert WHERE in (work.first_error or "")
    assert on_disk(runtime) == before


def test_a_writer_that_is_killed_leaves_each_folder_whole_or_absent(tmp_path: Path) -> None:
    """Killed in the middle at another moment each time; what is there is checked byte by byte."""
    shelf = Shelf(tmp_path)
    for lives in range(1, 4):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            os.kill(process.pid, signal.SIGKILL)
        places = shelf.inside("place")
        assert len(places) >= 1, lives
        for place in places:
            assert len(shelf.sums(f"place/{place}")) == 40
            assert all(shelf.read(f"place/{place}", f"{part}.txt") == b"text" * 5000 for part in range(40))
        shutil.rmtree(tmp_path / "place" / places[-1])
    (tmp_path / "place" / ".half").mkdir()
    assert shelf.tidy(datetime.now(UTC) + timedelta(minutes=1)) >= 1
    assert list(tmp_path.rglob(".*")) == []


def test_the_shelf_gives_nothing_from_outside_and_nothing_that_was_altered(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    shelf = Shelf(tmp_path / "public")
    assert shelf.put("a/b", {"one.txt": b"1"})
    assert not shelf.put("a/b", {"one.txt": b"2"})
    assert shelf.read("a/b", "one.txt") == b"1"
    for place, name in (("a/b", "../../../secret"), ("..", "secret"), ("a/../..", "secret"), ("a/b", "two.txt")):
        with pytest.raises(NotFound):
            shelf.read(place, name)
    for place, name in (("../a", "one.txt"), ("a/c", "../one.txt"), ("a/c", ".one")):
        with pytest.raises(ValueError, match="nothing can be kept"):
            shelf.put(place, {name: b"1"})
    (tmp_path / "public/a/b/one.txt").write_bytes(b"2")
    with pytest.raises(Gone):
        shelf.read("a/b", "one.txt")
    with pytest.raises(ValueError, match="nothing can be kept"):
        Shelf().put("a/b", {"one.txt": b"1"})
    assert Shelf().inside("a") == ()
