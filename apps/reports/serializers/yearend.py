"""A 年终核定 as the API shows it."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import InWan, InYuan, Shown
from apps.reports.enums import CloseStatus
from apps.reports.serializers.weeks import BodyShown, InitialShown


class CloseTotalsShown(Shown):
    """年终核定的合计，含期初数."""

    done = serializers.IntegerField(label="已完成（户）")
    ongoing = serializers.IntegerField(label="结转下年（户）")
    passed = serializers.IntegerField(label="其中验收合格（户）")
    amount = InWan(16, label="装修合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", label="装修合同金额（元）")
    differences = serializers.IntegerField(label="与最后一期的差异（户）")
    initial = InitialShown(label="其中期初数")


class YearCloseShown(Shown):
    """一个区县一个年度的年终核定."""

    id = serializers.IntegerField(label="编号")
    year = serializers.IntegerField(source="program.year", label="年度")
    bureau = BodyShown(label="区、县（市）住建局")
    reports_to = BodyShown(allow_null=True, label="报送至")
    state = serializers.ChoiceField(CloseStatus.choices, source="status", label="状态")
    state_label = serializers.CharField(source="get_status_display", label="状态名称")
    version = serializers.IntegerField(source="edit", label="修改次数", help_text="下一次办理时填这个数")
    last_week = serializers.IntegerField(source="last.number", label="本年度最后一期")
    submitted_at = serializers.DateTimeField(allow_null=True, label="报送时间")
    decided_at = serializers.DateTimeField(allow_null=True, label="接收或退回时间")
    return_reason = serializers.CharField(label="退回原因")
    content_hash = serializers.CharField(label="内容摘要", help_text="报送后才有")
    totals = CloseTotalsShown(label="合计")


class YearClosesShown(Shown):
    """一个年度的年终核定."""

    year = serializers.IntegerField(help_text="年度")
    closes = YearCloseShown(many=True, help_text="按区划代码")


class LateFactShown(Shown):
    """年内发生、年后登记，可以逐户补录的一项."""

    case_id = serializers.UUIDField(label="案件", help_text="补录时填这个编号")
    number = serializers.CharField(label="办件编号")
    words = serializers.CharField(label="什么事")


class YearCloseReportShown(YearCloseShown):
    """一份年终核定，和还可以补录的事实."""

    takes_late_facts = serializers.BooleanField(label="还可以补录")
    late_facts = LateFactShown(many=True, label="可以补录的事实")


class YearCloseCaseShown(Shown):
    """年终核定的一户."""

    case_id = serializers.UUIDField(label="案件")
    number = serializers.CharField(label="办件编号")
    street = serializers.CharField(label="街道")
    space = serializers.CharField(label="改造空间")
    state = serializers.CharField(label="年末进度")
    completed_on = serializers.DateField(allow_null=True, label="完工日期")
    accepted = serializers.CharField(label="验收")
    amount = InWan(16, label="装修合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", label="装修合同金额（元）")
    words = serializers.CharField(label="与最后一期的差异")


class YearCloseStands(Shown):
    """办理结果：这份年终核定现在的状态."""

    id = serializers.IntegerField(label="编号")
    state = serializers.ChoiceField(CloseStatus.choices, label="状态")
    state_label = serializers.CharField(label="状态名称")
    version = serializers.IntegerField(label="修改次数", help_text="下一次办理时填这个数")
    record_id = serializers.CharField(label="本次办理的记录")
