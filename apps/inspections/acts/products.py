"""登记产品批次, 反馈产品问题."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import WORKS
from apps.inspections.forms import FaultForm, ProductForm
from apps.inspections.models import Product
from apps.lib.actors import Actor


def _products(_actor: Actor, case: Case) -> dict[str, Any]:
    rows = Product.objects.filter(case=case, enterprise=case.enterprise_id)
    return {"products": [(str(row.number), f"{row.number}. {row}") for row in rows]}


RECORD_PRODUCT = Act(
    name="products.record",
    label="登记产品批次",
    ground=WORKS,
    may=permissions.may_record_product,
    form=ProductForm,
    service=services.record_product,
    explain="主要产品一项一项登记。只作记录，不影响办理。",
    button="登记",
    success="已登记。",
    describe="登记产品批次：产品、生产厂家、批次，有绿色建材认证的写证书编号。",
    records={"product.recorded": "登记产品批次"},
    path="<uuid:pk>/works/products/",
    page="inspections:product-record",
    api="products",
    body="ProductWrite",
    creates=True,
)

REPORT_FAULT = Act(
    name="products.fault",
    label="反馈产品问题",
    ground=WORKS,
    may=permissions.may_report_fault,
    form=FaultForm,
    service=services.report_fault,
    explain="产品本身的问题在这里反馈，企业和区县收到消息。不列为巡查问题，不影响办理。",
    button="反馈",
    success="已反馈。",
    describe="反馈产品问题：第几项产品，什么问题。",
    records={"product.fault": "反馈产品问题"},
    path="<uuid:pk>/works/products/fault/",
    page="inspections:product-fault",
    options=_products,
    api="products/fault",
    body="ProductFaultWrite",
    creates=True,
)
