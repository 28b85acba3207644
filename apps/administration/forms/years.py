"""Forms of years, targets, rules and parameters: they check, they never write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from apps.acts.forms import ActForm, CountField, Rows
from apps.cases.enums import LinkedProgramme
from apps.programs.enums import ParameterCode, RuleCode, Strength
from apps.programs.services import MilestoneSpec, RuleSpec

_REASON = {"required": "请写明原因"}


def day_field(label: str, **more: Any) -> forms.DateField:
    """Return the field of a day, with what people read where it is none."""
    widget = forms.DateInput(attrs={"type": "date"})
    more.setdefault("error_messages", {})
    more["error_messages"] = {
        "required": f"请填写{label}",
        "invalid": "日期写作 2026-10-08",
        **more["error_messages"],
    }
    return forms.DateField(label=label, widget=widget, **more)


def reason_field(label: str = "原因", **more: Any) -> forms.CharField:
    """Return the field of why something is changed."""
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_REASON,
        **more,
    )


def source_field() -> forms.CharField:
    """Return the field of the 文号 or the minutes a decision rests on."""
    return forms.CharField(
        label="依据",
        max_length=120,
        help_text="文号，或会议纪要的名称和日期",
        error_messages={"required": "请写明依据（文号或会议纪要）"},
    )


class OpenYearForm(ActForm):
    """The next year's name."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称"})


class YearForm(ActForm):
    """A year's name, the last day for late facts, and what it may be combined with."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称"})
    late_facts_until = day_field(
        "年终核定补录截止",
        required=False,
        help_text="年内发生、年后登记的完工最晚补录到哪一天；空着为未设定，到上级接收为止",
    )
    linked_programmes = forms.MultipleChoiceField(
        label="可结合的项目",
        choices=LinkedProgramme.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="登记时可以选择的项目；已登记的办件不受影响",
    )
    reason = reason_field()


class _TargetFields(ActForm):
    households = CountField(
        label="目标",
        unit="户",
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text="空着为不设目标，表上印“—”",
        error_messages={
            "invalid": "请填写整数",
            "min_value": "不能小于 0",
            "max_value": "目标太大，请核对",
        },
    )
    valid_from = day_field("生效日期", help_text="已封存的各期按当时的目标，不作更改")
    source = source_field()
    reason = reason_field("变更原因", required=False, help_text="第一次下达可以不写")
    is_assumption = forms.BooleanField(
        label="这是演示假设", required=False, help_text="不是文件下达的目标，只供演示或测算"
    )


class TargetForm(_TargetFields):
    """A body's target of a year."""


class SpanForm(_TargetFields):
    """A target over several years."""

    first_year = forms.IntegerField(
        label="起始年度", min_value=2020, max_value=2100, error_messages={"required": "请填写起始年度"}
    )
    last_year = forms.IntegerField(
        label="截止年度", min_value=2020, max_value=2100, error_messages={"required": "请填写截止年度"}
    )
    field_order = ("first_year", "last_year", "households", "valid_from", "source", "reason", "is_assumption")


class MilestoneRow(forms.Form):
    """One milestone; a blank line is none."""

    name = forms.CharField(label="节点", max_length=40, required=False)
    due_on = day_field("日期", required=False)
    share = forms.DecimalField(
        label="比例（%）",
        max_digits=5,
        decimal_places=2,
        required=False,
        error_messages={"invalid": "请填写数字，例如 60"},
    )
    measure = forms.ChoiceField(
        label="口径", choices=[("completed", "完成"), ("passed", "验收")], required=False
    )


MOST_MILESTONES = 6
MILESTONES = Rows(name="milestones", row=MilestoneRow, most=MOST_MILESTONES, label="节点")


class MilestonesForm(ActForm):
    """The milestones of a body's target that are still to come, a line each."""

    lists = (MILESTONES,)
    source = source_field()
    reason = reason_field("变更原因", required=False, help_text="第一次设定可以不写")
    is_assumption = forms.BooleanField(label="这是演示假设", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(MILESTONES, range(MOST_MILESTONES))

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields, line by line."""
        columns = MilestoneRow.base_fields
        return [
            [self[f"{MILESTONES.spell(number)}-{column}"] for column in columns]
            for number in range(MOST_MILESTONES)
        ]

    def clean(self) -> dict[str, Any] | None:
        """A line with a name has all of it; one without has nothing."""
        cleaned = super().clean()
        for number in range(MOST_MILESTONES):
            spelt = MILESTONES.spell(number)
            said = {
                column: self.cleaned_data.get(f"{spelt}-{column}") for column in ("name", "due_on", "share")
            }
            if not any(said.values()):
                continue
            for column, words in (("name", "请填写名称"), ("due_on", "请填写日期"), ("share", "请填写比例")):
                if not said[column] and f"{spelt}-{column}" not in self.errors:
                    self.add_error(f"{spelt}-{column}", words)
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return the milestones as the service takes them."""
        said = {name: self.cleaned_data[name] for name in ("version", "source", "reason", "is_assumption")}
        rows = [MILESTONES.said(number, self.cleaned_data) for number in range(MOST_MILESTONES)]
        said["milestones"] = [
            MilestoneSpec(row["name"], row["due_on"], Decimal(row["share"]), row["measure"] or "completed")
            for row in rows
            if row["name"]
        ]
        return said


class DraftForm(ActForm):
    """A new version of the rules: its name and its day."""

    name = forms.CharField(
        label="版本名称",
        max_length=20,
        help_text="例如 2027-1",
        error_messages={"required": "请填写版本名称"},
    )
    effective_from = day_field("生效日期", help_text="自这一天起申请的办件适用；最早从明天起")


YES_NO = [("yes", "是"), ("no", "否")]
WORDS: dict[RuleCode, list[tuple[str, str]]] = {
    RuleCode.KEPT_COUNTS: YES_NO,
    RuleCode.FIRST_DAY_COUNTS: YES_NO,
    RuleCode.RETURN_EFFECT: [("", "未设定（照常计算）"), ("suspend", "停计"), ("restart", "重新计算")],
}


class RuleRow(forms.Form):
    """One parameter with its source."""

    value = forms.CharField(label="取值", max_length=40, required=False)
    source = forms.CharField(label="文号或依据", max_length=120, required=False)
    strength = forms.ChoiceField(label="约束力", choices=Strength.choices)
    clause = forms.CharField(
        label="条款", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


RULES = Rows(name="rules", row=RuleRow, most=len(RuleCode), label="参数")


class RulesForm(ActForm):
    """Every parameter of a draft; an empty value is 未设定 and checks nothing."""

    lists = (RULES,)
    effective_from = day_field("生效日期", help_text="自这一天起申请的办件适用；最早从明天起")
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="这一版改了什么；通知各单位时一并发送"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(RULES, RuleCode.values)
        for code, choices in WORDS.items():
            self.fields[f"{RULES.spell(code.value)}-value"] = forms.ChoiceField(
                label="取值", choices=choices, required=False
            )

    @property
    def lines(self) -> list[tuple[RuleCode, list[forms.BoundField]]]:
        """The fields, parameter by parameter."""
        return [
            (code, [self[f"{RULES.spell(code.value)}-{column}"] for column in RuleRow.base_fields])
            for code in RuleCode
        ]

    def field_of(self, name: str) -> str | None:
        """Refusals name the parameter, or its column."""
        spelt = RULES.spell(name)
        return next(
            (each for each in (spelt, f"{spelt}-value") if each in self.fields), super().field_of(name)
        )

    def said(self) -> dict[str, Any]:
        """Return the parameters as the service takes them."""
        said = {name: self.cleaned_data[name] for name in ("version", "effective_from", "note")}
        rows = {code: RULES.said(code.value, self.cleaned_data) for code in RuleCode}
        said["rules"] = [
            RuleSpec(code, row["value"].strip(), row["source"], row["clause"], Strength(row["strength"]))
            for code, row in rows.items()
        ]
        return said


class ParameterForm(ActForm):
    """One parameter of a body."""

    value = forms.CharField(label="取值", max_length=40, required=False)
    valid_from = day_field("生效日期")
    source = source_field()
    strength = forms.ChoiceField(label="约束力", choices=Strength.choices, initial=Strength.LOCAL)
    reason = reason_field("变更原因", required=False, help_text="第一次设定可以不写")

    def __init__(self, *args: Any, code: ParameterCode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = code.kind
        label = f"{code.label}（{kind.unit}）" if kind.unit else code.label
        help_text = f"{kind.help or code.explain}空着为未设定。"
        self.fields["valid_from"].help_text = f"自这一天起{code.applies_to}；最早从明天起"
        if kind.words:
            choices = [("", "未设定"), *((word, word) for word in kind.words)]
            self.fields["value"] = forms.ChoiceField(
                label=label, choices=choices, required=False, help_text=help_text
            )
            # At the top, where it stood: order_fields() puts what it does not name behind.
            self.order_fields(["value", "valid_from", "source", "strength", "reason"])
        else:
            self.fields["value"].label, self.fields["value"].help_text = label, help_text

    def said(self) -> dict[str, Any]:
        """The service takes the strength as such."""
        said = super().said()
        return {**said, "strength": Strength(said["strength"])}
