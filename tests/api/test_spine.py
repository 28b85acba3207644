"""A household's way through the API, from registration to the chosen enterprise, and what each role sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.cases.enums import Status
from apps.cases.models import Case, Household
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from tests.factories.callers import Caller, registration
from tests.factories.world import World, make_case

Calls = Callable[[Actor], Caller]


def test_a_street_registers_and_receives_a_household(world: World, calls: Calls) -> None:
    made = calls(world.zhou).post("/cases", registration())

    assert made.status_code == 201, made.content
    body = made.json()
    assert body["status"] == "received"
    assert body["number"] == "上城-2026-0001"
    assert body["household"]["id_number"].startswith("330*")
    assert "19650131" not in made.content.decode()
    assert [action["name"] for action in body["actions"]] == ["withdraw"]


def test_a_draft_waits_to_be_submitted(world: World, calls: Calls) -> None:
    street = calls(world.zhou)
    draft = street.post("/cases", registration(submit=False)).json()

    done = street.post(f"/cases/{draft['id']}/submit", {"version": draft["version"]})

    assert draft["status"] == "draft"
    assert done.status_code == 200, done.content
    assert done.json()["status"] == "received"
    assert done.json()["number"]


def test_from_received_to_the_chosen_enterprise(world: World, calls: Calls) -> None:
    street, bureau = calls(world.zhou), calls(world.shen)
    case = street.post("/cases", registration()).json()
    where = f"/cases/{case['id']}"

    case = bureau.post(f"{where}/file", {"version": case["version"], "effective_on": "2026-09-01"}).json()
    assert case["status"] == "filed"
    case = street.post(
        f"{where}/choose-enterprise", {"version": case["version"], "enterprise": world.shili.pk}
    ).json()

    assert case["status"] == "designing"
    assert case["enterprise"]["credit_code"] == world.shili.credit_code
    assert [need["kind"] for need in case["needs"]] == ["plan_confirmed"]


def test_an_enterprise_off_the_list_is_an_equal_choice(world: World, calls: Calls) -> None:
    case = make_case(world, "filed")
    off_list = {
        "name": "杭州示例自选装饰有限公司",
        "credit_code": "91330100MA2H000019",
        "contact_name": "钱样本",
        "contact_phone": "13800000001",
    }

    bad = calls(world.zhou).post(
        f"/cases/{case.pk}/choose-enterprise", {"version": case.version, "off_list": off_list}
    )

    assert bad.status_code == 422
    assert bad.json()["errors"][0]["pointer"] == "/off_list/credit_code"


def test_a_return_and_its_resubmission(world: World, calls: Calls) -> None:
    case = make_case(world, "received")
    where, bureau, street = f"/cases/{case.pk}", calls(world.wang), calls(world.zhou)
    items = [{"field": "floor_area", "kind": "wrong", "text": "建筑面积与不动产权证不一致"}]

    returned = bureau.post(f"{where}/return", {"version": case.version, "items": items}).json()
    assert [hold["kind"] for hold in returned["holds"]] == ["returned"]
    unchanged = street.post(f"{where}/resubmit", {"version": returned["version"], "changes": {}})
    assert unchanged.status_code == 422
    mended = street.post(
        f"{where}/resubmit", {"version": returned["version"], "changes": {"floor_area": "70.20"}}
    )

    assert mended.status_code == 200, mended.content
    assert mended.json()["dwelling"]["floor_area"] == "70.20"
    assert [hold["kind"] for hold in mended.json()["holds"]] == ["answered"]


def test_a_correction_needs_a_sound_value(world: World, calls: Calls) -> None:
    case = make_case(world, "received")
    street, where = calls(world.zhou), f"/cases/{case.pk}/correct"

    bad = street.post(
        where, {"version": case.version, "reason": "填写有误", "changes": {"id_number": "330102"}}
    )
    good = street.post(
        where, {"version": case.version, "reason": "填写有误", "changes": {"name": "张更正示例"}}
    )

    assert bad.status_code == 422
    assert bad.json()["errors"][0]["pointer"] == "/changes/id_number"
    assert good.json()["household"]["name"] == "张更正示例"


@pytest.mark.parametrize(
    ("persona", "act", "body", "status"),
    [
        ("zhou", "withdraw", {}, "withdrawn"),
        ("wang", "decline", {"clause": "杭房局〔2024〕43号 附件3 备注1", "reason": "新房"}, "declined"),
        ("zhou", "backfill", {"reason": "先施工后登记"}, "received"),
    ],
)
def test_acts_on_a_received_case(
    world: World, calls: Calls, persona: str, act: str, body: dict[str, Any], status: str
) -> None:
    case = make_case(world, "received")

    done = calls(world.people[persona]).post(f"/cases/{case.pk}/{act}", {"version": case.version, **body})

    assert done.status_code == 200, done.content
    assert done.json()["status"] == status


def test_the_leader_terminates_and_the_patrol_body_is_named(world: World, calls: Calls) -> None:
    case = make_case(world, "filed")
    where = f"/cases/{case.pk}"

    named = calls(world.zhou).post(
        f"{where}/patrol", {"version": case.version, "organisation": world.property.pk}
    )
    assert named.status_code == 200, named.content
    assert named.json()["patrol"]["id"] == world.property.pk
    done = calls(world.ling).post(
        f"{where}/terminate",
        {"version": named.json()["version"], "removal": "other", "reason": "户主迁居，不再改造"},
    )

    assert done.json()["status"] == "terminated"


def test_a_wrong_role_is_told_whose_task_it_is(world: World, calls: Calls) -> None:
    case = make_case(world, "received")

    refused = calls(world.zhou).post(f"/cases/{case.pk}/file", {"version": case.version})

    assert refused.status_code == 403
    assert "审核" in refused.json()["detail"]


def test_a_full_number_needs_a_purpose_and_is_logged(world: World, calls: Calls) -> None:
    case = make_case(world, "received")
    where = f"/cases/{case.pk}/reveal"

    without = calls(world.wang).post(where, {"field": "phone"})
    shown = calls(world.wang).post(where, {"field": "phone", "purpose": "电话核实"})
    hidden = calls(world.shi).post(where, {"field": "phone", "purpose": "电话核实"})

    assert without.json()["errors"][0]["pointer"] == "/purpose"
    assert shown.json()["value"].startswith("1")
    assert "no-store" in shown.headers["Cache-Control"]
    assert hidden.status_code == 403


def test_the_record_names_fields_and_never_values(world: World, calls: Calls) -> None:
    street = calls(world.zhou)
    case = street.post("/cases", registration()).json()

    first = street.get(f"/cases/{case['id']}/events", {"page_size": 2}).json()
    second = street.get(first["next"]).json()

    titles = [entry["title"] for entry in first["results"] + second["results"]]
    assert titles == ["受理", "提交登记", "登记"]
    assert first["results"][0]["by"].startswith("接口·示例系统")
    assert second["next"] is None


def test_numbers_are_looked_up_in_a_body_and_only_in_own_rows(world: World, calls: Calls) -> None:
    calls(world.zhou).post("/cases", registration())

    found = calls(world.wang).post("/cases/find", {"id_number": "33010219650131000x"})
    elsewhere = calls(world.xi).post("/cases/find", {"id_number": "33010219650131000x"})
    both = calls(world.wang).post("/cases/find", {"id_number": "x", "phone": "y"})

    assert len(found.json()["results"]) == 1
    assert elsewhere.json()["results"] == []
    assert both.status_code == 422


def test_the_directory_and_the_rules_are_readable(world: World, calls: Calls) -> None:
    caller = calls(world.zhou)

    directory = caller.get("/enterprises").json()
    program = caller.get("/programs/current").json()

    assert {row["id"] for row in directory["results"]} == {world.shili.pk, world.yangben.pk}
    assert directory["results"][0]["listings"][0]["legal_basis"] == "浙建管发〔2024〕56号"
    assert program["year"] == 2026
    assert any("杭房局〔2024〕43号" in rule["source"] for rule in program["rule_set"]["rules"])


def test_nothing_stays_of_a_refused_registration(world: World, calls: Calls) -> None:
    body = registration(household__id_number="330102196501310001")

    refused = calls(world.zhou).post("/cases", body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/household/id_number"
    assert not Case.objects.exists()
    assert not Household.objects.exists()


def test_an_organisation_of_no_use_cannot_call(world: World, calls: Calls) -> None:
    street = calls(world.zhou)
    Organisation.objects.filter(pk=world.qingbo.pk).update(is_active=False)

    assert street.get("/me").status_code == 401


def test_states_by_their_codes(world: World, calls: Calls) -> None:
    make_case(world, "received")
    make_case(world, "filed")

    listed = calls(world.wang).get("/cases", {"status": Status.FILED.value}).json()

    assert [row["status"] for row in listed["results"]] == ["filed"]
