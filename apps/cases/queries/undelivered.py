"""没有送到的短信 of the desk that can mend them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.cases.models import Case, UndeliveredText
from apps.cases.permissions import at_counter, may_correct
from apps.cases.workflow import TEXTS
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.contacts import is_mobile

LISTED = 100


@dataclass(frozen=True, slots=True)
class UndeliveredCase:
    """A case with its texts that did not get through, oldest first."""

    case: Case
    texts: tuple[UndeliveredText, ...]
    may_correct: bool
    takes_texts: bool
    """Whether the number registered now takes texts."""

    @property
    def advice(self) -> str:
        """What to do, by what went wrong last."""
        if not self.takes_texts:
            return "登记的电话收不到短信：有手机号的先更正，没有的打电话、当面告知。"
        return self.texts[-1].fault.advice


def label_of(text: UndeliveredText) -> str:
    """Return what a text told of."""
    known = TEXTS.get(text.event)
    return known.label if known else "通知"


def undelivered(actor: Actor) -> tuple[list[UndeliveredCase], bool]:
    """Return the cases whose texts wait to be mended, longest first, and whether there are more."""
    if not at_counter(actor):
        return [], False
    rows = UndeliveredText.objects.still_open().filter(case__in=Case.objects.visible_to(actor))
    found = list(rows.order_by("failed_at").select_related("case__household", "case__dwelling")[: LISTED + 1])
    by_case: dict[object, list[UndeliveredText]] = {}
    for row in found[:LISTED]:
        by_case.setdefault(row.case_id, []).append(row)
    return [_line(actor, rows) for rows in by_case.values()], len(found) > LISTED


def undelivered_count(actor: Actor, *, most: int) -> int:
    """Return how many cases have such texts, ``most`` + 1 where there are more."""
    if not at_counter(actor):
        return 0
    rows = UndeliveredText.objects.still_open().filter(case__in=Case.objects.visible_to(actor))
    return rows.order_by().values("case_id").distinct()[: most + 1].count()


def text_options(case: Case) -> list[tuple[str, str]]:
    """Return the texts of a case that may be chosen, oldest first."""
    rows = case.undelivered_texts.still_open().order_by("failed_at")
    return [
        (str(row.message_id), f"{label_of(row)}（{formats.month_moment(row.written_at)}）") for row in rows
    ]


def _line(actor: Actor, rows: Sequence[UndeliveredText]) -> UndeliveredCase:
    case = rows[0].case
    for row in rows:
        row.label = label_of(row)  # type: ignore[attr-defined]
    return UndeliveredCase(
        case=case,
        texts=tuple(rows),
        may_correct=bool(may_correct(actor, case)),
        takes_texts=is_mobile(case.household.phone_encrypted.text()),
    )
