"""The case list as a workbook: the rows of the list, the fields of the field policy, texts as texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC
from uuid import UUID

from apps.cases.facts import FACTS
from apps.cases.models import Case
from apps.cases.queries import is_hidden, seen_text
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.formats import money
from apps.lib.spreadsheets import new_workbook, write_text
from apps.pages.queries.case_list import Wanted, listed

MOST = 20_000
"""Rows of one workbook; a longer list is to be filtered first."""
BATCH = 200
Progress = Callable[[int], None]

_PLAIN: tuple[tuple[str, Callable[[Case], object]], ...] = (
    ("办件编号", lambda case: case.number or "草稿"),
    ("状态", lambda case: case.get_status_display()),
    ("房屋坐落", lambda case: case.dwelling.address),
    ("街道（乡镇）", lambda case: case.street_office.name),
    ("区、县（市）", lambda case: case.bureau.name),
    ("改造意愿", lambda case: case.get_renovation_scope_display()),
    ("装修企业", lambda case: case.enterprise.name if case.enterprise else ""),
    (
        "合同金额（万元）",
        lambda case: money(case.contract_amount, nothing="").replace(",", ""),
    ),
    # Days as 2026-11-26: Excel sorts and reads that form as days.
    ("填表日期", lambda case: str(case.applied_on)),
    ("开工日期", lambda case: str(case.started_on or "")),
    ("完工日期", lambda case: str(case.completed_on or "")),
    ("验收合格日期", lambda case: str(case.passed_on or "")),
    ("超过规定工期", lambda case: "是" if case.overrun else ""),
)
_PERSONAL = tuple(fact for fact in FACTS if fact.exported)


def rows_to_export(actor: Actor, wanted: Wanted) -> list[UUID]:
    """Return the cases of the list in its order, as they stand now; one more than ``MOST`` at the most."""
    rows = listed(actor, wanted).order_by("-updated_at", "-pk")
    return list(rows.values_list("pk", flat=True)[: MOST + 1])


def case_workbook(actor: Actor, case_ids: list[UUID], progress: Progress) -> bytes:
    """Write the workbook; a column the actor's role may not see at all is left out.

    A case that has left the actor's rows meanwhile is left out too. ``progress`` is told how many
    rows are written.
    """
    personal = [fact for fact in _PERSONAL if not is_hidden(actor, fact)]
    target = io.BytesIO()
    workbook = new_workbook(target)
    sheet = workbook.add_worksheet("案件清单")
    bold = workbook.add_format({"bold": True})
    headings = [name for name, _ in _PLAIN] + [fact.receipt or fact.label for fact in personal]
    for column, heading in enumerate(headings):
        write_text(sheet, 0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(_PLAIN) + len(personal), 16)
    for row, case in enumerate(_loaded(actor, case_ids), start=1):
        cells = [str(read(case)) for _, read in _PLAIN] + [seen_text(actor, case, fact) for fact in personal]
        for column, text in enumerate(cells):
            write_text(sheet, row, column, text)
        if row % BATCH == 0:
            progress(row)
    workbook.set_properties(
        {"author": "厨卫换新", "created": clock.now().astimezone(UTC).replace(tzinfo=None)}
    )
    workbook.close()
    return target.getvalue()


def _loaded(actor: Actor, case_ids: list[UUID]) -> Iterator[Case]:
    for start in range(0, len(case_ids), BATCH):
        batch = case_ids[start : start + BATCH]
        found = {case.pk: case for case in Case.objects.visible_to(actor).filter(pk__in=batch).for_display()}
        yield from (found[pk] for pk in batch if pk in found)
