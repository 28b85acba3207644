"""Signature, opinion, contract, note, change and the household's new enterprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.enterprises.models import Enterprise
from apps.enterprises.services import OffListEnterprise
from apps.lib import clock
from apps.lib.amounts import Yuan
from apps.lib.formats import day, money
from apps.lib.identity import InvalidNumber, check_credit_code, check_phone
from apps.plans.enums import Means, Signer
from apps.plans.forms.case_form import CaseForm
from apps.plans.forms.fields import Amount, Day
from apps.plans.models import Contract
from apps.plans.rules import slip_words, slipped


class _SignerFields(CaseForm):
    """Who signs, on what content."""

    means: ClassVar[Means]

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signer = forms.ChoiceField(
        label="由谁签字",
        choices=Signer.choices(),
        widget=forms.RadioSelect,
        initial=Signer.SELF.value,
        error_messages={"required": "请选择由谁签字。"},
    )
    signer_name = forms.CharField(
        label="代办人姓名", required=False, max_length=60, help_text="装修人本人签字的不用填"
    )
    proof = ParkedFileField(
        label="委托书",
        kind=FileKind.POWER_OF_ATTORNEY,
        required=False,
        help_text="代办人签字时上传；登记时已上传的不用再传",
    )

    def said(self) -> dict[str, Any]:
        """Return the signature for the service: ticking 同意 is no fact of its own."""
        said = {name: value for name, value in super().said().items() if name != "agree"}
        return {**said, "means": self.means, "signer": Signer(said["signer"])}


class SignForm(_SignerFields):
    """The household draws its signature on the official's device."""

    means = Means.DRAWN

    signature = forms.CharField(
        label="请在下面签名",
        widget=forms.HiddenInput,
        error_messages={"required": "还没有签名，请先签名再提交。"},
    )
    agree = forms.BooleanField(
        label="我看过方案和预算，同意按此装修，并同意用手写电子签名确认",
        error_messages={"required": "请户主勾选同意后再提交。"},
    )


class ScanForm(_SignerFields):
    """The household signed on paper: print, sign, scan is an equal way."""

    means = Means.SIGNED_SCAN

    scan = ParkedFileField(
        label="签字后的方案与预算",
        kind=FileKind.SIGNED_PLAN_SCAN,
        error_messages={"required": "请上传签字后的方案扫描件或照片。"},
    )
    signed_on = Day(label="签字日期", help_text="纸上写的日期")


class OpinionForm(CaseForm):
    """我有意见: the household's words, bound to the version they were said of."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    opinion = forms.CharField(
        label="您想改什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="照户主的原话写，例如“卫生间不想用浅色板”。",
        error_messages={"required": "请写下户主的意见。"},
    )


class _AmountAsked(CaseForm):
    """A contract amount; one that is far from the confirmed budget is asked about, never refused."""

    amount_checked = forms.BooleanField(
        label="已核对，金额无误",
        required=False,
        help_text="金额与户主确认的预算相差很大时，核对后勾选",
    )

    def __init__(self, *args: Any, budget: Yuan | None = None, **kwargs: Any) -> None:
        """Take the confirmed budget in 元, None where there is none."""
        super().__init__(*args, **kwargs)
        self.budget, self.asks_amount = budget, False

    def clean(self) -> dict[str, Any]:
        """Ask once: whoever has looked again says so and is believed."""
        said = super().clean() or {}
        amount, budget = said.get("amount"), self.held_against(said)
        self.asks_amount = bool(amount and budget and slipped(amount, budget))
        if self.asks_amount and amount and budget and not said.get("amount_checked"):
            words = slip_words(amount, budget)
            self.add_error("amount", forms.ValidationError(words, code="check_amount"))
        return said

    def held_against(self, _said: dict[str, Any]) -> Yuan | None:
        """Return the budget that the amount is held against; None where nothing is asked."""
        return self.budget


class ContractForm(_AmountAsked):
    """装修合同: amount, date, scan."""

    amount = Amount(label="装修合同金额", help_text="与合同一致")
    signed_on = Day(label="签订日期")
    scan = ParkedFileField(
        label="合同扫描件",
        kind=FileKind.CONTRACT_SCAN,
        error_messages={"required": "请上传合同扫描件。"},
    )


class SupplementForm(ContractForm):
    """补充协议: the whole amount after it, and why."""

    reason = forms.CharField(
        label="补充原因", max_length=300, error_messages={"required": "请写明补充原因。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the amount means here."""
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = "补充后的合同总金额"
        self.fields["amount"].help_text = "填补充以后的总金额，不是增减额"
        self.fields["scan"].label = "补充协议扫描件"


class ContractCorrectionForm(_AmountAsked):
    """更正 of what was typed of a contract: what is left blank stays as it is."""

    number = forms.IntegerField(
        label="更正哪一份",
        widget=forms.Select,
        help_text="装修合同和补充协议的版次，不填为现行的一份",
        required=False,
    )
    amount = Amount(label="合同金额更正为", required=False)
    signed_on = Day(label="签订日期更正为", required=False)
    reason = forms.CharField(
        label="更正原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“登记时多输了一个 0”；写进办理记录和申请表附记",
        error_messages={"required": "请写明更正原因。"},
    )

    def __init__(
        self,
        *args: Any,
        contracts: Sequence[Contract] = (),
        budgets: Mapping[int, Yuan] | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the contracts that are not void, newest first, and say what stands where there is one.

        ``budgets``: by a contract's number the budget in 元 that its amount is held against.
        """
        super().__init__(*args, **kwargs)
        self.contracts, self.budgets = contracts, budgets or {}
        rows = [(row.number, f"{row.kind_label}，{day(row.signed_on)} 签订") for row in contracts]
        cast("forms.Select", self.fields["number"].widget).choices = rows
        if len(contracts) == 1:
            self.fields["amount"].help_text = f"现为 {money(contracts[0].amount)} 万元，不改就留空"
            self.fields["signed_on"].help_text = f"现为 {day(contracts[0].signed_on)}，不改就留空"

    def clean(self) -> dict[str, Any]:
        """Ask for something to put right."""
        said = super().clean()
        if not self.errors and said.get("amount") is None and said.get("signed_on") is None:
            raise forms.ValidationError("请填写要更正的金额或签订日期。", code="unchanged")
        return said

    def held_against(self, said: dict[str, Any]) -> Yuan | None:
        """Return the budget of the contract that is put right; an amount that stays is not asked about."""
        number = said.get("number")
        contract = next((row for row in self.contracts if number in (None, row.number)), None)
        if contract is None or said.get("amount") == contract.amount:
            return None
        return self.budgets.get(contract.number)


class DifferenceForm(CaseForm):
    """Why the contract stays as it is after the budget was changed."""

    reason = forms.CharField(
        label="差额原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“差额由企业承担，双方不另签补充协议”。",
        error_messages={"required": "请写明差额原因。"},
    )


class OverrunForm(CaseForm):
    """区县知悉意见 on a duration over the limit (R4 c)."""

    opinion = forms.CharField(
        label="知悉意见",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例如“已知悉，原因属实，请企业做好工期安排和住户告知”。",
        error_messages={"required": "请写明知悉意见。"},
    )


class ChangeForm(CaseForm):
    """Why a confirmed plan is to change; what changes is written in the new version."""

    reason = forms.CharField(
        label="变更原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明变更原因。"},
    )


class WithdrawChangeForm(CaseForm):
    """Why an open 方案变更 is given up; the confirmed plan stays in force."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回原因。"},
    )


class ReplaceForm(CaseForm):
    """更换装修企业: from the list or off it, an equal choice; nothing is chosen beforehand."""

    LISTED, OTHER = "listed", "other"

    source = forms.ChoiceField(
        label="户主新选择的企业",
        choices=[(LISTED, "在企业名录中选择"), (OTHER, "名录以外的企业")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择企业来源。"},
    )
    enterprise = forms.ModelChoiceField(
        label="名录中的企业", queryset=Enterprise.objects.none(), required=False, empty_label="请选择"
    )
    name = forms.CharField(label="企业名称", required=False, max_length=120)
    credit_code = forms.CharField(label="统一社会信用代码", required=False, max_length=30)
    contact_name = forms.CharField(label="联系人", required=False, max_length=60)
    contact_phone = forms.CharField(label="联系方式", required=False, max_length=30)
    reason = forms.CharField(
        label="更换原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明更换原因。"},
    )
    statement = ParkedFileField(label="户主签字的选择确认书", kind="choice_statement", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the listed enterprises in pinyin order, without the present one."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Enterprise]", self.fields["enterprise"])
        listed = Enterprise.objects.listed(clock.today(), self.case.regions)
        # the second half of a double click names what is the present one by then: the service knows it
        field.queryset = listed if self.is_bound else listed.exclude(pk=self.case.enterprise_id or 0)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen source needs."""
        said = super().clean() or {}
        if said.get("source") == self.LISTED and not said.get("enterprise"):
            if "enterprise" not in self.errors:
                self.add_error("enterprise", "请在名录中选择企业。")
        elif said.get("source") == self.OTHER:
            self._check_other(said)
        return said

    def said(self) -> dict[str, Any]:
        """Return the household's choice: one already known, or one to be entered with it."""
        said = self.cleaned_data
        listed = said["source"] == self.LISTED
        other = ("name", "credit_code", "contact_name", "contact_phone")
        return {
            **{name: said[name] for name in ("reason", "statement", "version")},
            "enterprise": said["enterprise"]
            if listed
            else OffListEnterprise(**{name: said[name] for name in other}),
        }

    def _check_other(self, said: dict[str, Any]) -> None:
        # Required only for an enterprise off the list, so not by the fields themselves.
        for name, words in (("name", "企业名称"), ("contact_name", "联系人")):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, f"请填写{words}。")
        try:
            # Here as well as in the service: each number gets its words at its own field, all at once.
            said["credit_code"] = check_credit_code(said.get("credit_code") or "")
        except InvalidNumber as error:
            self.add_error("credit_code", error.message)
        try:
            said["contact_phone"] = check_phone(said.get("contact_phone") or "")
        except InvalidNumber as error:
            self.add_error("contact_phone", error.message)
