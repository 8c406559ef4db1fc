"""Certificates and documents of suppliers: one organisation's own, with files, warned of by their last day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.certificates import CertificateKind, CertificateState, NewCertificate
from followup.errors import Conflict, Forbidden, NotFound
from followup.models.certificates import SupplierCertificate
from followup.models.evidence import Evidence
from followup.models.suppliers import Supplier
from followup.queries import certificates as queries
from followup.services import certificates
from tests.builders import World
from tests.policy.scenes import a_file

pytestmark = pytest.mark.database
UNTIL = date(2026, 4, 1)
NEW = NewCertificate(kind=CertificateKind.SOCIAL, name="SA8000 of the mill", valid_until=UNTIL)


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation())


def held(world: World, staff: Staff, supplier: Supplier) -> list[queries.Held]:
    with world.reading(staff) as tx:
        return list(queries.of_supplier(tx.session, supplier.id, tx.today))


def test_a_certificate_is_kept_with_its_file_and_seen_by_ones_own_organisation_only(
    world: World, manager: Staff
) -> None:
    supplier = world.supplier()
    with world.tx(manager) as tx:
        made = certificates.add(tx, supplier.public_id, NEW, [a_file(world)])
    [row] = held(world, manager, supplier)
    assert (row.public_id, row.state, [file.name for file in row.files]) == (
        made.public_id,
        CertificateState.ENDS_SOON,
        ["picture.pdf"],
    )
    stranger = world.staff(world.organisation())
    assert held(world, stranger, supplier) == []
    with pytest.raises(NotFound), world.tx(stranger) as tx:
        certificates.withdraw(tx, made.public_id)
    with world.reading(stranger) as tx:
        assert not tx.session.scalars(select(Evidence)).all()


def test_a_renewed_certificate_keeps_its_earlier_files_and_a_withdrawn_one_is_not_changed(
    world: World, manager: Staff
) -> None:
    supplier = world.supplier()
    with world.tx(manager) as tx:
        made = certificates.add(tx, supplier.public_id, NEW, [a_file(world)])
    renewed = NewCertificate(kind=CertificateKind.SOCIAL, name="SA8000", valid_until=date(2029, 4, 1))
    with world.tx(manager) as tx:
        certificates.change(tx, made.public_id, renewed, made.version, [a_file(world)])
    [row] = held(world, manager, supplier)
    assert (row.name, row.state, len(row.files)) == ("SA8000", CertificateState.VALID, 1)  # the same file is one
    with pytest.raises(Conflict), world.tx(manager) as tx:
        certificates.change(tx, made.public_id, NEW, made.version)
    with world.tx(manager) as tx:
        certificates.withdraw(tx, made.public_id)
    assert held(world, manager, supplier)[0].state is CertificateState.WITHDRAWN
    for again in (lambda tx: certificates.withdraw(tx, made.public_id), lambda tx: _changed(tx, made)):
        with pytest.raises(Conflict) as refused, world.tx(manager) as tx:
            again(tx)
        assert refused.value.reason.code == "certificate.withdrawn"


def _changed(tx: object, made: SupplierCertificate) -> None:
    certificates.change(tx, made.public_id, NEW, None)  # type: ignore[arg-type] # a transaction


def test_what_ends_first_stands_at_the_top_and_what_was_withdrawn_at_the_end(world: World, manager: Staff) -> None:
    supplier = world.supplier()
    for name, until in (("never", None), ("later", date(2027, 1, 1)), ("gone", date(2020, 1, 1)), ("soon", UNTIL)):
        new = NewCertificate(kind=CertificateKind.OTHER, name=name, valid_until=until, has_no_end=until is None)
        with world.tx(manager) as tx:
            made = certificates.add(tx, supplier.public_id, new)
            if name == "gone":
                certificates.withdraw(tx, made.public_id)
    assert [row.name for row in held(world, manager, supplier)] == ["soon", "later", "never", "gone"]


def test_a_reader_keeps_no_certificates(world: World) -> None:
    reader = world.staff(world.organisation(), Role.READER)
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        certificates.add(tx, world.supplier().public_id, NEW)
