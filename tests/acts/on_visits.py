"""Sound submissions of the acts on 上门预约."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.inspections.models import AppointmentSlot
from tests.access.stage import Stage
from tests.acts.sound import REASON, WORD, Sound

_SLOT = {"slot1_day": "2026-10-08", "slot1_from": "09:00", "slot1_to": "11:00"}


_SENT = {"slots": [{"starts": "2026-10-08T09:00:00+08:00", "ends": "2026-10-08T11:00:00+08:00"}]}


def _first_slot(_stage: Stage, case: Case) -> dict[str, Any]:
    return {"slot": AppointmentSlot.objects.get(appointment__case=case).pk, "channel": "phone"}


ON_VISITS: dict[str, Sound] = {
    "appointments.offer": Sound(
        by="chen",
        at="contracted",
        body={"purpose": "survey", "officers": "陈样本", **_SENT},
        page={"purpose": "survey", "officers": "陈样本", **_SLOT},
    ),
    "appointments.choose": Sound(by="zhou", at="visit_offered", body=_first_slot),
    "appointments.wish": Sound(by="zhou", at="visit_offered", body={"words": WORD, "channel": "phone"}),
    "appointments.decline": Sound(by="zhou", at="visit_offered", body={"words": WORD, "channel": "desk"}),
    "appointments.move": Sound(
        by="yan", at="visit_offered", body={**REASON, **_SENT}, page={**REASON, **_SLOT}
    ),
    "appointments.cancel": Sound(by="yan", at="visit_offered", body=REASON),
    "appointments.close": Sound(by="wu", at="visit_over", body={"met": "yes", "words": WORD}),
}
