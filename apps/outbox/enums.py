"""States of background work and of messages."""

from django.db import models

from apps.orgs.enums import OrganisationKind, Role


class JobStatus(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    WAITING = "waiting", "等待重试"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


UNSTARTED = frozenset({JobStatus.QUEUED, JobStatus.WAITING})
ACTIVE = UNSTARTED | {JobStatus.RUNNING}
"""Not yet ended: one of each scheduled task at a time."""


class Channel(models.TextChoices):
    """How a message reaches its recipient."""

    INBOX = "inbox", "站内消息"
    SMS = "sms", "短信"


class Rhythm(models.TextChoices):
    """How often an official is told by e-mail that there are messages."""

    NONE = "none", "不发"
    AT_ONCE = "at_once", "有新消息就发（十分钟内的合成一封）"
    DAILY = "daily", "每个工作日一封"


class MessageState(models.TextChoices):
    """Where a message stands; ``sent`` means that the gateway took it over."""

    QUEUED = "queued", "待发送"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "未送达"
    SUPPRESSED = "suppressed", "未发送"


OVERSEERS = frozenset({Role.CITY_OFFICER, Role.PROVINCE_OFFICER})
"""Roles that see the system's own jobs: nobody asked for those, somebody must notice when they fail."""


def oversees_as(role: str, kind: str) -> bool:
    """Whether a role at a kind of body sees the schedule and the system's jobs; also its administrator."""
    if role == Role.ADMINISTRATOR:
        return kind in (OrganisationKind.CITY_BUREAU, OrganisationKind.PROVINCE)
    return role in OVERSEERS
