"""Reminders of the week's report and of the year's milestones."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from apps.audit.services import Subject
from apps.lib import clock, formats
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import WORK_OF_KIND, OrganisationKind, Role
from apps.orgs.models import Organisation
from apps.orgs.queries import acting_body, reporting_bureaus, reports_to
from apps.outbox.services import Desk, Recipient, tell
from apps.programs.models import Program
from apps.programs.queries import targets_of
from apps.reports.enums import ONCE_ACCEPTED, ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.progress import PASSED, progress
from apps.reports.queries.targets import aim_of, aims_of_bureaus
from apps.reports.queries.weeks import bureaus_that_report
from apps.reports.rules.pace import Outlook
from apps.reports.services.notices import TO_HAND_IN, subject_of

COUNTDOWN = ((timedelta(hours=3), "3h"), (timedelta(hours=24), "24h"))
"""How long before the due hour the bureau is reminded, the shortest first."""
MILESTONE_DAYS = (30, 7, 0)


@transaction.atomic
def remind_reports(*, by: Actor = SYSTEM) -> int:
    """Remind bureaus whose report is due within a day, or overdue by up to a week; count new messages."""
    now = clock.now()
    # A reopened week was accepted: it is not late, and its own message asks for it.
    handed_in = ReportVersion.objects.filter(status__in=sorted({ReportStatus.SUBMITTED, *ONCE_ACCEPTED}))
    rows = (
        WeekSnapshot.objects.owed()
        .filter(due_at__gt=now - timedelta(days=7), due_at__lte=now + COUNTDOWN[-1][0])
        .exclude(pk__in=handed_in.values("report__snapshot_id"))
        .select_related("program", "bureau")
    )
    return sum(_remind(snapshot, by) for snapshot in rows)


def _remind(snapshot: WeekSnapshot, by: Actor) -> int:
    left = snapshot.due_at - clock.now()
    late = left < timedelta(0)
    stage = "late" if late else next(name for span, name in COUNTDOWN if left <= span)
    roles = [Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER]
    if stage != "24h":
        roles.append(Role.DISTRICT_LEADER)
    return tell(
        to=[Desk(acting_body(snapshot.bureau).pk, role) for role in roles],
        kind=f"report.{stage}",
        title=f"第 {snapshot.number} 期周报{'已超过报送时间' if late else '待报送'}",
        text=f"报送时间 {formats.month_moment(snapshot.due_at)}。",
        by=by,
        # Once for each stage, however often the job runs: tell() drops what has this key already.
        key=f"report:{snapshot.pk}:{stage}",
        subject=subject_of(snapshot),
        page="reports:detail",
        matter=TO_HAND_IN,
    )


@transaction.atomic
def remind_milestones(*, by: Actor = SYSTEM) -> int:
    """Tell organisations behind a milestone that comes in 30 or 7 days, or today, and whom they report to.

    Behind is told by the same counts as 总览: those of the newest snapshots.
    """
    today = clock.today()
    days = [today + timedelta(days=ahead) for ahead in MILESTONE_DAYS]
    programs = Program.objects.filter(milestones__due_on__in=days).distinct()
    return sum(_remind_program(program, today, days, by) for program in programs)


def _remind_program(program: Program, today: date, days: list[date], by: Actor) -> int:
    targets = targets_of(program)
    held = [pk for pk in targets.versions if targets.households(pk, today)]
    return sum(
        _tell_behind(program, organisation, look, today, by)
        for organisation in Organisation.objects.active().filter(pk__in=held)
        for look in _looks(program, organisation, today)
        if look.point.due_on in days and not look.met
    )


def _looks(program: Program, organisation: Organisation, today: date) -> tuple[Outlook, ...]:
    """Return a body's milestones as 总览 shows them; none before anything was counted."""
    if organisation.kind == OrganisationKind.DISTRICT_BUREAU:
        upper = reports_to(organisation, today)
        ids = [organisation.pk]
        aim = aims_of_bureaus(program, {organisation.pk: upper.pk if upper else None})[organisation.pk]
    else:
        province = organisation.kind == OrganisationKind.PROVINCE
        ids = [
            each.pk
            for each in (bureaus_that_report() if province else reporting_bureaus(organisation, today))
        ]
        aim = aim_of(program, organisation.pk, ids)
    pace = progress(program, ids, aim, today=today)
    return pace.outlooks if pace.as_of else ()


def _tell_behind(program: Program, organisation: Organisation, look: Outlook, today: date, by: Actor) -> int:
    kind = organisation.kind
    own = [Role.DISTRICT_LEADER] if kind == OrganisationKind.DISTRICT_BUREAU else sorted(WORK_OF_KIND[kind])
    to: list[Recipient] = [Desk(organisation.pk, role) for role in own]
    # A city or the province has a target as well, and may report to nobody.
    upper = reports_to(organisation, today)
    if upper is not None:
        to += [Desk(upper.pk, role) for role in sorted(WORK_OF_KIND[upper.kind])]
    ahead = (look.point.due_on - today).days
    when = f"还有 {ahead} 天" if ahead else "今天到期"
    verb = "验收" if look.point.measure == PASSED else "完成"
    counted = f"截至 {formats.month_day(look.as_of)} {look.now} 户"
    return tell(
        to=to,
        kind="milestone.behind",
        title=f"{organisation.short_name}未达年度节点：{look.point.name}",
        text=f"{when}，应{verb} {look.needed} 户，{counted}。",
        by=by,
        key=f"milestone:{program.year}:{look.point.due_on}:{look.point.measure}:{organisation.pk}:{ahead}",
        subject=Subject("program", str(program.pk)),
    )
