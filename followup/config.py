"""Configuration, read once from the environment. A default exists only where it is safe and harmless in public."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


class Misconfigured(RuntimeError):
    """The program must not start like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings."""

    data: Path
    database_url: str
    base_url: str
    secret_keys: tuple[str, ...] = field(repr=False)
    trusted_hosts: tuple[str, ...]
    secure_cookies: bool
    demonstration: bool = False
    proxies: int = 0
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str | None = None
    smtp_password: str | None = field(default=None, repr=False)
    mail_sender: str = "followup@localhost"
    mail_ca_file: str | None = None
    clamd: str | None = None


def from_env(env: Mapping[str, str] | None = None) -> Config:
    """Return the configuration.

    Errors: Misconfigured, with what to set.
    """
    env = os.environ if env is None else env
    data = Path(env.get("FOLLOWUP_DATA", "instance")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    port = env.get("PORT", "8000")
    base_url = env.get("FOLLOWUP_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    if not base_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Misconfigured("FOLLOWUP_BASE_URL must begin with https:// (plain http is for this machine only)")
    host = base_url.partition("://")[2].partition("/")[0].rpartition(":")[0] or base_url.partition("://")[2]
    return Config(
        data=data,
        database_url=env.get("FOLLOWUP_DATABASE_URL", f"sqlite:///{data / 'followup.sqlite3'}"),
        base_url=base_url,
        secret_keys=_keys(env, data),
        trusted_hosts=tuple(env.get("FOLLOWUP_TRUSTED_HOSTS", host).split(",")),
        secure_cookies=base_url.startswith("https://"),
        demonstration=env.get("FOLLOWUP_DEMONSTRATION") == "yes",
        proxies=_count(env.get("FOLLOWUP_PROXIES", "0")),
        smtp_host=env.get("FOLLOWUP_SMTP_HOST", "127.0.0.1"),
        smtp_port=_port(env.get("FOLLOWUP_SMTP_PORT", "25")),
        smtp_security=_security(env.get("FOLLOWUP_SMTP_SECURITY", "starttls")),
        smtp_username=env.get("FOLLOWUP_SMTP_USERNAME"),
        smtp_password=env.get("FOLLOWUP_SMTP_PASSWORD"),
        mail_sender=env.get("FOLLOWUP_MAIL_SENDER", "followup@localhost"),
        mail_ca_file=env.get("FOLLOWUP_MAIL_CA_FILE"),
        clamd=env.get("FOLLOWUP_CLAMD") or None,
    )


def _keys(env: Mapping[str, str], data: Path) -> tuple[str, ...]:
    given = tuple(k for k in env.get("FOLLOWUP_SECRET_KEYS", "").split(",") if k)
    if given:
        if any(len(k) < 32 for k in given):
            raise Misconfigured("each of FOLLOWUP_SECRET_KEYS needs at least 32 characters")
        return given
    path = data / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return (path.read_text().strip(),)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) > 9:
        raise Misconfigured(f"FOLLOWUP_PROXIES is how many proxies stand before the service, not {text}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Misconfigured(f"not a port number: {text}")
    return int(text)


def _security(text: str) -> Literal["starttls", "tls", "none"]:
    known: dict[str, Literal["starttls", "tls", "none"]] = {"starttls": "starttls", "tls": "tls", "none": "none"}
    if text not in known:
        raise Misconfigured(f"FOLLOWUP_SMTP_SECURITY is starttls, tls or none, not {text}")
    return known[text]
