"""The draft of a week's report: made by the system, supplemented by the bureau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from secrets import token_hex
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.audit.services import Subject, record
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.amounts import Yuan, spelled
from apps.lib.decisions import Refused, Stale, require
from apps.reports.enums import LIVE
from apps.reports.models import ReportVersion, WeeklyReport, WeekSnapshot
from apps.reports.permissions import may_fill
from apps.reports.rules.declared import COLUMNS, FIXED, Line, of_plain, overdrawn, to_plain, totals

OWNER_KIND = "weekly_report"
"""``owner_kind`` of files that belong to a report (``owner_id`` is the snapshot's number)."""


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as it is handed over; ``place`` begins the names at which refusals of it stand."""

    line: Line
    evidence: StoredFile | CheckedUpload | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """传统装修: lines that make up the total, or one total with its source, or why there is none."""

    week: int | None = None
    done: int | None = None
    ongoing: int | None = None
    amount: Yuan | None = None
    source: str = ""
    queried_at: datetime | None = None
    missing_reason: str = ""
    lines: Sequence[SentLine] = ()
    amount_missing: int | None = None
    """Households whose contract amount was not obtained."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the bureau says to each of ``rules.declared.Warning``."""

    @property
    def numbers(self) -> tuple[int | Yuan | None, ...]:
        """The one total."""
        return self.week, self.done, self.ongoing, self.amount


def locked_version(snapshot: WeekSnapshot, *, version: int | None) -> ReportVersion:
    """Lock and return the week's live or last version; raise Stale unless ``version`` is its present edit."""
    # After waiting for the lock PostgreSQL reads this row again but does not choose anew: it may be a version
    # returned meanwhile, behind which there is a draft. The permissions judge it by that state.
    newest = (
        ReportVersion.objects.select_for_update()
        .filter(report__snapshot=snapshot)
        .order_by("-number")
        .first()
    )
    if newest is None:
        raise Refused("本期还没有草稿。", code="no_draft")
    if version is not None and newest.edit != version:
        raise Stale(
            "这份周报刚被别人改过，您看到的不是最新内容。您填写的内容还在，请核对后再提交。", code="stale"
        )
    return newest


@transaction.atomic
def draft_report(*, snapshot: WeekSnapshot, by: Actor = SYSTEM) -> ReportVersion:
    """Return the week's live version; make a draft where there is none.

    After a return the new draft takes over what had been filled in. The source of the declared total and
    the names of its offline lines are taken from the bureau's previous report, its numbers never.
    """
    report, _ = WeeklyReport.objects.get_or_create(
        snapshot=snapshot, defaults={"bureau_id": snapshot.bureau_id, "created_at": clock.now()}
    )
    # Two that find no live version would both make one: get_or_create() does not keep the second waiting.
    WeeklyReport.objects.select_for_update().get(pk=report.pk)
    live = report.versions.filter(status__in=LIVE).first()
    if live is not None:
        return live
    last = report.versions.order_by("-number").first()
    number = (report.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = ReportVersion(report=report, number=number, created_at=clock.now())
    if last is not None:
        # Counted on, so that no page or caller that knows the version before is right about this one.
        draft.edit = last.edit + 1
        # Not filled_by_holder: who signs for the numbers of this version is only known when it is saved.
        for name in ("filler", "narrative", *_TAKEN_OVER):
            setattr(draft, name, getattr(last, name))
    elif snapshot.previous_id is not None:
        before = (
            ReportVersion.objects.filter(report__snapshot_id=snapshot.previous_id).order_by("-number").first()
        )
        if before is not None:
            _name_as(draft, before)
    draft.save(force_insert=True)
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.drafted",
        facts={"version": number},
        jurisdiction=snapshot.bureau.region_id or "",
    )
    return draft


_TAKEN_OVER = (
    "declared_week",
    "declared_done",
    "declared_ongoing",
    "declared_amount",
    "declared_source",
    "declared_queried_at",
    "declared_evidence_id",
    "declared_missing_reason",
    "declared_lines",
    "declared_amount_missing",
    "declared_words",
)


def _name_as(draft: ReportVersion, before: ReportVersion) -> None:
    """Name sources as in the week before: whoever asks there again types only what was found."""
    lines = [of_plain(plain) for plain in before.declared_lines]
    named = [Line(line.kind, line.key, line.label) for line in lines if line.label]
    draft.declared_lines = [to_plain(line) for line in named]
    # Of lines it is their names, which nobody typed as the source of one total.
    if not any(line.filled for line in lines):
        draft.declared_source = before.declared_source


@transaction.atomic
def save_draft(
    *,
    by: Actor,
    snapshot: WeekSnapshot,
    version: int | None,
    declared: Declared,
    filler: str = "",
    narrative: str = "",
    evidence: StoredFile | CheckedUpload | None = None,
) -> ReportVersion:
    """Keep what the bureau filled in; unfinished is allowed, contradictory is not.

    Raises Refused (or Stale) at the field; numbers next to “本周未取得” are a contradiction.
    """
    draft = locked_version(snapshot, version=version)
    require(may_fill(by, snapshot, draft))
    _consistent(declared)
    lines = _kept(declared, draft, snapshot=snapshot, by=by)
    draft.declared_lines = [to_plain(line) for line in lines]
    draft.declared_missing_reason = declared.missing_reason
    draft.declared_amount_missing = declared.amount_missing
    draft.declared_words = {code: word.strip() for code, word in declared.words.items() if word.strip()}
    _total(draft, declared, [line for line in lines if line.filled])
    draft.filler = filler.strip() or by.name
    draft.filled_by_id = by.user_id
    draft.filled_by_holder = by.holder
    draft.narrative = narrative.strip()
    # What was handed in before stays: a browser cannot send a file again with each saving.
    if evidence is not None:
        draft.declared_evidence_id = UUID(_evidence(evidence, snapshot, by, field="evidence"))
    draft.edit += 1
    draft.save()
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.saved",
        facts={
            "version": draft.number,
            "edit": draft.edit,
            "declared": _figures(draft.declared_week, draft.declared_done, draft.declared_ongoing)
            + _figures(draft.declared_amount),
            "lines": [
                [line.kind.value, *_figures(*(getattr(line, column) for column in COLUMNS))] for line in lines
            ],
        },
        jurisdiction=snapshot.bureau.region_id or "",
    )
    return draft


def _figures(*values: int | Yuan | None) -> list[str | None]:
    return [
        None if value is None else str(value) if isinstance(value, int) else spelled(value)
        for value in values
    ]


def _consistent(declared: Declared) -> None:
    """Refuse, at its field, what cannot be meant; what is only unfinished may wait."""
    # Compared with None: 0 is a number that was obtained.
    single = any(value is not None for value in declared.numbers)
    filled = [sent for sent in declared.lines if sent.line.filled]
    if declared.missing_reason and (single or filled):
        raise Refused(
            "已填写数字，就不能再选本周未取得；请清空其中一项。", field="missing_reason", code="both"
        )
    if declared.missing_reason and declared.amount_missing:
        raise Refused(
            "本周未取得的，没有户数可言；请清空金额未取得的户数。", field="amount_missing", code="both"
        )
    if filled and single:
        raise Refused("已按来源分行填写，就不能再填一个合计数；请清空其中一种。", field="week", code="twice")
    _timely(declared.queried_at, field="queried_at")
    seen: set[str] = set()
    for sent in declared.lines:
        if sent.line.kind in FIXED and sent.line.kind in seen:
            raise Refused(f"“{sent.line.name}”只填一行。", field=f"{sent.place}-kind", code="line_twice")
        seen.add(sent.line.kind)
        _sound(sent.line, sent.place)
    over = overdrawn([sent.line for sent in filled])
    if over is not None:
        place = next(sent.place for sent in filled if sent.line is over[0])
        words = f"{COLUMNS[over[1]]}核减得比各来源之和还多，请核对。"
        raise Refused(words, field=f"{place}-{over[1]}", code="overdrawn")
    row = totals([sent.line for sent in filled]) if filled else declared
    if row.amount is not None and row.amount > _LARGEST:
        place = f"{filled[0].place}-" if filled else ""
        raise Refused("合同金额合计过大，请核对单位。", field=f"{place}amount", code="too_large")
    if _more_than_all(row.week, row.done, row.ongoing):
        # Each source holds by itself, so it is what was taken off that cannot be.
        place = next((sent.place for sent in filled if sent.line.deducts), filled[0].place) if filled else ""
        raise Refused(_MORE, field=f"{place}-week" if place else "week", code="more_than_total")
    known = row.done is not None and row.ongoing is not None
    if known and (declared.amount_missing or 0) > (row.done or 0) + (row.ongoing or 0):
        raise Refused(_MISSING, field="amount_missing", code="more_than_total")


def _timely(queried_at: datetime | None, *, field: str) -> None:
    if queried_at is not None and queried_at > clock.now():
        raise Refused("查询时间不能晚于现在。", field=field, code="future")
    if queried_at is not None and queried_at.year < _EARLIEST:
        raise Refused("查询时间太早了，请核对。", field=field, code="too_early")


_LARGEST = Decimal("99999999999999.99")
"""元 the column of the total holds; each line by itself may come up to it."""
_EARLIEST = 2000
"""A slip of the year; the year 1 is more than databases can say in UTC."""


def _sound(line: Line, place: str) -> None:
    """Refuse a line that cannot be, whatever the others say."""
    _timely(line.queried_at, field=f"{place}-queried_at")
    if line.day is not None and line.day > clock.today():
        raise Refused("日期不能晚于今天。", field=f"{place}-day", code="future")
    if line.day is not None and line.day.year < _EARLIEST:
        raise Refused("日期太早了，请核对。", field=f"{place}-day", code="too_early")
    if not line.deducts and _more_than_all(line.week, line.done, line.ongoing):
        raise Refused(_MORE, field=f"{place}-week", code="more_than_total")


_MISSING = "金额未取得的户数不能多于累计（已完成加正在装修）。"
_MORE = "本周进度不能多于累计（已完成加正在装修）。"


def _more_than_all(week: int | None, done: int | None, ongoing: int | None) -> bool:
    return week is not None and done is not None and ongoing is not None and week > done + ongoing


def _kept(declared: Declared, draft: ReportVersion, *, snapshot: WeekSnapshot, by: Actor) -> list[Line]:
    """Return the lines to keep, each with its evidence; a line that says nothing at all is gone."""
    before = {line.key: line for line in (of_plain(plain) for plain in draft.declared_lines)}
    # A system's rows have no keys: an offline line is the one of its name.
    by_label = {line.label: line.key for line in before.values() if line.label}
    taken: set[str] = set()
    kept = []
    for sent in declared.lines:
        line = sent.line
        key = str(line.kind) if line.kind in FIXED else line.key or by_label.get(line.label, "")
        if not key or key in taken:
            key = new_line_key()
        taken.add(key)
        evidence = before[key].evidence if key in before else ""
        blank = not (line.filled or line.label or line.queried_at or line.day or sent.evidence)
        # A name beside nothing was filled in by the page.
        if blank:
            continue
        # What was handed in before stays: a browser cannot send a file again with each saving.
        if sent.evidence is not None:
            evidence = _evidence(sent.evidence, snapshot, by, field=f"{sent.place}-evidence")
        kept.append(replace(line, key=key, evidence=evidence))
    return kept


def new_line_key() -> str:
    """Return a key for an offline line that nobody has yet."""
    return f"k{token_hex(4)}"


def _evidence(file: StoredFile | CheckedUpload, snapshot: WeekSnapshot, by: Actor, *, field: str) -> str:
    kept = keep(
        by=by,
        file=file,
        owner=Owner(OWNER_KIND, str(snapshot.pk)),
        kind=FileKind.DECLARED_EVIDENCE,
        sensitive=False,
        field=field,
    )
    return str(kept.pk)


def _total(draft: ReportVersion, declared: Declared, filled: Sequence[Line]) -> None:
    """Put the total into the version's columns: the sums of its lines, or the one that was typed."""
    if not filled:
        draft.declared_week, draft.declared_done = declared.week, declared.done
        draft.declared_ongoing, draft.declared_amount = declared.ongoing, declared.amount
        draft.declared_source, draft.declared_queried_at = declared.source, declared.queried_at
        return
    row = totals(filled)
    draft.declared_week, draft.declared_done = row.week, row.done
    draft.declared_ongoing, draft.declared_amount = row.ongoing, row.amount
    draft.declared_source = "、".join(dict.fromkeys(line.name for line in filled if not line.deducts))[:120]
    moments = [line.moment for line in filled if not line.deducts and line.moment is not None]
    draft.declared_queried_at = max(moments, default=None)
