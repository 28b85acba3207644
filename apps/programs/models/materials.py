"""材料清单 that a body sets for a track, in versions by date (P3)."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation


class MaterialList(models.Model):
    """One version of a body's list of papers for a track, whole; without lines the house's list holds again.

    In force on a day is the newest version that has begun by then; a body without one follows the body it
    reports to. A case keeps the list of its application.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="material_lists", verbose_name="机构"
    )
    track = models.CharField("类别", max_length=20)
    number = models.PositiveSmallIntegerField("版次")
    lines = models.JSONField("材料", help_text="[{name, step, original, source, agent_only}]")
    source = models.CharField("文号", max_length=120)
    valid_from = models.DateField("生效")
    reason = models.CharField("变更原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "材料清单"
        ordering = ["organisation_id", "track", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "track", "number"], name="material_list_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}材料清单（第 {self.number} 版）"
