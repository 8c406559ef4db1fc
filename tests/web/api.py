"""A program that calls the API with a bearer token."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from followup.domain.actors import Staff
from followup.domain.assignments import token_hash
from followup.domain.journal import TOKEN_CREATED
from followup.models.users import ApiToken, User
from tests.builders import World
from tests.web.client import BASE


class Api:
    """Calls as this member of staff, with a token made for the purpose."""

    def __init__(self, app: Flask, world: World, staff: Staff) -> None:
        self.client, token = app.test_client(), secrets.token_hex(16)
        with world.tx(staff) as tx:
            user = tx.follow(User, staff.user_id or 0)
            row = ApiToken(user_id=user.id, label="test", token_hash=token_hash(token), expires_on=date(2030, 1, 1))
            tx.add(row)
            tx.journal(TOKEN_CREATED, user, expires_on=row.expires_on)
        self.headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        address = f"/api/v1{path}"
        return self.client.open(address, method=method, base_url=BASE, json=json, headers=self.headers | headers)
