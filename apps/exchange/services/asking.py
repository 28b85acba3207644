"""Asking systems outside about a home of the other track; the answer becomes a look of who asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.audit.services import Subject, record
from apps.connections.rules.partners import Content, Mender
from apps.connections.services import call_off, submit
from apps.exchange.enums import Close
from apps.exchange.models import Question
from apps.exchange.permissions import may_ask
from apps.exchange.queries.questions import QUESTION, reference_of, system_of, why_not_asked
from apps.exchange.rules.answers import Reading, read
from apps.lib import clock, formats
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.othertrack.enums import (
    DATED_CHECKS,
    SETTLED,
    WITH_APPLICANT,
    FactKind,
    Finding,
    Means,
    Status,
)
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import faults_of, looks_of
from apps.othertrack.rules.lookups import Answer
from apps.othertrack.rules.order import Look
from apps.othertrack.services import check
from apps.outbox.services import Desk, tell

NEEDS_NUMBER = frozenset({FactKind.FILING.value})
"""What has a number by its contract where it is found."""
_TAKEN = (Close.ANSWERED, Close.UNWRITTEN)
"""Ends by an answer: what was asked stays what it was, and its delivery is delivered."""


@transaction.atomic
def ask_system(*, renovation_id: UUID, by: Actor, kind: str) -> Question:
    """Ask a system about a renovation; nobody waits for it."""
    rows = Renovation.objects.visible_to(by).select_for_update(of=("self",))
    renovation = rows.get(pk=renovation_id)
    require(may_ask(by, renovation))
    if kind not in DATED_CHECKS:
        raise Refused("请选择核查什么。", field="kind", code="kind")
    if why := why_not_asked(renovation, kind):
        raise Refused(f"{why}。", field="kind", code="system")
    for former in Question.objects.filter(renovation=renovation, kind=kind, ended_at__isnull=True):
        _end(former, Close.REPLACED)
    question = Question.objects.create(
        renovation=renovation,
        kind=kind,
        number=renovation.facts.count(),
        asked_at=clock.now(),
        user_id=by.user_id or 0,
        asked_by=by.name,
        role=by.role,
        organisation_id=by.organisation_id or 0,
        organisation_name=by.organisation_name,
        organisation_kind=by.organisation_kind,
        on_behalf_of=by.on_behalf_of,
        on_behalf_of_id=by.on_behalf_of_id,
    )
    partner, label = system_of(kind), FactKind(kind).label
    submit(
        partner=partner.key,
        reference=reference_of(question),
        label=f"{renovation.number} 核查{label}",
        by=by,
    )
    record(
        by=by,
        subject=Subject("renovation", str(renovation.pk)),
        action="renovation.system_asked",
        facts={"kind": str(kind), "partner": partner.key},
        jurisdiction=renovation.county_code,
    )
    return question


def content_of(reference: str) -> Content | None:
    """Return what is asked: whose home, where; nothing once nobody waits for the answer."""
    question = _question(reference)
    if question is None or question.close not in ("", *_TAKEN):
        return None
    renovation = question.renovation
    return Content(
        values={
            "kind": QUESTION,
            "question": str(question.pk),
            "county_code": renovation.county_code,
            "name": renovation.name,
            "address": renovation.address,
        }
    )


def references(*kinds: str) -> Iterator[tuple[str, str]]:
    """Yield the questions that still wait: what was answered is not asked again."""
    rows = Question.objects.filter(kind__in=kinds, ended_at__isnull=True).select_related("renovation")
    for question in rows.order_by("asked_at", "pk").iterator():
        label = f"{question.renovation.number} 核查{FactKind(question.kind).label}"
        yield reference_of(question), label


def mender_of(reference: str, field: str) -> Mender | None:
    """Return the street of a renovation, whose counter took the application down."""
    question = _question(reference)
    if question is None or field not in ("name", "address"):
        return None
    return Mender(
        organisation_id=question.renovation.street_office_id,
        roles=(Role.STREET_CLERK.value,),
        page="othertrack:renovation",
        pk=str(question.renovation_id),
    )


def take_answer(reference: str, said: Mapping[str, object]) -> str:
    """Write an answer down as a look of who asked; return what is wrong with it, having written nothing."""
    question = _question(reference)
    if question is None:
        return ""
    # The renovation first, then its question: as whoever looks by hand locks them.
    renovation = Renovation.objects.select_for_update(of=("self",)).get(pk=question.renovation_id)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.ended_at is not None:
        return ""
    today = clock.today()
    reading = read(
        said,
        question=str(question.pk),
        address=renovation.address,
        today=today,
        needs_number=question.kind in NEEDS_NUMBER,
    )
    if isinstance(reading, str):
        return reading
    label = system_of(question.kind).label
    seen = f"{label}应答：没有查到，或者查到而姓名不符。"
    if reading.is_found:
        seen = f"{label}应答：查到，登记日期 {formats.day(reading.on)}"
        seen += f"，编号 {reading.number}。" if reading.number else "。"
    if against := _against(renovation, question.kind, reading):
        _leave_to_a_person(question, renovation, f"{seen}与{against}不一致，没有登记。")
        return ""
    _end(question, Close.ANSWERED)
    answer = Answer(
        finding=Finding.FOUND if reading.is_found else Finding.ABSENT,
        source=label,
        seen=seen,
        looked_on=today,
        on=reading.on,
        reference=reading.number,
        means=Means.BY_SYSTEM,
    )
    try:
        check(renovation_id=renovation.pk, by=question.asker, kind=question.kind, answer=answer)
    # Who asked may look it up no more: it passed to another body, or is reviewed by who asked.
    except (Refused, Renovation.DoesNotExist):
        _leave_to_a_person(question, renovation, f"{label}已应答，提出的人已经不能核查这一件，没有登记。")
    return ""


def _against(renovation: Renovation, kind: str, reading: Reading) -> str:
    """Return what an answer would take back that people have settled, '' for nothing.

    A machine's word undoes neither a review nor what somebody saw: a person looks again and says so.
    """
    looks = looks_of(renovation)
    if reading.is_found:
        looks = {**looks, FactKind(kind): Look(Finding.FOUND, reading.on)}
        return "区县审查" if renovation.status == Status.REVIEWED and faults_of(renovation, looks) else ""
    if renovation.status == Status.REVIEWED:
        return "区县审查"
    last = renovation.facts.filter(kind=kind, undone_at__isnull=True).order_by("number").last()
    is_by_hand = last is not None and last.means == Means.BY_HAND and last.finding in SETTLED
    return "人工核查登记的" if is_by_hand else ""


def _leave_to_a_person(question: Question, renovation: Renovation, words: str) -> None:
    """End an answered question without a look, and tell who can look it up by hand."""
    _end(question, Close.UNWRITTEN)
    asker = question.asker
    sees = Renovation.objects.visible_to(asker).filter(pk=renovation.pk).exists()
    own = Desk(question.organisation_id, question.role)
    tell(
        to=[own if sees else Desk(renovation.street_office_id, Role.STREET_CLERK)],
        kind="renovation.answer_unwritten",
        title=f"{renovation.number} 系统应答没有登记，请人工核查{FactKind(question.kind).label}",
        text=words,
        by=SYSTEM,
        key=f"question:{question.pk}",
        subject=Subject("renovation", str(renovation.pk)),
        page="othertrack:renovation",
    )
    record(
        by=asker,
        subject=Subject("renovation", str(renovation.pk)),
        action="renovation.answer_unwritten",
        facts={"kind": question.kind, "partner": system_of(question.kind).key},
        jurisdiction=renovation.county_code,
    )


def give_up(*, renovation: Renovation, **_: Any) -> None:
    """End the questions of a locked row that a look by hand has answered, or that nobody looks up now."""
    for question in Question.objects.filter(renovation=renovation, ended_at__isnull=True):
        looked = Q(kind=question.kind, number__gt=question.number, undone_at__isnull=True)
        if renovation.ended_at is not None or renovation.status in WITH_APPLICANT:
            _end(question, Close.OVER)
        elif renovation.facts.filter(looked).exists():
            _end(question, Close.BY_HAND)


def _end(question: Question, close: Close) -> None:
    question.ended_at, question.close = clock.now(), close
    question.save(update_fields=["ended_at", "close"])
    if close not in _TAKEN:
        call_off(
            partner=system_of(question.kind).key,
            reference=reference_of(question),
            words=f"{close.label}，不再问",
        )


def _question(reference: str) -> Question | None:
    rows = Question.objects.select_related("renovation")
    return rows.filter(pk=UUID(reference.partition(":")[2])).first()
