"""Where a thing to be sent stands, and what kinds of fault there are."""

from django.db import models

from apps.orgs.enums import Role


class DeliveryState(models.TextChoices):
    """Where something to be sent to a system outside stands."""

    WAITING = "waiting", "待推送"
    UNANSWERED = "unanswered", "对方没有应答"
    REFUSED = "refused", "对方不收"
    DELIVERED = "delivered", "已送达"
    CANCELLED = "cancelled", "不再推送"


UNSENT = frozenset({DeliveryState.WAITING, DeliveryState.UNANSWERED})
"""What goes out by itself as soon as it can; what was refused waits for somebody to mend it."""
WRONG = frozenset({DeliveryState.UNANSWERED, DeliveryState.REFUSED})


class Fault(models.TextChoices):
    """Whose matter a fault is: the line's and the settings', or that of what was sent."""

    OPERATIONAL = "operational", "运行故障"
    DATA = "data", "数据不符"


MENDERS = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
"""Who puts right what was registered, and so what a system outside does not take of it."""
