"""归档范围和保管期限表 of a body, in versions by date (P9)."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation
from apps.programs.rules.retention import Line


class RetentionTable(models.Model):
    """One version of a body's table, whole; none is ever written over.

    In force on a day is the newest version that has begun by then; a body without one follows the body it
    reports to.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="retention_tables", verbose_name="机构"
    )
    number = models.PositiveSmallIntegerField("版次")
    lines = models.JSONField("条目", help_text="[{scope, period, basis, track}]")
    source = models.CharField("文号", max_length=120)
    valid_from = models.DateField("生效")
    reason = models.CharField("变更原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "归档范围和保管期限表"
        ordering = ["organisation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="retention_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}归档范围和保管期限表（第 {self.number} 版）"

    @property
    def rows(self) -> tuple[Line, ...]:
        """The lines, in their order."""
        return tuple(Line(**each) for each in self.lines)
