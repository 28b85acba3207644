"""What the paper of a plan says of the packages it started from."""

from __future__ import annotations

from apps.lib import formats
from apps.packages.queries.origins import departure_of
from apps.plans.models import PlanVersion
from apps.plans.rules.papers import Beside


def departure_on_paper(plan: PlanVersion) -> Beside | None:
    """Return what the paper of a plan says of its packages; None where it started from none."""
    found = departure_of(plan)
    if found is None:
        return None
    started = "、".join(
        f"“{made.name}”第 {made.number} 版（{formats.money(made.price)} 万元，按 {made.package.area_words}）"
        for made in found.origins
    )
    count = len(found.differences)
    differs = f"和套餐不同的有 {count} 处：" if count else "做法、产品、明细、单价和工期都和套餐一样。"
    return Beside(
        title="和套餐比",
        sentence=f"这个方案从企业公布的套餐{started}开始；面积按您家量的算。{differs}",
        lines=tuple(f"{each.label}：{each.before} → {each.after}" for each in found.differences),
    )
