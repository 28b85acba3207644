"""The site manager's, the patrol's and the inspector's systems: works and acceptance, in JSON."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from apps.cases.models import Case
from apps.inspections.models import AcceptanceAttempt, Defect, Visit
from apps.lib import clock
from tests.factories import works
from tests.factories.callers import Caller, token_for
from tests.factories.plans import drawn
from tests.factories.stages import make_staged_case
from tests.factories.works import photo as site_photo
from tests.factories.world import World, later


def at(case: Case, url: str) -> str:
    return f"/cases/{case.pk}/{url}"


def versioned(case: Case, **values: Any) -> dict[str, Any]:
    case.refresh_from_db()
    return {"version": case.version, **values}


def caller(world: World, name: str) -> Caller:
    return Caller(token_for(world.people[name]))


def photo(system: Caller, kind: str = "work_photo") -> str:
    """Upload a photo and return its number."""
    answer = system.upload("/files", {"kind": kind, "file": site_photo()})
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["id"])


def answered(system: Caller, case: Case, **bad: str) -> list[dict[str, Any]]:
    """Answer every line of the checklist; ``plan_on_site="why"`` is not as it should be."""
    lines = system.get(at(case, "checklist")).json()["items"]
    return [
        {"code": line["code"], "outcome": "bad", "note": bad[line["code"]]}
        if line["code"] in bad
        else {"code": line["code"], "outcome": "ok"}
        for line in lines
    ]


def test_the_enterprise_s_system_runs_the_works(world: World) -> None:
    case = make_staged_case(world, "contracted")
    with clock.at(later(7)):
        site = caller(world, "jiang")
        started = site.post(at(case, "works/start"), versioned(case, started_on="2026-09-08"))
        kitchen, bathroom = (
            site.post(
                at(case, "works/concealed"),
                versioned(case, on="2026-09-08", space=space, concealed="water", photos=[photo(site)]),
            )
            for space in ("厨房", "卫生间")
        )
        finished = site.post(at(case, "works/finish"), versioned(case, finished_on="2026-09-08"))
        shown = site.get(at(case, "works")).json()

    assert [each.status_code for each in (started, kitchen, bathroom, finished)] == [201] * 4
    assert started.json()["status"] == "building"
    # All at one moment of the clock: which of them comes first says nothing.
    kinds = sorted(report["kind"] for report in shown["reports"])
    assert kinds == ["concealed", "concealed", "finish", "start"]
    assert shown["pending_finish"] == finished.json()["record_id"]
    assert len(shown["reports"][1]["photos"]) == 1


def test_the_street_confirms_the_finish(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        site = caller(world, "jiang")
        site.post(at(case, "works/finish"), versioned(case, finished_on="2026-09-11"))
        street = caller(world, "zhou")
        sent_back = street.post(at(case, "works/finish/reject"), versioned(case, reason="柜门未装"))
        site.post(at(case, "works/finish"), versioned(case, finished_on="2026-09-11"))
        signed = {"means": "signed_scan", "scan": photo(street, "finish_scan"), "signed_on": "2026-09-11"}
        unsigned = street.post(
            at(case, "works/finish/confirm"),
            versioned(case, finished_on="2026-09-11", confirmer="household"),
        )
        confirmed = street.post(
            at(case, "works/finish/confirm"),
            versioned(case, finished_on="2026-09-11", confirmer="household", **signed),
        )
        reports = street.get(at(case, "works")).json()["reports"]
        # Both were made at one moment, so neither comes first.
        (shown,) = (each for each in reports if each["signature"])

    assert sent_back.status_code == 201
    assert (unsigned.status_code, unsigned.json()["errors"][0]["pointer"]) == (422, "/scan")
    assert (confirmed.status_code, confirmed.json()["status"]) == (201, "completed")
    assert shown["signature"]["means"] == "signed_scan"


def test_a_stop_pauses_the_clock_until_it_is_resumed(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        site = caller(world, "jiang")
        stopped = site.post(
            at(case, "works/stop"), versioned(case, from_on="2026-09-10", reason="等待燃气改管")
        )
        twice = site.post(at(case, "works/stop"), versioned(case, from_on="2026-09-11", reason="又停"))
        resumed = site.post(at(case, "works/resume"), versioned(case, resumed_on="2026-09-11"))
        stops = site.get(at(case, "works")).json()["stops"]

    assert [each.status_code for each in (stopped, twice, resumed)] == [201, 422, 201]
    assert [(stop["from_on"], stop["last_on"]) for stop in stops] == [("2026-09-10", "2026-09-10")]


def test_a_visit_answers_every_line_and_finds_a_defect(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        patrol = caller(world, "wu")
        answer = patrol.post(
            at(case, "visits/patrol"),
            versioned(
                case,
                visited_on="2026-09-11",
                due_on="2026-09-14",
                items=answered(patrol, case, safety="电线拖地"),
                defects=[{"text": "垃圾未清运", "severity": "ordinary", "photos": [photo(patrol)]}],
            ),
        )
        visits = patrol.get(at(case, "visits")).json()["results"]
        defects = patrol.get(at(case, "defects")).json()["results"]

    assert answer.status_code == 201, answer.json()
    assert visits[0]["id"] == answer.json()["record_id"]
    assert [item["outcome"] for item in visits[0]["items"]].count("bad") == 1
    assert [defect["severity"] for defect in defects] == ["hazard", "ordinary"]
    assert len(defects[1]["photos"]) == 1


def test_a_visit_refused_names_the_line(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        patrol = caller(world, "wu")
        lines = answered(patrol, case)
        lines[1] = {"code": lines[1]["code"], "outcome": "bad"}
        unexplained = patrol.post(
            at(case, "visits/patrol"),
            versioned(case, visited_on="2026-09-11", due_on="2026-09-14", items=lines),
        )
        short = patrol.post(
            at(case, "visits/patrol"), versioned(case, visited_on="2026-09-11", items=lines[2:])
        )
        unknown = patrol.post(
            at(case, "visits/patrol"),
            versioned(case, visited_on="2026-09-11", items=[*lines, {"code": "x", "outcome": "ok"}]),
        )

    assert unexplained.json()["errors"][0]["pointer"] == "/items/1/note"
    assert short.json()["errors"][0]["pointer"] == "/items"
    assert unknown.json()["errors"][0]["pointer"] == f"/items/{len(lines)}/code"
    assert Visit.objects.filter(case=case).count() == 1


def test_a_defect_is_mended_and_verified_by_different_systems(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        works.visit(world, case, by=world.wu, bad=["safety"], due_on=clock.today())
        defect = Defect.objects.get(case=case)
        site, patrol = caller(world, "jiang"), caller(world, "wu")
        own = f"defects/{defect.pk}"
        early = patrol.post(at(case, f"{own}/verify"), versioned(case, result="ok", verified_on="2026-09-11"))
        mended = site.post(
            at(case, f"{own}/rectify"),
            versioned(case, rectified_on="2026-09-11", note="已架空", photos=[photo(site)]),
        )
        sent_back = patrol.post(
            at(case, f"{own}/verify"), versioned(case, result="back", verified_on="2026-09-11")
        )
        verified = patrol.post(
            at(case, f"{own}/verify"), versioned(case, result="ok", verified_on="2026-09-11")
        )

    assert early.status_code == 422
    assert mended.status_code == 201, mended.json()
    assert sent_back.json()["errors"][0]["pointer"] == "/note"
    assert verified.status_code == 201


def test_a_file_that_does_not_wait_for_the_caller_is_refused(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        site, other = caller(world, "jiang"), caller(world, "zhou")
        for file_id in (str(uuid4()), photo(other)):
            answer = site.post(
                at(case, "works/progress"), versioned(case, on="2026-09-11", text="贴板", photos=[file_id])
            )
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/photos")


def accepted(inspector: Caller, case: Case) -> list[dict[str, Any]]:
    attempt = inspector.get(at(case, "acceptance")).json()["attempts"][0]
    return [{"code": item["code"], "outcome": "agrees"} for item in attempt["items"]]


def test_an_acceptance_goes_through_to_its_end(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(18)):
        inspector = caller(world, "yan")
        opened = inspector.post(at(case, "acceptance/open"), versioned(case, arranged_on="2026-09-19"))
        items = accepted(inspector, case)
        items[0] |= {"outcome": "measured", "area": "18.60", "method": "prefab"}
        found = inspector.post(
            at(case, "acceptance/items"),
            versioned(case, visited_at="2026-09-19T09:30:00+08:00", items=items),
        )
        judged = inspector.post(
            at(case, "acceptance/verdict"), versioned(case, verdict="pass", opinion="现场核验合格")
        )
        said = inspector.post(
            at(case, "acceptance/opinion"),
            versioned(
                case,
                satisfaction="satisfied",
                signer="self",
                means="drawn",
                signature=drawn(),
                witness_name="周示例",
                signed_on="2026-09-19",
            ),
        )
        ended = inspector.post(at(case, "acceptance/conclude"), versioned(case))
        shown = inspector.get(at(case, "acceptance")).json()

    answers = (opened, found, judged, said, ended)
    assert [each.status_code for each in answers] == [201] * 5, [each.json() for each in answers]
    assert ended.json()["status"] == "passed"
    assert shown["passed"] is True
    attempt = shown["attempts"][0]
    assert (attempt["verdict"], attempt["satisfaction"]) == ("pass", "satisfied")
    assert [check["result"] for check in attempt["checks"]] == ["passed"] * 3
    assert attempt["items"][0]["area"] == "18.60"


def test_items_not_sent_keep_what_they_have(world: World) -> None:
    case = make_staged_case(world, "attempt")
    with clock.at(later(18)):
        inspector = caller(world, "yan")
        items = accepted(inspector, case)
        at_half_past = "2026-09-19T09:30:00+08:00"
        for part in (items[:4], items[4:5]):
            inspector.post(at(case, "acceptance/items"), versioned(case, visited_at=at_half_past, items=part))

    kept = AcceptanceAttempt.objects.get(case=case).items.exclude(outcome="")
    assert kept.count() == 5


def test_an_item_says_its_outcome_or_that_there_is_none(world: World) -> None:
    case = make_staged_case(world, "attempt")
    with clock.at(later(18)):
        inspector = caller(world, "yan")
        code = accepted(inspector, case)[0]["code"]
        answers = [
            inspector.post(
                at(case, "acceptance/items"),
                versioned(case, visited_at="2026-09-19T09:30:00+08:00", items=[{"code": code, **said}]),
            )
            for said in ({"note": "待补测"}, {"outcome": None, "note": "待补测"})
        ]

    assert [answer.status_code for answer in answers] == [422, 201]
    assert answers[0].json()["errors"][0]["pointer"] == "/items/0/outcome"


def test_findings_refused_name_the_item(world: World) -> None:
    case = make_staged_case(world, "attempt")
    with clock.at(later(18)):
        inspector = caller(world, "yan")
        items = accepted(inspector, case)
        items[2] |= {"outcome": "measured", "method": "prefab"}
        answer = inspector.post(
            at(case, "acceptance/items"),
            versioned(case, visited_at="2026-09-19T09:30:00+08:00", items=items),
        )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/items/2/area")


def test_a_failed_acceptance_is_mended_item_by_item(world: World) -> None:
    case = make_staged_case(world, "rectifying")
    with clock.at(later(19)):
        site = caller(world, "jiang")
        todo = site.get(at(case, "acceptance")).json()["attempts"][0]["rectifications"]
        end = {"finished_on": "2026-09-20"}
        early = site.post(at(case, "acceptance/rectified"), versioned(case, **end))
        for item in todo:
            done = site.post(
                at(case, f"acceptance/rectifications/{item['id']}"),
                versioned(
                    case, done_on="2026-09-20", note="已加固", photos=[photo(site, "acceptance_photo")]
                ),
            )
            assert done.status_code == 201, done.json()
        again = site.post(at(case, "acceptance/rectified"), versioned(case, **end))
        street = caller(world, "zhou")
        signed = {"confirmer": "household", "means": "signed_scan", "scan": photo(street, "finish_scan")}
        confirmed = street.post(at(case, "acceptance/rectified/confirm"), versioned(case, **end, **signed))

    assert early.status_code == 422
    assert (again.status_code, again.json()["status"]) == (201, "rectifying")
    assert (confirmed.status_code, confirmed.json()["status"]) == (201, "completed")


def test_mediation_stays_between_authorities_and_household(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(18)):
        district, site = caller(world, "ling"), caller(world, "jiang")
        opened = district.post(
            at(case, "mediation"), versioned(case, cause="unreachable", opened_on="2026-09-19")
        )
        recorded = district.post(
            at(case, "mediation/record"),
            versioned(case, held_on="2026-09-19", mediator="上城住建局 凌演示", record="三次电话未接"),
        )
        refused = site.post(
            at(case, "mediation"), versioned(case, cause="unreachable", opened_on="2026-09-19")
        )
        seen = [system.get(at(case, "acceptance")).json()["mediations"] for system in (district, site)]

    assert [opened.status_code, recorded.status_code, refused.status_code] == [201, 201, 403]
    assert [len(each) for each in seen] == [1, 0]


def test_only_the_leader_converts(world: World) -> None:
    case = make_staged_case(world, "rectifying")
    with clock.at(later(19)):
        said = {"shortfall": "ratio", "measured_on": clock.today().isoformat(), "measured": "厨房干式 50 %"}
        body = versioned(case, reason="墙面已湿贴", **said)
        refused = caller(world, "wang").post(at(case, "convert"), body)
        leader = caller(world, "ling")
        unproved = leader.post(at(case, "convert"), body)
        done = leader.post(at(case, "convert"), {**body, "evidence": [photo(leader, "ending_paper")]})

    assert refused.status_code == 403
    assert (unproved.status_code, unproved.json()["errors"][0]["pointer"]) == (422, "/evidence")
    assert (done.status_code, done.json()["status"]) == (201, "converted")


@pytest.mark.parametrize("url", ["works", "checklist", "visits", "defects", "acceptance"])
def test_another_district_reads_nothing(world: World, url: str) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        assert caller(world, "xi").get(at(case, url)).status_code == 404


def test_a_stale_version_writes_nothing(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        old = versioned(case, on="2026-09-11", text="墙板安装")
        site = caller(world, "jiang")
        site.post(at(case, "works/progress"), old)
        answer = site.post(at(case, "works/progress"), old)

    assert (answer.status_code, answer.json()["current_version"]) == (409, old["version"] + 1)
    assert answer.json()["changes"][0]["what"] == "填报施工进度"
