"""What is asked about 住户反映的问题: of the counter, and of the enterprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from rest_framework import serializers

from apps.inspections.forms.fields import choice_field, day_field, photo_field, text_field
from apps.letters.enums import TOLD
from apps.plans.forms import CaseForm

_TOLD = [(each.value, each.label) for each in TOLD]


class _SaidForm(CaseForm):
    """What a household says: two things said at once are two things, so nobody is late."""

    versioned = False

    channel = choice_field("住户怎样说的", _TOLD)


class RecordDefectForm(_SaidForm):
    """A defect in the household's words."""

    text = text_field("哪里没有做好", help_text="照住户说的写：哪个房间、哪个部位、什么情况。")
    photos = photo_field("照片")

    field_order = ("text", "channel", "photos")


class _OneForm(_SaidForm):
    number = forms.TypedChoiceField(
        label="哪一项",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪一项。", "invalid_choice": "请从没有办结的各项中选择。"},
    )

    field_order = ("number", "words", "channel")

    def __init__(self, *args: Any, standing: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer what is not settled; a single one is chosen already."""
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        field.choices = standing  # type: ignore[attr-defined]
        if len(standing) == 1:
            field.initial = standing[0][0]

    @classmethod
    def json(cls) -> Mapping[str, Any]:  # type: ignore[override]
        """The report by its number in the list of defects."""
        number = serializers.IntegerField(min_value=1, label="哪一项", help_text="住户反映的问题的序号")
        return {"number": number}


class SettleDefectForm(_OneForm):
    """The household says that it is mended, or that nothing need be done."""

    words = text_field("住户的话", required=False, rows=2)


class InsistDefectForm(_OneForm):
    """The household says that it is not."""

    words = text_field("哪里还没有修好", rows=2)


class ScheduleDefectForm(CaseForm):
    """When somebody comes to mend it."""

    comes_on = day_field("哪天来修")
    note = text_field("说明", required=False, rows=2, help_text="住户看得到。")


class DisputeDefectForm(CaseForm):
    """Why it is no defect."""

    reason = text_field(
        "为什么不是质量问题", help_text="住户看得到；住户可以再说，区县住建局看得到双方的话。"
    )
