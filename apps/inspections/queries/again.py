"""整改后二次验收: what it goes through, and what was said and shown of it the last time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from apps.cases.models import Case
from apps.inspections.enums import AttemptResult, ItemKind, PhotoOf
from apps.inspections.models import AcceptanceAttempt, AcceptanceItem, Photo, Rectification
from apps.inspections.queries.attempts import built_items, found_of, found_words
from apps.inspections.queries.days import enterprise_of
from apps.inspections.rules import BuiltItem, again, deviations, items_to_accept
from apps.inspections.rules.reference import reference_items
from apps.inspections.rules.verdicts import LONGEST_LINE, bad_lines
from apps.lib import clock
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of

REFERRED = ParameterCode.QUALITY_REFERENCE
SHOWN_PHOTOS = 4
"""Of the last time, newest first."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the last acceptance found of an item, what became of it, and the last photos of it."""

    words: str
    due_on: date | None = None
    mended_on: date | None = None
    mended_note: str = ""
    photos: Sequence[Photo] = field(default=())

    @property
    def is_late(self) -> bool:
        """Whether it was mended after the day it was to be mended by."""
        return bool(self.due_on and self.mended_on and self.mended_on > self.due_on)


def refers(case: Case, on: date | None = None) -> bool:
    """Whether the case's bureau has 质量参考项 looked at on a day; today where none is given."""
    return bool(limits_of(case.bureau_id, on or clock.today(), (REFERRED,)).value(REFERRED))


def last_failed(case: Case, before: int | None = None) -> AcceptanceAttempt | None:
    """Return the last acceptance that asked the present enterprise to mend something; None for none.

    ``before``: the number of the attempt that looks back.
    """
    rows = AcceptanceAttempt.objects.filter(
        case=case, result=AttemptResult.RECTIFY, enterprise_id=enterprise_of(case)
    )
    if before is not None:
        rows = rows.filter(number__lt=before)
    return rows.select_related("plan").order_by("-number").first()


def items_for(case: Case, plan: PlanVersion) -> tuple[BuiltItem, ...]:
    """Return what the next acceptance goes through; a 二次验收 what was asked, what failed, then the rest."""
    content = content_of(plan)
    besides = reference_items(space.kind for space in content.spaces) if refers(case) else ()
    items = items_to_accept(content) + besides
    last = last_failed(case)
    if last is None:
        return items
    asked = {row.number: row.text for row in last.rectifications.all()}
    # Codes are places in a plan: of another version they are of other things.
    failed = _failed(last) if last.plan_id == plan.pk else {}
    return again.carried_items(asked) + again.failed_first(items, frozenset(failed))


def _failed(attempt: AcceptanceAttempt) -> Mapping[str, AcceptanceItem]:
    rows = list(attempt.items.all())
    found = found_of(rows)
    labels = {each.label for each in deviations(content_of(attempt.plan), found)}
    # What is only referred to fails nothing.
    rows = [row for row in rows if row.kind != ItemKind.REFERENCE]
    found = {row.code: found[row.code] for row in rows}
    otherwise = (row.code for row in rows if f"{row.space}{row.label}" in labels)
    codes = again.failed_codes(found, otherwise)
    return {row.code: row for row in rows if row.code in codes and again.carried_number(row.code) is None}


def twins_of(attempt: AcceptanceAttempt) -> dict[str, str]:
    """Return by the code of a carried item that of the plan's item that failed the last time."""
    last = last_failed(attempt.case, before=attempt.number)
    # Codes are places in a plan: of another version they are of other things.
    if last is None or last.plan_id != attempt.plan_id:
        return {}
    rows, older = list(last.items.all()), twins_of(last)
    lines = bad_lines(built_items(rows), found_of(rows), older)
    codes = {line[:LONGEST_LINE]: older.get(code, code) for code, line in lines.items()}
    asked = {again.carried_code(row.number): row.text for row in last.rectifications.all()}
    found = {code: codes[text] for code, text in asked.items() if text in codes}
    # A line carried twice without an item of the plan has no twin.
    return {code: twin for code, twin in found.items() if again.carried_number(twin) is None}


def befores(attempt: AcceptanceAttempt) -> dict[str, Before]:
    """Return what is known of the last time, by the code of an item (six queries at most)."""
    if attempt.number == 1:
        return {}
    last = last_failed(attempt.case, before=attempt.number)
    if last is None:
        return {}
    asked = {again.carried_code(row.number): row for row in last.rectifications.all()}
    failed = _failed(last) if last.plan_id == attempt.plan_id else {}
    photos = _photos([row.pk for row in asked.values()], [row.pk for row in failed.values()])
    return {
        **{code: _asked(last, row, photos) for code, row in asked.items()},
        **{
            code: Before(
                words="：".join(part for part in (found_words(row), row.note) if part),
                photos=photos.get((PhotoOf.ITEM, row.pk), ()),
            )
            for code, row in failed.items()
        },
    }


def _asked(
    last: AcceptanceAttempt, row: Rectification, photos: Mapping[tuple[str, UUID], Sequence[Photo]]
) -> Before:
    return Before(
        words=f"第 {last.number} 次验收要求整改",
        due_on=last.mend_due_on,
        mended_on=row.done_on,
        mended_note=row.note,
        photos=photos.get((PhotoOf.RECTIFICATION, row.pk), ()),
    )


def _photos(mended: Sequence[UUID], items: Sequence[UUID]) -> dict[tuple[str, UUID], list[Photo]]:
    found: dict[tuple[str, UUID], list[Photo]] = defaultdict(list)
    rows = Photo.objects.filter(subject=PhotoOf.RECTIFICATION, subject_id__in=mended) | Photo.objects.filter(
        subject=PhotoOf.ITEM, subject_id__in=items
    )
    for photo in rows.filter(is_image=True).order_by("-added_at", "-pk"):
        if len(found[photo.subject, photo.subject_id]) < SHOWN_PHOTOS:
            found[photo.subject, photo.subject_id].append(photo)
    return found
