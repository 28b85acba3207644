"""对接 as acts of 管理. None has an operation: no other system looks after these."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.connections import services
from apps.connections.forms import GiveUpForm, PushForm, ReasonForm
from apps.connections.models import Delivery
from apps.connections.permissions import (
    in_sight,
    looks,
    may_give_up,
    may_line_up,
    may_push_again,
    may_push_mended,
    may_see_returned,
    may_switch_off,
    may_switch_on,
)
from apps.connections.queries import line_of, returned_line
from apps.connections.rules.partners import PARTNERS, Partner
from apps.lib.actors import Actor
from apps.lib.decisions import Decision


class OnPartner(Ground[Partner]):
    """One system outside; a switch stands on or off, so there is no version."""

    title = "对接"
    found = "connections:connections"
    template = "connections/act.html"

    def reads(self, actor: Actor) -> Decision:
        return looks(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Partner:
        """Return the system of the URL."""
        partner = PARTNERS.get(str(kwargs["partner"]))
        if partner is None or not in_sight(actor):
            raise Http404
        return partner

    def version(self, subject: Partner) -> int:
        """Return 0: a second press is told how it stands."""
        return 0

    def named(self, subject: Partner) -> dict[str, Any]:
        """Services take it as ``partner``."""
        return {"partner": subject}

    def place(self, subject: Partner) -> dict[str, Any]:
        """URLs take its key."""
        return {"partner": subject.key}

    def home(self, act: Act[Partner], subject: Partner) -> str:
        return reverse("connections:connections")

    def frame(self, actor: Actor, subject: Partner) -> dict[str, Any]:
        """Say which."""
        return {"what": subject.label, "managing": resolve_url(settings.MANAGING_PAGE)}


class OnDelivery(Ground[Delivery]):
    """One record that is to be sent."""

    title = "对接"
    found = "connections:connections"
    template = "connections/act.html"

    def reads(self, actor: Actor) -> Decision:
        return looks(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Delivery:
        """Return the delivery of the URL."""
        if not in_sight(actor):
            raise Http404
        return get_object_or_404(Delivery.objects.filter(partner__in=list(PARTNERS)), pk=kwargs["pk"])

    def version(self, subject: Delivery) -> int:
        """Return 0: while it is being sent it is not sent again."""
        return 0

    def named(self, subject: Delivery) -> dict[str, Any]:
        """Services take ``delivery_id``."""
        return {"delivery_id": subject.pk}

    def place(self, subject: Delivery) -> dict[str, Any]:
        return {"pk": subject.pk}

    def home(self, act: Act[Delivery], subject: Delivery) -> str:
        """Return its own page, with every call."""
        return reverse("connections:delivery", kwargs={"pk": subject.pk})

    def frame(self, actor: Actor, subject: Delivery) -> dict[str, Any]:
        """Say which, to whom."""
        what = f"{subject.label} · {line_of(subject).partner.label}"
        return {"what": what, "managing": resolve_url(settings.MANAGING_PAGE)}


class OnReturned(Ground[Delivery]):
    """One record that a system outside does not take, at the desk that can mend it."""

    title = "对接退回"
    found = settings.LOGIN_REDIRECT_URL
    template = "connections/returned_one.html"

    def reads(self, actor: Actor) -> Decision:
        return may_see_returned(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Delivery:
        """Return the delivery of the URL, if it came back to the actor's own body."""
        rows = Delivery.objects.returned_to(actor).filter(partner__in=list(PARTNERS))
        return get_object_or_404(rows, pk=kwargs["pk"])

    def version(self, subject: Delivery) -> int:
        """Return 0: who comes second is told that it is being sent."""
        return 0

    def named(self, subject: Delivery) -> dict[str, Any]:
        """Services take ``delivery_id``."""
        return {"delivery_id": subject.pk}

    def place(self, subject: Delivery) -> dict[str, Any]:
        return {"pk": subject.pk}

    def home(self, act: Act[Delivery], subject: Delivery) -> str:
        """Return the list."""
        return reverse("connections:returned")

    def frame(self, actor: Actor, subject: Delivery) -> dict[str, Any]:
        """Say which, what is wrong and where it is mended."""
        row = returned_line(subject)
        return {"row": row, "about": f"{subject.label} · {row.partner.label}"}


PARTNER, DELIVERY, RETURNED = OnPartner(), OnDelivery(), OnReturned()

SWITCH_OFF = Act(
    name="connections.switch_off",
    label="停用对接",
    ground=PARTNER,
    may=may_switch_off,
    form=ReasonForm,
    service=services.switch_off,
    explain="停用以后不再向对方发送；要推送的都留着，启用以后接着推送。别的办理不受影响。",
    button="停用",
    success="已停用，不再向对方发送。",
    danger=True,
    records={"connection.switched_off": "停用对接"},
    path="<slug:partner>/off/",
    page="connections:off",
)
SWITCH_ON = Act(
    name="connections.switch_on",
    label="启用对接",
    ground=PARTNER,
    may=may_switch_on,
    form=ReasonForm,
    service=services.switch_on,
    explain="启用以后先推送停用期间留下的。",
    button="启用",
    success="已启用，停用期间的开始推送。",
    records={"connection.switched_on": "启用对接"},
    path="<slug:partner>/on/",
    page="connections:on",
)
PUSH_ALL = Act(
    name="connections.push_all",
    label="全部重新推送",
    ground=PARTNER,
    may=may_line_up,
    form=ReasonForm,
    service=services.push_all,
    explain="对方丢了数据，或者要从头核对时用。每一件都用原来的编号，对方已有的按编号认出，不会重复计数。",
    button="全部重新推送",
    success="已排队，分批推送。",
    records={"connection.pushed_all": "全部重新推送"},
    path="<slug:partner>/all/",
    page="connections:all",
)
PUSH_AGAIN = Act(
    name="connections.push_again",
    label="再推送一次",
    ground=DELIVERY,
    may=may_push_again,
    form=ReasonForm,
    service=services.push_again,
    explain="按现在的记录重新取内容，用原来的编号推送。对方说哪一项不对的，先更正再推送。",
    button="再推送一次",
    success="已排队，稍候看结果。",
    records={"connection.pushed_again": "再推送一次"},
    path="deliveries/<uuid:pk>/again/",
    page="connections:again",
)
PUSH_MENDED = Act(
    name="connections.push_mended",
    label="再推送一次",
    ground=RETURNED,
    may=may_push_mended,
    form=PushForm,
    service=services.push_mended,
    explain="更正以后系统每十分钟核对一次，有改动的自动再推送；不等的，或者对方那边已经改好的，在这里推送。",
    button="再推送一次",
    success="已排队；对方还是不收的，会回到这里。",
    icon="refresh",
    path="returned/<uuid:pk>/",
    page="connections:returned-one",
)
GIVE_UP = Act(
    name="connections.give_up",
    label="不再推送",
    ground=RETURNED,
    may=may_give_up,
    form=GiveUpForm,
    service=services.give_up,
    explain="登记无误、对方又不收的，写明原因，从对接退回去掉；排在它后面的也不再推送。本站的办理不受影响；市级、省级“全部重新推送”时会再推送。",
    button="不再推送",
    success="已写明，不再推送。",
    danger=True,
    icon="x",
    records={"connection.given_up": "不再推送给对接系统"},
    path="returned/<uuid:pk>/stop/",
    page="connections:returned-stop",
    template="connections/stop.html",
)
ACTS = (SWITCH_OFF, SWITCH_ON, PUSH_ALL, PUSH_AGAIN, PUSH_MENDED, GIVE_UP)
