"""The evidence store: bytes lie under their SHA-256. Temporary file, fsync, rename, fsync of the folder; then row."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from followup.errors import N_, Gone, Reason

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
            with scratch.open("wb") as f:
                f.write(data)
                f.flush()
                os.fsync(f.fileno())
            scratch.replace(target)
            self._sync(target.parent)
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

    @staticmethod
    def _sync(folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
