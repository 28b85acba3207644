"""What a clerk types into the registration form, as the browser sends it."""

from __future__ import annotations

from tests.factories.people import id_number, phone


def registration_form(number: int = 1, **changes: object) -> dict[str, object]:
    """Return the posted fields of a sound registration of 示例路{number}号 in 清波街道."""
    return {
        "applied_on": "2026-09-01",
        "applicant": "self",
        "notice_means": "spoken",
        "name": "张示例",
        "id_number": id_number(),
        "phone": phone(number),
        "street_code": "330102001",
        "setting": "urban",
        "address": f"示例路{number}号1幢1单元101室",
        "owner_name": "同装修人",
        "family_size": "3",
        "building_type": "stairs",
        "floor_area": "68.5",
        "built_year": "1988",
        "rooms": "2",
        "halls": "1",
        "bathrooms": "1",
        "nature": "existing",
        "hardship": "ordinary",
        "will": "both",
        "intended_budget": "75000",
        **changes,
    }
