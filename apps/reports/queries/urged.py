"""催报 and repeated lateness, read together with the weeks they belong to (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.reports.enums import TO_MEND, WeekState
from apps.reports.models import Urge, WeekSnapshot
from apps.reports.queries.lists import Standing, standing_of, versions_of
from apps.reports.queries.weeks import place_name

OWED = frozenset({WeekState.MISSING, WeekState.DRAFT, *TO_MEND})
"""States in which a week's report waits for its bureau."""


@dataclass(frozen=True, slots=True)
class Urgeable:
    """A bureau whose report of a week is not handed in."""

    snapshot: WeekSnapshot
    standing: Standing
    today: Urge | None
    """The last 催报 of this day."""

    @property
    def label(self) -> str:
        """Its place, where its report stands, and whether it was asked for today."""
        words = f"{place_name(self.snapshot.bureau)}（{self.standing.label}）"
        if self.today is None:
            return words
        return f"{words}，今天 {formats.time_of_day(clock.local(self.today.made_at))} 已催报"


def urgeable(snapshot: WeekSnapshot) -> list[Urgeable]:
    """Return who owes a week to the body that the given one is reported to, in code order (three queries)."""
    rows = list(
        WeekSnapshot.objects.owed()
        .filter(program_id=snapshot.program_id, number=snapshot.number, reports_to_id=snapshot.reports_to_id)
        .select_related("bureau__region", "program")
        .order_by("bureau__region_id", "bureau_id")
    )
    versions, now = versions_of(rows), clock.now()
    standings = [(row, standing_of(row, versions.get(row.pk, []), now)) for row in rows]
    owing = [(row, standing) for row, standing in standings if standing.state in OWED]
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    urges = Urge.objects.filter(snapshot__in=[row for row, _ in owing], made_at__gte=midnight)
    today = {each.snapshot_id: each for each in urges.order_by("made_at")}
    return [Urgeable(row, standing, today.get(row.pk)) for row, standing in owing]


@dataclass(frozen=True, slots=True)
class Urging:
    """The way to 催报 from a page that shows who owes a week."""

    url: str
    count: int


def urging(actor: Actor, owing: Iterable[WeekSnapshot]) -> Urging | None:
    """Return where the actor asks for some weeks that are owed; None where none of them is owed to him."""
    if actor.role not in (Role.CITY_OFFICER, Role.PROVINCE_OFFICER):
        return None
    own = [each for each in owing if each.reports_to_id == actor.organisation_id]
    return Urging(reverse("reports:urge", kwargs={"pk": own[0].pk}), len(own)) if own else None
