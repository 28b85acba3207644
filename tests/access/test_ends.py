"""From every moment of a case that is staged, with whatever is open then, it is ended for real."""

from __future__ import annotations

import pytest

from apps.archives.queries import archive_items
from apps.archives.services import compile_archive, file_archive, write_missing_note
from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.queries.table import target_of
from apps.cases.services import terminate_case, withdraw_case
from apps.cases.workflow import TABLE
from apps.lib import clock
from apps.revocations.enums import Stage as Step
from apps.revocations.queries import open_revocation, parties_of
from apps.revocations.services import (
    agree_to_revocation,
    decide_revocation,
    record_notice,
    record_statement,
)
from tests.access.moments import MOMENTS, at_moment
from tests.access.stage import Stage
from tests.attacks.staged import _django_db_helper, _quiet, stage
from tests.factories.uploads import pdf, upload
from tests.factories.world import World

__all__ = ["_django_db_helper", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]


@pytest.mark.parametrize("moment", [each.name for each in MOMENTS])
def test_a_case_is_ended_from_every_moment(stage: Stage, moment: str) -> None:
    with at_moment(stage, moment) as subject:
        if subject.status not in ENDED:
            _end(stage.world, subject)
        case = Case.objects.get(pk=subject.pk)
        assert case.status in ENDED
        assert not case.holds.filter(closed_at__isnull=True).exists()


def _end(world: World, case: Case) -> None:
    if case.status in TABLE["terminate"].sources:
        # Without a paper: whoever is gone, and whatever is open, the leader's reason is enough.
        terminate_case(case_id=case.pk, by=world.ling, reason="经核实不再办理", removal="other")
    elif case.status == Status.DRAFT:
        withdraw_case(case_id=case.pk, by=world.zhou)
    else:
        assert case.status == Status.PASSED
        if _answer_question(world, case) != target_of("revoke"):
            _file(world, case)


def _answer_question(world: World, case: Case) -> str:
    """Bring a procedure of 撤销 to its end, where one is open; return where the case stands then."""
    row = open_revocation(case)
    if row is not None and row.stage == Step.DECIDED:
        agree_to_revocation(case_id=case.pk, by=world.shen, opinion="agree")
    elif row is not None:
        today = clock.today()
        if row.stage == Step.PROPOSED:
            record_notice(
                case_id=case.pk,
                by=world.wang,
                household_on=today,
                household_way="notice",
                enterprise_on=today,
                enterprise_way="notice",
            )
        for party in parties_of(case):
            record_statement(case_id=case.pk, by=world.wang, party=party, text="没有意见", made_on=today)
        decide_revocation(case_id=case.pk, by=world.ling, outcome="keep", reason="查无实据。")
    case.refresh_from_db()
    return case.status


def _file(world: World, case: Case) -> None:
    """File it as if every paper that is missing were lost."""
    for item in archive_items(case):
        if not item.present and not item.stands_in:
            write_missing_note(
                case_id=case.pk,
                by=world.wang,
                item=item.code,
                reason="纸质件遗失",
                signed_by="王演示",
                signed_on=clock.today(),
                scan=upload("说明.pdf", pdf()),
            )
    compile_archive(case_id=case.pk, by=world.wang)
    file_archive(case_id=case.pk, by=world.shen)
