"""A check of the requirements as it is kept: of a plan here, of what was built a storey above."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models

from apps.plans.enums import CheckCode, CheckResult
from apps.plans.rules import Check


class KeptCheck(models.Model):
    """One check with everything needed to repeat it; a subclass says what was checked."""

    code = models.CharField("核验", max_length=20, choices=CheckCode.choices())
    # Kept in words, with its threshold: a later rule set or wording must not change what was found.
    title = models.CharField("要求", max_length=120)
    result = models.CharField("结果", max_length=12, choices=CheckResult.choices())
    inputs = models.JSONField("输入")
    threshold = models.CharField("阈值", max_length=40, blank=True)
    formula_id = models.CharField("公式", max_length=40, blank=True)
    rule_version = models.CharField("规则版本", max_length=20)
    explanation = models.JSONField("说明", default=list)
    evaluated_at = models.DateTimeField("核验时间")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title}：{self.result_label}"

    @property
    def result_label(self) -> str:
        return CheckResult(self.result).label

    @classmethod
    def of(cls, check: Check, *, at: datetime, **checked: Any) -> Self:
        """Return the unsaved row of a check made ``at``; ``checked`` names the plan or the attempt."""
        return cls(
            code=check.code,
            title=check.title,
            result=check.result,
            inputs=check.inputs,
            threshold=check.threshold,
            formula_id=check.formula_id,
            rule_version=check.rule_version,
            explanation=list(check.explanation),
            evaluated_at=at,
            **checked,
        )
