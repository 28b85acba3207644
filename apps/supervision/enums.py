"""Words of 项目抽查."""

from __future__ import annotations

from django.db import models

from apps.lib.labelled import Labelled
from apps.orgs.enums import LEADERS, Role


class Stage(Labelled):
    """Where a draw stands; what was withdrawn stays in the list for ever."""

    FIXED = "fixed", "等见证人封存数字"
    COMMITTED = "committed", "等日摘要和开封"
    DRAWN = "drawn", "已抽取，复核中"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已作罢"


WAITING = (Stage.FIXED, Stage.COMMITTED)
"""Nothing is drawn yet. In order: constraints are written from it."""


class Population(models.TextChoices):
    """Which cases a draw is about, and which day of theirs its period means."""

    ACCEPTED = "accepted", "验收合格（含已归档），按验收合格日期"
    UNCONFIRMED = "unconfirmed", "办结（户主未确认），按完工日期"


class Standing(Labelled):
    """Where the recheck of one household stands."""

    ASKING = "asking", "等住户答复"
    AGREED = "agreed", "住户同意，等复核"
    RECORDED = "recorded", "已记录，等另一人确认"
    DONE = "done", "已复核"
    DROPPED = "dropped", "没有复核"


ENDED = (Standing.DONE, Standing.DROPPED)
"""Nothing is waited for any more."""


class Consent(models.TextChoices):
    """What the household said when it was asked."""

    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
    UNREACHED = "unreached", "联系不上"


class ConsentWay(models.TextChoices):
    """How it was asked."""

    PHONE = "phone", "电话"
    PAPER = "paper", "书面签字"
    DESK = "desk", "当面"


class Means(models.TextChoices):
    """How the household was looked at again."""

    VISIT = "visit", "上门"
    PHONE = "phone", "电话"


class Agreement(models.TextChoices):
    """Whether what was found agrees with the record."""

    AGREES = "agrees", "一致"
    DIFFERS = "differs", "不一致"
    UNSEEN = "unseen", "没有看到"


class Content(models.TextChoices):
    """What the household says of the works."""

    SATISFIED = "satisfied", "满意"
    DISSATISFIED = "dissatisfied", "不满意"
    UNSAID = "unsaid", "没有说"


class Finding(models.TextChoices):
    """To what a finding leads; never back to 整改 (P10)."""

    NONE = "none", "没有问题"
    WARRANTY = "warranty", "质量问题，按保修处理"
    CORRECTION = "correction", "登记有误，按更正处理"
    REVOCATION = "revocation", "涉嫌弄虚作假，提出撤销验收合格"


ORGANISERS = LEADERS
"""Who fixes a population and gives a draw up."""
POOL = (Role.DISTRICT_INSPECTOR, Role.DISTRICT_REVIEWER, Role.DISTRICT_CLERK)
"""Whose people look at drawn cases again."""
WITNESSES = (Role.STREET_CLERK, Role.DISTRICT_LEADER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER)
"""Who may be asked to witness a draw; never one who may be sent."""
