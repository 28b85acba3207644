"""The plan editor: one form for the plan and three form sets for spaces, budget and hazards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict

from apps.cases.models import Case
from apps.lib import clock
from apps.plans.enums import LineKind, Method, Part, SpaceKind
from apps.plans.forms.fields import Amount, Area, Day, Days
from apps.plans.rules import Content, HazardInput, LineInput, Problem, SpaceInput, SurfaceInput, problems
from apps.plans.rules.sums import MAX_DAYS
from apps.programs.queries import rules_of

MAX_ROWS = 60


class PlanForm(forms.Form):
    """Survey, start, duration, words. Nothing is required while drafting."""

    survey_on = Day(label="上门勘测日期", required=False)
    survey_note = forms.CharField(
        label="勘测情况", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    planned_start = Day(label="计划开工日期", required=False)
    planned_days = Days(label="计划工期（天）", required=False, most=MAX_DAYS)
    overrun_reason = forms.CharField(
        label="超期原因", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(
        label="方案说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SpaceForm(forms.Form):
    """A space with its three surfaces side by side."""

    kind = forms.ChoiceField(
        label="空间", choices=SpaceKind.choices(), error_messages={"required": "请选择空间。"}
    )
    name = forms.CharField(label="名称", required=False, max_length=20)
    declared_total = Area(label="勘测总面积（㎡）", required=False)
    wall_area = Area(label="墙面面积（㎡）", required=False)
    wall_method = forms.ChoiceField(label="墙面工法", required=False)
    wall_product = forms.CharField(label="墙面产品", required=False, max_length=120)
    floor_area = Area(label="地面面积（㎡）", required=False)
    floor_method = forms.ChoiceField(label="地面工法", required=False)
    floor_product = forms.CharField(label="地面产品", required=False, max_length=120)
    ceiling_area = Area(label="吊顶面积（㎡）", required=False)
    ceiling_method = forms.ChoiceField(label="吊顶工法", required=False)
    ceiling_product = forms.CharField(label="吊顶产品", required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the methods, none of them chosen beforehand."""
        super().__init__(*args, **kwargs)
        for part in Part:
            field = cast("forms.ChoiceField", self.fields[f"{part}_method"])
            field.choices = [("", "请选择"), *Method.choices()]

    @property
    def row_label(self) -> str:
        """How the summary of errors calls the space: by its name, else by its kind."""
        kind = str(self["kind"].value() or "")
        label = SpaceKind(kind).label if kind in set(SpaceKind) else ""
        return str(self["name"].value() or "") or label

    @property
    def surfaces(self) -> list[tuple[Part, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Part, area, method, product of each surface, for the grid."""
        return [
            (part, self[f"{part}_area"], self[f"{part}_method"], self[f"{part}_product"]) for part in Part
        ]

    def space(self) -> SpaceInput:
        """Return the space as far as it could be read."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        kind = SpaceKind(said.get("kind") or SpaceKind.KITCHEN)
        return SpaceInput(
            kind=kind,
            name=said.get("name") or kind.label,
            surfaces=tuple(
                SurfaceInput(
                    part=part,
                    area=said.get(f"{part}_area"),
                    method=Method(said[f"{part}_method"]) if said.get(f"{part}_method") else None,
                    product=said.get(f"{part}_product") or "",
                )
                for part in Part
            ),
            declared_total=said.get("declared_total"),
        )


class LineForm(forms.Form):
    """A budget line; an entirely empty row does not count."""

    rows_label = "预算"

    kind = forms.ChoiceField(label="类别", choices=LineKind.choices(), required=False)
    name = forms.CharField(label="项目", required=False, max_length=80)
    quantity = forms.CharField(label="数量", required=False, max_length=40)
    amount = Amount(label="金额（万元）", required=False)

    def line(self) -> LineInput | None:
        """Return the line as far as it could be read; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        if not said.get("name") and said.get("amount") is None and not self.errors:
            return None
        kind = LineKind(said.get("kind") or LineKind.ITEM)
        name = said.get("name") or ("" if kind == LineKind.ITEM else kind.label)
        return LineInput(kind, name, said.get("amount"), said.get("quantity") or "")


class HazardForm(forms.Form):
    """A 隐患设施; an entirely empty row does not count."""

    rows_label = "隐患设施"

    name = forms.CharField(label="设施名称", required=False, max_length=60)
    location = forms.CharField(label="位置", required=False, max_length=60)
    product = forms.CharField(label="更换为", required=False, max_length=120)

    def hazard(self) -> HazardInput | None:
        """Return the hazard; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        if not any(said.get(name) for name in ("name", "location", "product")):
            return None
        return HazardInput(said.get("name") or "", said.get("location") or "", said.get("product") or "")


_SPACES = formset_factory(SpaceForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
_LINES = formset_factory(LineForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
_HAZARDS = formset_factory(HazardForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)


class PlanEditor:
    """The whole editor. ``content()`` is what could be read; problems go back to their fields."""

    def __init__(
        self,
        *,
        case: Case,
        support: str,
        data: QueryDict | None = None,
        content: Content | None = None,
    ) -> None:
        """Open with what was posted, or with a stored content, or empty for the asked spaces."""
        self.case = case
        shown = self._shown = content or _blank(case)
        self.plan = PlanForm(data, initial=_plan_initial(shown))
        fresh: dict[str, Any] = {"form_kwargs": {"empty_permitted": False, "use_required_attribute": False}}
        self.spaces: BaseFormSet[SpaceForm] = _SPACES(
            data, prefix="spaces", initial=[_space_initial(space) for space in shown.spaces], **fresh
        )
        self.lines: BaseFormSet[LineForm] = _LINES(
            data, prefix="lines", initial=[_line_initial(line) for line in shown.lines], **fresh
        )
        self.hazards: BaseFormSet[HazardForm] = _HAZARDS(
            data, prefix="hazards", initial=[_hazard_initial(each) for each in shown.hazards], **fresh
        )
        self.support = support
        kinds = [kind for kind in LineKind if kind != LineKind.SUPPORT or support]
        kitchens = [
            kind
            for kind in SpaceKind
            if (kind == SpaceKind.KITCHEN and case.wants_kitchen)
            or (kind == SpaceKind.BATHROOM and case.wants_bathroom)
        ]
        for form in self.lines.forms:
            _offer(form, kinds)
        for space in self.spaces.forms:
            _offer(space, kitchens)

    @property
    def parts(self) -> tuple[forms.BaseForm | BaseFormSet[Any], ...]:
        """Form and form sets, for the error summary."""
        return (self.plan, self.spaces, self.lines, self.hazards)

    def is_valid(self) -> bool:
        """Whether everything typed could be read; completeness is not asked of a draft."""
        # no short cut: every part must be read, so that all errors show at once
        return False not in [part.is_valid() for part in self.parts]

    @property
    def is_sound(self) -> bool:
        """Whether no part shows an error, problems that were added included."""
        sets = (self.spaces, self.lines, self.hazards)
        return not self.plan.errors and not any(
            part.non_form_errors() or any(form.errors for form in part.forms) for part in sets
        )

    def content(self) -> Content:
        """Return what could be read, after :meth:`is_valid`; what is shown, before anything was posted."""
        if not self.plan.is_bound:
            return self._shown
        said: Mapping[str, Any] = getattr(self.plan, "cleaned_data", {})
        return Content(
            spaces=tuple(form.space() for form in self.spaces.forms),
            lines=tuple(line for form in self.lines.forms if (line := form.line()) is not None),
            hazards=tuple(each for form in self.hazards.forms if (each := form.hazard()) is not None),
            survey_on=said.get("survey_on"),
            survey_note=said.get("survey_note") or "",
            planned_start=said.get("planned_start"),
            planned_days=said.get("planned_days"),
            overrun_reason=said.get("overrun_reason") or "",
            note=said.get("note") or "",
        )

    def show_problems(self, found: Iterable[Problem]) -> None:
        """Put each problem at its field; a row without a value is counted as the rules count it."""
        rows: dict[str, list[forms.Form]] = {
            "spaces": list(self.spaces.forms),
            "lines": [form for form in self.lines.forms if form.line() is not None],
            "hazards": [form for form in self.hazards.forms if form.hazard() is not None],
        }
        sets: dict[str, BaseFormSet[Any]] = {
            "spaces": self.spaces,
            "lines": self.lines,
            "hazards": self.hazards,
        }
        for problem in found:
            if not problem.group:
                if problem.field not in self.plan.errors:
                    self.plan.add_error(problem.field or None, problem.message)
            elif problem.row is None:
                sets[problem.group].non_form_errors().append(problem.message)
            else:
                form = rows[problem.group][problem.row]
                if problem.field not in form.errors:  # what cannot be read is not also “missing”
                    form.add_error(problem.field or None, problem.message)

    def ask_everything(self) -> None:
        """Put everything that keeps the plan from being submitted at its field, after :meth:`is_valid`."""
        case = self.case
        self.show_problems(
            problems(
                self.content(),
                floor_area=case.dwelling.floor_area,
                wants_kitchen=case.wants_kitchen,
                wants_bathroom=case.wants_bathroom,
                today=clock.today(),
                max_days=rules_of(case.rule_set).max_works_days,
            )
        )

    def show_refusal(self, reason: str, field: str) -> None:
        """Put a service's refusal at the plan's own field, or above the form."""
        self.plan.add_error(field if field in self.plan.fields else None, reason)


def _offer(form: forms.Form, kinds: list[SpaceKind] | list[LineKind]) -> None:
    field = cast("forms.ChoiceField", form.fields["kind"])
    field.choices = [(str(kind.value), kind.label) for kind in kinds]


def _blank(case: Case) -> Content:
    """Return the spaces the household asked for, an empty budget line and nothing else."""
    kinds = [
        kind
        for kind, wanted in (
            (SpaceKind.KITCHEN, case.wants_kitchen),
            (SpaceKind.BATHROOM, case.wants_bathroom),
        )
        if wanted
    ]
    return Content(
        spaces=tuple(
            SpaceInput(kind, kind.label, tuple(SurfaceInput(part, None, None) for part in Part))
            for kind in kinds
        ),
        lines=tuple(
            LineInput(LineKind.ITEM, {SpaceKind.KITCHEN: "集成厨房"}.get(kind, "集成卫生间"), None)
            for kind in kinds
        ),
        hazards=(HazardInput(""),),
    )


def _plan_initial(content: Content) -> dict[str, object]:
    names = ("survey_on", "survey_note", "planned_start", "planned_days", "overrun_reason", "note")
    return {name: getattr(content, name) for name in names}


def _space_initial(space: SpaceInput) -> dict[str, object]:
    values: dict[str, object] = {
        "kind": space.kind,
        "name": space.name,
        "declared_total": space.declared_total,
    }
    for surface in space.surfaces:
        values[f"{surface.part}_area"] = surface.area
        values[f"{surface.part}_method"] = surface.method or ""
        values[f"{surface.part}_product"] = surface.product
    return values


def _line_initial(line: LineInput) -> dict[str, object]:
    return {"kind": line.kind, "name": line.name, "quantity": line.quantity, "amount": line.amount}


def _hazard_initial(hazard: HazardInput) -> dict[str, object]:
    return {"name": hazard.name, "location": hazard.location, "product": hazard.product}
