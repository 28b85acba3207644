"""Tables of 一户一档: 缺件说明, 立卷, the 件 with its package and supplements, 汇总存档包."""

from apps.archives.models.bundles import Bundle, BundleItem
from apps.archives.models.filing import Archive, Compilation, FilingSeries, Supplement
from apps.archives.models.missing import MissingNote

__all__ = ["Archive", "Bundle", "BundleItem", "Compilation", "FilingSeries", "MissingNote", "Supplement"]
