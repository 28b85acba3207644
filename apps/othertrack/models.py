"""其他装修办件, its dated facts, the patrols of it, and since when it counts."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.cases.enums import AreaType
from apps.cases.models import Case
from apps.encryption import EncryptedField, Tie
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation, bodies_within
from apps.orgs.permissions import HOUSEHOLD, row_scope
from apps.othertrack.enums import (
    ENDED,
    LEFT,
    PROBLEMS,
    Extent,
    FactKind,
    Finding,
    Ground,
    Item,
    Means,
    Proof,
    Seen,
    Status,
    Verdict,
)

_COLUMN_OF_LEVEL = {
    ScopeLevel.STREET: "street_office",
    ScopeLevel.BUREAU: "bureau",
    ScopeLevel.CITY: "city_bureau",
    ScopeLevel.PROPERTY: "patrol_organisation",
}


_BODIES = (
    ("bureau", "bureau"),
    ("street_office", "street"),
    ("city_bureau", "city"),
    ("patrol_organisation", "patrol"),
)
_QUEUES = (
    ("bureau", "bureau", "waits_since"),
    ("street_office", "street", "waits_since"),
    # A company goes first where nothing was done longest.
    ("patrol_organisation", "patrol", "updated_at"),
)


class RenovationQuerySet(models.QuerySet["Renovation"]):
    """Named conditions of lists, counts and queues."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Return an actor's rows (R19); enterprises have none."""
        if actor is not None and actor.role == HOUSEHOLD and actor.case_id is not None:
            return self.filter(converted_from=actor.case_id)
        scope = row_scope(actor)
        if scope.level is ScopeLevel.PROVINCE:
            return self
        column = _COLUMN_OF_LEVEL.get(scope.level)
        if column is None or scope.organisation_id is None:
            return self.none()
        # Ids and no join: by equality on its column a list is read along an index, newest first.
        bodies = bodies_within(scope.organisation_id)
        return self.filter(**({column: bodies[0]} if len(bodies) == 1 else {f"{column}__in": bodies}))

    def open(self) -> Self:
        # As the constraint ties it to the status; asked so, the indexes of what is open serve.
        return self.filter(ended_at__isnull=True)

    def for_display(self) -> Self:
        """Load what a row of a list shows."""
        return self.select_related("street_office", "bureau", "patrol_organisation", "converted_from")


class Renovation(models.Model):
    """其他装修办件: one application for 其他旧房装修和厨卫等局部改造 (43号 三(二)).

    A row of its own and no case of the assembled track: other facts, other steps, another row of the weekly
    table. ``status`` is set by this app's services alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("办件编号", max_length=30, unique=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices(), default=Status.SUBMITTED)
    converted_from = models.OneToOneField(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renovation",
        verbose_name="由装配化办件转来",
    )

    street_code = models.CharField("街道代码", max_length=12)
    county_code = models.CharField("区县代码", max_length=6)
    city_code = models.CharField("城市代码", max_length=4)
    street_office = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="乡镇（街道）"
    )
    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="区、县（市）住建局"
    )
    city_bureau = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市级主管部门"
    )
    patrol_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="巡查主体"
    )
    """The property company of an urban home; empty: the street patrols."""

    applied_on = models.DateField("个人申请日期", null=True, blank=True)
    """Empty while a converted case waits for its application."""
    name = models.CharField("装修人姓名", max_length=60)
    phone_encrypted = EncryptedField("联系方式（密文）", tie=Tie.COLUMN)
    address = models.CharField("房屋坐落", max_length=200)
    dwelling_key = models.CharField("住宅标识", max_length=64, db_index=True)
    """As of a case: by it one home is known on both tracks (R13)."""
    home_reason = models.CharField("同一住宅另有办件仍登记的理由", max_length=300, blank=True)
    area_type = models.CharField("城镇/农村", max_length=10, choices=AreaType.choices, default=AreaType.URBAN)
    extent = models.CharField("改造类型", max_length=10, choices=Extent.choices(), blank=True)
    items = models.JSONField("改造内容", default=list)
    """Codes of :class:`Item` in the order of the source."""
    proof = models.CharField("权属证明", max_length=10, choices=Proof.choices(), blank=True)
    proof_name = models.CharField("证明名称", max_length=60, blank=True)
    proof_issuer = models.CharField("出具单位", max_length=80, blank=True)
    contractor = models.CharField("合同的装修企业", max_length=120)
    contract_amount = models.DecimalField(
        "装修合同金额（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    contract_signed_on = models.DateField("合同签订日期", null=True, blank=True)

    # Of the facts, as lists and the weekly table ask for them.
    filed_on = models.DateField("装修备案日期", null=True, blank=True)
    coded_on = models.DateField("一码监管日期", null=True, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)
    finished_on = models.DateField("完工日期", null=True, blank=True)
    finish_recorded_at = models.DateTimeField("完工登记时间", null=True, blank=True)
    reviewed_on = models.DateField("区县审查日期", null=True, blank=True)
    approved_on = models.DateField("结果核准日期", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    waits_since = models.DateTimeField("自何时等下一步", db_default=Now())
    """When it came to where it stands, or works ended where that alone was missing; a patrol is no step."""

    created_at = models.DateTimeField("登记时间")
    created_by = models.CharField("登记人", max_length=80)
    updated_at = models.DateTimeField("更新时间")

    objects = RenovationQuerySet.as_manager()

    class Meta:
        verbose_name = "其他装修办件"
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["bureau", "status", "updated_at"], name="renovation_of_bureau"),
            models.Index(fields=["street_office", "status", "updated_at"], name="renovation_of_street"),
            models.Index(fields=["city_bureau", "status", "updated_at"], name="renovation_of_city"),
            models.Index(fields=["patrol_organisation", "status", "updated_at"], name="renovation_of_patrol"),
            # Lists, newest first; the province's without a column.
            models.Index(fields=["-updated_at", "-id"], name="renovation_newest"),
            *(
                models.Index(fields=[column, "-updated_at", "-id"], name=f"renovation_newest_{name}")
                for column, name in _BODIES
            ),
            # Queues, longest first.
            *(
                models.Index(
                    fields=[column, since, "id"],
                    condition=Q(ended_at__isnull=True),
                    name=f"renovation_queue_{name}",
                )
                for column, name, since in _QUEUES
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=(Status.OPENED, *LEFT)) | Q(applied_on__isnull=False),
                name="renovation_applied_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED)
                | Q(approved_on__isnull=False, finished_on__isnull=False, reviewed_on__isnull=False),
                name="renovation_approved_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_at__isnull=False)
                | ~Q(status__in=ENDED) & Q(ended_at__isnull=True),
                name="renovation_end_has_time",
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("started_on")),
                name="renovation_works_in_order",
            ),
            models.CheckConstraint(
                condition=Q(contract_amount__isnull=True) | Q(contract_amount__gt=0),
                name="renovation_amount_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def item_labels(self) -> list[str]:
        """What is renovated, in words."""
        return [Item(code).label for code in self.items]

    @property
    def proof_words(self) -> str:
        """The proof of whose home it is, with its type and issuer; '' where none was brought yet."""
        if self.proof == Proof.OTHER:
            return f"{self.proof_name}（{self.proof_issuer}出具）"
        return Proof(self.proof).label if self.proof else ""


class Fact(models.Model):
    """One dated fact of a renovation, by whom it was looked at or done. Rows are added and never changed.

    The last one of a kind holds; a look whose application was changed since is ``undone``, and so is a review
    that a later look or a return took back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    renovation = models.ForeignKey(
        Renovation, models.PROTECT, related_name="facts", verbose_name="其他装修办件"
    )
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("事项", max_length=10, choices=FactKind.choices())
    on = models.DateField("事实的日期", null=True, blank=True)
    looked_on = models.DateField("核查日期", null=True, blank=True)
    finding = models.CharField(
        "结果", max_length=8, choices=[*Finding.choices(), *Verdict.choices(), *Ground.choices()], blank=True
    )
    means = models.CharField("方式", max_length=10, choices=Means.choices(), blank=True)
    source = models.CharField("在哪里核查", max_length=120, blank=True)
    reference = models.CharField("编号", max_length=60, blank=True)
    seen_encrypted = EncryptedField("看到什么（密文）", tie=Tie.COLUMN)
    """Encrypted: what somebody saw names people."""
    files = models.JSONField("留痕文件", default=list)
    """Ids of stored files."""
    copies = models.JSONField("要重新交的复印件", default=list, db_default=[])
    """Of a return: fields of the copies that are asked for anew."""
    by = models.CharField("办理人", max_length=80)
    holder = models.CharField("办理人标识", max_length=40, blank=True)
    organisation = models.CharField("单位", max_length=120, blank=True)
    at = models.DateTimeField("登记时间")
    undone_at = models.DateTimeField("失效时间", null=True, blank=True)
    """When the application was changed that it had been looked at for; of a review, when it was undone."""

    class Meta:
        verbose_name = "办理事实"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["renovation", "number"], name="renovation_fact_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class CountSpan(models.Model):
    """From when to when a renovation counted for 传统装修 as said here, by the time it was recorded.

    What changes ends a span and begins another: so a past week keeps what it was matched with.
    """

    renovation = models.ForeignKey(
        Renovation, models.PROTECT, related_name="spans", verbose_name="其他装修办件"
    )
    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="区、县（市）住建局"
    )
    begins_at = models.DateTimeField("计入时间")
    ends_at = models.DateTimeField("退出时间", null=True, blank=True)
    since = models.DateTimeField("这一住宅最早计入时间", db_default=Now())
    """Of the home through all its spans: it is new once."""
    dwelling_key = models.CharField("住宅标识", max_length=64, db_default="", db_index=True)
    amount = models.DecimalField("装修合同金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    finish_recorded_at = models.DateTimeField("完工登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "计入传统装修的时间"
        constraints = [
            models.UniqueConstraint(
                fields=["renovation"], condition=Q(ends_at__isnull=True), name="renovation_counts_once"
            ),
        ]
        indexes = [models.Index(fields=["bureau", "begins_at"], name="renovation_span_of_bureau")]

    def __str__(self) -> str:
        return f"{self.renovation_id} {self.begins_at}"


class Patrol(models.Model):
    """巡查 of a renovation by its property company or its street: what was seen, what was advised against.

    A property company dissuades and reports; it orders nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    renovation = models.ForeignKey(
        Renovation, models.PROTECT, related_name="patrols", verbose_name="其他装修办件"
    )
    number = models.PositiveSmallIntegerField("第几次")
    on = models.DateField("巡查日期")
    seen = models.CharField("结果", max_length=10, choices=Seen.choices())
    text_encrypted = EncryptedField("看到什么（密文）", tie=Tie.COLUMN)
    files = models.JSONField("照片", default=list)
    by = models.CharField("巡查人", max_length=80)
    holder = models.CharField("巡查人标识", max_length=40, blank=True)
    organisation = models.CharField("单位", max_length=120)
    at = models.DateTimeField("登记时间")
    settled_on = models.DateField("处理日期", null=True, blank=True)
    settled_encrypted = EncryptedField("怎样处理（密文）", tie=Tie.COLUMN)
    settled_by = models.CharField("处理登记人", max_length=80, blank=True)
    settled_organisation = models.CharField("处理单位", max_length=120, blank=True)

    class Meta:
        verbose_name = "其他装修巡查"
        ordering = ["-on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["renovation", "number"], name="renovation_patrol_once")
        ]
        indexes = [
            models.Index(
                fields=["renovation"],
                condition=Q(seen__in=PROBLEMS, settled_on__isnull=True),
                name="renovation_patrol_open",
            )
        ]

    def __str__(self) -> str:
        return f"巡查 {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether what it found still waits for the street or the bureau."""
        return self.seen in PROBLEMS and self.settled_on is None


class RenovationSeries(models.Model):
    """How many numbers a bureau has given in a year; locked while one is taken."""

    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "其他装修编号序列"
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="renovation_series_once")]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.year} {self.last}"
