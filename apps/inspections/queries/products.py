"""产品批次 of a case, and faults of products over a bureau's households."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q

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
    rows = list(Product.objects.filter(case=case, enterprise=case.enterprise_id).prefetch_related("faults"))
    if actor.role not in DISTRICT_ROLES:
        return [ProductView(row, list(row.faults.all()), None) for row in rows]
    others = same_batches(actor, rows)
    return [ProductView(row, list(row.faults.all()), others[row.pk]) for row in rows]


def same_batches(actor: Actor, products: Iterable[Product]) -> dict[int, int]:
    """Return by product how many others of the actor's households have its batch (one query).

    One beyond :data:`MOST` stands for more. The products are of households that the actor sees.
    """
    found = list(products)
    batches = {(row.maker, row.batch) for row in found}
    if not batches:
        return {}
    # Each batch once, however many products of a page have it.
    wanted = reduce(or_, (Q(maker=maker, batch=batch) for maker, batch in sorted(batches)))
    rows = Product.objects.filter(wanted, case__in=Case.objects.visible_to(actor))
    counts = rows.order_by().values_list("maker", "batch").annotate(Count("case", distinct=True))
    households = {(maker, batch): count for maker, batch, count in counts}
    return {row.pk: min(households.get((row.maker, row.batch), 1) - 1, MOST + 1) for row in found}


def product_faults(actor: Actor, limit: int) -> list[ProductFault]:
    """Return what was found wrong with products of the actor's households, newest first."""
    rows = ProductFault.objects.filter(product__case__in=Case.objects.visible_to(actor))
    return list(rows.select_related("product__case__dwelling", "product__case__bureau")[:limit])
