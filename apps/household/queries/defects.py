"""What the household reported, as its own pages show it: nothing of a household before it."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.queries.household import succeeded_at
from apps.documents.models import StoredFile
from apps.household.models import Slip
from apps.inspections.enums import DefectStatus, PhotoOf
from apps.inspections.models import Defect, Photo
from apps.inspections.permissions import OPEN_TO_INSIST, may_report_defect
from apps.inspections.queries.reported import ReportView, household_reports, reported_by_household
from apps.inspections.queries.warranty import warranty
from apps.inspections.rules.defects import Warranty
from apps.inspections.services.reported import MOST_PHOTOS
from apps.letters.enums import Channel
from apps.lib.actors import Actor


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One report on the household's page, with what may be said to it."""

    view: ReportView

    @property
    def defect(self) -> Defect:
        return self.view.defect

    @property
    def words(self) -> str:
        """Where it stands, in the household's words."""
        return "原来的装修企业做的，请打电话给街道" if self.view.is_former else self.view.stand.household

    @property
    def may_settle(self) -> bool:
        """Whether it may be said that it is mended."""
        return not self.view.is_former and self.defect.status != DefectStatus.VERIFIED

    @property
    def may_insist(self) -> bool:
        """Whether it may be said that it is not."""
        return not self.view.is_former and self.defect.status in OPEN_TO_INSIST

    @property
    def room_for(self) -> int:
        """How many photos may still be added."""
        own = self.defect.channel == Channel.SLIP and self.defect.status == DefectStatus.OPEN
        if not own or self.view.is_former or self.defect.answered_at:
            return 0
        return max(0, MOST_PHOTOS - len(self.view.before))


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What was reported, newest first, and whether more may be."""

    reports: list[OwnReport]
    may_report: bool
    warranty: Warranty | None


@dataclass(frozen=True, slots=True)
class ReportsCount:
    """What the first page says of reports."""

    shows: bool
    """Whether works have begun, or something was reported."""
    count: int
    open: int
    asks: int
    """How many the household should look at."""


def reports_page(actor: Actor, slip: Slip) -> ReportsPage:
    """Return the reports that a slip opens; ``actor`` is whoever holds it."""
    case = slip.case
    return ReportsPage(_rows(slip), bool(may_report_defect(actor, case)), warranty(case))


def counted(actor: Actor, slip: Slip) -> ReportsCount:
    """Return how many reports there are, how many are open, how many ask the household (one query)."""
    case = slip.case
    rows = reported_by_household(case, succeeded_at(case)).values_list("status", "enterprise_id")
    found = [status for status, enterprise in rows if enterprise == case.enterprise_id]
    return ReportsCount(
        shows=bool(found) or bool(may_report_defect(actor, case)),
        count=len(found),
        open=sum(status != DefectStatus.VERIFIED for status in found),
        asks=sum(status in OPEN_TO_INSIST for status in found),
    )


def _rows(slip: Slip) -> list[OwnReport]:
    return [OwnReport(each) for each in household_reports(slip.case, succeeded_at(slip.case))]


def own_report(slip: Slip, number: int) -> OwnReport | None:
    """Return one report of this household; None for any other."""
    found = (each for each in _rows(slip) if each.defect.number == number)
    return next(found, None)


def photo_of_report(slip: Slip, number: int, photo: str) -> StoredFile | None:
    """Return a stored photo of one of the household's reports, before or after."""
    report = own_report(slip, number)
    if report is None:
        return None
    rows = Photo.objects.filter(
        case=slip.case_id,
        subject__in=(PhotoOf.DEFECT_BEFORE, PhotoOf.DEFECT_AFTER),
        subject_id=report.defect.pk,
        is_image=True,
    )
    found = rows.filter(pk=photo).first()
    return None if found is None else StoredFile.objects.filter(pk=found.file_id).first()
