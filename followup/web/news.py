"""News from the secretariat to the members."""

from __future__ import annotations

from typing import Any

from followup.domain.news import NewNews, NewsFilter, NewsStatus
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.models.desk import NewsItem
from followup.models.organisations import Cooperation
from followup.queries import journal
from followup.queries import news as queries
from followup.queries.joint_follow_ups import led
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.news import ListedNewsSchema, NewsFilterSchema, NewsSchema
from followup.services import news
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("news")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.NEWS_READ
_ONE = "/news/<news_id>"
_FORM = "news/edit.html"


@room.page("/news", needs=_READ, query=NewsFilterSchema)
def index(tx: Transaction, query: NewsFilter) -> dict[str, Any]:
    """Return the news, the newest first, and to the secretariat its drafts."""
    found = led(tx.session, tx.actor.organisation_id)
    return {
        "found": queries.listed(tx.session, query.after),
        "drafts": queries.unpublished(tx.session, tx.actor.organisation_id) if found else (),
        "led": found,
        "query": query,
    }


@room.read("/news", needs=_READ, gives=ListedNewsSchema, many=True, query=NewsFilterSchema)
def list_news(tx: Transaction, query: NewsFilter) -> Page[AnyRow]:
    """Return the news, the newest first."""
    return queries.listed(tx.session, query.after)


def _seen(tx: Transaction, news_id: str) -> NewsItem:
    """Return a piece of news; a draft, and the text of what was withdrawn, are the secretariat's alone."""
    item = tx.get(NewsItem, news_id, to=_READ)
    if item.secretariat_id != tx.actor.organisation_id and news.standing(item) is NewsStatus.DRAFT:
        raise NotFound
    return item


@room.page(_ONE, needs=_READ)
def show(tx: Transaction, news_id: str) -> dict[str, Any]:
    """Return one piece of news; what was withdrawn says so, without its text."""
    item = _seen(tx, news_id)
    is_ours = item.secretariat_id == tx.actor.organisation_id
    return {
        "item": item,
        "standing": news.standing(item),
        "states": NewsStatus,
        "is_ours": is_ours,
        "history": journal.history(tx.session, [item.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=ListedNewsSchema)
def get_news(tx: Transaction, news_id: str) -> dict[str, Any]:
    """Return one piece of news."""
    item = _seen(tx, news_id)
    is_ours = item.secretariat_id == tx.actor.organisation_id
    names = ("public_id", "version", "title", "published_at", "withdrawn_at")
    hidden = news.standing(item) is NewsStatus.WITHDRAWN and not is_ours
    return {**{name: getattr(item, name) for name in names}, "text": "" if hidden else item.text}


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(context={"item": None})


@room.form("/cooperations/<cooperation_id>/news/new", needs=_MAY, takes=NewsSchema, template=_FORM, shows=_new_form)
def write(tx: Transaction, new: NewNews, cooperation_id: str) -> Any:
    """Write news as a draft."""
    item = news.write(tx, cooperation_id, new)
    return see_other("news.show", news_id=item.public_id, notice="saved")


@room.create("/cooperations/<cooperation_id>/news", needs=_MAY, takes=NewsSchema, gives=ListedNewsSchema)
def create_news(tx: Transaction, new: NewNews, cooperation_id: str) -> NewsItem:
    """Write news as a draft."""
    return news.write(tx, cooperation_id, new)


def _edit_form(tx: Transaction, news_id: str) -> Shown:
    item = tx.get(NewsItem, news_id, to=_MAY)
    return Shown(data={"title": item.title, "text": item.text}, version=item.version, context={"item": item})


@room.form(f"{_ONE}/edit", needs=_MAY, takes=NewsSchema, template=_FORM, shows=_edit_form, versioned=True)
def change(tx: Transaction, new: NewNews, news_id: str, version: int | None) -> Any:
    """Change a draft."""
    news.change(tx, news_id, new, version)
    return see_other("news.show", news_id=news_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=NewsSchema, gives=ListedNewsSchema)
def change_news(tx: Transaction, new: NewNews, news_id: str, version: int) -> NewsItem:
    """Change a draft."""
    return news.change(tx, news_id, new, version)


@room.action(f"{_ONE}/publish", needs=_MAY, versioned=True)
def publish(tx: Transaction, news_id: str, version: int | None) -> Any:
    """Publish to the members and write to their contact persons."""
    news.publish(tx, news_id, version)
    return see_other("news.show", news_id=news_id, notice="news_published")


@room.action(f"{_ONE}/withdraw", needs=_MAY, versioned=True)
def withdraw(tx: Transaction, news_id: str, version: int | None) -> Any:
    """Take published news back."""
    news.withdraw(tx, news_id, version)
    return see_other("news.show", news_id=news_id, notice="withdrawn")
