"""缺件说明: what stands in for a paper that is lost."""

from __future__ import annotations

from django.db import models

from apps.cases.models import Case


class MissingNote(models.Model):
    """A signed statement that a paper of the archive is lost, and why (R8); an item's last one counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="missing_notes", verbose_name="案件")
    item = models.CharField("缺的材料（编号）", max_length=40)
    """Code of the :class:`ArchiveItem`."""
    label = models.CharField("缺的材料", max_length=120)
    """As the item was called on that day."""
    reason = models.TextField("缺件原因", max_length=500)
    signed_by = models.CharField("签字人", max_length=80)
    signed_on = models.DateField("签字日期")
    file_id = models.UUIDField("扫描件", unique=True)
    made_by = models.CharField("登记人", max_length=80)
    made_by_holder = models.CharField("登记人标识", max_length=40)
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "缺件说明"
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["case", "item"], name="missing_note_item")]

    def __str__(self) -> str:
        return f"缺件说明（{self.label}）"
