"""Fields that read what people type: full-width digits too, bounds in words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.acts.forms import YuanField
from apps.lib.chinese import normalise_text
from apps.plans.rules import names
from apps.plans.rules.sums import MAX_DAYS

MOST = Decimal("99999999.99")
"""元; a slip of the finger, not a policy figure."""
YUAN = "（元）"
LINE = 200
"""Characters; a longer text is typed in two lines."""


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


def columns(table: type[models.Model], kind: type) -> list[models.Field[Any, Any]]:
    """Return the columns of what a row of the content says itself, in the table's order."""
    said = names(kind)
    return [column for column in table._meta.concrete_fields if column.name in said]


def form_field(column: models.Field[Any, Any]) -> forms.Field:
    """Return the field in which a column is typed, of its label and bounds; a draft may leave it empty."""
    said: dict[str, Any] = {"label": str(column.verbose_name), "required": False}
    if column.choices:
        unchosen = [("", "请选择")] if column.blank else []
        return forms.ChoiceField(choices=[*unchosen, *column.choices], **said)
    if isinstance(column, models.DateField):
        return Day(**said)
    if isinstance(column, models.IntegerField):
        return Days(most=MAX_DAYS, **said)
    if isinstance(column, models.DecimalField):
        # An amount is typed in 元 and said in 万元 beside: its field names the units itself.
        amount = said["label"].endswith(YUAN)
        return Amount(**{**said, "label": said["label"].removesuffix(YUAN)}) if amount else Area(**said)
    lines = forms.Textarea({"rows": 2}) if (column.max_length or 0) > LINE else None
    return forms.CharField(max_length=column.max_length, widget=lines, **said)


Form = TypeVar("Form", bound=forms.Form)


def typed(table: type[models.Model], kind: type) -> Callable[[type[Form]], type[Form]]:
    """Give a form a field for every column of a row of the content."""

    def widened(form: type[Form]) -> type[Form]:
        # On the class and not in __init__(): the API reads the columns of a body off base_fields.
        form.base_fields.update({column.name: form_field(column) for column in columns(table, kind)})
        return form

    return widened
