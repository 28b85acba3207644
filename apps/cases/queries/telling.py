"""The record of a case as people read it: who, in which post, when, what. No personal values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from apps.audit.models import AccessLog, Event
from apps.audit.queries import accesses, timeline
from apps.cases.enums import CORRECTABLE, SEALED_FACTS, HoldKind, Removal, Status
from apps.cases.models import Case
from apps.cases.queries.table import move_label, move_tone
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Post, SensitiveField, Sight
from apps.orgs.permissions import sight

PAGE = 30
_CHANGES_TOLD = 20
ACCESS_READERS = frozenset({Post.DISTRICT_LEADER, Post.AUDITOR})
"""Posts that see who looked at full numbers and fetched papers."""

ACTIONS: dict[str, str] = {
    "case.registered": "登记",
    "case.returned": "退回补正",
    "case.resubmitted": "补正后重新提交",
    "case.backfilled": "标记为补录",
    "case.patrol_set": "变更巡查主体",
    "case.corrected.fact": "更正登记事项",
    "case.corrected.successor": "变更装修人",
    "case.clock_refreshed": "按最新工作日历重算到期日",
    "hold.opened": "出现待办事项",
    "hold.closed": "待办事项办结",
    "plan.version_started": "开始编制方案",
    "plan.draft_saved": "保存方案草稿",
    "plan.submitted": "提交方案核验",
    "plan.rejected": "户主对方案有意见",
    "plan.overrun_noted": "区县对超期计划知悉",
    "plan.change_proposed": "提出方案变更",
    "plan.change_confirmed": "户主确认方案变更",
    "plan.change_withdrawn": "撤回方案变更",
    "contract.supplemented": "登记补充合同",
    "application.issued": "出具申请表",
    "works.start": "报告开工",
    "works.progress": "填报施工进度",
    "works.concealed": "上传隐蔽工程照片",
    "works.finish_reported": "报告完工",
    "works.finish_rejected": "完工未予确认",
    "works.stopped": "记录停工",
    "works.resumed": "恢复施工",
    "visit.patrol": "巡查",
    "visit.spot_check": "抽查",
    "visit.noted": "补交现场情况",
    "visit.discarded": "放弃一份手机现场记录",
    "defect.rectified": "报告问题已整改",
    "defect.sent_back": "整改未通过复查",
    "defect.verified": "整改通过复查",
    "acceptance.opened": "开始验收",
    "acceptance.items": "记录验收项目",
    "acceptance.verdict": "记录验收意见",
    "acceptance.verdict_withdrawn": "收回验收意见",
    "acceptance.satisfaction": "记录改造家庭意见",
    "acceptance.rectified": "报告整改完成",
    "plan.failed_checks": "方案未通过核验",
    "archive.application_scanned": "归入申请表扫描件",
    "mediation.opened": "开始调解",
    "mediation.recorded": "记录调解结果",
}
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


@dataclass(frozen=True, slots=True)
class Record:
    """A page of the record; ``before`` continues it (0 at the end)."""

    entries: tuple[Entry, ...]
    before: int


def title_of(action: str) -> str:
    """Return an action in words; every move of the table by its own label."""
    if action in ACTIONS:
        return ACTIONS[action]
    return move_label(action.removeprefix("case.")) or "其他记录"


def _post(event: Event | AccessLog) -> str:
    return Post(event.post).label if event.post in Post.values else ""


def _by(event: Event | AccessLog) -> str:
    parts = (event.signature, _post(event), event.organisation_name)
    return " · ".join(part for part in parts if part and part != "caseflow")


def _day(text: str) -> str:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{on.year}年{on.month}月{on.day}日"


def _details(event: Event, *, reasons: bool) -> str:
    facts = event.fact_values
    words = []
    if facts.get("from") in Status.values and facts.get("to") in Status.values:
        words.append(f"{Status(facts['from']).label} → {Status(facts['to']).label}")
    on = str(facts.get("effective_on") or "")
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


def entry_of(actor: Actor, event: Event) -> Entry:
    """Return one event in words, cut to what the actor may see."""
    trusted = sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN
    return Entry(
        title=title_of(event.action),
        at=event.at,
        by=_by(event),
        tone=move_tone(event.action.removeprefix("case.")),
        detail=_details(event, reasons=trusted),
        changes=_changed(event, trusted=trusted),
    )


def record_of(actor: Actor, case: Case, *, before: int | None = None) -> Record:
    """Return a page of the case's record, newest first.

    Reasons are free text of officials about a household: posts that may not see 困难家庭 do not
    read them, nor that this field was changed.
    """
    events = timeline("case", case.pk, limit=PAGE + 1, before=before)
    entries = tuple(entry_of(actor, event) for event in events[:PAGE])
    following = events[PAGE - 1].seq if len(events) > PAGE else 0
    return Record(entries, following)


def _changed(event: Event, *, trusted: bool) -> tuple[str, ...]:
    if event.action == "case.registered":
        return ()
    names = [CORRECTABLE[name] for name in _fields_of(event, trusted=trusted)]
    return (f"改动：{'、'.join(names)}",) if names else ()


def _fields_of(event: Event, *, trusted: bool) -> list[str]:
    """Names of the facts an event changed; that 困难家庭 or a number was changed is for officials."""
    shown = [name for name in event.changed_fields if trusted or name not in SEALED_FACTS]
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
    if actor.post not in ACCESS_READERS:
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
