"""复核: the household is asked, two others look, one records and the other confirms (P10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.audit.services import record
from apps.cases.services import text_household
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.services.photos import Upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.outbox.services import Person, tell
from apps.supervision.enums import Agreement, Consent, Finding, Standing
from apps.supervision.models import Draw, Recheck, Sent
from apps.supervision.permissions import may_ask, may_confirm, may_record, may_replace
from apps.supervision.rules import read_fixed
from apps.supervision.rules.drawing import next_inspector
from apps.supervision.services.draws import subject_of


@transaction.atomic
def note_consent(
    *,
    recheck_id: UUID,
    by: Actor,
    answer: str,
    way: str,
    asked_on: date,
    note: str,
    paper: Upload | None = None,
) -> Recheck:
    """Write down what the household said; where it does not want to, the next of the reserve is called up.

    Only one of the two who are sent: nobody else can let a household that was drawn drop out. The household
    is told by text that its refusal was written down.
    """
    row = locked_recheck(recheck_id, by)
    require(may_ask(by, row))
    _check_day(row, asked_on, "asked_on")
    row.consent, row.consent_way, row.consent_on, row.consent_note = answer, way, asked_on, note
    row.consent_by, row.consent_at = by.signature, clock.now()
    row.paper_id = _kept(row, by, paper, "住户对复核的答复", "paper")
    is_agreed = answer == Consent.AGREED
    row.standing = Standing.AGREED if is_agreed else Standing.DROPPED
    row.save()
    _noted(row, by, "asked", {"answer": answer, "way": way})
    if not is_agreed:
        if answer == Consent.REFUSED:
            text_household(case=row.case, event="recheck_refused", by=by, key=f"recheck:{row.pk}:refused")
        call_up(row, by)
    return row


def call_up(dropped: Recheck, by: Actor) -> Recheck | None:
    """Let the next of the stratum's reserve take a household's place; None where there is none left."""
    draw = dropped.draw
    made = json.loads(draw.outcome)
    taken = set(draw.rechecks.values_list("case__number", flat=True))
    following = [
        each for each in made["reserve"] if each["stratum"] == dropped.stratum and each["number"] not in taken
    ]
    if not following:
        _noted(dropped, by, "no_reserve", {})
        return None
    chosen = following[0]
    member = draw.members.select_related("case").get(case__number=chosen["number"])
    names = {each["key"]: each["name"] for each in draw.facts["inspectors"]}
    row = Recheck.objects.create(
        draw=draw,
        case=member.case,
        place=draw.rechecks.count() + 1,
        stratum=dropped.stratum,
        instead_of=dropped,
    )
    Sent.objects.bulk_create(
        Sent(recheck=row, user_id=int(key), name=names[key], place=place)
        for place, key in enumerate(chosen["inspectors"], start=1)
    )
    _noted(row, by, "called_up", {"instead_of": dropped.case.number})
    tell_sent(row, by, "候补顶上，请您去复核")
    return row


@transaction.atomic
def record_recheck(
    *,
    recheck_id: UUID,
    by: Actor,
    means: str,
    checked_on: date,
    exists: str,
    as_planned: str,
    photos: str,
    paid: Decimal | None,
    invoice: Decimal | None,
    satisfaction: str,
    finding: str,
    text: str,
    papers: Upload | None = None,
) -> Recheck:
    """Keep what one of the two found; it counts once the other has confirmed it."""
    row = locked_recheck(recheck_id, by)
    require(may_record(by, row))
    _check_day(row, checked_on, "checked_on")
    if row.consent_on is not None and checked_on < row.consent_on:
        raise Refused("早于住户同意的那天。", field="checked_on", code="day")
    differs = Agreement.DIFFERS in (exists, as_planned, photos)
    amounts = {each for each in (row.case.contract_amount, paid, invoice) if each is not None}
    if (differs or len(amounts) > 1) and finding == Finding.NONE and not text.strip():
        raise Refused("有不一致的，请写明情况和为什么没有问题。", field="text", code="reason")
    if finding != Finding.NONE and not text.strip():
        raise Refused("请写明发现了什么。", field="text", code="reason")
    row.means, row.checked_on, row.exists, row.as_planned = means, checked_on, exists, as_planned
    row.photos, row.paid, row.invoice = photos, paid, invoice
    row.satisfaction, row.finding, row.text = satisfaction, finding, text
    row.result_paper_id = _kept(row, by, papers, "复核材料", "papers") or row.result_paper_id
    row.recorded_by, row.recorded_by_holder, row.recorded_at = by.signature, by.holder, clock.now()
    row.standing = Standing.RECORDED
    row.save()
    _noted(row, by, "recorded", {"finding": finding})
    tell(
        to=[Person(each.user_id) for each in row.people.all() if str(each.user_id) != by.holder],
        kind="draw.confirm",
        title=f"{row.case.number} 的复核记录请您确认",
        by=by,
        key=f"recheck:{row.pk}:confirm:{row.recorded_at.isoformat()}",
        subject=subject_of(row.draw),
        page="supervision:draw",
    )
    return row


@transaction.atomic
def confirm_recheck(*, recheck_id: UUID, by: Actor, opinion: str, reason: str = "") -> Recheck:
    """The other one confirms, or sends the record back."""
    row = locked_recheck(recheck_id, by)
    require(may_confirm(by, row))
    if opinion != "agree":
        if not reason.strip():
            raise Refused("请写明哪里要改。", field="reason", code="reason")
        row.standing, row.sent_back = Standing.AGREED, reason
        row.save(update_fields=["standing", "sent_back"])
        _noted(row, by, "sent_back", {}, reason)
        tell(
            to=[Person(int(row.recorded_by_holder))],
            kind="draw.sent_back",
            title=f"{row.case.number} 的复核记录要改",
            by=by,
            key=f"recheck:{row.pk}:back:{clock.now().isoformat()}",
            subject=subject_of(row.draw),
            page="supervision:draw",
        )
        return row
    row.standing, row.sent_back = Standing.DONE, ""
    row.confirmed_by, row.confirmed_by_holder, row.confirmed_at = by.signature, by.holder, clock.now()
    row.save()
    _noted(row, by, "confirmed", {"finding": row.finding})
    return row


@transaction.atomic
def replace_person(*, recheck_id: UUID, by: Actor, user_id: int, reason: str) -> Recheck:
    """Send the next one, by ticket, in the place of a person who cannot go; nobody picks who."""
    row = locked_recheck(recheck_id, by)
    require(may_replace(by, row))
    gone = row.people.filter(user=user_id, left_reason="").first()
    if gone is None:
        raise Refused("请从派去的人里选。", field="user_id", code="person")
    draw = row.draw
    population, people, _share, _shares = read_fixed(draw.facts)
    member = next(each for each in population if each.number == row.case.number)
    had = {str(each) for each in row.people.values_list("user_id", flat=True)}
    key = next_inspector(draw.seed, member, people, had=had)
    if key is None:
        raise Refused("没有别的人可以去了。", field="user_id", code="nobody")
    gone.left_reason = reason
    gone.save(update_fields=["left_reason"])
    names = {each.key: each.name for each in people}
    Sent.objects.create(recheck=row, user_id=int(key), name=names[key], place=row.people.count() + 1)
    _noted(row, by, "replaced", {"place": gone.place}, reason)
    tell_sent(row, by, "换人，请您去复核")
    return row


def locked_recheck(recheck_id: UUID, by: Actor) -> Recheck:
    """Return a recheck that the actor may see, its draw's row locked."""
    found = Recheck.objects.visible_to(by).filter(pk=recheck_id).values_list("draw_id", flat=True).first()
    if found is None:
        raise Refused("没有这次复核。", code="none")
    # The draw's row: two that drop out at once must not call up the same reserve.
    Draw.objects.select_for_update(of=("self",)).get(pk=found)
    return Recheck.objects.select_related("draw__body", "case").prefetch_related("people").get(pk=recheck_id)


def tell_sent(row: Recheck, by: Actor, words: str) -> None:
    """Tell those who are sent to a household."""
    tell(
        to=[Person(each.user_id) for each in row.people.filter(left_reason="")],
        kind="draw.sent",
        title=f"{row.draw.title}：{words}",
        by=by,
        key=f"recheck:{row.pk}:sent",
        subject=subject_of(row.draw),
        page="supervision:draw",
    )


def _check_day(row: Recheck, on: date, field: str) -> None:
    first = clock.local(row.draw.drawn_at).date() if row.draw.drawn_at else on
    if not first <= on <= clock.today():
        raise Refused("日期应在抽取以后、今天以前。", field=field, code="day")


def _kept(row: Recheck, by: Actor, file: Upload | None, label: str, field: str) -> UUID | None:
    if file is None:
        return None
    kept = keep(
        by=by,
        file=file,
        owner=Owner("recheck", str(row.pk)),
        kind=FileKind.RECHECK_PAPER,
        sensitive=True,
        label=label,
        field=field,
    )
    return kept.pk


def _noted(row: Recheck, by: Actor, what: str, facts: Mapping[str, Any], reason: str = "") -> None:
    record(
        by=by,
        subject=subject_of(row.draw),
        action=f"recheck.{what}",
        facts={"number": row.case.number, **facts},
        reason=reason,
    )
