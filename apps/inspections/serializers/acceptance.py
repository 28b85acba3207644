"""验收 as other systems read it: attempts, as-built items, recomputed checks, opinions, mediation."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Shown
from apps.inspections.enums import ItemOutcome, PhotoOf, Satisfaction, Verdict
from apps.inspections.models import (
    Absence,
    AcceptanceAttempt,
    AcceptanceItem,
    HouseholdOpinion,
    Mediation,
    Rectification,
)
from apps.inspections.serializers.works import OneOrNone, PhotoShown, WithPhotos, photos_shown
from apps.plans.enums import Method, Surface
from apps.plans.serializers.agreement import SignatureShown
from apps.plans.serializers.versions import PlanCheck


class AcceptanceItemShown(WithPhotos):
    """One item: what the plan says, what was found."""

    subject = PhotoOf.ITEM
    part = OneOrNone(Surface.choices(), label="部位")
    outcome = OneOrNone(ItemOutcome.choices(), label="核验")
    method = OneOrNone(Method.choices(), label="实际工法")
    rest_method = OneOrNone(Method.choices(), label="其余部分工法")

    class Meta:
        model = AcceptanceItem
        fields = (
            "code",
            "kind",
            "space",
            "part",
            "label",
            "planned",
            "outcome",
            "area",
            "method",
            "rest_area",
            "rest_method",
            "note",
            "photos",
        )
        read_only_fields = fields


class HouseholdOpinionShown(SignatureShown[HouseholdOpinion]):
    """改造家庭确认意见; later ones add, never replace."""

    class Meta:
        model = HouseholdOpinion
        fields = (
            "id",
            "value",
            "remark",
            "means",
            "signer",
            "signer_name",
            "signed_on",
            "signed_at",
            "content_hash",
            "witness_name",
            "recorded_by",
            "recorded_organisation",
        )
        read_only_fields = fields


class RectificationShown(WithPhotos):
    """One item that a failed acceptance asks for."""

    subject = PhotoOf.RECTIFICATION

    class Meta:
        model = Rectification
        fields = ("id", "number", "text", "done_on", "note", "done_at", "done_by", "photos")
        read_only_fields = fields


class AttemptShown(serializers.ModelSerializer[AcceptanceAttempt]):
    """第 n 次验收; verdict and satisfaction stand apart."""

    plan = serializers.IntegerField(source="plan.number", read_only=True, label="对照方案版次")
    items = AcceptanceItemShown(many=True, read_only=True, label="核验项目")
    checks = PlanCheck(source="evaluations", many=True, read_only=True, label="按实测重新核验")
    opinions = HouseholdOpinionShown(many=True, read_only=True, label="改造家庭意见")
    rectifications = RectificationShown(many=True, read_only=True, label="整改事项")
    verdict = OneOrNone(Verdict.choices(), label="验收意见")
    satisfaction = OneOrNone(Satisfaction.choices(), label="改造家庭确认意见")
    is_late = serializers.BooleanField(read_only=True, label="超过验收期限才组织")

    overrun_reason = serializers.CharField(
        source="stated_overrun", read_only=True, label="超期原因", help_text="实际施工没有超过期限时为空"
    )

    class Meta:
        model = AcceptanceAttempt
        fields = (
            "id",
            "number",
            "plan",
            "result",
            "arranged_on",
            "due_on",
            "is_late",
            "visited_at",
            "inspector_name",
            "inspector_organisation",
            "companions",
            "overrun_reason",
            "verdict",
            "opinion",
            "verdict_at",
            "verdict_by",
            "satisfaction",
            "concluded_at",
            "concluded_by",
            "content_hash",
            "items",
            "checks",
            "opinions",
            "rectifications",
        )
        read_only_fields = fields


class MediationShown(serializers.ModelSerializer[Mediation]):
    """调解."""

    photos = serializers.SerializerMethodField(label="调解材料")

    class Meta:
        model = Mediation
        fields = (
            "id",
            "cause",
            "opened_on",
            "opened_by",
            "held_on",
            "mediator",
            "record",
            "agreed",
            "closed_at",
            "closed_by",
            "photos",
        )
        read_only_fields = fields

    @extend_schema_field(PhotoShown(many=True))
    def get_photos(self, row: Mediation) -> object:
        return photos_shown(self.context, PhotoOf.MEDIATION, row.pk)


class AbsenceShown(serializers.ModelSerializer[Absence]):
    """一次上门未遇."""

    class Meta:
        model = Absence
        fields = (
            "id",
            "number",
            "visited_at",
            "told_on",
            "told_by_ways",
            "officers",
            "witness",
            "letter_on",
            "note",
            "recorded_at",
            "recorded_by",
        )
        read_only_fields = fields


class AcceptanceShown(Shown):
    """验收情况: attempts, newest first, and mediation where the actor may read it."""

    due_on = serializers.DateField(allow_null=True, label="验收期限")
    passed = serializers.BooleanField(label="已验收合格")
    attempts = serializers.SerializerMethodField(label="各次验收，新的在前")
    mediations = serializers.SerializerMethodField(label="调解；企业不可见")

    @extend_schema_field(AttemptShown(many=True))
    def get_attempts(self, view: Any) -> object:
        return AttemptShown([each.attempt for each in view.attempts], many=True, context=self.context).data

    absences = serializers.SerializerMethodField(label="上门未遇；企业不可见")

    @extend_schema_field(AbsenceShown(many=True))
    def get_absences(self, view: Any) -> object:
        rows = view.absences.rows if view.absences else ()
        return AbsenceShown([each for each, _ in rows], many=True, context=self.context).data

    @extend_schema_field(MediationShown(many=True))
    def get_mediations(self, view: Any) -> object:
        return MediationShown([each for each, _ in view.mediations], many=True, context=self.context).data
