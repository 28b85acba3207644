"""安排、逐项核验、意见、户主确认、办结."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import Verdict
from apps.inspections.forms import (
    ConcludeForm,
    ItemsForm,
    OpenForm,
    OpinionForm,
    VerdictForm,
    WithdrawVerdictForm,
)
from apps.inspections.forms.acceptance import this_minute
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.permissions import may_accept, may_take_opinion, may_withdraw_verdict
from apps.inspections.queries import built_items, found_of, open_attempt, preview_checks, recheck
from apps.inspections.queries.tabs import photos_of
from apps.inspections.rules import why_not_pass
from apps.inspections.views.base import FORBIDDEN, CaseFormView, load
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.plans.enums import Signer


class OpenView(CaseFormView):
    form_class, tab = OpenForm, "acceptance"
    title, submit, success = "安排现场验收", "安排验收", "已安排现场验收。"
    explain = (
        "验收人员采用现场踏勘的方式，对照清单逐户上门、对照方案逐项核验（杭房局〔2024〕43号 三（一）4）。"
    )

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_accept`."""
        decision = may_accept(actor, case)
        if decision and open_attempt(case) is not None:
            return Denied("本次验收正在办理。", code="open")
        return decision

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Open the attempt."""
        said = form.cleaned_data
        return services.open_acceptance(
            case_id=case.pk,
            by=actor,
            arranged_on=said["arranged_on"],
            companions=said["companions"],
            version=said["version"],
        )


class _AttemptView(CaseFormView):
    """A page about the open attempt."""

    tab = "acceptance"

    def attempt(self, case: Case) -> AcceptanceAttempt | None:
        """Return the open attempt, loaded with its details."""
        return open_attempt(case)

    def decide(self, actor: Actor, case: Case) -> Decision:
        """An inspector, a completed household, an open attempt."""
        decision = may_accept(actor, case)
        if decision and self.attempt(case) is None:
            return Denied("还没有安排现场验收，或本次验收已经办结。", code="none")
        return decision

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the attempt."""
        return {"attempt": self.attempt(case)}


class ItemsView(_AttemptView):
    form_class = ItemsForm
    template_name = "inspections/items.html"
    title, submit = "逐项核验", "保存"
    success = "核验内容已保存，三项核验已按实测重新计算。"
    explain = "每一项或与方案一致，或填写实测面积和工法；可以先保存一部分，稍后继续。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """Nothing changes once the verdict is given."""
        decision, attempt = super().decide(actor, case), self.attempt(case)
        if decision and attempt is not None and attempt.verdict:
            return Denied("已出具验收意见，核验内容不能再改。", code="verdict")
        return decision

    def extras(self, case: Case) -> dict[str, Any]:
        """Go through the items of the open attempt."""
        attempt = self.attempt(case)
        return {"rows": list(attempt.items.all()) if attempt else []}

    def initial(self, actor: Actor, case: Case) -> dict[str, object]:
        """Go on from what was saved."""
        attempt = self.attempt(case)
        if attempt is None:
            return {}
        at = attempt.visited_at
        return {
            "companions": attempt.companions,
            "visited_at": clock.local(at).replace(tzinfo=None) if at else this_minute(),
        }

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the checks as last computed, and the photos taken so far."""
        attempt = self.attempt(case)
        photos = photos_of(case)
        rows = list(attempt.items.all()) if attempt else []
        return {
            "attempt": attempt,
            "checks": preview_checks(case, attempt, found_of(rows)) if attempt else [],
            "taken": {row.code: photos.get(("item", row.pk), ()) for row in rows},
        }

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Save what was found."""
        said = form.cleaned_data
        return services.record_items(
            case_id=case.pk,
            by=actor,
            visited_at=said["visited_at"],
            found=form.found(),
            companions=said["companions"],
            photos=form.item_photos(),
            version=said["version"],
        )


@require_POST
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Recompute the checks on what stands in the form; nothing is saved."""
    actor, case = load(request, pk)
    attempt, decision = open_attempt(case), may_accept(actor, case)
    if isinstance(decision, Denied) and decision.code in FORBIDDEN:
        raise PermissionDenied(decision.reason)
    if not decision or attempt is None:
        return HttpResponse(status=204)
    form = ItemsForm(request.POST, actor=actor, case=case, rows=list(attempt.items.all()))
    form.is_valid()
    context = {"checks": preview_checks(case, attempt, form.found())}
    return render(request, "inspections/parts/live_checks.html", context)


class VerdictView(_AttemptView):
    form_class = VerdictForm
    template_name = "inspections/verdict.html"
    title, submit, success = "出具验收意见", "出具意见", "验收意见已记录。"
    explain = "验收意见与改造家庭的满意与否分别记录，两项都成立才算验收合格。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """One verdict an attempt, on a finished round."""
        decision, attempt = super().decide(actor, case), self.attempt(case)
        if decision and attempt is not None:
            if attempt.verdict:
                return Denied(f"{attempt.verdict_by}已出具意见“{attempt.verdict_label}”。", code="verdict")
            if attempt.visited_at is None:
                return Denied("请先逐项核验。", code="items")
        return decision

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show what the checks allow, before anything is typed."""
        attempt = self.attempt(case)
        if attempt is None:
            return {"attempt": None}
        rows = list(attempt.items.all())
        checks = recheck(case, attempt, rows)
        return {
            "attempt": attempt,
            "checks": preview_checks(case, attempt, found_of(rows)),
            "reasons": why_not_pass(built_items(rows), found_of(rows), checks),
        }

    def initial(self, actor: Actor, case: Case) -> dict[str, object]:
        """Go on with the reason of an overrun that is known already."""
        attempt = self.attempt(case)
        return {"overrun_reason": attempt.overrun_reason} if attempt else {}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Give the verdict."""
        said = form.cleaned_data
        return services.give_verdict(
            case_id=case.pk,
            by=actor,
            verdict=said["verdict"],
            opinion=said["opinion"],
            overrun_reason=said["overrun_reason"],
            signature=said["signature"],
            version=said["version"],
        )


class WithdrawVerdictView(_AttemptView):
    form_class = WithdrawVerdictForm
    title, submit, success = "撤回验收意见", "撤回", "意见已撤回，可以修改核验内容。"
    danger = True

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_withdraw_verdict`."""
        return may_withdraw_verdict(actor, case, self.attempt(case))

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Take it back."""
        said = form.cleaned_data
        return services.withdraw_verdict(
            case_id=case.pk, by=actor, reason=said["reason"], version=said["version"]
        )


class OpinionView(_AttemptView):
    form_class = OpinionForm
    template_name = "inspections/opinion.html"
    title, submit, success = "改造家庭确认意见", "记录意见", "改造家庭意见已记录。"
    explain = "请户主看过验收内容后，在本机签字，或在纸质验收表上签字后上传扫描件，效力相同。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_take_opinion`."""
        decision = may_take_opinion(actor, case)
        if decision and self.attempt(case) is None:
            return Denied("还没有安排现场验收，或本次验收已经办结。", code="none")
        return decision

    def initial(self, actor: Actor, case: Case) -> dict[str, object]:
        """Expect the agent where one registered."""
        agent = case.household.applicant == "agent"
        return {
            "signer": Signer.AGENT.value if agent else Signer.SELF.value,
            "signer_name": case.household.agent_name if agent else "",
            "witness_name": f"{actor.organisation_name} {actor.signature}"[:80],
        }

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Keep the opinion."""
        said = form.cleaned_data
        return services.record_satisfaction(
            case_id=case.pk,
            by=actor,
            satisfaction=said["satisfaction"],
            means=said["means"],
            signer=said["signer"],
            signer_name=said["signer_name"],
            remark=said["remark"],
            signed_on=said["signed_on"],
            witness_name=said["witness_name"],
            signature=said["signature"],
            scan=said["scan"],
            proof=said["proof"],
            version=said["version"],
        )


class ConcludeView(_AttemptView):
    form_class = ConcludeForm
    template_name = "inspections/conclude.html"
    title, submit, success = "办结本次验收", "办结", "本次验收已办结。"

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Say what will happen."""
        attempt = self.attempt(case)
        passes = attempt is not None and (attempt.verdict, attempt.satisfaction) == (
            Verdict.PASS,
            "satisfied",
        )
        return {"attempt": attempt, "passes": passes}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Pass, or require rectification."""
        said = form.cleaned_data
        return services.conclude(case_id=case.pk, by=actor, extra=said["extra"], version=said["version"])
