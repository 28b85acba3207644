"""What the counter takes off a household's paper."""

from __future__ import annotations

from django import forms

from apps.acts.forms import ActForm
from apps.plans.forms.fields import Day
from apps.ratings.enums import ABOUT_CHOICES, Level
from apps.ratings.services import MOST_CHARACTERS
from apps.tickets.enums import About


def words_field(label: str, *, required: bool, **kwargs: object) -> forms.CharField:
    """Return the field of the household's own words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": "请写下要补充的话。",
            "max_length": f"最多 {MOST_CHARACTERS} 个字。",
        },
        **kwargs,  # type: ignore[arg-type]
    )


class RateForm(ActForm):
    """A rating as it stands on paper."""

    versioned = False
    optional = frozenset({"about"})

    level = forms.ChoiceField(
        label="评价",
        choices=Level.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择纸上的评价。", "invalid_choice": "请从列出的五档中选择。"},
    )
    about = forms.ChoiceField(
        label="不满意的主要是对谁",
        choices=[(each.value, each.label) for each in ABOUT_CHOICES],
        initial=About.UNSAID.value,
        widget=forms.RadioSelect,
        help_text="满意的不用选。由写到的单位以外的一方回访；没有登记上一级机构的，请告诉住户打 12345。",
        error_messages={"required": "请选一项。", "invalid_choice": "请从列出的几项里选。"},
    )
    words = words_field(
        "想说的话",
        required=False,
        help_text="照纸上写的抄，不加自己的看法；没有写的留空。不写身份证号、电话号码。",
    )
    shares_words = forms.BooleanField(
        label="纸上写明这些话可以给装修企业看（没有写明的不选）", required=False
    )
    said_on = Day(label="纸上的日期")


class FollowUpForm(ActForm):
    """A 追评 as it stands on paper."""

    versioned = False

    words = words_field(
        "追评", required=True, help_text="照纸上写的抄，不加自己的看法。不写身份证号、电话号码。"
    )
    said_on = Day(label="纸上的日期")
