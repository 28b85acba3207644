"""A population is fixed, or a draw given up; and what stands in the record that is handed out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from apps.audit.models import Event
from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Membership, Organisation
from apps.orgs.permissions import own_body
from apps.orgs.queries import body_above
from apps.outbox.services import Person, settle, tell
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of
from apps.supervision.enums import Population, Stage
from apps.supervision.models import Draw, Member, Witness
from apps.supervision.permissions import may_fix, may_withdraw
from apps.supervision.queries.population import (
    MOST,
    Candidate,
    Rule,
    cases_of,
    drawable,
    earlier_draws,
    in_question,
    pool_of,
    waiting_above,
    witness_candidates,
)
from apps.supervision.queries.recusal import ties_to
from apps.supervision.rules import FORMAT, canonical, digest_of, fixed_facts, short_of_inspectors

_NAMED = 5
"""So many cases are named in a refusal; the others are counted."""


@transaction.atomic
def fix_draw(
    *,
    by: Actor,
    rule: Rule,
    share: Decimal,
    due_on: date,
    witnesses: Sequence[int],
    shares: Mapping[str, Decimal] | None = None,
) -> Draw:
    """定总体: keep what the rule finds now, with shares, people and witnesses, under one digest.

    Nobody picks cases or people. Raises :class:`Refused` where the rule finds nothing or too much, a share is
    of no enterprise in it, fewer than two may go to some case, the witnesses are not two of two bodies, or
    another draw of the same cases has not come out yet.
    """
    require(may_fix(by))
    # The body's row is locked: numbers of a year follow each other, and two presses make two draws in turn.
    body = Organisation.objects.select_for_update(of=("self",)).get(pk=own_body(by))
    today = clock.today()
    _check_days(rule, due_on, today)
    asked = _two(by, witnesses)
    found = list(cases_of(by, rule)[: MOST + 1])
    if len(found) > MOST:
        raise Refused(
            f"超过 {MOST} 户，请缩短日期或者只抽一个区县、一家企业。", field="until_on", code="many"
        )
    apart = in_question(found)
    cases = [each for each in found if each.pk not in apart]
    if not cases:
        raise Refused("按这个规则没有办件，请改日期或者范围。", field="until_on", code="none")
    earlier = earlier_draws(found)
    if waiting := waiting_above(body, earlier):
        words = "、".join(each.title for each in waiting)
        raise Refused(
            f"{words}有同样的办件，还没有抽取。等它抽取或者作罢以后再发起。", field="until_on", code="waiting"
        )
    kept_away = [each for each in (by.user_id, by.on_behalf_of_id) if each is not None]
    pool = pool_of(body, today, but=[*kept_away, *(each.user_id for each in asked)])
    declared = ties_to(cases, pool, by)
    rows = drawable(cases, pool, declared)
    unknown = sorted(set(shares or {}) - {each.stratum for each in rows})
    if unknown:
        raise Refused(f"总体里没有这家企业：{'、'.join(unknown)}。", field="shares", code="stratum")
    if short := short_of_inspectors(rows, pool):
        named = "、".join(short[:_NAMED]) + (f"等 {len(short)} 户" if len(short) > _NAMED else "")
        words = f"{named}没有两个可以去的人（本人参加过验收、巡查的和登记过回避的都不去）。"
        raise Refused(f"{words}请由上一级抽查，或者缩小范围。", code="inspectors")
    number = (Draw.objects.filter(body=body, year=today.year).aggregate(last=Max("number"))["last"] or 0) + 1
    limit = limits_of(body.pk, today, (ParameterCode.DOUBLE_RANDOM,)).rows.get(ParameterCode.DOUBLE_RANDOM)
    above = body_above(body, today)
    draw = Draw(
        id=uuid4(),
        body=body,
        bureau=body if body.kind == OrganisationKind.DISTRICT_BUREAU else None,
        city=_city(body, above),
        year=today.year,
        number=number,
        label_source=limit.source if limit else "",
        population=rule.population,
        from_on=rule.from_on,
        until_on=rule.until_on,
        only=rule.only,
        enterprise=rule.enterprise,
        share=share,
        due_on=due_on,
        size=len(cases),
        fixed_at=clock.now(),
        fixed_by=by.signature,
        fixed_by_holder=by.holder,
    )
    facts = fixed_facts(
        about={
            "title": draw.title,
            "body": body.name,
            "rule": _said(rule, by),
            "fixed_at": clock.local(draw.fixed_at).isoformat(timespec="seconds"),
            "due_on": due_on.isoformat(),
            "excluded": [
                {"number": each.number, "why": "撤销程序在办"} for each in found if each.pk in apart
            ],
            "earlier": [{"title": each.title, "how": each.stage_label} for each in earlier],
            "ties": [each.said() for each in declared],
            "witnesses": [
                {"key": str(each.user_id), "name": each.name, "body": each.body_name} for each in asked
            ],
        },
        population=rows,
        inspectors=pool,
        share=share,
        shares=shares or {},
    )
    draw.fixed, draw.fixed_sha256 = canonical(facts).decode(), digest_of(facts)
    draw.save(force_insert=True)
    Witness.objects.bulk_create(
        Witness(draw=draw, place=place, user_id=each.user_id, name=each.name, body_name=each.body_name)
        for place, each in enumerate(asked, start=1)
    )
    Member.objects.bulk_create(Member(draw=draw, case=each) for each in cases)
    record(
        by=by,
        subject=subject_of(draw),
        action="draw.fixed",
        facts={"sha256": draw.fixed_sha256, "cases": len(cases), "people": len(pool)},
    )
    tell(
        to=[Person(each.user_id) for each in asked],
        kind="draw.commit",
        title=f"请您见证{draw.title}：封存一个数字",
        by=by,
        key=f"draw:{draw.pk}:commit",
        subject=subject_of(draw),
        page="supervision:draw",
        matter="draw.commit",
    )
    return draw


def _check_days(rule: Rule, due_on: date, today: date) -> None:
    if rule.from_on > rule.until_on:
        raise Refused("结束日期早于开始日期。", field="until_on", code="day")
    # The day itself is not over: what it brings would come into the population or not, by the hour.
    if rule.until_on >= today:
        raise Refused("只到昨天为止：今天还没有过完。", field="until_on", code="day")
    if not today < due_on <= today.replace(day=1, year=today.year + 1):
        raise Refused("复核期限应在今天以后、一年以内。", field="due_on", code="day")


def _two(by: Actor, witnesses: Sequence[int]) -> list[Candidate]:
    offered = {each.user_id: each for each in witness_candidates(by)}
    if any(each not in offered for each in witnesses):
        raise Refused("请从列出的人里选见证人。", field="second", code="witness")
    if len(set(witnesses)) != 2:
        raise Refused("两位见证人不能是同一个人。", field="second", code="witness")
    # By every post of the two: a person of two bodies is not asked as one of the other.
    held = Membership.objects.in_force(clock.today()).filter(user__in=list(witnesses))
    bodies: dict[int, set[int]] = defaultdict(set)
    for user, body in held.values_list("user_id", "organisation_id"):
        bodies[user].add(body)
    if bodies[witnesses[0]] & bodies[witnesses[1]]:
        raise Refused("两位见证人要来自两个单位。", field="second", code="witness")
    return [offered[each] for each in witnesses]


def _city(body: Organisation, above: Organisation | None) -> Organisation | None:
    if body.kind == OrganisationKind.CITY_BUREAU:
        return body
    return above if above is not None and above.kind == OrganisationKind.CITY_BUREAU else None


def _said(rule: Rule, by: Actor) -> dict[str, str]:
    return {
        "population": Population(rule.population).label,
        "from": rule.from_on.isoformat(),
        "until": rule.until_on.isoformat(),
        "bureau": rule.only.name if rule.only else "",
        "enterprise": rule.enterprise.name if rule.enterprise else "",
        "organiser": by.signature,
    }


@transaction.atomic
def withdraw_draw(*, draw_id: UUID, by: Actor, reason: str) -> Draw:
    """作罢 before anything is drawn; it keeps its number, and later draws of the same cases list it."""
    draw = locked_draw(draw_id, by)
    require(may_withdraw(by, draw))
    end_draw(draw, by, reason)
    return draw


def end_draw(draw: Draw, by: Actor, reason: str) -> None:
    """Let a draw end without an outcome, on record and told to the witnesses."""
    draw.stage = Stage.WITHDRAWN
    draw.withdrawn_at, draw.withdrawn_by, draw.withdrawn_reason = clock.now(), by.signature, reason
    draw.save(update_fields=["stage", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    opened = [each.name for each in draw.witnesses.all() if each.opened_at]
    record(
        by=by,
        subject=subject_of(draw),
        action="draw.withdrawn",
        # Who had opened, and whether the digest was there: by then somebody might have known the outcome.
        facts={"opened": len(opened), "committed": draw.committed_at is not None},
        reason=reason,
    )
    settle(subject=subject_of(draw))
    tell(
        to=[Person(each.user_id) for each in draw.witnesses.all()],
        kind="draw.withdrawn",
        title=f"{draw.title}已作罢",
        by=by,
        key=f"draw:{draw.pk}:withdrawn",
        subject=subject_of(draw),
        page="supervision:draw",
    )


def locked_draw(draw_id: UUID, by: Actor) -> Draw:
    """Return a draw that the actor may see, its row locked."""
    rows = Draw.objects.visible_to(by).select_for_update(of=("self",)).select_related("body")
    found = rows.filter(pk=draw_id).first()
    if found is None:
        raise Refused("没有这次抽查。", code="none")
    return found


def subject_of(draw: Draw) -> Subject:
    """Return what record and messages know a draw by."""
    return Subject("draw", str(draw.pk))


def check_intact(draw: Draw) -> None:
    """Raise :class:`Refused` where what is kept of a draw is not what was fixed and committed to.

    Held against its own digest, the record of events, which is keyed, and the rows of the population.
    """
    events = list(
        Event.objects.filter(
            chain__subject_kind="draw",
            chain__subject_id=str(draw.pk),
            action__in=("draw.fixed", "draw.committed"),
        ).order_by("seq")
    )
    said = next((each.fact_values["sha256"] for each in events if each.action == "draw.fixed"), "")
    facts = draw.facts
    numbers = sorted(each or "" for each in draw.members.values_list("case__number", flat=True))
    is_same = digest_of(facts) == draw.fixed_sha256 == said
    if not is_same or numbers != [each["number"] for each in facts["population"]]:
        raise Refused("总体和固定的时候不一样，这次抽查不能继续。请作罢并查明原因。", code="changed")
    commits = [each for each in events if each.action == "draw.committed"]
    kept = {each.user_id: each.commitment for each in draw.witnesses.all() if each.commitment}
    if kept != {each.user_id: each.fact_values["commitment"] for each in commits}:
        raise Refused("封存值和封存的时候不一样，这次抽查不能继续。请作罢并查明原因。", code="changed")
    if draw.committed_event is not None and draw.committed_event != max(
        (each.pk for each in commits), default=None
    ):
        raise Refused("封存的时间和记录不一样，这次抽查不能继续。请作罢并查明原因。", code="changed")
    if [each.key for each in draw.witnesses.all()] != [each["key"] for each in facts["witnesses"]]:
        raise Refused("见证人和固定的时候不一样，这次抽查不能继续。请作罢并查明原因。", code="changed")


def record_of(draw: Draw) -> dict[str, Any]:
    """Return 抽取记录, from which script/draw works the draw out again; numbers only once both are open."""
    witnesses = list(draw.witnesses.all())
    both = all(each.opened_at for each in witnesses)
    return {
        "format": FORMAT,
        "fixed": draw.facts,
        "fixed_sha256": draw.fixed_sha256,
        "commitments": [
            {"witness": each.key, "commitment": each.commitment, "at": _at(each.committed_at)}
            for each in witnesses
            if each.commitment
        ],
        "digest": {"day": draw.digest_day.isoformat(), "hash": draw.digest_hash} if draw.digest_day else None,
        "openings": [{"witness": each.key, "number": each.number} for each in witnesses] if both else [],
        "seed": draw.seed,
        "outcome": json.loads(draw.outcome) if draw.outcome else None,
        "ended": {"reason": draw.withdrawn_reason, "at": _at(draw.withdrawn_at)}
        if draw.withdrawn_at
        else None,
    }


def _at(moment: Any) -> str:
    return clock.local(moment).isoformat(timespec="seconds") if moment else ""
