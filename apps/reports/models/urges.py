"""催报: who was asked for a week's report, when and by whom (R11)."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation
from apps.reports.models.snapshots import WeekSnapshot


class Urge(models.Model):
    """A bureau was asked by the body above for a week that is not handed in. Written once, never changed."""

    snapshot = models.ForeignKey(WeekSnapshot, models.PROTECT, related_name="urges", verbose_name="周封存")
    word = models.CharField("说明", max_length=200, blank=True)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("催报人", max_length=80)
    made_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="催报机关"
    )

    class Meta:
        verbose_name = "催报"
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["snapshot", "made_at"], name="urge_of_a_week")]

    def __str__(self) -> str:
        return f"{self.snapshot} 催报"
