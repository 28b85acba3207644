"""期初数 of a bureau's year: entered, and corrected, on a page (decision 0123)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act, Preview
from apps.administration.acts.grounds import TargetGround
from apps.administration.forms.initial import InitialForm
from apps.administration.queries.initial import planned_now, standing
from apps.administration.queries.years import OfBody
from apps.lib.actors import Actor
from apps.reports.permissions import may_set_initial
from apps.reports.queries.initial import entries_made
from apps.reports.services import set_opening_figures


class InitialGround(TargetGround):
    """A bureau's 期初数 of a year; its version is how many entries there are."""

    title = "期初数"
    found = "administration:initial"

    def version(self, subject: OfBody) -> int:
        """Return how many entries there are."""
        return entries_made(subject.organisation, subject.program) if subject.program else 0

    def named(self, subject: OfBody) -> dict[str, Any]:
        """Services take ``bureau`` and ``program``."""
        return {"bureau": subject.organisation, "program": subject.program}

    def home(self, act: Act[Any], subject: OfBody) -> str:
        """Return the page of the bureau's 期初数."""
        return reverse("administration:initial-of", kwargs={"pk": subject.pk})

    def frame(self, actor: Actor, subject: Any) -> dict[str, Any]:
        """Return the way back to the list."""
        return {"crumbs": [("期初数", reverse("administration:initial"))]}


INITIAL = InitialGround()


def _preview(_actor: Actor, subject: OfBody, form: InitialForm) -> dict[str, Any]:
    return {"planned": planned_now(subject, form.cleaned_data)}


def _shown(_actor: Actor, subject: OfBody) -> dict[str, Any]:
    return {
        "about": f"{subject.organisation.name} · {subject.program.name if subject.program else ''}",
        "place": {"pk": subject.pk, "year": subject.program.year if subject.program else 0},
    }


SET_INITIAL = Act(
    name="initial.set",
    label="登记或更正期初数",
    ground=INITIAL,
    may=lambda actor, subject: may_set_initial(actor, subject.organisation),
    form=InitialForm,
    service=set_opening_figures,
    button="保存",
    explain=(
        "填写启用以前书面统计的累计数，不是增减的数。计入累计进度、汇总、目标和年终核定，不计入本周进度。"
        "第一期报送以前可以重新登记；报送以后须写明原因，从下一期起计入，印出“期初数更正”。"
    ),
    success=lambda row: f"期初数已保存，自第 {row.from_number} 期起计入，已通知这个单位。",
    records={"reporting.initial_set": "登记或更正期初数"},
    path="initial/<int:pk>/<int:year>/",
    page="administration:initial-set",
    template="administration/initial/set.html",
    initial=lambda _actor, subject: standing(subject),
    context=_shown,
    preview=Preview(
        path="initial/<int:pk>/<int:year>/preview/",
        page="administration:initial-preview",
        template="administration/initial/preview.html",
        context=_preview,
    ),
)
