"""立卷 by one person, 检查归档 by another (P9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.archives.enums import CompilationOutcome
from apps.archives.models import Archive, Compilation, FilingSeries
from apps.archives.permissions import may_check, may_compile, may_repack
from apps.archives.queries.contents import archived_files
from apps.archives.queries.filing import waiting_compilation
from apps.archives.queries.items import filing_series
from apps.audit.queries import length as record_length
from apps.cases.models import Case
from apps.cases.services import lock_case, move, update_case
from apps.documents.services import is_whole
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import merged_into
from apps.outbox.services import enqueue

PACK = "archives.pack"
"""Name of the task that makes a package."""
MOST_TAKEN_UP = 200
"""Packages asked for again in one night."""


@transaction.atomic
def compile_archive(
    *, case_id: UUID, by: Actor, remark: str = "", openness: str = "", version: int | None = None
) -> Compilation:
    """立卷: say that the papers are whole and in order; somebody else checks it and files the case."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_compile(by, case))
    broken = [str(file) for file in archived_files(case) if not is_whole(file)]
    if broken:
        raise Refused(f"这些文件打不开，请联系系统管理员：{'、'.join(broken)}", code="damaged")
    compiled = waiting_compilation(case) or Compilation(
        case=case, number=Compilation.objects.filter(case=case).count() + 1
    )
    update_case(case=case, by=by, action="archive.compiled", facts={"number": compiled.number}, reason=remark)
    compiled.record_length = record_length("case", case.pk)
    compiled.remark, compiled.openness = remark, openness
    compiled.compiled_by, compiled.compiled_by_holder = by.signature, by.holder
    compiled.compiled_at = clock.now()
    compiled.save()
    return compiled


@transaction.atomic
def return_compilation(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> Compilation:
    """Give a 立卷 back: what is to be mended first."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_check(by, case))
    compiled = _waiting(case)
    _judge(compiled, by, CompilationOutcome.RETURNED, reason)
    update_case(case=case, by=by, action="archive.returned", facts={"number": compiled.number}, reason=reason)
    return compiled


@transaction.atomic
def file_archive(*, case_id: UUID, by: Actor, version: int | None = None) -> Archive:
    """归档: the second person has checked it; the case ends, its 件 gets the next 件号 and its package."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_check(by, case))
    compiled = _waiting(case)
    _judge(compiled, by, CompilationOutcome.FILED, "")
    fonds, year, period = filing_series(case)
    series = _series_of(case, fonds, year, period)
    series.last += 1
    series.save(update_fields=["last"])
    archive = Archive.objects.create(
        case=case, series=series, number=series.last, compilation=compiled, filed_at=clock.now()
    )
    move(case=case, name="archive", by=by, facts={"archive": archive.filing_mark.words})
    # The entry of the filing belongs into the package, too: counted, since its moment is the later one.
    archive.record_length = record_length("case", case.pk)
    archive.save(update_fields=["record_length"])
    _ask_for_package(case, by, "1")
    return archive


@transaction.atomic
def repack_archive(*, case_id: UUID, by: Actor, version: int | None = None) -> Archive:
    """Ask again for a package that was not made; one that was made is never made anew."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_repack(by, case))
    # One a minute is enough for a button that is pressed twice.
    _ask_for_package(case, by, str(int(clock.now().timestamp()) // 60))
    return Archive.objects.get(pk=case.pk)


def _series_of(case: Case, fonds: str, year: int, period: str) -> FilingSeries:
    """Return the locked series whose next number is this case's.

    A body that took another's place goes on in its numbers under the same 全宗号: one 档号 is one 件.
    """
    key: dict[str, Any] = {"fonds": fonds, "year": year, "period": period}
    begun = FilingSeries.objects.filter(merged_into(case.bureau_id, "body"), **key).order_by("pk").first()
    if begun is None:
        begun, _ = FilingSeries.objects.get_or_create(body_id=case.bureau_id, **key)
    # The row is the lock: of two cases filed at once the second waits, and a number given up is given again.
    return FilingSeries.objects.select_for_update().get(pk=begun.pk)


def _waiting(case: Case) -> Compilation:
    compiled = waiting_compilation(case)
    if compiled is None:
        raise Refused("还没有立卷，或已经检查过了。", code="none")
    return compiled


def _judge(compiled: Compilation, by: Actor, outcome: CompilationOutcome, reason: str) -> None:
    compiled.outcome = outcome
    compiled.judged_by, compiled.judged_by_holder = by.signature, by.holder
    compiled.judged_at, compiled.reason = clock.now(), reason
    compiled.save()


def _ask_for_package(case: Case, by: Actor, attempt: str) -> None:
    enqueue(
        task=PACK,
        by=by,
        args={"case": str(case.pk)},
        key=f"{case.pk}:{attempt}",
        title=f"生成存档包 {case.number}",
    )


@transaction.atomic
def take_up_packages(*, by: Actor) -> int:
    """Ask again for every package that was not made though its case was filed; return how many."""
    waiting = Archive.objects.filter(package_id__isnull=True, filed_at__lt=clock.now() - timedelta(hours=1))
    # Locked: one that is just being kept needs no further job.
    rows = waiting.select_for_update(of=("self",)).select_related("case").order_by("filed_at")
    found = list(rows[:MOST_TAKEN_UP])
    for row in found:
        _ask_for_package(row.case, by, clock.today().isoformat())
    return len(found)
