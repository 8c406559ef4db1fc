"""What a file holds behind its name: archives that burst or hide something, and files that are two kinds at once.

Nothing is unpacked whole: of each part of an archive only the beginning is read.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib

ZIP_ENTRIES, ZIP_BYTES, ZIP_RATIO = 2_000, 100 * 1024 * 1024, 100  # Source: trust.md I5
MOST_PIXELS = 20_000  # Source: default of this service, for one side of a picture
HEAD = 1_024  # Source: default of this service: as far as programs look to tell what a file is
TYPES_LONGEST = 256 * 1024  # Source: default of this service, for the list of kinds in an office document

_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|script|svg|iframe|\?php)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!|html|head|body|script|svg|iframe|\?)", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".jar", ".cab", ".iso")
_XML = (".xml", ".rels", ".vml")
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError)


def is_safe_office_file(data: bytes, *, must_hold: str) -> bool:
    """Return whether it is a document with this part, and holds no macro, archive, entity or way out of its folder."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            return (
                _is_small(entries)
                and must_hold in names
                and len(names) == len(entries)
                and all(map(_is_plain, entries))
                and not _has_macros(archive, names)
                and not any(_has_entities(archive, entry) for entry in entries)
            )
    except _BROKEN:
        return False


def _is_small(entries: list[zipfile.ZipInfo]) -> bool:
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    return len(entries) <= ZIP_ENTRIES and total <= ZIP_BYTES and total / packed <= ZIP_RATIO


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Return whether one part can be looked into, is no link or archive, and stays in its folder."""
    name = entry.filename.replace("\\", "/")
    return not (
        name.startswith("/")
        or ":" in name
        or ".." in name.split("/")
        or name.lower().endswith(_ARCHIVES)
        or stat.S_ISLNK(entry.external_attr >> 16)
        or entry.flag_bits & _ENCRYPTED
    )


def _has_macros(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if any("vbaproject" in name.lower() for name in names):
        return True
    if "[Content_Types].xml" not in names:
        return False
    with archive.open("[Content_Types].xml") as types:
        return b"macroenabled" in types.read(TYPES_LONGEST).lower()


def _has_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.lower().endswith(_XML):
        return False
    with archive.open(entry) as part:
        return _ENTITIES.search(part.read(HEAD).replace(b"\0", b"")) is not None  # UTF-16 has a zero beside each letter


def is_one_kind(data: bytes) -> bool:
    """Return whether a picture or PDF neither begins like a web page nor ends like an archive."""
    return _PAGE.search(data[:HEAD]) is None and not zipfile.is_zipfile(io.BytesIO(data))


def is_plain_text(data: bytes) -> bool:
    """Return whether it is text, and text of no other kind."""
    start = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return b"\x00" not in data and _MARKUP.match(start) is None and not start.startswith((b"%pdf", b"pk\x03", b"gif8"))


def is_drawable(extension: str, data: bytes) -> bool:
    """Return whether a picture can be shown without filling the reader's memory."""
    sides = _png(data) if extension == ".png" else _jpeg(data)
    return sides is not None and min(sides) > 0 and max(sides) <= MOST_PIXELS


def _png(data: bytes) -> tuple[int, int] | None:
    """Return the sides as the first chunk says them.

    Source: the PNG specification, 11.2.1: IHDR comes first.
    """
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Return the sides as the frame header says them, found by going from segment to segment.

    Source: ITU-T T.81, B.1.1.4 and B.2.2.
    """
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
