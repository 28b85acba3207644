"""Lists of weeks and districts: who reported what, who is missing, late or returned (R11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.programs.queries import targets_of
from apps.reports.enums import ONCE_ACCEPTED, TO_MEND, UNDONE, ReportStatus, WeekState
from apps.reports.models import ReportVersion, Urge, WeekSnapshot, YearClose
from apps.reports.queries.initial import initial_entries
from apps.reports.queries.ledger import figures_adjusted
from apps.reports.queries.sheets import Row, Sheet, sheet_of
from apps.reports.queries.targets import Aim, aims_of_bodies, aims_of_bureaus
from apps.reports.rules.initial import until

TONES = {
    WeekState.MISSING: "bad",
    WeekState.DRAFT: "warn",
    WeekState.SUBMITTED: "accent",
    WeekState.ACCEPTED: "ok",
    WeekState.RETURNED: "bad",
    WeekState.WITHDRAWN: "warn",
    WeekState.REOPENED: "warn",
}
ICONS = {
    WeekState.MISSING: "alert-circle",
    WeekState.DRAFT: "clock",
    WeekState.SUBMITTED: "send",
    WeekState.ACCEPTED: "circle-check",
    WeekState.RETURNED: "arrow-back-up",
    WeekState.WITHDRAWN: "arrow-back-up",
    WeekState.REOPENED: "arrow-back-up",
}


_REOPENED = ReportStatus.REOPENED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one week's report stands, in one word and a tone."""

    state: WeekState
    late: bool
    version: ReportVersion | None
    """The newest version, without its content."""
    return_reason: str = ""
    """Why it was returned or taken back, where it waits to be handed in again."""

    @property
    def label(self) -> str:
        """Word for the pill."""
        return f"{self.state.label} · 迟报" if self.late else self.state.label

    @property
    def tone(self) -> str:
        """Tone for the pill."""
        return TONES[self.state]

    @property
    def icon(self) -> str:
        """Icon for the pill."""
        return ICONS[self.state]

    @property
    def submitted_at(self) -> datetime | None:
        """When the newest version was handed in."""
        return self.version.submitted_at if self.version else None


def standing_of(snapshot: WeekSnapshot, versions: Sequence[ReportVersion], now: datetime) -> Standing:
    """Read a week's state from its versions, oldest first."""
    newest = versions[-1] if versions else None
    # Late is said of the first hand-in: mending after a return or a taking back does not make it late.
    late = any(version.late for version in versions[:1])
    # What became of the last hand-in: a week reopened after a return was accepted in between.
    undone = next((each for each in reversed(versions) if each.status in {*UNDONE, _REOPENED}), None)
    if newest is None:
        return Standing(WeekState.MISSING, False, None)
    if newest.status == ReportStatus.ACCEPTED:
        return Standing(WeekState.ACCEPTED, late, newest)
    if newest.status == ReportStatus.SUBMITTED:
        return Standing(WeekState.SUBMITTED, late, newest)
    # Before the due hour is asked: what was handed in once is never 未报 (docs/decisions/0013).
    if undone is not None:
        return Standing(WeekState(undone.status), late, newest, undone.return_reason)
    state = WeekState.MISSING if now > snapshot.due_at else WeekState.DRAFT
    return Standing(state, False, newest)


def versions_of(snapshots: Iterable[WeekSnapshot]) -> dict[int, list[ReportVersion]]:
    """Return the versions of many weeks by snapshot, oldest first, without their content (one query)."""
    found: dict[int, list[ReportVersion]] = defaultdict(list)
    rows = ReportVersion.objects.filter(report__snapshot__in=list(snapshots)).select_related("report")
    # The two large columns: lists show neither.
    for version in rows.defer("content", "narrative").order_by("number"):
        found[version.report.snapshot_id].append(version)
    return found


def with_lateness(rows: QuerySet[WeekSnapshot], now: datetime) -> QuerySet[WeekSnapshot]:
    """Say of each week, in the same query, whether the one before was late, and who was last asked for it."""
    before = ReportVersion.objects.filter(report__snapshot=OuterRef("previous"))
    never = Q(previous__is_owed=True, previous__due_at__lt=now) & ~Q(
        Exists(before.filter(submitted_at__isnull=False))
    )
    urges = Urge.objects.filter(snapshot=OuterRef("pk")).order_by("-made_at", "-pk")
    return rows.annotate(
        was_late=Q(Exists(before.filter(number=1, late=True))) | never,
        urged_at=Subquery(urges.values("made_at")[:1]),
        urged_by=Subquery(urges.values("made_by")[:1]),
    )


def late_again(snapshot: WeekSnapshot, standing: Standing) -> bool:
    """Whether a week of :func:`with_lateness` is late as the one before was: 已两期晚报."""
    late = standing.late or standing.state is WeekState.MISSING
    return late and bool(getattr(snapshot, "was_late", False))


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week in a district's list."""

    snapshot: WeekSnapshot
    standing: Standing
    added: int
    removed: int
    done: int
    ongoing: int
    amount: Yuan


def weeks_of(bureau_id: int, program: Program, now: datetime) -> list[WeekLine]:
    """Return a bureau's week snapshots of a year, newest first."""
    snapshots = list(
        WeekSnapshot.objects.owed()
        .filter(bureau_id=bureau_id, program=program)
        .select_related("bureau__region", "program", "reports_to")
        .order_by("-number")
    )
    versions = versions_of(snapshots)
    adjusted = figures_adjusted(snapshots)
    entries = initial_entries(program.pk, [bureau_id])[bureau_id]
    lines = []
    for snapshot in snapshots:
        begun = until(entries, snapshot.number)
        standing = standing_of(snapshot, versions.get(snapshot.pk, []), now)
        # Most weeks stand as they were taken.
        own = adjusted.get(snapshot.pk, snapshot)
        lines.append(
            WeekLine(
                snapshot=snapshot,
                standing=standing,
                added=own.added,
                removed=own.removed,
                done=own.done + begun.done,
                ongoing=own.ongoing + begun.ongoing,
                amount=own.amount + begun.amount,
            )
        )
    return lines


def inherited_weeks(actor: Actor) -> list[WeekSnapshot]:
    """Return the weeks that bodies which went up in the actor's left to be handed in, the oldest first."""
    others = WeekSnapshot.objects.open_to(actor).exclude(bureau_id=row_scope(actor).organisation_id)
    waiting = others.filter(report__versions__status=ReportStatus.DRAFT)
    return list(waiting.select_related("bureau", "program").order_by("cutoff_at", "bureau_id"))


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """One district in the city's or province's week; figures come from accepted versions only."""

    snapshot: WeekSnapshot
    standing: Standing
    target: int | None
    accepted: Sheet | None
    """This week's accepted version."""
    last: Sheet | None
    """The last accepted version up to this week: the cumulative shown where this week has none."""

    reopened: bool = False
    """The sheet shown is of a version that was accepted and reopened since."""
    not_added: int = 0
    """Targets of bodies that went up in it, not in ``target``."""

    @property
    def assembled(self) -> Row:
        """装配化装修: this week's row, or the last accepted cumulative without a 本周."""
        return _shown(self, "assembled")

    @property
    def declared(self) -> Row:
        """传统装修, in the same way."""
        return _shown(self, "declared")

    @property
    def is_waited_for(self) -> bool:
        """Whether the report is late, or is to be mended: then whom to telephone stands beside it."""
        return self.late_twice or self.standing.state in {WeekState.MISSING, *TO_MEND}

    @property
    def late_twice(self) -> bool:
        """Whether it is late in this week and was in the one before."""
        return late_again(self.snapshot, self.standing)

    @property
    def is_old(self) -> bool:
        """Whether the cumulative is that of an earlier week."""
        return self.accepted is None and self.last is not None


def _shown(line: DistrictLine, name: str) -> Row:
    if line.accepted is not None:
        row: Row = getattr(line.accepted, name)
        return row
    if line.last is not None:
        old: Row = getattr(line.last, name)
        # No 本周: an old week's number is not this week's, while its cumulative is the last that is known.
        return Row(line.target, None, old.done, old.ongoing, old.amount)
    return Row(line.target, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Group:
    """Districts under one upper authority with their sum."""

    upper: Organisation | None
    lines: tuple[DistrictLine, ...]
    assembled: Row
    declared: Row


def grid(actor: Actor, program: Program, number: int, now: datetime) -> tuple[list[Group], Aim]:
    """Return the week of every district the actor sees, grouped by the authority it reports to.

    With what all of them are held against together: the reader's own target.
    """
    snapshots = list(
        with_lateness(WeekSnapshot.objects.visible_to(actor), now)
        .filter(program=program, number=number)
        .select_related("bureau__region", "program", "reports_to")
        .order_by("bureau__region_id", "bureau_id")
    )
    versions = versions_of(snapshots)
    scope = row_scope(actor)
    own, day = scope.organisation_id, snapshots[0].period_end if snapshots else None
    uppers = {snapshot.bureau_id: snapshot.reports_to_id for snapshot in snapshots}
    # Read once: lines, sums between and the whole are all held against them.
    targets = targets_of(program, {pk for pk in (*uppers, *uppers.values(), own) if pk is not None})
    sheets = _accepted_sheets(snapshots, program, number)
    groups: dict[int | None, list[DistrictLine]] = defaultdict(list)
    for snapshot in snapshots:
        last, reopened = sheets.get(snapshot.bureau_id, (None, False))
        groups[snapshot.reports_to_id].append(
            DistrictLine(
                snapshot=snapshot,
                standing=standing_of(snapshot, versions.get(snapshot.pk, []), now),
                target=targets.households(snapshot.bureau_id, snapshot.period_end),
                accepted=last if last and last.week == number else None,
                last=last,
                reopened=reopened,
                not_added=targets.not_added(snapshot.bureau_id, snapshot.period_end),
            )
        )
    lines_of_all = [line for lines in groups.values() for line in lines]
    # Whom to telephone stands beside a report that is not there: one query, none where all are.
    prefetch_related_objects(
        [line.snapshot.bureau for line in lines_of_all if line.is_waited_for], "contacts"
    )
    bodies: dict[int | None, list[int]] = {
        upper: [each.snapshot.bureau_id for each in lines]
        for upper, lines in groups.items()
        if upper not in (None, own)
    }
    if scope.level is ScopeLevel.BUREAU and own is not None:
        whole = aims_of_bureaus(program, {own: uppers.get(own)}, on=day, targets=targets)[own]
        aims = aims_of_bodies(program, bodies, on=day, targets=targets) if bodies else {}
    else:
        aims = aims_of_bodies(program, {**bodies, own: list(uppers)}, on=day, targets=targets)
        whole = aims.pop(own)
    return [
        Group(
            lines[0].snapshot.reports_to,
            tuple(lines),
            # The reader's own target is the total's: those who report to it directly are a part of it.
            sum_rows(lines, "assembled")
            if upper not in aims
            else replace(sum_rows(lines, "assembled"), target=aims[upper].households),
            sum_rows(lines, "declared"),
        )
        for upper, lines in groups.items()
    ], whole


def _accepted_sheets(
    snapshots: Sequence[WeekSnapshot], program: Program, number: int
) -> dict[int, tuple[Sheet, bool]]:
    """Return each bureau's last accepted sheet, and whether it has been reopened since."""
    accepted = ReportVersion.objects.filter(
        report__bureau=OuterRef("pk"),
        # A reopened one counts until the next is accepted (docs/decisions/0111).
        status__in=sorted(ONCE_ACCEPTED),
        report__snapshot__program=program,
        report__snapshot__number__lte=number,
    ).order_by("-report__snapshot__number", "-number")
    # Newest per bureau by a subquery, keys only: contents are large, and only one of each is needed.
    found = (
        Organisation.objects.filter(pk__in=[snapshot.bureau_id for snapshot in snapshots])
        .annotate(accepted=Subquery(accepted.values("pk")[:1]))
        .values_list("pk", "accepted")
    )
    bureau_of = {version: bureau for bureau, version in found if version is not None}
    contents = ReportVersion.objects.filter(pk__in=bureau_of).values_list("pk", "content", "status")
    return {
        bureau_of[pk]: (sheet_of(content), status == ReportStatus.REOPENED)
        for pk, content, status in contents
    }


def sum_rows(lines: Iterable[DistrictLine], name: str) -> Row:
    """Sum a row over districts; what is not reported adds nothing, all missing stays missing."""
    rows: list[Row] = [getattr(line, name) for line in lines]

    def total(values: Iterable[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    amounts = [row.amount for row in rows if row.amount is not None]
    return Row(
        target=total(row.target for row in rows),
        this_week=total(row.this_week for row in rows),
        done=total(row.done for row in rows),
        ongoing=total(row.ongoing for row in rows),
        amount=sum(amounts, ZERO) if amounts else None,
    )


def sum_groups(groups: Sequence[Group], aim: Aim) -> Group:
    """Sum everything the actor sees, held against the reader's own target as 总览 is."""
    lines = [line for group in groups for line in group.lines]
    assembled = replace(sum_rows(lines, "assembled"), target=aim.households)
    return Group(None, tuple(lines), assembled, sum_rows(lines, "declared"))


def programs_with_weeks(actor: Actor) -> list[Program]:
    """Programme years that have week snapshots the actor sees, newest first."""
    # order_by(): the columns of the model's ordering would take part in the DISTINCT.
    ids = WeekSnapshot.objects.visible_to(actor).order_by().values("program_id").distinct()
    closes = YearClose.objects.visible_to(actor)
    return list(Program.objects.filter(pk__in=ids).annotate(is_closing=Exists(closes)).order_by("-year"))


def is_closing(programs: Iterable[Program]) -> bool:
    """Whether there is a 年终核定 that the actor sees, as :func:`programs_with_weeks` has asked along."""
    return any(getattr(each, "is_closing", False) for each in programs)


def week_numbers(actor: Actor, program: Program) -> list[int]:
    """Week snapshots of a year the actor sees, newest first."""
    numbers = WeekSnapshot.objects.visible_to(actor).filter(program=program).order_by("-number")
    return list(numbers.values_list("number", flat=True).distinct())
