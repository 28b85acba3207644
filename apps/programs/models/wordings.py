"""通知用语: how a city or the province words what households and enterprises are sent, in versions (R25)."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation


class Wording(models.Model):
    """One version of a notice's words; an empty text goes back to the house's own.

    In force on a day is the newest version that has begun by then. Bodies below without one follow the body
    they report to. Messages that were sent keep their words.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="wordings", verbose_name="机构"
    )
    key = models.CharField("通知", max_length=60)
    number = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=40, blank=True)
    text = models.CharField("内容", max_length=160, blank=True)
    valid_from = models.DateField("启用")
    reason = models.CharField("原因", max_length=200)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "通知用语"
        ordering = ["organisation_id", "key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "number"], name="wording_version_once"),
        ]

    def __str__(self) -> str:
        return self.text or "原有用语"
