"""The tab 施工与巡查: clock, reports, visits, defects, and the acts open to this actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from apps.cases.models import Case
from apps.cases.queries import own_time_from
from apps.inspections import permissions
from apps.inspections.enums import (
    DefectStatus,
    FieldStatus,
    PauseStatus,
    PhotoOf,
    ReportKind,
    ReportStatus,
)
from apps.inspections.models import (
    AcceptanceAttempt,
    Defect,
    FieldVisit,
    Photo,
    StopWork,
    Visit,
    VisitItem,
    WorksCorrection,
    WorksReport,
)
from apps.inspections.queries.concealed import spaces_not_shown
from apps.inspections.queries.days import days_on_site, unconfirmed_days
from apps.inspections.queries.products import ProductView, products_of
from apps.inspections.queries.reported import ReportView as ReportedView
from apps.inspections.queries.reported import reports_in
from apps.inspections.queries.roster import patrols_of
from apps.inspections.queries.tabs import Photos, own_time, photos_of
from apps.inspections.queries.warranty import warranty
from apps.inspections.rules import WorksDays
from apps.inspections.rules.defects import Warranty
from apps.inspections.rules.roster import StagePatrol
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.plans.models import PlanVersion
from apps.plans.queries import confirmed_plan, rules_for


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report with its photos."""

    report: WorksReport
    photos: Sequence[Photo]
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class DefectView:
    """One defect with its photos and the act it waits for."""

    defect: Defect
    before: Sequence[Photo]
    after: Sequence[Photo]
    tone: str
    offer: str
    """Words of the button that reports it as mended; '' for none."""
    may_verify: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class VisitItemView:
    """One checklist line of a visit."""

    item: VisitItem
    state: str
    photos: Sequence[Photo]


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit with its checklist."""

    visit: Visit
    items: Sequence[VisitItemView]
    photos: Sequence[Photo]
    bad: int


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a phone brought too late to be recorded, with its photos."""

    field: FieldVisit
    photos: Sequence[Photo]


@dataclass(frozen=True, slots=True)
class StopView:
    """One 停工, and whether this actor may confirm it."""

    stop: StopWork
    tone: str
    may_settle: bool


@dataclass(frozen=True, slots=True)
class WorksView:
    """The tab 施工与巡查."""

    plan: PlanVersion | None
    patrol_body: str
    days: WorksDays | None
    first_day_counts: bool
    reports: Sequence[ReportView]
    pending: WorksReport | None
    finish: WorksReport | None
    concealed: Sequence[ReportView]
    visits: Sequence[VisitView]
    notes: Sequence[NoteView]
    defects: Sequence[DefectView]
    reported: Sequence[ReportedView]
    """What the household reported, newest first."""
    warranty: Warranty | None
    products: Sequence[ProductView]
    """产品批次 of the present enterprise."""
    stages: Sequence[tuple[StagePatrol, str, str]]
    """Of which stages a patrol is wanted: where each stands in words, and its tone."""
    stops: Sequence[StopWork]
    pauses: Sequence[StopView]
    not_shown: Sequence[str]
    """Spaces without a photo of concealed work."""
    unconfirmed: int
    """Days of 停工 that nobody confirmed: on the calendar, not taken off."""
    corrections: Sequence[WorksCorrection]
    unsettled: int


_ICONS = {
    ReportKind.START: "player-play",
    ReportKind.PROGRESS: "tool",
    ReportKind.CONCEALED: "eye-off",
    ReportKind.FINISH: "flag",
    ReportKind.RECTIFIED: "circle-check",
}
_REPORT_TONES = {ReportStatus.PENDING: "warn", ReportStatus.REJECTED: "bad", ReportStatus.CONFIRMED: "ok"}
_DEFECT_TONES = {DefectStatus.OPEN: "bad", DefectStatus.RECTIFIED: "warn", DefectStatus.VERIFIED: "ok"}
_PAUSE_TONES = {PauseStatus.PENDING: "warn", PauseStatus.CONFIRMED: "ok", PauseStatus.REFUSED: "bad"}
_STATES = {"ok": "ok", "bad": "bad", "na": "neutral"}


def works_view(actor: Actor, case: Case) -> WorksView:
    """Return everything the tab 施工与巡查 shows."""
    photos, own = photos_of(case), own_time(actor, case)
    reports = [
        ReportView(
            report,
            photos.get((PhotoOf.REPORT, report.pk), ()),
            _ICONS[ReportKind(report.kind)],
            _REPORT_TONES.get(ReportStatus(report.status), "accent"),
        )
        for report in WorksReport.objects.filter(case=case, **own).select_related("visit", "signature")
    ]
    found = list(Defect.objects.filter(case=case, **own))
    defects = [_defect(actor, case, defect, photos) for defect in found if not defect.is_reported]
    finishes = [each.report for each in reports if each.report.kind == ReportKind.FINISH]
    pending = next((each for each in finishes if each.status == ReportStatus.PENDING), None)
    stops = list(StopWork.objects.filter(case=case, **own))
    # Whether it was judged is asked for every pause: read once.
    prefetch_related_objects(
        [case], Prefetch("attempts", AcceptanceAttempt.objects.open(), to_attr="open_attempts")
    )
    # Works that go on are counted up to today.
    until = case.completed_on or (clock.today() if case.started_on else None)
    return WorksView(
        plan=confirmed_plan(case),
        patrol_body=permissions.patrol_body(case),
        days=days_on_site(case, until),
        first_day_counts=rules_for(case).first_day_counts,
        reports=list(reversed(reports)),
        pending=pending,
        finish=next((each for each in finishes if each.status == ReportStatus.CONFIRMED), None),
        concealed=[each for each in reports if each.report.kind == ReportKind.CONCEALED],
        visits=_visits(case, own, photos),
        # a note of a time of which nobody knows which enterprise it concerns stays with the authorities
        notes=[]
        if own
        else [
            NoteView(row, photos.get((PhotoOf.FIELD_NOTE, row.pk), ()))
            for row in FieldVisit.objects.filter(case=case, status=FieldStatus.NOTED).order_by("-closed_at")
        ],
        defects=defects,
        reported=reports_in(actor, case, found, photos),
        warranty=warranty(case),
        products=products_of(actor, case),
        stages=_stages(case),
        stops=stops,
        not_shown=spaces_not_shown(case) if case.started_on and not case.backfilled else (),
        pauses=[
            StopView(
                stop,
                _PAUSE_TONES[PauseStatus(stop.status)],
                may_settle=bool(permissions.may_settle_pause(actor, case, stop)),
            )
            for stop in stops
        ],
        unconfirmed=unconfirmed_days(case, stops, until) if until else 0,
        corrections=_corrections(actor, case),
        unsettled=sum(1 for each in defects if each.defect.status != DefectStatus.VERIFIED),
    )


def _corrections(actor: Actor, case: Case) -> list[WorksCorrection]:
    """Return the corrected days of the actor's time; the reason, free text, as the record shows it."""
    rows = list(WorksCorrection.objects.filter(case=case))
    own_from = own_time_from(actor, case)
    if own_from is not None:
        rows = [row for row in rows if row.made_at >= own_from]
    if sight(actor, SensitiveField.HARDSHIP) is not Sight.PLAIN:
        for row in rows:
            row.reason = ""  # never saved: the rows are only read
    return rows


def _defect(actor: Actor, case: Case, defect: Defect, photos: Photos) -> DefectView:
    offer = "企业失联，代填" if permissions.stands_in_for_silent(actor, case) else "报告整改"
    return DefectView(
        defect,
        photos.get((PhotoOf.DEFECT_BEFORE, defect.pk), ()),
        photos.get((PhotoOf.DEFECT_AFTER, defect.pk), ()),
        _DEFECT_TONES[DefectStatus(defect.status)],
        offer=offer if permissions.may_rectify_defect(actor, case, defect) else "",
        may_verify=bool(permissions.may_verify_defect(actor, case, defect)),
        overdue=defect.status == DefectStatus.OPEN
        and defect.due_on is not None
        and defect.due_on < clock.today(),
    )


def _visits(case: Case, own: Mapping[str, int], photos: Photos) -> list[VisitView]:
    rows = Visit.objects.filter(case=case, **own).select_related("field_visit").prefetch_related("items")
    return [
        VisitView(
            visit,
            [
                VisitItemView(item, _STATES[item.outcome], photos.get((PhotoOf.VISIT_ITEM, item.pk), ()))
                for item in visit.items.all()
            ],
            photos.get((PhotoOf.VISIT, visit.pk), ()),
            sum(1 for item in visit.items.all() if item.outcome == "bad"),
        )
        for visit in rows
    ]


def _stages(case: Case) -> list[tuple[StagePatrol, str, str]]:
    today = clock.today()
    return [(each, each.words(today), each.tone(today)) for each in patrols_of(case)]
