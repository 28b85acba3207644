"""What household, enterprise and district agreed: confirmation, note, contract, 申请表 (R1, R5, R23)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.encryption import EncryptedField, Tie
from apps.enterprises.models import Enterprise
from apps.lib.formats import day, money
from apps.plans.enums import AppendixKind, ContractKind, Means
from apps.plans.models.plan import PlanVersion
from apps.plans.models.signatures import AGENT_HAS_PROOF, CODED_STANDS_ALONE, HouseholdSignature


class Confirmation(HouseholdSignature):
    """装修人确认签字 of one version, with what was said and the witness's role (R23)."""

    plan = models.OneToOneField(PlanVersion, models.PROTECT, related_name="confirmation", verbose_name="方案")
    household_name = models.CharField("装修人", max_length=60)
    statement = models.CharField("确认内容", max_length=500)
    # Columns keep the word post, by which a role went before (migration 0004).
    witness_role = models.CharField("见证人岗位", db_column="witness_post", max_length=20, blank=True)
    witness_organisation = models.CharField("见证人单位", max_length=120, blank=True)

    class Meta:
        verbose_name = "户主确认"
        constraints = [
            models.CheckConstraint(condition=AGENT_HAS_PROOF, name="agent_signs_with_proof"),
            models.CheckConstraint(
                condition=Q(means=Means.CODED.value) | ~Q(witness_name=""), name="confirmation_has_witness"
            ),
            models.CheckConstraint(condition=CODED_STANDS_ALONE, name="coded_confirmation_stands_alone"),
            models.CheckConstraint(condition=~Q(content_hash=""), name="confirmation_has_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} 确认"


class OverrunNote(models.Model):
    """区县知悉意见 on a version planned longer than the limit; recorded before works start (R4 c)."""

    plan = models.OneToOneField(PlanVersion, models.PROTECT, related_name="overrun_note", verbose_name="方案")
    opinion = models.CharField("知悉意见", max_length=300)
    noted_at = models.DateTimeField("时间")
    noted_by = models.CharField("经手人", max_length=80)
    noted_role = models.CharField("岗位", db_column="noted_post", max_length=20)
    noted_organisation = models.CharField("单位", max_length=120)

    class Meta:
        verbose_name = "超期知悉意见"
        constraints = [
            models.CheckConstraint(condition=~Q(opinion=""), name="overrun_note_has_text"),
        ]

    def __str__(self) -> str:
        return self.opinion


class Contract(models.Model):
    """装修合同 or a 补充协议. ``amount`` is the whole contract amount (元) from this version on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="contracts", verbose_name="案件")
    number = models.PositiveSmallIntegerField("版次")
    kind = models.CharField("类别", max_length=12, choices=ContractKind.choices())
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="contracts", verbose_name="装修企业"
    )
    plan = models.ForeignKey(
        PlanVersion, models.PROTECT, related_name="contracts", verbose_name="所依据的方案"
    )
    amount = models.DecimalField("合同金额（元）", max_digits=14, decimal_places=2, db_column="amount_yuan")
    signed_on = models.DateField("签订日期")
    reason = models.CharField("补充原因", max_length=300, blank=True)
    scan_file_id = models.UUIDField("扫描件")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_organisation = models.CharField("登记单位", max_length=120)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "装修合同"
        ordering = ["case_id", "number"]
        indexes = [
            # What a week asks: signed or voided since its cut-off.
            models.Index(fields=["recorded_at"], name="contract_recorded"),
            models.Index(fields=["voided_at"], condition=Q(voided_at__isnull=False), name="contract_voided"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="contract_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                # Of main contracts alone: its supplements are in force beside it.
                condition=Q(kind=ContractKind.MAIN.value, voided_at__isnull=True),
                name="one_contract_in_force",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contract_amount_positive"),
            models.CheckConstraint(
                condition=Q(kind=ContractKind.MAIN.value) | ~Q(reason=""), name="supplement_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="void_contract_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(voided_at__gte=F("recorded_at")),
                name="contract_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{ContractKind(self.kind).label} {self.number}"

    @property
    def kind_label(self) -> str:
        return ContractKind(self.kind).label

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None


class ContractCorrection(models.Model):
    """更正 of what was typed of a contract: amount or signing date, from → to, with reason. Append-only.

    The contract says what stands; weeks taken before ask here what stood then.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="corrections", verbose_name="装修合同"
    )
    amount_before = models.DecimalField("更正前金额（元）", max_digits=14, decimal_places=2)
    amount_after = models.DecimalField("更正后金额（元）", max_digits=14, decimal_places=2)
    signed_on_before = models.DateField("更正前签订日期")
    signed_on_after = models.DateField("更正后签订日期")
    # Kept: a supplement recorded later would make it look as if it never had been.
    in_force = models.BooleanField("更正时为现行合同")
    reason = models.CharField("更正原因", max_length=300)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("经手人", max_length=80)
    made_by_role = models.CharField("岗位", max_length=20)
    made_by_organisation = models.CharField("单位", max_length=120)

    class Meta:
        verbose_name = "合同更正"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_before__gt=0, amount_after__gt=0), name="corrected_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(amount_before=F("amount_after")) | ~Q(signed_on_before=F("signed_on_after")),
                name="contract_correction_changes",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="contract_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} 更正"

    @property
    def words(self) -> str:
        """What was corrected, from → to."""
        said = []
        if self.amount_before != self.amount_after:
            said.append(f"金额由 {money(self.amount_before)} 万元更正为 {money(self.amount_after)} 万元")
        if self.signed_on_before != self.signed_on_after:
            said.append(f"签订日期由 {day(self.signed_on_before)} 更正为 {day(self.signed_on_after)}")
        return "，".join(said)


class ContractDifference(models.Model):
    """Why a contract stays as it is though the plan it rests on was changed: instead of a 补充协议."""

    plan = models.OneToOneField(
        PlanVersion, models.PROTECT, related_name="contract_difference", verbose_name="方案"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", verbose_name="装修合同")
    amount = models.DecimalField("合同金额（元）", max_digits=14, decimal_places=2)
    budget = models.DecimalField("新确认的预算（元）", max_digits=14, decimal_places=2)
    reason = models.CharField("差额原因", max_length=300)
    said_at = models.DateTimeField("时间")
    said_by = models.CharField("经手人", max_length=80)
    said_organisation = models.CharField("单位", max_length=120)

    class Meta:
        verbose_name = "合同差额说明"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="contract_difference_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class ApplicationForm(models.Model):
    """住宅房屋装配化“厨卫换新”申请表 as issued, once, with every field of that day (附件 1).

    The content is encrypted; its hash covers a nonce, so that a 身份证号 cannot be
    guessed from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="application_form", verbose_name="案件")
    plan = models.OneToOneField(PlanVersion, models.PROTECT, related_name="+", verbose_name="方案")
    number = models.CharField("编号", max_length=40, unique=True)
    # Tied to the row's key, which is why the key is made here and not by the database.
    content_encrypted = EncryptedField("内容（密文）", db_column="content_sealed", tie=Tie.ROW)
    content_hash = models.CharField("内容校验码", max_length=64)
    issued_on = models.DateField("签发日期")
    issued_at = models.DateTimeField("签发时间")
    issued_by = models.CharField("签发人", max_length=80)
    issued_organisation = models.CharField("签发单位", max_length=120)

    class Meta:
        verbose_name = "申请表"
        # Papers are looked up by their check code (文书核验).
        indexes = [models.Index(fields=["content_hash"], name="application_by_hash")]

    def __str__(self) -> str:
        return self.number


class SignedApplication(models.Model):
    """申请表签字盖章件: a scan of 附件 1 in ink, signed by both sides and in the end stamped by the district.

    The form as issued, or one that the household brought along. Later scans add, never replace.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="signed_applications", verbose_name="案件")
    file_id = models.UUIDField("扫描件")
    # NULL: scanned before these days were asked for.
    signed_on = models.DateField("双方签字盖章日期", null=True, blank=True)
    stamped = models.BooleanField("区住建部门已盖章", default=False)
    opinion_on = models.DateField("区住建部门意见日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_organisation = models.CharField("登记单位", max_length=120)

    class Meta:
        verbose_name = "申请表签字盖章件"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion_on__isnull=True) | Q(stamped=True), name="opinion_day_has_stamp"
            ),
            models.CheckConstraint(
                condition=Q(opinion_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(opinion_on__gte=F("signed_on")),
                name="signed_before_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"申请表签字盖章件（{self.case}）"


class ApplicationAppendix(models.Model):
    """A later change, appended to the 申请表 and never printed over it. Append-only."""

    REASON = "；原因："
    """Stands before the reason in the text of a 更正."""

    form = models.ForeignKey(
        ApplicationForm, models.PROTECT, related_name="appendices", verbose_name="申请表"
    )
    kind = models.CharField("类别", max_length=24, choices=AppendixKind.choices())
    text = models.CharField("内容", max_length=300)
    plan = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="方案"
    )
    content_hash = models.CharField("内容校验码", max_length=64, blank=True)
    appended_on = models.DateField("日期")
    appended_at = models.DateTimeField("时间")
    appended_by = models.CharField("经手人", max_length=80)

    class Meta:
        verbose_name = "申请表附记"
        ordering = ["appended_at", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_label(self) -> str:
        return AppendixKind(self.kind).label

    @property
    def unexplained(self) -> str:
        """The text without the reason of a 更正."""
        return self.text.partition(self.REASON)[0] if self.kind == AppendixKind.CORRECTED else self.text
