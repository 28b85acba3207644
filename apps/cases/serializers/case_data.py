"""What the API tells of a case."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import InWan, InYuan, Shown
from apps.cases.enums import (
    Applicant,
    AreaType,
    HoldKind,
    LinkedProgramme,
    NoticeMeans,
    RenovationScope,
    Status,
    Track,
)
from apps.cases.facts import Fact, Holder, held_by, veiled_name
from apps.cases.serializers.conditions import AnsweredShown
from apps.orgs.enums import Role

HIDDEN = "null：您的岗位不可见"


class ChosenEnterpriseSerializer(Shown):
    """装修人自主选择的企业."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    credit_code = serializers.CharField(help_text="统一社会信用代码")


class PatrolSerializer(Shown):
    """巡查主体."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class CaseRowSerializer(Shown):
    """列表中的一件."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True, help_text="办件编号；草稿没有编号")
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField()
    version = serializers.IntegerField(help_text="版次；办理时原样带回")
    will = serializers.ChoiceField(choices=RenovationScope.choices)
    will_label = serializers.CharField()
    household_name = serializers.CharField(allow_null=True, help_text=HIDDEN)
    address = serializers.CharField(help_text="房屋坐落")
    street_code = serializers.CharField()
    street_office = serializers.CharField()
    bureau = serializers.CharField()
    enterprise = ChosenEnterpriseSerializer(allow_null=True)
    applied_on = serializers.DateField(help_text="填表时间")
    started_on = serializers.DateField(allow_null=True, help_text="开工日期")
    completed_on = serializers.DateField(allow_null=True, help_text="完工日期")
    passed_on = serializers.DateField(allow_null=True, help_text="验收合格日期")
    filing_due_on = serializers.DateField(
        allow_null=True, help_text="备案到期日；没有设定时限、停计或不在待备案时为 null"
    )
    works_due_on = serializers.DateField(allow_null=True, help_text="施工到期日；停工期间为 null")
    acceptance_due_on = serializers.DateField(allow_null=True, help_text="验收到期日；整改期间为 null")
    rectifying_from = serializers.DateField(allow_null=True, help_text="最近一次要求整改的日期")
    rectified_on = serializers.DateField(allow_null=True, help_text="最近一次整改完成的日期，以确认的为准")
    rectification_due_on = serializers.DateField(
        allow_null=True, help_text="整改到期日；没有设定整改期限的为 null"
    )
    contract_amount = InWan(allow_null=True, help_text="装修合同金额（万元）")
    contract_amount_yuan = InYuan(source="contract_amount", allow_null=True, help_text="装修合同金额（元）")
    overrun = serializers.BooleanField(help_text="计划工期超过规定")
    backfilled = serializers.BooleanField(help_text="补录")
    updated_at = serializers.DateTimeField()


def _shown(fact: Fact) -> serializers.Field[Any, Any, Any, Any]:
    """Return how the API's document describes a fact that is shown."""
    said: dict[str, Any] = {"help_text": fact.said} if fact.said else {}
    # A veiled name is masked for some and hidden from nobody: it is never null.
    if fact.cut not in (None, veiled_name) or not fact.required:
        said["allow_null"] = True
    if fact.choices:
        return serializers.ChoiceField(fact.choices, **said)
    if fact.whole:
        return serializers.IntegerField(**said)
    if fact.exact:
        digits, places, unit = fact.exact
        return serializers.DecimalField(max_digits=digits, decimal_places=places, help_text=unit)
    return serializers.CharField(**said)


def _part(name: str, doc: str, *holders: Holder) -> type[Shown]:
    """Return the part of a case that shows what these hold."""
    fields = {fact.name: _shown(fact) for fact in held_by(*holders) if fact.told}
    return type(name, (Shown,), {**fields, "__doc__": doc, "__module__": __name__})


_HouseholdFacts = _part("_HouseholdFacts", "", Holder.HOUSEHOLD, Holder.AGENT, Holder.ENTERPRISE)
_DwellingFacts = _part("_DwellingFacts", "", Holder.DWELLING)


class DwellingSerializer(_DwellingFacts):  # type: ignore[misc,valid-type]
    """住宅房屋情况."""

    owner_is_household = serializers.BooleanField(
        help_text="房屋所有权人同装修人：装修人姓名更正时 owner_name 随之更正"
    )


class HouseholdSerializer(_HouseholdFacts):  # type: ignore[misc,valid-type]
    """装修人；看不到的项目为 null，证件号码和电话只显示脱敏值."""

    applicant = serializers.ChoiceField(choices=Applicant.choices)
    hardship = serializers.CharField(allow_null=True, help_text="困难家庭或一般家庭")
    can_reveal = serializers.ListField(
        child=serializers.CharField(), help_text="说明用途后可以查看完整值的项目"
    )


class NoticeGivenSerializer(Shown):
    """个人信息处理告知的记录."""

    code = serializers.CharField(help_text="告知文本编号")
    means = serializers.ChoiceField(choices=NoticeMeans.choices)
    acknowledged_by = serializers.ChoiceField(choices=Applicant.choices)
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()


class NoticeWordingSerializer(Shown):
    """本机构现行的个人信息处理告知."""

    code = serializers.CharField(help_text="文本编号，登记时原样带回")
    text = serializers.CharField(help_text="每行一段")
    own = serializers.BooleanField(help_text="true：机构自己的文本；false：默认文本")


class HoldSerializer(Shown):
    """一件待办：它关闭之前，blocks 中的动作不能办理."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=HoldKind.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()
    blocks = serializers.ListField(child=serializers.CharField())
    opened_on = serializers.DateField()


class BodySerializer(Shown):
    """一个单位."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class DeskSerializer(Shown):
    """等着办理的单位和岗位."""

    organisation = BodySerializer()
    role = serializers.ChoiceField(choices=Role.choices)


class WaitSerializer(Shown):
    """等谁办理、从哪天起、到哪天."""

    doing = serializers.CharField(help_text="要办什么")
    desks = DeskSerializer(many=True, help_text="等着办理的单位和岗位，任一个办理即可")
    mine = serializers.BooleanField(help_text="是否轮到本岗位")
    since = serializers.DateField(help_text="从哪天起等")
    day = serializers.IntegerField(help_text="第几天，当天为第 1 天")
    until = serializers.DateField(allow_null=True, help_text="到期日；没有设定期限或停计时为 null")


class ClockSerializer(Shown):
    """一个期限和它的依据."""

    label = serializers.CharField()  # type: ignore[assignment]
    due_on = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True, help_text="负数为已超期")
    used_days = serializers.IntegerField(allow_null=True)
    net_days = serializers.IntegerField(allow_null=True, help_text="扣除停工后的天数")
    limit = serializers.CharField()
    paused = serializers.BooleanField()
    provisional = serializers.BooleanField(help_text="依据的工作日历尚未公布")
    explanation = serializers.ListField(child=serializers.CharField())
    finished = serializers.BooleanField()


class ActionSerializer(Shown):
    """本岗位在这一状态下的一个动作."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    allowed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True, help_text="现在不能办理的原因")
    needs_reason = serializers.BooleanField()


class CaseSerializer(CaseRowSerializer):
    """一件的全部内容，按岗位的可见范围."""

    track = serializers.ChoiceField(choices=Track.choices)
    setting = serializers.ChoiceField(choices=AreaType.choices)
    linked_programmes = serializers.ListField(
        child=serializers.ChoiceField(choices=LinkedProgramme.choices), help_text="结合项目"
    )
    intended_budget = InWan(allow_null=True, help_text="登记时的装修预算（万元）")
    intended_budget_yuan = InYuan(
        source="intended_budget", allow_null=True, help_text="登记时的装修预算（元）"
    )
    planned_days = serializers.IntegerField(allow_null=True)
    backfill_reason = serializers.CharField(allow_null=True, allow_blank=True, help_text=HIDDEN)
    rule_version = serializers.CharField(help_text="按填表时间固定的规则版本")
    patrol = PatrolSerializer(allow_null=True, help_text="物业服务企业；null 为乡镇（街道）巡查")
    household = HouseholdSerializer()
    dwelling = DwellingSerializer()
    privacy_notice = NoticeGivenSerializer(
        allow_null=True, help_text="登记时的个人信息处理告知；null：未记录"
    )
    conditions = AnsweredShown(many=True, allow_null=True, help_text=f"登记时对申请条件的回答；{HIDDEN}")
    holds = HoldSerializer(many=True, help_text="待办")
    needs = HoldSerializer(many=True, help_text="这一状态还需办完的事项")
    waits_for = WaitSerializer(allow_null=True, help_text="等谁办理；null 为现在不等谁")
    clocks = ClockSerializer(many=True)
    actions = ActionSerializer(many=True)
    created_at = serializers.DateTimeField()
    created_by = serializers.CharField()


class FoundSerializer(Shown):
    """找到的办件."""

    results = CaseRowSerializer(many=True)


class EntrySerializer(Shown):
    """办理记录中的一条；只有改动项目的名称，没有个人信息."""

    seq = serializers.IntegerField(help_text="本件内的序号")
    at = serializers.DateTimeField()
    title = serializers.CharField()
    by = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    changes = serializers.ListField(child=serializers.CharField())


class RevealedSerializer(Shown):
    """一项完整的号码；已记录是谁、为什么查看."""

    field = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
