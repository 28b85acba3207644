"""套餐商品库: what an enterprise offers for one room at one price, in versions that never change (R14)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.enterprises.models import Enterprise, Listing
from apps.lib import formats
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.orgs.permissions import own_body
from apps.packages.enums import PackageStatus
from apps.packages.rules.content import Material, PackageContent
from apps.plans.enums import Method, SpaceKind, Surface
from apps.plans.models import PlanVersion
from apps.plans.rules import PartInput


class PackageQuerySet(models.QuerySet["Package"]):
    def within(self, actor: Actor) -> Self:
        """Those acts may be done to: one's own enterprise's, or of those that stand on one's body's lists."""
        body = own_body(actor)
        if actor.organisation_kind == OrganisationKind.ENTERPRISE:
            return self.filter(enterprise__organisation_id=body)
        places = Listing.objects.filter(enterprise=OuterRef("enterprise"), valid_from__isnull=False)
        return self.filter(Exists(places.filter(valid_to__isnull=True, roll__keeper_id=body)))

    def published(self) -> Self:
        """Those with a version that was published, whatever became of package and enterprise."""
        return self.filter(current__isnull=False)

    def open_on(self, on: date) -> Self:
        """What the public reads by its address: published, of an enterprise on a list that day."""
        places = Listing.objects.in_force(on).filter(enterprise=OuterRef("enterprise"))
        return self.published().filter(Exists(places))

    def offered(self, on: date) -> Self:
        """What the public finds on a day: open, and not withdrawn."""
        return self.open_on(on).filter(withdrawn_on__isnull=True)


class Package(models.Model):
    """套餐: one room of a stated floor area at one price; kind and area never change.

    Another area is another package, so that the prices of its versions can be held beside each other.
    """

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="packages", verbose_name="装修企业"
    )
    kind = models.CharField("空间", max_length=10, choices=SpaceKind.choices())
    area = models.DecimalField("报价面积（㎡）", max_digits=6, decimal_places=2)
    current = models.OneToOneField(
        "PackageVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现行版本"
    )
    """The version that was published last."""
    pending = models.OneToOneField(
        "PackageVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="待公布版本"
    )
    """A version that waits for the keeper, or for the enterprise after it was returned."""
    # Of the version in force, kept here: lists are filtered and ordered by them.
    name = models.CharField("名称", max_length=30)
    price = models.DecimalField("价格（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    draw = models.PositiveBigIntegerField("随机数")
    """Drawn once; orders drawn from a seed rest on it (decision 0142)."""
    withdrawn_on = models.DateField("下架日期", null=True, blank=True)
    withdraw_reason = models.CharField("下架原因", max_length=200, blank=True)
    edit = models.PositiveIntegerField("版次", default=1)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = "套餐"
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "price"], name="package_by_price")]
        constraints = [
            models.CheckConstraint(condition=Q(area__gt=0), name="package_area_positive"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdraw_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdraw_reason=""),
                name="package_withdrawal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(current__isnull=True, price__isnull=True)
                | Q(current__isnull=False, price__isnull=False),
                name="package_published_has_price",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area_words(self) -> str:
        """The floor area for which the price stands: 4 ㎡."""
        return f"{formats.number(self.area)} ㎡"


class PackageVersion(models.Model):
    """A version: everything the enterprise says of the package, and how it was looked through."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="versions", verbose_name="套餐")
    number = models.PositiveSmallIntegerField("版本")
    status = models.CharField("状态", max_length=12, choices=PackageStatus.choices())
    name = models.CharField("名称", max_length=30)
    price = models.DecimalField("价格（元）", max_digits=14, decimal_places=2)
    extra_price = models.DecimalField(
        "超出面积每㎡（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    wall_method = models.CharField("墙面做法", max_length=10, choices=Method.choices())
    wall_product = models.CharField("墙面产品", max_length=60, blank=True)
    floor_method = models.CharField("地面做法", max_length=10, choices=Method.choices())
    floor_product = models.CharField("地面产品", max_length=60, blank=True)
    ceiling_method = models.CharField("吊顶做法", max_length=10, choices=Method.choices())
    ceiling_product = models.CharField("吊顶产品", max_length=60, blank=True)
    included = models.CharField("包含", max_length=300)
    excluded = models.CharField("不包含", max_length=300)
    warranty = models.CharField("质保", max_length=300)
    works_days = models.PositiveSmallIntegerField("工期（天）")
    price_reason = models.CharField("价格变动原因", max_length=200, blank=True)
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.CharField("提交人", max_length=80)
    submitted_by_holder = models.CharField("提交人编号", max_length=32, blank=True)
    missing = models.JSONField("缺少的内容", default=list, blank=True)
    missing_note = models.CharField("缺什么", max_length=200, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decided_by = models.CharField("办理人", max_length=80, blank=True)
    decided_organisation = models.CharField("办理单位", max_length=120, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)

    class Meta:
        verbose_name = "套餐版本"
        ordering = ["package_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="package_number_once"),
            models.UniqueConstraint(
                fields=["package"],
                condition=Q(status=PackageStatus.PUBLISHED.value),
                name="one_published_package",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="package_price_positive"),
            models.CheckConstraint(condition=Q(works_days__gte=1), name="package_days_positive"),
            models.CheckConstraint(
                condition=~Q(status=PackageStatus.PUBLISHED.value) | Q(published_on__isnull=False),
                name="package_published_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第 {self.number} 版"

    @property
    def state(self) -> PackageStatus:
        """The status with its Chinese label."""
        return PackageStatus(self.status)

    @property
    def surfaces(self) -> tuple[PartInput, ...]:
        """Method and product of the three surfaces; areas are the survey's."""
        return tuple(
            PartInput(
                surface,
                method=Method(getattr(self, f"{surface}_method")),
                product=getattr(self, f"{surface}_product"),
            )
            for surface in Surface
        )

    def content(self) -> PackageContent:
        """Return everything it says; prefetch ``lines`` to avoid a query."""
        return PackageContent(
            name=self.name,
            surfaces=self.surfaces,
            lines=tuple(line.said() for line in self.lines.all()),
            included=self.included,
            excluded=self.excluded,
            warranty=self.warranty,
            works_days=self.works_days,
            extra_price=self.extra_price,
        )


class PackageLine(models.Model):
    """材料明细: a line of goods or work: how much of it, at which price; amount is their product."""

    version = models.ForeignKey(PackageVersion, models.CASCADE, related_name="lines", verbose_name="套餐版本")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("项目", max_length=30)
    brand = models.CharField("品牌", max_length=20, blank=True)
    model = models.CharField("型号", max_length=28, blank=True)
    unit = models.CharField("单位", max_length=8)
    quantity = models.DecimalField("数量", max_digits=9, decimal_places=2)
    unit_price = models.DecimalField("单价（元）", max_digits=12, decimal_places=2)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "材料明细"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="package_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="package_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="package_unit_price_not_negative"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="package_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    def said(self) -> Material:
        """Return what the line says."""
        return Material(
            name=self.name,
            unit=self.unit,
            quantity=self.quantity,
            unit_price=self.unit_price,
            brand=self.brand,
            model=self.model,
        )


class PlanOrigin(models.Model):
    """A plan started from this version of a package; later versions of the plan go on from there."""

    plan = models.ForeignKey(PlanVersion, models.CASCADE, related_name="origins", verbose_name="方案")
    version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+", verbose_name="套餐版本")

    class Meta:
        verbose_name = "方案所从的套餐"
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plan_starts_once_from_a_package"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}：{self.version}"
