"""Writing a version: new, save, try out, submit."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.idempotency import CreationView
from apps.api.problems import Fault, Invalid
from apps.api.serializers import Versioned
from apps.api.views import ChangeView
from apps.cases.api.base import CaseScope
from apps.cases.models import Case
from apps.plans import services
from apps.plans.api.acting import CaseStands, refuse_post
from apps.plans.forms import PlanEditor
from apps.plans.permissions import may_edit_plan
from apps.plans.queries import content_of, draft_plan, open_change, rules_for, support_source
from apps.plans.rules import Content, evaluate, may_submit
from apps.plans.serializers.showing import checks_shown, content_shown
from apps.plans.serializers.trying import PlanTried
from apps.plans.serializers.writing import DraftContent, DraftWrite, content_faults, typed_content

TAG = "方案与预算"


class _Drafting(CaseScope):
    """Only who may write the plan of this case."""

    tag = TAG

    def found(self) -> Case:
        """Load the case; refuse posts that never write a plan."""
        case = self.case()
        refuse_post(may_edit_plan(self.actor, case, changing=open_change(case) is not None))
        return case

    def editor(self, case: Case, data: dict[str, Any]) -> PlanEditor:
        """Return the pages' editor with the body typed into it, and read."""
        editor = PlanEditor(case=case, support=support_source(case), data=typed_content(data))
        editor.is_valid()
        return editor


def stored(case: Case, content: Content) -> PlanEditor:
    """Return the editor as it stands when a stored content is opened."""
    return PlanEditor(case=case, support=support_source(case), data=typed_content(as_body(content)))


def as_body(content: Content) -> dict[str, Any]:
    """Return a stored content as the body that would write it."""
    plain = ("survey_on", "survey_note", "planned_start", "planned_days", "overrun_reason", "note")
    return {
        **{name: getattr(content, name) for name in plain},
        "spaces": [
            {
                "kind": space.kind,
                "name": space.name,
                "declared_total": space.declared_total,
                **{
                    str(each.part): {"area": each.area, "method": each.method, "product": each.product}
                    for each in space.surfaces
                },
            }
            for space in content.spaces
        ],
        "lines": [
            {"kind": line.kind, "name": line.name, "quantity": line.quantity, "amount": line.amount}
            for line in content.lines
        ],
        "hazards": [
            {"name": hazard.name, "location": hazard.location, "product": hazard.product}
            for hazard in content.hazards
        ],
    }


class TryPlan(_Drafting):
    """试算：按本案的规则核验一份还没有保存的方案，不写入任何内容."""

    request_class = DraftContent
    result_class = PlanTried

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Evaluate and answer; nothing is written."""
        case = self.found()
        editor = self.editor(case, self.body(request))
        unreadable = content_faults(editor)
        if unreadable:
            raise Invalid(unreadable)
        content, rules = editor.content(), rules_for(case)
        checks = evaluate(content.checked, rules)
        editor.ask_everything()
        missing = content_faults(editor)
        shown = content_shown(content, kept_counts=rules.kept_counts)
        return Response(
            {
                "checks": checks_shown(checks),
                "spaces": shown["spaces"],
                "total": shown["total"],
                "problems": [{"pointer": each.pointer, "detail": each.detail} for each in missing],
                "may_submit": not missing and may_submit(checks),
            }
        )


class SaveDraft(CaseStands, _Drafting, ChangeView[Any]):
    """保存方案草稿，填完或没填完都可以；整份替换上一次保存的内容."""

    request_class = DraftWrite

    def subject(self) -> Case:
        """Load the case."""
        return self.found()

    def perform(self, subject: Case, data: dict[str, Any]) -> Model:
        """Save what could be read."""
        editor = self.editor(subject, data)
        faults = content_faults(editor)
        if faults:
            raise Invalid(faults)
        return services.save_plan_draft(
            case_id=subject.pk, by=self.actor, version=data["version"], content=editor.content()
        )


class _Creating(CaseStands, _Drafting, CreationView):
    """A new version, or one that leaves the desk."""

    request_class = Versioned

    def prepare(self) -> Case:
        """Load the case."""
        return self.found()


class StartVersion(_Creating):
    """另起一版：复制最新一版；正等户主确认的一版由此撤回."""

    def create(self, parent: Case, data: dict[str, Any]) -> Model:
        """Open the next version."""
        return services.start_new_version(case_id=parent.pk, by=self.actor, version=data["version"])


class SubmitDraft(_Creating):
    """提交草稿：内容完整、数字对得上，然后核验；通过的等户主确认，未通过的留存并说明.

    errors 中的位置指向草稿（与保存草稿的内容同样的结构）。
    """

    def create(self, parent: Case, data: dict[str, Any]) -> Model:
        """Name everything that is missing at once, else submit."""
        draft = draft_plan(parent)
        if draft is not None and parent.version == data["version"]:
            editor = stored(parent, content_of(draft))
            editor.is_valid()
            editor.ask_everything()
            faults: list[Fault] = content_faults(editor)
            if faults:
                raise Invalid(faults)
        return services.submit_plan(case_id=parent.pk, by=self.actor, version=data["version"])
