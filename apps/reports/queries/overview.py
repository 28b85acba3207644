"""总览: the funnel by stage, days per stage, districts or streets compared (screen 8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, Sum

from apps.cases.enums import FINISHED, STARTED, Status
from apps.cases.frame import list_url
from apps.cases.models import Case, Transition
from apps.cases.queries import funnel_states, spans
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.amounts import FEN, ZERO, Yuan
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.reports.queries.progress import Progress, progress_by_body
from apps.reports.queries.targets import aims_of_bureaus, bureaus_seen
from apps.reports.rules.pace import median

MOST_TRANSITIONS = 60_000
"""Days per stage look at the newest transitions only: a page must not walk a whole province."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the funnel; ``share`` is its part of all cases still counted."""

    label: str
    count: int
    share: Fraction
    statuses: tuple[str, ...]

    @property
    def url(self) -> str:
        """Case list filtered to the stage; '' for a stage of several states."""
        if len(self.statuses) != 1:
            return ""
        return f"{list_url()}?status={self.statuses[0]}"

    @property
    def share_text(self) -> str:
        """Share in whole per cent, cut."""
        return formats.whole_percent(self.share)


@dataclass(frozen=True, slots=True)
class StageDays:
    """How long a stage takes: middle value in calendar days over ``count`` cases."""

    label: str
    median: Fraction | None
    count: int

    @property
    def text(self) -> str:
        """Days with at most one decimal."""
        return formats.NOTHING if self.median is None else formats.number(self.median, places=1)


@dataclass(frozen=True, slots=True)
class Compared:
    """One district (or street) in the comparison."""

    name: str
    organisation_id: int
    registered: int
    started: int
    finished: int
    amount: Yuan
    progress: Progress | None


def funnel(actor: Actor, program: Program) -> list[Stage]:
    """Count the actor's cases of a year by stage as they stand now (one query)."""
    # order_by(): the columns of the model's ordering would take part in the GROUP BY.
    counts = dict(
        Case.objects.visible_to(actor)
        .filter(program=program)
        .order_by()
        .values_list("status")
        .annotate(n=Count("pk"))
    )
    rows = [(label, sum(counts.get(s, 0) for s in statuses), statuses) for label, statuses in funnel_states()]
    total = sum(count for _, count, _ in rows)
    return [
        Stage(
            label,
            count,
            Fraction(count, total) if total else Fraction(0),
            tuple(sorted(status.value for status in statuses)),
        )
        for label, count, statuses in rows
    ]


def stage_days(actor: Actor, program: Program) -> list[StageDays]:
    """Middle duration of every stage, from business dates, first passage only (one query)."""
    cases = Case.objects.visible_to(actor).filter(program=program).order_by()
    rows = (
        Transition.objects.filter(case__in=cases.values("pk"))
        .order_by("-id")
        .values_list("case_id", "target", "effective_on")[:MOST_TRANSITIONS]
    )
    measured = spans()
    days: dict[str, list[int]] = defaultdict(list)
    first: dict[object, dict[str, int]] = defaultdict(dict)
    for case_id, target, on in rows:
        # Newest first, so the oldest entry of a state is the one that stays.
        first[case_id][target] = on.toordinal()
    for states in first.values():
        for label, source, target in measured:
            # Not always in order: people enter the dates, and older transitions are not looked at.
            if source in states and target in states and states[target] >= states[source]:
                days[label].append(states[target] - states[source])
    return [StageDays(label, median(days[label]), len(days[label])) for label, _, _ in measured]


def compare_places(actor: Actor, program: Program) -> list[Compared]:
    """Compare districts (city, province) or streets (district) in code order; never ranked."""
    own = row_scope(actor)
    column = "street_office" if own.level is ScopeLevel.BUREAU else "bureau"
    counts = {
        row[0]: row[1:]
        for row in Case.objects.visible_to(actor)
        .filter(program=program)
        .exclude(status=Status.DRAFT)
        .order_by()
        .values_list(column)
        .annotate(
            registered=Count("pk"),
            started=Count("pk", filter=Q(status__in=STARTED)),
            finished=Count("pk", filter=Q(status__in=FINISHED)),
            amount=Sum("contract_amount", filter=Q(status__in=STARTED)),
        )
    }
    bureaus: dict[int, Progress] = {}
    if column == "bureau":
        seen = bureaus_seen(actor, program)
        bureaus = progress_by_body(program, {pk: [pk] for pk in seen}, aims_of_bureaus(program, seen))
    organisations = Organisation.objects.filter(pk__in={*counts, *bureaus}).order_by("region_id", "id")
    lines = []
    for place in organisations:
        registered, started, finished, amount = counts.get(place.pk, (0, 0, 0, None))
        lines.append(
            Compared(
                name=place.name if column == "bureau" else place.name.removesuffix("办事处"),
                organisation_id=place.pk,
                registered=registered,
                started=started,
                finished=finished,
                # SQLite adds decimals as floats: a sum to the 分 must not show their noise
                amount=amount.quantize(FEN) if amount else ZERO,
                progress=bureaus.get(place.pk),
            )
        )
    return lines
