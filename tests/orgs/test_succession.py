"""Streets merged, renamed and split from a day on: divisions, coverage, the file of divisions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import BodyChange, Coverage, Organisation, Region
from apps.orgs.queries import predecessors, present_of, responsible, street_of, streets_covered
from apps.orgs.services import (
    Heir,
    cancel_change,
    heirs_of,
    load_regions,
    load_successions,
    plan_coverage,
    plan_succession,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 9, 1), date(2026, 9, 15)
QINGBO, HUBIN, NEW = "330102001", "330102003", "330102099"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def succeed(world: World, *heirs: Heir, on: date = LATER, region: str = QINGBO) -> BodyChange:
    return plan_succession(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        region=region,
        heirs=heirs,
        effective_on=on,
        reason="示例：区划调整批复",
    )


def offered(body: Organisation, on: date) -> set[str]:
    return {street.code for street in streets_covered(body, on)}


def office_of(code: str, on: date) -> Organisation | None:
    street = street_of(code)
    return responsible(street, OrganisationKind.STREET_OFFICE, on) if street else None


def test_a_renamed_street_is_offered_under_its_new_name_from_the_day(world: World) -> None:
    succeed(world, Heir(NEW, "示例新街道"))
    before = LATER - timedelta(days=1)
    assert QINGBO in offered(world.qingbo, before)
    assert NEW not in offered(world.qingbo, before)
    assert offered(world.qingbo, LATER) == {NEW}
    assert NEW in offered(world.shangcheng, LATER)
    assert office_of(NEW, LATER) == world.qingbo


def test_a_merged_street_is_the_other_offices_from_the_day(world: World) -> None:
    succeed(world, Heir(HUBIN))
    assert offered(world.qingbo, LATER) == set()
    assert offered(world.hubin, LATER) == {HUBIN}


def test_parts_of_a_split_street_say_what_they_were(world: World) -> None:
    succeed(world, Heir(NEW, "示例东街道", "清河路以东"), Heir(HUBIN, "", "清河路以西"))
    old = Region.objects.get(pk=QINGBO)
    assert [(row.successor_id, row.part) for row in old.successions.all()] == [
        (NEW, "清河路以东"),
        (HUBIN, "清河路以西"),
    ]
    assert (old.valid_to, old.successor_id) == (LATER, NEW)


def test_a_street_that_another_bureau_has_stays_its_under_the_new_name(world: World) -> None:
    Coverage.objects.create(
        organisation=world.xihu, region_id=QINGBO, include=True, valid_from=date(2025, 1, 1)
    )
    plan_succession(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        region=QINGBO,
        heirs=[Heir(NEW, "示例新街道")],
        effective_on=LATER,
        reason="示例",
    )
    street = street_of(NEW)
    assert street is not None
    assert responsible(street, OrganisationKind.DISTRICT_BUREAU, LATER) == world.xihu


def test_a_succession_called_off_leaves_nothing_behind(world: World) -> None:
    coverage = list(Coverage.objects.order_by("pk").values_list())
    change = succeed(world, Heir(NEW, "示例新街道"))
    cancel_change(by=SYSTEM, change_id=change.pk, organisation_id=world.shangcheng.pk, reason="示例：推迟")
    assert list(Coverage.objects.order_by("pk").values_list()) == coverage
    assert not Region.objects.filter(pk=NEW).exists()
    old = Region.objects.get(pk=QINGBO)
    assert (old.valid_to, old.successor_id, old.successions.count()) == (None, None, 0)


@pytest.mark.parametrize(
    ("heirs", "said"),
    [
        ((), "继任的街道"),
        ((Heir(QINGBO),), "不能是它自己"),
        ((Heir(NEW),), "请写名称"),
        ((Heir("339999001", "示例"),), "没有代码前六位的区县"),
        ((Heir(HUBIN, "别的名称"),), "名称不同的请用新代码"),
        ((Heir(HUBIN), Heir(NEW, "示例新街道")), "哪一部分"),
        ((Heir("330411999", "示例远街道"),), ""),
    ],
)
def test_what_cannot_be_meant_is_refused_at_the_lines(
    world: World, heirs: tuple[Heir, ...], said: str
) -> None:
    if not said:
        succeed(world, *heirs)  # into another city's county: whoever stands above both decides
        return
    with pytest.raises(Refused, match=said) as refused:
        succeed(world, *heirs)
    assert refused.value.field == "heirs"


def test_a_street_ends_once_and_not_while_it_moves(world: World) -> None:
    succeed(world, Heir(NEW, "示例新街道"))
    with pytest.raises(Refused) as again:
        succeed(world, Heir(HUBIN))
    assert again.value.field == "region"
    with pytest.raises(Refused, match="已有一项计划"):
        plan_coverage(
            by=SYSTEM, organisation_id=world.xihu.pk, regions=[QINGBO], effective_on=LATER, reason="示例"
        )


def merge_two_into_a_new_street(world: World) -> tuple[BodyChange, BodyChange]:
    heir = Heir(NEW, "示例新街道")
    return succeed(world, heir), succeed(world, heir, region=HUBIN)


def test_two_streets_go_up_in_one_new_street_on_one_day(world: World) -> None:
    merge_two_into_a_new_street(world)
    with clock.at(later(14)):
        assert [each.code for each in predecessors(NEW)] == [QINGBO, HUBIN]
    assert office_of(NEW, LATER) == world.qingbo
    assert offered(world.hubin, LATER) == set()


def test_on_another_day_a_street_that_is_planned_is_no_heir_yet(world: World) -> None:
    succeed(world, Heir(NEW, "示例新街道"))
    with pytest.raises(Refused, match=r"也涉及示例新街道.*同一天"):
        succeed(world, Heir(NEW), region=HUBIN, on=LATER + timedelta(days=1))


def test_a_street_that_another_one_goes_up_in_does_not_end_that_day(world: World) -> None:
    succeed(world, Heir(HUBIN))
    with pytest.raises(Refused, match="已有一项计划"):
        succeed(world, Heir(NEW, "示例新街道"), region=HUBIN)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_new_street_is_there_until_the_last_that_needs_it_is_called_off(
    world: World, order: tuple[int, int]
) -> None:
    coverage = list(Coverage.objects.order_by("pk").values_list())
    changes = merge_two_into_a_new_street(world)
    for left, which in zip((1, 0), order, strict=True):
        cancel_change(
            by=SYSTEM, change_id=changes[which].pk, organisation_id=world.shangcheng.pk, reason="示例：推迟"
        )
        assert Region.objects.filter(pk=NEW).count() == left
        assert office_of(NEW, LATER) == (world.qingbo if left else None)
    assert list(Coverage.objects.order_by("pk").values_list()) == coverage
    assert not Region.objects.filter(valid_to__isnull=False).exists()


def test_a_new_street_that_somebody_lies_in_keeps_its_change_from_being_called_off(world: World) -> None:
    change = succeed(world, Heir(NEW, "示例新街道"))
    Organisation.objects.create(kind=OrganisationKind.PROPERTY, name="示例物业", region_id=NEW)
    with pytest.raises(Refused, match="新街道已经有机构"):
        cancel_change(by=SYSTEM, change_id=change.pk, organisation_id=world.shangcheng.pk, reason="示例")
    assert Region.objects.get(pk=QINGBO).valid_to == LATER


def give_qingbo_to_the_other_office(world: World) -> BodyChange:
    return plan_coverage(
        by=SYSTEM, organisation_id=world.hubin.pk, regions=[QINGBO], effective_on=LATER, reason="示例"
    )


def test_a_street_that_ends_goes_to_no_other_office_meanwhile(world: World) -> None:
    succeed(world, Heir(NEW, "示例新街道"))
    with pytest.raises(Refused, match="已有一项计划"):
        give_qingbo_to_the_other_office(world)


def test_a_street_that_goes_to_another_office_does_not_end_meanwhile(world: World) -> None:
    give_qingbo_to_the_other_office(world)
    with pytest.raises(Refused, match="已有一项计划"):
        succeed(world, Heir(NEW, "示例新街道"))


def test_lines_are_read_with_any_spaces_and_refused_by_their_number() -> None:
    assert heirs_of("330102099　示例街道  清河路以东\n\n330102003") == [
        Heir("330102099", "示例街道", "清河路以东"),
        Heir("330102003"),
    ]
    with pytest.raises(Refused, match="第 2 行"):
        heirs_of("330102003\n清波街道")


def test_lines_out_of_a_table_are_read_with_their_tabs() -> None:
    assert heirs_of("330102099\t示例街道\t清河路以东 至江边") == [
        Heir("330102099", "示例街道", "清河路以东 至江边")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"330102003\n\n{NEW} {'长' * 61}", "第 3 行：街道的名称最多 60 个字"),
        (f"{NEW} 示例街道 {'东' * 121}", "第 1 行：哪一部分最多 120 个字"),
        (
            "\n".join(f"330102{number:03} 示例街道 第{number}部分" for number in range(21)),
            "第 21 行：最多写 20 个",
        ),
    ],
)
def test_lines_longer_than_their_columns_are_refused_by_their_number(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        heirs_of(text)
    assert refused.value.field == "heirs"


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "regions.csv"
    head = "code,name,level,parent,valid_to,successors"
    path.write_text("\n".join([head, "330102,上城区,county,3301,,", *lines]), "utf-8")
    return path


def test_the_file_of_divisions_brings_successions_to_a_site_with_bodies(world: World, tmp_path: Path) -> None:
    lines = (f"{QINGBO},清波街道,street,330102,2026-09-15,{NEW}", f"{NEW},示例新街道,street,330102,,")
    path = file_of(tmp_path, *lines)
    load_regions(path=path, by=SYSTEM)
    load_regions(path=path, by=SYSTEM)
    change = BodyChange.objects.get()
    assert (change.organisation, change.effective_on) == (world.shangcheng, LATER)
    assert office_of(NEW, LATER) == world.qingbo


def test_the_file_of_divisions_brings_two_streets_that_go_up_in_one(world: World, tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        f"{QINGBO},清波街道,street,330102,2026-09-15,{NEW}",
        f"{HUBIN},湖滨街道,street,330102,2026-09-15,{NEW}",
        f"{NEW},示例新街道,street,330102,,",
    )
    load_regions(path=path, by=SYSTEM)
    assert BodyChange.objects.count() == 2


def test_the_file_of_divisions_brings_what_is_over_to_a_new_site(tmp_path: Path) -> None:
    Region.objects.create(code="33", name="浙江省", level="province")
    Region.objects.create(code="3301", name="杭州市", level="city", parent_id="33")
    lines = (
        f"{QINGBO},清波街道,street,330102,2025-01-01,{NEW}:东边;{HUBIN}:西边",
        f"{NEW},示例新街道,street,330102,,",
        f"{HUBIN},湖滨街道,street,330102,,",
    )
    load_regions(path=file_of(tmp_path, *lines), by=SYSTEM)
    old = street_of(QINGBO)
    assert old is not None
    assert present_of(old).code == NEW
    assert [each.code for each in predecessors(HUBIN)] == [QINGBO]
    assert not BodyChange.objects.exists()


# --- what cannot be meant says where ---


@pytest.mark.parametrize(
    ("ends", "heirs", "said"),
    [
        (
            "2026-09-15",
            "330102777",
            "第 5 行 330102001 清波街道：successors 里的 330102777 在文件里没有",
        ),
        ("2026-09-15", "330102003:东;", "successors 里的 （空） 在文件里没有这一行"),
        ("2026/9/15", "330102003", "valid_to 请写成 2026-09-15 这样的日期，现在是“2026/9/15”"),
    ],
)
def test_a_line_of_the_file_that_cannot_be_meant_is_named(
    world: World, tmp_path: Path, ends: str, heirs: str, said: str
) -> None:
    path = tmp_path / "regions.csv"
    lines = ["33,浙江省,province,,,", "3301,杭州市,city,33,,", "330102,上城区,county,3301,,"]
    lines += [f"330102001,清波街道,street,330102,{ends},{heirs}", "330102003,湖滨街道,street,330102,,"]
    path.write_text("\n".join(["code,name,level,parent,valid_to,successors", *lines]), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_successions(path=path, by=SYSTEM)
    assert said in refused.value.reason
    assert Region.objects.get(pk=QINGBO).valid_to is None
