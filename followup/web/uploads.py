"""Files that come in: allowed kinds by extension and signature, size limits, and safe names; then into the store."""

from __future__ import annotations

from dataclasses import dataclass

import puremagic
from werkzeug.datastructures import FileStorage, MultiDict

from followup.domain.names import clean_line
from followup.errors import N_, Invalid, Reason
from followup.files import FileStore
from followup.web import file_contents

FILE_KIND = Reason("file.kind", N_("“{name}” is not of an allowed kind. Send PDF, PNG, JPEG, DOCX, XLSX, CSV or TXT."))
FILE_BIG = Reason("file.big", N_("“{name}” is larger than {most} MB. Send a smaller copy."))
FILE_EMPTY = Reason("file.empty", N_("“{name}” is empty."))
FILE_UNSAFE = Reason(
    "file.unsafe", N_("“{name}” does not look like what its name says. Save it anew and send it again.")
)
FILE_NAME = Reason(
    "file.name", N_("“{name}” has two endings, one of them of a program or page. Rename the file and send it again.")
)
FILE_MANY = Reason("file.many", N_("Send at most {most} files at a time."))

MOST_BYTES = 25 * 1024 * 1024  # Source: trust.md I4
MOST_FILES = 10
NAME_LONGEST = 200

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
_PICTURES = (".png", ".jpg", ".jpeg")
_INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_PAGES = {".html", ".htm", ".xhtml", ".mhtml", ".svg", ".xml", ".xsl", ".hta"}
_PROGRAMS = {".exe", ".com", ".scr", ".pif", ".msi", ".dll", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse"}
_SCRIPTS = {".wsf", ".lnk", ".url", ".reg", ".jar", ".sh", ".php", ".py", ".docm", ".dotm", ".xlsm", ".xlsb", ".xltm"}
_NEVER = _PAGES | _PROGRAMS | _SCRIPTS | {".pptm", ".zip", ".7z", ".rar", ".iso", ".img"}
"""What is never taken, also where it stands before an allowed ending, as in “order.exe.pdf”."""


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
    name = clean_line((file.filename or "").replace("\\", "/").rpartition("/")[2][-NAME_LONGEST:], at=field)
    *inner, extension = (f".{part.strip().lower()}" for part in name.split("."))
    if extension not in KINDS:
        raise Invalid.at(field, FILE_KIND.but(name=name))
    if not _NEVER.isdisjoint(inner[1:]):
        raise Invalid.at(field, FILE_NAME.but(name=name))
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
        return file_contents.is_safe_office_file(data, must_hold=_INSIDE[extension])
    if extension in (".csv", ".txt"):
        return file_contents.is_plain_text(data)
    if not file_contents.is_one_kind(data):
        return False
    if extension in _PICTURES and not file_contents.is_drawable(extension, data):
        return False
    try:
        guessed = puremagic.from_string(data[:4096])
    except (puremagic.PureError, ValueError):
        return True  # magic may only refuse, never accept: the signature above already matched
    return f".{guessed.rpartition('.')[2]}" not in _NEVER
