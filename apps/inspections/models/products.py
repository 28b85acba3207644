"""产品批次: what was built in, of which batch, and what turned out to be wrong with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.lib import clock


class Product(models.Model):
    """产品批次: a product as the enterprise says it built it in; a certificate only where it names one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="products", verbose_name="案件")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("产品", max_length=80)
    maker = models.CharField("生产厂家", max_length=80)
    batch = models.CharField("批次或生产日期", max_length=60)
    certificate = models.CharField("绿色建材认证证书编号", max_length=60, blank=True)
    certificate_until = models.DateField("证书有效期至", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_organisation = models.CharField("登记单位", max_length=120)

    class Meta:
        verbose_name = "产品批次"
        ordering = ["case_id", "number"]
        # One batch is looked for over all households.
        indexes = [models.Index(fields=["maker", "batch"], name="product_by_batch")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="product_number_once"),
            models.CheckConstraint(
                condition=Q(certificate_until__isnull=True) | ~Q(certificate=""), name="certificate_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.maker}，{self.batch}）"

    @property
    def is_out_of_date(self) -> bool:
        """Whether its certificate has ended by today."""
        return bool(self.certificate_until and self.certificate_until < clock.today())


class ProductFault(models.Model):
    """产品问题: what somebody found wrong with a product itself; no defect of the works, it stops nothing."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="faults", verbose_name="产品")
    found_on = models.DateField("发现日期")
    text = models.CharField("问题", max_length=300)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_organisation = models.CharField("登记单位", max_length=120)

    class Meta:
        verbose_name = "产品问题"
        ordering = ["-found_on", "-pk"]

    def __str__(self) -> str:
        return self.text
