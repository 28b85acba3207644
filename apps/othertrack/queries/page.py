"""A renovation as its page and the API show it, cut to what the actor may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.inspections.models import Defect
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.identity import mask_name, mask_phone
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, sight
from apps.othertrack.enums import (
    CHECKS,
    LEFT,
    REVIEW_PASSED,
    SETTLED,
    Extent,
    FactKind,
    Finding,
    Means,
    Seen,
    Status,
    Verdict,
    found_words,
)
from apps.othertrack.models import Fact, Patrol, Renovation
from apps.othertrack.permissions import (
    cautions_of,
    faults_of,
    looks_of,
    may_see_phone,
    patrol_words,
    reads_papers,
    reads_words,
)
from apps.othertrack.queries.homes import Homes, homes_alike
from apps.othertrack.queries.lists import TONES
from apps.othertrack.rules.asking import COPIES
from apps.othertrack.rules.order import unchecked


@dataclass(frozen=True, slots=True)
class Milestone:
    """One of the facts that 43号 三(二) names, with its day; '' where it is not there yet."""

    label: str
    day: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One fact as the timeline shows it."""

    title: str
    at: datetime
    by: str
    detail: str
    tone: str = "neutral"
    changes: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class PatrolLine:
    """One patrol as the page lists it."""

    number: int
    on: date
    seen: str
    tone: str
    text: str
    who: str
    settled: str
    is_open: bool
    files: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RenovationPage:
    """A renovation's page."""

    name: str
    phone: str
    opens_phone: bool
    status: str
    tone: str
    extent: str
    milestones: list[Milestone]
    steps: list[StepLine]
    patrols: list[PatrolLine]
    papers: list[StoredFile]
    alike: Homes
    faults: list[str]
    cautions: list[str]
    missing: list[str]
    counted: str
    patrol: str
    home_reason: str
    reported: int
    """What the household of a converted case reported there to its enterprise and is not settled."""
    whole: bool
    """Whether the application's own papers and looks are shown."""
    remarks: list[str]
    """What apps above say of it: how questions to systems outside stand."""
    hides_words: bool
    """Whether free words and sensitive papers are kept from a reader who reads the rest."""


_remarks: list[Callable[[Renovation], list[str]]] = []


def register_remark(remark: Callable[[Renovation], list[str]]) -> None:
    """Let an app above say something on a renovation's page, to who reads its application and looks."""
    if remark not in _remarks:
        _remarks.append(remark)


def name_of(actor: Actor, renovation: Renovation) -> str:
    """Return the name as the actor's role sees names."""
    return renovation.name if reads_words(actor) else mask_name(renovation.name)


def renovation_page(actor: Actor, renovation: Renovation) -> RenovationPage:
    """Return what the actor reads of a renovation in its rows."""
    whole, words = reads_papers(actor), reads_words(actor)
    looks = looks_of(renovation)
    phone_sight = sight(actor, SensitiveField.PHONE)
    facts = list(renovation.facts.all())
    papers = StoredFile.objects.filter(owner_kind="renovation", owner_id=str(renovation.pk))
    if not may_read_sensitive_papers(actor):
        papers = papers.filter(Q(sensitive=False) | Q(kind=FileKind.WORK_PHOTO))
    open_ = renovation.ended_at is None
    return RenovationPage(
        name=name_of(actor, renovation),
        phone="" if phone_sight is Sight.HIDDEN else mask_phone(renovation.phone_encrypted.text()),
        opens_phone=bool(may_see_phone(actor)),
        status=Status(renovation.status).label,
        tone=TONES[Status(renovation.status)],
        extent=Extent(renovation.extent).label if renovation.extent else "",
        milestones=milestones(renovation, facts),
        steps=[_line(each, words=words) for each in reversed(facts)] if whole else [],
        patrols=[_patrol(each, words=words) for each in renovation.patrols.all()],
        papers=list(papers.order_by("created_at", "pk")) if whole else [],
        alike=homes_alike(renovation.dwelling_key, exclude=renovation) if whole else Homes([], 0),
        faults=faults_of(renovation, looks) if open_ and whole else [],
        cautions=cautions_of(renovation, looks) if whole else [],
        missing=[each.label for each in unchecked(looks)]
        if whole and renovation.status == Status.SUBMITTED
        else [],
        counted=_counted(renovation),
        patrol=patrol_words(renovation),
        home_reason=renovation.home_reason if words else "",
        reported=_reported(renovation) if whole else 0,
        whole=whole,
        remarks=[said for remark in _remarks for said in remark(renovation)] if whole else [],
        hides_words=whole and not (words and may_read_sensitive_papers(actor)),
    )


def _reported(renovation: Renovation) -> int:
    case = renovation.converted_from
    if case is None:
        return 0
    return Defect.objects.of_works(case).of_household().of_this_household().unsettled().count()


def _counted(renovation: Renovation) -> str:
    span = renovation.spans.filter(ends_at__isnull=True).first()
    if span is not None:
        return f"{formats.day(span.since)}起在传统装修申报数的对照范围内"
    if renovation.spans.exists():
        return "已退出传统装修申报数的对照范围"
    if renovation.status in LEFT and (renovation.started_on is None or renovation.filed_on is None):
        return "没有计入：开工并查到装修备案的才计入"
    return "还没有：开工并查到装修备案以后"


_DONE = {
    FactKind.APPLIED: "已申请",
    FactKind.REVIEW: REVIEW_PASSED,
    FactKind.STARTED: "已开工",
    FactKind.FINISHED: "已完工",
    FactKind.RESULT: Verdict.PASSED.label,
}


def milestones(renovation: Renovation, facts: list[Fact]) -> list[Milestone]:
    """Return the facts of 43号 三(二) in its own order, and the works beside them."""
    last = {each.kind: each for each in facts if each.undone_at is None}
    # What an application that has left did not come to is not still to come.
    has_left = renovation.status in LEFT
    nothing = "没有" if has_left else "还没有"
    found = []
    for kind, on in (
        (FactKind.FILING, renovation.filed_on),
        (FactKind.CODE, renovation.coded_on),
        (FactKind.APPLIED, renovation.applied_on),
        (FactKind.CONTRACT, None),
        (FactKind.REVIEW, renovation.reviewed_on),
        (FactKind.STARTED, renovation.started_on),
        (FactKind.FINISHED, renovation.finished_on),
        (FactKind.RESULT, renovation.approved_on),
    ):
        fact = last.get(kind)
        if kind in CHECKS:
            is_found = fact is not None and fact.finding in SETTLED
            words = (
                ("没有核查" if has_left else "待核查") if fact is None else found_words(kind, fact.finding)
            )
            # A contract stands in no system: its day is that of the look. What is not there has no day.
            looked = fact.looked_on if fact and kind is FactKind.CONTRACT else None
            day = formats.day(on or looked, nothing="")
            tone = "neutral" if fact is None else "ok" if is_found else "bad"
            found.append(Milestone(kind.label, day, words, tone))
        elif kind is FactKind.REVIEW and (no := last.get(FactKind.DECLINED)) is not None:
            found.append(Milestone(kind.label, formats.day(no.on, nothing=""), no.get_kind_display(), "bad"))
        elif (
            kind is FactKind.REVIEW
            and on is None
            and not has_left
            and any(each.kind == kind for each in facts)
        ):
            found.append(Milestone(kind.label, "", "作废，要重新审查", "bad"))
        elif kind is FactKind.RESULT and on is None and fact is not None:
            found.append(Milestone(kind.label, "", found_words(kind, fact.finding), "bad"))
        else:
            found.append(
                Milestone(
                    kind.label,
                    formats.day(on, nothing=""),
                    _DONE[kind] if on else nothing,
                    "ok" if on else "neutral",
                )
            )
    return found


_SOURCES = {
    FactKind.DECLINED: "依据",
    FactKind.STARTED: "怎样知道",
    FactKind.FINISHED: "怎样知道",
    FactKind.CONTRACT: "怎样核实",
    FactKind.FILING: "在哪里查",
    FactKind.CODE: "在哪里查",
}
"""What a fact's source is called."""


def _line(fact: Fact, *, words: bool) -> StepLine:
    found = found_words(fact.kind, fact.finding)
    title = FactKind(fact.kind).label + (f"：{found}" if found else "")
    means = Means(fact.means).label if fact.means else ""
    # Of a look two days are said: since when it stands there, and when somebody looked.
    on = f"日期 {formats.day(fact.on)}" if fact.on else ""
    changes = [
        f"{means or '核查'} {formats.day(fact.looked_on)}" if fact.looked_on else "",
        on,
        f"{_SOURCES.get(FactKind(fact.kind), '核查')}：{fact.source}" if fact.source else "",
        f"编号 {fact.reference}" if fact.reference else "",
        f"重新交：{'、'.join(name for field, name in COPIES if field in fact.copies)}" if fact.copies else "",
        f"{'留痕' if fact.kind in CHECKS else '附件'} {len(fact.files)} 份" if fact.files else "",
        _undone(fact) if fact.undone_at else "",
    ]
    bad = fact.finding in (Finding.ABSENT, Finding.DIFFERS, Verdict.FAILED)
    tone = "bad" if bad or fact.kind == FactKind.DECLINED else "ok" if fact.finding else "neutral"
    return StepLine(
        title,
        fact.at,
        f"{fact.organisation} {fact.by}".strip(),
        fact.seen_encrypted.text() if words else "",
        tone="neutral" if fact.undone_at else tone,
        changes=tuple(each for each in changes if each),
    )


def _undone(fact: Fact) -> str:
    if fact.kind == FactKind.REVIEW:
        return "后来核查不一致、退回补正或者审查不通过，这次审查作废"
    return "申请改动以后失效，要重新核查"


_SEEN_TONES = {Seen.SOUND: "ok", Seen.DISSUADED: "warn", Seen.OPEN: "bad", Seen.CARRIED: "bad"}


def _patrol(patrol: Patrol, *, words: bool) -> PatrolLine:
    seen = Seen(patrol.seen)
    settled = ""
    if patrol.settled_on is not None:
        who = f"{patrol.settled_organisation} {patrol.settled_by}"
        settled = f"{formats.day(patrol.settled_on)} {who}"
        settled += f"：{patrol.settled_encrypted.text()}" if words else ""
    return PatrolLine(
        patrol.number,
        patrol.on,
        seen.label,
        "" if patrol.settled_on else _SEEN_TONES[seen],
        patrol.text_encrypted.text() if words else "",
        f"{patrol.organisation} {patrol.by}",
        settled,
        patrol.is_open,
        tuple(UUID(each) for each in patrol.files),
    )


# --- the API ---


def renovation_row(actor: Actor, renovation: Renovation) -> Mapping[str, Any]:
    """Return a renovation as the API lists it."""
    plain = ("id", "number", "status", "applied_on", "address", "area_type", "items", "proof_name")
    days = ("filed_on", "coded_on", "started_on", "finished_on", "reviewed_on", "approved_on")
    more = ("proof_issuer", "contractor", "contract_amount", "contract_signed_on", "updated_at")
    whole = reads_papers(actor)
    kept = {} if whole else {"contractor": "", "contract_amount": None, "contract_signed_on": None}
    return {
        **{name: getattr(renovation, name) for name in (*plain, *days, *more)},
        **kept,
        "name": name_of(actor, renovation),
        "extent": renovation.extent or None,
        "proof": renovation.proof or None,
        "bureau": renovation.bureau_id,
        "bureau_name": renovation.bureau.name,
        "patrol_name": patrol_words(renovation),
        "converted_from": renovation.converted_from_id,
    }


def renovation_shown(actor: Actor, renovation: Renovation) -> Mapping[str, Any]:
    """Return a renovation as the API tells it whole."""
    whole, words = reads_papers(actor), reads_words(actor)
    names = ("number", "kind", "on", "looked_on", "source", "reference", "by", "organisation", "at")
    return {
        **renovation_row(actor, renovation),
        "facts": [
            {
                **{name: getattr(each, name) for name in names},
                "finding": each.finding or None,
                "seen": each.seen_encrypted.text() if words else "",
                "files": each.files,
                "copies": each.copies,
                "undone_at": each.undone_at,
            }
            for each in (renovation.facts.all() if whole else ())
        ],
        "patrols": [
            {
                "number": each.number,
                "on": each.on,
                "seen": each.seen,
                "text": each.text_encrypted.text() if words else "",
                "organisation": each.organisation,
                "settled_on": each.settled_on,
                "settled": each.settled_encrypted.text() if words else "",
            }
            for each in renovation.patrols.all()
        ],
        "as_of": clock.now(),
    }
