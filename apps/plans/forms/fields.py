"""Fields that read what people type: full-width digits too, bounds in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from apps.lib.chinese import normalise_text


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


class Amount(forms.DecimalField):
    """An amount in 万元, greater than 0, two places."""

    def __init__(self, **kwargs: Any) -> None:
        """Take the bounds of the database column; 万元 is easily mistaken for 元, so there is a top."""
        super().__init__(
            max_digits=10,
            decimal_places=2,
            error_messages={
                "required": "请填写金额（万元）。",
                "invalid": "请填写数字，如 3.86。",
                "max_decimal_places": "金额以万元为单位，最多两位小数。",
                "max_digits": "金额数字过长，请核对单位是否为万元。",
                "max_whole_digits": "金额数字过长，请核对单位是否为万元。",
            },
            validators=[
                MinValueValidator(Decimal("0.01"), "金额应大于 0。"),
                MaxValueValidator(Decimal("9999.99"), "金额过大，请核对单位是否为万元。"),
            ],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Read full-width digits too."""
        return super().clean(normalise_text(value) if isinstance(value, str) else value)


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
