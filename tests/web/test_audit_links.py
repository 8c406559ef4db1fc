from __future__ import annotations

import io

from flask import Flask

from followup.domain.audits import AuditResult, AuditStatus, RequestStatus
from tests.audit_scenes import SECRET, Audited
from tests.builders import World
from tests.documents.reading import Document
from tests.web.client import Browser

PDF = b"%PDF-1.4 house rules"


def test_documents_go_from_the_buyer_to_the_supplier_and_back(app: Flask, world: World) -> None:
    scene = Audited(world)
    buyer = Browser(app, scene.staff)
    asked = f"/audits/{scene.audit_id}/documents"
    buyer.page(asked)
    buyer.page(f"{asked}/new")
    sent = {"wanted": "House rules\r\nPay slips", "due_on": "2026-03-20", "contact_id": scene.contact.public_id}
    assert buyer.post(f"{asked}/new", sent).status_code == 303
    supplier = Browser(app, scene.holder)
    page = supplier.page("/s/audit").text_content()
    for word in ("House rules", "Pay slips", "20 Mar 2026", "On-site audit", "To see the overtime.", "Person"):
        assert word in page
    rules = scene.requests[0]
    supplier.page(f"/s/audit/documents/{rules.public_id}")
    old = {"file_1": (io.BytesIO(PDF), "rules.pdf"), "dated_on_1": "2023-01-31", "version": rules.version}
    undated = {"file_1": (io.BytesIO(PDF), "rules.pdf"), "version": rules.version}
    assert supplier.post(f"/s/audit/documents/{rules.public_id}", undated).status_code == 422
    assert supplier.post(f"/s/audit/documents/{rules.public_id}", old).status_code == 303
    page = buyer.page(asked).text_content()
    assert "rules.pdf" in page
    assert "Older than 24 months" in page
    reject = f"/document-requests/{rules.public_id}/reject"
    buyer.page(reject)
    assert buyer.post(reject, {"reason": "Send the newest.", "version": scene.requests[0].version}).status_code == 303
    assert "Send the newest." in supplier.page("/s/audit").text_content()
    assert scene.requests[0].status is RequestStatus.REJECTED
    late = {"answer": "There is a newer one.", "version": rules.version}
    again = supplier.post(f"/s/audit/documents/{rules.public_id}", late)
    assert again.status_code == 409  # the page was open since before it was sent back


def test_an_attack_does_not_come_in_as_a_document(app: Flask, world: World) -> None:
    scene = Audited(world)
    rules = scene.ask("House rules")[0]
    supplier = Browser(app, scene.holder)
    for name, data in (("rules.exe", b"MZ"), ("rules.pdf", b"<script>"), ("rules.html.pdf", PDF)):
        sent = {"file_1": (io.BytesIO(data), name), "dated_on_1": "2026-01-31", "version": rules.version}
        assert supplier.post(f"/s/audit/documents/{rules.public_id}", sent).status_code == 422
    assert scene.requests[0].status is RequestStatus.ASKED


def test_the_report_is_checked_by_link_and_made_final(app: Flask, world: World) -> None:
    scene = Audited(world)
    scene.find(0, AuditResult.MINOR, "Hours are not written down.")
    scene.sum_up()
    buyer = Browser(app, scene.staff)
    home = f"/audits/{scene.audit_id}/reports"
    buyer.page(home)
    before = buyer.page(f"{home}/send").text_content()
    assert "Hours are not written down." in before
    assert SECRET not in before
    sent = {"contact_id": scene.contact.public_id, "version": scene.audit.version}
    assert buyer.post(f"{home}/send", sent).status_code == 303
    assert buyer.post(f"{home}/finish", {"version": scene.audit.version}).status_code == 409
    report = scene.report.public_id
    supplier = Browser(app, scene.holder)
    told = supplier.page(f"/s/audit/reports/{report}").text_content()
    assert "Hours are not written down." in told
    assert SECRET not in told
    for language in ("en", "sv", "nb"):
        for browser, path in ((supplier, f"/s/audit/reports/{report}"), (buyer, f"/audit-reports/{report}")):
            answer = browser.get(f"{path}/{language}.pdf")
            document = Document(answer.data)
            assert str(document.pdf.Root.Lang) == language
            assert SECRET not in " ".join(document.pages())
    assert supplier.get(f"/s/audit/reports/{report}/fr.pdf").status_code == 404
    check = f"/s/audit/reports/{report}/check"
    supplier.page(check)
    said = {"comment": "They are, in a book.", "name": "Boris", "role": "Head", "version": scene.report.version}
    assert supplier.post(check, said).status_code == 303
    assert supplier.get(check).status_code == 409
    assert buyer.post(f"{home}/finish", {"version": scene.audit.version}).status_code == 303
    assert scene.audit.status is AuditStatus.FINAL
    assert "They are, in a book." in buyer.page(f"/audit-reports/{report}").text_content()
    final = " ".join(Document(buyer.get(f"/audit-reports/{report}/en.pdf").data).pages())
    assert "They are, in a book." in final


def test_a_visiting_auditor_fills_the_protocol_and_keeps_the_inside_out_of_sight(app: Flask, world: World) -> None:
    scene = Audited(world)
    scene.sum_up()
    buyer = Browser(app, scene.staff)
    home = f"/audits/{scene.audit_id}/visitor"
    buyer.page(home)
    buyer.page(f"{home}/new")
    given = {"auditor_id": scene.auditor_id, "language": "sv", "due_on": "2026-03-20", "version": scene.audit.version}
    assert buyer.post(f"{home}/new", given).status_code == 303
    assert "asa@audit.test" in buyer.page(home).text_content()
    visitor = Browser(app, scene.visitor)
    assert SECRET not in visitor.page("/s/visit").text_content()
    first = scene.findings[0]
    path = f"/s/visit/requirements/{first.public_id}"
    visitor.page(path)
    found = {"check": "done", "result": "minor", "note": "No hours.", "version": first.version}
    photo = {"files": (io.BytesIO(PDF), "photo.pdf"), "dated_on": "2026-03-02"}
    assert visitor.post(path, {**found, **photo}).status_code == 303
    assert "photo.pdf" in visitor.page(path).text_content()
    assert scene.findings[0].result is AuditResult.MINOR
    assert visitor.get("/s/audit").status_code == 403
    assert visitor.get("/s/form").status_code == 403
    assert visitor.get(f"/audits/{scene.audit_id}").status_code == 303
    visitor.page("/s/visit/meetings")
    notes = {"summary": "All in all well.", "version": scene.audit.version}
    assert visitor.post("/s/visit/meetings", notes).status_code == 303
    assert (scene.audit.summary, scene.audit.internal_note) == ("All in all well.", SECRET)
    link = scene.visitor.public_id
    assert buyer.post(f"/assignments/{link}/revoke").headers["Location"].startswith(home)
    assert visitor.get("/s/visit").status_code == 410


def test_the_register_is_kept_by_the_manager(app: Flask, world: World) -> None:
    scene = Audited(world)
    buyer = Browser(app, scene.staff)
    buyer.page("/auditors/new")
    new = {
        "name": "Bo Invented",
        "email": "bo@audit.test",
        "kinds": ["site_audit", "office_audit"],
        "areas": "labour_rights",
        "languages": ["sv", "bs"],
        "competent_until": "2026-01-31",
        "days_per_year": "10",
        "day_cost": "9 500",
    }
    made = buyer.post("/auditors/new", new)
    assert made.status_code == 303
    page = buyer.page(made.headers["Location"].removeprefix("https://followup.test")).text_content()
    for word in ("On-site audit", "Workers' rights", "Bosnian, Croatian or Serbian", "Has ended", "9,500.00"):
        assert word in page
    index = buyer.page("/auditors").text_content()
    assert "Bo Invented" in index
    assert "Åsa Invented" in index
    assert buyer.post("/auditors/new", {**new, "kinds": "self_assessment"}).status_code == 422
