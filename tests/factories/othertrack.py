"""Renovations of the other track, driven there through its own services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps.lib import clock
from apps.othertrack.enums import Extent, FactKind, Finding, Item, Proof, Seen, Verdict
from apps.othertrack.models import Fact, Renovation
from apps.othertrack.queries.asked import asked_of
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
)
from tests.factories.people import phone
from tests.factories.uploads import pdf, upload
from tests.factories.world import World

STREET = "330102001"
_numbers = iter(range(5000, 10_000_000))


def application(world: World, **changes: Any) -> Application:
    """Return a sound application of a home of its own in 清波街道, patrolled by 样张物业."""
    number = next(_numbers)
    said = Application(
        applied_on=clock.today(),
        name="李示例",
        phone=phone(number),
        address=f"示例路{number}号2幢1单元201室",
        area_type="urban",
        extent=Extent.PART,
        items=(Item.WALL, Item.FITTINGS),
        proof=Proof.TITLE,
        contractor="示例装饰有限公司",
        contract_amount=Decimal("38600"),
        contract_signed_on=clock.today(),
        patrol_organisation_id=world.property.pk,
    )
    return replace(said, **changes)


def papers() -> dict[str, Any]:
    """Return copies of both papers."""
    return {
        "proof_files": [upload("不动产权证.pdf", pdf())],
        "contract_files": [upload("装修合同.pdf", pdf())],
    }


def applied(world: World, **changes: Any) -> Renovation:
    """Take an application down at the street."""
    return apply(by=world.zhou, street_code=STREET, application=application(world, **changes), **papers())


def answer(**changes: Any) -> Answer:
    """Return what somebody saw today of something that has stood since yesterday."""
    said = Answer(
        finding=Finding.FOUND,
        source="示例装修备案系统",
        seen="住址、装修人一致",
        looked_on=clock.today(),
        on=clock.today() - timedelta(days=1),
    )
    return replace(said, **changes)


def looked(world: World, renovation: Renovation, kind: FactKind, **changes: Any) -> Fact:
    """Let the street look one thing up."""
    on = None if kind is FactKind.CONTRACT else changes.pop("on", clock.today() - timedelta(days=1))
    return check(renovation_id=renovation.pk, by=world.zhou, kind=kind, answer=answer(on=on, **changes))


def checked(world: World, **changes: Any) -> Renovation:
    """Take an application down and look everything up."""
    made = applied(world, **changes)
    for kind in (FactKind.CONTRACT, FactKind.CODE, FactKind.FILING):
        looked(world, made, kind)
    return fresh(made)


def reviewed(world: World, **changes: Any) -> Renovation:
    """Let the district review it."""
    made = checked(world, **changes)
    review(renovation_id=made.pk, by=world.shen, opinion="相符，同意")
    return fresh(made)


def began(world: World, renovation: Renovation, on: date | None = None) -> Renovation:
    """Let works begin."""
    note_works(
        renovation_id=renovation.pk,
        by=world.zhou,
        kind=FactKind.STARTED,
        on=on or clock.today(),
        source="现场看到",
    )
    return fresh(renovation)


def ended(world: World, renovation: Renovation) -> Renovation:
    """Let works begin, where they have not, and end today."""
    if renovation.started_on is None:
        began(world, renovation)
    note_works(
        renovation_id=renovation.pk,
        by=world.zhou,
        kind=FactKind.FINISHED,
        on=clock.today(),
        source="本人告知",
    )
    return fresh(renovation)


def finished(world: World, **changes: Any) -> Renovation:
    """Let a reviewed one be finished."""
    return ended(world, reviewed(world, **changes))


def approved(world: World, **changes: Any) -> Renovation:
    """Let the result be approved."""
    made = finished(world, **changes)
    approve(
        renovation_id=made.pk,
        by=world.yan,
        verdict=Verdict.PASSED,
        looked_on=clock.today(),
        seen="墙面、洁具已换新，与合同一致",
    )
    return fresh(made)


def returned(world: World, **changes: Any) -> Renovation:
    """Let the district give one back."""
    made = applied(world, **changes)
    return_renovation(renovation_id=made.pk, by=world.wang, reason="不动产权证缺附图页")
    return fresh(made)


def asked_now(renovation: Renovation) -> int:
    """Return the number of the return that waits to be answered."""
    return asked_of(renovation).number


def declined(world: World, *, ground: str = "unfit", **changes: Any) -> Renovation:
    """Let the district's reviewer decline one."""
    made = checked(world, **changes)
    decline(
        renovation_id=made.pk,
        by=world.shen,
        ground=ground,
        reason="改造内容只有家具，不在改造内容之列",
        clause="杭房局〔2024〕43号 二（二）",
    )
    return fresh(made)


def troubled(world: World, **changes: Any) -> Renovation:
    """Let the property company report what it could not talk out."""
    made = began(world, checked(world, **changes))
    patrol(
        renovation_id=made.pk,
        by=world.wu,
        on=clock.today(),
        seen=Seen.OPEN,
        text="厨房燃气管道旁打孔，劝阻不听",
    )
    return fresh(made)


def fresh(renovation: Renovation) -> Renovation:
    """Read it again."""
    return Renovation.objects.select_related("street_office", "bureau").get(pk=renovation.pk)


def one_of_each(world: World) -> dict[str, Any]:
    """Let 上城 have a renovation at every step."""
    return {
        "renovation_applied": applied(world),
        "renovation_checked": checked(world),
        "renovation_returned": returned(world),
        "renovation_declined": declined(world),
        "renovation_troubled": troubled(world),
        "renovation_reviewed": reviewed(world),
        "renovation_finished": finished(world),
        "renovation_approved": approved(world),
    }
