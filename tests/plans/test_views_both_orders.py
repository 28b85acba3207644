"""The pages of the other order: a household that arrives with everything, at the counter (R1)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.plans.queries import submitted_plan
from tests.factories.brought import ago
from tests.factories.plans import submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case

Browser = Callable[[Actor], Client]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def send(client: Client, page: str, case: Case, **said: object) -> str:
    """Send an act's page and return what the page after it says."""
    case.refresh_from_db()
    url = reverse(page, kwargs={"pk": case.pk})
    assert client.get(url).status_code == 200
    data = {"version": str(case.version), "key": uuid4().hex, **said}
    answer = client.post(url, data, follow=True)
    assert answer.redirect_chain, text(answer)
    return text(answer)


def test_a_household_that_brings_everything_is_filed_and_may_start(world: World, signed_in: Browser) -> None:
    case = make_case(world, upto="received")
    street, district = signed_in(world.zhou), signed_in(world.wang)
    registered = text(street.get(reverse("cases:registered", kwargs={"pk": case.pk})))
    assert reverse("cases:choose-enterprise", kwargs={"pk": case.pk}) in registered
    assert "登记已选定的企业" in text(street.get(reverse("cases:case", kwargs={"pk": case.pk})))

    send(
        street,
        "cases:choose-enterprise",
        case,
        enterprise=str(world.shili.pk),
        chosen_on=str(ago(10)),
    )
    assert "编制方案" in text(signed_in(world.chen).get(reverse("plans:plan", kwargs={"pk": case.pk})))
    submit(world, case)
    plan = submitted_plan(case)
    assert plan is not None
    send(
        street,
        "plans:scan",
        case,
        content_hash=plan.content_hash,
        signer="self",
        signed_on=str(ago(6)),
        scan=upload("方案.pdf", pdf()),
    )
    send(
        street,
        "plans:contract",
        case,
        amount="76200元",
        signed_on=str(ago(5)),
        scan=upload("合同.pdf", pdf()),
    )
    send(
        street,
        "archives:archive",
        case,
        scan=upload("申请表.pdf", pdf()),
        signed_on=str(ago(6)),
        opinion_on="",
    )
    case.refresh_from_db()
    assert case.status == Status.RECEIVED

    said = send(district, "cases:file", case, effective_on=str(ago(0)))

    assert "备案以前登记的企业、方案、合同随即生效，案件现在是“已签合同”。" in said
    shown = text(street.get(reverse("plans:plan", kwargs={"pk": case.pk})))
    assert "双方签字盖章 2026年8月26日，区住建部门尚未盖章，备案 2026年9月1日" in shown
    start = signed_in(world.jiang).get(reverse("inspections:start", kwargs={"pk": case.pk}))
    assert start.status_code == 200


def test_a_sibling_district_finds_no_page_to_take_anything_down(world: World, signed_in: Browser) -> None:
    case = make_case(world, upto="received")
    client = signed_in(world.xi)
    for page in ("cases:choose-enterprise", "plans:scan", "plans:contract", "archives:archive"):
        assert client.get(reverse(page, kwargs={"pk": case.pk})).status_code == 404
