"""Every write of 服务评价: the rating, and what is added to it once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from apps.audit.rules import refuse_personal
from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.cases.services import lock_case
from apps.connections.services import submit
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.permissions import HOUSEHOLD
from apps.ratings.enums import ABOUT_CHOICES, BAD_LEVELS, Level, Way
from apps.ratings.models import FollowUp, Rating
from apps.ratings.permissions import may_follow_up, may_hand_in, may_rate
from apps.ratings.services.pushing import PARTNER, label_of, reference_of
from apps.tickets.enums import About, Kind, Source
from apps.tickets.models import Ticket
from apps.tickets.services import open_ticket

MOST_CHARACTERS = 500


@transaction.atomic
def give_rating(
    *,
    case_id: UUID,
    by: Actor,
    level: str,
    about: str = About.UNSAID,
    words: str = "",
    shares_words: bool = False,
    said_on: date | None = None,
) -> Rating:
    """Give the one rating of a case: the household itself, or the counter from its paper of ``said_on``.

    ``shares_words``: the enterprise may read the words, without a name. A bad one opens a ticket, by which
    a body calls back that it is not ``about``; where there is no such body it stands without
    (:attr:`Rating.is_uncalled`).
    """
    case = lock_case(case_id=case_id, by=by)
    require(may_rate(by, case))
    require(may_hand_in(by, case))
    rating = Rating.objects.create(
        case=case,
        enterprise=case.enterprise,
        level=Level(level),
        about=_about(level, about),
        words=_plain(words),
        shares_words=shares_words and bool(words.strip()),
        **_way(case, by, said_on, earliest=case.passed_on),
    )
    facts = {"level": rating.level, "way": rating.way}
    _record(case, by, "rating.given", facts)
    submit(partner=PARTNER.key, reference=reference_of(rating), label=label_of(case, rating), by=by)
    if rating.is_bad:
        rating.ticket = _call_back(case, rating, by)
        rating.save(update_fields=["ticket"])
    return rating


@transaction.atomic
def follow_up(*, case_id: UUID, by: Actor, words: str, said_on: date | None = None) -> FollowUp:
    """Add the one 追评 to a rating; the rating itself stays as it is."""
    case = lock_case(case_id=case_id, by=by)
    require(may_follow_up(by, case))
    words = _plain(words)
    if not words:
        raise Refused("请写下要补充的话。", field="words", code="required")
    rating = Rating.objects.get(case=case)
    row = FollowUp.objects.create(
        rating=rating, words=words, **_way(case, by, said_on, earliest=rating.said_on)
    )
    _record(case, by, "rating.followed_up", {"way": row.way})
    submit(partner=PARTNER.key, reference=reference_of(row), label=label_of(case, row), by=by)
    return row


class _Way(TypedDict):
    way: str
    said_on: date
    recorded_at: object
    author: str
    recorded_by: str


def _way(case: Case, by: Actor, said_on: date | None, *, earliest: date | None) -> _Way:
    if by.role == HOUSEHOLD:
        return {
            "way": Way.PHONE,
            "said_on": clock.today(),
            "recorded_at": clock.now(),
            "author": by.signature,
            "recorded_by": "",
        }
    if said_on is None:
        raise Refused("请填写纸上的日期。", field="said_on", code="required")
    if said_on > clock.today():
        raise Refused("纸上的日期不能晚于今天。", field="said_on", code="future")
    if earliest is not None and said_on < earliest:
        words = "纸上的日期不能早于验收合格、也不能早于评价的日期。"
        raise Refused(words, field="said_on", code="early")
    return {
        "way": Way.PAPER,
        "said_on": said_on,
        "recorded_at": clock.now(),
        "author": "住户",
        "recorded_by": f"{by.organisation_name} {by.signature}",
    }


def _about(level: str, about: str) -> About:
    if Level(level) not in BAD_LEVELS:
        return About.UNSAID
    if about not in ABOUT_CHOICES:
        raise Refused("请从列出的几项里选。", field="about", code="about")
    return About(about)


def _plain(words: str) -> str:
    words = words.strip()
    if len(words) > MOST_CHARACTERS:
        raise Refused(f"最多 {MOST_CHARACTERS} 个字。", field="words", code="long")
    try:
        refuse_personal(words)
    except ValueError:
        raise Refused("请不要写身份证号、电话号码，其余照写。", field="words", code="personal") from None
    return words


def _record(case: Case, by: Actor, action: str, facts: Mapping[str, object]) -> None:
    # A chain of its own: the case's record is read by the enterprise.
    subject = Subject("rating", str(case.pk))
    record(by=by, subject=subject, action=action, facts=facts, jurisdiction=case.county_code)


def _call_back(case: Case, rating: Rating, by: Actor) -> Ticket | None:
    """Open the ticket by which a bad rating is called back, at a body that it does not concern."""
    complained = {About.STREET: case.street_office, About.BUREAU: case.bureau}.get(About(rating.about))
    said = f"{case.number} 住户评价服务“{Level(rating.level).label}”。"
    try:
        return open_ticket(
            by=by,
            kind=Kind.RATING,
            source=Source.RATING,
            text=f"{said}{rating.words}",
            about=rating.about,
            case=case,
            complained_body=complained,
            enterprise=case.enterprise if rating.about == About.ENTERPRISE else None,
            request_key=f"rating:{rating.pk}",
        )
    except Refused as refused:
        if refused.code != "nobody_above":
            raise
        return None  # what the household said stands all the same
