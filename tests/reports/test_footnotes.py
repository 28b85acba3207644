"""What stands under the table: 结转 that left, corrections with year and reason, moot ones."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.outbox.models import Message
from apps.plans.services import correct_contract
from apps.programs.models import Program
from apps.reports.models import Adjustment, ReportVersion, WeekSnapshot
from apps.reports.queries.ledger import closing_set, week
from apps.reports.queries.pages import waiting_corrections
from apps.reports.queries.sheets import sheet_content
from apps.reports.rules.figures import Named, correction_mark, footnotes
from apps.reports.rules.ledger import Kind, Movement, State
from apps.reports.services import adjust
from tests.factories.weeks import FIRST, SEPTEMBER, in_week, removed, report_since, snapshot, started
from tests.factories.works import make_works_case
from tests.factories.world import World
from tests.reports.test_figures import QUIET

LAST_YEAR = datetime.fromisoformat("2025-12-20T12:00:00+08:00")


def notes(taken: WeekSnapshot) -> list[str]:
    said: list[str] = sheet_content(week(taken), ReportVersion.objects.get(report__snapshot=taken))[
        "footnotes"
    ]
    return said


@pytest.mark.django_db
def test_the_carried_that_were_removed_are_told_off(world: World) -> None:
    # Its last days alone: every week of it would be taken first.
    Program.objects.create(
        year=2025, name="2025 年度", group="厨卫换新", opens_on="2025-12-18", closes_on="2025-12-31"
    )
    with clock.at(LAST_YEAR):
        staying, leaving = started(world), started(world)
    before = notes(snapshot(world, FIRST))
    with clock.at(in_week(FIRST + 1)):
        removed(leaving, world.ling)
    after = notes(snapshot(world, FIRST + 1))
    with clock.at(in_week(FIRST + 2)):
        removed(staying, world.ling)
    at_last = notes(snapshot(world, FIRST + 2))

    assert "累计进度含上年结转的正在装修 2 户，开工时已计入上年，不计入本周进度。" in before
    assert (
        "累计进度含上年结转的正在装修 1 户（上年末 2 户，其后已核减 1 户），"
        "开工时已计入上年，不计入本周进度。" in after
    )
    assert "上年结转的正在装修 2 户均已核减，累计进度不再含上年结转。" in at_last


@pytest.mark.django_db
def test_the_reason_of_a_final_correction_is_printed(world: World, taken: WeekSnapshot) -> None:
    (case_id,) = closing_set(week(taken))
    case = Case.objects.get(pk=case_id)
    with clock.at(in_week(FIRST + 2)):
        snapshot(world, FIRST + 1)
        removed(case, world.ling, reason="与 0122 为同一住宅")
        adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="上期多报一户")
    (told,) = [note for note in notes(snapshot(world, FIRST + 2)) if "更正第" in note]

    assert told.startswith(f"更正第 {FIRST} 期：核减 {case.number}（")
    assert told.endswith("；更正原因：上期多报一户）。")


@pytest.mark.django_db
def test_a_correction_whose_case_moved_back_ends_by_itself(world: World) -> None:
    case = make_works_case(world, "building")
    report_since(SEPTEMBER + 1)
    taken = snapshot(world, SEPTEMBER + 1)
    snapshot(world, SEPTEMBER + 2)
    with clock.at(in_week(SEPTEMBER + 3)):
        correct_contract(case_id=case.pk, by=world.wang, amount=Decimal(72600), reason="金额看错一行")
        waiting = adjust(by=world.wang, snapshot=taken, case_id=case.pk, reason="上期金额有误")
        correct_contract(case_id=case.pk, by=world.wang, amount=Decimal(76200), reason="原来没有看错")
    current = snapshot(world, SEPTEMBER + 3)
    waiting.refresh_from_db()

    assert (waiting.entered, waiting.moot_at) == (None, current.taken_at)
    assert Message.objects.for_desk(world.shen).filter(kind="report.adjustment_moot").exists()
    assert [each.moot_at for each in waiting_corrections(week(taken))] == [waiting.moot_at]
    assert not [note for note in notes(current) if "更正第" in note]
    with clock.at(in_week(SEPTEMBER + 4)):
        correct_contract(case_id=case.pk, by=world.wang, amount=Decimal(72600), reason="确实看错")
        again = adjust(by=world.wang, snapshot=taken, case_id=case.pk, reason="上期金额有误")
    entered = snapshot(world, SEPTEMBER + 4)
    again.refresh_from_db()

    assert again.entered == entered
    assert Adjustment.objects.get(pk=waiting.pk).entered is None


def test_a_correction_of_an_earlier_year_names_it() -> None:
    gone = Movement(UUID(int=1), Kind.OUT, State.DONE, None, reason="重复登记")
    told = footnotes(QUIET, [Named("上城-2026-0140", gone, 45, corrects_year=2026)])[1]

    assert told == "更正 2026 年第 45 期：核减 上城-2026-0140（重复登记）。"
    assert correction_mark(45) == "更正第 45 期"
