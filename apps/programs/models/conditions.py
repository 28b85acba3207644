"""申请条件: questions that a body has asked at registration, in versions by date (R25)."""

from __future__ import annotations

from django.db import models

from apps.orgs.models import Organisation
from apps.programs.enums import Strength
from apps.programs.rules.conditions import Option


class Condition(models.Model):
    """One version of a question; none is ever written over, so that a case keeps the wording it answered.

    In force on a day is the newest version that has begun by then. Those of a body are asked by every body
    below it, beside their own.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="conditions", verbose_name="机构"
    )
    code = models.PositiveSmallIntegerField("条目")
    """Which of the body's questions, from 1; its versions share it."""
    number = models.PositiveSmallIntegerField("版次")
    text = models.CharField("问题", max_length=200)
    hint = models.CharField("说明", max_length=200, blank=True)
    answers = models.JSONField("回答", default=list, help_text="[{label, effect}]；空为填写文字，只作记录")
    is_asked = models.BooleanField("询问", default=True)
    """False from the day on which it is asked no more."""
    source = models.CharField("文号", max_length=120)
    strength = models.CharField("约束力", max_length=20, choices=Strength.choices)
    valid_from = models.DateField("生效")
    reason = models.CharField("变更原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "申请条件"
        ordering = ["organisation_id", "code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "number"], name="condition_version_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers there are, in their order; none where a text is typed."""
        return tuple(Option.of(each) for each in self.answers)
