"""Regions and organisations with their dated jurisdiction, names and contacts."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q

from apps.lib import clock
from apps.orgs.enums import ChangeKind, ContactDuty, OrganisationKind, RegionLevel


def in_force(on: date) -> Q:
    """Rows whose dates include ``on``: valid_from inclusive, valid_to exclusive."""
    # Half-open, so that the day one office hands over to another belongs to exactly one of them.
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


_MERGERS = 3
"""As many mergers in a row are followed by one statement."""


def merged_into(organisation_id: int | OuterRef | None, body: str) -> Q:
    """Rows whose ``body`` (name of the column) is an organisation, or went up in it since."""
    if organisation_id is None:
        return Q(pk__in=[])
    found = Q(**{body: organisation_id})
    for times in range(1, _MERGERS + 1):
        found |= Q(**{body + "__successor" * times: organisation_id})
    return found


def bodies_within(organisation_id: int) -> list[int]:
    """Return the ids of an organisation and of those that went up in it since, in one query.

    For tables too long for :func:`merged_into`: ``column__in`` of ids is read along the column's index.
    """
    return list(Organisation.objects.filter(within(organisation_id)).order_by().values_list("pk", flat=True))


def within(organisation_id: int | OuterRef) -> Q:
    """Organisations that are one, or went up in it since: of an organisation's own rows."""
    found = Q(pk=organisation_id)
    for times in range(1, _MERGERS + 1):
        found |= Q(**{"__".join(["successor"] * times): organisation_id})
    return found


def bodies_since(organisation: Organisation) -> frozenset[int]:
    """Return the ids of an organisation and of those it went up in since, as :func:`merged_into` has them.

    A query for each merger.
    """
    body, found = organisation, {organisation.pk}
    for _ in range(_MERGERS):
        if body.successor is None:
            break
        body = body.successor
        found.add(body.pk)
    return frozenset(found)


class Region(models.Model):
    """Administrative division (GB/T 2260 to county; public statistical codes for streets)."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    valid_from = models.DateField("启用", default=date(2020, 1, 1))
    valid_to = models.DateField("停用", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="继任区划"
    )

    class Meta:
        verbose_name = "行政区划"
        ordering = ["code"]
        indexes = [models.Index(fields=["parent", "code"], name="region_parent_code")]

    def __str__(self) -> str:
        return self.name


class RegionSuccession(models.Model):
    """What became of a division on the day it ended: one row for each that took its place.

    ``Region.valid_to`` is the day and ``Region.successor`` the one its open cases follow to.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="successions", verbose_name="原区划")
    successor = models.ForeignKey(
        Region, models.PROTECT, related_name="predecessions", verbose_name="继任区划"
    )
    part = models.CharField("哪一部分", max_length=120, blank=True, help_text="分设时：原区划的哪一部分")

    class Meta:
        verbose_name = "区划更替"
        ordering = ["region_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "successor"], name="region_succeeded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region} → {self.successor}{f'（{self.part}）' if self.part else ''}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of_kind(self, kind: OrganisationKind) -> Self:
        return self.filter(kind=kind)


class Organisation(models.Model):
    """A body that works on the programme. Its name is data: bureaus are called differently by place."""

    kind = models.CharField("类别", max_length=20, choices=OrganisationKind.choices)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=20, help_text="用于办件编号，如“上城”")
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name="所在区划"
    )
    phone = models.CharField("对外电话", max_length=20, blank=True)
    window_address = models.CharField("窗口地址", max_length=120, blank=True)
    window_hours = models.CharField("窗口办公时间", max_length=120, blank=True)
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        help_text="装修企业的账号凭它与名录和办件中的企业对上",
    )
    is_active = models.BooleanField("在用", default=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)
    # Who goes on with its cases: only a body that was merged has one.
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入机构"
    )
    attached_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审计范围",
        help_text="审计机关读取哪个机构辖区内的数据",
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "机构"
        ordering = ["region_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="organisation_kind_name_unique"),
            # a 办件编号 begins with it: two bureaus of one short name would give the same numbers
            models.UniqueConstraint(
                fields=["short_name"],
                condition=Q(kind=OrganisationKind.DISTRICT_BUREAU),
                name="bureau_short_name_unique",
            ),
            # two accounts of one enterprise would each see half of its cases
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(kind=OrganisationKind.ENTERPRISE) & ~Q(credit_code=""),
                name="enterprise_credit_code_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """Which regions an organisation is responsible for, dated; ``include=False`` carves one out.

    Needed because jurisdiction is not the code tree: 西湖风景名胜区管委会 has no county code of its own.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="coverages", verbose_name="机构"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="coverages", verbose_name="区划")
    include = models.BooleanField("纳入", default=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "管辖范围"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "region", "valid_from"], name="coverage_unique"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="coverage_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}：{self.region}"


class ReportingLine(models.Model):
    """To whom a bureau reports, dated: 秀洲 and 龙港 report directly to the province."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="reporting_lines", verbose_name="机构"
    )
    reports_to = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reporting_from", verbose_name="报送至"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "报送关系"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="reporting_line_unique"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="reporting_line_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.reports_to}"


class OrganisationName(models.Model):
    """A name that a body had before a day: papers made by then keep it. The present one is the body's own."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_names", verbose_name="机构"
    )
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=20)
    until = models.DateField("至", help_text="自这一天起用新名称")

    class Meta:
        verbose_name = "曾用名"
        ordering = ["until"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "until"], name="organisation_name_until_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationContact(models.Model):
    """Whom to telephone at a body: 分管领导 and one 联络员 (浙建管发〔2024〕80号, last paragraph)."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contacts", verbose_name="机构"
    )
    duty = models.CharField("职责", max_length=10, choices=ContactDuty.choices)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=60, blank=True)
    phone = models.CharField("办公电话", max_length=20)

    class Meta:
        verbose_name = "联系人"
        ordering = ["organisation_id", "duty"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "duty"], name="contact_once_a_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name}"


class BodyChangeQuerySet(models.QuerySet["BodyChange"]):
    """Changes by where they stand."""

    def pending(self) -> Self:
        """Decided and not in effect yet."""
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)


class BodyChange(models.Model):
    """机构变更: what changes of a body from a day on, who decided it, and when it took effect.

    Dates of coverage and reporting lines are written when it is decided; ``undo`` keeps what stood before, so
    that a change that is called off before its day leaves nothing behind.
    """

    kind = models.CharField("事项", max_length=12, choices=ChangeKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="changes", verbose_name="机构"
    )
    other = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="另一机构"
    )
    """To whom it will report, or into which it is merged."""
    regions = models.JSONField("区划", default=list, blank=True)
    """Codes of the regions that come to ``organisation``."""
    name = models.CharField("新名称", max_length=120, blank=True)
    short_name = models.CharField("新简称", max_length=20, blank=True)
    effective_on = models.DateField("生效日期")
    reason = models.CharField("依据", max_length=300)
    undo = models.JSONField("原状", default=dict, blank=True)
    made_at = models.DateTimeField("决定时间")
    made_by = models.CharField("经手人", max_length=80)
    done_at = models.DateTimeField("生效时间", null=True, blank=True)
    moved = models.PositiveIntegerField("移交件数", default=0)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_by = models.CharField("取消人", max_length=80, blank=True)

    objects = BodyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "机构变更"
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="body_change_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()} {self.effective_on}"

    @property
    def under_way(self) -> bool:
        """Whether its day has come and its cases are being handed over."""
        return self.done_at is None and self.cancelled_at is None and self.effective_on <= clock.today()
