"""住户反映的问题 of the stage: its moments, and who opens the pages of what is done about them."""

from __future__ import annotations

from dataclasses import replace

from apps.cases.models import Case
from apps.inspections.models import Defect
from tests.access.entries import CONTRACTOR, COUNTER, DISTRICT, STREET, Entry, P, case
from tests.access.moment import Moment
from tests.access.stage import OWN, Stage, holders
from tests.factories.reported import dispute, mend, report

AT = "verdict"
"""The stage has a report at this case."""
READERS = DISTRICT | STREET | CONTRACTOR | holders(P.PROPERTY_PATROL, P.AUDITOR)


def _report(stage: Stage, subject: Case) -> Defect:
    return report(stage.world, subject)


def _mend(stage: Stage, subject: Case) -> None:
    mend(stage.world, subject, report(stage.world, subject))


def _dispute(stage: Stage, subject: Case) -> None:
    dispute(stage.world, subject, report(stage.world, subject))


REPORTED = (
    Moment("defect_reported", "施工（住户反映问题）", "building", _report),
    Moment("reported_mended", "施工（反映的问题企业说修好）", "building", _mend),
    Moment("reported_disputed", "施工（反映的问题企业不认）", "building", _dispute),
)


def place_of(stage: Stage) -> dict[str, object]:
    """Return where the stage's report stands."""
    row = Defect.objects.get(case=stage.cases[AT])
    return {"pk": row.case_id, "defect_id": row.pk}


def _answer(name: str) -> Entry:
    """An answer of the enterprise, to a report that does not exist for whoever may not read it."""
    entry = case(name, AT, CONTRACTOR, CONTRACTOR, args=place_of)
    return replace(entry, unseen=OWN - READERS)


REPORTED_DOORS = (
    case("inspections:defect-record", "building", COUNTER, COUNTER),
    case("inspections:defect-settle", AT, COUNTER, COUNTER),
    case("inspections:defect-insist", AT, COUNTER, COUNTER),
    _answer("inspections:defect-schedule"),
    _answer("inspections:defect-dispute"),
)
