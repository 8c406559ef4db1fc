"""The virus scanner's protocol: only a clear answer is one."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from followup.cli.setting import runtime_of
from followup.config import Misconfigured, from_env
from followup.scanning import CHUNK, Clamd, NotScanned, ScannerAway
from tests.clamd import EICAR, clamd, nowhere


def test_clean_bytes_and_harmful_ones_are_told_apart_and_arrive_whole() -> None:
    large = bytes(range(256)) * (CHUNK // 256) + b"the rest"
    with clamd() as stub:
        assert stub.scanner.finds(large) is False
        assert stub.scanner.finds(b"%PDF-" + EICAR) is True
        assert stub.scanner.finds(b"") is False
        assert stub.seen == [large, b"%PDF-" + EICAR, b""]


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"stream: OK",
        b"stream: OKAY\0",
        b"OK\0",
        b"stream: \0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"stream: OK\n\0",
        b"stream:  FOUND\nstream: OK\0",
        b"\xff" * 5_000,
    ],
)
def test_whatever_is_no_clear_answer_is_none(says: bytes) -> None:
    with clamd(says=says) as stub, pytest.raises(NotScanned):
        stub.scanner.finds(b"a file")


def test_silence_is_no_answer() -> None:
    with clamd(is_silent=True) as stub, pytest.raises(NotScanned) as silent:
        stub.scanner.finds(b"a file")
    assert not isinstance(silent.value, ScannerAway)


def test_a_scanner_that_is_not_there_says_nothing_of_any_file(tmp_path: Path) -> None:
    for absent in (nowhere(), Clamd.at(str(tmp_path / "clamd.sock"))):
        with pytest.raises(ScannerAway):
            absent.finds(b"a file")


def test_a_local_socket_is_spoken_to_as_well(tmp_path: Path) -> None:
    path = tmp_path / "clamd.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as come:
                come.read(10 + 4 + 6 + 4)
                connection.sendall(b"stream: OK\0")

        thread = threading.Thread(target=serve)
        thread.start()
        assert Clamd.at(str(path)).finds(b"a file") is False
        thread.join()


def test_an_address_that_leads_nowhere_stops_the_program_before_it_starts(tmp_path: Path) -> None:
    assert Clamd.at("scanner.example.org:3310") == Clamd("scanner.example.org", 3310)
    assert Clamd.at("[::1]:3310") == Clamd("::1", 3310)
    for wrong in ("scanner.example.org", "scanner:0", "scanner:70000", "http://scanner:3310"):
        config = from_env({"FOLLOWUP_DATA": str(tmp_path), "FOLLOWUP_CLAMD": wrong})
        with pytest.raises(Misconfigured, match="FOLLOWUP_CLAMD"):
            runtime_of(config, migrated=False)
    assert runtime_of(from_env({"FOLLOWUP_DATA": str(tmp_path)}), migrated=False).scanner is None
