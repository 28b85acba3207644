"""The second half of a household's story: works, patrol, finish, acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from apps.archives import services as archives
from apps.archives.queries import missing_items
from apps.cases.models import Case
from apps.cases.services import tell_turn
from apps.demo.services.materials import LIMIT_DAYS, Materials, photo, scan, signature
from apps.demo.services.plot import Cast, Pace, Turns
from apps.documents.enums import FileKind
from apps.inspections import services as inspections
from apps.inspections.enums import (
    ConcealedWork,
    FinishConfirmer,
    ItemKind,
    ItemOutcome,
    Outcome,
    Satisfaction,
    Severity,
    Verdict,
)
from apps.inspections.models import AcceptanceAttempt, Defect, Rectification, StopWork, Visit
from apps.inspections.rules import Found
from apps.inspections.rules.checklist import checklist
from apps.inspections.services import DefectInput, EndWord, VisitItemInput
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import calendar_days_inclusive, days_over
from apps.plans import services as plans
from apps.plans.enums import Means
from apps.plans.queries import confirmed_plan, content_of
from apps.plans.rules import total


def works_story(
    materials: Materials, case_id: UUID, cast: Cast, pace: Pace, turns: Turns
) -> Iterator[datetime]:
    """Start, progress, patrol, finish, acceptance; twice where the first one fails."""
    plan = confirmed_plan(Case.objects.get(pk=case_id))
    if plan is None:
        return
    content = content_of(plan)
    start = clock.today()
    inspections.start_works(case_id=case_id, by=cast.manager, started_on=start)
    yield pace.days(2, 3)
    for place, space in enumerate(content.spaces):
        draws = materials.spare if place else materials.random
        inspections.report_progress(
            case_id=case_id,
            by=cast.manager,
            on=clock.today(),
            text="水电改造完成，封闭前拍照留存",
            space=space.name,
            concealed=ConcealedWork.WATER,
            photos=[photo("水电", draws.randrange(40))],
        )
    yield pace.days(1, 2)
    yield from _patrol(case_id, cast, pace, found_defect=turns.defect)
    if turns.duplicate:
        return
    if turns.pauses:
        inspections.stop_works(case_id=case_id, by=cast.manager, from_on=clock.today(), reason="楼上渗漏待修")
        yield pace.days(3, 6)
        inspections.resume_works(case_id=case_id, by=cast.manager, resumed_on=clock.today())
        for stop in StopWork.objects.filter(case_id=case_id):
            inspections.settle_pause(
                case_id=case_id, stop_id=stop.pk, by=cast.clerk, confirmed=True, note="已到现场核实"
            )
    if turns.supplement:
        plans.add_supplement(
            case_id=case_id,
            by=cast.designer,
            amount=total(content.lines) + Decimal(3600),
            signed_on=clock.today(),
            scan=scan("补充协议"),
            reason="增加浴室柜",
        )
    planned = content.planned_days or 12
    # The day of the start counts as the first.
    target = start + timedelta(days=planned - 1 + (6 if turns.works_late else 0))
    at_work = clock.today()
    left = max((target - at_work).days, 1)
    yield pace.days(left, left, "works")
    finished = min(clock.today(), max(target, at_work))
    late = days_over(calendar_days_inclusive(start, finished), LIMIT_DAYS) > 0
    inspections.report_finish(
        case_id=case_id,
        by=cast.manager,
        finished_on=finished,
        text="全部安装完成，已清场",
        overrun_reason="整体卫浴底盘二次运输，工期延长" if late else "",
        photos=[photo("完工", 20)],
    )
    yield pace.minutes(60, 400)
    # A patrol that saw a defect comes once more; elsewhere the household signs.
    seen = _look(case_id, cast) if turns.defect and cast.by_property else None
    inspections.confirm_finish(
        case_id=case_id,
        by=cast.patrol if seen else cast.clerk,
        word=EndWord(FinishConfirmer.PATROL, visit_id=seen.pk) if seen else _signed(finished),
        overrun_reason="整体卫浴底盘二次运输，工期延长" if late else "",
    )
    yield pace.days(36, 44) if turns.accepted_late else pace.days(4, 18, "acceptance")
    failing = turns.fails_acceptance or turns.dissatisfied
    yield from _accept(case_id, cast, pace, fails=turns.fails_acceptance, dissatisfied=turns.dissatisfied)
    if failing:
        yield from _rectify(case_id, cast, pace)
        yield from _accept(case_id, cast, pace, fails=False, dissatisfied=False)
    yield from _file_away(case_id, cast)


def _file_away(case_id: UUID, cast: Cast) -> Iterator[datetime]:
    """Let the bureau file every ninth household whose papers are whole: 经办 compiles, the leader checks."""
    case = Case.objects.get(pk=case_id)
    if int(str(case.number)[-4:]) % 9 != 4 or missing_items(case):
        return
    # No draw of chance: what is drawn after it would be another one.
    next_day = clock.now() + timedelta(days=1)
    while clock.local(next_day).weekday() >= 5:
        next_day += timedelta(days=1)
    yield next_day
    archives.compile_archive(case_id=case_id, by=cast.filer, remark="件内文件齐全，无缺损。")
    tell_turn(case_id=case_id, by=cast.filer)
    yield clock.now() + timedelta(minutes=40)
    archives.file_archive(case_id=case_id, by=cast.leader)
    tell_turn(case_id=case_id, by=cast.leader)
    archives.pack(case_id=case_id, by=cast.leader)


def _signed(on: date) -> EndWord:
    """The household's signature on paper under the day of an end."""
    return EndWord(FinishConfirmer.HOUSEHOLD, on=on, signed_on=clock.today(), scan=scan("竣工确认"))


def _patrol_of(case: Case, cast: Cast) -> Actor:
    return cast.patrol if case.patrol_organisation_id or not cast.by_property else cast.clerk


def _look(case_id: UUID, cast: Cast) -> Visit | None:
    """The property company looks at the finished works; None where the street patrols after all."""
    case = Case.objects.get(pk=case_id)
    if case.patrol_organisation_id is None:
        return None
    plan = confirmed_plan(case)
    return inspections.record_visit(
        case_id=case_id,
        by=cast.patrol,
        visited_on=clock.today(),
        items=[
            VisitItemInput(line.code, Outcome.OK) for line in checklist(content_of(plan) if plan else None)
        ],
        note="已完工，现场已清理",
    )


def _patrol(case_id: UUID, cast: Cast, pace: Pace, *, found_defect: bool) -> Iterator[datetime]:
    case = Case.objects.get(pk=case_id)
    plan = confirmed_plan(case)
    lines = checklist(content_of(plan) if plan else None)
    patrol = _patrol_of(case, cast)
    inspections.record_visit(
        case_id=case_id,
        by=patrol,
        visited_on=clock.today(),
        items=[VisitItemInput(line.code, Outcome.OK) for line in lines],
        defects=[DefectInput("临时用电线路拖地，未加防护", Severity.SERIOUS)] if found_defect else [],
        due_on=clock.today() + timedelta(days=3) if found_defect else None,
        photos=[photo("巡查", 30)],
    )
    if found_defect:
        yield pace.days(1, 3)
        for defect in Defect.objects.filter(case_id=case_id):
            inspections.rectify_defect(
                case_id=case_id,
                defect_id=defect.pk,
                by=cast.manager,
                rectified_on=clock.today(),
                note="已架空布线并加护套",
                photos=[photo("整改", 10)],
            )
        yield pace.minutes(120, 300)
        for defect in Defect.objects.filter(case_id=case_id):
            inspections.verify_defect(
                case_id=case_id, defect_id=defect.pk, by=patrol, verified_on=clock.today()
            )


def _accept(case_id: UUID, cast: Cast, pace: Pace, *, fails: bool, dissatisfied: bool) -> Iterator[datetime]:
    inspections.open_acceptance(case_id=case_id, by=cast.inspector, arranged_on=clock.today())
    yield pace.minutes(60, 120)
    attempt = AcceptanceAttempt.objects.filter(case_id=case_id).latest("number")
    case = Case.objects.get(pk=case_id)
    found: dict[str, Found] = {item.code: Found(ItemOutcome.AGREES) for item in attempt.items.all()}
    if fails:
        fitting = attempt.items.filter(kind=ItemKind.FITTING).first()
        if fitting is not None:
            found[fitting.code] = Found(ItemOutcome.DISAGREES, note="地漏排水不畅")
    late = case.overrun
    inspections.record_items(
        case_id=case_id,
        by=cast.inspector,
        visited_at=clock.now(),
        found=found,
        overrun_reason="原因已在施工环节说明" if late else "",
        photos={},
    )
    inspections.give_verdict(
        case_id=case_id,
        by=cast.inspector,
        verdict=Verdict.FAIL if fails else Verdict.PASS,
        opinion="地漏排水不畅，整改后复验。" if fails else "按方案逐项核验，符合要求。",
        overrun_reason="原因已在施工环节说明" if late else "",
    )
    inspections.record_satisfaction(
        case_id=case_id,
        by=cast.inspector,
        satisfaction=Satisfaction.DISSATISFIED if fails or dissatisfied else Satisfaction.SATISFIED,
        means=Means.DRAWN,
        witness_name=cast.clerk.name,
        signature=signature(),
        remark="收口不齐，请修整" if fails or dissatisfied else "",
    )
    case = inspections.conclude(case_id=case_id, by=cast.inspector)
    # Signed on the doorstep, scanned the same day; for every sixth household the desk waits for the scan.
    if int(str(case.number)[-4:]) % 6:
        number = case.attempts.latest("number").number
        archives.add_acceptance_form(
            case_id=case_id, by=cast.inspector, number=number, scan=scan("验收表签字件")
        )
        # As an act would: whoever was asked for the papers has them now.
        tell_turn(case_id=case_id, by=cast.inspector)


def _rectify(case_id: UUID, cast: Cast, pace: Pace) -> Iterator[datetime]:
    yield pace.days(2, 6, "rectification")
    for item in Rectification.objects.filter(attempt__case_id=case_id, done_on__isnull=True):
        inspections.rectify(
            case_id=case_id,
            item_id=item.pk,
            by=cast.manager,
            done_on=clock.today(),
            note="已按要求修整",
            photos=[photo("整改后", 5, FileKind.ACCEPTANCE_PHOTO)],
        )
    mended = clock.today()
    inspections.report_rectified(case_id=case_id, by=cast.manager, finished_on=mended)
    # Drawn before the step in between, in the order in which all stories draw.
    judged_again = pace.days(2, 6)
    yield clock.now() + timedelta(minutes=pace.materials.spare.randint(120, 400))
    inspections.confirm_rectified(case_id=case_id, by=cast.clerk, word=_signed(mended))
    yield judged_again
