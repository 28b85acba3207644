"""报送前核对: what must be answered before a week's report is handed in."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.models import Case
from apps.lib import clock, formats
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, SnapshotProof
from apps.reports.queries.ledger import Week
from apps.reports.queries.proof import standing_proof
from apps.reports.rules.ledger import Kind


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. ``state``: ok, warn (told, does not stop), bad or open (both stop)."""

    code: str
    state: str
    title: str
    detail: str = ""
    url: str = ""
    action: str = ""
    field: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the report may not be submitted yet."""
        return self.state in ("bad", "open")


def checks_of(opened: Week, version: ReportVersion) -> list[Check]:
    """Return the four checks of a week; of the independent recount what was kept of it."""
    return [
        _amounts(opened),
        _difference(opened),
        _recount(standing_proof(opened.snapshot)),
        _declared(opened, version),
    ]


def _amounts(opened: Week) -> Check:
    added = [each for each in opened.movements if each.kind is Kind.IN]
    if not added:
        return Check("amounts", "ok", "本周没有新增开工")
    # What came in brought its whole amount with it.
    without = [each.case_id for each in added if each.amount_change <= 0]
    if not without:
        return Check("amounts", "ok", f"新增 {len(added)} 户都有合同金额")
    numbers = Case.objects.filter(pk__in=without).values_list("number", flat=True)
    return Check(
        "amounts",
        "bad",
        f"新增 {len(added)} 户中有 {len(without)} 户没有合同金额",
        detail="、".join(sorted(number or "" for number in numbers)),
    )


def _difference(opened: Week) -> Check:
    week = opened.figures
    silent = [
        each
        for each in opened.movements
        if not each.reason and (each.kind is Kind.OUT or (each.kind is Kind.CHANGED and each.amount_change))
    ]
    if silent or not week.adds_up:
        return Check("difference", "bad", f"有 {len(silent)} 处变动没有写明原因")
    return Check(
        "difference",
        "ok",
        "与上期的差额说得清",
        detail=f"{week.opening} ＋ {week.added} {formats.MINUS} {week.removed} ＝ {week.closing}",
    )


def _recount(proof: SnapshotProof | None) -> Check:
    if proof is None:
        return Check("recount", "open", "等待独立复算", detail="系统会在几分钟内完成，请稍后刷新")
    made = f"{proof.get_occasion_display()}，{formats.moment(clock.local(proof.made_at))}"
    if proof.agrees:
        return Check("recount", "ok", "独立复算一致", detail=made)
    # The cases agree, only the stored totals do not: nothing in a case could put that right.
    if not proof.count:
        return Check(
            "recount", "bad", "独立复算不一致", detail="封存时的合计与变动记录对不上，请联系系统管理员"
        )
    return Check(
        "recount",
        "bad",
        "独立复算不一致",
        detail=f"有 {proof.count} 户与流转记录不同：{_names(proof)}（{made}）",
    )


def _names(proof: SnapshotProof) -> str:
    numbers = Case.objects.filter(pk__in=proof.differing[:5]).values_list("number", flat=True)
    return "、".join(sorted(number or "" for number in numbers))


def _declared(opened: Week, version: ReportVersion) -> Check:
    if version.declared_missing_reason:
        return Check("declared", "ok", "传统装修：已说明本周未取得", detail=version.declared_missing_reason)
    missing = [
        label
        for label, value in (
            ("本周进度", version.declared_week),
            ("已完成装修", version.declared_done),
            ("正在装修", version.declared_ongoing),
            ("合同金额", version.declared_amount),
            ("数据来源", version.declared_source or None),
            ("查询时间", version.declared_queried_at),
        )
        # 0 is an answer; an empty text is none, so it is turned into None above.
        if value is None
    ]
    if missing:
        title = "填写申报数据" if len(missing) > 2 else f"填写{'、'.join(missing)}"
        return Check(
            "declared",
            "open",
            f"传统装修：{title}",
            detail="没有取得数据时，写明原因也可报送",
            url="#declared",
            action="补填",
            field="source",
        )
    return _declared_continuity(opened, version)


def _declared_continuity(opened: Week, version: ReportVersion) -> Check:
    title = "传统装修：来源和查询时间已填"
    last = (
        ReportVersion.objects.filter(
            report__snapshot__bureau_id=opened.snapshot.bureau_id,
            report__snapshot__program_id=opened.snapshot.program_id,
            report__snapshot__number__lt=opened.snapshot.number,
            submitted_at__isnull=False,
            declared_done__isnull=False,
        )
        # What a bureau took back it did not stand by, so nothing is measured against it.
        .exclude(status=ReportStatus.WITHDRAWN)
        .order_by("-report__snapshot__number", "-number")
        .select_related("report__snapshot")
        .first()
    )
    if last is None:
        return Check("declared", "ok", title)
    before = (last.declared_done or 0) + (last.declared_ongoing or 0)
    now = (version.declared_done or 0) + (version.declared_ongoing or 0)
    week = version.declared_week or 0
    # Only over neighbouring weeks: with one missing between them the sum need not hold.
    if last.report.snapshot.number == opened.snapshot.number - 1 and before + week != now:
        return Check(
            "declared",
            "warn",
            title,
            detail=f"上期累计 {before} ＋ 本周 {week} ＝ {before + week}，所填累计 {now}，请核对",
        )
    return Check("declared", "ok", title)
