"""The demonstration's households: one story each, from the counter to wherever time lets it come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from apps.archives.services import add_application_scan
from apps.cases import services as cases
from apps.cases.enums import AreaType, DefectKind, Judgement, PaperForm, Removal, Status
from apps.cases.models import Case
from apps.cases.services import Answer, Judged, Paper, RegistrationData, ReturnItem
from apps.demo.services.materials import Materials, scan, signature
from apps.demo.services.plot import Cast, Pace, Turns, cast_of, office_hour
from apps.demo.services.schedule import Story
from apps.demo.services.works import works_story
from apps.demo.services.world import DemoWorld
from apps.enterprises.models import Enterprise
from apps.lib import clock
from apps.plans import services as plans
from apps.plans.enums import Means, PlanStatus
from apps.plans.queries import confirmed_plan, content_of
from apps.plans.rules import total


def household_story(
    world: DemoWorld,
    materials: Materials,
    *,
    key: str,
    street: str,
    turns: Turns,
    name: str = "",
) -> Story:
    """Tell one household's story with the people of its street, district and chosen enterprise."""
    number = materials.random.randint(1, len(world.enterprises))
    data = materials.registration(street, clock.today(), name)
    by_property = data.area_type == AreaType.URBAN and materials.random.random() < 0.5
    yield from tell(
        cast=cast_of(world, key, street, number, by_property=by_property),
        data=data,
        enterprise=world.enterprises[number - 1],
        others=[each for each in world.enterprises if each != world.enterprises[number - 1]],
        patrol_id=world.property.pk if by_property else None,
        pace=Pace(materials, lingers=turns.lingers),
        turns=turns,
    )


def brought_story(world: DemoWorld, materials: Materials, *, key: str) -> Story:
    """Tell of a household of a district's first street that arrives with everything (R1, the other order).

    Enterprise, signed plan, contract and its own Attachment 1, not yet stamped, are taken down before
    备案 and pass with it the next morning.
    """
    street = world.streets[key][0].code
    cast = cast_of(world, key, street, 1, by_property=False)
    today = clock.today()
    pace = Pace(materials, lingers="")
    data = replace(materials.registration(street, today), address="演示带件里1号1幢1单元101室")
    case = cases.register_and_submit(by=cast.clerk, data=data)
    cases.choose_enterprise(
        case_id=case.pk,
        by=cast.clerk,
        enterprise=world.enterprises[0],
        chosen_on=today - timedelta(days=15),
    )
    yield pace.minutes(20, 40)
    plan = plans.submit_plan(
        case_id=case.pk,
        by=cast.designer,
        content=replace(
            materials.plan(case.renovation_scope, today + timedelta(days=6), 12),
            survey_on=today - timedelta(days=12),
        ),
    )
    yield pace.minutes(10, 20)
    signed = today - timedelta(days=7)
    plans.confirm_plan(
        case_id=case.pk,
        by=cast.clerk,
        content_hash=plan.content_hash,
        means=Means.SIGNED_SCAN,
        scan=scan("方案签字件"),
        signed_on=signed,
    )
    plans.record_contract(
        case_id=case.pk,
        by=cast.clerk,
        amount=total(content_of(plan).lines),
        signed_on=today - timedelta(days=5),
        scan=scan("装修合同"),
    )
    add_application_scan(case_id=case.pk, by=cast.clerk, scan=scan("申请表签字件"), signed_on=signed)
    yield office_hour(materials, today + timedelta(days=1)).replace(hour=9)
    cases.file_case(case_id=case.pk, by=cast.filer)


def waiting_story(world: DemoWorld, materials: Materials, *, key: str) -> Story:
    """Tell of a household of a district's first street whose plan waits for its word since yesterday.

    It gets the public slip: the printed accounts are its street's, its district's and its enterprise's, so
    that whoever tries the household's pages can go on with it at every desk.
    """
    street = world.streets[key][0].code
    cast = cast_of(world, key, street, 1, by_property=False)
    today = clock.today()
    case = cases.register_and_submit(by=cast.clerk, data=materials.registration(street, today))
    yield office_hour(materials, today + timedelta(days=3))
    cases.file_case(case_id=case.pk, by=cast.filer)
    yield clock.now() + timedelta(days=1)
    cases.choose_enterprise(case_id=case.pk, by=cast.clerk, enterprise=world.enterprises[0])
    yield office_hour(materials, today + timedelta(days=12))
    plans.submit_plan(
        case_id=case.pk,
        by=cast.designer,
        content=materials.plan(case.renovation_scope, clock.today() + timedelta(days=9), 12),
    )


def tell(
    *,
    cast: Cast,
    data: RegistrationData,
    enterprise: Enterprise,
    others: Sequence[Enterprise],
    patrol_id: int | None,
    pace: Pace,
    turns: Turns,
) -> Story:
    """From registration to 验收合格, or to where a turn ends it; all through the services."""
    case = cases.register_case(by=cast.clerk, data=data)
    if patrol_id is not None:
        cases.set_patrol(case_id=case.pk, by=cast.clerk, organisation_id=patrol_id)
    yield pace.minutes()
    case = cases.submit_case(case_id=case.pk, by=cast.clerk)
    yield pace.minutes()
    cases.receive_case(case_id=case.pk, by=cast.clerk)
    yield pace.days(1, 5, "filing")
    if turns.declined:
        cases.decline_case(
            case_id=case.pk,
            by=cast.filer,
            clause="杭房局〔2024〕43号 附件3备注1",
            reason="现场核实为新房首次装修，不在实施范围内",
        )
        return
    if turns.returned:
        yield from _return_and_mend(case, cast, pace)
    cases.file_case(case_id=case.pk, by=cast.filer)
    yield pace.days(1, 8, "choice")
    if turns.withdrawn:
        cases.withdraw_case(case_id=case.pk, by=cast.clerk)
        return
    cases.choose_enterprise(case_id=case.pk, by=cast.clerk, enterprise=enterprise)
    yield pace.days(4, 12, "design")
    yield from _plan_and_confirm(others, case.pk, cast, pace, turns)
    yield pace.days(1, 5, "contract")
    plan = confirmed_plan(Case.objects.get(pk=case.pk))
    if plan is None:
        return
    amount = total(content_of(plan).lines)
    plans.record_contract(
        case_id=case.pk,
        by=cast.designer,
        amount=amount * 10 if turns.slips else amount,
        amount_checked=turns.slips,
        signed_on=clock.today(),
        scan=scan("装修合同"),
    )
    if pace.materials.random.random() < 0.85:
        yield pace.minutes(30, 200)
        add_application_scan(
            case_id=case.pk,
            by=cast.clerk,
            scan=scan("申请表盖章件"),
            signed_on=plan.confirmation.signed_on,
            opinion_on=clock.today(),
        )
    if turns.overrun:
        yield pace.minutes(60, 300)
        plans.note_overrun(
            case_id=case.pk, by=cast.filer, opinion="已了解工期超过 15 天的原因，请做好住户过渡安排。"
        )
    yield pace.days(2, 9)
    if turns.slips:
        plans.correct_contract(
            case_id=case.pk, by=cast.filer, amount=amount, reason="登记时多输了一个 0，与合同扫描件核对无误"
        )
    yield from works_story(pace.materials, case.pk, cast, pace, turns)
    if turns.duplicate:
        case = Case.objects.get(pk=case.pk)
        if case.status == Status.BUILDING:
            cases.terminate_case(
                case_id=case.pk,
                by=cast.leader,
                reason="与另一份申请为同一住宅，地址写法不同",
                removal=Removal.DUPLICATE,
            )


_UNSIGNED = ReturnItem("application_form", DefectKind.WRONG, "请补签后重交", "没有签字")


def _return_and_mend(case: Case, cast: Cast, pace: Pace) -> Iterator[datetime]:
    """Two fields are wanting and, where the household brought the form early, a signature on it."""
    early = pace.lingers == "judging"
    if early:
        _hand_in_form(case, cast, "附件1", compared=False)
        yield pace.days(1, 2)
    cases.return_case(
        case_id=case.pk,
        by=cast.filer,
        items=[
            ReturnItem("owner_name", DefectKind.WRONG, "请填写现在的房屋所有权人", "所有权人已变更"),
            ReturnItem("built_year", DefectKind.WRONG, "请核对竣工年份后更正", "与街道房屋台账不符"),
            *(
                [ReturnItem("application_form", DefectKind.WRONG, "请补签后重交", "没有签字")]
                if early
                else []
            ),
        ],
    )
    yield pace.days(1, 6)
    dwelling = Case.objects.get(pk=case.pk).dwelling
    form = Paper([scan("附件1签字件")], PaperForm.ORIGINAL, pages=2, compared=True)
    cases.resubmit_case(
        case_id=case.pk,
        by=cast.clerk,
        changes={"built_year": dwelling.built_year - 2, "owner_name": pace.materials.name()},
        answers={"application_form": Answer(paper=form)} if early else {},
    )
    yield pace.days(1, 3, "judging")
    names = ("owner_name", "built_year", *(("application_form",) if early else ()))
    fine = Judged(Judgement.FINE)
    cases.judge_answers(case_id=case.pk, by=cast.filer, judged=dict.fromkeys(names, fine))


def _hand_in_form(case: Case, cast: Cast, name: str, *, compared: bool) -> None:
    paper = Paper([scan(name)], PaperForm.COPY, pages=2, compared=compared)
    cases.hand_in(case_id=case.pk, by=cast.clerk, material="application_form", paper=paper)


def _plan_and_confirm(
    others: Sequence[Enterprise], case_id: UUID, cast: Cast, pace: Pace, turns: Turns
) -> Iterator[datetime]:
    case = Case.objects.get(pk=case_id)
    days = pace.materials.random.randint(16, 20) if turns.overrun else pace.materials.random.randint(8, 15)
    start = clock.today() + timedelta(days=12)
    if turns.fails_checks:
        bad = pace.materials.plan(case.renovation_scope, start, days, wet_wall=True)
        plans.submit_plan(case_id=case_id, by=cast.designer, content=bad)
        yield pace.days(1, 4)
        plans.start_new_version(case_id=case_id, by=cast.designer)
    plan = plans.submit_plan(
        case_id=case_id, by=cast.designer, content=pace.materials.plan(case.renovation_scope, start, days)
    )
    yield pace.days(1, 4)
    if turns.rejects_plan:
        plans.reject_plan(
            case_id=case_id,
            by=cast.clerk,
            opinion="希望卫生间地面换成防滑的，总价再谈一谈。",
            content_hash=plan.content_hash,
        )
        yield pace.days(2, 5)
        plans.start_new_version(case_id=case_id, by=cast.designer)
        plan = plans.submit_plan(
            case_id=case_id, by=cast.designer, content=pace.materials.plan(case.renovation_scope, start, days)
        )
        yield pace.days(1, 3)
    if plan.status != PlanStatus.SUBMITTED:
        return
    drawn = pace.materials.random.random() < 0.7
    plans.confirm_plan(
        case_id=case_id,
        by=cast.clerk,
        content_hash=plan.content_hash,
        means=Means.DRAWN if drawn else Means.SIGNED_SCAN,
        signature=signature() if drawn else "",
        scan=None if drawn else scan("方案签字件"),
        signed_on=clock.today(),
    )
    if turns.replaces_enterprise:
        yield pace.days(1, 3)
        plans.replace_enterprise(
            case_id=case_id, by=cast.clerk, enterprise=others[0], reason="原企业排期过长，户主自主更换"
        )
