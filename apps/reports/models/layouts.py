"""统计表栏目: which columns a body's weekly form prints, in versions by date."""

from __future__ import annotations

from typing import Any

from django.db import models

from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.rules.layout import Column, Layout


class FormLayout(models.Model):
    """统计表栏目: one version of the columns a city or the province prints in a year; never written over.

    A week follows the newest version that had begun on its last day; a body without one follows the body it
    reports to, and where nobody set any the form of 杭房局〔2024〕43号 附件3 holds.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="form_layouts", verbose_name="机构"
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name="年度")
    number = models.PositiveSmallIntegerField("版次")
    columns: Any = models.JSONField("栏目", help_text="[{figure, heading, group}]")
    source = models.CharField("文号", max_length=120)
    valid_from = models.DateField("生效")
    reason = models.CharField("变更原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "统计表栏目"
        ordering = ["organisation_id", "program_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "program", "number"], name="form_layout_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}统计表栏目（第 {self.number} 版）"

    @property
    def layout(self) -> Layout:
        """The columns, from left to right."""
        return Layout(tuple(Column(**each) for each in self.columns), self.source, self.organisation.name)
