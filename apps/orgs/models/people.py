"""People, the roles they hold and who confirmed them, and the tokens of an organisation's own systems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.orgs.enums import LEADERS, GrantState, Role
from apps.orgs.models.bodies import Organisation, in_force


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who signs in; what the person may do comes from memberships."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("在用", default=True)
    edit = models.PositiveIntegerField("版次", default=0, db_default=0)
    """Counts what administrators change about the person and the roles: an older page is stale."""

    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date) -> Self:
        """Roles held on a day; a delegation ends with the delegator's own role, whatever its date.

        A grant gives nothing before another administrator has confirmed it.
        """
        # EXISTS, not a join: a delegator who holds the role twice must not show the delegation twice.
        own = Membership.objects.filter(
            in_force(on),
            user_id=OuterRef("on_behalf_of_id"),
            organisation_id=OuterRef("organisation_id"),
            role=OuterRef("role"),
            on_behalf_of__isnull=True,
            user__is_active=True,
            state=GrantState.CONFIRMED,
        )
        return self.filter(
            Q(on_behalf_of__isnull=True) | Exists(own),
            in_force(on),
            state=GrantState.CONFIRMED,
            user__is_active=True,
            organisation__is_active=True,
        )

    def standing(self) -> Self:
        """Confirmed grants and those that wait; neither declined nor withdrawn."""
        return self.filter(state__in=(GrantState.PENDING, GrantState.CONFIRMED))


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
    # What was there before grants were confirmed, and what a set-up file or an operator gives, is confirmed.
    state = models.CharField(
        "状态",
        max_length=10,
        choices=GrantState.choices,
        default=GrantState.CONFIRMED,
        db_default=GrantState.CONFIRMED,
    )
    granter = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由谁添加"
    )
    """Who gave it in the browser; None for what a set-up file or an operator gave."""
    decider = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由谁确认"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "valid_from"],
                condition=Q(state__in=["pending", "confirmed"], on_behalf_of__isnull=True),
                name="membership_once",
            ),
            models.UniqueConstraint(
                # two colleagues may lend the same role to one person from the same day
                fields=["user", "organisation", "role", "on_behalf_of", "valid_from"],
                condition=Q(state__in=["pending", "confirmed"], on_behalf_of__isnull=False),
                name="delegation_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="membership_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | Q(valid_to__isnull=False),
                name="delegation_has_an_end",
            ),
            models.CheckConstraint(
                # delegating one's own role to a colleague is no grant to oneself
                condition=Q(granter__isnull=True) | ~Q(granter=F("user")),
                name="nobody_grants_himself",
            ),
            models.CheckConstraint(
                condition=Q(decider__isnull=True) | (~Q(decider=F("granter")) & ~Q(decider=F("user"))),
                name="another_decides_a_grant",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(granter__isnull=True)
                # not null first: a comparison with NULL is neither true nor false, and would let all pass
                | Q(on_behalf_of__isnull=False, granter=F("on_behalf_of"))
                | Q(decider__isnull=False, decided_at__isnull=False),
                name="a_confirmed_grant_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def with_issuer(self, on: date) -> Self:
        """Say as ``issuer_stands`` whether who issued it answers in the own name for that body on a day."""
        # Any role would keep alive what a leader issued who is a clerk now, or a stand-in of a week.
        answering = LEADERS | {Role.ADMINISTRATOR}
        roles = Membership.objects.in_force(on).filter(role__in=answering, on_behalf_of__isnull=True)
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
