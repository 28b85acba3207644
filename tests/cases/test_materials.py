"""A return names papers of the list or fields of the form; papers say what they are (P3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.cases.enums import DefectKind
from apps.cases.models import Case, HandedIn, ReturnedItem, ReturnNotice
from apps.cases.services import (
    ReturnItem,
    hand_in,
    return_case,
    withdraw_case,
)
from apps.documents.enums import FileKind
from apps.lib import clock
from apps.lib.decisions import Refused
from tests.factories.returns import (
    AREA,
    PROXY,
    YEAR,
    by_agent,
    returned,
    scanned,
)
from tests.factories.world import World, make_case

# --- what a return may name ---


@pytest.mark.parametrize("target", ["ownership", "contract_copy", "other", "id_card", "applied_on", ""])
def test_a_return_names_nothing_outside_the_list_and_the_form(world: World, target: str) -> None:
    case = make_case(world, "received")

    with pytest.raises(Refused) as refused:
        return_case(case_id=case.pk, by=world.wang, items=[AREA, replace(YEAR, field=target)])

    assert refused.value.code == "target"
    assert not ReturnNotice.objects.exists()


def test_a_household_that_comes_itself_is_asked_for_no_power_of_attorney(world: World) -> None:
    with pytest.raises(Refused) as refused:
        returned(world, PROXY)
    assert refused.value.code == "target"


def test_an_agent_is_asked_for_the_power_of_attorney_with_its_basis(world: World) -> None:
    case = returned(world, PROXY, case=by_agent(world))

    item = ReturnedItem.objects.get(notice__case=case)
    assert (item.target, item.basis) == ("authority", "《民法典》第一百六十五条")


def test_a_paper_of_a_later_step_is_asked_for_only_where_it_was_brought(world: World) -> None:
    form = ReturnItem("application_form", DefectKind.WRONG, "请由装修人重签")
    case = make_case(world, "received")
    with pytest.raises(Refused):
        return_case(case_id=case.pk, by=world.wang, items=[form])
    hand_in(
        case_id=case.pk,
        by=world.zhou,
        material="application_form",
        paper=scanned(world.zhou, kind=FileKind.MATERIAL),
    )

    assert return_case(case_id=case.pk, by=world.wang, items=[form]).items.count() == 1


def test_one_thing_stands_once_in_a_return(world: World) -> None:
    with pytest.raises(Refused) as refused:
        returned(world, AREA, AREA)
    assert (refused.value.code, refused.value.field) == ("twice", "items-1-field")


# --- papers ---


def test_a_paper_handed_in_says_what_it_is_and_who_compared_it(world: World) -> None:
    case = by_agent(world)
    hand_in(case_id=case.pk, by=world.zhou, material="authority", paper=scanned(world.zhou, pages=2))

    first, second = HandedIn.objects.filter(case=case)
    assert (first.form, first.pages, first.compared_by) == ("", None, "")
    assert (second.form, second.pages, second.compared_by) == ("original", 2, world.zhou.signature)
    assert second.compared_at == clock.now()


@pytest.mark.parametrize("material", ["ownership", "authority", "other"])
def test_a_paper_outside_the_list_is_not_taken_in(world: World, material: str) -> None:
    case = make_case(world, "received")
    with pytest.raises(Refused) as refused:
        hand_in(case_id=case.pk, by=world.zhou, material=material, paper=scanned(world.zhou))
    assert refused.value.field == "material"


def test_papers_are_taken_in_at_the_own_counter_until_the_case_ends(world: World) -> None:
    case = by_agent(world)
    with pytest.raises(Refused, match="街道或区县经办"):
        hand_in(case_id=case.pk, by=world.shen, material="authority", paper=scanned(world.shen))
    with pytest.raises(Case.DoesNotExist):
        hand_in(case_id=case.pk, by=world.xi, material="authority", paper=scanned(world.xi))
    withdraw_case(case_id=case.pk, by=world.zhou)
    with pytest.raises(Refused, match="已办结"):
        hand_in(case_id=case.pk, by=world.zhou, material="authority", paper=scanned(world.zhou))
