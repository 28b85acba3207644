"""Trying out a version that nobody saved."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.acts.acts import lasts
from apps.acts.api import faults_of
from apps.acts.serializers import body_of
from apps.api.problems import Invalid, Problem
from apps.api.views import ApiView
from apps.lib.decisions import Denied
from apps.plans.acts import DRAFT
from apps.plans.forms import PlanTrial
from apps.plans.queries import checks_of, rules_for
from apps.plans.rules import may_submit
from apps.plans.serializers.trial import PlanTried
from apps.plans.serializers.versions import checks_shown, content_shown


class TryPlan(ApiView[Any]):
    """试算：按本案的规则核验一份还没有保存的方案，不写入任何内容。"""

    tag = DRAFT.ground.tag
    summary = "试算方案"
    request_class = body_of(PlanTrial, "DraftContent")
    result_class = PlanTried

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Evaluate and answer; nothing is written."""
        case = DRAFT.ground.load(self.actor, **self.kwargs)
        decision = DRAFT.may(self.actor, case)
        # Trying out writes nothing, so it is open at any stage to whoever could ever draft.
        if isinstance(decision, Denied) and lasts(decision):
            raise Problem(403, decision.reason, code="post")
        options = DRAFT.options(self.actor, case)
        sent = PlanTrial.body({**self.body(request), "version": case.version}, {}, **options)
        form = PlanTrial(sent, actor=self.actor, subject=case, version=case.version, **options)
        if not form.is_valid():
            raise Invalid(faults_of(form, sent))
        content, rules = form.content(), rules_for(case)
        checks = checks_of(case, content)
        # After the checks: what is incomplete is told beside their results and refuses nothing.
        form.ask_everything()
        missing = faults_of(form, sent)
        shown = content_shown(content, rules)
        return Response(
            {
                "checks": checks_shown(checks),
                "spaces": shown["spaces"],
                "total": shown["total"],
                "total_yuan": shown["total_yuan"],
                "problems": [{"pointer": each.pointer, "detail": each.detail} for each in missing],
                "may_submit": not missing and may_submit(checks),
            }
        )
