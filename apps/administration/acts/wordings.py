"""通知用语: a city and the province word what households and enterprises are sent (decision 0126)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.acts.acts import Act, Preview
from apps.administration.acts.grounds import WORDING
from apps.administration.forms.wordings import WordingForm
from apps.administration.queries.years import OfBody
from apps.lib import clock
from apps.lib.actors import Actor
from apps.programs import services
from apps.programs.permissions import may_word
from apps.programs.queries import wordings_of


def _versions(subject: OfBody) -> list[Any]:
    return wordings_of(subject.organisation).get(subject.notice.key, []) if subject.notice else []


def _now(subject: OfBody) -> dict[str, Any]:
    notice, last = subject.notice, next((row for row in _versions(subject) if row.text), None)
    shown = last or notice
    return {
        "valid_from": clock.today() + timedelta(days=1),
        "title": shown.title if shown else "",
        "text": shown.text if shown else "",
    }


def _sample(_actor: Actor, _subject: OfBody, form: Any) -> dict[str, Any]:
    return {"sample": form.sample, "length": form.length}


SET_WORDING = Act(
    name="wordings.set",
    label="设定通知用语",
    ground=WORDING,
    may=lambda actor, subject: may_word(actor, subject.organisation),
    form=WordingForm,
    service=services.set_wording,
    button="保存",
    explain="短信前面的“【厨卫换新】”和后面的网址、街道电话由系统加上，不用写。",
    success="通知用语已保存，自启用日起发出的按它。",
    records={"wording.set": "设定通知用语"},
    path="years/bodies/<int:pk>/wordings/<slug:key>/",
    page="administration:wording",
    template="administration/years/wording.html",
    options=lambda _actor, subject: {"notice": subject.notice},
    initial=lambda _actor, subject: _now(subject),
    context=lambda _actor, subject: {
        "about": subject.organisation.name,
        "notice": subject.notice,
        "body": subject.organisation,
        "versions": _versions(subject),
    },
    preview=Preview(
        path="years/bodies/<int:pk>/wordings/<slug:key>/sample/",
        page="administration:wording-sample",
        template="administration/years/wording_sample.html",
        context=_sample,
    ),
)
