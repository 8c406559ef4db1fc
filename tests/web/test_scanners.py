"""Everything that opens a link before a person does: mail scanners, previews, prefetching browsers, robots.

Source: trust.md t-L2. Each agent asks for each kind of link, and each kind is asked for by each safe method with each
of the headers by which some say that they only look ahead. Agents and methods go round: a request takes time.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from werkzeug.test import Client

from followup.clock import FixedClock
from followup.domain.assignments import GRACE_DAYS
from followup.models.contributors import Contributor
from followup.services import contributors, questionnaires, reissues
from tests.builders import World
from tests.self_assessments import EMAIL, Asked, asked, every_value
from tests.web.client import BASE

_CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
)
AGENTS = (
    _CHROME,
    f"{_CHROME} Edg/139.0.0.0",
    _CHROME.replace("Chrome/", "HeadlessChrome/"),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; ms-office; MSOffice 16)",
    "Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro)",
    "Microsoft Office Existence Discovery",
    "SafeLinks (Microsoft Defender for Office 365)",
    "SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Mozilla/5.0 (compatible; Microsoft-Teams-LinkPreview/1.0)",
    "BarracudaCentral/1.0 (LinkProtect)",
    "Mimecast/1.0 URL Protect",
    "Proofpoint URL Defense",
    "Cisco-ESA URL Scanner",
    "TrendMicro WRS",
    "Mozilla/5.0 (compatible; ForcepointBot/1.0)",
    "FortiMail URL Click Protect",
    "Sophos TimeOfClick",
    "Symantec-WebPulse-Crawler",
    "Mozilla/5.0 zgrab/0.x",
    "VirusTotal; urlscan.io",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23",
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "LinkedInBot/1.0",
    "Discordbot/2.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "GoogleImageProxy",
    "AppleBot/0.1",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32",
    "Go-http-client/2.0",
    "",
)
AHEAD = (
    {},
    {"Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
    {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
    {"Referer": "https://mail.example.test/", "Cookie": "followup-link=a.b.c; __Host-followup-link=a.1.b"},
)
METHODS = ("GET", "HEAD", "OPTIONS")
GONE, THERE, NEVER = 410, 200, 404


def of_colleague(scene: Asked) -> tuple[str, str]:
    """Return the token of a colleague's narrower link, and the colleague."""
    colleague = scene.colleague("s1")
    with scene.world.reading() as tx:
        row = tx.follow(Contributor, colleague.contributor_id or 0)
    return scene.world.runtime.keys.new_token(row.public_id, 1, row.nonce), row.public_id


def links(world: World, clock: FixedClock) -> dict[str, tuple[str, int]]:
    """Return a link in each of its states, and what it answers to somebody who only looks."""
    now = clock.now()
    expired = asked(world, email="a@supplier.test").token
    clock.set(now + timedelta(days=100 + GRACE_DAYS))
    live, over, old = (asked(world, email=email) for email in (EMAIL, "b@supplier.test", "c@supplier.test"))
    revoked, replaced = over.token, old.token
    with world.tx(over.staff) as tx:
        questionnaires.cancel(tx, over.invitation_id)
    with world.tx(old.staff) as tx:
        reissues.replace(tx, world.runtime.keys, old.assignment.public_id)
    helping, helped = of_colleague(live)[0], of_colleague(old)
    with world.tx(old.holder) as tx:
        contributors.take_back(tx, helped[1])
    return {
        "live": (live.token, THERE),
        "expired": (expired, GONE),
        "revoked": (revoked, GONE),
        "replaced": (replaced, GONE),
        "unknown": ("A" * 43, NEVER),
        "a colleague's": (helping, THERE),
        "taken back": (helped[0], GONE),
    }


def look(client: Client, token: str, method: str, agent: str, ahead: dict[str, str]) -> int:
    response = client.open(f"/s/{token}", method=method, base_url=BASE, headers={"User-Agent": agent, **ahead})
    assert "Set-Cookie" not in response.headers
    return response.status_code


@pytest.mark.slow
def test_no_scanner_changes_anything_or_gets_a_session(world: World, app: Flask, clock: FixedClock) -> None:
    known, seen = links(world, clock), set()
    client = app.test_client(use_cookies=False)
    before = every_value(world.runtime.database)
    for (turn, agent), (place, (kind, (token, status))) in product(enumerate(AGENTS), enumerate(known.items())):
        method, ahead = METHODS[(turn + place) % 3], turn // 3 % len(AHEAD)
        assert look(client, token, method, agent, AHEAD[ahead]) == (THERE if method == "OPTIONS" else status), kind
        seen |= {(agent, kind), (agent, method), (kind, method, ahead)}
    assert len(seen) == 40 * 7 + 40 * 3 + 7 * 3 * len(AHEAD)
    assert every_value(world.runtime.database) == before
    # The control: what a person does to the same link is seen by both of the checks above.
    opened = client.post(f"/s/{known['live'][0]}", base_url=BASE, data={"address": EMAIL})
    assert "followup-link" in opened.headers["Set-Cookie"]
    assert every_value(world.runtime.database) != before
