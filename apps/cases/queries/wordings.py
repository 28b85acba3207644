"""通知用语: which notices may be worded, the house's own words, and what a case's notice says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from apps.cases.models import Case
from apps.cases.workflow import MOVES, NEXT, NUMBER, STATES, TEXTS, Move, Text
from apps.cases.workflow.texts import composed, parts_of
from apps.lib import clock
from apps.orgs.enums import ENTERPRISE_ROLES
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of, wording_in_force
from apps.programs.rules.wordings import filled

SAMPLE: Mapping[str, str] = {NUMBER: "上城-2026-0001"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that a body may word."""

    key: str
    label: str
    title: str
    """The house's title; '' where it has none, as a text message."""
    text: str
    known: tuple[str, ...]
    """Placeholders it has."""
    sample: Mapping[str, str]


def _to_household(event: str, text: Text) -> Notice:
    sample = {**SAMPLE, **text.sample, NEXT: text.next}
    return Notice(f"household-{event}", f"给装修人的短信：{text.label}", "", text.words, text.known, sample)


def _to_enterprise(move: Move) -> Notice:
    text = STATES[move.target].message
    label = f"给装修企业的消息：{move.label}"
    return Notice(f"enterprise-{move.name}", label, move.label, text, (NUMBER,), SAMPLE)


NOTICES: Mapping[str, Notice] = {
    each.key: each
    for each in (
        *(_to_household(event, text) for event, text in TEXTS.items()),
        *(_to_enterprise(move) for move in MOVES if move.tells & ENTERPRISE_ROLES),
    )
}
"""Every text to a household, and what enterprises are told of a move, by key."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a bureau texts its households of an event today, and when it does not."""

    text: str
    """With its placeholders."""
    quiet: str
    """Hours as 21:00-08:00; '' where nobody has set any."""

    def words(self, case: Case, values: Mapping[str, str] | None = None) -> str:
        """Return the words for one case, without what :func:`composed` puts around.

        ``{下一步}`` vanishes unless ``values`` name it.
        """
        return filled(self.text, {NUMBER: case.number or "", **(values or {})})


def saying_of(bureau_id: int | None, event: str) -> Saying:
    """Return what a bureau says today; whoever texts many households asks once for each (``cache``)."""
    return Saying(_household_text(bureau_id, event), _quiet_hours(bureau_id))


def _household_text(bureau_id: int | None, event: str) -> str:
    notice = NOTICES[f"household-{event}"]
    row = wording_in_force(bureau_id or 0, notice.key, clock.today())
    return row.text if row and row.text else notice.text


def enterprise_words(case: Case, move: Move) -> tuple[str, str]:
    """Return title and text of what an enterprise is told about a move; the title follows the number."""
    notice = NOTICES[f"enterprise-{move.name}"]
    row = wording_in_force(case.bureau_id or 0, notice.key, clock.today())
    values = {NUMBER: case.number or ""}
    if row is None:
        return notice.title, filled(notice.text, values)
    return filled(row.title, values) or notice.title, filled(row.text, values)


def length_of(notice: Notice, text: str) -> str:
    """Say how long a text message with these words would be, and as how many it goes out; '' for none."""
    if notice.title or not text:
        return ""
    words = filled(text, notice.sample)
    whole = composed(words, link=settings.HOUSEHOLD_PAGE, asks="0571-00000000")
    return f"连同网址、电话 {len(whole)} 字，计 {parts_of(whole)} 条短信"


def quiet_hours(case: Case) -> str:
    """Return the hours in which no text goes to a household, as 21:00-08:00; '' where nobody has set any."""
    return _quiet_hours(case.bureau_id)


def _quiet_hours(bureau_id: int | None) -> str:
    limits = limits_of(bureau_id or 0, clock.today(), [ParameterCode.QUIET_HOURS])
    return limits.value(ParameterCode.QUIET_HOURS)
