"""Which tickets a list is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms

from apps.tickets.enums import Kind, Source

STATES = {
    "open": "未办结",
    "mine": "在本单位",
    "overdue": "已超期",
    "soon": "快到期",
    "hotline": "12345 快到期",
    "intime": "按期办结",
    "settled": "已办结",
    "all": "全部",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; unknown words are left out."""

    state: str = "open"
    kind: str = ""
    source: str = ""
    number: str = ""
    year: int | None = None
    page: int = 1

    def query(self, **other: Any) -> str:
        """Return the query of the same list with something else."""
        said: dict[str, Any] = {
            name: getattr(self, name) for name in ("state", "kind", "source", "number", "year")
        }
        return "?" + urlencode({name: value for name, value in {**said, **other}.items() if value})


class ListForm(forms.Form):
    """The filters; what cannot be read is as if not asked."""

    state = forms.ChoiceField(required=False, choices=list(STATES.items()))
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *Kind.choices()])
    source = forms.ChoiceField(label="来源", required=False, choices=[("", "全部来源"), *Source.choices()])
    number = forms.CharField(label="诉求编号、工单编号", required=False, max_length=40)
    year = forms.IntegerField(required=False, min_value=2000, max_value=2999)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def asked(self) -> Wanted:
        """Return what is asked."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            state=said.get("state") or ("all" if said.get("number") else "open"),
            kind=said.get("kind", ""),
            source=said.get("source", ""),
            number=(said.get("number") or "").strip(),
            year=said.get("year"),
            page=said.get("page") or 1,
        )
