"""催报: asking several bureaus at once for a week's report that is not handed in (R11)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from apps.audit.rules import refuse_personal
from apps.audit.services import record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.orgs.queries import acting_body
from apps.outbox.services import Desk, tell
from apps.reports.models import Urge, WeekSnapshot
from apps.reports.permissions import may_urge
from apps.reports.queries.urged import Urgeable, urgeable
from apps.reports.queries.weeks import place_name
from apps.reports.services.notices import TO_HAND_IN, subject_of

_ASKED = (Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER)


@transaction.atomic
def urge_reports(*, by: Actor, snapshot: WeekSnapshot, bureaus: Collection[int], word: str = "") -> Urge:
    """Ask the chosen bureaus for the week of ``snapshot``; each is told, and it is noted who asked when.

    Returns the last note of them.

    Refused where nobody is chosen, where one has handed in meanwhile, and, without a word that says why,
    where one was asked today already.
    """
    require(may_urge(by, snapshot))
    word = word.strip()[:200]
    try:
        refuse_personal(word)
    except ValueError:
        raise Refused("说明里不要写证件号码、手机号码。", field="word", code="personal") from None
    week = WeekSnapshot.objects.filter(
        program_id=snapshot.program_id, number=snapshot.number, reports_to_id=snapshot.reports_to_id
    )
    # Of two who press at once the second finds what the first has asked.
    list(week.select_for_update().order_by("pk").values_list("pk"))
    owing = {each.snapshot.bureau_id: each for each in urgeable(snapshot)}
    chosen = [owing[pk] for pk in owing if pk in set(bureaus)]
    if not chosen:
        raise Refused("请选择要催报的区县。", field="bureaus", code="nobody")
    if len(chosen) != len(set(bureaus)):
        raise Refused("选中的区县有的已经报送，请重新选择。", field="bureaus", code="handed_in")
    again = [place_name(each.snapshot.bureau) for each in chosen if each.today is not None]
    if again and not word:
        raise Refused(
            f"{'、'.join(again)}今天已经催报过；再次催报请写明说明。", field="word", code="twice_a_day"
        )
    return [_urge(each, by, word) for each in chosen][-1]


def _urge(each: Urgeable, by: Actor, word: str) -> Urge:
    snapshot = each.snapshot
    urge = Urge.objects.create(
        snapshot=snapshot,
        word=word,
        made_at=clock.now(),
        made_by=by.signature,
        made_for=snapshot.reports_to,
    )
    record(
        by=by,
        subject=subject_of(snapshot),
        action="report.urged",
        facts={"week": snapshot.number, "state": each.standing.state.value},
        reason=word,
        jurisdiction=snapshot.bureau.region_id or "",
    )
    due = formats.month_moment(clock.local(snapshot.due_at))
    tell(
        to=[Desk(acting_body(snapshot.bureau).pk, role) for role in _ASKED],
        kind="report.urged",
        title=f"{by.organisation_name}催报：第 {snapshot.number} 期周报"[:120],
        text=f"报送时间 {due}，现在{each.standing.state.label}。{word}",
        by=by,
        key=f"report:{snapshot.pk}:urged:{urge.pk}",
        subject=subject_of(snapshot),
        page="reports:detail",
        matter=TO_HAND_IN,
    )
    return urge
