"""上门预约 of a case, of a desk that owes an answer, and of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from urllib.parse import quote

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.enums import AppointmentPurpose, AppointmentState, AttemptResult
from apps.inspections.models import AcceptanceAttempt, Appointment, AppointmentSlot, AppointmentStep
from apps.inspections.models.appointments import AppointmentQuerySet
from apps.inspections.permissions import PATROLS, WANTED_IN, is_void, reads_words
from apps.inspections.rules.appointments import Stands, stands
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of

VISITORS = ENTERPRISE_ROLES | {
    Role.DISTRICT_INSPECTOR,
    Role.DISTRICT_CLERK,
    Role.PROPERTY_PATROL,
    Role.STREET_CLERK,
}
"""Roles that come to a household by appointment."""
MOST = 20
DAY_MOST = 100
"""Visits of one day that a list shows: no body makes more."""

_TONES: Mapping[AppointmentState, str] = {
    AppointmentState.OFFERED: "",
    AppointmentState.AGREED: "accent",
    AppointmentState.WISHED: "warn",
    AppointmentState.KEPT: "ok",
    AppointmentState.MISSED: "warn",
}


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """One appointment as pages show it."""

    row: Appointment
    choices: Sequence[AppointmentSlot]
    """Times offered last."""
    steps: Sequence[AppointmentStep]
    standing: Stands
    is_void: bool
    """Open, and yet nobody comes: the case went on."""
    reads_words: bool
    """Whether the reader is shown what the household said; when it was put off is shown to all."""

    @property
    def wish(self) -> str:
        return self.row.wish if self.reads_words else ""

    @property
    def label(self) -> str:
        return "不再需要" if self.is_void else self.row.stands.label

    @property
    def tone(self) -> str:
        return "" if self.is_void else _TONES.get(self.row.stands, "")

    @property
    def goes_on(self) -> bool:
        return self.row.is_open and not self.is_void

    @property
    def to_come(self) -> list[AppointmentSlot]:
        """Times that may still be chosen, without the one agreed."""
        now = clock.now()
        return [each for each in self.choices if each.starts > now and each.starts != self.row.starts]

    @property
    def is_over(self) -> bool:
        """Whether the time agreed has come."""
        return self.row.starts is not None and self.row.starts <= clock.now()


def _viewed(actor: Actor, row: Appointment) -> AppointmentView:
    slots = list(row.slots.all())
    newest = max((each.offer for each in slots), default=0)
    choices = [each for each in slots if each.offer == newest]
    standing = stands(row.stands, [each.slot for each in choices], row.agreed, clock.now())
    void = row.is_open and is_void(row)
    steps = list(row.steps.all())
    return AppointmentView(row, choices, steps, standing, void, reads_words(actor, row))


def _loaded(actor: Actor, rows: AppointmentQuerySet, case: Case) -> list[AppointmentView]:
    found = list(_detailed(rows))
    for row in found:
        row.case = case
    return [_viewed(actor, row) for row in found]


def _detailed(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    return rows.prefetch_related("slots", Prefetch("steps", AppointmentStep.objects.order_by("-number")))


def appointments_to_show(case: Case) -> AppointmentQuerySet:
    """Return the appointments of a case with what showing each needs, for a list in pages."""
    return _detailed(Appointment.objects.of_case(case))


def appointment_shown(actor: Actor, row: Appointment) -> AppointmentView:
    """Return one row of :func:`appointments_to_show`, its case set, as the actor may read it."""
    return _viewed(actor, row)


def appointments_of(actor: Actor, case: Case) -> list[AppointmentView]:
    """Return the appointments of a case, the newest first (three queries)."""
    return _loaded(actor, Appointment.objects.of_case(case)[:MOST], case)


def going_on(actor: Actor, case: Case) -> list[AppointmentView]:
    """Return what a household still has to do with: open, and somebody still comes."""
    return [each for each in _loaded(actor, Appointment.objects.of_case(case).open(), case) if each.goes_on]


def appointment_numbered(actor: Actor, case: Case, number: int) -> AppointmentView | None:
    """Return one appointment of a case."""
    rows = Appointment.objects.of_case(case).filter(number=number)
    return next(iter(_loaded(actor, rows, case)), None)


def agreed_acceptance_day(case: Case) -> date | None:
    """Return the day on which household and bureau agreed to meet for the acceptance; None without one."""
    rows = Appointment.objects.of_case(case).filter(
        state=AppointmentState.AGREED,
        purpose__in=[AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE],
    )
    starts = rows.filter(starts__isnull=False).order_by("-starts").values_list("starts", flat=True).first()
    return clock.local(starts).date() if starts else None


def acceptance_kept_by_one(case: Case) -> Appointment | None:
    """Return the agreed acceptance whose hour has come and of which nothing was recorded yet."""
    rows = Appointment.objects.filter(
        case=case,
        state=AppointmentState.AGREED,
        purpose__in=[AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE],
        starts__lte=clock.now(),
    )
    for row in rows:
        row.case = case
        if not is_void(row):
            return row
    return None


def _wanted() -> Q:
    """Whether somebody still comes, of the row and its case."""
    states = (
        Q(purpose=purpose.value, case__status__in=[status.value for status in wanted])
        for purpose, wanted in WANTED_IN.items()
    )
    accepted = AcceptanceAttempt.objects.filter(case=OuterRef("case")).exclude(result=AttemptResult.OPEN)
    again = Q(purpose=AppointmentPurpose.ACCEPTANCE) & Exists(accepted)
    return reduce(or_, states) & ~again & (Q(enterprise=None) | Q(enterprise=F("case__enterprise")))


def desk_roles(row: Appointment) -> frozenset[Role]:
    """Return the roles at whose desk an appointment lies: at the case's body of today, whoever offered it.

    A patrol passes between street and property company as the household does.
    """
    role = Role(row.role)
    patrols = row.purpose == AppointmentPurpose.PATROL and role in PATROLS
    return PATROLS if patrols else frozenset({role})


def _of_body(actor: Actor) -> Q:
    """Whether the actor's body is the one that comes today, as :func:`desk_roles` has it."""
    body = actor.organisation_id
    if actor.role in DISTRICT_ROLES:
        return Q(role__in=DISTRICT_ROLES, case__bureau=body)
    if actor.role in ENTERPRISE_ROLES:
        return Q(role__in=ENTERPRISE_ROLES, case__enterprise__organisation=body)
    patrol = Q(purpose=AppointmentPurpose.PATROL, role__in=PATROLS)
    if actor.role == Role.PROPERTY_PATROL:
        return patrol & Q(case__patrol_organisation=body)
    # The street speaks for an enterprise without an account (R3).
    survey = Q(role=Role.STREET_CLERK, purpose=AppointmentPurpose.SURVEY)
    survey |= Q(role__in=ENTERPRISE_ROLES, case__enterprise__organisation=None)
    return Q(case__street_office=body) & (survey | patrol & Q(case__patrol_organisation=None))


def _of_desk(actor: Actor) -> AppointmentQuerySet:
    if actor.role not in VISITORS or actor.organisation_id is None:
        return Appointment.objects.none()
    rows = Appointment.objects.open().filter(_wanted(), _of_body(actor))
    # Within the body's scope, too: a case that went elsewhere is another's to visit.
    return rows.filter(case__in=Case.objects.visible_to(actor))


@dataclass(frozen=True, slots=True)
class AppointmentTask:
    """An answer that the actor's body owes."""

    case: Case
    text: str


def appointment_tasks(actor: Actor, *, limit: int = MOST) -> list[AppointmentTask]:
    """Return the answers that the actor's body owes about visits, the longest due first."""
    now = clock.now()
    rows = _of_desk(actor).filter(
        Q(state=AppointmentState.WISHED)
        | Q(state=AppointmentState.OFFERED, offered_until__lte=now)
        | Q(state=AppointmentState.AGREED, ends__lte=now)
    )
    rows = rows.select_related("case__dwelling").order_by("offered_until", "pk")
    return [
        AppointmentTask(row.case, f"{row.purpose_label}：{stands(row.stands, (), row.agreed, now).owed}")
        for row in rows[:limit]
    ]


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in Shanghai, and that of the next."""
    first = datetime.combine(day, time(), clock.SHANGHAI)
    return first, first + timedelta(days=1)


def visits_of_day(actor: Actor, day: date) -> list[Appointment]:
    """Return the agreed visits of the actor's body on a day, by the hour."""
    rows = _of_desk(actor).of_day(*day_bounds(day))
    return list(
        rows.select_related("case__dwelling", "case__household", "case__street_office", "case__enterprise")[
            :DAY_MOST
        ]
    )


def map_link(address: str) -> str:
    """Return where a tap on an address leads: the phone's own map, or the operator's; '' for nowhere.

    Nothing is loaded from there until somebody taps.
    """
    template: str = settings.MAP_LINK
    return template.replace("{address}", quote(address, safe=""))


def fewest_slots(case: Case) -> tuple[int | None, str]:
    """Return how many times the bureau wants offered at once for an acceptance, and by which document."""
    limits = limits_of(case.bureau_id or 0, case.applied_on, (ParameterCode.VISIT_SLOTS,))
    number = limits.number(ParameterCode.VISIT_SLOTS)
    return number, limits.rows[ParameterCode.VISIT_SLOTS].source if number is not None else ""


def moved_remark(case: Case) -> str:
    """Say in a case's head that its acceptance was put off by the household: the period runs on (P5)."""
    if case.status != Status.COMPLETED:
        return ""
    wishes = (
        Appointment.objects.of_case(case)
        .filter(purpose__in=["acceptance", "reacceptance"], wishes__gt=0)
        .order_by("-number")
        .values_list("wishes", "state", "starts")
        .first()
    )
    if wishes is None:
        return ""
    times, state, starts = wishes
    until = ""
    if state == AppointmentState.WISHED:
        until = "，待重新约定"
    elif state == AppointmentState.AGREED and starts:
        until = f"，改到 {formats.month_day(starts)}"
    return f"住户要求改验收时间 {times} 次{until}，期限照算"
