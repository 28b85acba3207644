"""更正 of a day that counts: when the works began, when they were finished (R24)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.inspections.enums import WorksDay
from apps.lib import formats


class WorksCorrection(models.Model):
    """A 开工 or 完工日期 set right, from → to, with reason. Append-only; what was reported stays."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="works_corrections", verbose_name="案件")
    day = models.CharField("更正的日期", max_length=10, choices=WorksDay.choices())
    before = models.DateField("更正前")
    after = models.DateField("更正后")
    reason = models.CharField("更正原因", max_length=300)
    proof_id = models.UUIDField("证明材料", null=True, blank=True)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("经手人", max_length=80)
    made_by_role = models.CharField("岗位", max_length=20)
    made_by_organisation = models.CharField("单位", max_length=120)

    class Meta:
        verbose_name = "施工日期更正"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="works_correction_changes"),
            models.CheckConstraint(condition=~Q(reason=""), name="works_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What was corrected, from → to."""
        label = WorksDay(self.day).label
        return f"{label}由 {formats.day(self.before)} 更正为 {formats.day(self.after)}"
