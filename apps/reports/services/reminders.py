"""Reminders of the week's report and of the year's milestones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.cases.models.case import CaseQuerySet
from apps.lib import clock, formats
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import ROLES_OF_KIND, OrganisationKind, Role
from apps.orgs.queries import reports_to
from apps.outbox.services import Desk, Recipient, tell
from apps.programs.models import Milestone, Target
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.services.notices import TO_HAND_IN, subject_of

COUNTDOWN = ((timedelta(hours=3), "3h"), (timedelta(hours=24), "24h"))
"""How long before the due hour the bureau is reminded, the shortest first."""
MILESTONE_DAYS = (30, 7, 0)
_COLUMN_OF_KIND = {
    OrganisationKind.CITY_BUREAU.value: "city_bureau_id",
    OrganisationKind.DISTRICT_BUREAU.value: "bureau_id",
    OrganisationKind.STREET_OFFICE.value: "street_office_id",
}


@transaction.atomic
def remind_reports(*, by: Actor = SYSTEM) -> int:
    """Remind bureaus whose report is due within a day, or overdue by up to a week; count new messages."""
    now = clock.now()
    handed_in = ReportVersion.objects.filter(status__in=[ReportStatus.SUBMITTED, ReportStatus.ACCEPTED])
    rows = (
        WeekSnapshot.objects.filter(due_at__gt=now - timedelta(days=7), due_at__lte=now + COUNTDOWN[-1][0])
        .exclude(pk__in=handed_in.values("report__snapshot_id"))
        .select_related("program")
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
        to=[Desk(snapshot.bureau_id, role) for role in roles],
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
    """Tell organisations behind a milestone that comes in 30 or 7 days, or today, and whom they report to."""
    today = clock.today()
    days = [today + timedelta(days=ahead) for ahead in MILESTONE_DAYS]
    targets = Target.objects.filter(
        households__gt=0, organisation__kind__in=[OrganisationKind.PROVINCE, *_COLUMN_OF_KIND]
    ).select_related("organisation")
    return sum(
        _tell_behind(milestone, target, today, by)
        for milestone in Milestone.objects.filter(due_on__in=days).select_related("program")
        for target in targets.filter(program=milestone.program)
    )


def _households_of(target: Target) -> CaseQuerySet:
    """Return the households that count towards a target, of a district, a city or the whole province."""
    rows = Case.objects.filter(program=target.program_id)
    if target.organisation.kind == OrganisationKind.PROVINCE:
        return rows
    return rows.filter(**{_COLUMN_OF_KIND[target.organisation.kind]: target.organisation_id})


def _tell_behind(milestone: Milestone, target: Target, today: date, by: Actor) -> int:
    rows = _households_of(target)
    if milestone.measure == "passed":
        reached = rows.filter(status__in=ACCEPTED).count()
    else:
        reached = rows.finished().count()
    # Compared exact and only printed rounded up, as rules.pace.needed() does.
    wanted = Decimal(target.households or 0) * milestone.share / 100
    if reached >= wanted:
        return 0
    kind = target.organisation.kind
    own = [Role.DISTRICT_LEADER] if kind == OrganisationKind.DISTRICT_BUREAU else sorted(ROLES_OF_KIND[kind])
    to: list[Recipient] = [Desk(target.organisation_id, role) for role in own]
    # A city or the province has a target as well, and may report to nobody.
    upper = reports_to(target.organisation, today)
    if upper is not None:
        to += [Desk(upper.pk, role) for role in sorted(ROLES_OF_KIND[upper.kind])]
    ahead = (milestone.due_on - today).days
    when = f"还有 {ahead} 天" if ahead else "今天到期"
    owed = f"应{milestone.get_measure_display()} {wanted.to_integral_value('ROUND_CEILING')} 户"
    return tell(
        to=to,
        kind="milestone.behind",
        title=f"{target.organisation.short_name}未达年度节点：{milestone.name}",
        text=f"{when}，{owed}，现 {reached} 户。",
        by=by,
        key=f"milestone:{milestone.pk}:{target.organisation_id}:{ahead}",
        subject=Subject("milestone", str(milestone.pk)),
    )
