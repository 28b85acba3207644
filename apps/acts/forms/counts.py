"""The field in which a number of things is typed."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize

from django import forms


class CountField(forms.IntegerField):
    """A whole number as people paste it: 1,204, １２, 12户 where ``unit`` is 户."""

    # A text: browsers drop from a number what they cannot read, before anybody could say so.
    widget = forms.TextInput

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        """Take the unit that may stand behind the number; further arguments are those of any whole number."""
        self.unit = unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer digits on a phone."""
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Read the number without its commas and its unit."""
        if isinstance(value, str):
            value = normalize("NFKC", value).strip().removesuffix(self.unit).strip()
            if re.fullmatch(r"\d{1,3}(,\d{3})+", value):
                value = value.replace(",", "")
        number: int | None = super().to_python(value)
        return number
