"""Forms of the weekly report. They check what was typed and write nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from apps.acts.forms import ActForm, Body, CountField, Rows, YuanField, as_shown
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib.amounts import ZERO
from apps.reports.models import ReportVersion
from apps.reports.queries.declared import Warned, word_field
from apps.reports.rules.declared import (
    COLUMNS,
    FIXED,
    LABELS,
    Line,
    LineKind,
    Warning,
    column_label,
    columns_of,
    of_plain,
)
from apps.reports.services import Declared, SentLine, new_line_key

_WHOLE = {"invalid": "请填写整数户数", "min_value": "户数不能为负"}
_LARGEST = 10_000_000
# The most that the column holds.
_MOST = Decimal("99999999999999.99")
_BARE_FROM = Decimal(100_000)
"""Less without a unit is 万元, as the form's column: a total of less than 10 万元 is rarer than that."""
MOST_LINES = 30
FREE_LINES = 1
"""Offline lines that a page offers beyond those there are; each saving offers another."""


def _households(label: str, **more: Any) -> CountField:
    return CountField(
        label=label,
        unit="户",
        required=False,
        min_value=0,
        max_value=_LARGEST,
        error_messages=_WHOLE,
        **more,
    )


def _amount(label: str) -> YuanField:
    return YuanField(
        label=label, required=False, least=ZERO, most=_MOST, bare_from=_BARE_FROM, column_of_wan=True
    )


def _moment(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        # As a browser sends it back: any other writing would pass for a change of its user.
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写日期和时间，如 2026-11-26 09:30"},
    )


class LineRow(forms.Form):
    """One line of the declared total: a source, or what is taken off."""

    kind = forms.ChoiceField(
        label="哪一行",
        choices=[(kind.value, LABELS[kind]) for kind in LineKind if kind is not LineKind.SINGLE],
        help_text="前三种相加，后三种核减；除线下外各一行",
    )
    label = forms.CharField(label="来源名称", max_length=40, required=False, help_text="线下的一行必填")
    week = _households("本周进度")
    done = _households("已完成装修")
    ongoing = _households("正在装修")
    amount = _amount("合同金额")
    queried_at = _moment("查询时间")
    day = forms.DateField(
        label="日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": "请填写日期，如 2026-11-26"},
    )
    person = forms.CharField(label="经手人", max_length=40, required=False)
    # What may be uploaded is said once above the lines.
    evidence = ParkedFileField(
        kind=FileKind.DECLARED_EVIDENCE, label="佐证材料", required=False, help_text=""
    )


LINES = Rows(
    name="lines",
    row=LineRow,
    most=MOST_LINES,
    required=False,
    label="申报数的各行，整份替换；与 week、done、ongoing、amount 只填一种",
    component="DeclaredLineWrite",
)
_PLACE = re.compile(r"lines-([a-z0-9]{1,12})-[a-z_]+")
_PARTICULARS = ("queried_at", "day", "person", "evidence")


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as the page draws it."""

    kind: LineKind
    key: str
    label: str
    """What an offline line is called as it stands saved; '' for a new one."""
    name: BoundField | None
    """The field of that name."""
    numbers: tuple[tuple[BoundField, str], ...]
    """Its numbers, each with its label within the line."""
    rest: tuple[tuple[BoundField, str], ...]
    has_evidence: bool
    is_used: bool
    """Whether it says something or has something wrong, so that its fold stands open."""

    @property
    def title(self) -> str:
        """What the line is called on the page."""
        return f"{LABELS[self.kind]}：{self.label}" if self.label else LABELS[self.kind]


class DraftForm(ActForm):
    """What the bureau adds: 填报人, the declared total of 传统装修 line by line, 好经验好做法."""

    filler = forms.CharField(label="填报人", max_length=60, required=False)
    week = _households("本周进度")
    done = _households("已完成装修")
    ongoing = _households("正在装修")
    amount = _amount("装修合同金额")
    source = forms.CharField(
        label="数据来源", max_length=120, required=False, help_text="如装修备案系统、一码管理系统、线下统计"
    )
    queried_at = _moment("查询时间")
    evidence = ParkedFileField(kind=FileKind.DECLARED_EVIDENCE, label="佐证材料", required=False)
    amount_missing = _households("其中合同金额未取得", help_text="没有取得合同金额的户数，注明在表下")
    missing_reason = forms.CharField(
        label="本周未取得的原因",
        max_length=200,
        required=False,
        help_text="没有取得传统装修数据时填写，数字留空即可报送",
    )
    word_sum = forms.CharField(label="累计与上期加本周不符的原因", max_length=200, required=False)
    word_done = forms.CharField(label="已完成比上期减少的原因", max_length=200, required=False)
    word_amount = forms.CharField(label="合同金额比上期减少的原因", max_length=200, required=False)
    word_week_jump = forms.CharField(label="本周进度骤增的原因", max_length=200, required=False)
    word_amount_jump = forms.CharField(label="户均合同金额变化过大的原因", max_length=200, required=False)
    word_own = forms.CharField(label="少于本系统办件的原因", max_length=200, required=False)
    narrative = forms.CharField(
        label="好经验好做法",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="选填，随周报一并报送",
    )

    edits = True
    lists = (LINES,)

    def _load(self, data: Any) -> None:
        """Add the lines before what was loaded is kept or read back."""
        self.kinds: dict[str, LineKind | None] = {}
        self.posted = data
        if self.sent is not None:
            self.kinds = dict.fromkeys(map(str, range(int(self.sent.get("lines-TOTAL_FORMS", 0)))))
        else:
            self._place_lines(data)
        self.add_rows(LINES, self.kinds)
        for place, kind in self.kinds.items():
            if kind is not None:
                self._suit(place, kind)
        if isinstance(data, QueryDict):
            self._fill_in(data)
        super()._load(data)

    def _place_lines(self, data: Any) -> None:
        """Place the kinds there is one of, the offline lines there are, those of the page, new ones."""
        self.kinds = {kind.value: kind for kind in FIXED}
        named = [match[1] for name in (*self.initial, *(data or ())) if (match := _PLACE.fullmatch(name))]
        fresh = [new_line_key() for _ in range(FREE_LINES)] if data is None else []
        offline = [each for each in dict.fromkeys([*named, *fresh]) if each not in self.kinds]
        saved = {match[1] for name in self.initial if (match := _PLACE.fullmatch(name))} - self.kinds.keys()
        # A system may have saved more of them than a page takes: none of those is cut off.
        most = max(MOST_LINES - len(FIXED), len(saved))
        self.kinds |= dict.fromkeys(offline[:most], LineKind.OFFLINE)

    def _suit(self, place: str, kind: LineKind) -> None:
        """Leave of a line's columns what its kind has."""
        has = columns_of(kind)
        for column in LINES.row.base_fields:
            name = f"{LINES.spell(place)}-{column}"
            if column not in has:
                del self.fields[name]
        for column in has:
            # With its line: the summary of errors names a field far from its row.
            label = column_label(kind, column)
            self.fields[f"{LINES.spell(place)}-{column}"].label = f"{LABELS[kind]}：{label}"

    def _fill_in(self, data: QueryDict) -> None:
        """Take lines that the page does not know, a colleague's since, as they stand: none is lost."""
        unknown = {
            name: as_shown(self, name, each)
            for name, each in self.fields.items()
            if _PLACE.fullmatch(name) and name not in data and not isinstance(each, ParkedFileField)
        }
        if unknown:
            filled = data.copy()
            for name, texts in unknown.items():
                filled.setlist(name, texts)
            self.data = filled

    def clean_key(self) -> str:
        """Return the key with the mark of what was sent: what this form filled in is no part of it."""
        held, self.data = self.data, self.posted
        try:
            return super().clean_key()
        finally:
            self.data = held

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Return a body that replaces the whole draft, as the API's document says."""
        return super().body(values, {}, **options)

    def clean(self) -> dict[str, Any]:
        """Put a page that a colleague's saving has overtaken together with what they saved.

        What only one of both changed stands; what both changed is asked at its field, and the next press
        decides. Without it two who fill in different lines would undo each other.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        current = self.initial["version"]
        if self.sent is None and self.loaded and cleaned.get("version") not in (None, current):
            untouched = {name for name, _ in self._editable()} - self.changed_names()
            self.show_again_on(current, self.initial)
            # A line has no initial where it stands empty by now.
            cleaned |= {name: self.initial.get(name) for name in untouched}
            cleaned["version"] = current
        if self.sent is not None:
            self._refuse_strange(cleaned)
        return cleaned

    def _refuse_strange(self, cleaned: dict[str, Any]) -> None:
        """Refuse columns of a body's lines that a line of the kind does not have."""
        for place in self.kinds:
            kind = cleaned.get(f"{LINES.spell(place)}-kind")
            if not kind:
                continue
            for column in ("label", "queried_at", "day"):
                name = f"{LINES.spell(place)}-{column}"
                if cleaned.get(name) and column not in columns_of(LineKind(kind)):
                    self.add_error(name, f"“{LABELS[LineKind(kind)]}”的一行没有这一项，请留空")

    @classmethod
    def values_of(cls, version: ReportVersion, default_filler: str) -> dict[str, Any]:
        """Return initial values from a draft."""
        lines = [of_plain(plain) for plain in version.declared_lines]
        # The columns hold what the lines come to: it was not typed as one total.
        split = any(line.filled for line in lines)
        values: dict[str, Any] = {
            "filler": version.filler or default_filler,
            "amount_missing": version.declared_amount_missing,
            "missing_reason": version.declared_missing_reason,
            "narrative": version.narrative,
        }
        single = ("week", "done", "ongoing", "amount", "source", "queried_at")
        values |= {name: None if split else getattr(version, f"declared_{name}") for name in single}
        values["source"] = values["source"] or ""
        values |= {word_field(code): version.declared_words.get(code.value, "") for code in Warning}
        # Who fills in has mostly asked as well; beside no number a name says nothing.
        values |= {f"{LINES.spell(kind)}-person": default_filler for kind in FIXED}
        for line in lines:
            spelt = LINES.spell(line.key)
            # Not the file: what is filled in as a field's value would be taken for an upload.
            columns = columns_of(line.kind) - {"evidence"}
            values |= {f"{spelt}-{column}": getattr(line, column) for column in columns}
        return {**values, "proved": {line.key for line in lines if line.evidence}}

    def said(self) -> dict[str, Any]:
        """Return the declared total as one value, the rest as it is."""
        said = super().said()
        single = ("week", "done", "ongoing", "amount", "source", "queried_at")
        declared = Declared(
            **{name: said[name] for name in (*single, "missing_reason", "amount_missing")},
            lines=[self._sent(place, said) for place in self.kinds],
            words={code.value: said[word_field(code)] for code in Warning},
        )
        return {
            **{name: said[name] for name in ("version", "filler", "narrative", "evidence")},
            "declared": declared,
        }

    def _sent(self, place: str, said: Mapping[str, Any]) -> SentLine:
        spelt = LINES.spell(place)
        kind = self.kinds[place]
        values = {
            column: said[f"{spelt}-{column}"]
            for column in LINES.row.base_fields
            if f"{spelt}-{column}" in said and column not in ("kind", "evidence")
        }
        line = Line(
            kind=kind or LineKind(said[f"{spelt}-kind"]),
            # A body numbers its lines; on a page the place is the key.
            key="" if kind is None else place,
            **{name: value for name, value in values.items() if value is not None},
        )
        return SentLine(line=line, evidence=said[f"{spelt}-evidence"], place=spelt)

    # --- as the page draws it ---

    def lines(self, *kinds: LineKind) -> list[DrawnLine]:
        """Return the lines of some kinds in the order of the form."""
        return [self._drawn(place, kind) for place, kind in self.kinds.items() if kind in kinds]

    def _drawn(self, place: str, kind: LineKind) -> DrawnLine:
        spelt = LINES.spell(place)
        fields = {
            column: self[f"{spelt}-{column}"]
            for column in LINES.row.base_fields
            if f"{spelt}-{column}" in self.fields
        }
        said = [name for name in fields if name != "person"]
        return DrawnLine(
            kind=kind,
            key=place,
            label=self.initial.get(f"{spelt}-label") or "",
            name=fields.get("label"),
            numbers=tuple((fields[column], column_label(kind, column)) for column in COLUMNS),
            rest=tuple(
                (fields[column], column_label(kind, column)) for column in _PARTICULARS if column in fields
            ),
            has_evidence=place in self.initial["proved"],
            is_used=any(fields[name].errors or fields[name].value() not in (None, "") for name in said),
        )

    def words(self, warned: Sequence[Warned]) -> list[tuple[Warned | None, BoundField]]:
        """Return the fields for a word that are needed now, or hold one that was refused."""
        needed = {each.code: each for each in warned}
        return [
            (needed.get(code), self[word_field(code)])
            for code in Warning
            if code in needed or self[word_field(code)].errors
        ]
