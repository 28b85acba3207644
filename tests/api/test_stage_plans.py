"""A designer's system writes the plan, the street's system takes the signature: the pages' rules, in JSON."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.plans.models import Confirmation, PlanVersion
from tests.factories.callers import Caller, token_for
from tests.factories.plans import content, drawn, make_planned_case, submit
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, make_case

DRAFT: dict[str, Any] = {
    "survey_on": "2026-09-01",
    "planned_start": "2026-09-08",
    "planned_days": 12,
    "spaces": [
        {
            "kind": "kitchen",
            "name": "厨房",
            "declared_total": "29.00",
            "wall": {"area": "18.60", "method": "prefab", "product": "示例墙板 A"},
            "floor": {"area": "5.20", "method": "wet"},
            "ceiling": {"area": "5.20", "method": "prefab"},
        },
        {
            "kind": "bathroom",
            "name": "卫生间",
            "declared_total": "24.60",
            "wall": {"area": "16.40", "method": "prefab"},
            "floor": {"area": "4.10", "method": "prefab"},
            "ceiling": {"area": "4.10", "method": "prefab"},
        },
    ],
    "lines": [
        {"kind": "item", "name": "集成厨房", "amount": "3.86"},
        {"kind": "discount", "name": "企业让利", "amount": "0.40"},
    ],
    "hazard_survey": "found",
    "hazards": [{"name": "燃气软管", "location": "厨房", "product": "波纹管"}],
}


def at(case: Case, url: str) -> str:
    return f"/cases/{case.pk}/{url}"


def versioned(case: Case, **values: Any) -> dict[str, Any]:
    case.refresh_from_db()
    return {"version": case.version, **values}


def draft(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(DRAFT), **changes}


@pytest.fixture
def chen(world: World) -> Caller:
    return Caller(token_for(world.chen))


@pytest.fixture
def zhou(world: World) -> Caller:
    return Caller(token_for(world.zhou))


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, upto="designing")


def test_a_plan_goes_from_draft_to_signature(world: World, chen: Caller, zhou: Caller, case: Case) -> None:
    saved = chen.post(at(case, "plan/draft"), versioned(case, **draft()), key="")
    sent = chen.post(at(case, "plan/submit"), {"version": saved.json()["version"]})
    shown = zhou.get(at(case, "plan"))
    signed = zhou.post(
        at(case, "plan/sign"),
        {
            "version": sent.json()["version"],
            "content_hash": shown.json()["content_hash"],
            "signer": "self",
            "signature": drawn(),
            "agree": True,
        },
    )

    assert [saved.status_code, sent.status_code, signed.status_code] == [200, 201, 201], signed.json()
    assert shown.json()["status"] == "submitted"
    assert [check["result"] for check in shown.json()["checks"]] == ["passed"] * 3
    assert shown.json()["spaces"][0]["measured"]["dry_ratio"] == "82.06 %"
    assert shown.json()["total"] == "3.46"
    assert signed.json()["status"] == "confirmed"
    assert Confirmation.objects.get(pk=signed.json()["record_id"]).witness_name.startswith("接口")


def sent_back(chen: Caller, case: Case, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Save a draft, read it, and save what was read; return what was read before and after."""
    saved = chen.post(at(case, "plan/draft"), versioned(case, **body), key="").json()
    shown = chen.get(at(case, "plan")).json()
    for space in shown["spaces"]:
        space.pop("measured")
    again = {name: shown[name] for name in body}
    answer = chen.post(at(case, "plan/draft"), {"version": saved["version"], **again}, key="")
    assert answer.status_code == 200, answer.json()
    return shown, chen.get(at(case, "plan")).json()


def test_what_is_read_may_be_sent_back(chen: Caller, case: Case) -> None:
    before, after = sent_back(chen, case, draft())

    assert after["lines"] == before["lines"]


def mixed() -> dict[str, Any]:
    body = draft()
    body["spaces"][1] |= {
        "declared_total": "22.00",
        "wall": {"parts": [{"area": "12.20", "method": "prefab"}, {"area": "3.40", "method": "kept"}]},
        "floor": {"area": "3.20", "method": "wet"},
        "ceiling": {"area": "3.20", "method": "prefab"},
    }
    return body


def test_a_wall_of_two_parts_is_written_and_read(chen: Caller, case: Case) -> None:
    saved = chen.post(at(case, "plan/draft"), versioned(case, **mixed()), key="")
    space = chen.get(at(case, "plan")).json()["spaces"][1]

    assert saved.status_code == 200, saved.json()
    assert space["measured"]["dry_ratio"] == "70 %"
    assert (space["wall"]["area"], space["wall"]["method"]) == ("15.60", None)
    assert [(each["area"], each["method"]) for each in space["wall"]["parts"]] == [
        ("12.20", "prefab"),
        ("3.40", "kept"),
    ]
    assert space["floor"]["parts"] == []


def test_a_wall_of_two_parts_that_is_read_may_be_sent_back(chen: Caller, case: Case) -> None:
    before, after = sent_back(chen, case, mixed())

    assert after["spaces"][1]["wall"] == before["spaces"][1]["wall"]


@pytest.mark.parametrize(("name", "value"), [("area", "15.59"), ("method", "prefab"), ("product", "墙板")])
def test_a_surface_that_contradicts_its_parts_is_refused(
    chen: Caller, case: Case, name: str, value: str
) -> None:
    body = mixed()
    body["spaces"][1]["wall"][name] = value

    answer = chen.post(at(case, "plan/draft"), versioned(case, **body), key="")

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/spaces/1/wall/{name}"]


def test_what_is_wrong_with_a_part_is_told_at_its_place(chen: Caller, case: Case) -> None:
    body = mixed()
    del body["spaces"][1]["wall"]["parts"][1]["area"]

    tried = chen.post(at(case, "plan/evaluate"), body, key="").json()

    assert [each["pointer"] for each in tried["problems"]] == ["/spaces/1/wall/parts/1/area"]


def test_trying_a_plan_writes_nothing(chen: Caller, case: Case) -> None:
    body = draft()
    body["spaces"][0]["wall"]["method"] = "wet"

    tried = chen.post(at(case, "plan/evaluate"), body, key="").json()

    failed = [check for check in tried["checks"] if check["result"] == "failed"]
    assert [check["code"] for check in failed] == ["prefab_surfaces", "dry_ratio"]
    assert "地面改为装配式后" in failed[0]["explanation"][0]
    assert not tried["may_submit"]
    assert not PlanVersion.objects.exists()


def test_trying_an_unfinished_plan_says_what_is_missing(chen: Caller, case: Case) -> None:
    body = draft(planned_days=None)
    del body["spaces"][1]["floor"]["area"]

    tried = chen.post(at(case, "plan/evaluate"), body, key="").json()

    pointers = [problem["pointer"] for problem in tried["problems"]]
    assert pointers == ["/planned_days", "/spaces/1/floor/area"]


@pytest.mark.parametrize(
    ("place", "value", "pointer"),
    [
        (("spaces", 0, "wall", "area"), "-1", "/spaces/0/wall/area"),
        (("spaces", 0, "wall", "method"), "magic", "/spaces/0/wall/method"),
        (("spaces", 0, "wall", "colour"), "red", "/spaces/0/wall/colour"),
        (("spaces", 1, "kind"), "cellar", "/spaces/1/kind"),
        (("lines", 1, "amount"), "12345.00", "/lines/1/amount"),
        (("lines", 1, "amount"), "0", "/lines/1/amount"),
        (("lines", 1, "amount_yuan"), "4000.01", "/lines/1/amount_yuan"),
        (("lines", 1), {"kind": "item", "name": "水电", "amount_yuan": "0"}, "/lines/1/amount_yuan"),
        (("lines", 0, "kind"), "support", "/lines/0/kind"),
        (("planned_days",), 0, "/planned_days"),
        (("survey_on",), "2026-02-30", "/survey_on"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(
    chen: Caller, case: Case, place: tuple[Any, ...], value: object, pointer: str
) -> None:
    body = draft()
    *way, last = place
    target: Any = body
    for step in way:
        target = target[step]
    target[last] = value

    answer = chen.post(at(case, "plan/draft"), versioned(case, **body), key="")

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert not PlanVersion.objects.exists()


def test_an_incomplete_draft_is_saved_but_not_submitted(chen: Caller, case: Case) -> None:
    body = draft(survey_on=None)
    body["spaces"][0]["declared_total"] = "30.00"
    saved = chen.post(at(case, "plan/draft"), versioned(case, **body), key="").json()

    answer = chen.post(at(case, "plan/submit"), {"version": saved["version"]})

    assert answer.status_code == 422
    pointers = [fault["pointer"] for fault in answer.json()["errors"]]
    assert pointers == ["/survey_on", "/spaces/0/declared_total"]


def test_a_stale_version_learns_who_was_faster(chen: Caller, case: Case) -> None:
    old = versioned(case)
    chen.post(at(case, "plan/draft"), {**old, **draft()}, key="")

    answer = chen.post(at(case, "plan/draft"), {**old, **draft()}, key="")

    assert answer.status_code == 409
    assert answer.json()["current_version"] == old["version"] + 1
    assert answer.json()["changes"][0]["what"] == "保存方案草稿"


@pytest.mark.parametrize("shown", ["0" * 64, "º" * 64])
def test_the_signature_is_for_what_was_shown(world: World, zhou: Caller, case: Case, shown: str) -> None:
    submit(world, case)

    answer = zhou.post(
        at(case, "plan/sign"),
        versioned(case, content_hash=shown, signer="self", signature=drawn(), agree=True),
    )

    assert answer.status_code == 409
    assert not Confirmation.objects.exists()


def test_the_household_s_opinion_goes_back_to_the_designer(
    world: World, chen: Caller, zhou: Caller, case: Case
) -> None:
    plan = submit(world, case)

    answer = zhou.post(
        at(case, "plan/reject"),
        versioned(case, content_hash=plan.content_hash, opinion="卫生间不想用浅色板"),
    )

    assert answer.status_code == 201
    shown = chen.get(at(case, "plan")).json()
    assert (shown["status"], shown["opinion"]) == ("rejected", "卫生间不想用浅色板")


def test_a_new_version_takes_the_submitted_one_back(world: World, chen: Caller, case: Case) -> None:
    submit(world, case)

    answer = chen.post(at(case, "plan/start-version"), versioned(case))

    assert answer.status_code == 201
    versions = chen.get(at(case, "plan/versions")).json()["results"]
    assert [(each["number"], each["status"]) for each in versions] == [(2, "draft"), (1, "superseded")]
    assert chen.get(at(case, "plan/versions/1")).json()["number"] == 1


def test_a_long_plan_is_noted_by_the_district_alone(world: World, zhou: Caller, case: Case) -> None:
    plan = submit(world, case, plan=content(days=18, reason="定制柜体到货较晚"))
    zhou.post(
        at(case, "plan/sign"),
        versioned(case, content_hash=plan.content_hash, signer="self", signature=drawn(), agree=True),
    )
    refused = zhou.post(at(case, "plan/overrun-note"), versioned(case, opinion="已知悉"))
    noted = Caller(token_for(world.ling)).post(
        at(case, "plan/overrun-note"), versioned(case, opinion="已知悉")
    )

    assert refused.status_code == 403
    assert "住建局" in refused.json()["detail"]
    assert noted.status_code == 201
    assert zhou.get(at(case, "plan")).json()["overrun_note"]["opinion"] == "已知悉"
    assert zhou.get(at(case, "agreement")).json()["overrun"] is True


def test_a_change_is_proposed_and_withdrawn(world: World, chen: Caller) -> None:
    case = make_planned_case(world, "contracted")

    proposed = chen.post(at(case, "plan/change"), versioned(case, reason="换墙板")).json()
    withdrawn = chen.post(
        at(case, "plan/change/withdraw"), {"version": proposed["version"], "reason": "不换了"}
    )

    assert withdrawn.status_code == 201
    assert chen.get(at(case, "plan")).json()["end_reason"] == "不换了"


def test_an_enterprise_off_the_list_is_an_equal_choice(world: World, zhou: Caller) -> None:
    case = make_planned_case(world, "contracted")
    body = {"source": "other", "name": "名录外示例装饰", "contact_name": "联络员", "reason": "户主另选"}

    wrong = zhou.post(
        at(case, "plan/replace-enterprise"),
        versioned(case, **body, credit_code="123", contact_phone="13800000001"),
    )
    right = zhou.post(
        at(case, "plan/replace-enterprise"),
        versioned(case, source="listed", enterprise=world.yangben.pk, reason="户主另选"),
    )

    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/credit_code")
    assert (right.status_code, right.json()["status"]) == (201, "designing")


def test_another_district_finds_no_such_case(world: World, case: Case) -> None:
    submit(world, case)
    stranger = Caller(token_for(world.xi))
    urls = ("plan", "plan/versions", "plan/versions/1", "agreement")

    assert {stranger.get(at(case, url)).status_code for url in urls} == {404}
    for url in ("plan/draft", "plan/submit", "plan/change", "contract"):
        assert stranger.post(at(case, url), versioned(case, reason="x")).status_code == 404


def test_a_rival_sees_no_plan_of_its_predecessor(world: World) -> None:
    case = make_planned_case(world, "contracted")
    zhou = Caller(token_for(world.zhou))
    zhou.post(
        at(case, "plan/replace-enterprise"),
        versioned(case, source="listed", enterprise=world.yangben.pk, reason="户主另选"),
    )
    tao = Caller(token_for(world.tao))

    assert tao.get(at(case, "plan")).status_code == 404
    assert tao.get(at(case, "plan/versions")).json()["results"] == []
    assert tao.get(at(case, "agreement")).json()["contracts"] == []
    assert len(zhou.get(at(case, "agreement")).json()["contracts"]) == 1


def test_the_city_reads_names_masked(world: World) -> None:
    case = make_staged_case(world, "contracted")
    with clock.at(later(5)):
        city = Caller(token_for(world.shi)).get(at(case, "agreement")).json()
        own = Caller(token_for(world.chen)).get(at(case, "agreement")).json()

    assert city["confirmation"]["signer_name"] == "张*例"
    assert own["confirmation"]["signer_name"] == "张示例"


def test_roles_that_never_write_plans_are_told_so(world: World, case: Case) -> None:
    answer = Caller(token_for(world.jiang)).post(at(case, "plan/draft"), versioned(case, **draft()), key="")

    assert answer.status_code == 403
    assert "设计师" in answer.json()["detail"]
