"""Other systems that call the API: a token of a persona's organisation and role, and its client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.test import Client

from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import Role
from apps.orgs.models import Organisation
from apps.orgs.services import issue_token

V1 = "/api/v1"


def token_for(person: Actor, *roles: Role, label: str = "示例系统", days: int = 30) -> str:
    """Issue a token for the persona's organisation, by default in the persona's own role."""
    _, secret = issue_token(
        by=SYSTEM,
        organisation=Organisation.objects.get(pk=person.organisation_id),
        roles=roles or (Role(person.role),),
        label=label,
        days=days,
    )
    return secret


class Caller:
    """A system's client: JSON in and out, a fresh idempotency key for every creation unless one is given."""

    def __init__(self, secret: str) -> None:
        """Call with a token."""
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, query: Mapping[str, Any] | None = None, **headers: str) -> Any:
        """GET an address below /api/v1."""
        return self.client.get(_full(path), dict(query or {}), headers=_headers(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        """POST JSON; ``key=""`` leaves the Idempotency-Key out."""
        sent = _headers(headers)
        if key != "":
            sent["Idempotency-Key"] = key or str(uuid4())
        return self.client.post(
            _full(path),
            json.dumps({} if body is None else body, default=str),
            content_type="application/json",
            headers=sent,
        )

    def upload(self, path: str, fields: Mapping[str, Any], *, key: str | None = None) -> Any:
        """POST files as multipart/form-data."""
        return self.client.post(_full(path), dict(fields), headers={"Idempotency-Key": key or str(uuid4())})


def _full(path: str) -> str:
    return path if path.startswith(("/api", "http")) else V1 + path


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """``Caseflow_Post="x"`` stands for the header ``Caseflow-Post: x``."""
    return {name.replace("_", "-"): value for name, value in given.items()}


def registration(**changes: Any) -> dict[str, Any]:
    """Return the body of a sound registration at 清波街道; ``household__name="…"`` changes one value."""
    body: dict[str, Any] = {
        "applied_on": "2026-08-31",
        "street_code": "330102001",
        "will": "both",
        "setting": "urban",
        "nature": "existing",
        "linked_programmes": [],
        "intended_budget": "10.66",
        "household": {
            "name": "张示例",
            "id_number": "33010219650131000X",
            "phone": "13800000970",
            "hardship": "ordinary",
            "family_size": 4,
        },
        "dwelling": {
            "address": "示例路12号7幢2单元102室",
            "owner_name": "张示例",
            "building_type": "stairs",
            "floor_area": "75.72",
            "built_year": 1976,
            "rooms": 3,
            "halls": 2,
            "bathrooms": 1,
        },
        "submit": True,
    }
    for path, value in changes.items():
        *parents, name = path.split("__")
        place = body
        for parent in parents:
            place = place[parent]
        place[name] = value
    return body
