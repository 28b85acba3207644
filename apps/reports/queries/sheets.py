"""The table as content: frozen on submission, shown on screen, printed and written to Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from apps.documents.models import StoredFile
from apps.documents.rules.papers import PaperMark
from apps.lib import clock, formats
from apps.lib.amounts import Yuan, from_wan, spelled
from apps.orgs.queries import called
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.carried import carried_gone
from apps.reports.queries.declared import (
    Warned,
    digests_of,
    is_split,
    lines_of,
    single_line,
    strange_in,
)
from apps.reports.queries.initial import of_frozen, plain
from apps.reports.queries.layouts import layout_of_week
from apps.reports.queries.ledger import Week, named
from apps.reports.queries.noted import corrected_days, removed_from_earlier_years
from apps.reports.rules.declared import (
    COLUMNS,
    Line,
    declared_notes,
    of_plain,
    sum_text,
    to_plain,
    warned_notes,
)
from apps.reports.rules.figures import cutoff_note, declared_note, footnotes
from apps.reports.rules.initial import NONE, Initial, until
from apps.reports.rules.layout import NOT_ASKED, Value
from apps.reports.rules.papers import WEEKLY_FORM, WeeklyRow, WeeklyTable

FORM = "杭房局〔2024〕43号 附件3"


def target_of(opened: Week) -> int | None:
    """Return the bureau's 全年目标 of the week's day, None where none was set (printed as —)."""
    # As of the cut-off: a target that is changed later leaves sealed weeks as they were.
    return opened.targets.households(opened.snapshot.bureau_id, opened.snapshot.period_end)


def sheet_content(
    opened: Week, version: ReportVersion, strange: Sequence[Warned] | None = None
) -> dict[str, Any]:
    """Return everything the report states, as plain values with stable keys.

    ``strange`` is what ``strange_in`` found, where known. Amounts are spelled in 万元, as in every
    content submitted so far.
    """
    snapshot, week, number = opened.snapshot, opened.figures, opened.snapshot.number
    initial, before = until(opened.initial, number), until(opened.initial, number - 1)
    queried = clock.local(version.declared_queried_at) if version.declared_queried_at else None
    evidence = (
        StoredFile.objects.filter(pk=version.declared_evidence_id).values_list("sha256", flat=True).first()
        if version.declared_evidence_id
        else None
    )
    lines = lines_of(version)
    notes = [
        cutoff_note(clock.local(snapshot.cutoff_at), clock.local(snapshot.due_at)),
        *footnotes(
            week,
            named(opened),
            carried_gone=carried_gone(snapshot),
            entries=opened.initial,
            number=number,
        ),
        *(
            f"更正上年度：核减 {number}（{why}），完工已计入上年，本年各数不变。"
            for number, why in removed_from_earlier_years(
                snapshot.bureau_id,
                year_opened_at=snapshot.year_opened_at,
                # 0:00 of the first day is the cut-off before.
                period_start=datetime.combine(snapshot.period_start, time(), clock.SHANGHAI),
                before=snapshot.cutoff_at,
            )
        ),
    ]
    notes += [f"{mark}：{number} {words}，各数不变。" for number, words, mark in corrected_days(snapshot)]
    found = strange_in(snapshot, version) if strange is None else strange
    notes += _declared_notes(
        version, lines, queried, [(each.words, each.word) for each in found if each.told]
    )
    digests = digests_of(lines)
    return {
        "form": FORM,
        "bureau": snapshot.bureau.name,
        "filler": version.filler,
        "year": snapshot.program.year,
        "week": snapshot.number,
        "period": [snapshot.period_start.isoformat(), snapshot.period_end.isoformat()],
        "cutoff_at": clock.local(snapshot.cutoff_at).isoformat(),
        "due_at": clock.local(snapshot.due_at).isoformat(),
        "assembled": {
            # Frozen with the rest: a target that is set anew changes no report handed in.
            "target": target_of(opened),
            "this_week": week.this_week,
            "done": week.done + initial.done,
            "ongoing": week.ongoing + initial.ongoing,
            "amount": _text(week.amount + initial.amount),
        },
        "sum": {
            "carried": week.carried,
            "opening": week.opening + before.closing,
            "added": week.added,
            "removed": week.removed,
            "closing": week.closing + initial.closing,
            "amount_change": _text(week.amount_change),
        },
        "declared": {
            "this_week": version.declared_week,
            "done": version.declared_done,
            "ongoing": version.declared_ongoing,
            "amount": _text(version.declared_amount),
            "source": version.declared_source,
            "queried_at": queried.isoformat() if queried else None,
            "missing_reason": version.declared_missing_reason,
            # Its digest stands in the frozen content, so that the file cannot be exchanged behind it.
            "evidence_sha256": evidence,
            # Of one total that nobody split the keys above say everything, as they always did.
            "lines": [
                {**to_plain(line), "evidence": digests.get(line.evidence, "")}
                for line in (lines if is_split(lines) else ())
            ],
            "amount_missing": version.declared_amount_missing or 0,
        },
        # At the cut-off; what was entered by name since stands beside it, so that both give the set.
        "manifest": snapshot.manifest_hash,
        "adjusted": [
            f"{each.case_id}|{each.after or ''}|{spelled(each.amount_change)}" for each in opened.adjustments
        ],
        "footnotes": notes,
        "narrative": version.narrative,
        # Only where there are some: content without them keeps the shape and hash it always had.
        **({"initial": plain(initial), "initial_before": plain(before)} if initial or before else {}),
    }


def _declared_notes(
    version: ReportVersion,
    lines: Sequence[Line],
    queried: datetime | None,
    told: Sequence[tuple[str, str]],
) -> list[str]:
    """Say where the row 传统装修 comes from, how its sums come about, and what was strange about them."""
    reason, missing = version.declared_missing_reason, version.declared_amount_missing or 0
    if is_split(lines):
        return declared_notes(lines, amount_missing=missing, warned=told)
    if not reason and not (version.declared_source and queried):
        return []
    note = declared_note(
        source=version.declared_source,
        queried=formats.moment(queried, nothing="未填"),
        missing_reason=reason,
        amount_missing=missing,
    )
    return [note, *warned_notes(told)]


def _text(amount: Yuan | None) -> str | None:
    return None if amount is None else spelled(amount)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; None prints as —."""

    target: int | None
    this_week: int | None
    done: int | None
    ongoing: int | None
    amount: Yuan | None

    @property
    def total(self) -> int | None:
        """已完成 plus 正在装修."""
        return None if self.done is None or self.ongoing is None else self.done + self.ongoing


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of one version, from its frozen content or, for a draft, from the ledger."""

    bureau: str
    filler: str
    year: int
    week: int
    period_start: date
    period_end: date
    cutoff_at: datetime
    due_at: datetime
    assembled: Row
    declared: Row
    carried: int
    opening: int
    added: int
    removed: int
    closing: int
    amount_change: Yuan
    lines: tuple[Line, ...]
    """Lines of the declared total; one total that nobody split is one line."""
    amount_missing: int
    """Households whose contract amount was not obtained."""
    source: str
    missing_reason: str
    footnotes: tuple[str, ...]
    narrative: str
    asked: tuple[str, ...] = ()
    """What the return before asked and how this version answers, a line each."""
    initial: Initial = NONE
    """期初数 in the cumulative columns: households without cases."""
    initial_before: Initial = NONE
    """Those of them that the week before counted already."""

    @property
    def rows(self) -> tuple[WeeklyRow, WeeklyRow]:
        """装配化装修 and 传统装修, as papers and files print them."""
        return (
            printed(self.assembled, more=self.more),
            printed(self.declared, target=NOT_ASKED, more={"closing": self.declared.total}),
        )

    @property
    def more(self) -> dict[str, Value]:
        """What a body's own form may print of 装配化装修 beside the row."""
        names = ("closing", "opening", "removed", "carried", "amount_change")
        return {name: getattr(self, name) for name in names}

    @property
    def initial_entered(self) -> int:
        """By how many households 期初数 changed the sum of this week."""
        return self.initial.closing - self.initial_before.closing

    @property
    def initial_fell(self) -> int:
        """By how many they took off it."""
        return max(0, -self.initial_entered)

    @property
    def sums(self) -> dict[str, str]:
        """The declared total as the sums it is, by column; empty where nothing was added up."""
        if not is_split(self.lines):
            return {}
        return {column: text for column in COLUMNS if (text := sum_text(self.lines, column))}


def printed(row: Row, *, target: str = "", more: Mapping[str, Value]) -> WeeklyRow:
    """Return a row as papers print it; ``target`` stands in for its own."""
    own = formats.NOTHING if row.target is None else str(row.target)
    return WeeklyRow(
        target=target or own,
        this_week=row.this_week,
        completed=row.done,
        building=row.ongoing,
        amount=row.amount,
        more=more,
    )


def sheet_of(content: Mapping[str, Any]) -> Sheet:
    """Read content as :func:`sheet_content` wrote it."""
    total = content["sum"]
    declared = content["declared"]
    row = _row(declared)
    # Contents handed in before there were lines have none.
    lines = [of_plain(plain) for plain in declared.get("lines", ())] or single_line(
        declared["source"],
        week=row.this_week,
        done=row.done,
        ongoing=row.ongoing,
        amount=row.amount,
        queried_at=datetime.fromisoformat(declared["queried_at"]) if declared["queried_at"] else None,
        evidence=declared["evidence_sha256"] or "",
    )
    return Sheet(
        bureau=content["bureau"],
        filler=content["filler"],
        year=content["year"],
        week=content["week"],
        period_start=date.fromisoformat(content["period"][0]),
        period_end=date.fromisoformat(content["period"][1]),
        cutoff_at=datetime.fromisoformat(content["cutoff_at"]),
        due_at=datetime.fromisoformat(content["due_at"]),
        assembled=_row(content["assembled"]),
        declared=row,
        carried=total["carried"],
        opening=total["opening"],
        added=total["added"],
        removed=total["removed"],
        closing=total["closing"],
        amount_change=from_wan(Decimal(total["amount_change"])),
        lines=tuple(lines),
        amount_missing=declared.get("amount_missing", 0),
        source=declared["source"],
        missing_reason=declared["missing_reason"],
        footnotes=tuple(content["footnotes"]),
        narrative=content["narrative"],
        asked=tuple(_answer_words(each) for each in content.get("asked", ())),
        initial=of_frozen(content.get("initial")),
        initial_before=of_frozen(content.get("initial_before")),
    )


def _answer_words(each: Mapping[str, Any]) -> str:
    """Say an item of a return with its answer, as a paper prints it."""
    stands = each["before"] if each["before"] == each["after"] else f"{each['before']} → {each['after']}"
    answer = "，".join(filter(None, (each["answer_label"] or "还没有答复", stands, each["reason"])))
    moved = "；".join(each["adjustments"])
    return f"{each['label']}：{each['ask']}。答复：{answer}{f'（{moved}）' if moved else ''}。"


def _row(values: Mapping[str, Any]) -> Row:
    return Row(
        target=values.get("target"),
        this_week=values["this_week"],
        done=values["done"],
        ongoing=values["ongoing"],
        amount=None if values["amount"] is None else from_wan(Decimal(values["amount"])),
    )


def paper_of(sheet: Sheet, version: ReportVersion, snapshot: WeekSnapshot) -> WeeklyTable:
    """Return the table as the PDF's template wants it, numbered by what the bureau was called then."""
    named = called(snapshot.bureau, clock.local(version.submitted_at or clock.now()).date())
    prefabricated, traditional = sheet.rows
    return WeeklyTable(
        bureau_name=sheet.bureau,
        reporter=sheet.filler,
        week=f"{sheet.year} 年第 {sheet.week} 期",
        period=formats.period(sheet.period_start, sheet.period_end),
        prefabricated=prefabricated,
        traditional=traditional,
        layout=layout_of_week(snapshot, WEEKLY_FORM),
        footnotes=sheet.footnotes,
        narrative=sheet.narrative,
        asked=sheet.asked,
        audit_digest=f"{formats.day(version.audit_day)} {version.audit_digest}" if version.audit_day else "",
        mark=PaperMark(
            number=version_number(version, named.short_name),
            content_hash=version.content_hash,
            issued_at=version.submitted_at,
            status=status_text(version),
            watermark="草稿" if version.status == ReportStatus.DRAFT else "",
        ),
    )


def status_text(version: ReportVersion) -> str:
    """Say where a version stands: 草稿, 已报送（迟报）第 2 版 ..."""
    late = "（迟报）" if version.late else ""
    label = ReportStatus(version.status).label
    return f"{label}{late} 第 {version.number} 版" if version.number > 1 else f"{label}{late}"


def version_number(version: ReportVersion, short_name: str) -> str:
    """Return the number of a weekly table's paper, by what the bureau was called when it was submitted."""
    snapshot = version.report.snapshot
    return f"{short_name}-{snapshot.program.year}-第{snapshot.number}期-第{version.number}版"
