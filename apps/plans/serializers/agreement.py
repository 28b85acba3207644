"""What household, enterprise and district agreed, as other systems read it."""

from __future__ import annotations

from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import InWan, InYuan, Shown
from apps.lib.actors import Actor
from apps.lib.identity import mask_name
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.plans.models import (
    ApplicationAppendix,
    ApplicationForm,
    Confirmation,
    Contract,
    ContractCorrection,
    HouseholdSignature,
    SignedApplication,
)
from apps.plans.queries.agreement import Agreement


def name_seen(actor: Actor | None, name: str) -> str | None:
    """Return a person's name as the actor's role may see it; None where it is hidden."""
    seen = sight(actor, SensitiveField.NAME)
    # Whoever signed is a person like the household, under the same policy (R18).
    return {Sight.HIDDEN: None, Sight.MASKED: mask_name(name)}.get(seen, name)


Signed = TypeVar("Signed", bound=HouseholdSignature)


class SignatureShown(serializers.ModelSerializer[Signed]):
    """A signature of the household; its signer's name as the role may see it."""

    signer_name = serializers.SerializerMethodField(label="签字人姓名", help_text="按岗位脱敏")

    def get_signer_name(self, signed: Signed) -> str | None:
        """Return the name as the role may see it."""
        return name_seen(self.context["actor"], signed.signer_name)


class ConfirmationShown(SignatureShown[Confirmation]):
    """户主确认: the hash that was signed, how, when and before whom."""

    plan = serializers.IntegerField(source="plan.number", label="方案版次", read_only=True)

    class Meta:
        model = Confirmation
        fields = (
            "plan",
            "means",
            "signer",
            "signer_name",
            "statement",
            "content_hash",
            "signed_on",
            "signed_at",
            "witness_name",
            "witness_organisation",
        )
        read_only_fields = fields


class ContractCorrectionShown(serializers.ModelSerializer[ContractCorrection]):
    """合同更正: from → to, why, by whom; what did not change is the same on both sides."""

    amount_before = InYuan(read_only=True, label="更正前金额（元）")
    amount_after = InYuan(read_only=True, label="更正后金额（元）")

    class Meta:
        model = ContractCorrection
        fields = (
            "amount_before",
            "amount_after",
            "signed_on_before",
            "signed_on_after",
            "reason",
            "made_at",
            "made_by",
            "made_by_organisation",
        )
        read_only_fields = fields


class ContractShown(serializers.ModelSerializer[Contract]):
    """装修合同 or 补充协议; ``amount`` is the whole amount from this version on."""

    corrections = ContractCorrectionShown(many=True, read_only=True, label="更正")

    amount = InWan(read_only=True, label="合同金额（万元）")
    amount_yuan = InYuan(source="amount", read_only=True, label="合同金额（元）")
    enterprise_name = serializers.CharField(source="enterprise.name", label="装修企业", read_only=True)
    plan = serializers.IntegerField(source="plan.number", label="所依据的方案版次", read_only=True)

    class Meta:
        model = Contract
        fields = (
            "id",
            "number",
            "kind",
            "enterprise_name",
            "plan",
            "amount",
            "amount_yuan",
            "signed_on",
            "reason",
            "recorded_at",
            "recorded_by",
            "voided_at",
            "void_reason",
            "corrections",
        )
        read_only_fields = fields


class AppendixShown(serializers.ModelSerializer[ApplicationAppendix]):
    """A later change, appended to the 申请表."""

    class Meta:
        model = ApplicationAppendix
        fields = ("kind", "text", "appended_on", "appended_by")
        read_only_fields = fields


class ApplicationFormShown(serializers.ModelSerializer[ApplicationForm]):
    """The issued 申请表: number, hash and what was appended; its fields are in the paper."""

    appendices = AppendixShown(many=True, read_only=True, label="附记")

    class Meta:
        model = ApplicationForm
        fields = ("number", "content_hash", "issued_on", "issued_by", "appendices")
        read_only_fields = fields


class BudgetGapShown(Shown):
    """方案变更后预算与合同的差额: asks for a supplement or a reason until ``reason`` stands."""

    plan = serializers.IntegerField(source="plan.number", label="方案版次")
    budget_yuan = InYuan(source="budget", label="新确认的预算（元）")
    amount_yuan = InYuan(source="amount", label="合同金额（元）")
    reason = serializers.CharField(
        source="said.reason", default="", label="差额原因", help_text="没有说明时为空"
    )


class SignedApplicationShown(serializers.ModelSerializer[SignedApplication]):
    """申请表签字盖章件: when both sides signed 附件 1, and the day under 区住建部门意见."""

    class Meta:
        model = SignedApplication
        fields = ("signed_on", "stamped", "opinion_on", "recorded_at", "recorded_by")
        read_only_fields = fields


class AgreementShown(serializers.Serializer[Any]):
    """Confirmation, contracts and 申请表 of a case."""

    confirmation = serializers.SerializerMethodField(label="户主确认")
    overrun = serializers.BooleanField(label="计划工期超过期限")
    contracts = serializers.SerializerMethodField(label="装修合同和补充协议，新的在前")
    gap = BudgetGapShown(allow_null=True, label="方案变更后预算与合同的差额")
    application_form = serializers.SerializerMethodField(label="申请表")
    signed_applications = serializers.SerializerMethodField(label="申请表签字盖章件，先后为序")
    filed_on = serializers.DateField(source="application.filed_on", label="备案日期", allow_null=True)

    @extend_schema_field(ConfirmationShown(allow_null=True))
    def get_confirmation(self, agreement: Agreement) -> object:
        """Return the household's signature on the plan in force."""
        if agreement.plan is None:
            return None
        return ConfirmationShown(agreement.plan.confirmation, context=self.context).data

    @extend_schema_field(ContractShown(many=True))
    def get_contracts(self, agreement: Agreement) -> object:
        """Return the contracts the actor may see."""
        return ContractShown([row.contract for row in agreement.contracts], many=True).data

    @extend_schema_field(ApplicationFormShown(allow_null=True))
    def get_application_form(self, agreement: Agreement) -> object:
        """Return the issued form, where there is one."""
        return ApplicationFormShown(agreement.form).data if agreement.form else None

    @extend_schema_field(SignedApplicationShown(many=True))
    def get_signed_applications(self, agreement: Agreement) -> object:
        """Return what was handed in of 附件 1 in ink."""
        return SignedApplicationShown(agreement.application.scans, many=True).data
