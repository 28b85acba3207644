"""疑点: what was found, as it was then; what people decided of it; how far the search has come."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.signals.enums import Decision, Kind, Outcome, State


class SignalQuerySet(models.QuerySet["Signal"]):
    """Named conditions of lists and of the search."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Return what an actor's body looks at; streets, enterprises and households have none.

        Whether the actor's role looks at any is asked of ``may_read``.
        """
        scope = row_scope(actor)
        if scope.level is ScopeLevel.BUREAU:
            return self.filter(bureau=scope.organisation_id)
        if scope.level is ScopeLevel.CITY:
            return self.filter(city_bureau=scope.organisation_id)
        return self if scope.level is ScopeLevel.PROVINCE else self.none()

    def standing(self) -> Self:
        """Those whose facts are still so."""
        return self.filter(superseded_at__isnull=True)

    def for_display(self) -> Self:
        """Load what a row of the list shows."""
        return self.select_related("bureau", "city_bureau").prefetch_related("parts__case", "steps")


class Signal(models.Model):
    """疑点: something to look at, with the numbers of that day. Never a finding; it blocks nothing.

    One stands for each kind and subject. Facts that change supersede it: it stays as it was, and what is
    found then is a row of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices())
    subject = models.CharField("对象", max_length=120)
    group = models.CharField("一起查找的", max_length=120, blank=True)
    basis = models.CharField("事实摘要", max_length=64)
    """Digest of the facts that make it another one when they change."""
    words = models.CharField("说明", max_length=2000)
    table = models.JSONField("对照")
    files = models.JSONField("照片", default=list)
    case_count = models.PositiveIntegerField("涉及办件")
    about_holder = models.CharField("所涉账号", max_length=32, blank=True)
    """Account whose own work it is about: it does not decide of it."""
    year = models.PositiveSmallIntegerField("年度")
    # Both empty: cases of several bureaus, or of several cities, are looked at by the body above them all.
    bureau = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区县"
    )
    city_bureau = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市级"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.OPEN)
    found_at = models.DateTimeField("发现时间")
    superseded_at = models.DateTimeField("情况变化时间", null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="此前的疑点"
    )

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = "疑点"
        ordering = ["-found_at", "-id"]
        indexes = [
            models.Index(fields=["bureau", "state", "-found_at"], name="signal_bureau_state"),
            models.Index(fields=["city_bureau", "state", "-found_at"], name="signal_city_state"),
            models.Index(fields=["state", "-found_at"], name="signal_state"),
            models.Index(fields=["bureau", "-found_at"], name="signal_bureau_found"),
            models.Index(fields=["city_bureau", "-found_at"], name="signal_city_found"),
            models.Index(fields=["-found_at"], name="signal_found"),
            models.Index(fields=["kind", "-found_at"], name="signal_kind_found"),
            models.Index(fields=["kind", "group"], condition=~Q(group=""), name="signal_group"),
            models.Index(fields=["kind", "subject", "-found_at"], name="signal_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(superseded_at__isnull=True),
                name="one_signal_stands",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LAPSED.value) | Q(superseded_at__isnull=False),
                name="lapsed_signal_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return Kind(self.kind).label

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label

    @property
    def state_label(self) -> str:
        return State(self.state).label


class SignalCase(models.Model):
    """A case that a 疑点 is about."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="parts", verbose_name="疑点")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    place = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "疑点所涉案件"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["signal", "case"], name="signal_case_once")]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.case_id}"


class SignalStep(models.Model):
    """What a named person decided, found out, or opened again, with the reason. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(Signal, models.PROTECT, related_name="steps", verbose_name="疑点")
    number = models.PositiveSmallIntegerField("次序")
    state = models.CharField("以后的状态", max_length=10, choices=State.choices())
    decision = models.CharField("决定", max_length=10, choices=Decision.choices(), blank=True)
    outcome = models.CharField("核实结果", max_length=10, choices=Outcome.choices(), blank=True)
    reason = models.CharField("理由", max_length=500)
    at = models.DateTimeField("时间")
    by = models.CharField("经手人", max_length=80)
    by_holder = models.CharField("经手人编号", max_length=32)
    organisation = models.CharField("单位", max_length=160)

    class Meta:
        verbose_name = "疑点的处理"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "number"], name="signal_step_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="signal_step_has_reason"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What was done, in words."""
        if self.decision:
            return Decision(self.decision).label
        return f"核实结果：{Outcome(self.outcome).label}" if self.outcome else "重新打开"


class SignalCount(models.Model):
    """How many 疑点 of a body, year and kind stand in a state, kept with each change."""

    # Numbers, 0 for none, not keys: a unique row for “of no single bureau” must be findable.
    bureau_id = models.BigIntegerField("区县", default=0)
    city_id = models.BigIntegerField("市级", default=0)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices())
    state = models.CharField("状态", max_length=10, choices=State.choices())
    count = models.IntegerField("条数", default=0)

    class Meta:
        verbose_name = "疑点条数"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau_id", "city_id", "year", "kind", "state"], name="signal_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.year} {self.kind} {self.state}: {self.count}"


class SignalScan(models.Model):
    """How far the search has come with a bureau's cases, and by which lines."""

    bureau = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="区县")
    looked_until = models.DateTimeField("查找到", null=True, blank=True)
    lines = models.CharField("参数摘要", max_length=64, blank=True)
    """Digest of the bureau's lines and milestones; others mean that all its cases are looked at anew."""

    class Meta:
        verbose_name = "疑点查找进度"

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.looked_until}"


class PhotoPrint(models.Model):
    """The print of a photo's picture, computed once (rules/likeness)."""

    file_id = models.UUIDField("文件", unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    bits = models.CharField("画面指纹", max_length=32, blank=True)
    """32 hexadecimal digits; '' for what could not be opened."""

    class Meta:
        verbose_name = "画面指纹"

    def __str__(self) -> str:
        return self.bits


class PhotoBand(models.Model):
    """One band of a print: photos that look alike share at least one."""

    photo = models.ForeignKey(PhotoPrint, models.CASCADE, related_name="bands", verbose_name="画面指纹")
    band = models.IntegerField("段")

    class Meta:
        verbose_name = "画面指纹的段"
        indexes = [models.Index(fields=["band", "photo"], name="photo_band")]

    def __str__(self) -> str:
        return str(self.band)


class PhotoPair(models.Model):
    """A photo that looks like an earlier one of another case, and in how many bits it differs."""

    later = models.OneToOneField(PhotoPrint, models.CASCADE, related_name="+", verbose_name="后一张")
    earlier = models.ForeignKey(PhotoPrint, models.CASCADE, related_name="+", verbose_name="前一张")
    apart = models.PositiveSmallIntegerField("相差（位）")

    class Meta:
        verbose_name = "相近的照片"

    def __str__(self) -> str:
        return f"{self.later_id} {self.earlier_id}: {self.apart}"
