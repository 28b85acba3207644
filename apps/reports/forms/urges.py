"""The form of 催报."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm
from apps.reports.queries.urged import Urgeable

_MOST = 200
"""More bureaus than the province has."""


class BureausField(forms.TypedMultipleChoiceField):
    """Some of the bureaus that owe a week; in a JSON body their numbers."""

    def json(self, **said: Any) -> serializers.Field[Any, Any, Any, Any]:
        """Return the list of numbers."""
        said.pop("allow_null", None)
        child = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
        return serializers.ListField(child=child, max_length=_MOST, allow_empty=False, **said)


class UrgeForm(ActForm):
    """Whom to ask, and at wish why; those who were not asked today are chosen to begin with."""

    bureaus = BureausField(
        label="催哪几家",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请选择要催报的区县",
            "invalid_choice": "选中的区县有的已经报送，请重新选择",
        },
    )
    word = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="随消息发出；今天已经催报过的，再催须写明",
    )

    # What is owed is asked behind the lock; the page of one week says nothing of the others' versions.
    versioned = False

    def __init__(self, *args: Any, owing: Sequence[Urgeable] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bureaus"]
        field.choices = [(each.snapshot.bureau_id, each.label) for each in owing]  # type: ignore[attr-defined]
        field.initial = [each.snapshot.bureau_id for each in owing if each.today is None]
