"""What is looked up and written down: 装修备案, 一码监管, the contract, and when works began and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.enums import AreaType
from apps.documents.enums import FileKind
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.othertrack.enums import CHECKS, WORKS, FactKind, Status
from apps.othertrack.models import Fact
from apps.othertrack.permissions import may_check, may_note_works
from apps.othertrack.rules.lookups import Answer, day_fault, exempt_fault
from apps.othertrack.services.facts import Upload, add_fact, keep_files, lock, not_later, note, stand


@transaction.atomic
def check(
    *, renovation_id: UUID, by: Actor, kind: str, answer: Answer, evidence: Sequence[Upload] = ()
) -> Fact:
    """Write down what was seen of 装修备案, 一码监管 or the contract; the last look holds."""
    renovation = lock(renovation_id, by)
    require(may_check(by, renovation))
    if kind not in CHECKS:
        raise Refused("请选择核查什么。", field="kind", code="kind")
    if words := day_fault(kind, answer.finding, answer.on):
        raise Refused(words, field="on", code="day")
    is_rural = renovation.area_type == AreaType.RURAL
    if words := exempt_fault(kind, answer.finding, is_rural=is_rural):
        raise Refused(words, field="finding", code="exempt")
    not_later(answer.looked_on, "looked_on")
    if answer.on is not None and answer.on > answer.looked_on:
        raise Refused("登记日期不能晚于核查日期。", field="on", code="order")
    kept = keep_files(
        renovation,
        by,
        evidence,
        kind=FileKind.MATERIAL,
        label=f"{FactKind(kind).label}核查留痕",
        field="evidence",
    )
    fact = add_fact(
        renovation,
        by,
        FactKind(kind),
        on=answer.on,
        looked_on=answer.looked_on,
        finding=answer.finding,
        means=answer.means,
        source=answer.source.strip(),
        reference=answer.reference.strip(),
        seen=answer.seen,
        files=kept,
    )
    facts = {"kind": kind, "finding": str(answer.finding), "means": str(answer.means)}
    note(renovation, by, "checked", facts=facts)
    stand(renovation, by)
    return fact


@transaction.atomic
def note_works(
    *, renovation_id: UUID, by: Actor, kind: str, on: date, source: str, photos: Sequence[Upload] = ()
) -> Fact:
    """Write down that works began or ended, and how that is known; again to put a day right."""
    renovation = lock(renovation_id, by)
    require(may_note_works(by, renovation))
    if kind not in WORKS:
        raise Refused("请选择开工还是完工。", field="kind", code="kind")
    not_later(on, "on")
    is_end = kind == FactKind.FINISHED and renovation.finished_on is None
    if kind == FactKind.STARTED:
        if renovation.finished_on is not None and on > renovation.finished_on:
            raise Refused("开工不能晚于已登记的完工日期。", field="on", code="order")
        renovation.started_on = on
    else:
        if renovation.started_on is None:
            raise Refused("还没有登记开工，请先登记开工。", field="kind", code="order")
        if on < renovation.started_on:
            raise Refused("完工不能早于开工。", field="on", code="order")
        renovation.finished_on = on
        renovation.finish_recorded_at = renovation.finish_recorded_at or clock.now()
    kept = keep_files(renovation, by, photos, kind=FileKind.WORK_PHOTO, label="现场照片", field="photos")
    fact = add_fact(renovation, by, FactKind(kind), on=on, source=source.strip(), files=kept)
    note(renovation, by, "works_noted", facts={"kind": kind, "on": on.isoformat()})
    stand(renovation, by, is_new_turn=is_end and renovation.status == Status.REVIEWED)
    return fact
