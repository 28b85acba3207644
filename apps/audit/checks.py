"""What ``check --deploy`` says about the database role the application runs as."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from apps.audit.services import grants


def check_role(**_kwargs: Any) -> list[CheckMessage]:
    """Report an application that could take the guards off its own record."""
    if settings.PROFILE != "production":
        return []
    try:
        open_tables = grants.could_change()
    except DatabaseError:
        return []  # a database that is away is told by /readyz, and by whoever needs it
    if not open_tables:
        return []
    return [
        Error(
            f"应用所用的数据库角色能拆除审计记录的防改触发器：{'、'.join(open_tables)}。",
            hint="DATABASE_URL 用应用角色，迁移与恢复另用所有者角色（docs/deployment.md“两个数据库角色”）。",
            id="audit.E002",
        )
    ]
