"""项目抽查: draws with their witnesses and population, and whom ties to an enterprise keep away."""

from __future__ import annotations

import json
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation, User, merged_into
from apps.orgs.permissions import row_scope
from apps.supervision.enums import (
    WAITING,
    Agreement,
    Consent,
    ConsentWay,
    Content,
    Finding,
    Means,
    Population,
    Stage,
    Standing,
)


class DrawQuerySet(models.QuerySet["Draw"]):
    """Draws as those who may read them meet them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the draws of an actor's body and of those below it, and those that the person witnesses.

        Whoever is sent to a drawn case meets the draw, too, from whichever bureau.
        """
        scope = row_scope(actor)
        own = Q(pk__in=[])
        if scope.level is ScopeLevel.BUREAU:
            own = merged_into(scope.organisation_id, "bureau")
        elif scope.level is ScopeLevel.CITY:
            own = merged_into(scope.organisation_id, "city")
        elif scope.level is ScopeLevel.PROVINCE:
            return self.all()
        if actor.user_id is None:
            return self.filter(own)
        mine = Witness.objects.filter(draw=OuterRef("pk"), user=actor.user_id)
        sent = Sent.objects.filter(recheck__draw=OuterRef("pk"), user=actor.user_id, left_reason="")
        return self.filter(own | Exists(mine) | Exists(sent))

    def for_display(self) -> Self:
        """Load what a row of the list shows: not the texts, which may be long."""
        rows = self.select_related("body", "enterprise", "only").prefetch_related("witnesses")
        return rows.defer("fixed", "outcome")


class Draw(models.Model):
    """项目抽查: one population, fixed before there is a seed, and what came out of it (decision 0179)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="组织单位")
    bureau = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="区、县（市）住建局",
    )
    city = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市级主管部门"
    )
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("第几次")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices(), default=Stage.FIXED)
    label_source = models.CharField("称“双随机”的文号", max_length=120, blank=True)
    """The decree by which the body calls its draws 双随机; '' where nobody has switched that on."""

    population = models.CharField("抽哪些办件", max_length=12, choices=Population.choices)
    from_on = models.DateField("自")
    until_on = models.DateField("至")
    only = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="只抽哪个区县"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="只抽哪家企业"
    )
    share = models.DecimalField("抽取比例（%）", max_digits=5, decimal_places=2)
    due_on = models.DateField("复核期限")
    size = models.PositiveIntegerField("总体户数")
    drawn = models.PositiveIntegerField("抽中户数", null=True, blank=True)

    fixed = models.TextField("固定的内容")
    """Canonical JSON, as its digest was taken: kept as text, because a JSON column reorders names."""
    fixed_sha256 = models.CharField("固定内容的摘要", max_length=64)
    fixed_at = models.DateTimeField("固定时间")
    fixed_by = models.CharField("发起人", max_length=80)
    fixed_by_holder = models.CharField("发起人标识", max_length=40)

    committed_at = models.DateTimeField("封存齐的时间", null=True, blank=True)
    committed_event = models.BigIntegerField("封存齐的事件", null=True, blank=True)
    """Row of the event of the later commitment: the first day digest that covers it is part of the seed."""
    digest_day = models.DateField("日摘要的日期", null=True, blank=True)
    digest_hash = models.CharField("日摘要", max_length=64, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    outcome = models.TextField("抽取结果", blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)

    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = models.CharField("公布人", max_length=80, blank=True)
    published_note = models.CharField("公布的说明", max_length=500, blank=True)
    figures = models.JSONField("公布的数", default=dict, blank=True)
    """Numbers alone, as they stood when a named person let them out."""

    withdrawn_at = models.DateTimeField("作罢时间", null=True, blank=True)
    withdrawn_by = models.CharField("作罢人", max_length=80, blank=True)
    withdrawn_reason = models.CharField("作罢的原因", max_length=300, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = "抽查"
        ordering = ["-fixed_at", "-number", "-pk"]
        indexes = [
            models.Index(fields=["bureau", "-fixed_at"], name="draw_of_bureau"),
            models.Index(fields=["city", "-fixed_at"], name="draw_of_city"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="draw_number_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="draw_share_of_something"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="draw_days_in_order"),
            models.CheckConstraint(
                condition=Q(stage__in=[each.value for each in (*WAITING, Stage.WITHDRAWN)])
                | ~Q(seed="") & ~Q(outcome="") & Q(drawn_at__isnull=False, digest_day__isnull=False),
                name="draw_drawn_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED.value)
                | Q(published_at__isnull=False) & ~Q(published_by=""),
                name="draw_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.WITHDRAWN.value)
                | Q(withdrawn_at__isnull=False, seed="") & ~Q(withdrawn_reason=""),
                name="draw_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_labelled(self) -> bool:
        """Whether the body calls its draws 双随机, by a decree of its own."""
        return bool(self.label_source)

    @property
    def word(self) -> str:
        """What its body calls it."""
        return "双随机抽查" if self.is_labelled else "项目抽查"

    @property
    def title(self) -> str:
        """上城区住建局 2026 年第 4 次项目抽查."""
        return f"{self.body.name} {self.year} 年第 {self.number} 次{self.word}"

    @property
    def facts(self) -> dict[str, Any]:
        """What was fixed, read."""
        found: dict[str, Any] = json.loads(self.fixed)
        return found

    @property
    def stage_label(self) -> str:
        return Stage(self.stage).label


class Witness(models.Model):
    """见证人 of a draw: commits to a number before there is a day digest and opens it afterwards."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="witnesses", verbose_name="抽查")
    place = models.PositiveSmallIntegerField("次序")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="见证人")
    name = models.CharField("姓名", max_length=60)
    body_name = models.CharField("单位", max_length=120)
    commitment = models.CharField("封存值", max_length=64, blank=True)
    committed_at = models.DateTimeField("封存时间", null=True, blank=True)
    number = models.CharField("开封的数字", max_length=60, blank=True)
    """Shown to nobody before both are open."""
    opened_at = models.DateTimeField("开封时间", null=True, blank=True)

    class Meta:
        verbose_name = "见证人"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="witness_place_once"),
            models.UniqueConstraint(fields=["draw", "user"], name="witness_once_a_draw"),
            models.CheckConstraint(
                condition=Q(number="", opened_at__isnull=True)
                | ~Q(commitment="") & ~Q(number="") & Q(opened_at__isnull=False),
                name="witness_opens_what_was_committed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """By which the record of a draw knows the person."""
        return str(self.user_id)


class Member(models.Model):
    """A case of a draw's population (总体): by it a later draw finds that this one had the same case."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="members", verbose_name="抽查")
    case = models.ForeignKey(Case, models.PROTECT, related_name="draws", verbose_name="办件")

    class Meta:
        verbose_name = "总体中的办件"
        constraints = [models.UniqueConstraint(fields=["draw", "case"], name="draw_member_once")]

    def __str__(self) -> str:
        return str(self.case_id)


class RecheckQuerySet(models.QuerySet["Recheck"]):
    """Rechecks as those who may read them meet them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of an actor's body and of bodies below it, and those to which the person is sent.

        A witness sees the draw and none of its homes.
        """
        scope = row_scope(actor)
        own = Q(pk__in=[])
        if scope.level is ScopeLevel.BUREAU:
            own = merged_into(scope.organisation_id, "draw__bureau")
        elif scope.level is ScopeLevel.CITY:
            own = merged_into(scope.organisation_id, "draw__city")
        elif scope.level is ScopeLevel.PROVINCE:
            return self.all()
        if actor.user_id is None:
            return self.filter(own)
        sent = Sent.objects.filter(recheck=OuterRef("pk"), user=actor.user_id, left_reason="")
        return self.filter(own | Exists(sent))

    def for_display(self) -> Self:
        """Load what its page shows."""
        rows = self.select_related(
            "draw__body", "case__dwelling", "case__household", "case__enterprise", "instead_of__case"
        )
        return rows.prefetch_related("people")


class Recheck(models.Model):
    """复核: a case that came up in a draw, or was called up from the reserve, in the order of the draw."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="rechecks", verbose_name="抽查")
    case = models.ForeignKey(Case, models.PROTECT, related_name="rechecks", verbose_name="办件")
    place = models.PositiveSmallIntegerField("次序")
    stratum = models.CharField("分层", max_length=120)
    instead_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="顶替哪一户"
    )
    standing = models.CharField(
        "办到哪里", max_length=10, choices=Standing.choices(), default=Standing.ASKING
    )

    consent = models.CharField("住户的答复", max_length=10, choices=Consent.choices, blank=True)
    consent_way = models.CharField("怎样问的", max_length=6, choices=ConsentWay.choices, blank=True)
    consent_on = models.DateField("答复日期", null=True, blank=True)
    consent_note = models.CharField("答复的情况", max_length=300, blank=True)
    consent_by = models.CharField("谁问的", max_length=80, blank=True)
    consent_at = models.DateTimeField("答复登记时间", null=True, blank=True)
    paper_id = models.UUIDField("答复的书面材料", null=True, blank=True)

    means = models.CharField("复核方式", max_length=6, choices=Means.choices, blank=True)
    checked_on = models.DateField("复核日期", null=True, blank=True)
    exists = models.CharField("装修确实做了", max_length=8, choices=Agreement.choices, blank=True)
    as_planned = models.CharField("部位、工法与方案", max_length=8, choices=Agreement.choices, blank=True)
    photos = models.CharField("现场与验收照片", max_length=8, choices=Agreement.choices, blank=True)
    paid = models.DecimalField("住户说的实付（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    invoice = models.DecimalField("发票金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    satisfaction = models.CharField("住户是否满意", max_length=12, choices=Content.choices, blank=True)
    finding = models.CharField("结论", max_length=12, choices=Finding.choices, blank=True)
    text = models.CharField("情况", max_length=1000, blank=True)
    result_paper_id = models.UUIDField("复核材料", null=True, blank=True)
    recorded_by = models.CharField("记录人", max_length=80, blank=True)
    recorded_by_holder = models.CharField("记录人标识", max_length=40, blank=True)
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    sent_back = models.CharField("另一人要改的", max_length=300, blank=True)
    confirmed_by = models.CharField("确认人", max_length=80, blank=True)
    confirmed_by_holder = models.CharField("确认人标识", max_length=40, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = "复核"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "case"], name="recheck_case_once"),
            models.UniqueConstraint(fields=["draw", "place"], name="recheck_place_once"),
            models.UniqueConstraint(fields=["instead_of"], name="recheck_called_up_once"),
            models.CheckConstraint(
                condition=~Q(standing=Standing.DONE.value)
                | Q(recorded_at__isnull=False, confirmed_at__isnull=False, checked_on__isnull=False)
                & ~Q(finding=""),
                name="recheck_done_is_whole",
            ),
            models.CheckConstraint(
                # A recheck of two: the database refuses one person, too.
                condition=Q(confirmed_by_holder="") | ~Q(confirmed_by_holder=F("recorded_by_holder")),
                name="recheck_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.ASKING.value) | Q(consent_at__isnull=False) & ~Q(consent=""),
                name="recheck_asked_first",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def standing_label(self) -> str:
        return Standing(self.standing).label

    @property
    def going(self) -> list[Sent]:
        """Those who go, without who was replaced."""
        return [each for each in self.people.all() if not each.left_reason]


class Sent(models.Model):
    """复核人员: one of those whom the draw sends to a case."""

    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="people", verbose_name="复核")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="复核人员")
    name = models.CharField("姓名", max_length=60)
    place = models.PositiveSmallIntegerField("次序")
    left_reason = models.CharField("换下的原因", max_length=200, blank=True)
    """Why another one goes instead; '' for who goes."""

    class Meta:
        verbose_name = "复核人员"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["recheck", "user"], name="sent_once"),
            models.UniqueConstraint(fields=["recheck", "place"], name="sent_place_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TieQuerySet(models.QuerySet["Tie"]):
    def standing(self) -> Self:
        """Those that keep somebody away now."""
        return self.filter(ended_at__isnull=True)


class Tie(models.Model):
    """回避登记: a person does not look at the homes of an enterprise; kept by the body it was declared at."""

    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁回避")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    reason = models.CharField("原因", max_length=200)
    declared_at = models.DateTimeField("登记时间")
    declared_by = models.CharField("登记人", max_length=80)
    ended_at = models.DateTimeField("取消时间", null=True, blank=True)
    ended_by = models.CharField("取消人", max_length=80, blank=True)
    ended_reason = models.CharField("取消的原因", max_length=200, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = "回避登记"
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "enterprise"], condition=Q(ended_at__isnull=True), name="tie_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_reason=""), name="tie_ended_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.enterprise}"
