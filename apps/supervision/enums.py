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
    WITHDRAWN = "withdrawn", "已作罢"


WAITING = (Stage.FIXED, Stage.COMMITTED)
"""Nothing is drawn yet. In order: constraints are written from it."""


class Population(models.TextChoices):
    """Which cases a draw is about, and which day of theirs its period means."""

    ACCEPTED = "accepted", "验收合格（含已归档），按验收合格日期"
    UNCONFIRMED = "unconfirmed", "办结（户主未确认），按完工日期"


ORGANISERS = LEADERS
"""Who fixes a population and gives a draw up."""
POOL = (Role.DISTRICT_INSPECTOR, Role.DISTRICT_REVIEWER, Role.DISTRICT_CLERK)
"""Whose people look at drawn cases again."""
WITNESSES = (Role.STREET_CLERK, Role.DISTRICT_LEADER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER)
"""Who may be asked to witness a draw; never one who may be sent."""
