"""The pages of an application as a browser asks for them and sends them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse

from apps.cases.models import Case


def at(name: str, case: Case, **more: Any) -> str:
    """Return the URL of a page of the case."""
    return reverse(f"cases:{name}", kwargs={"pk": case.pk, **more})


def facts(case: Case, **changes: Any) -> dict[str, Any]:
    """The facts as the page prints them, with changes."""
    return {
        "version": case.version,
        "key": uuid4().hex,
        "name": "张示例",
        "family_size": "3",
        "hardship": "ordinary",
        "address": case.dwelling.address,
        "owner_name": "张示例",
        "building_type": "stairs",
        "floor_area": "68.5",
        "built_year": "1988",
        "rooms": "2",
        "halls": "1",
        "bathrooms": "1",
        "setting": "urban",
        "will": "both",
        "intended_budget": "75000",
        **changes,
    }
