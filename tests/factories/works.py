"""Works and acceptance as people do them, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import (
    ConcealedWork,
    FinishConfirmer,
    ItemOutcome,
    Outcome,
    Satisfaction,
    Shortfall,
    Verdict,
)
from apps.inspections.models import AcceptanceAttempt, Photo, Rectification, Visit
from apps.inspections.queries import open_attempt
from apps.inspections.queries.checklists import checklist_of
from apps.inspections.queries.concealed import spaces_of
from apps.inspections.rules import Found
from apps.inspections.services import EndWord, VisitItemInput
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans.enums import Means
from apps.plans.rules import Content
from tests.factories.copies import copied
from tests.factories.plans import drawn, make_planned_case
from tests.factories.uploads import jpeg, pdf, upload
from tests.factories.world import NOON, World, later, user_of

_TURNS = count()
AGREES = Found(ItemOutcome.AGREES)


def photo(name: str = "照片.jpg") -> Any:
    """Return a photo upload unlike every photo kept so far: one file counts once in a case."""
    # By what is kept, copies too, and the turn within one submission; always the same few, as what was opened
    # before is not opened again.
    number = Photo.objects.count() * 4 + next(_TURNS) % 4
    return upload(name, jpeg(size=(100 + number, 48)))


def start(world: World, case: Case) -> Case:
    """蒋样本 starts the works today."""
    return services.start_works(case_id=case.pk, by=world.jiang, started_on=clock.today())


def show_concealed(world: World, case: Case) -> None:
    """蒋样本 uploads a photo of the pipes of every space before they are covered."""
    for space in spaces_of(case):
        services.report_progress(
            case_id=case.pk,
            by=world.jiang,
            on=clock.today(),
            space=space,
            concealed=ConcealedWork.WATER,
            photos=[photo()],
        )


def household_word(on: date | None = None, **changes: Any) -> EndWord:
    """Return 张示例's own signature on paper under the day of an end, today's by default."""
    day = on or clock.today()
    return EndWord(
        FinishConfirmer.HOUSEHOLD,
        **{"on": day, "signed_on": clock.today(), "scan": upload("竣工确认.pdf", pdf()), **changes},
    )


def patrol_word(visit: Visit) -> EndWord:
    """Return a patrol's confirmation by one of its visits."""
    return EndWord(FinishConfirmer.PATROL, visit_id=visit.pk)


def finish(world: World, case: Case) -> Case:
    """蒋样本 reports the finish today; 周示例 takes in the household's signature."""
    services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
    return services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())


def visit(
    world: World,
    case: Case,
    *,
    bad: Sequence[str] = (),
    by: Actor | None = None,
    **changes: Any,
) -> Visit:
    """周示例 patrols; the named items are not as planned."""
    items = [
        VisitItemInput(
            line.code,
            Outcome.BAD if line.code in bad else Outcome.OK,
            note="未按方案施工" if line.code in bad else "",
        )
        for line in checklist_of(case)
    ]
    values: dict[str, Any] = {"visited_on": clock.today(), "items": items, **changes}
    return services.record_visit(case_id=case.pk, by=by or world.zhou, **values)


def go_through(
    world: World, case: Case, *, by: Actor | None = None, at: datetime | None = None, **found: Found
) -> AcceptanceAttempt:
    """严演示 goes through every item; what is not named agrees (codes with ``_`` for ``:``)."""
    attempt = open_attempt(case)
    assert attempt is not None
    named = {code.replace("__", ":"): item for code, item in found.items()}
    everything = {row.code: named.get(row.code, AGREES) for row in attempt.items.all()}
    return services.record_items(
        case_id=case.pk, by=by or world.yan, visited_at=at or clock.now(), found=everything
    )


def verdict(
    world: World, case: Case, value: Verdict = Verdict.PASS, *, by: Actor | None = None
) -> AcceptanceAttempt:
    """严演示 gives an opinion."""
    return services.give_verdict(
        case_id=case.pk, by=by or world.yan, verdict=value, opinion=f"现场核验，{value.label}。"
    )


def household_says(world: World, case: Case, value: Satisfaction = Satisfaction.SATISFIED) -> None:
    """张示例 signs on the inspector's device; 周示例 is the witness."""
    services.record_satisfaction(
        case_id=case.pk,
        by=world.yan,
        satisfaction=value,
        means=Means.DRAWN,
        signature=drawn(),
        witness_name="周示例",
        remark="" if value is Satisfaction.SATISFIED else "柜门关不严",
    )


STATES = ("contracted", "building", "completed", "attempt", "items", "verdict", "satisfied", "passed")


@copied(sets_clock=True)
def make_works_case(
    world: World,
    upto: str = "building",
    *,
    plan: Content | None = None,
    days: int = 10,
    **changes: object,
) -> Case:
    """Drive a household of 清波街道 to a state of :data:`STATES`, beginning at NOON.

    Works start on day 8 and take ``days`` calendar days; acceptance is on the day after the finish.
    The clock is set for each step, so call it under any later clock.
    """
    with clock.at(NOON):
        case = make_planned_case(world, plan=plan, **changes)
    if upto == "contracted":
        return case
    with clock.at(later(7)):
        start(world, case)
    if upto != "building":
        with clock.at(later(min(8, 6 + days))):
            show_concealed(world, case)
        with clock.at(later(6 + days)):
            finish(world, case)
        with clock.at(later(7 + days)):
            _accept(world, case, upto)
    case.refresh_from_db()
    return case


def _accept(world: World, case: Case, upto: str) -> None:
    wanted = STATES.index(upto)
    if wanted >= STATES.index("attempt"):
        services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
    if wanted >= STATES.index("items"):
        go_through(world, case)
    if wanted >= STATES.index("verdict"):
        verdict(world, case)
    if wanted >= STATES.index("satisfied"):
        household_says(world, case)
    if wanted >= STATES.index("passed"):
        services.conclude(case_id=case.pk, by=world.yan)


def fail_acceptance(world: World, case: Case, *, at: datetime | None = None) -> Case:
    """严演示 finds the old switch still in place and concludes."""
    with clock.at(at or later(17)):
        go_through(world, case, hazard__1=Found(ItemOutcome.DISAGREES, note="仍为旧开关"))
        verdict(world, case, Verdict.FAIL)
        return services.conclude(case_id=case.pk, by=world.yan)


def mend_all(world: World, case: Case, *, at: datetime | None = None) -> None:
    """蒋样本 mends every item and reports so on the next day; 周示例 takes in the household's signature."""
    report_mended(world, case, at=at)
    with clock.at(at or later(18)):
        services.confirm_rectified(case_id=case.pk, by=world.zhou, word=household_word())


def report_mended(world: World, case: Case, *, at: datetime | None = None) -> None:
    """蒋样本 mends every item and reports so on the next day; the household has not answered."""
    with clock.at(at or later(18)):
        for item in Rectification.objects.filter(attempt__case=case, done_on__isnull=True):
            services.rectify(
                case_id=case.pk,
                item_id=item.pk,
                by=world.jiang,
                done_on=clock.today(),
                note="已更换",
                photos=[photo()],
            )
        services.report_rectified(case_id=case.pk, by=world.jiang, finished_on=clock.today())


def signed_in(world: World, name: str) -> Client:
    """Return a browser in which a persona is signed in."""
    client = Client()
    client.force_login(user_of(world.people[name]))
    return client


def page(name: str, case: Case, **kwargs: Any) -> str:
    """Return the address of a page of this app."""
    return reverse(f"inspections:{name}", kwargs={"pk": case.pk, **kwargs})


def hidden(case: Case, key: str = "a" * 32) -> dict[str, str]:
    """Return what a freshly opened form carries unseen."""
    case.refresh_from_db()
    return {"version": str(case.version), "key": key}


def below(reason: str) -> dict[str, Any]:
    """Return what a leader says who converts: measured today, with a picture, ``reason`` why not mended."""
    return {
        "shortfall": Shortfall.SURFACES.value,
        "measured_on": clock.today(),
        "measured": "厨房墙面湿贴瓷砖 18.20 平方米，只有吊顶装配式，凌演示实测",
        "reason": reason,
        "evidence": [upload("实测记录.pdf", pdf())],
    }
