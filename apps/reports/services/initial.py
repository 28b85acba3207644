"""期初数: entering what a bureau's year counted on paper, and correcting it (R10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import spelled
from apps.lib.decisions import Stale, require
from apps.orgs.enums import WORK_OF_KIND
from apps.orgs.models import Organisation
from apps.orgs.queries import acting_body, reports_to
from apps.outbox.services import Desk, tell
from apps.programs.models import Program
from apps.reports.enums import ReportStatus
from apps.reports.models import InitialFigures, ReportVersion, WeekSnapshot
from apps.reports.permissions import FILLERS, may_set_initial
from apps.reports.queries.initial import (
    Planned,
    entries_made,
    initial_entries,
    last_signed,
    plan_initial,
    versions_of_year,
)
from apps.reports.rules.initial import NONE, Initial, until
from apps.reports.services.counts import hold_bureau


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
    version: int | None = None,
) -> InitialFigures:
    """Say what a bureau's year counted on paper before its first week here; raise Refused where it cannot be.

    Until a week was handed in it counts from the first one on, however often it is set. Afterwards it is a
    correction: it wants a reason, counts from the next week that is not handed in, and is printed there.
    Stale unless ``version`` is how many entries there are.
    """
    require(may_set_initial(by, bureau))
    source, basis, reason = source.strip()[:120], basis.strip()[:200], reason.strip()[:300]
    hold_bureau(bureau.pk)
    if version is not None and version != entries_made(bureau, program):
        raise Stale("期初数刚被别人改过，您填写的内容还在，请核对最新情况后再提交。", code="stale")
    versions = _locked_versions(bureau, program)
    planned = plan_initial(
        bureau=bureau,
        program=program,
        figures=figures,
        as_of=as_of,
        source=source,
        basis=basis,
        reason=reason,
        versions=versions,
    )
    row = InitialFigures.objects.create(
        bureau=bureau,
        program=program,
        from_number=planned.from_number,
        day=planned.day,
        **asdict(planned.change),
        as_of=as_of,
        source=source,
        basis=basis,
        reason=reason,
        made_at=clock.now(),
        made_by=by.signature,
    )
    _outdate_drafts(versions, row)
    _record(by, row, planned.after, planned.before)
    _tell(by, row, planned)
    return row


def _tell(by: Actor, row: InitialFigures, planned: Planned) -> None:
    """Tell the bureau's desks and the body it reports to, but the desk it comes from."""
    upper = reports_to(row.bureau, clock.today())
    desks = [Desk(row.bureau_id, role) for role in sorted(FILLERS)]
    desks += [Desk(upper.pk, role) for role in sorted(WORK_OF_KIND[upper.kind])] if upper else []
    own = Desk(by.organisation_id or 0, by.role)
    done = "更正" if planned.is_correction else "登记"
    tell(
        to=[desk for desk in desks if desk != own],
        kind="report.initial_set",
        title=f"{row.bureau.short_name} {row.program.year} 年度期初数已{done}",
        text=f"{planned.after.words}。自第 {row.from_number} 期起计入累计进度，报送前请核对。",
        by=by,
        key=f"report:initial:{row.pk}",
        subject=Subject("organisation", str(row.bureau_id)),
        page=settings.INITIAL_PAGE,
    )


def _locked_versions(bureau: Organisation, program: Program) -> list[ReportVersion]:
    # Drafts too: a week that is being handed in is seen here, or counts what is set here.
    return list(versions_of_year(bureau, program).select_for_update(of=("self",)))


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
    came = {"bureau": heir, "other": bureau, "from_number": max(number, last_signed(versions) + 1), **told}
    _moved(by, NONE - whole, **left)
    _outdate_drafts(versions, _moved(by, whole, **came))


def _moved(by: Actor, change: Initial, **told: Any) -> InitialFigures:
    row = InitialFigures.objects.create(**told, **asdict(change))
    after = until(initial_entries(row.program_id, [row.bureau_id])[row.bureau_id], row.from_number)
    _record(by, row, after, after - change)
    return row


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
