"""What a visitor types."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from apps.documents.rules.checking import digest_range
from apps.enterprises.enums import ListOrder
from apps.lib.chinese import normalise_prose


class CodeForm(forms.Form):
    """A 校验码 as it stands on a paper, however it is typed."""

    code = forms.CharField(
        label="校验码",
        max_length=90,
        error_messages={"required": "请输入纸上二维码旁边的校验码。"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "ABCD-EFGH",
            }
        ),
    )

    def clean_code(self) -> Any:
        code: str = self.cleaned_data["code"]
        if digest_range(code) is None:
            raise ValidationError("校验码是 8 位字母和数字，写成 ABCD-EFGH；请再对一遍。")
        return code


@dataclass(frozen=True, slots=True)
class DirectoryAsked:
    """Which part of the directory, in which order; ``seed`` fixes an order that was drawn."""

    words: str
    roll: int | None
    order: str
    seed: str
    page: int

    def turned(self, page: int) -> str:
        """Return the query of another page of the same order."""
        return "?" + urlencode(
            {"q": self.words, "roll": self.roll or "", "order": self.order, "seed": self.seed, "page": page}
        )

    def ordered(self, order: str) -> str:
        """Return the query of the first page in another order, drawn anew."""
        return replace(self, order=order, seed="").turned(1)


class PointsForm(forms.Form):
    """Which county's points, which page; what cannot be read is as if not asked."""

    county = forms.CharField(required=False, max_length=12)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def asked(self) -> dict[str, Any]:
        """Return the county's code and the page's number."""
        self.is_valid()
        return {
            "county": self.cleaned_data.get("county", ""),
            "number": self.cleaned_data.get("page") or 1,
        }


class WeekForm(forms.Form):
    """Which released week; what cannot be read is as if not asked."""

    year = forms.IntegerField(required=False, min_value=2000, max_value=2999)
    week = forms.IntegerField(required=False, min_value=1, max_value=60)

    def asked(self) -> dict[str, int | None]:
        """Return year and number, None where not asked."""
        self.is_valid()
        return {"year": self.cleaned_data.get("year"), "number": self.cleaned_data.get("week")}


class DirectoryForm(forms.Form):
    """What a visitor looks for; what cannot be read is as if not asked, for nothing hangs on it."""

    q = forms.CharField(required=False, max_length=60)
    roll = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    order = forms.ChoiceField(required=False, choices=ListOrder.choices)
    seed = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def asked(self) -> DirectoryAsked:
        """Return what is asked."""
        self.is_valid()
        said = self.cleaned_data
        return DirectoryAsked(
            words=normalise_prose(said.get("q", "")),
            roll=said.get("roll"),
            order=said.get("order") or ListOrder.PINYIN,
            seed=said.get("seed") or f"{secrets.randbelow(10**6):06}",
            page=said.get("page") or 1,
        )
