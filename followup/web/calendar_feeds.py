"""Calendar addresses: one's own page about them, and the calendar that a program fetches without signing in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from flask import Response, g, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from followup import __version__
from followup.documents import calendars
from followup.domain import calendar_feeds as rules
from followup.domain.actors import Actor, System
from followup.domain.assignments import token_hash
from followup.domain.calendar_feeds import FeedReach, NewFeed, Window, entry_title
from followup.domain.permissions import Permission
from followup.domain.summaries import fingerprint
from followup.errors import NotFound
from followup.i18n import gettext, speaking
from followup.models.calendar_feeds import CalendarFeed
from followup.queries import calendar_feeds as queries
from followup.queries.calendar_feeds import CANCELLED, Feed
from followup.queries.rows import AnyRow
from followup.schemas.calendar_feeds import FeedSchema, NewFeedSchema
from followup.services import calendar_feeds
from followup.transaction import Transaction
from followup.web.endpoint import Open, Room, Shown, see_other
from followup.web.security import runtime

room = Room("calendar_feeds")
LOOKUP = System(job="calendar", everything=True)
CACHE = "private, no-cache"  # kept by the program that asked, and asked for again each time


def _own(tx: Transaction) -> Shown:
    feeds = queries.of_person(tx.session, tx.actor.user_id)
    return Shown(
        data={"reach": FeedReach.OWN}, context={"feeds": [(feed, _address(feed)) for feed in feeds], "limits": rules}
    )


def _address(feed: CalendarFeed) -> str:
    """Return the address again, or nothing when the key that made it is gone."""
    token = calendar_feeds.token_of(runtime().keys, feed)
    return f"{runtime().base_url}/feeds/{token}.ics" if token else ""


@room.form(
    "/calendar-feeds",
    needs=Permission.CALENDAR_SUBSCRIBE,
    takes=NewFeedSchema,
    template="calendar_feeds/index.html",
    shows=_own,
)
def index(tx: Transaction, new: NewFeed) -> AnyResponse:
    """Make an address."""
    calendar_feeds.make(tx, runtime().keys, new)
    return see_other("calendar_feeds.index", notice="calendar_made")


@room.read("/calendar-feeds", needs=Permission.CALENDAR_SUBSCRIBE, gives=FeedSchema, many=True)
def list_feeds(tx: Transaction) -> Sequence[CalendarFeed]:
    """Return one's own calendar addresses, without what lets a program in."""
    return queries.of_person(tx.session, tx.actor.user_id)


@room.action("/calendar-feeds/<feed_id>/revoke", needs=Permission.CALENDAR_SUBSCRIBE)
def revoke(tx: Transaction, feed_id: str) -> AnyResponse:
    """Let one of one's own addresses work no longer."""
    calendar_feeds.revoke(tx, feed_id)
    return see_other("calendar_feeds.index", notice="calendar_revoked")


@room.gate(
    "/feeds/<token>.ics",
    needs=Open("the token in the address stands for the person who made it; kinds, dates and numbers only"),
    identity="public",
)
def fetch(_: Actor, token: str) -> AnyResponse:
    """Return the calendar, or that nothing changed; an address that was revoked is as unknown as one that never was."""
    with runtime().transaction(LOOKUP, read_only=True, request_id=g.request_id) as tx:
        feed = queries.find(tx.session, token_hash(token))
    if feed is None:
        raise NotFound
    actor = System(job="calendar_feed", organisation_id=feed.organisation_id, zone=feed.zone, country=feed.country)
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        window = Window.around(tx.today, tx.now)
        response = _head(tx, feed, window)
        found = queries.entries(tx.session, feed, window) if response.status_code != 304 else ()
    if response.status_code != 304:
        response.set_data(_drawn(feed, found))
    return response


def _head(tx: Transaction, feed: Feed, window: Window) -> Response:
    """Return the answer without its body: 304 where the program already has what would stand in it."""
    seen = queries.state(tx.session, feed, window)
    response = make_response("")
    response.content_type = calendars.TYPE
    response.headers["Cache-Control"] = CACHE
    response.set_etag(
        fingerprint({"state": seen, "in": feed.language, "of": feed.organisation_name, "by": __version__})
    )
    response.last_modified = queries.changed_at(tx.session, feed)
    response.make_conditional(request)
    return response


def _drawn(feed: Feed, found: Sequence[AnyRow]) -> bytes:
    home = runtime().base_url
    host = urlsplit(home).hostname or "followup"
    with speaking(feed.language):
        name = gettext("Follow-ups of {organisation}", organisation=feed.organisation_name)
        if not feed.is_whole:
            name = gettext("My follow-ups at {organisation}", organisation=feed.organisation_name)
        entries = list(_entries(found, home, host))
    return calendars.written(entries, name=name, uid=f"{feed.public_id}@{host}", language=feed.language)


def _entries(found: Sequence[AnyRow], home: str, host: str) -> Iterator[calendars.Entry]:
    for row in found:
        yield calendars.Entry(
            uid=f"{row.public_id}@{host}",
            on=row.due_on,
            title=entry_title(gettext(row.kind.label), row.number, row.case_number),
            address=f"{home}/follow-ups/{row.public_id}",
            sequence=row.version,
            changed_at=row.changed_at,
            is_cancelled=row.status in CANCELLED,
        )
