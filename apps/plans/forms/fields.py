"""Fields that read what people type: full-width digits too, bounds in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from apps.acts.forms import YuanField
from apps.lib.chinese import normalise_text

MOST = Decimal("99999999.99")
"""元; a slip of the finger, not a policy figure."""


class Area(forms.DecimalField):
    """An area in m², greater than 0, two places."""

    def __init__(self, **kwargs: Any) -> None:
        """Take the bounds of the database column."""
        super().__init__(
            max_digits=8,
            decimal_places=2,
            error_messages={
                "invalid": "请填写数字，如 18.60。",
                "max_decimal_places": "面积最多两位小数。",
                "max_digits": "面积数字过长，请核对。",
                "max_whole_digits": "面积数字过长，请核对。",
            },
            validators=[MinValueValidator(Decimal("0.01"), "面积应大于 0。")],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Read full-width digits too."""
        return super().clean(normalise_text(value) if isinstance(value, str) else value)


class Amount(YuanField):
    """A sum of one household in 元: a budget line, a contract."""

    def __init__(self, **kwargs: Any) -> None:
        """Take bounds that no renovation of one home reaches: 元 are easily mistaken for 万元."""
        super().__init__(most=MOST, **kwargs)
        self.error_messages["required"] = "请填写金额。"


class Days(forms.IntegerField):
    """A duration in calendar days."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        """Take the longest duration the form takes."""
        super().__init__(
            error_messages={"invalid": "请填写整数天数，如 12。"},
            validators=[
                MinValueValidator(1, "计划工期至少 1 天。"),
                MaxValueValidator(most, f"计划工期不能超过 {most} 天，请核对。"),
            ],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Read full-width digits too."""
        return super().clean(normalise_text(value) if isinstance(value, str) else value)


class Day(forms.DateField):
    """A date; impossible ones are refused in words."""

    def __init__(self, **kwargs: Any) -> None:
        """Say what a date looks like."""
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", "请填写真实存在的日期，如 2026-09-01。")
        kwargs["error_messages"].setdefault("required", "请填写日期。")
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> Any:
        """Read full-width digits too."""
        return super().clean(normalise_text(value) if isinstance(value, str) else value)
