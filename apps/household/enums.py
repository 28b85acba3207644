"""Words of the household's pages: whose slip it is, and how it stands."""

from __future__ import annotations

from django.db import models


class Holder(models.TextChoices):
    """Whose slip it is: an agent (委托书) has one of his own, opened with his own number."""

    SELF = "self", "装修人本人"
    AGENT = "agent", "代办人"


class Standing(models.TextChoices):
    """Whether a slip still opens anything, and why not."""

    OPEN = "open", "可以使用"
    EXPIRED = "expired", "已经到期"
    REVOKED = "revoked", "已经停用"
    PERSON_CHANGED = "person_changed", "装修人或代办人已变更"
