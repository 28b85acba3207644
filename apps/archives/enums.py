"""Words of the archive."""

from __future__ import annotations

from django.db import models


class Openness(models.TextChoices):
    """公开属性 of a 件 (GB/T 42727-2023); unset until somebody says it."""

    OPEN = "open", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class CompilationOutcome(models.TextChoices):
    """What the second person said of a 立卷."""

    RETURNED = "returned", "退回重新立卷"
    FILED = "filed", "检查合格，已归档"
