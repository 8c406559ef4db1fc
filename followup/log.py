"""One JSON line per event: the event's name and its facts. Names, addresses, tokens and answers never reach a log."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(r"token|secret|password|email|recipient|body|answer|cookie", re.IGNORECASE)
_LINK = re.compile(r"/(s|welcome|feeds)/[A-Za-z0-9_-]{20,}")
_ADDRESS = re.compile(r"[^\s@<>\"'=]+@[^\s@<>\"'&]+")

log: structlog.stdlib.BoundLogger = structlog.get_logger("followup")


def configure(level: str = "INFO") -> None:
    """Write JSON lines to standard error, with what the context knows (request, actor, job)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            keep_secrets,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def keep_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what is called a secret and every link that lets somebody in."""
    for name, value in list(event.items()):
        if _SECRET.search(name):
            event[name] = "[kept back]"
        elif isinstance(value, str):
            event[name] = _ADDRESS.sub("[address]", _LINK.sub(r"/\1/[link]", value))
    return event
