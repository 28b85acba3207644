"""Versions of a plan as other systems read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.acts.serializers import AnyField
from apps.api.serializers import InWan, InYuan
from apps.lib.amounts import spelled
from apps.plans.enums import CheckCode, CheckResult
from apps.plans.forms.fields import columns
from apps.plans.models import BudgetLine, Evaluation, Hazard, OverrunNote, PlanVersion, Space, SurfacePart
from apps.plans.queries import content_of, rules_for, stated_overrun
from apps.plans.rules import (
    RED_LINES,
    Check,
    Content,
    HazardInput,
    LineInput,
    PartInput,
    SpaceInput,
    SpaceMeasure,
    SurfaceInput,
    measured,
    names,
    total,
)
from apps.programs.queries import RuleValues


def _shown(table: type[models.Model], kind: type, *left_out: str) -> dict[str, AnyField]:
    """Return the columns of what a row of the content says itself, as an answer says them."""
    return {each.name: _field(each) for each in columns(table, kind) if each.name not in left_out}


def _field(column: models.Field[Any, Any]) -> AnyField:
    label = str(column.verbose_name)
    if column.choices:
        return serializers.ChoiceField(list(column.choices), allow_null=column.blank, label=label)
    if isinstance(column, models.DecimalField):
        digits, places = column.max_digits, column.decimal_places
        return serializers.DecimalField(digits, places, allow_null=column.null, label=label)
    return serializers.CharField(label=label)


class PlanPart(serializers.Serializer[Any]):
    """A part of a surface, worked in one way."""

    def get_fields(self) -> dict[str, AnyField]:
        """Show what is said of a part."""
        return {**_shown(SurfacePart, PartInput, "surface"), **super().get_fields()}


class PlanSurface(PlanPart):
    """墙面、地面或吊顶, whole and in its parts."""

    parts = PlanPart(source="divided", many=True, label="各部分", help_text="部位只有一部分时为空")

    def get_fields(self) -> dict[str, AnyField]:
        """Say of the whole surface what becomes of a part's fields where it has several."""
        fields = super().get_fields()
        label = fields["area"].label
        fields["area"] = serializers.DecimalField(10, 2, allow_null=True, label=label, help_text="各部分之和")
        fields["method"].help_text = "各部分工法不同时为 null，见 parts"
        fields["product"].help_text = "各部分产品不同时为空，见 parts"
        return fields

    def get_attribute(self, instance: SpaceInput) -> SurfaceInput | None:
        """Return the surface this field is called after; a draft may lack it: it is then null."""
        return next((each for each in instance.whole if each.surface == self.field_name), None)


class SpaceMeasured(serializers.Serializer[Any]):
    """A space in numbers, as the checks count them."""

    prefab_surfaces = serializers.IntegerField(source="prefab", label="采用装配式的部位数")
    dry_area = serializers.DecimalField(12, 2, label="干式工法面积（㎡）")
    counted_area = serializers.DecimalField(12, 2, label="计入的总面积（㎡）")
    dry_ratio = serializers.CharField(
        source="percent", label="干式工法应用比例", help_text="截断显示，从不进位；缺数据时为 —"
    )

    def get_attribute(self, instance: SpaceInput) -> SpaceMeasure:
        """Measure the space by the rules of its case."""
        rules: RuleValues = self.context["rules"]
        return measured(instance, rules)


class PlanSpace(serializers.Serializer[Any]):
    """A space with its three surfaces."""

    wall = PlanSurface(allow_null=True, label="墙面")
    floor = PlanSurface(allow_null=True, label="地面")
    ceiling = PlanSurface(allow_null=True, label="吊顶")
    measured = SpaceMeasured(label="测算")

    def get_fields(self) -> dict[str, AnyField]:
        """Show what is said of the space itself."""
        return {**_shown(Space, SpaceInput), **super().get_fields()}


class PlanLine(serializers.Serializer[Any]):
    """A budget line; the amount is positive, 企业让利 and 政府支持 are subtracted."""

    amount = InWan(places=2, allow_null=True, label="金额（万元）")
    amount_yuan = InYuan(source="amount", allow_null=True, label="金额（元）")

    def get_fields(self) -> dict[str, AnyField]:
        """Show what is said of a line, its amount in both units."""
        return {**_shown(BudgetLine, LineInput, "amount"), **super().get_fields()}


class PlanHazard(serializers.Serializer[Any]):
    """隐患设施: always to be replaced."""

    def get_fields(self) -> dict[str, AnyField]:
        """Show what is said of a hazard."""
        return _shown(Hazard, HazardInput)


class PlanCheck(serializers.Serializer[Any]):
    """One of the three checks, with everything needed to repeat it."""

    code = serializers.ChoiceField(CheckCode.choices(), label="核验")
    title = serializers.CharField(label="要求")
    result = serializers.ChoiceField(CheckResult.choices(), label="结果")
    inputs = serializers.DictField(label="输入")
    threshold = serializers.CharField(label="阈值", help_text="未设定时为空")
    formula_id = serializers.CharField(label="公式")
    rule_version = serializers.CharField(label="规则版本")
    explanation = serializers.ListField(child=serializers.CharField(), label="说明")


class OverrunNoteShown(serializers.ModelSerializer[OverrunNote]):
    """区县知悉意见."""

    class Meta:
        model = OverrunNote
        fields = ("opinion", "noted_at", "noted_by", "noted_organisation")
        read_only_fields = fields


class PlanSummary(serializers.ModelSerializer[PlanVersion]):
    """A version in the list of versions."""

    status_label = serializers.CharField(source="state.label", label="状态名称", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", label="装修企业", read_only=True)

    class Meta:
        model = PlanVersion
        fields: tuple[str, ...] = (
            "id",
            "number",
            "kind",
            "status",
            "status_label",
            "enterprise",
            "enterprise_name",
            "designer_name",
            "designer_organisation",
            "entered_on_behalf",
            "planned_start",
            "planned_days",
            "content_hash",
            "updated_at",
            "submitted_at",
            "opinion",
            "confirmed_at",
            "ended_at",
            "end_reason",
        )
        read_only_fields = fields


def content_shown(content: Content, rules: RuleValues) -> dict[str, Any]:
    """Return spaces, lines, hazards and both totals of a content, saved or not."""
    return {
        "spaces": PlanSpace(content.spaces, many=True, context={"rules": rules}).data,
        "lines": PlanLine(content.lines, many=True).data,
        "hazards": PlanHazard(content.hazards, many=True).data,
        "total": spelled(whole := total(content.lines), 2),
        "total_yuan": f"{whole:.2f}",
    }


def checks_shown(checks: tuple[Check, ...] | list[Evaluation]) -> list[dict[str, Any]]:
    """Return checks just made, or as they were stored with a submitted version."""
    return [dict(row) for row in PlanCheck(checks, many=True).data]


class PlanShown(PlanSummary):
    """Everything a version says, and how it was checked."""

    spaces = serializers.SerializerMethodField(label="空间")
    lines = serializers.SerializerMethodField(label="预算")
    hazards = serializers.SerializerMethodField(label="隐患设施")
    total = serializers.SerializerMethodField(label="预算合计（万元）")
    total_yuan = serializers.SerializerMethodField(label="预算合计（元）")
    checks = serializers.SerializerMethodField(label="三项核验", help_text="提交后才有；草稿请用试算")
    overrun_note = serializers.SerializerMethodField(label="超期知悉意见")

    class Meta(PlanSummary.Meta):
        fields: tuple[str, ...] = (
            *PlanSummary.Meta.fields,
            *(name for name in names(Content) if name not in PlanSummary.Meta.fields),
            "submitted_by",
            "rejected_at",
            "opinion_taken_by",
            "spaces",
            "lines",
            "hazards",
            "total",
            "total_yuan",
            "checks",
            "overrun_note",
        )
        read_only_fields = fields
        # Not said of a version from before it was asked: null, as the columns' '' is no choice.
        extra_kwargs: Mapping[str, Mapping[str, bool]] = {
            name: {"allow_null": True} for name in ("hazard_survey", *RED_LINES)
        }

    def to_representation(self, instance: PlanVersion) -> dict[str, Any]:
        """Read the content once for all of its parts."""
        # Kept on the serializer for the fields below: each of them alone would read and measure it anew.
        self._content: Mapping[str, Any] = content_shown(content_of(instance), rules_for(instance.case))
        stated = {"overrun_reason": stated_overrun(instance), "hazard_survey": instance.hazard_survey or None}
        stated |= {code: getattr(instance, code) or None for code in RED_LINES}
        return {**super().to_representation(instance), **stated}

    @extend_schema_field(PlanSpace(many=True))
    def get_spaces(self, _: PlanVersion) -> object:
        """Return the spaces with their measures."""
        return self._content["spaces"]

    @extend_schema_field(PlanLine(many=True))
    def get_lines(self, _: PlanVersion) -> object:
        """Return the budget."""
        return self._content["lines"]

    @extend_schema_field(PlanHazard(many=True))
    def get_hazards(self, _: PlanVersion) -> object:
        """Return the hazards."""
        return self._content["hazards"]

    def get_total(self, _: PlanVersion) -> str:
        """Return what the household pays, in 万元."""
        return str(self._content["total"])

    def get_total_yuan(self, _: PlanVersion) -> str:
        """Return what the household pays, in 元."""
        return str(self._content["total_yuan"])

    @extend_schema_field(PlanCheck(many=True))
    def get_checks(self, plan: PlanVersion) -> object:
        """Return the checks as stored."""
        return checks_shown(list(plan.evaluations.all()))

    @extend_schema_field(OverrunNoteShown(allow_null=True))
    def get_overrun_note(self, plan: PlanVersion) -> object:
        """Return the district's note, where there is one."""
        # A missing reverse one-to-one raises an AttributeError as well, so getattr() can say None.
        note = getattr(plan, "overrun_note", None)
        return OverrunNoteShown(note).data if note else None
