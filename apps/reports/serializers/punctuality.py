"""Who was late this year, as other systems read it."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.reports.serializers.weeks import BodyShown


class WeekRefShown(Shown):
    """一期."""

    week_id = serializers.IntegerField(source="snapshot_id", label="本期编号")
    number = serializers.IntegerField(label="期次")


class BodyYearShown(Shown):
    """一个区县的一年；同一期可以在几项里."""

    bureau = BodyShown(label="区、县（市）住建局")
    due = serializers.IntegerField(label="已到报送时间的期数")
    late = WeekRefShown(many=True, label="迟报", help_text="第一次报送晚于报送截止")
    missing = WeekRefShown(many=True, label="未报", help_text="已过报送截止，一次也没有报送")
    returned = WeekRefShown(many=True, label="被退回")
    withdrawn = WeekRefShown(many=True, label="自行撤回")
    reopened = WeekRefShown(many=True, label="接收后重开")


class PunctualityShown(Shown):
    """全年报送情况."""

    year = serializers.IntegerField(label="年度")
    bodies = BodyYearShown(many=True, label="各区县，未报和迟报多的在前")
