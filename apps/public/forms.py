"""What a visitor types."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from apps.documents.rules.checking import digest_range
from apps.enterprises.enums import ListOrder
from apps.lib.amounts import Yuan, from_wan
from apps.lib.chinese import normalise_prose
from apps.lib.digits import whole
from apps.packages.queries import Wanted
from apps.packages.rules.comparing import MOST
from apps.plans.enums import SpaceKind


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


class PlacesForm(forms.Form):
    """Which county's windows or points, which page; what cannot be read is as if not asked."""

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


class PartForm(forms.Form):
    """After which number a part of the data begins; what cannot be read is the beginning."""

    after = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    roll = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def asked(self) -> tuple[int, int | None]:
        """Return the number, and the list where one is named."""
        self.is_valid()
        return self.cleaned_data.get("after") or 0, self.cleaned_data.get("roll")


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
            seed=said.get("seed") or fresh_seed(),
            page=said.get("page") or 1,
        )


def fresh_seed() -> str:
    """Return a seed nobody asked for."""
    return f"{secrets.randbelow(10**6):06}"


def picked_ids(data: QueryDict) -> list[int]:
    """Return the numbers of the packages picked for a comparison, each once, no more than are compared."""
    found = [number for text in data.getlist("p") if (number := whole(text)) is not None]
    return list(dict.fromkeys(found))[:MOST]


@dataclass(frozen=True, slots=True)
class OffersAsked:
    """Which part of the packages, in which order; ``typed`` is what stands in the fields."""

    wanted: Wanted
    typed: dict[str, str]
    order: str
    seed: str
    page: int
    picked: tuple[int, ...]

    def turned(self, page: int, **other: str) -> str:
        """Return the query of another page of the same order."""
        plain = {**self.typed, "order": self.order, "seed": self.seed, "page": str(page), **other}
        return "?" + urlencode([*plain.items(), *(("p", pk) for pk in self.picked)])

    @property
    def conditions(self) -> dict[str, str]:
        """What stands in the fields, without those left empty."""
        return {name: value for name, value in self.typed.items() if value}

    @property
    def same_data(self) -> str:
        """The query of the same packages as data."""
        return "?" + urlencode(self.conditions) if self.conditions else ""

    @property
    def drawn(self) -> str:
        """The first page in an order drawn anew."""
        return self.turned(1, order=ListOrder.RANDOM, seed=fresh_seed())

    @property
    def by_pinyin(self) -> str:
        """The first page by pinyin."""
        return self.turned(1, order=ListOrder.PINYIN, seed="")

    @property
    def is_narrowed(self) -> bool:
        """Whether there is any condition."""
        return self.wanted != Wanted()


class OffersForm(forms.Form):
    """What a visitor looks for among the packages; what cannot be read is as if not asked."""

    q = forms.CharField(required=False, max_length=60)
    kind = forms.ChoiceField(required=False, choices=SpaceKind.choices())
    county = forms.CharField(required=False, max_length=12)
    enterprise = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    least = forms.DecimalField(required=False, min_value=0, max_digits=8, decimal_places=2)
    most = forms.DecimalField(required=False, min_value=0, max_digits=8, decimal_places=2)
    order = forms.ChoiceField(required=False, choices=ListOrder.choices)
    seed = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def asked(self) -> OffersAsked:
        """Return what is asked; the order is drawn where nobody chose one."""
        self.is_valid()
        said = self.cleaned_data
        typed = {name: str(said.get(name) or "") for name in ("q", "kind", "county", "enterprise")}
        typed |= {name: _read_back(said.get(name)) for name in ("least", "most")}
        data = self.data
        return OffersAsked(
            wanted=Wanted(
                words=normalise_prose(said.get("q", "")),
                kind=said.get("kind", ""),
                county=said.get("county", ""),
                enterprise=said.get("enterprise"),
                least=_yuan(said.get("least")),
                most=_yuan(said.get("most")),
            ),
            typed=typed,
            order=said.get("order") or ListOrder.RANDOM,
            seed=said.get("seed") or fresh_seed(),
            page=said.get("page") or 1,
            picked=tuple(picked_ids(data)) if isinstance(data, QueryDict) else (),
        )


_SURELY_YUAN = 100
"""From here on it is 元: no package costs 100 万元, and none less than 100 元."""


def _yuan(value: Decimal | None) -> Yuan | None:
    """Read 元 as the pages say them, and 万元 as the data's addresses do (docs/public-data.md)."""
    if value is None or value >= _SURELY_YUAN:
        return value
    return from_wan(value)


def _read_back(value: Decimal | None) -> str:
    """Return an amount in 元 as it was read: where it was taken for 万元, the field says so."""
    found = _yuan(value)
    if value is None or found is None:
        return ""
    return format(value if found == value else found.to_integral_value(), "f")
