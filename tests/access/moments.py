"""Moments at which acts may be done: the stage's cases and weeks, and what a further step makes of one.

A moment is brought about inside :func:`tests.access.lasting.undone`, so that each begins with the same stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from apps.acts.acts import Act, Ground
from apps.administration.acts import grounds
from apps.administration.acts.calendar import CALENDAR_YEAR
from apps.administration.acts.initial import INITIAL
from apps.administration.acts.layouts import LAYOUT
from apps.administration.acts.on_bodies import ON_BODY, ON_CHANGE
from apps.administration.acts.tokens import TOKEN as ON_TOKEN
from apps.administration.acts.tokens import TOKENS as ON_TOKENS
from apps.archives.acts import TRANSFERS
from apps.cases import services as cases
from apps.cases.acts import REGISTER
from apps.cases.acts.grounds import COUNTER, HOLD
from apps.cases.enums import Removal, Status
from apps.cases.models import Case, Transition
from apps.enterprises.acts import ENTERPRISE, KEEPER, LISTING, POINT, ROLL
from apps.enterprises.models import Enterprise
from apps.inspections import services as works
from apps.inspections.acts.appointments import APPOINTMENT
from apps.inspections.acts.grounds import DEFECT, ITEM, PAUSE
from apps.inspections.enums import MediationCause
from apps.inspections.models import Defect, Rectification, StopWork
from apps.letters.acts import LETTER
from apps.letters.models import Letter
from apps.lib import clock
from apps.orgs.models import BodyChange
from apps.packages.acts import OFFERING, PACKAGE
from apps.plans import services as plans
from apps.reports.acts.grounds import WEEK, YEAR_CLOSE
from apps.reports.models import YearClose
from apps.reports.services import (
    accept_report,
    accept_year_close,
    ask_reopening,
    return_report,
    submit_report,
)
from tests.access.archiving import MOMENTS as ARCHIVING
from tests.access.lasting import undone
from tests.access.moment import (
    BODIES,
    FIRMS,
    KEEPINGS,
    KEPT,
    OF_DESKS,
    PACKAGES,
    PLACES,
    POINTS,
    ROLLS,
    ROWLESS,
    TOKEN,
    TOKENS,
    VISITS,
    Moment,
    fresh,
    subjects,
)
from tests.access.numbers import NAMED, OF_BODY
from tests.access.reported import REPORTED
from tests.access.staffing import PEOPLE_GROUNDS, dismiss, give, of_person
from tests.access.stage import LOOKED_AT, Stage
from tests.access.visits import numbers_of
from tests.access.voices import OF_SYSTEMS, PUSHED, RATED, SYSTEMS, set_up
from tests.factories.plans import confirm, content, submit
from tests.factories.products import built_in
from tests.factories.weeks import ASKED
from tests.factories.works import photo
from tests.factories.world import user_of

Arguments = dict[str, Any]


def _stop(stage: Stage, case: Case) -> None:
    works.stop_works(case_id=case.pk, by=stage.world.jiang, from_on=clock.today(), reason="等燃气公司改管")


def _report_finish(stage: Stage, case: Case) -> None:
    works.report_finish(
        case_id=case.pk, by=stage.world.jiang, finished_on=clock.today(), overrun_reason="柜体到货较晚"
    )


def _change_budget(stage: Stage, case: Case) -> None:
    _change(stage, case)
    said = content()
    dearer = replace(said.lines[0], amount=Decimal("39600"))
    submit(stage.world, case, plan=replace(said, lines=(dearer, *said.lines[1:])))
    confirm(case, by=stage.world.zhou)


def _change(stage: Stage, case: Case) -> None:
    plans.propose_change(case_id=case.pk, by=stage.world.chen, reason="换墙板")


def _draft(stage: Stage, case: Case) -> None:
    """Keep a sound draft, not yet submitted."""
    plans.save_plan_draft(case_id=case.pk, by=stage.world.chen, content=content())


def _overrun(stage: Stage, case: Case) -> None:
    """Confirm a plan that takes longer than it should; the district has not noted it."""
    submit(stage.world, case, plan=content(days=18, reason="定制柜体到货较晚"))
    confirm(case, by=stage.world.zhou)


def _without_account(_stage: Stage, case: Case) -> None:
    """The enterprise works without an account: the counter enters everything for it."""
    Enterprise.objects.filter(pk=case.enterprise_id or 0).update(organisation=None)


def _street_patrols(stage: Stage, case: Case) -> None:
    cases.set_patrol(case_id=case.pk, by=stage.world.zhou, organisation_id=None)


def _mend_defect(stage: Stage, case: Case) -> None:
    works.rectify_defect(
        case_id=case.pk,
        defect_id=Defect.objects.get(case=case).pk,
        by=stage.world.jiang,
        rectified_on=clock.today(),
        note="已按方案重做",
        photos=[photo()],
    )


def _mend(stage: Stage, case: Case) -> None:
    for item in Rectification.objects.filter(attempt__case=case):
        works.rectify(
            case_id=case.pk,
            item_id=item.pk,
            by=stage.world.jiang,
            done_on=clock.today(),
            note="已更换",
            photos=[photo()],
        )


def _report_rectified(stage: Stage, case: Case) -> None:
    _mend(stage, case)
    works.report_rectified(case_id=case.pk, by=stage.world.jiang, finished_on=clock.today())


def _mediate(stage: Stage, case: Case) -> None:
    works.open_mediation(
        case_id=case.pk, by=stage.world.wang, cause=MediationCause.UNREACHABLE, opened_on=clock.today()
    )


def _record_mediation(stage: Stage, case: Case) -> None:
    _mediate(stage, case)
    works.record_mediation(
        case_id=case.pk,
        by=stage.world.wang,
        held_on=clock.today(),
        mediator="上城住建局 王演示",
        record="三次电话未接",
        agreed=False,
    )


def _close(stage: Stage, case: Case) -> None:
    _record_mediation(stage, case)
    works.close_unconfirmed(case_id=case.pk, by=stage.world.ling, reason="经调解仍联系不上")


def _withdraw(stage: Stage, case: Case) -> None:
    cases.withdraw_case(case_id=case.pk, by=stage.world.zhou)


def _type_late(stage: Stage, close: YearClose) -> None:
    """Record that a household under works was finished in the year that is being settled."""
    Transition.objects.create(
        case=stage.cases["building"],
        name="finish_works",
        source=Status.BUILDING,
        target=Status.COMPLETED,
        effective_on=close.ended_on,
        recorded_at=clock.now(),
        actor_name=stage.world.zhou.name,
        actor_role=stage.world.zhou.role,
        actor_organisation="清波街道",
        bureau_id_at=close.bureau_id,
    )


def _accept_year(stage: Stage, close: YearClose) -> None:
    accept_year_close(by=stage.world.shi, close=close)


def _accept(stage: Stage, snapshot: Any) -> None:
    accept_report(by=stage.world.shi, snapshot=snapshot)


def _return(stage: Stage, snapshot: Any) -> None:
    return_report(by=stage.world.shi, snapshot=snapshot, items=ASKED, reason="传统装修数有误")


def _accept_now(stage: Stage, snapshot: Any) -> None:
    """Hand the week in and accept it, the next cut-off being still to come."""
    snapshot.final_at = clock.now() + timedelta(days=5)
    snapshot.save(update_fields=["final_at"])
    submit_report(by=stage.world.wang, snapshot=snapshot)
    _accept(stage, snapshot)


def _ask_reopening(stage: Stage, snapshot: Any) -> None:
    _accept_now(stage, snapshot)
    ask_reopening(by=stage.world.wang, snapshot=snapshot, reason="漏报一户完工")


def _leave(stage: Stage, _snapshot: Any) -> None:
    cases.terminate_case(
        case_id=stage.cases["building"].pk,
        by=stage.world.ling,
        reason="重复登记",
        removal=Removal.DUPLICATE,
    )


MOMENTS: tuple[Moment, ...] = (
    Moment("draft", "草稿", "draft"),
    Moment("submitted", "已登记", "submitted"),
    Moment("received", "已受理", "received"),
    Moment("returned", "已退回补正", "returned"),
    Moment("answered", "补正已答复", "answered"),
    Moment("filed", "已备案", "filed"),
    Moment("designing", "方案设计", "designing"),
    Moment("designing_for_it", "方案设计（企业无账号）", "designing", _without_account),
    Moment("drafted", "方案草稿", "designing", _draft),
    Moment("failing_plan", "方案未通过", "failing_plan"),
    Moment("submitted_plan", "方案待确认", "submitted_plan"),
    Moment("confirmed", "方案已确认", "confirmed"),
    Moment("overrun", "超期待知悉", "designing", _overrun),
    Moment("contracted", "已签合同", "contracted"),
    Moment("changing", "方案变更中", "contracted", _change),
    Moment("dearer", "变更后与合同有差额", "contracted", _change_budget),
    Moment("building", "施工中", "building"),
    Moment("street_patrols", "施工（街道巡查）", "building", _street_patrols),
    Moment("without_account", "施工（企业无账号）", "building", _without_account),
    Moment("faulty", "施工（有问题）", "faulty"),
    Moment("mended_defect", "施工（问题已整改）", "faulty", _mend_defect),
    *REPORTED,
    Moment("stopped", "停工", "building", _stop),
    Moment("with_product", "施工（有产品批次）", "building", lambda stage, case: built_in(stage.world, case)),
    Moment("finish_reported", "已报完工", "building", _report_finish),
    Moment("completed", "已完工", "completed"),
    Moment("attempt", "已安排验收", "attempt"),
    Moment("items", "已核验", "items"),
    Moment("verdict", "已出意见", "verdict"),
    Moment("satisfied", "户主满意", "satisfied"),
    Moment("mediating", "调解中", "attempt", _mediate),
    Moment("mediated", "已调解", "attempt", _record_mediation),
    Moment("rectifying", "整改中", "rectifying"),
    Moment("mended", "整改事项已完成", "rectifying", _mend),
    Moment("rectified_reported", "已报整改完成", "rectifying", _report_rectified),
    Moment("passed", "验收合格", "passed"),
    RATED,
    *ARCHIVING,
    Moment("closed_unconfirmed", "户主未确认办结", "attempt", _close),
    Moment("withdrawn", "已撤回", "received", _withdraw),
)
"""A case's way, in the order in which it goes it."""

WEEKS: tuple[Moment, ...] = (
    Moment("week_draft", "草稿", "draft", week=True),
    Moment("week_submitted", "已报送", "submitted", week=True),
    Moment("week_accepted", "已接收", "draft", _accept_now, week=True),
    Moment("week_returned", "已退回", "submitted", _return, week=True),
    Moment("week_asked", "已申请重开", "draft", _ask_reopening, week=True),
    Moment("week_final", "已定稿", "submitted", _accept, week=True),
)

CLOSES: tuple[Moment, ...] = (
    Moment("year_open", "核定中", "open", year=True),
    Moment("year_submitted", "已报送", "submitted", year=True),
    Moment("year_accepted", "已接收", "submitted", _accept_year, year=True),
)

IN_DIRECTORY: dict[Ground[Any], tuple[Moment, ...]] = {
    KEEPER: KEEPINGS,
    ROLL: ROLLS,
    LISTING: PLACES,
    ENTERPRISE: FIRMS,
    POINT: POINTS,
    OFFERING: FIRMS,
    PACKAGE: PACKAGES,
    **OF_DESKS,
}
DIRECTORY = tuple(dict.fromkeys(each for moments in IN_DIRECTORY.values() for each in moments))
"""What acts of the directory are done to, in every standing."""

PEOPLE: tuple[Moment, ...] = (
    Moment("person_in_use", "在用", "wang", person=True),
    Moment("person_waiting", "岗位待确认", "wang", give, person=True),
    Moment("person_closed", "已停用", "wang", dismiss, person=True),
)
"""Somebody of 上城: a clerk, with a further role that the leader gave, and closed."""

CHANGED = Moment("week_changed", "名单以后有变化", "draft", _leave, week=True)
"""A week whose list has parted from the cases' own records."""

TYPED_LATE = Moment("year_late", "有年内发生、年后登记的", "open", _type_late, year=True)
"""A year with a late fact that may be admitted."""

_ALL = {
    each.name: each
    for each in (
        *MOMENTS,
        *WEEKS,
        *CLOSES,
        *KEPT,
        *DIRECTORY,
        *(*PEOPLE, *TOKENS, *TOKEN),
        *BODIES,
        *VISITS,
        *SYSTEMS,
        *PUSHED,
        TYPED_LATE,
        CHANGED,
    )
}


@contextmanager
def at_moment(stage: Stage, name: str) -> Iterator[Any]:
    """Bring a moment about at :data:`LOOKED_AT`, give its case or snapshot, and undo everything after."""
    moment = _ALL[name]
    subject = (
        user_of(stage.world.people[moment.start]) if moment.person else subjects(stage, moment)[moment.start]
    )
    with clock.at(LOOKED_AT), undone(), set_up(moment):
        moment.then(stage, subject)
        yield fresh(subject)


_AT: dict[Ground[Any], tuple[Moment, ...]] = {
    **IN_DIRECTORY,
    **(dict.fromkeys(OF_BODY, KEPT[:1]) | dict.fromkeys(PEOPLE_GROUNDS, PEOPLE)),
    **dict.fromkeys((ON_BODY, ON_CHANGE), BODIES),
    WEEK: WEEKS,
    YEAR_CLOSE: CLOSES,
    grounds.YEAR: KEPT[1:2],
    grounds.RULE_SET: KEPT[2:3],
    CALENDAR_YEAR: KEPT[3:4],
    **dict.fromkeys((grounds.WORDING, LAYOUT), KEPT[4:5]),
    INITIAL: KEPT[5:],
    APPOINTMENT: VISITS,
    TRANSFERS: tuple(each for each in MOMENTS if each.name == "packed"),
    ON_TOKENS: TOKENS,
    ON_TOKEN: TOKEN,
    **OF_SYSTEMS,
}


def moments_of(act: Act[Any]) -> tuple[Moment, ...]:
    """Return the moments at which an act's subject is looked at."""
    return _AT.get(act.ground, MOMENTS[:1] if act is REGISTER else MOMENTS)


def urls(ground: Ground[Any], subject: Any) -> list[Arguments]:
    """Return the arguments under which a ground finds what acts are done to."""
    if ground in (COUNTER, TRANSFERS, *ROWLESS):
        return [{}]
    if ground in (ON_TOKENS, ON_TOKEN, *OF_SYSTEMS):
        return [ground.place(subject)]
    if ground in PEOPLE_GROUNDS:
        return of_person(ground, subject)
    place: Arguments = {"pk": subject.pk}
    if ground in NAMED:
        return [{**place, **NAMED[ground]}]
    if ground is ON_CHANGE:
        return [{**place, "change": each.pk} for each in BodyChange.objects.filter(organisation=subject)]
    if ground is HOLD:
        holds = subject.holds.filter(is_need=False, closed_at__isnull=True)
        return [{**place, "hold": hold.pk} for hold in holds]
    rows: dict[Any, tuple[str, Any]] = {LETTER: ("letter_id", Letter), DEFECT: ("defect_id", Defect)}
    if ground in rows:
        named, model = rows[ground]
        return [{**place, named: each.pk} for each in model.objects.filter(case=subject)]
    if ground is APPOINTMENT:
        return [{**place, "number": number} for number in numbers_of(subject)]
    if ground is PAUSE:
        return [{**place, "stop_id": each.pk} for each in StopWork.objects.filter(case=subject)]
    if ground is ITEM:
        items = Rectification.objects.filter(attempt__case=subject).order_by("pk")
        return [{**place, "item_id": each.pk} for each in items[:1]]
    return [place]
