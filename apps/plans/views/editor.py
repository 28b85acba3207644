"""方案编辑: the grid, rows added and removed, the server's own evaluator answering as one types."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from apps.acts.acts import lasts
from apps.acts.forms import ActForm
from apps.acts.services import opened
from apps.acts.views import ActPage
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.lib.digits import whole
from apps.plans.acts.drafts import DRAFT, SUBMIT, evaluated
from apps.plans.enums import PlanStatus, SpaceKind, Surface
from apps.plans.forms import PlanEditor
from apps.plans.forms.rows import GROUPS, add_part, add_row, remove_part, remove_row
from apps.plans.models import PlanVersion
from apps.plans.permissions import may_open_editor
from apps.plans.queries import draft_plan, is_overrun, latest_plan, rules_for


class EditorPage(ActPage):
    """The page of two acts: a role saves, submits, checks, or adds and removes a row."""

    act = DRAFT

    def opening(self, actor: Actor, subject: Case) -> Decision:
        """Lead back when there is a version that a new one must be started from first."""
        return may_open_editor(actor, subject)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make the act of the button; the other buttons write nothing."""
        action, _, where = request.POST.get("action", "check").partition(":")
        if action in ("save", "submit"):
            self.act = SUBMIT if action == "submit" else DRAFT
            return super().post(request, **kwargs)
        actor, case = self.load(request, kwargs)
        decision = self.act.may(actor, case)
        # A denial that may pass (signed meanwhile, say) must not cost what stands typed on the page.
        if isinstance(decision, Denied) and lasts(decision):
            raise PermissionDenied(decision.reason)
        data = _changed_rows(request.POST, case, action, where)
        return self.show(request, actor, case, opened(self.act, by=actor, subject=case, data=data))

    def say(self, request: HttpRequest, result: object) -> None:
        """Tell that it is done; a version that failed its checks is no success."""
        if isinstance(result, PlanVersion) and result.status == PlanStatus.FAILED:
            messages.warning(request, self.act.done(result))
        else:
            super().say(request, result)

    def show(
        self, request: HttpRequest, actor: Actor, subject: Case, form: ActForm, *, status: int = 200
    ) -> HttpResponse:
        """Draw the grid with what the evaluator says of it."""
        assert isinstance(form, PlanEditor)  # noqa: S101 - both acts ask with the editor
        # For its cleaned_data, which content() reads; a plan in the making need not be valid.
        form.is_valid()
        draft, latest = draft_plan(subject), latest_plan(subject)
        said = evaluated(actor, subject, form)
        context = {
            **self.act.ground.frame(actor, subject),
            **said,
            "form": form,
            "draft": draft,
            "number": draft.number if draft else (latest.number + 1 if latest else 1),
            "overrun_hint": _overrun_hint(subject),
            "overrun_limit": rules_for(subject).max_works_days,
            "asks_overrun": bool(form.errors.get("overrun_reason"))
            or is_overrun(subject, form.content().planned_days),
            "opinion": said["before"].opinion if said["before"] else "",
        }
        return render(request, self.act.template, context, status=status)


def _overrun_hint(case: Case) -> str:
    most = rules_for(case).max_works_days
    return "" if most is None else f"计划超过 {most} 天时必填；开工前还须有区县知悉意见。"


def _changed_rows(data: QueryDict, case: Case, action: str, where: str) -> QueryDict:
    group, _, place = where.partition(":")
    if group not in GROUPS:
        return data
    if action in ("divide", "undivide"):
        return _changed_parts(data, action, place)
    if action == "add":
        values = {}
        if group == "spaces":
            kind = SpaceKind.BATHROOM if case.wants_bathroom else SpaceKind.KITCHEN
            values = {"kind": str(kind), "name": "次卫" if kind == SpaceKind.BATHROOM else kind.label}
        return add_row(data, group, **values)
    if action == "remove" and (row := whole(place)) is not None:
        return remove_row(data, group, row)
    return data


def _changed_parts(data: QueryDict, action: str, where: str) -> QueryDict:
    """Read 0:wall:2: the part of a surface to go, or how many parts it has."""
    space, surface, number = [*where.split(":"), "", ""][:3]
    place, at = whole(space), whole(number)
    if place is None or at is None or surface not in set(Surface):
        return data
    if action == "divide":
        return add_part(data, place, Surface(surface), at)
    shown = whole(data.get(f"spaces-{place}-{surface}_parts")) or 1
    return remove_part(data, place, Surface(surface), at, shown)
