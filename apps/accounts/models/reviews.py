"""That the accounts of a body were looked through."""

from __future__ import annotations

from django.db import models

from apps.lib import formats
from apps.orgs.models import Organisation, User


class AccountReview(models.Model):
    """人员账号复核: who looked through a body's accounts, on which day, and what was found."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="account_reviews", verbose_name="机构"
    )
    reviewed_on = models.DateField("复核日期")
    found = models.CharField("复核情况", max_length=500)
    people = models.PositiveIntegerField("名单人数")
    """How many people the list had when it was recorded."""
    reviewed_by = models.CharField("复核人", max_length=80)
    reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人账号"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "人员账号复核"
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {formats.day(self.reviewed_on)}"
