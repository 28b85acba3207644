"""期初数: entering what a bureau's year counted on paper, and correcting it (R10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import is_whole_fen, spelled
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.orgs.queries import acting_body
from apps.programs.models import Program
from apps.reports.enums import CloseStatus, ReportStatus
from apps.reports.models import InitialFigures, ReportVersion, WeekSnapshot, YearClose
from apps.reports.queries.initial import SIGNED, initial_entries
from apps.reports.queries.weeks import program_weeks
from apps.reports.rules.initial import NONE, Initial, until
from apps.reports.services.counts import hold_bureau
from apps.reports.services.notices import tell_bureau


@transaction.atomic
def set_opening_figures(
    *,
    by: Actor,
    bureau: Organisation,
    program: Program,
    figures: Initial,
    as_of: date,
    source: str,
    basis: str,
    reason: str = "",
) -> InitialFigures:
    """Say what a bureau's year counted on paper before its first week here; raise Refused where it cannot be.

    Until a week was handed in it counts from the first one on, however often it is set. Afterwards it is a
    correction: it wants a reason, counts from the next week that is not handed in, and is printed there.
    """
    source, basis, reason = source.strip()[:120], basis.strip()[:200], reason.strip()[:300]
    _require_sound(figures, source, basis)
    hold_bureau(bureau.pk)
    heir = acting_body(bureau)
    if heir.pk != bureau.pk:
        raise Refused(f"{bureau.name}已并入{heir.name}，期初数请在{heir.name}更正。", code="merged")
    weeks = program_weeks(program, bureau)
    if not weeks:
        raise Refused("这个机构本年度不用报送，没有期初数。", code="no_weeks")
    if not program.opens_on <= as_of < weeks[0].period_start:
        raise Refused(
            f"期初数的截至日应在本年度内、第一期（自 {formats.day(weeks[0].period_start)} 起）以前，"
            "此后的户数由本系统逐户统计。",
            field="as_of",
            code="as_of",
        )
    versions = _locked_versions(bureau, program)
    signed = _last_signed(versions)
    following = next((each for each in weeks if each.number > signed), None)
    closed = YearClose.objects.filter(bureau=bureau, program=program).exclude(status=CloseStatus.OPEN)
    if following is None or closed.exists():
        raise Refused("本年度各期都已报送，期初数不能再改。", code="year_over")
    # Also of a week that was returned or reopened since: its authority has seen others.
    if not reason and any(each.submitted_at is not None for each in versions):
        raise Refused("已有期次报送，更正期初数须写明原因。", field="reason", code="reason")
    entries = initial_entries(program.pk, [bureau.pk])[bureau.pk]
    before = until(entries, weeks[-1].number)
    if not figures and not before:
        raise Refused("各项都是 0，没有期初数可以登记。", field="done", code="nothing")
    if figures == before and not _says_more(entries[-1].source, entries[-1].basis, source, basis):
        raise Refused("与已登记的期初数相同。", field="done", code="same")
    change = figures - before
    row = InitialFigures.objects.create(
        bureau=bureau,
        program=program,
        from_number=following.number if signed else weeks[0].number,
        # A milestone that was judged stays: a correction stands in the counts by day from its own week on.
        day=following.period_start if signed else as_of,
        done=change.done,
        ongoing=change.ongoing,
        passed=change.passed,
        amount=change.amount,
        as_of=as_of,
        source=source,
        basis=basis,
        reason=reason,
        made_at=clock.now(),
        made_by=by.signature,
    )
    _outdate_drafts(versions, row)
    _record(by, row, figures, before)
    newest = max(versions, key=lambda each: each.report.snapshot.number, default=None)
    if newest is not None:
        tell_bureau(
            snapshot=newest.report.snapshot,
            by=by,
            kind="report.initial_set",
            title="期初数已更正" if signed else "期初数已登记",
            text=f"自第 {row.from_number} 期起计入累计进度，报送前请核对。",
            key=f"report:initial:{row.pk}",
        )
    return row


def _locked_versions(bureau: Organisation, program: Program) -> list[ReportVersion]:
    # Drafts too: a week that is being handed in is seen here, or counts what is set here.
    return list(
        ReportVersion.objects.select_for_update(of=("self",))
        .filter(report__bureau=bureau, report__snapshot__program=program)
        .select_related("report__snapshot__bureau")
        .order_by("pk")
    )


def _last_signed(versions: Sequence[ReportVersion]) -> int:
    return max((each.report.snapshot.number for each in versions if each.status in SIGNED), default=0)


def _outdate_drafts(versions: Iterable[ReportVersion], row: InitialFigures) -> None:
    for each in versions:
        if each.status == ReportStatus.DRAFT and each.report.snapshot.number >= row.from_number:
            # The figures have moved: a page opened before may not submit or save over them.
            each.edit += 1
            each.save(update_fields=["edit"])


@transaction.atomic
def hand_over_initial(*, snapshot: WeekSnapshot, by: Actor) -> None:
    """Give a merged bureau's 期初数 to its successor, in the week that empties the bureau's own table.

    As its cases, they leave here and enter there in one week; where the successor has handed that week in
    already, in its next one. A year without any is left as it is.
    """
    bureau, program = snapshot.bureau, snapshot.program
    heir = acting_body(bureau)
    entries = initial_entries(program.pk, [bureau.pk])[bureau.pk]
    whole = until(entries, max((each.from_number for each in entries), default=0))
    if heir.pk == bureau.pk or not whole:
        return
    hold_bureau(heir.pk)
    versions = _locked_versions(heir, program)
    last, number = entries[-1], snapshot.number
    told = {
        "program": program,
        "day": bureau.closed_on or snapshot.period_end,
        "as_of": last.as_of,
        "source": last.source,
        "basis": last.basis,
        "made_at": clock.now(),
        "made_by": by.signature,
    }
    left = {"bureau": bureau, "other": heir, "from_number": number, **told}
    came = {"bureau": heir, "other": bureau, "from_number": max(number, _last_signed(versions) + 1), **told}
    _moved(by, NONE - whole, **left)
    _outdate_drafts(versions, _moved(by, whole, **came))


def _moved(by: Actor, change: Initial, **told: Any) -> InitialFigures:
    row = InitialFigures.objects.create(**told, **asdict(change))
    after = until(initial_entries(row.program_id, [row.bureau_id])[row.bureau_id], row.from_number)
    _record(by, row, after, after - change)
    return row


def _require_sound(figures: Initial, source: str, basis: str) -> None:
    for name, label in (("done", "已完成"), ("ongoing", "正在装修"), ("passed", "验收合格")):
        if getattr(figures, name) < 0:
            raise Refused(f"{label}的户数不能小于 0。", field=name, code="negative")
    if figures.passed > figures.done:
        raise Refused("验收合格的户数不能多于已完成。", field="passed", code="passed")
    if figures.amount < 0 or not is_whole_fen(figures.amount):
        raise Refused("合同金额不能小于 0，最多写到分。", field="amount", code="amount")
    if figures.amount and not figures.closing:
        raise Refused("没有户数，不会有合同金额。", field="amount", code="amount_alone")
    if not source:
        raise Refused("请写明数据来源，如某份统计表。", field="source", code="source")
    if not basis:
        raise Refused("请写明依据，如文号或会议纪要。", field="basis", code="basis")


def _says_more(known_source: str, known_basis: str, source: str, basis: str) -> bool:
    return (known_source, known_basis) != (source, basis)


def _record(by: Actor, row: InitialFigures, figures: Initial, before: Initial) -> None:
    record(
        by=by,
        subject=Subject("organisation", str(row.bureau_id)),
        action="reporting.initial_set",
        facts={
            "year": row.program.year,
            "from_week": row.from_number,
            "as_of": row.as_of.isoformat(),
            "done": [before.done, figures.done],
            "ongoing": [before.ongoing, figures.ongoing],
            "passed": [before.passed, figures.passed],
            "amount": [spelled(before.amount), spelled(figures.amount)],
            "source": row.source,
            "basis": row.basis,
        },
        reason=row.reason,
        jurisdiction=row.bureau.region_id or "",
    )
