"""其他装修 of the demonstration: a dozen households of 上城, one at each step, and a converted case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from apps.cases.enums import Status as CaseStatus
from apps.cases.models import Case
from apps.demo.services.materials import Materials, photo, scan
from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.inspections.enums import Shortfall
from apps.inspections.services import convert
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.othertrack.enums import Extent, FactKind, Finding, Ground, Item, Proof, Seen, Verdict
from apps.othertrack.models import Renovation
from apps.othertrack.rules.application import Application
from apps.othertrack.rules.lookups import Answer
from apps.othertrack.services import (
    apply,
    approve,
    check,
    decline,
    note_works,
    patrol,
    return_renovation,
    review,
    withdraw,
)

PLACE = "330102"
SEED = 20261201
"""Materials of their own: what the other households draw from theirs stays as it was."""
Did = Callable[[Renovation], object]
_SOURCES = {
    FactKind.FILING: ("示例装修备案系统", "BA-演示-{:04d}", "备案人、坐落与申请一致"),
    FactKind.CODE: ("示例一码管理系统", "YM-演示-{:04d}", "已建码，进场人员已扫码登记"),
    FactKind.CONTRACT: ("向装修企业电话核实，核对原件", "", "企业确认签过，金额与复印件一致"),
}


def renovation_stories(world: DemoWorld) -> list[tuple[datetime, Story]]:
    """Return the stories, the earliest first."""
    materials = Materials(SEED)
    street = world.streets[PLACE][0].code
    clerk, company = world.actors[street, Role.STREET_CLERK], world.actors["property", Role.PROPERTY_PATROL]
    desk = {role: world.actors[PLACE, role] for role in (Role.DISTRICT_REVIEWER, Role.DISTRICT_INSPECTOR)}
    leader = world.actors[PLACE, Role.DISTRICT_LEADER]

    def looked(*kinds: FactKind, finding: Finding = Finding.FOUND, seen: str = "") -> list[Did]:
        return [_look(clerk, kind, finding, seen) for kind in kinds]

    def worked(kind: FactKind, source: str) -> Did:
        return lambda row: note_works(
            renovation_id=row.pk, by=clerk, kind=kind, on=clock.today(), source=source
        )

    def went(seen: Seen, text: str, by: Actor = company) -> Did:
        return lambda row: patrol(
            renovation_id=row.pk,
            by=by,
            on=clock.today(),
            seen=seen,
            text=text,
            photos=[photo("巡查.jpg", shade=len(text))],
        )

    reviewed: Did = lambda row: review(  # noqa: E731 - one step among many
        renovation_id=row.pk, by=desk[Role.DISTRICT_REVIEWER], opinion="备案、一码、合同都核查清楚，同意。"
    )
    approved: Did = lambda row: approve(  # noqa: E731
        renovation_id=row.pk,
        by=desk[Role.DISTRICT_INSPECTOR],
        verdict=Verdict.PASSED,
        looked_on=clock.today(),
        seen="到现场看过，改造内容与申请、合同一致。",
        photos=[photo("装修结果.jpg", shade=7)],
    )
    start, finish = worked(FactKind.STARTED, "物业巡查看到"), worked(FactKind.FINISHED, "本人告知")
    sound = went(Seen.SOUND, "墙面在铺贴，材料堆放整齐，没有动承重墙。")
    every = looked(FactKind.FILING, FactKind.CODE, FactKind.CONTRACT)
    rural = {
        "area_type": "rural",
        "proof": Proof.OTHER,
        "proof_name": "宅基地使用权证",
        "proof_issuer": "示例区人民政府",
        "patrol_organisation_id": None,
    }
    told: list[tuple[datetime, dict[str, Any], list[Did]]] = [
        (_at(10, 9), {"extent": Extent.WHOLE}, [start, *every, reviewed, sound, finish, approved]),
        (_at(10, 14), {}, [*every, reviewed, start, sound, finish, approved]),
        (_at(10, 20), {}, [_declined(leader)]),
        (_at(10, 27), {}, [lambda row: withdraw(renovation_id=row.pk, by=clerk)]),
        (_at(11, 3), {"extent": Extent.WHOLE}, [*every, reviewed, start, sound]),
        (_at(11, 4), rural, [*every, reviewed, start, went(Seen.SOUND, "在做水电，没有问题。", clerk)]),
        (_at(11, 6), {}, [*every, reviewed, start, went(Seen.DISSUADED, "垃圾堆在楼道，劝说后当场清走。")]),
        (_at(11, 9), {}, [*every, reviewed, start, finish]),
        (_at(11, 13), {}, [*every, start, went(Seen.OPEN, "厨房燃气管旁打孔，劝阻不听，已报告。")]),
        (_at(11, 18), {}, [*every]),
        (_at(11, 20), {}, looked(FactKind.FILING, finding=Finding.ABSENT, seen="系统里查不到本户的备案。")),
        (_at(11, 23), {}, [_returned(desk[Role.DISTRICT_REVIEWER])]),
        (_at(11, 25), {}, []),
    ]
    company_id = company.organisation_id
    return [
        *(
            (begin, _story(materials, clerk, street, {"patrol_organisation_id": company_id, **changes}, did))
            for begin, changes, did in told
        ),
    ]


def _at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 40, tzinfo=SHANGHAI)


def _look(by: Actor, kind: FactKind, finding: Finding, seen: str) -> Did:
    source, numbered, words = _SOURCES[kind]

    def did(row: Renovation) -> object:
        is_dated = kind is not FactKind.CONTRACT and finding is Finding.FOUND
        answer = Answer(
            finding=finding,
            source=source,
            seen=seen or words,
            looked_on=clock.today(),
            on=row.applied_on - timedelta(days=3) if is_dated and row.applied_on else None,
            reference=numbered.format(int(row.number[-4:])) if finding is Finding.FOUND else "",
        )
        return check(renovation_id=row.pk, by=by, kind=kind, answer=answer)

    return did


def _declined(by: Actor) -> Did:
    return lambda row: decline(
        renovation_id=row.pk,
        by=by,
        ground=Ground.UNFIT,
        reason="申请的房屋为商铺，不是住宅。",
        clause="杭房局〔2024〕43号 二（二）",
    )


def _returned(by: Actor) -> Did:
    return lambda row: return_renovation(
        renovation_id=row.pk, by=by, reason="不动产权证缺附图页。\n合同复印件没有盖章页。"
    )


def _story(materials: Materials, clerk: Actor, street: str, changes: dict[str, Any], did: list[Did]) -> Story:
    plain = Application(
        applied_on=clock.today(),
        name=materials.name(),
        phone=materials.phone(),
        # A road of its own: no other household of the demonstration lives there.
        address=re.sub(r"^\D+", "样例大道", materials.address()),
        area_type="urban",
        extent=Extent.PART,
        items=tuple(materials.random.sample([each.value for each in Item], 3)),
        proof=Proof.TITLE,
        contractor=materials.random.choice(("演示装饰有限公司", "样本家装有限公司", "范例装修工程部")),
        contract_amount=materials.money(1.8, 9),
        contract_signed_on=clock.today(),
    )

    def story() -> Iterator[datetime]:
        today = clock.today()
        said = replace(plain, applied_on=today, contract_signed_on=today - timedelta(days=2), **changes)
        row = apply(
            by=clerk,
            street_code=street,
            application=said,
            proof_files=[scan("权属证明.pdf", "DEMO TITLE")],
            contract_files=[scan("装修合同.pdf", "DEMO CONTRACT")],
        )
        for each in did:
            yield clock.now() + timedelta(days=2, minutes=17)
            each(Renovation.objects.get(pk=row.pk))

    return story()


def convert_one(world: DemoWorld) -> None:
    """Let a case under works be found beyond mending; it waits for its application on the other track.

    After all stories: that of the case would go on building.
    """
    leader = world.actors[PLACE, Role.DISTRICT_LEADER]
    case = Case.objects.visible_to(leader).filter(status=CaseStatus.BUILDING).order_by("number").first()
    if case is not None:
        convert(
            case_id=case.pk,
            by=leader,
            shortfall=Shortfall.SURFACES,
            measured_on=clock.today(),
            measured="卫生间墙面、地面湿贴瓷砖，只有吊顶用装配式",
            reason="墙面、地面瓷砖已贴好",
            evidence=[scan("实测记录")],
        )
