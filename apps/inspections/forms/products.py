"""产品批次 and 产品问题."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from apps.inspections.forms.fields import day_field, text_field, word_field
from apps.inspections.rules.products import MOST_PRODUCTS
from apps.plans.forms import CaseForm


class ProductForm(CaseForm):
    """One product; without a certificate both its fields stay empty."""

    name = word_field("产品", length=80, help_text="如“集成墙板 A 型”。")
    maker = word_field("生产厂家", length=80)
    batch = word_field("批次或生产日期", length=60, help_text="照包装上写的填。")
    certificate = word_field("绿色建材认证证书编号", length=60, required=False, help_text="没有的不填。")
    certificate_until = day_field("证书有效期至", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer no day of a certificate that nobody has named."""
        super().__init__(*args, **kwargs)
        self.fields["certificate_until"].initial = None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("certificate_until") and not said.get("certificate"):
            self.add_error("certificate", "请填写证书编号。")
        return said


class FaultForm(CaseForm):
    """Which product, and what is wrong with it."""

    product = forms.IntegerField(
        label="产品",
        widget=forms.Select,
        min_value=1,
        max_value=MOST_PRODUCTS,
        help_text="登记时的序号",
        error_messages={
            "required": "请选择产品。",
            "invalid": "没有这一项产品。",
            "min_value": "没有这一项产品。",
            "max_value": "没有这一项产品。",
        },
    )
    found_on = day_field("发现日期")
    text = text_field(
        "问题",
        help_text="产品本身的问题，如“同一批墙板起鼓”。施工的问题在巡查里写。市里也看，不写姓名、电话。",
    )

    def __init__(self, *args: Any, products: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the products of the case."""
        super().__init__(*args, **kwargs)
        widget = cast("forms.Select", self.fields["product"].widget)
        widget.choices = [("", "请选择"), *products]
