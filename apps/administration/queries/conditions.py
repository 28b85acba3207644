"""申请条件 of a body as its page shows them (R25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.administration.queries.years import OfBody
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.programs.models import Condition
from apps.programs.queries import condition_versions, conditions_of


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A question of a body, or of one above it, as it stands today."""

    now: Condition | None
    """None where it is not asked yet, or no more."""
    coming: Condition | None
    """The newest version, where it begins later."""
    is_own: bool

    @property
    def shown(self) -> Condition:
        """The version whose words the line shows."""
        found = self.now or self.coming
        if found is None:
            raise ValueError("a line has a version")
        return found


def condition_lines(body: Organisation) -> list[ConditionLine]:
    """Return what is asked at a body, from the top down, and what it will ask (five queries)."""
    today = clock.today()
    asked = conditions_of(body.pk, today)
    later = {
        row.code: row
        for row in Condition.objects.filter(organisation=body, valid_from__gt=today).order_by("number")
    }
    lines = []
    for row in asked:
        is_own = row.organisation_id == body.pk
        lines.append(ConditionLine(row, later.pop(row.code, None) if is_own else None, is_own))
    coming = [ConditionLine(None, row, True) for row in later.values() if row.is_asked]
    return [*lines, *coming]


def condition_now(subject: OfBody) -> dict[str, Any]:
    """Return what the form of a question starts with: its newest version."""
    last = next(iter(condition_versions(subject.organisation, subject.condition or 0)), None)
    if last is None:
        return {}
    said: dict[str, Any] = {
        name: getattr(last, name) for name in ("text", "hint", "source", "strength", "is_asked")
    }
    for number, option in enumerate(last.options):
        said[f"answers-{number}-label"], said[f"answers-{number}-effect"] = option.label, option.effect.value
    return said
