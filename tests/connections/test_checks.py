"""What is said at start-up of a system outside that is set up wrongly."""

from __future__ import annotations

from typing import Any

import pytest

from apps.connections.checks import check_partners

SOUND = "test-only-secret-of-a-partner-0123456789"


@pytest.mark.parametrize(
    ("address", "secret", "found"),
    [
        ("", "", []),
        ("https://rating.example.test/v1", SOUND, []),
        ("http://rating.example.test/v1", SOUND, ["connections.E001"]),
        ("https://rating.example.test/v1", "short", ["connections.E002"]),
    ],
)
def test_an_open_line_and_a_short_secret_are_refused(
    settings: Any, address: str, secret: str, found: list[str]
) -> None:
    settings.RATING_PLATFORM_URL, settings.RATING_PLATFORM_SECRET = address, secret
    assert [each.id for each in check_partners()] == found
