"""汇总存档包: the packages of many 件 as one, and what lies in it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from apps.archives.models.filing import Archive, Supplement
from apps.orgs.models import Organisation, merged_into


class BundleQuerySet(models.QuerySet["Bundle"]):
    def of_body(self, organisation_id: int | None) -> Self:
        """Those of a body and of the bodies that went up in it."""
        return self.filter(merged_into(organisation_id, "body"))

    def unmade(self) -> Self:
        """Those whose job has not come to its end."""
        return self.filter(made_at__isnull=True)


class Bundle(models.Model):
    """汇总存档包: every 件 of a year, or those of it at one estate, with their packages and supplements.

    Its ZIP is not kept: its bytes follow from the manifest and from the packages, which never change.
    """

    body = models.ForeignKey(Organisation, models.PROTECT, related_name="bundles", verbose_name="归档机关")
    number = models.PositiveIntegerField("第几个")
    year = models.PositiveSmallIntegerField("年度")
    address = models.CharField("坐落包含", max_length=60, blank=True)
    """An estate or road as it stands in the addresses; '' for all of the year."""
    asked_by = models.CharField("办理人", max_length=80)
    asked_by_holder = models.CharField("办理人标识", max_length=40)
    asked_at = models.DateTimeField("办理时间")
    """What was filed or added later is not in it."""
    job_id = models.UUIDField("后台任务")
    attempts = models.PositiveSmallIntegerField("第几次生成", default=1)
    total = models.PositiveIntegerField("件数")
    made_at = models.DateTimeField("生成时间", null=True, blank=True)
    index_id = models.UUIDField("目录", null=True, blank=True, unique=True)
    manifest = models.TextField("清单", blank=True)
    manifest_sha256 = models.CharField("清单摘要", max_length=64, blank=True)
    signature = models.CharField("签名", max_length=128, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    left_out = models.PositiveIntegerField("没有装入的份数", default=0)
    """Packages and supplements whose stored bytes were gone or changed."""
    broken_at = models.DateTimeField("下载断开时间", null=True, blank=True)
    """When a file in it was found gone or changed while it was handed out; it may be made again since."""
    broken = models.CharField("取不到的文件", max_length=240, blank=True, default="", db_default="")

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = "汇总存档包"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="bundle_number_unique"),
            models.UniqueConstraint(
                fields=["body", "year", "address"],
                condition=Q(made_at__isnull=True),
                name="bundle_one_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, index_id__isnull=True, manifest="", signature="")
                | (Q(made_at__isnull=False, index_id__isnull=False) & ~Q(manifest="") & ~Q(signature="")),
                name="bundle_made_has_manifest",
            ),
        ]

    def __str__(self) -> str:
        where = f"坐落写有“{self.address}”的" if self.address else "全部"
        return f"{self.year} 年度，{where}"


class BundleItem(models.Model):
    """One file of a 汇总存档包: the package of a 件, or a supplement to it."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="items", verbose_name="汇总存档包")
    archive = models.ForeignKey(Archive, models.PROTECT, related_name="+", verbose_name="一户一档")
    supplement = models.ForeignKey(
        Supplement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="补充归档"
    )
    path = models.CharField("路径", max_length=240)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    """'' where the stored bytes were gone or changed: it was left out."""
    size = models.PositiveBigIntegerField("大小（字节）", default=0)

    class Meta:
        verbose_name = "汇总存档包的文件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "path"], name="bundle_item_path_unique"),
            models.UniqueConstraint(
                fields=["bundle", "archive"],
                condition=Q(supplement__isnull=True),
                name="bundle_item_archive_once",
            ),
        ]

    def __str__(self) -> str:
        return self.path
