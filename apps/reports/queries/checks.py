"""报送前核对: what must be answered before a week's report is handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.cases.models import Case
from apps.lib import clock, formats
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, SnapshotProof
from apps.reports.queries.answers import answers_in, content_of
from apps.reports.queries.declared import (
    Warned,
    is_split,
    line_place,
    lines_of,
    strange_in,
)
from apps.reports.queries.ledger import Week
from apps.reports.queries.proof import standing_proof
from apps.reports.rules.declared import Line, gaps, sum_text
from apps.reports.rules.initial import step, until
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


def checks_of(
    opened: Week,
    version: ReportVersion,
    strange: Sequence[Warned] | None = None,
    content: Mapping[str, Any] | None = None,
) -> list[Check]:
    """Return the checks of a week: four, and one for each warning about the declared total.

    Of the independent recount what was kept of it; ``strange`` is what ``strange_in`` found, where known.
    After a return its answers are one more; ``content`` is what ``content_of`` made of the version.
    """
    return [
        _amounts(opened),
        _difference(opened),
        _recount(standing_proof(opened.snapshot)),
        _declared(version),
        *map(_warned, strange_in(opened.snapshot, version) if strange is None else strange),
        *_answers(opened, version, strange, content),
    ]


def _answers(
    opened: Week,
    version: ReportVersion,
    strange: Sequence[Warned] | None,
    content: Mapping[str, Any] | None,
) -> list[Check]:
    """After a return: every item is answered, and no answer contradicts what stands."""
    if version.status != ReportStatus.DRAFT or version.number == 1:
        return []
    answered = answers_in(content_of(opened, version, strange) if content is None else content)
    if not answered:
        return []
    faults = [each.fault for each in answered if each.fault]
    if not faults:
        return [Check("answers", "ok", f"退回的 {len(answered)} 项都已答复")]
    return [
        Check(
            "answers",
            "open",
            faults[0],
            detail=f"退回的 {len(answered)} 项中还有 {len(faults)} 项",
            url="#answer",
            action="答复",
        )
    ]


def counted(checks: Sequence[Check]) -> str:
    """Say how many checks passed, how many are open, and how many warnings are told."""
    passed = sum(1 for check in checks if check.state == "ok")
    stopping = sum(1 for check in checks if check.blocks)
    told = sum(1 for check in checks if check.state == "warn")
    parts = [f"{len(checks)} 项中 {passed} 项通过"]
    if stopping:
        parts.append(f"{stopping} 项待办")
    if told:
        parts.append(f"{told} 项已说明")
    return "，".join(parts)


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
    number = opened.snapshot.number
    before, whole = until(opened.initial, number - 1).closing, until(opened.initial, number).closing
    return Check(
        "difference",
        "ok",
        "与上期的差额说得清",
        detail=(
            f"{week.opening + before}{step(opened.initial, number)} ＋ {week.added}"
            f" {formats.MINUS} {week.removed} ＝ {week.closing + whole}"
        ),
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


def _declared(version: ReportVersion) -> Check:
    if version.declared_missing_reason:
        return Check("declared", "ok", "传统装修：已说明本周未取得", detail=version.declared_missing_reason)
    lines = lines_of(version)
    if is_split(lines):
        return _lines(lines, version)
    missing = [
        label
        for label, value in (
            ("本周进度", version.declared_week),
            ("已完成装修", version.declared_done),
            ("正在装修", version.declared_ongoing),
            # Not obtained is an answer too, where it is said of how many.
            ("合同金额", version.declared_amount_missing or version.declared_amount),
            ("数据来源", version.declared_source or None),
            ("查询时间", version.declared_queried_at),
        )
        # 0 is an answer; an empty text is none, so it is turned into None above.
        if value is None
    ]
    if missing:
        title = "填写申报数据" if len(missing) > 2 else f"填写{'、'.join(missing)}"
        return _open(f"传统装修：{title}", "没有取得数据时，写明原因也可报送", field="source")
    return Check("declared", "ok", "传统装修：来源和查询时间已填")


def _open(title: str, detail: str, *, field: str) -> Check:
    return Check("declared", "open", title, detail=detail, url="#declared", action="补填", field=field)


def _lines(lines: Sequence[Line], version: ReportVersion) -> Check:
    found = gaps(lines, amount_missing=version.declared_amount_missing)
    if found:
        first = found[0]
        more = f"等 {len(found)} 处" if len(found) > 2 else ""
        title = f"传统装修：补填{'、'.join(gap.words for gap in found[:2])}{more}"
        detail = (
            "没有合同金额的，在“金额未取得”写明户数" if any(gap.column == "amount" for gap in found) else ""
        )
        return _open(title, detail, field=f"{line_place(first.line)}-{first.column}")
    if all(line.deducts for line in lines):
        return _open("传统装修：填写来源", "只填了核减，没有来源", field="source")
    return Check("declared", "ok", "传统装修：各行的时间和经手人已填", detail=sum_text(lines, "week"))


def _warned(each: Warned) -> Check:
    """Return a warning as a check: it stops until there is a word, and is told from then on."""
    code, title = f"declared_{each.code.value}", f"传统装修：{each.title}"
    if each.told:
        return Check(code, "warn", title, detail=f"{each.detail}。说明：{each.word}")
    return Check(
        code,
        "open",
        f"{title}，请写明原因",
        detail=each.detail,
        url=f"#id_{each.field}_field",
        action="说明",
        field=each.field,
    )
