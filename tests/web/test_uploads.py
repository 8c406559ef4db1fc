"""A corpus of files that come in: what each is, and whether it is taken.

Source: trust.md I4, I5 and their tests t-I4, t-I5.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from followup.errors import Gone, Invalid
from followup.files import FileStore
from followup.web.uploads import received
from tests.clamd import EICAR

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
WORD, EXCEL, TYPES = "word/document.xml", "xl/workbook.xml", "[Content_Types].xml"


def png(width: int = 8, height: int = 8) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + b"\0" * 16


def jpeg(width: int = 8, height: int = 8) -> bytes:
    comment = b"\xff\xfe\x00\x06note"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\0"
        + bytes(9)
        + comment
        + b"\xff\xc0\x00\x0b\x08"
        + struct.pack(">HH", height, width)
        + b"\x01\x01\x11\x00\xff\xd9"
    )


def office(parts: dict[str, bytes] | None = None, *, link: str = "", must: str = WORD) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {TYPES: b"<?xml version='1.0'?><Types/>", must: b"<w/>", **(parts or {})}.items():
            archive.writestr(name, content)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, "/etc/passwd")
    return packed.getvalue()


def encrypted() -> bytes:
    data = bytearray(office())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def overlapping() -> bytes:
    """Many entries of the directory that all point at one part: what Fifield's bomb is made of."""
    data = office({"word/large.xml": b"<w>" + b"0" * 900_000})
    at = data.find(b"PK\x01\x02")
    directory, end = data[at : data.find(b"PK\x05\x06")], data[data.find(b"PK\x05\x06") :]
    count = len(directory.split(b"PK\x01\x02")) - 1
    many = directory * 300
    tail = bytearray(end)
    tail[8:12] = struct.pack("<HH", count * 300, count * 300)
    tail[12:16] = struct.pack("<I", len(many))
    return data[:at] + many + bytes(tail)


TAKEN = {
    "policy.pdf": PDF,
    "Policy åäö v1.2.pdf": PDF,
    ".pdf": PDF,
    "picture.PNG": png(),
    "photo.jpg": jpeg(),
    "photo.jpeg": jpeg(4_000, 3_000),
    "report.docx": office(),
    "list.xlsx": office(must=EXCEL),
    "chart.docx": office({"word/embeddings/Microsoft_Excel_Sheet.xlsx": office(must=EXCEL)}),
    "list.csv": "namn;stad\nÅsa;Örebro\n".encode("cp1252"),
    "with-bom.csv": b"\xef\xbb\xbfa;b\n",
    "note.txt": b"Plain words < and > and <script> all.\n",
    "described.jpg": jpeg()[:20] + b"\xff\xe1\x00\x12<?xpacket begin=" + jpeg()[20:],
    "eicar.txt": EICAR,  # a scanner's business, not that of a kind
}
REFUSED = {
    # other kinds by name
    "page.html": (HTML, "file.kind"),
    "page.xhtml": (HTML, "file.kind"),
    "page.mhtml": (b"MIME-Version: 1.0", "file.kind"),
    "drawing.svg": (b"<svg/>", "file.kind"),
    "data.xml": (b"<a/>", "file.kind"),
    "all.zip": (office(), "file.kind"),
    "macro.xlsm": (office(must=EXCEL), "file.kind"),
    "macro.docm": (office(), "file.kind"),
    "run.exe": (b"MZ", "file.kind"),
    "no ending": (PDF, "file.kind"),
    # two endings, names that turn around, more than a line
    "order.exe.pdf": (PDF, "file.name"),
    "order.HTML.pdf": (PDF, "file.name"),
    "order.js .txt": (b"words", "file.name"),
    "order\u202efdp.exe": (b"MZ", "text.hidden_direction"),
    "order\u202eexe.pdf": (PDF, "text.hidden_direction"),
    "order\u2066.pdf": (PDF, "text.hidden_direction"),
    "null\0.pdf": (PDF, "text.unreadable"),
    # not what the name says
    "word.pdf": (office(), "file.unsafe"),
    "page.pdf": (HTML, "file.unsafe"),
    "program.pdf": (b"MZ\x90\x00" + PDF, "file.unsafe"),
    "gif.png": (b"GIF89a/*" + b"*/=1;alert(1)", "file.unsafe"),
    "svg.png": (b"<svg onload='alert(1)'/>", "file.unsafe"),
    "stub.png": (b"\x89PNG\r\n\x1a\n", "file.unsafe"),
    "page.csv": (HTML, "file.unsafe"),
    "page-with-bom.txt": (b"\xef\xbb\xbf  <script>alert(1)</script>", "file.unsafe"),
    "pdf.txt": (PDF, "file.unsafe"),
    "binary.csv": (b"a;b\0c", "file.unsafe"),
    "empty.txt": (b"", "file.empty"),
    # two kinds at once
    "pdf-and-page.pdf": (b"%PDF-1.7\n" + HTML + PDF, "file.unsafe"),
    "pdf-and-zip.pdf": (PDF + office(), "file.unsafe"),
    "picture-and-zip.png": (png() + office(), "file.unsafe"),
    "picture-and-jar.jpg": (jpeg() + office({"META-INF/MANIFEST.MF": b"x"}), "file.unsafe"),
    "picture-and-page.jpg": (jpeg()[:20] + HTML, "file.unsafe"),
    # what bursts
    "wide.png": (png(50_000, 50_000), "file.unsafe"),
    "tall.jpg": (jpeg(8, 50_000), "file.unsafe"),
    "flat.png": (png(0, 8), "file.unsafe"),
    "large.docx": (office({"word/a.xml": b"0" * 101_000_000}), "file.unsafe"),
    "dense.xlsx": (office({"xl/a.xml": b"0" * 20_000_000}, must=EXCEL), "file.unsafe"),
    "many.docx": (office({f"word/{n}.xml": b"" for n in range(2_001)}), "file.unsafe"),
    "overlapping.docx": (overlapping(), "file.unsafe"),
    "laughs.docx": (office({"word/styles.xml": LAUGHS}), "file.unsafe"),
    "laughs-16.xlsx": (office({"xl/a.xml": LAUGHS.decode().encode("utf-16")}, must=EXCEL), "file.unsafe"),
    # what hides in a document
    "nested.docx": (office({"word/embeddings/all.zip": b"PK"}), "file.unsafe"),
    "nested-7z.docx": (office({"word/embeddings/all.7z": b"7z"}), "file.unsafe"),
    "link.docx": (office(link="word/passwd"), "file.unsafe"),
    "above.docx": (office({"../../evil.xml": b""}), "file.unsafe"),
    "above-backwards.docx": (office({"..\\..\\evil.xml": b""}), "file.unsafe"),
    "absolute.docx": (office({"/etc/evil.xml": b""}), "file.unsafe"),
    "drive.docx": (office({"C:/evil.xml": b""}), "file.unsafe"),
    "macro.docx": (office({"word/vbaProject.bin": b"x"}), "file.unsafe"),
    "renamed-macro.docx": (office({TYPES: b"<Types>application/vnd.ms-word.document.macroEnabled.main</Types>"}), None),
    "locked.docx": (encrypted(), "file.unsafe"),
    "cut.docx": (office()[:-30], "file.unsafe"),
    "sheet.docx": (office(must=EXCEL), "file.unsafe"),
}


def take(name: str, data: bytes, folder: Path) -> tuple[FileStore, object]:
    store = FileStore(folder)
    sent = MultiDict([("1.file", FileStorage(io.BytesIO(data), filename=name))])
    return store, received(sent, store)[0]


@pytest.mark.parametrize("name", TAKEN)
def test_an_honest_file_is_taken_and_given_back_as_it_was(name: str, tmp_path: Path) -> None:
    store, upload = take(name, TAKEN[name], tmp_path)
    assert (upload.name, upload.size) == (name, len(TAKEN[name]))  # type: ignore[attr-defined] # an Upload
    assert store.get(upload.sha256) == TAKEN[name]  # type: ignore[attr-defined] # an Upload


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_an_honest_file_is_refused_quickly_at_its_field_and_not_kept(name: str, tmp_path: Path) -> None:
    data, code = REFUSED[name]
    began = time.perf_counter()
    with pytest.raises(Invalid) as refused:
        take(name, data, tmp_path)
    assert time.perf_counter() - began < 1
    [(field, [reason])] = refused.value.problems.items()
    assert field == "1.file"
    assert code is None or reason.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_path_in_a_name_is_left_behind(tmp_path: Path) -> None:
    for sent in ("../../etc/policy.pdf", "C:\\Users\\anna\\policy.pdf", "/policy.pdf"):
        assert take(sent, PDF, tmp_path)[1].name == "policy.pdf"  # type: ignore[attr-defined] # an Upload
    assert len(take("a" * 500 + ".pdf", PDF, tmp_path)[1].name) == 200  # type: ignore[attr-defined] # an Upload


def test_a_stored_file_that_was_changed_cut_or_lost_is_never_given_out(tmp_path: Path) -> None:
    """Source: trust.md t-F8, a hundred bit flips."""
    store, upload = take("policy.pdf", PDF, tmp_path)
    sha256 = upload.sha256  # type: ignore[attr-defined] # an Upload
    path = tmp_path / sha256[:2] / sha256[2:]
    for bit in range(0, len(PDF) * 8, max(1, len(PDF) * 8 // 100)):
        path.write_bytes(bytes(byte ^ (1 << bit % 8) if at == bit // 8 else byte for at, byte in enumerate(PDF)))
        with pytest.raises(Gone):
            store.get(sha256)
    for damaged in (PDF[:-1], b"", PDF + b" "):
        path.write_bytes(damaged)
        with pytest.raises(Gone):
            store.get(sha256)
    path.unlink()
    with pytest.raises(Gone):
        store.get(sha256)
