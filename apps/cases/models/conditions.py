"""What a household answered to 申请条件, in the wording it was asked in (R25)."""

from __future__ import annotations

import uuid

from django.db import models

from apps.cases.models.case import Case
from apps.encryption import EncryptedField, Tie
from apps.programs.models import Condition


class ConditionAnswer(models.Model):
    """One answer; encrypted, as it may tell of hardship, and shown to whom that is shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="condition_answers", verbose_name="案件")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+", verbose_name="申请条件")
    """The version that was asked: versions are never changed."""
    place = models.PositiveSmallIntegerField("顺序")
    answer_encrypted = EncryptedField("回答（密文）", tie=Tie.COLUMN)
    word_encrypted = EncryptedField("情况（密文）", tie=Tie.COLUMN)

    class Meta:
        verbose_name = "申请条件的回答"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["case", "condition"], name="condition_answered_once"),
        ]

    def __str__(self) -> str:
        return str(self.condition)


class AnswerCorrection(models.Model):
    """更正申请条件的回答: what was answered before and why it was wrong; encrypted as the answer is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(
        ConditionAnswer, models.CASCADE, related_name="corrections", verbose_name="回答"
    )
    answer_before_encrypted = EncryptedField("原回答（密文）", tie=Tie.COLUMN)
    word_before_encrypted = EncryptedField("原情况（密文）", tie=Tie.COLUMN)
    reason_encrypted = EncryptedField("原因（密文）", tie=Tie.COLUMN)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("经手人", max_length=80)

    class Meta:
        verbose_name = "申请条件回答的更正"
        ordering = ["made_at"]

    def __str__(self) -> str:
        return str(self.answer)
