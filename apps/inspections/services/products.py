"""产品批次 written down, and 产品问题 fed back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.services import lock_case, update_case
from apps.cases.services.notices import desks_of
from apps.inspections.models import Product, ProductFault
from apps.inspections.permissions import may_record_product, may_report_fault
from apps.inspections.queries.days import enterprise_of
from apps.inspections.rules.products import MOST_PRODUCTS
from apps.inspections.services.days import not_future
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_text
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.outbox.services import tell


@transaction.atomic
def record_product(
    *,
    case_id: UUID,
    by: Actor,
    name: str,
    maker: str,
    batch: str,
    certificate: str = "",
    certificate_until: date | None = None,
    version: int | None = None,
) -> Product:
    """Write down a product with maker and batch; ``certificate`` only where there is one."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_record_product(by, case))
    said = {"name": name, "maker": maker, "batch": batch}
    # One spelling: full-width digits would make another batch of it.
    kept = {field: normalise_text(text) for field, text in said.items()}
    for field, label in (("name", "产品"), ("maker", "生产厂家"), ("batch", "批次或生产日期")):
        if not kept[field]:
            raise Refused(f"请填写{label}。", field=field, code="required")
    certificate = normalise_text(certificate)
    if certificate_until is not None and not certificate:
        raise Refused("请填写证书编号。", field="certificate", code="certificate")
    rows = Product.objects.filter(case=case)
    if rows.filter(enterprise=enterprise_of(case), **kept).exists():
        raise Refused("这一批次已经登记过。", field="batch", code="same")
    number = rows.count() + 1
    if number > MOST_PRODUCTS:
        raise Refused(f"一户最多登记 {MOST_PRODUCTS} 项。", code="most")
    row = Product.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        number=number,
        certificate=certificate,
        certificate_until=certificate_until,
        recorded_at=clock.now(),
        recorded_by=by.signature,
        recorded_organisation=by.organisation_name,
        **kept,
    )
    update_case(case=case, by=by, action="product.recorded", facts={"product": number})
    return row


@transaction.atomic
def report_fault(
    *, case_id: UUID, by: Actor, product: int, found_on: date, text: str, version: int | None = None
) -> ProductFault:
    """Say what is wrong with a product itself; ``product`` is its number in the case. It stops nothing."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_report_fault(by, case))
    found = Product.objects.filter(case=case, enterprise=case.enterprise_id, number=product).first()
    if found is None:
        raise Refused("没有这一项产品。", field="product", code="product")
    if not text.strip():
        raise Refused("请写明问题。", field="text", code="text")
    not_future(found_on, "found_on")
    row = ProductFault.objects.create(
        product=found,
        found_on=found_on,
        text=text.strip()[:300],
        recorded_at=clock.now(),
        recorded_by=by.signature,
        recorded_organisation=by.organisation_name,
    )
    update_case(
        case=case, by=by, action="product.fault", facts={"product": product, "on": found_on.isoformat()}
    )
    tell(
        to=desks_of(case, {Role.SITE_MANAGER, Role.DISTRICT_CLERK}),
        kind="product.fault",
        title=f"{case.number} 反馈了产品问题",
        text=f"第 {product} 项产品，见“施工与巡查”。",
        by=by,
        key=f"product-fault:{row.pk}",
        subject=Subject("case", str(case.pk)),
        page="inspections:works",
    )
    return row
