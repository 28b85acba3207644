"""样板工程: an accepted household whose works are shown to others as an example."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.lib import formats


class ShowcaseQuerySet(models.QuerySet["Showcase"]):
    """Filters of marks."""

    def standing(self) -> Self:
        """Marks that nobody has taken back, of works whose acceptance stands."""
        return self.filter(unmarked_at=None, case__status__in=[each.value for each in ACCEPTED])

    def of(self, case: Case) -> Showcase | None:
        """Return the mark that a case bears; one of a revoked acceptance is none."""
        return self.standing().filter(case=case).first()


class Showcase(models.Model):
    """样板工程 as it was marked, and taken back; a row each time, none is deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="showcases", verbose_name="案件")
    reason = models.CharField("理由", max_length=300)
    consent = models.CharField("户主怎样同意", max_length=200)
    marked_on = models.DateField("确定日期")
    marked_at = models.DateTimeField("登记时间")
    marked_by = models.CharField("登记人", max_length=80)
    marked_organisation = models.CharField("登记单位", max_length=120)
    unmarked_at = models.DateTimeField("取消时间", null=True, blank=True)
    unmarked_by = models.CharField("取消人", max_length=80, blank=True)
    unmark_reason = models.CharField("取消原因", max_length=300, blank=True)

    objects = ShowcaseQuerySet.as_manager()

    class Meta:
        verbose_name = "样板工程"
        ordering = ["-marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(unmarked_at__isnull=True), name="one_standing_showcase"
            ),
            models.CheckConstraint(
                condition=Q(unmarked_at__isnull=True) | ~Q(unmark_reason=""), name="unmarked_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"样板工程（{formats.day(self.marked_on)}）"
