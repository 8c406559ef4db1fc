"""The API described: OpenAPI 3.1 made from the routes, Swagger UI with local assets, and an accessible reference."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Response, current_app, jsonify
from marshmallow import fields as ma

from followup import __version__
from followup.domain.permissions import Permission
from followup.domain.rules import RULES
from followup.i18n import gettext
from followup.schemas import fields
from followup.transaction import Transaction
from followup.web.endpoint import Open, Room, Route
from followup.web.security import runtime

room = Room("api_docs")
DESCRIBED = Open("describes the API and shows no data")

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "params": {"type": "object"},
                },
            },
        },
    },
}
_MONEY = {
    "type": "object",
    "required": ["minor", "currency"],
    "additionalProperties": False,
    "properties": {
        "minor": {"type": "integer", "minimum": 0, "maximum": 10**15 - 1},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
}
_ID = r"[a-z2-7]{26}"


def specification(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the whole API as OpenAPI 3.1."""
    plugin = MarshmallowPlugin()
    spec = APISpec(title="followup", version=__version__, openapi_version="3.1.0", plugins=[plugin])
    _teach(plugin)
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", _PROBLEM)
    for route in routes:
        if route.identity == "api":
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule)
            spec.path(path=path, operations={route.methods[0].lower(): _operation(route)})
    return {**spec.to_dict(), "security": [{"bearer": []}]}


def _teach(plugin: MarshmallowPlugin) -> None:
    """Tell apispec what our fields accept."""
    converter = plugin.converter
    assert converter is not None
    converter.field_mapping.update(
        {
            fields.StrippedString: ("string", None),
            fields.EmailField: ("string", "email"),
            fields.LocalDate: ("string", "date"),
            fields.WholeNumber: ("integer", None),
            fields.CodedField: ("string", None),
            fields.PublicIdField: ("string", None),
            fields.CountryField: ("string", None),
            fields.YesNo: ("boolean", None),
            fields.MoneyField: (None, None),
        }
    )

    def limits(_: object, field: ma.Field[Any], **__: object) -> dict[str, Any]:
        return _limits(field)

    converter.add_attribute_function(limits)  # type: ignore[no-untyped-call] # apispec's own


def _limits(field: ma.Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.StrippedString):
        return {"minLength": max(field.least, int(field.required)), "maxLength": field.most}
    if isinstance(field, fields.WholeNumber):
        return {"minimum": field.least, "maximum": field.most}
    if isinstance(field, fields.CodedField):
        return {"enum": [str(code) for code in field.codes] + ([None] if field.allow_none else [])}
    if isinstance(field, fields.PublicIdField):
        return {"pattern": f"^{field.prefix}_{_ID}$"}
    if isinstance(field, fields.CountryField):
        return {"pattern": "^[A-Za-z]{2}$"}
    if isinstance(field, fields.MoneyField):
        return {"anyOf": [_MONEY, {"type": "null"}]} if field.allow_none else dict(_MONEY)
    return {}


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.endpoint.removeprefix("api_"),
        "summary": (inspect.getdoc(route.view) or "").partition("\n")[0],
        "tags": [route.endpoint.removeprefix("api_").partition(".")[0]],
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    if isinstance(route.needs, Permission):
        operation["description"] = f"Needs the permission `{route.needs}`."
    if route.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.takes}}}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"<(?:\w+:)?(\w+)>", route.rule)
    ]
    if route.query:
        for name, field in route.query().fields.items():
            if field.metadata.get("widget") != "hidden" or name == "after":
                kind = "boolean" if isinstance(field, fields.YesNo) else "string"
                schema = {
                    "type": kind,
                    **({"enum": _limits(field)["enum"]} if isinstance(field, fields.CodedField) else {}),
                }
                found.append(
                    {"name": name, "in": "query", "required": False, "allowEmptyValue": True, "schema": schema}
                )
    if route.versioned:
        found.append({"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}})
    if route.methods[0] == "POST":
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": 200},
            }
        )
    return found


def _responses(route: Route) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    codes = {"401": "no valid token", "403": "the role does not allow it", "404": "not there, or not visible"}
    if route.takes or route.query:
        codes |= {"400": "not understood", "422": "something to correct"}
    if route.takes:
        codes |= {"409": "the state does not allow it", "413": "too large", "415": "not JSON"}
    if route.versioned:
        codes |= {"412": "somebody saved first", "428": "If-Match is missing"}
    done: dict[str, Any] = route.gives
    if route.many:
        items = {"type": "array", "items": route.gives}
        done = {
            "type": "object",
            "required": ["items", "next"],
            "properties": {"items": items, "next": {"type": ["string", "null"]}},
        }
    success = "201" if route.methods[0] == "POST" else "200"
    return {
        success: {"description": "done", "content": {"application/json": {"schema": done}}},
        **{code: {"description": text, "content": problem} for code, text in sorted(codes.items())},
    }


def described() -> dict[str, Any]:
    """Return this application's specification, made once."""
    if "followup_openapi" not in current_app.extensions:
        routes = current_app.extensions["followup_routes"].values()
        current_app.extensions["followup_openapi"] = specification(routes)
    found = current_app.extensions["followup_openapi"]
    return {**found, "servers": [{"url": runtime().base_url}]}


@room.page("/api/openapi.json", needs=DESCRIBED)
def openapi(_: Transaction) -> Response:
    """Return the description for programs."""
    return jsonify(described())


@room.page("/api/docs", needs=DESCRIBED)
def explorer(_: Transaction) -> dict[str, Any]:
    """Try the API out in Swagger UI, with local assets."""
    return {}


@room.page("/api/reference", needs=DESCRIBED)
def reference(_: Transaction) -> dict[str, Any]:
    """Read the API as a plain page."""
    operations = []
    routes = current_app.extensions["followup_routes"].values()
    for route in sorted((r for r in routes if r.identity == "api"), key=lambda r: (r.rule, r.methods)):
        roles = RULES[route.needs] if isinstance(route.needs, Permission) else ()
        operations.append(
            {
                "method": route.methods[0],
                "path": route.rule.replace("<", "{").replace(">", "}"),
                "summary": (inspect.getdoc(route.view) or "").partition("\n")[0],
                "needs": str(route.needs) if isinstance(route.needs, Permission) else "",
                "roles": sorted({gettext(role.label) for rule in roles for role in rule.roles}),
                "takes": _described(route.takes().fields) if route.takes else [],
            }
        )
    return {"operations": operations}


def _described(declared: dict[str, ma.Field[Any]]) -> list[tuple[str, str, bool]]:
    return [(name, gettext(str(f.metadata.get("label", ""))), f.required) for name, f in declared.items()]
