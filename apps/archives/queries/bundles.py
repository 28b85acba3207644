"""汇总存档包: which 件 it takes in, how far it is, and its bytes as they are handed out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from apps.archives.models import Archive, Bundle, BundleItem, FilingSeries
from apps.archives.queries.supplements import supplement_package
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE
from apps.archives.rules.package import streamed, zip_size
from apps.audit.models import DayDigest
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged, read
from apps.lib import clock, formats, signing
from apps.lib.spreadsheets import inert
from apps.orgs.models import merged_into
from apps.outbox.models import Job

INDEX = "00-目录.csv"
LISTED = 20
"""汇总存档包 on the page of the year; older ones are counted."""
DAMAGED = "存储的内容已丢失或改动，没有装入"


def archives_in(
    body_id: int | None, year: int, address: str, until: datetime | None = None
) -> QuerySet[Archive]:
    """Return the 件 of a body's year, of those at an address with ``address`` in it, in their order."""
    rows = Archive.objects.filter(
        series__in=FilingSeries.objects.filter(merged_into(body_id, "body"), year=year)
    )
    if until is not None:
        rows = rows.filter(filed_at__lte=until)
    if address:
        rows = rows.filter(case__dwelling__address__contains=address)
    return rows.order_by("series_id", "number")


def waiting_archives(bundle: Bundle) -> QuerySet[Archive]:
    """Return the 件 that a bundle has not taken in yet, in their order."""
    rows = archives_in(bundle.body_id, bundle.year, bundle.address, bundle.asked_at)
    return rows.exclude(pk__in=bundle.items.values("archive"))


def years_of(body_id: int | None) -> list[int]:
    """Return the years of which a body has 件, newest first."""
    rows = FilingSeries.objects.filter(merged_into(body_id, "body")).values_list("year", flat=True)
    return sorted(set(rows), reverse=True)


@dataclass(frozen=True, slots=True)
class BundleView:
    """A 汇总存档包 as the page shows it."""

    bundle: Bundle
    job: Job | None
    """None once it is made, or where the job is gone."""
    cases: int
    supplements: int
    size: str

    @property
    def going_on(self) -> bool:
        """Whether its job is under way or waits for its turn."""
        return self.job is not None and self.job.is_active

    @property
    def stopped(self) -> str:
        """Why it is not made though nothing is under way; '' otherwise."""
        if self.bundle.made_at is not None or self.going_on:
            return ""
        if self.job is None:
            return "后台任务已不在"
        if self.job.cancel_reason:
            return f"{self.job.get_status_display()}（{self.job.cancelled_by}：{self.job.cancel_reason}）"
        return self.job.error_text or self.job.get_status_display()


def bundle_view(bundle: Bundle) -> BundleView:
    """Return how a bundle stands."""
    return _views([bundle])[0]


def bundle_list(body_id: int | None, year: int) -> tuple[Sequence[BundleView], int]:
    """Return a body's newest bundles of a year, at most LISTED, and how many there are beyond."""
    # A manifest of a year is some MB.
    rows = Bundle.objects.of_body(body_id).filter(year=year).defer("manifest")
    newest = list(rows.order_by("-asked_at", "-pk")[: LISTED + 1])
    beyond = rows.count() - LISTED if len(newest) > LISTED else 0
    return _views(newest[:LISTED]), beyond


def _views(bundles: Sequence[Bundle]) -> list[BundleView]:
    jobs = Job.objects.in_bulk([each.job_id for each in bundles if each.made_at is None])
    held = Count("pk", filter=Q(supplement__isnull=True)), Count("pk", filter=Q(supplement__isnull=False))
    taken = BundleItem.objects.filter(bundle__in=bundles).exclude(sha256="")
    counts = {
        row["bundle"]: (row["cases"], row["more"])
        for row in taken.order_by().values("bundle").annotate(cases=held[0], more=held[1])
    }
    return [
        BundleView(
            each,
            jobs.get(each.job_id),
            *counts.get(each.pk, (0, 0)),
            formats.file_size(each.size) if each.size else "",
        )
        for each in bundles
    ]


def taken_in(bundle: Bundle) -> QuerySet[BundleItem]:
    """Return the files of a bundle in the order of its ZIP: that in which they were taken in."""
    return bundle.items.order_by("pk")


def index_of(bundle: Bundle) -> bytes:
    """Return 目录 as CSV: the line of each 件 in 移交清单, then each of its files in the package."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["档号", "办件编号", "房屋坐落", "归档日期", "包内文件", "内容", "SHA-256", "备注"])
    related = ("archive__series", "archive__case__dwelling", "supplement")
    rows = taken_in(bundle).select_related(*related).defer("archive__manifest", "supplement__statement")
    for item in rows.iterator(chunk_size=500):
        case, filed_on = item.archive.case, clock.local(item.archive.filed_at).date()
        said = (str(item.archive), case.number or "", case.dwelling.address, filed_on.isoformat(), item.path)
        what = str(item.supplement) if item.supplement else "存档包"
        writer.writerow([*map(inert, (*said, what)), item.sha256, "" if item.sha256 else DAMAGED])
    return ("\ufeff" + out.getvalue()).encode()


def digests_of(bundle: Bundle) -> Sequence[DayDigest]:
    """Return the daily digests, as far as they are taken, of the days on which its 件 were filed."""
    filed = Archive.objects.filter(pk__in=bundle.items.values("archive"))
    days = filed.annotate(day=TruncDate("filed_at", tzinfo=clock.SHANGHAI)).values_list("day", flat=True)
    return list(DayDigest.objects.filter(day__in=days.order_by().distinct()).order_by("day"))


def contents_of(item: BundleItem) -> bytes:
    """Return the bytes of one file of a bundle; raise :class:`FileDamaged` where they are not there."""
    if item.supplement is not None:
        return supplement_package(item.supplement)
    return _stored(item.archive.package_id)


def _stored(file_id: UUID | None) -> bytes:
    if file_id is None:
        raise FileDamaged("存档包还没有生成", code="file_missing")
    return read(StoredFile.objects.get(pk=file_id))


def bundle_bytes(bundle: Bundle) -> Iterator[bytes]:
    """Yield the ZIP of a made bundle, a package at a time; the same bytes each time.

    Raises :class:`FileDamaged` at a file that is gone or changed, its path in ``field``.
    """
    at = datetime.fromisoformat(json.loads(bundle.manifest)["filed_at"])
    for _path, piece in streamed(_files(bundle), at):
        yield piece


def _files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    yield INDEX, _named(INDEX, lambda: _stored(bundle.index_id))
    # One by one: a cursor would stay open as long as somebody downloads.
    for pk in list(taken_in(bundle).exclude(sha256="").values_list("pk", flat=True)):
        rows = BundleItem.objects.select_related("archive", "supplement").defer("archive__manifest")
        item = rows.get(pk=pk)
        yield item.path, _named(item.path, partial(contents_of, item))
    yield from _own(bundle)


def _named(path: str, content: Callable[[], bytes]) -> bytes:
    try:
        return content()
    except FileDamaged as error:
        # Which of thousands: the store's own words name the file without its place in the package.
        raise FileDamaged(error.reason, field=path, code=error.code) from error


def _own(bundle: Bundle) -> Iterable[tuple[str, bytes]]:
    return (
        (MANIFEST, bundle.manifest.encode()),
        (SIGNATURE, bytes.fromhex(bundle.signature)),
        (KEY, signing.public_key()),
    )


def bundle_size(bundle: Bundle, index: int) -> int:
    """Return how many bytes the ZIP of a bundle has whose manifest and signature are set."""
    taken = taken_in(bundle).exclude(sha256="").values_list("path", "size")
    own = [(name, len(content)) for name, content in _own(bundle)]
    return zip_size([(INDEX, index), *taken.iterator(chunk_size=2000), *own])
