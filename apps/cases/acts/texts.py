"""What the desk does about texts that did not get through; no operations: people are talked to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.cases import services
from apps.cases.acts.grounds import StageGround
from apps.cases.forms import ResendForm, ToldForm
from apps.cases.models import Case
from apps.cases.permissions import may_mend_texts
from apps.cases.queries.undelivered import text_options
from apps.lib.actors import Actor


class TextsGround(StageGround):
    """A case whose texts did not get through; mending that changes nothing of the case."""

    title = "没有送到的短信"

    def version(self, subject: Case) -> int:
        """Nobody is late: who comes second is told so in words."""
        return 0

    def home(self, act: Act[Case], subject: Case) -> str:
        """Return the list."""
        return reverse("cases:undelivered")

    def follow(self, by: Actor, subject: Case) -> None:
        """Whose turn the case is stays as it was."""


TEXTS = TextsGround(
    tab="case", back="cases:undelivered", tag="没有送到的短信", template="cases/texts_act.html"
)


def _open(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"texts": text_options(case)}


def _all(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"texts": [pk for pk, _ in text_options(case)]}


RESEND = Act(
    name="texts.resend",
    label="重发短信",
    ground=TEXTS,
    may=may_mend_texts,
    form=ResendForm,
    service=services.resend_texts,
    button="重发",
    explain="发到现在登记的电话，内容不变。号码没有变的，短信网关其实已经收下的不会发第二次。还是送不到的会再列出来。",
    success="已交去重发；还是送不到的会再列出来。",
    icon="send",
    records={"text.resent": "重发没有送到的短信"},
    path="cases/<uuid:pk>/texts/resend/",
    page="cases:resend-texts",
    initial=_all,
    options=_open,
)

TOLD = Act(
    name="texts.told",
    label="已另行告知",
    ground=TEXTS,
    may=may_mend_texts,
    form=ToldForm,
    service=services.tell_otherwise,
    button="记下",
    explain="打电话、当面说过或者送过书面通知的，在这里记下，短信不再列出。",
    success="已记下，短信不再列出。",
    icon="phone",
    records={"text.told": "短信没有送到，已另行告知"},
    path="cases/<uuid:pk>/texts/told/",
    page="cases:texts-told",
    initial=_all,
    options=_open,
)
