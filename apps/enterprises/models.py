"""The enterprise directory: a list to choose from, never to be assigned from (R3)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from apps.orgs.models import Organisation


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def listed(self, on: date) -> Self:
        """Enterprises standing on a list that day, in pinyin order, never ranked."""
        return (
            # Both conditions in one filter(): in two they could be met by two different listings.
            # distinct(), because an enterprise on two lists would come twice.
            self.filter(
                Q(listings__valid_to__isnull=True) | Q(listings__valid_to__gt=on),
                listings__valid_from__lte=on,
            )
            .distinct()
            .order_by("pinyin", "pk")
        )


class Enterprise(models.Model):
    """A renovation enterprise (装修企业), known by its 统一社会信用代码; an account is optional."""

    name = models.CharField("企业名称", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    contact_name = models.CharField("联系人", max_length=60)
    contact_phone = models.CharField("联系方式", max_length=20)
    # Stored: the databases' own order of Chinese names is not by their sound.
    pinyin = models.CharField("拼音", max_length=400, db_index=True)
    organisation = models.OneToOneField(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprise",
        verbose_name="账号机构",
    )

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "装修企业"
        ordering = ["pinyin", "pk"]

    def __str__(self) -> str:
        return self.name


class Listing(models.Model):
    """A place on a published list, dated, with its criteria and legal basis shown."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="listings", verbose_name="企业")
    criteria = models.CharField("入选条件", max_length=200)
    legal_basis = models.CharField("依据", max_length=200)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    removal_reason = models.CharField("移出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "名录"
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "valid_from"], name="listing_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.valid_from}起）"
