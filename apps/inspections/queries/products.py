"""产品批次 of a case, and faults of products over a bureau's households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.cases.models import Case
from apps.inspections.models import Product, ProductFault
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES

MOST = 99
"""Households of one batch are counted no further: a hint where to look, no figure."""


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product with its faults; to the bureau also how many others have the batch."""

    product: Product
    faults: Sequence[ProductFault]
    others: int | None
    """Others of the actor's households with the batch, one beyond :data:`MOST` for more; None: not told."""


def products_of(actor: Actor, case: Case) -> list[ProductView]:
    """Return the products that the present enterprise built in, with what was found wrong with them."""
    rows = Product.objects.filter(case=case, enterprise=case.enterprise_id).prefetch_related("faults")
    is_bureau = actor.role in DISTRICT_ROLES
    return [
        ProductView(row, list(row.faults.all()), same_batch(actor, row) if is_bureau else None)
        for row in rows
    ]


def same_batch(actor: Actor, product: Product) -> int:
    """Return how many others of the actor's households have a batch, one beyond :data:`MOST` at most."""
    rows = Product.objects.filter(
        maker=product.maker, batch=product.batch, case__in=Case.objects.visible_to(actor)
    )
    return rows.exclude(case=product.case_id).values("case").distinct()[: MOST + 1].count()


def product_faults(actor: Actor, limit: int) -> list[ProductFault]:
    """Return what was found wrong with products of the actor's households, newest first."""
    rows = ProductFault.objects.filter(product__case__in=Case.objects.visible_to(actor))
    return list(rows.select_related("product__case__dwelling", "product__case__bureau")[:limit])
