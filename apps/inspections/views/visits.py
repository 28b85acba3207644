"""巡查、抽查、问题整改与复查."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import VisitKind
from apps.inspections.forms import RectifyDefectForm, VerifyDefectForm, VisitForm
from apps.inspections.models import Defect
from apps.inspections.permissions import may_rectify_defect, may_verify_defect, may_visit
from apps.inspections.queries.tabs import photos_of
from apps.inspections.rules import checklist
from apps.inspections.views.base import CaseFormView
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.plans.queries import confirmed_plan, content_of


class PatrolView(CaseFormView):
    form_class = VisitForm
    template_name = "inspections/visit.html"
    kind: ClassVar[VisitKind] = VisitKind.PATROL
    title, submit, success = "登记巡查", "提交巡查记录", "巡查记录已保存。"
    explain = "对照户主确认的方案逐项检查。不符合的写明情况，自动列为问题，由企业整改后复查。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_visit`."""
        return may_visit(actor, case, self.kind)

    def extras(self, case: Case) -> dict[str, Any]:
        """Derive the list from the confirmed plan."""
        plan = confirmed_plan(case)
        return {"items": checklist(content_of(plan) if plan else None)}

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show which version is compared."""
        return {"plan": confirmed_plan(case)}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Record the visit."""
        said = form.cleaned_data
        return services.record_visit(
            case_id=case.pk,
            by=actor,
            kind=self.kind,
            visited_on=said["visited_on"],
            items=form.visit_items(),
            defects=form.defects(),
            due_on=said["due_on"],
            note=said["note"],
            photos=said["photos"],
            version=said["version"],
        )


class SpotCheckView(PatrolView):
    kind = VisitKind.SPOT_CHECK
    title, submit, success = "登记抽查", "提交抽查记录", "抽查记录已保存。"


class _DefectView(CaseFormView):
    """One defect of the case."""

    template_name = "inspections/defect.html"

    def defect(self, case: Case) -> Defect:
        """Return the defect of the address, if it is this case's."""
        wanted: UUID = self.kwargs["defect_id"]
        found = Defect.objects.of_works(case).filter(pk=wanted).first()
        if found is None:
            raise Http404
        return found

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the defect with its photos."""
        defect, photos = self.defect(case), photos_of(case)
        return {
            "defect": defect,
            "before": photos.get(("defect_before", defect.pk), ()),
            "after": photos.get(("defect_after", defect.pk), ()),
        }


class RectifyDefectView(_DefectView):
    form_class = RectifyDefectForm
    title, submit, success = "报告整改", "提交", "已报告整改，等现场复查。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_rectify_defect`."""
        return may_rectify_defect(actor, case, self.defect(case))

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Report it as mended."""
        said = form.cleaned_data
        return services.rectify_defect(
            case_id=case.pk,
            defect_id=self.kwargs["defect_id"],
            by=actor,
            rectified_on=said["rectified_on"],
            note=said["note"],
            photos=said["photos"],
            version=said["version"],
        )


class VerifyDefectView(_DefectView):
    form_class = VerifyDefectForm
    title, submit, success = "现场复查", "提交复查结果", "复查结果已记录。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_verify_defect`."""
        return may_verify_defect(actor, case, self.defect(case))

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Settle it, or send it back."""
        said = form.cleaned_data
        if said["result"] == "back":
            return services.send_back_defect(
                case_id=case.pk,
                defect_id=self.kwargs["defect_id"],
                by=actor,
                reason=said["note"],
                version=said["version"],
            )
        return services.verify_defect(
            case_id=case.pk,
            defect_id=self.kwargs["defect_id"],
            by=actor,
            verified_on=said["verified_on"],
            note=said["note"],
            version=said["version"],
        )
