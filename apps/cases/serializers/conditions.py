"""申请条件 as other systems read them."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.programs.rules.conditions import Effect


class OptionShown(Shown):
    """一个回答，和它的结果."""

    answer = serializers.CharField(source="label")
    effect = serializers.ChoiceField(choices=Effect.choices())
    effect_label = serializers.CharField(source="effect.label")


class ConditionShown(Shown):
    """一条申请条件."""

    id = serializers.IntegerField(source="pk", help_text="这一版的编号，登记时带回")
    text = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    options = OptionShown(many=True, help_text="能选的回答；空的为填写文字，只作记录")
    organisation = serializers.CharField(source="organisation.name", help_text="哪个单位设定")
    source = serializers.CharField(help_text="文号或依据")  # type: ignore[assignment]
    valid_from = serializers.DateField()


class ConditionsShown(Shown):
    """登记时要问的申请条件."""

    conditions = ConditionShown(many=True)


class AnsweredShown(Shown):
    """登记时的一条回答."""

    id = serializers.IntegerField(help_text="当时那一版的编号")
    text = serializers.CharField()
    answer = serializers.CharField()
    word = serializers.CharField(allow_blank=True)
    source = serializers.CharField()  # type: ignore[assignment]
