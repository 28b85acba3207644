"""What happens around a case's status: transitions, holds, returns, corrections, choices."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from apps.cases.enums import CorrectionKind, HoldKind, PausedClock, Status
from apps.cases.models.case import Case
from apps.encryption import EncryptedField, Tie
from apps.enterprises.models import Enterprise


class Transition(models.Model):
    """One move of a case: business date and recorded time are two columns. Append-only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transitions", verbose_name="案件")
    name = models.CharField("动作", max_length=40)
    source = models.CharField("原状态", max_length=20, choices=Status.choices)
    target = models.CharField("新状态", max_length=20, choices=Status.choices)
    effective_on = models.DateField("业务日期")
    recorded_at = models.DateTimeField("记录时间", db_index=True)
    actor_name = models.CharField("经手人", max_length=80)
    # Beside the printed name: two officials may have one name, and later steps ask who it was.
    actor_holder = models.CharField("经手人编号", max_length=32, blank=True, default="", db_default="")
    # Name, role and organisation as they were: people change roles, the record does not.
    actor_role = models.CharField("岗位", db_column="actor_post", max_length=20)
    actor_organisation = models.CharField("机构", max_length=120)
    reason = models.CharField("原因", max_length=500, blank=True)
    removal = models.CharField("核减原因", max_length=20, blank=True)
    # The weekly report counts a move where the case belonged when it was made, whoever has it now.
    bureau_id_at = models.BigIntegerField("当时辖区机构")
    contract_amount = models.DecimalField(
        "当时合同金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        db_column="contract_amount_yuan",
    )

    class Meta:
        verbose_name = "流转记录"
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index(fields=["case", "recorded_at"], name="transition_case_recorded"),
            models.Index(fields=["bureau_id_at", "recorded_at"], name="transition_bureau_recorded"),
            # Which cases a bureau ever counted, without reading their rows.
            models.Index(fields=["bureau_id_at", "target", "recorded_at", "case"], name="transition_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Hold(models.Model):
    """A reason why certain moves must wait; open while ``closed_at`` is NULL."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="holds", verbose_name="案件")
    kind = models.CharField("类别", max_length=30, choices=HoldKind.choices)
    text = models.CharField("说明", max_length=300)
    blocks = models.JSONField("阻止的动作", default=list)
    pauses = models.CharField("暂停的期限", max_length=12, choices=PausedClock.choices, blank=True)
    is_need = models.BooleanField("状态所需", default=False)
    # '' and not NULL: one_open_hold_per_matter would let two NULLs pass.
    source_id = models.CharField("来源", max_length=64, blank=True)
    closed_at_page = models.CharField("办理入口", max_length=60)
    opened_at = models.DateTimeField("开始")
    opened_on = models.DateField("开始日期")
    opened_by = models.CharField("开始人", max_length=80)
    closed_at = models.DateTimeField("结束", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    closed_by = models.CharField("结束人", max_length=80, blank=True)
    close_reason = models.CharField("结束原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "待办事项"
        ordering = ["opened_at", "id"]
        indexes = [models.Index(fields=["case", "closed_at"], name="hold_case_closed")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "source_id"],
                condition=Q(closed_at__isnull=True),
                name="one_open_hold_per_matter",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="hold_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Correction(models.Model):
    """更正 / 变更装修人 / 补录 with reason; old and new values encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections", verbose_name="案件")
    kind = models.CharField("类别", max_length=12, choices=CorrectionKind.choices)
    fields = models.JSONField("更正项目", help_text="[字段中文名]")
    values_encrypted = EncryptedField("前后值（密文）", db_column="values_sealed", tie=Tie.ROW)
    reason = models.CharField("原因", max_length=300)
    proof_id = models.UUIDField("证明材料", null=True, blank=True)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("经手人", max_length=80)

    class Meta:
        verbose_name = "更正"
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case}"


class EnterpriseChoice(models.Model):
    """自主选择: which enterprise the household chose, from which list, stated how (R3)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="choices", verbose_name="案件")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="choices", verbose_name="装修企业"
    )
    was_listed = models.BooleanField("选择时在名录中")
    statement_file_id = models.UUIDField("选择确认书", null=True, blank=True)
    chosen_on = models.DateField("选择日期")
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.CharField("记录人", max_length=80)
    ended_at = models.DateTimeField("更换时间", null=True, blank=True)
    end_reason = models.CharField("更换原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "企业选择"
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_current_choice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} → {self.enterprise}"
