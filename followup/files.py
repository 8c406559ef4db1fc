"""Files on disk, each there whole or not at all: temporary file, fsync, rename, fsync of the folder.

The evidence store keeps bytes under their SHA-256, and then comes the row; the shelf keeps what the public reads.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from followup.errors import N_, Gone, NotFound, Reason

FILE_DAMAGED = Reason("file.damaged", N_("The stored file is missing or damaged. The operator has been told."))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safely on disk."""

    sha256: str
    size: int


class FileStore:
    """One folder of content-addressed files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> StoredFile:
        """Keep the bytes and return their address; the same bytes twice are one file."""
        digest = hashlib.sha256(data).hexdigest()
        target = self._path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_name(f".{secrets.token_hex(8)}")
            _write(scratch, data)
            scratch.replace(target)
            _sync(target.parent)
        return StoredFile(digest, len(data))

    def get(self, sha256: str) -> bytes:
        """Return the bytes, checked against their address.

        Errors: Gone("file.damaged").
        """
        try:
            data = self._path(sha256).read_bytes()
        except OSError:
            raise Gone(FILE_DAMAGED) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Gone(FILE_DAMAGED)
        return data

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:]


class Shelf:
    """Folders of files that the public reads, written once: a folder is there whole or not at all, and never changes.

    Shape: a place is words with slashes between them, such as `summaries/regions/2025/r1`; each folder holds the
    checksums of its files in the form of `sha256sum`.
    """

    SUMS = "SHA256SUMS"
    _WORD = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")  # a folder's name has at most 255 bytes
    _NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def put(self, place: str, files: Mapping[str, bytes]) -> bool:
        """Keep the files together; False where something stands in that place already.

        Errors: ValueError for a place or a name that no address can hold, or where this process keeps no shelf.
        """
        target = self._folder(place)
        if target is None or not all(self._NAME.fullmatch(name) for name in files):
            raise ValueError(f"nothing can be kept at {place}")
        if target.exists():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{secrets.token_hex(8)}")
        scratch.mkdir()
        for name, data in {**files, self.SUMS: _sums(files)}.items():
            _write(scratch / name, data)
        _sync(scratch)
        try:
            scratch.rename(target)  # the one moment in which it is published
        except OSError:  # another process was first
            shutil.rmtree(scratch, ignore_errors=True)
            return False
        _sync(target.parent)
        return True

    def read(self, place: str, name: str) -> bytes:
        """Return a file, checked against its checksum.

        Errors: NotFound; Gone("file.damaged").
        """
        data, sums = self._bytes(place, name), self.sums(place)
        if name != self.SUMS and hashlib.sha256(data).hexdigest() != sums.get(name):
            raise Gone(FILE_DAMAGED)
        return data

    def sums(self, place: str) -> dict[str, str]:
        """Return the checksum of each file in a place, by name.

        Errors: NotFound.
        """
        lines = self._bytes(place, self.SUMS).decode().splitlines()
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    def inside(self, place: str) -> tuple[str, ...]:
        """Return the names of what stands in a place, in order; none where there is nothing."""
        folder = self._folder(place)
        if folder is None or not folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")))

    def tidy(self, before: datetime) -> int:
        """Remove what a process that was killed has left half written before then. Returns how many folders."""
        left = [] if self.folder is None else [p for p in self.folder.rglob(".*") if p.is_dir()]
        old = [path for path in left if path.stat().st_mtime < before.timestamp()]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

    def _bytes(self, place: str, name: str) -> bytes:
        folder = self._folder(place)
        if folder is None or not self._NAME.fullmatch(name):
            raise NotFound
        try:
            return (folder / name).read_bytes()
        except OSError:
            raise NotFound from None

    def _folder(self, place: str) -> Path | None:
        """Return the folder of a place; no word of it leads out of the shelf."""
        words = place.split("/")
        if self.folder is None or not all(self._WORD.fullmatch(word) for word in words):
            return None
        return self.folder.joinpath(*words)


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
