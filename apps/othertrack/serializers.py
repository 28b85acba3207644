"""其他装修办件 as other systems read them: cut like the page."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.cases.enums import AreaType
from apps.othertrack.enums import Extent, FactKind, Finding, Ground, Item, Proof, Seen, Status, Verdict


class RenovationDone(Shown):
    """办理以后怎样."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="办件编号")
    status = serializers.ChoiceField(Status.choices())
    status_label = serializers.CharField()
    record_id = serializers.CharField(help_text="写下的记录")


class FactShown(Shown):
    """一项事实：什么时候的、谁核查或者办理、看到什么."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(FactKind.choices())
    on = serializers.DateField(allow_null=True, help_text="事实的日期")
    looked_on = serializers.DateField(allow_null=True, help_text="核查的日期")
    finding = serializers.ChoiceField(
        [*Finding.choices(), *Verdict.choices(), *Ground.choices()], allow_null=True
    )
    source = serializers.CharField(help_text="在哪里核查，或者依据")  # type: ignore[assignment]  # a field of that name
    reference = serializers.CharField()
    seen = serializers.CharField(help_text="看到什么；按岗位，市、省为空")
    files = serializers.ListField(child=serializers.UUIDField(), help_text="留痕文件的编号")
    copies = serializers.ListField(
        child=serializers.CharField(), help_text="退回时要求重新交的复印件：proof_files、contract_files"
    )
    by = serializers.CharField()
    organisation = serializers.CharField()
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True, help_text="申请改动以后失效的时间")


class PatrolShown(Shown):
    """一次巡查."""

    number = serializers.IntegerField()
    on = serializers.DateField()
    seen = serializers.ChoiceField(Seen.choices())
    text = serializers.CharField()
    organisation = serializers.CharField()
    settled_on = serializers.DateField(allow_null=True)
    settled = serializers.CharField(help_text="怎样处理的；市、省为空")


class RenovationRow(Shown):
    """一件其他装修；联系方式不给."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices())
    name = serializers.CharField(help_text="按岗位脱敏")
    address = serializers.CharField()
    area_type = serializers.ChoiceField(AreaType.choices)
    extent = serializers.ChoiceField(Extent.choices(), allow_null=True)
    items = serializers.ListField(child=serializers.ChoiceField(Item.choices()))
    proof = serializers.ChoiceField(Proof.choices(), allow_null=True)
    proof_name = serializers.CharField()
    proof_issuer = serializers.CharField()
    contractor = serializers.CharField(help_text="物业服务企业不可见")
    contract_amount = serializers.DecimalField(14, 2, allow_null=True, help_text="元")
    contract_signed_on = serializers.DateField(allow_null=True)
    applied_on = serializers.DateField(allow_null=True)
    filed_on = serializers.DateField(allow_null=True, help_text="装修备案")
    coded_on = serializers.DateField(allow_null=True, help_text="一码监管")
    started_on = serializers.DateField(allow_null=True)
    finished_on = serializers.DateField(allow_null=True)
    reviewed_on = serializers.DateField(allow_null=True, help_text="区县审查")
    approved_on = serializers.DateField(allow_null=True, help_text="装修结果核准")
    bureau = serializers.IntegerField()
    bureau_name = serializers.CharField()
    patrol_name = serializers.CharField(help_text="由谁巡查")
    converted_from = serializers.UUIDField(allow_null=True, help_text="转来的装配化办件")
    updated_at = serializers.DateTimeField()


class RenovationShown(RenovationRow):
    """一件其他装修和它的事实、巡查."""

    facts = FactShown(many=True)
    patrols = PatrolShown(many=True)
    as_of = serializers.DateTimeField()
