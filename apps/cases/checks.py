"""What ``check --deploy`` says about the households in the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

MADE_UP = "000"
"""Sequence code no office gives out: demonstration numbers carry it (GB 11643: 001 to 999)."""


def check_real_numbers(**_: Any) -> list[CheckMessage]:
    """Refuse real 身份证号 in the trial profile, whose keys everybody knows."""
    from apps.cases.models import Household

    if settings.PROFILE == "production":
        return []
    real = 0
    try:
        for row in Household.objects.only("id", "id_number_sealed").iterator():
            real += row.id_number_sealed.text()[14:17] != MADE_UP
    except DatabaseError:  # no tables yet
        return []
    if not real:
        return []
    return [
        Error(
            f"试用环境里登记了 {real} 个真实格式的身份证号；试用环境的密钥是公开的，不能存放真实住户。",
            hint="改用正式环境（CASEFLOW_PROFILE=production），并清除这些数据。",
            id="cases.E001",
        )
    ]
