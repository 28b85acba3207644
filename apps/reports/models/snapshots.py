"""Week snapshots with their movements and named adjustments (R10)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation, merged_into
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.reports.enums import MemberState, MovementKind


class WeekSnapshotQuerySet(models.QuerySet["WeekSnapshot"]):
    """Weeks by who may see them."""

    def visible_to(self, actor: Actor | None) -> Self:
        """A bureau sees its own weeks, a city those of the bureaus reporting to it, the province all.

        Streets, enterprises and property companies see none; a week that nobody owes is shown to nobody.
        """
        scope = row_scope(actor)
        if scope.level is ScopeLevel.PROVINCE:
            return self.owed()
        if scope.level is ScopeLevel.CITY:
            return self.owed().filter(reports_to_id=scope.organisation_id)
        if scope.level is ScopeLevel.BUREAU:
            return self.owed().filter(bureau_id=scope.organisation_id)
        return self.none()

    def open_to(self, actor: Actor | None) -> Self:
        """Weeks whose pages an actor opens: those he sees, and a bureau's those of bodies that went up in it.

        Their households are counted here since, so that no figure sums both (:meth:`visible_to`).
        """
        scope = row_scope(actor)
        if scope.level is ScopeLevel.BUREAU:
            return self.owed().filter(merged_into(scope.organisation_id, "bureau"))
        return self.visible_to(actor)

    def owed(self) -> Self:
        """Only weeks for which a report is owed: those due since the bureau's reporting began."""
        return self.filter(is_owed=True)

    def newest_each(self, *, upto: int | None = None) -> Self:
        """Only the newest week of each bureau and year, at most week ``upto``."""
        later = WeekSnapshot.objects.filter(
            bureau=OuterRef("bureau"), program=OuterRef("program"), number__gt=OuterRef("number")
        )
        if upto is None:
            return self.filter(~Exists(later))
        return self.filter(~Exists(later.filter(number__lte=upto)), number__lte=upto)


class WeekSnapshot(models.Model):
    """A bureau's week as it stood at the cut-off. Written once and never changed, but for ``is_owed``.

    Columns count households, ``amount`` 元. What a return changes afterwards stands beside it as
    :class:`Adjustment`.
    """

    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="week_snapshots", verbose_name="区、县（市）住建局"
    )
    reports_to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="week_snapshots_below",
        verbose_name="报送至",
        help_text="报送日当天的上级；此后报送关系变化不影响已封存的周",
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="week_snapshots", verbose_name="年度")
    number = models.PositiveSmallIntegerField("期次")
    period_start = models.DateField("自")
    period_end = models.DateField("至")
    cutoff_at = models.DateTimeField("数据截止")
    due_at = models.DateTimeField("报送截止")
    moved = models.BooleanField("因节假日提前", default=False)
    final_at = models.DateTimeField("定稿时间", help_text="下一期数据截止时；此后更正计入当期")
    year_opened_at = models.DateTimeField("年度起点", help_text="1 月 1 日 0:00；此前完成的计入上一年度")
    carried = models.PositiveIntegerField("上年结转")
    opening = models.PositiveIntegerField("上期累计")
    added = models.PositiveIntegerField("新增")
    removed = models.PositiveIntegerField("核减")
    done = models.PositiveIntegerField("已完成装修")
    ongoing = models.PositiveIntegerField("正在装修")
    amount = models.DecimalField(
        "装修合同金额（元）", max_digits=16, decimal_places=2, db_column="amount_yuan"
    )
    manifest_hash = models.CharField("名单摘要", max_length=64)
    # False where the start of reporting was put right afterwards: later weeks still go on from it.
    is_owed = models.BooleanField("应报", default=True, db_default=True)
    taken_at = models.DateTimeField("封存时间", db_column="sealed_at")
    # One to one: two weeks cannot both go on from the same one.
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="next", verbose_name="上一期"
    )

    objects = WeekSnapshotQuerySet.as_manager()

    may_have_begun: bool = True
    """Whether its year may have 期初数, once ``queries.loading`` has asked; no column."""
    may_have_own: bool = True
    """Whether households of ours stand within its declared totals, likewise."""
    only_entry: Any = None
    """The one entry of its 期初数, likewise; None where there are several, or nobody asked."""
    newest_proof: Any = None
    """Its newest recount where that stands by itself, likewise."""
    passed_in_it: int | None = None
    """How many passed in the week, likewise."""
    newest_week: Any = None
    """The bureau's newest week, likewise."""

    class Meta:
        # Tables and columns keep the names they had before code said snapshot (migration 0006).
        db_table = "reports_weekseal"
        verbose_name = "周封存"
        ordering = ["-cutoff_at", "bureau_id"]
        indexes = [models.Index(fields=["reports_to", "program", "number"], name="seal_reports_to_week")]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "program", "number"], name="seal_once_per_week"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_number_from_one"),
            models.CheckConstraint(
                condition=Q(done=F("opening") + F("added") - F("removed") - F("ongoing")),
                name="seal_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__gte=F("cutoff_at"), due_at__gte=F("cutoff_at")),
                name="seal_after_cutoff",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bureau} 第 {self.number} 期"

    @property
    def closing(self) -> int:
        """本期累计 as it stood at the cut-off."""
        return self.done + self.ongoing


class _Moving(models.Model):
    """Columns that say what happened to one case's membership."""

    kind = models.CharField("变动", max_length=10, choices=MovementKind.choices)
    delta = models.SmallIntegerField("户数增减")
    state_before = models.CharField("原进度", max_length=10, choices=MemberState.choices, blank=True)
    state_after = models.CharField("现进度", max_length=10, choices=MemberState.choices, blank=True)
    amount_change = models.DecimalField(
        "合同金额增减（元）", max_digits=14, decimal_places=2, db_column="amount_change_yuan"
    )
    reason = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        abstract = True


def _delta_fits_kind(name: str) -> models.CheckConstraint:
    # Named by each table: constraint names of an abstract model's children must differ.
    return models.CheckConstraint(
        condition=Q(kind__in=[MovementKind.CARRIED, MovementKind.IN], delta=1, state_before="")
        | Q(kind=MovementKind.OUT, delta=-1, state_after="")
        | Q(kind=MovementKind.CHANGED, delta=0),
        name=name,
    )


class SnapshotMovement(_Moving):
    """One case's change against the previous snapshot. Written with its snapshot and never changed."""

    snapshot = models.ForeignKey(
        WeekSnapshot, models.PROTECT, db_column="seal_id", related_name="movements", verbose_name="周封存"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="snapshot_movements", verbose_name="案件")

    class Meta:
        db_table = "reports_sealmovement"
        verbose_name = "周变动"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "case"],
                condition=Q(kind=MovementKind.CARRIED),
                name="case_carried_once",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "case"],
                condition=~Q(kind=MovementKind.CARRIED),
                name="case_moves_once_a_week",
            ),
            _delta_fits_kind("movement_delta_fits_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case_id}"


class Adjustment(_Moving):
    """A named correction after the cut-off.

    Until the next cut-off it changes the set of its own week (``entered`` = ``snapshot``). Afterwards
    week k is final: the correction enters the current week and is printed there as 更正第 k 期;
    ``entered`` is empty until that week's snapshot is taken, and for ever where the case's record was
    moved back before (``moot_at``).
    """

    snapshot = models.ForeignKey(
        WeekSnapshot,
        models.PROTECT,
        db_column="seal_id",
        related_name="adjustments",
        verbose_name="所更正的周",
    )
    entered = models.ForeignKey(
        WeekSnapshot, models.PROTECT, null=True, related_name="entered_adjustments", verbose_name="计入的周"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="adjustments", verbose_name="案件")
    amount_after = models.DecimalField(
        "现合同金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        db_column="amount_after_yuan",
        help_text="复算用的绝对值，不由增减推得；核减时为空",
    )
    moot_at = models.DateTimeField(
        "不再需要的时间", null=True, help_text="案件的记录已改回，没有数可以计入当期"
    )
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("经手人", max_length=80)
    # The column keeps the word post, by which a role went before (migration 0004).
    made_by_role = models.CharField("岗位", db_column="made_by_post", max_length=20)

    class Meta:
        verbose_name = "更正"
        ordering = ["made_at", "id"]
        constraints = [
            _delta_fits_kind("adjustment_delta_fits_kind"),
            models.CheckConstraint(condition=~Q(reason=""), name="adjustment_has_reason"),
            models.CheckConstraint(
                condition=Q(moot_at__isnull=True) | Q(entered__isnull=True),
                name="moot_correction_entered_none",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "case"],
                condition=Q(entered__isnull=True, moot_at__isnull=True),
                name="one_waiting_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"更正 {self.snapshot} {self.case_id}"
