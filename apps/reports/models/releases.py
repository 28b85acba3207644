"""公布: accepted weekly tables that a named person let the public see (R16)."""

from __future__ import annotations

from typing import Any

from django.db import models

from apps.orgs.models import Organisation
from apps.programs.models import Program


class Release(models.Model):
    """The accepted tables of a week as they were when released. Written once; a later edition replaces it.

    ``rows``: bureau by bureau in code order, as ``rules.releases.row_of`` writes them.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="releases", verbose_name="年度")
    number = models.PositiveSmallIntegerField("期次")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="releases", verbose_name="公布机关")
    edition = models.PositiveSmallIntegerField("第几次公布")
    cutoff_at = models.DateTimeField("数据截止时间")
    rows: Any = models.JSONField("各区县的数")
    waited_for = models.JSONField("没有已接收周报的单位", default=list)
    made_at = models.DateTimeField("公布时间")
    made_by = models.CharField("公布人", max_length=80)

    class Meta:
        verbose_name = "公布"
        ordering = ["program_id", "number", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number", "body", "edition"], name="release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body} 第 {self.number} 期公布"
