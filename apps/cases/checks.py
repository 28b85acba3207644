"""What ``check --deploy`` says about the households in the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from apps.lib.id_documents import is_made_up


def check_real_numbers(**_: Any) -> list[CheckMessage]:
    """Refuse real 身份证号 in the trial profile, whose keys everybody knows."""
    from apps.cases.models import Household

    if settings.PROFILE == "production":
        return []
    real = 0
    try:
        # One by one: what is encrypted cannot be asked of the database. The id is what a value is tied to.
        for row in Household.objects.only("id", "id_type", "id_number_encrypted").iterator():
            real += not is_made_up(row.id_type, row.id_number_encrypted.text())
    except DatabaseError:  # no tables yet
        return []
    if not real:
        return []
    return [
        Error(
            f"试用环境里登记了 {real} 个真实格式的证件号码；试用环境的密钥是公开的，不能存放真实住户。",
            hint="改用正式环境（CASEFLOW_PROFILE=production），并清除这些数据。",
            id="cases.E001",
        )
    ]
