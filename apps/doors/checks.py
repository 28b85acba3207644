"""What ``check --deploy`` says about the doors."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage


def check_environment(**_: Any) -> list[CheckMessage]:
    return []
