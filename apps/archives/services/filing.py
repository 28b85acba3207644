"""立卷 by one person, 检查归档 by another; later papers as 补充归档 (P9)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.archives.enums import CompilationOutcome
from apps.archives.models import Archive, Compilation, FilingSeries, Supplement
from apps.archives.permissions import ARCHIVE_FILES, may_check, may_compile, may_repack, may_supplement
from apps.archives.queries.filing import waiting_compilation
from apps.archives.queries.items import filing_series
from apps.archives.rules.manifest import Listed, Manifest
from apps.cases.models import Case
from apps.cases.services import lock_case, move, update_case
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.services.photos import Upload
from apps.lib import clock, signing
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.outbox.services import enqueue

PACK = "archives.pack"
"""Name of the task that makes a package."""


@transaction.atomic
def compile_archive(
    *, case_id: UUID, by: Actor, remark: str = "", openness: str = "", version: int | None = None
) -> Compilation:
    """立卷: say that the papers are whole and in order; somebody else checks it and files the case."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_compile(by, case))
    number = Compilation.objects.filter(case=case).count() + 1
    update_case(case=case, by=by, action="archive.compiled", facts={"number": number}, reason=remark)
    return Compilation.objects.create(
        case=case,
        number=number,
        case_version=case.version,
        remark=remark,
        openness=openness,
        compiled_by=by.signature,
        compiled_by_holder=by.holder,
        compiled_at=clock.now(),
    )


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
    if compiled.case_version != case.version:
        raise Refused("立卷以后资料有变动，请退回重新立卷。", code="changed")
    _judge(compiled, by, CompilationOutcome.FILED, "")
    fonds, year, period = filing_series(case)
    key: dict[str, Any] = {"body_id": case.bureau_id, "fonds": fonds, "year": year, "period": period}
    FilingSeries.objects.get_or_create(**key)
    # The row is the lock: of two cases filed at once the second waits, and a number given up is given again.
    series = FilingSeries.objects.select_for_update().get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    archive = Archive.objects.create(
        case=case, series=series, number=series.last, compilation=compiled, filed_at=clock.now()
    )
    move(case=case, name="archive", by=by, facts={"archive": archive.filing_mark.words})
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


@transaction.atomic
def add_supplement(
    *,
    case_id: UUID,
    by: Actor,
    title: str,
    responsible: str,
    formed_on: date,
    reason: str,
    scan: Upload,
    version: int | None = None,
) -> Supplement:
    """补充归档: a later paper joins the 件 under a signed line of its own; the package stays as it is."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_supplement(by, case))
    if formed_on > clock.today():
        raise Refused("形成日期不能晚于今天。", field="formed_on", code="future")
    archive = Archive.objects.select_for_update().get(pk=case.pk)
    number = archive.supplements.count() + 1
    file = keep(
        by=by,
        file=scan,
        owner=Owner(ARCHIVE_FILES, str(case.pk)),
        kind=FileKind.SUPPLEMENT,
        sensitive=True,
        label=f"补充归档第 {number} 份：{title}"[:120],
        field="scan",
    )
    statement = Manifest(
        {
            "case": case.number,
            "archive": archive.filing_mark.words,
            "supplement": number,
            "added_at": clock.local(clock.now()).isoformat(),
            "package_manifest_sha256": archive.manifest_sha256,
        },
        (Listed(file.original_name, file.sha256, file.size, title),),
    ).text()
    update_case(
        case=case,
        by=by,
        action="archive.supplemented",
        facts={"number": number, "sha256": file.sha256},
        reason=reason,
    )
    return Supplement.objects.create(
        archive=archive,
        number=number,
        title=title,
        responsible=responsible,
        formed_on=formed_on,
        reason=reason,
        file_id=file.pk,
        statement=statement.decode(),
        signature=signing.sign(statement).hex(),
        added_by=by.signature,
        added_by_holder=by.holder,
        added_at=clock.now(),
    )


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
