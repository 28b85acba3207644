"""施工与巡查 as other systems read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Shown
from apps.inspections.enums import ConcealedWork, FinishConfirmer, PhotoOf, Severity
from apps.inspections.models import (
    Defect,
    EndSignature,
    Photo,
    StopWork,
    Visit,
    VisitItem,
    WorksCorrection,
    WorksReport,
)
from apps.letters.enums import Channel


class OneOrNone(serializers.ChoiceField):
    """A choice that may still be open: null, where the column holds an empty text."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        """Read only, never empty."""
        super().__init__(choices, read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


class PhotoShown(serializers.ModelSerializer[Photo]):
    """A photo; its content is read from the files' URL by ``file_id``."""

    class Meta:
        model = Photo
        fields = ("file_id", "name", "is_image", "caption", "captured_at", "added_at", "added_by")
        read_only_fields = fields


class WithPhotos(serializers.ModelSerializer[Any]):
    """A record with the photos that belong to it; the view hands them over in one piece."""

    subject: PhotoOf
    photos = serializers.SerializerMethodField(label="照片")

    @extend_schema_field(PhotoShown(many=True))
    def get_photos(self, row: Any) -> object:
        return photos_shown(self.context, self.subject, row.pk)


def photos_shown(context: Mapping[str, Any], subject: PhotoOf, key: object) -> list[Any]:
    """Return photos of one record out of all photos of its case."""
    photos: Mapping[Any, Sequence[Photo]] = context.get("photos", {})
    return list(PhotoShown(photos.get((subject, key), ()), many=True).data)


class EndSignatureShown(serializers.ModelSerializer[EndSignature]):
    """The household's signature under the day an end is confirmed for."""

    class Meta:
        model = EndSignature
        fields = (
            "means",
            "signer",
            "signed_on",
            "signed_at",
            "witness_name",
            "content_hash",
            "signature_file_id",
        )
        read_only_fields = fields


class WorksReportShown(WithPhotos):
    """开工、进度、隐蔽工程、完工 as reported."""

    subject = PhotoOf.REPORT
    concealed = OneOrNone(ConcealedWork.choices(), label="隐蔽部位")
    confirmer = OneOrNone(FinishConfirmer.choices(), label="确认方式")
    days_late = serializers.IntegerField(read_only=True, label="迟录（天）")
    confirmed_days_late = serializers.IntegerField(read_only=True, label="确认的迟录（天）")
    signature = EndSignatureShown(read_only=True, allow_null=True, default=None, label="户主签字")

    class Meta:
        model = WorksReport
        fields = (
            "id",
            "kind",
            "status",
            "on",
            "space",
            "concealed",
            "text",
            "overrun_reason",
            "reported_at",
            "reported_by",
            "reported_organisation",
            "confirmer",
            "confirmed_on",
            "confirmed_at",
            "confirmed_by",
            "confirmed_organisation",
            "confirm_note",
            "days_late",
            "confirmed_days_late",
            "scan_file_id",
            "visit",
            "signature",
            "photos",
        )
        read_only_fields = fields


class StopShown(serializers.ModelSerializer[StopWork]):
    """停工: from the first to the last day; the clock stands still only where it is confirmed."""

    days_late = serializers.IntegerField(read_only=True, label="迟录（天）")

    class Meta:
        model = StopWork
        fields = (
            "id",
            "from_on",
            "last_on",
            "reason",
            "stopped_at",
            "stopped_by",
            "stopped_organisation",
            "resumed_at",
            "resumed_by",
            "note",
            "status",
            "days_late",
            "settled_at",
            "settled_by",
            "settled_organisation",
            "settle_note",
        )
        read_only_fields = fields


class WorksCorrectionShown(serializers.ModelSerializer[WorksCorrection]):
    """施工日期更正: from → to, why, by whom."""

    class Meta:
        model = WorksCorrection
        fields = ("day", "before", "after", "reason", "made_at", "made_by", "made_by_organisation")
        read_only_fields = fields


class WorksDaysShown(Shown):
    """Calendar days on site; ``net`` is without recorded pauses."""

    started_on = serializers.DateField(label="开工日期")
    completed_on = serializers.DateField(label="算到")
    gross = serializers.IntegerField(label="历时（天）")
    net = serializers.IntegerField(label="扣除停工（天）")


class WorksShown(Shown):
    """施工情况: who patrols, how long it took, what was reported."""

    patrol_body = serializers.CharField(label="巡查单位")
    days = WorksDaysShown(allow_null=True, label="施工天数")
    unconfirmed = serializers.IntegerField(label="未确认、不扣除的停工（天）")
    unsettled = serializers.IntegerField(label="没有复查通过的问题")
    # default: with nothing pending the dotted source breaks off at None, which allow_null does not cover.
    pending_finish = serializers.UUIDField(
        source="pending.pk", allow_null=True, default=None, label="待确认的完工报告"
    )
    reports = serializers.SerializerMethodField(label="施工报告，新的在前")
    stops = StopShown(many=True, label="停工")
    corrections = WorksCorrectionShown(many=True, label="开工、完工日期的更正")

    @extend_schema_field(WorksReportShown(many=True))
    def get_reports(self, view: Any) -> object:
        return WorksReportShown([each.report for each in view.reports], many=True, context=self.context).data


class VisitItemShown(serializers.ModelSerializer[VisitItem]):
    """One line of the checklist."""

    photos = serializers.SerializerMethodField(label="照片")

    class Meta:
        model = VisitItem
        fields = ("code", "group", "label", "outcome", "note", "photos")
        read_only_fields = fields

    @extend_schema_field(PhotoShown(many=True))
    def get_photos(self, row: VisitItem) -> object:
        return photos_shown(self.context, PhotoOf.VISIT_ITEM, row.pk)


class VisitShown(WithPhotos):
    """A visit with its checklist."""

    subject = PhotoOf.VISIT
    items = VisitItemShown(many=True, read_only=True, label="检查项目")

    class Meta:
        model = Visit
        fields = (
            "id",
            "kind",
            "visited_on",
            "recorded_at",
            "inspector_name",
            "inspector_organisation",
            "found_bad",
            "note",
            "withdrawn_at",
            "items",
            "photos",
        )
        read_only_fields = fields


class DefectShown(WithPhotos):
    """A defect: what a visit found or the household reported, how it was mended, how it was verified."""

    subject = PhotoOf.DEFECT_BEFORE
    photos_after = serializers.SerializerMethodField(label="整改后照片")
    channel = OneOrNone(Channel.choices(), label="住户怎样反映", help_text="巡查发现的为 null")

    class Meta:
        model = Defect
        fields = (
            "id",
            "number",
            "visit",
            "item_code",
            "text",
            "severity",
            "status",
            "due_on",
            "found_on",
            "found_by",
            "found_organisation",
            "rectified_on",
            "rectified_note",
            "rectified_by",
            "verified_on",
            "verified_note",
            "verified_by",
            "sent_back",
            "sent_back_reason",
            "channel",
            "reported_at",
            "recorded_by",
            "answer_due_on",
            "comes_on",
            "answer",
            "answered_by",
            "answered_at",
            "said_again",
            "said_again_at",
            "times_again",
            "seen_at",
            "photos",
            "photos_after",
        )
        read_only_fields = fields

    @extend_schema_field(PhotoShown(many=True))
    def get_photos_after(self, row: Defect) -> object:
        return photos_shown(self.context, PhotoOf.DEFECT_AFTER, row.pk)


class ChecklistLine(Shown):
    """One line that a visit answers."""

    code = serializers.CharField(label="项目代码", help_text="登记巡查时原样使用")
    group = serializers.CharField(label="分组")
    label = serializers.CharField(label="项目")  # type: ignore[assignment]
    severity = serializers.ChoiceField(Severity.choices(), label="不符合时的程度")
    binds = serializers.BooleanField(label="不符合是否列为问题", help_text="质量参考项为 false：只写下情况")


class Checklist(Shown):
    """巡查清单: by the confirmed plan of the case."""

    plan = serializers.IntegerField(allow_null=True, label="对照的方案版次")
    items = ChecklistLine(many=True, label="检查项目")
