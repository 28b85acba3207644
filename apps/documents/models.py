"""Stored files: who put what where, and how to tell that it is still the same."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from apps.lib import formats
from apps.lib.actors import Actor
from apps.orgs.models import Organisation

PARKED = "parked"
"""``owner_kind`` of an upload kept for its uploader while the rest of the form is mended."""


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files by owner."""

    def owned_by(self, owner_kind: str, owner_id: object) -> Self:
        return self.filter(owner_kind=owner_kind, owner_id=str(owner_id))

    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def parked(self) -> Self:
        """Uploads that no record owns yet."""
        return self.filter(owner_kind=PARKED)

    def parked_by(self, actor: Actor) -> Self:
        """Uploads that wait for this person or this token; none for the system itself."""
        if not actor.holder:
            return self.none()
        return self.owned_by(PARKED, actor.holder)


class StoredFile(models.Model):
    """One file. Its content is encrypted under this row's id and never changes.

    ``owner_kind`` and ``owner_id`` are plain texts: this app does not know who owns files; the
    owner's scope decides who may fetch them. ``sensitive`` files contain a 身份证号 or the
    困难家庭 status: only roles whose field policy allows both may fetch them.

    ``sha256`` is the digest of what is kept, ``source_sha256`` that of the bytes as they were sent:
    a picture is drawn anew, so the two differ, and whoever still has the original can prove with
    the second that it is the one. Both are '' or alike for papers made here. ``camera_time`` is
    what the camera wrote, word for word; ``captured_at`` only holds it where it can be true.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_kind = models.CharField("归属", max_length=40)
    owner_id = models.CharField("归属编号", max_length=64)
    kind = models.CharField("种类", max_length=40)
    label = models.CharField("名称", max_length=120, blank=True)
    original_name = models.CharField("文件名", max_length=160)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("内容摘要", max_length=64)
    storage_name = models.CharField("存储位置", max_length=200, unique=True)
    sensitive = models.BooleanField("含敏感信息", default=True)
    uploaded_by_id = models.BigIntegerField("上传人编号", null=True)
    uploaded_by_name = models.CharField("上传人", max_length=80)
    # A role was called a post once, and the column still is.
    uploaded_by_role = models.CharField("岗位", db_column="uploaded_by_post", max_length=40)
    uploaded_by_organisation = models.CharField("单位", max_length=160)
    created_at = models.DateTimeField("存入时间")
    captured_at = models.DateTimeField("拍摄时间", null=True)
    camera_time = models.CharField("相机所记时间", max_length=40, blank=True, default="")
    source_sha256 = models.CharField("原文件摘要", max_length=64, blank=True, default="")
    source_size = models.PositiveBigIntegerField("原文件大小（字节）", null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering = ("created_at", "id")
        indexes = (
            models.Index(fields=("owner_kind", "owner_id", "kind"), name="file_owner"),
            models.Index(fields=("owner_kind", "created_at"), name="file_owner_age"),
            # Where else a photograph was handed in.
            models.Index(fields=("source_sha256", "owner_kind"), name="file_source"),
        )
        constraints = (models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),)

    def __str__(self) -> str:
        return self.label or self.original_name

    @property
    def is_image(self) -> bool:
        """Whether a browser may draw it: every stored picture was re-encoded here."""
        return self.media_type in {"image/jpeg", "image/png"}

    @property
    def size_text(self) -> str:
        return formats.file_size(self.size)


class PrintedPaper(models.Model):
    """A paper made from the records of the moment (登记回执, 告知书 ...), as it was printed.

    Nothing of its content is kept: ``digest`` is keyed, so that no 身份证号 can be guessed from it. One row
    for each content; printed again unchanged, only ``last_printed_at`` moves.
    """

    kind = models.CharField("文书", max_length=40)
    number = models.CharField("编号", max_length=80)
    digest = models.CharField("内容校验码", max_length=64, unique=True)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="出具单位")
    # As it was called on that day: the paper keeps the name.
    issuer_name = models.CharField("出具单位名称", max_length=120)
    printed_at = models.DateTimeField("首次打印时间")
    last_printed_at = models.DateTimeField("最近打印时间")

    class Meta:
        verbose_name = "打印的文书"
        verbose_name_plural = "打印的文书"
        indexes = (models.Index(fields=("number", "kind", "last_printed_at"), name="printed_of_number"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
