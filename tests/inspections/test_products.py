"""产品批次 and 产品问题: off until a body switches them on; written down, stopping nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.cases.models import Case, Hold
from apps.inspections import services
from apps.inspections.models import Product, ProductFault
from apps.inspections.permissions import may_record_product, may_report_fault
from apps.inspections.queries.products import products_of, same_batches
from apps.lib import clock
from apps.lib.decisions import Denied, Refused
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode
from tests.factories.parameters import in_force
from tests.factories.products import built_in
from tests.factories.works import make_works_case, signed_in
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
ON_SITE = later(9)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        made = make_world()
        in_force(made.ling, made.shangcheng, ParameterCode.PRODUCT_BATCHES, "是")
        return made


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "building")


def record(world: World, case: Case, **changes: Any) -> Product:
    with clock.at(ON_SITE):
        return built_in(world, case, **changes)


def fault(world: World, case: Case, **changes: Any) -> ProductFault:
    said = {"by": world.zhou, "product": 1, "found_on": ON_SITE.date(), "text": "同一批墙板起鼓", **changes}
    with clock.at(ON_SITE):
        return services.report_fault(case_id=case.pk, **said)


def test_off_nothing_is_written_down() -> None:
    with clock.at(NOON):
        world = make_world()
        in_force(world.shi, world.xihu, ParameterCode.PRODUCT_BATCHES, "是")
    case = make_works_case(world, "building")
    denied = may_record_product(world.jiang, case)
    assert isinstance(denied, Denied)
    assert denied.code == "none"
    with pytest.raises(Refused):
        record(world, case)


def test_a_product_is_kept_in_one_spelling_and_once(world: World, case: Case) -> None:
    row = record(
        world, case, batch="２０２６－０８", certificate=" CGP-示例-1 ", certificate_until=date(2026, 9, 9)
    )
    assert (row.batch, row.certificate) == ("2026-08", "CGP-示例-1")
    with pytest.raises(Refused) as refusal:
        record(world, case, batch="2026-08")
    assert (refusal.value.field, Product.objects.count()) == ("batch", 1)


@pytest.mark.parametrize("field", ["name", "maker", "batch"])
def test_a_product_is_named_with_maker_and_batch(world: World, case: Case, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        record(world, case, **{field: " "})
    assert refusal.value.field == field


def test_a_day_without_a_certificate_says_nothing(world: World, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        record(world, case, certificate_until=date(2027, 1, 1))
    assert refusal.value.field == "certificate"


def test_a_certificate_is_out_of_date_the_day_after_its_last(world: World, case: Case) -> None:
    row = record(world, case, certificate="CGP-示例-1", certificate_until=ON_SITE.date())
    with clock.at(ON_SITE):
        assert not row.is_out_of_date
    with clock.at(ON_SITE + timedelta(days=1)):
        assert row.is_out_of_date


def test_a_fault_stops_nothing_and_reaches_enterprise_and_bureau(world: World, case: Case) -> None:
    record(world, case)
    holds = Hold.objects.filter(case=case, closed_at=None).count()
    fault(world, case)
    told = Message.objects.filter(kind="product.fault")
    assert {each.role for each in told} == {"site_manager", "district_clerk"}
    assert not told.filter(text__contains="起鼓").exists()
    assert Hold.objects.filter(case=case, closed_at=None).count() == holds


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"product": 2}, "product"),
        ({"text": " "}, "text"),
        ({"found_on": ON_SITE.date() + timedelta(days=1)}, "found_on"),
    ],
)
def test_a_fault_is_of_a_product_of_the_case(
    world: World, case: Case, changes: dict[str, Any], field: str
) -> None:
    record(world, case)
    with pytest.raises(Refused) as refusal:
        fault(world, case, **changes)
    assert refusal.value.field == field


def test_who_builds_writes_down_and_who_looks_feeds_back(world: World, case: Case) -> None:
    with clock.at(ON_SITE):
        assert may_record_product(world.jiang, case)
        for who in (world.zhou, world.wang, world.shi):
            assert isinstance(may_record_product(who, case), Denied)
        assert isinstance(may_report_fault(world.zhou, case), Denied), "no product yet"
        built_in(world, case)
        assert may_report_fault(world.zhou, case)
        assert isinstance(may_report_fault(world.shi, case), Denied)


def test_the_bureau_sees_who_else_has_the_batch_and_others_do_not(world: World, case: Case) -> None:
    other = make_works_case(world, "building", address="示例路99号1幢1单元101室")
    row = record(world, case)
    record(world, other)
    fault(world, case)
    with clock.at(ON_SITE):
        assert same_batches(world.wang, [row]) == {row.pk: 1}
        assert [each.others for each in products_of(world.wang, case)] == [1]
        assert [each.others for each in products_of(world.jiang, case)] == [None]
        pages = {
            name: signed_in(world, name).get(reverse("inspections:product-faults"))
            for name in ("wang", "xi_inspector", "jiang")
        }
    assert "同一批墙板起鼓" in pages["wang"].text
    assert "1 户" in pages["wang"].text
    assert "起鼓" not in pages["xi_inspector"].text, "another district's"
    assert pages["jiang"].status_code == 403


def test_the_bureau_s_counts_cost_the_same_for_many_products(
    world: World, case: Case, django_assert_num_queries: Any
) -> None:
    other = make_works_case(world, "building", address="示例路99号1幢1单元101室")
    for batch in ("2026-08", "2026-09", "2026-10"):
        record(world, case, batch=batch)
    record(world, other, batch="2026-09")
    with clock.at(ON_SITE), django_assert_num_queries(3):
        assert [each.others for each in products_of(world.wang, case)] == [0, 1, 0]
