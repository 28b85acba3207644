"""For every operation on 诉求件 a body that the staged tickets let through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.documents.enums import FileKind
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.tickets.queries.targets import targets_of


def _record(_nothing: None, files: Callable[[str], str]) -> dict[str, Any]:
    return {
        "source": "desk",
        "kind": "quality",
        "about": "street",
        "text": "示例：没有人来。",
        "bureau": str(Organisation.objects.get(short_name="上城").pk),
        "pictures": [files(FileKind.TICKET_PICTURE)],
    }


TICKETS: dict[str, Callable[[Any, Callable[[str], str]], dict[str, Any] | None]] = {
    "tickets.record": _record,
    "tickets.accept": lambda ticket, files: {},
    "tickets.call": lambda ticket, files: {"reached": "no", "text": "示例：没有接。"},
    "tickets.talk": lambda ticket, files: {"text": "示例：约好再谈。"},
    "tickets.settle": lambda ticket, files: {"end": "answered", "text": "示例：已约定上门。"},
    "tickets.forward": lambda ticket, files: {"to": str(targets_of(ticket)[0].pk), "reason": "在那边"},
    "tickets.hotline": lambda ticket, files: {"number": "HZ0001", "due_on": clock.today().isoformat()},
}
