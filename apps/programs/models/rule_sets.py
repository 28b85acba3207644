"""Versions of all thresholds (R4)."""

from __future__ import annotations

from django.db import models

from apps.programs.enums import RuleCode, Strength


class RuleSet(models.Model):
    """A version of all thresholds; once frozen it never changes. Cases pin one by application date."""

    version = models.CharField("版本", max_length=20, unique=True)
    formula_id = models.CharField("公式", max_length=40)
    effective_from = models.DateField("生效")
    effective_to = models.DateField("失效", null=True, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)

    class Meta:
        verbose_name = "规则版本"
        ordering = ["-effective_from", "-id"]

    def __str__(self) -> str:
        return f"规则 {self.version}"


class Rule(models.Model):
    """One parameter with its source: 文号, clause, binding strength. Empty value = 未设定."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules", verbose_name="规则版本")
    code = models.CharField("参数", max_length=40, choices=RuleCode.choices)
    # Text, as a parameter may be a number, a time of day or yes and no; RuleValues gives it its type.
    value = models.CharField("取值", max_length=40, blank=True)
    source = models.CharField("文号", max_length=120)
    clause = models.CharField("条款", max_length=300, blank=True)
    strength = models.CharField("约束力", max_length=20, choices=Strength.choices)

    class Meta:
        verbose_name = "规则参数"
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="rule_once_per_set"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}：{self.value or '未设定'}"
