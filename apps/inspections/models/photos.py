"""Which stored picture belongs to which visit, defect, report or item."""

from __future__ import annotations

import uuid

from django.db import models

from apps.cases.models import Case
from apps.inspections.enums import PhotoOf


class Photo(models.Model):
    """One photo (or scan) of a record of this app; the file itself lies with the documents."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="photos", verbose_name="案件")
    subject = models.CharField("内容", max_length=20, choices=PhotoOf.choices())
    subject_id = models.UUIDField("归属")
    file_id = models.UUIDField("文件", unique=True)
    name = models.CharField("文件名", max_length=160)
    is_image = models.BooleanField("图片", default=True)
    caption = models.CharField("说明", max_length=120, blank=True)
    captured_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=80)

    class Meta:
        verbose_name = "照片"
        ordering = ["added_at", "name", "id"]
        indexes = [models.Index(fields=["case", "subject", "subject_id"], name="photo_case_subject")]

    def __str__(self) -> str:
        return self.caption or self.name
