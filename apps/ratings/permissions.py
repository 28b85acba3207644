"""Who gives a 服务评价, and who reads it."""

from __future__ import annotations

from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.cases.queries.household import succeeded_at
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.orgs.permissions import HOUSEHOLD
from apps.ratings.models import FollowUp, Rating
from apps.tickets.enums import About

READERS = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
"""Who reads words and levels of the cases in their rows; the street writes down what stands on paper."""
SEES_OWN = ENTERPRISE_ROLES
_GIVERS = "服务评价由装修人本人给出；写在纸上的由街道、区县经办代记。"
_NO_AGENT = "服务评价由装修人本人给出，代办人不能代评。"


def gives(actor: Actor) -> bool:
    """Whether the actor is a household that proved itself, or sits where its paper is taken in."""
    return at_counter(actor) or (actor.role == HOUSEHOLD and actor.case_id is not None)


def may_rate(actor: Actor, case: Case) -> Decision:
    """Once, after 验收合格: before, a rating could be taken for a condition of it."""
    if not gives(actor):
        return Denied(_GIVERS, code="post")
    if actor.is_agent:
        return Denied(_NO_AGENT, code="agent")
    if case.status not in ACCEPTED:
        return Denied("验收合格以后才能评价服务。", code="status")
    if _visible_rating(actor, case) is not None:
        return Denied("这一户已经评价过。评价只有一次，另可追评一次。", code="given")
    return Allowed()


def may_hand_in(actor: Actor, case: Case) -> Decision:
    """Asked beside :func:`may_rate` when a rating is handed in: there may be one that the actor does not see.

    Asked before, it would tell the bureau that somebody rated it: page, menu and API answer it as where
    nobody has rated.
    """
    if Rating.objects.filter(case=case).exists():
        return Denied("这一户的评价没有记下，不能在这里代记；纸质评价请退还住户。", code="elsewhere")
    return Allowed()


def _visible_rating(actor: Actor, case: Case) -> Rating | None:
    rating = Rating.objects.filter(case=case).first()
    if rating is not None and rating.about == About.BUREAU and actor.role in DISTRICT_ROLES:
        return None
    return rating


def may_follow_up(actor: Actor, case: Case) -> Decision:
    """Once, by the household whose rating it is; never through the bureau that it is about."""
    if not gives(actor):
        return Denied(_GIVERS, code="post")
    if actor.is_agent:
        return Denied(_NO_AGENT, code="agent")
    rating = _visible_rating(actor, case)
    if rating is None:
        # One word for both: of a rating about itself the bureau does not learn that it was given.
        is_bureau = actor.role in DISTRICT_ROLES
        return Denied("没有可以在这里追评的评价。" if is_bureau else "还没有评价，不能追评。", code="status")
    if FollowUp.objects.filter(rating=rating).exists():
        return Denied("已经追评过，追评只有一次。", code="given")
    succeeded = succeeded_at(case)
    if succeeded is not None and succeeded > rating.recorded_at:
        return Denied("装修人已经变更，原装修人的评价不再追评。", code="household")
    return Allowed()


def may_read(actor: Actor) -> Decision:
    """Bureau, city, province and audit read ratings; an enterprise has a page of numbers instead."""
    if actor.role not in READERS:
        return Denied("服务评价由区县住建局、市和省查看。", code="post")
    return Allowed()


def reads_words(actor: Actor, rating: Rating) -> bool:
    """Whether the actor reads what was said, of a rating in sight, loaded with its ticket.

    The province reads only what it calls back.
    """
    if actor.role == Role.PROVINCE_OFFICER:
        return rating.ticket is not None and rating.ticket.body_id == actor.organisation_id
    return bool(may_read(actor))


def may_open(actor: Actor) -> Decision:
    """Who reads it, or writes it down, opens the page of a case's rating."""
    return Allowed() if may_read(actor) or at_counter(actor) else may_read(actor)


def may_list(actor: Actor) -> Decision:
    """Officials find the list, enterprises their numbers."""
    if actor.role not in READERS | SEES_OWN:
        return Denied("服务评价由区县住建局、市和省查看。", code="post")
    return Allowed()
