"""Pages with a table of defects beside the application: a press there adds a line, none is judged yet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from apps.acts.services import opened
from apps.acts.views import ActPage
from apps.cases.forms import ItemsForm


class ItemsPage(ActPage):
    """退回补正 and 看补正: lines are added and taken away without a script, and everything typed stays."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add or drop a line where that was pressed, else attempt the act."""
        pressed = request.POST.get("act", "")
        if pressed.partition(":")[0] not in ("add", "drop"):
            return super().post(request, **kwargs)
        actor, subject = self.load(request, kwargs)
        barred = self.act.barred(actor, subject)
        if barred is not None:
            raise PermissionDenied(barred.reason)
        form = opened(self.act, by=actor, subject=subject, data=request.POST)
        if isinstance(form, ItemsForm):
            form.press(pressed)
        return self.show(request, actor, subject, form)
