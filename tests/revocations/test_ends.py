"""A passed case ends too, whatever is lost and whatever was in question."""

from __future__ import annotations

import pytest

from apps.archives.queries import archive_items
from apps.archives.services import compile_archive, file_archive, write_missing_note
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.revocations.services import decide_revocation, record_statement
from tests.factories.revoking import told
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world


@pytest.mark.django_db
def test_a_case_whose_papers_are_lost_is_filed_once_it_is_out_of_question() -> None:
    with clock.at(NOON):
        world = make_world()
    case = make_works_case(world, "passed")
    with clock.at(later(30)):
        told(world, case)
        _write_off_what_is_lost(world, case)
        with pytest.raises(Refused, match="撤销"):
            compile_archive(case_id=case.pk, by=world.wang)
        for party in ("household", "enterprise"):
            record_statement(
                case_id=case.pk, by=world.wang, party=party, text="没有这回事", made_on=clock.today()
            )
        decide_revocation(case_id=case.pk, by=world.ling, outcome="keep", reason="查无实据。")
        compile_archive(case_id=case.pk, by=world.wang)
        file_archive(case_id=case.pk, by=world.shen)

    assert Case.objects.get(pk=case.pk).status == Status.ARCHIVED


def _write_off_what_is_lost(world: World, case: Case) -> None:
    missing = [item for item in archive_items(case) if not item.present]
    assert missing
    for item in missing:
        write_missing_note(
            case_id=case.pk,
            by=world.wang,
            item=item.code,
            reason="纸质件遗失",
            signed_by="王演示",
            signed_on=clock.today(),
            scan=upload("说明.pdf", pdf()),
        )
