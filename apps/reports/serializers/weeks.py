"""A week as other systems read it: figures, sum, footnotes, state and versions."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import InWan, InYuan, Shown
from apps.reports.enums import AnswerKind, ReopeningStatus, ReportStatus, WeekState
from apps.reports.rules.cells import CASE, CELLS
from apps.reports.rules.declared import LABELS, LineKind


class BodyShown(Shown):
    """An organisation."""

    id = serializers.IntegerField(label="机构编号")
    name = serializers.CharField(label="名称")


class InitialShown(Shown):
    """期初数：启用以前的书面统计，没有逐户名单；已含在累计各数内，没有的都是 0."""

    done = serializers.IntegerField(label="已完成装修")
    ongoing = serializers.IntegerField(label="正在装修")
    passed = serializers.IntegerField(label="已完成中验收合格")
    amount = InWan(16, label="装修合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", label="装修合同金额（元）")


class FiguresShown(Shown):
    """本期各数：上期累计 ＋ 新增 − 核减 ＝ 本期累计（户）."""

    carried = serializers.IntegerField(label="上年结转")
    opening = serializers.IntegerField(label="上期累计")
    added = serializers.IntegerField(label="新增（本周进度）")
    removed = serializers.IntegerField(label="核减")
    closing = serializers.IntegerField(label="本期累计")
    done = serializers.IntegerField(label="已完成装修")
    ongoing = serializers.IntegerField(label="正在装修")
    amount = InWan(16, label="装修合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", label="装修合同金额（元）")
    initial = InitialShown(label="其中期初数")


class WeekShown(Shown):
    """一期周报的概况."""

    id = serializers.IntegerField(label="本期编号")
    year = serializers.IntegerField(label="年度")
    number = serializers.IntegerField(label="期次")
    bureau = BodyShown(label="区、县（市）住建局")
    reports_to = BodyShown(allow_null=True, label="报送至")
    period_start = serializers.DateField(label="自")
    period_end = serializers.DateField(label="至")
    cutoff_at = serializers.DateTimeField(label="数据截止")
    due_at = serializers.DateTimeField(label="报送截止")
    final_at = serializers.DateTimeField(label="定稿时间", help_text="此后的更正计入当期")
    state = serializers.ChoiceField(WeekState.choices, label="状态")
    state_label = serializers.CharField(label="状态名称")
    late = serializers.BooleanField(label="迟报")
    return_reason = serializers.CharField(label="退回或撤回原因")
    submitted_at = serializers.DateTimeField(allow_null=True, label="报送时间")
    version = serializers.IntegerField(allow_null=True, label="修改次数", help_text="下一次办理时填这个数")
    figures = FiguresShown(label="封存的各数，含截止后计入本期的更正")


class RowShown(Shown):
    """统计表的一行；没有数据的为 null."""

    target = serializers.IntegerField(allow_null=True, label="全年目标（户）")
    this_week = serializers.IntegerField(allow_null=True, label="本周进度（户）")
    done = serializers.IntegerField(allow_null=True, label="已完成装修（户）")
    ongoing = serializers.IntegerField(allow_null=True, label="正在装修（户）")
    amount = InWan(16, allow_null=True, label="装修合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", allow_null=True, label="装修合同金额（元）")


class SumShown(Shown):
    """上期累计 ＋ 新增 − 核减 ＝ 本期累计."""

    carried = serializers.IntegerField(label="上年结转")
    opening = serializers.IntegerField(label="上期累计")
    added = serializers.IntegerField(label="新增")
    removed = serializers.IntegerField(label="核减")
    closing = serializers.IntegerField(label="本期累计")
    amount_change = InWan(16, label="合同金额变更（万元）")
    amount_change_yuan = InYuan(16, source="amount_change", label="合同金额变更（元）")


class DeclaredLineShown(Shown):
    """传统装修申报数的一行；没有分来源的只有一行 single."""

    kind = serializers.ChoiceField([(kind.value, LABELS[kind]) for kind in LineKind], label="哪一行")
    name = serializers.CharField(label="名称")
    deducts = serializers.BooleanField(label="是否核减")
    this_week = serializers.IntegerField(source="week", allow_null=True, label="本周进度（户）")
    done = serializers.IntegerField(allow_null=True, label="已完成装修（户）")
    ongoing = serializers.IntegerField(allow_null=True, label="正在装修（户）")
    amount = InWan(16, allow_null=True, label="合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", allow_null=True, label="合同金额（元）")
    queried_at = serializers.DateTimeField(allow_null=True, label="查询时间")
    day = serializers.DateField(allow_null=True, label="日期")
    person = serializers.CharField(label="经手人")
    evidence_sha256 = serializers.CharField(label="佐证材料的 SHA-256", help_text="没有佐证的为空")


class DeclaredSumsShown(Shown):
    """各项怎么加减得来；没有分来源的为空."""

    this_week = serializers.CharField(label="本周进度")
    done = serializers.CharField(label="已完成装修")
    ongoing = serializers.CharField(label="正在装修")
    amount = serializers.CharField(label="合同金额（万元）")


class SheetShown(Shown):
    """住宅房屋装修（厨卫换新）进展情况统计表（杭房局〔2024〕43号 附件3）."""

    bureau = serializers.CharField(label="填报单位")
    filler = serializers.CharField(label="填报人")
    assembled = RowShown(label="装配化装修")
    declared = RowShown(label="传统装修（申报总数）")
    sum = SumShown(label="本期怎么来的")
    declared_lines = DeclaredLineShown(many=True, label="传统装修申报数的各行")
    declared_sums = DeclaredSumsShown(label="传统装修申报数的算式")
    amount_missing = serializers.IntegerField(label="传统装修合同金额未取得（户）")
    source = serializers.CharField(label="传统装修的数据来源")  # type: ignore[assignment]
    missing_reason = serializers.CharField(label="传统装修本周未取得的原因")
    footnotes = serializers.ListField(child=serializers.CharField(), label="表下说明")
    narrative = serializers.CharField(label="好经验好做法")
    initial = InitialShown(label="累计中的期初数")


class ReportVersionShown(Shown):
    """周报的一版."""

    number = serializers.IntegerField(label="版次")
    status = serializers.ChoiceField(ReportStatus.choices, label="状态")
    late = serializers.BooleanField(label="迟报")
    submitted_at = serializers.DateTimeField(allow_null=True, label="报送时间")
    submitted_by = serializers.CharField(label="报送人")
    decided_at = serializers.DateTimeField(allow_null=True, label="接收、退回或撤回时间")
    decided_by = serializers.CharField(label="接收、退回或撤回人")
    return_reason = serializers.CharField(label="退回或撤回原因")
    content_hash = serializers.CharField(label="内容摘要", help_text="报送后才有")


class ReportCheckShown(Shown):
    """报送前核对的一项."""

    code = serializers.CharField(label="核对")
    state = serializers.ChoiceField(
        [("ok", "通过"), ("warn", "提示"), ("bad", "不通过"), ("open", "待补填")], label="结果"
    )
    title = serializers.CharField(label="结论")
    detail = serializers.CharField(label="说明")


class AskedShown(Shown):
    """退回的一项和它的答复；随下一版一并定稿."""

    number = serializers.IntegerField(label="第几项", help_text="逐项答复时填这个数")
    code = serializers.ChoiceField([*CELLS.items(), (CASE, "办件")], label="栏目")
    label = serializers.CharField(label="栏目名称")  # type: ignore[assignment]
    case_id = serializers.CharField(allow_blank=True, label="案件", help_text="退回的是一户办件时")
    ask = serializers.CharField(label="要求")
    before = serializers.CharField(label="退回时的值")
    after = serializers.CharField(label="这一版的值")
    answer = serializers.ChoiceField(
        AnswerKind.choices, allow_null=True, source="given", label="答复", help_text="还没有答复的为 null"
    )
    answer_label = serializers.CharField(label="答复名称")
    reason = serializers.CharField(label="说明")
    adjustments = serializers.ListField(child=serializers.CharField(), label="退回后登记的更正")


class CellChangeShown(Shown):
    """两版不同的一栏."""

    label = serializers.CharField(label="栏目")  # type: ignore[assignment]
    before = serializers.CharField(label="上一版")
    after = serializers.CharField(label="这一版")


class NamedChangeShown(Shown):
    """两版之间登记的一项更正."""

    case_id = serializers.UUIDField(label="案件")
    number = serializers.CharField(label="办件编号")
    words = serializers.CharField(label="变动")
    reason = serializers.CharField(label="更正原因")


class ComparisonShown(Shown):
    """这一版与上一版有什么不同."""

    number = serializers.IntegerField(label="上一版的版次")
    cells = CellChangeShown(many=True, label="各栏")
    adjustments = NamedChangeShown(many=True, label="更正")


class ReopeningShown(Shown):
    """一次重开申请."""

    version_number = serializers.IntegerField(source="version.number", label="已接收的版次")
    status = serializers.ChoiceField(ReopeningStatus.choices, label="状态")
    reason = serializers.CharField(label="申请原因")
    asked_at = serializers.DateTimeField(label="申请时间")
    asked_by = serializers.CharField(label="申请人")
    word = serializers.CharField(label="答复")
    decided_at = serializers.DateTimeField(allow_null=True, label="答复时间")
    decided_by = serializers.CharField(label="答复人")


class MatchedShown(Shown):
    """传统装修申报数里本系统的办件：已含在申报数里，不另加."""

    households = serializers.IntegerField(source="own.households", label="户数")
    done = serializers.IntegerField(source="own.done", label="已完成装修（户）")
    ongoing = serializers.IntegerField(source="own.ongoing", label="正在装修（户）")
    this_week = serializers.IntegerField(source="own.week", label="本周新增（户）")
    amount_yuan = InYuan(16, source="own.amount", label="合同金额（元）")
    unpriced = serializers.IntegerField(source="own.unpriced", label="没有合同金额的户数")
    in_both = serializers.IntegerField(source="both", label="已计入装配化一行、不在其中的住宅")


class WeekReportShown(WeekShown):
    """一期周报：统计表、各版、退回的各项和答复、版间变化、重开申请、报送前核对."""

    shown_version = serializers.IntegerField(label="所示的版次")
    sheet = SheetShown(label="统计表")
    versions = ReportVersionShown(many=True, label="各版，新的在前")
    asked = AskedShown(many=True, label="退回的各项和答复", help_text="退回后的一版才有")
    compared = ComparisonShown(allow_null=True, label="与上一版的不同", help_text="第 1 版为 null")
    reopenings = ReopeningShown(many=True, label="重开申请，早的在前")
    checks = ReportCheckShown(many=True, label="报送前核对", help_text="只核对最新一版")
    matched = MatchedShown(label="传统装修里本系统的办件", help_text="截至本期数据截止")


class FigureCaseShown(Shown):
    """一项数字背后的一件；不在辖区内的只有编号."""

    case_id = serializers.UUIDField(allow_null=True, label="案件")
    number = serializers.CharField(label="办件编号")
    household = serializers.CharField(label="户主（脱敏）")
    address = serializers.CharField(label="坐落")
    state = serializers.CharField(label="统计口径的进度")
    status = serializers.CharField(label="现在的状态")
    amount = InWan(16, allow_null=True, label="合同金额（万元）")
    amount_yuan = InYuan(16, source="amount", allow_null=True, label="合同金额（元）")
    change = InWan(16, allow_null=True, label="合同金额变更（万元）")
    change_yuan = InYuan(16, source="change", allow_null=True, label="合同金额变更（元）")
    reason = serializers.CharField(label="原因")
    since = serializers.CharField(label="自何时计入", help_text="哪一期起、哪天开工或完工")


class DistrictLineShown(Shown):
    """一个区县的一期；各数只取已接收的一版."""

    week_id = serializers.IntegerField(label="本期编号")
    bureau = BodyShown(label="区、县（市）住建局")
    place = serializers.CharField(label="区县")
    state = serializers.ChoiceField(WeekState.choices, label="状态")
    state_label = serializers.CharField(label="状态名称")
    late = serializers.BooleanField(label="迟报")
    return_reason = serializers.CharField(label="退回或撤回原因")
    submitted_at = serializers.DateTimeField(allow_null=True, label="报送时间")
    is_old = serializers.BooleanField(label="累计取自更早一期")
    reopened = serializers.BooleanField(
        label="所取的一版接收后已重开", help_text="新的一版接收以前仍取这一版"
    )
    assembled = RowShown(label="装配化装修")
    declared = RowShown(label="传统装修")


class GroupShown(Shown):
    """报送至同一上级的区县和它们的合计."""

    upper = BodyShown(allow_null=True, label="上级")
    lines = DistrictLineShown(many=True, label="区县")
    assembled = RowShown(label="装配化装修合计")
    declared = RowShown(label="传统装修合计")


class CountsShown(Shown):
    """报送情况（家）."""

    due = serializers.IntegerField(label="应报")
    accepted = serializers.IntegerField(label="已接收")
    submitted = serializers.IntegerField(label="待接收")
    draft = serializers.IntegerField(label="待报送")
    missing = serializers.IntegerField(label="未报")
    returned = serializers.IntegerField(label="退回未补报")
    withdrawn = serializers.IntegerField(label="撤回未补报")
    reopened = serializers.IntegerField(label="重开未补报")
    late = serializers.IntegerField(label="迟报")


class RollUpShown(Shown):
    """一期的汇总：能看到的全部区县，按上级分组，合计."""

    title = serializers.CharField(label="表名")
    notes = serializers.ListField(child=serializers.CharField(), label="备注")
    year = serializers.IntegerField(label="年度")
    number = serializers.IntegerField(label="期次")
    numbers = serializers.ListField(child=serializers.IntegerField(), label="本年度已封存的期次，新的在前")
    groups = GroupShown(many=True, label="分组")
    assembled = RowShown(label="装配化装修合计")
    declared = RowShown(label="传统装修合计")
    counts = CountsShown(label="报送情况")


class WeekStands(Shown):
    """办理结果：这一期现在的状态."""

    id = serializers.IntegerField(label="本期编号")
    state = serializers.ChoiceField(WeekState.choices, label="状态")
    state_label = serializers.CharField(label="状态名称")
    late = serializers.BooleanField(label="迟报")
    version = serializers.IntegerField(label="修改次数", help_text="下一次办理时填这个数")
    version_number = serializers.IntegerField(label="版次")
    record_id = serializers.CharField(label="本次办理的记录")
