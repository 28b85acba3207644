"""The one field in which an amount is typed: in 元, with 万元 said beside it (R35)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from apps.lib.amounts import FEN, ZERO, Yuan, is_whole_fen
from apps.lib.chinese import BARE_FROM, Unreadable, parse_yuan, typed_yuan
from apps.lib.formats import money


class YuanField(forms.CharField):
    """An amount of at least ``least`` and at most ``most`` 元, to the 分; None where nothing was typed.

    Reads what people paste: 106600, 106,600.00元, 10.66万, full-width digits. A number below
    ``bare_from`` without a unit is refused, not guessed; in a ``column_of_wan``, whose header says 万元, it
    has that unit. In a JSON body it is two fields, ``name`` in
    万元 and ``name_yuan`` (:func:`apps.acts.serializers.fields_of`).
    """

    def __init__(
        self,
        *,
        most: Yuan,
        least: Yuan = FEN,
        bare_from: Decimal = BARE_FROM,
        column_of_wan: bool = False,
        **kwargs: Any,
    ) -> None:
        """Take the bounds in 元; further arguments are those of any text field."""
        self.least, self.most = least, most
        self.bare_from, self.column_of_wan = bare_from, column_of_wan
        # Text, not a DecimalField: 10.66万 and full-width digits must reach clean() as they were typed.
        super().__init__(empty_value=None, max_length=40, **kwargs)
        self.error_messages["max_length"] = "金额太长了，请核对"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the page's script from where a number without a unit is 元."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        unit = {"data-wan": ""} if self.column_of_wan else {}
        return {**attrs, **unit, "data-yuan": str(self.bare_from), "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount as :meth:`clean` reads it back; what was typed stays."""
        if isinstance(value, str) or value is None:
            return value
        return typed_yuan(value, bare_from=self.bare_from, column_of_wan=self.column_of_wan)

    def _parse(self, text: object) -> Yuan:
        return parse_yuan(text, bare_from=self.bare_from, column_of_wan=self.column_of_wan)

    def clean(self, value: Any) -> Yuan | None:
        """Return the amount in 元."""
        text = super().clean(value)
        if text is None:
            return None
        try:
            amount = self._parse(text)
        except Unreadable as error:
            raise forms.ValidationError(error.message, code="unreadable") from error
        if amount < self.least:
            words = "金额应大于 0" if self.least > 0 else "金额不能为负"
            raise forms.ValidationError(words, code="min_value")
        if amount > self.most:
            words = f"金额超过 {money(self.most)} 万元，请核对单位是元还是万元"
            raise forms.ValidationError(words, code="max_value")
        # Asked before quantize(), which would round the rest away.
        if not is_whole_fen(amount):
            raise forms.ValidationError(
                "金额最多精确到分：写成元最多两位小数，写成万元最多六位小数", code="max_decimal_places"
            )
        return amount.quantize(FEN)

    def beside(self, value: object) -> str:
        """Return what stands beside the field: the amount in 万元; '' while it cannot be read.

        ``static/js/forms.js`` says the same while somebody types.
        """
        try:
            # Twice: without a limit it says whether there is a number, with it whether its unit is needed.
            parse_yuan(self.prepare_value(value), bare_from=ZERO)
        except Unreadable:
            return ""
        try:
            amount = self._parse(self.prepare_value(value))
        except Unreadable:
            return "请写明是元还是万元"
        return f"= {money(amount)} 万元" if amount >= 0 else ""
