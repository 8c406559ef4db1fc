"""Collects every text in code and templates and compares it with the catalogues.

`python -m tests.catalogues` refuses a missing, empty, fuzzy or obsolete message;
`--update [sv] [nb]` writes the new ones in, empty.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("sv", "nb")
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}, "**.txt": {}}


def collected() -> Catalog:
    """Return every text that can be shown, in the order of files."""
    catalogue = Catalog(charset="utf-8")
    for folder in ("followup", "templates"):
        found = extract_from_dir(
            ROOT / folder,
            method_map=METHODS,
            options_map=OPTIONS,
            keywords=KEYWORDS,
            comment_tags=(),
            strip_comment_tags=True,
        )
        for name, _, message, _, _ in sorted(found, key=lambda item: (item[0], item[1])):
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)])
    return catalogue


def po(language: str) -> Path:
    return ROOT / "followup" / "translations" / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    path = po(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as f:
        return read_po(f, locale=language)


def faults(language: str) -> Iterator[str]:
    """Yield one line for every message that is not properly translated."""
    wanted, have = collected(), read(language)
    for message in wanted:
        if not message.id:
            continue
        translated = have.get(message.id)
        if translated is None:
            yield f"{language}: missing: {_key(message)!r}"
        elif not all(_strings(translated)):
            yield f"{language}: empty: {_key(message)!r}"
        elif translated.fuzzy:
            yield f"{language}: fuzzy: {_key(message)!r}"
        else:
            yield from _other_facts(language, message, translated)
    for message in have:
        if message.id and wanted.get(message.id) is None:
            yield f"{language}: no longer used: {_key(message)!r}"


def _other_facts(language: str, message: Message, translated: Message) -> Iterator[str]:
    """A translation may use only the facts that the source names."""
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    allowed = {name for source in sources for name in _names(source)}
    for text in _strings(translated):
        if unknown := _names(text) - allowed:
            yield f"{language}: unknown facts {sorted(unknown)}: {_key(message)!r}"


def _names(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def update(languages: Sequence[str]) -> None:
    """Write new messages into the catalogues, empty, and drop those no longer used."""
    wanted = collected()
    for language in languages:
        have = read(language)
        merged = Catalog(
            locale=language, charset="utf-8", header_comment="", project="followup", version="", fuzzy=False
        )
        for message in wanted:
            if message.id:
                known = have.get(message.id)
                merged.add(message.id, known.string if known else None, locations=[])
        po(language).parent.mkdir(parents=True, exist_ok=True)
        with po(language).open("wb") as f:
            write_po(f, merged, sort_output=True, omit_header=False, width=0)
        header = "\n".join(
            line
            for line in po(language).read_text("utf-8").splitlines()
            if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated'))
        )
        po(language).write_text(header + "\n", "utf-8")


def main() -> int:
    if "--update" in sys.argv:
        update([language for language in LANGUAGES if language in sys.argv] or LANGUAGES)
        return 0
    found = [fault for language in LANGUAGES for fault in faults(language)]
    for fault in found[:40]:
        print(fault)
    print(f"{len(found)} faults in the catalogues" if found else "The catalogues are complete.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
