"""The need of a whole archive closes with its last paper, whichever that is."""

from __future__ import annotations

from apps.archives.services import add_application_scan
from apps.cases.enums import HoldKind
from apps.inspections.services import conclude
from apps.lib import clock
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case
from tests.factories.world import World, later


def test_an_archive_that_was_whole_before_the_acceptance_is_settled_by_it(world: World) -> None:
    case = make_works_case(world, "satisfied")

    with clock.at(later(17)):
        add_application_scan(case_id=case.pk, by=world.zhou, scan=upload("申请表.pdf", pdf()))
        conclude(case_id=case.pk, by=world.yan)

    (need,) = case.holds.filter(kind=HoldKind.ARCHIVE_COMPLETE)
    assert need.closed_at is not None
