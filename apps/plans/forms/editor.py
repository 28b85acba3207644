"""The plan editor: one form for the plan and three tables for spaces, budget and hazards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from apps.acts.forms import Body, Rows
from apps.cases.models import Case
from apps.lib import clock
from apps.plans.enums import LineKind, SpaceKind, Surface
from apps.plans.forms.case_form import CaseForm
from apps.plans.forms.draft_body import HAZARD_ROWS, LINE_ROWS, SPACE_ROWS, as_body, spaces_json
from apps.plans.forms.fields import typed
from apps.plans.forms.merging import ask, dumped, loaded_of, merged_data, read_loaded
from apps.plans.forms.tables import (
    HAZARDS,
    LINES,
    SPACES,
    HazardForm,
    LineForm,
    SpaceForm,
    nested,
    row_of,
)
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of, draft_plan, problems_of
from apps.plans.rules import (
    RED_LINES,
    Content,
    HazardInput,
    LineInput,
    PartInput,
    Problem,
    RowKey,
    SpaceInput,
    read,
    values,
)
from apps.programs.queries import statutes_of


@typed(PlanVersion, Content)
class PlanEditor(CaseForm):
    """A plan as far as it is written, with the version of its case; what is not sent is empty."""

    lists: ClassVar[tuple[Rows, ...]] = (SPACE_ROWS, LINE_ROWS, HAZARD_ROWS)

    def __init__(
        self, data: Any = None, files: Any = None, *, support: str, content: Content | None, **kwargs: Any
    ) -> None:
        """Open with what was sent, or with a stored content, or empty for the asked spaces.

        ``support``: the document that lets 政府支持 be listed; '' where there is none.
        """
        case: Case = kwargs["subject"]
        self._stored = content is not None
        self._support = support
        shown = self._shown = content or _blank(case)
        kwargs["initial"] = {**values(shown), **(kwargs.get("initial") or {})}
        super().__init__(data, files, **kwargs)
        self._open_tables(data)
        for line in statutes_of(case.bureau_id, clock.today()):
            if line.code in RED_LINES:
                self.fields[line.code].help_text = f"{line.words}（{line.source}）"
        if self.sent is None:
            self.fields["loaded"] = forms.CharField(widget=forms.HiddenInput, required=False)
            if data is None:
                self.initial["loaded"] = dumped(loaded_of(self, blank=content is None))

    def _open_tables(self, data: Any) -> None:
        case, shown = self.case, self._shown
        # Otherwise Django passes over an extra row that equals its initial values, and what it says is lost:
        # in a body (INITIAL_FORMS 0) every row is an extra one.
        fresh: dict[str, Any] = {"form_kwargs": {"empty_permitted": False, "use_required_attribute": False}}
        self.spaces: BaseFormSet[SpaceForm] = SPACES(
            data,
            prefix="spaces",
            initial=[{**row_of(nested(space)), "key": space.key} for space in shown.spaces],
            **fresh,
        )
        self.lines: BaseFormSet[LineForm] = LINES(
            data, prefix="lines", initial=[_with_key(values(row), row) for row in shown.lines], **fresh
        )
        self.hazards: BaseFormSet[HazardForm] = HAZARDS(
            data,
            prefix="hazards",
            initial=[_with_key(values(row), row) for row in shown.hazards],
            **fresh,
        )
        self.tables = {"spaces": self.spaces, "lines": self.lines, "hazards": self.hazards}
        kinds = [kind for kind in LineKind if kind != LineKind.SUPPORT or self._support]
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

    def show_again_on(self, version: int, standing: Mapping[str, Any] | None = None) -> None:
        """Show what was typed together with what a colleague saved since; ask only where both changed it."""
        super().show_again_on(version, standing)
        draft, posted = draft_plan(self.case), self.data
        # Nothing to put together: the page lost what it was drawn from, or the draft has left the desk.
        if draft is None or not isinstance(posted, QueryDict) or not read_loaded(posted.get("loaded", "")):
            return
        theirs = PlanEditor(
            actor=self.actor,
            subject=self.case,
            version=version,
            support=self._support,
            content=content_of(draft),
        )
        self.data, fields, tables = merged_data(self, posted, theirs)
        self._open_tables(self.data)
        self.full_clean()
        for table in self.tables.values():
            table.is_valid()
        ask(self, fields, tables)

    @classmethod
    def json(cls) -> dict[str, Any]:
        """Surfaces stand inside their space."""
        return {"spaces": spaces_json()}

    def said(self) -> dict[str, Any]:
        """Return the content for the service; completeness is not asked of a draft."""
        return {"version": self.cleaned_data["version"], "content": self.content()}

    def content(self) -> Content:
        """Return what could be read, after :meth:`is_valid`; what is shown, before anything was posted."""
        # Unbound forms have no cleaned_data, and the page draws the checks of what it shows.
        if not self.is_bound:
            return self._shown
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        return read(
            Content,
            said.get,
            spaces=tuple(form.space() for form in self.spaces.forms),
            lines=tuple(line for form in self.lines.forms if (line := form.line()) is not None),
            hazards=tuple(each for form in self.hazards.forms if (each := form.hazard()) is not None),
        )

    def show_problems(self, found: Iterable[Problem]) -> None:
        """Put each problem at its field; a row without a value is counted as the rules count it."""
        rows: dict[str, list[forms.Form]] = {
            "spaces": list(self.spaces.forms),
            "lines": [form for form in self.lines.forms if form.line() is not None],
            "hazards": [form for form in self.hazards.forms if form.hazard() is not None],
        }
        for problem in found:
            if not problem.group:
                if problem.field not in self.errors:
                    self.add_error(problem.field or None, problem.message)
            elif problem.row is None:
                self.tables[problem.group].non_form_errors().append(problem.message)
            else:
                form = rows[problem.group][problem.row]
                if problem.field not in form.errors:  # what cannot be read is not also “missing”
                    form.add_error(problem.field or None, problem.message)

    def ask_everything(self) -> None:
        """Put everything that keeps the plan from being submitted at its field, after :meth:`is_valid`."""
        self.show_problems(problems_of(self.case, self.content()))


class PlanTrial(PlanEditor):
    """Everything a plan says, complete or not; what is not sent is empty."""

    versioned = False


class PlanSubmission(PlanEditor):
    """A plan that leaves the desk: from the page as it stands there, from a body as it was last saved."""

    unsent = frozenset(PlanEditor.base_fields) - {"version"}
    lists = ()
    _asked = False

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A body names the version of the case, nothing else."""
        return {}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Read the stored draft as if it had been sent."""
        stored = options["content"]
        return PlanEditor.body({**(as_body(stored) if stored else {}), **values}, initial, **options)

    def is_valid(self) -> bool:
        """Whether everything could be read, is there and adds up; each fault stands at its field."""
        valid = super().is_valid()
        if self.sent is not None and not (self._stored and self.sent["version"] == self.subject.version):
            return "version" not in self.errors  # nothing to submit, or late: the service says which
        # Asked once: the view and the act both ask is_valid(), and errors would stand twice.
        if not self._asked:
            self._asked = True
            self.ask_everything()
        # Again, for the problems that have been added at the fields of the tables.
        return valid and super().is_valid()

    def said(self) -> dict[str, Any]:
        """Return the content with the page; a body submits what is stored."""
        said = super().said()
        return said if self.sent is None else {"version": said["version"]}


def _with_key(said: dict[str, Any], row: SpaceInput | LineInput | HazardInput) -> dict[str, Any]:
    return {**said, "key": row.key}


def _offer(form: forms.Form, kinds: list[SpaceKind] | list[LineKind]) -> None:
    field = cast("forms.ChoiceField", form.fields["kind"])
    field.choices = [(str(kind.value), kind.label) for kind in kinds]


def _blank(case: Case) -> Content:
    """Return the spaces the household asked for, an empty budget line and nothing else.

    Its keys are the same on every blank page: two people who begin one plan begin the same rows.
    """
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
            SpaceInput(kind, kind.label, tuple(PartInput(surface) for surface in Surface), key=RowKey(kind))
            for kind in kinds
        ),
        lines=tuple(
            LineInput(
                LineKind.ITEM,
                {SpaceKind.KITCHEN: "集成厨房"}.get(kind, "集成卫生间"),
                None,
                key=RowKey(kind),
            )
            for kind in kinds
        ),
        hazards=(HazardInput("", key=RowKey("first")),),
    )
