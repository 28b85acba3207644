"""What is done of 疑点, each declared once. No operation of the API: they are for officials at their desk."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.signals import permissions, services
from apps.signals.forms import ConcludeForm, DecideForm, ReopenForm
from apps.signals.models import Signal
from apps.signals.queries.lists import signal_rows


class SignalGround(Ground[Signal]):
    """A 疑点 in the actor's rows."""

    title = "疑点"
    found = "signals:index"
    template = "signals/act.html"

    def reads(self, actor: Actor) -> Decision:
        return permissions.may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Signal:
        """Return the 疑点 of the URL."""
        return get_object_or_404(signal_rows(actor).for_display().select_related("follows"), pk=kwargs["pk"])

    def version(self, subject: Signal) -> int:
        """Each act asks where it stands."""
        return 0

    def named(self, subject: Signal) -> dict[str, Any]:
        """Services take ``signal_id``."""
        return {"signal_id": subject.pk}

    def place(self, subject: Signal) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Signal], subject: Signal) -> str:
        """Return its page."""
        return reverse("signals:signal", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Signal) -> dict[str, Any]:
        """Say which one it is."""
        return {"signal": subject, "about": subject.kind_label}


SIGNAL = SignalGround()

DECIDE = Act(
    name="signals.decide",
    label="决定",
    ground=SIGNAL,
    may=permissions.may_decide,
    form=DecideForm,
    service=services.decide_signal,
    explain=(
        "排除，或者转为核实。决定和理由记在您名下；只是内部核看，不影响办件，不公开，也不通知企业和住户。"
    ),
    button="作出决定",
    success="决定已记下。",
    icon="checks",
    forward=True,
    records={"signal.decided": "疑点：作出决定"},
    path="signals/<uuid:pk>/decide/",
    page="signals:decide",
)
CONCLUDE = Act(
    name="signals.conclude",
    label="登记核实结果",
    ground=SIGNAL,
    may=permissions.may_conclude,
    form=ConcludeForm,
    service=services.conclude_signal,
    explain="有问题的，在办件里按更正、要求整改、撤销等程序另行办理，这里只记结果。",
    button="登记",
    success="核实结果已记下。",
    icon="clipboard-check",
    forward=True,
    records={"signal.concluded": "疑点：登记核实结果"},
    path="signals/<uuid:pk>/conclude/",
    page="signals:conclude",
)
REOPEN = Act(
    name="signals.reopen",
    label="重新打开",
    ground=SIGNAL,
    may=permissions.may_reopen,
    form=ReopenForm,
    service=services.reopen_signal,
    explain="要改变决定，先写明理由重新打开，再重新决定；以前的决定照样留着。",
    success="已重新打开，请重新决定。",
    icon="rotate",
    records={"signal.reopened": "疑点：重新打开"},
    path="signals/<uuid:pk>/reopen/",
    page="signals:reopen",
)
ACTS = (DECIDE, CONCLUDE, REOPEN)
