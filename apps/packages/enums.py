"""How a version of a package stands. Plain Python, so that the rules may use it."""

from __future__ import annotations

from apps.lib.labelled import Labelled


class PackageStatus(Labelled):
    """Life of a version: handed in, looked through for its form alone, published, followed by another.

    A version that was not yet published when its package was taken down ends with it.
    """

    SUBMITTED = "submitted", "待公布"
    RETURNED = "returned", "缺内容"
    PUBLISHED = "published", "已公布"
    REPLACED = "replaced", "已有新版"
    WITHDRAWN = "withdrawn", "随下架撤回"


class PackagePart(Labelled):
    """What a package must say of itself; a version goes back for a missing one of these alone."""

    NAME = "name", "套餐名称"
    SURFACES = "surfaces", "墙面、地面、吊顶的做法和产品"
    BRANDS = "brands", "材料明细的品牌、型号"
    PRICES = "prices", "材料明细的单位、数量、单价"
    INCLUDED = "included", "包含的内容"
    EXCLUDED = "excluded", "不包含的内容"
    WARRANTY = "warranty", "质保"
    DAYS = "days", "工期"
    PRICE_REASON = "price_reason", "价格变动的原因"
