"""Regions, organisations with dated jurisdiction, people and their roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.orgs.enums import ChangeKind, ContactDuty, OrganisationKind, RegionLevel, Role


def in_force(on: date) -> Q:
    """Rows whose dates include ``on``: valid_from inclusive, valid_to exclusive."""
    # Half-open, so that the day one office hands over to another belongs to exactly one of them.
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


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


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who signs in; what the person may do comes from memberships."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("在用", default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date) -> Self:
        """Roles held on a day; a delegation ends with the delegator's own role, whatever its date."""
        # EXISTS, not a join: a delegator who holds the role twice must not show the delegation twice.
        own = Membership.objects.filter(
            in_force(on),
            user_id=OuterRef("on_behalf_of_id"),
            organisation_id=OuterRef("organisation_id"),
            role=OuterRef("role"),
            on_behalf_of__isnull=True,
            user__is_active=True,
        )
        return self.filter(
            Q(on_behalf_of__isnull=True) | Exists(own),
            in_force(on),
            user__is_active=True,
            organisation__is_active=True,
        )


class Membership(models.Model):
    """任职: a role (岗位) held by a person at an organisation for dated days.

    A delegation (甲代乙) is a membership of its own with ``on_behalf_of`` set and an end date.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="机构"
    )
    # Renamed in code only: a process of the release before reads the same column (migration 0004).
    role = models.CharField("岗位", db_column="post", max_length=20, choices=Role.choices)
    on_behalf_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁行使"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "valid_from"], name="membership_unique"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="membership_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | Q(valid_to__isnull=False),
                name="delegation_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def with_issuer(self, on: date) -> Self:
        """Say as ``issuer_stands`` whether who issued it holds a role at that person's body on a day."""
        roles = Membership.objects.in_force(on)
        held = roles.filter(user_id=OuterRef("issuer_id"), organisation_id=OuterRef("issuer_body_id"))
        return self.annotate(issuer_stands=Exists(held))


class ApiToken(models.Model):
    """A key by which another system of an organisation acts on the API, in named roles, until a day.

    Only the SHA-256 of the 256-bit secret is kept: whoever reads the table cannot call the API.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="api_tokens", verbose_name="机构"
    )
    label = models.CharField("用途", max_length=60)
    roles = models.JSONField(
        "岗位",
        db_column="posts",
    )
    """Codes of :class:`Role`, the first being the one that acts when none is named."""
    # By this lists and people tell tokens apart: the secret itself is not kept.
    prefix = models.CharField("令牌开头", max_length=12)
    digest = models.CharField("令牌摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间")
    created_by_name = models.CharField("签发人", max_length=80)
    issuer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签发人账号")
    """Empty for one that an operator issued by command."""
    issuer_body = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="签发人单位"
    )
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by_name = models.CharField("撤销人", max_length=80, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    """To the quarter of an hour: an exact moment would cost a write per request."""

    objects = ApiTokenQuerySet.as_manager()

    issuer_stands: bool
    """Only where :meth:`ApiTokenQuerySet.with_issuer` was asked."""
    secret = ""
    """Known to the process that issued it, and nowhere afterwards."""

    class Meta:
        verbose_name = "接口令牌"
        ordering = ["organisation_id", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="api_token_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.prefix}…）"

    def ended(self, at: datetime) -> str:
        """Return why it opens nothing any more, '' while it does; asks for ``issuer_stands``."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at <= at:
            return "expired"
        if not self.organisation.is_active:
            return "organisation"
        return "" if self.issuer_id is None or self.issuer_stands else "issuer"
