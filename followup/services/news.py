"""News to the members: written, published once with a mail to every contact person, withdrawn."""

from __future__ import annotations

from followup.domain import secretariat_journal as events
from followup.domain.member_messages import NewsToMembers
from followup.domain.news import NewNews, NewsStatus, check_draft, check_published, status_of
from followup.domain.permissions import Permission
from followup.domain.warnings import as_line
from followup.models.desk import NewsItem
from followup.models.organisations import Cooperation
from followup.queries import cooperation_bodies as bodies
from followup.services import changes
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def write(tx: Transaction, cooperation_id: str, new: NewNews) -> NewsItem:
    """Write news as a draft that only the secretariat reads."""
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    item = tx.add(
        NewsItem(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            title=new.title,
            text=new.text,
            published_at=None,
            withdrawn_at=None,
            written_by_id=tx.actor.user_id,
        )
    )
    tx.journal(events.NEWS_WRITTEN, item)
    return item


def change(tx: Transaction, news_id: str, new: NewNews, version: int | None) -> NewsItem:
    """Change a draft.

    Errors: Conflict("news.is_published"), Conflict("stale").
    """
    item = _with(tx, news_id, version)
    check_draft(standing(item))
    if fields := changes.put(item, {"title": new.title, "text": new.text}):
        tx.journal(events.NEWS_CHANGED, item, fields=fields)
    tx.flush()
    return item


def publish(tx: Transaction, news_id: str, version: int | None) -> int:
    """Publish to the members and write to their contact persons. Returns to how many a mail goes.

    Errors: Conflict("news.is_published"), Conflict("stale").
    """
    item = _with(tx, news_id, version)
    check_draft(standing(item))
    item.published_at = tx.now
    tx.journal(events.NEWS_PUBLISHED, item)
    cooperation = tx.follow(Cooperation, item.cooperation_id)
    people = [one for one in bodies.contacts(tx.session, tx.today) if one.cooperation_id == cooperation.id]
    mails = {
        one.email: NewsToMembers(
            recipient_address=one.email,
            recipient_name=one.name,
            locale=one.language,
            dedupe_key=f"news:{item.public_id}:{one.email}",
            thread=item.public_id,
            path=f"/news/{item.public_id}",
            news_title=as_line(item.title),
            cooperation_name=cooperation.name,
        )
        for one in people
        if one.valid_from <= tx.today
    }
    return tx.post_all([(mail, item) for mail in mails.values()])


def withdraw(tx: Transaction, news_id: str, version: int | None) -> NewsItem:
    """Take published news back; who has its address reads that it was withdrawn.

    Errors: Conflict("news.not_published"), Conflict("stale").
    """
    item = _with(tx, news_id, version)
    check_published(standing(item))
    item.withdrawn_at = tx.now
    tx.journal(events.NEWS_WITHDRAWN, item)
    tx.flush()
    return item


def standing(item: NewsItem) -> NewsStatus:
    """Return where the news stands."""
    return status_of(item.published_at, item.withdrawn_at)


def _with(tx: Transaction, news_id: str, version: int | None) -> NewsItem:
    item = tx.get(NewsItem, news_id, to=_MAY)
    tx.check_version(item, version)
    return item
