"""Enumerations of 服务评价. Plain Python, so that the rules may use them without Django."""

from __future__ import annotations

from apps.lib.labelled import Labelled
from apps.tickets.enums import About


class Level(Labelled):
    """How a household found the service; never its 满意 or 不满意 at the acceptance (R7)."""

    VERY_GOOD = "very_good", "非常满意"
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"
    VERY_BAD = "very_bad", "非常不满意"


BAD_LEVELS = frozenset({Level.BAD, Level.VERY_BAD})
"""What is called back."""
SCORES = {Level.VERY_GOOD: 5, Level.GOOD: 4, Level.FAIR: 3, Level.BAD: 2, Level.VERY_BAD: 1}
"""As 好差评 counts them."""


ABOUT_CHOICES = (About.UNSAID, About.ENTERPRISE, About.STREET, About.BUREAU)
"""Whom a bad rating may concern: it decides which body calls back."""


class Way(Labelled):
    """How a rating came into the record."""

    PHONE = "phone", "本人手机，短信验证码"
    PAPER = "paper", "书面，由窗口代记"
