"""Versions of all thresholds (R4)."""

from __future__ import annotations

from django.db import models

from apps.programs.enums import RuleCode, Strength


class RuleSet(models.Model):
    """A version of all thresholds, a draft until frozen; then it never changes: the database refuses.

    Cases pin one by application date.
    """

    version = models.CharField("版本", max_length=20, unique=True)
    formula_id = models.CharField("公式", max_length=40)
    effective_from = models.DateField("生效")
    effective_to = models.DateField("失效", null=True, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, default="", db_default="")
    edit = models.PositiveIntegerField("修改次数", default=1, db_default=1)
    """Counts changes of a draft: a page is drawn from one of them."""

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
    # Kept with the row: a trigger cannot ask the set, and the database refuses to change a frozen rule.
    is_frozen = models.BooleanField("已冻结", default=False, db_default=False)

    class Meta:
        verbose_name = "规则参数"
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="rule_once_per_set"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}：{self.value or '未设定'}"
