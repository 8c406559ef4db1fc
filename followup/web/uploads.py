"""Files that come in: allowed kinds by extension and signature, size limits, and safe names; then into the store."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import puremagic
from werkzeug.datastructures import FileStorage, MultiDict

from followup.domain.names import clean_line
from followup.errors import N_, Invalid, Reason
from followup.files import FileStore

FILE_KIND = Reason("file.kind", N_("“{name}” is not of an allowed kind. Send PDF, PNG, JPEG, DOCX, XLSX, CSV or TXT."))
FILE_BIG = Reason("file.big", N_("“{name}” is larger than {most} MB. Send a smaller copy."))
FILE_EMPTY = Reason("file.empty", N_("“{name}” is empty."))
FILE_UNSAFE = Reason(
    "file.unsafe", N_("“{name}” does not look like what its name says. Save it anew and send it again.")
)
FILE_MANY = Reason("file.many", N_("Send at most {most} files at a time."))

MOST_BYTES = 25 * 1024 * 1024  # Source: trust.md I4
MOST_FILES = 10
ZIP_ENTRIES, ZIP_BYTES, ZIP_RATIO = 2_000, 100 * 1024 * 1024, 100  # Source: trust.md I5

KINDS = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".csv": ("text/csv", b""),
    ".txt": ("text/plain", b""),
}
_INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_NEVER = (".html", ".htm", ".svg", ".xml", ".exe", ".js", ".docm", ".xlsm", ".zip")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has been checked and lies in the store."""

    field: str
    name: str
    media_type: str
    size: int
    sha256: str


def received(files: MultiDict[str, FileStorage], store: FileStore) -> tuple[Upload, ...]:
    """Return the request's files, each checked and stored.

    Errors: Invalid at the file's field.
    """
    chosen = [(field, f) for field, f in files.items(multi=True) if f.filename]
    if len(chosen) > MOST_FILES:
        raise Invalid.at(chosen[0][0], FILE_MANY.but(most=MOST_FILES))
    checked = [(field, *_checked(field, f)) for field, f in chosen]
    done = []
    for field, name, media_type, data in checked:
        stored = store.put(data)
        done.append(Upload(field, name, media_type, stored.size, stored.sha256))
    return tuple(done)


def _checked(field: str, file: FileStorage) -> tuple[str, str, bytes]:
    name = clean_line((file.filename or "").replace("\\", "/").rpartition("/")[2])[-200:]
    extension = f".{name.rpartition('.')[2].lower()}"
    if extension not in KINDS:
        raise Invalid.at(field, FILE_KIND.but(name=name))
    data = file.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid.at(field, FILE_BIG.but(name=name, most=MOST_BYTES // 1024 // 1024))
    if not data:
        raise Invalid.at(field, FILE_EMPTY.but(name=name))
    media_type, signature = KINDS[extension]
    if not data.startswith(signature) or not _is_what_it_says(extension, data):
        raise Invalid.at(field, FILE_UNSAFE.but(name=name))
    return name, media_type, data


def _is_what_it_says(extension: str, data: bytes) -> bool:
    if extension in _INSIDE:
        return _is_safe_zip(data, must_hold=_INSIDE[extension])
    if extension in (".csv", ".txt"):
        return b"\x00" not in data and not data.lstrip()[:15].lower().startswith(
            (b"<!doctype", b"<html", b"<svg", b"<?xml", b"%pdf", b"pk\x03")
        )
    try:
        guessed = puremagic.from_string(data[:4096])
    except (puremagic.PureError, ValueError):
        return True  # magic may only refuse, never accept: the signature above already matched
    return not guessed.endswith(_NEVER)


def _is_safe_zip(data: bytes, *, must_hold: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    total = sum(e.file_size for e in entries)
    packed = max(1, sum(e.compress_size for e in entries))
    names = {e.filename for e in entries}
    return (
        len(entries) <= ZIP_ENTRIES
        and total <= ZIP_BYTES
        and total / packed <= ZIP_RATIO
        and must_hold in names
        and not any("vbaProject" in n or n.startswith("/") or ".." in n.split("/") or n.endswith(".zip") for n in names)
    )
