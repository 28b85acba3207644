"""立卷, 归档 and what comes after it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from apps.archives.enums import CompilationOutcome, Openness
from apps.archives.rules.filing import FilingMark
from apps.cases.models import Case
from apps.orgs.models import Organisation


class CompilationQuerySet(models.QuerySet["Compilation"]):
    def waiting(self) -> Self:
        """Those that nobody has checked yet."""
        return self.filter(outcome="")


class Compilation(models.Model):
    """立卷: somebody says that the papers of a case are whole; another one checks it (P9)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="compilations", verbose_name="案件")
    number = models.PositiveSmallIntegerField("第几次")
    record_length = models.PositiveIntegerField("办理记录条数", default=0)
    """As compiled: what was written later was not looked through."""
    remark = models.TextField("备考表：件内文件情况说明", max_length=1000, blank=True)
    openness = models.CharField("公开属性", max_length=12, choices=Openness.choices, blank=True)
    compiled_by = models.CharField("立卷人", max_length=80)
    compiled_by_holder = models.CharField("立卷人标识", max_length=40)
    compiled_at = models.DateTimeField("立卷时间")
    outcome = models.CharField("检查结果", max_length=12, choices=CompilationOutcome.choices, blank=True)
    judged_by = models.CharField("检查人", max_length=80, blank=True)
    judged_by_holder = models.CharField("检查人标识", max_length=40, blank=True)
    judged_at = models.DateTimeField("检查时间", null=True, blank=True)
    reason = models.TextField("退回原因", max_length=500, blank=True)

    objects = CompilationQuerySet.as_manager()

    class Meta:
        verbose_name = "立卷"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="compilation_number_unique"),
            models.UniqueConstraint(fields=["case"], condition=Q(outcome=""), name="compilation_one_waiting"),
            models.CheckConstraint(
                condition=Q(outcome="", judged_at__isnull=True, judged_by_holder="")
                | (~Q(outcome="") & Q(judged_at__isnull=False) & ~Q(judged_by_holder="")),
                name="compilation_judged_by_somebody",
            ),
            models.CheckConstraint(
                # 立卷人 ≠ 检查人: the database refuses it, too.
                condition=~Q(judged_by_holder=models.F("compiled_by_holder")),
                name="compilation_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CompilationOutcome.RETURNED) | ~Q(reason=""),
                name="compilation_return_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次立卷"


class FilingSeries(models.Model):
    """Where the 件号 of a body's fonds, year and period have come; its row is the lock for the next."""

    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="归档机关")
    fonds = models.CharField("全宗号", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("保管期限", max_length=20, blank=True)
    last = models.PositiveIntegerField("末件号", default=0)

    class Meta:
        verbose_name = "件号序列"
        constraints = [
            models.UniqueConstraint(fields=["body", "fonds", "year", "period"], name="filing_series_unique")
        ]

    def __str__(self) -> str:
        return f"{self.fonds}·{self.year}·{self.period}"


class Archive(models.Model):
    """一户一档 as filed: one case is one 件. Package and manifest come by a job and never change."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="archive", verbose_name="案件"
    )
    series = models.ForeignKey(FilingSeries, models.PROTECT, related_name="archives", verbose_name="件号序列")
    number = models.PositiveIntegerField("件号")
    compilation = models.OneToOneField(
        Compilation, models.PROTECT, related_name="archive", verbose_name="立卷"
    )
    filed_at = models.DateTimeField("归档时间")
    record_length = models.PositiveIntegerField("归档时的办理记录条数", default=0, db_default=0)
    """With the entry of the filing itself; 0 of one filed before this was kept."""
    package_id = models.UUIDField("存档包", null=True, blank=True, unique=True)
    packed_at = models.DateTimeField("存档包生成时间", null=True, blank=True)
    manifest = models.TextField("清单", blank=True)
    manifest_sha256 = models.CharField("清单摘要", max_length=64, blank=True)
    left_out = models.PositiveIntegerField("没有装入的件数", default=0)
    """Papers whose stored bytes were gone or changed when it was packed."""
    papers = models.PositiveIntegerField("文书件数", default=0)
    pages = models.PositiveIntegerField("页数", default=0)
    photos = models.PositiveIntegerField("照片张数", default=0)

    class Meta:
        verbose_name = "一户一档"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="archive_number_unique"),
            models.CheckConstraint(condition=Q(number__gt=0), name="archive_number_positive"),
            models.CheckConstraint(
                condition=Q(package_id__isnull=True, packed_at__isnull=True, manifest="", manifest_sha256="")
                | (
                    Q(package_id__isnull=False, packed_at__isnull=False)
                    & ~Q(manifest="")
                    & ~Q(manifest_sha256="")
                ),
                name="archive_package_has_manifest",
            ),
        ]

    def __str__(self) -> str:
        return self.filing_mark.words

    @property
    def filing_mark(self) -> FilingMark:
        """全宗·年度·保管期限·件号."""
        return FilingMark(self.series.fonds, self.series.year, self.series.period, self.number)


class Supplement(models.Model):
    """补充归档: a paper that came after the 件 was closed, under a hash of its own; the package stays."""

    archive = models.ForeignKey(Archive, models.PROTECT, related_name="supplements", verbose_name="一户一档")
    number = models.PositiveSmallIntegerField("第几份")
    title = models.CharField("题名", max_length=80)
    responsible = models.CharField("责任者", max_length=80)
    formed_on = models.DateField("形成日期")
    reason = models.TextField("补充归档的原因", max_length=500)
    file_id = models.UUIDField("扫描件", unique=True)
    draft = models.CharField("稿本", max_length=20, blank=True, default="", db_default="")
    openness = models.CharField(
        "公开属性", max_length=12, choices=Openness.choices, blank=True, default="", db_default=""
    )
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    directory_id = models.UUIDField("补充归档目录", unique=True, null=True, blank=True)
    """None of one added before there were such directories."""
    statement = models.TextField("清单")
    """Manifest of its files, which names that of the package before."""
    signature = models.CharField("签名", max_length=128)
    added_by = models.CharField("归档人", max_length=80)
    """系统 where it joined the 件 by itself."""
    added_by_holder = models.CharField("归档人标识", max_length=40)
    recorded_by = models.CharField("登记人", max_length=220, blank=True, default="", db_default="")
    """Body and name of who registered what joined by itself, and does not file; else ''."""
    recorded_by_holder = models.CharField("登记人标识", max_length=40, blank=True, default="", db_default="")
    added_at = models.DateTimeField("归档时间")

    class Meta:
        verbose_name = "补充归档"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["archive", "number"], name="supplement_number_unique")]

    def __str__(self) -> str:
        return f"补充归档第 {self.number} 份：{self.title}"
