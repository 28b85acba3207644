"""The enterprise directory: lists to choose from, never to be assigned from (R3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from apps.enterprises.enums import ListingStatus, PointKind
from apps.lib import formats
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Organisation, Region
from apps.orgs.permissions import own_body


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def listed(self, on: date, regions: Iterable[str] | None = None) -> Self:
        """Enterprises standing on a list that day, in pinyin order, never ranked.

        ``regions``: codes; only lists that hold for one of them, and those that name none.
        """
        places = Listing.objects.in_force(on, regions).filter(enterprise=OuterRef("pk"))
        return self.filter(Exists(places)).order_by("pinyin", "pk")

    def within(self, actor: Actor) -> Self:
        """Those acts may be done to: one's own enterprise, or those that stand on one's body's lists now.

        One that stands on no list is kept by whose region it was recorded in: the district's bureau, and
        市建委 of its city; where nobody knows any more who recorded it, by 市建委.
        """
        body = own_body(actor)
        if actor.organisation_kind == OrganisationKind.ENTERPRISE:
            return self.filter(organisation_id=body)
        places = Listing.objects.filter(enterprise=OuterRef("pk"), status=ListingStatus.LISTED)
        region = Subquery(Organisation.objects.filter(pk=body).values("region_id")[:1])
        here = (
            Q(recorder__region_id=region)
            | Q(recorder__region__parent_id=region)
            | Q(recorder__region__parent__parent_id=region)
        )
        if actor.role == Role.DIRECTORY_KEEPER:
            here |= Q(recorder__region__isnull=True)
        return self.filter(Exists(places.filter(roll__keeper_id=body)) | (~Exists(places) & here))


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """What a paper says of an enterprise."""

    name: str
    contact_name: str
    contact_phone: str
    later: tuple[str, ...] = ()
    """In words, under which names it went on afterwards."""


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
    recorder = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记机构"
    )
    """At whose counter it became known; None where that was not kept."""
    edit = models.PositiveIntegerField("版次", default=1)
    changed_at = models.DateTimeField("信息变更时间", null=True, blank=True)
    """When a fact was last replaced: papers of before look the former one up, all others need no query."""

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "装修企业"
        ordering = ["pinyin", "pk"]

    def __str__(self) -> str:
        return self.name

    def as_of(self, moment: datetime | None) -> EnterpriseFacts:
        """Return what a paper of that moment says of it; None is a paper that is not made yet."""
        if moment is None or self.changed_at is None or moment >= self.changed_at:
            return EnterpriseFacts(self.name, self.contact_name, self.contact_phone)
        rows = list(self.former_facts.filter(until__gt=moment).order_by("until", "pk"))
        names = [*(row.name for row in rows), self.name]
        later = tuple(
            f"{formats.day(row.changed_on)}企业更名：由“{row.name}”改为“{names[number]}”（{row.recorded_by}）"
            for number, row in enumerate(rows, 1)
            if row.changed_on is not None
        )
        return EnterpriseFacts(rows[0].name, rows[0].contact_name, rows[0].contact_phone, later)


class FormerFacts(models.Model):
    """曾用名和原联系人: what an enterprise was called until a moment, kept for the papers of before."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="former_facts", verbose_name="企业"
    )
    name = models.CharField("企业名称", max_length=120)
    contact_name = models.CharField("联系人", max_length=60)
    contact_phone = models.CharField("联系方式", max_length=20)
    until = models.DateTimeField("停用时间")
    # The day of the registration authority; papers go by the moment at which it was told here.
    changed_on = models.DateField("变更登记日期", null=True, blank=True)
    reason = models.CharField("变更说明", max_length=300, blank=True)
    recorded_by = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "曾用名和原联系人"
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return self.name


class EnterpriseContact(models.Model):
    """联系人员: somebody whom an enterprise names for a duty, kept by the enterprise itself."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="contacts", verbose_name="企业")
    name = models.CharField("姓名", max_length=60)
    duty = models.CharField("职责", max_length=20)
    phone = models.CharField("电话", max_length=20)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    recorded_by = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "联系人员"
        ordering = ["duty", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name", "duty"],
                condition=Q(until__isnull=True),
                name="contact_once_for_a_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.duty}）"


class RollQuerySet(models.QuerySet["Roll"]):
    def within(self, actor: Actor) -> Self:
        """Lists that the actor's body keeps, or that an auditor's body looks into."""
        return self.filter(keeper_id=own_body(actor))

    def in_force(self, on: date, regions: Iterable[str] | None = None) -> Self:
        """Lists that hold on a day."""
        return self.filter(_holds(on, regions))


def _holds(on: date, regions: Iterable[str] | None, at: str = "") -> Q:
    holds = Q(**{f"{at}valid_from__lte": on}) & (
        Q(**{f"{at}valid_to__isnull": True}) | Q(**{f"{at}valid_to__gt": on})
    )
    if regions is None:
        return holds
    return holds & (Q(**{f"{at}region__isnull": True}) | Q(**{f"{at}region_id__in": list(regions)}))


class Roll(models.Model):
    """名录: a published list with its criteria, 依据 and 公平竞争审查; where an enterprise is registered
    is no criterion, so there is no field for it."""

    keeper = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="rolls", verbose_name="公布机构"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="适用地区"
    )
    """Whose households it is offered to; None: everybody's."""
    title = models.CharField("名录名称", max_length=80)
    criteria = models.CharField("入选条件", max_length=500)
    legal_basis = models.CharField("依据", max_length=200)
    scope = models.CharField("适用范围", max_length=200, blank=True)
    asks = models.JSONField("申请材料", default=list, blank=True)
    """Names of the papers an application must bring; nothing else can be missing."""
    review_conclusion = models.CharField("公平竞争审查结论", max_length=300, blank=True)
    reviewed_on = models.DateField("审查日期", null=True, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    end_reason = models.CharField("停用原因", max_length=200, blank=True)
    edit = models.PositiveIntegerField("版次", default=1)

    objects = RollQuerySet.as_manager()

    class Meta:
        verbose_name = "名录"
        ordering = ["region_id", "valid_from", "pk"]

    def __str__(self) -> str:
        return self.title

    def is_open(self, on: date) -> bool:
        """Whether it takes enterprises in on a day."""
        return self.valid_to is None or self.valid_to > on


class ListingQuerySet(models.QuerySet["Listing"]):
    def within(self, actor: Actor) -> Self:
        """Places on lists that the actor's body keeps."""
        return self.filter(roll__keeper_id=own_body(actor))

    def in_force(self, on: date, regions: Iterable[str] | None = None) -> Self:
        """Places held on a day, on lists that hold that day."""
        return self.filter(_holds(on, None), _holds(on, regions, "roll__"))

    def pending(self) -> Self:
        """Applications that wait for the keeper."""
        return self.filter(status=ListingStatus.APPLIED)


class Listing(models.Model):
    """An enterprise's place on a list: applied for or entered, dated, ended and never deleted."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="listings", verbose_name="名录")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="listings", verbose_name="企业")
    status = models.CharField(
        "状态", max_length=10, choices=ListingStatus.choices, default=ListingStatus.LISTED
    )
    statement = models.CharField("申报说明", max_length=500, blank=True)
    applied_at = models.DateTimeField("申请时间", null=True, blank=True)
    missing = models.JSONField("缺少的材料", default=list, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    removal_reason = models.CharField("移出原因", max_length=200, blank=True)
    edit = models.PositiveIntegerField("版次", default=1)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = "名录中的企业"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "enterprise"],
                condition=~Q(status=ListingStatus.REMOVED),
                name="one_place_on_a_list",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="listing_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status=ListingStatus.LISTED) | Q(valid_from__isnull=False),
                name="listed_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.roll}"


class PointQuerySet(models.QuerySet["ConveniencePoint"]):
    def within(self, actor: Actor) -> Self:
        """Points that the actor's body keeps, or that an auditor's body looks into."""
        return self.filter(keeper_id=own_body(actor))

    def open_on(self, on: date) -> Self:
        """Points that are there on a day, those of one region together."""
        ends = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        return self.filter(ends, valid_from__lte=on).order_by("keeper__region_id", "kind", "pk")


class ConveniencePoint(models.Model):
    """A 家装便民服务点 or 样板间 that the public may visit (R14); kept by the body that set it up."""

    kind = models.CharField("类别", max_length=10, choices=PointKind.choices)
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120)
    hours = models.CharField("开放时间", max_length=120)
    services = models.CharField("提供的服务", max_length=300)
    phone = models.CharField("电话", max_length=20)
    keeper = models.ForeignKey(
        Organisation, models.PROTECT, related_name="convenience_points", verbose_name="设立机构"
    )
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    end_reason = models.CharField("撤销原因", max_length=200, blank=True)
    edit = models.PositiveIntegerField("版次", default=1)

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = "便民服务点"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True, end_reason="")
                | Q(valid_to__isnull=False) & ~Q(end_reason=""),
                name="point_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
