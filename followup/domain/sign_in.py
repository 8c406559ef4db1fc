"""The way in: how long things last, how many failures are too many, and what a wrong attempt is told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from followup.errors import N_, Invalid, Reason

NOT_KNOWN = Reason(
    "sign_in.not_known",
    N_("The e-mail address and the password do not belong together, or the account is not open. Check both."),
)
PAUSED = Reason(
    "sign_in.paused", N_("Too many failed attempts. Wait {minutes} minutes, or ask your administrator for a new link.")
)
WRONG_CODE = Reason(
    "sign_in.wrong_code", N_("The code is wrong or was already used. Wait for the next one in your app and enter that.")
)
LINK_USED = Reason(
    "sign_in.link_used", N_("This link has been used, replaced or is too old. Ask your administrator for a new one.")
)

SESSION = timedelta(hours=12)  # Source: trust.md H5
CODE_TIME = timedelta(minutes=10)  # Source: trust.md L6, the life of a code
LINK_TIME = timedelta(hours=48)
PAUSE = timedelta(minutes=15)  # Source: trust.md L6
MOST_FAILURES = 5  # Source: trust.md L6
# An office may share one address, so a network gets more. Default of this product.
MOST_FAILURES_OF_NETWORK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a person types to come in."""

    email: str
    password: str


def sign_in_name(address: str) -> str:
    """Return the e-mail address as staff sign in with it: upper and lower case are the same."""
    return address.strip().lower()


def address_key(address: str) -> str:
    """Return under what the failures for an address are counted; the address itself is not kept.

    Source: trust.md G3.
    """
    return hashlib.sha256(sign_in_name(address).encode("utf-8", "replace")).hexdigest()


def network_key(remote: str | None) -> str | None:
    """Return the network of the caller, or None where it is not known: a proxy on this machine stands before us.

    Source: trust.md A1: /24, and /48 for version 6.
    """
    try:
        address = ip_address(remote or "")
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def check_failures(of_address: int, of_network: int) -> None:
    """Refuse a further attempt after too many failed ones within the pause.

    Errors: Invalid("sign_in.paused").
    """
    if of_address >= MOST_FAILURES or of_network >= MOST_FAILURES_OF_NETWORK:
        raise Invalid.at("", PAUSED.but(minutes=int(PAUSE.total_seconds()) // 60))


def code_digits(text: str) -> str:
    """Return a one-time code in its one form: the digits, however a person grouped them."""
    return "".join(c for c in text if c in "0123456789")
