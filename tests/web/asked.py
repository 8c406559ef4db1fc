"""What a page asks the database: every SELECT between the request and the answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from tests.builders import World
from tests.web.client import Browser


def asked(world: World, browser: Browser, path: str) -> list[str]:
    """Return the SELECTs that a page costs, that of the sign-in among them."""
    said: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement)

    engine = world.runtime.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    browser.page(path)
    event.remove(engine, "before_cursor_execute", listen)
    return [statement for statement in said if statement.lstrip().startswith(("SELECT", "WITH"))]
