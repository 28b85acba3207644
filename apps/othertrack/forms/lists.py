"""Which renovations a list is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms

STATES = {
    "mine": "等我办理",
    "open": "在办",
    "problem": "巡查有问题",
    "counted": "计入传统装修",
    "converted": "装配化转来",
    "ended": "已结束",
    "all": "全部",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; unknown words are left out."""

    state: str = "open"
    text: str = ""
    page: int = 1
    found: str = ""
    """The word that stands in the URL for a text that names somebody."""

    def query(self, **other: Any) -> str:
        """Return the query of the same list with something else."""
        searched = {"found": self.found} if self.found else {"text": self.text}
        said: dict[str, Any] = {"state": self.state, **searched, **other}
        return "?" + urlencode({name: value for name, value in said.items() if value})


class ListForm(forms.Form):
    """The filters; what cannot be read is as if not asked."""

    state = forms.ChoiceField(required=False, choices=list(STATES.items()))
    text = forms.CharField(label="办件编号、姓名、房屋坐落", required=False, max_length=60)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def asked(self) -> Wanted:
        """Return what is asked."""
        self.is_valid()
        said = self.cleaned_data
        text = (said.get("text") or "").strip()
        return Wanted(said.get("state") or ("all" if text else "open"), text, said.get("page") or 1)
