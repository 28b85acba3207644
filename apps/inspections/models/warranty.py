"""质量保修书: for how long the enterprise answers for what it built, as its own paper says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.lib import formats


class WarrantyLetter(models.Model):
    """A 质量保修书 as it was handed in; a later one takes the place of an earlier one, none is deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="warranty_letters", verbose_name="案件")
    number = models.PositiveSmallIntegerField("次序")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    issued_on = models.DateField("出具日期")
    years = models.PositiveSmallIntegerField("保修年限（年）")
    leak_years = models.PositiveSmallIntegerField("防渗漏保修年限（年）")
    scan_file_id = models.UUIDField("扫描件")
    statute = models.CharField("核验依据", max_length=200, blank=True)
    """The articles in force that it was held against; '' where nobody had read one."""
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_organisation = models.CharField("登记单位", max_length=120)

    class Meta:
        verbose_name = "质量保修书"
        ordering = ["case_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="warranty_letter_once"),
            models.CheckConstraint(
                condition=Q(years__gt=0, leak_years__gt=0), name="warranty_letter_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"质量保修书（{formats.day(self.issued_on)}）"
