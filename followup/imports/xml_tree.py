"""Safe XML: no document type, no entities, no other encoding, and a line and column for every element."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar
from xml.parsers import expat

from followup.domain.names import clean_text
from followup.errors import N_, Reason
from followup.imports.strict import (
    BROKEN,
    DEPTH_MOST,
    LACKING,
    PARTS_MOST,
    TOO_DEEP,
    TOO_MANY,
    Spot,
    decoded,
)

T = TypeVar("T")

OTHER_ENCODING = Reason("import.other_encoding", N_("The file says that it is {encoding}. Save it as UTF-8."))
DECLARATION = Reason("import.declaration", N_("The file declares a document type or entities. Notices have none."))


@dataclass(slots=True, eq=False)
class Element:
    """An XML element: its name with the prefix that the reader chose, its line and column, its text and children."""

    spot: Spot
    name: str
    attributes: Mapping[str, str]
    written: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def each(self, path: str, **attributes: str) -> list[Element]:
        """Return the elements at the path below this one, in order, that have these attributes."""
        found = [self]
        for step in path.split("/"):
            found = [child for parent in found for child in parent.children if child.name == step]
        return [element for element in found if attributes.items() <= element.attributes.items()]

    def one(self, path: str) -> Element:
        """Return the first element at the path.

        Errors: Invalid when there is none.
        """
        found = self.each(path)
        if not found:
            raise self.spot.refusal(LACKING.but(name=path))
        return found[0]

    @property
    def own_text(self) -> str:
        """Return the line that stands in this element itself, cleaned."""
        return self.spot.line("".join(self.written))

    @property
    def own_lines(self) -> str:
        """Return the text that stands in this element itself, cleaned, with its lines."""
        return self.spot.read(clean_text, "".join(self.written))

    def text(self, path: str) -> str:
        """Return the line in the first element at the path; empty when there is none."""
        return next((element.own_text for element in self.each(path)), "")

    def needed(self, path: str) -> str:
        """Return the line in the first element at the path.

        Errors: Invalid when there is none or it is blank.
        """
        text = self.one(path).own_text
        if not text:
            raise self.one(path).spot.refusal(LACKING.but(name=path))
        return text

    def optional(self, path: str, how: Callable[[str], T]) -> T | None:
        """Return the first element's line as `how` reads it; None when absent or blank."""
        found = self.each(path)
        return found[0].spot.read(how, found[0].own_text) if found and found[0].own_text else None


def read_xml(file: str, data: bytes, prefixes: Mapping[str, str]) -> Element:
    """Return the root of an XML file without document type and entities.

    Shape: an element in a namespace of `prefixes` is named "prefix:local", any other "?:local".
    Errors: Invalid at `file:line:column`.
    """
    tree = _Tree(file, prefixes)
    try:
        tree.parser.Parse(decoded(file, data).encode("utf-8"), True)
    except expat.ExpatError as error:
        detail = expat.ErrorString(error.code)
        raise Spot(file, f"{error.lineno}:{error.offset + 1}").refusal(BROKEN.but(detail=detail)) from None
    return tree.root.children[0]


class _Tree:
    """Builds the elements while expat reads, and refuses at the first thing that no notice has."""

    def __init__(self, file: str, prefixes: Mapping[str, str]) -> None:
        self.file = file
        self.prefixes = prefixes
        self.root = Element(Spot(file, "1:1"), "", {})
        self.open = [self.root]
        self.parts = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declare
        self.parser.StartDoctypeDeclHandler = self.refuse_declaration
        self.parser.EntityDeclHandler = self.refuse_declaration
        self.parser.ExternalEntityRefHandler = self.refuse_declaration
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.write

    def here(self) -> Spot:
        return Spot(self.file, f"{self.parser.CurrentLineNumber}:{self.parser.CurrentColumnNumber + 1}")

    def declare(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.casefold() != "utf-8":
            raise self.here().refusal(OTHER_ENCODING.but(encoding=encoding))

    def refuse_declaration(self, *declared: object) -> NoReturn:
        raise self.here().refusal(DECLARATION)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.parts += 1
        if self.parts > PARTS_MOST:
            raise self.here().refusal(TOO_MANY.but(most=PARTS_MOST))
        if len(self.open) > DEPTH_MOST:
            raise self.here().refusal(TOO_DEEP.but(most=DEPTH_MOST))
        namespace, _, local = name.rpartition(" ")
        element = Element(self.here(), f"{self.prefixes.get(namespace, '?')}:{local}", attributes)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, name: str) -> None:
        self.open.pop()

    def write(self, text: str) -> None:
        self.open[-1].written.append(text)
