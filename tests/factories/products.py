"""产品批次 of a household under works, where its bureau has them written down."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.models import Product
from tests.factories.world import World


def built_in(world: World, case: Case, **changes: Any) -> Product:
    """Let 蒋样本 write down a panel and its batch."""
    said = {"name": "集成墙板", "maker": "示例部品有限公司", "batch": "2026-08-A1", **changes}
    return services.record_product(case_id=case.pk, by=world.jiang, **said)
