"""Forms of a named adjustment and of what lists show. They check what was typed and write nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.reports.queries.opened import Cut


class AdjustForm(ActForm):
    """A named adjustment: which case, and why."""

    case = forms.UUIDField(widget=forms.HiddenInput(), error_messages={"required": "请选择案件"})
    reason = forms.CharField(label="更正原因", max_length=300, error_messages={"required": "请写明更正原因"})

    # It is held against the records and not against the page (services.adjust).
    versioned = False

    def said(self) -> dict[str, Any]:
        """Services name the case by its id."""
        return {"case_id": self.cleaned_data["case"], "reason": self.cleaned_data["reason"]}


class OpenedForm(forms.Form):
    """Which cut of a figure a list opens: year, and at wish a bureau, a street, a day, a week."""

    year = forms.IntegerField()
    bureau = forms.IntegerField(required=False)
    street = forms.IntegerField(required=False)
    day = forms.DateField(required=False)
    week = forms.IntegerField(required=False)
    of = forms.ChoiceField(
        choices=[(each, each) for each in ("counted", "others", "without")], required=False
    )
    body = forms.IntegerField(required=False)

    def choice(self) -> Cut:
        """Return what was chosen."""
        cleaned = self.cleaned_data
        return Cut(
            cleaned["bureau"],
            cleaned["street"],
            cleaned["day"],
            cleaned["week"],
            cleaned["of"],
            cleaned["body"],
        )


class WeekForm(forms.Form):
    """Which year and week a list shows; anything unknown falls back to the newest."""

    year = forms.IntegerField(required=False)
    week = forms.IntegerField(required=False)
