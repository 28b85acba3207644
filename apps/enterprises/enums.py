"""How an enterprise stands on a list."""

from django.db import models


class ListingStatus(models.TextChoices):
    """A place on a list: asked for, sent back for what is missing, or entered."""

    APPLIED = "applied", "已申请"
    RETURNED = "returned", "缺材料"
    LISTED = "listed", "在名录中"
    REMOVED = "removed", "已移出"


class ListOrder(models.TextChoices):
    """The two orders there are: neither says which enterprise is better (R3)."""

    PINYIN = "pinyin", "按拼音"
    RANDOM = "random", "随机"


class PointKind(models.TextChoices):
    """Where a household may go and look (Z 六(四), H 四(二))."""

    SERVICE = "service", "家装便民服务点"
    SHOWROOM = "showroom", "样板间"
