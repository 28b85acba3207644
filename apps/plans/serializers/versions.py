"""Versions of a plan as other systems read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import InWan, InYuan
from apps.lib.amounts import spelled
from apps.plans.enums import CheckCode, CheckResult, LineKind, Method, SpaceKind
from apps.plans.models import Evaluation, OverrunNote, PlanVersion
from apps.plans.queries import content_of, rules_for
from apps.plans.rules import Check, Content, SpaceInput, measure, total
from apps.programs.queries import RuleValues


class PlanPart(serializers.Serializer[Any]):
    """A part of a surface, worked in one way."""

    area = serializers.DecimalField(8, 2, allow_null=True, label="面积（㎡）")
    method = serializers.ChoiceField(Method.choices(), allow_null=True, label="工法")
    product = serializers.CharField(label="产品")


class PlanSurface(serializers.Serializer[Any]):
    """墙面、地面或吊顶, whole and in its parts."""

    area = serializers.DecimalField(10, 2, allow_null=True, label="面积（㎡）", help_text="各部分之和")
    method = serializers.ChoiceField(
        Method.choices(), allow_null=True, label="工法", help_text="各部分工法不同时为 null，见 parts"
    )
    product = serializers.CharField(label="产品", help_text="各部分产品不同时为空，见 parts")
    parts = PlanPart(many=True, label="各部分", help_text="部位只有一部分时为空")


class SpaceMeasured(serializers.Serializer[Any]):
    """A space in numbers, as the checks count them."""

    prefab_surfaces = serializers.IntegerField(label="采用装配式的部位数")
    dry_area = serializers.DecimalField(12, 2, label="干式工法面积（㎡）")
    counted_area = serializers.DecimalField(12, 2, label="计入的总面积（㎡）")
    dry_ratio = serializers.CharField(label="干式工法应用比例", help_text="截断显示，从不进位；缺数据时为 —")


class PlanSpace(serializers.Serializer[Any]):
    """A space with its three surfaces."""

    kind = serializers.ChoiceField(SpaceKind.choices(), label="空间")
    name = serializers.CharField(label="名称")
    declared_total = serializers.DecimalField(8, 2, allow_null=True, label="勘测总面积（㎡）")
    wall = PlanSurface(allow_null=True, label="墙面")
    floor = PlanSurface(allow_null=True, label="地面")
    ceiling = PlanSurface(allow_null=True, label="吊顶")
    measured = SpaceMeasured(label="测算")


class PlanLine(serializers.Serializer[Any]):
    """A budget line; the amount is positive, 企业让利 and 政府支持 are subtracted."""

    kind = serializers.ChoiceField(LineKind.choices(), label="类别")
    name = serializers.CharField(label="项目")
    quantity = serializers.CharField(label="数量")
    amount = InWan(places=2, allow_null=True, label="金额（万元）")
    amount_yuan = InYuan(source="amount", allow_null=True, label="金额（元）")


class PlanHazard(serializers.Serializer[Any]):
    """隐患设施: always to be replaced."""

    name = serializers.CharField(label="设施名称")
    location = serializers.CharField(label="位置")
    product = serializers.CharField(label="更换为")


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


def _spaces(content: Content, rules: RuleValues) -> list[dict[str, Any]]:
    return [
        {
            "kind": space.kind,
            "name": space.name,
            "declared_total": space.declared_total,
            # A draft may lack a surface: it is then null and not left out.
            **dict.fromkeys(("wall", "floor", "ceiling")),
            **{
                str(surface): {
                    "area": space.area_of(surface),
                    "method": space.method_of(surface),
                    "product": space.product_of(surface),
                    "parts": parts if len(parts := space.parts_of(surface)) > 1 else (),
                }
                for surface in space.surfaces
            },
            "measured": _measured(space, rules),
        }
        for space in content.spaces
    ]


def _measured(space: SpaceInput, rules: RuleValues) -> dict[str, Any]:
    found = measure(space, kept_counts=rules.kept_counts, prefab_over=rules.prefab_over)
    return {
        "prefab_surfaces": found.prefab,
        "dry_area": found.dry_area,
        "counted_area": found.counted_area,
        "dry_ratio": found.percent,
    }


def content_shown(content: Content, rules: RuleValues) -> dict[str, Any]:
    """Return spaces, lines, hazards and both totals of a content, saved or not."""
    return {
        "spaces": PlanSpace(_spaces(content, rules), many=True).data,
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
            "survey_on",
            "survey_note",
            "overrun_reason",
            "note",
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

    def to_representation(self, instance: PlanVersion) -> dict[str, Any]:
        """Read the content once for all of its parts."""
        # Kept on the serializer for the fields below: each of them alone would read and measure it anew.
        self._content: Mapping[str, Any] = content_shown(content_of(instance), rules_for(instance.case))
        return super().to_representation(instance)

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
