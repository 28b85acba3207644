"""卷内目录, 备考表, 缺件说明 and 移交清单 as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from apps.archives.rules.filing import UNSET
from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib import formats


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One paper of the 件 (GB/T 42727-2023): 责任者, 题名, 形成日期, 页数, 稿本."""

    title: str
    responsible: str
    formed_on: date | None
    pages: int | None
    """None where it has no pages: a list of pictures, data."""
    draft: str
    """稿本: how it came to be, as a person or the system knows it."""

    @property
    def formed_text(self) -> str:
        """形成日期; '' where nobody has said it."""
        return formats.day(self.formed_on, nothing="")


@dataclass(frozen=True, slots=True)
class DirectoryPaper:
    """卷内目录 with its 备考表."""

    number: str
    household_name: str
    address: str
    marks: tuple[tuple[str, str], ...]
    """归档标识: 全宗号, 年度, 保管期限, 件号; unset ones print 未设定 (P9)."""
    openness: str
    """公开属性; '' prints 未设定."""
    rows: tuple[DirectoryRow, ...]
    photos: int
    stand_ins: tuple[str, ...]
    """Each 缺件说明 in a sentence."""
    remark: str
    compiled_by: str
    compiled_on: date
    checked_by: str
    checked_on: date
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def pages(self) -> int:
        """Pages of all papers."""
        return sum(row.pages or 0 for row in self.rows)

    @property
    def openness_text(self) -> str:
        """公开属性 as printed."""
        return self.openness or UNSET


@dataclass(frozen=True, slots=True)
class SupplementPaper:
    """补充归档目录: one later paper in the columns of 卷内目录, and why and by whom it was added."""

    number: str
    mark_text: str
    """档号 of the 件 it belongs to."""
    supplement: int
    row: DirectoryRow
    openness: str
    """公开属性; '' prints 未设定."""
    reason: str
    added_by: str
    recorded_by: str
    """登记人, body and name, of a paper that joined by itself; '' where somebody filed it."""
    added_on: date
    package_sha256: str
    """Digest of the list of the package it follows."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def openness_text(self) -> str:
        """公开属性 as printed."""
        return self.openness or UNSET


@dataclass(frozen=True, slots=True)
class MissingNotePaper:
    """缺件说明 to be signed in ink: what is missing; why is written by hand."""

    number: str
    household_name: str
    address: str
    items: tuple[str, ...]
    bureau_name: str
    street_name: str
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One 件 of a year's list."""

    mark: str
    number: str
    address: str
    filed_on: date
    papers: int
    pages: int
    photos: int
    supplements: int
    manifest_sha256: str
    """'' while the package is not made: its counts are not known."""
    remark: str = ""
    """What became of the case since: 已撤销; '' for nothing."""

    @property
    def hash_text(self) -> str:
        """The digest of its list, or that there is none yet."""
        return self.manifest_sha256 or "存档包还没有生成"


@dataclass(frozen=True, slots=True)
class TransferPaper:
    """移交清单 of a body's year."""

    body_name: str
    year: int
    series: tuple[tuple[str, int, int], ...]
    """全宗·年度·保管期限, how many 件, the last 件号."""
    rows: tuple[TransferRow, ...]
    made_on: date
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def unpacked(self) -> int:
        """件 whose package is not made."""
        return sum(not row.manifest_sha256 for row in self.rows)

    @property
    def pages(self) -> int:
        """Pages of all of them."""
        return sum(row.pages for row in self.rows)
