"""Making and revoking calendar addresses. Of an address only the hash of its token is kept."""

from __future__ import annotations

import secrets

from followup.domain import calendar_feeds as rules
from followup.domain.assignments import token_hash
from followup.domain.calendar_feeds import FeedReach, NewFeed
from followup.domain.ids import new_id
from followup.domain.journal import CALENDAR_FEED_MADE, CALENDAR_FEED_REVOKED
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.calendar_feeds import CalendarFeed
from followup.queries import calendar_feeds as queries
from followup.runtime import Keys
from followup.transaction import Transaction

PURPOSE = "calendar"


def make(tx: Transaction, keys: Keys, new: NewFeed) -> CalendarFeed:
    """Make an address for the person who asks.

    Errors: Conflict("calendar_feed.too_many").
    """
    tx.require(Permission.CALENDAR_SUBSCRIBE)
    if len(queries.of_person(tx.session, tx.actor.user_id)) >= rules.FEEDS_MOST:
        raise Conflict(rules.TOO_MANY.but(most=rules.FEEDS_MOST))
    public_id, nonce = new_id(CalendarFeed.prefix), secrets.token_bytes(16)
    feed = tx.add(
        CalendarFeed(
            public_id=public_id,
            user_id=tx.actor.user_id,
            is_whole=new.reach is FeedReach.WHOLE,
            nonce=nonce,
            token_hash=token_hash(keys.new_token(public_id, 1, nonce, purpose=PURPOSE)),
            made_at=tx.now,
        )
    )
    tx.journal(CALENDAR_FEED_MADE, feed)
    return feed


def token_of(keys: Keys, feed: CalendarFeed) -> str | None:
    """Return the address's token again; None when the key that made it is no longer held."""
    return keys.token_again(feed.public_id, 1, feed.nonce, feed.token_hash, purpose=PURPOSE)


def revoke(tx: Transaction, feed_id: str) -> None:
    """Let an address of one's own work no longer; a second time changes nothing."""
    feed = tx.get(CalendarFeed, feed_id, to=Permission.CALENDAR_SUBSCRIBE)
    if feed.revoked_at is None:
        feed.revoked_at = tx.now
        tx.journal(CALENDAR_FEED_REVOKED, feed)
