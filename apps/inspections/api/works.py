"""开工、进度、隐蔽工程、完工、停工, each as its page does it."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.plans.api.acting import ActView
from apps.plans.forms import CaseForm


class InspectionAct(ActView):
    """An act whose page hands its whole form to the service."""

    tag = "施工与巡查"

    def form_of(self, page: Any, case: Case, data: Any) -> CaseForm:
        """Return the bound form with what it wants to know of the case."""
        form: CaseForm = page.form_class(data, actor=self.actor, case=case, **page.extras(case))
        return form

    def act(self, page: Any, case: Case, form: CaseForm) -> object:
        """Make the page's one service call."""
        return page.perform(self.actor, case, form)
