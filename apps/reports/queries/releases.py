"""What may be released of a week, and what the public sees of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.urls import reverse

from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.amounts import from_wan
from apps.orgs.enums import Role
from apps.reports.enums import ReportStatus
from apps.reports.models import Release, ReportVersion, WeekSnapshot
from apps.reports.rules.releases import row_of


def released_rows(snapshot: WeekSnapshot) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the accepted rows of a week, in code order, and the names of the bureaus without one.

    Those that report to the same body; two queries.
    """
    weeks = WeekSnapshot.objects.filter(
        program_id=snapshot.program_id, number=snapshot.number, reports_to_id=snapshot.reports_to_id
    )
    accepted = {
        version.report.snapshot_id: version.content
        for version in ReportVersion.objects.filter(
            status=ReportStatus.ACCEPTED, report__snapshot__in=weeks
        ).select_related("report")
    }
    rows, waited_for = [], []
    for week in weeks.select_related("bureau").order_by("bureau__region_id", "bureau_id"):
        if week.pk in accepted:
            rows.append(row_of(accepted[week.pk], region=week.bureau.region_id or ""))
        else:
            waited_for.append(week.bureau.name)
    return rows, waited_for


@dataclass(frozen=True, slots=True)
class ToRelease:
    """What a release would tell, and what the public sees already."""

    rows: list[dict[str, Any]]
    waited_for: list[str]
    last: Release | None

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The rows with their amounts as pages write them."""
        return [
            {**row, **{name: _written(row[name]) for name in ("amount_wan", "declared_amount_wan")}}
            for row in self.rows
        ]

    @property
    def digest(self) -> str:
        """SHA-256 of what the page shows, so that nothing else is released by its button."""
        said = json.dumps([self.rows, self.waited_for], ensure_ascii=False, sort_keys=True)
        return sha256(said.encode()).hexdigest()

    @property
    def is_same(self) -> bool:
        """Whether the public sees the very same already."""
        return self.last is not None and (self.last.rows, self.last.waited_for) == (
            self.rows,
            self.waited_for,
        )


def releasing(actor: Actor, weeks: Iterable[WeekSnapshot]) -> str:
    """Return where the actor releases some weeks; '' where none of them is reported to him."""
    if actor.role not in (Role.CITY_OFFICER, Role.PROVINCE_OFFICER):
        return ""
    own = next((each for each in weeks if each.reports_to_id == actor.organisation_id), None)
    return reverse("reports:release", kwargs={"pk": own.pk}) if own else ""


def _written(wan: str | None) -> str:
    return formats.money(None if wan is None else from_wan(Decimal(wan)))


def to_release(snapshot: WeekSnapshot) -> ToRelease:
    """Return what a release of the week would tell; three queries."""
    earlier = Release.objects.filter(
        program_id=snapshot.program_id, number=snapshot.number, body_id=snapshot.reports_to_id
    )
    return ToRelease(*released_rows(snapshot), earlier.order_by("-edition").first())


@dataclass(frozen=True, slots=True)
class Progress:
    """What the public sees: the newest edition of a week for each body that released it."""

    releases: list[Release]
    year: int | None
    number: int | None
    weeks: Sequence[tuple[int, int]]
    """Other released weeks, newest first, as (year, number)."""


MOST_WEEKS = 60
"""As many earlier weeks as are offered: more than a year."""


def progress(*, year: int | None = None, number: int | None = None) -> Progress:
    """Return a released week, by default the newest one; two queries."""
    known = list(
        Release.objects.order_by("-program__year", "-number")
        .values_list("program__year", "number")
        .distinct()[:MOST_WEEKS]
    )
    asked = next((each for each in known if each == (year, number)), None) or next(iter(known), None)
    if asked is None:
        return Progress([], None, None, ())
    rows = Release.objects.filter(program__year=asked[0], number=asked[1]).select_related("program", "body")
    newest = {row.body_id: row for row in rows.order_by("edition")}
    found = sorted(newest.values(), key=lambda row: (row.body.region_id or "", row.body_id))
    return Progress(found, *asked, [each for each in known if each != asked])
