"""Counts of the moment, kept as what each change added to them (R32)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.reports.enums import LiveFacet


class LiveCountQuerySet(models.QuerySet["LiveCount"]):
    """Counts by whose cases they count."""

    def visible_to(self, actor: Actor | None) -> Self:
        """The counts of what a reader of 总览 sees of the cases: the same columns decide."""
        scope = row_scope(actor)
        if scope.level is ScopeLevel.PROVINCE:
            return self.all()
        if scope.level is ScopeLevel.CITY:
            return self.filter(city_bureau_id=scope.organisation_id)
        if scope.level is ScopeLevel.BUREAU:
            return self.filter(bureau_id=scope.organisation_id)
        return self.none()


def _named(model: type[models.Model], words: str, *, null: bool = False) -> Any:
    # Neither checked nor protecting: a row repeats what a case says, which is checked there.
    return models.ForeignKey(
        model,
        models.DO_NOTHING,
        related_name="+",
        verbose_name=words,
        null=null,
        db_constraint=False,
        db_index=False,
    )


class LiveCount(models.Model):
    """现在的数的增减: how many households more or fewer stand so; what stands now is the sum over the rows.

    Written by the triggers of ``services.live`` alone, in the transaction that changes a case, so that two
    people at work never wait for a count. Every night the rows are recounted and folded into few.
    """

    program = _named(Program, "年度")
    city_bureau = _named(Organisation, "市级主管部门", null=True)
    bureau = _named(Organisation, "区、县（市）住建局")
    street_office = _named(Organisation, "乡镇（街道）", null=True)
    facet = models.CharField("哪一项", max_length=10, choices=LiveFacet.choices)
    value = models.CharField("哪一种", max_length=20, blank=True)
    day = models.DateField("到期日", null=True)
    count = models.IntegerField("户数增减")

    objects = LiveCountQuerySet.as_manager()

    class Meta:
        verbose_name = "现在的数的增减"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["bureau", "program"], name="live_count_bureau"),
            models.Index(fields=["city_bureau", "program"], name="live_count_city"),
        ]

    def __str__(self) -> str:
        return f"{self.get_facet_display()} {self.value} {self.count:+d}"
