"""The cases and weeks the API is tried on: for every act at least one where it may be made now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from apps.cases.models import Case, Transition
from apps.enterprises.services import add_contact, apply_for_listing, list_enterprise
from apps.inspections import services as inspections
from apps.inspections.enums import AppointmentPurpose, Channel, MediationCause
from apps.inspections.models import Defect
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.plans import services as plans
from apps.programs.enums import ParameterCode
from apps.programs.services import open_program
from apps.reports.models import WeekSnapshot, YearClose
from apps.reports.services import (
    accept_report,
    ask_reopening,
    return_report,
    save_draft,
    submit_year_close,
)
from apps.tickets.services import accept_ticket
from tests.factories import archiving, directory, othertrack, packages, revoking, streets, weeks, works
from tests.factories.appointments import slot
from tests.factories.conditions import answer_for_all, asked
from tests.factories.letters import ask_street
from tests.factories.parameters import in_force
from tests.factories.people import phone
from tests.factories.plans import confirm, content, make_planned_case, submit
from tests.factories.products import built_in
from tests.factories.ratings import rate
from tests.factories.reported import mend as mend_reported
from tests.factories.reported import report
from tests.factories.stages import STATES, hand_back, make_staged_case, mend
from tests.factories.tickets import complain
from tests.factories.uploads import pdf, upload
from tests.factories.world import NOON, World, later

TRIED_AT = later(20)
"""Monday 2026-09-21 12:00: everything below has happened by then."""


def make_cases(world: World) -> None:
    """Make a household at every state, and those to which something else has happened."""
    for state in STATES:
        make_staged_case(world, state)
    _before_works(world)
    _visits(world)
    _under_works(world)
    _after_works(world)
    _archived(world)
    _revoked(world)
    with clock.at(NOON):
        answer_for_all(asked(world.ling, world.shangcheng, since=clock.today() + timedelta(days=1)))


def _before_works(world: World) -> None:
    returned, answered = (make_staged_case(world, "received") for _ in range(2))
    drafted = make_staged_case(world, "designing")
    for _ in range(2):
        make_staged_case(world, "designing")  # no plan yet: one may start from a package
    with clock.at(later(1)):
        hand_back(world, returned)
        hand_back(world, answered)
        plans.save_plan_draft(case_id=drafted.pk, by=world.chen, content=content())
    with clock.at(later(2)):
        mend(world, answered)
    with clock.at(NOON):  # longer than 15 days: waits for the district's note
        make_planned_case(world, "contracted", plan=content(days=18, reason="定制柜体到货较晚"))
    streets.split_before(world, make_staged_case(world, "received"))
    changing, dearer = (make_staged_case(world, "contracted") for _ in range(2))
    with clock.at(later(5)):
        for case in (changing, dearer):
            plans.propose_change(case_id=case.pk, by=world.chen, reason="换墙板")
        said = content()
        lines = (replace(said.lines[0], amount=Decimal(39_600)), *said.lines[1:])
        submit(world, dearer, plan=replace(said, lines=lines))
        confirm(dearer, by=world.zhou)


def _visits(world: World) -> None:
    """One time still to be chosen, one whose hour is over."""
    asked, over = (make_staged_case(world, "contracted") for _ in range(2))
    survey = {"by": world.chen, "purpose": AppointmentPurpose.SURVEY}
    with clock.at(later(6)):
        inspections.offer_appointment(
            case_id=asked.pk, officers="陈样本", slots=(slot(30), slot(31)), **survey
        )
        inspections.offer_appointment(
            case_id=over.pk, officers="陈样本", slots=(slot(10),), agreed_by=Channel.PHONE, **survey
        )


def _under_works(world: World) -> None:
    """No property company patrols these: it is the street's to do."""
    with_defect, mended, stopped, reported = (works.make_works_case(world) for _ in range(4))
    with clock.at(later(9)):
        for case in (with_defect, mended, stopped, reported):
            works.show_concealed(world, case)
        report(world, with_defect)
        mend_reported(world, mended, report(world, mended))
        for _each in range(2):  # one to be answered, one to be passed on
            ask_street(world, reported)
        for case in (with_defect, mended):
            works.visit(world, case, bad=["safety"], due_on=later(12).date())
        in_force(world.ling, world.shangcheng, ParameterCode.PRODUCT_BATCHES, "是")
        built_in(world, with_defect)
    with clock.at(later(10)):
        inspections.rectify_defect(
            case_id=mended.pk,
            defect_id=Defect.objects.of_visits().get(case=mended).pk,
            by=world.jiang,
            rectified_on=clock.today(),
            note="已架空",
            photos=[works.photo()],
        )
        inspections.stop_works(
            case_id=stopped.pk, by=world.jiang, from_on=clock.today(), reason="等待燃气改管"
        )
        inspections.report_finish(case_id=reported.pk, by=world.jiang, finished_on=clock.today())


def _after_works(world: World) -> None:
    states = ("completed", "attempt", "rectifying", "rectifying")
    mediating, mediated, mended, repaired = (make_staged_case(world, state) for state in states)
    with clock.at(later(18)):
        for case in (mediating, mediated):
            inspections.open_mediation(
                case_id=case.pk, by=world.ling, cause=MediationCause.UNREACHABLE, opened_on=clock.today()
            )
        inspections.record_mediation(
            case_id=mediated.pk,
            by=world.ling,
            held_on=clock.today(),
            mediator="上城住建局 凌演示",
            record="三次电话未接",
            agreed=False,
        )
        for case in (mended, repaired):
            _mend(world, case)
        for _ in range(2):  # one to be added to in each role
            rate(world, make_staged_case(world, "passed"))
        inspections.report_rectified(case_id=repaired.pk, by=world.jiang, finished_on=clock.today())


def _mend(world: World, case: Case) -> None:
    for attempt in case.attempts.all():
        for item in attempt.rectifications.all():
            inspections.rectify(
                case_id=case.pk,
                item_id=item.pk,
                by=world.jiang,
                done_on=clock.today(),
                note="已加固",
                photos=[works.photo()],
            )


def _archived(world: World) -> None:
    """Two each: compiled, filed without a package, filed with one."""
    for step in (
        *2 * [archiving.make_whole],
        *3 * [archiving.compiled],
        archiving.filed,
        archiving.packed,
        archiving.shown,
    ):
        case = make_staged_case(world, "passed")
        with clock.at(later(19)):
            step(world, case)


def _revoked(world: World) -> None:
    """Every step of 撤销验收合格, some of them twice."""
    for step in (*2 * [revoking.proposed], *3 * [revoking.told], *2 * [revoking.decided], revoking.revoked):
        case = make_staged_case(world, "passed")
        with clock.at(later(19)):
            step(world, case)


def make_directory(world: World) -> None:
    """Let 上城 keep two lists: on one an enterprise stands and another asks for a place, one waits."""
    with clock.at(NOON):
        roll, _ = (directory.make_roll(world.wang, title=title) for title in ("上城名录", "上城名录二"))
        directory.enter(roll, world.wang, 70)
        for _ in range(8):
            directory.make_point(world.wang)
        apply_for_listing(by=world.chen, enterprise=world.shili, roll=roll, statement="有案例")
        third = directory.make_roll(world.wang, title="上城名录三")
        list_enterprise(by=world.wang, roll=third, enterprise=world.shili, valid_from=clock.today())
        for _ in range(8):
            packages.propose(world.chen, world.shili)
            packages.publish(world.chen, world.shili, keeper=world.wang)
        for number in range(6):
            add_contact(
                by=world.chen,
                enterprise=world.shili,
                name=f"联络员{'丁戊己庚辛壬'[number]}",
                duty="售后",
                phone=phone(80 + number),
                since=clock.today(),
            )


def make_tickets(world: World) -> None:
    """Let 上城 have tickets: some wait, some are being handled."""
    with clock.at(NOON):
        for number in range(16):
            ticket = complain(world)
            if number < 8:
                accept_ticket(ticket_id=ticket.pk, by=world.wang)


def make_renovations(world: World) -> None:
    """Let 上城 have renovations of the other track, two and more at every step."""
    steps = (othertrack.applied, othertrack.returned, othertrack.checked, othertrack.finished)
    with clock.at(NOON):
        for step in (*4 * steps, *2 * [othertrack.troubled]):
            step(world)
        # The street patrols where no property company is named.
        for _ in range(4):
            othertrack.applied(world, patrol_organisation_id=None)


def make_weeks(world: World) -> None:
    """Take snapshots of 上城: the newest filled in, then one submitted, one returned, one accepted.

    西湖 asks for its accepted week to be reopened.
    """
    with clock.at(NOON):
        weeks.submitted(weeks.snapshot(world, weeks.FIRST), world.wang)
        filled = weeks.snapshot(world, weeks.FIRST + 1)
        save_draft(by=world.wang, snapshot=filled, version=None, declared=weeks.DECLARED)
        returned = weeks.submitted(weeks.snapshot(world, weeks.FIRST - 1), world.wang)
        return_report(by=world.shi, snapshot=returned, items=weeks.ASKED)
        accepted = weeks.submitted(weeks.snapshot(world, weeks.FIRST - 2), world.wang)
        asking = weeks.submitted(weeks.snapshot(world, weeks.FIRST - 2, world.xihu), world.xi)
        # One week of a bureau is open at a time, and the API is tried long after January.
        WeekSnapshot.objects.filter(pk__in=[accepted.pk, asking.pk]).update(
            final_at=clock.now() + timedelta(days=365)
        )
        for each in (accepted, asking):
            each.refresh_from_db()
            accept_report(by=world.shi, snapshot=each)
        ask_reopening(by=world.xi, snapshot=asking, reason="漏报一户完工")
    make_closes(world, {"open": filled, "submitted": accepted})


def make_closes(world: World, last: dict[str, WeekSnapshot]) -> None:
    """Let two years of 上城 be settled upon its weeks: one open with a late fact, one handed in."""
    with clock.at(NOON):
        before = open_program(by=SYSTEM, year=2025, name="2025 年度", group=world.program.group)
    years = {"open": before, "submitted": world.program}
    closes = {
        name: YearClose.objects.create(
            bureau=world.shangcheng,
            reports_to=world.city,
            program=program,
            last=last[name],
            made_at=clock.now(),
        )
        for name, program in years.items()
    }
    late = works.make_works_case(world)
    Transition.objects.create(
        case=late,
        name="finish_works",
        source="building",
        target="completed",
        effective_on=closes["open"].ended_on,
        recorded_at=TRIED_AT,
        actor_name=world.zhou.name,
        actor_role=world.zhou.role,
        actor_organisation="清波街道",
        bureau_id_at=world.shangcheng.pk,
    )
    with clock.at(TRIED_AT):
        WeekSnapshot.objects.filter(pk=last["submitted"].pk).update(final_at=TRIED_AT - timedelta(days=1))
        close = YearClose.objects.select_related("last").get(pk=closes["submitted"].pk)
        submit_year_close(by=world.ling, close=close, scan=upload("核定.pdf", pdf()))
        WeekSnapshot.objects.filter(pk=last["submitted"].pk).update(final_at=TRIED_AT + timedelta(days=365))
