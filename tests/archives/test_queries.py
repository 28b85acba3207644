"""一户一档: what there should be, and what there is."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from apps.archives.queries import archive_items, archive_lines, filing_marks
from apps.archives.services import add_application_scan
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.services import file_case
from apps.inspections.services import conclude, open_acceptance
from apps.lib import clock
from apps.plans.services import replace_enterprise
from apps.programs.enums import ParameterCode, Strength
from apps.programs.services import set_parameter
from tests.factories import works
from tests.factories.brought import bring_all
from tests.factories.uploads import pdf, upload
from tests.factories.works import fail_acceptance, make_works_case
from tests.factories.world import NOON, World, later, make_case


def test_the_archive_list_says_what_is_there_and_what_is_missing(world: World) -> None:
    case = make_works_case(world, "passed")
    items = {item.code: item for item in archive_items(case)}

    assert [item.label for item in archive_items(case)] == [
        "申请表",
        "设计方案及项目预算（确认签字）",
        "装修合同",
        "项目验收表",
        "验收合格报告",
    ]
    assert not items["application"].present, "the stamped scan is not uploaded yet"
    assert not items["acceptance-1"].present, "nobody has signed the paper yet"
    assert all(item.present for code, item in items.items() if code not in ("application", "acceptance-1"))


def test_a_second_acceptance_is_expected_in_the_archive(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    missing = [item.label for item in archive_items(case) if not item.present]

    assert missing == ["申请表", "项目验收表", "整改后二次验收表", "验收合格报告"]


def test_a_plan_drawn_under_leads_to_its_paper_not_to_the_bare_drawing(world: World) -> None:
    case = make_works_case(world, "contracted")
    (line,) = [line for line in archive_lines(world.zhou, case) if line.item.code == "plan-1"]

    assert line.url == reverse("plans:paper", kwargs={"pk": case.pk, "number": 1})


def test_another_enterprise_opens_no_plan_of_the_one_it_replaced(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(5)):
        replace_enterprise(case_id=case.pk, by=world.zhou, enterprise=world.yangben, reason="排期过长")
    case.refresh_from_db()
    (line,) = [line for line in archive_lines(world.tao, case) if line.item.code == "plan-1"]

    assert (line.url, line.closed) == ("", True)


def accepted(world: World, case: Case) -> list[tuple[str, bool]]:
    """Build and accept a contracted case, hand the stamped form in, and list its archive."""
    with clock.at(later(7)):
        works.start(world, case)
        works.show_concealed(world, case)
        works.visit(world, case, photos=[works.photo()])
    with clock.at(later(16)):
        works.finish(world, case)
    with clock.at(later(17)):
        open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
        works.go_through(world, case)
        works.verdict(world, case)
        works.household_says(world, case)
        conclude(case_id=case.pk, by=world.yan)
        add_application_scan(
            case_id=case.pk,
            by=world.zhou,
            scan=upload("申请表.pdf", pdf()),
            signed_on=NOON.date(),
            opinion_on=clock.today(),
        )
    case.refresh_from_db()
    return [(item.label, item.present) for item in archive_items(case)]


def test_both_orders_end_in_the_same_archive(world: World) -> None:
    with clock.at(NOON):
        brought = make_case(world, "received")
        bring_all(world, brought)
        file_case(case_id=brought.pk, by=world.shen)
    nothing = make_works_case(world, "contracted")

    assert accepted(world, brought) == accepted(world, nothing)
    assert brought.status == nothing.status == Status.PASSED


def test_what_no_body_has_set_is_said_to_be_unset(world: World) -> None:
    case = make_case(world, "received")
    assert filing_marks(case) == [
        ("全宗号", "未设定"),
        ("年度", "2026"),
        ("保管期限", "未设定"),
        ("件号", "归档时编"),
    ]


def test_the_body_s_own_numbers_stand_on_its_archives(world: World) -> None:
    set_parameter(
        by=world.ling,
        organisation=world.shangcheng,
        code=ParameterCode.FONDS_NUMBER,
        value="Z12",
        source="示例号",
        strength=Strength.LOCAL,
        valid_from=clock.today() + timedelta(days=1),
    )
    case = make_case(world, "received")
    with clock.at(clock.now() + timedelta(days=2)):
        assert filing_marks(case) == [
            ("全宗号", "Z12"),
            ("年度", "2026"),
            ("保管期限", "未设定"),
            ("件号", "归档时编"),
        ]
