"""本级参数: numbers that no source fixes and that a body sets for itself, in versions by date."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation
from apps.programs.enums import ParameterCode, Strength


class Parameter(models.Model):
    """One version of a body's parameter; an empty value is 未设定 and checks nothing.

    In force on a day is the newest version that has begun by then. Bodies below without one of their own
    follow the body they report to.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parameters", verbose_name="机构"
    )
    code = models.CharField("参数", max_length=40, choices=ParameterCode.choices)
    number = models.PositiveSmallIntegerField("版次")
    # Text, as a parameter may be a number, a code or a period; ParameterCode says what it can be.
    value = models.CharField("取值", max_length=40, blank=True)
    source = models.CharField("文号", max_length=120)
    strength = models.CharField("约束力", max_length=20, choices=Strength.choices)
    valid_from = models.DateField("生效")
    reason = models.CharField("变更原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "本级参数"
        ordering = ["organisation_id", "code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "number"], name="parameter_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}：{self.value or '未设定'}"
