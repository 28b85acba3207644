"""What goes out against the documented contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from apps.connections.rules.partners import Partner

DOCS = Path(__file__).resolve().parents[2] / "docs" / "connections"


def schema_of(partner: Partner, part: str = "") -> dict[str, Any]:
    """Return the JSON Schema of a system's contract."""
    path = DOCS / f"{partner.key}{part}-{partner.contract}.schema.json"
    return dict(json.loads(path.read_text("utf-8")))


def examples_of(partner: Partner) -> list[dict[str, Any]]:
    """Return the examples on the contract's page, in their order."""
    text = (DOCS / f"{partner.key}.md").read_text("utf-8")
    return [json.loads(part.split("```")[0]) for part in text.split("```json")[1:]]


def check(said: dict[str, Any], schema: dict[str, Any]) -> None:
    """Raise where something does not keep a contract."""
    jsonschema.validate(said, schema, format_checker=jsonschema.FormatChecker())
