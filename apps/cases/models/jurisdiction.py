"""Whose a case was before its street, its bureau or that bureau's upper body changed."""

from __future__ import annotations

from django.db import models

from apps.cases.models.case import Case
from apps.orgs.models import BodyChange, Organisation


class JurisdictionChange(models.Model):
    """移交: a case passed from one body to another. Append-only; papers made before name the earlier ones.

    Of bodies that did not change both columns say the same.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="jurisdiction_changes", verbose_name="案件")
    change = models.ForeignKey(BodyChange, models.PROTECT, related_name="+", verbose_name="机构变更")
    made_at = models.DateTimeField("移交时间")
    bureau_before = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="原区、县（市）住建局"
    )
    bureau_after = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="现区、县（市）住建局"
    )
    office_before = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="原乡镇（街道）"
    )
    office_after = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="现乡镇（街道）"
    )

    class Meta:
        verbose_name = "移交"
        ordering = ["made_at", "id"]
        constraints = [
            # With the moment: a split street's case may later come to another of its parts.
            models.UniqueConstraint(fields=["case", "change", "made_at"], name="case_handed_over_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.bureau_before} → {self.bureau_after}"
