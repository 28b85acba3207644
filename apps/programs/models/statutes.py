"""条文核对: a bureau has compared a line of a decree with the original, in versions by date."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation
from apps.programs.rules.statutes import STATUTES, Standing


class StatuteReading(models.Model):
    """One version of what a body has read in the original of a 条文规则; ``is_read`` False takes it back.

    In force on a day is the newest version that has begun by then; a body without one, or that has taken its
    own back, follows the body it reports to. Where nobody has read a line, it stops nothing.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="statute_readings", verbose_name="机构"
    )
    code = models.CharField("条文", max_length=40)
    number = models.PositiveSmallIntegerField("版次")
    is_read = models.BooleanField("已核对原文")
    article = models.CharField("条款", max_length=40, blank=True)
    wording = models.CharField("原文", max_length=300, blank=True)
    approvable = models.BooleanField("取得同意的可以", default=False)
    years = models.PositiveSmallIntegerField("最低年限（年）", null=True, blank=True)
    seen_in = models.CharField("核对所用的文本", max_length=120, blank=True)
    valid_from = models.DateField("生效")
    reason = models.CharField("变更原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "条文核对"
        ordering = ["organisation_id", "code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "number"], name="statute_reading_once"),
            models.CheckConstraint(
                condition=models.Q(is_read=False) | ~models.Q(wording="") & ~models.Q(seen_in=""),
                name="statute_reading_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}条文核对（第 {self.number} 版）"

    @property
    def standing(self) -> Standing:
        """The line as this version says it."""
        return Standing(
            statute=STATUTES[self.code],
            is_read=self.is_read,
            words=self.wording,
            article=self.article,
            approvable=self.approvable,
            years=self.years,
            reading=f"{self.organisation.short_name}第 {self.number} 版",
        )
