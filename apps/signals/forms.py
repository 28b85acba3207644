"""Which 疑点 a list is asked for, and what a person says of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms

from apps.acts.forms import ActForm
from apps.signals.enums import Decision, Kind, Outcome, State

STATES = {
    State.OPEN.value: State.OPEN.label,
    State.CHECKING.value: State.CHECKING.label,
    State.CLEARED.value: State.CLEARED.label,
    State.SOUND.value: State.SOUND.label,
    State.FOLLOWED.value: State.FOLLOWED.label,
    State.LAPSED.value: State.LAPSED.label,
    "all": "全部",
}
TURNS = {"": "全部单位", "own": "本单位"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; unknown words are left out."""

    state: str = State.OPEN.value
    kind: str = ""
    year: int | None = None
    turn: str = ""
    """“own” for what is for the reader's own body to decide."""
    page: int = 1

    def query(self, **other: Any) -> str:
        """Return the query of the same list with something else."""
        said: dict[str, Any] = {name: getattr(self, name) for name in ("state", "kind", "year", "turn")}
        return "?" + urlencode({name: value for name, value in {**said, **other}.items() if value})


class ListForm(forms.Form):
    """The filters; what cannot be read is as if not asked."""

    state = forms.ChoiceField(required=False, choices=list(STATES.items()))
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *Kind.choices()])
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2999)
    turn = forms.ChoiceField(label="由谁核看", required=False, choices=list(TURNS.items()))
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def asked(self) -> Wanted:
        """Return what is asked."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            state=said.get("state") or State.OPEN.value,
            kind=said.get("kind", ""),
            year=said.get("year"),
            turn=said.get("turn", ""),
            page=said.get("page") or 1,
        )


def _reason(label: str, required: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=help_text,
        error_messages={"required": required, "max_length": "最多 500 字。"},
    )


class _OnSignal(ActForm):
    # Each act asks where it stands; who comes second is told so in words.
    versioned = False


class DecideForm(_OnSignal):
    """What is decided, and why."""

    decision = forms.ChoiceField(
        label="决定",
        choices=Decision.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样决定。", "invalid_choice": "请从列出的各项中选择。"},
    )
    reason = _reason(
        "理由",
        "请写明理由。",
        "看了什么、为什么这样决定；转为核实的写明由谁核实。不写身份证号、电话。",
    )


class ConcludeForm(_OnSignal):
    """What came of it, and how it was found out."""

    outcome = forms.ChoiceField(
        label="核实结果",
        choices=Outcome.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核实结果。", "invalid_choice": "请从列出的各项中选择。"},
    )
    reason = _reason(
        "核实情况",
        "请写明核实的情况。",
        "谁在什么时候怎样核实的；有问题的，写明另行怎样办理（更正、要求整改、撤销程序、移送）。",
    )


class ReopenForm(_OnSignal):
    """Why it is looked at once more."""

    reason = _reason("重新打开的理由", "请写明为什么重新打开。", "以前的决定和理由照样留着。")
