"""一户一档: what there should be, and what there is."""

from __future__ import annotations

from apps.archives.queries import archive_items
from tests.factories.works import fail_acceptance, make_works_case
from tests.factories.world import World


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
    assert all(item.present for code, item in items.items() if code != "application")


def test_a_second_acceptance_is_expected_in_the_archive(world: World) -> None:
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    missing = [item.label for item in archive_items(case) if not item.present]

    assert missing == ["申请表", "整改后二次验收表", "验收合格报告"]
