"""Reads back what was written, without the libraries that wrote it: workbooks by unzipping, PDFs by their structure."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

import pikepdf

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-F]{4})_")


@dataclass
class ReadCell:
    """A cell as it stands in the file: the type, the value, the number format, and a formula if there is one."""

    kind: str
    value: str
    number_format: str
    formula: str | None


class Workbook:
    """The sheets of a workbook, by name."""

    def __init__(self, content: bytes) -> None:
        self.files = zipfile.ZipFile(BytesIO(content))
        assert self.files.testzip() is None
        book = self.xml("xl/workbook.xml")
        self.names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
        styles = self.xml("xl/styles.xml")
        codes = {n.attrib["numFmtId"]: n.attrib["formatCode"] for n in styles.iter(f"{_MAIN}numFmt")}
        used = styles.find(f"{_MAIN}cellXfs")
        assert used is not None
        self.formats = [codes.get(xf.attrib["numFmtId"], xf.attrib["numFmtId"]) for xf in used]

    def xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.files.read(name))

    def cells(self, number: int) -> dict[str, ReadCell]:
        sheet = self.xml(f"xl/worksheets/sheet{number}.xml")
        return {cell.attrib["r"]: self._cell(cell) for cell in sheet.iter(f"{_MAIN}c")}

    def _cell(self, cell: ElementTree.Element) -> ReadCell:
        kind = cell.attrib.get("t", "n")
        raw = "".join(t.text or "" for t in cell.iter(f"{_MAIN}{'t' if kind == 'inlineStr' else 'v'}"))
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw) if kind == "inlineStr" else raw
        formula = cell.find(f"{_MAIN}f")
        style = self.formats[int(cell.attrib.get("s", "0"))]
        return ReadCell(kind, text, style, None if formula is None else formula.text)


class Document:
    """A PDF: its marks as an accessible file, its structure, and the words on each page."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(content))
        with self.pdf.open_metadata() as metadata:
            self.metadata = {str(key): str(value) for key, value in metadata.items()}

    def tags(self) -> list[str]:
        return list(_tags(self.pdf.Root.StructTreeRoot.K))

    def pages(self) -> list[str]:
        return [_words(page) for page in self.pdf.pages]


def _tags(node: pikepdf.Object) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for inner in node.as_list():
            yield from _tags(inner)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S).removeprefix("/")
        if "/K" in node:
            yield from _tags(node.K)


def _words(page: pikepdf.Page) -> str:
    maps = {name: _letters(font) for name, font in page.Resources.Font.items()}
    words: list[str] = []
    letters: dict[int, str] = {}
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator == "Tf":
            letters = maps[str(step.operands[0])]
        elif operator in ("Tj", "TJ"):
            shown = step.operands[0].as_list() if operator == "TJ" else [step.operands[0]]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    words.extend(letters[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2))
        elif operator == "ET":
            words.append(" ")
    return " ".join("".join(words).split())


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """Return the letter of each glyph, from the font's own table."""
    table = bytes(font.ToUnicode.read_bytes()).decode()
    pairs = re.findall(r"^<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
