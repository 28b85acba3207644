"""Sound submissions of the acts of 诉求件; :data:`tests.acts.bodies.SOUND` takes them in."""

from __future__ import annotations

from typing import Any

from apps.documents.enums import FileKind
from tests.access.stage import Stage
from tests.acts.sound import REASON, TODAY, WORD, Paper, Sound


def _to_street(stage: Stage, _ticket: Any) -> dict[str, Any]:
    return {"to": str(stage.world.qingbo.pk), **REASON}


def _record(stage: Stage, _ticket: Any) -> dict[str, Any]:
    return {
        "source": "hotline",
        "kind": "quality",
        "about": "enterprise",
        "about_name": WORD,
        "bureau": str(stage.world.shangcheng.pk),
        "case_number": "",
        "text": WORD,
        "author_name": "",
        "author_phone": "",
        "hotline_number": "HZ26100100001",
        "hotline_due_on": TODAY,
        "pictures": [Paper(FileKind.TICKET_PICTURE)],
    }


OF_TICKETS: dict[str, Sound] = {
    "tickets.record": Sound(by="wang", at="ticket_waiting", body=_record),
    "tickets.accept": Sound(by="wang", at="ticket_waiting", body={}),
    "tickets.call": Sound(by="wang", at="ticket_handling", body={"reached": "yes", "text": WORD}),
    "tickets.talk": Sound(by="wang", at="ticket_handling", body={"text": WORD}),
    "tickets.settle": Sound(
        by="wang",
        at="ticket_handling",
        body={"end": "passed_on", "text": WORD, "to_name": WORD, "receipt": WORD, "way": ""},
    ),
    "tickets.forward": Sound(by="wang", at="ticket_handling", body=_to_street),
    "tickets.hotline": Sound(by="wang", at="ticket_handling", body={"number": "HZ261001", "due_on": TODAY}),
}
