"""The contracts that an organisation publishes, as the folder of files that the public reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from followup.documents import ocds
from followup.documents.edition_dictionary import LICENCE, LICENCE_ADDRESS
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.releases import Publication
from followup.errors import N_

SHELF = "contracts"
PACKAGE = "releases.json"
MANIFEST = "manifest.json"
FORMAT = "followup open contracts 1"
DEMONSTRATION = N_("Demonstration, invented figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a folder holds: whose contracts, as they were when."""

    format: str
    organisation: str
    name: str
    stamp: str
    published_at: str
    contract_count: int
    is_demonstration: bool
    licence: str

    @property
    def at(self) -> datetime:
        """Return when it was published."""
        return datetime.fromisoformat(self.published_at)


def stamp(at: datetime) -> str:
    """Return the instant as a word of an address, in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dt%H%M%Sz}"


def place(organisation: str, at: str) -> str:
    """Return where the contracts of an organisation stand on the shelf."""
    return f"{SHELF}/{organisation}/{at}"


def files(publication: Publication, *, is_demonstration: bool) -> dict[str, bytes]:
    """Return the files by name; the same publication gives the same bytes."""
    about = Published(
        format=FORMAT,
        organisation=publication.publisher.ref,
        name=publication.publisher.name,
        stamp=stamp(publication.published_at),
        published_at=publication.published_at.astimezone(UTC).isoformat(),
        contract_count=len(publication.releases),
        is_demonstration=is_demonstration,
        licence=LICENCE,
    )
    told = (json.dumps(as_plain(about), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    licence = f"{publication.publisher.name}\n{LICENCE}\n{LICENCE_ADDRESS}\n".encode()
    return {PACKAGE: ocds.package(publication), MANIFEST: told, "LICENCE.txt": licence}


def manifest(data: bytes) -> Published:
    """Return what a manifest file says."""
    return from_plain(Published, json.loads(data))
