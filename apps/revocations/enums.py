"""Words of 撤销验收合格."""

from __future__ import annotations

from django.db import models


class Stage(models.TextChoices):
    """Where a procedure stands; until the second person agrees the acceptance stays valid."""

    PROPOSED = "proposed", "拟撤销，待送达告知书"
    TOLD = "told", "已告知，听取陈述申辩"
    DECIDED = "decided", "分管领导决定撤销，待另一人复核"
    REVOKED = "revoked", "已撤销，待送达决定书"
    SERVED = "served", "已撤销，决定书已送达"
    KEPT = "kept", "决定不撤销"


OPEN = (Stage.PROPOSED, Stage.TOLD, Stage.DECIDED)
"""Stages in which something is still to be decided. In order: a constraint is written from it."""


class Party(models.TextChoices):
    """Whom it concerns, and who is heard."""

    HOUSEHOLD = "household", "改造家庭"
    ENTERPRISE = "enterprise", "装修企业"


class Way(models.TextChoices):
    """送达方式."""

    DIRECT = "direct", "直接送达"
    POST = "post", "邮寄送达"
    LEFT = "left", "留置送达"
    NOTICE = "notice", "公告送达"


class Outcome(models.TextChoices):
    """What the leader decides."""

    REVOKE = "revoke", "撤销验收合格"
    KEEP = "keep", "不撤销"


class Opinion(models.TextChoices):
    """What the second person says of it."""

    AGREE = "agree", "同意撤销"
    DISAGREE = "disagree", "不同意，退回重新决定"
