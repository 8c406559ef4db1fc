"""What stands around every page: navigation, language, the notice after a change, and the words templates use."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, redirect, request, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from followup import i18n
from followup.domain.actors import ANONYMOUS, Actor, Staff
from followup.domain.calendar import today_in
from followup.domain.code_of_conduct import Area
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.errors import N_
from followup.web.navigation import NAVIGATION
from followup.web.security import check_form_is_ours, csrf_token, identify, runtime

NOTICES = {
    "saved": N_("Saved."),
    "registered": N_("Registered."),
    "sent": N_("Sent."),
    "planned": N_("Planned."),
    "rule_decided": N_("Decided. What lies ahead is planned anew the night after the rule begins to hold."),
    "moved": N_("Saved. What was moved stays where you put it; the plan does not move it back."),
    "skipped": N_("Skipped. The next one is counted from the day this one was due."),
    "completed": N_("The follow-up is completed."),
    "recorded": N_("The deviation is recorded as a draft. The supplier sees nothing until you issue it."),
    "issued": N_("Issued. The supplier gets a mail with a personal link."),
    "accepted": N_("Accepted. The supplier has been told."),
    "returned": N_("Sent back. The supplier has been told."),
    "closed": N_("Verified and closed."),
    "shared": N_("Shared with the cooperation."),
    "withdrawn": N_("Withdrawn."),
    "plan_sent": N_("Sent. The buyer has been told, and answers by mail."),
    "evidence_sent": N_("Sent. The buyer has been told, and verifies it."),
    "approved": N_("Approved."),
    "waiting": N_("Saved. Another person decides about the class before it holds."),
    "confirmed": N_("Confirmed. The figures are frozen."),
    "published": N_("Published."),
    "tested": N_("A test is on its way to your own address."),
    "invited": N_("Invited. A mail with a link is on its way."),
    "disabled": N_("Disabled. All sessions have ended."),
    "answers_accepted": N_("Accepted. What the answers settle is marked as covered."),
    "received": N_("Your answers have been received. You need do nothing more now."),
    "secrecy_asked": N_("Asked for. The buyer sees your request and tests it by law."),
    "sent_back": N_("Sent back. The supplier gets a mail with a new link."),
    "message_sent": N_("Sent. The supplier gets a mail."),
    "sanction_proposed": N_("Proposed. Nothing holds before the contract's manager has decided it."),
    "sanction_decided": N_("Decided. Write the letter and send it yourself; the service sends none."),
    "supplier_heard": N_("The letter is kept, and its text goes to the supplier by mail."),
    "letter_made": N_("The letter is made. Fetch the file and send it."),
    "alert_asked": N_("Asked for. The secretariat checks the text before anybody else reads it."),
    "alert_sent": N_("Sent. Each organisation that buys from the supplier gets a mail and decides for itself."),
    "secrecy_tested": N_("The outcome of the test is recorded. The supplier sees it at the answer."),
    "assessed": N_("The assessment is finished and the follow-up completed."),
    "extended": N_("The supplier now has until the new day."),
    "cancelled": N_("Cancelled. The supplier's link has ended."),
    "started": N_("The start meeting is noted."),
    "awarded": N_("Awarded. The contracts have the procurement's risk class, its reasons and its follow-up plan."),
    "given_up": N_("The procurement is cancelled."),
    "handed_over": N_("Handed over. Those whom it concerns get a mail."),
    "nominated": N_("Nominated. The secretariat answers before the plan goes to the steering group."),
    "answered": N_("Answered. The one who nominated gets a mail."),
    "proposed": N_("Proposed to the steering group."),
    "adopted": N_("Adopted. The joint follow-ups can now be offered to the organisations."),
    "imported": N_("Imported."),
    "result_entered": N_("Entered. All members of the cooperation can read it."),
    "answers_meanwhile": N_("An answer was saved while you looked at the file, so nothing was changed. Look again."),
    "meanwhile": N_("The register has changed since you looked through the file, so nothing was imported. Look again."),
    "reissued": N_("The link is on its way to the registered address."),
    "replaced": N_("A new link is on its way to the registered address. The earlier ones have ended."),
    "link_ended": N_("The link has ended, also where it was open. A new one can be sent at any time."),
    "documents_asked": N_("Asked for. The supplier gets a mail with a personal link."),
    "report_taken_back": N_("Taken back. The supplier has been told, and a new report can be sent."),
    "report_final": N_("The report is final. The supplier has been told."),
    "visit_sent": N_("The link is on its way. It opens the protocol of this audit and nothing else."),
    "link_mailed": N_("The link is on its way. It is mailed at most once a day."),
    "colleague_invited": N_("A mail with a link of their own is on its way to your colleague."),
    "taken_back": N_("Taken back. That link has ended; what was written with it stays."),
    "code_sent": N_("A code is on its way to you by mail. It is valid for ten minutes."),
    "merged": N_("Merged. Both are shown and counted as one from now on."),
    "unmerged": N_("The merger is undone. The entry stands alone again."),
    "removed": N_("Removed."),
    "taken": N_("Taken into the contract."),
    "named": N_("Named. The person gets a mail and can approve here from now on."),
    "working_for": N_("You now work for the organisation that stands beside your name."),
    "taken_out": N_("Taken out of the contract."),
    "calendar_made": N_("Made. Copy the address into your calendar program."),
    "calendar_revoked": N_("Revoked. Programs that had the address get nothing more."),
    "looked_again": N_("The plans have been compared again."),
    "suggested": N_("Suggested. Nobody is told before you offer it."),
    "offered": N_("Offered. The managers and approvers concerned get a mail."),
    "begun": N_("Begun. Record your own follow-up as usual, share its result, and report it here."),
    "reported": N_("Reported. Those who take part get a mail and decide for themselves."),
    "takes_part": N_("Your organisation takes part."),
    "result_taken": N_("The result is accepted for your own contracts. Sanctions are yours to decide."),
    "covered": N_("The shared result stands for the follow-up. The next one is counted from its day."),
    "joint_cancelled": N_("The joint follow-up is cancelled. Those who were asked get a mail."),
    "looked_up": N_("Looked up again. Who is new has been told; nobody was taken out."),
    "incident_opened": N_("Opened. Those who manage the contracts concerned get a mail."),
    "incident_closed": N_("Closed. Those who manage the contracts concerned get a mail."),
    "stance_taken": N_("Your organisation's stance is recorded. It can be changed at any time."),
    "suppliers_planned": N_("Planned. Those who ask for all get a mail."),
    "supplier_asked": N_("The supplier is asked. Record the answer here when it comes."),
    "answer_recorded": N_("The answer is recorded and can be read by all whom it concerns."),
    "campaign_sent": N_("Sent. Each supplier gets a mail with a personal link of its own."),
    "campaign_reminded": N_("Reminded. Only those who have not answered get a mail, at most one a day."),
    "campaign_extended": N_("Those who have not answered now have until the new day, and are told so."),
    "audit_prepared": N_("Prepared. Name the auditors next; each declares to be independent before the audit begins."),
    "audit_begun": N_("Begun. Record the protocol requirement by requirement; each page is saved by itself."),
    "audit_graded": N_("Saved. It is graded as a deviation: record the deviation here."),
    "audit_completed": N_("The follow-up is completed with the worst result of each clause. Send the report next."),
    "progress_told": N_("The buyer can read how far the action has come."),
    "containment_told": N_("Reported. The buyer gets a mail. The deviation goes on until it is put right."),
    "disputed": N_("The buyer gets a mail. The deadlines run on until it is decided."),
    "dispute_withdrawn": N_("The dispute is withdrawn."),
    "dispute_decided": N_("Decided. The supplier gets a mail with a link to your reasons."),
    "regraded": N_("The grade is milder now. No day that was given comes earlier by it."),
    "no_answer": N_("It is recorded that no answer came in time."),
    "given_out": N_("Given out. The contact persons get a mail, and the log says who was given which version."),
    "news_published": N_("Published. The contact persons get a mail."),
    "case_released": N_("Released. Each member can now fetch the document with its own figures."),
    "taken_back_text": N_("Taken back. The supplier gets a mail, and the secretariat no longer reads it."),
    "mail_came_back": N_("Noted. The clock stands until a new link has reached the supplier."),
    "text_dropped": N_("Dropped. It is never published."),
}

LANGUAGE_COOKIE = "language"


def furnish(app: Flask) -> None:
    """Give templates their words, and every request its language and number."""
    app.jinja_env.globals.update(
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        csrf_token=csrf_token,
        can=_can,
        languages=i18n.LANGUAGES,
        explain=i18n.explain,
        countries=i18n.countries,
    )
    app.jinja_env.filters.update(
        label=_label,
        day=i18n.day,
        instant=_instant,
        civil=_civil,
        money=_money,
        number=i18n.number,
        country=i18n.country,
        said=said,
        area=_area,
    )
    app.before_request(_begin)
    app.context_processor(_context)
    app.add_url_rule("/language", "language.choose", _choose_language, methods=["POST"])
    app.add_url_rule("/assets/<path:name>", "assets", _asset)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    i18n.use(chosen if chosen in i18n.LANGUAGES else i18n.closest(request.accept_languages.values()))


def _context() -> dict[str, object]:
    actor = g.get("actor")
    staff = actor if isinstance(actor, Staff) else None
    return {
        "actor": staff,
        "language": i18n.language(),
        "demonstration": runtime().is_demonstration,
        "nav": _navigation(staff) if staff else (),
        "notice": NOTICES.get(request.args.get("done", "")),
        "today": runtime().clock.now().date(),
    }


def _navigation(actor: Actor) -> list[tuple[str, str, bool, list[tuple[str, str, bool]]]]:
    """Return the sections that the actor may open: address, name, whether we are in it, and its pages if so."""
    room, sections, here = (request.endpoint or "").partition(".")[0], [], _section()
    for text, pages in NAVIGATION:
        mine = [
            (url_for(endpoint), i18n.gettext(name), endpoint.partition(".")[0] == room)
            for endpoint, name, needs in pages
            if allows(actor, needs)
        ]
        if mine:
            sections.append((mine[0][0], i18n.gettext(text), text == here, mine if text == here and mine[1:] else []))
    return sections


def _section() -> str:
    """Return the one section we are in: by the room or, for a page of a room in none, by where its address begins."""
    room, beginning = (request.endpoint or "").partition(".")[0], request.path.split("/")[1]
    by_room = {endpoint.partition(".")[0]: text for text, pages in NAVIGATION for endpoint, _, _ in pages}
    by_address = {url_for(endpoint).split("/")[1]: text for text, pages in NAVIGATION for endpoint, _, _ in pages}
    return by_room.get(room) or by_address.get(beginning, "")


def _can(permission: str, subject: object | None = None) -> bool:
    return allows(g.get("actor", ANONYMOUS), Permission(permission), subject)


def _label(code: Any) -> str:
    return i18n.gettext(code.label) if code is not None else ""


def _area(code: str) -> str:
    return i18n.gettext(Area.of(code).label)


def _instant(value: Any) -> str:
    return i18n.instant(value, getattr(g.get("actor"), "zone", "Europe/Stockholm"))


def _civil(value: datetime) -> date:
    """Return the day that an instant falls on where the reader is."""
    return today_in(value, getattr(g.get("actor"), "zone", "Europe/Stockholm"))


def _money(value: Money | None) -> str:
    return i18n.money(Decimal(value.minor) / 100, value.currency) if value is not None else ""


def said(texts: dict[str, str] | None) -> str:
    """Return the text in the reader's language out of {"en": …, "sv": …, "nb": …}."""
    return (texts or {}).get(i18n.language()) or (texts or {}).get("en", "")


def is_own(path: str) -> bool:
    """Return whether the path leads to a page of ours: no other host, nothing that a browser drops while reading it."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and " " not in path


def _choose_language() -> AnyResponse:
    check_form_is_ours(ANONYMOUS)
    code = request.form.get("code", "")
    target = request.form.get("next", "/")
    if code not in i18n.LANGUAGES:
        abort(400)
    response = redirect(target if is_own(target) else "/", code=303)
    response.set_cookie(
        LANGUAGE_COOKIE, code, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response


_ASSETS = {
    "bootstrap.min.css": ("flask_bootstrap", "static/bootstrap5/css"),
    "swagger-ui.css": ("flask_swagger_ui", "dist"),
    "swagger-ui-bundle.js": ("flask_swagger_ui", "dist"),
}


def _asset(name: str) -> Response:
    """Serve a third party's file out of its installed package: nothing is fetched, nothing is copied."""
    if name.startswith("lato/"):
        folder, name = Path(str(files("font_lato"))) / "files", name[5:]
    elif name in _ASSETS:
        package, inside = _ASSETS[name]
        folder = Path(str(files(package))) / inside
    else:
        abort(404)
    return send_from_directory(folder, name, max_age=86400)


def landing() -> AnyResponse:
    """Lead to one's work, or to the sign-in."""
    g.actor = identify("staff")
    return redirect(url_for("work.show" if g.actor is not ANONYMOUS else "sign_in.begin"), code=303)
