"""The record of a case as people read it: who, in which role, when, what. No personal values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from apps.acts.acts import record_words
from apps.audit.models import AccessLog, Event
from apps.audit.queries import accesses, timeline
from apps.cases.enums import HoldKind, Removal, Status
from apps.cases.facts import CORRECTABLE, ENCRYPTED
from apps.cases.models import Case
from apps.cases.queries.calendar import LABELS
from apps.cases.queries.table import move_label, move_tone
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import Role, SensitiveField, Sight
from apps.orgs.permissions import sight

_CHANGES_TOLD = 20
ACCESS_READERS = frozenset({Role.DISTRICT_LEADER, Role.AUDITOR})
"""Roles that see who looked at full numbers and fetched papers."""

BY_ITSELF: dict[str, str] = {
    "case.clock_refreshed": "按最新工作日历重算到期日",
    "case.handed_over": "辖区调整，移交",
    "case.street_succeeded": "区划更替，改记新的街道",
    "case.home_doubted": "区划更替后与另一办件疑似同一住宅",
    "hold.opened": "出现待办事项",
    "hold.closed": "待办事项办结",
}
"""Actions that no act of a person makes, or that accompany many."""
_COUNTED = {"defect": "第 {} 个问题", "acceptance": "第 {} 次验收"}
"""What the number of an event counts, by the first word of its action."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record."""

    title: str
    at: datetime
    by: str
    tone: str
    detail: str
    changes: tuple[str, ...]


def title_of(action: str) -> str:
    """Return an action in words: its act's, or the label of the move that it was."""
    words = record_words().get(action) or BY_ITSELF.get(action)
    return words or move_label(action.removeprefix("case.")) or "其他记录"


def _role(event: Event | AccessLog) -> str:
    return Role(event.role).label if event.role in Role.values else ""


def _by(event: Event | AccessLog) -> str:
    parts = (event.signature, _role(event), event.organisation_name)
    # The system's own organisation is no body that people know.
    return " · ".join(part for part in parts if part and part != "caseflow")


def _day(text: str) -> str:
    try:
        return formats.day(date.fromisoformat(text))
    except ValueError:
        return text


def _details(event: Event, *, reasons: bool, moves: bool) -> str:
    facts = event.fact_values
    words = []
    if moves and facts.get("from") in Status.values and facts.get("to") in Status.values:
        words.append(f"{Status(facts['from']).label} → {Status(facts['to']).label}")
    if facts.get("clock") in LABELS and facts.get("because"):
        was, now = _day(str(facts.get("before"))), _day(str(facts.get("after")))
        words.append(f"{LABELS[facts['clock']]}由 {was} 改为 {now}：{facts['because']}")
    on = str(facts.get("effective_on") or "")
    # Compared with the day in Shanghai: before eight in the morning UTC has yesterday's.
    if on and on != clock.local(event.at).date().isoformat():
        words.append(f"业务日期 {_day(on)}")
    if facts.get("kind") in HoldKind.values:
        words.append(HoldKind(facts["kind"]).label)
    counted = _COUNTED.get(event.action.partition(".")[0], "第 {} 次")
    for name, label in (("version", "方案第 {} 版"), ("number", counted)):
        value = facts.get(name)
        if isinstance(value, int):
            words.append(label.format(value))
    if isinstance(facts.get("items"), list) and event.action == "case.returned":
        words.append(f"{len(facts['items'])} 项")
    if facts.get("removal") in Removal.values:
        words.append(Removal(facts["removal"]).label)
    if reasons and event.reason:
        words.append(event.reason)
    return "；".join(words)


def entry_of(actor: Actor, event: Event, *, moves: bool = True) -> Entry:
    """Return one event in words, cut to what the actor may see; ``moves``: also from which state to which."""
    trusted = sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN
    return Entry(
        title=title_of(event.action),
        at=event.at,
        by=_by(event),
        tone=move_tone(event.action.removeprefix("case.")),
        detail=_details(event, reasons=trusted, moves=moves),
        changes=_changed(event, trusted=trusted),
    )


def _changed(event: Event, *, trusted: bool) -> tuple[str, ...]:
    # At registration everything is new: a list of its fields would say nothing.
    if event.action == "case.registered":
        return ()
    names = [CORRECTABLE[name] for name in _fields_of(event, trusted=trusted)]
    return (f"改动：{'、'.join(names)}",) if names else ()


def _fields_of(event: Event, *, trusted: bool) -> list[str]:
    """Names of the facts an event changed; that 困难家庭 or a number was changed is for officials."""
    shown = [name for name in event.changed_fields if trusted or name not in ENCRYPTED]
    return [name for name in shown if name in CORRECTABLE]


def changes_since(actor: Actor, case: Case, version: int) -> list[dict[str, object]]:
    """Return who changed the case since a version, newest first: names of fields, never values."""
    trusted = sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN
    found: list[dict[str, object]] = []
    for event in timeline("case", case.pk, limit=_CHANGES_TOLD):
        known = event.fact_values.get("case_version")
        if isinstance(known, int) and known <= version:
            break
        fields = [CORRECTABLE[name] for name in _fields_of(event, trusted=trusted)]
        # What is no registered fact is named by its place in the body that was sent, as errors name it.
        fields += [name for name in event.changed_fields if name.startswith("/")]
        who, what = _by(event), title_of(event.action)
        found.append({"when": clock.local(event.at), "who": who, "what": what, "fields": fields})
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """Someone saw personal data in full, or fetched a paper."""

    text: str
    at: datetime
    by: str


def looks_of(actor: Actor, case: Case) -> list[Look]:
    """Return who saw the household's full numbers, for the leader and the auditor."""
    if actor.role not in ACCESS_READERS:
        return []
    words = {"id_number": "身份证号", "phone": "联系方式", "receipt": "登记回执"}
    return [
        Look(
            text=f"{row.get_kind_display()}：{words.get(row.field, row.field)}（{row.purpose}）",
            at=row.at,
            by=_by(row),
        )
        for row in accesses("case", case.pk, limit=20)
    ]
