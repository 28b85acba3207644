"""Submitted weekly tables and 年终核定 by their check code, for anybody who holds the paper."""

from __future__ import annotations

from apps.documents.rules.checking import IssuedPaper, Standing
from apps.lib import clock
from apps.orgs.queries import called
from apps.reports.enums import CloseStatus, ReportStatus
from apps.reports.models import ReportVersion, YearClose
from apps.reports.queries.sheets import version_number

_WEEK_SAID = {
    ReportStatus.SUBMITTED: (Standing.GENUINE, "已报送，等上级接收。"),
    ReportStatus.ACCEPTED: (Standing.GENUINE, "上级已接收。"),
    ReportStatus.RETURNED: (Standing.REVOKED, "这一版被上级退回，新的一版还没有报送。"),
    ReportStatus.WITHDRAWN: (Standing.REVOKED, "这一版由填报单位撤回，新的一版还没有报送。"),
    ReportStatus.REOPENED: (Standing.GENUINE, "已重开更正；新的一版接收以前，仍以这一版为准。"),
}


def issued_papers(first: str, last: str) -> list[IssuedPaper]:
    """Return the weekly tables and 年终核定 whose hash lies in a range (:func:`digest_range`)."""
    versions = ReportVersion.objects.filter(content_hash__range=(first, last)).exclude(
        status=ReportStatus.DRAFT
    )
    closes = YearClose.objects.filter(content_hash__range=(first, last)).exclude(status=CloseStatus.OPEN)
    return [
        *(
            _of_version(each)
            for each in versions.select_related("report__snapshot__bureau", "report__snapshot__program")
        ),
        *(_of_close(each) for each in closes.select_related("bureau", "program")),
    ]


def _of_version(version: ReportVersion) -> IssuedPaper:
    issued_at = version.submitted_at or version.created_at
    snapshot = version.report.snapshot
    standing, note = _WEEK_SAID[ReportStatus(version.status)]
    newer = version.report.versions.filter(number__gt=version.number, submitted_at__isnull=False)
    # One reopened counts until its successor is accepted.
    if version.status == ReportStatus.REOPENED:
        newer = newer.filter(status__in=[ReportStatus.ACCEPTED, ReportStatus.REOPENED])
    if (latest := newer.order_by("-number").first()) is not None:
        standing, note = Standing.REPLACED, f"已重新报送第 {latest.number} 版。"
    bureau = called(snapshot.bureau, clock.local(issued_at).date())
    return IssuedPaper(
        kind="进展情况统计表（附件 3）",
        number=version_number(version, bureau.short_name),
        version=f"第 {version.number} 版",
        issuer=bureau.name,
        issued_at=issued_at,
        digest=version.content_hash,
        standing=standing,
        note=note,
        phone=snapshot.bureau.phone,
    )


def _of_close(close: YearClose) -> IssuedPaper:
    issued_at = close.submitted_at or close.made_at
    bureau = called(close.bureau, clock.local(issued_at).date())
    accepted = close.status == CloseStatus.ACCEPTED
    return IssuedPaper(
        kind="年终核定",
        number=f"{bureau.short_name}-{close.program.year}-年终核定",
        version=f"{close.program.year} 年度",
        issuer=bureau.name,
        issued_at=issued_at,
        digest=close.content_hash,
        standing=Standing.GENUINE,
        note="上级已接收。" if accepted else "已报送，等上级接收。",
        phone=close.bureau.phone,
    )
