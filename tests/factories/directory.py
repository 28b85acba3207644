"""Lists and enterprises for tests: what a keeper types, and a list of 上城's own."""

from __future__ import annotations

from typing import Any

from apps.enterprises.models import ConveniencePoint, Enterprise, EnterpriseContact, Listing, Roll
from apps.enterprises.services import (
    add_contact,
    enter_enterprise,
    open_point,
    publish_roll,
    record_enterprise,
)
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Organisation, Region
from apps.orgs.queries import actor_of
from apps.orgs.services import appoint, create_organisation, create_user
from tests.factories.people import phone
from tests.factories.world import SINCE, made_up_credit_code

ASKS = ["营业执照", "案例说明"]
GROUNDS: dict[str, Any] = {
    "title": "上城区装配化装修企业名录",
    "criteria": "有装配化装修案例",
    "legal_basis": "杭房局〔2024〕43号",
    "scope": "住宅厨房、卫生间",
    "review_conclusion": "演示：经审查，不含排除、限制竞争的内容",
    "reviewed_on": SINCE,
    "valid_from": SINCE,
}


def make_roll(by: Actor, **more: Any) -> Roll:
    """Publish a list of the actor's body."""
    keeper = Organisation.objects.get(pk=by.organisation_id)
    return publish_roll(by=by, keeper=keeper, **{**GROUNDS, "asks": ASKS, **more})


def firm(number: int, name: str = "") -> dict[str, Any]:
    """Return what is typed of an enterprise."""
    return {
        "name": name or f"虚构装饰{number}有限公司",
        "credit_code": made_up_credit_code(number),
        "contact_name": "联络员甲",
        "contact_phone": phone(number),
    }


def make_firm(number: int, name: str = "", *, by: Actor = SYSTEM) -> Enterprise:
    """Record an enterprise that stands on no list."""
    return record_enterprise(by=by, **firm(number, name))


def enter(roll: Roll, by: Actor, number: int, name: str = "") -> Listing:
    """Enter an enterprise today."""
    return enter_enterprise(by=by, roll=roll, valid_from=clock.today(), **firm(number, name))


def make_point(by: Actor, **more: Any) -> ConveniencePoint:
    """Let the actor's body set up a 家装便民服务点."""
    said = {
        "kind": "service",
        "name": "清波街道家装便民服务点",
        "address": "样张路 1 号",
        "hours": "周一至周五 9:00—17:00",
        "services": "家装物件临时存放、政策宣传、产品咨询",
        "phone": "0571-00000001",
        "valid_from": clock.today(),
    }
    keeper = Organisation.objects.get(pk=by.organisation_id)
    return open_point(by=by, keeper=keeper, **{**said, **more})


def name_contact(enterprise: Enterprise, by: Actor) -> EnterpriseContact:
    """Let an enterprise name whom to call about its designs."""
    return add_contact(
        by=by,
        enterprise=enterprise,
        name="联络员戊",
        duty="设计",
        phone=phone(68),
        since=clock.today(),
    )


def body_of(kind: OrganisationKind, role: Role, name: str, region: str = "3301") -> Actor:
    """Return somebody of a body that the world does not have: 市建委 or 市财政局."""
    organisation = create_organisation(
        by=SYSTEM,
        kind=kind,
        name=name,
        short_name=name[-3:],
        region=Region.objects.get(code=region),
        valid_from=SINCE,
    )
    user = create_user(by=SYSTEM, username=f"{kind}-{region}", name="简示例", password="yanshi-2026")
    return actor_of(appoint(by=SYSTEM, user=user, organisation=organisation, role=role, valid_from=SINCE))


def keeper_of_city() -> Actor:
    """Return who keeps 杭州市建委's lists."""
    return body_of(OrganisationKind.CITY_CONSTRUCTION, Role.DIRECTORY_KEEPER, "杭州市城乡建设委员会")
