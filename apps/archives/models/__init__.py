"""Tables of 一户一档: what stands in for a lost paper, who compiled and checked, the 件 and its package."""

from apps.archives.models.filing import Archive, Compilation, FilingSeries, Supplement
from apps.archives.models.missing import MissingNote

__all__ = ["Archive", "Compilation", "FilingSeries", "MissingNote", "Supplement"]
