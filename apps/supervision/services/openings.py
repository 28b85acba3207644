"""Witnesses commit and open; with the second number the draw is made."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from apps.audit.services import record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.outbox.services import Person, settle, tell
from apps.supervision.enums import Stage
from apps.supervision.models import Draw, Recheck, Sent, Witness
from apps.supervision.permissions import digest_of_draw, may_commit, may_open, witness_of
from apps.supervision.rules import (
    Outcome,
    canonical,
    number_problem,
    outcome_facts,
    read_fixed,
    read_number,
    seed_of,
)
from apps.supervision.rules import commitment as committed_to
from apps.supervision.rules import draw as drawn_from
from apps.supervision.services.draws import check_intact, end_draw, locked_draw, subject_of


@transaction.atomic
def commit_number(*, draw_id: UUID, by: Actor, number: str = "", commitment: str = "") -> Draw:
    """封存: keep a witness's commitment, worked out here or elsewhere; never the number."""
    draw = locked_draw(draw_id, by)
    require(may_commit(by, draw))
    check_intact(draw)
    mine = _mine(by, draw)
    if bool(number.strip()) is bool(commitment.strip()):
        raise Refused("数字和封存值只填其中一项。", field="number", code="one")
    if number.strip():
        plain = read_number(number)
        if problem := number_problem(plain):
            raise Refused(problem, field="number", code="number")
        made = committed_to(draw.fixed_sha256, mine.key, plain)
    else:
        made = commitment.strip().lower()
    mine.commitment, mine.committed_at = made, clock.now()
    mine.save(update_fields=["commitment", "committed_at"])
    event = record(by=by, subject=subject_of(draw), action="draw.committed", facts={"commitment": made})
    if draw.witnesses.filter(commitment="").exists():
        return draw
    draw.stage, draw.committed_at, draw.committed_event = Stage.COMMITTED, mine.committed_at, event.pk
    draw.save(update_fields=["stage", "committed_at", "committed_event"])
    settle(subject=subject_of(draw))
    tell(
        to=[Person(each) for each in draw.witnesses.values_list("user_id", flat=True)],
        kind="draw.open",
        # The day digest is taken soon after midnight.
        title=f"{draw.title}：明天起请您开封封存的数字",
        by=by,
        key=f"draw:{draw.pk}:open",
        subject=subject_of(draw),
        page="supervision:draw",
        matter="draw.open",
    )
    return draw


def _mine(by: Actor, draw: Draw) -> Witness:
    found = witness_of(by, draw)
    if found is None:
        raise Refused("只有见证人办理。", code="post")
    return found


@transaction.atomic
def open_number(*, draw_id: UUID, by: Actor, number: str) -> Draw:
    """开封: take the number that fits; with the second one the draw is made at once.

    A number that fits and could never have been committed to here ends the draw, named by its witness.
    """
    draw = locked_draw(draw_id, by)
    require(may_open(by, draw))
    check_intact(draw)
    mine, plain = _mine(by, draw), read_number(number)
    if committed_to(draw.fixed_sha256, mine.key, plain) != mine.commitment:
        raise Refused("不是封存的那个数字，请照封存时写的填。", field="number", code="number")
    if problem := number_problem(plain):
        # Its commitment came from elsewhere, and by trying anybody may have known it beforehand.
        said = f"{mine.name}封存的数字不合要求（{problem.rstrip('。')}），别人可能事先知道。"
        end_draw(draw, by, said)
        return draw
    mine.number, mine.opened_at = plain, clock.now()
    mine.save(update_fields=["number", "opened_at"])
    record(by=by, subject=subject_of(draw), action="draw.opened")
    if not draw.witnesses.filter(opened_at__isnull=True).exists():
        _draw(draw, by)
    return draw


def _draw(draw: Draw, by: Actor) -> None:
    digest = digest_of_draw(draw)
    if digest is None:
        raise Refused("封存那天的日摘要还没有取。", code="digest")
    numbers = list(draw.witnesses.order_by("place").values_list("number", flat=True))
    population, people, share, shares = read_fixed(draw.facts)
    seed = seed_of(draw.fixed_sha256, numbers, digest.day.isoformat(), digest.hash)
    made = drawn_from(seed, population, people, share=share, shares=shares)
    draw.stage, draw.seed, draw.drawn_at = Stage.DRAWN, seed, clock.now()
    draw.digest_day, draw.digest_hash = digest.day, digest.hash
    draw.outcome, draw.drawn = canonical(outcome_facts(made)).decode(), len(made.drawn)
    draw.save(update_fields=["stage", "seed", "drawn_at", "digest_day", "digest_hash", "outcome", "drawn"])
    _send(draw, made, {each.key: each.name for each in people})
    record(
        by=by,
        subject=subject_of(draw),
        action="draw.drawn",
        facts={"seed": seed, "drawn": len(made.drawn), "day": digest.day.isoformat()},
    )
    settle(subject=subject_of(draw))
    sent = sorted({int(key) for each in made.drawn for key in each.inspectors})
    tell(
        to=[Person(each) for each in sent],
        kind="draw.sent",
        title=f"{draw.title}抽中您去复核",
        by=by,
        key=f"draw:{draw.pk}:sent",
        subject=subject_of(draw),
        page="supervision:draw",
    )


def _send(draw: Draw, made: Outcome, names: Mapping[str, str]) -> None:
    cases = {each.case.number: each.case for each in draw.members.select_related("case")}
    rows = [
        Recheck(draw=draw, case=cases[each.number], place=place, stratum=each.stratum)
        for place, each in enumerate(made.drawn, start=1)
    ]
    Recheck.objects.bulk_create(rows)
    Sent.objects.bulk_create(
        Sent(recheck=row, user_id=int(key), name=names[key], place=place)
        for row, each in zip(rows, made.drawn, strict=True)
        for place, key in enumerate(each.inspectors, start=1)
    )
