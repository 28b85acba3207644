"""What the API tells of returns and of papers handed in."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.cases.enums import AnswerKind, DefectKind, Judgement, PaperForm
from apps.cases.rules.materials import MaterialStep


class ReturnedItemSerializer(Shown):
    """一项补正：要的、答的、查看的结果."""

    number = serializers.IntegerField()
    field = serializers.CharField(help_text="材料或栏目的代码；答复和查看时用它")
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=DefectKind.choices)
    problem = serializers.CharField(allow_blank=True)
    text = serializers.CharField(help_text="怎样补")
    basis = serializers.CharField(allow_blank=True, help_text="依据")
    late_reason = serializers.CharField(allow_blank=True, help_text="首次未告知的原因；不是首次未告知的为空")
    of_old_form = serializers.BooleanField(help_text="旧式补正事项：没有对照材料清单")
    answer = serializers.ChoiceField(choices=AnswerKind.choices, allow_blank=True)
    word = serializers.CharField(allow_blank=True)
    before = serializers.CharField(allow_blank=True, help_text="更正前；敏感项脱敏")
    after = serializers.CharField(allow_blank=True, help_text="更正后；敏感项脱敏")
    judgement = serializers.ChoiceField(choices=Judgement.choices, allow_blank=True)
    judged_text = serializers.CharField(allow_blank=True, help_text="还差什么")


class ReturnSerializer(Shown):
    """一次退回补正."""

    number = serializers.IntegerField(help_text="第几次退回")
    returned_at = serializers.DateTimeField()
    returned_by = serializers.CharField()
    resubmitted_at = serializers.DateTimeField(allow_null=True)
    resubmitted_by = serializers.CharField(allow_blank=True)
    judged_at = serializers.DateTimeField(allow_null=True)
    judged_by = serializers.CharField(allow_blank=True)
    lifted_at = serializers.DateTimeField(allow_null=True, help_text="由分管领导解除，没有答复")
    told_late = serializers.IntegerField(help_text="首次未告知的项数")
    items = ReturnedItemSerializer(many=True)


class HandedInSerializer(Shown):
    """交来的一份材料."""

    material = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    form = serializers.ChoiceField(choices=PaperForm.choices, allow_blank=True, help_text="空为未说明")
    pages = serializers.IntegerField(allow_null=True, help_text="null 为未说明")
    handed_in_at = serializers.DateTimeField()
    taken_by = serializers.CharField()
    compared_by = serializers.CharField(allow_blank=True, help_text="与原件核对的人")
    compared_at = serializers.DateTimeField(allow_null=True)
    file_ids = serializers.ListField(child=serializers.UUIDField())


class MaterialSerializer(Shown):
    """材料清单中的一项，和交来的各份."""

    code = serializers.CharField()
    name = serializers.CharField()
    step = serializers.ChoiceField(choices=MaterialStep.choices())
    original = serializers.BooleanField(help_text="true：原件；false：复印件")
    basis = serializers.CharField(help_text="依据")
    can_be_asked = serializers.BooleanField(help_text="现在可以列入补正事项")
    handed_in = HandedInSerializer(many=True)


class MaterialsSerializer(Shown):
    """一件的材料清单."""

    results = MaterialSerializer(many=True)
