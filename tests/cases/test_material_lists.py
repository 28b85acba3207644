"""材料清单 of a body: the demand for a paper is read from the list of the day of the application."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from apps.cases.enums import DefectKind
from apps.cases.models import Case, ReturnedItem
from apps.cases.queries import brought_by
from apps.cases.rules.materials import line_of, materials_from, materials_of, unsound
from apps.cases.services import ReturnItem, hand_in, return_case
from apps.documents.enums import FileKind
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.programs.models import MaterialList
from apps.programs.services import set_materials
from tests.factories.returns import scanned
from tests.factories.world import NOON, World, make_case

TOMORROW = NOON + timedelta(days=1)
PROOF = {
    "name": "房屋权属登记查询结果",
    "step": "application",
    "original": False,
    "source": "上住建〔2026〕示例号",
    "agent_only": False,
}


# --- what a list is ---


@pytest.mark.parametrize("track", ["assembled", "other"])
def test_without_lines_and_written_out_it_is_the_house_s_list(track: str) -> None:
    house = materials_of(track)
    assert materials_from(track, []) == materials_from(track, [line_of(each) for each in house]) == house


def test_no_list_leaves_out_the_agent_s_authority_and_the_application_form() -> None:
    codes = [each.code for each in materials_from("assembled", [PROOF])]
    assert codes == ["authority", "application_form", "房屋权属登记查询结果"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["不动产权证"], ""),
        (["证"], "2 到 30 个"),
        (["不动产 权证"], "不含空格"),
        (["不动产权证", "不动产权证"], "同一种材料"),
        ([f"材料{number}" for number in range(13)], "最多 12 种"),
    ],
)
def test_names_are_such_as_can_be_asked_for(names: list[str], words: str) -> None:
    found = unsound([{"name": name} for name in names])
    assert (words in found, bool(found)) == (True, bool(words))


# --- what a case is asked for ---


def put(
    world: World, by: Actor, *lines: dict[str, Any], body: str = "shangcheng", **more: object
) -> MaterialList:
    said = {"source": "上住建〔2026〕示例号", "valid_from": TOMORROW.date(), **more}
    return set_materials(by=by, organisation=getattr(world, body), track="assembled", lines=lines, **said)  # type: ignore[arg-type]


def codes(case: Case) -> list[str]:
    return [each.code for each in brought_by(case)]


@pytest.mark.django_db
def test_who_applies_from_its_day_on_is_asked_for_what_the_list_says(world: World) -> None:
    early = make_case(world, "received")
    put(world, world.ling, PROOF)
    with clock.at(TOMORROW):
        late = make_case(world, "received")

    assert (codes(early), codes(late)) == (
        ["application_form"],
        ["application_form", "房屋权属登记查询结果"],
    )


@pytest.mark.django_db
def test_a_paper_a_body_added_is_handed_in_and_asked_for_under_its_name(world: World) -> None:
    put(world, world.shi, PROOF, body="city")
    with clock.at(TOMORROW):
        case = make_case(world, "received")
        name = str(PROOF["name"])
        paper = scanned(world.zhou, kind=FileKind.MATERIAL)
        hand_in(case_id=case.pk, by=world.zhou, material=name, paper=paper)
        item = ReturnItem(name, DefectKind.EXPIRED, "请换新的查询结果")
        return_case(case_id=case.pk, by=world.wang, items=[item])

    asked = ReturnedItem.objects.get(notice__case=case)
    assert (asked.target, asked.basis) == (name, "上住建〔2026〕示例号")


@pytest.mark.django_db
def test_taken_back_the_house_s_list_holds_again(world: World) -> None:
    put(world, world.ling, PROOF)
    put(world, world.ling, reason="不再要求")
    with clock.at(TOMORROW):
        assert codes(make_case(world, "received")) == ["application_form"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"), [({"source": " "}, "source"), ({"valid_from": date(2026, 9, 1)}, "valid_from")]
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.ling, PROOF, **more)
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_stale_page_changes_nothing_and_others_set_none(world: World) -> None:
    put(world, world.ling, PROOF, version=0)
    with pytest.raises(Stale):
        put(world, world.ling, PROOF, version=0, reason="会议议定")
    for persona in (world.wang, world.xi_leader, world.shenji):
        with pytest.raises(Refused) as refused:
            put(world, persona, PROOF)
        assert refused.value.code == "post"
