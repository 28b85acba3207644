"""总览 as other systems read it: the same figures as the page, in households, as of the same cut-offs."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import InWan, InYuan, Shown
from apps.reports.enums import WeekState
from apps.reports.serializers.weeks import BodyShown, InitialShown


class CountedShown(Shown):
    """截至封存的各数."""

    done = serializers.IntegerField(label="已完成装修（户）")
    ongoing = serializers.IntegerField(label="正在装修（户）")
    passed = serializers.IntegerField(label="验收合格（户）")


class MilestoneShown(Shown):
    """一个节点，按当日的数认定."""

    name = serializers.CharField(source="point.name", label="节点")
    due_on = serializers.DateField(source="point.due_on", label="日期")
    share = serializers.CharField(source="point.share", label="比例（%）")
    measure = serializers.ChoiceField(
        [("completed", "完成"), ("passed", "验收")], source="point.measure", label="口径"
    )
    needed = serializers.IntegerField(label="应达（户）")
    on_day = serializers.IntegerField(allow_null=True, label="当日的数（户）", help_text="未认定的为 null")
    reached_on = serializers.DateField(allow_null=True, label="达到的日期")
    now = serializers.IntegerField(label="现在封存的数（户）")
    missing = serializers.IntegerField(label="差多少（户）", help_text="没有到期的按近四周速度预计")
    state = serializers.CharField(source="state.name", label="状态")
    state_label = serializers.CharField(source="label", label="状态名称")


class ProgressShown(Shown):
    """一个范围的进度；目标只对计入目标的区县，其余另列."""

    target = serializers.IntegerField(allow_null=True, label="全年目标（户）", help_text="没有设定的为 null")
    not_added = serializers.IntegerField(label="并入单位尚未计入的目标（户）")
    as_of = serializers.DateField(allow_null=True, label="截至", help_text="当日 24:00；还没有封存的为 null")
    counted = CountedShown(label="计入目标的区县")
    others = CountedShown(label="不计入目标的区县")
    amount = InWan(16, label="装修合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", label="装修合同金额（元）")
    initial = InitialShown(label="各数中的期初数")
    milestones = MilestoneShown(many=True, label="节点")


class PlaceShown(ProgressShown):
    """一个区县."""

    bureau = BodyShown(label="区、县（市）住建局")
    reports_to = serializers.IntegerField(allow_null=True, label="报送至（机构编号）")


class OwingShown(Shown):
    """没有报送最近一期的一家."""

    week_id = serializers.IntegerField(label="本期编号")
    bureau = BodyShown(label="区、县（市）住建局")
    state = serializers.ChoiceField(WeekState.choices, label="状态")
    late_twice = serializers.BooleanField(label="已两期晚报")
    urged_at = serializers.DateTimeField(allow_null=True, label="最近一次催报")


class ReportingShown(Shown):
    """最近一期的报送情况."""

    number = serializers.IntegerField(label="期次")
    due_at = serializers.DateTimeField(label="报送截止")
    expected = serializers.IntegerField(label="应报（家）")
    owing = OwingShown(many=True, label="没有报送的")


class StageShown(Shown):
    """现在办到这一步的户数."""

    name = serializers.CharField(source="label", label="步骤")
    count = serializers.IntegerField(label="户数")
    late = serializers.IntegerField(label="其中超期（户）")


class OverviewShown(Shown):
    """总览：目标、进度、节点、各区县、报送情况，以及现在办到哪一步."""

    year = serializers.IntegerField(label="年度")
    target_source = serializers.CharField(label="目标依据")
    whole = ProgressShown(label="全部")
    bureaus = PlaceShown(many=True, label="各区县，按区划代码")
    reporting = ReportingShown(allow_null=True, label="最近一期的报送情况")
    stages = StageShown(many=True, label="现在办到哪一步", help_text="现在的数，与截至封存的数不相加")
